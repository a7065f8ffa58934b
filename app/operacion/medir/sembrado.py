"""La base de usar y tirar de las medidas: territorio, plan y proceso por sus servicios; propuestas en bloque.

Los textos son fijos y las cantidades también, para que dos medidas de la misma escala sean comparables.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import select

from app.contenido.modelos import Contenido, Etiqueta
from app.cuentas.modelos import Persona, Sesion
from app.extensiones import db
from app.nucleo import transaccion
from app.nucleo.permisos import OPERACION
from app.nucleo.reloj import ahora
from app.nucleo.sesiones import huella
from app.operacion.medir import conversaciones, poblado, semillas
from app.operacion.medir.bloque import Bloque
from app.operacion.medir.semillas import UMBRAL, Marco, Rama, codigo
from app.plan import servicios as planes
from app.plan.modelos import Elemento, ElementoODS
from app.plan.reglas import FilaPlan, escribir_tabla
from app.procesos import servicios as procesos
from app.procesos.reglas import Ventana
from app.territorio.modelos import Nivel, Territorio

DISTRITOS, BARRIOS, ETIQUETAS = 12, 4, 12


@dataclass(frozen=True)
class Sembrado:
    """Lo que quedó en la base: cuántas filas de cada cosa y el código de la propuesta testigo."""

    propuestas: int
    apoyos: int
    comentarios: int
    personas: int
    testigo: str


def sembrar(
    app: Flask,
    filas: int,
    personas: int,
    *,
    con_gente: bool = False,
    decir: Callable[[str], None] = lambda _texto: None,
) -> Sembrado:
    """Llena una base recién migrada con `filas` propuestas publicadas y `personas` que pueden apoyar.

    Con gente, además diez apoyos y tres comentarios por propuesta, de otras personas (una por cada diez
    propuestas); sin ella los apoyos son solo un número traído de fuera.
    """
    with app.app_context():
        with transaccion.escritura():
            lugares = list(_territorio())
            _personas(personas)
            etiquetas = _etiquetas()
        with transaccion.escritura():
            proceso_id = _proceso(_plan())
        marco = Marco(proceso_id, lugares, _elementos(), etiquetas, ahora())
        primero = (db.session.scalar(select(db.func.max(Contenido.id))) or 0) + 1
        otras = (db.session.scalar(select(db.func.max(Persona.id))) or 0) + 1
        db.session.remove()
        gente = range(otras, otras + max(200, filas // 10)) if con_gente else range(0)
        todas = semillas.semillas(range(primero, primero + filas), marco, gente)
        db.engine.dispose()
        with Bloque(db.engine, decir) as bloque:
            if con_gente:
                conversaciones.personas(bloque, gente, marco.momento)
            poblado.propuestas(bloque, marco, todas, primero)
            if con_gente:
                conversaciones.apoyos(bloque, todas, gente)
                conversaciones.comentarios(bloque, todas, gente, primero + filas)
    return Sembrado(
        filas,
        sum(s.apoyos for s in todas if s.con_filas),
        sum(s.comentarios for s in todas),
        personas + len(gente),
        codigo(todas[-1].id),
    )


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


def _etiquetas() -> list[int]:
    nuevas = [Etiqueta(clave=f"tema{n}", nombre=f"tema{n}") for n in range(ETIQUETAS)]
    db.session.add_all(nuevas)
    db.session.flush()
    return [e.id for e in nuevas]


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
