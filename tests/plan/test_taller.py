"""El documento se pliega por ejes, y quien planifica para una unidad solo encuentra puertas que se abren."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree.ElementTree import Element

from app.nucleo.permisos import Rol
from app.plan import consultas
from tests.cliente import Cliente
from tests.fabricas import plan as fabrica
from tests.fabricas.cuentas import entrar, personal


def _html(cliente: Cliente, ruta: str) -> str:
    respuesta = cliente.get(ruta)
    assert respuesta.status_code == 200, ruta
    return respuesta.get_data(as_text=True)


def _ejes(cliente: Cliente) -> list[Element]:
    secciones = [s for s in cliente.raiz.iter("section") if "plan-eje" in s.get("class", "")]
    return [d for s in secciones for d in s.findall("details")]


def _unidades(cliente: Cliente) -> list[str | None]:
    return [o.get("value") for o in cliente.raiz.findall(".//select[@name='unidad']/option")]


def test_cada_eje_se_pliega_y_su_ancla_va_dentro(cliente: Cliente) -> None:
    fabrica.plan()
    cliente.get("/plan/plan-2035")
    ejes = _ejes(cliente)
    assert [e.get("open") for e in ejes] == [None, None]
    for n, eje in enumerate(ejes, start=1):
        assert eje.find("summary/h2") is not None
        assert [x.get("id") for x in eje.findall("div")] == [f"eje-{n}"], "así el navegador lo abre al llegar"
        assert eje.find("summary//a") is None, "un enlace en lo que pliega no se puede pulsar bien"
    cliente.get("/plan/plan-2035?entero=1")
    dentro = [d for eje in _ejes(cliente) for d in eje.iter("details")]
    assert len(dentro) > 2
    assert all("open" in d.attrib for d in dentro)


def test_en_el_taller_cada_unidad_edita_lo_suyo(cliente: Cliente) -> None:
    unidad = fabrica.unidad()
    fabrica.unidad("MOV", "Movilidad")
    filas = [replace(f, unidad="OBR" if f.codigo == "1.2" else "MOV") for f in fabrica.FILAS]
    plan = fabrica.plan(filas=filas)
    entrar(cliente, personal(Rol.PLANIFICADORA, unidad_id=unidad))
    taller = _html(cliente, "/plan/plan-2035/editar")
    assert re.findall(r"/plan/plan-2035/([\d.]+)/editar", taller) == ["1.2"]
    for ajena in ("1.1/editar", "1.1/alinear"):
        assert cliente.get(f"/plan/plan-2035/{ajena}").status_code == 403, ajena
    _html(cliente, "/plan/plan-2035/nuevo")
    assert _unidades(cliente) == ["OBR"]
    datos = {
        "codigo": "9",
        "titulo": "Nueva",
        "unidad": "OBR",
        "peso": "1",
        "estado": "previsto",
        "motivo": "x",
    }
    assert cliente.enviar("/plan/plan-2035/nuevo", datos).status_code == 303
    assert "9" in consultas.arbol(plan.id).por_codigo


def test_quien_planifica_la_ciudad_elige_cualquier_unidad_o_ninguna(cliente: Cliente) -> None:
    fabrica.unidad()
    fabrica.plan()
    entrar(cliente, personal(Rol.PLANIFICADORA))
    _html(cliente, "/plan/plan-2035/nuevo")
    assert _unidades(cliente) == ["", "OBR"]
    assert len(re.findall(r"/plan/plan-2035/[\d.]+/editar", _html(cliente, "/plan/plan-2035/editar"))) == 6


def test_un_plan_sin_ningun_dato_lo_dice_una_vez(cliente: Cliente) -> None:
    fabrica.plan()
    pagina = _html(cliente, "/plan/plan-2035")
    assert "Todavía no hay ningún dato de lo hecho ni de lo logrado." in pagina
    assert "Ver la cuenta entera" not in pagina
