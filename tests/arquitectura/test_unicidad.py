"""La unicidad vive en la base: cada «uno por» es una clave o un índice único, en los dos motores."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.cuentas.modelos import RolAsignado
from app.extensiones import db
from app.nucleo.permisos import Rol
from app.nucleo.reloj import ahora
from tests.fabricas import cuentas
from tests.fabricas import territorio as lugares

RAIZ = Path(__file__).parents[2]

UNOS_POR = {
    "un código por contenido": ("contenidos", ("codigo",)),
    "un enlace de cada tipo entre dos contenidos": ("enlaces", ("origen_id", "destino_id", "tipo")),
    "una etiqueta por clave": ("etiquetas", ("clave",)),
    "una cuenta por correo": ("personas", ("correo",)),
    "una autora por origen importado": ("personas", ("huella_origen",)),
    "un lugar por código": ("territorios", ("codigo",)),
    "un nivel por clave": ("niveles", ("clave",)),
    "una población por lugar, año, sexo y banda": (
        "poblaciones",
        ("territorio_id", "anio", "sexo", "edad_desde"),
    ),
    "un plan por clave": ("planes", ("clave",)),
    "un elemento por código en su plan": ("elementos", ("plan_id", "codigo")),
    "una unidad por código": ("unidades", ("codigo",)),
    "un proceso por clave": ("procesos", ("clave",)),
    "un apoyo por persona y propuesta": ("apoyos", ("propuesta_id", "persona_id")),
    "un elemento, una vez por propuesta": ("propuestas_elementos", ("propuesta_id", "elemento_id")),
    "una versión por número": ("propuestas_versiones", ("propuesta_id", "numero")),
    "una propuesta por origen": ("propuestas", ("origen", "origen_id")),
    "una cuenta por clave y ventana": ("limites", ("clave", "ventana")),
    "un acto por formulario del mostrador": ("actos_mostrador", ("envio",)),
    "un arriendo por tarea": ("arriendos", ("nombre",)),
}


def _unicos(tabla: str) -> set[tuple[str, ...]]:
    """Columnas que la base, no el modelo, obliga a no repetir."""
    mira = sa.inspect(db.engine)
    clave = mira.get_pk_constraint(tabla)["constrained_columns"]
    restricciones = [r["column_names"] for r in mira.get_unique_constraints(tabla)]
    indices = [i["column_names"] for i in mira.get_indexes(tabla) if i.get("unique")]
    return {tuple(str(c) for c in columnas) for columnas in (clave, *restricciones, *indices)}


@pytest.mark.parametrize(("tabla", "columnas"), UNOS_POR.values(), ids=UNOS_POR)
def test_uno_por(app: Flask, tabla: str, columnas: tuple[str, ...]) -> None:
    assert any(set(unica) == set(columnas) for unica in _unicos(tabla)), f"{tabla}: {_unicos(tabla)}"


@pytest.mark.parametrize("alcance", ["ciudad", "territorio"])
def test_un_rol_por_persona_y_alcance(app: Flask, alcance: str) -> None:
    """También con alcance vacío, que para la base no es igual a otro vacío."""
    quien = cuentas.persona()
    territorio_id = lugares.lugar().id if alcance == "territorio" else None
    for _vez in range(2):
        db.session.add(
            RolAsignado(
                persona_id=quien.id, rol=str(Rol.MODERADORA), territorio_id=territorio_id, dado_en=ahora()
            )
        )
    with pytest.raises(sa.exc.IntegrityError):
        db.session.flush()
    db.session.rollback()


ENCIMA = {"operacion", "demo", "importacion"}
"""Siembran y miden la casa entera; no son áreas del producto."""


def test_las_tablas_de_otra_area_se_leen_desde_consultas() -> None:
    tocan = set()
    for ruta in RAIZ.glob("app/*/**/*.py"):
        partes = ruta.relative_to(RAIZ).with_suffix("").parts
        if partes[1] in ENCIMA or any(p in ("modelos", "consultas") for p in partes):
            continue
        for nodo in ast.walk(ast.parse(ruta.read_text(encoding="utf-8"))):
            modulo = nodo.module or "" if isinstance(nodo, ast.ImportFrom) else ""
            ajena = modulo.endswith(".modelos") and modulo.split(".")[1] not in (partes[1], "nucleo")
            if ajena:
                tocan.add(ruta.relative_to(RAIZ).as_posix())
    assert tocan == set(), f"usan modelos de otra área: {sorted(tocan)}"
