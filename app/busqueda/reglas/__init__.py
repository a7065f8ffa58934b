"""La búsqueda en puro: raíces, consultas, orden, extractos y parecidos. Sin base ni Flask."""

from __future__ import annotations

from app.busqueda.reglas.afines import Afin, Coleccion, afines, coleccion
from app.busqueda.reglas.consulta import Consulta, Termino, a_fts5, a_tsquery, coincide, leer, una_de
from app.busqueda.reglas.lengua import lengua_de
from app.busqueda.reglas.orden import BUSCAR, PARECER, Pesada, puntuar, rareza
from app.busqueda.reglas.ortografia import Vocabulario, corregida, mas_cercana, vocabulario
from app.busqueda.reglas.raices import IDIOMA, IDIOMAS, familias, formas, palabras, raices, raiz, sin_acentos
from app.busqueda.reglas.resaltar import Trozo, extracto, halladas, partir

__all__ = [
    "BUSCAR",
    "IDIOMA",
    "IDIOMAS",
    "PARECER",
    "Afin",
    "Coleccion",
    "Consulta",
    "Pesada",
    "Termino",
    "Trozo",
    "Vocabulario",
    "a_fts5",
    "a_tsquery",
    "afines",
    "coincide",
    "coleccion",
    "corregida",
    "extracto",
    "familias",
    "formas",
    "halladas",
    "leer",
    "lengua_de",
    "mas_cercana",
    "palabras",
    "partir",
    "puntuar",
    "raices",
    "raiz",
    "rareza",
    "sin_acentos",
    "una_de",
    "vocabulario",
]
