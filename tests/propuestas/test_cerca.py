"""El orden «cerca» contra su gemela lenta: las mismas en el mismo orden, mire lo que mire primero."""

from __future__ import annotations

import random
from collections import defaultdict
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.contenido.modelos import Etiqueta
from app.extensiones import db
from app.nucleo.reloj import ahora
from app.propuestas.consultas import Filtros, Orden, cerca, pagina, piezas
from app.propuestas.modelos import Faceta, Propuesta
from app.propuestas.reglas import Clase, distancia, lugar_a_numero, numero_a_lugar
from tests.fabricas import procesos
from tests.fabricas import propuestas as fabrica

CENTRO = (4.60, -74.08)
DESDE = (CENTRO, (4.72, -74.08), (4.9, -73.5), (-33.4, -70.6))
"""En medio de la ciudad, en su borde, fuera de ella y en otro país."""


def _puntos(azar: random.Random) -> tuple[float, float]:
    """Dos manchas apretadas, un pueblo aparte y gente suelta."""
    lat, lon, ancho = azar.choice(
        [(4.60, -74.08, 0.02), (4.63, -74.05, 0.003), (4.95, -73.9, 0.001), (4.6, -74, 0.4)]
    )
    return lat + azar.gauss(0, ancho), lon + azar.gauss(0, ancho)


@pytest.fixture
def ciudad(app: Flask) -> list[int]:
    azar = random.Random(5)
    return fabrica.muchas(
        procesos.proceso(),
        800,
        etiquetas=lambda i: ("agua",) if i % 9 == 0 else ("luz",) if i % 2 else (),
        punto=lambda i: _puntos(azar) if i % 6 else None,
        retirada_en=lambda i: ahora() if i % 7 == 3 else None,
    )


class Gemela:
    """Lee todo una vez y ordena en memoria las que tienen lugar y pasan el filtro, por milímetros."""

    def __init__(self) -> None:
        self.claves: dict[int, set[tuple[int, int]]] = defaultdict(set)
        for f in db.session.execute(sa.select(Faceta.propuesta_id, Faceta.clase, Faceta.valor)):
            self.claves[f.propuesta_id].add((f.clase, f.valor))
        self.filas = list(db.session.scalars(sa.select(Propuesta).where(Propuesta.latitud.is_not(None))))

    def pagina(self, desde: tuple[float, float], filtros: Filtros) -> list[int]:
        """Todas, de la más próxima a la más lejana."""
        lejos = []
        for p in self.filas:
            antes = filtros.desde is not None and p.publicada_en < filtros.desde
            despues = filtros.hasta is not None and p.publicada_en >= filtros.hasta
            if not (antes or despues) and self.claves[p.id] >= set(filtros.claves):
                guardado = numero_a_lugar(lugar_a_numero(p.latitud or 0, p.longitud or 0))
                lejos.append((round(distancia(desde, guardado) * 1000), p.id))
        return [ident for _mm, ident in sorted(lejos)]


def _paginas(desde: tuple[float, float], filtros: Filtros, cuantas: int) -> list[int]:
    ids: list[int] = []
    clave: str | None = None
    while True:
        trozo = pagina(filtros, Orden.CERCA, clave, punto=desde, cuantas=cuantas)
        ids += [r.id for r in trozo.elementos]
        if trozo.siguiente is None:
            return ids
        clave = trozo.siguiente


def _filtros(ids: list[int]) -> list[Filtros]:
    etiquetas = {e.clave: e.id for e in db.session.scalars(sa.select(Etiqueta))}
    cuando = sorted(db.session.scalars(sa.select(Propuesta.publicada_en)))
    return [
        Filtros(),
        Filtros(estado="reune"),
        Filtros(etiqueta_id=etiquetas["luz"]),
        Filtros(etiqueta_id=etiquetas["agua"], estado="reune"),
        Filtros(desde=cuando[len(ids) // 3], hasta=cuando[2 * len(ids) // 3]),
        Filtros(estado="retirada"),
        Filtros(estado="retirada", etiqueta_id=etiquetas["luz"], desde=cuando[len(ids) // 2]),
    ]


@pytest.mark.parametrize("vecinas", [128, 4])
def test_cada_pagina_es_la_de_la_gemela_lenta(
    ciudad: list[int], monkeypatch: pytest.MonkeyPatch, vecinas: int
) -> None:
    """Con la muestra de siempre y con una tan pequeña que se equivoca a menudo."""
    monkeypatch.setattr(cerca, "VECINAS", vecinas)
    gemela = Gemela()
    for filtros in _filtros(ciudad):
        for desde in DESDE:
            assert _paginas(desde, filtros, 60) == gemela.pagina(desde, filtros), (filtros, desde)


def test_lo_que_no_cabe_no_desordena(ciudad: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Si solo caben 150, la lista es el principio de la verdadera: acaba antes, pero no salta a nadie."""
    monkeypatch.setattr(cerca, "VECINAS", 4)
    monkeypatch.setattr(piezas, "CANDIDATAS", 150)
    gemela = Gemela()
    for filtros in [f for f in _filtros(ciudad) if f.desde is None]:
        for desde in DESDE:
            vistas, verdad = _paginas(desde, filtros, 25), gemela.pagina(desde, filtros)
            assert vistas == verdad[: len(vistas)]


def test_una_pagina_lee_el_indice_una_vez_aunque_haya_muchas(ciudad: list[int], contar: Any) -> None:
    """La muestra, un círculo y las versiones: tres consultas."""
    with contar() as r:
        pagina(Filtros(), Orden.CERCA, None, punto=CENTRO, cuantas=25)
    assert r.numero == 3
    todas = sa.select(sa.func.count(Faceta.punto)).where(Faceta.clase == int(Clase.TODAS))
    assert (db.session.scalar(todas) or 0) > 4 * cerca.VECINAS
