"""Residentes inventados que apoyan: seudónimos creíbles, repartidos por el territorio según su población."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping

from app.cuentas.servicios.lote import Alta
from app.demo.datos import fichas_de_personas, json_de
from app.territorio import consultas as territorio

CUANTAS = 660
DOMINIO = "vecinos.puertoarrayan.example"

_NOMBRES = (
    "Abel", "Adela", "Agustín", "Aída", "Alfonso", "Alicia", "Álvaro", "Ana", "Andrés", "Ángela", "Aníbal",
    "Aurora", "Beto", "Blanca", "Bruno", "Camila", "Carlos", "Carlota", "Cecilia", "César", "Chela", "Consuelo",
    "Cristóbal", "Damián", "Daniela", "Delia", "Diego", "Dolores", "Edison", "Elena", "Elías", "Emilia",
    "Ernesto", "Esteban", "Estela", "Eugenia", "Fátima", "Federico", "Felipe", "Flor", "Gabriel", "Genaro",
    "Gladys", "Graciela", "Guadalupe", "Gustavo", "Héctor", "Hilda", "Hugo", "Ignacio", "Irma", "Isabel",
    "Ismael", "Jairo", "Javier", "Jenny", "Jorge", "Juana", "Julián", "Laura", "Leonor", "Lidia", "Lorena",
    "Lucho", "Luz", "Magdalena", "Manuel", "Marco", "Margarita", "Mariela", "Mario", "Martha", "Mateo",
    "Mercedes", "Miguel", "Mónica", "Nancy", "Néstor", "Norma", "Octavio", "Óscar", "Pablo", "Patricia",
    "Paulina", "Pilar", "Rafael", "Raquel", "Raúl", "Rebeca", "Renata", "Ricardo", "Rocío", "Rodrigo", "Román",
    "Rosario", "Rubén", "Sandra", "Santiago", "Sara", "Sergio", "Silvia", "Sofía", "Sonia", "Susana", "Tania",
    "Teodoro", "Tito", "Tobías", "Vanesa", "Vicente", "Víctor", "Violeta", "Virgilio", "Walter", "Yadira",
    "Zoila",
)  # fmt: skip
_INICIALES = "ABCDEFGHIJLMNOPQRSTUVYZ"
_LUGARES = (
    "del puente", "del malecón", "del cerro", "de la loma", "del mercado", "de la esquina", "del estero",
    "de las gradas", "de la panadería", "de los mangos", "de la escuela", "del muelle", "de la cancha",
)  # fmt: skip


def _seudonimos(azar: random.Random) -> Iterator[str]:
    vistos: set[str] = set()
    while True:
        nombre = azar.choice(_NOMBRES)
        forma = azar.random()
        if forma < 0.7:
            seudonimo = f"{nombre} {azar.choice(_INICIALES)}."
        elif forma < 0.9:
            seudonimo = f"{nombre} {azar.choice(_LUGARES)}"
        else:
            seudonimo = f"{nombre} {azar.choice(_INICIALES)}. {azar.choice(_INICIALES)}."
        if seudonimo not in vistos:
            vistos.add(seudonimo)
            yield seudonimo


def poblacion_por_barrio() -> dict[int, int]:
    """Cuánta gente vive en cada lugar que no contiene otros, por su id y en el orden de sus códigos."""
    arbol = territorio.arbol()
    lugares = sorted(arbol.lugares.values(), key=lambda x: x.codigo)
    hojas = [x.id for x in lugares if not arbol.hijos.get(x.id)]
    return {t: total.personas for t in hojas if (total := territorio.poblacion_total(t))}


def altas_de(anio: int) -> list[Alta]:
    """Las altas de los residentes de este año, siempre las mismas; ninguno se llama como alguien con nombre."""
    fichas = [f for grupo in fichas_de_personas().values() for f in grupo]
    usados = frozenset(f["seudonimo"] for f in (*fichas, *json_de("mostrador.json")["personas"]))
    azar = random.Random("vecindario")  # noqa: S311 (es un reparto, no un secreto)
    return residentes(poblacion_por_barrio(), anio, usados, azar)


def residentes(
    poblacion: Mapping[int, int], anio: int, ya_usados: frozenset[str], azar: random.Random
) -> list[Alta]:
    """Las altas de los residentes; `poblacion` es cuánta gente hay en cada barrio, por su id."""
    barrios = list(poblacion)
    donde = azar.choices(barrios, weights=[poblacion[b] for b in barrios], k=CUANTAS)
    nombres = (s for s in _seudonimos(azar) if s not in ya_usados)
    return [
        Alta(
            seudonimo=next(nombres),
            correo=f"residente{n:03}@{DOMINIO}",
            territorio_id=territorio,
            nacimiento=anio - azar.randint(16, 78),
        )
        for n, territorio in enumerate(donde, 1)
    ]
