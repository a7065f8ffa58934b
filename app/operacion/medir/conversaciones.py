"""Lo que va en bloque en la base de las medidas: quienes apoyan y comentan."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any

from app.cuentas.modelos import Persona
from app.operacion.medir import textos
from app.operacion.medir.bloque import Bloque
from app.operacion.medir.poblado import TANDA, anclas
from app.operacion.medir.semillas import TESTIGO, Semilla
from app.participacion.modelos import Comentario, Conversacion
from app.participacion.reglas import Posicion, puntaje
from app.propuestas.modelos import Apoyo

HONDURA = 25
_POSICIONES = tuple(p.value for p in Posicion)
_COLUMNA = {"a_favor": "a_favor", "en_contra": "en_contra", "pregunta": "preguntas", "aporte": "aportes"}


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
            anclas(bloque, "comentario", autoras)
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
