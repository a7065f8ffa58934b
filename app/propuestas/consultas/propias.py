"""Lo propio: borradores, mis propuestas y las versiones de un texto."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app.contenido.consultas import etiquetas_de, motivos_de
from app.contenido.modelos import Contenido
from app.cuentas.consultas import nombre_visible
from app.cuentas.modelos import Persona
from app.cuentas.reglas import clave_de_seudonimo
from app.extensiones import db
from app.nucleo.errores import NoEncontrado
from app.nucleo.paginacion import Pagina, codificar, descifrar
from app.nucleo.permisos import Identidad
from app.nucleo.traducido import de
from app.propuestas import permisos
from app.propuestas.consultas.ficha import cargada, nombre_de, objeto_de
from app.propuestas.consultas.piezas import Referencia
from app.propuestas.consultas.sellos import sello_de
from app.propuestas.consultas.tarjetas import ElementoCorto, elementos_de
from app.propuestas.errores import YaPublicada
from app.propuestas.modelos import Coautoria, Propuesta, Version
from app.propuestas.reglas import Estado


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
    intereses: str
    video: str
    costo: int | None
    es_mio: bool
    creado_en: dt.datetime
    sellos: Mapping[str, str]


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
    """El borrador de ese código. Lanza `NoEncontrado` si no lo firma, o `YaPublicada`."""
    p = cargada(codigo)
    if p is not None and p.estado != Estado.BORRADOR and permisos.firma(quien, objeto_de(p)):
        raise YaPublicada()
    if p is None or not permisos.puede_editar_borrador(quien, objeto_de(p)):
        raise NoEncontrado()
    return Borrador(
        id=p.id,
        codigo=p.contenido.codigo,
        proceso_id=p.proceso_id,
        proceso_nombre=de(p.proceso, "nombre"),
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
        intereses=p.intereses,
        video=p.video,
        costo=p.costo_estimado,
        es_mio=p.contenido.autora_id == quien.persona_id,
        creado_en=p.contenido.creado_en,
        sellos={paso: sello_de(p, paso) for paso in ("idea", "plan", "lugar")},
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


def en_blanco(quien: Identidad, proceso_id: int) -> Propuesta | None:
    """El borrador propio de un proceso en el que todavía no se escribió nada; None si no hay.

    Toma a la persona: de dos envíos a la vez el segundo halla lo que empezó el primero, y los borradores que
    se cuenten después son los que hay.
    """
    db.session.execute(select(Persona.id).where(Persona.id == quien.persona).with_for_update(key_share=True))
    return db.session.scalar(
        select(Propuesta)
        .join(Propuesta.contenido)
        .where(Propuesta.en_blanco_de == quien.persona, Propuesta.proceso_id == proceso_id)
        .options(contains_eager(Propuesta.contenido))
    )


def ids_de_borradores(persona_id: int) -> list[int]:
    """Los borradores de una persona, en orden de id."""
    return list(
        db.session.scalars(
            select(Propuesta.id)
            .join(Contenido, Contenido.id == Propuesta.id)
            .where(
                Contenido.autora_id == persona_id,
                Contenido.clase == "propuesta",
                Propuesta.estado == "borrador",
            )
            .order_by(Propuesta.id)
        )
    )


def ids_que_firma(persona_id: int) -> set[int]:
    """Lo publicado que una persona escribió o firmó con otra."""
    suyas = (
        select(Propuesta.id)
        .join(Contenido, Contenido.id == Propuesta.id)
        .where(
            Contenido.autora_id == persona_id, Contenido.clase == "propuesta", Propuesta.estado != "borrador"
        )
    )
    firmadas = select(Coautoria.propuesta_id).where(
        Coautoria.persona_id == persona_id, Coautoria.estado == "aceptada"
    )
    return {*db.session.scalars(suyas), *db.session.scalars(firmadas)}


@dataclass(frozen=True)
class FirmaVista:
    """Una propuesta de otra persona que invita a firmarla o que ya se firmó."""

    codigo: str
    titulo: str
    autora: str
    estado: str
    aceptada: bool


def firmas_de(quien: Identidad) -> list[FirmaVista]:
    """Las invitaciones a firmar sin contestar y lo que quien pide firma con otras, primero lo último."""
    if not quien.autenticada:
        return []
    filas = db.session.execute(
        select(
            Contenido.codigo,
            Propuesta.titulo,
            Propuesta.en_nombre_de,
            Persona.seudonimo,
            Persona.nacimiento,
            Propuesta.estado,
            Coautoria.estado.label("firma"),
        )
        .join(Propuesta, Propuesta.id == Coautoria.propuesta_id)
        .join(Contenido, Contenido.id == Propuesta.id)
        .outerjoin(Persona, Persona.id == Contenido.autora_id)
        .where(
            Coautoria.persona_id == quien.persona,
            Coautoria.estado.in_(("invitada", "aceptada")),
            Contenido.estado == "visible",
        )
        .order_by(Coautoria.invitada_en.desc(), Coautoria.propuesta_id.desc())
        .limit(50)
    )
    return [
        FirmaVista(
            f.codigo,
            f.titulo,
            f.en_nombre_de or nombre_visible(f.seudonimo, f.nacimiento),
            f.estado,
            f.firma == "aceptada",
        )
        for f in filas
    ]


def coautorias(codigo: str, quien: Identidad) -> list[tuple[int, str, str]]:
    """A quiénes invitó la autora de una propuesta: (persona, seudónimo, estado).

    Lanza `NoEncontrado` si no es suya.
    """
    p = cargada(codigo)
    if p is None or not permisos.es_autora(quien, objeto_de(p)):
        raise NoEncontrado()
    return [(c.persona_id, c.persona.seudonimo, c.estado) for c in p.coautorias]


def persona_por_seudonimo(seudonimo: str) -> int | None:
    """La cuenta activa que se llama justo así (sin mirar acentos ni mayúsculas); None si no hay."""
    clave = clave_de_seudonimo(seudonimo)
    if not clave:
        return None
    return db.session.scalar(
        select(Persona.id).where(Persona.seudonimo_clave == clave, Persona.estado == "activa")
    )


def ocultas_de(quien: Identidad) -> list[tuple[str, str, str]]:
    """Lo que una decisión ocultó de quien pide: (código, título, motivo), primero lo último."""
    if not quien.autenticada:
        return []
    filas = db.session.execute(
        select(Contenido.id, Contenido.codigo, Propuesta.titulo)
        .join(Propuesta, Propuesta.id == Contenido.id)
        .where(
            Contenido.autora_id == quien.persona,
            Contenido.clase == "propuesta",
            Contenido.estado == "oculto",
            Propuesta.estado != "borrador",
        )
        .order_by(Contenido.id.desc())
        .limit(50)
    ).all()
    motivos = motivos_de([f.id for f in filas], "moderacion.")
    return [(f.codigo, f.titulo, motivos.get(f.id, "")) for f in filas]


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


def versiones(codigo: str, quien: Identidad, hasta: int | None = None, cuantas: int = 10) -> list[VersionTexto]:
    """Los textos de una propuesta, del actual (o del número `hasta`) hacia atrás; uno más que `cuantas`.

    La fila de cada versión vieja dice quién la cambió y por qué: eso explica la versión que la sigue. Lanza
    `NoEncontrado` si no se pueden ver.
    """
    p = cargada(codigo)
    if p is None or not permisos.puede_ver(quien, objeto_de(p)):
        raise NoEncontrado()
    if p.contenido.estado == "oculto" and not permisos.firma(quien, objeto_de(p)):
        raise NoEncontrado()
    ultima = min(max(hasta or p.version_texto, 1), p.version_texto)
    filas = db.session.execute(
        select(Version, Persona.seudonimo, Persona.nacimiento)
        .outerjoin(Persona, Persona.id == Version.persona_id)
        .where(
            Version.propuesta_id == p.id,
            Version.numero <= ultima,
            Version.numero >= ultima - cuantas - 1,
        )
        .order_by(Version.numero)
    ).all()
    textos = {v.numero: (v.titulo, v.resumen, v.cuerpo) for v, _nombre, _anio in filas}
    textos[p.version_texto] = (p.titulo, p.resumen, p.cuerpo)
    origenes: dict[int, tuple[str, dt.datetime | None, str]] = {1: (nombre_de(p), p.publicada_en, "")}
    origenes |= {
        v.numero + 1: (nombre_visible(nombre, anio), v.escrita_en, v.motivo) for v, nombre, anio in filas
    }
    return [
        VersionTexto(n, *textos[n], *origenes[n], actual=n == p.version_texto)
        for n in range(ultima, max(ultima - cuantas - 1, 0), -1)
    ]
