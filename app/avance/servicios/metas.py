"""Las metas de un indicador: se guardan todas a la vez, y sus períodos no se pisan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy import delete, select

from app.avance.modelos import Meta
from app.avance.reglas import tramos
from app.avance.servicios.indicadores import Tomado, exigir_activo, tomar
from app.extensiones import db
from app.nucleo.errores import Invalido
from app.nucleo.permisos import Identidad, Permiso
from app.nucleo.plantillas import fecha


@dataclass(frozen=True, order=True)
class DatosMeta:
    """Lo que se quiere al terminar `[inicio, fin]`, en la unidad del indicador."""

    inicio: dt.date
    fin: dt.date
    valor: Decimal


class MetaInvalida(Invalido):
    """Una fila no vale; `lugar` es su posición (desde 0) entre las que se enviaron."""

    def __init__(self, lugar: int, campo: str, mensaje: str) -> None:
        super().__init__(campo, mensaje)
        self.lugar = lugar


def _validar(metas: Sequence[DatosMeta], enviadas: int) -> None:
    """Las primeras `enviadas` son las que se escribieron: el error se dice en una de ellas."""
    for lugar, meta in enumerate(metas):
        if meta.fin < meta.inicio:
            raise MetaInvalida(lugar, "fin", _("El período termina antes de empezar."))
    pisadas = tramos.se_pisan([(m.inicio, m.fin) for m in metas])
    if pisadas is not None:
        lugar, otra = sorted(pisadas) if pisadas[1] >= enviadas else pisadas[::-1]
        dia = fecha(metas[otra].fin)
        raise MetaInvalida(lugar, "inicio", _("Este período se pisa con el que termina el %(dia)s.", dia=dia))


def _cambios(antes: Sequence[DatosMeta], despues: Sequence[DatosMeta]) -> list[dict[str, str | None]]:
    """Por cada período, la meta de antes y la de después; None donde no había o ya no hay."""
    viejas = {(m.inicio, m.fin): m.valor for m in antes}
    nuevas = {(m.inicio, m.fin): m.valor for m in despues}
    return [
        {
            "inicio": p[0].isoformat(),
            "fin": p[1].isoformat(),
            "antes": None if p not in viejas else format(viejas[p], "f"),
            "despues": None if p not in nuevas else format(nuevas[p], "f"),
        }
        for p in sorted({*viejas, *nuevas})
        if viejas.get(p) != nuevas.get(p)
    ]


def guardar_metas(
    quien: Identidad,
    indicador_id: int,
    metas: Sequence[DatosMeta],
    motivo: str = "",
    *,
    vistas: Collection[dt.date] | None = None,
) -> bool:
    """Deja exactamente estas metas; devuelve si algo cambió. El hecho lleva las de antes y las de después.

    Con `vistas`, el final de las que se mostraron, solo esas cambian o se quitan: las demás se quedan.
    """
    tomado = tomar(indicador_id)
    tomado.exigir(quien, Permiso.INDICADOR_EDITAR)
    exigir_activo(tomado)
    viejas = [
        DatosMeta(m.inicio, m.fin, m.valor)
        for m in db.session.scalars(select(Meta).where(Meta.indicador_id == indicador_id))
    ]
    enviadas = len(metas)
    if vistas is not None:
        metas = [*metas, *(v for v in viejas if v.fin not in vistas)]
    _validar(metas, enviadas)
    cambios = _cambios(viejas, metas)
    if not cambios:
        return False
    tomado.exigir_motivo(motivo)
    _reemplazar(tomado, metas)
    tomado.anotar("metas_cambiadas", quien, motivo, metas=cambios)
    return True


def _reemplazar(tomado: Tomado, metas: Sequence[DatosMeta]) -> None:
    ident = tomado.indicador.id
    db.session.execute(delete(Meta).where(Meta.indicador_id == ident))
    db.session.add_all(Meta(indicador_id=ident, inicio=m.inicio, fin=m.fin, valor=m.valor) for m in metas)
    db.session.flush()
