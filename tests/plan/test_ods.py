"""Los ODS: lo que el plan hace por los 17, los que nadie empuja dichos así, y cada uno con sus metas."""

from __future__ import annotations

import pytest

from app.plan import ods
from tests.cliente import Cliente
from tests.fabricas import plan as fabrica
from tests.fabricas import propuestas as fabrica_propuestas


def texto(cliente: Cliente, ruta: str) -> str:
    respuesta = cliente.get(ruta)
    assert respuesta.status_code == 200, ruta
    return respuesta.get_data(as_text=True)


def test_hay_17_objetivos_y_169_metas_en_los_tres_idiomas() -> None:
    for idioma in ("es", "pt", "en"):
        todo = ods.vocabulario(idioma).values()
        assert sum(not o.es_meta for o in todo) == 17
        assert sum(o.es_meta for o in todo) == 169
        assert all(o.texto for o in todo)


def test_los_que_nadie_empuja_se_dicen(cliente: Cliente) -> None:
    fabrica.plan()
    pagina = texto(cliente, "/ods")
    assert "El plan no empuja 14 de los 17" in pagina
    assert pagina.count("Ningún elemento del plan apunta a este objetivo.") == 14


def test_un_objetivo_con_sus_metas(cliente: Cliente) -> None:
    fabrica.plan()
    pagina = texto(cliente, "/ods/11")
    assert pagina.count('id="meta-11.') == len(ods.metas("11"))
    assert "2 elementos del plan empujan" in pagina
    assert "/plan/plan-2035/2.1" in pagina
    assert "Ningún elemento del plan apunta a este objetivo." in texto(cliente, "/ods/14")


@pytest.mark.parametrize("numero", ["0", "18", "11.2", "x", "011"])
def test_lo_que_no_es_un_objetivo_no_existe(cliente: Cliente, numero: str) -> None:
    assert cliente.get(f"/ods/{numero}").status_code == 404


@pytest.mark.parametrize("numero", [str(n) for n in range(1, 18)])
def test_los_17_se_abren_sin_plan(cliente: Cliente, numero: str) -> None:
    assert "Todavía no hay un plan vigente" in texto(cliente, f"/ods/{numero}")


def test_las_propuestas_se_cuentan_por_sus_elementos(cliente: Cliente) -> None:
    plan = fabrica.plan()
    fabrica_propuestas.propuesta(elementos=[fabrica.elemento(plan, "2.1").id])
    pagina = texto(cliente, "/ods/11")
    assert "Leer 1 propuesta" in pagina
    assert "/propuestas?ods=11" in pagina
