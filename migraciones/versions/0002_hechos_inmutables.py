"""Los hechos solo se añaden: la base rechaza cambiarlos o borrarlos."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MENSAJE = "hechos: solo se añade"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for acto in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER hechos_sin_{acto.lower()} BEFORE {acto} ON hechos "
                f"BEGIN SELECT RAISE(ABORT, '{MENSAJE}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION hechos_solo_anadir() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MENSAJE}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER hechos_inmutables BEFORE UPDATE OR DELETE ON hechos "
        "FOR EACH ROW EXECUTE FUNCTION hechos_solo_anadir()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for acto in ("update", "delete"):
            op.execute(f"DROP TRIGGER hechos_sin_{acto}")
        return
    op.execute("DROP TRIGGER hechos_inmutables ON hechos")
    op.execute("DROP FUNCTION hechos_solo_anadir()")
