"""Lo que entra en la cuenta del avance, leído del plan entero de una vez."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, or_, select

from app.avance import reglas
from app.avance.modelos import AvanceDicho, Hito, Indicador, Medicion, Meta, SituacionDicha
from app.extensiones import db
from app.plan.modelos import Elemento

_DE_UN_PERIODO = ("incremento", "mantenimiento")
"""Las acumulaciones que miran todos los valores de un período; a las otras les basta el último."""


def _agrupar(pares: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    grupos: dict[int, list[Any]] = {}
    for clave, valor in pares:
        grupos.setdefault(clave, []).append(valor)
    return grupos


def _hitos(plan_id: int) -> dict[int, list[reglas.HitoDado]]:
    filas = db.session.execute(
        select(Hito.elemento_id, Hito.peso, Hito.cumplido_en, Hito.cancelado)
        .join(Elemento, Elemento.id == Hito.elemento_id)
        .where(Elemento.plan_id == plan_id)
        .order_by(Hito.elemento_id, Hito.orden)
    )
    return _agrupar((e, reglas.HitoDado(p, c, bool(x))) for e, p, c, x in filas)


def _dichos(plan_id: int, hoy: dt.date) -> dict[int, reglas.Dicho]:
    """De cada elemento, el último avance dicho hasta hoy; el mismo día, el que se anotó después."""
    orden = func.row_number().over(
        partition_by=AvanceDicho.elemento_id, order_by=(AvanceDicho.fecha.desc(), AvanceDicho.id.desc())
    )
    numerados = (
        select(
            AvanceDicho.elemento_id, AvanceDicho.porcentaje, AvanceDicho.fecha, AvanceDicho.motivo,
            orden.label("n"),
        )
        .join(Elemento, Elemento.id == AvanceDicho.elemento_id)
        .where(Elemento.plan_id == plan_id, AvanceDicho.fecha <= hoy)
        .subquery()
    )  # fmt: skip
    filas = db.session.execute(select(numerados).where(numerados.c.n == 1))
    return {f.elemento_id: reglas.Dicho(f.porcentaje, f.fecha, f.motivo) for f in filas}


def _mediciones(plan_id: int, hoy: dt.date) -> dict[int, list[reglas.MedicionDada]]:
    """Las principales vigentes hasta hoy: todas donde se cuentan, y la última donde basta la última."""
    orden = func.row_number().over(partition_by=Medicion.indicador_id, order_by=Medicion.fecha.desc())
    numeradas = (
        select(
            Medicion.indicador_id, Medicion.fecha, Medicion.valor,
            Indicador.acumulacion.label("acumulacion"), orden.label("n"),
        )
        .join(Indicador, Indicador.id == Medicion.indicador_id)
        .where(
            Indicador.plan_id == plan_id,
            Indicador.estado == "activo",
            Medicion.principal.is_(True),
            Medicion.corregida_en.is_(None),
            Medicion.fecha <= hoy,
        )
        .subquery()
    )  # fmt: skip
    filas = db.session.execute(
        select(numeradas.c.indicador_id, numeradas.c.fecha, numeradas.c.valor)
        .where(or_(numeradas.c.n == 1, numeradas.c.acumulacion.in_(_DE_UN_PERIODO)))
        .order_by(numeradas.c.indicador_id, numeradas.c.fecha)
    )
    return _agrupar((i, reglas.MedicionDada(f, v)) for i, f, v in filas)


def _indicadores(plan_id: int, hoy: dt.date) -> dict[int, list[reglas.IndicadorDado]]:
    """Los de cada elemento, en su orden, con sus metas y mediciones."""
    mediciones = _mediciones(plan_id, hoy)
    filas = db.session.execute(
        select(
            Indicador.id, Indicador.elemento_id, Indicador.acumulacion, Indicador.direccion,
            Indicador.frecuencia, Indicador.base_valor, Indicador.banda_desde, Indicador.banda_hasta,
            Indicador.estado, Indicador.base_fecha, Meta.inicio, Meta.fin, Meta.valor,
        )
        .outerjoin(Meta, Meta.indicador_id == Indicador.id)
        .where(Indicador.plan_id == plan_id)
        .order_by(Indicador.orden, Indicador.id, Meta.fin)
    ).all()  # fmt: skip
    metas = _agrupar((f.id, reglas.MetaDada(f.inicio, f.fin, f.valor)) for f in filas if f.fin is not None)
    unicos = {f.id: f for f in filas}
    return _agrupar(
        (
            f.elemento_id,
            reglas.IndicadorDado(
                f.id,
                f.acumulacion,
                f.direccion,
                f.frecuencia,
                f.base_valor,
                (f.banda_desde, f.banda_hasta) if f.banda_desde is not None else None,
                tuple(metas.get(f.id, ())),
                tuple(mediciones.get(f.id, ())),
                f.estado == "activo",
                f.base_fecha,
            ),
        )
        for f in unicos.values()
    )


def dados_de(plan_id: int, hoy: dt.date) -> list[reglas.ElementoDado]:
    """Los elementos del plan, en su orden, con todo lo que entra en su cuenta (cinco consultas)."""
    hitos, dichos, indicadores = _hitos(plan_id), _dichos(plan_id, hoy), _indicadores(plan_id, hoy)
    filas = db.session.execute(
        select(
            Elemento.id, Elemento.padre_id, Elemento.peso, Elemento.estado, Elemento.inicio, Elemento.fin,
            SituacionDicha.situacion, SituacionDicha.motivo,
        )
        .outerjoin(SituacionDicha, SituacionDicha.elemento_id == Elemento.id)
        .where(Elemento.plan_id == plan_id)
        .order_by(Elemento.orden)
    )  # fmt: skip
    return [
        reglas.ElementoDado(
            f.id,
            f.padre_id,
            f.peso,
            f.estado,
            f.inicio,
            f.fin,
            tuple(hitos.get(f.id, ())),
            dichos.get(f.id),
            tuple(indicadores.get(f.id, ())),
            reglas.SituacionDada(f.situacion, f.motivo) if f.situacion else None,
        )
        for f in filas
    ]
