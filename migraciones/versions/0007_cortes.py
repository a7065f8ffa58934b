"""Cortes del padrón con fecha por venir, y lo que cambia en ellos una objeción aceptada."""

from __future__ import annotations

import sys
from pathlib import Path

import sqlalchemy as sa
from alembic import op

sys.path.insert(0, str(Path(__file__).parents[1]))
import cambios

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

CONDICIONES = (
    ("programado", "tomado_en IS NOT NULL OR total = 0"),
    ("tomado", "tomado_en >= fecha"),
)
IDENTIFICADOR = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    cambios.columna("padron_cortes", "tomado_en", "DATETIME", "TIMESTAMP WITH TIME ZONE")
    op.execute("UPDATE padron_cortes SET tomado_en = creado_en")
    for nombre, regla in CONDICIONES:
        cambios.condicion("padron_cortes", nombre, None, regla)
    op.create_table(
        "padron_cortes_cambios",
        sa.Column("id", IDENTIFICADOR, nullable=False),
        sa.Column("corte_id", IDENTIFICADOR, nullable=False),
        sa.Column("objecion_id", IDENTIFICADOR, nullable=False),
        sa.Column("huella", sa.String(length=64), nullable=False),
        sa.Column("efecto", sa.String(length=8), nullable=False),
        sa.Column("territorio_id", IDENTIFICADOR, nullable=True),
        sa.Column("nacimiento", sa.Integer(), nullable=True),
        sa.Column("hecho_en", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(huella) = 64", name=op.f("ck_padron_cortes_cambios_huella")),
        sa.CheckConstraint(
            "efecto IN ('alta', 'baja', 'cambio')", name=op.f("ck_padron_cortes_cambios_efecto")
        ),
        sa.CheckConstraint(
            "nacimiento IS NULL OR nacimiento BETWEEN 1880 AND 2200",
            name=op.f("ck_padron_cortes_cambios_nacimiento"),
        ),
        sa.ForeignKeyConstraint(
            ["corte_id"],
            ["padron_cortes.id"],
            name=op.f("fk_padron_cortes_cambios_corte_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["objecion_id"],
            ["padron_objeciones.id"],
            name=op.f("fk_padron_cortes_cambios_objecion_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["territorio_id"],
            ["territorios.id"],
            name=op.f("fk_padron_cortes_cambios_territorio_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_padron_cortes_cambios")),
        sa.UniqueConstraint("objecion_id", name=op.f("uq_padron_cortes_cambios_objecion_id")),
    )
    op.create_index(
        "ix_padron_cortes_cambios_huella", "padron_cortes_cambios", ["corte_id", "huella", "id"], unique=False
    )


def downgrade() -> None:
    """Los cortes por tomar no caben en el esquema de antes: se van, y sus avisos quedan en los hechos."""
    op.drop_index("ix_padron_cortes_cambios_huella", table_name="padron_cortes_cambios")
    op.drop_table("padron_cortes_cambios")
    por_tomar = "SELECT id FROM padron_cortes WHERE tomado_en IS NULL"
    op.execute(f"DELETE FROM padron_objeciones WHERE corte_id IN ({por_tomar})")
    op.execute("DELETE FROM padron_cortes WHERE tomado_en IS NULL")
    for nombre, regla in reversed(CONDICIONES):
        cambios.condicion("padron_cortes", nombre, regla, None)
    cambios.sin_columna("padron_cortes", "tomado_en")
