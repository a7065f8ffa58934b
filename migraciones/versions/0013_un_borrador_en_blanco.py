"""Un solo borrador en blanco por persona y proceso: lo guarda la base, no solo el servicio que los empieza."""

from __future__ import annotations

import sys
from pathlib import Path

from alembic import op

sys.path.insert(0, str(Path(__file__).parents[1]))
import cambios

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

INDICE = "uq_propuestas_en_blanco"
REGLA = "en_blanco_de IS NULL OR (estado = 'borrador' AND titulo = '' AND resumen = '' AND cuerpo = '')"


def upgrade() -> None:
    cambios.columna("propuestas", "en_blanco_de", "INTEGER", "BIGINT")
    # De los que ya había en blanco, el último de cada quien en cada proceso.
    op.execute(
        """UPDATE propuestas SET en_blanco_de =
            (SELECT autora_id FROM contenidos WHERE contenidos.id = propuestas.id)
        WHERE id IN (
            SELECT max(p.id) FROM propuestas p JOIN contenidos c ON c.id = p.id
            WHERE p.estado = 'borrador' AND p.titulo = '' AND p.resumen = '' AND p.cuerpo = ''
            GROUP BY c.autora_id, p.proceso_id
        )"""
    )
    cambios.condicion("propuestas", "en_blanco", None, REGLA)
    op.execute(
        f"CREATE UNIQUE INDEX {INDICE} ON propuestas (en_blanco_de, proceso_id) WHERE en_blanco_de IS NOT NULL"
    )


def downgrade() -> None:
    op.execute(f"DROP INDEX {INDICE}")
    cambios.condicion("propuestas", "en_blanco", REGLA, None)
    cambios.sin_columna("propuestas", "en_blanco_de")
