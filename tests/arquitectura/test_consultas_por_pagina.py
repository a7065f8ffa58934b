"""Cuántas consultas gasta cada página, en la ciudad de demostración: lo ya leído no se lee otra vez.

El tope de cada página es lo que gasta hoy a quien más ve en ella, con lo que cada proceso recuerda ya puesto.
Si una sube, o se le ahorra la consulta o se sube aquí su tope, que es decirlo.
"""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.contenido.modelos import Contenido
from app.cuentas.modelos import Persona
from app.extensiones import db
from app.nucleo import reloj
from app.participacion.modelos import Conversacion
from app.plan.modelos import Plan
from app.privacidad.clasificacion import CLASIFICACION
from app.procesos.modelos import Proceso
from app.propuestas.modelos import Propuesta
from app.propuestas.presentacion import direccion
from tests.fabricas.cuentas import entrar
from tests.recuento import Recuento

VECINA, PLANIFICADOR, ADMINISTRADORA = "rosa.mendieta", "joaquin.paredes", "beatriz.salcedo"
RELACIONES = sum(1 for r in CLASIFICACION if r.datos)

TOPES: dict[str, dict[str, int]] = {
    VECINA: {
        "/": 11,
        "/propuestas": 3,
        "/propuestas?q=agua": 8,
        "/propuestas/{propuesta}": 14,
        "/c/{codigo}/conversacion": 7,
        "/proponer": 3,
        "/procesos": 3,
        "/procesos/{proceso}": 7,
        "/territorios": 2,
        "/territorios/{lugar}": 6,
        "/plan": 19,
        "/plan/{plan}/{elemento}": 27,
        "/plan/{anual}": 17,
        "/plan/{anual}/consulta": 12,
        "/ods": 6,
        "/tablero": 1,
        "/auditoria": 3,
        "/padron": 4,
        "/cuenta": 5,
        "/cuenta/padron": 6,
        "/cuenta/propuestas": 5,
        "/cuenta/mis-datos": RELACIONES + 1,
    },
    PLANIFICADOR: {
        "/plan/{plan}": 19,
        "/plan/{plan}/{elemento}": 27,
        "/plan/{plan}/editar": 13,
        "/plan/{plan}/{elemento}/editar": 6,
        "/plan/{plan}/{elemento}/alinear": 8,
        "/plan/{plan}/versiones": 13,
        "/plan/{plan}/versiones/2": 6,
        "/plan/{plan}/avance": 11,
        "/plan/{plan}/{elemento}/avance": 14,
        "/plan/{plan}/{elemento}/avance/anotar": 13,
        "/plan/{plan}/dinero": 7,
        "/plan/{plan}/{elemento}/dinero": 7,
        "/plan/{plan}/indicadores": 7,
        "/plan/{plan}/indicadores/anotar": 4,
        "/plan/{plan}/indicador/{indicador}": 8,
        "/plan/{plan}/indicador/{indicador}/editar": 13,
        "/tablero": 1,
        "/tablero/matriz": 7,
        "/tablero/pendientes": 14,
    },
    ADMINISTRADORA: {"/administrar/padron": 5, "/administrar/roles": 2},
}
"""Persona → página → hasta cuántas consultas, contando la de su sesión."""


def _direcciones() -> dict[str, str]:
    """La propuesta más comentada y, del plan, un elemento con indicadores, dinero y alineación."""
    comentadas = (
        sa.select(Propuesta, Contenido.codigo, Proceso.clave)
        .join(Contenido, Contenido.id == Propuesta.id)
        .join(Proceso, Proceso.id == Propuesta.proceso_id)
        .join(Conversacion, Conversacion.contenido_id == Propuesta.id)
        .order_by(Conversacion.comentarios.desc(), Propuesta.id)
    )
    propuesta, codigo, proceso = db.session.execute(comentadas.limit(1)).one()
    planes = dict(db.session.execute(sa.select(Plan.tipo, Plan.clave)).tuples().all())
    return {
        "codigo": codigo,
        "propuesta": direccion(codigo, propuesta.titulo).removeprefix("/propuestas/"),
        "proceso": proceso,
        "lugar": "D1",
        "plan": planes["estrategico"],
        "anual": planes["anual"],
        "elemento": "1.1",
        "indicador": "5.1-a",
    }


def _gasto(cliente: FlaskClient, ruta: str) -> Recuento:
    """Lo que gasta una página la segunda vez, en el mismo minuto: la primera llena lo que se recuerda."""
    with reloj.fijado(reloj.ahora()):
        cliente.get(ruta)
        with Recuento(db.engine) as recuento:
            respuesta = cliente.get(ruta)
    assert respuesta.status_code == 200, (ruta, respuesta.status_code)
    return recuento


def test_cada_pagina_de_la_demostracion_gasta_lo_dicho_y_no_lee_dos_veces(demo_propia: Flask) -> None:
    with demo_propia.test_request_context():
        donde = _direcciones()
    pasadas, repetidas = {}, []
    for quien, topes in TOPES.items():
        cliente = demo_propia.test_client()
        entrar(cliente, db.session.scalars(sa.select(Persona).where(Persona.correo.startswith(quien))).one())
        for pagina, tope in topes.items():
            recuento = _gasto(cliente, pagina.format(**donde))
            if recuento.numero > tope:
                pasadas[quien, pagina] = (recuento.numero, tope)
            repetidas += [f"{pagina}: {orden}" for orden in recuento.repetidas]
    assert not pasadas, f"(gasta, tope): {pasadas}"
    assert not repetidas, "\n".join(repetidas)
