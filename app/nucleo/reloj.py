"""La hora, inyectable: nadie más llama a `datetime.now`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_fijada: ContextVar[dt.datetime | None] = ContextVar("hora_fijada", default=None)


def ahora() -> dt.datetime:
    """Devuelve el instante presente, en UTC y con zona."""
    return _fijada.get() or dt.datetime.now(dt.UTC)


@contextmanager
def fijado(momento: dt.datetime) -> Iterator[dt.datetime]:
    """Detiene la hora en `momento` mientras dura el bloque."""
    ficha = _fijada.set(momento.astimezone(dt.UTC))
    try:
        yield momento
    finally:
        _fijada.reset(ficha)
