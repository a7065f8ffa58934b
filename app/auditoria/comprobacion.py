"""La comprobación de la cadena: recorre sellos y hechos por trozos y dice qué no coincide."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from app.auditoria import consultas, reglas
from app.auditoria.consultas import Cabeza
from app.auditoria.reglas import Diferencia, Falta

MAXIMO = 100
"""Diferencias que se guardan para decirlas una a una; de las demás, solo cuántas."""


@dataclass
class Informe:
    """Lo hallado: cuántos hechos y sellos se revisaron, qué no coincide y qué queda sin sellar."""

    hechos: int = 0
    sellos: int = 0
    sin_sellar: int = 0
    ultima: str = ""
    diferencias: list[Diferencia] = field(default_factory=list)
    cuantas: int = 0

    def anotar(self, *halladas: Diferencia) -> None:
        """Suma diferencias, guardando las primeras."""
        self.cuantas += len(halladas)
        self.diferencias += halladas[: MAXIMO - len(self.diferencias)]


def verificar(desde: int = 1, avisar: Callable[[Informe], None] | None = None) -> Informe:
    """Vuelve a calcular la cadena desde ese sello y la compara. Memoria acotada; solo lee.

    Cada sello se revisa a partir de la huella anterior que él mismo guarda, y aparte se mira que esa sea la del
    sello previo: así una sola alteración se señala una sola vez, en su sitio.
    """
    informe, previo, numero = Informe(), consultas.tramo(desde - 1), desde
    if desde > 1 and previo is None:
        informe.anotar(Diferencia(Falta.SELLO_FALTA, desde - 1))
    for tramo in consultas.tramos(desde):
        while numero < tramo.cierre.numero:
            informe.anotar(Diferencia(Falta.SELLO_FALTA, numero))
            numero, previo = numero + 1, None
        rota = reglas.enlaza(numero, previo, tramo) if previo or numero == 1 else None
        informe.anotar(*([rota] if rota else []))
        informe.anotar(*reglas.revisar(tramo, _hechos(tramo, previo, informe)))
        informe.sellos, informe.ultima = informe.sellos + 1, tramo.huella
        numero, previo = numero + 1, tramo
        if avisar:
            avisar(informe)
    informe.sin_sellar = consultas.sin_sellar(previo.cierre.hasta_id if previo else 0)
    return informe


def _hechos(tramo: reglas.Tramo, previo: reglas.Tramo | None, informe: Informe) -> Iterator[reglas.HechoLeido]:
    """Los hechos de hoy en el tramo y en el hueco que lo separa del anterior, contándolos."""
    cierre = tramo.cierre
    despues_de = previo.cierre.hasta_id if previo else None if cierre.numero == 1 else cierre.desde_id - 1
    for hecho in consultas.hechos_por_trozos(despues_de, cierre.hasta_id):
        informe.hechos += 1
        yield hecho


def hallar_cabeza(huella: str) -> Cabeza | None:
    """El sello de una cabeza apuntada en otra parte; None si ninguno la tiene."""
    return consultas.cabeza_de_huella(huella)
