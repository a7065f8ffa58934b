"""Abrir, participar y cerrar la consulta de un plan: qué se puede, cuándo, y qué no queda escrito."""

from __future__ import annotations

import random

import pytest
import sqlalchemy as sa
from flask import Flask

from app.consulta_plan import consultas, servicios
from app.consulta_plan.errores import ConsultaCerrada, FaltaAcreditacion, YaEmpezo, YaHayConsulta
from app.consulta_plan.modelos import ApoyoElemento, Prioridad
from app.contenido.modelos import Hecho
from app.extensiones import db
from app.nucleo.errores import Conflicto, Invalido, NoEncontrado, NoPermitido
from app.nucleo.permisos import OPERACION, Identidad, Rol, RolEn
from app.nucleo.reloj import ahora
from app.plan import consultas as planes
from app.plan import servicios as de_planes
from tests.borda import borda
from tests.fabricas import consulta_plan as fabrica
from tests.fabricas import plan as fabrica_plan
from tests.fabricas.cuentas import persona


def vecina(acreditacion: int = 1) -> Identidad:
    quien = persona(acreditacion=acreditacion)
    return Identidad(persona_id=quien.id, acreditacion=acreditacion)


def ids(plan_id: int) -> dict[str, int]:
    return {n.codigo: n.id for n in planes.arbol(plan_id).en_orden()}


def test_abrir_pone_el_plan_en_consulta_y_deja_un_hecho(app: Flask) -> None:
    plan = fabrica.consulta()
    assert plan.estado == "en_consulta"
    clases = db.session.scalars(
        sa.select(Hecho.clase).where(Hecho.contenido_id == plan.id, Hecho.publico)
    ).all()
    assert "consulta.anunciada" in clases
    with pytest.raises(YaHayConsulta):
        servicios.abrir_consulta(OPERACION, plan.id, fabrica.datos())


@pytest.mark.parametrize(
    ("cambio", "campo"),
    [({"pregunta": " "}, "pregunta"), ({"puestos": 0}, "puestos"), ({"puestos": 11}, "puestos"),
     ({"nivel": 7}, "nivel"), ({"acreditacion": 4}, "acreditacion")],
)  # fmt: skip
def test_lo_que_no_puede_ser_dice_el_campo(app: Flask, cambio: dict[str, object], campo: str) -> None:
    plan = fabrica_plan.borrador()
    with pytest.raises(Invalido) as caso:
        servicios.abrir_consulta(OPERACION, plan.id, fabrica.datos(**cambio))
    assert caso.value.campo == campo


def test_un_plan_aprobado_no_se_abre_a_consulta(app: Flask) -> None:
    with pytest.raises(Conflicto):
        servicios.abrir_consulta(OPERACION, fabrica_plan.plan().id, fabrica.datos())


def test_apoyar_es_una_vez_y_se_puede_retirar(app: Flask) -> None:
    plan = fabrica.consulta()
    elemento, quien = ids(plan.id)["1.1"], vecina()
    assert servicios.apoyar(quien, elemento)
    assert not servicios.apoyar(quien, elemento)
    assert consultas.apoyos_por_elemento(plan.id) == {elemento: 1}
    assert consultas.apoyados_por(quien, plan.id) == {elemento}
    servicios.retirar_apoyo(quien, elemento)
    assert consultas.apoyos_por_elemento(plan.id) == {}


def test_ningun_hecho_dice_quien_participo(app: Flask) -> None:
    plan = fabrica.consulta()
    todos, quien = ids(plan.id), vecina()
    antes = db.session.scalar(sa.select(sa.func.count()).select_from(Hecho))
    servicios.apoyar(quien, todos["1.1"])
    servicios.priorizar(quien, plan.id, [todos["2.1"]])
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Hecho)) == antes


def test_priorizar_sustituye_lo_anterior(app: Flask) -> None:
    plan = fabrica.consulta()
    todos, quien = ids(plan.id), vecina()
    servicios.priorizar(quien, plan.id, [todos["1.1"], todos["2.1"]])
    servicios.priorizar(quien, plan.id, [todos["2.1"], todos["1.1"]])
    assert consultas.orden_de(quien, plan.id) == [todos["2.1"], todos["1.1"]]
    servicios.borrar_prioridades(quien, plan.id)
    assert consultas.orden_de(quien, plan.id) == []


def test_lo_de_cada_quien_es_solo_suyo(app: Flask) -> None:
    """Ver, retirar y borrar alcanzan lo propio; lo de las demás ni se ve ni se toca."""
    plan = fabrica.consulta()
    todos, una, otra = ids(plan.id), vecina(), vecina()
    servicios.apoyar(una, todos["1.1"])
    for codigo in ("1.1", "2.1"):
        servicios.apoyar(otra, todos[codigo])
    servicios.priorizar(una, plan.id, [todos["1.2"]])
    servicios.priorizar(otra, plan.id, [todos["2.1"], todos["1.1"]])
    assert consultas.apoyados_por(una, plan.id) == {todos["1.1"]}
    assert consultas.orden_de(una, plan.id) == [todos["1.2"]]
    servicios.retirar_apoyo(una, todos["1.1"])
    servicios.borrar_prioridades(una, plan.id)
    assert consultas.apoyados_por(otra, plan.id) == {todos["1.1"], todos["2.1"]}
    assert consultas.orden_de(otra, plan.id) == [todos["2.1"], todos["1.1"]]


@pytest.mark.parametrize("codigos", [[], ["1.1", "1.1"], ["1"], ["1.1.1"], ["1.1", "1.2", "2.1"]])
def test_un_orden_que_no_vale_se_rechaza_y_no_borra_el_anterior(app: Flask, codigos: list[str]) -> None:
    plan = fabrica.consulta()
    todos, quien = ids(plan.id), vecina()
    servicios.priorizar(quien, plan.id, [todos["1.2"]])
    with pytest.raises(Invalido):
        servicios.priorizar(quien, plan.id, [todos[c] for c in codigos])
    assert consultas.orden_de(quien, plan.id) == [todos["1.2"]]


def test_los_puntos_de_la_base_son_los_de_borda(app: Flask) -> None:
    plan = fabrica.consulta()
    todos = ids(plan.id)
    azar = random.Random(7)
    dados = [azar.sample(["1.1", "1.2", "2.1"], azar.randint(1, 2)) for _n in range(20)]
    for orden in dados:
        servicios.priorizar(vecina(), plan.id, [todos[c] for c in orden])
    ficha = consultas.de_plan(plan.id)
    assert ficha is not None
    hallado = consultas.priorizado(ficha, planes.arbol(plan.id))
    esperado = borda([[todos[c] for c in o] for o in dados], 2)
    assert hallado.personas == 20
    assert {r.elemento_id: r for _l, r in hallado.filas} == esperado
    assert consultas.participantes(plan.id) == 20


@pytest.mark.parametrize("antes", [True, False])
def test_fuera_de_sus_fechas_no_se_participa(app: Flask, antes: bool) -> None:
    plan = fabrica.consulta(abre=ahora() + fabrica.DIA) if antes else fabrica.consulta()
    if not antes:
        fabrica.cerrar(plan.id)
    todos, quien = ids(plan.id), vecina()
    for intento in (
        lambda: servicios.apoyar(quien, todos["1.1"]),
        lambda: servicios.retirar_apoyo(quien, todos["1.1"]),
        lambda: servicios.priorizar(quien, plan.id, [todos["1.1"]]),
        lambda: servicios.borrar_prioridades(quien, plan.id),
    ):
        with pytest.raises(ConsultaCerrada):
            intento()


def test_si_el_plan_se_aprueba_la_consulta_termina(app: Flask) -> None:
    plan = fabrica.consulta()
    de_planes.aprobar(OPERACION, plan.id, de_planes.DatosActo("Concejo", "Ordenanza 1", plan.inicio))
    with pytest.raises(ConsultaCerrada):
        servicios.apoyar(vecina(), ids(plan.id)["1.1"])


def test_la_acreditacion_es_la_de_la_base(app: Flask) -> None:
    plan = fabrica.consulta(acreditacion=2)
    elemento = ids(plan.id)["1.1"]
    with pytest.raises(FaltaAcreditacion):
        servicios.apoyar(vecina(1), elemento)
    mentirosa = Identidad(persona_id=persona(acreditacion=0).id, acreditacion=3)
    with pytest.raises(FaltaAcreditacion):
        servicios.apoyar(mentirosa, elemento)
    assert servicios.apoyar(vecina(2), elemento)


def test_lo_cancelado_y_lo_ajeno_no_se_apoya_ni_se_prioriza(app: Flask) -> None:
    plan = fabrica.consulta()
    fabrica_plan.cancelar(plan, "1.1", "Ya no")
    with pytest.raises(Conflicto):
        servicios.apoyar(vecina(), ids(plan.id)["1.1"])
    with pytest.raises(Invalido):
        servicios.priorizar(vecina(), plan.id, [ids(plan.id)["1.1"]])
    otro = fabrica_plan.borrador("otro")
    with pytest.raises(NoEncontrado):
        servicios.apoyar(vecina(), ids(otro.id)["1.1"])


def test_abierta_solo_cambia_su_cierre_y_con_motivo(app: Flask) -> None:
    plan = fabrica.consulta()
    ficha = consultas.de_plan(plan.id)
    assert ficha is not None
    puesta = {"pregunta": ficha.pregunta, "abre": ficha.abre}
    with pytest.raises(YaEmpezo):
        servicios.cambiar_consulta(
            OPERACION, plan.id, fabrica.datos(**puesta, puestos=5), "Más puestos hacen falta"
        )
    alarga = fabrica.datos(**puesta, cierra=ficha.cierra + fabrica.DIA)
    with pytest.raises(Invalido) as caso:
        servicios.cambiar_consulta(OPERACION, plan.id, alarga, "corto")
    assert caso.value.campo == "motivo"
    servicios.cambiar_consulta(OPERACION, plan.id, alarga, "Lo pidieron las juntas de vecinos")
    hecho = db.session.scalars(sa.select(Hecho).where(Hecho.clase == "consulta.cambiada")).one()
    assert hecho.publico
    assert hecho.datos["antes"]["cierra"] == ficha.cierra.isoformat()


def test_la_devolucion_es_al_cerrar(app: Flask) -> None:
    plan = fabrica.consulta()
    with pytest.raises(Conflicto):
        servicios.devolver(OPERACION, plan.id, "Se tomó todo")
    fabrica.cerrar(plan.id)
    servicios.devolver(OPERACION, plan.id, "Se tomó todo")
    ficha = consultas.de_plan(plan.id)
    assert ficha is not None
    assert ficha.devolucion == "Se tomó todo"


@pytest.mark.parametrize("rol", [None, Rol.MODERADORA, Rol.AUDITORA, Rol.FACILITADORA])
def test_quien_no_planifica_no_lleva_consultas(app: Flask, rol: Rol | None) -> None:
    plan = fabrica.consulta()
    quien = Identidad(persona_id=persona().id, roles=(RolEn(rol),) if rol else (), segundo_factor=True)
    for intento in (
        lambda: servicios.abrir_consulta(quien, plan.id, fabrica.datos()),
        lambda: servicios.cambiar_consulta(quien, plan.id, fabrica.datos(), "Un motivo largo"),
        lambda: servicios.devolver(quien, plan.id, "x"),
    ):
        with pytest.raises(NoPermitido):
            intento()


def test_la_auditora_no_participa(app: Flask) -> None:
    plan = fabrica.consulta()
    quien = Identidad(
        persona_id=persona().id, acreditacion=3, roles=(RolEn(Rol.AUDITORA),), segundo_factor=True
    )
    with pytest.raises(NoPermitido):
        servicios.apoyar(quien, ids(plan.id)["1.1"])


def test_las_claves_de_la_base_impiden_dos(app: Flask) -> None:
    plan = fabrica.consulta()
    todos, quien = ids(plan.id), vecina()
    comun = {"persona_id": quien.persona, "plan_id": plan.id, "dada_en": ahora()}
    repetidos = (
        [ApoyoElemento(elemento_id=todos["1.1"], persona_id=quien.persona, dado_en=ahora()) for _ in "ab"],
        [Prioridad(elemento_id=todos[c], puesto=1, **comun) for c in ("1.1", "1.2")],
        [Prioridad(elemento_id=todos["1.1"], puesto=p, **comun) for p in (1, 2)],
    )
    for filas in repetidos:
        with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
            for fila in filas:
                db.session.execute(
                    sa.insert(type(fila)),
                    [{c.name: getattr(fila, c.name) for c in fila.__table__.columns}],
                )
