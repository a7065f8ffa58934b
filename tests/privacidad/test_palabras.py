"""«Todo lo que guardamos de ti» se lee: cada columna y cada clave de la base tienen su palabra."""

from __future__ import annotations

import re

from flask import Flask

from app.extensiones import Modelo, db
from app.nucleo.permisos import Rol
from app.privacidad.clasificacion import CLASIFICACION
from app.privacidad.palabras import CLAVES, DE_CLAVES, PALABRAS
from app.privacidad.presentacion import A_LA_VISTA
from app.propuestas import servicios
from tests.cliente import Cliente
from tests.fabricas import cuentas, procesos, propuestas

DESCARGABLES = [(r.tabla, r.datos) for r in CLASIFICACION]


def test_cada_columna_clasificada_tiene_su_palabra() -> None:
    faltan = {
        f"{tabla}.{c}"
        for tabla, datos in DESCARGABLES
        for c in datos
        if f"{tabla}.{c}" not in PALABRAS and c not in PALABRAS
    }
    assert not faltan


def test_ninguna_palabra_sobra() -> None:
    usadas = {c for tabla, datos in DESCARGABLES for c in datos} | {
        f"{tabla}.{c}" for tabla, datos in DESCARGABLES for c in datos
    }
    assert set(PALABRAS) - usadas == set()


def test_cada_clave_que_la_base_admite_tiene_su_palabra(app: Flask) -> None:
    """Los valores salen de las restricciones: una clave nueva pide su palabra."""
    faltan = set()
    for tabla, datos in DESCARGABLES:
        for restriccion in Modelo.metadata.tables[tabla].constraints:
            una_de = re.fullmatch(r"(\w+) IN \((.*'.*)\)", str(getattr(restriccion, "sqltext", "")))
            if una_de and una_de[1] in datos:
                assert una_de[1] in DE_CLAVES, f"{tabla}.{una_de[1]}"
                faltan |= {v for v in re.findall(r"'(\w+)'", una_de[2]) if v not in CLAVES}
    assert not faltan
    assert {str(r) for r in Rol} - set(CLAVES) == {"vecina"}


def test_la_pagina_no_dice_columnas_y_deja_las_viejas_al_archivo(cliente: Cliente) -> None:
    ella = cuentas.persona(acreditacion=2)
    proceso = procesos.proceso()
    for n in range(A_LA_VISTA + 2):
        codigo = propuestas.codigo_de(propuestas.propuesta(proceso=proceso, titulo=f"Idea número {n}"))
        servicios.apoyar(cuentas.identidad_de(ella), codigo)
        db.session.commit()
    cuentas.entrar(cliente, ella)
    texto = cliente.get("/cuenta/mis-datos").text
    visible = re.sub(r"<[^>]+>", " ", texto.split("<main")[1])
    assert not re.search(r"\b[a-z]+_(en|id|[a-z]+)\b", visible), re.findall(r"\b[a-z]+_[a-z_]+\b", visible)
    assert "en el padrón" in visible
    assert "Hay 2 más antiguas: van en el archivo." in visible
    ultima, primera = f"{codigo[:4]}-{codigo[4:]}", 'data-label="Propuesta"'
    assert ultima in visible
    assert texto.count(primera) == A_LA_VISTA
