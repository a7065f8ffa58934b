"""Versiones de un plan: la huella de sus tablas y qué cambió entre dos, en filas que se leen."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.plan.reglas.diferencias import Cambio, Diferencia, comparar
from app.plan.reglas.filas import COLUMNAS, FilaPlan, sin_resguardo
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
    nombres = sorted({*antes, *despues}, key=lambda n: (n != ELEMENTOS, n != "plan", n))
    salida = []
    for nombre in nombres:
        viejo, nuevo = antes.get(nombre, ""), despues.get(nombre, "")
        if viejo == nuevo:
            continue
        hallar = _de_elementos if nombre == ELEMENTOS else _de_filas
        diferencias = hallar(viejo, nuevo, CLAVES.get(nombre, ()))
        if diferencias:
            salida.append(CambiosDeTabla(nombre, diferencias))
    return tuple(salida)


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


def _de_elementos(antes: str, despues: str, _clave: Sequence[str]) -> tuple[Diferencia, ...]:
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


def _de_filas(antes: str, despues: str, clave: Sequence[str]) -> tuple[Diferencia, ...]:
    viejas, nuevas = _leidas(antes, clave), _leidas(despues, clave)
    salida = []
    for propia, fila in nuevas.items():
        vieja = viejas.get(propia)
        if vieja is None:
            salida.append(_diferencia("nuevo", propia, fila))
            continue
        cambios = tuple(
            Cambio(c, vieja.get(c, ""), fila.get(c, ""))
            for c in dict.fromkeys([*vieja, *fila])
            if vieja.get(c, "") != fila.get(c, "")
        )
        if cambios:
            salida.append(_diferencia("cambia", propia, fila, cambios))
    return tuple(salida) + tuple(
        _diferencia("quitado", propia, fila) for propia, fila in viejas.items() if propia not in nuevas
    )


def _diferencia(
    clase: str, propia: tuple[str, ...], fila: Mapping[str, str], cambios: tuple[Cambio, ...] = ()
) -> Diferencia:
    titulo = fila.get("Título") or fila.get("Nombre") or fila.get("Hito") or ""
    return Diferencia(clase, " · ".join(x for x in propia if x), titulo, None, cambios)
