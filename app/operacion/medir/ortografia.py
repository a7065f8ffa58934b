"""Cuánto tarda y cuánto acierta «¿Quisiste decir…?», en una base de usar y tirar.

Con las propuestas de una ciudad de verdad, y sus palabras mal escritas.
"""

from __future__ import annotations

import csv
import html
import io
import random
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote_plus

from flask import Flask

from app.busqueda import freno
from app.busqueda.reglas import palabras, raiz
from app.extensiones import db
from app.nucleo import transaccion
from app.operacion.medir import acierto, banco, procesos
from app.operacion.medir.acierto import Caso
from app.propuestas import correccion

VECES, FRIAS, LARGO, USADA = 300, 10, 5, 3
"""Palabras que se escriben mal, búsquedas sin nada en memoria, letras y textos que tiene que tener cada una."""

COLUMNAS = {"id", "title", "description"}
PIDE = re.compile(r"¿Quisiste decir «([^»]+)»\?")
_MARCA = re.compile(r"<[^>]*>")
_SUENAN = (
    *(("v", "b"), ("b", "v"), ("z", "s"), ("ce", "se"), ("ci", "si"), ("se", "ce"), ("si", "ci")),
    *(("ll", "y"), ("ge", "je"), ("gi", "ji"), ("que", "ke"), ("qui", "ki"), ("mb", "nb"), ("mp", "np")),
)


@dataclass
class Cifras:
    """Cuánto tarda cada búsqueda, en milisegundos, y cuántas se aciertan de cada clase de fallo."""

    tiempos: list[float] = field(default_factory=list)
    frias: list[float] = field(default_factory=list)
    lista: list[float] = field(default_factory=list)
    preguntas: Counter[str] = field(default_factory=Counter)
    aciertos: Counter[str] = field(default_factory=Counter)


def leer(archivo: str) -> list[Caso]:
    """Las propuestas de un CSV de Decide Madrid (2024-2025), sin marcas. Lanza `NoSePuedeMedir` si no lo es."""
    filas = csv.DictReader(io.StringIO(archivo.removeprefix("\ufeff")), delimiter=";")
    if faltan := COLUMNAS - set(filas.fieldnames or ()):
        raise banco.NoSePuedeMedir(f"Al archivo le faltan columnas: {', '.join(sorted(faltan))}.")
    return [
        Caso(f["id"], f["title"].strip()[:120], _sin_marcas(f["description"])[:6000], "", se_pregunta=False)
        for f in filas
        if f["title"].strip()
    ]


def _sin_marcas(texto: str) -> str:
    return html.unescape(_MARCA.sub(" ", texto)).strip()


def _suena_igual(palabra: str, azar: random.Random) -> str:
    caben = [(a, b) for a, b in _SUENAN if a in palabra]
    return palabra.replace(*azar.choice(caben), 1) if caben else palabra


def _sin_letra(palabra: str, azar: random.Random) -> str:
    n = azar.randrange(1, len(palabra))
    return palabra[:n] + palabra[n + 1 :]


def _cruzada(palabra: str, azar: random.Random) -> str:
    n = azar.randrange(1, len(palabra) - 1)
    return palabra[:n] + palabra[n + 1] + palabra[n] + palabra[n + 2 :]


FALLOS: dict[str, Callable[[str, random.Random], str]] = {
    "suena igual": _suena_igual,
    "le falta una letra": _sin_letra,
    "dos letras cruzadas": _cruzada,
}


def mal_escritas(casos: Sequence[Caso], cuantas: int = VECES) -> list[tuple[str, str, str]]:
    """Palabras que están en varios textos, escritas de una forma que no está en ninguno: (fallo, bien, mal)."""
    usos: Counter[str] = Counter()
    for c in casos:
        usos.update({p for p, _, _ in palabras(f"{c.titulo} {c.texto}") if p.isalpha() and len(p) >= LARGO})
    conocidas = {raiz(p) for p in usos}
    azar = random.Random(7)  # noqa: S311  datos de medida, repetibles
    elegibles = sorted(p for p, veces in usos.items() if veces >= USADA and raiz(p))
    azar.shuffle(elegibles)
    salida: list[tuple[str, str, str]] = []
    for n, bien in enumerate(elegibles):
        fallo = list(FALLOS)[n % len(FALLOS)]
        mal = FALLOS[fallo](bien, azar)
        if raiz(mal) and raiz(mal) not in conocidas:
            salida.append((fallo, bien, mal))
    return salida[:cuantas]


def medir(app: Flask, pares: Sequence[tuple[str, str, str]]) -> Cifras:
    """Busca cada palabra mal escrita como la buscaría cualquiera, y mira qué se le ofrece."""
    cliente, cifras = app.test_client(), Cifras()

    def pedir(ruta: str) -> tuple[float, str]:
        app.extensions.pop(freno.EXTENSION, None)
        antes = time.perf_counter()
        hecho = cliente.get(ruta)
        tardo = 1000 * (time.perf_counter() - antes)
        if hecho.status_code != 200:
            raise banco.NoSePuedeMedir(f"{ruta} respondió {hecho.status_code}.")
        return tardo, hecho.get_data(as_text=True)

    for _fallo, _bien, mal in pares[:FRIAS]:
        app.extensions.pop(correccion.EXTENSION, None)
        cifras.frias.append(pedir(f"/propuestas?q={quote_plus(mal)}")[0])
    for n, (fallo, bien, mal) in enumerate(pares):
        cifras.lista.append(pedir(f"/propuestas?orden=apoyadas&clave=v{n}")[0])
        tardo, pagina = pedir(f"/propuestas?q={quote_plus(mal)}&clave=v")
        cifras.tiempos.append(tardo)
        ofrecida = PIDE.search(pagina)
        cifras.preguntas[fallo] += 1
        cifras.aciertos[fallo] += ofrecida is not None and raiz(html.unescape(ofrecida.group(1))) == raiz(bien)
    return cifras


def correr(archivo: Path, motor: str) -> str:
    """Publica el archivo en una base de usar y tirar de ese motor, mide y lo dice."""
    casos = leer(archivo.read_text(encoding="utf-8"))
    with acierto.ciudad_vacia(motor) as app:
        with app.app_context(), transaccion.escritura():
            acierto.publicar(casos, acierto.proceso())
        cifras = medir(app, mal_escritas(casos))
        with app.app_context():
            db.engine.dispose()
    return "\n".join([procesos.maquina(), *_lineas(cifras, len(casos), motor)])


def _lineas(c: Cifras, total: int, motor: str) -> list[str]:
    def p50_p99(tiempos: list[float]) -> str:
        orden = sorted(tiempos)
        p99 = orden[min(len(orden) - 1, int(len(orden) * 0.99))]
        return f"p50 {statistics.median(orden):.1f} ms, p99 {p99:.1f} ms"

    veces = statistics.median(c.tiempos) / statistics.median(c.lista)
    return [
        f"medir ortografia: {c.preguntas.total()} palabras mal escritas, {total} propuestas, {motor}",
        f"  la lista, sin buscar: {p50_p99(c.lista)}",
        f"  una palabra mal escrita: {p50_p99(c.tiempos)}; {veces:.1f} veces la lista",
        f"  la primera de cada hora, que aprende las palabras: {p50_p99(c.frias)}",
        f"  ofrece la palabra buena: {c.aciertos.total() / c.preguntas.total():.3f}",
        *(f"    {fallo}: {c.aciertos[fallo] / n:.3f} de {n}" for fallo, n in c.preguntas.items()),
    ]
