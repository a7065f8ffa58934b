"""Una conversación de 5.000 comentarios en la base de las medidas, y las páginas en que se lee.

Un hilo tiene la mitad, con una discusión de 25 niveles; los otros sesenta, cuarenta respuestas cada uno.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import islice

from flask import Flask
from sqlalchemy import select

from app.contenido.modelos import Contenido
from app.extensiones import db
from app.nucleo import transaccion
from app.nucleo.reloj import ahora
from app.operacion.medir import textos
from app.participacion.modelos import Comentario
from app.participacion.servicios import Traido, guardar, recontar

TOTAL, HILOS, RESPUESTAS, HONDURA = 5_000, 60, 40, 25
ORIGEN = "medida-hilo"


def sembrar(app: Flask, codigo: str) -> dict[str, str]:
    """Añade la conversación a la propuesta de ese código; devuelve cada página por su nombre."""
    with app.app_context():
        sobre_id = db.session.scalar(select(Contenido.id).where(Contenido.codigo == codigo)) or 0
        pendientes = _comentarios(sobre_id)
        while tanda := list(islice(pendientes, 500)):
            with transaccion.escritura():
                guardar(ORIGEN, tanda)
        with transaccion.escritura():
            recontar([sobre_id])
        largo, hondo = (_codigo_de(str(n)) for n in (0, HONDURA - 1))
        db.session.remove()
    conversacion = f"/c/{codigo}/conversacion"
    return {
        "primera página (25 raíces)": conversacion,
        "mil comentarios en una página": f"{conversacion}?respuestas=todas",
        "un hilo de 2.540": f"/comentarios/{largo}",
        "un comentario a 25 niveles": f"/comentarios/{hondo}",
    }


def _comentarios(sobre_id: int) -> Iterator[Traido]:
    """El hilo largo primero: 25 niveles seguidos y después respuestas de a cuatro; luego los demás."""
    largo = TOTAL - HILOS * (RESPUESTAS + 1)
    for n in range(largo):
        al_anterior = n < HONDURA or n % 4
        yield _uno(sobre_id, n, None if n == 0 else n - 1 if al_anterior else 0)
    for hilo in range(HILOS):
        raiz = largo + hilo * (RESPUESTAS + 1)
        yield _uno(sobre_id, raiz, None)
        for n in range(1, RESPUESTAS + 1):
            yield _uno(sobre_id, raiz + n, raiz + n - 1 if n % 3 else raiz)


def _uno(sobre_id: int, n: int, padre: int | None) -> Traido:
    return Traido(
        origen_id=str(n),
        sobre_id=sobre_id,
        padre_id_origen=None if padre is None else str(padre),
        autora_id=None,
        texto=textos.parrafo(n, 2 + n % 4),
        a_favor=n % 61,
        en_contra=n % 17,
        creado_en=ahora() - dt.timedelta(minutes=TOTAL - n),
    )


def _codigo_de(origen_id: str) -> str:
    consulta = select(Contenido.codigo).join(Comentario, Comentario.id == Contenido.id)
    donde = (Comentario.origen == ORIGEN, Comentario.origen_id == origen_id)
    return db.session.scalars(consulta.where(*donde)).one()
