"""Los nombres de los niveles del territorio en otros idiomas."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select, update

from app.extensiones import db
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.territorio.modelos import Nivel, Territorio, nueva_marca

Textos = Mapping[str, Mapping[str, Mapping[str, str]]]


def nombrar_niveles(quien: Identidad, textos: Textos) -> None:
    """Guarda cómo se llaman los niveles en otros idiomas; solo quien cuida el territorio entero."""
    exigir(quien, Permiso.TERRITORIO_EDITAR)
    traducir_niveles(textos)


def traducir_niveles(textos: Textos) -> None:
    """Guarda cómo se llama cada nivel en otros idiomas: {clave: {idioma: {singular, plural}}}."""
    for nivel in db.session.scalars(select(Nivel).where(Nivel.clave.in_(list(textos)))):
        nivel.traducciones = {idioma: dict(t) for idioma, t in textos[nivel.clave].items()}
    db.session.flush()
    _avisar()


def _avisar() -> None:
    """Cambia la marca de un lugar: quien guarda el árbol, que trae estos nombres, lo relee."""
    uno = select(func.min(Territorio.id)).scalar_subquery()
    db.session.execute(update(Territorio).where(Territorio.id == uno).values(marca=nueva_marca()))
