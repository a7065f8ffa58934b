"""Quien borra su cuenta y vuelve con otra cuenta una vez en lo abierto; lo cerrado se queda como estaba."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.consulta_plan import consultas, servicios
from app.extensiones import db
from app.nucleo import reloj
from app.nucleo.permisos import OPERACION, Identidad
from app.padron import servicios as padrones
from app.participacion import reglas
from app.participacion import servicios as conversaciones
from app.plan import consultas as planes
from app.privacidad.servicios import suprimir
from app.procesos.modelos import Proceso
from app.propuestas import servicios as propuestas
from app.propuestas.modelos import Apoyo, Propuesta
from tests.fabricas import consulta_plan, cuentas, padron, procesos, territorio
from tests.fabricas import participacion as fabrica_comentarios
from tests.fabricas import propuestas as fabrica

VECES = 2


def _cuenta_nueva(app: Flask, correo: str = "ana@correo.example") -> Identidad:
    """La misma persona del padrón, con una cuenta recién hecha."""
    nueva = cuentas.persona(acreditacion=1, correo=correo)
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


@pytest.fixture
def con_apoyo(en_el_padron: Flask) -> tuple[Identidad, Propuesta]:
    """Quien apoyó, y una propuesta que cierra en un mes con su apoyo."""
    proceso = procesos.proceso(vigencia_meses=1, acreditacion_umbral=2, umbral_ciudad=2)
    p, quien = fabrica.propuesta(proceso=proceso), _cuenta_nueva(en_el_padron)
    propuestas.apoyar(quien, fabrica.codigo_de(p))
    db.session.commit()
    return quien, p


def _reabrir(p: Propuesta) -> None:
    db.session.get_one(Proceso, p.proceso_id).vigencia_meses = 6
    assert propuestas.recalcular_cierres(p.proceso_id) == 1
    db.session.commit()


@pytest.mark.parametrize("ya_escrito", [True, False], ids=["archivada", "solo vencida"])
def test_una_archivada_se_queda_y_si_se_reabre_cuenta_una_vez(
    en_el_padron: Flask, con_apoyo: tuple[Identidad, Propuesta], ya_escrito: bool
) -> None:
    """La fecha manda, aunque el obrero todavía no haya escrito que se archivó."""
    quien, p = con_apoyo
    with reloj.fijado(reloj.ahora() + dt.timedelta(days=40)):
        if ya_escrito:
            propuestas.archivar_vencidas()
        _borrar(en_el_padron, quien)
        assert p.apoyos == 1
        _reabrir(p)
        assert (p.estado, p.apoyos, p.apoyos_contados) == ("publicada", 0, 0)
    assert propuestas.recontar(corregir=False) == []


def test_una_archivada_que_se_reabre_cuenta_a_quien_hoy_alcanza(
    en_el_padron: Flask, con_apoyo: tuple[Identidad, Propuesta]
) -> None:
    """Quien se separó del padrón mientras estaba cerrada ya no cuenta; su dueña, con otra cuenta, sí."""
    quien, p = con_apoyo
    sube = cuentas.persona(acreditacion=1)
    propuestas.apoyar(cuentas.identidad_de(sube), fabrica.codigo_de(p))
    db.session.commit()
    with reloj.fijado(reloj.ahora() + dt.timedelta(days=40)):
        propuestas.archivar_vencidas()
        padrones.desvincular(OPERACION, quien.persona, "Esa cuenta no era de esa persona.")
        sube.acreditacion = 2
        assert propuestas.al_acreditarse(sube.id) == 0
        db.session.commit()
        assert (p.apoyos, p.apoyos_contados) == (2, 1)
        _reabrir(p)
        assert (p.apoyos, p.apoyos_contados, p.umbral_cruzado_en) == (2, 1, None)
        contado = select(Apoyo.persona_id).where(Apoyo.contado.is_(True))
        assert db.session.scalars(contado).all() == [sube.id]
        propuestas.apoyar(_cuenta_nueva(en_el_padron, "otra@correo.example"), fabrica.codigo_de(p))
        assert (p.apoyos, p.apoyos_contados) == (3, 2)
        assert p.umbral_cruzado_en is not None
    assert propuestas.recontar(corregir=False) == []


def test_los_votos_en_una_archivada_se_van_con_quien_vota(
    en_el_padron: Flask, con_apoyo: tuple[Identidad, Propuesta]
) -> None:
    """Puede reabrirse, y entonces quien vuelve con otra cuenta vota una vez."""
    quien, p = con_apoyo
    c = fabrica_comentarios.comentario(fabrica.codigo_de(p))
    conversaciones.votar(quien, fabrica_comentarios.codigo_de(c), 1)
    db.session.commit()
    with reloj.fijado(reloj.ahora() + dt.timedelta(days=40)):
        propuestas.archivar_vencidas()
        _borrar(en_el_padron, quien)
        _reabrir(p)
        conversaciones.votar(_cuenta_nueva(en_el_padron), fabrica_comentarios.codigo_de(c), 1)
        db.session.refresh(c)
        assert (c.a_favor, c.puntaje) == (1, reglas.puntaje(1, 0))
    assert conversaciones.recontar(corregir=False) == []


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
