"""Lo común a lo que se anota del avance: quién puede, sobre qué, y el hecho que queda."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.avance import reglas
from app.avance.dia import hoy
from app.avance.modelos import Elemento, Hito
from app.contenido.servicios import anotar_hecho
from app.extensiones import db
from app.nucleo.errores import Conflicto, Invalido, NoEncontrado
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.plan.consultas import ESTADOS_PUBLICOS
from app.plan.servicios import exigir_vivo

MOTIVO = 500


def elemento_anotable(quien: Identidad, elemento_id: int) -> Elemento:
    """El elemento, con su fila tomada hasta el final de la transacción, si `quien` puede anotar su avance."""
    elemento = db.session.scalar(
        select(Elemento)
        .where(Elemento.id == elemento_id)
        .options(joinedload(Elemento.plan))
        .with_for_update(of=Elemento)
        .execution_options(populate_existing=True)
    )
    if elemento is None:
        raise NoEncontrado()
    exigir(quien, Permiso.AVANCE_ANOTAR, unidad_id=elemento.unidad_id)
    exigir_vivo(elemento.plan.estado)
    exigir_que_no(reglas.Sitio(cancelado=elemento.estado == reglas.CANCELADO).impide())
    return elemento


_IMPIDEN = {
    "elemento_cancelado": _l("Este elemento está cancelado: no se anota su avance."),
    "no_es_hoja": _l("De este elemento cuelgan otros y su gestión se calcula con ellos: anota en ellos."),
    "tiene_hitos": _l("Este elemento tiene hitos y su gestión se calcula con ellos: cumple el que toque."),
    "indicador_cancelado": _l("Este indicador está cancelado y ya no se mide."),
}


def exigir_que_no(motivo: str) -> None:
    """Lo que la regla impide se rechaza con su frase; vacío es que se puede."""
    if motivo:
        raise Conflicto(_IMPIDEN[motivo])


def exigir_hoja(elemento: Elemento, *, dicho: bool = False) -> None:
    """Los hitos y los avances dichos son de las hojas; y si tiene hitos en pie, no se dice otra cosa."""
    hijo = select(Elemento.id).where(Elemento.padre_id == elemento.id).limit(1)
    hitos = select(Hito.id).where(Hito.elemento_id == elemento.id, Hito.cancelado == "").limit(1)
    sitio = reglas.Sitio(
        hoja=db.session.scalar(hijo) is None, con_hitos=dicho and db.session.scalar(hitos) is not None
    )
    exigir_que_no(sitio.impide(de_hoja=True, dicho=dicho))


def es_publico(elemento: Elemento) -> bool:
    """Verdadero si cualquiera ve el plan del elemento."""
    return elemento.plan.estado in ESTADOS_PUBLICOS


def con_motivo(motivo: str, *, campo: str = "motivo") -> str:
    """El porqué, que es público y obligatorio, en no más de 500 caracteres."""
    limpio = motivo.strip()
    if not limpio:
        raise Invalido(campo, _("Di por qué. Se verá en su hilo."))
    if len(limpio) > MOTIVO:
        raise Invalido(campo, _("Dilo en no más de %(n)s caracteres.", n=MOTIVO))
    return limpio


def no_futura(dia: dt.date, *, campo: str = "fecha") -> dt.date:
    """Lo que ya pasó: una fecha de hoy o de antes."""
    if dia > hoy():
        raise Invalido(campo, _("Esa fecha todavía no llega."))
    return dia


def anotar(
    quien: Identidad, elemento: Elemento, clase: str, datos: Mapping[str, Any], motivo: str = ""
) -> None:
    """Deja el hecho en el hilo del elemento; público si el plan lo es."""
    anotar_hecho(
        f"avance.{clase}",
        elemento.id,
        quien.persona_id,
        motivo=motivo,
        datos=dict(datos),
        publico=es_publico(elemento),
    )
