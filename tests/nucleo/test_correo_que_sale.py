"""El correo sale de verdad: un servidor SMTP en esta máquina lo recibe, lo rechaza o se cae."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.extensiones import db
from app.nucleo import reloj, salidas
from app.nucleo.modelos import Salida
from app.nucleo.salidas import (
    ESPERA,
    ESPERA_LARGA,
    MAXIMO_INTENTOS,
    SEGUIDOS,
    encolar_correo,
    enviar_pendientes,
)
from tests.nucleo.servidor_smtp import Buzon, Recibido, servidor

CIUDAD = "Ñuñoa, la del río"
REMITENTE = "avisos@ciudad.example"
AHORA = dt.datetime(2026, 6, 5, 18, 0, tzinfo=dt.UTC)
ENLACE = "https://ciudad.example/confirmar/" + "a" * 90


@pytest.fixture
def buzon(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Buzon]:
    monkeypatch.setitem(app.config, "CORREO_REMITENTE", REMITENTE)
    monkeypatch.setitem(app.config, "CIUDAD_CONTACTO", "participa@ciudad.example")
    monkeypatch.setitem(app.config, "CIUDAD_NOMBRE", CIUDAD)
    with servidor() as abierto, reloj.fijado(AHORA):
        monkeypatch.setitem(app.config, "SMTP", f"smtp://{abierto.direccion}")
        yield abierto


def encolar(para: str, idioma: str = "pt") -> None:
    encolar_correo(para, "cuentas/confirmacion", idioma, persona_id=None, enlace=ENLACE)
    db.session.commit()


def de(para: str) -> Salida:
    db.session.expire_all()
    return db.session.scalars(sa.select(Salida).where(Salida.para == para)).one()


def leido(recibido: Recibido) -> EmailMessage:
    return message_from_bytes(recibido.crudo, policy=policy.default)  # type: ignore[return-value]


def test_llega_con_sus_cabeceras_su_letra_y_su_idioma(buzon: Buzon) -> None:
    encolar("ana@correo.example")
    assert enviar_pendientes() == 1
    (recibido,) = buzon.recibidos
    assert (recibido.de, recibido.para) == (REMITENTE, "ana@correo.example")
    assert recibido.crudo.isascii()
    assert max(map(len, recibido.crudo.splitlines())) <= 998
    m = leido(recibido)
    assert [(a.display_name, a.addr_spec) for a in m["From"].addresses] == [(CIUDAD, REMITENTE)]
    assert m["Reply-To"].addresses[0].addr_spec == "participa@ciudad.example"
    assert m["To"] == "ana@correo.example"
    assert m["Content-Language"] == "pt"
    assert m["Auto-Submitted"] == "auto-generated"
    assert parsedate_to_datetime(m["Date"]) == AHORA
    assert m["Message-ID"].endswith("@ciudad.example>")
    assert not m.defects
    assert "Confirme" in m["Subject"] and "Confirma tu" not in m["Subject"]
    texto, html = m.get_body(("plain",)), m.get_body(("html",))
    assert texto is not None and html is not None
    assert (texto.get_content_charset(), html.get_content_charset()) == ("utf-8", "utf-8")
    assert ENLACE in texto.get_content() and "Olá" in texto.get_content()
    assert '<html lang="pt"' in html.get_content() and f'href="{ENLACE}"' in html.get_content()


@pytest.mark.parametrize(("idioma", "saluda"), [("es", "Hola:"), ("en", "Hello"), ("pt", "Olá")])
def test_cada_cual_lo_recibe_en_su_idioma(buzon: Buzon, idioma: str, saluda: str) -> None:
    encolar("ana@correo.example", idioma)
    enviar_pendientes()
    m = leido(buzon.recibidos[0])
    cuerpo = m.get_body(("plain",))
    assert m["Content-Language"] == idioma
    assert cuerpo is not None and cuerpo.get_content().startswith(saluda)


def test_enviado_una_vez_no_se_repite_y_van_por_una_sola_conexion(buzon: Buzon) -> None:
    for n in range(3):
        encolar(f"p{n}@correo.example")
    assert enviar_pendientes() == 3
    assert buzon.conexiones == 1
    assert enviar_pendientes() == 0
    hecha = de("p0@correo.example")
    assert (hecha.enviada_en, hecha.intentos, hecha.ultimo_error) == (AHORA, 1, None)


def test_a_quien_el_servidor_rechaza_se_le_reintenta_y_se_dice_por_que(buzon: Buzon) -> None:
    encolar("no@correo.example")
    encolar("si@correo.example")
    buzon.rechaza["no@correo.example"] = "550 5.1.1 no hay nadie con ese nombre"
    assert enviar_pendientes() == 1
    espera = de("no@correo.example")
    assert (espera.enviada_en, espera.intentos) == (None, 1)
    assert espera.ultimo_error == "El servidor no lo aceptó: 550 5.1.1 no hay nadie con ese nombre"
    assert espera.proximo_intento == AHORA + ESPERA
    assert de("si@correo.example").enviada_en == AHORA
    buzon.rechaza.clear()
    assert enviar_pendientes() == 0, "antes de su hora no se repite"
    with reloj.fijado(AHORA + ESPERA):
        assert enviar_pendientes() == 1
    assert de("no@correo.example").ultimo_error is None
    assert [r.para for r in buzon.recibidos] == ["si@correo.example", "no@correo.example"]


def test_con_el_servidor_caido_esperan_todos_sin_gastar_intentos(app: Flask, buzon: Buzon) -> None:
    for n in range(3):
        encolar(f"p{n}@correo.example")
    vivo = app.config["SMTP"]
    with servidor() as otro:
        app.config["SMTP"] = f"smtp://{otro.direccion}"
    assert enviar_pendientes() == 0
    for n in range(3):
        espera = de(f"p{n}@correo.example")
        assert (espera.enviada_en, espera.intentos, espera.proximo_intento) == (None, 0, AHORA + ESPERA)
        assert "Sin servidor de correo: ConnectionRefusedError" in (espera.ultimo_error or "")
    app.config["SMTP"] = vivo
    with reloj.fijado(AHORA + ESPERA):
        assert enviar_pendientes() == 3
    assert len(buzon.recibidos) == 3


def test_el_que_tumba_la_conexion_no_detiene_a_los_demas(buzon: Buzon) -> None:
    for nombre in ("mal", "bien", "otra"):
        encolar(f"{nombre}@correo.example")
    buzon.corta_en = "mal@correo.example"
    assert enviar_pendientes() == 0
    mal = de("mal@correo.example")
    assert (mal.intentos, de("bien@correo.example").intentos) == (1, 0)
    assert "Sin servidor de correo: SMTPServerDisconnected" in (mal.ultimo_error or "")
    with reloj.fijado(AHORA + 2 * ESPERA):
        assert enviar_pendientes() == 2
    assert sorted(r.para for r in buzon.recibidos) == ["bien@correo.example", "otra@correo.example"]


def test_entra_con_usuario_y_clave_de_cualquier_letra(app: Flask, buzon: Buzon) -> None:
    buzon.credenciales = ("avisos@ciudad.example", "cl@ve/n:1")
    encolar("ana@correo.example")
    app.config["SMTP"] = f"smtp://avisos%40ciudad.example:mala@{buzon.direccion}"
    assert enviar_pendientes() == 0
    assert "535 5.7.8 clave equivocada" in (de("ana@correo.example").ultimo_error or "")
    app.config["SMTP"] = f"smtp://avisos:contrase%C3%B1a@{buzon.direccion}"
    with reloj.fijado(AHORA + ESPERA):
        assert enviar_pendientes() == 0
    assert "solo pueden llevar letras ASCII" in (de("ana@correo.example").ultimo_error or "")
    app.config["SMTP"] = f"smtp://avisos%40ciudad.example:cl%40ve%2Fn%3A1@{buzon.direccion}"
    with reloj.fijado(AHORA + 2 * ESPERA):
        assert enviar_pendientes() == 1


@pytest.mark.parametrize("escrito", ["servidor:25", "http://servidor", "smtp://servidor:noventa"])
def test_una_direccion_que_no_se_entiende_se_dice(app: Flask, buzon: Buzon, escrito: str) -> None:
    encolar("ana@correo.example")
    app.config["SMTP"] = escrito
    assert enviar_pendientes() == 0
    assert "RUMBO_SMTP no se entiende" in (de("ana@correo.example").ultimo_error or "")


def test_pide_cifrado_y_sin_el_no_envia_nada(app: Flask, buzon: Buzon) -> None:
    encolar("ana@correo.example")
    app.config["SMTP"] = f"smtp+tls://{buzon.direccion}"
    assert enviar_pendientes() == 0
    assert buzon.recibidos == []
    assert "STARTTLS" in (de("ana@correo.example").ultimo_error or "")


def test_una_direccion_imposible_no_detiene_la_cola(buzon: Buzon) -> None:
    encolar("ana@correo.example\nBcc: otra@correo.example")
    encolar("ñandú@correo.example")
    encolar("bien@correo.example")
    assert enviar_pendientes() == 1
    assert [r.para for r in buzon.recibidos] == ["bien@correo.example"]
    motivos = db.session.scalars(sa.select(Salida.ultimo_error).where(Salida.enviada_en.is_(None))).all()
    assert [m is not None and m.startswith("El servidor no lo aceptó") for m in motivos] == [True, True]


def test_se_reintenta_cada_cinco_minutos_luego_cada_hora_y_al_fin_se_deja(
    buzon: Buzon, monkeypatch: pytest.MonkeyPatch
) -> None:
    encolar("no@correo.example")
    buzon.rechaza["no@correo.example"] = "450 4.2.1 vuelve luego"
    momento, pausas = AHORA, []
    for _vez in range(MAXIMO_INTENTOS):
        with reloj.fijado(momento):
            enviar_pendientes()
        pausas.append(de("no@correo.example").proximo_intento - momento)
        momento = de("no@correo.example").proximo_intento
    assert pausas == [ESPERA] * (SEGUIDOS - 1) + [ESPERA_LARGA] * (MAXIMO_INTENTOS - SEGUIDOS + 1)
    conexiones = buzon.conexiones
    with reloj.fijado(momento):
        assert enviar_pendientes() == 0
    assert buzon.conexiones == conexiones == MAXIMO_INTENTOS


def test_si_se_muere_entre_enviar_y_anotar_se_repite_con_la_misma_ficha(
    buzon: Buzon, monkeypatch: pytest.MonkeyPatch
) -> None:
    encolar("ana@correo.example")

    def morir(*_a: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as parche, pytest.raises(KeyboardInterrupt):
        parche.setattr(salidas, "_anotar", morir)
        enviar_pendientes()
    assert enviar_pendientes() == 1
    primera, segunda = (leido(r)["Message-ID"] for r in buzon.recibidos)
    assert primera == segunda


def test_sin_servidor_quedan_en_la_carpeta(app: Flask, buzon: Buzon, tmp_path: Path) -> None:
    app.config["SMTP"] = ""
    antes, app.config["DATOS"] = app.config["DATOS"], tmp_path
    try:
        encolar("ana@correo.example")
        assert enviar_pendientes() == 1
    finally:
        app.config["DATOS"] = antes
    (archivo,) = (tmp_path / "correo").glob("*.eml")
    m = message_from_bytes(archivo.read_bytes(), policy=policy.default)
    assert m["To"] == "ana@correo.example"
