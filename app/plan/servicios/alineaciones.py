"""Unir un elemento con los de otros planes a los que contribuye, y dejar de hacerlo, siempre con su porqué."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.contenido.servicios import anotar_hecho, enlazar
from app.extensiones import db
from app.nucleo.errores import Invalido, NoEncontrado
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.plan.consultas import ESTADOS_PUBLICOS, puede_ver_borradores
from app.plan.consultas.alineaciones import TIPO
from app.plan.modelos import Elemento, Enlace, Plan
from app.plan.servicios.planes import bloquear

MOTIVO_MAXIMO = 500


def _elemento(elemento_id: int) -> tuple[Elemento, Plan]:
    fila = db.session.execute(
        select(Elemento, Plan).join(Plan, Plan.id == Elemento.plan_id).where(Elemento.id == elemento_id)
    ).one_or_none()
    if fila is None:
        raise NoEncontrado()
    return fila[0], fila[1]


def _motivo(motivo: str) -> str:
    motivo = motivo.strip()
    if not motivo or len(motivo) > MOTIVO_MAXIMO:
        raise Invalido("motivo", _("Di por qué, en no más de %(n)s caracteres.", n=MOTIVO_MAXIMO))
    return motivo


def _anotar(
    quien: Identidad, clase: str, propio: tuple[Elemento, Plan], ajeno: tuple[Elemento, Plan], motivo: str
) -> None:
    """El hecho, en el elemento propio; solo es público si se ven los dos planes."""
    elemento, plan = ajeno
    anotar_hecho(
        clase,
        propio[0].id,
        quien.persona_id,
        motivo=motivo,
        datos={"codigo": elemento.codigo, "titulo": elemento.titulo, "plan": plan.nombre},
        publico=propio[1].estado in ESTADOS_PUBLICOS and plan.estado in ESTADOS_PUBLICOS,
    )


def alinear(quien: Identidad, elemento_id: int, destino_id: int, motivo: str) -> None:
    """Dice que un elemento contribuye a uno de otro plan, y por qué; repetirlo no hace nada."""
    propio, ajeno = _elemento(elemento_id), _elemento(destino_id)
    exigir(quien, Permiso.PLAN_EDITAR, unidad_id=propio[0].unidad_id)
    if propio[1].id == ajeno[1].id:
        raise Invalido("destino", _("Elige un elemento de otro plan: dentro del mismo ya está el árbol."))
    if ajeno[1].estado not in ESTADOS_PUBLICOS and not puede_ver_borradores(quien):
        raise NoEncontrado()
    bloquear(propio[1].id)
    motivo = _motivo(motivo)
    if _enlace(elemento_id, destino_id) is None:
        enlazar(elemento_id, destino_id, TIPO, quien.persona_id, motivo)
        _anotar(quien, "plan.alineado", propio, ajeno, motivo)


def desalinear(quien: Identidad, elemento_id: int, destino_id: int, motivo: str) -> None:
    """Quita esa unión; queda un hecho con el porqué. Si ya no estaba, no hace nada."""
    propio, ajeno = _elemento(elemento_id), _elemento(destino_id)
    exigir(quien, Permiso.PLAN_EDITAR, unidad_id=propio[0].unidad_id)
    bloquear(propio[1].id)
    motivo = _motivo(motivo)
    enlace = _enlace(elemento_id, destino_id)
    if enlace is not None:
        db.session.delete(enlace)
        db.session.flush()
        _anotar(quien, "plan.desalineado", propio, ajeno, motivo)


def _enlace(origen_id: int, destino_id: int) -> Enlace | None:
    return db.session.scalar(
        select(Enlace)
        .where(Enlace.origen_id == origen_id, Enlace.destino_id == destino_id, Enlace.tipo == TIPO)
        .with_for_update()
    )
