"""Predicados puros: qué puede hacer cada quien con una propuesta en un momento dado."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from app.nucleo.permisos import Identidad, Permiso
from app.procesos.permisos import Requisitos, que_falta
from app.procesos.reglas import Acto
from app.propuestas.reglas import Estado, puede_editar_texto


@dataclass(frozen=True)
class Objeto:
    """Lo que los permisos miran de una propuesta."""

    autora_id: int | None
    estado: Estado
    oculta: bool
    cruzada: bool
    proceso_id: int
    territorio_id: int | None = None
    coautoras: frozenset[int] = frozenset()
    """Quienes aceptaron firmarla con su autora."""


class NoApoya(StrEnum):
    """Por qué alguien no puede apoyar."""

    RETIRADA = "retirada"
    ARCHIVADA = "archivada"
    OCULTA = "oculta"
    FASE = "fase"
    CUENTA = "cuenta"
    ROL = "rol"
    ACREDITACION = "acreditacion"
    EDAD = "edad"
    NACIMIENTO = "nacimiento"


def es_autora(quien: Identidad, objeto: Objeto) -> bool:
    """Verdadero si la propuesta es suya."""
    return quien.autenticada and quien.persona_id == objeto.autora_id


def firma(quien: Identidad, objeto: Objeto) -> bool:
    """Verdadero si la escribió o si aceptó firmarla."""
    return es_autora(quien, objeto) or (quien.autenticada and quien.persona_id in objeto.coautoras)


def puede_ver(quien: Identidad, objeto: Objeto) -> bool:
    """Un borrador solo existe para quienes lo firman; lo demás tiene página para cualquiera."""
    return objeto.estado is not Estado.BORRADOR or firma(quien, objeto)


def puede_editar_borrador(quien: Identidad, objeto: Objeto) -> bool:
    """Quienes lo firman, mientras es borrador."""
    suya = firma(quien, objeto) and quien.puede(Permiso.PROPUESTA_PROPIA)
    return suya and objeto.estado is Estado.BORRADOR


def puede_editar(quien: Identidad, objeto: Objeto) -> bool:
    """Quienes la firman, publicada y sin haber pasado el umbral; lo oculto no se edita."""
    suya = firma(quien, objeto) and quien.puede(Permiso.PROPUESTA_PROPIA)
    publicada = objeto.estado is Estado.PUBLICADA and not objeto.oculta
    return suya and publicada and puede_editar_texto(objeto.estado, objeto.cruzada)


def puede_invitar(quien: Identidad, objeto: Objeto) -> bool:
    """Su autora suma o quita firmas mientras es borrador o se puede editar."""
    propia = es_autora(quien, objeto) and quien.puede(Permiso.PROPUESTA_PROPIA)
    return propia and not objeto.oculta and puede_editar_texto(objeto.estado, objeto.cruzada)


def puede_retirar(quien: Identidad, objeto: Objeto) -> bool:
    """Solo su autora, mientras está publicada."""
    propia = es_autora(quien, objeto) and quien.puede(Permiso.PROPUESTA_PROPIA)
    return propia and objeto.estado is Estado.PUBLICADA


def puede_clasificar(quien: Identidad, objeto: Objeto) -> bool:
    """Quien planifica, si con su alcance puede añadirle o quitarle algún elemento."""
    suyas = {None, *(r.unidad_id for r in quien.roles)}
    return objeto.estado is Estado.PUBLICADA and any(puede_atar(quien, objeto, u) for u in suyas)


def puede_atar(quien: Identidad, objeto: Objeto, unidad_id: int | None) -> bool:
    """Quien planifica, si puede añadir o quitar un elemento del que responde esa unidad."""
    return quien.puede(
        Permiso.PROPUESTA_CLASIFICAR,
        proceso_id=objeto.proceso_id,
        territorio_id=objeto.territorio_id,
        unidad_id=unidad_id,
    )


def no_apoya(quien: Identidad, objeto: Objeto, requisitos: Requisitos, ahora: dt.datetime) -> NoApoya | None:
    """El primer motivo por el que `quien` no puede apoyar ahora; None si puede."""
    if objeto.estado is Estado.ARCHIVADA:
        return NoApoya.ARCHIVADA
    if objeto.estado is not Estado.PUBLICADA:
        return NoApoya.RETIRADA
    if objeto.oculta:
        return NoApoya.OCULTA
    falta = que_falta(quien, Acto.APOYAR, requisitos, ahora)
    if quien.autenticada and not quien.puede(Permiso.APOYAR) and falta != "fase":
        return NoApoya.ROL
    return NoApoya(falta) if falta is not None else None
