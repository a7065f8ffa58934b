"""Quién tiene qué rol, y la historia de los cambios."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from app.cuentas.modelos import CambioDeRol, Persona, RolAsignado, Unidad
from app.cuentas.reglas import clave_de_seudonimo
from app.extensiones import db
from app.nucleo import idiomas
from app.nucleo.errores import NoEncontrado
from app.nucleo.permisos import Rol
from app.nucleo.traducido import de, en
from app.territorio import consultas as territorio
from app.territorio.modelos import Territorio

MAXIMO_HALLADAS = 20


@dataclass(frozen=True)
class RolVisto:
    """Un rol y su alcance escrito; vacío es toda la ciudad."""

    id: int
    rol: str
    alcance: str
    dado_en: dt.datetime


@dataclass(frozen=True)
class PersonaVista:
    """Una persona, como la ve quien administra roles."""

    id: int
    seudonimo: str
    correo: str
    acreditacion: int
    estado: str
    roles: list[RolVisto] = field(default_factory=list)


@dataclass(frozen=True)
class CambioVisto:
    """Un cambio de rol ya ocurrido; sin autora fue una orden en la máquina."""

    accion: str
    rol: str
    alcance: str
    motivo: str
    autora: str
    ocurrio_en: dt.datetime


def _personas(condicion: Select[tuple[int]]) -> list[PersonaVista]:
    filas = db.session.execute(
        select(
            Persona.id,
            Persona.seudonimo,
            Persona.correo,
            Persona.acreditacion,
            Persona.estado,
            RolAsignado.id.label("rol_id"),
            RolAsignado.rol,
            RolAsignado.dado_en,
            Territorio.nombre.label("lugar"),
            Unidad.nombre.label("unidad"),
            Unidad.traducciones,
        )
        .outerjoin(RolAsignado, RolAsignado.persona_id == Persona.id)
        .outerjoin(Territorio, Territorio.id == RolAsignado.territorio_id)
        .outerjoin(Unidad, Unidad.id == RolAsignado.unidad_id)
        .where(Persona.id.in_(condicion))
        .order_by(Persona.seudonimo, Persona.id, RolAsignado.id)
    )
    vistas: dict[int, PersonaVista] = {}
    for f in filas:
        persona = vistas.setdefault(
            f.id, PersonaVista(f.id, f.seudonimo, f.correo or "", f.acreditacion, f.estado)
        )
        if f.rol_id is not None:
            unidad = en(idiomas.actual(), f.traducciones, "nombre", f.unidad or "")
            persona.roles.append(RolVisto(f.rol_id, f.rol, f.lugar or unidad, f.dado_en))
    return list(vistas.values())


def personal() -> list[PersonaVista]:
    """Toda persona con algún rol, por nombre."""
    return _personas(select(RolAsignado.persona_id))


def buscar_personas(texto: str) -> list[PersonaVista]:
    """Hasta 20 cuentas activas con ese correo entero o con un nombre que empieza así."""
    clave = clave_de_seudonimo(texto)
    condiciones = [Persona.correo == texto.strip().lower()]
    if clave:
        condiciones += [
            Persona.seudonimo_clave.startswith(clave, autoescape=True),
            Persona.seudonimo.startswith(texto.strip(), autoescape=True),
        ]
    return _personas(
        select(Persona.id)
        .where(or_(*condiciones), Persona.estado == "activa")
        .order_by(Persona.seudonimo)
        .limit(MAXIMO_HALLADAS)
    )


def persona_con_roles(persona_id: int) -> PersonaVista:
    """Una persona y sus roles; lanza `NoEncontrado` si no tiene cuenta aquí."""
    hallada = _personas(select(Persona.id).where(Persona.id == persona_id, Persona.estado != "externa"))
    if not hallada:
        raise NoEncontrado()
    return hallada[0]


def cambios_de(persona_id: int) -> list[CambioVisto]:
    """La historia de los roles de una persona, lo último primero (hasta 200)."""
    autora = aliased(Persona)
    filas = db.session.execute(
        select(CambioDeRol, autora.seudonimo)
        .outerjoin(autora, autora.id == CambioDeRol.autora_id)
        .where(CambioDeRol.persona_id == persona_id)
        .order_by(CambioDeRol.id.desc())
        .limit(200)
    )
    return [
        CambioVisto(c.accion, c.rol, c.alcance, c.motivo, nombre or "", c.ocurrio_en) for c, nombre in filas
    ]


def rol_de(persona_id: int, rol: str, territorio_id: int | None, unidad_id: int | None) -> RolAsignado:
    """El rol de una persona con justo ese alcance; lanza `NoEncontrado`."""
    asignado = db.session.scalar(
        select(RolAsignado).where(
            RolAsignado.persona_id == persona_id,
            RolAsignado.rol == rol,
            RolAsignado.territorio_id.is_(None)
            if territorio_id is None
            else RolAsignado.territorio_id == territorio_id,
            RolAsignado.unidad_id.is_(None) if unidad_id is None else RolAsignado.unidad_id == unidad_id,
        )
    )
    if asignado is None:
        raise NoEncontrado()
    return asignado


def unidades() -> list[tuple[str, str]]:
    """Código y nombre de cada unidad de la municipalidad."""
    return [(u.codigo, de(u, "nombre")) for u in db.session.scalars(select(Unidad).order_by(Unidad.nombre))]


def unidad_por_codigo(codigo: str) -> int:
    """El id de una unidad; lanza `NoEncontrado`."""
    ident = db.session.scalar(select(Unidad.id).where(Unidad.codigo == codigo))
    if ident is None:
        raise NoEncontrado()
    return ident


def alcance_de(valor: str) -> dict[str, int | None]:
    """De lo elegido («lugar:ribera», «unidad:OBRAS» o nada) a los ids del alcance."""
    clase, _sep, codigo = valor.partition(":")
    if clase == "unidad":
        return {"unidad_id": unidad_por_codigo(codigo)}
    if clase == "lugar":
        lugar = territorio.por_codigo(codigo)
        return {"territorio_id": lugar.id if lugar else 0}
    return {}


def administra(persona_id: int) -> bool:
    """Verdadero si la persona administra el sitio entero."""
    suyo = RolAsignado.persona_id == persona_id, RolAsignado.rol == Rol.ADMINISTRADORA.value
    return db.session.scalar(select(RolAsignado.id).where(*suyo).limit(1)) is not None
