"""La población de un lugar, por edad y sexo. No consulta."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.nucleo.plantillas import numero
from app.territorio.consultas import Banda

SEXOS = ("M", "H", "X", "T")


def tabla_de_poblacion(bandas: list[Banda]) -> dict[str, Any]:
    """Columnas y filas de la tabla por edad y sexo; solo salen los sexos de los que hay dato."""
    nombres = {"M": _("Mujeres"), "H": _("Hombres"), "X": _("Otro"), "T": _("Sin distinguir")}
    sexos = [s for s in SEXOS if any(s in b.personas for b in bandas)]
    columnas = [{"texto": _("Edad")}, *({"texto": nombres[s], "numero": True} for s in sexos)]
    filas = [[_edades(b), *(_celda(b.personas.get(s)) for s in sexos)] for b in bandas]
    sumas = [sum(b.personas.get(s, 0) for b in bandas) for s in sexos]
    pie = [_("Todas las edades"), *(_celda(n) for n in sumas)]
    if len(sexos) > 1:
        columnas.append({"texto": _("Total"), "numero": True})
        for fila, banda in zip(filas, bandas, strict=True):
            fila.append(_celda(banda.total))
        pie.append(_celda(sum(sumas)))
    return {"columnas": columnas, "filas": [*filas, pie] if len(filas) > 1 else filas}


def _celda(valor: int | None) -> str | None:
    return None if valor is None else numero(valor)


def _edades(banda: Banda) -> str:
    if banda.edad_hasta is None and not banda.edad_desde:
        return str(_("Todas las edades"))
    if banda.edad_hasta is None:
        return str(_("%(desde)s y más", desde=banda.edad_desde))
    return str(_("%(desde)s a %(hasta)s", desde=banda.edad_desde, hasta=banda.edad_hasta))
