"""Errores de los adjuntos, y la frase con que se dice cada rechazo."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.adjuntos.reglas import MEGA, PIXELES_MAXIMO, SUBIDAS_POR_HORA, Causa, Limites
from app.nucleo.errores import Invalido


class SinDescripcion(Invalido):
    """Falta decir qué se ve en alguna imagen; `claves` son las que faltan."""

    def __init__(self, claves: tuple[str, ...]) -> None:
        mensaje = ngettext("Di qué se ve en la foto.", "Di qué se ve en cada foto.", len(claves))
        super().__init__("adjuntos", mensaje)
        self.claves = claves


class NoCaben(Invalido):
    """Lo adjunto pasa de lo que ese contenido admite."""

    def __init__(self, limites: Limites) -> None:
        super().__init__("adjuntos", _cuantos(limites))


@dataclass(frozen=True)
class Rechazo:
    """Un archivo que no se guardó: su nombre, ya limpio, y por qué, en una frase."""

    nombre: str
    causa: Causa
    mensaje: str


def _cuantos(limites: Limites) -> str:
    fotos = ngettext("%(n)s imagen", "%(n)s imágenes", limites.imagenes, n=limites.imagenes)
    documentos = ngettext("%(n)s documento", "%(n)s documentos", limites.documentos, n=limites.documentos)
    return str(_("Caben %(fotos)s y %(documentos)s como mucho.", fotos=fotos, documentos=documentos))


def rechazo(nombre: str, causa: Causa, limites: Limites, clase: str = "imagen") -> Rechazo:
    """El rechazo con su frase: qué pasa y qué se puede hacer."""
    frases = {
        Causa.VACIO: _("Llegó vacío. Elígelo otra vez."),
        Causa.SVG: _("Los dibujos SVG no se admiten, porque pueden traer programas. Guárdalo como PNG."),
        Causa.HEIC: _("Las fotos HEIC o AVIF todavía no se admiten. Guárdala o expórtala como JPEG."),
        Causa.TIPO: _("No es una imagen JPEG, PNG, WebP o GIF, ni un documento PDF."),
        Causa.PESO: _("Pesa demasiado: hasta %(n)s MB.", n=limites.peso(clase) // MEGA),
        Causa.CUANTOS: _cuantos(limites),
        Causa.PIXELES: _(
            "La imagen es demasiado grande para abrirla. Redúcela a menos de %(n)s millones de puntos.",
            n=PIXELES_MAXIMO["PNG"] // 1_000_000,
        ),
        Causa.DANIADA: _("La imagen está dañada o incompleta. Ábrela, guárdala de nuevo y vuelve a subirla."),
        Causa.PDF_DANIADO: _(
            "El PDF está dañado, incompleto o lleva algo pegado al final. Expórtalo otra vez."
        ),
        Causa.PDF_CIFRADO: _("El PDF está protegido con clave. Quítale la protección y súbelo de nuevo."),
        Causa.PDF_ACTIVO: _(
            "El PDF lleva programas, acciones o archivos dentro. Imprímelo como PDF y sube esa copia."
        ),
        Causa.PDF_OPACO: _("No pudimos revisar este PDF por dentro. Imprímelo como PDF y sube esa copia."),
        Causa.RITMO: _(
            "Subiste %(n)s archivos en la última hora. Prueba otra vez más tarde.", n=SUBIDAS_POR_HORA
        ),
        Causa.OCUPADO: _("Ahora se están subiendo muchas fotos. Prueba otra vez en un minuto."),
        Causa.DISCO: _("No pudimos guardarlo: falta espacio en el servidor. Lo demás sigue aquí."),
    }
    return Rechazo(nombre, causa, str(frases[causa]))
