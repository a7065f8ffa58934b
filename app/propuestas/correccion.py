"""«¿Quisiste decir…?»: lo buscado, con cada palabra que nadie usa cambiada por la que más se le acerca."""

from __future__ import annotations

import unicodedata

from flask import current_app

from app.busqueda import consultas as busqueda
from app.busqueda.reglas import (
    Consulta,
    Vocabulario,
    corregida,
    halladas,
    lengua_de,
    mas_cercana,
    palabras,
    raiz,
    una_de,
    vocabulario,
)
from app.nucleo.reloj import ahora
from app.nucleo.traducido import propio
from app.propuestas import consultas
from app.propuestas.consultas import Filtros, Orden

CORREGIDAS = 3
"""Palabras de una búsqueda que se corrigen."""

MIRADAS = 5
"""Propuestas en las que se mira cómo se escribe una palabra."""

VIGENCIA = 3_600
EXTENSION = "rumbo_vocabulario"


def quiso_decir(consulta: Consulta) -> str:
    """Lo que quiso escribir; vacío si todas sus palabras están en alguna propuesta o ninguna se acerca.

    Las raíces que hay se leen cada hora; la palabra sale siempre de una propuesta que hoy está en la
    lista: de lo oculto o lo que es borrador no sale nada.
    """
    texto = unicodedata.normalize("NFC", consulta.escrito)
    idioma = lengua_de(texto, propio())
    escritas = [(raiz(p, idioma), desde, hasta) for p, desde, hasta in palabras(texto)]
    veces, _total = busqueda.frecuencias(r for r, _desde, _hasta in escritas if r)
    ajenas = [e for e in escritas if e[0] and not veces[e[0]]][:CORREGIDAS]
    nuevo = texto
    for r, desde, hasta in reversed(ajenas):
        escrita = texto[desde:hasta]
        nuevo = nuevo[:desde] + (_otra(r, escrita) or escrita) + nuevo[hasta:]
    return "" if nuevo == texto else nuevo


def _otra(r: str, escrita: str) -> str:
    """La palabra que se acerca a una, como la escribió alguien en una propuesta; vacía si no hay."""
    cerca = corregida(r, _vocabulario())
    return mas_cercana(escrita, _formas(cerca)) if cerca else ""


def _vocabulario() -> Vocabulario:
    tramo = int(ahora().timestamp()) // VIGENCIA
    guardado = current_app.extensions.get(EXTENSION)
    if guardado is None or guardado[0] != tramo:
        guardado = current_app.extensions[EXTENSION] = (
            tramo,
            vocabulario(consultas.raices_recientes()),
        )
    hay: Vocabulario = guardado[1]
    return hay


def _formas(r: str) -> set[str]:
    """Cómo se escribe una raíz en las últimas propuestas que la tienen."""
    buscada = frozenset({r})
    hallado = consultas.buscar(una_de(buscada), Filtros(), Orden.NUEVAS, cuantas=MIRADAS)
    ids = [p.id for p in hallado.pagina.elementos]
    leidos = consultas.textos(ids)
    textos = [(t.titulo, leidos[t.id].resumen, leidos[t.id].cuerpo) for t in consultas.tarjetas(ids)]
    return {
        texto[desde:hasta].casefold()
        for partes in textos
        for texto in partes
        for desde, hasta in halladas(texto, buscada)
    }
