"""Un indicador entero, su hilo y los que esperan un dato."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import func, select

from app.avance import reglas
from app.avance.consultas.fichas_indicadores import Ficha, HechoDeIndicador, MedicionVista, Pendiente
from app.avance.consultas.indicadores import (
    UnidadDelElemento,
    UnidadPropia,
    responsable,
    ultima_fecha,
    unidad_de,
)
from app.avance.modelos import Indicador, Medicion, Meta
from app.avance.reglas import tramos
from app.contenido.modelos import Hecho
from app.cuentas.modelos import Persona
from app.extensiones import db
from app.nucleo import idiomas
from app.nucleo.errores import NoEncontrado
from app.nucleo.traducido import en
from app.plan.consultas import resumenes
from app.plan.modelos import Elemento
from app.territorio import consultas as territorio

TOPE_HILO = 50
_TAL_CUAL = (
    "id", "plan_id", "codigo", "decimales", "frecuencia", "direccion", "acumulacion", "estado", "traducciones",
)  # fmt: skip
_SIN_TRADUCIR = ("formula", "fuente", "verificacion", "motivo_cancelacion")
"""Textos de la ciudad que no se traducen: en otro idioma se ven en el suyo, y se dice cuál es."""


def _mediciones(indicador_id: int) -> list[MedicionVista]:
    filas = db.session.execute(
        select(
            Medicion.id, Medicion.fecha, Medicion.valor, Medicion.fuente, Medicion.principal, Medicion.nota,
            Medicion.traida, Persona.seudonimo.label("quien"), Medicion.anotada_en,
            Medicion.corregida_en, Medicion.motivo, Medicion.reemplazo_id,
        )
        .outerjoin(Persona, Persona.id == Medicion.persona_id)
        .where(Medicion.indicador_id == indicador_id)
        .order_by(Medicion.fecha, Medicion.principal.desc(), Medicion.id)
    )  # fmt: skip
    idioma = idiomas.actual()
    return [
        MedicionVista(
            **{
                **f._mapping,
                "quien": f.quien or "",
                **{c: en(idioma, None, c, getattr(f, c)) for c in ("fuente", "nota", "motivo")},
            }
        )
        for f in filas
    ]


def _anteriores(mediciones: Sequence[MedicionVista]) -> dict[int, tuple[MedicionVista, ...]]:
    """Id de una vigente → las que reemplazó, siguiendo la cadena hacia atrás."""
    previas: dict[int, list[MedicionVista]] = {}
    for m in mediciones:
        if m.reemplazo_id is not None:
            previas.setdefault(m.reemplazo_id, []).append(m)
    salida = {}
    for m in mediciones:
        if m.corregida_en is None and m.id in previas:
            cadena, cola = [], list(previas[m.id])
            while cola:
                vieja = cola.pop(0)
                cadena.append(vieja)
                cola += previas.get(vieja.id, [])
            salida[m.id] = tuple(cadena)
    return salida


def _fila(plan_id: int, codigo: str) -> Any:
    fila = db.session.execute(
        select(
            Indicador,
            Elemento.unidad_id.label("ajena_id"),
            UnidadPropia.nombre.label("propia"), UnidadPropia.traducciones.label("propia_tr"),
            UnidadPropia.codigo.label("propia_codigo"),
            UnidadDelElemento.nombre.label("ajena"), UnidadDelElemento.traducciones.label("ajena_tr"),
        )
        .join(Elemento, Elemento.id == Indicador.elemento_id)
        .outerjoin(UnidadPropia, UnidadPropia.id == Indicador.unidad_id)
        .outerjoin(UnidadDelElemento, UnidadDelElemento.id == Elemento.unidad_id)
        .where(Indicador.plan_id == plan_id, Indicador.codigo == codigo)
    ).one_or_none()  # fmt: skip
    if fila is None:
        raise NoEncontrado()
    return fila


def ficha(plan_id: int, codigo: str) -> Ficha:
    """El indicador de ese código con sus metas y todas sus mediciones; `NoEncontrado` si no existe."""
    f, idioma = _fila(plan_id, codigo), idiomas.actual()
    i: Indicador = f.Indicador
    lugar = territorio.por_id(i.territorio_id) if i.territorio_id is not None else None
    metas = db.session.execute(
        select(Meta.inicio, Meta.fin, Meta.valor).where(Meta.indicador_id == i.id).order_by(Meta.inicio)
    )
    mediciones = _mediciones(i.id)
    textos: dict[str, Any] = {
        c: en(idioma, i.traducciones, c, getattr(i, c)) for c in ("nombre", "definicion", "unidad")
    }
    textos |= {c: en(idioma, None, c, getattr(i, c)) for c in _SIN_TRADUCIR}
    return Ficha(
        **{c: getattr(i, c) for c in _TAL_CUAL},
        **textos,
        banda=None if i.banda_desde is None or i.banda_hasta is None else (i.banda_desde, i.banda_hasta),
        base=None if i.base_fecha is None or i.base_valor is None else (i.base_fecha, i.base_valor),
        lugar=lugar.nombre if lugar else i.lugar,
        territorio_codigo=lugar.codigo if lugar else "",
        elemento=resumenes([i.elemento_id])[i.elemento_id],
        responsable=unidad_de(f, idioma),
        unidad_id=i.unidad_id if i.unidad_id is not None else f.ajena_id,
        unidad_codigo=f.propia_codigo or "",
        heredada=i.unidad_id is None,
        metas=tuple(reglas.MetaDada(*m) for m in metas),
        mediciones=tuple(m for m in mediciones if m.corregida_en is None),
        anteriores=_anteriores(mediciones),
        retiradas=tuple(m for m in mediciones if m.corregida_en is not None and m.reemplazo_id is None),
    )


def hechos_de_indicador(ficha: Ficha) -> list[HechoDeIndicador]:
    """Lo que pasó con el indicador mientras estuvo en su elemento, de lo último a lo primero."""
    filas = db.session.execute(
        select(Hecho.clase, Hecho.ocurrio_en, Persona.seudonimo, Hecho.motivo, Hecho.datos)
        .outerjoin(Persona, Persona.id == Hecho.persona_id)
        .where(
            Hecho.contenido_id == ficha.elemento.id,
            Hecho.publico.is_(True),
            Hecho.datos["indicador"].as_string() == ficha.codigo,
        )
        .order_by(Hecho.ocurrio_en.desc(), Hecho.id.desc())
        .limit(TOPE_HILO)
    )
    return [HechoDeIndicador(f[0], f[1], f[2] or "", f[3], f[4]) for f in filas]


def _ultimas(ids: Iterable[int]) -> dict[int, tuple[dt.date, Any, str]]:
    """La última principal vigente de cada uno, con su fuente."""
    orden = func.row_number().over(partition_by=Medicion.indicador_id, order_by=Medicion.fecha.desc())
    numeradas = (
        select(Medicion.indicador_id, Medicion.fecha, Medicion.valor, Medicion.fuente, orden.label("n"))
        .where(
            Medicion.indicador_id.in_(list(ids)), Medicion.principal.is_(True), Medicion.corregida_en.is_(None)
        )
        .subquery()
    )
    filas = db.session.execute(
        select(numeradas.c.indicador_id, numeradas.c.fecha, numeradas.c.valor, numeradas.c.fuente).where(
            numeradas.c.n == 1
        )
    )
    return {f[0]: (f[1], f[2], f[3]) for f in filas}


def pendientes(
    plan_id: int,
    hoy: dt.date,
    unidades: Sequence[int] | None = None,
    tope: int = 100,
    ademas: Collection[int] = (),
) -> tuple[list[Pendiente], int]:
    """Los indicadores activos que esperan el dato de un período ya terminado, y cuántos son (dos consultas).

    `unidades` limita a los que responden esas unidades; None es toda la ciudad. Los irregulares nunca esperan.
    `ademas` trae también esos, aunque ya no esperen: lo que alguien escribió en su renglón no se pierde.
    """
    consulta = (
        select(
            Indicador.id, Indicador.codigo, Indicador.nombre, Indicador.unidad, Indicador.decimales,
            Indicador.frecuencia, Indicador.fuente, Indicador.base_fecha, Indicador.traducciones,
            ultima_fecha().label("ultima"),
        )
        .join(Elemento, Elemento.id == Indicador.elemento_id)
        .where(
            Indicador.plan_id == plan_id,
            Indicador.estado == "activo",
            Indicador.frecuencia != "irregular",
            Elemento.estado != "cancelado",
        )
        .order_by(Indicador.orden, Indicador.id)
    )  # fmt: skip
    if unidades is not None:
        consulta = consulta.where(responsable().in_(list(unidades)))
    esperan = []
    for f in db.session.execute(consulta):
        tramo = tramos.atrasado(f.frecuencia, f.ultima, f.base_fecha or f.ultima, hoy)
        if tramo is not None or f.id in ademas:
            ultimo = tramos.terminado(f.frecuencia, hoy, f.base_fecha or f.ultima or hoy)
            if ultimo is not None:
                esperan.append((f, ultimo))
    esperan.sort(key=lambda par: par[0].id not in ademas)
    ultimas = _ultimas(f.id for f, _t in esperan[:tope]) if esperan else {}
    idioma = idiomas.actual()
    return [
        Pendiente(
            f.id, f.codigo, en(idioma, f.traducciones, "nombre", f.nombre),
            en(idioma, f.traducciones, "unidad", f.unidad), f.decimales, f.frecuencia, (t.inicio, t.fin),
            ultimas[f.id][:2] if f.id in ultimas else None,
            ultimas[f.id][2] if f.id in ultimas else f.fuente,
        )
        for f, t in esperan[:tope]
    ], len(esperan)  # fmt: skip


def textos_propios(indicador_id: int) -> dict[str, str]:
    """Los textos que se traducen, como se escribieron en el idioma de la ciudad."""
    f = db.session.execute(
        select(Indicador.nombre, Indicador.definicion, Indicador.unidad).where(Indicador.id == indicador_id)
    ).one()
    return {"nombre": f.nombre, "definicion": f.definicion, "unidad": f.unidad}
