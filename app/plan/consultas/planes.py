"""Lecturas de los planes y sus unidades."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.contenido.modelos import Hecho
from app.extensiones import db
from app.nucleo import idiomas
from app.nucleo.errores import NoEncontrado
from app.nucleo.permisos import Identidad, Permiso
from app.nucleo.traducido import en
from app.plan.consultas.fichas import ESTADOS_PUBLICOS, ActoDado, FichaPlan, NombreUnidad
from app.plan.modelos import Acto, Importacion, Plan, Unidad

_CON_TODO = (joinedload(Plan.acto), joinedload(Plan.contenido))


def _acto(a: Acto) -> ActoDado:
    return ActoDado(a.organo, a.numero, a.fecha, a.gaceta, a.huella, a.id)


def _ficha(plan: Plan, idioma: str) -> FichaPlan:
    textos = plan.traducciones
    acto = plan.acto
    return FichaPlan(
        id=plan.id,
        codigo=plan.contenido.codigo,
        clave=plan.clave,
        nombre=en(idioma, textos, "nombre", plan.nombre),
        lema=en(idioma, textos, "lema", plan.lema),
        presentacion=en(idioma, textos, "presentacion", plan.presentacion),
        tipo=plan.tipo,
        estado=plan.estado,
        inicio=plan.inicio,
        fin=plan.fin,
        idioma=idioma,
        niveles=plan.niveles,
        traducciones=textos,
        acto=_acto(acto) if acto else None,
    )


def puede_ver_borradores(quien: Identidad) -> bool:
    """Verdadero si puede ver planes que todavía no son públicos."""
    return quien.puede_en_algun_lugar(Permiso.PLAN_VER_BORRADOR)


def plan_vigente(idioma: str = "es") -> FichaPlan | None:
    """El plan vigente de la ciudad (el que empezó último, si hay varios); None si no hay. Un marco no lo es."""
    plan = db.session.scalar(
        select(Plan)
        .where(Plan.estado == "vigente", Plan.tipo != "marco")
        .options(*_CON_TODO)
        .order_by(Plan.inicio.desc())
        .limit(1)
    )
    return _ficha(plan, idioma) if plan else None


def planes(quien: Identidad, idioma: str = "es") -> list[FichaPlan]:
    """Los planes que `quien` puede ver: primero los vigentes, después los más nuevos."""
    consulta = select(Plan).options(*_CON_TODO)
    if not puede_ver_borradores(quien):
        consulta = consulta.where(Plan.estado.in_(ESTADOS_PUBLICOS))
    hallados = db.session.scalars(consulta.order_by(Plan.inicio.desc(), Plan.id)).all()
    return sorted((_ficha(p, idioma) for p in hallados), key=lambda p: p.estado != "vigente")


def por_clave(clave: str, quien: Identidad, idioma: str = "es") -> FichaPlan:
    """El plan de esa dirección; `NoEncontrado` si no existe o es un borrador ajeno."""
    plan = db.session.scalar(select(Plan).where(Plan.clave == clave).options(*_CON_TODO))
    if plan is None or (plan.estado not in ESTADOS_PUBLICOS and not puede_ver_borradores(quien)):
        raise NoEncontrado()
    return _ficha(plan, idioma)


def hubo_estado_publico(plan_id: int) -> bool:
    """Verdadero si el plan fue público alguna vez, aunque ahora sea un borrador."""
    return (
        db.session.scalar(
            select(Hecho.id)
            .where(Hecho.contenido_id == plan_id, Hecho.clase.in_(("plan.aprobado", "plan.estado_cambiado")))
            .limit(1)
        )
        is not None
    )


def tiene_historia(contenido_id: int) -> bool:
    """Verdadero si alguna vez se anotó algo de un elemento: un hito, un avance, un indicador."""
    return db.session.scalar(select(Hecho.id).where(Hecho.contenido_id == contenido_id).limit(1)) is not None


def unidades(idioma: str | None = None) -> Sequence[NombreUnidad]:
    """Todas las unidades, por nombre, en el idioma dado o en el de la petición."""
    filas = db.session.execute(
        select(Unidad.id, Unidad.codigo, Unidad.nombre, Unidad.traducciones).order_by(Unidad.nombre)
    )
    lengua = idioma or idiomas.actual()
    return [NombreUnidad(i, codigo, en(lengua, t, "nombre", nombre)) for i, codigo, nombre, t in filas]


def unidad(codigo: str) -> Unidad | None:
    """La unidad de ese código; None si no hay."""
    return db.session.scalar(select(Unidad).where(Unidad.codigo == codigo))


def importacion(ficha: str, plan_id: int, persona_id: int | None) -> Importacion | None:
    """El archivo que esta persona ensayó, aplicado o no; None si no es suyo o no existe."""
    return db.session.scalar(
        select(Importacion).where(
            Importacion.ficha == ficha,
            Importacion.plan_id == plan_id,
            Importacion.persona_id == persona_id,
        )
    )


def importacion_ultima(plan_id: int, persona_id: int | None) -> Importacion | None:
    """Lo último que esta persona trajo al plan y todavía se puede deshacer; None si no hay."""
    return db.session.scalar(
        select(Importacion)
        .where(
            Importacion.plan_id == plan_id,
            Importacion.persona_id == persona_id,
            Importacion.aplicada_en.is_not(None),
            Importacion.texto != "",
        )
        .order_by(Importacion.aplicada_en.desc())
        .limit(1)
    )
