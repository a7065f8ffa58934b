"""Escrituras de la consulta de un plan: abrirla, cambiar sus fechas, apoyar, priorizar y devolver.

Ningún hecho dice quién apoyó ni quién priorizó: solo queda la fila, que cada cual puede quitar mientras dura.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from sqlalchemy import Select, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from app.consulta_plan import consultas, permisos, reglas
from app.consulta_plan.consultas import FichaConsulta
from app.consulta_plan.errores import ConsultaCerrada, FaltaAcreditacion, YaEmpezo, YaHayConsulta
from app.consulta_plan.modelos import ApoyoElemento, Consulta, Elemento, Persona, Plan, Prioridad
from app.consulta_plan.permisos import NoParticipa
from app.consulta_plan.reglas import Defecto, Momento
from app.contenido.servicios import anotar_hecho
from app.extensiones import db
from app.nucleo.errores import Conflicto, Invalido, NoEncontrado, NoPermitido, traducir
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.nucleo.reloj import ahora
from app.nucleo.traducido import Traducciones
from app.plan import servicios as planes
from app.plan.consultas import arbol

MOTIVO_MINIMO = 10


@dataclass(frozen=True)
class DatosConsulta:
    """Lo que se escribe de una consulta; las fechas son instantes y `nivel` None es todo el plan.

    `traducciones`: {idioma: {campo: texto}}; sin ellas, se quedan las que había.
    """

    pregunta: str
    abre: dt.datetime
    cierra: dt.datetime
    nivel: int | None = None
    puestos: int = 3
    acreditacion: int = 1
    traducciones: Traducciones | None = None


def _tomar_plan(plan_id: int) -> Plan:
    plan = db.session.scalar(
        select(Plan).where(Plan.id == plan_id).with_for_update().execution_options(populate_existing=True)
    )
    if plan is None:
        raise NoEncontrado()
    return plan


def _validar(datos: DatosConsulta, plan_id: int) -> None:
    if not datos.pregunta.strip():
        raise Invalido("pregunta", _("Escribe qué se pregunta."))
    if datos.cierra <= datos.abre:
        raise Invalido("cierra", _("La consulta tiene que cerrar después de abrir."))
    if not 1 <= datos.puestos <= reglas.PUESTOS_MAXIMO:
        raise Invalido("puestos", _("De 1 a %(n)s.", n=reglas.PUESTOS_MAXIMO))
    if datos.acreditacion not in range(4):
        raise Invalido("acreditacion", _("Elige una de la lista."))
    niveles = {n.nivel for n in arbol(plan_id).por_id.values()}
    if not niveles:
        raise Conflicto(_("Este plan no tiene elementos: no hay sobre qué consultar."))
    if datos.nivel is not None and datos.nivel not in niveles:
        raise Invalido("nivel", _("Ningún elemento del plan está en ese nivel."))


def abrir_consulta(quien: Identidad, plan_id: int, datos: DatosConsulta) -> None:
    """Pone el plan en consulta con sus fechas; deja un hecho público. Lanza `YaHayConsulta` si ya la tiene."""
    exigir(quien, Permiso.CONSULTA_EDITAR)
    plan = _tomar_plan(plan_id)
    _validar(datos, plan_id)
    if plan.estado not in ("borrador", "en_consulta"):
        raise Conflicto(_("Este plan ya fue aprobado: no se abre a consulta."))
    if plan.estado == "borrador":
        planes.cambiar_estado(quien, plan_id, "en_consulta", datos.pregunta.strip())
    with traducir({"pk_consultas_plan": YaHayConsulta()}):
        consulta = Consulta(plan_id=plan_id, **_columnas(datos))
        _traducir(consulta, datos.traducciones)
        db.session.add(consulta)
        db.session.flush()
    anotar_hecho("consulta.anunciada", plan_id, quien.persona_id, datos=_tramo(datos.abre, datos.cierra))


def _columnas(datos: DatosConsulta) -> dict[str, object]:
    return {
        "pregunta": datos.pregunta.strip(),
        "abre": datos.abre,
        "cierra": datos.cierra,
        "nivel": datos.nivel,
        "puestos": datos.puestos,
        "acreditacion": datos.acreditacion,
    }


def _traducir(consulta: Consulta, textos: Traducciones | None) -> bool:
    """Guarda lo traducido, si se dio; verdadero si cambió."""
    nuevas = None if textos is None else {i: dict(campos) for i, campos in textos.items()}
    if nuevas is None or nuevas == consulta.traducciones:
        return False
    consulta.traducciones = nuevas
    return True


def _tramo(abre: dt.datetime, cierra: dt.datetime) -> dict[str, str]:
    return {"abre": abre.isoformat(), "cierra": cierra.isoformat()}


def cambiar_consulta(quien: Identidad, plan_id: int, datos: DatosConsulta, motivo: str) -> None:
    """Cambia la consulta, con un motivo público. Una vez abierta solo cambia su cierre (`YaEmpezo`).

    Si ya había cerrado y vuelve a abrir, deja de contar lo de quien borró su cuenta: puede volver con otra.
    Traducirla no es cambiarla: se puede siempre, sin motivo, y queda anotado para el personal.
    """
    exigir(quien, Permiso.CONSULTA_EDITAR)
    _tomar_plan(plan_id)
    consulta = _tomada(plan_id)
    _validar(datos, plan_id)
    if _traducir(consulta, datos.traducciones):
        anotar_hecho("consulta.traducida", plan_id, quien.persona_id, publico=False)
    nuevas = _columnas(datos)
    if all(getattr(consulta, c) == v for c, v in nuevas.items()):
        return
    antes = _tramo(consulta.abre, consulta.cierra)
    if len(motivo.strip()) < MOTIVO_MINIMO:
        raise Invalido("motivo", _("Explica el cambio en una frase: se publica con las fechas."))
    momento = ahora()
    if consulta.abre <= momento:
        fijas = ("pregunta", "abre", "nivel", "puestos", "acreditacion")
        if any(getattr(consulta, c) != nuevas[c] for c in fijas):
            raise YaEmpezo()
    if consulta.cierra <= momento < datos.cierra:
        _quitar([plan_id], select(Persona.id).where(Persona.estado == "retirada"))
    for columna, valor in nuevas.items():
        setattr(consulta, columna, valor)
    db.session.flush()
    anotar_hecho(
        "consulta.cambiada",
        plan_id,
        quien.persona_id,
        motivo=motivo.strip(),
        datos={"antes": antes, "despues": _tramo(datos.abre, datos.cierra)},
    )


def devolver(quien: Identidad, plan_id: int, texto: str, traducciones: Traducciones | None = None) -> None:
    """Publica qué se hizo con lo dicho y por qué; solo cuando la consulta cerró."""
    exigir(quien, Permiso.CONSULTA_EDITAR)
    plan = _tomar_plan(plan_id)
    consulta = _tomada(plan_id)
    if consultas.ficha(consulta, plan.estado, plan.clave).momento is not Momento.CERRADA:
        raise Conflicto(_("La devolución se publica cuando la consulta cierra."))
    if not texto.strip():
        raise Invalido("devolucion", _("Escribe qué se tomó, qué no y por qué."))
    traducida = _traducir(consulta, traducciones)
    if consulta.devolucion == texto.strip():
        if traducida:
            anotar_hecho("consulta.traducida", plan_id, quien.persona_id, publico=False)
        return
    consulta.devolucion = texto.strip()
    db.session.flush()
    anotar_hecho("consulta.devuelta", plan_id, quien.persona_id)


def _tomada(plan_id: int, *, compartida: bool = False) -> Consulta:
    """La consulta con su fila tomada; compartida, muchas participan a la vez y las fechas quietas."""
    consulta = db.session.scalar(
        select(Consulta)
        .where(Consulta.plan_id == plan_id)
        .with_for_update(read=compartida)
        .execution_options(populate_existing=True)
    )
    if consulta is None:
        raise NoEncontrado()
    return consulta


def _exigir_participar(quien: Identidad, plan_id: int) -> FichaConsulta:
    """La consulta, si `quien` puede participar ahora: la hora se lee con los cerrojos ya tomados."""
    exigir(quien, Permiso.CONSULTA_PARTICIPAR)
    plan = db.session.scalar(
        select(Plan)
        .where(Plan.id == plan_id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    )
    if plan is None:
        raise NoEncontrado()
    ficha = consultas.ficha(_tomada(plan_id, compartida=True), plan.estado, plan.clave)
    acreditacion = consultas.acreditacion_de(quien.persona)
    if acreditacion is None:
        raise NoPermitido()
    motivo = permisos.no_participa(replace(quien, acreditacion=acreditacion), ficha.pide, ahora())
    if motivo in (NoParticipa.ANTES, NoParticipa.CERRADA):
        raise ConsultaCerrada()
    if motivo is NoParticipa.ACREDITACION:
        raise FaltaAcreditacion()
    if motivo is not None:
        raise NoPermitido()
    return ficha


def _plan_de(elemento_id: int) -> int:
    """El plan de un elemento que se puede apoyar; lanza `NoEncontrado`."""
    hallado = consultas.elemento(elemento_id)
    if hallado is None or hallado.consulta is None:
        raise NoEncontrado()
    if hallado.cancelado:
        raise Conflicto(_("Este elemento se canceló: ya no recibe apoyos."))
    return hallado.plan_id


def apoyar(quien: Identidad, elemento_id: int) -> bool:
    """Da el apoyo de `quien` a un elemento; repetirlo no cambia nada. Devuelve si entró."""
    _exigir_participar(quien, _plan_de(elemento_id))
    motor = db.session.get_bind().dialect.name
    insertar = postgresql.insert if motor == "postgresql" else sqlite.insert
    nuevo = db.session.scalar(
        insertar(ApoyoElemento)
        .values(elemento_id=elemento_id, persona_id=quien.persona, dado_en=ahora())
        .on_conflict_do_nothing(index_elements=["elemento_id", "persona_id"])
        .returning(ApoyoElemento.elemento_id)
    )
    return nuevo is not None


def retirar_apoyo(quien: Identidad, elemento_id: int) -> None:
    """Quita el apoyo de `quien`, si lo dio; solo mientras la consulta está abierta."""
    _exigir_participar(quien, _plan_de(elemento_id))
    db.session.execute(
        delete(ApoyoElemento).where(
            ApoyoElemento.elemento_id == elemento_id, ApoyoElemento.persona_id == quien.persona
        )
    )


def priorizar(quien: Identidad, plan_id: int, elegidos: Sequence[int]) -> None:
    """Deja las prioridades de `quien` justo en este orden, en lugar de las que tuviera.

    Lanza `Invalido` («prioridades») si el orden no vale: vacío, con repetidos, con más puestos de los que hay
    o con elementos que no se priorizan.
    """
    consulta = _exigir_participar(quien, plan_id)
    elegibles = _elegibles(consulta)
    exigir_orden(elegidos, elegibles, consulta.puestos)
    momento = ahora()
    db.session.execute(
        delete(Prioridad).where(Prioridad.plan_id == plan_id, Prioridad.persona_id == quien.persona)
    )
    db.session.execute(
        insert(Prioridad),
        [
            {
                "persona_id": quien.persona,
                "elemento_id": elemento_id,
                "plan_id": plan_id,
                "puesto": puesto,
                "dada_en": momento,
            }
            for puesto, elemento_id in enumerate(elegidos, start=1)
        ],
    )


def borrar_prioridades(quien: Identidad, plan_id: int) -> None:
    """Quita todas las prioridades de `quien`, mientras la consulta está abierta."""
    _exigir_participar(quien, plan_id)
    db.session.execute(
        delete(Prioridad).where(Prioridad.plan_id == plan_id, Prioridad.persona_id == quien.persona)
    )


def al_retirarse(persona_id: int) -> None:
    """Quita lo que una persona que se va apoyó y priorizó en lo que sigue abierto; lo cerrado se queda.

    Espera a quien esté cambiando fechas: lo que se reabre a la vez se mira ya abierto.
    """
    db.session.execute(select(Consulta.plan_id).order_by(Consulta.plan_id).with_for_update(read=True))
    _quitar([c.plan_id for c in consultas.abiertas()], select(Persona.id).where(Persona.id == persona_id))


def _quitar(planes_ids: Sequence[int], personas: Select[tuple[int]]) -> None:
    """Borra los apoyos y las prioridades de unas personas en unos planes."""
    suyos = select(Elemento.id).where(Elemento.plan_id.in_(planes_ids))
    for borrar in (
        delete(ApoyoElemento).where(
            ApoyoElemento.elemento_id.in_(suyos), ApoyoElemento.persona_id.in_(personas)
        ),
        delete(Prioridad).where(Prioridad.plan_id.in_(planes_ids), Prioridad.persona_id.in_(personas)),
    ):
        db.session.execute(borrar, execution_options={"synchronize_session": False})


def _elegibles(consulta: FichaConsulta) -> set[int]:
    filas = select(Elemento.id).where(Elemento.plan_id == consulta.plan_id, Elemento.estado != "cancelado")
    if consulta.nivel is not None:
        filas = filas.where(Elemento.nivel == consulta.nivel)
    return set(db.session.scalars(filas))


def exigir_orden(elegidos: Sequence[int], elegibles: set[int], puestos: int) -> None:
    """Lanza `Invalido` con la frase de lo que no vale."""
    defecto = reglas.defecto_de(elegidos, elegibles, puestos)
    frases = {
        Defecto.VACIO: _("Elige al menos uno."),
        Defecto.REPETIDO: _("Un mismo elemento está en dos puestos: cada puesto lleva uno distinto."),
        Defecto.AJENO: _("Uno de los elegidos ya no se puede priorizar: elige otro."),
        Defecto.DEMASIADOS: _("Elegiste más de los que caben: hay %(n)s puestos.", n=puestos),
    }
    if defecto is not None:
        raise Invalido("prioridades", frases[defecto])
