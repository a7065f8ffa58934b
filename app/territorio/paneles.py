"""Paneles de la página de un lugar: los ponen las áreas de arriba, que aquí no se conocen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from app.territorio.reglas.arbol import Lugar


@dataclass(frozen=True)
class Panel:
    """Un trozo de página: la plantilla que lo pinta y sus datos, ya listos."""

    titulo: str
    plantilla: str
    datos: Mapping[str, Any]


Fuente = Callable[[Lugar], Panel | None]


def registrar(app: Flask, fuente: Fuente) -> None:
    """Añade una fuente de paneles; se muestran en el orden de registro."""
    app.extensions.setdefault("rumbo_paneles_territorio", []).append(fuente)


def de(lugar: Lugar) -> list[Panel]:
    """Los paneles de un lugar; una fuente sin nada que mostrar devuelve None."""
    fuentes: list[Fuente] = current_app.extensions.get("rumbo_paneles_territorio", [])
    return [panel for fuente in fuentes if (panel := fuente(lugar)) is not None]
