"""`python -m app …`: las órdenes del técnico. El lanzador `./rumbo` pasa aquí todo lo que no es suyo."""

from __future__ import annotations

import sys

from sqlalchemy.exc import OperationalError, ProgrammingError

from app import create_app
from app.operacion import castellano


def main() -> None:
    """Ejecuta la orden pedida dentro de la aplicación; si la base o el disco fallan, lo dice en una frase."""
    try:
        _correr()
    except (OperationalError, ProgrammingError) as falla:
        causa = " ".join(str(falla.orig).split())
        sys.exit(
            f"Error: La base de datos no responde o no está al día ({causa}). "
            "Ejecuta «./rumbo base migrar»; si sigue igual, revisa RUMBO_DATOS y RUMBO_BASE."
        )
    except OSError as falla:
        donde = falla.filename or "un archivo"
        sys.exit(
            f"Error: No se pudo usar {donde} ({falla.strerror or falla}): revisa que exista y sus permisos."
        )


def _correr() -> None:
    app = create_app()
    app.cli.commands["db"].hidden = True  # lo usa quien programa; el técnico usa `base`
    castellano.poner(app.cli)
    with app.app_context():
        app.cli.main(prog_name="rumbo")


if __name__ == "__main__":
    main()
