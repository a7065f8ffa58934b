"""Qué matriz se pide, leída de la dirección sin fiarse de ella: lo que no se entiende se ignora."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.nucleo.paginacion import entero
from app.propuestas.listado import leer_mes
from app.propuestas.reglas import EstadoLista
from app.tableros import consultas
from app.tableros.consultas import NodoPlan, PlanElegible, ProcesoElegible
from app.territorio import consultas as territorio
from app.territorio.reglas.arbol import Arbol, Lugar

MODOS = ("cuantas", "mil", "parte")
"""Cuántas propuestas; por cada mil habitantes; qué parte de lo pedido en cada lugar."""


@dataclass(frozen=True)
class PedidoMatriz:
    """Filas (de un plan, dentro de un elemento, de un nivel), columnas, filtros y modo.

    `desde` y `hasta` son meses; `fila` y `columna`, lo elegido para ver mes a mes (None, el total).
    """

    planes: Sequence[PlanElegible] = ()
    plan: PlanElegible | None = None
    nodos: Mapping[int, NodoPlan] = field(default_factory=dict)
    elemento: NodoPlan | None = None
    nivel: int | None = None
    arbol: Arbol = field(default_factory=lambda: Arbol({}, {}, {}))
    dentro: Lugar | None = None
    nivel_lugar: str | None = None
    procesos: Sequence[ProcesoElegible] = ()
    proceso: ProcesoElegible | None = None
    estado: EstadoLista | None = None
    desde: int | None = None
    hasta: int | None = None
    ver: str = "cuantas"
    fila: int | None = None
    columna: str | None = None
    parametros: Mapping[str, str] = field(default_factory=dict)
    """Los que se entendieron, para escribir direcciones parecidas."""

    def con(self, **cambios: Any) -> dict[str, Any]:
        """Los parámetros de esta matriz con cambios; None quita."""
        base: dict[str, Any] = {**self.parametros, **cambios}
        return {k: str(v) for k, v in base.items() if v is not None and v != ""}


def leer(args: Mapping[str, str]) -> PedidoMatriz:
    """Entiende lo pedido. Cuatro consultas: los lugares, los planes, los elementos de uno y los procesos."""
    arbol = territorio.arbol()
    planes = consultas.planes_elegibles()
    plan = next((p for p in planes if p.clave == args.get("plan")), planes[0] if planes else None)
    nodos = consultas.nodos_de(plan.id) if plan else {}
    procesos = consultas.procesos_con_alcance(arbol)
    crudos = {k: v.strip()[:80] for k, v in args.items()}
    elemento = nodos.get(entero(crudos.get("elemento")) or 0)
    nivel = entero(crudos.get("nivel"), 0, 50)
    if nivel is not None and not any(n.nivel == nivel for n in debajo_de(nodos, elemento)):
        nivel = None
    dentro = arbol.codigos.get(crudos.get("territorio", ""))
    nivel_lugar = crudos.get("lugares")
    if nivel_lugar not in {x.nivel for x in arbol.lugares.values()}:
        nivel_lugar = None
    estado = crudos.get("estado", "")
    ver = crudos.get("ver", "")
    fila = entero(crudos.get("fila"), 0)
    entendidos: dict[str, Any] = {
        "elemento": elemento,
        "nivel": nivel,
        "dentro": dentro,
        "nivel_lugar": nivel_lugar,
        "proceso": next((p for p in procesos if p.clave == crudos.get("proceso")), None),
        "estado": EstadoLista(estado) if estado in set(EstadoLista) else None,
        "desde": leer_mes(crudos.get("desde", "")),
        "hasta": leer_mes(crudos.get("hasta", "")),
        "ver": ver if ver in MODOS else MODOS[0],
        "fila": fila if fila == 0 or fila in nodos else None,
        "columna": crudos.get("columna") or None,
    }
    return PedidoMatriz(
        planes=planes,
        plan=plan,
        nodos=nodos,
        arbol=arbol,
        procesos=procesos,
        parametros=_parametros(entendidos, crudos, plan if plan and plan != planes[0] else None),
        **entendidos,
    )


_NOMBRES = {"dentro": "territorio", "nivel_lugar": "lugares"}


def _parametros(entendidos: Mapping[str, Any], crudos: Mapping[str, str], plan: PlanElegible | None) -> Any:
    puestos = {
        nombre: crudos[nombre]
        for campo, valor in entendidos.items()
        if valor is not None and (nombre := _NOMBRES.get(campo, campo)) in crudos
    }
    if entendidos["ver"] == MODOS[0]:
        puestos.pop("ver", None)
    return {**puestos, **({"plan": plan.clave} if plan else {})}


def debajo_de(nodos: Mapping[int, NodoPlan], elemento: NodoPlan | None) -> list[NodoPlan]:
    """Los elementos que cuelgan de uno, a cualquier hondura; sin él, todos. En orden de documento."""
    if elemento is None:
        return list(nodos.values())
    dentro = {elemento.id}
    salida = []
    for n in nodos.values():  # en orden de documento, cada uno va después de su padre
        if n.padre_id in dentro:
            dentro.add(n.id)
            salida.append(n)
    return salida
