"""Las tablas largas: cada error con su lugar, y escribir y leer dan lo mismo en cualquier forma de guardar."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.avance.reglas import Sitio, tablas
from app.avance.reglas.tablas import FORMAS, Contexto, Fila, Forma
from app.lectura import a_salvo, aseado, encabezados_de, llana
from app.plan.hojas import a_texto
from app.plan.tablas import Ensayo

CONTEXTO = Contexto(
    hoy=dt.date(2026, 6, 30),
    elementos={
        "1": Sitio(hoja=False),
        "1.1": Sitio(),
        "2": Sitio(),
        "3": Sitio(cancelado=True),
        "4": Sitio(con_hitos=True),
    },
    indicadores={"I-1": "", "I-2": "", "I-3": "indicador_cancelado"},
    unidades={"obras": "OBR", "obr": "OBR"},
    territorios={"centro": "C1", "c1": "C1", "sur": ""},
    momentos={"programado": "programado", "planned": "programado", "devengado": "devengado"},
)
_letras = st.text(st.sampled_from(list("abñÁé ,;\"'=+-@\n0129—\t＝[]")), max_size=24).map(aseado)
_linea = _letras.map(lambda t: " ".join(t.split()))
_dicho = _linea.filter(bool)
_numero = st.decimals(-(10**12), 10**12, places=6, allow_nan=False).map(lambda d: d.normalize() + 0)
_dia = st.dates(dt.date(1990, 1, 1), dt.date(2026, 6, 30))
_quizas = st.none() | _dia


@st.composite
def indicadores(dibujar: st.DrawFn, n: int) -> dict[str, Any]:
    mantiene, base = dibujar(st.booleans()), dibujar(st.booleans())
    desde = dibujar(_numero)
    fila: dict[str, Any] = {
        "codigo": f"I-{n}",
        "elemento": dibujar(st.sampled_from(["1", "1.1"])),
        **{c: dibujar(_dicho) for c in ("nombre", "unidad")},
        **{c: dibujar(_letras) for c in ("definicion", "formula")},
        **{c: dibujar(_linea) for c in ("fuente", "verificacion", "lugar", "motivo")},
        "decimales": dibujar(st.integers(0, 6)),
        "frecuencia": dibujar(st.sampled_from(["anual", "mensual", "irregular"])),
        "direccion": "mantiene" if mantiene else dibujar(st.sampled_from(["sube", "baja", "sin_definir"])),
        "acumulacion": "mantenimiento" if mantiene else dibujar(st.sampled_from(["stock", "reduccion"])),
        "banda_desde": desde if mantiene else None,
        "banda_hasta": desde + 1 if mantiene else None,
        "base_fecha": dibujar(_dia) if base else None,
        "base_valor": dibujar(_numero) if base else None,
        "responsable": dibujar(st.sampled_from(["", "OBR"])),
        "territorio": dibujar(st.sampled_from(["", "C1"])),
        "estado": "activo",
    }
    if texto := dibujar(_linea):
        fila["nombre[pt]"] = texto
    if texto := dibujar(_letras):
        fila["definicion[qu]"] = texto
    return fila


@st.composite
def casos(dibujar: st.DrawFn) -> tuple[Forma, list[dict[str, Any]]]:
    """Una tabla cualquiera con filas válidas y de llaves distintas."""
    clave, n = dibujar(st.sampled_from(sorted(FORMAS))), dibujar(st.integers(1, 5))
    filas: list[dict[str, Any]] = []
    for i in range(n):
        dia = dt.date(2000 + i, 3, 1)
        fila: dict[str, Any] = {
            "indicadores": lambda i=i: dibujar(indicadores(i)),
            "metas": lambda dia=dia: {
                "indicador": "I-1", "inicio": dia, "fin": dt.date(dia.year, 12, 31),
                "valor": dibujar(_numero),
            },
            "mediciones": lambda dia=dia: {
                "indicador": "I-2", "fecha": dia, "valor": dibujar(_numero), "fuente": dibujar(_dicho),
                "principal": dibujar(st.booleans()), "nota": dibujar(_letras),
            },
            "hitos": lambda i=i: {
                "elemento": "1.1", "orden": i, "titulo": dibujar(_dicho), "peso": dibujar(st.integers(1, 99)),
                "vence": dibujar(_quizas), "cumplido": dibujar(_quizas), "fuente": dibujar(_linea),
                "cancelado": "",
            },
            "avances": lambda dia=dia: {
                "elemento": "2", "fecha": dia, "porcentaje": dibujar(st.integers(0, 100)),
                "motivo": dibujar(_dicho),
            },
            "montos": lambda i=i: {
                "elemento": "2", "anio": 2020 + i, "momento": "devengado",
                "monto": dibujar(st.integers(0, 10**14)), "fuente": dibujar(_linea),
            },
        }[clave]()  # fmt: skip
        filas.append(fila)
    return FORMAS[clave], filas


def escrita(forma: Forma, filas: list[dict[str, Any]], separador: str = ",") -> str:
    nombres = [c.nombre for c in forma.campos] + tablas.campos_de_otros_idiomas(forma, filas)
    campos = [forma.campo(n) for n in nombres]
    salida = io.StringIO()
    escritor = csv.writer(salida, delimiter=separador, lineterminator="\r\n")
    escritor.writerow([c.columna for c in campos])
    for fila in filas:
        valores = [tablas.celda(c, fila.get(c.nombre, ""), 2) for c in campos]
        escritor.writerow(["" if v is None else a_salvo(v) if isinstance(v, str) else str(v) for v in valores])
    return salida.getvalue()


def comparar(forma: Forma, texto: str, viejas: dict[Any, Fila] | None = None) -> tablas.Comparacion:
    lectura = tablas.leer(texto, forma, CONTEXTO)
    assert lectura.errores == ()
    return tablas.comparar(forma, viejas or {}, lectura, CONTEXTO)


@settings(deadline=None, max_examples=150)
@given(casos(), st.sampled_from([",", ";", "\t"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_escribir_y_leer_no_cambia_nada(
    caso: tuple[Forma, list[dict[str, Any]]], separador: str, codificacion: str
) -> None:
    forma, filas = caso
    contenido = escrita(forma, filas, separador).encode(codificacion)
    texto, error = a_texto(contenido, forma.numericas())
    assert error is None
    viejas = {forma.llave_de(f): f for f in filas}
    hecha = comparar(forma, texto, viejas)
    assert hecha.errores == ()
    assert [d for d in hecha.diferencias if d.clase != "igual"] == []
    nuevas = comparar(forma, texto)
    assert [c.nueva for c in nuevas.cambiadas] == filas
    assert [forma.clave for forma in FORMAS.values() if forma.reconoce(encabezados_de(texto))] == [forma.clave]


def leer(clave: str, texto: str, viejas: dict[Any, Fila] | None = None) -> list[tuple[int | None, str, str]]:
    forma = FORMAS[clave]
    lectura = tablas.leer(texto, forma, CONTEXTO)
    errores = lectura.errores or tablas.comparar(forma, viejas or {}, lectura, CONTEXTO).errores
    return [(e.fila, e.columna, e.clave) for e in errores]


MEDICION = {
    ("I-1", dt.date(2026, 1, 1), "A"): {
        "indicador": "I-1", "fecha": dt.date(2026, 1, 1), "valor": Decimal(1), "fuente": "A", "principal": True,
        "nota": "",
    }
}  # fmt: skip
META = {
    ("I-1", dt.date(2026, 12, 31)): {
        "indicador": "I-1", "inicio": dt.date(2026, 1, 1), "fin": dt.date(2026, 12, 31), "valor": Decimal(1),
    }
}  # fmt: skip


MANTIENE = ",Dirección,Acumulación,Banda desde,Banda hasta"
CABEZAS = {
    "indicadores": "Código,Elemento,Nombre,Unidad de medida",
    "metas": "Indicador,Inicio,Fin,Meta",
    "mediciones": "Indicador,Fecha,Valor,Fuente",
    "hitos": "Elemento,Orden,Hito",
    "avances": "Elemento,Fecha,Porcentaje,Motivo",
    "montos": "Elemento,Año,Momento,Monto",
}


@pytest.mark.parametrize(
    ("clave", "mas", "filas", "fila", "columna", "error"),
    [
        ("metas", "", "X,2026-01-01,2026-12-31,5", 2, "Indicador", "indicador_desconocido"),
        ("metas", "", "I-1,2026-12-31,2026-01-01,5", 2, "Fin", "fechas_al_reves"),
        ("metas", "", "I-1,2026-06-01,2027-05-31,5", 2, "Inicio", "periodos_cruzados"),
        ("mediciones", "", "I-1,2026-02-30,5,A", 2, "Fecha", "fecha"),
        ("mediciones", "", "I-1,2026-07-01,5,A", 2, "Fecha", "fecha_futura"),
        ("mediciones", "", "I-1,2026-01-01,ND,A", 2, "Valor", "numero"),
        ("mediciones", "", "I-1,2026-01-01,1.1234567,A", 2, "Valor", "numero_largo"),
        ("mediciones", "", "I-1,2026-01-01,5,", 2, "Fuente", "falta_dato"),
        ("mediciones", "", "I-1,1/1/2026,5,A\nI-1,2026-01-01,6,A", 3, "Indicador", "fila_repetida"),
        ("mediciones", ",Principal", "I-1,2026-01-01,5,B,sí", 2, "Principal", "principal_doble"),
        ("mediciones", ",Principal", "I-1,2026-01-01,5,B,quizás", 2, "Principal", "si_no"),
        ("mediciones", ",Fuente", "I-1,2026-01-01,5,B,C", 1, "Fuente", "columna_repetida"),
        ("mediciones", "", "I-1,2026-01-01,5,B,C", 2, "", "sobran_celdas"),
        ("hitos", "", "1,1,A", 2, "Elemento", "no_es_hoja"),
        ("hitos", ",Peso", "1.1,1,A,0", 2, "Peso", "entero"),
        ("hitos", ",Peso", '1.1,1,A,"2,5"', 2, "Peso", "entero"),
        ("hitos", ",Cumplido,Cancelado", "1.1,1,A,2026-01-01,no hay", 2, "Cancelado", "hito_cancelado"),
        ("hitos", "", f"1.1,1,{'A' * 201}", 2, "Hito", "largo"),
        ("avances", "", "2,2026-01-01,101,x", 2, "Porcentaje", "entero"),
        ("avances", "", '2,2026-01-01,"35,5",x', 2, "Porcentaje", "entero"),
        ("avances", "", "2,2026-01-01,50,", 2, "Motivo", "falta_dato"),
        ("avances", "", "2,2026-01-01,50,x\n4,2026-01-01,50,x", 3, "Elemento", "tiene_hitos"),
        ("avances", "", "3,2026-01-01,50,x", 2, "Elemento", "elemento_cancelado"),
        ("hitos", "", "3,1,A", 2, "Elemento", "elemento_cancelado"),
        ("montos", "", "3,2026,programado,5", 2, "Elemento", "elemento_cancelado"),
        ("indicadores", "", "X,3,A,%", 2, "Elemento", "elemento_cancelado"),
        ("metas", "", "I-3,2026-01-01,2026-12-31,5", 2, "Indicador", "indicador_cancelado"),
        ("mediciones", "", "I-3,2026-01-01,5,A", 2, "Indicador", "indicador_cancelado"),
        ("montos", "", "2,26,programado,5", 2, "Año", "anio"),
        ("montos", "", "2,2026,pensado,5", 2, "Momento", "momento_desconocido"),
        ("montos", "", "2,2026,programado,-5", 2, "Monto", "monto_fuera"),
        ("montos", "", "2,2026,programado,0.1234", 2, "Monto", "monto_decimales"),
        ("indicadores", "", "nuevo,1,A,%", 2, "Código", "codigo_invalido"),
        ("indicadores", "", "X,9,A,%", 2, "Elemento", "elemento_desconocido"),
        ("indicadores", ",Dirección", "X,1,A,%,mantiene", 2, "Acumulación", "se_mantiene"),
        ("indicadores", ",Dirección", "X,1,A,%,arriba", 2, "Dirección", "opcion"),
        ("indicadores", ",Banda desde", "X,1,A,%,3", 2, "Banda desde", "banda"),
        ("indicadores", MANTIENE, "X,1,A,%,mantiene,mantenimiento,5,2", 2, "Banda hasta", "banda_al_reves"),
        ("indicadores", ",Línea base", "X,1,A,%,3", 2, "Línea base", "linea_base"),
        ("indicadores", ",Estado", "X,1,A,%,cancelado", 2, "Motivo", "cancelado_sin_motivo"),
        ("indicadores", ",Territorio", "X,1,A,%,Sur", 2, "Territorio", "territorio_dudoso"),
        ("indicadores", ",Territorio", "X,1,A,%,Norte", 2, "Territorio", "territorio_desconocido"),
        ("indicadores", ",Unidad responsable", "X,1,A,%,Nadie", 2, "Unidad responsable", "unidad_desconocida"),
    ],
)
def test_cada_error_dice_su_fila_y_su_columna(
    clave: str, mas: str, filas: str, fila: int, columna: str, error: str
) -> None:
    viejas: dict[Any, Fila] = {"metas": META, "mediciones": MEDICION}.get(clave, {})
    assert (fila, columna, error) in leer(clave, f"{CABEZAS[clave]}{mas}\n{filas}\n", viejas)


def test_sin_la_llave_no_se_lee_y_sin_lo_exigido_no_se_crea() -> None:
    assert leer("metas", "Indicador,Inicio,Meta\nI-1,2026-01-01,5\n") == [(1, "Fin", "falta_columna")]
    assert leer("metas", "Indicador,Fin,Meta\nI-1,2026-12-31,5\n") == [(2, "Inicio", "falta_dato")]
    assert leer("metas", "Indicador,Fin,Meta\nI-1,2026-12-31,5\n", META) == []


def test_toda_clave_de_error_tiene_su_frase() -> None:
    import inspect
    import re

    from app.avance.reglas.tablas import celdas, diferencias, forma, formas
    from app.plan import hojas
    from app.plan.mensajes import _ERRORES

    fuente = "".join(inspect.getsource(m) for m in (celdas, diferencias, forma, formas, hojas))
    claves = set(re.findall(r'Falla\("(\w+)"', fuente)) | set(re.findall(r'yield "\w+", "(\w+)"', fuente))
    claves |= set(re.findall(r'ErrorFila\([^"]*?"?"?, "(\w+)"', fuente)) | {
        "hoja_rota",
        "hoja_grande",
        "hoja_vieja",
    }
    assert len(claves) > 20
    assert claves <= set(_ERRORES)


def test_una_medicion_nueva_de_otra_fuente_no_quita_a_la_principal() -> None:
    texto = "Indicador;Fecha;Valor;Fuente\nI-1;2026-01-01;2;B\nI-1;2026-02-01;3;B\nI-1;2026-02-01;4;A\n"
    hecha = comparar(FORMAS["mediciones"], texto, MEDICION)
    assert [c.nueva["principal"] for c in hecha.cambiadas] == [False, True, False]


def test_las_columnas_que_faltan_no_cambian_lo_que_habia() -> None:
    vieja = {**next(iter(MEDICION.values())), "nota": "se midió en enero"}
    hecha = comparar(
        FORMAS["mediciones"],
        "Indicador,Fecha,Fuente,Valor\nI-1,2026-01-01,A,7\n",
        {next(iter(MEDICION)): vieja},
    )
    (cambiada,) = hecha.cambiadas
    assert cambiada.nueva == {**vieja, "valor": Decimal(7)}
    (diferencia,) = hecha.diferencias
    assert [(c.campo, c.antes, c.despues) for c in diferencia.cambios] == [("Valor", Decimal(1), Decimal(7))]


def test_lo_que_no_esta_en_el_archivo_se_queda() -> None:
    hecha = comparar(FORMAS["mediciones"], "Indicador,Fecha,Valor,Fuente\nI-2,2026-01-01,7,A\n", MEDICION)
    assert [d.clase for d in hecha.diferencias] == ["falta", "nuevo"]
    assert isinstance(Ensayo("mediciones", "", diferencias=hecha.diferencias).cuentas, dict)


def test_dos_metas_pueden_trocar_sus_periodos_en_un_archivo() -> None:
    texto = "Indicador,Inicio,Fin,Meta\nI-1,2026-01-01,2026-06-30,5\nI-1,2026-07-01,2026-12-31,6\n"
    assert leer("metas", texto, META) == []


def test_los_encabezados_se_reconocen_sin_tildes_ni_mayusculas() -> None:
    for forma in FORMAS.values():
        mayusculas = frozenset(llana(c.columna.upper()) for c in forma.campos)
        assert forma.reconoce(mayusculas)
