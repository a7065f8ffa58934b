"""Los puntos de atención: crear y cambiar. Uno que deja de atender no se borra: hay actos hechos en él."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from flask_babel import gettext as _

from app.extensiones import db
from app.nucleo.errores import Invalido, NoEncontrado, guardar_una_vez, traducir
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.padron import consultas
from app.padron.modelos import PuntoAtencion
from app.territorio import consultas as territorio

UNICO = "uq_puntos_atencion_nombre"
ESCRITO = ("direccion", "horario", "contacto", "territorio_id", "latitud", "longitud", "activo", "traducciones")


@dataclass(frozen=True)
class DatosPunto:
    """Un punto de atención como se escribe; `territorio` es un código o vacío.

    `traducciones`: {idioma: {nombre, horario}}; sin ellas, se quedan las que había.
    """

    nombre: str
    direccion: str
    horario: str
    contacto: str = ""
    territorio: str = ""
    latitud: float | None = None
    longitud: float | None = None
    activo: bool = True
    traducciones: Mapping[str, Mapping[str, str]] | None = None


def crear_punto(quien: Identidad, datos: DatosPunto) -> int:
    """Añade un punto de atención; devuelve su id. Repetirlo tal cual (un doble toque) devuelve el mismo."""
    exigir(quien, Permiso.PUNTOS_EDITAR)
    nuevo = PuntoAtencion(traducciones={})
    _poner(nuevo, datos)
    if guardar_una_vez(nuevo, UNICO):
        return nuevo.id
    ya = consultas.punto_llamado(datos.nombre)
    if ya is None or any(getattr(ya, campo) != getattr(nuevo, campo) for campo in ESCRITO):
        raise _repetido()
    return ya.id


def cambiar_punto(quien: Identidad, punto_id: int, datos: DatosPunto) -> None:
    """Deja el punto justo con estos datos."""
    exigir(quien, Permiso.PUNTOS_EDITAR)
    punto = consultas.punto(punto_id)
    if punto is None:
        raise NoEncontrado()
    _poner(punto, datos)
    with traducir({UNICO: _repetido()}):
        db.session.flush()


def _repetido() -> Invalido:
    return Invalido("nombre", _("Ya hay un punto con ese nombre."))


def _poner(punto: PuntoAtencion, datos: DatosPunto) -> None:
    for campo in ("nombre", "direccion", "horario"):
        if not getattr(datos, campo):
            raise Invalido(campo, _("Este dato hace falta: sin él nadie llega."))
    lugar = territorio.por_codigo(datos.territorio) if datos.territorio else None
    if datos.territorio and lugar is None:
        raise Invalido("territorio", _("Elige un lugar de la lista."))
    if (datos.latitud is None) != (datos.longitud is None):
        raise Invalido("latitud", _("Escribe las dos coordenadas, o ninguna."))
    if datos.latitud is not None and not (abs(datos.latitud) <= 90 and abs(datos.longitud or 0) <= 180):
        raise Invalido("latitud", _("La latitud va de -90 a 90 y la longitud de -180 a 180."))
    valores = asdict(datos)
    valores.pop("territorio")
    if datos.traducciones is None:
        valores.pop("traducciones")
    for campo, valor in valores.items():
        setattr(punto, campo, valor)
    punto.territorio_id = lugar.id if lugar else None
