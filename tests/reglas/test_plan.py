"""Reglas del plan: la tabla va y vuelve, cada error tiene su lugar, y comparar dice justo lo que cambió."""

from __future__ import annotations

import datetime as dt
import random
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.lectura import limpia
from app.plan import reglas
from app.plan.reglas import Contexto, FilaPlan

UNIDADES = {"OBR": "Dirección de Obras", "MOV": "Movilidad", "AGU": "Agua y saneamiento"}
ODS = frozenset({"1", "3.8", "11", "11.2", "8.1", "8.10"})
CONTEXTO = Contexto(UNIDADES, ODS)
CAMPOS_TODOS = frozenset(reglas.CAMPOS) | {"codigo"}

# Textos como los deja la lectura: sin espacios en los bordes; con comas, comillas, saltos y fórmulas.
_letras = st.sampled_from(list("abcñÁé ,;\"'=+-@\n0129—\t"))
_texto = st.text(_letras, max_size=30).map(limpia)
_titulo = _texto.map(lambda t: " ".join(t.split())).filter(bool)
_fecha = st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31))


@st.composite
def planes(dibujar: st.DrawFn) -> list[FilaPlan]:
    """Un plan cualquiera, en orden de documento."""
    filas: list[FilaPlan] = []
    for n in range(dibujar(st.integers(1, 9))):
        padre = dibujar(st.none() | st.sampled_from(filas)) if filas else None
        inicio, fin = dibujar(_fecha), dibujar(_fecha)
        if inicio and fin and fin < inicio:
            inicio, fin = fin, inicio
        filas.append(
            FilaPlan(
                codigo=f"{dibujar(st.sampled_from(['E', '1.', 'á-']))}{n}",
                titulo=dibujar(_titulo),
                padre=padre.codigo if padre else None,
                descripcion=dibujar(_texto),
                unidad=dibujar(st.sampled_from(["", *UNIDADES])),
                colaboradoras=reglas.ordenar_codigos(dibujar(st.lists(st.sampled_from(list(UNIDADES))))),
                peso=dibujar(st.integers(0, 1_000_000)),
                ods=reglas.ordenar_codigos(dibujar(st.lists(st.sampled_from(sorted(ODS))))),
                inicio=inicio,
                fin=fin,
                estado=dibujar(st.sampled_from(list(reglas.ESTADOS))),
            )
        )
    return list(reglas.en_documento(filas))


@settings(deadline=None)
@given(planes())
def test_escribir_y_leer_da_lo_mismo(filas: list[FilaPlan]) -> None:
    tabla = reglas.escribir_tabla(filas)
    lectura = reglas.leer(tabla, CONTEXTO)
    assert lectura.errores == ()
    assert list(lectura.filas) == filas
    assert reglas.escribir_tabla(lectura.filas) == tabla


@settings(deadline=None)
@given(planes(), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), st.sampled_from([",", ";", "\t"]))
def test_la_codificacion_y_el_separador_no_importan(
    filas: list[FilaPlan], codificacion: str, separador: str
) -> None:
    import csv
    import io

    salida = io.StringIO()
    escritor = csv.writer(salida, delimiter=separador, lineterminator="\r\n")
    escritor.writerows(csv.reader(io.StringIO(reglas.escribir_tabla(filas), newline="")))
    lectura = reglas.leer(salida.getvalue().encode(codificacion), CONTEXTO)
    assert lectura.errores == ()
    assert list(lectura.filas) == filas


@settings(deadline=None)
@given(planes(), st.randoms(use_true_random=False))
def test_el_orden_de_las_filas_solo_cambia_el_del_documento(filas: list[FilaPlan], azar: random.Random) -> None:
    cabeza, *lineas = _registros(reglas.escribir_tabla(filas))
    azar.shuffle(lineas)
    lectura = reglas.leer(_unir([cabeza, *lineas]), CONTEXTO)
    assert lectura.errores == ()
    final = reglas.fundir([], lectura.filas, lectura.campos)
    assert {f.codigo: f for f in final} == {f.codigo: f for f in filas}
    vistos: set[str | None] = {None}
    for fila in final:
        assert fila.padre in vistos
        vistos.add(fila.codigo)


@settings(deadline=None)
@given(planes(), planes())
def test_fundir_nunca_pierde_y_la_segunda_vez_no_cambia_nada(
    viejas: list[FilaPlan], nuevas: list[FilaPlan]
) -> None:
    nuevas = [replace(f, codigo=f"n{f.codigo}", padre=f.padre and f"n{f.padre}") for f in nuevas] + viejas[:1]
    primera = reglas.fundir(viejas, nuevas, CAMPOS_TODOS)
    assert {f.codigo for f in primera} == {f.codigo for f in [*viejas, *nuevas]}
    segunda = reglas.fundir(primera, nuevas, CAMPOS_TODOS)
    clases = {d.clase for d in reglas.comparar(primera, segunda, {f.codigo: 1 for f in nuevas})}
    assert clases <= {"igual", "falta"}


@settings(deadline=None)
@given(planes(), planes())
def test_lo_que_cambia_vuelve_a_como_estaba(viejas: list[FilaPlan], otras: list[FilaPlan]) -> None:
    codigos = {f.codigo: viejas[n].codigo if n < len(viejas) else f"n{n}" for n, f in enumerate(otras)}
    nuevas = [replace(f, codigo=codigos[f.codigo], padre=f.padre and codigos[f.padre]) for f in otras]
    finales = reglas.fundir(viejas, nuevas, CAMPOS_TODOS)
    diferencias = reglas.comparar(viejas, finales, {f.codigo: 1 for f in nuevas})
    tabla = reglas.como_estaban(viejas, finales, diferencias)
    assert bool(tabla) == any(d.clase == "cambia" for d in diferencias)
    contexto = replace(CONTEXTO, existentes={f.codigo: f.padre for f in finales})
    lectura = reglas.leer(tabla, contexto) if tabla else reglas.Lectura()
    assert lectura.errores == ()
    vuelta = reglas.fundir(finales, lectura.filas, lectura.campos)
    assert [f for f in vuelta if not f.codigo.startswith("n")] == viejas
    assert len(vuelta) == len(finales), "lo nuevo se queda"


def test_deshacer_quita_tambien_una_traduccion_que_no_habia() -> None:
    vieja = FilaPlan("1", "Agua")
    nueva = replace(vieja, traducciones=(("qu", "supuestos", "Yaku"),))
    tabla = reglas.como_estaban([vieja], [nueva], reglas.comparar([vieja], [nueva], {"1": 2}))
    lectura = reglas.leer(tabla, CONTEXTO)
    assert reglas.fundir([nueva], lectura.filas, lectura.campos) == (vieja,)


@settings(deadline=None)
@given(planes())
def test_comparar_un_plan_consigo_mismo_es_igual(filas: list[FilaPlan]) -> None:
    numeros = {f.codigo: n for n, f in enumerate(filas, 2)}
    final = reglas.fundir(filas, filas, CAMPOS_TODOS)
    assert {d.clase for d in reglas.comparar(filas, final, numeros)} == {"igual"}


@settings(deadline=None)
@given(st.lists(st.integers(0, 30), unique=True, max_size=8), st.randoms(use_true_random=False))
def test_movidos_es_lo_minimo(antes: list[int], azar: random.Random) -> None:
    from itertools import combinations

    textos = [str(n) for n in antes]
    despues = azar.sample(textos, len(textos))
    movidos = reglas.movidos(textos, despues)
    quietos = [c for c in textos if c not in movidos]
    assert quietos == [c for c in despues if c not in movidos]
    mejor = max(
        (
            k
            for k in range(len(textos) + 1)
            for c in combinations(textos, k)
            if [x for x in despues if x in c] == list(c)
        ),
        default=0,
    )
    assert len(quietos) == mejor


def _registros(tabla: str) -> list[list[str]]:
    import csv
    import io

    return list(csv.reader(io.StringIO(tabla, newline="")))


def _unir(registros: list[list[str]]) -> str:
    import csv
    import io

    salida = io.StringIO()
    csv.writer(salida).writerows(registros)
    return salida.getvalue()


CABEZA = (
    "Nivel 0,Nivel 1,Código,Título,Descripción,Unidad responsable,"
    "Unidades colaboradoras,Peso,ODS,Inicio,Fin,Estado\n"
)


@pytest.mark.parametrize(
    ("filas", "fila", "columna", "clave"),
    [
        (",,1,A,,,,x,,,,", 2, "Peso", "peso_no_entero"),
        (",,1,A,,,,1.5,,,,", 2, "Peso", "peso_no_entero"),
        (",,1,A,,,,-1,,,,", 2, "Peso", "peso_negativo"),
        (",,1,A,,,,9999999,,,,", 2, "Peso", "peso_enorme"),
        (",,1,A,,NADA,,,,,,", 2, "Unidad responsable", "unidad_desconocida"),
        (",,1,A,,,OBR; NADA,,,,,", 2, "Unidades colaboradoras", "unidad_desconocida"),
        (",,1,A,,,,,99,,,", 2, "ODS", "ods_desconocido"),
        (",,1,A,,,,,,2026-02-30,,", 2, "Inicio", "fecha"),
        (",,1,A,,,,,,,mañana,", 2, "Fin", "fecha"),
        (",,1,A,,,,,,2027-01-01,2026-01-01,", 2, "Fin", "fechas_al_reves"),
        (",,1,A,,,,,,,,listo", 2, "Estado", "estado_desconocido"),
        (",,,A,,,,,,,,", 2, "Código", "sin_codigo"),
        (",,1,,,,,,,,,", 2, "Título", "sin_titulo"),
        (",,1/2,A,,,,,,,,", 2, "Código", "codigo_invalido"),
        (",,editar,A,,,,,,,,", 2, "Código", "codigo_invalido"),
        (f",,1,{'A' * 301},,,,,,,,", 2, "Título", "largo"),
        (",,1,A,,,,,,,,\n,,1,B,,,,,,,,", 3, "Código", "codigo_repetido"),
        (",,1,A,,,,,,,,\n7,,7.1,B,,,,,,,,", 3, "Nivel 0", "padre_ausente"),
        (",1,1.1,B,,,,,,,,\n,,1,A,,,,,,,,", 2, "Nivel 0", "nivel_vacio"),
        ("2,,1,A,,,,,,,,\n1,,2,B,,,,,,,,", 2, "Nivel 0", "ciclo"),
        ("1,,1,A,,,,,,,,", 2, "Nivel 0", "ciclo"),
        (",,1,A,,,,,,,,\n,,2,B,,,,,,,,\n2,1,1.1,C,,,,,,,,", 4, "Nivel 0", "niveles_distintos"),
        (",,1,A,,,,,,,,,de más", 2, "", "sobran_celdas"),
        (',,1,"A,,,,,,,,', 2, "", "comillas"),
    ],
)
def test_cada_error_dice_su_fila_y_su_columna(filas: str, fila: int, columna: str, clave: str) -> None:
    errores = reglas.leer(CABEZA + filas + "\n", CONTEXTO).errores
    assert (fila, columna, clave) in [(e.fila, e.columna, e.clave) for e in errores]


@pytest.mark.parametrize(
    ("contenido", "clave"),
    [
        (b"", "vacio"),
        (b"\n\n", "vacio"),
        (CABEZA.encode(), "vacio"),
        (b"PK\x03\x04hoja", "no_es_texto"),
        (b"a\0b", "no_es_texto"),
        ("Código,Título\n1,A".encode(), "falta_columna"),
        ("Nivel 0,Código\n,1".encode(), "falta_columna"),
        ("Nivel 0,Código,Título,codigo\n,1,A,2".encode(), "columna_repetida"),
        ("Nivel 0,Nivel 2,Código,Título\n,,1,A".encode(), "niveles_salteados"),
        (("Nivel 0,Código,Título\n" + ",1,A\n" * 5001).encode(), "demasiadas_filas"),
    ],
)
def test_un_archivo_que_no_sirve_se_dice(contenido: bytes, clave: str) -> None:
    assert clave in [e.clave for e in reglas.leer(contenido, CONTEXTO).errores]


def test_los_encabezados_se_entienden_sin_tildes_ni_orden() -> None:
    tabla = "TITULO;nivel 0;estado;ods;CODIGO;Unidad;Notas\nObra;;EN CURSO;8.10, 8.1;1;direccion de obras;x\n"
    lectura = reglas.leer(tabla.encode("cp1252"), CONTEXTO)
    assert lectura.errores == ()
    assert lectura.ignoradas == ("Notas",)
    (fila,) = lectura.filas
    assert (fila.unidad, fila.estado, fila.ods) == ("OBR", "en_curso", ("8.1", "8.10"))
    assert "peso" not in lectura.campos


def test_un_archivo_de_windows_conserva_las_tildes() -> None:
    lectura = reglas.leer("Nivel 0;Código;Título\r\n;1;Año del niño — señal\r\n".encode("cp1252"), CONTEXTO)
    assert lectura.filas[0].titulo == "Año del niño — señal"


def test_las_columnas_que_faltan_no_cambian_lo_que_habia() -> None:
    vieja = FilaPlan("1", "A", peso=7, unidad="OBR", estado="terminado")
    lectura = reglas.leer("Nivel 0,Código,Título\n,1,B\n", Contexto(existentes={"1": None}))
    assert reglas.fundir([vieja], lectura.filas, lectura.campos) == (replace(vieja, titulo="B"),)


def test_una_celda_que_parece_formula_sale_resguardada() -> None:
    tabla = reglas.escribir_tabla([FilaPlan("1", '=HYPERLINK("x")', descripcion="- uno\n- dos")])
    assert '"\'=HYPERLINK(""x"")"' in tabla
    assert "'- uno" in tabla


@pytest.mark.parametrize(
    ("codigos", "orden"),
    [(["1.10", "1.2", "1", "2"], ["1", "1.2", "1.10", "2"]), (["B", "A10", "A9"], ["A9", "A10", "B"])],
)
def test_orden_natural(codigos: list[str], orden: list[str]) -> None:
    assert sorted(codigos, key=reglas.clave_natural) == orden


def test_las_partes_suman_uno() -> None:
    partes = reglas.partes_de_peso([3, 1, 0])
    assert sum(p for p in partes if p is not None) == 1
    assert reglas.partes_de_peso([0, 0]) == [None, None]


@pytest.mark.parametrize(
    ("hoy", "momento", "parte", "dias"),
    [
        (dt.date(2025, 12, 31), "antes", 0, 1),
        (dt.date(2026, 1, 1), "durante", 0, 9),
        (dt.date(2026, 1, 6), "durante", 0.5, 4),
        (dt.date(2026, 1, 10), "durante", 0.9, 0),
        (dt.date(2026, 1, 11), "despues", 1, 1),
    ],
)
def test_plazo(hoy: dt.date, momento: str, parte: float, dias: int) -> None:
    plazo = reglas.plazo(dt.date(2026, 1, 1), dt.date(2026, 1, 10), hoy)
    assert plazo is not None
    assert (plazo.momento, float(plazo.parte), plazo.dias) == (momento, parte, dias)


def test_plazo_sin_fechas_no_se_inventa() -> None:
    assert reglas.plazo(None, dt.date(2026, 1, 1), dt.date(2026, 1, 1)) is None


def test_las_reglas_no_cargan_flask_ni_la_base() -> None:
    orden = "import app.plan.reglas, sys; print([m for m in ('flask', 'sqlalchemy') if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", orden], capture_output=True, text=True, check=True).stdout
        == "[]\n"
    )


def test_los_17_ods_y_sus_169_metas() -> None:
    from app.plan import ods

    assert len(ods.objetivos()) == 17
    assert len(ods.vocabulario()) == 186
    for idioma in ("es", "pt", "en"):
        assert all(o.texto for o in ods.vocabulario(idioma).values())
    assert [o.codigo for o in ods.metas("8")][:2] == ["8.1", "8.2"]
    assert "8.10" in ods.vocabulario()
    assert ods.nombrar(("3.8", "99"), "pt")[0].texto != ods.nombrar(("3.8",), "es")[0].texto
