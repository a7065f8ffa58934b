"""La conversación de la demostración: cada comentario en su momento, por la misma puerta que usa la web."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.contenido import consultas as contenidos
from app.demo import mostrador
from app.demo.estado import Ciudad
from app.nucleo import reloj
from app.participacion import servicios as participacion

CORRECCION = dt.timedelta(minutes=6)


@dataclass(frozen=True)
class Nodo:
    """Un comentario escrito, con su clave, la de aquel al que responde y cuándo se publicó."""

    clave: str
    padre: str | None
    ficha: Mapping[str, Any]
    cuando: dt.datetime


def en_orden(ciudad: Ciudad, clave: str, raices: list[dict[str, Any]], desde: dt.datetime) -> list[Nodo]:
    """Todos los comentarios de un contenido como se fueron escribiendo."""
    return sorted(_nodos(ciudad, clave, None, raices, desde), key=lambda n: n.cuando)


def _nodos(
    ciudad: Ciudad, antes: str, padre: str | None, lista: list[dict[str, Any]], desde: dt.datetime
) -> Iterator[Nodo]:
    for orden, ficha in enumerate(lista, 1):
        clave = f"{antes}/{orden}"
        cuando = ciudad.calendario.despues(ficha["dias"], clave, desde)
        yield Nodo(clave, padre, ficha, cuando)
        yield from _nodos(ciudad, clave, clave, ficha.get("respuestas", []), cuando)


def publicar(
    ciudad: Ciudad, clave: str, codigo: str, raices: list[dict[str, Any]], desde: dt.datetime
) -> list[tuple[int, int, int]]:
    """Publica la conversación de un contenido; devuelve sus votos: (comentario, persona, valor)."""
    votos: list[tuple[int, int, int]] = []
    puestos: dict[str, str] = {}
    nodos = en_orden(ciudad, clave, raices, desde)
    for nodo in nodos:
        puestos[nodo.clave] = _publicar(ciudad, codigo, nodo, puestos.get(nodo.padre or ""))
        contenido = contenidos.por_codigo(puestos[nodo.clave])
        if contenido is not None:
            votos += _votos(ciudad, contenido.id, nodo)
    for nodo in nodos:
        if "retirado_dias" in nodo.ficha:
            cuando = ciudad.calendario.despues(nodo.ficha["retirado_dias"], nodo.clave, nodo.cuando)
            with reloj.fijado(cuando):
                participacion.retirar(ciudad.quien(nodo.ficha["autora"]), puestos[nodo.clave])
    return votos


def _publicar(ciudad: Ciudad, codigo: str, nodo: Nodo, padre: str | None) -> str:
    ficha, autora = nodo.ficha, nodo.ficha["autora"]
    if autora in ciudad.registradas:
        return mostrador.comentar(ciudad, autora, codigo, ficha["texto"], ficha["posicion"], nodo.cuando)
    quien = replace(ciudad.quien(autora), segundo_factor=True)
    with reloj.fijado(nodo.cuando):
        hallado = participacion.comentar(
            quien,
            codigo,
            ficha.get("texto_antes", ficha["texto"]),
            posicion=ficha["posicion"],
            padre=padre,
            como_municipalidad=ficha.get("como_municipalidad", False),
        ).contenido.codigo
    if "texto_antes" in ficha:
        with reloj.fijado(nodo.cuando + CORRECCION):
            participacion.editar(quien, hallado, ficha["texto"])
    return hallado


def _votos(ciudad: Ciudad, ident: int, nodo: Nodo) -> Iterator[tuple[int, int, int]]:
    si, no = nodo.ficha["votos"]
    azar = random.Random(nodo.clave)  # noqa: S311 (es un reparto, no un secreto)
    autora = ciudad.quien(nodo.ficha["autora"]).persona
    votantes = azar.sample([p for p in ciudad.todas() if p != autora], si + no)
    yield from ((ident, persona, 1 if n < si else -1) for n, persona in enumerate(votantes))
