"""Con qué se prueba en persona quién es alguien y por qué participa aquí. Se marca; nunca se copia."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum


class Prueba(StrEnum):
    """Lo que alguien puede mostrar en un mostrador."""

    DOCUMENTO = "documento"
    DOCUMENTO_EXTRANJERO = "documento_extranjero"
    RECIBO = "recibo"
    CERTIFICADO = "certificado"
    CONTRATO = "contrato"
    CONSTANCIA_DE_ESTUDIO = "constancia_estudio"
    DOS_TESTIGOS = "dos_testigos"


DE_IDENTIDAD = frozenset({Prueba.DOCUMENTO, Prueba.DOCUMENTO_EXTRANJERO})
DE_FUNDAMENTO = {
    "domicilio": frozenset({Prueba.RECIBO, Prueba.CERTIFICADO, Prueba.CONTRATO, Prueba.DOS_TESTIGOS}),
    "trabajo": frozenset({Prueba.CERTIFICADO, Prueba.CONTRATO, Prueba.DOS_TESTIGOS}),
    "estudio": frozenset({Prueba.CERTIFICADO, Prueba.CONSTANCIA_DE_ESTUDIO, Prueba.DOS_TESTIGOS}),
}


class FaltaDePrueba(StrEnum):
    """Por qué no basta lo que se marcó."""

    DESCONOCIDA = "desconocida"
    NO_ACEPTADA = "no_aceptada"
    IDENTIDAD = "identidad"
    FUNDAMENTO = "fundamento"


def falta_de_pruebas(
    marcadas: Collection[str], aceptadas: Collection[str], fundamento: str | None
) -> FaltaDePrueba | None:
    """Lo que falta para acreditar en persona, o None si basta.

    Hace falta un documento que diga quién es y, para entrar al padrón abierto, una prueba de que vive, trabaja
    o estudia aquí; sin `fundamento` (ya está en el padrón) basta el documento. Si la lista aceptada no trae
    ninguna prueba para ese fundamento, también: así lo decidió la ciudad. Una lista vacía las acepta todas.
    """
    validas = {p.value for p in Prueba}
    if any(m not in validas for m in marcadas):
        return FaltaDePrueba.DESCONOCIDA
    lista = frozenset(aceptadas) & validas or validas
    if not set(marcadas) <= lista:
        return FaltaDePrueba.NO_ACEPTADA
    if not DE_IDENTIDAD & set(marcadas):
        return FaltaDePrueba.IDENTIDAD
    posibles = DE_FUNDAMENTO[fundamento] & lista if fundamento else frozenset()
    return FaltaDePrueba.FUNDAMENTO if posibles and not posibles & set(marcadas) else None
