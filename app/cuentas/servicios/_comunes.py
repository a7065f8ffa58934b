"""Lo que comparten los servicios de cuentas: límites, correo normalizado y la clave nueva."""

from __future__ import annotations

import datetime as dt
import unicodedata

from flask import current_app
from flask_babel import gettext as _

from app.cuentas.modelos import Persona
from app.cuentas.reglas import (
    MAXIMO_CLAVE,
    MAXIMO_SEUDONIMO,
    MINIMO_CLAVE,
    MINIMO_SEUDONIMO,
    FaltaDeClave,
    FaltaDeSeudonimo,
    falta_de_clave,
    falta_de_seudonimo,
)
from app.extensiones import db
from app.nucleo.errores import Invalido
from app.nucleo.limites import Cuota, red_de_la_peticion
from app.nucleo.permisos import Identidad, Permiso, exigir

CINCO_MINUTOS = dt.timedelta(minutes=5)
SEIS_HORAS = dt.timedelta(hours=6)
UNA_HORA = dt.timedelta(hours=1)


def normalizar_correo(correo: str) -> str:
    """El correo como se guarda y se busca: sin bordes, en NFC y minúsculas."""
    return unicodedata.normalize("NFC", correo.strip()).lower()


def cuotas_de_entrada(correo: str) -> tuple[Cuota, ...]:
    """Intentos de clave: 10 por cuenta y 10 por red cada 5 minutos; 1.000 en toda la ciudad."""
    return (
        Cuota("entrar_cuenta", correo, 10, CINCO_MINUTOS),
        Cuota("entrar_red", red_de_la_peticion(), 10, CINCO_MINUTOS),
        Cuota("entrar_ciudad", "", 1000, CINCO_MINUTOS),
    )


def cuotas_de_mensaje(correo: str) -> tuple[Cuota, ...]:
    """Mensajes que alguien puede hacer enviar: 3 a una dirección cada 6 horas, 30 por red cada hora."""
    return (
        Cuota("mensaje_correo", correo, 3, SEIS_HORAS),
        Cuota("mensaje_red", red_de_la_peticion(), 30, UNA_HORA),
    )


def exigir_clave_buena(campo: str, clave: str, *propias: str) -> None:
    """Lanza `Invalido` con la frase que corresponde si la clave no sirve."""
    falta = falta_de_clave(clave, (*propias, str(current_app.config["CIUDAD_NOMBRE"])))
    if falta is None:
        return
    frases = {
        FaltaDeClave.CORTA: _("Usa al menos %(n)s caracteres.", n=MINIMO_CLAVE),
        FaltaDeClave.LARGA: _("Usa como mucho %(n)s caracteres.", n=MAXIMO_CLAVE),
        FaltaDeClave.COMUN: _(
            "Esa clave es de las primeras que alguien probaría. Junta tres o cuatro palabras sin relación."
        ),
        FaltaDeClave.TUYA: _("No uses tu correo, tu nombre ni el de la ciudad como clave."),
    }
    raise Invalido(campo, frases[falta])


def propia(quien: Identidad) -> Persona:
    """La persona de quien pide, para cambiar su propia cuenta."""
    exigir(quien, Permiso.CUENTA_PROPIA)
    return db.session.get_one(Persona, quien.persona)


def exigir_seudonimo(seudonimo: str) -> None:
    """Lanza `Invalido` con la frase que corresponde si el nombre público no sirve."""
    falta = falta_de_seudonimo(seudonimo, (str(current_app.config["CIUDAD_NOMBRE"]),))
    if falta is None:
        return
    largo = _("Usa entre %(a)s y %(b)s caracteres.", a=MINIMO_SEUDONIMO, b=MAXIMO_SEUDONIMO)
    frases = {
        FaltaDeSeudonimo.CORTO: largo,
        FaltaDeSeudonimo.LARGO: largo,
        FaltaDeSeudonimo.SIGNOS: _("Usa letras, números y espacios; empieza por una letra o un número."),
        FaltaDeSeudonimo.SIN_LETRAS: _("Usa al menos dos letras."),
        FaltaDeSeudonimo.SUPLANTA: _("Ese nombre parece de la municipalidad o de un cargo. Elige otro."),
    }
    raise Invalido("seudonimo", frases[falta])
