"""Reglas del padrón: documentos y huellas, lectura del archivo, pruebas, celdas chicas y cercanía."""

from __future__ import annotations

import csv
import io
import string
from collections.abc import Iterator

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.lectura import ArchivoInservible, Registros
from app.padron import reglas
from app.padron.reglas import Buena, Contexto, Mala, Motivo, Prueba
from app.padron.reglas.documentos import MAXIMO_NUMERO, MINIMO_NUMERO

CLAVE = b"clave de prueba"
CONTEXTO = Contexto({"b1": 1, "b2": 2}, 2026)
ENCABEZADO = "tipo;numero;territorio;nacimiento;fecha_emision"
numeros = st.text(
    string.ascii_uppercase + string.digits, min_size=MINIMO_NUMERO, max_size=MAXIMO_NUMERO
).filter(lambda n: not n.startswith("0"))
adornos = st.sampled_from(["", ".", "-", " ", "\u00a0", "\u2011"])


@given(numeros, st.data())
def test_el_numero_es_el_mismo_se_escriba_como_se_escriba(numero: str, data: st.DataObject) -> None:
    escrito = "".join(c + data.draw(adornos) for c in numero)
    ceros = "0" * data.draw(st.integers(0, 4))
    assume(not (numero.isdigit() and "." in escrito))
    assume("E+" not in escrito)
    for forma in (escrito.lower(), f" {escrito} ", f'="{ceros}{numero}"', f"'{ceros}{numero}"):
        assert reglas.normalizar_numero(forma) == numero
    assert reglas.normalizar_numero(reglas.normalizar_numero(escrito)) == numero


@given(st.text(max_size=60))
def test_ningun_numero_rompe_la_lectura_ni_sale_en_el_error(texto: str) -> None:
    try:
        limpio = reglas.normalizar_numero(texto)
    except reglas.NumeroInservible as error:
        assert error.motivo in {"vacio", "largo", "cientifica"}
        assert str(error) == error.motivo
    else:
        assert MINIMO_NUMERO <= len(limpio) <= MAXIMO_NUMERO
        assert set(limpio) <= set(string.ascii_uppercase + string.digits)
        assert not limpio.startswith("0")


@pytest.mark.parametrize(
    ("escrito", "limpio"),
    [
        ("0912345678", "912345678"),
        ("12.345.678-k", "12345678K"),
        ("912345678.0", "912345678"),
        ("912345678,00", "912345678"),
        ('="0912345678"', "912345678"),
        ("１２３４５６", "123456"),
        ("1.234.000", "1234000"),
    ],
)
def test_rarezas_conocidas(escrito: str, limpio: str) -> None:
    assert reglas.normalizar_numero(escrito) == limpio


@pytest.mark.parametrize("escrito", ["9,12E+08", "9.1E+9", "", "   ", "000", "12", "1" * 21])
def test_numeros_que_no_sirven(escrito: str) -> None:
    with pytest.raises(reglas.NumeroInservible):
        reglas.normalizar_numero(escrito)


@given(st.dates())
def test_una_fecha_es_la_misma_escrita_de_cualquier_forma(dia: object) -> None:
    assume(dia.year >= 1000)  # type: ignore[attr-defined]
    formas = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d", "%Y-%m-%d 00:00:00")
    escritas = {reglas.normalizar_segundo(dia.strftime(f)) for f in formas}  # type: ignore[attr-defined]
    assert escritas == {dia.strftime("%Y%m%d")}  # type: ignore[attr-defined]


def test_el_segundo_dato_tambien_puede_ser_un_apellido() -> None:
    assert reglas.normalizar_segundo(" Núñez-Peña ") == reglas.normalizar_segundo("NUNEZ PENA") == "NUNEZPENA"
    assert reglas.normalizar_segundo("31/02/2015") == ""


@given(numeros, numeros, st.sampled_from(["cedula", "dni"]))
def test_las_huellas_distinguen_y_dependen_de_la_clave(uno: str, otro: str, tipo: str) -> None:
    assume(uno != otro)
    huella = reglas.huella(CLAVE, tipo, uno)
    assert len(huella) == 64
    otras = {
        reglas.huella(CLAVE, tipo, otro),
        reglas.huella(CLAVE, tipo + "x", uno),
        reglas.huella(b"x", tipo, uno),
    }
    assert huella not in otras and len(otras) == 3
    assert uno not in huella


@given(numeros, st.text(string.ascii_uppercase, min_size=1, max_size=12), st.text(max_size=12))
def test_el_segundo_dato_va_atado_a_su_huella(numero: str, dato: str, otro: str) -> None:
    huella, ajena = reglas.huella(CLAVE, "c", numero), reglas.huella(CLAVE, "c", numero + "1")
    guardada = reglas.comprobacion(CLAVE, huella, dato)
    assert reglas.coincide(CLAVE, huella, dato, guardada)
    assert not reglas.coincide(CLAVE, ajena, dato, guardada)
    assert reglas.coincide(CLAVE, huella, otro, guardada) == (otro == dato)
    assert not reglas.coincide(CLAVE, huella, dato, "")
    assert not reglas.coincide(CLAVE, huella, "", "")


def _leidas(texto: str, segundo: str | None = None) -> list[Buena | Mala]:
    registros = Registros(texto)
    return list(reglas.filas(registros, reglas.leer_forma(registros.encabezados, segundo), CONTEXTO))


celdas = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=12)
filas_crudas = st.lists(st.lists(celdas, max_size=7), max_size=12)


@given(filas_crudas, st.sampled_from([";", ",", "\t", "|"]))
def test_cualquier_csv_se_lee_hasta_el_final_sin_mostrar_una_celda(
    filas: list[list[str]], separador: str
) -> None:
    salida = io.StringIO()
    csv.writer(salida, delimiter=separador).writerows(filas)
    leidas = _leidas(f"{ENCABEZADO.replace(';', separador)}\n{salida.getvalue()}")
    llenas = [f for f in filas if any(c.strip() for c in f)]
    assert len(leidas) == len(llenas)
    for fila in leidas:
        if isinstance(fila, Mala):
            assert fila.columna in {"", "tipo", "numero", "territorio", "nacimiento", "fecha_emision"}
        else:
            assert fila.numero not in repr(fila)


@given(
    st.lists(st.tuples(numeros, st.sampled_from(["B1", "b2", " b1 "]), st.integers(1901, 2026)), max_size=20)
)
def test_las_filas_buenas_salen_todas_y_en_orden(filas: list[tuple[str, str, int]]) -> None:
    assume(not any("E+" in n for n, _, _ in filas))
    texto = "".join(f"Cédula;{n};{t};{a};1/2/2003\n" for n, t, a in filas)
    leidas = _leidas(f"{ENCABEZADO}\n{texto}", "Fecha Emision")
    assert [(f.fila, f.numero, f.nacimiento) for f in leidas if isinstance(f, Buena)] == [
        (i, n, a) for i, (n, _t, a) in enumerate(filas, start=2)
    ]


@pytest.mark.parametrize(
    ("fila", "motivo"),
    [
        ("c;77000001;b1", Motivo.CORTA),
        (";77000001;b1;1980;1/1/2001", Motivo.TIPO),
        ("7700;77000001;b1;1980;1/1/2001", Motivo.TIPO),
        ("c;;b1;1980;1/1/2001", Motivo.VACIO),
        ("c;7,7E+07;b1;1980;1/1/2001", Motivo.CIENTIFICA),
        ("c;77000001;77000001;1980;1/1/2001", Motivo.TERRITORIO),
        ("c;77000001;b1;77000001;1/1/2001", Motivo.NACIMIENTO),
        ("c;77000001;b1;2027;1/1/2001", Motivo.NACIMIENTO),
        ("c;77000001;b1;1980;", Motivo.SEGUNDO),
    ],
)
def test_por_que_no_entra_una_fila(fila: str, motivo: Motivo) -> None:
    (leida,) = _leidas(f"{ENCABEZADO}\n{fila}\n")
    assert isinstance(leida, Mala) and leida.motivo is motivo
    assert "7700" not in repr(leida)


def test_unas_comillas_sin_cerrar_se_dicen_con_su_linea() -> None:
    texto = 'c;77000001;b1;1980;1/1/2001\nc;"7700' + "x" * 200_000
    with pytest.raises(ArchivoInservible) as inservible:
        _leidas(f"{ENCABEZADO}\n{texto}")
    assert (inservible.value.error.clave, inservible.value.error.fila) == ("comillas", 3)


todas = [p.value for p in Prueba]


@given(
    st.sets(st.sampled_from(todas)),
    st.sets(st.sampled_from(todas)),
    st.sampled_from(["domicilio", "trabajo", "estudio"]),
)
def test_las_pruebas_bastan_justo_cuando_dicen_quien_y_por_que(
    marcadas: set[str], aceptadas: set[str], fundamento: str
) -> None:
    lista = aceptadas or set(todas)
    del_lugar = {str(p) for p in reglas.DE_FUNDAMENTO[fundamento]}
    quien = bool(marcadas & {"documento", "documento_extranjero"})
    por_que = bool(marcadas & del_lugar) or not (lista & del_lugar)
    basta = marcadas <= lista and quien and por_que
    assert (reglas.falta_de_pruebas(marcadas, aceptadas, fundamento) is None) == basta


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 25), max_size=4))
def test_ninguna_cuenta_callada_se_puede_sacar_por_resta(cuentas: dict[str, int]) -> None:
    """Contra el gemelo lento: todas las maneras de rellenar lo callado que dan el total publicado."""
    p = reglas.publicables(cuentas)
    vistas = {c: n for c, n in p.celdas.items() if n is not None}
    assert all(n == 0 or n >= reglas.MINIMO for n in vistas.values())
    assert all(cuentas[c] == n for c, n in vistas.items())
    assert p.total is None or (p.total == sum(cuentas.values()) and not 0 < p.total < reglas.MINIMO)
    calladas = sorted(set(cuentas) - set(vistas))
    if not calladas or p.total is None:
        return
    resta = p.total - sum(vistas.values())
    posibles: dict[str, set[int]] = {c: set() for c in calladas}
    for relleno in _rellenos(resta, len(calladas)):
        for c, n in zip(calladas, relleno, strict=True):
            posibles[c].add(n)
    assert all(len(v) >= reglas.MINIMO for v in posibles.values()), (cuentas, p)


def _rellenos(suma: int, huecos: int) -> Iterator[tuple[int, ...]]:
    if huecos == 1:
        return iter([(suma,)]) if suma >= 1 else iter(())
    return ((n, *resto) for n in range(1, suma - huecos + 2) for resto in _rellenos(suma - n, huecos - 1))


coordenadas = st.tuples(st.floats(-80, 80), st.floats(-170, 170))


@given(st.lists(coordenadas, min_size=1, max_size=8), coordenadas)
def test_los_puntos_salen_por_distancia(donde: list[tuple[float, float]], desde: tuple[float, float]) -> None:
    sitios = [reglas.Sitio(i, f"P{i}", (), d) for i, d in enumerate(donde)]
    orden = reglas.por_cercania(sitios, (), desde)
    distancias = [reglas.kilometros(desde, donde[i]) for i in orden]
    assert distancias == sorted(distancias) and sorted(orden) == list(range(len(donde)))


def test_el_del_mismo_barrio_va_antes_que_uno_mas_cerca_en_linea_recta() -> None:
    sitios = [
        reglas.Sitio(1, "A", (1, 3), (0.0, 0.0)),
        reglas.Sitio(2, "B", (1, 2), (1.0, 1.0)),
        reglas.Sitio(3, "C"),
    ]
    assert reglas.por_cercania(sitios, (1, 2), (0.0, 0.0)) == [2, 1, 3]
    assert reglas.por_cercania(sitios, (), None) == [1, 2, 3]
    assert 110 < reglas.kilometros((0, 0), (1, 0)) < 112


@pytest.mark.parametrize(
    ("texto", "parece"),
    [
        ("Vivo aquí desde 2019", False),
        ("murió el 12-03-2019 o en 2020 2021", False),
        ("nací el 12.03.1980", False),
        ("soy 77.000.000-1", True),
        ("tel 0991234567", True),
        ("calle 123 y 45", False),
    ],
)
def test_un_numero_de_documento_en_un_texto_libre(texto: str, parece: bool) -> None:
    assert reglas.parece_documento(texto) is parece
