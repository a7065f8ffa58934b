"""El nombre corto de un aparato, para que cada persona reconozca sus sesiones."""

from __future__ import annotations

_NAVEGADORES = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SISTEMAS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def aparato_de(agente: str) -> str:
    """`Firefox · Android`; vacío si no se reconoce. Lo demás que dice el navegador no se guarda."""
    navegador = next((nombre for marca, nombre in _NAVEGADORES if marca in agente), "")
    sistema = next((nombre for marca, nombre in _SISTEMAS if marca in agente), "")
    return " · ".join(p for p in (navegador, sistema) if p)
