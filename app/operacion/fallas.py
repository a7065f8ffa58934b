"""Lo que impide arrancar, en una frase con su salida: para quien cuida la máquina, no para quien programa."""

from __future__ import annotations

import errno
import re
import sys
from typing import NoReturn

from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from config import AjusteInvalido

AL_DIA = "La base no está al día. Ejecuta «./rumbo base migrar» y repite la orden."
OTRA = "La base falló. Si acabas de actualizar, ejecuta «./rumbo base migrar»; si no, lee la causa."
DE_LA_BASE = (
    (
        "disk is full|No space left",
        "No queda espacio en el disco de la base. Libera espacio y repite la orden.",
    ),
    (
        "readonly database",
        "La base no se deja escribir: mira de quién son sus archivos (¿se creó con sudo?) y sus permisos.",
    ),
    (
        "unable to open database",
        "No se puede abrir la base: revisa que su carpeta exista, de quién es y sus permisos.",
    ),
    (
        "not a database|malformed",
        "El archivo de la base no es de SQLite o está dañado: recupera la última copia.",
    ),
    ("database is locked", "Otra orden está escribiendo en la base. Espera a que termine y repite la orden."),
    (
        'authentication failed|no password|(role|database) "[^"]*" does not exist',
        "PostgreSQL no deja entrar: revisa la persona, la clave y la base que dice RUMBO_BASE.",
    ),
    (
        "connection (to server|failed|refused)|resolve host|closed the connection|starting up|shutting down",
        "PostgreSQL no responde: revisa que esté en marcha y que RUMBO_BASE sea la suya.",
    ),
    ("no such (table|column)|does not exist", AL_DIA),
)


def frase(falla: BaseException) -> str | None:
    """Qué pasó y qué hacer; nada si no es una falla de la máquina, de la base o de los ajustes."""
    if isinstance(falla, AjusteInvalido):
        return str(falla)
    if isinstance(falla, DBAPIError):
        return _de_la_base(falla)
    if isinstance(falla, OSError):
        donde = falla.filename or "un archivo"
        if falla.errno == errno.ENOSPC:
            return f"No queda espacio en el disco para {donde}. Libera espacio y repite la orden."
        causa = falla.strerror or falla
        return f"No se pudo usar {donde} ({causa}): revisa que exista, de quién es y sus permisos."
    return None


def _de_la_base(falla: DBAPIError) -> str | None:
    causa = " ".join(str(falla.orig).split())[:300]
    for forma, dicho in DE_LA_BASE:
        if re.search(forma, causa):
            return f"{dicho} ({causa})"
    return f"{OTRA} ({causa})" if isinstance(falla, OperationalError | ProgrammingError) else None


def salir(falla: BaseException) -> NoReturn:
    """Termina con la frase; lo que nadie esperaba sale con su traza."""
    dicha = frase(falla)
    if dicha is None:
        raise falla
    sys.exit(f"Error: {dicha}")
