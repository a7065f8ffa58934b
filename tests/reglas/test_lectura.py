"""La casa de leer tablas: codificación, separador, encabezados, filas como se ven en la hoja, fechas y códigos.

Las cinco tablas que se traen (plan, avance, unidades, lugares y padrón) leen las mismas rarezas igual.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import lectura
from app.avance.reglas import tablas
from app.lectura import ArchivoInservible, Registros
from app.padron import reglas as padron
from app.plan import reglas as plan
from app.plan.reglas.unidades import leer_unidades
from app.territorio.reglas import importacion as lugares

Leido = tuple[list[tuple[int, str]], str]
"""Las filas (número y el texto con tildes de cada una) o la clave, o la frase, de por qué no se pudo."""


def _plan(datos: bytes) -> Leido:
    hecha = plan.leer(datos, plan.Contexto())
    return [(hecha.numeros[f.codigo], f.titulo) for f in hecha.filas], "".join(e.clave for e in hecha.errores)


def _metas(datos: bytes) -> Leido:
    contexto = tablas.Contexto(dt.date(2026, 11, 21), indicadores={"1": "", "2": ""})
    hecha = tablas.leer(lectura.decodificar(datos) or "", tablas.FORMAS["mediciones"], contexto)
    filas = [(f.numero, str(f.valores.get("nota"))) for f in hecha.filas]
    return filas, "".join(e.clave for e in hecha.errores)


def _unidades(datos: bytes) -> Leido:
    filas, errores = leer_unidades(datos)
    return [(0, f.nombre) for f in filas], "".join(e.clave for e in errores)


def _lugares(datos: bytes) -> Leido:
    try:
        filas = lugares.leer_tabla(datos, lugares.COLUMNAS_TERRITORIOS)
    except ValueError as error:
        return [], str(error)
    return [(int(donde.removeprefix("fila ")), fila["nombre"]) for donde, fila in filas], ""


def _padron(datos: bytes) -> Leido:
    nombre = lectura.codificacion([datos[:7], datos[7:]])
    try:
        registros = Registros(io.TextIOWrapper(io.BytesIO(datos), encoding=nombre, errors="replace"))
        forma = padron.leer_forma(registros.encabezados, "nombre")
        filas = list(padron.filas(registros, forma, padron.Contexto({"b": 1}, 2026)))
    except ArchivoInservible as error:
        return [], error.error.clave
    return [(f.fila, f.segundo if isinstance(f, padron.Buena) else f.motivo) for f in filas], ""


TABLAS: dict[str, tuple[Callable[[bytes], Leido], list[str], list[str], str]] = {
    "plan": (_plan, ["Nivel 0", "Código", "Título"], ["", "{n}", "{texto}"], "Título"),
    "mediciones": (
        _metas, ["Indicador", "Fecha", "Valor", "Fuente", "Nota"], ["{n}", "2026-01-0{n}", "1", "a", "{texto}"],
        "Nota",
    ),
    "unidades": (_unidades, ["Código", "Nombre"], ["{n}", "{texto}"], "Nombre"),
    "lugares": (_lugares, ["codigo", "nombre", "nivel", "padre"], ["{n}", "{texto}", "barrio", ""], "padre"),
    "padron": (
        _padron, ["tipo", "número", "territorio", "año de nacimiento", "nombre"],
        ["cedula", "770000{n}", "b", "1980", "{texto}"], "tipo",
    ),
}  # fmt: skip
"""Tabla → cómo se lee, sus encabezados, una fila y un encabezado para repetir."""
RAREZAS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": str.encode,
    "UTF-8 con marca": lambda t: codecs.BOM_UTF8 + t.encode(),
    "UTF-16": lambda t: t.encode("utf-16"),
    "Windows": lambda t: t.encode("cp1252"),
    "sep=": lambda t: f"sep=;\n{t}".encode(),
    "sep= y tabulador": lambda t: ("SEP=\t\r\n" + t.replace(";", "\t")).encode(),
    "tabulador": lambda t: t.replace(";", "\t").encode(),
    "coma": lambda t: t.replace(";", ",").encode(),
    "barra": lambda t: t.replace(";", "|").encode(),
    "Windows y CRLF": lambda t: t.replace("\n", "\r\n").encode("cp1252"),
    "Mac viejo": lambda t: t.replace("\n", "\r").encode(),
}


def _archivo(nombre: str, filas: list[tuple[int, str]], *, columnas: list[str] | None = None) -> str:
    _leer, propias, modelo, _repetida = TABLAS[nombre]
    salida = io.StringIO()
    escritor = csv.writer(salida, delimiter=";", lineterminator="\n")
    escritor.writerow(columnas or propias)
    escritor.writerows([c.format(n=n, texto=texto) for c in modelo] for n, texto in filas)
    return salida.getvalue()


@pytest.mark.parametrize("rareza", RAREZAS)
@pytest.mark.parametrize("nombre", TABLAS)
def test_venga_como_venga_se_lee_igual(nombre: str, rareza: str) -> None:
    leer, *_ = TABLAS[nombre]
    texto = _archivo(nombre, [(1, "Ñandú"), (2, "Educación")])
    filas, mal = leer(RAREZAS[rareza](texto))
    assert (mal, len(filas)) == ("", 2)
    assert filas == leer(texto.encode())[0]
    if nombre != "padron":
        assert [dicho for _n, dicho in filas] == ["Ñandú", "Educación"]


@pytest.mark.parametrize("nombre", [n for n in TABLAS if n != "unidades"])
def test_la_fila_es_la_que_se_ve_en_la_hoja(nombre: str) -> None:
    leer, *_ = TABLAS[nombre]
    texto = _archivo(nombre, [(1, "uno\nen dos renglones"), (2, "dos")])
    cabeza, resto = texto.split("\n", 1)
    assert [n for n, _dicho in leer(texto.encode())[0]] == [2, 3]
    assert [n for n, _dicho in leer(f"sep=;\n{texto}".encode())[0]] == [2, 3], "Excel no enseña esa línea"
    assert [n for n, _dicho in leer(f"\n;;\n{texto}".encode())[0]] == [4, 5]
    assert [n for n, _dicho in leer(f"{cabeza}\n\n;;\n{resto}".encode())[0]] == [4, 5]


@pytest.mark.parametrize("nombre", TABLAS)
def test_una_columna_repetida_se_rechaza(nombre: str) -> None:
    leer, columnas, _modelo, repetida = TABLAS[nombre]
    filas, mal = leer(_archivo(nombre, [(1, "a")], columnas=[*columnas, repetida.upper()]).encode())
    assert filas == []
    assert "columna_repetida" in mal or "está dos veces" in mal


@pytest.mark.parametrize("nombre", TABLAS)
def test_lo_que_no_se_puede_leer_se_dice(nombre: str) -> None:
    leer, columnas, *_ = TABLAS[nombre]
    cabeza = ";".join(columnas)
    for datos, dice in ((b"", "vacio vacío"), (f'{cabeza}\n"a;b\n'.encode(), "comillas comillas")):
        filas, mal = leer(datos)
        assert filas == []
        assert any(d in mal for d in dice.split()), mal


def test_una_letra_cortada_al_final_no_es_utf8() -> None:
    assert lectura.codificacion([b"a", b"\xc3"]) == "cp1252"
    assert lectura.decodificar(b"a\xc3") == "aÃ"


@given(st.binary(max_size=300), st.integers(1, 9))
def test_la_codificacion_no_depende_de_como_se_parta(datos: bytes, largo: int) -> None:
    partido = [datos[i : i + 9 + largo] for i in range(0, len(datos), 9 + largo)]
    entera = lectura.codificacion([datos])
    assert lectura.codificacion(partido) == entera
    texto = lectura.decodificar(datos)
    assert (texto is None) == (entera is None)
    for binario in (b"PK\x03\x04", b"\0", b"%PDF-1.7"):
        assert lectura.codificacion([binario + datos]) is None


@given(
    st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=6), min_size=1)),
    st.sampled_from(",;\t|"),
)
def test_lo_escrito_se_lee_igual_y_se_cuenta_como_en_la_hoja(filas: list[list[str]], separador: str) -> None:
    salida = io.StringIO()
    escritor = csv.writer(salida, delimiter=separador, lineterminator="\n")
    escritor.writerows([["Uno", "Dos"], *filas])
    registros = Registros(salida.getvalue())
    assert registros.encabezados == ["Uno", "Dos"]
    assert list(registros) == [(n, f) for n, f in enumerate(filas, start=2) if any(c.strip() for c in f)]


def test_el_archivo_se_lee_de_a_poco() -> None:
    """Un padrón no cabe en la memoria: pedir una fila no lee las demás."""
    pedidas = 0

    class Renglones(io.StringIO):
        def __next__(self) -> str:
            nonlocal pedidas
            pedidas += 1
            return super().__next__()

    registros = Registros(Renglones("a;b\n" + "1;2\n" * 1000))
    assert next(iter(registros)) == (2, ["1", "2"])
    assert pedidas <= 2


@pytest.mark.parametrize(
    ("celda", "dia"),
    [
        ("2026-02-01", dt.date(2026, 2, 1)),
        ("2026-02-01 00:00:00", dt.date(2026, 2, 1)),
        ("2026-02-01T00:00:00.000", dt.date(2026, 2, 1)),
        ("01/02/2026", dt.date(2026, 2, 1)),
        ("1.2.2026 0:00", dt.date(2026, 2, 1)),
        ("2026-02-01 10:30:00", None),
        ("2026-02-30", None),
        ("45000", None),
        ("", None),
    ],
)
def test_las_fechas_se_leen_igual_en_todas_las_tablas(celda: str, dia: dt.date | None) -> None:
    assert lectura.fecha(celda) == dia
    (fila,) = plan.leer(f"Nivel 0,Código,Título,Inicio\n,1,A,{celda}\n", plan.Contexto()).filas
    assert fila.inicio == dia


@pytest.mark.parametrize("codigo", [".", "..", "-1", "_", "", "a/b", "a b", "a?", "x" * 41])
def test_un_codigo_que_no_puede_ir_en_una_direccion_no_vale(codigo: str) -> None:
    assert not lectura.codigo_valido(codigo)
    assert not plan.codigo_valido(codigo)
    lugar = lugares.LugarLeido("fila 2", codigo, "Nombre", "barrio")
    assert [f.columna for f in lugares.fallos_de([lugar])] == ["codigo"]


def test_lo_que_cada_tabla_admite_en_un_codigo() -> None:
    assert lectura.codigo_valido("Ñ1.2-3_a")
    assert not lectura.codigo_valido("a:b")
    assert lugares.fallos_de([lugares.LugarLeido("fila 2", "EC:1701+a", "Nombre", "barrio")]) == []
