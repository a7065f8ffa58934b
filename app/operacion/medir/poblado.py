"""Lo que va en bloque en la base de las medidas: propuestas con su índice, y quienes apoyan y comentan."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from app.contenido.modelos import Contenido, ContenidoEtiqueta
from app.contenido.reglas import ALFABETO, LARGO
from app.cuentas.modelos import Persona
from app.operacion.medir import textos
from app.operacion.medir.bloque import Bloque
from app.participacion.modelos import Comentario, Conversacion
from app.participacion.reglas import Posicion, puntaje
from app.procesos.consultas import zona
from app.propuestas.modelos import NUNCA, Apoyo, Cifra, Faceta, Propuesta, PropuestaElemento
from app.propuestas.reglas import DatosFacetas, claves_de, lugar_a_numero
from app.propuestas.reglas.actividad import ESCALA, peso
from app.propuestas.reglas.cifras import ClaveCifra, mes_de, suma_en

TANDA = 20_000
UMBRAL = 1_000_000
"""Tan alto que ningún apoyo de la medida lo cruza."""

APOYOS_POR_PROPUESTA, COMENTARIOS_POR_PROPUESTA = 10, 3
HONDURA = 25
TESTIGO = (40, 60)
"""Apoyos y comentarios de la última propuesta, los mismos a cualquier escala: su página se puede comparar."""

SUR, OESTE, LADO = -2.95, -79.05, 0.15
"""La ciudad de la medida: un cuadrado de unos 16 km, en grados."""

_POSICIONES = tuple(p.value for p in Posicion)
_COLUMNA = {"a_favor": "a_favor", "en_contra": "en_contra", "pregunta": "preguntas", "aporte": "aportes"}


@dataclass(frozen=True)
class Rama:
    """Un lugar o un elemento con los de arriba."""

    id: int
    ruta: tuple[int, ...]
    ods: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Marco:
    """De qué y de quién son las propuestas que se siembran."""

    proceso_id: int
    lugares: Sequence[Rama]
    elementos: Sequence[Rama]
    etiquetas: Sequence[int]
    momento: dt.datetime


@dataclass
class Semilla:
    """Una propuesta por sembrar: lo que ordena las listas y aquello por lo que se la filtra."""

    id: int
    nacida: dt.datetime
    apoyos: int
    comentarios: int
    azar: int
    cruzada: bool
    lugar: Rama
    elemento: Rama
    etiquetas: tuple[int, ...]
    punto: tuple[float, float] | None
    con_filas: bool
    autora: int | None = None
    claves: frozenset[tuple[int, int]] = field(default=frozenset())

    @property
    def actividad(self) -> int:
        """Como si todo lo que pasó hubiera pasado al publicarla."""
        return peso(self.nacida) + ESCALA * (self.apoyos + self.comentarios).bit_length()

    @property
    def cierra(self) -> dt.datetime | None:
        """Cuándo deja de juntar apoyos: una de cada cuatro no cierra nunca."""
        return (
            None if self.cruzada or self.azar % 4 == 0 else self.nacida + dt.timedelta(days=400 + self.id % 97)
        )


def codigo(n: int) -> str:
    """El código corto número `n`; distinto para cada uno."""
    letras = ""
    for _ in range(LARGO):
        n, resto = divmod(n, len(ALFABETO))
        letras = ALFABETO[resto] + letras
    return letras


def repartir(total: int, partes: int, tope: int, azar: random.Random) -> list[int]:
    """Reparte `total` de forma muy desigual (Pareto), como lo hace la gente; ninguna parte pasa de `tope`."""
    pesos = [azar.paretovariate(1.2) for _ in range(partes)]
    unidad = total / sum(pesos)
    cuantos = [min(tope, int(p * unidad)) for p in pesos]
    falta, n = total - sum(cuantos), 0
    while falta > 0 and n < partes * tope:
        if cuantos[n % partes] < tope:
            cuantos[n % partes] += 1
            falta -= 1
        n += 1
    return cuantos


def semillas(ids: range, marco: Marco, personas: Sequence[int]) -> list[Semilla]:
    """Las propuestas de esos ids, siempre iguales. Con `personas`, sus apoyos y comentarios serán filas."""
    azar = random.Random(1)  # noqa: S311  datos de medida, repetibles
    partes = len(ids) - 1
    if personas:
        apoyos = repartir(APOYOS_POR_PROPUESTA * len(ids) - TESTIGO[0], partes, min(900, len(personas)), azar)
        comentarios = repartir(COMENTARIOS_POR_PROPUESTA * len(ids) - TESTIGO[1], partes, 5_000, azar)
        apoyos, comentarios = [*apoyos, TESTIGO[0]], [*comentarios, TESTIGO[1]]
    else:
        apoyos = [int(azar.paretovariate(1.2)) % 900 for _ in ids]
        comentarios = [0] * len(ids)
    return [
        _semilla(i, ids.stop - i, marco, personas, apoyos[i - ids.start], comentarios[i - ids.start], azar)
        for i in ids
    ]


def _semilla(
    ident: int,
    hace: int,
    marco: Marco,
    personas: Sequence[int],
    apoyos: int,
    comentarios: int,
    azar: random.Random,
) -> Semilla:
    etiquetas = marco.etiquetas
    nueva = Semilla(
        id=ident,
        nacida=marco.momento - dt.timedelta(seconds=20 * hace),
        apoyos=apoyos,
        comentarios=comentarios,
        azar=azar.getrandbits(31),
        cruzada=bool(personas) and ident % 10 == 3 and hace > 1,
        lugar=marco.lugares[ident * 7 % len(marco.lugares)],
        elemento=marco.elementos[ident * 11 % len(marco.elementos)],
        etiquetas=tuple({etiquetas[ident % len(etiquetas)], etiquetas[ident * 13 % len(etiquetas)]}),
        punto=(SUR + LADO * azar.random(), OESTE + LADO * azar.random()) if ident % 5 else None,
        con_filas=bool(personas),
        autora=personas[ident * 17 % len(personas)] if personas else None,
    )
    nueva.claves = _claves(marco.proceso_id, nueva.lugar, nueva.elemento, nueva.etiquetas, nueva.cruzada)
    return nueva


@cache
def _claves(
    proceso_id: int, lugar: Rama, elemento: Rama, etiquetas: tuple[int, ...], cruzada: bool
) -> frozenset[tuple[int, int]]:
    """Unas pocas combinaciones sirven para todas."""
    return claves_de(
        DatosFacetas(
            estado="publicada",
            oculta=False,
            cruzada=cruzada,
            proceso_id=proceso_id,
            elementos=frozenset(elemento.ruta),
            ods=elemento.ods,
            territorios=frozenset(lugar.ruta),
            lugar=lugar.id,
            etiquetas=frozenset(etiquetas),
        )
    )


def propuestas(bloque: Bloque, marco: Marco, todas: Sequence[Semilla], desde: int) -> None:
    """Inserta las propuestas con su ancla, sus elementos, sus etiquetas, su índice y sus cifras."""
    for inicio in range(0, len(todas), TANDA):
        bloque.avance("propuestas", inicio, len(todas))
        tanda = todas[inicio : inicio + TANDA]
        _anclas(bloque, "propuesta", ((s.id, s.nacida, s.autora) for s in tanda))
        bloque.insertar(Propuesta, (_propuesta(marco, s, s.id - desde + 1) for s in tanda))
        bloque.insertar_filas(
            PropuestaElemento, ("propuesta_id", "elemento_id"), ((s.id, s.elemento.id) for s in tanda)
        )
        bloque.insertar_filas(
            ContenidoEtiqueta, ("contenido_id", "etiqueta_id"), ((s.id, e) for s in tanda for e in s.etiquetas)
        )
        bloque.insertar_filas(Faceta, _DE_FACETA, (fila for s in tanda for fila in _facetas(bloque, s)))
    _cifras(bloque, todas)


def _anclas(bloque: Bloque, clase: str, cuales: Iterator[tuple[int, dt.datetime, int | None]]) -> None:
    filas = ((i, codigo(i), clase, bloque.fecha(nacida), autora) for i, nacida, autora in cuales)
    bloque.insertar_filas(Contenido, ("id", "codigo", "clase", "creado_en", "autora_id"), filas)


def _cifras(bloque: Bloque, todas: Sequence[Semilla]) -> None:
    """Lo que cada propuesta suma en los tableros: las de las mismas claves y mes, juntas."""
    donde = zona()
    suma = Counter[ClaveCifra]()
    for (claves, mes), cuantas in Counter((s.claves, mes_de(s.nacida, donde)) for s in todas).items():
        for clave in suma_en(claves, mes):
            suma[clave] += cuantas
    nombres = ("elemento_id", "territorio_id", "mes", "estado", "proceso_id", "cuantas")
    bloque.insertar_filas(Cifra, nombres, ((*clave, n) for clave, n in sorted(suma.items())))


def _propuesta(marco: Marco, s: Semilla, n: int) -> dict[str, Any]:
    latitud, longitud = s.punto or (None, None)
    cuenta = "apoyos" if s.con_filas else "apoyos_importados"
    return {
        "id": s.id,
        "proceso_id": marco.proceso_id,
        "estado": "publicada",
        "titulo": textos.titulo(n),
        "resumen": textos.parrafo(s.id, 2)[:300],
        "cuerpo": textos.parrafo(s.id, 12),
        "territorio_id": s.lugar.id,
        "latitud": latitud,
        "longitud": longitud,
        "publicada_en": s.nacida,
        "cierra_en": s.cierra,
        "umbral": UMBRAL,
        "umbral_cruzado_en": s.nacida if s.cruzada else None,
        "respuesta_vence": s.nacida + dt.timedelta(days=30) if s.cruzada else None,
        "apoyos_contados": s.apoyos if s.con_filas else 0,
        "actividad": s.actividad,
        "azar": s.azar,
        cuenta: s.apoyos,
    }


_DE_FACETA = (
    "clase",
    "valor",
    "propuesta_id",
    "publicada_en",
    "apoyos",
    "azar",
    "actividad",
    "cierra",
    "punto",
)


def _facetas(bloque: Bloque, s: Semilla) -> list[tuple[Any, ...]]:
    """Las mismas filas que calcula la aplicación."""
    punto = None if s.punto is None else lugar_a_numero(*s.punto)
    nacida, cierra = bloque.fecha(s.nacida), bloque.fecha(s.cierra or NUNCA)
    comun = (s.id, nacida, s.apoyos, s.azar, s.actividad, cierra, punto)
    return [(*clave, *comun) for clave in _en_orden(s.claves)]


@cache
def _en_orden(claves: frozenset[tuple[int, int]]) -> list[tuple[int, int]]:
    return sorted(claves)


def personas(bloque: Bloque, ids: range, momento: dt.datetime) -> None:
    """Inserta personas acreditadas, sin sesión."""
    bloque.insertar(
        Persona,
        (
            {
                "id": i,
                "seudonimo": f"Vecino {i}",
                "seudonimo_clave": f"vecino{i}",
                "correo": f"vecino{i}@correo.example",
                "correo_confirmado_en": momento,
                "acreditacion": 2,
                "creada_en": momento,
            }
            for i in ids
        ),
    )


def apoyos(bloque: Bloque, todas: Sequence[Semilla], personas: Sequence[int]) -> None:
    """Inserta un apoyo de personas distintas por cada uno contado en las propuestas."""
    nombres = ("propuesta_id", "persona_id", "contado", "dado_en")
    for inicio in range(0, len(todas), TANDA):
        bloque.avance("apoyos", inicio, len(todas))
        tanda = todas[inicio : inicio + TANDA]
        bloque.insertar_filas(Apoyo, nombres, (fila for s in tanda for fila in _apoyos(bloque, s, personas)))


def _apoyos(bloque: Bloque, s: Semilla, personas: Sequence[int]) -> list[tuple[Any, ...]]:
    primera, cuantas = s.id * 7919, len(personas)
    fechas = [bloque.fecha(s.nacida + dt.timedelta(seconds=n)) for n in range(min(19, s.apoyos))]
    return [(s.id, personas[(primera + n) % cuantas], True, fechas[n % 19]) for n in range(s.apoyos)]


def comentarios(bloque: Bloque, todas: Sequence[Semilla], personas: Sequence[int], desde: int) -> int:
    """Inserta las conversaciones, con hilos de hasta 25 niveles; devuelve el id que sigue al último."""
    azar = random.Random(2)  # noqa: S311  datos de medida, repetibles
    filas: list[dict[str, Any]] = []
    cuentas: list[dict[str, Any]] = []
    for n, s in enumerate(todas, 1):
        if s.comentarios:
            suyas = _conversacion(s, range(desde, desde + s.comentarios), azar)
            desde += s.comentarios
            filas += suyas
            cuentas.append(_cuenta(s, suyas))
        if len(filas) >= TANDA or n == len(todas):
            bloque.avance("comentarios", n, len(todas))
            autoras = ((f["id"], f["creado_en"], personas[f["id"] * 31 % len(personas)]) for f in filas)
            _anclas(bloque, "comentario", autoras)
            bloque.insertar(Comentario, filas)
            bloque.insertar(Conversacion, cuentas)
            filas, cuentas = [], []
    return desde


def _conversacion(s: Semilla, ids: range, azar: random.Random) -> list[dict[str, Any]]:
    """Cuatro de cada diez empiezan hilo; los demás responden al anterior o a uno cualquiera.

    Las conversaciones largas empiezan con una discusión de 25 niveles.
    """
    filas: list[dict[str, Any]] = []
    for n, ident in enumerate(ids):
        padre = None
        if 0 < n < HONDURA and len(ids) >= TESTIGO[1]:
            padre = filas[-1]
        elif filas and azar.random() > 0.4:
            padre = filas[-1] if azar.random() < 0.6 else azar.choice(filas)
            padre = padre if padre["profundidad"] < HONDURA - 1 else None
        votos = int(azar.paretovariate(1)) % 60, int(azar.paretovariate(1.4)) % 30
        filas.append(
            {
                "id": ident,
                "sobre_id": s.id,
                "padre_id": padre["id"] if padre else None,
                "raiz_id": padre["raiz_id"] if padre else ident,
                "profundidad": padre["profundidad"] + 1 if padre else 0,
                "posicion": _POSICIONES[azar.randrange(len(_POSICIONES))],
                "a_favor_importados": votos[0],
                "en_contra_importados": votos[1],
                "puntaje": puntaje(*votos),
                "respuestas": 0,
                "creado_en": s.nacida + dt.timedelta(milliseconds=10 * n),
                "texto": textos.parrafo(ident, 1 + ident % 3),
            }
        )
        _contar_arriba(filas, ids.start, padre)
    return filas


def _contar_arriba(filas: list[dict[str, Any]], primero: int, padre: dict[str, Any] | None) -> None:
    while padre is not None:
        padre["respuestas"] += 1
        padre = filas[padre["padre_id"] - primero] if padre["padre_id"] else None


def _cuenta(s: Semilla, filas: list[dict[str, Any]]) -> dict[str, Any]:
    raices = [f for f in filas if f["padre_id"] is None]
    cuenta: dict[str, Any] = dict.fromkeys(_COLUMNA.values(), 0)
    for f in raices:
        cuenta[_COLUMNA[f["posicion"]]] += 1
    return {
        "contenido_id": s.id,
        "comentarios": len(filas),
        "raices": len(raices),
        "ultimo_en": filas[-1]["creado_en"],
        **cuenta,
    }
