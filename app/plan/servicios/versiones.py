"""Aprobar un plan y publicar sus versiones: lo publicado no cambia nunca."""

from __future__ import annotations

from flask_babel import gettext as _

from app.contenido.servicios import anotar_hecho
from app.extensiones import db
from app.nucleo.errores import Conflicto, Invalido
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.nucleo.reloj import ahora
from app.plan import reglas
from app.plan.consultas import arbol, tablas_de, ultimo_numero, version
from app.plan.modelos import Plan, VersionPlan
from app.plan.servicios.planes import DatosActo, bloquear, escribir_acto

PUBLICAN = ("en_consulta", "vigente", "evaluado")
"""En qué estados se publica una versión de un plan."""


def _fijar(
    quien: Identidad,
    plan: Plan,
    tablas: dict[str, str],
    *,
    que_cambio: str,
    por_que: str,
    acto_id: int | None = None,
) -> VersionPlan:
    """Guarda las tablas del plan (ya bloqueado) con el número que sigue."""
    nueva = VersionPlan(
        plan_id=plan.id,
        numero=ultimo_numero(plan.id) + 1,
        publicada_en=ahora(),
        persona_id=quien.persona_id,
        acto_id=acto_id,
        que_cambio=str(que_cambio),
        por_que=str(por_que),
        huella=reglas.huella_de_tablas(tablas),
        tablas=tablas,
    )
    db.session.add(nueva)
    db.session.flush()
    return nueva


def aprobar(quien: Identidad, plan_id: int, acto: DatosActo, motivo: str = "") -> None:
    """Hace vigente un plan con el acto que lo aprueba y fija su versión; sin acto no hay plan vigente."""
    exigir(quien, Permiso.PLAN_IMPORTAR)
    plan = bloquear(plan_id)
    if plan.estado not in ("borrador", "en_consulta"):
        raise Conflicto(_("Este plan ya fue aprobado."))
    fila = escribir_acto(quien, plan, acto)
    plan.acto_id, plan.estado = fila.id, "vigente"
    db.session.flush()
    anotar_hecho(
        "plan.aprobado",
        plan.id,
        quien.persona_id,
        motivo=motivo,
        datos={"organo": acto.organo, "numero": acto.numero, "fecha": acto.fecha.isoformat()},
    )
    _fijar(
        quien,
        plan,
        tablas_de(plan, arbol(plan.id)),
        acto_id=fila.id,
        que_cambio=_("Se aprueba el plan."),
        por_que=motivo or _("Lo aprueba %(organo)s con %(numero)s.", organo=acto.organo, numero=acto.numero),
    )


def publicar_version(
    quien: Identidad, plan_id: int, que_cambio: str, por_que: str, acto: DatosActo | None = None
) -> int:
    """Publica el plan como está ahora y devuelve el número de la versión, que no cambia nunca.

    Dos a la vez se numeran una tras otra; la segunda, sin nada nuevo que publicar, lanza `Conflicto`.
    """
    exigir(quien, Permiso.PLAN_IMPORTAR)
    plan = bloquear(plan_id)
    if plan.estado not in PUBLICAN:
        raise Conflicto(_("Se publican versiones de un plan en consulta, vigente o evaluado."))
    if not que_cambio.strip():
        raise Invalido("que_cambio", _("Di qué cambió."))
    if not por_que.strip():
        raise Invalido("por_que", _("Di por qué cambió."))
    ultimo, tablas = ultimo_numero(plan.id), tablas_de(plan, arbol(plan.id))
    if ultimo and version(plan.id, ultimo).huella == reglas.huella_de_tablas(tablas):
        raise Conflicto(_("El plan está igual que en su versión %(n)s: no hay nada que publicar.", n=ultimo))
    fila = escribir_acto(quien, plan, acto) if acto else None
    nueva = _fijar(
        quien,
        plan,
        tablas,
        acto_id=fila.id if fila else None,
        que_cambio=que_cambio.strip(),
        por_que=por_que.strip(),
    )
    anotar_hecho(
        "plan.version_publicada",
        plan.id,
        quien.persona_id,
        motivo=nueva.por_que,
        datos={"numero": nueva.numero, "que_cambio": nueva.que_cambio},
    )
    return nueva.numero
