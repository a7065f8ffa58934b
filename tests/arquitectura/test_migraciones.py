"""Migraciones: una sola cabeza, numeradas, iguales a los modelos, y de ida y vuelta con datos."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import flask_migrate
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from app import create_app
from app.avance.consultas.dinero import momentos
from app.avance.modelos import Monto
from app.avance.reglas.dinero import OMISION
from app.avance.servicios.dinero import poner_momentos
from app.busqueda.indice import de_los_modelos
from app.consulta_plan.modelos import Consulta
from app.extensiones import Modelo, db
from app.nucleo.permisos import OPERACION, Rol
from app.nucleo.reloj import ahora
from app.plan.modelos import Plan
from tests.bases import base_nueva
from tests.fabricas import avance, cuentas, procesos, propuestas, territorio
from tests.fabricas import plan as planes
from tests.privacidad.sembrado import persona_con_todo

CARPETA = Path(__file__).parents[2] / "migraciones"
CHICAS = {"roles_asignados", "importaciones_plan"}
"""Tablas de decenas de filas: recorrerlas enteras no cuesta."""

MEDIDAS = (
    "avances", "consultas_plan", "elementos_apoyos", "hitos", "indicadores", "mediciones", "metas", "momentos",
    "montos", "planes_versiones", "prioridades", "propuestas_cifras", "situaciones",
)  # fmt: skip
"""Las tablas que llegan con el plan que se mide."""

POR_TOMAR = ("padron_cortes", "padron_objeciones")
"""El corte que se siembra aún no se ha tomado, y antes no había cortes por tomar."""

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


def test_lo_que_se_mide_baja_y_sube_con_datos(motor: str, tmp_path: Path) -> None:
    """Con una fila al menos en cada tabla del plan que se mide: volver a lo de antes no toca nada más."""
    with base_nueva(motor, tmp_path) as conf, create_app(conf).app_context():
        persona_con_todo()
        _medido()
        antes = _cuentas()
        assert {tabla for tabla in MEDIDAS if not antes[tabla]} == set()
        flask_migrate.downgrade(revision="0005")
        quedan = _cuentas()
        assert not set(MEDIDAS) & set(quedan)
        assert quedan == {tabla: 0 if tabla in POR_TOMAR else antes[tabla] for tabla in quedan}
        flask_migrate.upgrade()
        assert _cuentas() == {tabla: quedan.get(tabla, 0) for tabla in antes}
        db.engine.dispose()


def _sembrar() -> None:
    lugares = territorio.ciudad()
    territorio.poblacion(lugares["n1"])
    persona = cuentas.persona(territorio_id=lugares["n1"].id)
    cuentas.dar_rol(persona, Rol.MODERADORA)
    elemento = planes.elemento(planes.plan("primero"))
    proceso = procesos.proceso()
    una = propuestas.propuesta(
        cuentas.identidad_de(persona), proceso=proceso, elementos=[elemento.id], etiquetas=["sombra"]
    )
    propuestas.apoyos(una, 2)
    db.session.commit()
    db.session.remove()


def _medido() -> None:
    """Lo que se mide de un plan y lo que se le consulta a la gente."""
    hoja = planes.elemento(planes.plan("medido"), "1.1.1")
    medido = avance.indicador(hoja, "IND-9", mediciones=[("2026-03-31", "12.5")])
    avance.hito(hoja)
    avance.avance(planes.elemento(db.session.get_one(Plan, hoja.plan_id), "1.2"), 30)
    avance.situacion(hoja)
    poner_momentos(OPERACION, medido.plan_id, OMISION)
    momento = momentos(medido.plan_id)[0].id
    db.session.add(Monto(elemento_id=hoja.id, anio=2026, momento_id=momento, valor=100, fuente="Presupuesto"))
    db.session.add(Consulta(plan_id=medido.plan_id, abre=ahora(), cierra=ahora() + dt.timedelta(days=1)))
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
