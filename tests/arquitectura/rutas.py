"""El inventario de rutas: cada una con sus métodos y el acceso que declara.

`python -m tests.arquitectura.rutas` reescribe `rutas.txt`; la prueba compara. Quitar o abrir una ruta es una
decisión que se ve en la revisión.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from flask import Flask

INVENTARIO = Path(__file__).with_name("rutas.txt")


def inventario(app: Flask) -> str:
    """Una línea por ruta: dirección, métodos, nombre y acceso."""
    lineas = []
    for regla in app.url_map.iter_rules():
        metodos = ",".join(sorted((regla.methods or set()) - {"HEAD", "OPTIONS"}))
        acceso = getattr(app.view_functions[regla.endpoint], "acceso", "SIN DECLARAR")
        lineas.append(f"{regla.rule}  {metodos}  {regla.endpoint}  {acceso or 'pública'}")
    return "\n".join(sorted(lineas)) + "\n"


def publicas(app: Flask) -> dict[str, str]:
    """Las páginas que cualquiera puede pedir: nombre y dirección (la más corta, si tiene varias)."""
    salida: dict[str, str] = {}
    for regla in sorted(app.url_map.iter_rules(), key=lambda r: len(r.rule)):
        vista = app.view_functions[regla.endpoint]
        if "GET" in (regla.methods or set()) and getattr(vista, "acceso", "") is None:
            salida.setdefault(regla.endpoint, regla.rule)
    return salida


def main() -> None:
    """Reescribe el inventario con las rutas de hoy."""
    from app import create_app
    from tests.bases import configuracion

    with tempfile.TemporaryDirectory() as carpeta:
        app = create_app(configuracion(Path(carpeta), "sqlite://"))
        INVENTARIO.write_text(inventario(app), encoding="utf-8")


if __name__ == "__main__":
    main()
