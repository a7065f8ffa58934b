"""`importar valladolid`: todas con su lugar, su punto y sus categorías; la segunda vez no cambia nada."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import joinedload

from app.contenido.consultas import etiquetas_de
from app.extensiones import db
from app.importacion.ordenes import valladolid
from app.importacion.valladolid import leer
from app.nucleo.permisos import ANONIMA
from app.procesos import consultas as procesos
from app.procesos.reglas import Acto
from app.propuestas.modelos import Propuesta
from app.territorio.modelos import Territorio

UNA: dict[str, Any] = {
    "code": "8486",
    "title": "Arreglo de los vestuarios",
    "description": "Están en mal estado.\n\n- Sin luz",
    "date": "09/01/2026",
    "votes": 64,
    "zone": "1. Zona Este 1: Delicias, Pinar",
    "zone_id": 1,
    "url": "https://www10.ava.es/presupuestosparticipativos/budgets/6/investments/8486",
    "address": "Piscina cubierta",
    "categories": ["Deportes", 'Urbanismo""Parques y jardines', "Salud y consumo - Animales"],
    "latitude": 41.63,
    "longitude": -4.72,
}


def correr(app: Flask, *argumentos: str) -> tuple[int, str]:
    hecho = app.test_cli_runner().invoke(valladolid, list(argumentos))
    db.session.rollback()
    return hecho.exit_code, hecho.output


def escribir(tmp_path: Path, *filas: dict[str, Any]) -> str:
    ruta = tmp_path / "propuestas.json"
    ruta.write_text(json.dumps(list(filas), indent=1, ensure_ascii=False), encoding="utf-8")
    return str(ruta)


def todas() -> dict[str, Propuesta]:
    consulta = (
        sa.select(Propuesta).where(Propuesta.origen == "valladolid").options(joinedload(Propuesta.territorio))
    )
    return {str(p.origen_id): p for p in db.session.scalars(consulta)}


def test_entran_las_mil_ocho_y_la_segunda_vez_nada_cambia(app: Flask, datos_reales: Path) -> None:
    archivo = datos_reales / "valladolid" / "proposals_data.json"
    codigo, salida = correr(app, str(archivo))
    assert codigo == 0, salida
    assert "1008 nuevas" in salida and "10 zonas, 10 de ellas nuevas" in salida
    guardadas = todas()
    filas = json.loads(archivo.read_text(encoding="utf-8"))
    assert len(guardadas) == len(filas) == 1008
    for fila in filas:
        p = guardadas[fila["code"]]
        assert p.titulo == " ".join(fila["title"].split())
        assert (p.apoyos_importados, p.apoyos) == (fila["votes"], 0)
        assert (p.latitud, p.longitud) == (fila["latitude"], fila["longitude"])
        assert p.territorio is not None and p.territorio.codigo == f"valladolid-{fila['zone_id']}"
        assert p.publicada_en is not None and p.publicada_en.strftime("%d/%m/%Y") == fila["date"]
        assert p.origen_url == fila["url"]
    assert sum(p.latitud is not None for p in guardadas.values()) == 866
    codigo, salida = correr(app, str(archivo))
    assert codigo == 0 and "0 nuevas, 0 cambian, 1008 iguales" in salida
    assert "10 zonas, 0 de ellas nuevas" in salida


def test_el_ensayo_no_escribe(app: Flask, tmp_path: Path) -> None:
    codigo, salida = correr(app, escribir(tmp_path, UNA), "--ensayo")
    assert codigo == 0 and "1 nuevas" in salida and "no cambió nada" in salida
    assert todas() == {}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Territorio)) == 0


def test_lugar_categorias_texto_y_proceso_de_solo_leer(app: Flask, tmp_path: Path) -> None:
    correr(app, escribir(tmp_path, UNA))
    p = todas()["8486"]
    assert {e.nombre for e in etiquetas_de(p.id)} == {
        "deportes", "urbanismo", "parques y jardines", "salud y consumo", "animales",
    }  # fmt: skip
    assert p.referencia == "Piscina cubierta" and p.territorio is not None
    assert p.territorio.nombre == "Zona Este 1 (Valladolid)" and p.territorio.fuera_del_municipio
    assert "\\- Sin luz" in p.cuerpo
    proceso = procesos.por_clave("valladolid", ANONIMA)
    assert proceso is not None
    assert all(procesos.falta_para(proceso, acto, ANONIMA) is not None for acto in (Acto.APOYAR, Acto.PROPONER))


def test_lo_que_cambio_alla_se_pone_al_dia(app: Flask, tmp_path: Path) -> None:
    correr(app, escribir(tmp_path, UNA))
    codigo, salida = correr(app, escribir(tmp_path, {**UNA, "votes": 70, "title": "Arreglo de vestuarios"}))
    assert codigo == 0 and "cambia 8486" in salida and "título, apoyos" in salida
    assert todas()["8486"].apoyos_importados == 70


MALAS = [
    ({"date": "2026-01-09"}, "columna «date»"),
    ({"votes": "64"}, "columna «votes»"),
    ({"votes": -1}, "columna «votes»"),
    ({"title": "Abc"}, "columna «title»"),
    ({"title": None}, "columna «title»: falta"),
    ({"zone": "Centro"}, "columna «zone»"),
    ({"latitude": 91}, "no está en la Tierra"),
    ({"latitude": None}, "no tiene dos números"),
    ({"code": "8'486"}, "columna «code»"),
    ({"categories": 5}, "columna «categories»: «5» no es una lista de textos"),
    ({"categories": "Parques"}, "columna «categories»: «Parques» no es una lista de textos"),
    ({"categories": [["x"]]}, "columna «categories»"),
]


@pytest.mark.parametrize(("cambio", "dice"), MALAS)
def test_una_fila_mala_se_dice_con_su_motivo_y_no_entra_ninguna(
    app: Flask, tmp_path: Path, cambio: dict[str, Any], dice: str
) -> None:
    codigo, salida = correr(app, escribir(tmp_path, {**UNA, "code": "1"}, {**UNA, **cambio}))
    assert codigo == 1 and "fila 2 (línea " in salida and dice in salida and "No se importó nada" in salida
    assert todas() == {}


@pytest.mark.parametrize("columna", ["title", "description", "address", "url", "zone", "categories"])
@pytest.mark.parametrize("roto", ["\ud800", "\0"])
def test_un_caracter_que_no_se_puede_guardar_es_un_error_de_fila(columna: str, roto: str) -> None:
    valor = f"1. Parques {roto}: y más"
    lectura = leer(json.dumps([{**UNA, columna: [valor] if columna == "categories" else valor}]))
    assert [(e.fila, e.columna) for e in lectura.errores] == [(1, columna)]


def test_repetidas_y_archivos_que_no_son() -> None:
    dos = leer(json.dumps([UNA, UNA]))
    assert "ya está en la fila 1" in str(dos.errores[0])
    for texto in ("", "{}", "[1]", "[{", "null", '["x"]'):
        assert leer(texto).errores, texto
    assert leer("[]").errores == () and leer("\ufeff[]").errores == ()
    lineas = json.dumps([UNA, {**UNA, "code": "x"}], indent=1).splitlines()
    malo = leer("\n".join(lineas)).errores[0]
    assert lineas[malo.linea - 1].strip() == "{" and malo.linea > 5
