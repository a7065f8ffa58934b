"""Lecturas de la consulta de un plan. Ninguna dice quién apoyó ni quién priorizó qué."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import distinct, func, select, union

from app.consulta_plan import permisos, reglas
from app.consulta_plan.modelos import ApoyoElemento, Consulta, Elemento, Persona, Plan, Prioridad
from app.consulta_plan.permisos import Pide
from app.consulta_plan.reglas import Momento, Recuento
from app.extensiones import db
from app.nucleo.permisos import Identidad
from app.nucleo.reloj import ahora
from app.nucleo.traducido import Texto, de
from app.participacion.modelos import Conversacion
from app.plan.consultas import Arbol, FichaPlan, Nodo


@dataclass(frozen=True)
class FichaConsulta:
    """Una consulta, suelta de la base; sus textos, como se escribieron, y sus traducciones aparte."""

    plan_id: int
    pregunta: str
    abre: dt.datetime
    cierra: dt.datetime
    nivel: int | None
    puestos: int
    acreditacion: int
    devolucion: str
    traducciones: Mapping[str, Mapping[str, str]]
    estado_plan: str
    plan_clave: str

    @property
    def pide(self) -> Pide:
        """Lo que pide para participar."""
        return Pide(self.abre, self.cierra, self.acreditacion, self.estado_plan)

    @property
    def momento(self) -> Momento:
        """Antes, abierta o cerrada, ahora mismo."""
        return self.pide.momento(ahora())

    def no_participa(self, quien: Identidad) -> permisos.NoParticipa | None:
        """Por qué `quien` no puede participar ahora; None si puede."""
        return permisos.no_participa(quien, self.pide, ahora())

    def elegible(self, nodo: Nodo) -> bool:
        """Verdadero si un elemento se puede priorizar."""
        return nodo.estado != "cancelado" and (self.nivel is None or nodo.nivel == self.nivel)


_COLUMNAS = (
    "plan_id", "pregunta", "abre", "cierra", "nivel", "puestos", "acreditacion", "devolucion", "traducciones",
)  # fmt: skip


def ficha(consulta: Consulta, estado_plan: str, plan_clave: str) -> FichaConsulta:
    """La consulta sin su fila."""
    valores = {c: getattr(consulta, c) for c in _COLUMNAS}
    return FichaConsulta(**valores, estado_plan=estado_plan, plan_clave=plan_clave)


def de_plan(plan_id: int) -> FichaConsulta | None:
    """La consulta de un plan; None si no tiene."""
    fila = db.session.execute(
        select(Consulta, Plan.estado, Plan.clave)
        .join(Plan, Plan.id == Consulta.plan_id)
        .where(Consulta.plan_id == plan_id)
    ).one_or_none()
    return None if fila is None else ficha(*fila)


@dataclass(frozen=True)
class ElementoConsultado:
    """Un elemento, en el idioma de la petición, con su plan y, si la tiene, la consulta de ese plan."""

    id: int
    codigo: str
    titulo: str
    plan_id: int
    plan_clave: str
    estado_plan: str
    cancelado: bool
    consulta: FichaConsulta | None


def elemento(elemento_id: int) -> ElementoConsultado | None:
    """El elemento con la consulta de su plan, en una consulta; None si no existe."""
    fila = db.session.execute(
        select(Elemento, Plan.clave, Plan.estado, Consulta)
        .join(Plan, Plan.id == Elemento.plan_id)
        .outerjoin(Consulta, Consulta.plan_id == Plan.id)
        .where(Elemento.id == elemento_id)
    ).one_or_none()
    if fila is None:
        return None
    e, clave, estado, consulta = fila
    return ElementoConsultado(
        id=e.id,
        codigo=e.codigo,
        titulo=de(e, "titulo"),
        plan_id=e.plan_id,
        plan_clave=clave,
        estado_plan=estado,
        cancelado=e.estado == "cancelado",
        consulta=ficha(consulta, estado, clave) if consulta else None,
    )


def del_nodo(plan: FichaPlan, nodo: Nodo) -> ElementoConsultado:
    """El elemento ya leído, con la consulta de su plan."""
    return ElementoConsultado(
        id=nodo.id,
        codigo=nodo.codigo,
        titulo=nodo.titulo,
        plan_id=plan.id,
        plan_clave=plan.clave,
        estado_plan=plan.estado,
        cancelado=nodo.estado == "cancelado",
        consulta=de_plan(plan.id),
    )


def apoyos_por_elemento(plan_id: int) -> dict[int, int]:
    """Cuántas personas apoyan cada elemento de un plan; los que nadie apoya no aparecen."""
    return dict(
        db.session.execute(
            select(ApoyoElemento.elemento_id, func.count())
            .join(Elemento, Elemento.id == ApoyoElemento.elemento_id)
            .where(Elemento.plan_id == plan_id)
            .group_by(ApoyoElemento.elemento_id)
        )
        .tuples()
        .all()
    )


def apoyos_de(elemento_id: int) -> int:
    """Cuántas personas apoyan un elemento."""
    cuenta = select(func.count()).where(ApoyoElemento.elemento_id == elemento_id)
    return db.session.scalar(cuenta) or 0


def pulso(plan_id: int, codigo: str) -> tuple[int, int] | None:
    """Cuántos apoyan un elemento y por qué versión va su conversación: lo que cambia sin dejar un hecho."""
    fila = db.session.execute(
        select(
            select(func.count()).where(ApoyoElemento.elemento_id == Elemento.id).scalar_subquery(),
            func.coalesce(Conversacion.version, 0),
        )
        .select_from(Elemento)
        .outerjoin(Conversacion, Conversacion.contenido_id == Elemento.id)
        .where(Elemento.plan_id == plan_id, Elemento.codigo == codigo)
    ).one_or_none()
    return None if fila is None else (int(fila[0]), int(fila[1]))


def comentarios_por_elemento(plan_id: int) -> dict[int, int]:
    """Cuántos comentarios tiene cada elemento de un plan."""
    return dict(
        db.session.execute(
            select(Conversacion.contenido_id, Conversacion.comentarios)
            .join(Elemento, Elemento.id == Conversacion.contenido_id)
            .where(Elemento.plan_id == plan_id, Conversacion.comentarios > 0)
        )
        .tuples()
        .all()
    )


def cuentas_de(plan_id: int) -> tuple[dict[int, int], dict[int, int]]:
    """Los apoyos y los comentarios de cada elemento de un plan (dos consultas)."""
    return apoyos_por_elemento(plan_id), comentarios_por_elemento(plan_id)


def apoyados_por(quien: Identidad, plan_id: int) -> frozenset[int]:
    """Los elementos que apoya quien mira; solo sus propios apoyos."""
    if not quien.autenticada:
        return frozenset()
    return frozenset(
        db.session.scalars(
            select(ApoyoElemento.elemento_id)
            .join(Elemento, Elemento.id == ApoyoElemento.elemento_id)
            .where(Elemento.plan_id == plan_id, ApoyoElemento.persona_id == quien.persona)
        )
    )


def orden_de(quien: Identidad, plan_id: int) -> list[int]:
    """Las prioridades de quien mira, del primer puesto al último."""
    if not quien.autenticada:
        return []
    return list(
        db.session.scalars(
            select(Prioridad.elemento_id)
            .where(Prioridad.plan_id == plan_id, Prioridad.persona_id == quien.persona)
            .order_by(Prioridad.puesto)
        )
    )


def participantes(plan_id: int) -> int:
    """Cuántas personas apoyaron o priorizaron algo."""
    apoyan = (
        select(ApoyoElemento.persona_id)
        .join(Elemento, Elemento.id == ApoyoElemento.elemento_id)
        .where(Elemento.plan_id == plan_id)
    )
    priorizan = select(Prioridad.persona_id).where(Prioridad.plan_id == plan_id)
    return db.session.scalar(select(func.count()).select_from(union(apoyan, priorizan).subquery())) or 0


@dataclass(frozen=True)
class Priorizado:
    """El resultado de priorizar: cuántas personas lo hicieron y cada elemento con su lugar."""

    personas: int
    filas: Sequence[tuple[int, Recuento]]


def priorizado(consulta: FichaConsulta, plano: Arbol) -> Priorizado:
    """Los puntos de cada elemento elegible, sumados en la base (dos consultas)."""
    puntos = func.sum(reglas.puntos_de(Prioridad.puesto, consulta.puestos))
    filas = db.session.execute(
        select(Prioridad.elemento_id, puntos, func.count())
        .where(Prioridad.plan_id == consulta.plan_id)
        .group_by(Prioridad.elemento_id)
    ).all()
    recuentos = {i: Recuento(i, int(p), int(n)) for i, p, n in filas}
    orden = [n.id for n in plano.en_orden() if consulta.elegible(n) or n.id in recuentos]
    cuantas = select(func.count(distinct(Prioridad.persona_id))).where(Prioridad.plan_id == consulta.plan_id)
    return Priorizado(db.session.scalar(cuantas) or 0, reglas.clasificar(recuentos, orden))


def acreditacion_de(persona_id: int) -> int | None:
    """La acreditación de una cuenta activa, con su fila tomada hasta el final: sus actos pasan de uno en uno.

    None si ya no hay tal cuenta.
    """
    return db.session.scalar(
        select(Persona.acreditacion)
        .where(Persona.id == persona_id, Persona.estado == "activa")
        .with_for_update(key_share=True)
    )


@dataclass(frozen=True)
class ConsultaAbierta:
    """Un plan que hoy pide opinión; lo que pregunta, en el idioma de quien lee."""

    plan_id: int
    plan_clave: str
    nombre: str
    traducciones: Mapping[str, Mapping[str, str]]
    pregunta: Texto
    cierra: dt.datetime


def abiertas() -> list[ConsultaAbierta]:
    """Los planes con una consulta abierta ahora, primero la que cierra antes."""
    momento = ahora()
    filas = db.session.execute(
        select(Plan.id, Plan.clave, Plan.nombre, Plan.traducciones, Consulta)
        .join(Consulta, Consulta.plan_id == Plan.id)
        .where(Plan.estado == "en_consulta", Consulta.abre <= momento, Consulta.cierra > momento)
        .order_by(Consulta.cierra, Plan.id)
    )
    return [
        ConsultaAbierta(ident, clave, nombre, textos, de(c, "pregunta"), c.cierra)
        for ident, clave, nombre, textos, c in filas.tuples()
    ]
