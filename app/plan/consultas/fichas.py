"""Lo que las consultas del plan devuelven: valores sueltos, que no vuelven a tocar la base."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from app.nucleo.traducido import en, propio

ESTADOS_PUBLICOS = ("en_consulta", "vigente", "evaluado", "archivado")


@dataclass(frozen=True)
class ActoDado:
    """El acto que aprobó el plan; `huella` es la SHA-256 de su documento, si se adjuntó."""

    organo: str
    numero: str
    fecha: dt.date
    gaceta: str
    huella: str = ""
    id: int = 0


@dataclass(frozen=True)
class FichaPlan:
    """Un plan; nombre, lema y presentación ya vienen en el idioma pedido, y en los demás en `traducciones`."""

    id: int
    codigo: str
    clave: str
    nombre: str
    lema: str
    presentacion: str
    tipo: str
    estado: str
    inicio: dt.date
    fin: dt.date
    idioma: str
    niveles: Sequence[Mapping[str, Any]] = ()
    traducciones: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    acto: ActoDado | None = None

    @property
    def es_publico(self) -> bool:
        """Verdadero si cualquiera puede verlo."""
        return self.estado in ESTADOS_PUBLICOS

    def nombre_de_nivel(self, nivel: int, *, plural: bool = False) -> str:
        """`línea de acción`, en el idioma de la ficha; vacío si el plan no lo nombra."""
        if nivel >= len(self.niveles):
            return ""
        formas: Mapping[str, Mapping[str, str]] = self.niveles[nivel]
        cual = "plural" if plural else "singular"
        propia = formas.get(propio()) or next(iter(formas.values()), {})
        return en(self.idioma or propio(), formas, cual, propia.get(cual, ""))


@dataclass(frozen=True)
class NombreUnidad:
    """Una unidad de la municipalidad."""

    id: int
    codigo: str
    nombre: str


@dataclass(frozen=True)
class Nodo:
    """Un elemento en su árbol. `eje` es el lugar (desde 1) de su raíz; `parte`, su peso entre hermanos.

    Título, descripción y supuestos vienen en el idioma pedido; `traducciones` son (idioma, campo, texto).
    """

    id: int
    contenido: str
    codigo: str
    titulo: str
    descripcion: str
    nivel: int
    peso: int
    estado: str
    inicio: dt.date | None
    fin: dt.date | None
    padre_id: int | None
    eje: int = 0
    parte: Fraction | None = None
    unidad: NombreUnidad | None = None
    colaboradoras: tuple[NombreUnidad, ...] = ()
    ods: tuple[str, ...] = ()
    hijos: tuple[Nodo, ...] = ()
    supuestos: str = ""
    traducciones: tuple[tuple[str, str, str], ...] = ()

    @property
    def unidad_id(self) -> int | None:
        """La unidad que responde de él."""
        return self.unidad.id if self.unidad else None

    def recorrer(self) -> Iterator[Nodo]:
        """Él y todos los que cuelgan de él, en orden de documento."""
        yield self
        for hijo in self.hijos:
            yield from hijo.recorrer()


@dataclass(frozen=True)
class Arbol:
    """El plan entero, con sus elementos por id y por código."""

    raices: tuple[Nodo, ...] = ()
    por_id: Mapping[int, Nodo] = field(default_factory=dict)
    por_codigo: Mapping[str, Nodo] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.por_id)

    def en_orden(self) -> Iterator[Nodo]:
        """Todos los elementos, en orden de documento."""
        for raiz in self.raices:
            yield from raiz.recorrer()

    def ancestros(self, nodo: Nodo) -> list[Nodo]:
        """Los de arriba, de la raíz al padre."""
        camino: list[Nodo] = []
        while nodo.padre_id is not None:
            nodo = self.por_id[nodo.padre_id]
            camino.append(nodo)
        return camino[::-1]

    def por_nivel(self) -> list[int]:
        """Cuántos elementos hay en cada nivel."""
        cuentas: list[int] = []
        for nodo in self.por_id.values():
            cuentas += [0] * (nodo.nivel + 1 - len(cuentas))
            cuentas[nodo.nivel] += 1
        return cuentas


@dataclass(frozen=True)
class Resumen:
    """Lo justo de un elemento para nombrarlo en otra página."""

    id: int
    codigo: str
    titulo: str
    eje: int
    plan_id: int
    plan_clave: str
