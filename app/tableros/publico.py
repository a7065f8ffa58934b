"""«Qué pide la ciudad»: las cifras del tablero público, contadas una vez cada pocos minutos."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask import current_app

from app.avance.consultas import AvanceDelPlan, avance_del_plan
from app.nucleo import idiomas
from app.nucleo.plantillas import a_zona
from app.nucleo.reloj import ahora
from app.procesos.consultas import zona
from app.propuestas.consultas import cifras
from app.propuestas.consultas.cifras import Corte
from app.propuestas.reglas import SIN_CLASIFICAR, SIN_LUGAR, EstadoLista
from app.propuestas.reglas.cifras import TODAS, mes_de
from app.tableros import consultas
from app.tableros.consultas import Esperas, Llegadas, NodoPlan, PlanElegible
from app.tableros.reglas import Columna, Tapado, columnas, por_mil, tapar
from app.territorio import consultas as territorio
from app.territorio.reglas.arbol import Total

VIGENCIA = 300
MESES = 12
A_LA_VISTA = 5
ANIO = dt.timedelta(days=365)
MES = dt.timedelta(days=30)
PRIMERO = ("cumplido", "atrasado", "en_riesgo", "a_tiempo", "sin_datos", "cancelado")
"""En qué orden se dicen los cambios de situación."""
_EXTENSION = "rumbo_tablero"


@dataclass(frozen=True)
class Participacion:
    """Personas de un lugar que participaron en el último año; None si son muy pocas para decirlo."""

    columna: Columna | None
    personas: int | None
    poblacion: Total | None
    por_mil: Decimal | None


@dataclass(frozen=True)
class Cambio:
    """Una acción del plan cuya situación no es la de hace un mes."""

    nodo: NodoPlan
    antes: str
    ahora: str


@dataclass(frozen=True)
class Tablero:
    """Todo lo que dice el tablero público. Cuenta lo abierto: ni retirado, ni archivado, ni oculto."""

    calculado_en: dt.datetime
    por_estado: Mapping[int, int]
    ejes: Sequence[tuple[NodoPlan, int]]
    sin_clasificar: int
    lugares: Sequence[tuple[Columna, int, Total | None]]
    ods: Mapping[int, int]
    meses: Sequence[tuple[int, int]]
    llegadas: Llegadas
    esperas: Esperas
    plan: PlanElegible | None
    avance: AvanceDelPlan | None
    hace_un_mes: AvanceDelPlan | None
    """El avance a la fecha de hace 30 días, con lo que hoy se sabe de entonces."""
    cambios: Sequence[Cambio]
    participacion: Sequence[Participacion]
    participan: int | None
    cumplidos: Sequence[tuple[NodoPlan, int]] = ()
    """Las hojas cumplidas del plan y cuántas propuestas abiertas hay en cada una, primero las más pedidas."""

    @property
    def abiertas(self) -> int:
        """Cuántas hay en las listas de siempre."""
        return sum(self.por_estado.values())

    @property
    def junta(self) -> int:
        """Cuántas juntan apoyos."""
        return self.por_estado.get(EstadoLista.REUNE.numero, 0)


def tablero() -> Tablero:
    """El tablero, con cinco minutos de atraso como mucho; dice cuándo se contó."""
    tramo = (int(ahora().timestamp()) // VIGENCIA, idiomas.actual())
    guardados: dict[str, tuple[object, Tablero]] = current_app.extensions.setdefault(_EXTENSION, {})
    idioma = idiomas.actual()
    if idioma not in guardados or guardados[idioma][0] != tramo:
        guardados[idioma] = (tramo, contar())
    return guardados[idioma][1]


def contar() -> Tablero:
    """Cuenta todo ahora."""
    momento, corte = ahora(), Corte()
    planes = consultas.planes_elegibles()
    plan = next((p for p in planes if p.estado == "vigente"), None)
    nodos = consultas.nodos_de(plan.id) if plan else {}
    ejes = [n for n in nodos.values() if n.padre_id is None and n.estado != "cancelado"]
    cuentas = cifras.por_elemento_y_lugar([TODAS, SIN_CLASIFICAR, *nodos], corte)
    de_fila: Counter[int] = Counter()
    for (elemento, _lugar), n in cuentas.items():
        de_fila[elemento] += n
    avance = _avance(plan, momento)
    antes = _avance(plan, momento - MES)
    participan = _participacion(momento)
    return Tablero(
        calculado_en=momento,
        por_estado=cifras.por_estado(corte),
        ejes=[(n, de_fila[n.id]) for n in ejes],
        sin_clasificar=de_fila[SIN_CLASIFICAR],
        lugares=_lugares({t: n for (e, t), n in cuentas.items() if e == TODAS}),
        ods=consultas.por_ods(),
        meses=_meses(momento, corte),
        llegadas=consultas.llegadas(momento, MES),
        esperas=consultas.esperas(momento, A_LA_VISTA),
        plan=plan,
        avance=avance,
        hace_un_mes=antes,
        cambios=_cambios(nodos, antes, avance),
        participacion=participan[0],
        participan=participan[1],
        cumplidos=_cumplidos(nodos, avance, de_fila),
    )


def _avance(plan: PlanElegible | None, momento: dt.datetime) -> AvanceDelPlan | None:
    """Cómo iba el plan ese día; None si no había empezado."""
    dia = a_zona(momento).date()
    return avance_del_plan(plan.id, dia) if plan is not None and plan.inicio <= dia else None


def _cumplidos(
    nodos: Mapping[int, NodoPlan], avance: AvanceDelPlan | None, cuentas: Mapping[int, int]
) -> list[tuple[NodoPlan, int]]:
    if avance is None:
        return []
    hechos = [
        (nodos[i], cuentas[i])
        for i, a in avance.por_elemento.items()
        if a.situacion == "cumplido" and i in nodos and not nodos[i].hijos
    ]
    return sorted(hechos, key=lambda par: -par[1])


def _cambios(
    nodos: Mapping[int, NodoPlan], antes: AvanceDelPlan | None, ahora: AvanceDelPlan | None
) -> list[Cambio]:
    """Las hojas del plan que pasaron a otra situación, primero lo cumplido y después lo que va peor."""
    if antes is None or ahora is None:
        return []
    salida = [
        Cambio(n, de.situacion, a.situacion)
        for n in nodos.values()
        if not n.hijos
        and (de := antes.por_elemento.get(n.id)) is not None
        and (a := ahora.por_elemento.get(n.id)) is not None
        and de.situacion != a.situacion
    ]
    return sorted(salida, key=lambda c: PRIMERO.index(c.ahora))


def _lugares(por_territorio: Mapping[int, int]) -> list[tuple[Columna, int, Total | None]]:
    arbol = territorio.arbol()
    return [
        (
            c,
            sum(por_territorio.get(i, 0) for i in c.propios),
            arbol.total(c.lugar.id) if c.lugar and not c.suelta else None,
        )
        for c in columnas(arbol, None, None, por_territorio, SIN_LUGAR)
    ]


def _meses(momento: dt.datetime, corte: Corte) -> list[tuple[int, int]]:
    hasta = mes_de(momento, zona())
    contadas = cifras.por_mes(TODAS, corte)
    return [(m, contadas.get(m, 0)) for m in range(hasta - MESES + 1, hasta + 1)]


def _participacion(momento: dt.datetime) -> tuple[list[Participacion], int | None]:
    """Por lugar y en total; lo pequeño, tapado. Sin lugar conocido también es una parte del total."""
    arbol = territorio.arbol()
    por_territorio = consultas.personas_por_lugar(momento - ANIO)
    cols = [c for c in columnas(arbol, None, None, ()) if c.lugar is not None]
    juntos = frozenset().union(*(c.propios for c in cols))
    partes: dict[int | None, int] = {
        i: sum(n for t, n in por_territorio.items() if t in c.propios) for i, c in enumerate(cols)
    }
    partes[None] = sum(n for t, n in por_territorio.items() if t not in juntos)
    visto: Tapado[int | None] = tapar(partes)
    salida = []
    for i, c in enumerate([*cols, None]):
        n = visto.partes[i if c is not None else None]
        gente = arbol.total(c.lugar.id) if c is not None and c.lugar else None
        razon = None if n is None else por_mil(n, gente.personas if gente else None)
        salida.append(Participacion(c, n, gente, razon))
    return salida, visto.total
