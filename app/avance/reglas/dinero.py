"""El dinero del plan: sus momentos de partida y las sumas del árbol, exactas y con lo que falta dicho."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

Nombres = Mapping[str, str]

_PROGRAMADO = {"es": "Programado", "pt": "Programado", "en": "Planned"}
_COMPROMETIDO = {"es": "Comprometido", "pt": "Empenhado", "en": "Committed"}
_DEVENGADO = {"es": "Devengado", "pt": "Liquidado", "en": "Accrued"}
_PAGADO = {"es": "Pagado", "pt": "Pago", "en": "Paid"}

PLANTILLAS: Mapping[str, Sequence[tuple[str, Nombres]]] = {
    "comun": (
        ("programado", _PROGRAMADO),
        ("comprometido", _COMPROMETIDO),
        ("devengado", _DEVENGADO),
        ("pagado", _PAGADO),
    ),
    "seis": (
        ("programado", {"es": "Aprobado", "pt": "Aprovado", "en": "Approved"}),
        ("modificado", {"es": "Modificado", "pt": "Modificado", "en": "Amended"}),
        ("comprometido", _COMPROMETIDO),
        ("devengado", _DEVENGADO),
        ("ejercido", {"es": "Ejercido", "pt": "Executado", "en": "Exercised"}),
        ("pagado", _PAGADO),
    ),
    "cinco": (
        ("programado", {"es": "Apropiación inicial", "pt": "Dotação inicial", "en": "Initial appropriation"}),
        ("vigente", {"es": "Apropiación vigente", "pt": "Dotação atualizada", "en": "Current appropriation"}),
        ("comprometido", {"es": "Compromisos", "pt": "Empenhos", "en": "Commitments"}),
        ("devengado", {"es": "Obligaciones", "pt": "Liquidações", "en": "Obligations"}),
        ("pagado", {"es": "Pagos", "pt": "Pagamentos", "en": "Payments"}),
    ),
    "dos": (
        ("programado", {"es": "Presupuestado", "pt": "Orçado", "en": "Budgeted"}),
        ("devengado", {"es": "Gastado", "pt": "Gasto", "en": "Spent"}),
    ),
}
"""Los juegos de momentos que se ofrecen: (clave, nombres). Una clave hace lo mismo en todos."""

OMISION = "comun"
PROGRAMADO, EJECUTADO = "programado", "devengado"
"""Lo ejecutado es lo devengado entre lo programado."""


@dataclass(frozen=True)
class ElementoConDinero:
    """Un elemento del árbol; `cuenta` es falso si está cancelado: lo que no tiene no se echa en falta."""

    id: int
    padre_id: int | None
    cuenta: bool = True


@dataclass(frozen=True)
class Suma:
    """Una suma. `valor` None: sin ningún dato. `sin`: las hojas sin dato, suyo o de uno de arriba."""

    valor: int | None = None
    sin: frozenset[int] = frozenset()

    def __add__(self, otra: Suma) -> Suma:
        valores = [v for v in (self.valor, otra.valor) if v is not None]
        return Suma(sum(valores) if valores else None, self.sin | otra.sin)

    @property
    def faltan(self) -> int:
        """A cuántos elementos les falta el dato."""
        return len(self.sin)

    @property
    def completa(self) -> bool:
        """Verdadero si no falta nada; si no, lo que hay es «al menos»."""
        return self.valor is not None and not self.sin


@dataclass(frozen=True)
class Sumas:
    """Las sumas de un año y un momento: de cada elemento con los que cuelgan de él, y del plan."""

    por_elemento: Mapping[int, Suma] = field(default_factory=dict)
    total: Suma = Suma()


def sumar(elementos: Sequence[ElementoConDinero], montos: Mapping[int, int]) -> Sumas:
    """Lo propio más lo de los que cuelgan, de abajo arriba; los elementos van cada padre antes que sus hijos.

    Un monto puesto en un elemento responde por todo lo que cuelga de él: sus hojas ya no faltan.
    """
    sumas: dict[int, Suma] = {}
    de_hijos: dict[int | None, Suma] = {}
    con_hijos = {e.padre_id for e in elementos}
    for e in reversed(elementos):
        propio = montos.get(e.id)
        hijos = de_hijos.get(e.id, Suma())
        sin = hijos.sin if e.id in con_hijos else frozenset({e.id})
        total = Suma(propio) + Suma(hijos.valor, frozenset() if propio is not None or not e.cuenta else sin)
        sumas[e.id] = total
        de_hijos[e.padre_id] = de_hijos.get(e.padre_id, Suma()) + total
    raices = {e.padre_id for e in elementos} - {e.id for e in elementos}
    total = Suma()
    for arriba in raices:
        total += de_hijos[arriba]
    return Sumas({e.id: sumas[e.id] for e in elementos}, total)


def juntar(sumas: Iterable[Sumas]) -> Sumas:
    """Varios años como uno; a un elemento le falta el dato si le falta en cualquiera de ellos."""
    por_elemento: dict[int, Suma] = {}
    total = Suma()
    for s in sumas:
        for ident, suma in s.por_elemento.items():
            por_elemento[ident] = por_elemento.get(ident, Suma()) + suma
        total += s.total
    return Sumas(por_elemento, total)


def ejecutado(por_momento: Mapping[str, Suma]) -> Fraction | None:
    """Qué parte de lo programado se devengó; None si no están los dos enteros o no se programó nada."""
    programado, devengado = por_momento.get(PROGRAMADO, Suma()), por_momento.get(EJECUTADO, Suma())
    if not programado.completa or not devengado.completa or not programado.valor:
        return None
    return Fraction(devengado.valor or 0, programado.valor)
