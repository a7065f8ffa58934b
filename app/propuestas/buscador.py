"""La lista cuando se busca algo: qué se halló, con lo buscado resaltado, y qué hacer si no hay nada."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import get_template_attribute
from markupsafe import Markup, escape

from app.busqueda.freno import frenar
from app.busqueda.reglas import Consulta, Trozo, extracto, halladas, partir
from app.nucleo.paginacion import Pagina
from app.nucleo.reloj import ahora
from app.nucleo.texto import a_texto
from app.propuestas import consultas
from app.propuestas.consultas import Referencia, Texto
from app.propuestas.correccion import quiso_decir
from app.propuestas.listado import Pedido
from app.propuestas.parecidas import Parecida, parecidas
from app.propuestas.presentacion import cuantas, datos_de_tarjeta

ALREDEDOR = 320
"""Letras del texto sin formato que se leen a cada lado de lo hallado para sacar su extracto."""


@dataclass(frozen=True)
class Hallado:
    """Lo que se muestra de una búsqueda: las propuestas o, si no hay ninguna, las que se acercan."""

    pagina: Pagina[Referencia]
    total: int
    cortado: bool
    cercanas: tuple[Parecida, ...] = ()
    quiso_decir: str = ""

    @property
    def muestra(self) -> Hashable:
        """Lo que, si cambia, cambia la página."""
        return (tuple(self.pagina.elementos), self.total, self.cercanas, self.quiso_decir)


def buscar(pedido: Pedido, clave: str | None) -> Hallado:
    """Busca lo pedido; sin nada exacto, lo que se quiso decir o se le acerca. Lanza `DemasiadasVeces`."""
    frenar("buscar")
    h = consultas.buscar(pedido.consulta, pedido.filtros, pedido.orden, clave)
    otra = "" if h.total or not pedido.consulta else quiso_decir(pedido.consulta)
    cercanas: list[Parecida] = []
    if not h.total and (otra or len(pedido.consulta.terminos) > 1):
        cercanas = parecidas(otra or pedido.consulta.escrito, "")
    return Hallado(h.pagina, h.total, h.cortado, tuple(cercanas), otra)


def datos(pedido: Pedido, hallado: Hallado) -> dict[str, Any]:
    """Lo que la plantilla de la lista necesita además de lo de siempre."""
    return {
        "tarjetas": _dibujar(hallado.pagina.elementos, pedido.consulta),
        "cuantas": cuantas(hallado.total),
        "sin_terminos": not pedido.consulta,
        "cortado": hallado.cortado,
        "cercanas": hallado.cercanas,
        "quiso_decir": hallado.quiso_decir,
        "buscar_eso": pedido.url(q=hallado.quiso_decir, orden=None),
        "sin_buscar": pedido.url(q=None, orden=None),
        "con_clave": False,
        "pide_lugar": False,
    }


def _dibujar(referencias: Sequence[Referencia], consulta: Consulta) -> list[Markup]:
    """Las tarjetas con lo buscado resaltado en el título y en el extracto."""
    ids = [r.id for r in referencias]
    if not ids:
        return []
    momento, leidos = ahora(), consultas.textos(ids)
    macro = get_template_attribute("componentes/tarjeta_propuesta.html", "tarjeta_propuesta")
    return [
        macro(
            **{
                **datos_de_tarjeta(t, momento),
                "titulo": resaltar(partir(t.titulo, consulta.raices, consulta.comienzo)),
                "resumen": resaltar(extracto_de(leidos[t.id], consulta)),
            },
            nivel=3,
        )
        for t in consultas.tarjetas(ids)
    ]


def resaltar(trozos: Sequence[Trozo]) -> Markup:
    """Los trozos como HTML, con lo buscado en `<mark>`; todo lo demás va escapado."""
    return Markup("").join(
        Markup("<mark>{}</mark>").format(texto) if buscado else escape(texto) for texto, buscado in trozos
    )


def extracto_de(texto: Texto, consulta: Consulta) -> list[Trozo]:
    """Dónde se habla de lo buscado: en el resumen o, si no, en el texto; si en ninguno, el resumen."""
    buscadas, comienzo = consulta.raices, consulta.comienzo
    resumen = partir(texto.resumen, buscadas, comienzo)
    if any(buscado for _, buscado in resumen):
        return resumen
    primera = next(halladas(texto.cuerpo, buscadas, comienzo), None)
    if primera is None:
        return resumen
    desde, hasta = max(0, primera[0] - ALREDEDOR), primera[1] + ALREDEDOR
    cerca = a_texto(_desde_palabra(texto.cuerpo, desde, hasta))
    trozos = extracto(cerca, buscadas, comienzo)
    return [("… ", False), *trozos] if desde and not trozos[0][0].startswith("…") else trozos


def _desde_palabra(texto: str, desde: int, hasta: int) -> str:
    pedazo = texto[desde:hasta]
    return pedazo.partition(" ")[2] or pedazo if desde else pedazo
