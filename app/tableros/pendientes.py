"""Lo pendiente de quien planifica: qué vence, qué falta clasificar, qué está quieto y qué no tiene dueño."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.avance.consultas import AvanceElemento, avance_del_plan
from app.nucleo.permisos import Identidad
from app.nucleo.plantillas import a_zona
from app.nucleo.reloj import ahora
from app.propuestas.consultas import cifras
from app.propuestas.consultas.cifras import Corte
from app.propuestas.reglas import SIN_CLASIFICAR
from app.tableros import consultas
from app.tableros.consultas import Esperas, IndicadorQuieto, NodoPlan, PlanElegible
from app.tableros.reglas.pendientes import UMBRALES, no_pedidos, tramo_de

EN_PAGINA = 20


@dataclass(frozen=True)
class Quieto:
    """Un elemento o indicador sin dato nuevo; `dias` None, nunca tuvo. `mio`: de la unidad de quien mira."""

    codigo: str
    nombre: str
    elemento: str
    unidad: str
    dias: int | None
    tramo: int | None
    mio: bool
    es_indicador: bool


@dataclass(frozen=True)
class Pendientes:
    """Todo lo pendiente; las listas largas traen solo las primeras y dicen cuántas son."""

    momento: dt.datetime
    plan: PlanElegible | None
    esperas: Esperas
    sin_clasificar: Sequence[tuple[str, str, dt.datetime]]
    cuantas_sin_clasificar: int
    quietos: Sequence[Quieto]
    por_tramo: Mapping[int | None, int]
    sin_unidad: Sequence[tuple[NodoPlan, int]]
    no_pedidos: Sequence[NodoPlan]


def pendientes(quien: Identidad) -> Pendientes:
    """Lo pendiente en este momento, primero lo de la unidad de quien mira."""
    momento = ahora()
    planes = consultas.planes_elegibles()
    plan = next((p for p in planes if p.estado == "vigente"), None)
    nodos = consultas.nodos_de(plan.id) if plan else {}
    cuentas: dict[int, int] = {}
    for (elemento, _lugar), n in cifras.por_elemento_y_lugar([SIN_CLASIFICAR, *nodos], Corte()).items():
        cuentas[elemento] = cuentas.get(elemento, 0) + n
    quietos = _quietos(plan, nodos, quien, a_zona(momento).date()) if plan else []
    vivos = {n.id: n for n in nodos.values() if n.estado != "cancelado"}
    sin_unidad = [(n, cuentas[n.id]) for n in vivos.values() if n.unidad_id is None and cuentas.get(n.id)]
    return Pendientes(
        momento=momento,
        plan=plan,
        esperas=consultas.esperas(momento, EN_PAGINA),
        sin_clasificar=consultas.sin_clasificar(EN_PAGINA),
        cuantas_sin_clasificar=cuentas.get(SIN_CLASIFICAR, 0),
        quietos=quietos,
        por_tramo={t: sum(q.tramo == t for q in quietos) for t in (None, *reversed(UMBRALES))},
        sin_unidad=sorted(sin_unidad, key=lambda par: -par[1]),
        no_pedidos=[vivos[i] for i in no_pedidos({n.id: n.padre_id for n in vivos.values()}, cuentas)],
    )


def _quietos(plan: PlanElegible, nodos: Mapping[int, NodoPlan], quien: Identidad, hoy: dt.date) -> list[Quieto]:
    mias = {r.unidad_id for r in quien.roles if r.unidad_id is not None}
    limite = hoy - dt.timedelta(days=UMBRALES[0])
    indicadores = [_indicador(i, hoy, mias) for i in consultas.indicadores_por_antiguedad(plan.id, limite)]
    avance = avance_del_plan(plan.id, hoy).por_elemento
    elementos = [
        quieto
        for n in nodos.values()
        if not n.hijos
        and n.estado != "cancelado"
        and (quieto := _elemento(n, avance.get(n.id), mias)) is not None
    ]
    return sorted(
        [*indicadores, *elementos],
        key=lambda q: (not q.mio, q.dias is not None, -(q.dias or 0), q.es_indicador, q.codigo),
    )


def _indicador(i: IndicadorQuieto, hoy: dt.date, mias: set[int]) -> Quieto:
    dias = None if i.ultimo is None else (hoy - i.ultimo).days
    return Quieto(i.codigo, i.nombre, i.elemento, i.unidad, dias, tramo_de(dias), i.unidad_id in mias, True)


def _elemento(n: NodoPlan, avance: AvanceElemento | None, mias: set[int]) -> Quieto | None:
    """Una hoja del plan sin nada nuevo; None si está al día."""
    dias = avance.frescura_dias if avance else None
    if dias is not None and dias <= UMBRALES[0]:
        return None
    return Quieto(n.codigo, n.titulo, n.codigo, n.unidad, dias, tramo_de(dias), n.unidad_id in mias, False)
