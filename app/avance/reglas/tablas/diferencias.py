"""Comparar una tabla larga con lo que hay, fila por fila, sin borrar nada."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.avance.reglas.tablas.celdas import Contexto, Valor
from app.avance.reglas.tablas.forma import Fila, Forma, Lectura, Leida, Llave, mostrable
from app.lectura import ErrorFila
from app.plan.reglas import Cambio, Diferencia


@dataclass(frozen=True)
class Cambiada:
    """Una fila que hay que escribir: como estaba (None si es nueva) y como queda."""

    llave: Llave
    vieja: Fila | None
    nueva: Fila


@dataclass(frozen=True)
class Comparacion:
    """Lo que pasaría al aplicar el archivo. Con errores, nada."""

    cambiadas: tuple[Cambiada, ...] = ()
    diferencias: tuple[Diferencia, ...] = ()
    errores: tuple[ErrorFila, ...] = ()


def _nombran(forma: Forma) -> list[str]:
    """Los campos de la llave que nombran una fila; de un avance bastan el elemento y la fecha."""
    return [c for c in forma.llave if c not in ("motivo", "porcentaje")]


def nombre_de_llave(forma: Forma, fila: Fila, menores: int) -> str:
    """Cómo se nombra una fila: las partes de su llave."""
    return " · ".join(str(mostrable(forma.campo(c), fila[c], menores)) for c in _nombran(forma))


def _fundida(forma: Forma, leida: Leida, vieja: Fila | None) -> dict[str, Valor]:
    base = dict(vieja) if vieja is not None else {c.nombre: c.omision for c in forma.campos}
    base.update(leida.valores)
    return {c: v for c, v in base.items() if "[" not in c or v}


def comparar(forma: Forma, viejas: Mapping[Llave, Fila], lectura: Lectura, contexto: Contexto) -> Comparacion:
    """Une cada fila del archivo con la que ya estaba (por su llave) y dice qué cambia.

    De las que ya estaban solo cambian las columnas que el archivo trae; las que no están en él se quedan.
    """
    numeros: dict[Llave, int] = {}
    dudas: dict[Llave, Mapping[str, str]] = {}
    errores: list[ErrorFila] = []
    nuevas: dict[Llave, dict[str, Valor]] = {}
    for leida in lectura.filas:
        llave = forma.llave_de(leida.valores)
        if llave in numeros:
            otra = {"otra": str(numeros[llave])}
            errores.append(ErrorFila(leida.numero, forma.campo(forma.llave[0]).columna, "fila_repetida", otra))
            continue
        numeros[llave], dudas[llave] = leida.numero, leida.dudas
        nuevas[llave] = _fundida(forma, leida, viejas.get(llave))
        if llave not in viejas:
            faltan = [c for c in forma.campos if c.exigido and c.nombre not in lectura.campos]
            errores += [
                ErrorFila(leida.numero, c.columna, "falta_dato", {"columna": c.columna}) for c in faltan
            ]
    if errores:
        return Comparacion(errores=tuple(errores))
    finales = {**{k: dict(v) for k, v in viejas.items()}, **nuevas}
    forma.completar(finales)
    errores += _revisadas(forma, viejas, nuevas, numeros, contexto)
    if not errores:
        errores += [
            _error(forma, llave, mala, numeros)
            for llave, mala in forma.revisar_todas(finales)
            if any(nuevas[k] != viejas.get(k) for k in nuevas)
        ]
    if errores:
        return Comparacion(errores=tuple(sorted(errores, key=lambda e: e.fila or 0)))
    return _diferencias(forma, viejas, nuevas, numeros, dudas, contexto)


def _error(
    forma: Forma, llave: Llave, mala: tuple[str, str, dict[str, str]], numeros: Mapping[Llave, int]
) -> ErrorFila:
    campo, clave, datos = mala
    return ErrorFila(numeros.get(llave), forma.campo(campo).columna, clave, datos)


def _revisadas(
    forma: Forma,
    viejas: Mapping[Llave, Fila],
    nuevas: Mapping[Llave, Fila],
    numeros: Mapping[Llave, int],
    contexto: Contexto,
) -> list[ErrorFila]:
    """Los errores de las filas que cambian algo; las que quedan igual no se vuelven a juzgar."""
    return [
        _error(forma, llave, mala, numeros)
        for llave, nueva in nuevas.items()
        if nueva != viejas.get(llave)
        for mala in forma.revisar(nueva, viejas.get(llave), contexto)
    ]


def _diferencias(
    forma: Forma,
    viejas: Mapping[Llave, Fila],
    nuevas: Mapping[Llave, Fila],
    numeros: Mapping[Llave, int],
    dudas: Mapping[Llave, Mapping[str, str]],
    contexto: Contexto,
) -> Comparacion:
    cambiadas: list[Cambiada] = []
    salida: list[Diferencia] = []
    for llave, fila in {**viejas, **nuevas}.items():
        vieja, numero = viejas.get(llave), numeros.get(llave)
        cambios: tuple[Cambio, ...] = ()
        valores: tuple[Cambio, ...] = ()
        if numero is None:
            clase = "falta"
        elif vieja is None:
            clase = "nuevo"
            valores = _valores(forma, fila, contexto.menores, dudas[llave])
        else:
            cambios = cambios_de(forma, vieja, fila, contexto.menores, dudas[llave])
            clase = "cambia" if cambios else "igual"
        if clase in ("nuevo", "cambia"):
            cambiadas.append(Cambiada(llave, vieja, fila))
        titulo = str(fila.get(forma.titulo, "")) if forma.titulo else ""
        nombre = nombre_de_llave(forma, fila, contexto.menores)
        salida.append(Diferencia(clase, nombre, titulo, numero, cambios, valores=valores))
    return Comparacion(tuple(cambiadas), tuple(salida))


def _valores(forma: Forma, fila: Fila, menores: int, dudas: Mapping[str, str]) -> tuple[Cambio, ...]:
    """Lo que trae una fila nueva, sin lo que ya la nombra ni lo que tendría, sola, una fila vacía."""
    nombran = {*_nombran(forma), forma.titulo} - dudas.keys()
    vacia = {c.nombre: fila[c.nombre] if c.nombre in nombran else c.omision for c in forma.campos}
    forma.completar({(): vacia})
    return cambios_de(forma, vacia, fila, menores, dudas)


def cambios_de(
    forma: Forma, vieja: Fila, nueva: Fila, menores: int, dudas: Mapping[str, str] = MappingProxyType({})
) -> tuple[Cambio, ...]:
    """Los campos que cambian, con el nombre de su columna y los valores como van en la tabla.

    `dudas` son, por campo, las celdas cuyo número podía leerse de dos maneras.
    """
    propios = [c.nombre for c in forma.campos]
    otros = sorted(c for c in {*vieja, *nueva} if "[" in c)
    cambios = []
    for nombre in (*propios, *otros):
        antes, despues = vieja.get(nombre, ""), nueva.get(nombre, "")
        if antes != despues:
            campo = forma.campo(nombre)
            cambios.append(
                Cambio(
                    campo.columna,
                    mostrable(campo, antes, menores),
                    mostrable(campo, despues, menores),
                    dudas.get(nombre, ""),
                )
            )
    return tuple(cambios)
