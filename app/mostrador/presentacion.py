"""Cómo se muestran los actos de mostrador."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from app.mostrador.reglas import CuentaDeActos

DIAS = (30, 90, 365)
"""Los periodos que se pueden mirar, en días hasta hoy."""


def textos_de_actos() -> dict[str, str]:
    """Cada clase de acto, en palabras y en el orden en que se muestra."""
    return {
        "registrar": _("Personas registradas"),
        "acreditar": _("Acreditadas"),
        "proponer": _("Propuestas"),
        "apoyar": _("Apoyos"),
        "retirar_apoyo": _("Apoyos retirados"),
        "comentar": _("Comentarios"),
        "activar": _("Códigos de activación"),
        "nacimiento": _("Años de nacimiento"),
    }


def tabla_de_actos(cuentas: Sequence[CuentaDeActos]) -> dict[str, Any]:
    """Columnas y filas para la macro `tabla`; la última fila suma."""
    textos = textos_de_actos()
    columnas = [
        {"texto": _("Facilitadora")},
        *({"texto": t, "numero": True} for t in (*textos.values(), _("Total"))),
    ]
    filas = [[c.facilitadora, *(str(c.por_clase.get(k, 0)) for k in textos), str(c.total)] for c in cuentas]
    if len(cuentas) > 1:
        sumas = [str(sum(c.por_clase.get(k, 0) for c in cuentas)) for k in textos]
        filas.append([_("Todas"), *sumas, str(sum(c.total for c in cuentas))])
    return {"columnas": columnas, "filas": filas}


def como_csv(cuentas: Sequence[CuentaDeActos]) -> str:
    """La tabla como CSV; ninguna celda se lee como una fórmula."""
    textos = textos_de_actos()
    salida = io.StringIO()
    escritor = csv.writer(salida, lineterminator="\n")
    escritor.writerow([_("Facilitadora"), *textos.values(), _("Total")])
    for c in cuentas:
        nombre = "'" + c.facilitadora if c.facilitadora[:1] in "=+-@\t\r" else c.facilitadora
        escritor.writerow([nombre, *(c.por_clase.get(k, 0) for k in textos), c.total])
    return salida.getvalue()
