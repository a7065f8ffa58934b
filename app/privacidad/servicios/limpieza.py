"""Lo que se borra con el tiempo, sin que nadie lo pida: lo llama el obrero."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Table, and_, delete, or_, update

from app.cuentas.servicios import cerrar_caducadas
from app.extensiones import Modelo, db
from app.nucleo import transaccion
from app.nucleo.reloj import ahora
from app.nucleo.salidas import MAXIMO_INTENTOS

UN_MES = dt.timedelta(days=30)
UN_ANIO = dt.timedelta(days=365)


def limpiar() -> int:
    """Borra sesiones caducadas, enlaces y mensajes de hace un mes, y lo escrito en solicitudes de hace un año.

    De los mensajes, los enviados y los que agotaron sus intentos; los que aún pueden salir esperan. Devuelve
    cuántas filas cambió.
    """
    momento = ahora()
    llaves, salidas, solicitudes = _tabla("llaves"), _tabla("salidas"), _tabla("solicitudes_datos")
    hace_un_mes, viejas = momento - UN_MES, momento - UN_ANIO
    ordenes: list[Any] = [
        delete(llaves).where(or_(llaves.c.caduca_en <= hace_un_mes, llaves.c.usada_en <= hace_un_mes)),
        delete(salidas).where(
            or_(
                salidas.c.enviada_en <= hace_un_mes,
                and_(
                    salidas.c.enviada_en.is_(None),
                    salidas.c.intentos >= MAXIMO_INTENTOS,
                    salidas.c.proximo_intento <= hace_un_mes,
                ),
            )
        ),
        update(solicitudes)
        .where(
            solicitudes.c.resuelta_en <= viejas, or_(solicitudes.c.contacto != "", solicitudes.c.texto != "")
        )
        .values(contacto="", idioma="", texto="", respuesta=""),
    ]
    with transaccion.escritura():
        cambiadas = cerrar_caducadas()
    for orden in ordenes:
        with transaccion.escritura():
            cambiadas += int(db.session.execute(orden).rowcount)  # type: ignore[attr-defined]
    return cambiadas


def _tabla(nombre: str) -> Table:
    return Modelo.metadata.tables[nombre]
