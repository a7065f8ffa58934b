"""Los adjuntos, en palabras."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from app.adjuntos import consultas


def en_palabras(contenido_id: int) -> str:
    """«2 imágenes y 1 documento»; «Ninguno» si no hay."""
    puestos = consultas.de_contenido(contenido_id)
    fotos = sum(a.es_imagen for a in puestos)
    documentos = len(puestos) - fotos
    partes = [
        ngettext("%(n)s imagen", "%(n)s imágenes", fotos, n=fotos) if fotos else "",
        ngettext("%(n)s documento", "%(n)s documentos", documentos, n=documentos) if documentos else "",
    ]
    dichas = [p for p in partes if p]
    if len(dichas) == 2:
        return str(_("%(fotos)s y %(documentos)s", fotos=dichas[0], documentos=dichas[1]))
    return dichas[0] if dichas else str(_("Ninguno"))
