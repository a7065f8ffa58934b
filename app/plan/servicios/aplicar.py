"""El único camino por el que cambia el árbol: de las filas que hay a las que debe haber, con sus hechos."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, select

from app.contenido.servicios import anotar_hecho, crear_contenido
from app.extensiones import db
from app.nucleo.permisos import Identidad
from app.plan import reglas
from app.plan.consultas import ESTADOS_PUBLICOS
from app.plan.modelos import Elemento, ElementoODS, ElementoUnidad, Plan, Unidad

_DIRECTOS = ("titulo", "descripcion", "peso", "inicio", "fin", "estado")


def _llano(valor: Any) -> Any:
    """Un valor como va en los datos de un hecho (JSON)."""
    if isinstance(valor, dt.date):
        return valor.isoformat()
    return list(valor) if isinstance(valor, tuple) else valor


def _escribir(elemento: Elemento, fila: reglas.FilaPlan, unidades: dict[str, int]) -> None:
    for campo in _DIRECTOS:
        setattr(elemento, campo, getattr(fila, campo))
    elemento.unidad_id = unidades[fila.unidad] if fila.unidad else None


def _escribir_listas(elemento_id: int, fila: reglas.FilaPlan, unidades: dict[str, int]) -> None:
    db.session.execute(delete(ElementoODS).where(ElementoODS.elemento_id == elemento_id))
    db.session.execute(delete(ElementoUnidad).where(ElementoUnidad.elemento_id == elemento_id))
    if fila.ods:
        db.session.execute(insert(ElementoODS), [{"elemento_id": elemento_id, "codigo": c} for c in fila.ods])
    if fila.colaboradoras:
        db.session.execute(
            insert(ElementoUnidad),
            [{"elemento_id": elemento_id, "unidad_id": unidades[c]} for c in fila.colaboradoras],
        )


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
    for diferencia in diferencias:
        fila = filas[diferencia.codigo]
        if diferencia.clase == "nuevo":
            contenido = crear_contenido("elemento", quien.persona_id)
            elementos[fila.codigo] = Elemento(
                id=contenido.id, plan_id=plan.id, codigo=fila.codigo, nivel=0, orden=0
            )
            db.session.add(elementos[fila.codigo])
        _escribir(elementos[fila.codigo], fila, unidades)
    _colocar(finales, elementos)
    db.session.flush()
    listas = {"ods", "colaboradoras"}
    for diferencia in diferencias:
        if diferencia.clase == "nuevo" or listas & {c.campo for c in diferencia.cambios}:
            _escribir_listas(elementos[diferencia.codigo].id, filas[diferencia.codigo], unidades)
    if plan.estado in ESTADOS_PUBLICOS:
        for diferencia in diferencias:
            _anotar(quien, elementos[diferencia.codigo].id, diferencia, motivo, importado)
    return tuple(diferencias)


def _anotar(
    quien: Identidad, elemento_id: int, diferencia: reglas.Diferencia, motivo: str, importado: bool
) -> None:
    datos: dict[str, Any] = {"importado": importado}
    if diferencia.clase == "cambia":
        datos["cambios"] = [
            {"campo": c.campo, "antes": _llano(c.antes), "despues": _llano(c.despues)}
            for c in diferencia.cambios
        ]
    clase = "plan.elemento_creado" if diferencia.clase == "nuevo" else "plan.elemento_cambiado"
    anotar_hecho(clase, elemento_id, quien.persona_id, motivo=motivo, datos=datos)
