"""Lo que se trae se puede deshacer: lo que cambió vuelve a como estaba, con su ensayo y su motivo."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from app.extensiones import db
from app.nucleo.permisos import OPERACION, Rol
from app.plan import consultas
from app.plan import servicios as de_plan
from app.plan.modelos import Plan
from tests.avance.test_tablas import con_todo, sacada
from tests.cliente import Cliente
from tests.fabricas import plan as fabrica
from tests.fabricas.cuentas import entrar, personal

CAMBIOS = {
    "indicadores": (
        "Código,Elemento,Nombre,Unidad de medida,Decimales,Nombre [pt],Nombre [en]\n"
        "I-1,1.2,Agua clara,m³,2,,Clear water\n"
    ),
    "metas": "Indicador,Inicio,Fin,Meta\nI-1,2026-07-01,2026-12-31,99\n",
    "mediciones": "Indicador,Fecha,Valor,Fuente,Nota\nI-1,2026-03-31,70,INEC,Revisado\n",
    "hitos": "Elemento,Orden,Hito,Peso,Vence,Cumplido\n1.1.1,1,Otro,5,,\n1.1.1,2,Obra,,,\n",
    "montos": "Elemento,Año,Momento,Monto,Fuente\n1.1.1,2026,programado,9,Otra\n",
}


def _traer(cliente: Cliente, plan: Plan, tabla: str) -> str:
    """Sube y confirma una tabla; devuelve la página en que se termina."""
    ruta = f"/plan/{plan.clave}/importar"
    ficha = cliente.enviar(ruta, {"texto": tabla}).location
    assert ficha is not None
    return _confirmar(cliente, ficha)


def _confirmar(cliente: Cliente, ficha: str) -> str:
    assert "Aplicar todo" in cliente.get(ficha).get_data(as_text=True)
    respuesta = cliente.enviar(ficha, {"motivo": "Se revisa"})
    assert respuesta.status_code == 303
    return str(respuesta.location)


def _deshacer(cliente: Cliente, ficha: str) -> str:
    """Deshace lo que trajo una ficha, con su ensayo; devuelve la página en que se termina."""
    respuesta = cliente.enviar(f"{ficha}/deshacer", {})
    assert respuesta.status_code == 303
    return _confirmar(cliente, str(respuesta.location))


def _texto(cliente: Cliente, ruta: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", cliente.get(ruta).get_data(as_text=True)).split())


def test_la_pagina_dice_cuantas_filas_y_las_devuelve(cliente: Cliente) -> None:
    plan = fabrica.plan()
    entrar(cliente, personal(Rol.PLANIFICADORA))
    antes = consultas.exportar_csv(plan.id)
    mala = antes.replace("Casa segura,,,,3", "Casa,,,,1") + ",,2.9,Nueva\n"
    ficha = _traer(cliente, plan, mala)
    pagina = _texto(cliente, ficha)
    assert "Listo: 1 fila nueva, 1 fila cambiada y 5 filas iguales." in pagina
    assert "Ver o deshacer" in _texto(cliente, f"/plan/{plan.clave}/importar")
    assert "1 fila nueva, 1 fila cambiada" in _texto(cliente, f"/plan/{plan.clave}/editar"), "queda en su hilo"
    assert "Listo: 1 fila cambiada." in _texto(cliente, _deshacer(cliente, ficha))
    quedan = [f for f in consultas.exportar_csv(plan.id).splitlines() if "2.9" not in f]
    assert quedan == antes.splitlines()


@pytest.mark.parametrize("clase", CAMBIOS)
def test_cada_tabla_larga_vuelve_a_como_estaba(cliente: Cliente, clase: str) -> None:
    plan = con_todo()
    entrar(cliente, personal(Rol.PLANIFICADORA))
    antes = sacada(plan, clase)
    ficha = _traer(cliente, plan, CAMBIOS[clase])
    assert sacada(plan, clase) != antes
    _deshacer(cliente, ficha)
    assert sacada(plan, clase) == antes


def test_solo_se_deshace_lo_ultimo_y_lo_nuevo_no(cliente: Cliente) -> None:
    plan = con_todo()
    entrar(cliente, personal(Rol.PLANIFICADORA))
    primera = _traer(cliente, plan, CAMBIOS["metas"])
    segunda = _traer(cliente, plan, "Elemento,Fecha,Porcentaje,Motivo\n1.2,2026-02-15,40,Sigue\n")
    for ficha in (primera, segunda):
        assert "No hay filas que devolver" in _texto(cliente, ficha)
        assert cliente.enviar(f"{ficha}/deshacer", {}).status_code == 404
    assert "Lo último que trajiste" not in _texto(cliente, f"/plan/{plan.clave}/importar")


def test_nadie_deshace_lo_de_otra_persona_ni_lo_que_no_se_aplico(cliente: Cliente) -> None:
    plan = fabrica.plan()
    entrar(cliente, personal(Rol.PLANIFICADORA))
    tabla = consultas.exportar_csv(plan.id).replace("Casa segura", "Casa digna")
    sin_aplicar = cliente.enviar(f"/plan/{plan.clave}/importar", {"texto": tabla}).location
    assert cliente.enviar(f"{sin_aplicar}/deshacer", {}).status_code == 404
    ficha = _traer(cliente, plan, tabla)
    entrar(cliente, personal(Rol.PLANIFICADORA))
    assert cliente.get(ficha).status_code == 404
    assert cliente.enviar(f"{ficha}/deshacer", {}).status_code == 404
    entrar(cliente, personal(Rol.PLANIFICADORA, unidad_id=fabrica.unidad()))
    assert cliente.enviar(f"{ficha}/deshacer", {}).status_code == 403


def test_deshacer_muestra_lo_que_otra_persona_cambio_despues(app: Flask, cliente: Cliente) -> None:
    plan = fabrica.plan()
    entrar(cliente, personal(Rol.PLANIFICADORA))
    tabla = consultas.exportar_csv(plan.id)
    ficha = _traer(cliente, plan, tabla.replace("Casa segura", "Casa digna"))
    de_plan.importar(OPERACION, plan.id, tabla.replace("Casa segura", "Casa sana"), motivo="otra")
    db.session.commit()
    ensayo = cliente.enviar(f"{ficha}/deshacer", {}).location
    assert "Casa sana" in _texto(cliente, str(ensayo)), "antes de confirmar se ve lo que se perdería"
