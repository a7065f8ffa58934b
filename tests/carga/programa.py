"""Lee el programa entero: los procesos que nacen de uno que importó esto no lo vuelven a leer."""

from __future__ import annotations

import tempfile
from pathlib import Path

from app import create_app
from tests.bases import configuracion

with tempfile.TemporaryDirectory() as carpeta:
    create_app(configuracion(Path(carpeta), "sqlite://"))
