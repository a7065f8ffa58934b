"""Lecturas de las propuestas: listas, tarjetas, la ficha y lo propio."""

from __future__ import annotations

from app.propuestas.consultas.ficha import Ficha, apoyadas_de, ficha, marca
from app.propuestas.consultas.listas import contar, pagina
from app.propuestas.consultas.piezas import TOPE_CUENTA, Filtros, Orden, Referencia
from app.propuestas.consultas.propias import (
    Borrador,
    VersionTexto,
    borrador,
    borradores_de,
    mias,
    versiones,
)
from app.propuestas.consultas.tarjetas import Tarjeta, cuentas_por_elemento, de_elemento, tarjetas, totales

__all__ = [
    "TOPE_CUENTA",
    "Borrador",
    "Ficha",
    "Filtros",
    "Orden",
    "Referencia",
    "Tarjeta",
    "VersionTexto",
    "apoyadas_de",
    "borrador",
    "borradores_de",
    "contar",
    "cuentas_por_elemento",
    "de_elemento",
    "ficha",
    "marca",
    "mias",
    "pagina",
    "tarjetas",
    "totales",
    "versiones",
]
