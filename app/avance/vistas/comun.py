"""Lo común a las páginas del avance: de qué plan y de qué elemento se habla."""

from __future__ import annotations

from dataclasses import dataclass

from app.nucleo import idiomas
from app.nucleo.accesos import identidad
from app.nucleo.errores import NoEncontrado
from app.nucleo.permisos import Permiso, exigir
from app.plan import consultas as planes
from app.plan.consultas import Arbol, FichaPlan, Nodo


@dataclass(frozen=True)
class Lugar:
    """Un elemento en su plan."""

    plan: FichaPlan
    plano: Arbol
    nodo: Nodo


def plan_de(clave: str) -> tuple[FichaPlan, Arbol]:
    """El plan que se puede ver y su árbol, en el idioma de la petición."""
    plan = planes.por_clave(clave, identidad(), idiomas.actual())
    return plan, planes.arbol(plan.id, plan.idioma)


def lugar_de(clave: str, codigo: str) -> Lugar:
    """El elemento de esa dirección; `NoEncontrado` si no existe o su plan no se puede ver."""
    plan, plano = plan_de(clave)
    nodo = plano.por_codigo.get(codigo)
    if nodo is None:
        raise NoEncontrado()
    return Lugar(plan, plano, nodo)


def anotable(clave: str, codigo: str) -> Lugar:
    """El mismo, si quien pide puede anotar su avance."""
    lugar = lugar_de(clave, codigo)
    exigir(identidad(), Permiso.AVANCE_ANOTAR, unidad_id=lugar.nodo.unidad_id)
    return lugar
