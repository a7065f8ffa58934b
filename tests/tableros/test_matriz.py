"""La matriz: cada número lleva a una lista con ese mismo número, y cuesta igual sea cual sea la ciudad."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qsl

import pytest
from flask import Flask

from app.busqueda.freno import EXTENSION
from app.extensiones import db
from app.nucleo.permisos import Rol
from app.propuestas.consultas.cifras import descuadres, falta_contar
from app.territorio.servicios import importar_territorios
from tests.cliente import Cliente
from tests.fabricas import cuentas, procesos, propuestas, tableros
from tests.recuento import Recuento

CELDA = re.compile(r'<td class="num[^"]*"><a href="([^"]+)">([\d.]+)</a>')


@pytest.fixture
def carmen(app: Flask, cliente: Cliente) -> Cliente:
    """Quien planifica, ya dentro."""
    cuentas.entrar(cliente, cuentas.personal(Rol.PLANIFICADORA))
    return cliente


def _celdas(html: str) -> list[tuple[str, int]]:
    return [(unescape(url), int(n.replace(".", ""))) for url, n in CELDA.findall(html)]


def _en_lista(cliente: Cliente, url: str) -> int:
    """Cuántas dice la lista que hay."""
    html = cliente.get(url).get_data(as_text=True)
    dicho = re.search(r'id="cuantas">([\d.]+) propuesta', html)
    if dicho is None:
        assert "Ninguna propuesta coincide" in html
        return 0
    return int(dicho.group(1).replace(".", ""))


def _en_descarga(cliente: Cliente, url: str) -> int:
    cliente.application.extensions.pop(EXTENSION, None)  # aquí se descarga más seguido de lo que se deja
    descarga = cliente.get(url.replace("/propuestas", "/propuestas.csv", 1))
    return len(list(csv.reader(io.StringIO(descarga.get_data(as_text=True))))) - 1


@pytest.mark.parametrize(
    "que",
    ["", "?nivel=2", "?lugares=barrio", "?estado=espera&lugares=distrito", "?territorio=D1", "?desde=2020-01"],
)
def test_cada_celda_lleva_a_su_lista(carmen: Cliente, que: str) -> None:
    tableros.ciudad()
    celdas = _celdas(carmen.get(f"/tablero/matriz{que}").get_data(as_text=True))
    assert len(celdas) > 4
    for url, n in celdas:
        assert _en_lista(carmen, url) == n, url
        assert _en_descarga(carmen, url) == n, url


def test_un_lugar_que_cambia_de_sitio_se_lleva_lo_suyo(carmen: Cliente) -> None:
    tableros.ciudad()
    antes = _celdas(carmen.get("/tablero/matriz").get_data(as_text=True))
    importar_territorios(b"codigo,nombre,nivel,padre\nD1-02,El Alto,barrio,D2\n")
    db.session.commit()
    despues = _celdas(carmen.get("/tablero/matriz").get_data(as_text=True))
    assert despues != antes
    for url, n in despues:
        assert _en_lista(carmen, url) == _en_descarga(carmen, url) == n, url
    assert falta_contar() is False and descuadres() == {}


def test_dentro_de_un_elemento_el_total_es_el_suyo(carmen: Cliente) -> None:
    ciudad = tableros.ciudad()
    from tests.fabricas import plan

    uno = plan.elemento(ciudad.plan, "1").id
    html = carmen.get(f"/tablero/matriz?elemento={uno}").get_data(as_text=True)
    celdas = _celdas(html)
    assert celdas and all(_en_lista(carmen, url) == n for url, n in celdas)
    # Seis en el eje, cada una una vez: una contribuye a dos objetivos y otra a ninguno, solo al eje.
    assert celdas[-1] == (f"/propuestas?elemento={uno}", 6)
    assert "Sin clasificar" not in html.split("<tbody>")[1].split("</table>")[0]


def test_la_matriz_entera_dice_lo_que_no_esta_en_el_plan(carmen: Cliente) -> None:
    """Una fila con lo sin clasificar, en su lugar, que lleva a esa misma lista y está en la descarga."""
    tableros.ciudad()
    html = carmen.get("/tablero/matriz").get_data(as_text=True)
    fila = re.search(r"<tr>(?:(?!</tr>).)*Sin clasificar.*?</tr>", html.split("<tbody>")[1], re.S)
    assert fila is not None
    celdas = _celdas(fila[0])
    assert [n for _url, n in celdas] == [1, 1, 2]  # Norte, sin lugar y las dos
    assert celdas[-1][0] == "/propuestas?elemento=0" and _en_lista(carmen, celdas[-1][0]) == 2
    filas = csv.DictReader(io.StringIO(_texto(carmen, "/tablero/matriz.csv")))
    sueltas = {f["columna"]: f["propuestas"] for f in filas if f["fila"] == "sin_clasificar"}
    assert sueltas["total"] == "2" and sueltas["sin_lugar"] == "1"


def test_dice_en_que_van_y_deja_quitar_cada_filtro(carmen: Cliente) -> None:
    proceso = tableros.ciudad().solo_sur.clave
    html = _texto(carmen, f"/tablero/matriz?estado=espera&proceso={proceso}&desde=2026-01")
    assert "Cuántas propuestas: esperan respuesta" in html
    assert re.search(r'aria-current="true">Esperan respuesta</a>', html)
    quitar = [unescape(u) for u in re.findall(r'class="chip quitar" href="[^"?]+\?([^"]+)"', html)]
    assert [dict(parse_qsl(q)) for q in quitar] == [
        {"estado": "espera", "desde": "2026-01"},
        {"estado": "espera", "proceso": proceso},
    ]


def test_quien_planifica_en_una_unidad_llega_en_tres_toques(app: Flask, cliente: Cliente) -> None:
    """De la portada a la matriz de lo que espera, de ahí a la lista y, arriba de ella, su archivo."""
    tableros.ciudad()
    unidad = cuentas.unidad()
    cuentas.entrar(cliente, cuentas.personal(Rol.PLANIFICADORA, unidad_id=unidad.id))
    uno = "/tablero/matriz?estado=espera&nivel=1"
    assert uno in unescape(_texto(cliente, "/")) and uno in unescape(_texto(cliente, "/tablero"))
    dos = _celdas(_texto(cliente, uno))[0][0]
    lista = _texto(cliente, dos)
    assert lista.index("/propuestas.csv?") < lista.index('<ul class="rejilla">')


def test_los_meses_de_la_lista_son_los_de_la_matriz(carmen: Cliente) -> None:
    tableros.ciudad()
    filas = list(csv.DictReader(io.StringIO(_texto(carmen, "/tablero/matriz/meses.csv"))))
    con_algo = [f for f in filas if f["propuestas"] != "0"]
    assert len(filas) == 12 and len(con_algo) >= 3
    for f in con_algo:
        assert _en_lista(carmen, f"/propuestas?desde={f['mes']}&hasta={f['mes']}") == int(f["propuestas"])


def _texto(cliente: Cliente, ruta: str) -> str:
    return cliente.get(ruta).get_data(as_text=True).removeprefix("\ufeff")


def test_sin_poblacion_no_es_cero_y_no_preguntar_tampoco(carmen: Cliente) -> None:
    ciudad = tableros.ciudad()
    filas = list(csv.DictReader(io.StringIO(_texto(carmen, "/tablero/matriz.csv?lugares=barrio"))))
    totales = {f["territorio_codigo"]: f for f in filas if f["fila"] == "total" and f["columna"] == "lugar"}
    assert totales["D1-01"]["por_mil"] == "3.0" and totales["D1-01"]["habitantes"] == "1000"
    assert totales["D2-01"]["por_mil"] == "" and totales["D2-01"]["propuestas"] == "1"
    assert "sin población" in _texto(carmen, "/tablero/matriz?lugares=barrio&ver=mil")
    clave = ciudad.solo_sur.clave
    html = _texto(carmen, f"/tablero/matriz?proceso={clave}")
    assert html.count('<span class="sub">aquí no preguntamos</span>') == 2  # Norte y sin lugar
    suyas = list(csv.DictReader(io.StringIO(_texto(carmen, f"/tablero/matriz.csv?proceso={clave}"))))
    assert {f["territorio_codigo"]: f["preguntamos"] for f in suyas if f["columna"] == "lugar"} == {
        "D1": "false",
        "D2": "true",
    }


def test_cuesta_lo_mismo_y_es_del_personal(app: Flask, carmen: Cliente, contar: Callable[[], Recuento]) -> None:
    ciudad = tableros.ciudad()
    n2, plan_id, proceso = ciudad.lugares["n2"].id, ciudad.plan.id, ciudad.general
    carmen.get("/tablero/matriz")
    with contar() as pocas:
        carmen.get("/tablero/matriz")
    propuestas.muchas(db.session.merge(proceso), 60, territorio_id=n2)
    for _ in range(4):
        procesos.proceso(plan_id=plan_id, clase="convocatoria")
    with contar() as muchas:
        carmen.get("/tablero/matriz?nivel=2&lugares=barrio&ver=parte")
    assert muchas.numero == pocas.numero <= 8
    otra: Cliente = app.test_client()  # type: ignore[assignment]
    assert otra.get("/tablero/matriz").status_code == 303
    cuentas.entrar(otra, cuentas.persona())
    for ruta in ("/tablero/matriz", "/tablero/matriz.csv", "/tablero/matriz/meses.csv", "/tablero/pendientes"):
        assert otra.get(ruta).status_code == 403
    assert otra.get("/tablero").status_code == 200


def test_lo_que_no_se_entiende_se_ignora(carmen: Cliente) -> None:
    tableros.ciudad()
    raro = "?plan=nada&elemento=-1&nivel=99&territorio=%00&lugares=x&estado=y&proceso=z&desde=2026-13&ver=w"
    assert "Todas, cada una una vez" in _texto(carmen, f"/tablero/matriz{raro}")
    assert carmen.get("/tablero/matriz.exe").status_code == 404
    assert carmen.get("/propuestas.exe").status_code == 404
