"""Entorno de Alembic: usa el motor de la aplicación; en SQLite apaga las claves foráneas mientras migra.

Con ellas encendidas, rehacer una tabla madre borraba en silencio a sus hijas (CASCADE). Al terminar se
comprueba que ninguna referencia quedó rota.
"""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy import text

from app.busqueda.indice import de_los_modelos
from app.extensiones import Modelo


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
