"""Crear y publicar procesos, cambiar fechas a la vista, y qué está abierto."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.contenido.modelos import Hecho
from app.extensiones import db
from app.nucleo import reloj
from app.nucleo.errores import Conflicto, Invalido, NoEncontrado, NoPermitido
from app.nucleo.permisos import ANONIMA, OPERACION, Identidad, Rol
from app.procesos import consultas, servicios
from app.procesos.modelos import Proceso
from app.procesos.permisos import Falta
from app.procesos.reglas import Acto
from tests.fabricas import cuentas, procesos

DIA = dt.timedelta(days=1)


@pytest.fixture
def jefa(app: Flask) -> Identidad:
    return cuentas.identidad_de(cuentas.personal(Rol.ADMINISTRADORA))


def _crear(quien: Identidad, **mas: Any) -> Proceso:
    datos: dict[str, Any] = {
        "clave": "centro-vivo",
        "nombre": "Centro vivo",
        "proposito": "Decidir la plaza.",
        "fases": [procesos.ventana()],
        "umbral_ciudad": 10,
        "umbral_territorio": 5,
    }
    return servicios.crear_proceso(quien, **{**datos, **mas})


def test_solo_lo_crea_publica_y_cambia_quien_administra(app: Flask) -> None:
    for rol in (None, *(r for r in Rol if r not in (Rol.VECINA, Rol.ADMINISTRADORA))):
        quien = cuentas.identidad_de(cuentas.personal(rol) if rol else cuentas.persona())
        p = procesos.proceso(publicado=False)
        fase = consultas.fases_de(p.id)[0]
        with pytest.raises(NoPermitido):
            _crear(quien)
        with pytest.raises(NoPermitido):
            servicios.publicar_proceso(quien, p.id)
        with pytest.raises(NoPermitido):
            servicios.cambiar_fase(quien, fase.id, fase.abre, None, "porque me parece bien")


def test_un_borrador_solo_lo_ve_el_personal(jefa: Identidad) -> None:
    p = _crear(jefa)
    db.session.commit()
    moderadora = cuentas.identidad_de(cuentas.personal(Rol.MODERADORA))
    for quien, ve in ((ANONIMA, False), (cuentas.identidad_de(cuentas.persona()), False), (moderadora, True)):
        assert (consultas.por_clave("centro-vivo", quien) is not None) == ve
        assert ([x.id for x in consultas.todos(quien)] == [p.id]) == ve
    assert consultas.publicados() == []
    servicios.publicar_proceso(jefa, p.id)
    servicios.publicar_proceso(jefa, p.id)
    assert [x.id for x in consultas.abiertos_ahora()] == [p.id]
    hechos = db.session.scalars(sa.select(Hecho).where(Hecho.contenido_id == p.id)).all()
    assert [(h.clase, h.persona_id, h.publico) for h in hechos] == [
        ("procesos.publicado", jefa.persona_id, True)
    ]


def test_lo_que_no_se_acepta_al_crear(jefa: Identidad) -> None:
    for mal in ({"nombre": " "}, {"fases": []}, {"fases": [procesos.ventana("proponer", 3, 1)]}):
        with pytest.raises(Invalido):
            _crear(jefa, **mal)
    _crear(jefa)
    with pytest.raises(Conflicto):
        _crear(jefa)


def test_las_fechas_mandan_sin_que_nadie_pulse_nada(app: Flask) -> None:
    p = procesos.proceso(fases=[procesos.ventana("proponer", 1, 5), procesos.ventana("evaluar", 5)])
    inicio = reloj.ahora()
    vecina = cuentas.identidad_de(cuentas.persona())
    for dias, abierto in ((0, False), (2, True), (6, False)):
        with reloj.fijado(inicio + dias * DIA):
            actual = consultas.por_clave(p.clave)
            assert actual is not None
            falta = consultas.falta_para(actual, Acto.PROPONER, vecina)
            assert falta == (None if abierto else Falta.FASE)
            vuelve = consultas.vuelve_a_abrir(actual, Acto.PROPONER)
            assert (vuelve is not None) == (dias == 0)
            assert [x.id for x in consultas.abiertos_ahora()] == ([p.id] if dias else [])


def test_cambiar_una_fase_deja_a_la_vista_lo_de_antes_y_por_que(jefa: Identidad) -> None:
    p = procesos.proceso(fases=[procesos.ventana("proponer", -3, 3)])
    fase = consultas.fases_de(p.id)[0]
    assert fase.cierra is not None
    nueva = fase.cierra + 7 * DIA
    for motivo in ("", "corto", "x" * 501):
        with pytest.raises(Invalido) as caso:
            servicios.cambiar_fase(jefa, fase.id, fase.abre, nueva, motivo)
        assert caso.value.campo == "motivo"
    with pytest.raises(Invalido) as caso:
        servicios.cambiar_fase(jefa, fase.id, fase.abre, fase.abre, "La lluvia cerró los caminos.")
    assert caso.value.campo == "cierra"
    with pytest.raises(NoEncontrado):
        servicios.cambiar_fase(jefa, 10**9, fase.abre, nueva, "La lluvia cerró los caminos.")
    servicios.cambiar_fase(jefa, fase.id, fase.abre, nueva, "La lluvia cerró los caminos.")
    servicios.cambiar_fase(jefa, fase.id, fase.abre, nueva, "La lluvia cerró los caminos.")
    db.session.commit()
    assert consultas.fases_de(p.id)[0].cierra == nueva
    hechos = db.session.scalars(sa.select(Hecho).where(Hecho.clase == "procesos.fase_cambiada")).all()
    assert len(hechos) == 1
    assert hechos[0].motivo == "La lluvia cerró los caminos."
    assert hechos[0].datos["antes"]["cierra"] == fase.cierra.isoformat()
    assert hechos[0].datos["despues"]["cierra"] == nueva.isoformat()


def test_primero_lo_que_cierra_antes(app: Flask) -> None:
    sin_cierre = procesos.proceso()
    tarde = procesos.proceso(fases=[procesos.ventana("proponer", -1, 20)])
    pronto = procesos.proceso(fases=[procesos.ventana("votar", -1, 2)])
    assert [p.id for p in consultas.abiertos_ahora()] == [pronto.id, tarde.id, sin_cierre.id]
    permanente = consultas.permanente()
    assert permanente is not None
    assert permanente.id == sin_cierre.id


def test_las_ordenes_dicen_y_cambian(app: Flask) -> None:
    p = procesos.proceso(fases=[procesos.ventana("proponer", -3, 3)])
    fase = consultas.fases_de(p.id)[0]
    orden = app.test_cli_runner()
    salida = orden.invoke(args=["procesos", "listar"]).output
    assert p.clave in salida
    assert "se puede: apoyar, debatir, proponer" in salida
    assert f"→ fase {fase.id}" in salida
    argumentos = ["procesos", "fase", str(fase.id), "--cierra", "2099-05-31 18:00", "--motivo"]
    hecho = orden.invoke(args=[*argumentos, "Lo pidió la asamblea."])
    assert hecho.exit_code == 0, hecho.output
    db.session.expire_all()
    assert consultas.fases_de(p.id)[0].cierra == dt.datetime(2099, 5, 31, 23, 0, tzinfo=dt.UTC)
    assert orden.invoke(args=[*argumentos, "no"]).exit_code == 1
    assert (
        orden.invoke(args=["procesos", "fase", "999999", "--sin-cierre", "--motivo", "x" * 20]).exit_code == 2
    )


def test_operacion_no_es_una_persona(app: Flask) -> None:
    p = procesos.proceso()
    hecho = db.session.scalars(sa.select(Hecho).where(Hecho.contenido_id == p.id)).one()
    assert hecho.persona_id is OPERACION.persona_id is None


def test_una_ciudad_nueva_abre_su_primer_proceso_con_una_orden(app: Flask) -> None:
    orden = app.test_cli_runner()
    dicho = ["--proposito", "Que lo que se pide llegue al plan.", "--umbral", "100"]
    hecho = orden.invoke(args=["procesos", "crear", "propuestas", "Propuestas de la ciudad", *dicho])
    assert hecho.exit_code == 0, hecho.output
    db.session.expire_all()
    nuevo = consultas.permanente()
    assert nuevo is not None
    assert (nuevo.umbral_ciudad, nuevo.umbral_territorio, nuevo.plazo_respuesta) == (100, 100, 30)
    assert Acto.PROPONER in consultas.abiertos_ahora()[0].actos
    repetido = orden.invoke(args=["procesos", "crear", "propuestas", "Otra", *dicho])
    assert (repetido.exit_code, "Ya hay un proceso con esa clave" in repetido.output) == (1, True)
    assert orden.invoke(args=["procesos", "crear", "Con Espacios", "Otra", *dicho]).exit_code == 2
