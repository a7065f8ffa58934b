"""Errores con nombre de las propuestas."""

from __future__ import annotations

from flask_babel import lazy_gettext

from app.nucleo.errores import Conflicto, ErrorDominio, Invalido, NoPermitido


class YaNoRecibeApoyos(NoPermitido):
    """La propuesta se retiró o se ocultó."""

    omision = lazy_gettext("Esta propuesta ya no recibe apoyos.")


class Archivada(YaNoRecibeApoyos):
    """Llegó su fecha sin pasar el umbral."""

    omision = lazy_gettext("Esta propuesta se archivó al llegar su fecha: ya no recibe apoyos.")


class TextoCerrado(Conflicto):
    """Pasado el umbral, o retirada, el texto no cambia."""

    omision = lazy_gettext(
        "Esta propuesta ya no se puede editar: su texto es el que la gente apoyó para traerla hasta aquí."
    )


class YaPublicada(Conflicto):
    """Se quiso tratar como borrador algo que ya es público."""

    omision = lazy_gettext("Esta propuesta ya está publicada.")


class CambioEnOtraVentana(Conflicto):
    """El borrador ya no es el que se leyó al empezar a escribir."""

    omision = lazy_gettext(
        "Este borrador cambió en otra ventana, tuya o de quien lo firma contigo. No se perdió nada: más abajo "
        "está lo que hay guardado y, en los campos, lo que escribiste tú. Si guardas, queda lo tuyo."
    )


class Incompleta(ErrorDominio):
    """No se puede publicar todavía; `faltas` dice qué y en qué campo, en orden."""

    estado = 422
    omision = lazy_gettext("A tu propuesta le falta algo antes de publicarla.")

    def __init__(self, faltas: list[Invalido]) -> None:
        super().__init__()
        self.faltas = faltas
