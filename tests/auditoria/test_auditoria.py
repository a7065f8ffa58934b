"""Sellar y verificar en los dos motores: lo que alguien toque a mano se señala con su número."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DatabaseError

from app.areas import tareas
from app.auditoria import comprobacion, consultas, servicios
from app.auditoria.modelos import Sello
from app.auditoria.reglas import Diferencia, Falta
from app.extensiones import db
from tests.cliente import Cliente
from tests.fabricas import auditoria as fabrica
from tests.fabricas import cuentas
from tests.recuento import Recuento


@pytest.fixture
def ids(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Veinticinco hechos sellados en tres tramos de diez."""
    monkeypatch.setattr(servicios, "LOTE", 10)
    nuevos = fabrica.hechos(25, cuentas.persona())
    assert servicios.sellar() == 25
    return nuevos


def _orden(app: Flask, *palabras: str) -> tuple[int, str]:
    hecho = app.test_cli_runner().invoke(args=["auditoria", *palabras])
    return hecho.exit_code, hecho.output


def test_se_sella_por_tramos_y_solo_lo_nuevo(ids: list[int]) -> None:
    sellos = list(consultas.cabezas())
    assert [(s.numero, s.cuantos) for s in sellos] == [(1, 10), (2, 10), (3, 5)]
    assert (sellos[0].desde_id, sellos[-1].hasta_id) == (ids[0], ids[-1])
    assert servicios.sellar() == 0
    fabrica.hechos(1)
    assert comprobacion.verificar().sin_sellar == 1
    assert servicios.sellar() == 1


def test_lo_intacto_coincide(ids: list[int]) -> None:
    informe = comprobacion.verificar()
    assert (informe.cuantas, informe.hechos, informe.sellos, informe.sin_sellar) == (0, 25, 3, 0)


@pytest.mark.parametrize(
    "cambio",
    [
        "motivo = 'otro'",
        "clase = 'otra.cosa'",
        "datos = '{\"n\": 99}'",
        "publico = NOT publico",
        "persona_id = NULL",
        "ocurrio_en = '2020-01-01 00:00:00+00'",
    ],
)
def test_un_hecho_cambiado_se_nombra(ids: list[int], cambio: str) -> None:
    fabrica.a_mano(f"UPDATE hechos SET {cambio} WHERE id = :i", i=ids[13])
    assert comprobacion.verificar().diferencias == [Diferencia(Falta.HECHO_CAMBIADO, 2, ids[13])]


def test_un_hecho_borrado_se_nombra(app: Flask, ids: list[int]) -> None:
    fabrica.a_mano("DELETE FROM hechos WHERE id = :i", i=ids[0])
    assert comprobacion.verificar().diferencias == [Diferencia(Falta.HECHO_FALTA, 1, ids[0])]
    codigo, texto = _orden(app, "verificar")
    assert codigo == 1
    assert f"Hecho {ids[0]}: se selló y ya no está (sello 1)." in texto


def test_un_hecho_metido_en_lo_sellado_se_nombra(ids: list[int]) -> None:
    """También en el hueco que queda entre dos sellos, y antes del primero."""
    fabrica.a_mano("DELETE FROM hechos WHERE id = :i", i=ids[5])
    for nuevo in (ids[5], -3):
        fabrica.a_mano(
            "INSERT INTO hechos (id, clase, ocurrio_en, motivo, datos, publico)"
            " SELECT :n, 'falsa', ocurrio_en, '', '{}', publico FROM hechos WHERE id = :i",
            n=nuevo,
            i=ids[0],
        )
    assert comprobacion.verificar().diferencias == [
        Diferencia(Falta.HECHO_SOBRA, 1, -3),
        Diferencia(Falta.HECHO_CAMBIADO, 1, ids[5]),
    ]


def test_un_sello_tocado_o_borrado_se_nombra(ids: list[int]) -> None:
    fabrica.a_mano("UPDATE sellos SET sellado_en = '2020-01-01 00:00:00+00' WHERE numero = 1")
    assert comprobacion.verificar().diferencias == [Diferencia(Falta.SELLO_CAMBIADO, 1)]
    fabrica.a_mano("DELETE FROM sellos WHERE numero = 2")
    assert comprobacion.verificar().diferencias == [
        Diferencia(Falta.SELLO_CAMBIADO, 1),
        Diferencia(Falta.SELLO_FALTA, 2),
    ]
    assert comprobacion.verificar(desde=3).diferencias == [Diferencia(Falta.SELLO_FALTA, 2)]


def test_rehacer_un_sello_rompe_la_cadena(ids: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    guardados = [dict(f) for f in db.session.execute(sa.select(Sello.__table__)).mappings()]
    fabrica.a_mano("UPDATE hechos SET motivo = 'otro' WHERE id = :i", i=ids[2])
    fabrica.a_mano("DELETE FROM sellos")
    monkeypatch.setattr(servicios, "LOTE", 10)
    servicios.sellar()
    assert comprobacion.verificar().cuantas == 0, "la cadena rehecha entera solo se descubre con una cabeza"
    assert comprobacion.hallar_cabeza(guardados[0]["huella"]) is None
    fabrica.a_mano("DELETE FROM sellos WHERE numero > 1")
    db.session.execute(sa.insert(Sello.__table__), guardados[1:])
    db.session.commit()
    assert comprobacion.verificar().diferencias == [Diferencia(Falta.CADENA_ROTA, 2)]


def test_la_base_no_deja_tocar_los_sellos(ids: list[int]) -> None:
    for orden in ("UPDATE sellos SET cuantos = 3", "DELETE FROM sellos"):
        with pytest.raises(DatabaseError, match="solo se añade"), db.session.begin_nested():
            db.session.execute(sa.text(orden))


def test_borrar_los_datos_de_una_persona_no_rompe_nada(ids: list[int]) -> None:
    fabrica.a_mano(
        "UPDATE personas SET seudonimo = 'Persona retirada', correo = NULL, correo_confirmado_en = NULL,"
        " acreditacion = 0 WHERE id = (SELECT persona_id FROM hechos WHERE id = :i)",
        i=ids[0],
    )
    assert comprobacion.verificar().cuantas == 0


def test_desde_un_sello_y_con_una_cabeza_apuntada(app: Flask, ids: list[int]) -> None:
    huella = consultas.ultimas_cabezas(3)[1].huella
    apuntada = " ".join(huella[i : i + 8] for i in range(0, 64, 8)).upper()
    codigo, texto = _orden(app, "verificar", "--desde", "3", "--cabeza", apuntada)
    assert codigo == 0, texto
    assert "La huella apuntada es la del sello 2" in texto
    assert "Todo coincide: 5 hechos en 1 sello desde el 3." in texto
    codigo, texto = _orden(app, "verificar", "--cabeza", "0" * 64)
    assert codigo == 1
    assert "Ningún sello tiene la huella" in texto


def test_ordenes_sin_nada_que_hacer(app: Flask) -> None:
    assert "Todavía no hay sellos" in _orden(app, "verificar")[1]
    assert _orden(app, "sellar")[1] == "No hay hechos nuevos que sellar.\n"
    fabrica.hechos(1)
    assert _orden(app, "sellar")[1] == "Sellados: 1 hecho.\n"


def test_muchas_diferencias_se_cuentan_sin_guardarlas(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    fabrica.hechos(150)
    servicios.sellar()
    fabrica.a_mano("UPDATE hechos SET motivo = 'otro'")
    informe = comprobacion.verificar()
    assert (informe.cuantas, len(informe.diferencias)) == (150, comprobacion.MAXIMO)
    assert "… y 50 diferencias más." in _orden(app, "verificar")[1]


def test_la_pagina_y_las_descargas(cliente: Cliente, ids: list[int], contar: Callable[[], Recuento]) -> None:
    ultima = consultas.ultimas_cabezas(1)[0]
    with contar() as recuento:
        pagina = cliente.get("/auditoria")
    assert pagina.status_code == 200
    assert ultima.huella in pagina.text.replace("<wbr>", "")
    assert recuento.numero <= 4
    lineas = cliente.get("/auditoria/huellas.csv").text.splitlines()
    assert lineas[0] == "sello,fecha,hechos,desde_id,hasta_id,anterior,huella"
    assert [linea.split(",")[0] for linea in lineas[1:]] == ["1", "2", "3"]
    assert lineas[3].endswith(ultima.huella)
    assert lineas[3].split(",")[5] == lineas[2].split(",")[6]
    cuerpo = cliente.get("/auditoria/huellas.json").get_json()
    assert [s["huella"] for s in cuerpo["sellos"]] == [linea.split(",")[6] for linea in lineas[1:]]
    sal = db.session.scalar(sa.select(Sello.sal).where(Sello.numero == 3))
    assert sal is not None
    assert sal not in str(cuerpo)


def test_la_pagina_sin_sellos(cliente: Cliente) -> None:
    assert "Todavía no hay huellas" in cliente.get("/auditoria").text
    assert cliente.get("/auditoria/huellas.json").get_json()["sellos"] == []


def test_el_obrero_sella_cada_minuto() -> None:
    assert ("sellos", 60, servicios.sellar) in tareas()
