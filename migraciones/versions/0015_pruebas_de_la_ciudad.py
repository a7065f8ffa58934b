"""Las pruebas que se aceptan en un mostrador son de la ciudad, no de cada proceso.

La acreditación es una sola y vale en todos los procesos: la lista de uno no podía cumplirse. Lo que alguno tuvo
sigue en sus hechos.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
import cambios

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    cambios.sin_columna("procesos", "pruebas")


def downgrade() -> None:
    cambios.columna("procesos", "pruebas", "JSON NOT NULL DEFAULT '[]'")
