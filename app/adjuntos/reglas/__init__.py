"""Reglas de los adjuntos: qué es un archivo por sus bytes, cuánto se admite y cómo se muestra su nombre."""

from __future__ import annotations

from app.adjuntos.reglas.limites import (
    CADUCAN_HORAS,
    DESCRIPCION_MAXIMA,
    LADO_GRANDE,
    LADO_MINI,
    LIMITES_COMENTARIO,
    LIMITES_PROPUESTA,
    LOTE_MAXIMO,
    MEGA,
    PIXELES_MAXIMO,
    SUBIDAS_POR_HORA,
    Limites,
    caber,
    primer_sitio,
)
from app.adjuntos.reglas.nombres import es_clave, es_formulario, limpiar_nombre, nombre_de_descarga
from app.adjuntos.reglas.tipos import Causa, Tipo, tipo_de

__all__ = [
    "CADUCAN_HORAS",
    "DESCRIPCION_MAXIMA",
    "LADO_GRANDE",
    "LADO_MINI",
    "LIMITES_COMENTARIO",
    "LIMITES_PROPUESTA",
    "LOTE_MAXIMO",
    "MEGA",
    "PIXELES_MAXIMO",
    "SUBIDAS_POR_HORA",
    "Causa",
    "Limites",
    "Tipo",
    "caber",
    "es_clave",
    "es_formulario",
    "limpiar_nombre",
    "nombre_de_descarga",
    "primer_sitio",
    "tipo_de",
]
