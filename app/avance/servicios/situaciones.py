"""La situación puesta a mano y los umbrales con que se calcula la otra."""

from __future__ import annotations

from flask_babel import gettext as _

from app.avance.modelos import SITUACIONES, SituacionDicha
from app.avance.servicios.comunes import anotar, con_motivo, elemento_anotable
from app.contenido.servicios import anotar_hecho
from app.extensiones import db
from app.nucleo.errores import Conflicto, Invalido, traducir
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.nucleo.reloj import ahora
from app.plan.consultas import ESTADOS_PUBLICOS
from app.plan.servicios.planes import bloquear


def poner_situacion(quien: Identidad, elemento_id: int, situacion: str, motivo: str) -> bool:
    """Pone a mano la situación de un elemento, con su porqué público; devuelve si algo cambió."""
    elemento = elemento_anotable(quien, elemento_id)
    if situacion not in SITUACIONES:
        raise Invalido("situacion", _("Elige una situación."))
    porque = con_motivo(motivo)
    puesta = db.session.get(SituacionDicha, elemento_id, populate_existing=True)
    if puesta and (puesta.situacion, puesta.motivo) == (situacion, porque):
        return False
    if puesta is None:
        puesta = SituacionDicha(elemento_id=elemento_id)
        db.session.add(puesta)
    puesta.situacion, puesta.motivo = situacion, porque
    puesta.persona_id, puesta.puesta_en = quien.persona_id, ahora()
    with traducir({"pk_situaciones": Conflicto()}):
        db.session.flush()
    anotar(quien, elemento, "situacion_puesta", {"situacion": situacion}, porque)
    return True


def quitar_situacion(quien: Identidad, elemento_id: int, motivo: str) -> bool:
    """Vuelve a valer la calculada; devuelve si había una puesta a mano."""
    elemento = elemento_anotable(quien, elemento_id)
    puesta = db.session.get(SituacionDicha, elemento_id, populate_existing=True)
    if puesta is None:
        return False
    porque = con_motivo(motivo)
    db.session.delete(puesta)
    db.session.flush()
    anotar(quien, elemento, "situacion_quitada", {}, porque)
    return True


def cambiar_umbrales(quien: Identidad, plan_id: int, a_tiempo: int, en_riesgo: int, motivo: str) -> bool:
    """Cambia desde qué ritmo (en centésimas) se va a tiempo o en riesgo en todo el plan, con su porqué."""
    exigir(quien, Permiso.PLAN_IMPORTAR)
    plan = bloquear(plan_id)
    if not 0 < en_riesgo <= 99:
        raise Invalido("en_riesgo", _("Va de 1 a 99."))
    if not en_riesgo < a_tiempo <= 100:
        raise Invalido("a_tiempo", _("Debe ser mayor que el de «en riesgo», y 100 como mucho."))
    nuevos = {"umbral_a_tiempo": a_tiempo, "umbral_en_riesgo": en_riesgo}
    cambios = [
        {"campo": c, "antes": f"{getattr(plan, c)} %", "despues": f"{v} %"}
        for c, v in nuevos.items()
        if getattr(plan, c) != v
    ]
    if not cambios:
        return False
    porque = con_motivo(motivo)
    plan.umbral_a_tiempo, plan.umbral_en_riesgo = a_tiempo, en_riesgo
    db.session.flush()
    publico = plan.estado in ESTADOS_PUBLICOS
    datos = {"cambios": cambios}
    anotar_hecho("avance.umbrales", plan_id, quien.persona_id, motivo=porque, datos=datos, publico=publico)
    return True
