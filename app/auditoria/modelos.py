"""La tabla de los sellos: la cadena que hace evidente cualquier cambio en los hechos."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensiones import Identificador, Modelo


class Sello(Modelo):
    """Un tramo de hechos sellado: su huella encadena la del sello anterior y la de cada hecho, por orden.

    `sal`, que no se publica, impide adivinar un hecho privado a partir de la huella. `indice` lleva el id y
    unas cifras de la huella de cada hecho: no da más seguridad, solo permite decir cuál cambió.
    """

    __tablename__ = "sellos"
    __table_args__ = (
        UniqueConstraint("desde_id"),
        UniqueConstraint("hasta_id"),
        CheckConstraint("numero > 0 AND cuantos > 0 AND hasta_id >= desde_id", name="tramo"),
        CheckConstraint("length(huella) = 64 AND length(anterior) = 64 AND length(sal) = 32", name="huellas"),
    )

    numero: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    desde_id: Mapped[int] = mapped_column(Identificador)
    hasta_id: Mapped[int] = mapped_column(Identificador)
    cuantos: Mapped[int]
    anterior: Mapped[str] = mapped_column(String(64))
    huella: Mapped[str] = mapped_column(String(64))
    sal: Mapped[str] = mapped_column(String(32))
    sellado_en: Mapped[dt.datetime]
    indice: Mapped[bytes] = mapped_column(LargeBinary)
