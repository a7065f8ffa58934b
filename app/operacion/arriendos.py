"""Arriendos: entre varios que podrían hacer algo, uno solo lo hace, por un plazo que debe renovar."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, insert, or_, update
from sqlalchemy.exc import IntegrityError

from app.extensiones import db
from app.nucleo.modelos import Arriendo
from app.nucleo.reloj import ahora
from app.nucleo.transaccion import escritura


def tomar(nombre: str, duenio: str, duracion: dt.timedelta) -> bool:
    """Toma o renueva el arriendo; falso si otro lo tiene vigente. Hay a lo sumo un dueño por nombre."""
    try:
        with escritura():
            momento = ahora()
            valores = {"duenio": duenio, "hasta": momento + duracion}
            libre = or_(Arriendo.duenio == duenio, Arriendo.hasta < momento)
            cambio = update(Arriendo).where(Arriendo.nombre == nombre, libre).values(valores)
            if db.session.execute(cambio.returning(Arriendo.nombre)).first():
                return True
            if db.session.get(Arriendo, nombre) is None:
                db.session.execute(insert(Arriendo).values(nombre=nombre, **valores))
                return True
    except IntegrityError:
        pass  # Otro lo creó a la vez: es suyo.
    return False


def soltar(nombre: str, duenio: str) -> None:
    """Deja libre el arriendo si es de `duenio`, para que otro no espere a que venza."""
    with escritura():
        db.session.execute(delete(Arriendo).where(Arriendo.nombre == nombre, Arriendo.duenio == duenio))
