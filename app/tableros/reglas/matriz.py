"""La matriz: qué lugares son columnas, qué suma cada celda y cómo se lee.

Una propuesta tiene un solo lugar propio, así que está en una sola columna y las columnas suman el total. Puede
contribuir a varios elementos: está una vez en cada fila que le toca y una sola en la del total, de modo que las
filas pueden sumar más que el total.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from app.territorio.reglas.arbol import Arbol, Lugar

ESCALONES = 5
"""Tonos del calor; además está el de nada."""

_DECIMA = Decimal("0.1")


@dataclass(frozen=True)
class Columna:
    """Un lugar de la matriz. `propios` son los territorios propios que junta; `lugar` None es «sin lugar».

    `suelta` es un lugar que contiene otras columnas, o que no llega a ese nivel: cuenta solo lo que se propuso
    para él sin precisar más. `baja`: dentro hay otros lugares que ver.
    """

    lugar: Lugar | None
    propios: frozenset[int]
    suelta: bool = False
    baja: bool = False


def columnas(
    arbol: Arbol, dentro: int | None, nivel: str | None, contados: Collection[int], sin_lugar: int = 0
) -> list[Columna]:
    """Las columnas de un lugar (o de la ciudad): los de un nivel o, sin él, los que cuelgan directamente.

    De la ciudad entera se baja hasta donde hay varios lugares; los de fuera del municipio van al final.

    `contados` son los territorios propios que tienen algo: los que ninguna columna junta salen sueltos, para
    que la suma no pierda nada. Al final, «sin lugar», si se mira la ciudad entera.
    """
    salida = []
    for lugar in _elegidos(arbol, dentro, nivel):
        debajo = [x.id for x in arbol.descendientes(lugar.id)]
        salida.append(Columna(lugar, frozenset({lugar.id, *debajo}), baja=bool(debajo)))
    juntos = frozenset().union(*(c.propios for c in salida))
    for ident in _de_arriba_abajo(arbol, dentro):
        if ident in contados and ident not in juntos:
            salida.append(Columna(arbol.lugares[ident], frozenset({ident}), suelta=True))
    if dentro is None:
        salida.append(Columna(None, frozenset({sin_lugar})))
    return salida


def _elegidos(arbol: Arbol, dentro: int | None, nivel: str | None) -> Sequence[Lugar]:
    todos = [arbol.lugares[i] for i in _de_arriba_abajo(arbol, dentro) if i != dentro]
    if nivel is not None:
        return [x for x in todos if x.nivel == nivel]
    hijos = list(arbol.hijos.get(dentro, ()))
    if dentro is not None:
        return hijos
    de_fuera: list[Lugar] = []
    while True:
        de_fuera += [x for x in hijos if not _toca_la_ciudad(arbol, x)]
        hijos = [x for x in hijos if _toca_la_ciudad(arbol, x)]
        if len(hijos) != 1 or not arbol.hijos.get(hijos[0].id):
            return [*hijos, *de_fuera]
        hijos = list(arbol.hijos[hijos[0].id])  # la ciudad entera en una sola columna no dice nada


def _toca_la_ciudad(arbol: Arbol, lugar: Lugar) -> bool:
    """Falso si el lugar y todo lo que contiene están fuera del municipio."""
    return any(not x.fuera_del_municipio for x in (lugar, *arbol.descendientes(lugar.id)))


def _de_arriba_abajo(arbol: Arbol, dentro: int | None) -> list[int]:
    if dentro is not None:
        return [dentro, *(x.id for x in arbol.descendientes(dentro))]
    return [i for raiz in arbol.hijos.get(None, ()) for i in _de_arriba_abajo(arbol, raiz.id)]


def repartir(
    cuentas: Mapping[tuple[int, int], int], filas: Iterable[int], cols: Sequence[Columna]
) -> dict[int, list[int]]:
    """De (elemento, territorio propio) → cuántas, a la lista de cada fila en el orden de las columnas."""
    cual = {propio: n for n, c in enumerate(cols) for propio in c.propios}
    salida = {fila: [0] * len(cols) for fila in filas}
    for (elemento, territorio), n in cuentas.items():
        if elemento in salida and territorio in cual:
            salida[elemento][cual[territorio]] += n
    return salida


def por_mil(n: int, habitantes: int | None) -> Decimal | None:
    """Por cada mil habitantes, con un decimal; None si no se sabe cuántos son."""
    if not habitantes:
        return None
    return (Decimal(1000 * n) / habitantes).quantize(_DECIMA, ROUND_HALF_UP)


def parte(n: int, total: int) -> Fraction | None:
    """Qué parte es de un total; None si no hay total."""
    return Fraction(n, total) if total else None


def escalon(valor: Decimal | Fraction | int | None, mayor: Decimal | Fraction | int) -> int:
    """El tono de un valor, de 1 a 5 en partes iguales hasta el mayor; 0 si no hay nada."""
    if not valor or valor <= 0 or mayor <= 0:
        return 0
    razon = Fraction(valor) * ESCALONES / Fraction(mayor)
    return min(ESCALONES, -(-razon.numerator // razon.denominator))


def tramos_de_calor(mayor: int) -> list[tuple[int, int]]:
    """Desde y hasta de cada tono, en cuentas enteras; un tono en que no cae ningún entero no está."""
    topes = [mayor * n // ESCALONES for n in range(ESCALONES + 1)]
    return [(topes[n] + 1, topes[n + 1]) for n in range(ESCALONES) if topes[n + 1] > topes[n]]
