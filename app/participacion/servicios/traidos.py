"""Comentarios traídos de otra plataforma, por tandas: se añaden los que faltan y se ponen al día los demás."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import insert

from app.contenido.consultas import por_id
from app.contenido.servicios import anotar_hechos, crear_contenidos_de
from app.extensiones import db
from app.participacion.consultas import Guardado, guardados
from app.participacion.modelos import Comentario


@dataclass(frozen=True)
class Traido:
    """Un comentario listo para guardarse: texto ya en Markdown y su contenido y su autora, que existen.

    `padre_id_origen` es el de allá; si no está entre lo traído, el comentario se guarda como raíz y se marca.
    """

    origen_id: str
    sobre_id: int
    padre_id_origen: str | None
    autora_id: int | None
    texto: str
    a_favor: int
    en_contra: int
    creado_en: dt.datetime
    de_personal: str = ""
    idioma: str = "es"


@dataclass(frozen=True)
class Tanda:
    """Lo que una tanda cambia: los nuevos, los que cambian y cuántos quedan iguales."""

    nuevos: tuple[Traido, ...]
    cambian: tuple[tuple[Traido, Guardado], ...]
    iguales: int


def comparar(origen: str, tanda: Sequence[Traido]) -> Tanda:
    """Qué haría falta para dejar guardada esta tanda. Solo lee; lo retirado aquí no vuelve."""
    hay = guardados(origen, [t.origen_id for t in tanda])
    cambian = [
        (t, hay[t.origen_id])
        for t in tanda
        if t.origen_id in hay and not hay[t.origen_id].retirado and _difiere(t, hay[t.origen_id])
    ]
    nuevos = tuple(t for t in tanda if t.origen_id not in hay)
    return Tanda(nuevos, tuple(cambian), len(tanda) - len(nuevos) - len(cambian))


def guardar(origen: str, tanda: Sequence[Traido]) -> Tanda:
    """Añade y pone al día una tanda (los padres, antes o en la misma); repetirla no cambia nada.

    Las cuentas no se tocan aquí: quien llama recuenta después las conversaciones.
    """
    diferencia = comparar(origen, tanda)
    _anadir(origen, diferencia.nuevos)
    for traido, guardado in diferencia.cambian:
        comentario = db.session.get_one(Comentario, guardado.id)
        comentario.texto = traido.texto
        comentario.a_favor_importados = traido.a_favor
        comentario.en_contra_importados = traido.en_contra
        comentario.creado_en = traido.creado_en
        comentario.de_personal = traido.de_personal
        ancla = por_id(guardado.id)
        if ancla is not None:
            ancla.autora_id, ancla.idioma = traido.autora_id, traido.idioma
    db.session.flush()
    return diferencia


def anotar_traidos(origen: str, cuantos: Mapping[int, int]) -> None:
    """Deja en cada contenido el hecho público de los comentarios que se le trajeron."""
    hechos = [(ident, {"origen": origen, "comentarios": n}) for ident, n in cuantos.items()]
    anotar_hechos("participacion.importada", None, hechos)


def _difiere(t: Traido, g: Guardado) -> bool:
    iguales = ("texto", "idioma", "a_favor", "en_contra", "creado_en", "de_personal", "autora_id")
    return any(getattr(t, campo) != getattr(g, campo) for campo in iguales)


def _anadir(origen: str, nuevos: Sequence[Traido]) -> None:
    ids = crear_contenidos_de("comentario", [(t.autora_id, t.idioma) for t in nuevos])
    padres = {t.padre_id_origen for t in nuevos if t.padre_id_origen is not None}
    puestos = {
        clave: (g.id, g.raiz_id, g.profundidad, g.sobre_id)
        for clave, g in guardados(origen, sorted(padres)).items()
    }
    filas = []
    for ident, t in zip(ids, nuevos, strict=True):
        padre = puestos.get(t.padre_id_origen or "")
        if padre is not None and padre[3] != t.sobre_id:
            padre = None
        raiz, hondura = (padre[1], padre[2] + 1) if padre else (ident, 0)
        puestos[t.origen_id] = (ident, raiz, hondura, t.sobre_id)
        filas.append(
            {
                "id": ident,
                "sobre_id": t.sobre_id,
                "padre_id": padre[0] if padre else None,
                "raiz_id": raiz,
                "profundidad": hondura,
                "padre_ausente": t.padre_id_origen if padre is None else None,
                "posicion": "aporte",
                "texto": t.texto,
                "de_personal": t.de_personal,
                "a_favor_importados": t.a_favor,
                "en_contra_importados": t.en_contra,
                "creado_en": t.creado_en,
                "origen": origen,
                "origen_id": t.origen_id,
            }
        )
    if filas:
        db.session.execute(insert(Comentario), filas)
