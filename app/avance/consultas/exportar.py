"""Las tablas largas de un plan tal como están: para compararlas con un archivo y para descargarlas."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, select

from app.avance.consultas.dinero import decimales_de_la_moneda
from app.avance.modelos import AvanceDicho, Hito, Indicador, Medicion, Meta, Momento, Monto
from app.avance.reglas import tablas
from app.avance.reglas.dinero import PROGRAMADO
from app.avance.reglas.tablas import Fila, Forma, Llave
from app.extensiones import db
from app.nucleo.tablas import Columna, Tabla, a_csv
from app.plan.modelos import Elemento, Unidad
from app.territorio.modelos import Territorio


@dataclass(frozen=True)
class Guardada:
    """Una tabla como está: cada fila por su llave y, si lo tiene, su id."""

    filas: Mapping[Llave, Fila] = field(default_factory=dict)
    ids: Mapping[Llave, int] = field(default_factory=dict)


def _indicadores(plan_id: int) -> Select[Any]:
    return (
        select(
            Indicador.id,
            Indicador.codigo,
            Elemento.codigo.label("elemento"),
            Indicador.nombre,
            Indicador.definicion,
            Indicador.formula,
            Indicador.unidad,
            Indicador.decimales,
            Indicador.frecuencia,
            Indicador.direccion,
            Indicador.acumulacion,
            Indicador.banda_desde,
            Indicador.banda_hasta,
            Indicador.base_fecha,
            Indicador.base_valor,
            Indicador.fuente,
            Indicador.verificacion,
            Unidad.codigo.label("responsable"),
            Territorio.codigo.label("territorio"),
            Indicador.lugar,
            Indicador.estado,
            Indicador.motivo_cancelacion.label("motivo"),
            Indicador.traducciones,
        )
        .join(Elemento, Elemento.id == Indicador.elemento_id)
        .outerjoin(Unidad, Unidad.id == Indicador.unidad_id)
        .outerjoin(Territorio, Territorio.id == Indicador.territorio_id)
        .where(Indicador.plan_id == plan_id)
        .order_by(Indicador.orden, Indicador.id)
    )


def _metas(plan_id: int) -> Select[Any]:
    return (
        select(Indicador.codigo.label("indicador"), Meta.inicio, Meta.fin, Meta.valor)
        .join(Indicador, Indicador.id == Meta.indicador_id)
        .where(Indicador.plan_id == plan_id)
        .order_by(Indicador.orden, Indicador.id, Meta.inicio)
    )


def _mediciones(plan_id: int) -> Select[Any]:
    return (
        select(
            Medicion.id,
            Indicador.codigo.label("indicador"),
            Medicion.fecha,
            Medicion.valor,
            Medicion.fuente,
            Medicion.principal,
            Medicion.nota,
        )
        .join(Indicador, Indicador.id == Medicion.indicador_id)
        .where(Indicador.plan_id == plan_id, Medicion.corregida_en.is_(None))
        .order_by(Indicador.orden, Indicador.id, Medicion.fecha, Medicion.principal.desc(), Medicion.fuente)
    )


def _hitos(plan_id: int) -> Select[Any]:
    return (
        select(
            Hito.id,
            Elemento.codigo.label("elemento"),
            Hito.orden,
            Hito.titulo,
            Hito.peso,
            Hito.vence,
            Hito.cumplido_en.label("cumplido"),
            Hito.fuente,
            Hito.cancelado,
            Hito.traducciones,
        )
        .join(Elemento, Elemento.id == Hito.elemento_id)
        .where(Elemento.plan_id == plan_id)
        .order_by(Elemento.orden, Hito.orden)
    )


def _avances(plan_id: int) -> Select[Any]:
    return (
        select(Elemento.codigo.label("elemento"), AvanceDicho.fecha, AvanceDicho.porcentaje, AvanceDicho.motivo)
        .join(Elemento, Elemento.id == AvanceDicho.elemento_id)
        .where(Elemento.plan_id == plan_id)
        .order_by(Elemento.orden, AvanceDicho.fecha, AvanceDicho.id)
    )


def _montos(plan_id: int) -> Select[Any]:
    return (
        select(
            Elemento.codigo.label("elemento"),
            Monto.anio,
            Momento.clave.label("momento"),
            Monto.valor.label("monto"),
            Monto.fuente,
        )
        .join(Elemento, Elemento.id == Monto.elemento_id)
        .join(Momento, Momento.id == Monto.momento_id)
        .where(Elemento.plan_id == plan_id)
        .order_by(Elemento.orden, Monto.anio, Momento.orden)
    )


_CONSULTAS: Mapping[str, Callable[[int], Select[Any]]] = {
    "indicadores": _indicadores,
    "metas": _metas,
    "mediciones": _mediciones,
    "hitos": _hitos,
    "avances": _avances,
    "montos": _montos,
}


_PROMETIDO: Mapping[str, Collection[str]] = {
    "indicadores": (),
    "metas": (),
    "hitos": ("cumplido", "fuente"),
    "montos": (),
}
"""Las tablas que fija cada versión del plan y las columnas que no; de los montos, solo los programados."""


def _fila(forma: Forma, dato: Any) -> dict[str, tablas.Valor]:
    fila: dict[str, tablas.Valor] = {}
    for campo in forma.campos:
        valor = getattr(dato, campo.nombre)
        vacio = campo.omision if campo.omision is not None else None
        fila[campo.nombre] = tablas.normal(campo, valor) if isinstance(valor, str) else valor
        if valor is None:
            fila[campo.nombre] = vacio
    for idioma, textos in (getattr(dato, "traducciones", None) or {}).items():
        for nombre, texto in textos.items():
            campo = forma.campo(f"{nombre}[{idioma}]")
            if normalizado := tablas.normal(campo, texto):
                fila[campo.nombre] = normalizado
    return fila


def guardada(clase: str, plan_id: int) -> Guardada:
    """La tabla tal como está ahora (una consulta)."""
    forma = tablas.FORMAS[clase]
    filas: dict[Llave, Fila] = {}
    ids: dict[Llave, int] = {}
    for dato in db.session.execute(_CONSULTAS[clase](plan_id)):
        fila = _fila(forma, dato)
        llave = forma.llave_de(fila)
        filas[llave] = fila
        if hasattr(dato, "id"):
            ids[llave] = dato.id
    return Guardada(filas, ids)


def tabla_de(clase: str, plan_id: int, ayuda: Sequence[tuple[str, Any]] = ()) -> Tabla:
    """La tabla para descargarla: al traerla de vuelta no cambia nada. `ayuda`: (columnas, explicación)."""
    return _tabla(clase, list(guardada(clase, plan_id).filas.values()), ayuda=ayuda)


def lo_prometido(plan_id: int) -> dict[str, str]:
    """Lo que el plan se propone medir, alcanzar, hacer y gastar, en CSV: lo que fija cada versión.

    Lo medido, lo cumplido y lo gastado es lo que pasa, no lo que se prometió: no va.
    """
    salida = {}
    for clase, sin in _PROMETIDO.items():
        filas = [
            f for f in guardada(clase, plan_id).filas.values() if f.get("momento", PROGRAMADO) == PROGRAMADO
        ]
        if filas:
            salida[clase] = "".join(a_csv(_tabla(clase, filas, sin=sin)))
    return salida


def csv_de(clase: str, filas: Sequence[Fila], textos_de: Sequence[Fila]) -> str:
    """Unas filas en la tabla que se trae, con columna para cada texto traducido de `textos_de`."""
    return "".join(a_csv(_tabla(clase, filas, textos_de=textos_de)))


def _tabla(
    clase: str,
    filas: Sequence[Fila],
    *,
    ayuda: Sequence[tuple[str, Any]] = (),
    sin: Collection[str] = (),
    textos_de: Sequence[Fila] = (),
) -> Tabla:
    forma, menores = tablas.FORMAS[clase], decimales_de_la_moneda()
    nombres = [c.nombre for c in forma.campos] + tablas.campos_de_otros_idiomas(forma, [*filas, *textos_de])
    campos = [forma.campo(n) for n in nombres if n not in sin]
    dichas = {c.strip(): texto for columnas, texto in ayuda for c in columnas.split(",")}
    return Tabla(
        clase,
        tuple(Columna(c.columna, c.columna, dichas.get(c.columna, "")) for c in campos),
        [[tablas.celda(c, f.get(c.nombre, ""), menores) for c in campos] for f in filas],
    )
