"""Versiones, actos y alineaciones: lo publicado no cambia, se puede comprobar y dice qué cambió."""

from __future__ import annotations

import hashlib
import re
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.contenido.modelos import Hecho
from app.extensiones import db
from app.nucleo import transaccion
from app.nucleo.errores import Conflicto, Invalido, NoPermitido
from app.nucleo.permisos import OPERACION, Identidad, Rol, RolEn
from app.plan import consultas, servicios
from app.plan.modelos import Plan, VersionPlan
from tests.bases import base_nueva
from tests.cliente import Cliente, texto
from tests.fabricas import adjuntos as fabrica_adjuntos
from tests.fabricas import avance
from tests.fabricas import plan as fabrica
from tests.fabricas.cuentas import entrar, persona, personal


def cambiar(plan_id: int, codigo: str, **campos: Any) -> None:
    fila = next(f for f in consultas.filas_de(consultas.arbol(plan_id)) if f.codigo == codigo)
    servicios.editar_elemento(OPERACION, plan_id, replace(fila, **campos), "Se revisa")
    db.session.commit()


def test_aprobar_fija_la_primera_version_con_su_acto(app: Flask) -> None:
    plan_id = fabrica.plan().id
    (primera,) = consultas.versiones(plan_id)
    assert primera.numero == 1
    assert primera.acto is not None
    assert primera.acto.numero == "Ordenanza 014-2025"
    assert consultas.sin_publicar(plan_id, consultas.arbol(plan_id)) == ()


def test_publicar_dice_que_cambio_campo_por_campo(app: Flask) -> None:
    plan_id = fabrica.plan().id
    cambiar(plan_id, "1.2", titulo="Casa digna", peso=9)
    servicios.crear_elemento(OPERACION, plan_id, fabrica.FilaPlan("3", "Agua"), "Se añade")
    pendientes = consultas.sin_publicar(plan_id, consultas.arbol(plan_id))
    assert pendientes is not None
    assert [(d.clase, d.codigo) for d in pendientes[0].diferencias] == [("cambia", "1.2"), ("nuevo", "3")]
    assert servicios.publicar_version(OPERACION, plan_id, "Casa y agua", "Lo pidió la gente") == 2
    (cambios,) = consultas.cambios_de(plan_id, consultas.version(plan_id, 2))
    assert [(c.campo, c.antes, c.despues) for c in cambios.diferencias[0].cambios] == [
        ("titulo", "Casa segura", "Casa digna"), ("peso", 3, 9),
    ]  # fmt: skip
    hecho = db.session.scalars(sa.select(Hecho).where(Hecho.clase == "plan.version_publicada")).one()
    assert (hecho.motivo, hecho.datos["numero"], hecho.publico) == ("Lo pidió la gente", 2, True)


def test_sin_cambios_o_sin_motivo_no_se_publica(app: Flask) -> None:
    plan_id = fabrica.plan().id
    with pytest.raises(Conflicto):
        servicios.publicar_version(OPERACION, plan_id, "Nada", "Nada")
    cambiar(plan_id, "1.2", peso=9)
    for que, por, campo in ((" ", "x", "que_cambio"), ("x", " ", "por_que")):
        with pytest.raises(Invalido) as caso:
            servicios.publicar_version(OPERACION, plan_id, que, por)
        assert caso.value.campo == campo
    borrador = fabrica.borrador("otro")
    with pytest.raises(Conflicto):
        servicios.publicar_version(OPERACION, borrador.id, "x", "x")


@pytest.mark.parametrize(
    "orden", ["UPDATE planes_versiones SET por_que = 'otro'", "DELETE FROM planes_versiones"]
)
def test_la_base_no_deja_cambiar_lo_publicado(app: Flask, orden: str) -> None:
    fabrica.plan()
    with pytest.raises(sa.exc.DBAPIError), db.session.begin_nested():
        db.session.execute(sa.text(orden))


def test_la_huella_se_comprueba_con_el_archivo(cliente: Cliente) -> None:
    plan_id = fabrica.plan().id
    pagina = texto(cliente, "/plan/plan-2035/versiones/1")
    archivo = cliente.get("/plan/plan-2035/versiones/1/version.json").data
    assert hashlib.sha256(archivo).hexdigest() in pagina
    antes = cliente.get("/plan/plan-2035/versiones/1/elementos.csv").data
    cambiar(plan_id, "1.2", titulo="Otra cosa")
    assert cliente.get("/plan/plan-2035/versiones/1/elementos.csv").data == antes
    assert antes.decode() == consultas.version(plan_id, 1).tablas["elementos"]


@pytest.mark.parametrize("final", ["versiones/9", "versiones/1/nada.csv", "versiones/9/version.json"])
def test_lo_que_no_existe(cliente: Cliente, final: str) -> None:
    fabrica.plan()
    assert cliente.get(f"/plan/plan-2035/{final}").status_code == 404


def test_las_versiones_de_un_borrador_no_existen(cliente: Cliente) -> None:
    fabrica.borrador()
    assert cliente.get("/plan/plan-2035/versiones").status_code == 404


def test_el_documento_del_acto_se_guarda_con_su_huella(cliente: Cliente) -> None:
    fabrica.borrador()
    entrar(cliente, personal(Rol.PLANIFICADORA))
    datos = {"organo": "Concejo", "numero": "Ordenanza 7", "fecha": "2025-12-11"}
    ruta = "/plan/plan-2035/editar/aprobar"
    pdf = fabrica_adjuntos.pdf()
    malo = fabrica_adjuntos.subir(cliente, ruta, ("acto.pdf", b"no soy un pdf"), **datos)
    assert malo.status_code == 422
    assert fabrica_adjuntos.subir(cliente, ruta, ("acto.pdf", pdf), **datos).status_code == 303
    huella = hashlib.sha256(pdf).hexdigest()
    plan = consultas.plan_vigente()
    assert plan is not None
    assert plan.acto is not None
    assert plan.acto.huella == huella
    documento = consultas.documentos_de(plan.id)[huella]
    anonimo: Any = cliente.application.test_client()
    assert huella in anonimo.get("/plan/plan-2035/versiones").get_data(as_text=True)
    assert anonimo.get(f"/adjuntos/{documento.clave}.pdf").data == pdf


def test_publicar_por_la_web(cliente: Cliente) -> None:
    plan_id = fabrica.plan().id
    cambiar(plan_id, "1.2", titulo="Casa digna")
    assert "sin publicar" not in texto(cliente, "/plan/plan-2035/versiones")
    entrar(cliente, personal(Rol.PLANIFICADORA))
    assert "1 cambio sin publicar" in texto(cliente, "/plan/plan-2035/editar")
    ruta = "/plan/plan-2035/versiones/publicar"
    assert "Casa digna" in texto(cliente, ruta)
    datos = {"que_cambio": "La casa", "por_que": "Se revisó"}
    assert cliente.enviar(ruta, {"por_que": "x"}).status_code == 422
    assert cliente.enviar(ruta, {**datos, "organo": "Concejo"}).status_code == 422
    assert cliente.enviar(ruta, datos).status_code == 303
    pagina = texto(cliente, "/plan/plan-2035/versiones/2")
    for dicho in ("La casa", "Se revisó", "Casa segura", "Casa digna"):
        assert dicho in pagina
    assert cliente.enviar(ruta, datos).status_code == 422


@pytest.mark.parametrize("rol", [None, Rol.MODERADORA, Rol.AUDITORA])
def test_los_demas_no_publican_ni_alinean(app: Flask, rol: Rol | None) -> None:
    plan_id = fabrica.plan().id
    otro = fabrica.borrador("marco", tipo="marco")
    quien = Identidad(persona_id=persona().id, roles=(RolEn(rol),) if rol else (), segundo_factor=True)
    uno, dos = (consultas.arbol(p).por_codigo["1.1"].id for p in (plan_id, otro.id))
    for intento in (
        lambda: servicios.publicar_version(quien, plan_id, "x", "x"),
        lambda: servicios.alinear(quien, uno, dos, "x"),
        lambda: servicios.desalinear(quien, uno, dos, "x"),
    ):
        with pytest.raises(NoPermitido):
            intento()


def test_un_marco_nunca_es_el_plan_de_la_ciudad(cliente: Cliente) -> None:
    fabrica.plan("nacional", tipo="marco")
    assert consultas.plan_vigente() is None
    assert "Marco de referencia" in texto(cliente, "/planes")


def test_alinear_se_ve_en_los_dos_lados_y_quitarlo_deja_rastro(cliente: Cliente) -> None:
    plan_id, marco_id = fabrica.plan().id, fabrica.plan("nacional", tipo="marco").id
    entrar(cliente, personal(Rol.PLANIFICADORA))
    ruta = "/plan/plan-2035/1.1/alinear"
    destino = consultas.arbol(marco_id).por_codigo["2.1"].id
    assert "Caminar sin miedo" in texto(cliente, f"{ruta}?q=caminar+MIEDO")
    assert cliente.enviar(f"{ruta}?q=caminar", {"destino": destino}).status_code == 422
    datos = {"destino": destino, "motivo": "Cuidar cerca deja caminar"}
    assert cliente.enviar(f"{ruta}?q=caminar", datos).status_code == 303
    assert "Esto contribuye a" in texto(cliente, "/plan/plan-2035/1.1")
    assert "Quién empuja esto" in texto(cliente, "/plan/nacional/2.1")
    assert "Cuidado cerca de casa" in texto(cliente, "/plan/nacional")
    assert "alineaciones" in consultas.tablas_de(db.session.get_one(Plan, plan_id), consultas.arbol(plan_id))
    quitar = f"/plan/plan-2035/1.1/desalinear/{destino}"
    assert cliente.enviar(quitar, {"motivo": ""}).status_code == 303
    assert "Esto contribuye a" in texto(cliente, "/plan/plan-2035/1.1")
    assert cliente.enviar(quitar, {"motivo": "Era otro objetivo"}).status_code == 303
    pagina = texto(cliente, "/plan/plan-2035/1.1")
    assert "Esto contribuye a" not in pagina
    assert "Era otro objetivo" in pagina


def test_lo_alineado_con_un_borrador_no_se_cuela(cliente: Cliente) -> None:
    plan_id = fabrica.plan().id
    oculto = fabrica.borrador("secreto", tipo="marco", nombre="Plan secreto")
    uno, dos = (consultas.arbol(p).por_codigo["1.1"].id for p in (plan_id, oculto.id))
    servicios.alinear(OPERACION, uno, dos, "Para después")
    db.session.commit()
    for ruta in ("/plan/plan-2035/1.1", "/plan/plan-2035", "/plan/plan-2035/versiones"):
        assert "Plan secreto" not in texto(cliente, ruta)
        assert "Para después" not in texto(cliente, ruta)
    with pytest.raises(Invalido):
        servicios.alinear(OPERACION, uno, consultas.arbol(plan_id).por_codigo["2.1"].id, "Del mismo plan")


@pytest.mark.carga
def test_dos_publican_a_la_vez(motor: str, tmp_path: Path) -> None:
    """La segunda ve que ya no hay nada que publicar: nunca dos con el mismo número."""
    with base_nueva(motor, tmp_path) as configuracion:
        app = create_app(configuracion)
        with app.app_context():
            with transaccion.escritura():
                plan_id = fabrica.plan().id
            with transaccion.escritura():
                cambiar(plan_id, "1.2", peso=9)
            db.session.remove()
        juntos, salidas = threading.Barrier(6), []

        def publicar() -> None:
            with app.app_context():
                juntos.wait()
                try:
                    with transaccion.escritura():
                        salidas.append(servicios.publicar_version(OPERACION, plan_id, "Peso", "A la vez"))
                except Conflicto:
                    salidas.append(0)

        hilos = [threading.Thread(target=publicar) for _n in range(6)]
        for hilo in hilos:
            hilo.start()
        for hilo in hilos:
            hilo.join()
        assert sorted(salidas) == [0, 0, 0, 0, 0, 2]
        with app.app_context():
            assert sorted(db.session.scalars(sa.select(VersionPlan.numero))) == [1, 2]
            db.session.remove()
            db.engine.dispose()


def test_los_cambios_se_dicen_con_nombres_y_no_con_codigos(cliente: Cliente) -> None:
    plan_id, marco_id = fabrica.plan().id, fabrica.plan("nacional", tipo="marco", nombre="Agenda nacional").id
    avance.indicador(fabrica.elemento(db.session.get_one(Plan, plan_id), "1.1"), nombre="Cupos")
    uno, dos = (consultas.arbol(p).por_codigo[c].id for p, c in ((plan_id, "1.1"), (marco_id, "2.1")))
    servicios.alinear(OPERACION, uno, dos, "Cuidar cerca")
    servicios.publicar_version(OPERACION, plan_id, "Se une", "Con el país")
    db.session.commit()
    dicho = " ".join(re.sub("<[^>]+>", " ", texto(cliente, "/plan/plan-2035/versiones/2")).split())
    assert "1.1 Cuidado cerca de casa con «2.1 Caminar sin miedo», de Agenda nacional" in " ".join(
        dicho.split()
    )
    assert "IND-1 Cupos la meta hasta el 31 de diciembre de 2026" in dicho
    assert "1.1 · nacional · 2.1" not in dicho
