"""Los ejemplos a mano de docs/avance.md, con los mismos números, y que el documento los diga."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from app.avance import reglas
from app.avance.reglas import (
    Dicho,
    ElementoDado,
    HitoDado,
    IndicadorDado,
    MedicionDada,
    MetaDada,
    Periodo,
    Umbrales,
)

HOY = dt.date(2026, 7, 1)
ANIO = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
DOCUMENTO = (Path(__file__).parents[2] / "docs" / "avance.md").read_text(encoding="utf-8")


def ejemplo(numero: int) -> str:
    """El texto de un ejemplo del documento, en una línea."""
    _antes, _titulo, resto = DOCUMENTO.partition(f"### {numero}. ")
    return " ".join(resto.partition("\n### ")[0].split())


def indicador(base: str | None, meta: str | None, *valores: tuple[str, str], **mas: Any) -> IndicadorDado:
    """Un indicador con una meta en 2026 y sus mediciones `(mes-día, valor)`."""
    datos: dict[str, Any] = {"acumulacion": "stock", "direccion": "sube", "frecuencia": "mensual"}
    return IndicadorDado(
        mas.pop("id", 1),
        base=None if base is None else Decimal(base),
        metas=() if meta is None else (MetaDada(*ANIO, Decimal(meta)),),
        mediciones=tuple(MedicionDada(dt.date.fromisoformat(f"2026-{d}"), Decimal(v)) for d, v in valores),
        **{**datos, **mas},
    )


HITOS = (
    HitoDado(1, dt.date(2026, 3, 10)),
    HitoDado(2, dt.date(2026, 5, 20)),
    HitoDado(6),
    HitoDado(3, cancelado=True),
)
A = ElementoDado(1, 9, peso=5, hitos=HITOS)
B = ElementoDado(2, 9, peso=3, dicho=Dicho(80, dt.date(2026, 4, 30), "Informe de abril"))
C = ElementoDado(3, 9, peso=2)
AGUA = indicador("40", "60", ("04-15", "47"), id=1)
PUESTOS = indicador("0", "200", ("06-01", "260"), id=2)


def objetivo(*hijos: ElementoDado, **mas: Any) -> reglas.Cuenta:
    """La cuenta de un objetivo con estos hijos, en un plan de 2026 a 2035."""
    periodo = Periodo(dt.date(2026, 1, 1), dt.date(2035, 12, 31))
    elementos = [ElementoDado(9, None, **mas), *hijos]
    return reglas.cuenta_del_plan(elementos, periodo, Umbrales(), HOY).elementos[9]


def test_1_una_hoja_con_hitos() -> None:
    gestion = reglas.gestion_de_hoja("en_curso", HITOS, None, HOY)
    assert (gestion.valor, gestion.suma, gestion.pesos) == (Fraction(1, 3), 3, 9)
    assert "3/9" in ejemplo(1)
    assert "**Gestión 1/3: 33 %.**" in ejemplo(1)


def test_2_pesos_y_un_hueco() -> None:
    gestion = objetivo(A, B, C).gestion
    assert (gestion.valor, gestion.pesos) == (Fraction(61, 120), 8)
    assert [p.fuera for p in gestion.partes] == ["", "", "sin_datos"]
    assert "**Gestión 61/120: 51 %.**" in ejemplo(2)
    assert round((5 * Fraction(1, 3) + 3 * Fraction(4, 5)) / 10 * 100) == 41


def test_3_un_cancelado_y_un_peso_cero() -> None:
    a = ElementoDado(1, 9, peso=5, hitos=HITOS, estado="cancelado")
    d = ElementoDado(4, 9, peso=0, estado="terminado")
    gestion = objetivo(a, B, C, d).gestion
    assert gestion.valor == Fraction(4, 5)
    assert [p.fuera for p in gestion.partes] == ["cancelado", "", "sin_datos", "sin_peso"]
    assert "**Gestión 4/5: 80 %.**" in ejemplo(3)


def test_4_sube_en_parte() -> None:
    parte = reglas.parte_de_indicador(AGUA, HOY)
    assert (parte.parte, parte.tocaria) == (Fraction(7, 20), Fraction(181, 365))
    assert "**Resultado 7/20: 35 %.**" in ejemplo(4)
    assert "181 de 365 días" in ejemplo(4)


def test_5_baja() -> None:
    baja = {"acumulacion": "reduccion", "direccion": "baja"}
    parte = reglas.parte_de_indicador(indicador("25", "15", ("06-30", "18"), **baja), HOY)
    assert (parte.parte, parte.de_menos) == (Fraction(7, 10), False)
    peor = reglas.parte_de_indicador(indicador("25", "15", ("06-30", "26"), **baja), HOY)
    assert (peor.parte, peor.crudo, peor.de_menos) == (0, Fraction(-1, 10), True)
    assert "**Resultado 7/10: 70 %.**" in ejemplo(5)


def test_6_incremento_con_un_mes_sin_dato() -> None:
    meses = (("01-31", "100"), ("02-28", "150"), ("04-30", "120"), ("05-31", "130"))
    parte = reglas.parte_de_indicador(indicador(None, "1200", *meses, acumulacion="incremento"), HOY)
    assert (parte.valor, parte.parte, parte.contadas, parte.huecos) == (Decimal(500), Fraction(5, 12), 4, 2)
    assert "**Resultado 5/12: 42 %.**" in ejemplo(6)
    assert "2 huecos" in ejemplo(6)


def test_7_mantenimiento_con_banda() -> None:
    valores = (("01-31", "7.0"), ("02-28", "6.5"), ("03-31", "8.9"), ("04-30", "8.5"), ("05-31", "7.4"))
    banda = (Decimal("6.5"), Decimal("8.5"))
    agua = indicador(None, None, *valores, acumulacion="mantenimiento", direccion="mantiene", banda=banda)
    parte = reglas.parte_de_indicador(agua, HOY)
    assert (parte.parte, parte.dentro, parte.contadas) == (Fraction(4, 5), 4, 5)
    assert "**Resultado 4/5: 80 %.**" in ejemplo(7)


def test_8_pasarse() -> None:
    parte = reglas.parte_de_indicador(PUESTOS, HOY)
    assert (parte.parte, parte.crudo, parte.de_mas) == (1, Fraction(13, 10), True)
    assert "pasó su meta de largo (130 %)" in ejemplo(8)


def test_9_falta_la_meta() -> None:
    sin_meta = indicador("0", None, ("06-01", "5"), id=3)
    resultado = reglas.resultado_de([AGUA, PUESTOS, sin_meta], HOY)
    assert resultado.valor == Fraction(27, 40)
    assert [p.fuera for p in resultado.partes] == ["", "", "sin_meta"]
    assert "**Resultado 27/40: 68 %, con 2 de 3 indicadores.**" in ejemplo(9)


def test_10_base_igual_a_meta() -> None:
    parte = reglas.parte_de_indicador(indicador("50", "50", ("06-01", "50")), HOY)
    assert (parte.parte, parte.fuera) == (None, "base_igual_meta")
    assert reglas.resultado_de([indicador("50", "50", ("06-01", "50"))], HOY).valor is None
    assert "**Sin datos: la línea base es igual a la meta.**" in ejemplo(10)


@pytest.mark.parametrize(
    ("hijos", "fin", "situacion", "ritmo"),
    [
        ((A, B, C), dt.date(2027, 12, 31), "a_tiempo", Fraction(4453, 2172)),
        ((A, B, C), dt.date(2026, 12, 31), "a_tiempo", Fraction(4453, 4344)),
        ((A,), dt.date(2026, 12, 31), "en_riesgo", Fraction(365, 543)),
        ((A,), dt.date(2026, 6, 30), "atrasado", None),
    ],
)
def test_11_la_situacion(
    hijos: tuple[ElementoDado, ...], fin: dt.date, situacion: str, ritmo: Fraction | None
) -> None:
    hecha = objetivo(*hijos, inicio=dt.date(2026, 1, 1), fin=fin).situacion
    assert (hecha.cual, hecha.ritmo, hecha.por) == (situacion, ritmo, "gestion")
    if ritmo is not None:
        assert f"= {ritmo.numerator}/{ritmo.denominator}" in ejemplo(11)


def test_12_la_frescura() -> None:
    cuenta = objetivo(A, B, C)
    assert (cuenta.frescura_dias, cuenta.frescura, cuenta.ultimo) == (42, "reciente", dt.date(2026, 5, 20))
    assert "hay 42 días. **Reciente.**" in ejemplo(12)


@pytest.mark.parametrize(
    ("resto", "fin", "situacion", "razon"),
    [
        ({}, dt.date(2026, 12, 31), "a_tiempo", "incompleto"),
        ({}, dt.date(2026, 6, 30), "atrasado", "incompleto"),
        ({"estado": "cancelado"}, dt.date(2026, 12, 31), "cumplido", "completo"),
        ({"peso": 0}, dt.date(2026, 12, 31), "cumplido", "completo"),
    ],
)
def test_13_cumplido_pide_saberlo_todo(resto: dict[str, Any], fin: dt.date, situacion: str, razon: str) -> None:
    hecha = ElementoDado(1, 9, estado="terminado")
    nueve = [ElementoDado(n, 9, **resto) for n in range(10, 19)]
    cuenta = objetivo(hecha, *nueve, inicio=ANIO[0], fin=fin)
    assert (cuenta.gestion.valor, cuenta.gestion.suma, cuenta.gestion.pesos) == (1, 1, 1)
    assert (cuenta.situacion.cual, cuenta.situacion.razon) == (situacion, razon)
    assert "**A tiempo: no se da por cumplido.**" in ejemplo(13)


def test_13_cumplido_pide_saberlo_todo_por_abajo_que_este_y_en_los_indicadores() -> None:
    arriba = [ElementoDado(1, 9), ElementoDado(2, 1, estado="terminado"), ElementoDado(3, 1)]
    assert objetivo(*arriba).situacion.razon == "incompleto"
    lleno = indicador("0", "200", ("06-01", "200"), id=2)
    assert objetivo(indicadores=(lleno,)).situacion.cual == "cumplido"
    vacio = indicador("0", "200", id=3)
    assert objetivo(indicadores=(lleno, vacio)).situacion.razon == "incompleto"
    assert objetivo(indicadores=(lleno, replace(vacio, activo=False))).situacion.cual == "cumplido"
    sin_rumbo = replace(vacio, direccion="sin_definir")
    assert objetivo(indicadores=(lleno, sin_rumbo)).situacion.cual == "cumplido"


CON_BASE = replace(
    indicador("40", "60"),
    base_fecha=dt.date(2024, 12, 31),
    mediciones=(MedicionDada(dt.date(2025, 12, 31), Decimal(45)),),
)
DOS_METAS = replace(
    CON_BASE, metas=(MetaDada(dt.date(2025, 1, 1), dt.date(2025, 12, 31), Decimal(45)), *CON_BASE.metas)
)


@pytest.mark.parametrize(
    ("dado", "hoy", "tocaria", "ritmo", "cual"),
    [
        (DOS_METAS, HOY, Fraction(227, 365), Fraction(365, 908), "atrasado"),
        (DOS_METAS, dt.date(2026, 1, 10), Fraction(98, 365), Fraction(365, 392), "a_tiempo"),
        (DOS_METAS, dt.date(2026, 1, 1), Fraction(1, 4), Fraction(1), "a_tiempo"),
        (CON_BASE, HOY, Fraction(181, 365), Fraction(365, 724), "atrasado"),
        (CON_BASE, ANIO[0], Fraction(0), None, "a_tiempo"),
        (replace(CON_BASE, base_fecha=None), HOY, Fraction(181, 365), Fraction(365, 724), "atrasado"),
        (
            replace(CON_BASE, base_fecha=dt.date(2026, 3, 31)),
            HOY,
            Fraction(91, 275),
            Fraction(275, 364),
            "en_riesgo",
        ),
        (replace(CON_BASE, base_fecha=ANIO[1]), HOY, Fraction(1), Fraction(1, 4), "atrasado"),
    ],
)
def test_14_lo_que_tocaria_entre_dos_metas(
    dado: IndicadorDado, hoy: dt.date, tocaria: Fraction, ritmo: Fraction | None, cual: str
) -> None:
    parte = reglas.parte_de_indicador(dado, hoy)
    assert (parte.parte, parte.al_paso, parte.tocaria) == (Fraction(1, 4), Fraction(1, 4), tocaria)
    plan = Periodo(dt.date(2025, 1, 1), dt.date(2035, 12, 31))
    elementos = [ElementoDado(9, None, indicadores=(dado,))]
    situacion = reglas.cuenta_del_plan(elementos, plan, Umbrales(), hoy).elementos[9].situacion
    assert (situacion.cual, situacion.ritmo, situacion.tocaria) == (cual, ritmo, tocaria)
    assert "= 227/365" in ejemplo(14)
    assert "= 365/908" in ejemplo(14)
    assert "98/365" in ejemplo(14)
    assert "365/392" in ejemplo(14)
    assert "tocaría 181/365" in ejemplo(14)
    assert "= 365/724" in ejemplo(14)
    assert "tocaría 91/275" in ejemplo(14)


def test_15_una_suma_que_todavia_corre() -> None:
    arboles = indicador("1000", "1200", ("05-31", "600"), acumulacion="incremento")
    parte = reglas.parte_de_indicador(arboles, HOY)
    assert (parte.parte, parte.crudo, parte.de_menos) == (0, Fraction(-2), False)
    assert (parte.al_paso, parte.tocaria) == (Fraction(38, 73), Fraction(181, 365))
    situacion = objetivo(indicadores=(arboles,)).situacion
    assert (situacion.cual, situacion.ritmo) == ("a_tiempo", Fraction(190, 181))
    assert "= 38/73" in ejemplo(15)
    assert "190/181, un 105 %. **A tiempo.**" in ejemplo(15)
    entero = indicador("1000", "1200", ("05-31", "600"), ("12-01", "300"), acumulacion="incremento")
    cerrado = reglas.parte_de_indicador(entero, dt.date(2027, 1, 1))
    assert (cerrado.crudo, cerrado.parte, cerrado.de_menos) == (Fraction(-1, 2), 0, True)
    assert reglas.parte_de_indicador(entero, ANIO[1]).de_menos is False


def test_15_una_suma_que_se_quiere_baja_no_esta_cumplida_a_medio_periodo() -> None:
    muertes = indicador("25", "15", ("05-31", "5"), acumulacion="incremento", direccion="baja")
    parte = reglas.parte_de_indicador(muertes, HOY)
    assert (parte.parte, parte.crudo, parte.de_mas) == (1, 2, False)
    assert objetivo(indicadores=(muertes,)).situacion.cual == "a_tiempo"
    hecho = reglas.parte_de_indicador(muertes, dt.date(2027, 1, 1))
    assert (hecho.de_mas, hecho.ultima_meta) == (True, True)


def test_16_varios_valores_en_un_periodo() -> None:
    valores = (("01-05", "9.1"), ("01-15", "7.0"), ("01-31", "7.2"), ("02-28", "9.0"), ("03-31", "7.3"))
    banda = (Decimal("6.5"), Decimal("8.5"))
    agua = indicador(None, None, *valores, acumulacion="mantenimiento", direccion="mantiene", banda=banda)
    parte = reglas.parte_de_indicador(agua, HOY)
    assert (parte.parte, parte.dentro, parte.contadas) == (Fraction(2, 3), 2, 3)
    assert "**Resultado 2/3: 67 %.**" in ejemplo(16)
    suelta = reglas.parte_de_indicador(replace(agua, frecuencia="irregular"), HOY)
    assert (suelta.dentro, suelta.contadas) == (3, 5)
