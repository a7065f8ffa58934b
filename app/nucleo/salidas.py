"""Correo que sale: se escribe en la misma transacción que el acto y se envía después, con reintentos.

La entrega es «al menos una vez»: si el proceso muere entre enviar y anotar, el correo puede repetirse,
nunca perderse. Sin servidor SMTP los correos quedan en `<datos>/correo/` como archivos `.eml`.
"""

from __future__ import annotations

import datetime as dt
from email.errors import MessageError
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale
from sqlalchemy import ColumnElement, exists, func, select, update

from app.extensiones import db
from app.nucleo import transaccion
from app.nucleo.cartero import Cartero, Interrumpido, Rechazado, SinServidor, mensaje_de
from app.nucleo.modelos import Salida
from app.nucleo.reloj import ahora

MAXIMO_INTENTOS = 48
ESPERA = dt.timedelta(minutes=5)
SEGUIDOS = 12
ESPERA_LARGA = dt.timedelta(hours=1)
TARDANZA = dt.timedelta(hours=1)
UN_DIA = dt.timedelta(days=1)
SON_TODAS = 3
"""Desde cuántas direcciones rechazadas, sin ninguna buena, la culpa no es de las direcciones."""
NADA_SALE = ("atrasado", "rechazado")
LARGO = 300
"""Lo que cabe del último error."""


def encolar_correo(para: str, plantilla: str, idioma: str, *, persona_id: int | None, **datos: Any) -> None:
    """Deja un correo en la cola, dentro de la transacción en curso.

    `persona_id` dice de quién es, si tiene cuenta.
    `plantilla` es una carpeta de `plantillas/correos/` con `asunto.txt`, `cuerpo.txt` y `cuerpo.html`.
    """
    with force_locale(idioma):
        asunto = " ".join(render_template(f"correos/{plantilla}/asunto.txt", **datos).split())
        texto = render_template(f"correos/{plantilla}/cuerpo.txt", **datos)
        html = render_template(f"correos/{plantilla}/cuerpo.html", **datos)
    momento = ahora()
    db.session.add(
        Salida(
            para=para,
            asunto=asunto[:200],
            texto=texto,
            html=html,
            idioma=idioma,
            creada_en=momento,
            proximo_intento=momento,
            persona_id=persona_id,
        )
    )
    db.session.flush()


def como_sale() -> str:
    """En una palabra, cómo va el correo: `sale`, `atrasado`, `rechazado` o `hay sin entregar`.

    Atrasado: algo espera desde hace más de una hora sin que se haya podido ni intentar. Rechazado: en el último
    día el servidor no tomó ninguno, y fueron para tres direcciones o más. Sin entregar: algo agotó sus intentos
    y nadie lo recibió.
    """
    sin_salir, hace_un_dia = Salida.enviada_en.is_(None), ahora() - UN_DIA
    intentada = (sin_salir, Salida.intentos > 0, Salida.proximo_intento > hace_un_dia)
    perdidos, atrasados, llegan, rechazan = db.session.execute(
        select(
            exists().where(sin_salir, Salida.intentos >= MAXIMO_INTENTOS),
            exists().where(sin_salir, Salida.intentos == 0, Salida.creada_en < ahora() - TARDANZA),
            exists().where(Salida.enviada_en > hace_un_dia),
            select(func.count(Salida.para.distinct())).where(*intentada).scalar_subquery(),
        )
    ).one()
    if atrasados:
        return "atrasado"
    if rechazan >= SON_TODAS and not llegan:
        return "rechazado"
    return "hay sin entregar" if perdidos else "sale"


def hay_correo() -> bool:
    """Falso si nada sale: el servidor no responde, o responde que no a todo."""
    return como_sale() not in NADA_SALE


def _espera(intentos: int) -> dt.timedelta:
    """Cada cinco minutos la primera hora; después, cada hora: 48 intentos son un día y medio."""
    return ESPERA if intentos < SEGUIDOS else ESPERA_LARGA


def enviar_pendientes(cuantos: int = 50) -> int:
    """Envía los correos que ya toca enviar; devuelve cuántos salieron.

    Uno que el servidor no acepta se reintenta, hasta 48 veces. Si no se puede hablar con el servidor esperan
    todos, sin gastar intentos: en cada uno queda escrito por qué.
    """
    primero = (Salida.intentos, Salida.proximo_intento, Salida.id)
    ids = list(db.session.scalars(select(Salida.id).where(*_por_enviar()).order_by(*primero).limit(cuantos)))
    db.session.rollback()
    salieron = 0
    with Cartero(str(current_app.config["SMTP"]), Path(current_app.config["DATOS"]) / "correo") as cartero:
        try:
            for ident in ids:
                salieron += _enviar_uno(cartero, ident)
        except SinServidor as error:
            _esperar_todos(f"Sin servidor de correo: {error}")
    return salieron


def _por_enviar() -> tuple[ColumnElement[bool], ...]:
    return (
        Salida.enviada_en.is_(None),
        Salida.proximo_intento <= ahora(),
        Salida.intentos < MAXIMO_INTENTOS,
    )


def _enviar_uno(cartero: Cartero, ident: int) -> bool:
    salida = db.session.get(Salida, ident)
    if salida is None:
        return False
    fallo: str | None = None
    try:
        mensaje = _mensaje(salida)
        db.session.rollback()
        cartero.entregar(mensaje, f"{ident:08d}")
    except Rechazado as error:
        fallo = f"El servidor no lo aceptó: {error}"
    except Interrumpido as error:
        _anotar(ident, f"Sin servidor de correo: {error}")
        raise
    _anotar(ident, fallo)
    return fallo is None


def _anotar(ident: int, fallo: str | None) -> None:
    """Un intento más, con su resultado; la próxima vez pasan antes los que llevan menos."""
    with transaccion.escritura():
        salida = db.session.get(Salida, ident)
        if salida is not None:
            salida.intentos += 1
            salida.ultimo_error = fallo[:LARGO] if fallo else None
            salida.proximo_intento = ahora() + _espera(salida.intentos)
            salida.enviada_en = ahora() if fallo is None else None


def _mensaje(salida: Salida) -> EmailMessage:
    conf = current_app.config
    datos = str(conf["CIUDAD_NOMBRE"]), str(conf["CORREO_REMITENTE"]), str(conf["CIUDAD_CONTACTO"])
    try:
        return mensaje_de(salida, *datos)
    except (MessageError, ValueError, IndexError) as error:
        db.session.rollback()
        raise Rechazado(f"{type(error).__name__}: {error}") from error


def _esperar_todos(motivo: str) -> None:
    current_app.logger.warning(motivo)
    with transaccion.escritura():
        db.session.execute(
            update(Salida)
            .where(*_por_enviar())
            .values(proximo_intento=ahora() + ESPERA, ultimo_error=motivo[:LARGO])
            .execution_options(synchronize_session=False)
        )
