"""Cuenta las consultas de un bloque."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa


class Recuento:
    """Contexto que anota cada consulta; los puntos de guardado no cuentan."""

    def __init__(self, motor: sa.Engine) -> None:
        self.motor = motor
        self.consultas: list[str] = []

    @property
    def numero(self) -> int:
        """Cuántas consultas hubo."""
        return len(self.consultas)

    def _anotar(self, _c: Any, _cursor: Any, orden: str, _p: Any, _ctx: Any, _varios: Any) -> None:
        if not orden.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")):
            self.consultas.append(orden)

    def __enter__(self) -> Recuento:
        sa.event.listen(self.motor, "before_cursor_execute", self._anotar)
        return self

    def __exit__(self, *_: object) -> None:
        sa.event.remove(self.motor, "before_cursor_execute", self._anotar)
