"""Reglas puras de la conversación: límites, puntaje, ventana de edición y la forma del hilo en pantalla."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isqrt

TEXTO_MAXIMO = 3000
EDICION = dt.timedelta(minutes=15)
REPETIDO = dt.timedelta(seconds=60)
"""El mismo texto, de la misma persona y en el mismo lugar, dentro de este tiempo es el mismo envío."""
A_LA_VISTA = 1200
"""Caracteres que se ven de un comentario largo; lo demás queda plegado, si es más que unos renglones."""
SIN_PLEGAR = 400
COMENTARIOS_SEGUIDOS = 10
VENTANA_SEGUIDOS = dt.timedelta(minutes=10)

SANGRIA_MAXIMA = 4
"""Niveles que se dibujan hacia dentro; los de más abajo dicen a quién responden."""
RAICES_POR_PAGINA = 25
RESPUESTAS_DE_MUESTRA = 3
RESPUESTAS_TODAS = 40
HILO_POR_PAGINA = 100
ANCESTROS = 4
ESCALA = 10**9


class Posicion(StrEnum):
    """Desde dónde habla quien comenta."""

    A_FAVOR = "a_favor"
    EN_CONTRA = "en_contra"
    PREGUNTA = "pregunta"
    APORTE = "aporte"


class Orden(StrEnum):
    """Las formas de ordenar las raíces de una conversación."""

    VALORADOS = "valorados"
    NUEVOS = "nuevos"
    ANTIGUOS = "antiguos"
    RESPONDIDOS = "respondidos"


def _limite_inferior(parte: int, total: int) -> int:
    """Límite inferior del intervalo de Wilson al 95 % para `parte` de `total`, por `ESCALA`; con enteros.

    E. B. Wilson, «Probable inference, the law of succession, and statistical inference», JASA 22 (1927):
    (p + z²/2n − z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n), con z = 1,96.
    """
    raiz = isqrt(parte * (total - parte) * ESCALA**2 // total + 9604 * ESCALA**2 // 10_000)
    arriba = parte * ESCALA + 19_208 * ESCALA // 10_000 - 196 * raiz // 100
    return max(0, arriba * ESCALA // (total * ESCALA + 38_416 * ESCALA // 10_000))


def puntaje(a_favor: int, en_contra: int) -> int:
    """Cuánto vale un comentario para ordenarlo: el límite inferior de Wilson de la parte que más pesa.

    Con mayoría en contra es negativo, así que lo rechazado queda después de lo que nadie votó (cero). Pocos
    votos valen menos que muchos en la misma proporción.
    """
    total = a_favor + en_contra
    if total == 0:
        return 0
    if a_favor >= en_contra:
        return _limite_inferior(a_favor, total)
    return -_limite_inferior(en_contra, total)


def plegar(texto: str) -> tuple[str, str]:
    """El comienzo de un texto largo y lo que sigue, partido entre párrafos o, si no puede, entre frases.

    Un bloque de código no se parte: dejaría de serlo.
    """
    if len(texto) <= A_LA_VISTA + SIN_PLEGAR or "```" in texto or "~~~" in texto:
        return texto, ""
    for corte in ("\n\n", "\n", ". ", " "):
        fin = texto.rfind(corte, A_LA_VISTA // 2, A_LA_VISTA)
        if fin >= 0:
            fin += len(corte)
            return texto[:fin].rstrip(), texto[fin:].lstrip("\n")
    return texto[:A_LA_VISTA], texto[A_LA_VISTA:]


def en_ventana_de_edicion(creado_en: dt.datetime, ahora: dt.datetime) -> bool:
    """Verdadero mientras se puede corregir: los 15 minutos que siguen a publicarlo."""
    return ahora - creado_en < EDICION


@dataclass(frozen=True)
class Puesto:
    """Un comentario en la página: a qué nivel se dibuja y si a quien responde no está justo encima de él.

    `suelto`: su padre no está en lo que se muestra, o quedó más arriba del tope de la sangría.
    """

    id: int
    nivel: int
    suelto: bool


def aplanar(filas: Sequence[tuple[int, int | None]], tope: int = SANGRIA_MAXIMA) -> list[Puesto]:
    """Pone en orden de lectura las filas (id, padre): cada una seguida de lo que le responden.

    Los hermanos conservan el orden recibido. Quien no tiene a su padre entre las filas empieza a nivel 0. No
    usa recursión: un hilo puede ser tan hondo como la gente quiera.
    """
    presentes = {ident for ident, _padre in filas}
    hijos: dict[int | None, list[int]] = {}
    sin_padre: set[int] = set()
    for ident, padre in filas:
        de = padre if padre in presentes else None
        hijos.setdefault(de, []).append(ident)
        if padre is not None and de is None:
            sin_padre.add(ident)
    salida: list[Puesto] = []
    pila = [(ident, 0) for ident in reversed(hijos.get(None, []))]
    while pila:
        ident, nivel = pila.pop()
        salida.append(Puesto(ident, min(nivel, tope), ident in sin_padre or nivel > tope))
        pila += [(hijo, nivel + 1) for hijo in reversed(hijos.get(ident, []))]
    return salida


FilaContada = tuple[int, int | None, str, dt.datetime | None, dt.datetime, int, int]
"""Lo que hace falta para contar: id, padre, posición, cuándo se retiró, cuándo se escribió, votos traídos."""


@dataclass(frozen=True)
class Conteo:
    """Las cuentas que corresponden: las de la conversación, y de cada comentario (a favor, en contra,
    respuestas, puntaje)."""

    conversacion: dict[str, int | dt.datetime | None]
    comentarios: dict[int, tuple[int, int, int, int]]


def contar_conversacion(filas: Sequence[FilaContada], votos: dict[int, tuple[int, int]]) -> Conteo:
    """Cuenta una conversación entera desde sus filas, con los padres antes que sus respuestas.

    Lo retirado no cuenta; las posiciones son las de las raíces.
    """
    padres = {fila[0]: fila[1] for fila in filas}
    debajo = dict.fromkeys(padres, 0)
    por_posicion = dict.fromkeys(Posicion, 0)
    vivos = raices = 0
    ultimo: dt.datetime | None = None
    for ident, padre, posicion, retirado, creado, _si, _no in reversed(filas):
        if retirado is None:
            vivos += 1
            if padre is None:
                raices += 1
                por_posicion[Posicion(posicion)] += 1
        ultimo = creado if ultimo is None else max(ultimo, creado)
        if padre is not None:
            debajo[padre] += debajo[ident] + (retirado is None)
    cuentas = {}
    for ident, _padre, _posicion, _retirado, _creado, si, no in filas:
        aqui_si, aqui_no = votos.get(ident, (0, 0))
        cuentas[ident] = (aqui_si, aqui_no, debajo[ident], puntaje(aqui_si + si, aqui_no + no))
    conversacion: dict[str, int | dt.datetime | None] = {
        "comentarios": vivos,
        "raices": raices,
        "a_favor": por_posicion[Posicion.A_FAVOR],
        "en_contra": por_posicion[Posicion.EN_CONTRA],
        "preguntas": por_posicion[Posicion.PREGUNTA],
        "aportes": por_posicion[Posicion.APORTE],
        "ultimo_en": ultimo,
    }
    return Conteo(conversacion, cuentas)
