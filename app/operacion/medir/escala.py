"""Lo mismo con mil propuestas y con muchas: cada orden con cada filtro, la ficha y su conversación.

Cada página se pide a las dos bases por turnos, dentro de este proceso y sin red, y se compara el cuartil bajo
de sus tiempos: lo que otros trabajos estorban solo suma, y por turnos estorba igual a las dos. La lista se mide
como la recibe quien mira sin cuenta (con su memoria de páginas dibujadas); la ficha y la conversación,
dibujándolas enteras. Además se explica cada consulta de la base grande, con las memorias vacías: ninguna debe
recorrer entera una tabla que crece.
"""

from __future__ import annotations

import gc
import io
import json
import re
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Flask
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder

from app.extensiones import Modelo, db
from app.operacion.medir import semillas
from app.operacion.medir.sembrado import Sembrado
from app.plan.modelos import Elemento
from app.propuestas.consultas import Orden

CHICA = 1_000
MAXIMA = 1.3
PARES, REPETICIONES = 60, 3
MEMORIAS = ("rumbo_paginas", "rumbo_tarjetas", "rumbo_totales")
"""Lo que cada proceso recuerda y ahorra consultas."""

RELOJES = {"sqlite": time.thread_time, "postgresql": time.perf_counter}
"""Con SQLite todo el gasto es de este hilo y se mide su tiempo de procesador; con PostgreSQL, el de reloj."""

_TARJETA = re.compile(rb'href="/propuestas/([0-9A-Z]{8})')
_ALIAS = re.compile(r'\b(?:FROM|JOIN)\s+"?(\w+)"?(?:\s+AS\s+"?(\w+)"?)?', re.IGNORECASE)
_RECORRIDO = re.compile(r"\bSCAN (\w+)")
_CRECE_DESDE = {"sqlite": 1_000, "postgresql": 20_000}
"""Filas de una tabla que crece. PostgreSQL recorre a propósito las pequeñas: le cuesta menos que el índice."""


@dataclass(frozen=True)
class Pagina:
    """Una página con un nombre para la tabla; `dibujada`: sin usar la memoria de páginas."""

    orden: str
    filtro: str
    ruta: str
    dibujada: bool = False


class Lado:
    """Una de las dos bases, con la aplicación que la sirve."""

    def __init__(self, app: Flask, hecho: Sembrado) -> None:
        self.app, self.hecho = app, hecho
        self._visita = ""
        with app.app_context():
            self.motor = db.engine
            self._reloj = RELOJES[self.motor.dialect.name]
            eje = sa.select(sa.func.min(Elemento.id)).where(Elemento.nivel == 0)
            self.eje = db.session.scalar(eje) or 0
            db.session.remove()
        _estado, cabeceras, _cuerpo = self.pedir("/propuestas?orden=azar")
        # Cada visita lleva su semilla: con la misma, el orden al azar es siempre el mismo.
        self._visita = cabeceras.get("Set-Cookie", "").partition(";")[0]

    def entorno(self, ruta: str, dibujada: bool = False) -> dict[str, Any]:
        """El entorno WSGI de una petición."""
        cabeceras = {"Accept-Encoding": "identity" if dibujada else "br", "Cookie": self._visita}
        return EnvironBuilder(ruta, base_url="http://127.0.0.1", headers=Headers(cabeceras)).get_environ()

    def pedir(self, ruta: str, dibujada: bool = False) -> tuple[int, dict[str, str], bytes]:
        """Pide y devuelve estado, cabeceras y cuerpo."""
        return self.servir(self.entorno(ruta, dibujada))

    def servir(self, entorno: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
        """Sirve una petición ya armada."""
        dicho: list[Any] = []

        def empezar(*estado_y_cabeceras: Any) -> Callable[[bytes], None]:
            dicho.extend(estado_y_cabeceras)
            return lambda _trozo: None

        respuesta: Any = self.app.wsgi_app({**entorno, "wsgi.input": io.BytesIO()}, empezar)
        cuerpo = b"".join(respuesta)
        if hasattr(respuesta, "close"):
            respuesta.close()
        return int(dicho[0][:3]), dict(dicho[1]), cuerpo

    def segundos(self, entorno: dict[str, Any]) -> float:
        """Cuánto tarda en servirla."""
        inicio = self._reloj()
        self.servir(entorno)
        return self._reloj() - inicio

    def olvidar(self) -> None:
        """Vacía las memorias del proceso."""
        for nombre in MEMORIAS:
            self.app.extensions.pop(nombre, None)

    def paginas(self) -> Iterator[Pagina]:
        """Cada orden con cada filtro, y la ficha y la conversación de la testigo."""
        filtros: dict[str, dict[str, object]] = {
            "ninguno": {},
            "estado": {"estado": "reune"},
            "elemento": {"elemento": self.eje},
            "ods": {"ods": "11"},
            "territorio": {"territorio": "D0"},
            "etiqueta": {"etiqueta": "tema0"},
            "proceso": {"proceso": "medida"},
        }
        centro = {
            "lat": f"{semillas.SUR + semillas.LADO / 2:.3f}",
            "lon": f"{semillas.OESTE + semillas.LADO / 2:.3f}",
        }
        for orden in (o.value for o in Orden if o.value != "halladas"):
            for nombre, filtro in filtros.items():
                lugar = centro if orden == "cerca" else {}
                yield Pagina(orden, nombre, "/propuestas?" + urlencode({"orden": orden, **filtro, **lugar}))
        ficha = f"/propuestas/{self.hecho.testigo}"
        ficha = self.pedir(ficha)[1].get("Location", ficha)
        yield Pagina("ficha", "", ficha, dibujada=True)
        if "participacion.conversacion" in self.app.view_functions:
            yield Pagina("conversación", "", f"/c/{self.hecho.testigo}/conversacion", dibujada=True)


def comparar(chico: Lado, grande: Lado, decir: Callable[[str], None]) -> dict[str, Any]:
    """Mide todas las páginas en los dos lados; devuelve razones, consultas y qué tablas se recorren."""
    crecen = _las_que_crecen(grande)
    casos = []
    pares = list(zip(chico.paginas(), grande.paginas(), strict=True))
    for n, (una, otra) in enumerate(pares, 1):
        if n % 12 == 1:
            decir(f"Comparo {n} de {len(pares)} …")
        caso = {"orden": otra.orden, "filtro": otra.filtro, **_explicar(grande, otra, crecen)}
        if otra.filtro:
            caso["tarjetas"] = (_tarjetas(chico, una), _tarjetas(grande, otra))
        casos.append(caso | _medir(chico, una, grande, otra))
    return {
        "contra": chico.hecho.propuestas,
        "grande": vars(grande.hecho),
        "chica": vars(chico.hecho),
        "pares": PARES,
        "tiempo": "procesador" if grande.motor.dialect.name == "sqlite" else "reloj",
        "casos": casos,
        "recorre": sorted({t for caso in casos for t in caso["recorre"]}),
    }


def _tarjetas(lado: Lado, pagina: Pagina) -> int:
    """Cuántas propuestas distintas enlaza la página: si difieren, la razón compara cosas distintas."""
    return len(set(_TARJETA.findall(lado.pedir(pagina.ruta, dibujada=True)[2])))


def _medir(chico: Lado, una: Pagina, grande: Lado, otra: Pagina) -> dict[str, float]:
    """Tiempos en milisegundos y razón; lo que pasa del máximo se repite y se queda la mediana de tres."""
    uno, otro = chico.entorno(una.ruta, una.dibujada), grande.entorno(otra.ruta, otra.dibujada)
    vueltas = [_vuelta(chico, uno, grande, otro)]
    if vueltas[0][2] > MAXIMA:
        vueltas += [_vuelta(chico, uno, grande, otro) for _ in range(REPETICIONES - 1)]
    a, b, razon = sorted(vueltas, key=lambda v: v[2])[len(vueltas) // 2]
    return {"ms_chica": round(1000 * a, 3), "ms_grande": round(1000 * b, 3), "razon": round(razon, 2)}


def _vuelta(chico: Lado, uno: dict[str, Any], grande: Lado, otro: dict[str, Any]) -> tuple[float, float, float]:
    for _ in range(5):
        chico.servir(uno)
        grande.servir(otro)
    gc.collect()
    gc.disable()
    try:
        pares = []
        for n in range(PARES):
            if n % 2:
                pares.append((chico.segundos(uno), grande.segundos(otro)))
            else:
                b = grande.segundos(otro)
                pares.append((chico.segundos(uno), b))
    finally:
        gc.enable()
    a, b = (statistics.quantiles(lado, n=4)[0] for lado in zip(*pares, strict=True))
    return a, b, b / a


def _las_que_crecen(lado: Lado) -> frozenset[str]:
    """Las tablas con muchas filas."""
    with lado.motor.connect() as conexion:
        cuentas = {
            nombre: conexion.execute(sa.select(sa.func.count()).select_from(tabla)).scalar_one()
            for nombre, tabla in Modelo.metadata.tables.items()
        }
    return frozenset(
        nombre for nombre, filas in cuentas.items() if filas > _CRECE_DESDE[lado.motor.dialect.name]
    )


def _explicar(lado: Lado, pagina: Pagina, crecen: frozenset[str]) -> dict[str, Any]:
    """Las consultas que cuesta la página con las memorias vacías, y las tablas que alguna recorre entera."""
    hechas: list[tuple[str, Any]] = []

    def anotar(_c: Any, _cursor: Any, orden: str, datos: Any, _ctx: Any, _varios: Any) -> None:
        hechas.append((orden, datos))

    lado.pedir(pagina.ruta, dibujada=True)
    lado.olvidar()
    sa.event.listen(lado.motor, "before_cursor_execute", anotar)
    try:
        estado = lado.pedir(pagina.ruta, dibujada=True)[0]
    finally:
        sa.event.remove(lado.motor, "before_cursor_execute", anotar)
    lecturas = [h for h in hechas if h[0].lstrip().upper().startswith(("SELECT", "WITH"))]
    recorre = {t for orden, datos in lecturas for t in recorridas(lado.motor, orden, datos)} & crecen
    return {"estado": estado, "consultas": len(lecturas), "recorre": sorted(recorre)}


def recorridas(motor: sa.Engine, orden: str, datos: Any) -> set[str]:
    """Las tablas que una consulta lee de principio a fin, según el plan del motor."""
    with motor.connect() as conexion:
        if motor.dialect.name == "sqlite":
            filas = conexion.exec_driver_sql("EXPLAIN QUERY PLAN " + orden, datos).all()
            alias = {corto or tabla: tabla for tabla, corto in _ALIAS.findall(orden)}
            return {alias.get(c, c) for fila in filas for c in _RECORRIDO.findall(str(fila[-1]))}
        plan = conexion.exec_driver_sql("EXPLAIN (FORMAT JSON) " + orden, datos).scalar_one()
    raiz = json.loads(plan) if isinstance(plan, str) else plan
    return set(_nodos(raiz[0]["Plan"]))


def _nodos(nodo: dict[str, Any]) -> Iterator[str]:
    entera = nodo["Node Type"] == "Seq Scan" or (
        nodo["Node Type"] in ("Index Scan", "Index Only Scan") and "Index Cond" not in nodo
    )
    if entera:
        yield str(nodo["Relation Name"])
    for hijo in nodo.get("Plans", ()):
        yield from _nodos(hijo)
