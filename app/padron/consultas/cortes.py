"""Los cortes con sus cuentas publicables, y las objeciones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.contenido.reglas import normalizar_codigo
from app.cuentas.modelos import Persona
from app.extensiones import db
from app.nucleo.errores import NoEncontrado
from app.nucleo.permisos import ANONIMA, Identidad
from app.nucleo.reloj import ahora
from app.padron.claves import huella_de_codigo
from app.padron.modelos import Corte, Empadronada, Objecion, Padron
from app.padron.reglas import publicables
from app.procesos import consultas as procesos
from app.territorio import consultas as territorio


@dataclass(frozen=True)
class CorteVisible:
    """Un corte con lo que se publica de él: por lugar, `None` es una cuenta callada."""

    id: int
    nombre: str
    proceso_clave: str
    proceso_nombre: str
    fecha: dt.datetime
    objeciones_hasta: dt.datetime
    respuestas_hasta: dt.datetime
    total: int | None
    lugares: tuple[tuple[str, int | None], ...]
    se_objeta: bool

    @property
    def hay_calladas(self) -> bool:
        """Verdadero si alguna cuenta no se publica."""
        return self.total is None or any(n is None for _, n in self.lugares)


def en_fecha(fecha: dt.datetime) -> tuple[list[int], dict[int | None, int]]:
    """Quién estaba en el padrón en `fecha`: las ediciones que valían y cuántas personas por territorio.

    Quien está en el importado y en el abierto cuenta una vez, en el lugar del importado.
    """
    valian = db.session.execute(
        select(Padron.id, Padron.modalidad).where(
            Padron.vigente_desde <= fecha,
            Padron.estado.in_(("vigente", "reemplazado")),
            or_(Padron.reemplazado_en.is_(None), Padron.reemplazado_en > fecha),
        )
    ).all()
    cuentas: dict[int | None, int] = {}
    importados = [i for i, modalidad in valian if modalidad == "importado"]
    for padron_id, modalidad in valian:
        consulta = (
            select(Empadronada.territorio_id, func.count())
            .where(Empadronada.padron_id == padron_id, *_estaba(Empadronada, fecha))
            .group_by(Empadronada.territorio_id)
        )
        if modalidad == "abierto" and importados:
            otra = aliased(Empadronada)
            repetida = select(otra.huella).where(
                otra.padron_id.in_(importados), otra.huella == Empadronada.huella, *_estaba(otra, fecha)
            )
            consulta = consulta.where(~repetida.exists())
        for lugar, n in db.session.execute(consulta):
            cuentas[lugar] = cuentas.get(lugar, 0) + int(n)
    return [i for i, _ in valian], cuentas


def _estaba(tabla: type[Empadronada], fecha: dt.datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return (tabla.alta_en <= fecha, or_(tabla.baja_en.is_(None), tabla.baja_en > fecha))


def _visible(fila: Corte) -> CorteVisible:
    publicable = publicables(fila.por_territorio)
    lugares = []
    for codigo, cuantas in publicable.celdas.items():
        lugar = territorio.por_codigo(codigo)
        lugares.append((lugar.nombre if lugar else codigo, cuantas))
    return CorteVisible(
        id=fila.id,
        nombre=fila.nombre,
        proceso_clave=fila.proceso.clave,
        proceso_nombre=fila.proceso.nombre,
        fecha=fila.fecha,
        objeciones_hasta=fila.objeciones_hasta,
        respuestas_hasta=fila.respuestas_hasta,
        total=publicable.total,
        lugares=tuple(sorted(lugares, key=lambda par: par[0])),
        se_objeta=ahora() < fila.objeciones_hasta,
    )


def corte(corte_id: int, quien: Identidad = ANONIMA) -> CorteVisible:
    """Un corte como se publica. Lanza `NoEncontrado` si no existe o su proceso no existe para `quien`."""
    fila = db.session.scalar(select(Corte).where(Corte.id == corte_id).options(joinedload(Corte.proceso)))
    if fila is None or procesos.por_clave(fila.proceso.clave, quien) is None:
        raise NoEncontrado()
    return _visible(fila)


def cortes_de(proceso_id: int) -> list[CorteVisible]:
    """Los cortes de un proceso, el más nuevo primero."""
    filas = db.session.scalars(
        select(Corte)
        .where(Corte.proceso_id == proceso_id)
        .options(joinedload(Corte.proceso))
        .order_by(Corte.fecha.desc(), Corte.id.desc())
    )
    return [_visible(f) for f in filas]


def todos_los_cortes(*, publicos: bool = True) -> list[CorteVisible]:
    """Todos los cortes, el más nuevo primero; con `publicos`, sin los de procesos en borrador."""
    filas = db.session.scalars(
        select(Corte).options(joinedload(Corte.proceso)).order_by(Corte.fecha.desc(), Corte.id.desc())
    )
    return [_visible(f) for f in filas if not publicos or f.proceso.estado != "borrador"]


def objeciones_de(corte_id: int) -> Sequence[Objecion]:
    """Las objeciones de un corte: primero las que esperan, la más antigua delante."""
    return db.session.scalars(
        select(Objecion)
        .where(Objecion.corte_id == corte_id)
        .order_by((Objecion.estado != "recibida"), Objecion.id)
        .limit(500)
    ).all()


def contar_objeciones() -> dict[int, tuple[int, int]]:
    """De cada corte: cuántas objeciones hubo y cuántas esperan respuesta."""
    filas = db.session.execute(
        select(Objecion.corte_id, func.count(), func.count().filter(Objecion.estado == "recibida")).group_by(
            Objecion.corte_id
        )
    )
    return {c: (int(n), int(esperan)) for c, n, esperan in filas}


def objecion(objecion_id: int) -> Objecion:
    """Una objeción con su corte, para quien la resuelve. Lanza `NoEncontrado`."""
    hallada = db.session.scalar(
        select(Objecion).where(Objecion.id == objecion_id).options(joinedload(Objecion.corte))
    )
    if hallada is None:
        raise NoEncontrado()
    return hallada


def objecion_por_codigo(codigo: str) -> Objecion:
    """La objeción de ese código, tecleado de cualquier manera. Lanza `NoEncontrado`."""
    limpio = normalizar_codigo(codigo)
    hallada = limpio and db.session.scalar(
        select(Objecion)
        .where(Objecion.codigo_huella == huella_de_codigo(limpio))
        .options(joinedload(Objecion.corte).joinedload(Corte.proceso))
    )
    if not hallada:
        raise NoEncontrado()
    return hallada


def correo_e_idioma(persona_id: int | None) -> tuple[str | None, str]:
    """A dónde y en qué idioma se escribe a una cuenta; sin cuenta, a ningún correo y en el de la ciudad."""
    persona = db.session.get(Persona, persona_id) if persona_id is not None else None
    return (persona.correo, persona.idioma) if persona else (None, str(current_app.config["IDIOMA"]))


def objeciones_propias(persona_id: int) -> Sequence[Objecion]:
    """Las objeciones que hizo una cuenta, la más nueva primero."""
    return db.session.scalars(
        select(Objecion)
        .where(Objecion.persona_id == persona_id)
        .options(joinedload(Objecion.corte))
        .order_by(Objecion.id.desc())
        .limit(50)
    ).all()
