"""La pregunta y la devolución de una consulta, en otros idiomas; y en cuál va cada correo."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
import cambios

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

CONDICIONES = (("consultas_plan", "traducciones", "CAST(traducciones AS TEXT) = '{}'", None),)
"""Lo traducido a mano no se tira al bajar: quien vuelve atrás recupera su copia."""


def upgrade() -> None:
    cambios.columna("consultas_plan", "traducciones", "JSON NOT NULL DEFAULT '{}'")
    cambios.columna("salidas", "idioma", "VARCHAR(8) DEFAULT '' NOT NULL")


def downgrade() -> None:
    cambios.sin_columna("salidas", "idioma")
    cambios.sin_columna("consultas_plan", "traducciones")
