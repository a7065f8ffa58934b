"""`python -m app …`: las órdenes del técnico. El lanzador `./rumbo` pasa aquí todo lo que no es suyo."""

from __future__ import annotations

import sys


def main() -> None:
    """Ejecuta la orden pedida dentro de la aplicación; si algo de la máquina falla, lo dice en una frase."""
    try:
        _correr()
    except ModuleNotFoundError as falla:
        if (falla.name or "").partition(".")[0] in ("app", "config"):
            raise
        sys.exit(f"Error: Al entorno le falta «{falla.name}»: borra la carpeta .venv y repite la orden.")
    except Exception as falla:
        from app.operacion import fallas

        fallas.salir(falla)


def _correr() -> None:
    from app import create_app
    from app.operacion import castellano

    app = create_app()
    app.cli.commands["db"].hidden = True  # lo usa quien programa; el técnico usa `base`
    castellano.poner(app.cli)
    with app.app_context():
        app.cli.main(prog_name="./rumbo")


if __name__ == "__main__":
    main()
