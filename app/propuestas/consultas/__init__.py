"""Lecturas de las propuestas: listas, tarjetas, la ficha y lo propio."""

from __future__ import annotations

from app.propuestas.consultas.apoyos import ApoyoVisto, apoyo_visto
from app.propuestas.consultas.ficha import Ficha, ficha, marca
from app.propuestas.consultas.halladas import Hallazgo, Texto, apoyables, buscar, raices_recientes, textos
from app.propuestas.consultas.listas import contar, pagina
from app.propuestas.consultas.piezas import TOPE_CUENTA, Filtros, Orden, Referencia
from app.propuestas.consultas.propias import (
    Borrador,
    FirmaVista,
    VersionTexto,
    borrador,
    borradores_de,
    coautorias,
    firmas_de,
    mias,
    ocultas_de,
    versiones,
)
from app.propuestas.consultas.tarjetas import (
    Tarjeta,
    cuentas_por_elemento,
    cuentas_por_ods,
    de_elemento,
    nombres,
    tarjetas,
    totales,
)

__all__ = [
    "TOPE_CUENTA",
    "ApoyoVisto",
    "Borrador",
    "Ficha",
    "Filtros",
    "FirmaVista",
    "Hallazgo",
    "Orden",
    "Referencia",
    "Tarjeta",
    "Texto",
    "VersionTexto",
    "apoyables",
    "apoyo_visto",
    "borrador",
    "borradores_de",
    "buscar",
    "coautorias",
    "contar",
    "cuentas_por_elemento",
    "cuentas_por_ods",
    "de_elemento",
    "ficha",
    "firmas_de",
    "marca",
    "mias",
    "nombres",
    "ocultas_de",
    "pagina",
    "raices_recientes",
    "tarjetas",
    "textos",
    "totales",
    "versiones",
]
