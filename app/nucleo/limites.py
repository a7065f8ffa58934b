"""Límites de intentos, en la base: valen para todos los procesos y sobreviven a un reinicio."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

from flask import current_app, has_request_context, request
from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.extensiones import db
from app.nucleo import transaccion
from app.nucleo.errores import DemasiadasVeces
from app.nucleo.modelos import Limite
from app.nucleo.reloj import ahora


def red_de_la_peticion() -> str:
    """La red de quien pide, truncada (/24 o /48): basta para frenar abusos y no señala a nadie.

    Fuera de una petición no hay red: vacía.
    """
    if not has_request_context():
        return ""
    try:
        direccion = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    largo = 24 if direccion.version == 4 else 48
    return str(ipaddress.ip_network(f"{direccion}/{largo}", strict=False).network_address)


def _huella(clave: str) -> str:
    llave = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(llave, b"limite|" + clave.encode(), hashlib.sha256).hexdigest()[:40]


@dataclass(frozen=True)
class Cuota:
    """Cuántas veces se puede gastar `clave` de un `ambito` en cada ventana de tiempo."""

    ambito: str
    clave: str
    maximo: int
    ventana: dt.timedelta

    def fila(self, momento: dt.datetime) -> tuple[str, int]:
        """La clave primaria de su cuenta en la ventana de `momento`."""
        return f"{self.ambito}|{_huella(self.clave)}", int(momento.timestamp()) // self._segundos

    def espera(self, momento: dt.datetime) -> int:
        """Segundos hasta la ventana siguiente."""
        return self._segundos - int(momento.timestamp()) % self._segundos

    @property
    def _segundos(self) -> int:
        return int(self.ventana.total_seconds())


def gastar_todas(*cuotas: Cuota) -> None:
    """Suma un intento a cada cuota en la ventana presente, en una transacción propia.

    Lanza `DemasiadasVeces` si con este alguna pasa de su máximo. La suma es atómica: 50 intentos a la vez
    cuentan 50. Las filas se tocan siempre en el mismo orden, para que dos peticiones no se esperen una a otra.
    """
    with transaccion.corta() as sesion:
        espera = _sumar(sesion, cuotas)
    if espera:
        raise DemasiadasVeces(espera=espera)


def cobrar(*cuotas: Cuota) -> None:
    """Suma un intento a cada cuota en la transacción en curso: lo que se deshace o se rechaza no cuenta.

    Va después de tomar y comprobar aquello que se cobra: de un doble toque, el segundo lo halla ya hecho. Lanza
    `DemasiadasVeces`, y entonces hay que deshacer.
    """
    espera = _sumar(db.session(), cuotas)
    if espera:
        raise DemasiadasVeces(espera=espera)


def _sumar(sesion: Session, cuotas: Iterable[Cuota]) -> int:
    """Suma uno a cada cuota; los segundos de espera si alguna pasa de su máximo."""
    momento = ahora()
    espera = 0
    motor = sesion.get_bind().dialect.name
    insertar = postgresql.insert if motor == "postgresql" else sqlite.insert
    for cuota in sorted(cuotas, key=lambda c: c.fila(momento)):
        clave, numero = cuota.fila(momento)
        orden = (
            insertar(Limite)
            .values(clave=clave, ventana=numero, cuenta=1, vence=momento + cuota.ventana)
            .on_conflict_do_update(index_elements=["clave", "ventana"], set_={"cuenta": Limite.cuenta + 1})
            .returning(Limite.cuenta)
        )
        if sesion.execute(orden).scalar_one() > cuota.maximo:
            espera = max(espera, cuota.espera(momento))
    return espera


def gastar(ambito: str, clave: str, maximo: int, ventana: dt.timedelta) -> None:
    """Suma un intento de una sola cuota: ver `gastar_todas`."""
    gastar_todas(Cuota(ambito, clave, maximo, ventana))


def devolver(*cuotas: Cuota) -> None:
    """Resta el intento gastado: el que acertó no cuenta, y un aula que entra a la vez no se queda fuera."""
    momento = ahora()
    with transaccion.corta() as sesion:
        for cuota in sorted(cuotas, key=lambda c: c.fila(momento)):
            clave, numero = cuota.fila(momento)
            sesion.execute(
                update(Limite)
                .where(Limite.clave == clave, Limite.ventana == numero, Limite.cuenta > 0)
                .values(cuenta=Limite.cuenta - 1)
            )


def barrer() -> int:
    """Borra las ventanas vencidas; devuelve cuántas. La llama el obrero."""
    with transaccion.corta() as sesion:
        resultado = sesion.execute(delete(Limite).where(Limite.vence < ahora()))
        return int(resultado.rowcount)  # type: ignore[attr-defined]
