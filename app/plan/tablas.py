"""Las tablas que se traen a un plan en un archivo: cada área registra las suyas, por una misma página.

Una clase de tabla sabe reconocerse por sus encabezados, ensayarse (decir, sin cambiar nada, qué pasaría fila
por fila) y aplicarse entera. Nada de eso conoce a las demás.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from flask_babel import LazyString

from app.lectura import ErrorFila
from app.nucleo.permisos import Identidad
from app.nucleo.tablas import Tabla
from app.plan.modelos import Plan
from app.plan.reglas import Diferencia

Texto = str | LazyString
_EXTENSION = "rumbo_tablas_de_plan"


@dataclass(frozen=True)
class Ensayo:
    """Lo que pasaría al aplicar un archivo. Con errores no hay diferencias y no se aplica nada.

    `huella` es la de lo que había al comparar: si cambia, el ensayo ya no vale. `preparado` es lo que la clase
    necesita para aplicarlo.
    """

    clase: str
    huella: str
    errores: tuple[ErrorFila, ...] = ()
    ignoradas: tuple[str, ...] = ()
    diferencias: tuple[Diferencia, ...] = ()
    notas: tuple[str, ...] = ()
    exige_motivo: bool = False
    preparado: Any = None

    @property
    def cuentas(self) -> Counter[str]:
        """Cuántas filas hay de cada clase."""
        return Counter(d.clase for d in self.diferencias)

    @property
    def cambia_algo(self) -> bool:
        """Verdadero si aplicar el archivo cambiaría el plan."""
        return any(d.clase in ("nuevo", "cambia") for d in self.diferencias)


@dataclass(frozen=True)
class ClaseTabla:
    """Una clase de tabla: cómo se reconoce, se ensaya, se aplica y se saca.

    `de_antes` recibe un ensayo y da, en CSV que se puede traer, lo que cambiaría tal como está ahora.
    `ensayar` recibe el id del plan, el texto y los ensayos que se aplicarían antes; `huella` dice la de lo que
    hay ahora; `aplicar` recibe el plan bloqueado, lo ensayado, el motivo y el nombre del archivo; `exportar`,
    el id del plan. El plan 0 es uno que todavía no está: no tiene nada.
    `columnas` dice, para la página, qué va en cada columna: (nombres, explicación).
    """

    clave: str
    nombre: Texto
    reconoce: Callable[[frozenset[str]], bool]
    ensayar: Callable[[int, str, Sequence[Ensayo]], Ensayo]
    huella: Callable[[int], str]
    aplicar: Callable[[Identidad, Plan, Ensayo, str, str], None]
    exportar: Callable[[int], Tabla]
    de_antes: Callable[[Ensayo], str]
    columnas: tuple[tuple[str, Texto], ...] = ()
    numericas: frozenset[str] = frozenset()
    bloquear: Callable[[int], None] = lambda _plan_id: None
    """Toma, hasta el final de la transacción, lo que otras páginas cambian sin tomar el plan."""


def registrar(app: Flask, clase: ClaseTabla) -> None:
    """Añade una clase de tabla; se ofrecen en el orden en que se registran."""
    registradas = app.extensions.setdefault(_EXTENSION, {})
    if clase.clave in registradas:
        raise ValueError(f"Ya hay una tabla {clase.clave}.")
    registradas[clase.clave] = clase


def todas() -> Mapping[str, ClaseTabla]:
    """Las clases de tabla por su clave."""
    registradas: dict[str, ClaseTabla] = current_app.extensions[_EXTENSION]
    return registradas


def numericas() -> frozenset[str]:
    """Los encabezados, llanos, de todas las columnas con cantidades."""
    return frozenset().union(*(c.numericas for c in todas().values()))


def reconocer(encabezados: frozenset[str]) -> ClaseTabla:
    """La clase de estos encabezados; si no son de ninguna, la tabla ancha, que dirá lo que le falta."""
    clases = todas()
    return next((c for c in clases.values() if c.reconoce(encabezados)), clases["elementos"])
