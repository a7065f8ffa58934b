"""Lo que puede salir mal al atender a alguien."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.nucleo.errores import ErrorDominio


class FueraDeTurno(ErrorDominio):
    """Lo enviado no es de quien está delante: se empieza de nuevo y de lo escrito no queda nada a la vista."""

    estado = 409


class SinAtencion(FueraDeTurno):
    """No hay nadie delante: la atención terminó, venció o nunca empezó."""

    omision = _l("Esa atención ya terminó. Busca otra vez a la persona que tienes delante.")


class OtroLugar(FueraDeTurno):
    """El rol vale en un lugar, y este mostrador no está en él."""

    omision = _l("Tu rol vale en un lugar: elige primero, aquí, uno de sus puntos de atención.")


class HojaUsada(FueraDeTurno):
    """La hoja de registro es de alguien que ya se registró con ella y a quien ya no se atiende."""

    omision = _l("Con esa hoja ya registraste a esta persona. Para atenderla otra vez, búscala por su nombre.")


class OtraPersona(FueraDeTurno):
    """El formulario era de otra persona: ahora se atiende a alguien más."""

    omision = _l("Ese formulario era de la persona anterior y no se guardó. Empieza de nuevo con la de ahora.")
