"""Descargar una conversación: las mismas voces que la página, sin lo retirado ni lo oculto."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

from flask import Flask

from app.contenido.modelos import Contenido
from app.extensiones import db
from app.participacion import servicios
from tests.cliente import Cliente
from tests.fabricas import participacion as fabrica
from tests.fabricas import propuestas
from tests.recuento import Recuento


def _filas(cliente: Cliente, codigo: str) -> list[dict[str, str]]:
    texto = cliente.get(f"/c/{codigo}/conversacion.csv").get_data().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(texto, newline="")))


def test_csv_y_json_traen_las_mismas_voces(cliente: Cliente, app: Flask) -> None:
    codigo = propuestas.codigo_de(propuestas.propuesta())
    raiz = fabrica.comentario(codigo, texto="=HYPERLINK(1)\ncon renglones", posicion="pregunta")
    respuesta = fabrica.respuesta(raiz)
    raiz_codigo, respuesta_codigo = fabrica.codigo_de(raiz), fabrica.codigo_de(respuesta)
    quien = fabrica.vecina()
    retirado = fabrica.codigo_de(fabrica.comentario(codigo, quien, "Me arrepiento."))
    oculto = fabrica.comentario(codigo, texto="Insultos.")
    servicios.retirar(quien, retirado)
    db.session.get_one(Contenido, oculto.id).estado = "oculto"
    db.session.commit()
    una, otra = _filas(cliente, codigo)
    assert (una["codigo"], una["responde_a"], una["posicion"]) == (raiz_codigo, "", "pregunta")
    assert una["texto"].startswith("'=HYPERLINK") and una["respuestas"] == "1"
    assert (otra["codigo"], otra["responde_a"]) == (respuesta_codigo, una["codigo"])
    objeto = json.loads(cliente.get(f"/c/{codigo}/conversacion.json").get_data())
    assert [f["codigo"] for f in objeto["filas"]] == [una["codigo"], otra["codigo"]]
    assert objeto["filas"][0]["texto"].startswith("=HYPERLINK") and objeto["licencia"]["codigo"]
    assert set(objeto["columnas"]) == set(una)
    assert cliente.get(f"/c/{codigo}/conversacion.xlsx").get_data().startswith(b"PK")
    assert f"/c/{codigo}/conversacion.csv" in cliente.get(f"/c/{codigo}/conversacion").get_data(as_text=True)


def test_lo_oculto_lo_privado_y_lo_que_no_existe_no_se_descarga(cliente: Cliente, app: Flask) -> None:
    p = propuestas.propuesta()
    codigo, secreto = propuestas.codigo_de(p), propuestas.codigo_de(propuestas.borrador())
    fabrica.comentario(codigo)
    db.session.get_one(Contenido, p.id).estado = "oculto"
    db.session.commit()
    for malo in (codigo, secreto, "ZZZZZZZZ"):
        assert cliente.get(f"/c/{malo}/conversacion.csv").status_code == 404, malo
    assert cliente.get(f"/c/{codigo}/conversacion.pdf").status_code == 404


def test_cuesta_lo_mismo_con_una_que_con_muchas(cliente: Cliente, contar: Callable[[], Recuento]) -> None:
    codigo = propuestas.codigo_de(propuestas.propuesta())
    fabrica.comentario(codigo)
    _filas(cliente, codigo)
    with contar() as r:
        _filas(cliente, codigo)
    pocas = r.numero
    raiz = fabrica.comentario(codigo)
    for _vez in range(20):
        fabrica.respuesta(raiz)
    with contar() as r:
        assert len(_filas(cliente, codigo)) == 22
    assert r.numero == pocas
