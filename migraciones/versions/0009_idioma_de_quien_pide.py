"""En qué idioma se le responde a quien pide algo sobre sus datos u objeta un corte sin tener cuenta."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
import cambios

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLAS = ("solicitudes_datos", "padron_objeciones")


def upgrade() -> None:
    for tabla in TABLAS:
        cambios.columna(tabla, "idioma", "VARCHAR(8) DEFAULT '' NOT NULL")


def downgrade() -> None:
    for tabla in TABLAS:
        cambios.sin_columna(tabla, "idioma")
