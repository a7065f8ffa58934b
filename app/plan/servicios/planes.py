"""Crear, editar, aprobar y cerrar un plan."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.adjuntos import consultas as adjuntos
from app.adjuntos.reglas import Limites
from app.adjuntos.servicios import adjuntar
from app.contenido.servicios import anotar_hecho, crear_contenido
from app.extensiones import db
from app.nucleo.errores import Conflicto, Invalido, NoEncontrado, traducir
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.nucleo.traducido import propio
from app.plan.consultas import ESTADOS_PUBLICOS, huella_de_adjunto
from app.plan.modelos import TIPOS, Acto, Plan

DOCUMENTO_DE_ACTO = Limites(imagenes=0, documentos=1, intactos=True)
"""Lo que admite el formulario de un acto: su PDF, con la firma y la huella con que se publicó."""
DOCUMENTOS_DEL_PLAN = Limites(imagenes=0, documentos=60)
_CLAVE = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_PASOS = {
    "borrador": ("en_consulta",),
    "en_consulta": ("borrador",),
    "vigente": ("evaluado", "archivado"),
    "evaluado": ("archivado",),
}
"""A qué estados se pasa sin acto; a vigente solo se llega con `aprobar`."""


@dataclass(frozen=True)
class DatosPlan:
    """Lo que se escribe de un plan.

    `niveles`: [{idioma: {singular, plural}}]; `traducciones`: {idioma: {nombre, lema, presentacion}}.
    """

    clave: str
    nombre: str
    inicio: dt.date
    fin: dt.date
    tipo: str = "estrategico"
    lema: str = ""
    presentacion: str = ""
    niveles: Sequence[Mapping[str, Any]] = ()
    traducciones: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class DatosActo:
    """El acto que aprueba: qué órgano, con qué número, qué día y dónde se publicó.

    `documento`: la ficha del formulario con que se subió su PDF; vacía, sin documento.
    """

    organo: str
    numero: str
    fecha: dt.date
    gaceta: str = ""
    documento: str = ""


def bloquear(plan_id: int) -> Plan:
    """El plan, con su fila tomada hasta el final de la transacción: quien escribe en él espera su turno.

    Uno archivado ya no se toma: `Conflicto`.
    """
    plan = db.session.scalar(
        select(Plan).where(Plan.id == plan_id).with_for_update().execution_options(populate_existing=True)
    )
    if plan is None:
        raise NoEncontrado()
    exigir_vivo(plan.estado)
    return plan


def exigir_vivo(estado: str) -> None:
    """Un plan archivado se lee y ya no cambia: ni él, ni su avance, ni por una página ni por un archivo."""
    if estado == "archivado":
        raise Conflicto(_("Este plan está archivado: ya no cambia."))


def _validar(datos: DatosPlan) -> None:
    if not _CLAVE.fullmatch(datos.clave):
        raise Invalido("clave", _("La clave lleva minúsculas sin tildes, cifras y guiones: plan-2035."))
    if not datos.nombre or len(datos.nombre) > 160:
        raise Invalido("nombre", _("Escribe el nombre del plan, en no más de 160 caracteres."))
    if datos.tipo not in TIPOS:
        raise Invalido("tipo", _("Elige un tipo de plan."))
    if datos.fin < datos.inicio:
        raise Invalido("fin", _("El plan termina antes de empezar. Revisa las fechas."))


def _escribir(plan: Plan, datos: DatosPlan) -> None:
    plan.clave, plan.nombre, plan.tipo = datos.clave, datos.nombre, datos.tipo
    plan.lema, plan.presentacion = datos.lema, datos.presentacion
    plan.inicio, plan.fin = datos.inicio, datos.fin
    plan.niveles = [dict(n) for n in datos.niveles]
    plan.traducciones = {i: dict(t) for i, t in datos.traducciones.items()}
    repetida = Invalido("clave", _("Ya hay un plan con esa clave."))
    with traducir({"uq_planes_clave": repetida}):
        db.session.flush()


def crear_plan(quien: Identidad, datos: DatosPlan) -> int:
    """Crea un plan en borrador y devuelve su id."""
    exigir(quien, Permiso.PLAN_IMPORTAR)
    _validar(datos)
    contenido = crear_contenido("plan", quien.persona_id)
    plan = Plan(id=contenido.id, estado="borrador")
    db.session.add(plan)
    with db.session.no_autoflush:
        _escribir(plan, datos)
    anotar_hecho("plan.creado", plan.id, quien.persona_id, publico=False)
    return plan.id


def exigir_motivo(estado: str, motivo: str) -> None:
    """Un cambio en un plan que la gente ya ve lleva su porqué."""
    if estado in ESTADOS_PUBLICOS and not motivo.strip():
        raise Invalido("motivo", _("Este plan es público: di por qué cambia. Se verá en su hilo."))


def _visto(plan: Plan) -> dict[str, str]:
    """Los datos del plan como se cuentan en un hecho; los de otro idioma, `lema[pt]`."""
    visto = {c: str(getattr(plan, c)) for c in ("nombre", "tipo", "lema", "presentacion", "inicio", "fin")}
    for idioma, textos in plan.traducciones.items():
        visto |= {f"{campo}[{idioma}]": texto for campo, texto in textos.items()}
    for idioma in sorted({i for nivel in plan.niveles for i in nivel}):
        nombres = [nivel[idioma] for nivel in plan.niveles if idioma in nivel]
        dichos = [f"{n.get('singular', '')} ({n.get('plural', '')})" for n in nombres]
        visto["niveles" if idioma == propio() else f"niveles[{idioma}]"] = ", ".join(dichos)
    return visto


def editar_plan(quien: Identidad, plan_id: int, datos: DatosPlan, motivo: str = "") -> None:
    """Cambia los datos de un plan; si ya es público, exige motivo, conserva la clave y deja un hecho."""
    exigir(quien, Permiso.PLAN_IMPORTAR)
    _validar(datos)
    plan = bloquear(plan_id)
    exigir_motivo(plan.estado, motivo)
    if plan.estado in ESTADOS_PUBLICOS and datos.clave != plan.clave:
        raise Invalido("clave", _("La dirección de un plan público no cambia: hay enlaces que llevan a ella."))
    antes = _visto(plan)
    _escribir(plan, datos)
    despues = _visto(plan)
    cambios = [
        {"campo": c, "antes": antes.get(c, ""), "despues": despues.get(c, "")}
        for c in (antes | despues)
        if antes.get(c, "") != despues.get(c, "")
    ]
    if cambios:
        anotar_hecho(
            "plan.editado",
            plan.id,
            quien.persona_id,
            motivo=motivo,
            datos={"cambios": cambios},
            publico=plan.estado in ESTADOS_PUBLICOS,
        )


def escribir_acto(quien: Identidad, plan: Plan, acto: DatosActo) -> Acto:
    """Guarda un acto del plan y, si trae documento, lo adjunta al plan con su huella SHA-256."""
    if not acto.organo.strip() or not acto.numero.strip():
        raise Invalido("organo" if not acto.organo.strip() else "numero", _("Un plan vigente tiene un acto."))
    fila = Acto(organo=acto.organo, numero=acto.numero, fecha=acto.fecha, gaceta=acto.gaceta)
    subidos = adjuntos.sueltos(quien, acto.documento) if acto.documento else []
    if subidos:
        adjuntar(quien, acto.documento, plan.id, limites=DOCUMENTOS_DEL_PLAN, exigir_texto=False)
        fila.huella = huella_de_adjunto(subidos[0].clave)
    db.session.add(fila)
    db.session.flush()
    return fila


def estados_siguientes(estado: str) -> tuple[str, ...]:
    """A qué estados puede pasar un plan sin un acto nuevo."""
    return _PASOS.get(estado, ())


def cambiar_estado(quien: Identidad, plan_id: int, estado: str, motivo: str) -> None:
    """Pasa el plan a consulta, evaluado o archivado; siempre con motivo y con un hecho público."""
    exigir(quien, Permiso.PLAN_IMPORTAR)
    plan = bloquear(plan_id)
    if estado not in _PASOS.get(plan.estado, ()):
        raise Conflicto(_("El plan no puede pasar a ese estado."))
    if not motivo.strip():
        raise Invalido("motivo", _("Di por qué cambia el estado del plan."))
    datos = {"antes": plan.estado, "despues": estado}
    plan.estado = estado
    anotar_hecho("plan.estado_cambiado", plan.id, quien.persona_id, motivo=motivo, datos=datos)
