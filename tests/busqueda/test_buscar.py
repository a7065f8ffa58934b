"""Buscar en la lista de propuestas: lo hallado, con filtros y órdenes, y cada estado de la página."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.busqueda import freno
from app.busqueda.reglas import leer
from app.contenido.modelos import Contenido
from app.extensiones import db
from app.propuestas import consultas, facetas, servicios
from app.propuestas.consultas import Filtros, Orden, piezas
from tests.cliente import Cliente
from tests.fabricas import cuentas, plan, procesos
from tests.fabricas import propuestas as fabrica
from tests.recuento import Recuento


def titulos(cliente: Cliente) -> list[str]:
    return ["".join(e.itertext()) for e in cliente.raiz.iter("h3")]


@pytest.fixture
def barrio(app: Flask) -> dict[str, int]:
    """Seis propuestas de las que se puede decir cuál va primero."""
    proceso = procesos.proceso(umbral_ciudad=50)
    textos = {
        "sombra": ("Sombra en la parada del mercado", "Un techo y árboles nativos."),
        "arboles": ("Más árboles en la avenida", "Plantar y regar."),
        "huerto": ("Un huerto escolar", "Con frutales: un árbol por niña o niño."),
        "luz": ("Luz en la escalera", "De noche no se ve."),
        "luces": ("Faroles", "Cambiar las luces viejas."),
        "rampa": ("Rampa en la biblioteca", "Para entrar con silla de ruedas."),
    }
    return {
        clave: fabrica.propuesta(proceso=proceso, titulo=t, resumen="", cuerpo=c).id
        for clave, (t, c) in textos.items()
    }


def test_lo_que_esta_en_el_titulo_va_antes_y_se_resalta(barrio: dict[str, int], cliente: Cliente) -> None:
    texto = cliente.get("/propuestas?q=árbol").get_data(as_text=True)
    assert titulos(cliente)[0] == "Más árboles en la avenida" and len(titulos(cliente)) == 3
    assert "Más <mark>árboles</mark> en la avenida" in texto
    assert "un <mark>árbol</mark> por" in texto
    assert "3 propuestas" in texto and "noindex" in texto
    assert 'name="q" value="árbol"' in texto


ESPERADO = {
    "luz": {"Luz en la escalera", "Faroles"},
    "LUCES": {"Luz en la escalera", "Faroles"},
    "luces escalera OR faroles": set(),
    '"en la escalera"': {"Luz en la escalera"},
    '"escalera luz"': set(),
    "bibliot": {"Rampa en la biblioteca"},
    "ruedas silla": {"Rampa en la biblioteca"},
}


@pytest.mark.parametrize("escrito", ESPERADO)
def test_plurales_mayusculas_frases_y_comienzos(barrio: dict[str, int], cliente: Cliente, escrito: str) -> None:
    cliente.get("/propuestas", query_string={"q": escrito})
    assert set(titulos(cliente)) == ESPERADO[escrito]


def test_los_ordenes_de_la_busqueda(barrio: dict[str, int], cliente: Cliente) -> None:
    codigo = db.session.get_one(Contenido, barrio["sombra"]).codigo
    servicios.apoyar(cuentas.identidad_de(cuentas.persona()), codigo)
    db.session.commit()
    cliente.get("/propuestas?q=árbol&orden=apoyadas")
    assert titulos(cliente)[0] == "Sombra en la parada del mercado"
    cliente.get("/propuestas?q=árbol&orden=nuevas")
    assert titulos(cliente) == [
        "Un huerto escolar",
        "Más árboles en la avenida",
        "Sombra en la parada del mercado",
    ]
    marcados = [e.text for e in cliente.raiz.iter("a") if e.get("aria-current") == "true"]
    assert "Nuevas" in marcados


def test_con_filtros_y_sin_nada_se_dice_que_hacer(app: Flask, cliente: Cliente) -> None:
    elemento = plan.elemento(plan.plan(), "2.1")
    proceso = procesos.proceso()
    fabrica.propuesta(proceso=proceso, titulo="Árboles con objetivo", elementos=[elemento.id])
    fabrica.propuesta(proceso=proceso, titulo="Árboles sin objetivo")
    cliente.get(f"/propuestas?q=arbol&elemento={elemento.id}")
    assert titulos(cliente) == ["Árboles con objetivo"]
    texto = cliente.get(f"/propuestas?q=estadio&elemento={elemento.id}").get_data(as_text=True)
    assert "Ninguna propuesta tiene «estadio»" in texto and "Buscar sin filtros" in texto
    assert "Proponer esto" in texto
    assert 'href="/propuestas?q=estadio"' in texto


def test_lo_que_se_acerca_cuando_nada_tiene_todo(barrio: dict[str, int], cliente: Cliente) -> None:
    texto = cliente.get("/propuestas?q=árboles+extraterrestres+avenida").get_data(as_text=True)
    assert "Estas tienen algunas de esas palabras" in texto and "Más árboles en la avenida" in texto


def test_solo_palabras_que_no_distinguen(barrio: dict[str, int], cliente: Cliente) -> None:
    texto = cliente.get("/propuestas?q=de+la+que").get_data(as_text=True)
    assert "Esas palabras están en casi todas" in texto
    cliente.get("/propuestas?q=")
    assert len(titulos(cliente)) == 6


def test_ni_borradores_ni_retiradas_ni_archivadas(app: Flask, cliente: Cliente) -> None:
    proceso = procesos.proceso()
    autora = cuentas.identidad_de(cuentas.persona())
    fabrica.borrador(autora, proceso=proceso, titulo="Tranvía en borrador")
    retirada = fabrica.propuesta(autora, proceso=proceso, titulo="Tranvía retirado")
    servicios.retirar(autora, fabrica.codigo_de(retirada), "Ya no hace falta.")
    db.session.commit()
    texto = cliente.get("/propuestas?q=tranvía").get_data(as_text=True)
    assert "Ninguna propuesta tiene «tranvía»" in texto


HOSTILES = [
    "<script>alert(1)</script>",
    '" OR 1=1 --',
    "titulo:*",
    "NEAR(",
    "%",
    "\u202e",
    "x" * 5000,
    "((((",
    "árbol\x00",
]


@pytest.mark.parametrize("escrito", HOSTILES)
def test_lo_hostil_no_hace_nada(barrio: dict[str, int], cliente: Cliente, escrito: str) -> None:
    hecho = cliente.get("/propuestas", query_string={"q": escrito})
    assert hecho.status_code == 200
    assert "<script>alert" not in hecho.get_data(as_text=True)


def test_las_cadenas_temibles_no_rompen(app: Flask, datos_reales: Path) -> None:
    fabrica.propuesta()
    for linea in (datos_reales / "texto" / "blns.txt").read_text(encoding="utf-8").splitlines():
        consultas.buscar(leer(linea), Filtros(), Orden.HALLADAS)


def test_un_texto_con_html_se_resalta_sin_ejecutarse(app: Flask, cliente: Cliente) -> None:
    fabrica.propuesta(
        titulo="<b>Árboles</b> & sombra", cuerpo="Un <script>x</script> árbol **nativo**.", resumen=""
    )
    texto = cliente.get("/propuestas?q=arbol").get_data(as_text=True)
    assert "&lt;b&gt;<mark>Árboles</mark>&lt;/b&gt; &amp; sombra" in texto
    assert "<script>x" not in texto


def test_se_recorren_todas_sin_repetir_y_cuestan_lo_mismo(
    app: Flask, cliente: Cliente, contar: Callable[[], Recuento], monkeypatch: pytest.MonkeyPatch
) -> None:
    fabrica.muchas(procesos.proceso(), 60)
    vistas: list[str] = []
    ruta: str | None = "/propuestas?q=propuesta+numero"
    while ruta:
        cliente.get(ruta)
        vistas += titulos(cliente)
        ruta = next((e.get("href") for e in cliente.raiz.iter("a") if e.get("rel") == "next"), None)
    assert len(vistas) == len(set(vistas)) == 60
    consultas.buscar(leer("resumen"), Filtros(), Orden.HALLADAS)
    with contar() as muchas:
        consultas.buscar(leer("numero"), Filtros(), Orden.HALLADAS)
    monkeypatch.setattr(piezas, "CANDIDATAS", 1)
    with contar() as una:
        consultas.buscar(leer("resumen"), Filtros(), Orden.HALLADAS)
    assert muchas.numero == una.numero <= 5


def test_con_mas_de_las_que_caben_se_ordenan_las_mas_nuevas(
    app: Flask, cliente: Cliente, monkeypatch: pytest.MonkeyPatch
) -> None:
    proceso = procesos.proceso()
    viejas = fabrica.muchas(proceso, 30, "a", etiquetas=lambda i: ("rara",) if i == 29 else ())
    nuevas = fabrica.muchas(proceso, 10, "b")
    monkeypatch.setattr(piezas, "CANDIDATAS", 10)
    hallazgo = consultas.buscar(leer("propuesta"), Filtros(), Orden.NUEVAS)
    assert hallazgo.cortado and {r.id for r in hallazgo.pagina.elementos} == set(nuevas)
    etiqueta = db.session.scalar(sa.text("SELECT id FROM etiquetas WHERE clave = 'rara'"))
    rara = consultas.buscar(leer("propuesta"), Filtros(etiqueta_id=etiqueta), Orden.NUEVAS)
    assert [r.id for r in rara.pagina.elementos] == [viejas[29]] and not rara.cortado
    assert "Son muchas" in cliente.get("/propuestas?q=propuesta").get_data(as_text=True)


def test_las_fichas_se_gastan_y_se_llenan_con_el_tiempo() -> None:
    fichas = freno.Fichas()
    una = ("buscar", "10.0.0.0")
    assert [fichas.gastar(una, 5, 3, 100.0) for _ in range(4)] == [0, 0, 0, pytest.approx(0.2)]
    assert fichas.gastar(("buscar", "10.0.1.0"), 5, 3, 100.0) == 0
    assert fichas.gastar(una, 5, 3, 100.1) == pytest.approx(0.1) and fichas.gastar(una, 5, 3, 100.3) == 0
    for n in range(freno.REDES + 10):
        fichas.gastar(("buscar", str(n)), 5, 3, 101.0)
    assert len(fichas.datos) == freno.REDES


def test_buscar_muy_deprisa_se_frena(barrio: dict[str, int], app: Flask, cliente: Cliente) -> None:
    agotadas = freno.Fichas()
    agotadas.datos["buscar", "127.0.0.0"] = (0.0, time.monotonic() + 60)
    app.extensions[freno.EXTENSION] = agotadas
    assert cliente.get("/propuestas?q=luz").status_code == 429
    assert cliente.get("/propuestas").status_code == 200


@given(st.floats(0.1, 50), st.integers(1, 20), st.floats(0, 5))
def test_quien_espera_lo_que_se_le_dijo_pasa(por_segundo: float, seguidas: int, tarda: float) -> None:
    fichas, una = freno.Fichas(), ("descargar", "10.0.0.0")
    falta = 0.0
    for _ in range(seguidas + 1):
        falta = fichas.gastar(una, por_segundo, seguidas, 100.0)
    assert falta == pytest.approx(1 / por_segundo)
    antes = fichas.gastar(una, por_segundo, seguidas, 100 + falta * 0.9)
    assert 0 < antes < falta
    assert fichas.gastar(una, por_segundo, seguidas, 100 + math.ceil(falta) + tarda) == 0


def test_la_descarga_frenada_dice_cuanto_falta(barrio: dict[str, int], app: Flask, cliente: Cliente) -> None:
    agotadas = freno.Fichas()
    agotadas.datos["descargar", "127.0.0.0"] = (0.0, time.monotonic())
    app.extensions[freno.EXTENSION] = agotadas
    frenada = cliente.get("/propuestas.csv")
    assert (frenada.status_code, frenada.headers["Retry-After"]) == (429, "2")
    for no_hay in ("xlsx", "atom", "csv2"):
        assert cliente.get(f"/propuestas.{no_hay}").status_code == 404
    agotadas.datos.clear()
    for _ in range(20):
        assert cliente.get("/propuestas.xlsx").status_code == 404
    assert not agotadas.datos and cliente.get("/propuestas.geojson").status_code == 200


def test_la_caja_de_buscar_esta_en_toda_pagina_y_sin_javascript(app: Flask, cliente: Cliente) -> None:
    cliente.get("/")
    cajas = [f for f in cliente.raiz.iter("form") if f.get("role") == "search"]
    assert [(f.get("method"), f.get("action")) for f in cajas] == [("get", "/propuestas")]


def test_lo_guardado_distingue_lo_buscado(barrio: dict[str, int], cliente: Cliente) -> None:
    con_br = {"Accept-Encoding": "br"}
    uno = cliente.get("/propuestas?q=luz", headers=con_br).data
    otro = cliente.get("/propuestas?q=rampa", headers=con_br).data
    assert uno != otro


def test_una_falta_lleva_a_lo_que_se_quiso_decir(barrio: dict[str, int], cliente: Cliente) -> None:
    texto = cliente.get("/propuestas?q=arvoles").get_data(as_text=True)
    assert "Ninguna propuesta tiene «arvoles»" in texto and "¿Quisiste decir «árboles»?" in texto
    assert "/propuestas?q=%C3%A1rboles" in texto and "Más árboles en la avenida" in texto
    assert 'aria-label="Orden"' not in texto
    texto = cliente.get("/propuestas?q=Ranpa+en+la+bibloteca").get_data(as_text=True)
    assert "¿Quisiste decir «rampa en la biblioteca»?" in texto


def test_lo_oculto_no_presta_sus_palabras(app: Flask, barrio: dict[str, int], cliente: Cliente) -> None:
    assert "¿Quisiste decir «rampa»?" in cliente.get("/propuestas?q=ranpa").get_data(as_text=True)
    db.session.get_one(Contenido, barrio["rampa"]).estado = "oculto"
    facetas.rehacer(barrio["rampa"])
    db.session.commit()
    assert "Quisiste decir" not in cliente.get("/propuestas?q=ranpa").get_data(as_text=True)


def test_se_corrigen_tres_palabras_como_mucho(barrio: dict[str, int], cliente: Cliente) -> None:
    texto = cliente.get("/propuestas?q=sonbra+ranpa+bibloteca+faroless+xqzk").get_data(as_text=True)
    assert "¿Quisiste decir «sombra rampa biblioteca faroless xqzk»?" in texto
