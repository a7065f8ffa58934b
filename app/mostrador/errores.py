"""Lo que puede salir mal al atender a alguien."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.nucleo.errores import Conflicto


class SinAtencion(Conflicto):
    """No hay nadie delante: la atención terminó, venció o nunca empezó."""

    omision = _l("Esa atención ya terminó. Busca otra vez a la persona que tienes delante.")


class OtroLugar(Conflicto):
    """El rol vale en un lugar, y este mostrador no está en él."""

    omision = _l("Tu rol vale en un lugar: elige primero, aquí, uno de sus puntos de atención.")


class HojaUsada(Conflicto):
    """La hoja de registro es de alguien que ya se registró con ella y a quien ya no se atiende."""

    omision = _l("Con esa hoja ya registraste a esta persona. Para atenderla otra vez, búscala por su nombre.")


class OtraPersona(Conflicto):
    """El formulario era de otra persona: ahora se atiende a alguien más."""

    omision = _l("Ese formulario era de la persona anterior y no se guardó. Empieza de nuevo con la de ahora.")
