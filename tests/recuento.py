"""Cuenta las consultas de un bloque."""

from __future__ import annotations

from collections import Counter
from typing import Any

import sqlalchemy as sa


class Recuento:
    """Contexto que anota cada consulta; los puntos de guardado no cuentan."""

    def __init__(self, motor: sa.Engine) -> None:
        self.motor = motor
        self.consultas: list[str] = []
        self._veces: Counter[tuple[str, str]] = Counter()

    @property
    def numero(self) -> int:
        """Cuántas consultas hubo."""
        return len(self.consultas)

    @property
    def repetidas(self) -> list[str]:
        """Las que se hicieron más de una vez con los mismos valores: lo que ya estaba leído."""
        return [orden for (orden, _valores), n in self._veces.items() if n > 1]

    def _anotar(self, _c: Any, _cursor: Any, orden: str, valores: Any, _ctx: Any, _varios: Any) -> None:
        if not orden.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")):
            self.consultas.append(orden)
            self._veces[orden, repr(valores)] += 1

    def __enter__(self) -> Recuento:
        sa.event.listen(self.motor, "before_cursor_execute", self._anotar)
        return self

    def __exit__(self, *_: object) -> None:
        sa.event.remove(self.motor, "before_cursor_execute", self._anotar)
