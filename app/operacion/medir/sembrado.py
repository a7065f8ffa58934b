"""La base de usar y tirar de las medidas: territorio, plan y proceso por sus servicios; propuestas en bloque.

Los textos son fijos y las cantidades también, para que dos medidas de la misma escala sean comparables.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.contenido.modelos import Contenido
from app.contenido.reglas import ALFABETO, LARGO
from app.cuentas.modelos import Persona, Sesion
from app.extensiones import db
from app.nucleo import transaccion
from app.nucleo.permisos import OPERACION
from app.nucleo.reloj import ahora
from app.nucleo.sesiones import huella
from app.operacion.medir import textos
from app.operacion.medir.bloque import Bloque
from app.plan import servicios as planes
from app.plan.modelos import Elemento, ElementoODS
from app.plan.reglas import FilaPlan, escribir_tabla
from app.procesos import servicios as procesos
from app.procesos.reglas import Ventana
from app.propuestas.modelos import Faceta, Propuesta, PropuestaElemento
from app.propuestas.reglas import DatosFacetas, claves_de
from app.territorio.modelos import Nivel, Territorio

DISTRITOS, BARRIOS = 12, 4
UMBRAL = 1_000_000
"""Tan alto que ningún apoyo de la medida lo cruza."""


@dataclass(frozen=True)
class Rama:
    """Un lugar o un elemento con los de arriba."""

    id: int
    ruta: tuple[int, ...]
    ods: frozenset[str] = frozenset()


def codigo(n: int) -> str:
    """El código corto número `n`; distinto para cada uno."""
    letras = ""
    for _ in range(LARGO):
        n, resto = divmod(n, len(ALFABETO))
        letras = ALFABETO[resto] + letras
    return letras


def sembrar(app: Flask, filas: int, personas: int) -> None:
    """Llena una base recién migrada con `filas` propuestas publicadas y `personas` que pueden apoyar."""
    with app.app_context():
        with transaccion.escritura():
            lugares = list(_territorio())
            _personas(personas)
        with transaccion.escritura():
            proceso_id = _proceso(_plan())
        elementos = _elementos()
        primero = (db.session.scalar(select(db.func.max(Contenido.id))) or 0) + 1
        db.session.remove()
        _propuestas(range(primero, primero + filas), proceso_id, lugares, elementos)


def ficha(n: int) -> str:
    """La galleta de sesión de la persona número `n` de la medida."""
    return f"medida-{n:08d}"


def _territorio() -> Iterator[Rama]:
    niveles = [
        Nivel(clave=c, singular=c, plural=c + "s", orden=i) for i, c in enumerate(("distrito", "barrio"))
    ]
    db.session.add_all(niveles)
    db.session.flush()
    for d in range(DISTRITOS):
        distrito = _lugar(niveles[0], None, f"D{d}", f"Distrito {d + 1}")
        for b in range(BARRIOS):
            barrio = _lugar(niveles[1], distrito, f"D{d}-{b}", f"Barrio {d + 1}.{b + 1}")
            yield Rama(barrio.id, (distrito.id, barrio.id))


def _lugar(nivel: Nivel, padre: Territorio | None, clave: str, nombre: str) -> Territorio:
    nuevo = Territorio(nivel_id=nivel.id, padre_id=padre.id if padre else None, codigo=clave, nombre=nombre)
    db.session.add(nuevo)
    db.session.flush()
    nuevo.ruta = f"{padre.ruta if padre else '/'}{nuevo.id}/"
    return nuevo


def _personas(cuantas: int) -> None:
    momento = ahora()
    vence = momento + dt.timedelta(days=1)
    for n in range(cuantas):
        quien = Persona(
            seudonimo=f"Vecina {n}",
            seudonimo_clave=f"vecina{n}",
            correo=f"vecina{n}@correo.example",
            correo_confirmado_en=momento,
            acreditacion=2,
            creada_en=momento,
            nacimiento=1980,
        )
        db.session.add(quien)
        db.session.flush()
        db.session.add(
            Sesion(
                huella=huella(ficha(n)),
                persona_id=quien.id,
                creada_en=momento,
                vista_en=momento,
                caduca_en=vence,
                reautenticada_en=momento,
            )
        )


def _plan() -> int:
    filas = []
    for eje in range(1, 6):
        filas.append(FilaPlan(f"{eje}", f"Eje {eje}", peso=20, ods=("11",)))
        for objetivo in range(1, 4):
            de = f"{eje}.{objetivo}"
            filas.append(FilaPlan(de, f"Objetivo {de}", f"{eje}", ods=("11.2",)))
            filas += [FilaPlan(f"{de}.{n}", f"Acción {de}.{n}", de) for n in range(1, 5)]
    niveles = [{"es": {"singular": s, "plural": p}} for s, p in
               (("eje", "ejes"), ("objetivo", "objetivos"), ("acción", "acciones"))]  # fmt: skip
    datos = planes.DatosPlan(
        clave="medida",
        nombre="Plan de la medida",
        inicio=dt.date(2026, 1, 1),
        fin=dt.date(2035, 12, 31),
        niveles=tuple(niveles),
    )
    plan_id = planes.crear_plan(OPERACION, datos)
    planes.importar(OPERACION, plan_id, escribir_tabla(filas))
    acto = planes.DatosActo("Concejo Municipal", "Ordenanza 1", dt.date(2025, 12, 11), "Gaceta 1")
    planes.aprobar(OPERACION, plan_id, acto)
    return plan_id


def _proceso(plan_id: int) -> int:
    abierta = Ventana("proponer", ahora() - dt.timedelta(days=400), None, "Propuestas")
    nuevo = procesos.crear_proceso(
        OPERACION,
        clase="permanente",
        fases=[abierta],
        clave="medida",
        nombre="Propuestas de la medida",
        proposito="Medir.",
        plan_id=plan_id,
        umbral_ciudad=UMBRAL,
        umbral_territorio=UMBRAL,
    )
    procesos.publicar_proceso(OPERACION, nuevo.id)
    return nuevo.id


def _elementos() -> list[Rama]:
    """Las hojas del plan, con todos los de arriba y sus ODS."""
    ods: dict[int, set[str]] = {}
    for elemento_id, clave in db.session.execute(select(ElementoODS.elemento_id, ElementoODS.codigo)):
        ods.setdefault(elemento_id, set()).add(clave)
    hojas = db.session.execute(
        select(Elemento.id, Elemento.ruta).where(Elemento.nivel == 2).order_by(Elemento.id)
    )
    ramas = []
    for ident, ruta in hojas:
        camino = tuple(int(parte) for parte in ruta.split("/") if parte)
        ramas.append(Rama(ident, camino, frozenset().union(*(ods.get(e, set()) for e in camino))))
    return ramas


def _propuestas(ids: range, proceso_id: int, lugares: list[Rama], elementos: list[Rama]) -> None:
    momento = ahora()
    azar = random.Random(1)  # noqa: S311  datos de medida, repetibles
    claves: dict[tuple[int, int], list[tuple[int, int]]] = {}

    def una(ident: int) -> tuple[Rama, Rama, dt.datetime, int, int]:
        lugar, elemento = lugares[ident * 7 % len(lugares)], elementos[ident * 11 % len(elementos)]
        nacida = momento - dt.timedelta(seconds=20 * (ids.stop - ident))
        return lugar, elemento, nacida, int(azar.paretovariate(1.2)) % 900, azar.getrandbits(31)

    with Bloque(db.engine) as bloque:
        for inicio in range(ids.start, ids.stop, 20_000):
            tanda = range(inicio, min(inicio + 20_000, ids.stop))
            datos = [(ident, *una(ident)) for ident in tanda]
            bloque.insertar(Contenido, (_contenido(i, nacida) for i, _, _, nacida, _, _ in datos))
            bloque.insertar(Propuesta, (_propuesta(proceso_id, ids.start, *d) for d in datos))
            bloque.insertar(PropuestaElemento, ({"propuesta_id": d[0], "elemento_id": d[2].id} for d in datos))
            bloque.insertar(Faceta, _facetas(proceso_id, datos, claves))


def _contenido(ident: int, nacida: dt.datetime) -> dict[str, Any]:
    return {"id": ident, "codigo": codigo(ident), "clase": "propuesta", "creado_en": nacida}


def _propuesta(
    proceso_id: int, desde: int, ident: int, lugar: Rama, _: Rama, nacida: dt.datetime, apoyos: int, azar: int
) -> dict[str, Any]:
    return {
        "id": ident,
        "proceso_id": proceso_id,
        "estado": "publicada",
        "titulo": textos.titulo(ident - desde + 1),
        "resumen": textos.parrafo(ident, 2)[:300],
        "cuerpo": textos.parrafo(ident, 12),
        "territorio_id": lugar.id,
        "publicada_en": nacida,
        "umbral": UMBRAL,
        "apoyos_importados": apoyos,
        "azar": azar,
    }


def _facetas(
    proceso_id: int, datos: Iterable[Any], claves: dict[tuple[int, int], list[tuple[int, int]]]
) -> Iterator[dict[str, Any]]:
    """Las mismas claves que calcula la aplicación; se recuerdan por lugar y elemento, de los que dependen."""
    for ident, lugar, elemento, nacida, apoyos, azar in datos:
        par = (lugar.id, elemento.id)
        if par not in claves:
            claves[par] = sorted(
                claves_de(
                    DatosFacetas(
                        estado="publicada",
                        oculta=False,
                        cruzada=False,
                        proceso_id=proceso_id,
                        elementos=frozenset(elemento.ruta),
                        ods=elemento.ods,
                        territorios=frozenset(lugar.ruta),
                        etiquetas=frozenset(),
                        punto=None,
                    )
                )
            )
        for clase, valor in claves[par]:
            yield {
                "clase": clase,
                "valor": valor,
                "propuesta_id": ident,
                "publicada_en": nacida,
                "apoyos": apoyos,
                "azar": azar,
            }
