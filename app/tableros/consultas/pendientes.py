"""Lo que espera y lo que está quieto."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, select

from app.avance.modelos import Indicador, Medicion
from app.contenido.modelos import Contenido
from app.cuentas.modelos import Unidad
from app.extensiones import db
from app.nucleo import idiomas
from app.nucleo.traducido import Texto, de, en
from app.plan.modelos import Elemento
from app.propuestas.modelos import Faceta, Propuesta
from app.propuestas.reglas import SIN_CLASIFICAR, Clase, EstadoLista

PRONTO = dt.timedelta(days=7)


@dataclass(frozen=True)
class Espera:
    """Una propuesta que pasó el umbral y espera respuesta."""

    codigo: str
    titulo: str
    cruzada_en: dt.datetime
    vence: dt.datetime


@dataclass(frozen=True)
class Esperas:
    """Cuántas esperan, cuántas ya vencieron, cuántas vencen en una semana y las primeras por vencimiento."""

    total: int
    vencidas: int
    pronto: int
    primeras: tuple[Espera, ...]


def esperas(momento: dt.datetime, cuantas: int) -> Esperas:
    """Lo que espera respuesta en ese momento, primero lo que venció antes. Dos consultas."""
    suyas = and_(Faceta.clase == int(Clase.ESTADO), Faceta.valor == EstadoLista.ESPERA.numero)
    base = select(Propuesta).join(Faceta, and_(Faceta.propuesta_id == Propuesta.id, suyas))
    vence = Propuesta.respuesta_vence
    total, vencidas, pronto = db.session.execute(
        base.with_only_columns(
            func.count(),
            func.count().filter(vence < momento),
            func.count().filter(vence >= momento, vence < momento + PRONTO),
            maintain_column_froms=True,
        )
    ).one()
    filas = db.session.execute(
        base.join(Contenido, Contenido.id == Propuesta.id)
        .with_only_columns(
            Contenido.codigo,
            Propuesta.titulo,
            Contenido.idioma,
            Propuesta.umbral_cruzado_en,
            Propuesta.respuesta_vence,
        )
        .order_by(Propuesta.respuesta_vence, Propuesta.id)
        .limit(cuantas)
    )
    primeras = tuple(Espera(codigo, _dicho(titulo, i), *fechas) for codigo, titulo, i, *fechas in filas)
    return Esperas(int(total), int(vencidas), int(pronto), primeras)


def _dicho(titulo: str, idioma: str) -> Texto:
    """El título de una propuesta, que sabe en qué idioma está si no es el de la página."""
    return Texto(titulo, "" if idioma == idiomas.actual() else idioma)


def sin_clasificar(cuantas: int) -> list[tuple[str, str, dt.datetime]]:
    """Las que llevan más tiempo sin atarse al plan: código, título y cuándo se publicaron. Una consulta."""
    filas = db.session.execute(
        select(Contenido.codigo, Propuesta.titulo, Contenido.idioma, Faceta.publicada_en)
        .join(Propuesta, Propuesta.id == Faceta.propuesta_id)
        .join(Contenido, Contenido.id == Faceta.propuesta_id)
        .where(Faceta.clase == int(Clase.ELEMENTO), Faceta.valor == SIN_CLASIFICAR)
        .order_by(Faceta.publicada_en, Faceta.propuesta_id)
        .limit(cuantas)
    )
    return [(codigo, _dicho(titulo, idioma), publicada) for codigo, titulo, idioma, publicada in filas]


@dataclass(frozen=True)
class IndicadorQuieto:
    """Un indicador activo con la fecha de su último dato; None, nunca tuvo."""

    codigo: str
    nombre: str
    elemento: str
    unidad_id: int | None
    unidad: str
    ultimo: dt.date | None


def indicadores_por_antiguedad(plan_id: int, antes_de: dt.date) -> list[IndicadorQuieto]:
    """Los indicadores de un plan sin dato desde esa fecha, primero los que nunca tuvieron. Una consulta."""
    ultimo = (
        select(func.max(Medicion.fecha))
        .where(Medicion.indicador_id == Indicador.id, Medicion.corregida_en.is_(None))
        .correlate(Indicador)
        .scalar_subquery()
    )
    filas = db.session.execute(_indicadores(plan_id, ultimo)).all()
    quietos = [_quieto(f) for f in filas if f.ultimo is None or _dia(f.ultimo) < antes_de]
    return sorted(quietos, key=lambda i: (i.ultimo is not None, i.ultimo or antes_de, i.codigo))


def _quieto(f: Any) -> IndicadorQuieto:
    return IndicadorQuieto(
        codigo=f.codigo,
        nombre=de(f, "nombre"),
        elemento=f.elemento,
        unidad_id=f.unidad_id,
        unidad=en(idiomas.actual(), f.unidad_traducciones, "nombre", f.unidad),
        ultimo=f.ultimo,
    )


def _dia(valor: Any) -> dt.date:
    return valor if isinstance(valor, dt.date) else dt.date.fromisoformat(valor)


def _indicadores(plan_id: int, ultimo: Any) -> Select[Any]:
    return (
        select(
            Indicador.codigo,
            Indicador.nombre,
            Indicador.traducciones,
            Elemento.codigo.label("elemento"),
            func.coalesce(Indicador.unidad_id, Elemento.unidad_id).label("unidad_id"),
            func.coalesce(Unidad.nombre, "").label("unidad"),
            Unidad.traducciones.label("unidad_traducciones"),
            ultimo.label("ultimo"),
        )
        .join(Elemento, Elemento.id == Indicador.elemento_id)
        .outerjoin(Unidad, Unidad.id == func.coalesce(Indicador.unidad_id, Elemento.unidad_id))
        .where(Indicador.plan_id == plan_id, Indicador.estado == "activo", Elemento.estado != "cancelado")
    )
