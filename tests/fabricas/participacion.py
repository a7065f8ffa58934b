"""Comentarios para las pruebas: por el camino de siempre, con los servicios de verdad."""

from __future__ import annotations

from itertools import count
from typing import Any

from app.contenido.modelos import Contenido
from app.extensiones import db
from app.nucleo.permisos import Identidad
from app.participacion import servicios
from app.participacion.modelos import Comentario, Conversacion
from tests.fabricas import cuentas, propuestas

_numero = count(1)


def vecina(**datos: Any) -> Identidad:
    """La identidad de una persona nueva que ya puede comentar."""
    return cuentas.identidad_de(cuentas.persona(**{"acreditacion": 1, **datos}))


def comentario(
    sobre: str | None = None, de: Identidad | None = None, texto: str | None = None, **mas: Any
) -> Comentario:
    """Un comentario publicado; sin `sobre` (un código), de una propuesta nueva."""
    sobre = sobre or propuestas.codigo_de(propuestas.propuesta())
    nuevo = servicios.comentar(de or vecina(), sobre, texto or f"Algo que decir, {next(_numero)}.", **mas)
    db.session.commit()
    return nuevo


def codigo_de(comentario: Comentario) -> str:
    """El código corto de un comentario."""
    return db.session.get_one(Contenido, comentario.id).codigo


def respuesta(a: Comentario, de: Identidad | None = None, **mas: Any) -> Comentario:
    """Una respuesta a un comentario."""
    sobre = db.session.get_one(Contenido, a.sobre_id).codigo
    return comentario(sobre, de, padre=codigo_de(a), **mas)


def conversacion(de: Comentario) -> Conversacion:
    """La cuenta de la conversación de un comentario, leída de nuevo."""
    db.session.expire_all()
    return db.session.get_one(Conversacion, de.sobre_id)
