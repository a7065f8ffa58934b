"""Un comentario tal como sale de la base, y lo que toda lectura de comentarios comparte."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, or_, select
from sqlalchemy.orm import joinedload

from app.adjuntos.modelos import Adjunto
from app.contenido.consultas import por_codigo
from app.contenido.modelos import Contenido
from app.contenido.reglas import normalizar_codigo
from app.cuentas.consultas import nombre_visible
from app.cuentas.modelos import Persona, Unidad
from app.extensiones import db
from app.nucleo.permisos import Identidad
from app.participacion.comentables import Cosa, Cuentas
from app.participacion.modelos import Comentario, Conversacion, Voto
from app.participacion.permisos import Objeto


@dataclass(frozen=True)
class Fila:
    """Un comentario con su autora. `a_favor` y `en_contra` suman lo votado aquí y lo traído de otra parte."""

    id: int
    codigo: str
    sobre_id: int
    padre_id: int | None
    raiz_id: int
    profundidad: int
    posicion: str
    texto: str
    idioma: str
    autora_id: int | None
    autora: str
    autora_retirada: bool
    de_personal: str
    a_favor: int
    en_contra: int
    respuestas: int
    creado_en: dt.datetime
    editado_en: dt.datetime | None
    retirado: bool
    oculto: bool
    padre_ausente: str | None
    origen: str | None
    con_adjuntos: bool

    @property
    def objeto(self) -> Objeto:
        """Lo que los permisos miran."""
        return Objeto(self.autora_id, self.creado_en, self.retirado, self.oculto)


_COLUMNAS = (
    Comentario.id,
    Contenido.codigo,
    Comentario.sobre_id,
    Comentario.padre_id,
    Comentario.raiz_id,
    Comentario.profundidad,
    Comentario.posicion,
    Comentario.texto,
    Contenido.idioma,
    Contenido.autora_id,
    Persona.seudonimo,
    Persona.estado,
    Comentario.de_personal,
    Comentario.a_favor + Comentario.a_favor_importados,
    Comentario.en_contra + Comentario.en_contra_importados,
    Comentario.respuestas,
    Comentario.creado_en,
    Comentario.editado_en,
    Comentario.retirado_en,
    Contenido.estado,
    Comentario.padre_ausente,
    Comentario.origen,
    exists().where(Adjunto.contenido_id == Comentario.id).correlate(Comentario),
    Persona.nacimiento,
)


def en_pie() -> ColumnElement[bool]:
    """Lo que ocupa un lugar: lo no retirado, y lo retirado que todavía tiene respuestas."""
    return or_(Comentario.retirado_en.is_(None), Comentario.respuestas > 0)


def filas() -> Select[Any]:
    """La consulta de comentarios con su ancla y su autora, por añadirle de dónde y en qué orden."""
    return (
        select(*_COLUMNAS)
        .select_from(Comentario)
        .join(Contenido, Contenido.id == Comentario.id)
        .outerjoin(Persona, Persona.id == Contenido.autora_id)
    )


def leer(consulta: Select[Any]) -> list[Fila]:
    """Las filas de una consulta hecha con `filas()`."""
    return [fila_leida(f) for f in db.session.execute(consulta)]


def fila_leida(f: Row[Any]) -> Fila:
    """Un comentario, de una fila de `filas()`."""
    return Fila(
        id=f[0],
        codigo=f[1],
        sobre_id=f[2],
        padre_id=f[3],
        raiz_id=f[4],
        profundidad=f[5],
        posicion=f[6],
        texto=f[7],
        idioma=f[8],
        autora_id=f[9],
        autora=nombre_visible(f[10], f[23]),
        autora_retirada=f[11] == "retirada",
        de_personal=f[12],
        a_favor=f[13],
        en_contra=f[14],
        respuestas=f[15],
        creado_en=f[16],
        editado_en=f[17],
        retirado=f[18] is not None,
        oculto=f[19] == "oculto",
        padre_ausente=f[20],
        origen=f[21],
        con_adjuntos=bool(f[22]),
    )


def objeto_de(comentario: Comentario) -> Objeto:
    """Lo que los permisos miran de un comentario con su contenido cargado."""
    contenido = comentario.contenido
    return Objeto(
        contenido.autora_id,
        comentario.creado_en,
        comentario.retirado_en is not None,
        contenido.estado == "oculto",
    )


_DE_LA_CUENTA = (
    Conversacion.comentarios,
    Conversacion.raices,
    Conversacion.a_favor,
    Conversacion.en_contra,
    Conversacion.preguntas,
    Conversacion.aportes,
    Conversacion.ultimo_en,
    Conversacion.version,
)


def _cosas(cual: ColumnElement[bool]) -> list[Cosa]:
    """Con cuánto se habla de cada una; ceros si nadie comentó."""
    filas = db.session.execute(
        select(Contenido.id, Contenido.codigo, Contenido.clase, *_DE_LA_CUENTA)
        .outerjoin(Conversacion, Conversacion.contenido_id == Contenido.id)
        .where(cual)
    )
    return [
        Cosa(i, codigo, clase, Cuentas(*c) if c[0] is not None else Cuentas()) for i, codigo, clase, *c in filas
    ]


def cosa(codigo: str) -> Cosa | None:
    """Aquello de lo que se habla, por su código tecleado de cualquier manera; None si no existe."""
    halladas = _cosas(Contenido.codigo == normalizar_codigo(codigo))
    return halladas[0] if halladas else None


def cosa_por_id(contenido_id: int) -> Cosa:
    """Aquello de lo que se habla, por su id, que existe."""
    return _cosas(Contenido.id == contenido_id)[0]


def comentario_de(codigo: str) -> Comentario | None:
    """El comentario de ese código con su contenido, recién leído, para escribir en él."""
    hallado = por_codigo(codigo)
    if hallado is None or hallado.clase != "comentario":
        return None
    return db.session.scalar(
        select(Comentario)
        .where(Comentario.id == hallado.id)
        .options(joinedload(Comentario.contenido))
        .execution_options(populate_existing=True)
    )


def repetido(
    quien: Identidad, sobre_id: int, padre_id: int | None, texto: str, desde: dt.datetime
) -> Comentario | None:
    """El mismo comentario recién enviado (un doble toque, una vuelta atrás), si lo hay."""
    return db.session.scalar(
        select(Comentario)
        .join(Contenido, Contenido.id == Comentario.id)
        .where(
            Contenido.autora_id == quien.persona,
            Contenido.clase == "comentario",
            Comentario.sobre_id == sobre_id,
            Comentario.padre_id.is_(None) if padre_id is None else Comentario.padre_id == padre_id,
            Comentario.creado_en > desde,
            Comentario.texto == texto,
        )
        .options(joinedload(Comentario.contenido))
        .order_by(Comentario.id.desc())
        .limit(1)
    )


def marca(codigo: str) -> tuple[str, int, str, int] | None:
    """Lo que cambia con todo lo que la página de una conversación muestra; None si nadie comentó."""
    limpio = normalizar_codigo(codigo)
    if limpio is None:
        return None
    fila = db.session.execute(
        select(Contenido.id, Contenido.estado, Conversacion.version)
        .join(Conversacion, Conversacion.contenido_id == Contenido.id)
        .where(Contenido.codigo == limpio)
    ).one_or_none()
    return None if fila is None else ("conversacion", fila.id, fila.estado, fila.version)


def donde_firma(persona_id: int) -> Select[tuple[int]]:
    """De qué cosas trata lo que una persona comentó, como consulta."""
    return (
        select(Comentario.sobre_id)
        .join(Contenido, Contenido.id == Comentario.id)
        .where(Contenido.autora_id == persona_id, Contenido.clase == "comentario")
    )


def votos_de(quien: Identidad, ids: Sequence[int]) -> dict[int, int]:
    """El voto de `quien` en estos comentarios. Nadie puede preguntarlo de otra persona."""
    if not quien.autenticada or not ids:
        return {}
    return dict(
        db.session.execute(
            select(Voto.comentario_id, Voto.valor).where(
                Voto.persona_id == quien.persona, Voto.comentario_id.in_(ids)
            )
        )
        .tuples()
        .all()
    )


def insignia_de(quien: Identidad) -> str:
    """Por quién habla al comentar como municipalidad: su unidad o, si no tiene, la clave de su rol."""
    unidades = [r.unidad_id for r in quien.roles if r.unidad_id is not None]
    if unidades:
        nombre = db.session.scalar(select(Unidad.nombre).where(Unidad.id == unidades[0]))
        if nombre:
            return nombre
    return quien.roles[0].rol.value if quien.roles else ""
