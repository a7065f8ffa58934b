"""Cada acto sobre un indicador pide su permiso por su cuenta: ninguno se apoya en el de otro."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from flask import Flask

from app.avance.modelos import Indicador
from app.avance.servicios import indicadores, mediciones, metas
from app.avance.servicios.indicadores import DatosIndicador
from app.avance.servicios.mediciones import DatosMedicion
from app.avance.servicios.metas import DatosMeta
from app.extensiones import db
from app.nucleo.errores import NoPermitido
from app.nucleo.permisos import Identidad, Rol
from app.plan.reglas import FilaPlan
from tests.cliente import Cliente
from tests.fabricas import avance as fabrica
from tests.fabricas import plan as planes
from tests.fabricas.cuentas import entrar, identidad_de, persona, personal

DATO = DatosMedicion(dt.date(2026, 2, 1), Decimal(7), "Censo")
META = DatosMeta(dt.date(2026, 1, 1), dt.date(2026, 12, 31), Decimal(9))


def _actos(quien: Identidad, i: Indicador, medida: int) -> tuple[Callable[[], object], ...]:
    datos = DatosIndicador("otro", i.elemento_id, "Otra cosa", "%")
    return (
        lambda: mediciones.anotar_medicion(quien, i.id, DATO),
        lambda: mediciones.corregir_medicion(quien, medida, replace(DATO, fuente="Encuesta"), "x"),
        lambda: mediciones.retirar_medicion(quien, medida, "x"),
        lambda: mediciones.poner_principal(quien, medida, "x"),
        lambda: metas.guardar_metas(quien, i.id, [META], "x"),
        lambda: indicadores.crear_indicador(quien, i.plan_id, datos, "x"),
        lambda: indicadores.editar_indicador(quien, i.id, replace(datos, codigo=i.codigo), "x"),
        lambda: indicadores.cancelar_indicador(quien, i.id, "x"),
        lambda: indicadores.reactivar_indicador(quien, i.id, "x"),
    )


@pytest.mark.parametrize("rol", [None, "de_otra_unidad", Rol.MODERADORA, Rol.EVALUADORA, Rol.AUDITORA])
def test_ningun_acto_sin_su_permiso(app: Flask, rol: Rol | str | None) -> None:
    propia, otra = planes.unidad("OBR"), planes.unidad("AGU", "Agua")
    plan = planes.plan(filas=(FilaPlan("1", "Obras", unidad="OBR"),))
    i = fabrica.indicador(planes.elemento(plan, "1"), mediciones=[("2026-01-01", 3)])
    segunda = fabrica.medicion(i, "2026-01-01", 4, fuente="Encuesta", principal=False)
    db.session.commit()
    quien = {
        None: persona,
        "de_otra_unidad": lambda: personal(Rol.PLANIFICADORA, unidad_id=otra),
    }.get(rol, lambda: personal(Rol(str(rol))))()
    for acto in _actos(identidad_de(quien), i, segunda.id):
        with pytest.raises(NoPermitido):
            acto()
    suya = identidad_de(personal(Rol.PLANIFICADORA, unidad_id=propia))
    _actos(suya, i, segunda.id)[0]()


def test_en_un_elemento_ajeno_se_dice_como_seguir_y_no_se_pierde_lo_escrito(cliente: Cliente) -> None:
    propia = planes.unidad("OBR")
    planes.unidad("AGU", "Agua")
    plan = planes.plan(filas=(FilaPlan("1", "Agua", unidad="AGU"),))
    entrar(cliente, personal(Rol.PLANIFICADORA, unidad_id=propia))
    ruta = f"/plan/{plan.clave}/indicadores/nuevo"
    datos = {
        "codigo": "1-a", "elemento": "1", "nombre": "Hogares con agua", "unidad": "%", "decimales": "0",
        "frecuencia": "anual", "direccion": "sube", "acumulacion": "stock", "responsable": "", "motivo": "x",
    }  # fmt: skip
    ajeno = cliente.enviar(ruta, datos)
    assert ajeno.status_code == 422
    assert "De ese elemento responde otra unidad" in ajeno.get_data(as_text=True)
    assert 'value="Hogares con agua"' in ajeno.get_data(as_text=True)
    assert [o.get("value") for o in cliente.raiz.findall(".//select[@name='responsable']/option")] == [
        "",
        "OBR",
    ]
    assert cliente.enviar(ruta, {**datos, "responsable": "OBR"}).status_code == 303
