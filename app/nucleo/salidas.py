"""Correo que sale: se escribe en la misma transacción que el acto y se envía después, con reintentos.

La entrega es «al menos una vez»: si el proceso muere entre enviar y anotar, el correo puede repetirse,
nunca perderse. Sin servidor SMTP los correos quedan en `<datos>/correo/` como archivos `.eml`.
"""

from __future__ import annotations

import datetime as dt
import smtplib
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, render_template
from flask_babel import force_locale
from sqlalchemy import or_, select

from app.extensiones import db
from app.nucleo import transaccion
from app.nucleo.modelos import Salida
from app.nucleo.reloj import ahora

MAXIMO_INTENTOS = 48
ESPERA = dt.timedelta(minutes=5)


def encolar_correo(para: str, plantilla: str, idioma: str, **datos: Any) -> None:
    """Deja un correo en la cola, dentro de la transacción en curso.

    `plantilla` es una carpeta de `plantillas/correos/` con `asunto.txt`, `cuerpo.txt` y `cuerpo.html`.
    """
    with force_locale(idioma):
        asunto = " ".join(render_template(f"correos/{plantilla}/asunto.txt", **datos).split())
        texto = render_template(f"correos/{plantilla}/cuerpo.txt", **datos)
        html = render_template(f"correos/{plantilla}/cuerpo.html", **datos)
    momento = ahora()
    db.session.add(
        Salida(
            para=para, asunto=asunto[:200], texto=texto, html=html, creada_en=momento, proximo_intento=momento
        )
    )
    db.session.flush()


def _mensaje(salida: Salida, remitente: str) -> EmailMessage:
    mensaje = EmailMessage()
    mensaje["From"] = f"{current_app.config['CIUDAD_NOMBRE']} <{remitente}>"
    mensaje["To"] = salida.para
    mensaje["Subject"] = salida.asunto
    mensaje["Date"] = salida.creada_en
    mensaje["Message-ID"] = make_msgid(idstring=str(salida.id), domain=remitente.rpartition("@")[2])
    mensaje["Auto-Submitted"] = "auto-generated"
    mensaje.set_content(salida.texto)
    if salida.html:
        mensaje.add_alternative(salida.html, subtype="html")
    return mensaje


def _entregar(mensaje: EmailMessage, nombre: str) -> None:
    destino = str(current_app.config["SMTP"])
    if not destino:
        carpeta = Path(current_app.config["DATOS"]) / "correo"
        carpeta.mkdir(parents=True, exist_ok=True, mode=0o700)
        (carpeta / f"{nombre}.eml").write_bytes(bytes(mensaje))
        return
    partes = urlsplit(destino)
    clase = smtplib.SMTP_SSL if partes.scheme == "smtps" else smtplib.SMTP
    with clase(partes.hostname or "localhost", partes.port or 25, timeout=20) as servidor:
        if partes.scheme == "smtp+tls":
            servidor.starttls()
        if partes.username:
            servidor.login(partes.username, partes.password or "")
        servidor.send_message(mensaje)


def enviar_pendientes(cuantos: int = 50) -> int:
    """Envía los correos que ya toca enviar; devuelve cuántos salieron. Un fallo se reintenta cada 5 minutos."""
    consulta = (
        select(Salida.id)
        .where(
            Salida.enviada_en.is_(None),
            Salida.proximo_intento <= ahora(),
            or_(Salida.intentos < MAXIMO_INTENTOS),
        )
        .order_by(Salida.proximo_intento, Salida.id)
        .limit(cuantos)
    )
    ids = list(db.session.scalars(consulta))
    db.session.rollback()
    return sum(_enviar_uno(ident) for ident in ids)


def _enviar_uno(ident: int) -> bool:
    salida = db.session.get_one(Salida, ident)
    mensaje = _mensaje(salida, str(current_app.config["CORREO_REMITENTE"]))
    db.session.rollback()
    fallo: str | None = None
    try:
        _entregar(mensaje, f"{ident:08d}")
    except (OSError, smtplib.SMTPException) as error:
        fallo = f"{type(error).__name__}: {error}"[:300]
    with transaccion.escritura():
        salida = db.session.get_one(Salida, ident)
        salida.intentos += 1
        salida.ultimo_error = fallo
        salida.proximo_intento = ahora() + ESPERA
        if fallo is None:
            salida.enviada_en = ahora()
    return fallo is None
