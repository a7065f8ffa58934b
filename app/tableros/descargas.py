"""Las descargas de los tableros: cada tabla con el diccionario de lo que dice cada columna."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from flask_babel import lazy_gettext as _l

from app.nucleo.tablas import Columna as ColumnaDeTabla
from app.nucleo.tablas import Tabla
from app.propuestas.reglas import SIN_CLASIFICAR
from app.propuestas.reglas.cifras import anio_y_mes
from app.tableros.matriz import Fila, Matriz, MesAMes
from app.tableros.reglas import Columna, parte, por_mil

COLUMNAS_MATRIZ = (
    ColumnaDeTabla("fila", _l("Fila"), _l("elemento, sin_clasificar o total (cada propuesta una sola vez)")),
    ColumnaDeTabla("elemento_codigo", _l("Código del elemento"), _l("Incluye lo que cuelga de él")),
    ColumnaDeTabla("elemento", _l("Elemento del plan")),
    ColumnaDeTabla(
        "columna",
        _l("Columna"),
        _l("lugar (con lo que contiene), solo_ese_lugar (sin precisar más), sin_lugar o total"),
    ),
    ColumnaDeTabla("territorio_codigo", _l("Código del lugar")),
    ColumnaDeTabla("territorio", _l("Lugar")),
    ColumnaDeTabla(
        "propuestas",
        _l("Propuestas"),
        _l("Las públicas de la fila en esa columna; una propuesta puede estar en varias filas"),
    ),
    ColumnaDeTabla("habitantes", _l("Habitantes"), _l("Del año más reciente; vacío si no se sabe")),
    ColumnaDeTabla("anio_poblacion", _l("Año de la población")),
    ColumnaDeTabla(
        "por_mil", _l("Por cada mil habitantes"), _l("propuestas × 1.000 ÷ habitantes, con un decimal")
    ),
    ColumnaDeTabla(
        "parte",
        _l("Parte del lugar"),
        _l("propuestas ÷ propuestas de la columna en la fila total, con cuatro decimales"),
    ),
    ColumnaDeTabla(
        "preguntamos",
        _l("Preguntamos"),
        _l("Si en el período algún proceso publicado recibió propuestas de ese lugar"),
    ),
)


def tabla_matriz(m: Matriz) -> Tabla:
    """La matriz entera, una celda por renglón, con sus totales."""
    return Tabla("matriz", COLUMNAS_MATRIZ, list(_celdas(m)), m.calculada_en)


def _celdas(m: Matriz) -> Iterator[tuple[object, ...]]:
    for fila in [*m.filas, m.total]:
        for i in [*range(len(m.columnas)), None]:
            n = fila.total if i is None else fila.cuentas[i]
            gente = m.poblacion_total if i is None else m.poblacion[i]
            todas = m.total.total if i is None else m.total.cuentas[i]
            razon = parte(n, todas)
            yield (
                *_de_fila(m, fila),
                *_de_columna(m, None if i is None else m.columnas[i], total=i is None),
                n,
                gente.personas if gente else None,
                gente.anio if gente else None,
                por_mil(n, gente.personas if gente else None),
                None if razon is None else cuatro_decimales(razon),
                any(m.preguntado) if i is None else m.preguntado[i],
            )


def _de_fila(m: Matriz, fila: Fila) -> tuple[str, str, str]:
    nodo = fila.nodo
    if fila is m.total:
        return "total", nodo.codigo if nodo else "", nodo.titulo if nodo else ""
    if nodo is None:
        return ("sin_clasificar" if fila.elemento_id == SIN_CLASIFICAR else "total"), "", ""
    return "elemento", nodo.codigo, nodo.titulo


def _de_columna(m: Matriz, columna: Columna | None, *, total: bool) -> tuple[str, str, str]:
    if total or columna is None:
        dentro = m.pedido.dentro
        return "total", dentro.codigo if dentro else "", dentro.nombre if dentro else ""
    if columna.lugar is None:
        return "sin_lugar", "", ""
    return "solo_ese_lugar" if columna.suelta else "lugar", columna.lugar.codigo, columna.lugar.nombre


def cuatro_decimales(razon: Fraction) -> Decimal:
    """Una razón entre 0 y 1, con cuatro decimales."""
    return (Decimal(razon.numerator) / razon.denominator).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def mes_iso(mes: int) -> str:
    """`2026-03`."""
    anio, numero = anio_y_mes(mes)
    return f"{anio}-{numero:02d}"


COLUMNAS_MESES = (
    ColumnaDeTabla("mes", _l("Mes"), _l("De publicación, en la hora de la ciudad (AAAA-MM)")),
    ColumnaDeTabla("propuestas", _l("Propuestas"), _l("Las públicas hoy que se publicaron ese mes")),
)


def tabla_meses(t: MesAMes, m: Matriz) -> Tabla:
    """Mes a mes, de la fila y la columna elegidas."""
    return Tabla(
        "propuestas-por-mes", COLUMNAS_MESES, [(mes_iso(mes), n) for mes, n in t.meses], m.calculada_en
    )
