"""El único camino por el que cambia el árbol: de las filas que hay a las que debe haber, con sus hechos."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select

from app.contenido.servicios import anotar_hechos, crear_contenidos
from app.extensiones import db
from app.nucleo import paneles
from app.nucleo.permisos import Identidad
from app.nucleo.traducido import agrupadas
from app.plan import reglas
from app.plan.consultas import ESTADOS_PUBLICOS
from app.plan.modelos import Elemento, ElementoODS, ElementoUnidad, Plan, Unidad

TANDA = 500
"""Ids por consulta: SQLite no admite muchos parámetros de una vez."""

_DIRECTOS = ("titulo", "descripcion", "supuestos", "peso", "inicio", "fin", "estado")


def _llano(valor: Any) -> Any:
    """Un valor como va en los datos de un hecho (JSON)."""
    if isinstance(valor, dt.date):
        return valor.isoformat()
    return list(valor) if isinstance(valor, tuple) else valor


def _escribir(elemento: Elemento, fila: reglas.FilaPlan, unidades: dict[str, int]) -> None:
    for campo in _DIRECTOS:
        setattr(elemento, campo, getattr(fila, campo))
    elemento.traducciones = agrupadas(fila.traducciones)
    elemento.unidad_id = unidades[fila.unidad] if fila.unidad else None


def _escribir_listas(filas: Mapping[int, reglas.FilaPlan], unidades: dict[str, int]) -> None:
    """Deja los ODS y las unidades colaboradoras de estos elementos (id → fila) justo como dicen sus filas."""
    for tabla in (ElementoODS, ElementoUnidad):
        for desde in range(0, len(filas), TANDA):
            ids = list(filas)[desde : desde + TANDA]
            db.session.execute(delete(tabla).where(tabla.elemento_id.in_(ids)))
    ods = [{"elemento_id": i, "codigo": c} for i, f in filas.items() for c in f.ods]
    ayudan = [{"elemento_id": i, "unidad_id": unidades[c]} for i, f in filas.items() for c in f.colaboradoras]
    for tabla, valores in ((ElementoODS, ods), (ElementoUnidad, ayudan)):
        if valores:
            db.session.execute(insert(tabla), valores)


def _colocar(finales: Sequence[reglas.FilaPlan], elementos: dict[str, Elemento]) -> None:
    """Padre, nivel, ruta y orden de cada uno; los padres van siempre antes que sus hijos."""
    for orden, fila in enumerate(finales, start=1):
        elemento = elementos[fila.codigo]
        padre = elementos[fila.padre] if fila.padre is not None else None
        elemento.padre_id = padre.id if padre else None
        elemento.nivel = padre.nivel + 1 if padre else 0
        elemento.ruta = f"{padre.ruta if padre else '/'}{elemento.id}/"
        elemento.orden = orden


def aplicar(
    quien: Identidad,
    plan: Plan,
    viejas: Sequence[reglas.FilaPlan],
    finales: Sequence[reglas.FilaPlan],
    *,
    motivo: str,
    importado: bool = False,
) -> tuple[reglas.Diferencia, ...]:
    """Lleva el árbol de `plan` (ya bloqueado) a `finales`; devuelve lo que cambió.

    Si el plan es público, cada elemento nuevo o cambiado deja un hecho con lo de antes y lo de después.
    """
    diferencias = [d for d in reglas.comparar(viejas, finales, {}) if d.clase in ("nuevo", "cambia")]
    if not diferencias:
        return ()
    elementos = {e.codigo: e for e in db.session.scalars(select(Elemento).where(Elemento.plan_id == plan.id))}
    unidades = {u.codigo: u.id for u in db.session.execute(select(Unidad.codigo, Unidad.id))}
    filas = {f.codigo: f for f in finales}
    nuevas = [d.codigo for d in diferencias if d.clase == "nuevo"]
    for codigo, ident in zip(nuevas, crear_contenidos("elemento", quien.persona_id, len(nuevas)), strict=True):
        elementos[codigo] = Elemento(id=ident, plan_id=plan.id, codigo=codigo, nivel=0, orden=0)
    with db.session.no_autoflush:
        for diferencia in diferencias:
            _escribir(elementos[diferencia.codigo], filas[diferencia.codigo], unidades)
        _colocar(finales, elementos)
        db.session.add_all([elementos[c] for c in nuevas])
    db.session.flush()
    listas = {"ods", "colaboradoras"}
    tocados = [d for d in diferencias if d.clase == "nuevo" or listas & {c.campo for c in d.cambios}]
    _escribir_listas({elementos[d.codigo].id: filas[d.codigo] for d in tocados}, unidades)
    movidos = [elementos[d.codigo].id for d in diferencias if {"padre", "ods"} & {c.campo for c in d.cambios}]
    if movidos:
        paneles.pedir("al_mover_elementos", movidos)
    if plan.estado in ESTADOS_PUBLICOS:
        _anotar(quien, elementos, diferencias, motivo, importado)
    return tuple(diferencias)


def _anotar(
    quien: Identidad,
    elementos: Mapping[str, Elemento],
    diferencias: Sequence[reglas.Diferencia],
    motivo: str,
    importado: bool,
) -> None:
    """Un hecho por elemento nuevo o cambiado, con lo de antes y lo de después."""
    nuevos, cambiados = [], []
    for d in diferencias:
        datos: dict[str, Any] = {"importado": importado}
        if d.clase == "nuevo":
            nuevos.append((elementos[d.codigo].id, datos))
            continue
        datos["cambios"] = [
            {"campo": c.campo, "antes": _llano(c.antes), "despues": _llano(c.despues)} for c in d.cambios
        ]
        cambiados.append((elementos[d.codigo].id, datos))
    anotar_hechos("plan.elemento_creado", quien.persona_id, nuevos, motivo=motivo)
    anotar_hechos("plan.elemento_cambiado", quien.persona_id, cambiados, motivo=motivo)
