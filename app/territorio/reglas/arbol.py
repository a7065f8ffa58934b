"""El árbol de lugares en memoria: quién está dentro de quién y cuánta gente vive en cada uno."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from app.territorio.reglas.geometria import Caja


class ArbolInvalido(ValueError):
    """Un padre que no existe o un ciclo; `codigo` es el del lugar y el texto dice qué pasa."""

    def __init__(self, codigo: str, motivo: str) -> None:
        super().__init__(motivo)
        self.codigo = codigo


@dataclass(frozen=True)
class Total:
    """Cuántas personas, en qué año y según quién."""

    personas: int
    anio: int
    fuente: str = ""


@dataclass(frozen=True)
class Lugar:
    """Un lugar del árbol, suelto de la base."""

    id: int
    codigo: str
    nombre: str
    nivel: str
    nivel_nombre: str
    nivel_plural: str
    nivel_orden: int
    padre_id: int | None = None
    orden: int = 0
    fuera_del_municipio: bool = False
    indice_necesidad: Decimal | None = None
    caja: Caja | None = None
    nivel_traducciones: Mapping[str, Mapping[str, str]] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Arbol:
    """Todos los lugares, por id y por código, con sus hijos en orden y su población."""

    lugares: Mapping[int, Lugar]
    codigos: Mapping[str, Lugar]
    hijos: Mapping[int | None, tuple[Lugar, ...]]
    totales: Mapping[int, Total] = field(default_factory=dict)

    def ancestros(self, id_: int) -> tuple[Lugar, ...]:
        """Los lugares que lo contienen, del mayor al más cercano."""
        cadena: list[Lugar] = []
        actual = self.lugares[id_].padre_id
        while actual is not None:
            cadena.append(self.lugares[actual])
            actual = self.lugares[actual].padre_id
        return tuple(reversed(cadena))

    def descendientes(self, id_: int) -> tuple[Lugar, ...]:
        """Los lugares que contiene, sin él mismo, en orden de lectura."""
        salida: list[Lugar] = []
        for hijo in self.hijos.get(id_, ()):
            salida.append(hijo)
            salida.extend(self.descendientes(hijo.id))
        return tuple(salida)

    def hondura(self, id_: int) -> int:
        """Cuántos lugares lo contienen."""
        return len(self.ancestros(id_))

    def total(self, id_: int | None) -> Total | None:
        """La población de un lugar, o la de la ciudad entera con None; None si falta el dato."""
        if id_ is not None:
            return self.totales.get(id_)
        return _sumar([self.totales.get(r.id) for r in self.hijos.get(None, ()) if not r.fuera_del_municipio])


def armar(lugares: Iterable[Lugar], propios: Mapping[int, Total] | None = None) -> Arbol:
    """Construye el árbol. `propios` es la población declarada de cada lugar, en su año más reciente.

    Lanza `ArbolInvalido` si un padre no está o hay un ciclo. La población de un lugar es la declarada o, si no
    la hay, la suma de sus hijos cuando todos la tienen y del mismo año: lo que falta no se inventa.
    """
    por_id = {lugar.id: lugar for lugar in lugares}
    comprobar({g.codigo: _codigo_padre(g, por_id) for g in por_id.values()}, frozenset())
    hijos: defaultdict[int | None, list[Lugar]] = defaultdict(list)
    for lugar in sorted(por_id.values(), key=lambda g: (g.nivel_orden, g.orden, g.nombre, g.id)):
        hijos[lugar.padre_id].append(lugar)
    arbol = Arbol(por_id, {g.codigo: g for g in por_id.values()}, {k: tuple(v) for k, v in hijos.items()}, {})
    totales = dict(propios or {})
    for lugar in sorted(por_id.values(), key=lambda g: -arbol.hondura(g.id)):
        if lugar.id not in totales:
            suma = _sumar(
                [totales.get(h.id) for h in arbol.hijos.get(lugar.id, ()) if not h.fuera_del_municipio]
            )
            if suma is not None:
                totales[lugar.id] = suma
    return Arbol(arbol.lugares, arbol.codigos, arbol.hijos, totales)


def comprobar(padres: Mapping[str, str | None], conocidos: frozenset[str]) -> list[str]:
    """Los códigos en un orden en que cada padre va antes que sus hijos.

    `padres` da el padre de cada código; `conocidos` son los que ya existen y no están en `padres`. Lanza
    `ArbolInvalido` si un padre no existe o si un lugar acaba dentro de sí mismo.
    """
    orden: list[str] = []
    listos: set[str] = set(conocidos)
    for codigo in padres:
        camino: list[str] = []
        actual: str | None = codigo
        while actual is not None and actual not in listos:
            if actual in camino:
                raise ArbolInvalido(actual, f"«{actual}» acaba dentro de sí mismo")
            if actual not in padres:
                raise ArbolInvalido(camino[-1], f"su padre «{actual}» no existe")
            camino.append(actual)
            actual = padres[actual]
        orden.extend(reversed(camino))
        listos.update(camino)
    return orden


def ruta(padre: str, id_: int) -> str:
    """La ruta de un lugar a partir de la de su padre (vacía en la raíz): `/1/` + 7 → `/1/7/`."""
    return f"{padre or '/'}{id_}/"


def _codigo_padre(lugar: Lugar, por_id: Mapping[int, Lugar]) -> str | None:
    if lugar.padre_id is None:
        return None
    if lugar.padre_id not in por_id:
        raise ArbolInvalido(lugar.codigo, f"su padre {lugar.padre_id} no existe")
    return por_id[lugar.padre_id].codigo


def _sumar(partes: list[Total | None]) -> Total | None:
    completas = [p for p in partes if p is not None]
    if not partes or len(completas) < len(partes) or len({p.anio for p in completas}) != 1:
        return None
    fuentes = sorted({p.fuente for p in completas if p.fuente})
    return Total(sum(p.personas for p in completas), completas[0].anio, "; ".join(fuentes))
