"""Los lugares en listas: nombres, población y textos en otros idiomas. No escribe."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import ngettext

from app.nucleo.plantillas import numero
from app.nucleo.texto import sin_acentos
from app.nucleo.traducido import propio
from app.territorio import consultas
from app.territorio.consultas import Mapa
from app.territorio.reglas.arbol import Arbol, Lugar, Total

if TYPE_CHECKING:
    from app.territorio.formularios import NombresDeNivel
    from app.territorio.modelos import Nivel


def url_de(lugar: Lugar) -> str:
    """La página de un lugar."""
    return url_for("territorio.ficha", codigo=lugar.codigo)


def personas(total: Total | None) -> str:
    """«4.512 personas», o nada si falta el dato."""
    if total is None:
        return ""
    cuantas = numero(total.personas)
    return str(ngettext("%(n)s persona", "%(n)s personas", total.personas, n=cuantas))


def grupos(mapa: Mapa, mio: str = "", buscado: str = "") -> list[dict[str, Any]]:
    """Los lugares del mapa bajo el lugar que los contiene, con su población.

    Se abre el que contiene `mio`. Al buscar quedan, abiertos, los que llevan ese texto o están donde lo lleva.
    """
    arbol = consultas.arbol()
    salida: dict[int | None, list[Lugar]] = {}
    for area in mapa.areas:
        salida.setdefault(area.lugar.padre_id, []).append(area.lugar)
    hallados = {
        padre_id: _hallados(lugares, arbol.lugares[padre_id] if padre_id is not None else None, buscado)
        for padre_id, lugares in salida.items()
    }
    return [
        {
            "padre": _entrada(arbol.lugares[padre_id], arbol) if padre_id is not None else None,
            "lugares": [{**_entrada(x, arbol), "mio": x.codigo == mio} for x in lugares],
            "abierto": bool(buscado) or any(x.codigo == mio for x in lugares),
        }
        for padre_id, lugares in hallados.items()
        if lugares
    ]


def _hallados(lugares: list[Lugar], padre: Lugar | None, buscado: str) -> list[Lugar]:
    clave = sin_acentos(buscado)
    if padre is not None and clave in sin_acentos(padre.nombre):
        return lugares
    return [lugar for lugar in lugares if clave in sin_acentos(lugar.nombre)]


def partes_de_niveles(formularios: Iterable[tuple[Nivel, NombresDeNivel]]) -> list[dict[str, Any]]:
    """Una parte del formulario por nivel; su título está en el idioma de la ciudad."""
    return [
        {
            "id": f"nivel{nivel.id}",
            "titulo": nivel.singular[:1].upper() + nivel.singular[1:],
            "idioma": propio(),
            "formulario": f,
        }
        for nivel, f in formularios
    ]


def _entrada(lugar: Lugar, arbol: Arbol) -> dict[str, Any]:
    total = arbol.total(lugar.id)
    return {
        "codigo": lugar.codigo,
        "nombre": lugar.nombre,
        "url": url_de(lugar),
        "personas": personas(total),
        "cuantas": numero(total.personas) if total else None,
    }
