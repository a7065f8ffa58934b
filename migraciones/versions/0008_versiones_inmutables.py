"""Las versiones publicadas de un plan solo se añaden: la base rechaza cambiarlas o borrarlas."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MENSAJE = "planes_versiones: solo se añade"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for acto in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER planes_versiones_sin_{acto.lower()} BEFORE {acto} ON planes_versiones "
                f"BEGIN SELECT RAISE(ABORT, '{MENSAJE}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION planes_versiones_solo_anadir() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MENSAJE}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER planes_versiones_inmutables BEFORE UPDATE OR DELETE ON planes_versiones "
        "FOR EACH ROW EXECUTE FUNCTION planes_versiones_solo_anadir()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for acto in ("update", "delete"):
            op.execute(f"DROP TRIGGER planes_versiones_sin_{acto}")
        return
    op.execute("DROP TRIGGER planes_versiones_inmutables ON planes_versiones")
    op.execute("DROP FUNCTION planes_versiones_solo_anadir()")
