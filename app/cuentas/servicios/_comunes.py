"""Lo que comparten los servicios de cuentas: límites, correo normalizado y la clave nueva."""

from __future__ import annotations

import datetime as dt
import unicodedata

from app.cuentas import frases
from app.cuentas.modelos import Persona
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
    if falta := frases.de_clave(clave, *propias):
        raise Invalido(campo, falta)


def propia(quien: Identidad) -> Persona:
    """La persona de quien pide, para cambiar su propia cuenta."""
    exigir(quien, Permiso.CUENTA_PROPIA)
    return db.session.get_one(Persona, quien.persona)
