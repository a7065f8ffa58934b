"""Migraciones: una sola cabeza, numeradas, iguales a los modelos, y de ida y vuelta con datos."""

from __future__ import annotations

import re
from pathlib import Path

import flask_migrate
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from app import create_app
from app.busqueda.indice import de_los_modelos
from app.extensiones import Modelo, db
from app.nucleo.permisos import Rol
from tests.bases import base_nueva
from tests.fabricas import cuentas, procesos, propuestas, territorio
from tests.fabricas import plan as planes

CARPETA = Path(__file__).parents[2] / "migraciones"
CHICAS = {"roles_asignados", "importaciones_plan"}
"""Tablas de decenas de filas: recorrerlas enteras no cuesta."""

DECIMALES = (sa.Float, sa.Numeric)


def test_numeradas_y_con_una_cabeza() -> None:
    numeros = sorted(p.name[:4] for p in (CARPETA / "versions").glob("*.py"))
    assert numeros == [f"{n:04d}" for n in range(1, len(numeros) + 1)]
    assert (CARPETA / "CABEZA").read_text().strip() == numeros[-1]
    for ruta in (CARPETA / "versions").glob("*.py"):
        assert f'revision = "{ruta.name[:4]}"' in ruta.read_text(encoding="utf-8")


def test_los_modelos_y_la_base_coinciden(motor: str, tmp_path: Path) -> None:
    with base_nueva(motor, tmp_path) as conf, create_app(conf).app_context():
        with db.engine.connect() as conexion:
            contexto = MigrationContext.configure(conexion, opts={"include_object": de_los_modelos})
            diferencias = compare_metadata(contexto, Modelo.metadata)
        db.engine.dispose()
    assert not diferencias


def test_arriba_abajo_arriba_con_datos(motor: str, tmp_path: Path) -> None:
    """Con una fila al menos en casi toda tabla: bajar hasta la primera y volver no pierde ninguna."""
    with base_nueva(motor, tmp_path) as conf, create_app(conf).app_context():
        _sembrar()
        antes = _cuentas()
        assert sum(1 for n in antes.values() if n) >= 15, antes
        flask_migrate.downgrade(revision="0001")
        quedan = _cuentas()
        assert quedan == {tabla: antes[tabla] for tabla in quedan}
        flask_migrate.upgrade()
        despues = _cuentas()
        assert despues.keys() == antes.keys()
        assert quedan == {tabla: despues[tabla] for tabla in quedan}
        flask_migrate.downgrade(revision="base")
        assert set(sa.inspect(db.engine).get_table_names()) <= {"alembic_version"}
        flask_migrate.upgrade()
        assert set(_cuentas().values()) == {0}
        db.engine.dispose()


def _sembrar() -> None:
    lugares = territorio.ciudad()
    territorio.poblacion(lugares["n1"])
    persona = cuentas.persona(territorio_id=lugares["n1"].id)
    cuentas.dar_rol(persona, Rol.MODERADORA)
    elemento = planes.elemento(planes.plan())
    proceso = procesos.proceso()
    una = propuestas.propuesta(
        cuentas.identidad_de(persona), proceso=proceso, elementos=[elemento.id], etiquetas=["sombra"]
    )
    propuestas.apoyos(una, 2)
    db.session.commit()
    db.session.remove()


def _cuentas() -> dict[str, int]:
    hay = set(sa.inspect(db.engine).get_table_names())
    return {tabla: _contar(tabla) for tabla in sorted(Modelo.metadata.tables) if tabla in hay}


def _contar(tabla: str) -> int:
    with db.engine.connect() as conexion:
        return int(conexion.execute(sa.text(f"SELECT count(*) FROM {tabla}")).scalar_one())


def test_toda_restriccion_tiene_nombre_y_toda_referencia_indice() -> None:
    sin_indice = []
    for tabla in Modelo.metadata.tables.values():
        for regla in tabla.constraints:
            assert regla.name, f"{tabla.name}: {regla}"
        primeras = {next(c.name for c in i.columns) for i in tabla.indexes}
        primeras |= {
            next(iter(r.columns)).name
            for r in tabla.constraints
            if isinstance(r, sa.UniqueConstraint | sa.PrimaryKeyConstraint) and len(r.columns)
        }
        sin_indice += [
            f"{tabla.name}.{fk.parent.name}"
            for fk in tabla.foreign_keys
            if fk.parent.name not in primeras and fk.ondelete == "CASCADE" and tabla.name not in CHICAS
        ]
    assert not sin_indice, "borrar su madre recorrería la tabla: " + ", ".join(sorted(sin_indice))


def test_el_dinero_nunca_es_decimal() -> None:
    malas = [
        f"{t.name}.{c.name}"
        for t in Modelo.metadata.tables.values()
        for c in t.columns
        if re.search(r"monto|costo|dinero|precio", c.name) and isinstance(c.type, DECIMALES)
    ]
    assert not malas
