"""Propuestas para las pruebas: por el camino de siempre, con los servicios de verdad."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from app.cuentas.modelos import Persona
from app.extensiones import db
from app.nucleo.permisos import Identidad
from app.nucleo.reloj import ahora
from app.procesos.modelos import Proceso
from app.propuestas import facetas, servicios
from app.propuestas.modelos import Propuesta
from app.propuestas.servicios import Traida
from app.territorio.modelos import Nivel, Poblacion, Territorio
from tests.fabricas import cuentas, procesos

_numero = count(1)
Cuadro = tuple[float, float, float, float]


def borrador(
    de: Identidad | None = None,
    *,
    proceso: Proceso | None = None,
    titulo: str = "Una sombra en la parada del mercado",
    resumen: str = "Un techo y dos bancas.",
    cuerpo: str = "A mediodía no hay dónde esperar.",
    en_nombre_de: str = "",
    elementos: Sequence[int] = (),
    etiquetas: Sequence[str] = (),
    territorio_id: int | None = None,
    punto: tuple[float, float] | None = None,
    referencia: str = "",
) -> Propuesta:
    """Un borrador completo, a falta de publicar."""
    de = de or cuentas.identidad_de(cuentas.persona())
    proceso = proceso or procesos.proceso()
    nueva = servicios.empezar(de, proceso.id)
    codigo = nueva.contenido.codigo
    servicios.guardar_idea(de, codigo, titulo, resumen, cuerpo, en_nombre_de)
    servicios.guardar_plan(de, codigo, list(elementos), not elementos, list(etiquetas))
    lat, lon = punto or (None, None)
    propuesta = servicios.guardar_lugar(de, codigo, territorio_id, lat, lon, referencia)
    db.session.commit()
    return propuesta


def propuesta(de: Identidad | None = None, **datos: Any) -> Propuesta:
    """Una propuesta publicada."""
    de = de or cuentas.identidad_de(cuentas.persona())
    nueva = borrador(de, **datos)
    publicada = servicios.publicar(de, codigo_de(nueva))
    db.session.commit()
    return publicada


def lugar(
    nombre: str, padre: Territorio | None = None, *, poblacion: int | None = None, cuadro: Cuadro | None = None
) -> Territorio:
    """Un lugar del árbol, con población y con forma (un cuadro: oeste, sur, este, norte) si se dan."""
    hondura = 0 if padre is None else padre.ruta.count("/") - 1
    nivel = db.session.scalar(select(Nivel).where(Nivel.orden == hondura))
    nivel = nivel or Nivel(clave=f"n{hondura}", singular=f"nivel {hondura}", plural="niveles", orden=hondura)
    nuevo = Territorio(
        codigo=f"L{next(_numero)}", nombre=nombre, padre_id=padre.id if padre else None, nivel=nivel
    )
    if cuadro is not None:
        o, s, e, n = nuevo.oeste, nuevo.sur, nuevo.este, nuevo.norte = cuadro
        nuevo.geometria = {"type": "Polygon", "coordinates": [[[o, s], [e, s], [e, n], [o, n], [o, s]]]}
    db.session.add(nuevo)
    db.session.flush()
    nuevo.ruta = f"{padre.ruta if padre else '/'}{nuevo.id}/"
    if poblacion is not None:
        banda = {"anio": 2026, "sexo": "T", "edad_desde": 0, "fuente": "Censo de prueba"}
        db.session.add(Poblacion(territorio_id=nuevo.id, personas=poblacion, **banda))
    db.session.commit()
    return nuevo


def codigo_de(propuesta: Propuesta) -> str:
    """El código corto de una propuesta recién hecha."""
    from app.contenido.modelos import Contenido

    return db.session.get_one(Contenido, propuesta.id).codigo


def apoyos(propuesta: Propuesta, cuantos: int, **datos: Any) -> list[Persona]:
    """Tantas personas nuevas que la apoyan."""
    codigo = codigo_de(propuesta)
    personas = [cuentas.persona(**datos) for _ in range(cuantos)]
    for alguien in personas:
        servicios.apoyar(cuentas.identidad_de(alguien), codigo)
    db.session.commit()
    return personas


def muchas(proceso: Proceso, cuantas: int, origen: str = "prueba", **comun: Any) -> list[int]:
    """Muchas propuestas publicadas de una vez, una por minuto hacia atrás; devuelve sus ids en ese orden."""
    momento = ahora()
    primero = next(_numero) * 10_000_000
    traidas = [
        Traida(
            origen_id=str(primero + i),
            titulo=f"Propuesta número {i}",
            resumen="Un resumen.",
            publicada_en=momento - dt.timedelta(minutes=i),
            **{clave: (valor(i) if callable(valor) else valor) for clave, valor in comun.items()},
        )
        for i in range(cuantas)
    ]
    ids = servicios.publicar_traidas(proceso, origen, traidas)
    db.session.commit()
    return [ids[t.origen_id] for t in traidas]


def con_fecha(proceso_id: int) -> None:
    """Da a las propuestas de un proceso seis meses para llegar al umbral."""
    db.session.execute(sa.update(Proceso).where(Proceso.id == proceso_id).values(vigencia_meses=6))
    db.session.expire_all()
    servicios.recalcular_cierres(proceso_id)
    db.session.commit()


def esperan(ids: Sequence[int], desfase: Callable[[int], int] = lambda _i: 0) -> None:
    """Pone a esperar respuesta a estas, cada una con su plazo a tantos días de hoy."""
    cruce = ahora() - dt.timedelta(days=60)
    filas = [
        {
            "id": ident,
            "umbral_cruzado_en": cruce,
            "respuesta_vence": ahora().replace(microsecond=0) + dt.timedelta(days=desfase(i)),
            "cierra_en": None,
        }
        for i, ident in enumerate(ids)
    ]
    db.session.execute(sa.update(Propuesta), filas)
    db.session.expire_all()
    facetas.rehacer_muchas(ids)
    db.session.commit()
