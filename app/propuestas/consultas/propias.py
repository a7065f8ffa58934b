"""Lo propio: borradores, mis propuestas y las versiones de un texto."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from app.contenido.consultas import etiquetas_de
from app.contenido.modelos import Contenido
from app.cuentas.modelos import Persona
from app.extensiones import db
from app.nucleo.errores import NoEncontrado
from app.nucleo.paginacion import Pagina, codificar, descifrar
from app.nucleo.permisos import Identidad
from app.propuestas import permisos
from app.propuestas.consultas.ficha import cargada, nombre_de, objeto_de
from app.propuestas.consultas.piezas import Referencia
from app.propuestas.consultas.tarjetas import ElementoCorto, elementos_de
from app.propuestas.modelos import Propuesta, Version


@dataclass(frozen=True)
class Borrador:
    """Lo escrito hasta ahora de una propuesta sin publicar."""

    id: int
    codigo: str
    proceso_id: int
    proceso_nombre: str
    titulo: str
    resumen: str
    cuerpo: str
    en_nombre_de: str
    elementos: tuple[ElementoCorto, ...]
    sin_elemento: bool
    etiquetas: tuple[str, ...]
    territorio_id: int | None
    territorio_codigo: str | None
    lugar: str
    punto: tuple[float, float] | None
    referencia: str
    creado_en: dt.datetime


@dataclass(frozen=True)
class VersionTexto:
    """Un texto de la propuesta: `quien` lo escribió en `cuando` y por qué (`motivo`, vacío en la primera)."""

    numero: int
    titulo: str
    resumen: str
    cuerpo: str
    quien: str
    cuando: dt.datetime | None
    motivo: str
    actual: bool


def borrador(codigo: str, quien: Identidad) -> Borrador:
    """El borrador propio de ese código. Lanza `NoEncontrado` si no es suyo o ya no es borrador."""
    p = cargada(codigo)
    if p is None or not permisos.puede_editar_borrador(quien, objeto_de(p)):
        raise NoEncontrado()
    return Borrador(
        id=p.id,
        codigo=p.contenido.codigo,
        proceso_id=p.proceso_id,
        proceso_nombre=p.proceso.nombre,
        titulo=p.titulo,
        resumen=p.resumen,
        cuerpo=p.cuerpo,
        en_nombre_de=p.en_nombre_de,
        elementos=elementos_de([p.id])[p.id],
        sin_elemento=p.sin_elemento,
        etiquetas=tuple(e.nombre for e in etiquetas_de(p.id)),
        territorio_id=p.territorio_id,
        territorio_codigo=p.territorio.codigo if p.territorio else None,
        lugar=p.territorio.nombre if p.territorio else p.referencia,
        punto=None if p.latitud is None or p.longitud is None else (p.latitud, p.longitud),
        referencia=p.referencia,
        creado_en=p.contenido.creado_en,
    )


def borradores_de(quien: Identidad) -> list[tuple[str, str, dt.datetime]]:
    """Los borradores de quien pide: (código, título o vacío, cuándo se empezó), primero el último."""
    if not quien.autenticada:
        return []
    filas = db.session.execute(
        select(Contenido.codigo, Propuesta.titulo, Contenido.creado_en)
        .join(Propuesta, Propuesta.id == Contenido.id)
        .where(
            Contenido.autora_id == quien.persona,
            Contenido.clase == "propuesta",
            Propuesta.estado == "borrador",
        )
        .order_by(Contenido.id.desc())
        .limit(50)
    )
    return [(codigo, titulo, creado) for codigo, titulo, creado in filas]


def mias(quien: Identidad, clave: str | None = None, cuantas: int = 25) -> Pagina[Referencia]:
    """Las propuestas publicadas o retiradas de quien pide, primero la última."""
    if not quien.autenticada:
        return Pagina([])
    consulta = (
        select(Propuesta.id, Propuesta.version)
        .join(Contenido, Contenido.id == Propuesta.id)
        .where(
            Contenido.autora_id == quien.persona,
            Contenido.clase == "propuesta",
            Propuesta.estado != "borrador",
        )
    )
    leida = descifrar(clave, (int, int))
    atras = leida is not None and int(leida[0]) < 0
    if leida is not None:
        consulta = consulta.where(Contenido.id > leida[1] if atras else Contenido.id < leida[1])
    orden = Contenido.id.asc() if atras else Contenido.id.desc()
    filas = list(db.session.execute(consulta.order_by(orden).limit(cuantas + 1)))
    hay_mas, filas = len(filas) > cuantas, filas[:cuantas]
    if not filas:
        return Pagina([])
    if atras:
        filas.reverse()
    siguiente = codificar((1, filas[-1].id)) if hay_mas or atras else None
    anterior = codificar((-1, filas[0].id)) if (hay_mas if atras else leida is not None) else None
    return Pagina([Referencia(f.id, f.version) for f in filas], siguiente, anterior)


def versiones(codigo: str, quien: Identidad) -> list[VersionTexto]:
    """Los textos de una propuesta, del actual al primero. Lanza `NoEncontrado` si no se pueden ver.

    La fila de cada versión vieja dice quién la cambió y por qué: eso explica la versión que la sigue.
    """
    p = cargada(codigo)
    if p is None or not permisos.puede_ver(quien, objeto_de(p)):
        raise NoEncontrado()
    if p.contenido.estado == "oculto" and not permisos.es_autora(quien, objeto_de(p)):
        raise NoEncontrado()
    filas = db.session.execute(
        select(Version, Persona.seudonimo)
        .outerjoin(Persona, Persona.id == Version.persona_id)
        .where(Version.propuesta_id == p.id)
        .order_by(Version.numero)
    ).all()
    textos = [(v.titulo, v.resumen, v.cuerpo) for v, _ in filas] + [(p.titulo, p.resumen, p.cuerpo)]
    origenes: list[tuple[str, dt.datetime | None, str]] = [(nombre_de(p), p.publicada_en, "")]
    origenes += [(seudonimo or "", v.escrita_en, v.motivo) for v, seudonimo in filas]
    salida = [
        VersionTexto(i + 1, *textos[i], *origenes[i], actual=i == len(textos) - 1) for i in range(len(textos))
    ]
    return salida[::-1]
