"""Lecturas de los adjuntos: los de unos contenidos, los sueltos de un formulario y el que se puede servir."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.adjuntos.modelos import Adjunto
from app.adjuntos.reglas import LADO_MINI, caber
from app.contenido.modelos import Contenido
from app.cuentas.modelos import Persona
from app.extensiones import db
from app.nucleo import paneles
from app.nucleo.permisos import ANONIMA, Identidad


@dataclass(frozen=True)
class AdjuntoVisible:
    """Un adjunto listo para mostrarse. `peso` en bytes; `ancho` y `alto` en píxeles (0 si es un documento)."""

    clave: str
    clase: str
    nombre: str
    descripcion: str
    peso: int
    ancho: int
    alto: int
    contenido_id: int | None

    @property
    def es_imagen(self) -> bool:
        """Verdadero si es una imagen; si no, es un documento PDF."""
        return self.clase == "imagen"

    @property
    def medidas_mini(self) -> tuple[int, int]:
        """Ancho y alto de su miniatura."""
        return caber(self.ancho, self.alto, LADO_MINI)


@dataclass(frozen=True)
class Servible:
    """Lo que hace falta para servir un archivo; `publico` si cualquiera puede verlo hoy."""

    clave: str
    clase: str
    nombre: str
    huella: str
    publico: bool


def visible(a: Adjunto) -> AdjuntoVisible:
    """El adjunto sin su fila."""
    return AdjuntoVisible(a.clave, a.clase, a.nombre, a.descripcion, a.peso, a.ancho, a.alto, a.contenido_id)


def _en_orden(consulta: Select[tuple[Adjunto]]) -> Select[tuple[Adjunto]]:
    return consulta.order_by(Adjunto.clase, Adjunto.orden)


def de_contenidos(ids: Iterable[int]) -> dict[int, list[AdjuntoVisible]]:
    """Los adjuntos de cada contenido, imágenes primero, en una consulta; los que no tienen no aparecen."""
    pedidos = list(ids)
    hallados: dict[int, list[AdjuntoVisible]] = {}
    if pedidos:
        for a in db.session.scalars(_en_orden(select(Adjunto).where(Adjunto.contenido_id.in_(pedidos)))):
            hallados.setdefault(a.contenido_id or 0, []).append(visible(a))
    return hallados


def de_contenido(contenido_id: int) -> list[AdjuntoVisible]:
    """Los adjuntos de un contenido, imágenes primero."""
    return de_contenidos([contenido_id]).get(contenido_id, [])


def filas_sueltas(quien: Identidad, formulario: str, sesion: Session | None = None) -> Sequence[Adjunto]:
    """Las filas de lo que `quien` subió con ese formulario y todavía no tiene contenido."""
    if not quien.autenticada:
        return []
    consulta = select(Adjunto).where(Adjunto.persona_id == quien.persona, Adjunto.formulario == formulario)
    return (sesion or db.session()).scalars(_en_orden(consulta)).all()


def sueltos(quien: Identidad, formulario: str) -> list[AdjuntoVisible]:
    """Lo que `quien` subió con ese formulario y todavía no tiene contenido; lo ajeno no existe."""
    return [visible(a) for a in filas_sueltas(quien, formulario)]


def sin_descripcion(contenido_id: int) -> int:
    """Cuántas imágenes de un contenido no dicen qué se ve en ellas."""
    faltan = select(func.count()).where(
        Adjunto.contenido_id == contenido_id, Adjunto.clase == "imagen", Adjunto.descripcion == ""
    )
    return db.session.scalar(faltan) or 0


def puede_ver(contenido: Contenido, quien: Identidad) -> bool:
    """Si `quien` ve ese contenido; lo dice el área de su clase, y si ninguna lo dice, no.

    Lo oculto por una decisión solo lo ven quienes lo firman y el personal.
    """
    if contenido.estado == "oculto" and not (quien.ejerce or _firma(contenido, quien)):
        return False
    return bool(paneles.pedir(f"puede_ver_contenido:{contenido.clase}", contenido.id, quien, omision=False))


def _firma(contenido: Contenido, quien: Identidad) -> bool:
    if not quien.autenticada:
        return False
    firma = paneles.pedir(f"firma_contenido:{contenido.clase}", contenido.id, quien, omision=False)
    return bool(firma or quien.persona_id == contenido.autora_id)


def puede_cambiar(contenido_id: int, quien: Identidad) -> bool:
    """Si `quien` puede cambiar los adjuntos de ese contenido ahora; si ningún área lo dice, no."""
    clase = db.session.scalar(select(Contenido.clase).where(Contenido.id == contenido_id))
    return bool(paneles.pedir(f"puede_cambiar_adjuntos:{clase}", contenido_id, quien, omision=False))


def tomar_persona(sesion: Session, persona_id: int) -> None:
    """Bloquea la fila de una persona hasta el final: sus subidas pasan de una en una."""
    sesion.execute(select(Persona.id).where(Persona.id == persona_id).with_for_update(key_share=True))


def tomar_contenido(contenido_id: int) -> None:
    """Bloquea el ancla de un contenido hasta el final: quien firma con otra no le ocupa el mismo sitio."""
    db.session.execute(select(Contenido.id).where(Contenido.id == contenido_id).with_for_update(key_share=True))


def servible(clave: str, clase: str, quien: Identidad) -> Servible | None:
    """El archivo de esa clave si `quien` puede verlo; None si no existe o no para quien pregunta."""
    fila = db.session.execute(
        select(Adjunto, Contenido)
        .outerjoin(Contenido, Contenido.id == Adjunto.contenido_id)
        .where(Adjunto.clave == clave, Adjunto.clase == clase)
    ).one_or_none()
    if fila is None:
        return None
    a, contenido = fila
    publico = contenido is not None and puede_ver(contenido, ANONIMA)
    if contenido is None:
        visto = quien.autenticada and quien.persona_id == a.persona_id
    else:
        visto = publico or (quien.autenticada and puede_ver(contenido, quien))
    return Servible(a.clave, a.clase, a.nombre, a.huella, publico) if visto else None
