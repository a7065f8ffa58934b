"""Los puntos de atención, y cuál queda más cerca."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.extensiones import db
from app.nucleo.traducido import de, en_todos
from app.padron.modelos import PuntoAtencion
from app.padron.reglas import Sitio
from app.padron.reglas import por_cercania as ordenar
from app.padron.reglas.cercania import Coordenada, kilometros
from app.territorio import consultas as territorio
from app.territorio.reglas.arbol import Lugar


@dataclass(frozen=True)
class PuntoVisible:
    """Un punto de atención listo para mostrar; `kilometros`, desde el barrio de quien mira, si se sabe."""

    id: int
    nombre: str
    direccion: str
    horario: str
    contacto: str
    lugar: str
    lugar_codigo: str
    kilometros: float | None = None


def puntos(*, todos: bool = False) -> Sequence[PuntoAtencion]:
    """Los puntos que atienden hoy (o todos), por nombre."""
    consulta = select(PuntoAtencion).order_by(PuntoAtencion.nombre, PuntoAtencion.id)
    return db.session.scalars(consulta if todos else consulta.where(PuntoAtencion.activo)).all()


def punto(punto_id: int) -> PuntoAtencion | None:
    """Un punto por su id, atienda o no; None si no hay."""
    return db.session.get(PuntoAtencion, punto_id)


def punto_llamado(nombre: str) -> PuntoAtencion | None:
    """El punto que se llama así, atienda o no; None si no hay."""
    return db.session.scalar(select(PuntoAtencion).where(PuntoAtencion.nombre == nombre))


def nombres_de_puntos() -> list[str]:
    """Cómo se llama cada punto, atienda o no, en cada idioma."""
    return [n for p in puntos(todos=True) for n in en_todos(p, "nombre")]


def _centro(lugar: Lugar | None) -> Coordenada | None:
    if lugar is None or lugar.caja is None:
        return None
    oeste, sur, este, norte = lugar.caja
    return ((sur + norte) / 2, (oeste + este) / 2)


def _rama(territorio_id: int | None) -> tuple[int, ...]:
    if territorio_id is None or territorio.por_id(territorio_id) is None:
        return ()
    return (*(x.id for x in territorio.ancestros(territorio_id)), territorio_id)


def _donde(p: PuntoAtencion) -> Coordenada | None:
    if p.latitud is not None and p.longitud is not None:
        return (p.latitud, p.longitud)
    return _centro(territorio.por_id(p.territorio_id)) if p.territorio_id else None


def por_cercania(territorio_id: int | None = None) -> list[PuntoVisible]:
    """Los puntos que atienden, del más cercano al barrio dado al más lejano; sin barrio, por nombre."""
    todos = {p.id: p for p in puntos()}
    if not todos:
        return []
    desde = _centro(territorio.por_id(territorio_id)) if territorio_id else None
    sitios = [Sitio(p.id, p.nombre, _rama(p.territorio_id), _donde(p)) for p in todos.values()]
    return [_visible(todos[i], desde) for i in ordenar(sitios, _rama(territorio_id), desde)]


def _visible(p: PuntoAtencion, desde: Coordenada | None) -> PuntoVisible:
    lugar = territorio.por_id(p.territorio_id) if p.territorio_id else None
    donde = _donde(p)
    return PuntoVisible(
        id=p.id,
        nombre=de(p, "nombre"),
        direccion=p.direccion,
        horario=de(p, "horario"),
        contacto=p.contacto,
        lugar=lugar.nombre if lugar else "",
        lugar_codigo=lugar.codigo if lugar else "",
        kilometros=round(kilometros(desde, donde), 1) if desde and donde else None,
    )


def mas_cercano(territorio_id: int | None = None) -> PuntoVisible | None:
    """El punto que atiende más cerca de ese barrio; None si la ciudad no tiene ninguno."""
    return next(iter(por_cercania(territorio_id)), None)
