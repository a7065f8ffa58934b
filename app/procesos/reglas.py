"""Reglas puras de los procesos: qué abre cada fase, cuánto pide el umbral y cuándo vence una respuesta."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo


class Acto(StrEnum):
    """Lo que una fase deja hacer."""

    PROPONER = "proponer"
    APOYAR = "apoyar"
    DEBATIR = "debatir"
    EVALUAR = "evaluar"
    VOTAR = "votar"
    RESPONDER = "responder"
    EJECUTAR = "ejecutar"


ACTOS_DE: dict[str, frozenset[Acto]] = {
    "informar": frozenset(),
    "proponer": frozenset({Acto.PROPONER, Acto.APOYAR, Acto.DEBATIR}),
    "debatir": frozenset({Acto.APOYAR, Acto.DEBATIR}),
    "evaluar": frozenset({Acto.EVALUAR}),
    "votar": frozenset({Acto.VOTAR}),
    "responder": frozenset({Acto.RESPONDER}),
    "ejecutar": frozenset({Acto.EJECUTAR}),
}
"""Qué actos abre cada clase de fase."""


@dataclass(frozen=True)
class Ventana:
    """Una fase como la ven las reglas: abierta en `[abre, cierra)`; sin `cierra`, sigue abierta."""

    clase: str
    abre: dt.datetime
    cierra: dt.datetime | None = None
    nombre: str = ""
    descripcion: str = ""
    id: int = 0

    @property
    def actos(self) -> frozenset[Acto]:
        """Los actos que abre."""
        return ACTOS_DE[self.clase]

    def contiene(self, momento: dt.datetime) -> bool:
        """Verdadero si `momento` cae en `[abre, cierra)`."""
        return self.abre <= momento and (self.cierra is None or momento < self.cierra)


def abiertos(fases: Iterable[Ventana], ahora: dt.datetime) -> frozenset[Acto]:
    """Los actos abiertos en `ahora`: la unión de los de las fases vigentes."""
    return frozenset(acto for fase in fases if fase.contiene(ahora) for acto in fase.actos)


def esta_abierto(fases: Iterable[Ventana], acto: Acto, ahora: dt.datetime) -> bool:
    """Verdadero si alguna fase vigente en `ahora` abre `acto`."""
    return any(acto in fase.actos and fase.contiene(ahora) for fase in fases)


def vigentes(fases: Iterable[Ventana], ahora: dt.datetime) -> tuple[Ventana, ...]:
    """Las fases abiertas en `ahora`, en el orden recibido."""
    return tuple(fase for fase in fases if fase.contiene(ahora))


def proxima_apertura(fases: Iterable[Ventana], acto: Acto, ahora: dt.datetime) -> dt.datetime | None:
    """Cuándo vuelve a abrirse `acto` si ahora está cerrado; None si está abierto o nada lo anuncia."""
    fases = tuple(fases)
    if esta_abierto(fases, acto, ahora):
        return None
    return min((f.abre for f in fases if acto in f.actos and f.abre > ahora), default=None)


def cierre_vigente(fases: Iterable[Ventana], acto: Acto, ahora: dt.datetime) -> dt.datetime | None:
    """Hasta cuándo sigue abierto `acto` sin interrupción; None si está cerrado o no tiene final.

    Dos fases que se tocan o se pisan cuentan como una sola ventana.
    """
    con_acto = sorted((f for f in fases if acto in f.actos), key=lambda f: f.abre)
    hasta: dt.datetime | None = None
    for fase in con_acto:
        if fase.contiene(ahora) or (hasta is not None and fase.abre <= hasta):
            if fase.cierra is None:
                return None
            hasta = fase.cierra if hasta is None else max(hasta, fase.cierra)
    return hasta


SIN_UMBRAL = 1_000_000_000
"""El umbral de un proceso en el que no se apoya (lo traído de otra parte): no se alcanza ni se muestra."""


@dataclass(frozen=True)
class ReglaUmbral:
    """Cuántos apoyos piden las propuestas de un proceso; en porcentaje, centésimas: 150 es 1,5 %."""

    clase: Literal["absoluto", "porcentaje"]
    ciudad: int
    territorio: int
    minimo: int = 1


def umbral_de(regla: ReglaUmbral, *, de_territorio: bool, poblacion: int | None) -> int:
    """El umbral de una propuesta, en personas; siempre al menos 1 y al menos el mínimo de la regla.

    El porcentaje se aplica a `poblacion` (la del territorio de la propuesta, o la de la ciudad) y se redondea
    hacia arriba. Si no hay dato de población vale el mínimo.
    """
    valor = regla.territorio if de_territorio else regla.ciudad
    if regla.clase == "porcentaje":
        valor = 0 if poblacion is None else -(-poblacion * valor // 10_000)
    return max(1, regla.minimo, valor)


def vence(cruce: dt.datetime, dias: int, zona: ZoneInfo) -> dt.datetime:
    """El último segundo, en UTC, del día `cruce + dias` en la hora de la ciudad (las 23:59:59).

    Se toma un segundo antes de que empiece el día siguiente: así vale también cuando la hora oficial cambia
    a medianoche.
    """
    siguiente = cruce.astimezone(zona).date() + dt.timedelta(days=dias + 1)
    medianoche = dt.datetime.combine(siguiente, dt.time(), tzinfo=zona)
    return medianoche.astimezone(dt.UTC) - dt.timedelta(seconds=1)


def cumple_edad(nacimiento: int | None, minima: int, anio: int) -> bool | None:
    """Si cumple `minima` años dentro de `anio`; None si hace falta saberlo y no se conoce el nacimiento."""
    if minima <= 0:
        return True
    if nacimiento is None:
        return None
    return anio - nacimiento >= minima
