"""Los sellos solo se añaden: la base rechaza cambiarlos o borrarlos."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MENSAJE = "sellos: solo se añade"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for acto in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER sellos_sin_{acto.lower()} BEFORE {acto} ON sellos "
                f"BEGIN SELECT RAISE(ABORT, '{MENSAJE}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION sellos_solo_anadir() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MENSAJE}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER sellos_inmutables BEFORE UPDATE OR DELETE ON sellos "
        "FOR EACH ROW EXECUTE FUNCTION sellos_solo_anadir()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for acto in ("update", "delete"):
            op.execute(f"DROP TRIGGER sellos_sin_{acto}")
        return
    op.execute("DROP TRIGGER sellos_inmutables ON sellos")
    op.execute("DROP FUNCTION sellos_solo_anadir()")
