"""El blueprint de la consulta de un plan y lo que comparten sus páginas."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Flask
from flask.blueprints import BlueprintSetupState

from app.consulta_plan import consultas, paneles
from app.consulta_plan.consultas import FichaConsulta
from app.nucleo import idiomas
from app.nucleo.accesos import identidad
from app.nucleo.errores import NoEncontrado
from app.plan import consultas as planes
from app.plan.consultas import FichaPlan

bp = Blueprint("consulta_plan", __name__)


@bp.record_once
def _prestar(estado: BlueprintSetupState) -> None:
    paneles.registrar(cast("Flask", estado.app))


def abrir(clave: str) -> tuple[FichaPlan, FichaConsulta]:
    """El plan de esa dirección y su consulta; lanza `NoEncontrado` si no se ven o no la tiene."""
    plan = planes.por_clave(clave, identidad(), idiomas.actual())
    consulta = consultas.de_plan(plan.id)
    if consulta is None:
        raise NoEncontrado()
    return plan, consulta
