"""El índice de las listas lleva el punto del mapa: «cerca» con cualquier filtro lee un tramo seguido."""

from __future__ import annotations

import sys
from pathlib import Path

import sqlalchemy as sa
from alembic import op

sys.path.insert(0, str(Path(__file__).parents[1]))
import cambios

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INDICE = "ix_propuestas_facetas_cerca"
COMUNES = "propuesta_id, publicada_en, apoyos, azar, actividad, cierra"
CON_PUNTO = sa.text("punto IS NOT NULL")


def upgrade() -> None:
    """El punto estaba en una fila aparte (clase 7 y, de lo retirado y lo archivado, 107): pasa a las demás."""
    cambios.columna("propuestas_facetas", "punto", "INTEGER", "BIGINT")
    op.execute(
        "UPDATE propuestas_facetas SET punto = c.valor FROM propuestas_facetas AS c"
        " WHERE c.clase IN (7, 107) AND c.propuesta_id = propuestas_facetas.propuesta_id"
    )
    op.execute("DELETE FROM propuestas_facetas WHERE clase IN (7, 107)")
    op.create_index(
        INDICE,
        "propuestas_facetas",
        ["clase", "valor", "punto", "propuesta_id"],
        unique=False,
        sqlite_where=CON_PUNTO,
        postgresql_where=CON_PUNTO,
    )


def downgrade() -> None:
    """Cada propuesta está una vez bajo «todas» o, si se retiró o archivó, bajo su estado."""
    op.drop_index(INDICE, table_name="propuestas_facetas")
    for clase, bajo in ((7, "clase = 0"), (107, "clase = 1 AND valor IN (3, 4)")):
        op.execute(
            f"INSERT INTO propuestas_facetas (clase, valor, {COMUNES}) SELECT {clase}, punto, {COMUNES}"
            f" FROM propuestas_facetas WHERE {bajo} AND punto IS NOT NULL"
        )
    cambios.sin_columna("propuestas_facetas", "punto")
