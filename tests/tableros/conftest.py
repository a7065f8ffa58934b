"""La ciudad de demostración, también para los tableros."""

from tests.demo.conftest import demo, demo_de_modulo

__all__ = ["demo", "demo_de_modulo"]
