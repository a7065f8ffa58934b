"""De quién es cada mensaje, y un formulario del mostrador es un solo acto.

Los mensajes que ya estaban son de la cuenta que tenga esa dirección: un correo es de una sola cuenta. Los que
fueron a un contacto, que una familia puede compartir, quedan sin dueña y se borran a su plazo.
"""

from __future__ import annotations

import sys
from pathlib import Path

from alembic import op

sys.path.insert(0, str(Path(__file__).parents[1]))
import cambios

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_LLAVE = ("salidas", "persona_id", "personas", "CASCADE")
_APOYO = "clase NOT IN ('apoyar', 'retirar_apoyo') OR (persona_id IS NULL AND contenido_id IS NULL{})"
_ANTES, _DESPUES = _APOYO.format(""), _APOYO.format(" AND envio IS NULL")
_CLASES = "clase IN ('registrar', 'acreditar', 'proponer', 'apoyar', 'retirar_apoyo', 'comentar', 'activar'{})"
CONDICIONES = (("actos_mostrador", "clase", _CLASES.format(""), _CLASES.format(", 'nacimiento'")),)
"""Anotar un año de nacimiento también es un acto. Lo anotado no se tira al bajar."""


def upgrade() -> None:
    cambios.columna("salidas", "persona_id", "INTEGER", "BIGINT")
    op.execute("UPDATE salidas SET persona_id = (SELECT id FROM personas WHERE correo = salidas.para)")
    cambios.llave(*_LLAVE)
    op.create_index("ix_salidas_persona_id", "salidas", ["persona_id"])
    cambios.columna("actos_mostrador", "envio", "VARCHAR(64)")
    op.create_index("uq_actos_mostrador_envio", "actos_mostrador", ["envio"], unique=True)
    cambios.condicion("actos_mostrador", "apoyo_sin_persona", _ANTES, _DESPUES)
    for tabla, nombre, antes, despues in CONDICIONES:
        cambios.condicion(tabla, nombre, antes, despues)


def downgrade() -> None:
    for tabla, nombre, antes, despues in CONDICIONES:
        cambios.condicion(tabla, nombre, despues, antes)
    cambios.condicion("actos_mostrador", "apoyo_sin_persona", _DESPUES, _ANTES)
    op.drop_index("uq_actos_mostrador_envio", table_name="actos_mostrador")
    cambios.sin_columna("actos_mostrador", "envio")
    op.drop_index("ix_salidas_persona_id", table_name="salidas")
    cambios.sin_llave(*_LLAVE)
    cambios.sin_columna("salidas", "persona_id")
