"""Los textos de la institución, en el idioma de la persona; lo que falta, en el de la ciudad y marcado."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from app.extensiones import db
from app.nucleo import traducido
from app.nucleo.permisos import OPERACION, Rol
from app.padron import servicios as padron
from app.plan import consultas, servicios
from app.plan.modelos import Unidad
from app.procesos.modelos import Fase, Proceso
from app.territorio.modelos import Nivel
from tests.cliente import Cliente
from tests.fabricas import plan as fabrica
from tests.fabricas import procesos as procesos_fabrica
from tests.fabricas import territorio as territorio_fabrica
from tests.fabricas.cuentas import entrar, personal


def _traducir(plan_id: int, codigo: str, *ternas: tuple[str, str, str]) -> None:
    filas = consultas.filas_de(consultas.arbol(plan_id))
    fila = next(f for f in filas if f.codigo == codigo)
    nueva = replace(fila, traducciones=tuple(sorted(ternas)))
    servicios.editar_elemento(OPERACION, plan_id, nueva, "Se traduce")
    db.session.commit()


def _en(cliente: Cliente, idioma: str, ruta: str) -> str:
    cliente.set_cookie("idioma", idioma)
    respuesta = cliente.get(ruta)
    assert respuesta.status_code == 200, ruta
    return respuesta.get_data(as_text=True)


def test_el_texto_que_falta_dice_su_idioma(app: Flask) -> None:
    textos = {"pt": {"nombre": "Rua", "otro": ""}}
    hallado = traducido.en("pt", textos, "nombre", "Calle")
    assert (hallado, hallado.idioma) == ("Rua", "")
    assert traducido.en("pt", textos, "otro", "Calle").idioma == "es"
    assert traducido.en("en", None, "nombre", "Calle").idioma == "es"
    assert traducido.en("en", None, "nombre", "").idioma == ""
    assert traducido.en("es", {"es": {"nombre": "Otra"}}, "nombre", "Calle") == "Calle"
    ternas = traducido.ordenadas({"pt": {"b": "2", "a": "1", "c": ""}, "en": {"a": "3"}})
    assert ternas == (("en", "a", "3"), ("pt", "a", "1"), ("pt", "b", "2"))
    assert traducido.agrupadas(ternas) == {"pt": {"a": "1", "b": "2"}, "en": {"a": "3"}}


def test_lo_traducido_se_muestra_sin_ejecutar_nada(app: Flask) -> None:
    hoja = app.jinja_env.from_string("{{ texto | marcado }}")
    assert hoja.render(texto="<b>&") == "&lt;b&gt;&amp;"
    assert hoja.render(texto=traducido.Texto("<b>&", "es")) == '<span lang="es">&lt;b&gt;&amp;</span>'


def test_el_plan_se_lee_en_otro_idioma(cliente: Cliente) -> None:
    plan_id = fabrica.plan().id
    _traducir(plan_id, "1.1", ("pt", "titulo", "Cuidado perto de casa"))
    for ruta in ("/plan", "/plan/plan-2035/1.1", "/plan/plan-2035/1"):
        pagina = _en(cliente, "pt", ruta)
        assert "Cuidado perto de casa" in pagina
        assert "Cuidado cerca de casa" not in pagina
    assert '<span lang="es">Casa segura</span>' in _en(cliente, "pt", "/plan")
    assert '<span lang="es">Casa segura' not in _en(cliente, "es", "/plan")
    assert "Cuidado cerca de casa" in _en(cliente, "en", "/plan/plan-2035/1.1")


def test_exportar_es_igual_en_todos_los_idiomas(cliente: Cliente) -> None:
    plan = fabrica.plan()
    _traducir(plan.id, "1.1", ("pt", "titulo", "Cuidado perto de casa"))
    tablas = {_en(cliente, idioma, "/plan/plan-2035/plan.csv") for idioma in ("es", "pt", "en")}
    assert len(tablas) == 1
    assert "Cuidado cerca de casa" in tablas.pop()


def test_el_formulario_guarda_los_idiomas_y_no_pierde_lo_que_no_trae(cliente: Cliente) -> None:
    plan_id = fabrica.plan().id
    _traducir(plan_id, "1.1", ("pt", "titulo", "Cuidado"), ("qu", "titulo", "Wasi"))
    entrar(cliente, personal(Rol.PLANIFICADORA))
    datos = {
        "codigo": "1.1", "titulo": "Cuidado cerca de casa", "padre": "1", "peso": "1", "estado": "previsto",
        "supuestos": "Hay fondos", "motivo": "Se completa", "titulo__en": "Care close to home",
        "titulo__pt": "Cuidado perto",
    }  # fmt: skip
    assert cliente.enviar("/plan/plan-2035/1.1/editar", datos).status_code == 303
    nodo = consultas.arbol(plan_id).por_codigo["1.1"]
    assert nodo.traducciones == (
        ("en", "titulo", "Care close to home"), ("pt", "titulo", "Cuidado perto"), ("qu", "titulo", "Wasi"),
    )  # fmt: skip
    assert nodo.supuestos == "Hay fondos"
    assert "Hay fondos" in _en(cliente, "es", "/plan/plan-2035/1.1")
    largo = cliente.enviar("/plan/plan-2035/1.1/editar", {**datos, "titulo__pt": "x" * 301})
    assert largo.status_code == 422


def test_unidades_procesos_niveles_y_puntos(cliente: Cliente) -> None:
    fabrica.unidad()
    db.session.query(Unidad).one().traducciones = {"pt": {"nombre": "Diretoria de Obras"}}
    plan = fabrica.plan()
    fila = next(f for f in consultas.filas_de(consultas.arbol(plan.id)) if f.codigo == "1.1")
    servicios.editar_elemento(OPERACION, plan.id, replace(fila, unidad="OBR"), "x")
    proceso = procesos_fabrica.proceso()
    padron.crear_punto(
        OPERACION,
        padron.DatosPunto("Casa", "Calle 1", "Lunes", traducciones={"pt": {"horario": "Segunda-feira"}}),
    )
    db.session.commit()
    assert "Diretoria de Obras" in _en(cliente, "pt", "/plan/plan-2035/1.1")
    assert "Segunda-feira" in _en(cliente, "pt", "/donde-te-atienden")
    entrar(cliente, personal(Rol.ADMINISTRADORA))
    fase = db.session.query(Fase).filter_by(proceso_id=proceso.id).one()
    respuesta = cliente.enviar(
        f"/procesos/{proceso.clave}/textos",
        {"nombre__pt": "Propostas da cidade", f"fase{fase.id}-nombre__pt": "Propor"},
    )
    assert respuesta.status_code == 303
    assert db.session.get_one(Proceso, proceso.id).traducciones == {"pt": {"nombre": "Propostas da cidade"}}
    pagina = _en(cliente, "pt", f"/procesos/{proceso.clave}")
    assert "Propostas da cidade" in pagina
    assert "Propor" in pagina


def test_los_niveles_del_territorio(cliente: Cliente) -> None:
    lugar = territorio_fabrica.lugar()
    formas = {"singular": "vizinhança", "plural": "vizinhanças"}
    db.session.query(Nivel).update({"traducciones": {"pt": formas}})
    db.session.commit()
    assert "Vizinhança" in _en(cliente, "pt", f"/territorios/{lugar.codigo}")


@pytest.mark.parametrize("rol", [None, Rol.MODERADORA, Rol.PLANIFICADORA])
def test_quien_no_edita_procesos_no_los_traduce(cliente: Cliente, rol: Rol | None) -> None:
    proceso = procesos_fabrica.proceso()
    if rol:
        entrar(cliente, personal(rol))
    assert cliente.get(f"/procesos/{proceso.clave}/textos").status_code in (303, 403)
