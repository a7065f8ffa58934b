"""Errores con nombre de las cuentas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l

from app.nucleo.errores import Conflicto, Invalido, NoEncontrado


class Faltas(Invalido):
    """Varios datos no sirven a la vez: una falta por campo, para decirlas todas juntas."""

    def __init__(self, faltas: Sequence[Invalido]) -> None:
        super().__init__(faltas[0].campo, faltas[0].mensaje)
        self.faltas = tuple(faltas)

    @classmethod
    def exigir(cls, frases: Mapping[str, str]) -> None:
        """Lanza las que haya entre `campo → frase`; una frase vacía no es una falta."""
        faltas = [Invalido(campo, frase) for campo, frase in frases.items() if frase]
        if faltas:
            raise cls(faltas)


class EnlaceInservible(NoEncontrado):
    """La ficha de un enlace no existe, ya se usó, caducó o es de otro propósito: no se dice cuál."""

    omision = _l("Este enlace ya no sirve: se usó o caducó. Pide otro.")


class CodigoInservible(Invalido):
    """Un código impreso en un mostrador no existe, ya se usó o caducó: no se dice cuál."""

    def __init__(self) -> None:
        super().__init__("codigo", _l("Este código no sirve: revisa que esté bien escrito, o pide otro."))


class CodigoEquivocado(Invalido):
    """El código del segundo paso no es, o ya se usó."""

    def __init__(self) -> None:
        super().__init__("codigo", _l("Este código no vale. Espera el siguiente y escríbelo otra vez."))


class HaceFaltaSegundoPaso(Conflicto):
    """El acto es de quien trabaja en la municipalidad y esta sesión no ha dado el segundo paso."""

    omision = _l("Antes de seguir, escribe el código de tu segundo paso.")


class HaceFaltaClave(Conflicto):
    """El acto es delicado y hace más de diez minutos que la persona escribió su clave."""

    omision = _l("Antes de seguir, escribe tu clave otra vez.")


class EntradaFallida(Invalido):
    """El correo o la clave no son; se dice lo mismo exista o no la cuenta."""

    def __init__(self) -> None:
        super().__init__("", _l("El correo o la clave no coinciden. Revísalos y prueba otra vez."))
