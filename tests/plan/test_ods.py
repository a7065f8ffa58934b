"""Los ODS: lo que el plan hace por los 17, los que nadie empuja dichos así, y cada uno con sus metas."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from app.plan import ods, ods_oficiales
from app.plan.errores import ArchivoConErrores
from tests.cliente import Cliente, texto
from tests.fabricas import plan as fabrica
from tests.fabricas import propuestas as fabrica_propuestas


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


def test_los_textos_oficiales_que_trae_la_ciudad_se_ven_bajo_los_propios(
    app: Flask, cliente: Cliente, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "DATOS", tmp_path)
    assert "Texto oficial" not in texto(cliente, "/ods/11")
    traidos = tmp_path / "onu.csv"
    traidos.write_text(
        "Código;es;pt\n11;Lograr que las ciudades sean inclusivas;\n11.2;De aquí a 2030;Até 2030\n"
    )
    hecho = app.test_cli_runner().invoke(args=["importar", "ods", str(traidos)])
    assert (hecho.exit_code, hecho.output.startswith("2 textos oficiales.")) == (0, True)
    pagina = texto(cliente, "/ods/11")
    assert "Texto oficial:</b> Lograr que las ciudades sean inclusivas" in pagina
    assert ods.vocabulario("es")["11"].texto in pagina
    with app.test_request_context():
        assert (ods_oficiales.oficial("11.2", "pt"), ods_oficiales.oficial("11", "pt").idioma) == (
            "Até 2030",
            "es",
        )
        assert ods_oficiales.oficial("11.3", "es") == ""
    traidos.write_text("codigo,es\n1,Uno\n1,Otro\n99,No hay\n2," + "x" * 1001 + "\n")
    with pytest.raises(ArchivoConErrores) as caso:
        ods_oficiales.leer(traidos.read_bytes())
    assert [(e.fila, e.columna, e.clave) for e in caso.value.errores] == [
        (3, "codigo", "unidad_repetida"), (4, "codigo", "ods_desconocido"), (5, "es", "largo"),
    ]  # fmt: skip
    malo = app.test_cli_runner().invoke(args=["importar", "ods", str(traidos)])
    assert malo.exit_code == 1
    assert "Lograr que las ciudades" in texto(cliente, "/ods/11")
    with pytest.raises(ArchivoConErrores):
        ods_oficiales.leer(b"numero,texto\n1,Uno\n")
