"""Quien borra su cuenta y vuelve con otra cuenta una vez en lo abierto; lo cerrado se queda como estaba."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from flask import Flask

from app.consulta_plan import consultas, servicios
from app.extensiones import db
from app.nucleo import reloj
from app.nucleo.permisos import OPERACION, Identidad
from app.padron import servicios as padrones
from app.participacion import servicios as conversaciones
from app.plan import consultas as planes
from app.privacidad.servicios import suprimir
from app.procesos.modelos import Proceso
from app.propuestas import servicios as propuestas
from tests.fabricas import consulta_plan, cuentas, padron, procesos, territorio
from tests.fabricas import participacion as fabrica_comentarios
from tests.fabricas import propuestas as fabrica

VECES = 2


def _cuenta_nueva(app: Flask) -> Identidad:
    """La misma persona del padrón, con el mismo correo y una cuenta recién hecha."""
    nueva = cuentas.persona(acreditacion=1, correo="ana@correo.example")
    with app.test_request_context():
        padrones.comprobar_en_linea(cuentas.identidad_de(nueva), "cedula", padron.documento(1), padron.SEGUNDO)
        db.session.commit()
    return cuentas.identidad_de(nueva)


def _borrar(app: Flask, quien: Identidad) -> None:
    with app.test_request_context():
        suprimir(quien.persona, autora_id=quien.persona, motivo="Prueba.")
        db.session.commit()


@pytest.fixture
def en_el_padron(app: Flask, tmp_path: Path) -> Flask:
    """Una ciudad con una sola persona en su padrón."""
    padron.importado(tmp_path, [padron.fila(1, territorio.lugar())])
    return app


def test_la_consulta_de_un_plan(en_el_padron: Flask) -> None:
    plan = consulta_plan.consulta(acreditacion=2)
    elemento = next(n.id for n in planes.arbol(plan.id).en_orden() if n.nivel == 1)
    for _vez in range(VECES):
        quien = _cuenta_nueva(en_el_padron)
        servicios.apoyar(quien, elemento)
        servicios.priorizar(quien, plan.id, [elemento])
        db.session.commit()
        assert (consultas.apoyos_de(elemento), consultas.participantes(plan.id)) == (1, 1)
        _borrar(en_el_padron, quien)
        assert (consultas.apoyos_de(elemento), consultas.participantes(plan.id)) == (0, 0)


def test_la_consulta_cerrada_se_queda_y_si_se_reabre_cuenta_una_vez(en_el_padron: Flask) -> None:
    plan = consulta_plan.consulta(acreditacion=2)
    elemento = next(n.id for n in planes.arbol(plan.id).en_orden() if n.nivel == 1)
    quien = _cuenta_nueva(en_el_padron)
    servicios.priorizar(quien, plan.id, [elemento])
    consulta_plan.cerrar(plan.id)
    _borrar(en_el_padron, quien)
    assert consultas.participantes(plan.id) == 1
    ficha = consultas.de_plan(plan.id)
    assert ficha is not None
    datos = consulta_plan.datos(abre=ficha.abre, acreditacion=2)
    servicios.cambiar_consulta(OPERACION, plan.id, datos, "Se da una semana más.")
    servicios.priorizar(_cuenta_nueva(en_el_padron), plan.id, [elemento])
    assert consultas.participantes(plan.id) == 1


@pytest.mark.parametrize("umbral", [1, 50])
def test_una_propuesta_cruzada_o_no(en_el_padron: Flask, umbral: int) -> None:
    p = fabrica.propuesta(proceso=procesos.proceso(umbral_ciudad=umbral, acreditacion_umbral=2))
    for _vez in range(VECES):
        quien = _cuenta_nueva(en_el_padron)
        propuestas.apoyar(quien, fabrica.codigo_de(p))
        db.session.commit()
        assert (p.apoyos, p.apoyos_contados) == (1, 1)
        _borrar(en_el_padron, quien)
    assert (p.apoyos, p.apoyos_contados, p.umbral_cruzado_en is None) == (0, 0, umbral > 1)
    assert propuestas.recontar(corregir=False) == []


def test_una_archivada_se_queda_y_si_se_reabre_cuenta_una_vez(en_el_padron: Flask) -> None:
    p = fabrica.propuesta(proceso=procesos.proceso(vigencia_meses=1, acreditacion_umbral=2))
    quien = _cuenta_nueva(en_el_padron)
    propuestas.apoyar(quien, fabrica.codigo_de(p))
    db.session.commit()
    with reloj.fijado(reloj.ahora() + dt.timedelta(days=40)):
        propuestas.archivar_vencidas()
        _borrar(en_el_padron, quien)
        assert p.apoyos == 1
        db.session.get_one(Proceso, p.proceso_id).vigencia_meses = 6
        assert propuestas.recalcular_cierres(p.proceso_id) == 1
        db.session.commit()
        assert (p.estado, p.apoyos, p.apoyos_contados) == ("publicada", 0, 0)
    assert propuestas.recontar(corregir=False) == []


def test_los_votos_a_comentarios(en_el_padron: Flask) -> None:
    autora = cuentas.identidad_de(cuentas.persona())
    retirada = fabrica.codigo_de(fabrica.propuesta(autora))
    uno, cerrado = fabrica_comentarios.comentario(), fabrica_comentarios.comentario(retirada)
    for vez in range(VECES):
        quien = _cuenta_nueva(en_el_padron)
        conversaciones.votar(quien, fabrica_comentarios.codigo_de(uno), -1)
        if vez == 0:
            conversaciones.votar(quien, fabrica_comentarios.codigo_de(cerrado), -1)
            propuestas.retirar(autora, retirada, "Ya no hace falta en el barrio.")
        db.session.commit()
        assert uno.en_contra == 1
        _borrar(en_el_padron, quien)
        db.session.refresh(uno)
        assert (uno.a_favor, uno.en_contra, uno.puntaje) == (0, 0, 0)
    db.session.refresh(cerrado)
    assert cerrado.en_contra == 1
    assert conversaciones.recontar(corregir=False) == []
