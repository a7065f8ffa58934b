"""Los nombres de los niveles del territorio en otros idiomas."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from app.extensiones import db
from app.territorio.modelos import Nivel


def traducir_niveles(textos: Mapping[str, Mapping[str, Mapping[str, str]]]) -> None:
    """Guarda cómo se llama cada nivel en otros idiomas: {clave: {idioma: {singular, plural}}}."""
    for nivel in db.session.scalars(select(Nivel).where(Nivel.clave.in_(list(textos)))):
        nivel.traducciones = {idioma: dict(t) for idioma, t in textos[nivel.clave].items()}
    db.session.flush()
