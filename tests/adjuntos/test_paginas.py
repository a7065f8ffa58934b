"""El paso «Fotos y documentos», sin JavaScript: lo subido queda, se describe, se quita y se ve."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, render_template_string

from app.adjuntos import almacen, consultas
from app.adjuntos.campo import Campo
from app.adjuntos.consultas import AdjuntoVisible
from app.adjuntos.modelos import Adjunto
from app.adjuntos.reglas import LIMITES_PROPUESTA, limpiar_nombre
from app.adjuntos.servicios import una_linea
from app.contenido.modelos import Hecho
from app.cuentas.modelos import Persona
from app.extensiones import db
from app.nucleo.permisos import Identidad
from app.propuestas import servicios
from app.propuestas.modelos import Propuesta
from tests.cliente import Cliente, inspeccionar
from tests.fabricas import cuentas, propuestas
from tests.fabricas.adjuntos import con_lugar, imagen, pdf, png_que_dice_medir, subir
from tests.fabricas.propuestas import codigo_de


@pytest.fixture
def autora(app: Flask, cliente: Cliente) -> Persona:
    """Quien escribe, con su sesión abierta en el cliente."""
    quien = cuentas.persona()
    cuentas.entrar(cliente, quien)
    return quien


@pytest.fixture
def quien(autora: Persona) -> Identidad:
    return cuentas.identidad_de(autora)


@pytest.fixture
def codigo(quien: Identidad) -> str:
    """Un borrador completo, a falta de publicar."""
    return codigo_de(propuestas.borrador(quien))


def _puestos(codigo: str) -> list[Any]:
    ident = db.session.scalar(sa.select(Propuesta.id).where(Propuesta.contenido.has(codigo=codigo)))
    assert ident is not None
    return consultas.de_contenido(ident)


def test_subir_describir_revisar_y_publicar(cliente: Cliente, codigo: str) -> None:
    ruta = f"/proponer/{codigo}/fotos"
    texto = cliente.get(ruta).get_data(as_text=True)
    assert "Paso 4 de 5" in texto and "Hasta 5 imágenes de 8 MB" in texto and "2 PDF de 5 MB" in texto
    primera = subir(cliente, ruta, ("una.jpg", con_lugar()), ("dos.png", imagen()), ("plano.pdf", pdf()))
    assert (primera.status_code, primera.location) == (303, ruta)
    pagina = cliente.get(ruta).get_data(as_text=True)
    assert "Ahora di qué se ve en cada foto" in pagina and "plano.pdf" in pagina
    puestos = _puestos(codigo)
    assert [a.clase for a in puestos] == ["imagen", "imagen", "pdf"]
    a_medias = cliente.enviar(ruta, {f"descripcion-{puestos[0].clave}": "Una parada sin techo"})
    texto = a_medias.get_data(as_text=True)
    assert a_medias.status_code == 422 and "<title>Error:" in texto
    assert "Una parada sin techo" in texto and f'href="#descripcion-{puestos[1].clave}"' in texto
    sin_publicar = cliente.enviar(f"/proponer/{codigo}/revisar")
    assert sin_publicar.status_code == 422 and "Di qué se ve en cada foto" in sin_publicar.get_data(
        as_text=True
    )
    todo = {f"descripcion-{a.clave}": f"Descripción {n}" for n, a in enumerate(puestos[:2])}
    assert str(cliente.enviar(ruta, todo).location).endswith("/revisar")
    revision = cliente.get(f"/proponer/{codigo}/revisar").get_data(as_text=True)
    assert "2 imágenes y 1 documento" in revision
    assert cliente.enviar(f"/proponer/{codigo}/revisar").status_code == 303
    ficha = cliente.get(f"/propuestas/{codigo}", follow_redirects=True)
    fotos = [e for e in cliente.raiz.iter("img") if "/adjuntos/" in str(e.get("src"))]
    assert [f.get("alt") for f in fotos] == ["Descripción 0", "Descripción 1"]
    for foto in fotos:
        assert str(foto.get("src")).endswith("-480.webp") and foto.get("loading") == "lazy"
        assert int(foto.get("width") or 0) > 0 and int(foto.get("height") or 0) > 0
    assert "plano.pdf" in ficha.get_data(as_text=True)


def test_una_sola_foto_se_describe_al_subirla(cliente: Cliente, codigo: str) -> None:
    ruta = f"/proponer/{codigo}/fotos"
    respuesta = subir(cliente, ruta, ("una.png", imagen()), descripcion_nueva="Seis personas al sol")
    assert str(respuesta.location).endswith("/revisar")
    assert [a.descripcion for a in _puestos(codigo)] == ["Seis personas al sol"]


@pytest.mark.parametrize(
    ("nombre", "datos", "dicho"),
    [
        ("dibujo.svg", b"<svg onload='alert(1)'/>", "SVG no se admiten"),
        ("dibujo.png", b"<?xml version='1.0'?><svg onload='alert(1)'/>", "SVG no se admiten"),
        ("bomba.png", png_que_dice_medir(50_000, 50_000), "demasiado grande para abrirla"),
        ("vacia.png", b"", "Llegó vacío"),
        ("rota.png", imagen(ancho=300, alto=300)[:80], "dañada o incompleta"),
        ("iphone.heic", b"\0\0\0\x18ftypheic" + b"\0" * 30, "expórtala como JPEG"),
        ("virus.exe", b"MZ\x90\0", "No es una imagen"),
        ("hoja.pdf", pdf(b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"), "Imprímelo como PDF"),
        ("grande.pdf", pdf() + b"x" * (5 * 2**20), "hasta 5 MB"),
    ],
)
def test_lo_rechazado_se_dice_y_lo_bueno_queda(
    cliente: Cliente, codigo: str, nombre: str, datos: bytes, dicho: str
) -> None:
    respuesta = subir(cliente, f"/proponer/{codigo}/fotos", (nombre, datos), ("buena.png", imagen()))
    texto = respuesta.get_data(as_text=True)
    assert respuesta.status_code == 422 and "<title>Error:" in texto
    assert texto.count(dicho) == 2, "arriba y junto al campo"
    assert [a.nombre for a in _puestos(codigo)] == ["buena.png"]
    assert "buena.png" in cliente.get(f"/proponer/{codigo}/fotos").get_data(as_text=True)


@pytest.mark.parametrize(
    ("nombre", "visto"),
    [
        ("<svg onload=alert(1)>.png", "&lt;svg onload=alert(1)&gt;.png"),
        ("'><img src=x onerror=alert(1)>.png", "&#39;&gt;&lt;img src=x onerror=alert(1)&gt;.png"),
        ("../../x.png", ">x.png<"),
        ("..\\..\\x.png", ">x.png<"),
        ("foto\u202egnp.exe", ">fotognp.exe<"),
    ],
)
def test_el_nombre_solo_se_muestra(cliente: Cliente, codigo: str, nombre: str, visto: str) -> None:
    subir(cliente, f"/proponer/{codigo}/fotos", (nombre, imagen()))
    texto = cliente.get(f"/proponer/{codigo}/fotos").get_data(as_text=True)
    assert visto in texto and "\u202e" not in texto
    assert not [e for e in cliente.raiz.iter() if e.tag == "svg" and e.get("onload")]
    assert all(len(a.name) in (37, 41) for a in almacen.carpeta().rglob("*.webp")), "nombres al azar"


def test_quitar_una_foto(cliente: Cliente, codigo: str) -> None:
    ruta = f"/proponer/{codigo}/fotos"
    subir(cliente, ruta, ("una.png", imagen()), ("dos.png", imagen()))
    una, dos = _puestos(codigo)
    datos = {"quitar_adjunto": una.clave, f"descripcion-{dos.clave}": "Queda esta"}
    assert cliente.enviar(ruta, datos).status_code == 303
    assert [a.clave for a in _puestos(codigo)] == [dos.clave]
    assert not almacen.ruta(una.clave, ".webp").exists()


def test_borrar_el_borrador_borra_sus_archivos(cliente: Cliente, codigo: str) -> None:
    subir(cliente, f"/proponer/{codigo}/fotos", ("una.png", imagen()))
    clave = _puestos(codigo)[0].clave
    assert almacen.ruta(clave, ".webp").exists()
    assert cliente.enviar(f"/proponer/{codigo}/borrar").status_code == 303
    assert not almacen.ruta(clave, ".webp").exists()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Adjunto)) == 0


def test_solo_quien_escribe_llega_al_paso(cliente: Cliente, codigo: str) -> None:
    cuentas.entrar(cliente, cuentas.persona())
    assert cliente.get(f"/proponer/{codigo}/fotos").status_code == 404
    assert subir(cliente, f"/proponer/{codigo}/fotos", ("una.png", imagen())).status_code == 404
    assert cliente.get(f"/propuestas/{codigo}/fotos").status_code == 404


def test_publicada_cambia_con_su_hecho_y_su_version(cliente: Cliente, codigo: str, quien: Identidad) -> None:
    p = servicios.publicar(quien, codigo)
    db.session.commit()
    antes, ruta = p.version, f"/propuestas/{codigo}/fotos"
    assert cliente.get(ruta).status_code == 200
    sin_decir = subir(cliente, ruta, ("una.png", imagen()), ("dos.png", imagen()))
    assert sin_decir.status_code == 200 and "Falta un paso" in sin_decir.get_data(as_text=True)
    assert _puestos(codigo) == [], "hasta decir qué se ve no se publica"
    vuelta = cliente.get(ruta).get_data(as_text=True)
    assert "una.png" in vuelta and "dos.png" in vuelta, "quien sale y vuelve encuentra lo que subió"
    mudas = cliente.enviar(ruta)
    assert mudas.status_code == 422 and "Di qué se ve en la foto" in mudas.get_data(as_text=True)
    sueltas = consultas.sueltos(quien, f"propuesta-{codigo}")
    dichas = {f"descripcion-{a.clave}": "La parada" for a in sueltas}
    assert cliente.enviar(ruta, dichas).status_code == 303
    assert len(_puestos(codigo)) == 2
    db.session.expire_all()
    assert db.session.get_one(Propuesta, p.id).version == antes + 1
    hecho = db.session.scalars(sa.select(Hecho).where(Hecho.clase == "propuestas.adjuntos")).one()
    assert hecho.datos == {"imagenes": 2, "documentos": 0}
    assert cliente.enviar(ruta).status_code == 303, "sin cambios"
    assert db.session.scalar(sa.select(sa.func.count()).where(Hecho.clase == "propuestas.adjuntos")) == 1


def test_pasado_el_umbral_ya_no_se_cambian(cliente: Cliente, codigo: str, quien: Identidad) -> None:
    p = servicios.publicar(quien, codigo)
    db.session.commit()
    propuestas.apoyos(p, 3)
    assert cliente.get(f"/propuestas/{codigo}/fotos").status_code in (403, 409)
    assert subir(cliente, f"/propuestas/{codigo}/fotos", ("a.png", imagen())).status_code in (403, 409)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Adjunto)) == 0


def test_el_tope_grande_es_solo_de_este_paso(cliente: Cliente, codigo: str) -> None:
    mucho = b"x" * (2 * 2**20)
    assert subir(cliente, f"/proponer/{codigo}/idea", ("a.png", mucho)).status_code == 413
    assert subir(cliente, f"/proponer/{codigo}/fotos", ("a.png", mucho)).status_code == 422
    pasado = {"CONTENT_LENGTH": str(LIMITES_PROPUESTA.envio + 1)}
    respuesta = cliente.enviar(f"/proponer/{codigo}/fotos", {}, environ_overrides=pasado)
    assert respuesta.status_code == 413 and "demasiado grande" in respuesta.get_data(as_text=True)


@pytest.mark.parametrize("galleta", ["", "una ficha inventada"])
def test_sin_sesion_no_se_admite_un_envio_grande(app: Flask, codigo: str, galleta: str) -> None:
    nadie: Any = app.test_client()
    nadie.get("/entrar")
    if galleta:
        nadie.set_cookie(str(app.config["COOKIE_SESION"]), galleta)
    grande = subir(nadie, f"/proponer/{codigo}/fotos", ("a.png", b"x" * (2 * 2**20)))
    assert grande.status_code == 413


def test_los_textos_mas_raros_se_muestran_sin_romper_la_pagina(app: Flask, datos_reales: Path) -> None:
    raros = (datos_reales / "texto" / "blns.txt").read_text(encoding="utf-8").splitlines()
    puestos = [
        AdjuntoVisible(
            f"{n:032x}", "imagen" if n % 2 else "pdf", limpiar_nombre(raro), una_linea(raro), 1, 9, 9, 1
        )
        for n, raro in enumerate(raros)
    ]
    campo = Campo("formulario-de-prueba", LIMITES_PROPUESTA, puestos=puestos)
    campo.marcar_faltas()
    marco = (
        "{% from 'componentes/adjuntos.html' import campo_adjuntos, galeria %}<!doctype html><html lang=es>"
        "<head><title>x</title></head><body><h1>x</h1>{{ campo_adjuntos(campo) }}{{ galeria(campo.puestos) }}"
        "</body></html>"
    )
    with app.test_request_context():
        raiz = inspeccionar(render_template_string(marco, campo=campo), "los textos raros")
    assert len(list(raiz.iter("img"))) == 2 * len([a for a in puestos if a.es_imagen])
    assert not list(raiz.iter("script")) and not list(raiz.iter("iframe"))
