"""Fábricas del avance: indicadores con metas y mediciones, hitos y avances dichos, válidos por omisión."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from app.avance.consultas import AvanceElemento, avance_del_plan
from app.avance.modelos import AvanceDicho, Hito, Indicador, Medicion, Meta, SituacionDicha
from app.extensiones import db
from app.nucleo.reloj import ahora
from app.plan.modelos import Elemento, Plan
from tests.fabricas import plan as planes

Numero = Decimal | int | str
FUENTE = "Dirección de Estadística"
PIE = (("2018-12-31", 32), ("2019-12-31", "35.5"), ("2021-12-31", 41), ("2025-12-31", 45))


def dia(texto: str) -> dt.date:
    """`2026-03-31` como fecha."""
    return dt.date.fromisoformat(texto)


def indicador(
    de: Elemento,
    codigo: str = "IND-1",
    *,
    base: Numero | None = 0,
    metas: Iterable[tuple[str, str, Numero]] = (("2026-01-01", "2026-12-31", 100),),
    mediciones: Iterable[tuple[str, Numero]] = (),
    **mas: Any,
) -> Indicador:
    """Un indicador anual que sube, con sus metas `(inicio, fin, valor)` y mediciones `(fecha, valor)`."""
    datos = {
        "nombre": f"Indicador {codigo}",
        "unidad": "personas",
        "frecuencia": "anual",
        "direccion": "sube",
        "acumulacion": "stock",
        "base_fecha": dt.date(2025, 12, 31) if base is not None else None,
        "base_valor": Decimal(base) if base is not None else None,
    }
    hecho = Indicador(plan_id=de.plan_id, elemento_id=de.id, codigo=codigo, **{**datos, **mas})
    db.session.add(hecho)
    db.session.flush()
    for inicio, fin, valor in metas:
        meta(hecho, inicio, fin, valor)
    for fecha, valor in mediciones:
        medicion(hecho, fecha, valor)
    db.session.commit()
    return hecho


def meta(de: Indicador, inicio: str, fin: str, valor: Numero) -> Meta:
    """Lo que se quiere al terminar un período."""
    hecha = Meta(indicador_id=de.id, inicio=dia(inicio), fin=dia(fin), valor=Decimal(valor))
    db.session.add(hecha)
    db.session.flush()
    return hecha


def medicion(de: Indicador, fecha: str, valor: Numero, **mas: Any) -> Medicion:
    """Un valor medido; principal y de la fuente por omisión."""
    datos = {"fuente": FUENTE, "principal": True, "anotada_en": ahora()}
    hecha = Medicion(indicador_id=de.id, fecha=dia(fecha), valor=Decimal(valor), **{**datos, **mas})
    db.session.add(hecha)
    db.session.flush()
    return hecha


def hito(de: Elemento, titulo: str = "Se firma el convenio", **mas: Any) -> Hito:
    """Un hito sin cumplir, al final de los que haya."""
    ultimo = db.session.scalar(select(func.max(Hito.orden)).where(Hito.elemento_id == de.id))
    datos = {"titulo": titulo, "peso": 1, "orden": 0 if ultimo is None else ultimo + 1}
    hecho = Hito(elemento_id=de.id, **{**datos, **mas})
    db.session.add(hecho)
    db.session.commit()
    return hecho


def avance(de: Elemento, porcentaje: int, fecha: str = "2026-03-31", **mas: Any) -> AvanceDicho:
    """Un avance dicho por la unidad."""
    datos = {"motivo": "Según el informe de obra.", "anotado_en": ahora()}
    hecho = AvanceDicho(elemento_id=de.id, porcentaje=porcentaje, fecha=dia(fecha), **{**datos, **mas})
    db.session.add(hecho)
    db.session.commit()
    return hecho


def situacion(de: Elemento, cual: str = "en_riesgo", motivo: str = "Falta el permiso.") -> SituacionDicha:
    """Una situación puesta a mano."""
    hecha = SituacionDicha(elemento_id=de.id, situacion=cual, motivo=motivo, puesta_en=ahora())
    db.session.add(hecha)
    db.session.commit()
    return hecha


def como_va(elemento_id: int, hoy: dt.date) -> AvanceElemento:
    """El avance de un elemento, de la cuenta de su plan."""
    plan_id = db.session.get_one(Elemento, elemento_id).plan_id
    return avance_del_plan(plan_id, hoy).por_elemento[elemento_id]


def viajes_a_pie(plan: Plan) -> Indicador:
    """El 2.1-pie: de 32 a 45, la meta de 2026 es 50: 72 %. Le faltan cuatro años."""
    return indicador(
        planes.elemento(plan, "2.1"), "2.1-pie", base=32, metas=[("2026-01-01", "2026-12-31", 50)],
        mediciones=PIE, nombre="Viajes a pie", unidad="% de los viajes", decimales=1,
        traducciones={"pt": {"nombre": "Viagens a pé"}},
    )  # fmt: skip
