"""Comparar el plan que hay con el archivo que llega, fila por fila, y fundirlos sin borrar nada."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.plan.reglas.filas import FilaPlan, escribir_tabla

CAMPOS = (
    "titulo", "descripcion", "padre", "unidad", "colaboradoras", "peso", "ods", "inicio", "fin", "estado",
    "supuestos",
)  # fmt: skip
"""Los campos que se comparan, en el orden en que se muestran; los textos traducidos (`titulo[pt]`) y el `orden`
se comparan aparte."""

Valor = str | int | Decimal | dt.date | tuple[str, ...] | None


@dataclass(frozen=True)
class Cambio:
    """Un campo que cambia de valor. `leido` es la celda, si su número podía leerse de dos maneras."""

    campo: str
    antes: Valor
    despues: Valor
    leido: str = ""


@dataclass(frozen=True)
class Diferencia:
    """Una fila del ensayo: `clase` es nuevo, cambia, igual o falta.

    Lo que falta está en el plan y no en el archivo: se queda como está. `llave` son las celdas que dicen qué
    fila es, en las tablas que no son de elementos. `valores` es lo que trae una fila nueva.
    """

    clase: str
    codigo: str
    titulo: str
    numero: int | None
    cambios: tuple[Cambio, ...] = ()
    llave: tuple[str, ...] = ()
    valores: tuple[Cambio, ...] = ()

    @property
    def es_dudosa(self) -> bool:
        """Verdadero si trae un número que podía leerse de dos maneras."""
        return any(c.leido for c in (*self.cambios, *self.valores))


def _por_padre(filas: Sequence[FilaPlan]) -> dict[str | None, list[str]]:
    grupos: dict[str | None, list[str]] = {}
    for fila in filas:
        grupos.setdefault(fila.padre, []).append(fila.codigo)
    return grupos


def movidos(antes: Sequence[str], despues: Sequence[str]) -> set[str]:
    """Los menos elementos que hay que mover para pasar de un orden a otro; solo mira los que están en los dos.

    Son los que quedan fuera de la subsucesión creciente más larga.
    """
    lugar = {c: i for i, c in enumerate(antes)}
    comunes = [c for c in despues if c in lugar]
    colas: list[int] = []
    indices: list[int] = []
    previo: list[int] = []
    for i, codigo in enumerate(comunes):
        k = bisect_left(colas, lugar[codigo])
        previo.append(indices[k - 1] if k else -1)
        colas[k : k + 1] = [lugar[codigo]]
        indices[k : k + 1] = [i]
    quietos: set[str] = set()
    actual = indices[-1] if indices else -1
    while actual >= 0:
        quietos.add(comunes[actual])
        actual = previo[actual]
    return set(comunes) - quietos


def _hermanos(viejos: Sequence[str], nuevos: Sequence[str]) -> list[str]:
    """El orden del archivo, con los que faltan en él detrás de quien los precedía."""
    salida = list(nuevos)
    puestos = set(nuevos)
    for i, codigo in enumerate(viejos):
        if codigo not in puestos:
            anterior = salida.index(viejos[i - 1]) + 1 if i else 0
            salida.insert(anterior, codigo)
            puestos.add(codigo)
    return salida


def _traducciones(vieja: FilaPlan, nueva: FilaPlan, campos: frozenset[str]) -> tuple[tuple[str, str, str], ...]:
    """Los textos traducidos que trae el archivo y, de los que no tienen columna en él, los que había."""
    quedan = [t for t in vieja.traducciones if f"{t[1]}[{t[0]}]" not in campos]
    return tuple(sorted({*quedan, *(t for t in nueva.traducciones if f"{t[1]}[{t[0]}]" in campos)}))


def _cambios(vieja: FilaPlan, fila: FilaPlan) -> list[Cambio]:
    antes, despues = vieja.textos(), fila.textos()
    return [
        *(
            Cambio(c, getattr(vieja, c), getattr(fila, c))
            for c in CAMPOS
            if getattr(vieja, c) != getattr(fila, c)
        ),
        *(
            Cambio(c, antes.get(c, ""), despues.get(c, ""))
            for c in sorted({*antes, *despues})
            if antes.get(c) != despues.get(c)
        ),
    ]


def fundir(
    viejas: Sequence[FilaPlan], nuevas: Sequence[FilaPlan], campos: frozenset[str]
) -> tuple[FilaPlan, ...]:
    """El plan después de importar, en orden de documento (cada padre antes que sus hijos).

    De las filas que ya existían solo cambian los campos presentes en el archivo; lo que falta en él se queda.
    """
    previas = {f.codigo: f for f in viejas}
    finales = dict(previas)
    for fila in nuevas:
        vieja = previas.get(fila.codigo)
        ausentes = {c: getattr(vieja, c) for c in CAMPOS if c not in campos and c != "padre"} if vieja else {}
        textos = _traducciones(vieja, fila, campos) if vieja else fila.traducciones
        finales[fila.codigo] = replace(fila, **ausentes, traducciones=textos)
    quedan = _por_padre([finales[f.codigo] for f in viejas])
    llegan = _por_padre(nuevas)
    hijos = {p: _hermanos(quedan.get(p, []), llegan.get(p, [])) for p in {*quedan, *llegan}}
    salida: list[FilaPlan] = []
    pendientes = list(reversed(hijos.get(None, [])))
    while pendientes:
        codigo = pendientes.pop()
        salida.append(finales[codigo])
        pendientes.extend(reversed(hijos.get(codigo, [])))
    return tuple(salida)


def en_documento(filas: Sequence[FilaPlan]) -> tuple[FilaPlan, ...]:
    """Las mismas filas con cada padre antes que sus hijos; los hermanos conservan el orden en que vienen."""
    return fundir(filas, (), frozenset())


def _lugares(filas: Sequence[FilaPlan]) -> dict[str, str]:
    """Detrás de qué hermano va cada uno (vacío: va primero)."""
    return {
        codigo: (grupo[i - 1] if i else "")
        for grupo in _por_padre(filas).values()
        for i, codigo in enumerate(grupo)
    }


def comparar(
    viejas: Sequence[FilaPlan], finales: Sequence[FilaPlan], numeros: Mapping[str, int]
) -> tuple[Diferencia, ...]:
    """Una diferencia por elemento, en el orden final. `numeros` son las filas del archivo (código → número)."""
    previas = {f.codigo: f for f in viejas}
    antes, despues = _por_padre(viejas), _por_padre(finales)
    corridos: set[str] = set()
    for padre, grupo in despues.items():
        corridos |= movidos(antes.get(padre, []), grupo)
    lugar_antes, lugar_despues = _lugares(viejas), _lugares(finales)
    salida = []
    for fila in finales:
        vieja, numero = previas.get(fila.codigo), numeros.get(fila.codigo)
        if vieja is None:
            valores = tuple(_cambios(FilaPlan(fila.codigo, fila.titulo), fila))
            salida.append(Diferencia("nuevo", fila.codigo, fila.titulo, numero, valores=valores))
            continue
        cambios = _cambios(vieja, fila)
        if fila.codigo in corridos:
            cambios.append(Cambio("orden", lugar_antes[fila.codigo], lugar_despues[fila.codigo]))
        clase = "cambia" if cambios else ("igual" if numero is not None else "falta")
        salida.append(Diferencia(clase, fila.codigo, fila.titulo, numero, tuple(cambios)))
    return tuple(salida)


def como_estaban(
    viejas: Sequence[FilaPlan], finales: Sequence[FilaPlan], diferencias: Sequence[Diferencia]
) -> str:
    """Las filas que cambian, como están antes de cambiar: traerlas otra vez las devuelve a su sitio.

    De las que se mueven van también sus hermanas, para que vuelva el orden. Vacía si solo hay filas nuevas.
    """
    cambian = {d.codigo for d in diferencias if d.clase == "cambia"}
    movidas = {d.codigo for d in diferencias if {"orden", "padre"} & {c.campo for c in d.cambios}}
    grupos = {f.padre for f in viejas if f.codigo in movidas}
    solo = cambian | {f.codigo for f in viejas if f.padre in grupos}
    return escribir_tabla(viejas, solo, finales) if cambian else ""
