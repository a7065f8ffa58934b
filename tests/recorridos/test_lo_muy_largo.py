"""Palabras de sesenta letras y enlaces sin un espacio, a 320 px (lo que queda de 1280 con el 400 % de aumento):
ninguna página se mueve de lado, y el menú cabe en un renglón."""

from __future__ import annotations

import pytest
from flask import Flask

from app.extensiones import db
from tests.fabricas import cuentas, participacion, procesos, propuestas
from tests.fabricas import plan as planes
from tests.recorridos.test_recorridos import Abrir

LARGA = "Otorrinolaringológicamente" * 3
TEXTO = f"""# {LARGA}

{LARGA} https://ejemplo.example/{"a" * 120}

`{"c" * 150}`

    {"d" * 150}

| {LARGA} | b |
|---|---|
| x | {LARGA} |
"""


@pytest.fixture(scope="module")
def largas(app_servida: Flask) -> tuple[str, list[str]]:
    """La ficha de la sesión de quien escribió, y las páginas donde se lee lo suyo."""
    with app_servida.app_context():
        quien = cuentas.persona(seudonimo="W" * 58)
        de = cuentas.identidad_de(quien)
        proceso = procesos.proceso(nombre=LARGA[:60])
        elemento = planes.elemento(planes.plan(), "2.1")
        elemento.titulo = LARGA
        dicho = {"titulo": LARGA, "resumen": LARGA, "cuerpo": TEXTO, "en_nombre_de": LARGA, "referencia": LARGA}
        publicada = propuestas.propuesta(de, proceso=proceso, elementos=[elemento.id], **dicho)
        codigo = propuestas.codigo_de(publicada)
        borrador = propuestas.codigo_de(propuestas.borrador(de, proceso=proceso, **dicho))
        primero = participacion.comentario(codigo, de, "اقتراح جيد جدا، ولكن متى يبدأ العمل؟ gracias 123.")
        segundo = participacion.respuesta(primero, de, texto=LARGA * 3)
        comentario = participacion.codigo_de(participacion.respuesta(segundo, de, texto=TEXTO))
        _fila, ficha = cuentas.sesion_de(quien)
        clave = proceso.clave
        db.session.remove()
    ficha_url, hilo, escribir = f"/propuestas/{codigo}", f"/comentarios/{comentario}", f"/proponer/{borrador}"
    return ficha, [
        "/propuestas", f"/propuestas?q={LARGA}", f"{ficha_url}/x", f"{ficha_url}/versiones",
        f"{ficha_url}/firmas", f"{ficha_url}/editar", f"{ficha_url}/retirar", f"/c/{codigo}",
        f"/c/{codigo}/comprobante", f"/c/{codigo}/conversacion", hilo, f"{hilo}/responder", f"{hilo}/corregir",
        f"{hilo}/retirar", f"{escribir}/idea", f"{escribir}/plan", f"{escribir}/revisar", f"{escribir}/borrar",
        f"/procesos/{clave}", "/cuenta", "/cuenta/propuestas", "/cuenta/mis-datos", "/cuenta/sesiones",
    ]  # fmt: skip


def test_lo_muy_largo_no_desborda(visitar: Abrir, app_servida: Flask, largas: tuple[str, list[str]]) -> None:
    ficha, rutas = largas
    visita = visitar(ancho=320)
    visita.con_sesion(app_servida, ficha)
    for ruta in rutas:
        assert visita.ir(ruta) == 200, ruta


@pytest.mark.parametrize("idioma", ["es", "pt", "en"])
@pytest.mark.parametrize("ruta", ["/propuestas", "/procesos"])
def test_el_menu_cabe_en_un_renglon(
    visitar: Abrir, largas: tuple[str, list[str]], idioma: str, ruta: str
) -> None:
    visita = visitar(ancho=320, idioma=idioma)
    visita.ir(ruta)
    altos: list[float] = visita.pagina.locator(".nav > ul > li:visible").evaluate_all(
        "e => e.map(x => x.offsetTop)"
    )
    assert len(altos) == 4
    assert max(altos) - min(altos) < 12, altos


def test_lo_que_no_cabe_esta_en_mas(visitar: Abrir) -> None:
    visita = visitar(ancho=320, con_js=False)
    visita.ir("/propuestas")
    visita.pagina.locator(".nav-mas summary").click()
    visita.pagina.locator(".nav-mas").get_by_role("link", name="Procesos").click()
    assert visita.pagina.url.endswith("/procesos")
