"""El plan operativo del año que viene, en consulta: se abre, se comenta, se apoya y se ordena."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from typing import Any

from app.consulta_plan import servicios as consulta
from app.contenido import consultas as contenidos
from app.demo import comentarios, plan
from app.demo.datos import PRIMER_ANIO, a_csv, json_de, tabla_de
from app.demo.estado import Ciudad
from app.nucleo import reloj
from app.nucleo.permisos import OPERACION
from app.plan import servicios as planes

PARTICIPAN = 150
"""Cuántas personas apoyan; una de cada dos, además, ordena."""
APOYOS = 5
"""Cuántas actividades apoya cada una, como mucho."""


def abrir(ciudad: Ciudad) -> list[tuple[int, int, int]]:
    """Abre la consulta con lo que la gente dijo; devuelve los votos que esperan sus comentarios."""
    anios = ciudad.hoy.year - PRIMER_ANIO
    datos: dict[str, Any] = json_de("plan_anual.json", anios)
    cal, plazo = ciudad.calendario, datos["consulta"]
    with reloj.fijado(cal.hace(datos["creado_dias"])):
        ciudad.anual_id = planes.crear_plan(OPERACION, plan.datos_del_plan(datos))
        filas = a_csv(tabla_de("plan_anual.csv", anios))
        planes.importar(OPERACION, ciudad.anual_id, filas, nombre="plan_anual.csv")
    elementos = plan.codigos_de(ciudad.anual_id)
    plan.alinear(datos, elementos, ciudad.elementos)
    abre, cierra = cal.empieza(plazo["abre_dias"]), cal.empieza(plazo["cierra_dias"])
    nueva = _datos(plazo, abre, cierra)
    with reloj.fijado(cal.hace(1 - plazo["abre_dias"])):
        consulta.abrir_consulta(OPERACION, ciudad.anual_id, nueva)
    _participar(ciudad, datos, elementos)
    return list(_comentar(ciudad, datos, elementos))


def _datos(plazo: Mapping[str, Any], abre: dt.datetime, cierra: dt.datetime) -> consulta.DatosConsulta:
    """La consulta, con su pregunta en cada idioma."""
    textos = dict(plazo["pregunta"])
    propio = textos.pop("es")
    return consulta.DatosConsulta(
        propio,
        abre,
        cierra,
        plazo["nivel"],
        plazo["puestos"],
        traducciones={idioma: {"pregunta": texto} for idioma, texto in textos.items()},
    )


def _participar(ciudad: Ciudad, datos: Mapping[str, Any], elementos: Mapping[str, int]) -> None:
    """Apoyan y ordenan: lo más comentado junta más."""
    azar = random.Random("consulta")  # noqa: S311 (es un reparto, no un secreto)
    pesos = {codigo: 1 + azar.random() for codigo in elementos if "." in codigo}
    for ficha in datos["comentarios"]:
        pesos[ficha["elemento"]] += sum(c["votos"][0] for c in ficha["comentarios"]) / 10
    for n, quien in enumerate(azar.sample(ciudad.vecindario, PARTICIPAN)):
        elegidas = _elegidas(azar, pesos)
        with reloj.fijado(ciudad.calendario.hace(azar.randrange(11), quien.seudonimo)):
            for codigo in elegidas:
                consulta.apoyar(quien, elementos[codigo])
            if n % 2:
                consulta.priorizar(quien, ciudad.anual_id, [elementos[c] for c in elegidas[:3]])


def _elegidas(azar: random.Random, pesos: Mapping[str, float]) -> list[str]:
    """De una a cinco actividades distintas, con más suerte las de más peso."""
    sorteadas = azar.choices(list(pesos), weights=list(pesos.values()), k=azar.randint(1, APOYOS))
    return list(dict.fromkeys(sorteadas))


def _comentar(
    ciudad: Ciudad, datos: Mapping[str, Any], elementos: Mapping[str, int]
) -> Iterator[tuple[int, int, int]]:
    abre = ciudad.calendario.empieza(datos["consulta"]["abre_dias"])
    for ficha in datos["comentarios"]:
        contenido = contenidos.por_id(elementos[ficha["elemento"]])
        if contenido is not None:
            clave = f"anual/{ficha['elemento']}"
            yield from comentarios.publicar(ciudad, clave, contenido.codigo, ficha["comentarios"], abre)
