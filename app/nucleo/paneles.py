"""Paneles: lo que una página de abajo muestra de un área de arriba, sin conocerla.

El área de arriba registra una función por lugar («proceso», «elemento»…) al registrarse su blueprint; la de
abajo pide los paneles de ese lugar y los pone en su página. Así las dependencias siguen apuntando hacia abajo.
Quien los pide les da lo que ya leyó, para que ningún panel lo lea otra vez:

| lugar | lo que recibe cada panel |
|---|---|
| `plan` | la ficha del plan y su árbol |
| `plan_arriba`, `plan_taller` | la ficha del plan |
| `elemento`, `avance_elemento` | la ficha del plan y el nodo |
| `conversacion` | el id de aquello de lo que se habla y lo que la conversación sabe de ello |
| `proceso`, `territorio`, `cuenta` | el id |
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app
from markupsafe import Markup

Panel = Callable[..., Markup]
_EXTENSION = "rumbo_paneles"
_PRESTADOS = "rumbo_prestados"


def registrar(app: Flask, lugar: str, panel: Panel) -> None:
    """Añade un panel a las páginas de un lugar; devuelve su HTML, vacío si no tiene nada que decir."""
    app.extensions.setdefault(_EXTENSION, {}).setdefault(lugar, []).append(panel)


def de(lugar: str, *leido: Any) -> list[Markup]:
    """Los paneles de una página, ya dibujados, en el orden en que se registraron."""
    paneles: dict[str, list[Panel]] = current_app.extensions.get(_EXTENSION, {})
    return [panel(*leido) for panel in paneles.get(lugar, ())]


def prestar(app: Flask, nombre: str, funcion: Callable[..., Any]) -> None:
    """Pone a mano de las áreas de abajo un dato de una de arriba; cada nombre lo presta una sola."""
    prestados = app.extensions.setdefault(_PRESTADOS, {})
    if nombre in prestados:
        raise ValueError(f"Ya hay quien preste {nombre}.")
    prestados[nombre] = funcion


def pedir(nombre: str, *argumentos: Any, omision: Any = None) -> Any:
    """El dato prestado con ese nombre; `omision` si ningún área de arriba lo presta."""
    funcion = current_app.extensions.get(_PRESTADOS, {}).get(nombre)
    return omision if funcion is None else funcion(*argumentos)
