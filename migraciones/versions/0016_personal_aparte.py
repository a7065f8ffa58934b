"""Los apoyos de quienes trabajan en la municipalidad se muestran aparte y no cuentan para el umbral.

Un cruce con fecha no se deshace. De lo terminado hace más de un año ya no hay filas: se ajusta su número.
"""

from __future__ import annotations

import sys
from pathlib import Path

from alembic import op

sys.path.insert(0, str(Path(__file__).parents[1]))
import cambios

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_SUYOS = "FROM apoyos WHERE contado AND de_personal"
CONDICIONES = (
    (
        "propuestas",
        "apoyos_contados",
        "apoyos_contados <= apoyos",
        "apoyos_contados + apoyos_personal <= apoyos",
    ),
    (
        "propuestas",
        "apoyos_personal",
        "apoyos_personal >= 0 AND apoyos_personal <= apoyos",
        "apoyos_personal >= 0",
    ),
    ("apoyos", "personal_aparte", None, "NOT (contado AND de_personal)"),
)


def upgrade() -> None:
    op.execute(
        "UPDATE propuestas SET version = version + 1, apoyos_contados = apoyos_contados - "
        f"(SELECT count(*) {_SUYOS} AND propuesta_id = propuestas.id)"
        f" WHERE id IN (SELECT propuesta_id {_SUYOS})"
    )
    op.execute("UPDATE apoyos SET contado = false WHERE contado AND de_personal")
    op.execute(
        "UPDATE propuestas SET version = version + 1, apoyos_contados = apoyos - apoyos_personal"
        " WHERE apoyos_contados + apoyos_personal > apoyos"
    )
    for tabla, nombre, antes, despues in CONDICIONES:
        cambios.condicion(tabla, nombre, antes, despues)


def downgrade() -> None:
    for tabla, nombre, antes, despues in reversed(CONDICIONES):
        cambios.condicion(tabla, nombre, despues, antes)
