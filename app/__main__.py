"""`python -m app …`: las órdenes del técnico. El lanzador `./rumbo` pasa aquí todo lo que no es suyo."""

from __future__ import annotations

from app import create_app
from app.operacion import castellano


def main() -> None:
    """Ejecuta la orden pedida dentro de la aplicación."""
    app = create_app()
    app.cli.commands["db"].hidden = True  # lo usa quien programa; el técnico usa `base`
    castellano.poner(app.cli)
    with app.app_context():
        app.cli.main(prog_name="rumbo")


if __name__ == "__main__":
    main()
