"""Todo el plan de una vez: los dos números, la situación y la frescura de cada elemento."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from app.avance.reglas.gestion import (
    CANCELADO,
    FUERA,
    Dicho,
    Gestion,
    HitoDado,
    gestion_de_hijos,
    gestion_de_hoja,
    parte_de,
)
from app.avance.reglas.resultado import IndicadorDado, Resultado, media_de, parte_pasada, resultado_de
from app.avance.reglas.situacion import (
    Periodo,
    Situacion,
    SituacionDada,
    Umbrales,
    con_lo_dicho,
    frescura,
    mas_nuevo,
    plazo_efectivo,
    situacion_calculada,
)


@dataclass(frozen=True)
class ElementoDado:
    """Un elemento con lo que hace falta para su cuenta."""

    id: int
    padre_id: int | None
    peso: int = 1
    estado: str = "previsto"
    inicio: dt.date | None = None
    fin: dt.date | None = None
    hitos: tuple[HitoDado, ...] = ()
    dicho: Dicho | None = None
    indicadores: tuple[IndicadorDado, ...] = ()
    situacion: SituacionDada | None = None


@dataclass(frozen=True)
class Cuenta:
    """La cuenta entera de un elemento. `ultimo` es la fecha del último dato suyo o de lo que cuelga de él."""

    elemento_id: int
    gestion: Gestion
    resultado: Resultado
    situacion: Situacion
    plazo: Periodo
    ultimo: dt.date | None
    frescura_dias: int | None
    frescura: str
    cancelado_arriba: bool = False


@dataclass(frozen=True)
class CuentaDelPlan:
    """La cuenta del plan: cada elemento y el plan entero."""

    elementos: Mapping[int, Cuenta] = field(default_factory=dict)
    gestion: Gestion = field(default_factory=lambda: gestion_de_hijos(()))
    resultado: Resultado = field(default_factory=lambda: Resultado(None))
    ultimo: dt.date | None = None
    tocaria: Fraction = Fraction(0)


@dataclass(frozen=True)
class _Bajada:
    """El árbol de arriba abajo: cada elemento después de su padre, con lo que hereda."""

    orden: list[ElementoDado]
    hijos: dict[int | None, list[ElementoDado]]
    plazos: dict[int, Periodo]
    caidos: set[int]


def _bajar(elementos: Sequence[ElementoDado], periodo: Periodo) -> _Bajada:
    """Sin recursión: el árbol puede ser tan hondo como quiera."""
    hijos: dict[int | None, list[ElementoDado]] = {}
    for e in elementos:
        hijos.setdefault(e.padre_id, []).append(e)
    bajada = _Bajada(list(hijos.get(None, ())), hijos, {}, set())
    for e in bajada.orden:
        bajada.orden.extend(hijos.get(e.id, ()))
        arriba = periodo if e.padre_id is None else bajada.plazos[e.padre_id]
        bajada.plazos[e.id] = plazo_efectivo(e.inicio, e.fin, arriba)
        if e.padre_id in bajada.caidos or e.estado == CANCELADO:
            bajada.caidos.add(e.id)
    return bajada


def _ultimo_propio(e: ElementoDado, hoy: dt.date) -> dt.date | None:
    fechas = [h.cumplido_en for h in e.hitos if not h.cancelado and h.cumplido_en is not None]
    fechas += [e.dicho.fecha] if e.dicho else []
    fechas += [m.fecha for i in e.indicadores if i.activo for m in i.mediciones]
    return mas_nuevo(f for f in fechas if f <= hoy)


def _gestion(
    e: ElementoDado, hijos: Sequence[ElementoDado], hechas: Mapping[int, Gestion], hoy: dt.date
) -> Gestion:
    if hijos:
        return gestion_de_hijos([parte_de(h.id, h.peso, hechas[h.id]) for h in hijos])
    return gestion_de_hoja(e.estado, e.hitos, e.dicho, hoy)


def cuenta_del_plan(
    elementos: Sequence[ElementoDado], periodo: Periodo, umbrales: Umbrales, hoy: dt.date
) -> CuentaDelPlan:
    """Los dos números, la situación y la frescura de cada elemento y del plan entero.

    Lo que cuelga de algo cancelado queda cancelado con él. La gestión del plan es la de sus raíces, por peso;
    su resultado, la media de todos los indicadores de elementos sin cancelar, cada uno una vez. El orden en
    que llegan los elementos no importa.
    """
    b = _bajar(elementos, periodo)
    gestiones: dict[int, Gestion] = {}
    resultados: dict[int, Resultado] = {}
    ultimos: dict[int, dt.date | None] = {}
    for e in reversed(b.orden):
        hijos, caido = b.hijos.get(e.id, []), e.id in b.caidos
        gestiones[e.id] = FUERA if caido else _gestion(e, hijos, gestiones, hoy)
        resultados[e.id] = Resultado(None) if caido else resultado_de(e.indicadores, hoy)
        ultimos[e.id] = mas_nuevo(
            [_ultimo_propio(e, hoy), *(ultimos[h.id] for h in hijos if h.id not in b.caidos)]
        )
    cuentas = {}
    for e in b.orden:
        plazo, ultimo = b.plazos[e.id], ultimos[e.id]
        calculada = situacion_calculada(gestiones[e.id], resultados[e.id], plazo, hoy, umbrales)
        cuentas[e.id] = Cuenta(
            e.id,
            gestiones[e.id],
            resultados[e.id],
            con_lo_dicho(calculada, e.situacion),
            plazo,
            ultimo,
            *frescura(ultimo, hoy),
            cancelado_arriba=e.id in b.caidos and e.estado != CANCELADO,
        )
    return _con_el_plan(b.hijos.get(None, []), cuentas, periodo, hoy)


def _con_el_plan(
    raices: Sequence[ElementoDado], cuentas: Mapping[int, Cuenta], periodo: Periodo, hoy: dt.date
) -> CuentaDelPlan:
    return CuentaDelPlan(
        cuentas,
        gestion_de_hijos([parte_de(r.id, r.peso, cuentas[r.id].gestion) for r in raices]),
        media_de([p for c in cuentas.values() for p in c.resultado.partes]),
        mas_nuevo(cuentas[r.id].ultimo for r in raices if cuentas[r.id].gestion.por != CANCELADO),
        parte_pasada(periodo.inicio, periodo.fin, hoy),
    )
