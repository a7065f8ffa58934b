"""Fábricas del plan: un plan vigente con un árbol pequeño, válido por omisión."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from app.extensiones import db
from app.nucleo.permisos import OPERACION, Identidad
from app.plan import consultas, servicios
from app.plan.modelos import Elemento, Plan
from app.plan.reglas import FilaPlan, escribir_tabla

NIVELES = (
    {"es": {"singular": "eje", "plural": "ejes"}, "pt": {"singular": "eixo", "plural": "eixos"}},
    {"es": {"singular": "objetivo", "plural": "objetivos"}},
    {"es": {"singular": "acción", "plural": "acciones"}},
)
FILAS = (
    FilaPlan("1", "Barrios que cuidan", peso=60, ods=("1", "11")),
    FilaPlan(
        "1.1", "Cuidado cerca de casa", "1", ods=("3.8",), inicio=dt.date(2026, 1, 1), fin=dt.date(2029, 12, 31)
    ),
    FilaPlan("1.1.1", "Centros infantiles", "1.1", "Tres, junto a los mercados.", peso=2),
    FilaPlan("1.2", "Casa segura", "1", peso=3),
    FilaPlan("2", "Moverse sin miedo", peso=40),
    FilaPlan("2.1", "Caminar sin miedo", "2", ods=("11.2",)),
)


def unidad(codigo: str = "OBR", nombre: str = "Dirección de Obras") -> int:
    """Una unidad; devuelve su id."""
    ident = servicios.crear_unidad(OPERACION, codigo, nombre)
    db.session.commit()
    return ident


def ensayo_guardado(quien: Identidad, plan_id: int, texto: str, nombre: str = "") -> str:
    """La ficha de un archivo que `quien` ya ensayó."""
    return servicios.guardar_ensayo(quien, plan_id, consultas.ensayar(plan_id, texto), texto, nombre)


def confirmar(quien: Identidad, plan_id: int, ficha: str, motivo: str) -> None:
    """Lo que hace la página: ensaya otra vez lo guardado y lo aplica."""
    guardada = consultas.importacion(ficha, plan_id, quien.persona_id)
    assert guardada is not None
    ensayo = consultas.ensayar(plan_id, guardada.texto, guardada.clase)
    servicios.confirmar_importacion(quien, plan_id, ficha, ensayo, motivo)


def borrador(clave: str = "plan-2035", filas: Sequence[FilaPlan] = FILAS, **mas: Any) -> Plan:
    """Un plan en borrador, con estas filas."""
    datos = {
        "nombre": "Plan de prueba 2035",
        "inicio": dt.date(2026, 1, 1),
        "fin": dt.date(2035, 12, 31),
        "lema": "Diez años para llegar a pie",
        "presentacion": "La ciudad que **queremos**.",
        "niveles": NIVELES,
    }
    plan_id = servicios.crear_plan(OPERACION, servicios.DatosPlan(clave=clave, **{**datos, **mas}))
    if filas:
        servicios.importar(OPERACION, plan_id, escribir_tabla(filas))
    db.session.commit()
    return db.session.get_one(Plan, plan_id)


def plan(clave: str = "plan-2035", filas: Sequence[FilaPlan] = FILAS, **mas: Any) -> Plan:
    """Un plan vigente, aprobado con su acto."""
    hecho = borrador(clave, filas, **mas)
    acto = servicios.DatosActo("Concejo Municipal", "Ordenanza 014-2025", dt.date(2025, 12, 11), "Gaceta 212")
    servicios.aprobar(OPERACION, hecho.id, acto)
    db.session.commit()
    return hecho


def elemento(de: Plan, codigo: str = "1.1") -> Elemento:
    """El elemento de ese código."""
    return db.session.scalars(
        select(Elemento).where(Elemento.plan_id == de.id, Elemento.codigo == codigo)
    ).one()


def cancelar(de: Plan, codigo: str, motivo: str = "Ya no hay dinero") -> bool:
    """Cancela un elemento, como se hace en su página."""
    fila = next(f for f in consultas.filas_de(consultas.arbol(de.id)) if f.codigo == codigo)
    return servicios.editar_elemento(OPERACION, de.id, replace(fila, estado="cancelado"), motivo)
