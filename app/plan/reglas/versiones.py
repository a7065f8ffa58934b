"""Versiones de un plan: la huella de sus tablas y qué cambió entre dos, en filas que se leen."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.lectura import sin_resguardo
from app.plan.reglas.diferencias import Cambio, Diferencia, comparar
from app.plan.reglas.filas import COLUMNAS, FilaPlan
from app.plan.reglas.lectura import Contexto, leer

ELEMENTOS = "elementos"
CLAVES: Mapping[str, tuple[str, ...]] = {
    "plan": ("Campo",),
    "alineaciones": ("Elemento", "Plan", "Código"),
    "indicadores": ("Código",),
    "metas": ("Indicador", "Fin"),
    "hitos": ("Elemento", "Orden"),
    "montos": ("Elemento", "Año", "Momento"),
}
"""Qué columnas dicen de qué trata cada fila de una tabla; el árbol de elementos se compara por su código."""


@dataclass(frozen=True)
class CambiosDeTabla:
    """Lo que cambió en una tabla: cada diferencia es nuevo, cambia o quitado."""

    tabla: str
    diferencias: tuple[Diferencia, ...]

    def cuantas(self, clase: str) -> int:
        """Cuántas diferencias de esa clase."""
        return sum(d.clase == clase for d in self.diferencias)


def canonicas(tablas: Mapping[str, str]) -> str:
    """Las tablas en una sola forma: JSON con las claves en orden, sin espacios y sin escapar las tildes."""
    return json.dumps(dict(tablas), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def huella_de_tablas(tablas: Mapping[str, str]) -> str:
    """SHA-256, en hexadecimal, de la forma canónica en UTF-8."""
    return hashlib.sha256(canonicas(tablas).encode()).hexdigest()


def comparar_versiones(antes: Mapping[str, str], despues: Mapping[str, str]) -> tuple[CambiosDeTabla, ...]:
    """Las tablas que cambiaron, la de elementos primero."""
    tablas = sorted({*antes, *despues}, key=lambda n: (n != ELEMENTOS, n != "plan", n))
    nombres = {**_nombres(antes), **_nombres(despues)}
    salida = []
    for tabla in tablas:
        viejo, nuevo = antes.get(tabla, ""), despues.get(tabla, "")
        if viejo == nuevo:
            continue
        diferencias = (
            _de_elementos(viejo, nuevo) if tabla == ELEMENTOS else _de_filas(viejo, nuevo, tabla, nombres)
        )
        if diferencias:
            salida.append(CambiosDeTabla(tabla, diferencias))
    return tuple(salida)


def _nombres(tablas: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Cómo se llama cada elemento y cada indicador: (columna que lo nombra, código) → título."""
    return {
        (columna, celdas.get("Código", "")): celdas.get(titulo, "")
        for tabla, columna, titulo in (
            (ELEMENTOS, "Elemento", "Título"),
            ("indicadores", "Indicador", "Nombre"),
        )
        for celdas in _leidas(tablas.get(tabla, ""), ("Código",)).values()
    }


def cuantos_cambios(cambios: Sequence[CambiosDeTabla]) -> int:
    """Cuántas filas cambian entre todas las tablas."""
    return sum(len(c.diferencias) for c in cambios)


def filas_publicadas(tabla: str) -> tuple[FilaPlan, ...]:
    """Los elementos de una tabla ya publicada: sus unidades y sus ODS valen aunque hoy no existan."""
    lector = csv.DictReader(io.StringIO(tabla))
    unidades: set[str] = set()
    ods: set[str] = set()
    for fila in lector:
        unidades |= _trozos(fila.get(COLUMNAS["unidad"]), fila.get(COLUMNAS["colaboradoras"]))
        ods |= _trozos(fila.get(COLUMNAS["ods"]))
    contexto = Contexto(unidades={u: u for u in unidades}, ods=frozenset(ods))
    return leer(tabla, contexto).filas if tabla else ()


def _trozos(*celdas: str | None) -> set[str]:
    return {t for celda in celdas for x in re.split(r"[;,]", celda or "") if (t := sin_resguardo(x.strip()))}


def _de_elementos(antes: str, despues: str) -> tuple[Diferencia, ...]:
    viejas, nuevas = filas_publicadas(antes), filas_publicadas(despues)
    quedan = {f.codigo for f in nuevas}
    cambian = tuple(d for d in comparar(viejas, nuevas, {}) if d.clase in ("nuevo", "cambia"))
    return cambian + tuple(
        Diferencia("quitado", f.codigo, f.titulo, None) for f in viejas if f.codigo not in quedan
    )


def _leidas(tabla: str, clave: Sequence[str]) -> dict[tuple[str, ...], dict[str, str]]:
    """Las filas por su clave; si una clave se repite, la fila lleva además su número de orden."""
    salida: dict[tuple[str, ...], dict[str, str]] = {}
    for fila in csv.DictReader(io.StringIO(tabla.removeprefix("\ufeff"))):
        celdas = {c: sin_resguardo(v or "") for c, v in fila.items() if c}
        base = tuple(celdas.get(c, "") for c in clave) if clave else tuple(celdas.values())
        propia, n = base, 1
        while propia in salida:
            n += 1
            propia = (*base, str(n))
        salida[propia] = celdas
    return salida


def _de_filas(
    antes: str, despues: str, tabla: str, nombres: Mapping[tuple[str, str], str]
) -> tuple[Diferencia, ...]:
    clave = CLAVES.get(tabla, ())
    viejas, nuevas = _leidas(antes, clave), _leidas(despues, clave)
    salida = []
    for propia, fila in nuevas.items():
        vieja = viejas.get(propia)
        if vieja is None:
            salida.append(_diferencia("nuevo", propia, fila, nombres))
            continue
        cambios = tuple(
            Cambio(c, vieja.get(c, ""), fila.get(c, ""))
            for c in dict.fromkeys([*vieja, *fila])
            if vieja.get(c, "") != fila.get(c, "")
        )
        if cambios:
            salida.append(_diferencia("cambia", propia, fila, nombres, cambios))
    return tuple(salida) + tuple(
        _diferencia("quitado", propia, fila, nombres) for propia, fila in viejas.items() if propia not in nuevas
    )


def _diferencia(
    clase: str,
    propia: tuple[str, ...],
    fila: Mapping[str, str],
    nombres: Mapping[tuple[str, str], str],
    cambios: tuple[Cambio, ...] = (),
) -> Diferencia:
    """El título es el de la fila o, si no tiene, el de aquello de lo que trata: su elemento o su indicador."""
    suyo = next((nombres[c, fila[c]] for c in ("Indicador", "Elemento") if (c, fila.get(c)) in nombres), "")
    titulo = fila.get("Nombre") or fila.get("Hito") or suyo
    return Diferencia(clase, " · ".join(x for x in propia if x), titulo, None, cambios, propia)
