"""Errores con nombre de las cuentas."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.nucleo.errores import Conflicto, Invalido, NoEncontrado


class EnlaceInservible(NoEncontrado):
    """La ficha de un enlace no existe, ya se usó, caducó o es de otro propósito: no se dice cuál."""

    omision = _l("Este enlace ya no sirve: se usó o caducó. Pide otro.")


class HaceFaltaClave(Conflicto):
    """El acto es delicado y hace más de diez minutos que la persona escribió su clave."""

    omision = _l("Antes de seguir, escribe tu clave otra vez.")


class EntradaFallida(Invalido):
    """El correo o la clave no son; se dice lo mismo exista o no la cuenta."""

    def __init__(self) -> None:
        super().__init__("", _l("El correo o la clave no coinciden. Revísalos y prueba otra vez."))
