"""Cómo se reparten las pruebas entre procesos: lo largo primero, y cada ciudad de demostración en uno solo."""

from __future__ import annotations

import re
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

CON_CIUDAD = re.compile(r"(?:tests/demo/|_demostracion_).*\[(sqlite|postgresql)\b")
JUNTAS = re.compile(r"tests/recorridos/\w+|tests/carga/")
"""Un archivo de recorridos comparte su ciudad; los de carga, el proceso del que nacen los suyos."""
LARGAS = ("tests/recorridos/", "tests/carga/")
"""Van delante: así los últimos minutos son de pruebas cortas y ningún proceso se queda esperando."""


def grupo(prueba: str) -> str:
    """Las pruebas de un mismo grupo van seguidas y en un mismo proceso; casi todas van solas."""
    if hallado := CON_CIUDAD.search(prueba):
        return f"demostracion-{hallado[1]}"
    juntas = JUNTAS.match(prueba)
    return juntas[0] if juntas else prueba


class Reparto(LoadScopeScheduling):  # type: ignore[misc]
    """Una prueba para cada proceso que quede libre, y los grupos enteros."""

    def _split_scope(self, nodeid: str) -> str:
        return grupo(nodeid)


def _en_otro_motor(prueba: pytest.Item) -> bool:
    puesto = getattr(prueba, "callspec", None)
    return puesto is not None and puesto.params.get("motor") == "postgresql"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Reparto | None:
    """`--dist loadgroup` reparte así: el de xdist se guía por marcas que este pytest ya no le deja poner."""
    return Reparto(config, log) if config.getvalue("dist") == "loadgroup" else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Quita lo que basta probar en un motor, ordena, y cuida que nadie cargue otra vez la demostración."""
    sobran = [p for p in items if p.get_closest_marker("un_motor") and _en_otro_motor(p)]
    if sobran:
        config.hook.pytest_deselected(items=sobran)
        items[:] = [p for p in items if p not in set(sobran)]
    for prueba in items:
        if "demo_de_sesion" in getattr(prueba, "fixturenames", ()):
            assert grupo(prueba.nodeid) != prueba.nodeid, f"{prueba.nodeid}: su nombre no dice «_demostracion_»"
    items.sort(key=lambda prueba: not prueba.nodeid.startswith(LARGAS))
