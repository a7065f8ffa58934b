"""Las tablas del tablero público, para descargar: las mismas cifras que se ven."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flask_babel import lazy_gettext as _l

from app.nucleo.errores import NoEncontrado
from app.nucleo.tablas import Columna, Tabla
from app.propuestas.reglas import EstadoLista
from app.propuestas.reglas.cifras import SIN_ESTADO
from app.tableros.descargas import COLUMNAS_MESES, cuatro_decimales, mes_iso
from app.tableros.publico import Tablero
from app.tableros.reglas import por_mil
from app.territorio import consultas as territorio

_CODIGO = Columna("codigo", _l("Código"))
_NOMBRE = Columna("nombre", _l("Nombre"))
_PROPUESTAS = Columna("propuestas", _l("Propuestas"), _l("Abiertas: ni retiradas, ni archivadas, ni ocultas"))
_HABITANTES = Columna("habitantes", _l("Habitantes"), _l("Del año más reciente; vacío si no se sabe"))
_ANIO = Columna("anio_poblacion", _l("Año de la población"))
_POR_MIL = Columna("por_mil", _l("Por cada mil habitantes"), _l("Con un decimal; vacío si no se sabe"))


def _resumen(t: Tablero) -> Tabla:
    estados = {EstadoLista.REUNE.numero: "reune", EstadoLista.ESPERA.numero: "espera", SIN_ESTADO: "traida"}
    filas: list[tuple[object, ...]] = [("abiertas", t.abiertas)]
    filas += [(nombre, t.por_estado.get(n, 0)) for n, nombre in estados.items()]
    filas += [("vencidas", t.esperas.vencidas), ("vencen_en_7_dias", t.esperas.pronto)]
    filas += [("nuevas_30_dias", t.llegadas.ultimas), ("nuevas_30_dias_antes", t.llegadas.anteriores)]
    filas.append(("participan", t.participan))
    columnas = (
        Columna(
            "cifra", _l("Cifra"), _l("abiertas = reune + espera + traida; participan son personas en 365 días")
        ),
        Columna("valor", _l("Valor"), _l("Vacío: son muy pocas para publicarlo")),
    )
    return Tabla("resumen", columnas, filas, t.calculado_en)


def _elementos(t: Tablero) -> Tabla:
    filas = [(n.codigo, str(n.titulo), cuantas) for n, cuantas in t.ejes]
    filas.append(("", "sin_clasificar", t.sin_clasificar))
    return Tabla("propuestas-por-eje", (_CODIGO, _NOMBRE, _PROPUESTAS), filas, t.calculado_en)


def _lugares(t: Tablero) -> Tabla:
    filas = [
        (
            c.lugar.codigo if c.lugar else "",
            c.lugar.nombre if c.lugar else "sin_lugar",
            c.suelta,
            n,
            gente.personas if gente else None,
            gente.anio if gente else None,
            por_mil(n, gente.personas if gente else None),
        )
        for c, n, gente in t.lugares
    ]
    suelta = Columna("solo_ese_lugar", _l("Solo ese lugar"), _l("Verdadero: no incluye lo que contiene"))
    columnas = (_CODIGO, _NOMBRE, suelta, _PROPUESTAS, _HABITANTES, _ANIO, _POR_MIL)
    return Tabla("propuestas-por-lugar", columnas, filas, t.calculado_en)


def _ods(t: Tablero) -> Tabla:
    objetivo = Columna("objetivo", _l("Objetivo de los ODS"))
    return Tabla("propuestas-por-ods", (objetivo, _PROPUESTAS), sorted(t.ods.items()), t.calculado_en)


def _meses(t: Tablero) -> Tabla:
    return Tabla("propuestas-por-mes", COLUMNAS_MESES, [(mes_iso(m), n) for m, n in t.meses], t.calculado_en)


def _participacion(t: Tablero) -> Tabla:
    filas = [
        (
            p.columna.lugar.codigo if p.columna and p.columna.lugar else "",
            p.columna.lugar.nombre if p.columna and p.columna.lugar else "sin_lugar",
            p.personas,
            p.poblacion.personas if p.poblacion else None,
            p.poblacion.anio if p.poblacion else None,
            p.por_mil,
        )
        for p in t.participacion
    ]
    personas = Columna(
        "personas",
        _l("Personas"),
        _l("Que propusieron o apoyaron en 365 días; vacío si son menos de 10 o se deduciría"),
    )
    return Tabla(
        "participacion", (_CODIGO, _NOMBRE, personas, _HABITANTES, _ANIO, _POR_MIL), filas, t.calculado_en
    )


def _avance(t: Tablero) -> Tabla:
    columnas = (
        _CODIGO,
        Columna("gestion", _l("Gestión"), _l("De 0 a 1; vacío, sin datos")),
        Columna("resultado", _l("Resultado"), _l("De 0 a 1; vacío, sin datos")),
        Columna("situacion", _l("Situación")),
        Columna("frescura_dias", _l("Días desde el último dato")),
    )
    return Tabla("avance", columnas, list(_filas_de_avance(t)), t.calculado_en)


def _filas_de_avance(t: Tablero) -> Iterator[tuple[object, ...]]:
    if t.avance is None:
        return
    yield ("", _exacto(t.avance.gestion), _exacto(t.avance.resultado), "", None)
    for n, _cuantas in t.ejes:
        a = t.avance.por_elemento.get(n.id)
        if a is not None:
            yield n.codigo, _exacto(a.gestion), _exacto(a.resultado), a.situacion, a.frescura_dias


def _exacto(razon: object) -> object:
    return None if razon is None else cuatro_decimales(razon)  # type: ignore[arg-type]


def tabla_territorios() -> Tabla:
    """Los lugares de la ciudad con su padre y su población del año más reciente."""
    arbol = territorio.arbol()
    filas = [
        (
            x.codigo,
            x.nombre,
            x.nivel,
            arbol.lugares[x.padre_id].codigo if x.padre_id is not None else None,
            x.fuera_del_municipio,
            total.personas if total else None,
            total.anio if total else None,
            total.fuente if total else None,
        )
        for x in sorted(arbol.lugares.values(), key=lambda x: (x.nivel_orden, x.orden, x.codigo))
        for total in (arbol.total(x.id),)
    ]
    columnas = (
        _CODIGO,
        _NOMBRE,
        Columna("nivel", _l("Nivel")),
        Columna("padre", _l("Lugar que lo contiene"), _l("Su código; vacío si es de los mayores")),
        Columna("fuera_del_municipio", _l("Fuera del municipio")),
        _HABITANTES,
        _ANIO,
        Columna("fuente", _l("Fuente de la población")),
    )
    return Tabla("territorios", columnas, filas)


TABLAS: dict[str, Callable[[Tablero], Tabla]] = {
    "resumen": _resumen,
    "ejes": _elementos,
    "lugares": _lugares,
    "ods": _ods,
    "meses": _meses,
    "participacion": _participacion,
    "avance": _avance,
}
"""Cada tabla del tablero público por el nombre con que se descarga."""


def tabla(nombre: str, t: Tablero) -> Tabla:
    """La tabla de ese nombre; `NoEncontrado` si no existe."""
    if nombre not in TABLAS:
        raise NoEncontrado()
    return TABLAS[nombre](t)
