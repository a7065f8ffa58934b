"""Entorno de Alembic: usa el motor de la aplicación; en SQLite apaga las claves foráneas mientras migra.

Con ellas encendidas, rehacer una tabla madre borraba en silencio a sus hijas (CASCADE). Al terminar se
comprueba que ninguna referencia quedó rota.
"""

from __future__ import annotations

import sys
from pathlib import Path

from alembic import context
from alembic.util import CommandError
from flask import current_app
from sqlalchemy import text

from app.busqueda.indice import de_los_modelos
from app.extensiones import Modelo

sys.path.insert(0, str(Path(__file__).parent))
import cambios

SALIDA = "recupera la copia de la base hecha antes de actualizar."


def _comprobar() -> None:
    """Antes de tocar nada: que se conozca esta base y, al bajar, que lo que hay quepa en lo anterior."""
    guiones, puesto = context.script, context.get_context()
    actual = puesto.get_current_revision()
    if actual is not None and actual not in {g.revision for g in guiones.walk_revisions()}:
        raise CommandError(
            f"La base es de un programa más nuevo: su versión es {actual} y la de este, "
            f"{guiones.get_current_head()}. No se cambió nada. Usa el programa nuevo o {SALIDA}"
        )
    if actual is None or puesto.opts["fn"].__name__ != "downgrade":
        return
    por_deshacer = list(guiones.iterate_revisions(actual, puesto.opts["destination_rev"]))
    estorbos = cambios.no_caben([g.module for g in por_deshacer], context.get_bind())
    if estorbos:
        raise CommandError(
            f"No se puede volver a antes de {por_deshacer[-1].revision}: {'; '.join(estorbos)}. "
            f"No se cambió nada. Para volver al programa anterior, {SALIDA}"
        )


def migrar() -> None:
    """Aplica las migraciones pedidas con el motor en uso."""
    motor = current_app.extensions["migrate"].db.engine
    es_sqlite = motor.dialect.name == "sqlite"
    with motor.connect() as conexion:
        if es_sqlite:
            conexion.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        else:
            conexion.execute(text("SET lock_timeout = '4s'"))
            conexion.execute(text("SET statement_timeout = '300s'"))
            conexion.commit()
        context.configure(
            connection=conexion,
            target_metadata=Modelo.metadata,
            render_as_batch=True,
            compare_type=True,
            include_object=de_los_modelos,
            transaction_per_migration=True,
        )
        try:
            _comprobar()
            with context.begin_transaction():
                context.run_migrations()
            if es_sqlite:
                rotas = conexion.execute(text("PRAGMA foreign_key_check")).fetchall()
                if rotas:
                    raise RuntimeError(f"La migración dejó {len(rotas)} referencias rotas: {rotas[:3]}")
        finally:
            conexion.rollback()
            if es_sqlite:
                conexion.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


migrar()
