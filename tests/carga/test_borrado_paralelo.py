"""Participar mientras se borra la cuenta: gane quien gane, nada abierto se queda con lo de quien se fue.

Cada prueba abre dos conexiones de verdad. La primera escribe y espera antes de confirmar; la segunda empieza
entonces, con la identidad que leyó cuando la cuenta todavía vivía, y termina después.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.consulta_plan import consultas as consultas_de_plan
from app.consulta_plan import servicios as consultas
from app.consulta_plan.modelos import ApoyoElemento, Prioridad
from app.contenido.modelos import Contenido
from app.cuentas.modelos import Persona
from app.cuentas.reglas import clave_de_seudonimo
from app.extensiones import db
from app.mostrador import servicios as mostrador
from app.mostrador.servicios import atenciones
from app.nucleo import transaccion
from app.nucleo.errores import ErrorDominio
from app.nucleo.permisos import OPERACION, Identidad, Rol
from app.participacion import servicios as conversaciones
from app.participacion.modelos import Voto
from app.plan import consultas as planes
from app.privacidad.servicios import suprimir
from app.procesos.modelos import Proceso
from app.propuestas import facetas
from app.propuestas import servicios as propuestas
from app.propuestas.modelos import Apoyo, Coautoria, Propuesta
from app.propuestas.servicios import comunes
from tests.bases import base_nueva
from tests.carga.los_dos import los_dos
from tests.fabricas import consulta_plan, cuentas, participacion, procesos
from tests.fabricas import propuestas as fabrica

pytestmark = pytest.mark.carga


@dataclass(frozen=True)
class Escena:
    """Una persona y todo en lo que puede participar."""

    quien: Identidad
    propuesta: str
    comentario: str
    borrador: str
    plan_id: int
    elemento_id: int
    proceso_id: int
    invitada: str


ACTOS: dict[str, Callable[[Escena], object]] = {
    "apoyar": lambda e: propuestas.apoyar(e.quien, e.propuesta),
    "votar": lambda e: conversaciones.votar(e.quien, e.comentario, 1),
    "comentar": lambda e: conversaciones.comentar(e.quien, e.propuesta, "Que tenga sombra."),
    "apoyar_elemento": lambda e: consultas.apoyar(e.quien, e.elemento_id),
    "priorizar": lambda e: consultas.priorizar(e.quien, e.plan_id, [e.elemento_id]),
    "empezar": lambda e: propuestas.empezar(e.quien, e.proceso_id),
    "firmar": lambda e: propuestas.responder(e.quien, e.invitada, acepta=True),
    "publicar": lambda e: propuestas.publicar(e.quien, e.borrador),
}


@pytest.fixture
def ciudad(motor: str, tmp_path: Path) -> Iterator[tuple[Flask, Escena]]:
    with base_nueva(motor, tmp_path) as conf:
        app = create_app(conf)
        with app.test_request_context():
            p = fabrica.propuesta(proceso=procesos.proceso())
            sobre = fabrica.codigo_de(p)
            plan = consulta_plan.consulta()
            nombre = "Ceiba Mansa"
            clave = clave_de_seudonimo(nombre)
            quien = cuentas.identidad_de(cuentas.persona(seudonimo=nombre, seudonimo_clave=clave))
            escribe = cuentas.identidad_de(cuentas.persona())
            invitada = fabrica.codigo_de(fabrica.propuesta(escribe))
            propuestas.invitar(escribe, invitada, quien.seudonimo)
            db.session.commit()
            escena = Escena(
                quien,
                sobre,
                participacion.codigo_de(participacion.comentario(sobre)),
                fabrica.codigo_de(fabrica.borrador(quien)),
                plan.id,
                next(n.id for n in planes.arbol(plan.id).en_orden() if n.nivel == 1),
                p.proceso_id,
                invitada,
            )
            db.session.remove()
        yield app, escena
        with app.app_context():
            db.engine.dispose()


def _filas_de(persona_id: int) -> dict[str, int]:
    """Cuánto queda de una persona en cada tabla de lo abierto, y sus borradores."""
    cuenta = {
        tabla.__tablename__: sa.select(sa.func.count()).where(tabla.persona_id == persona_id)
        for tabla in (Apoyo, Voto, ApoyoElemento, Prioridad, Coautoria)
    }
    borradores = sa.select(sa.func.count()).select_from(Propuesta).join(Contenido, Contenido.id == Propuesta.id)
    cuenta["borradores"] = borradores.where(Contenido.autora_id == persona_id, Propuesta.estado == "borrador")
    return {nombre: n for nombre, orden in cuenta.items() if (n := db.session.scalar(orden) or 0)}


def _borrar(persona_id: int) -> None:
    suprimir(persona_id, autora_id=persona_id, motivo="Lo pidió desde su cuenta.")


@pytest.mark.parametrize("primero", ["borrar", "participar"])
@pytest.mark.parametrize("acto", ACTOS)
def test_participar_mientras_se_borra_la_cuenta(ciudad: tuple[Flask, Escena], acto: str, primero: str) -> None:
    app, escena = ciudad
    persona_id = escena.quien.persona

    def participar() -> None:
        ACTOS[acto](escena)

    def borrar() -> None:
        _borrar(persona_id)

    orden = (borrar, participar) if primero == "borrar" else (participar, borrar)
    fallas = los_dos(app, *orden)
    with app.app_context():
        assert db.session.get_one(Persona, persona_id).estado == "retirada"
        firma = {"coautorias": 1} if (acto, primero) == ("firmar", "participar") else {}
        assert _filas_de(persona_id) == firma
        assert propuestas.recontar(corregir=False) == []
        assert conversaciones.recontar(corregir=False) == []
        nuevos = sa.select(Contenido.clase).where(Contenido.autora_id == persona_id)
        publicados = list(db.session.scalars(nuevos))
        db.session.remove()
    if primero == "borrar":
        assert [isinstance(f, ErrorDominio) for f in fallas] == [True], fallas
        assert publicados == []
    else:
        assert fallas == []
        assert publicados == {"comentar": ["comentario"], "publicar": ["propuesta"]}.get(acto, [])


def test_publicar_y_borrar_la_cuenta_no_se_esperan_una_a_otra(ciudad: tuple[Flask, Escena]) -> None:
    """Quien publica tomó su borrador y todavía no anota el hecho cuando la otra ventana borra la cuenta."""
    app, escena = ciudad
    fallas = los_dos(
        app,
        lambda: comunes.tomar(escena.borrador, escena.quien),
        lambda: _borrar(escena.quien.persona),
        lambda: propuestas.publicar(escena.quien, escena.borrador),
    )
    assert fallas == []


def test_atender_y_borrar_la_cuenta_no_se_esperan_una_a_otra(ciudad: tuple[Flask, Escena]) -> None:
    """La atención ya se tomó y todavía no se comenta cuando la persona borra su cuenta en su teléfono."""
    app, escena = ciudad
    with app.test_request_context(), transaccion.escritura():
        atiende = cuentas.identidad_de(cuentas.personal(Rol.FACILITADORA))
        sesion, _ficha = cuentas.sesion_de(db.session.get_one(Persona, atiende.persona))
        atiende = replace(atiende, sesion=sesion.huella)
        turno = mostrador.abrir(atiende, escena.quien.persona, None, con_documento=True).turno

    def tomar() -> None:
        atenciones.tomar(atiende, turno)
        db.session.flush()

    fallas = los_dos(
        app,
        tomar,
        lambda: _borrar(escena.quien.persona),
        lambda: conversaciones.comentar(escena.quien, escena.propuesta, "Que tenga sombra."),
    )
    assert fallas == []


REABRIR: dict[str, Callable[[Escena], object]] = {
    "propuesta": lambda e: _dar_plazo(e.proceso_id),
    "consulta": lambda e: consultas.cambiar_consulta(
        OPERACION, e.plan_id, consulta_plan.datos(abre=_abre(e)), "Se da una semana más."
    ),
}


def _abre(e: Escena) -> dt.datetime:
    ficha = consultas_de_plan.de_plan(e.plan_id)
    assert ficha is not None
    return ficha.abre


def _dar_plazo(proceso_id: int) -> None:
    db.session.get_one(Proceso, proceso_id).vigencia_meses = 6
    assert propuestas.recalcular_cierres(proceso_id) == 1


@pytest.mark.parametrize("primero", ["borrar", "reabrir"])
@pytest.mark.parametrize("que", REABRIR)
def test_reabrir_mientras_se_borra_la_cuenta(ciudad: tuple[Flask, Escena], que: str, primero: str) -> None:
    """Lo cerrado guarda lo de quien se va; si se reabre en ese mismo instante, ya no lo cuenta."""
    app, escena = ciudad
    with app.test_request_context(), transaccion.escritura():
        propuestas.apoyar(escena.quien, escena.propuesta)
        consultas.apoyar(escena.quien, escena.elemento_id)
        consultas.priorizar(escena.quien, escena.plan_id, [escena.elemento_id])
    with app.test_request_context():
        consulta_plan.cerrar(escena.plan_id)
        p = db.session.scalars(sa.select(Propuesta).where(Propuesta.proceso_id == escena.proceso_id)).one()
        p.estado, p.archivada_en = "archivada", p.publicada_en
        facetas.rehacer(p.id)
        db.session.commit()
        db.session.remove()

    def borrar() -> None:
        _borrar(escena.quien.persona)

    def reabrir() -> None:
        REABRIR[que](escena)

    orden = (borrar, reabrir) if primero == "borrar" else (reabrir, borrar)
    assert los_dos(app, *orden) == []
    with app.app_context():
        cerrado = {"propuesta": {"elementos_apoyos", "prioridades"}, "consulta": {"apoyos"}}[que]
        assert set(_filas_de(escena.quien.persona)) == cerrado
        assert propuestas.recontar(corregir=False) == []
        db.session.remove()
