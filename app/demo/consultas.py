"""Lo que se lee de la demostración: si ya está cargada, sus cuentas y sus propuestas."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import func, inspect, select

from app.contenido.modelos import Contenido
from app.cuentas.consultas import codigos_de_demostracion
from app.cuentas.modelos import Persona
from app.demo import claves
from app.demo.datos import json_de
from app.extensiones import db
from app.participacion.modelos import Conversacion
from app.procesos.modelos import Proceso
from app.propuestas.modelos import Propuesta
from app.territorio.modelos import Territorio


@dataclass(frozen=True)
class Cedula:
    """Una cédula inventada del padrón de la demostración, con su segundo dato."""

    numero: str
    emision: str


@dataclass(frozen=True)
class Cuenta:
    """Una cuenta con la que se entra a la demostración; `persona` es su oficio."""

    persona: str
    nombre: str
    quien: str
    correo: str
    clave: str
    codigo: str = ""
    """El de su segundo paso en este momento, si lo tiene."""
    documento: Cedula | None = None
    """Uno inventado, para comprobar con él que está en el padrón."""
    documento_ajeno: str = ""
    """El número del de alguien sin cuenta, para atenderla en el mostrador."""


def cuentas() -> list[Cuenta]:
    """Las cuentas de demostración con su clave, si están en esta instalación."""
    guardadas = claves.guardadas()
    codigos = codigos_de_demostracion(list(guardadas)) if guardadas else {}
    return [
        Cuenta(
            c["persona"],
            c["nombre"],
            c["quien"],
            c["correo"],
            guardadas[c["correo"]],
            codigos.get(c["correo"], ""),
            _cedula(c.get("documento")),
            c.get("documento_ajeno", {}).get("numero", ""),
        )
        for c in json_de("personas.json")["cuentas"]
        if c["correo"] in guardadas
    ]


def _cedula(dada: dict[str, str] | None) -> Cedula | None:
    return None if dada is None else Cedula(dada["numero"], dada["emision"])


def cuentas_visibles(de_aqui: bool) -> list[Cuenta]:
    """Las cuentas para la portada: solo en modo demostración y para quien mira desde esta misma máquina."""
    return cuentas() if current_app.config["DEMOSTRACION"] and de_aqui else []


def base_lista() -> bool:
    """Verdadero si la base tiene sus tablas."""
    return inspect(db.engine).has_table(Propuesta.__tablename__)


def esta_cargada() -> bool:
    """Verdadero si la ciudad de demostración ya está en esta base."""
    correos = [c["correo"] for c in json_de("personas.json")["cuentas"]]
    hay = db.session.scalar(select(func.count()).where(Persona.correo.in_(correos)))
    return hay == len(correos)


def hay_otra_ciudad() -> bool:
    """Verdadero si la base ya tiene personas, procesos o lugares que no son de la demostración."""
    nuestros = [f["properties"]["codigo"] for f in json_de("territorio.geojson")["features"]]
    ajenos = select(Territorio.id).where(Territorio.codigo.not_in(nuestros)).limit(1)
    return any(db.session.scalar(c) for c in (select(Persona.id).limit(1), select(Proceso.id).limit(1), ajenos))


def copias(origen: str) -> int:
    """Cuántas propuestas ampliadas hay ya."""
    return db.session.scalar(select(func.count()).where(Propuesta.origen == origen)) or 0


def residentes() -> list[int]:
    """Los ids de quienes pueden apoyar en la demostración."""
    return list(
        db.session.scalars(
            select(Persona.id)
            .where(Persona.estado == "activa", Persona.acreditacion >= 1, Persona.clave_hash.is_(None))
            .order_by(Persona.id)
        )
    )


def proceso_permanente() -> Proceso:
    """El proceso permanente de la ciudad."""
    return db.session.scalars(select(Proceso).where(Proceso.clase == "permanente").order_by(Proceso.id)).first()  # type: ignore[return-value]


def umbrales(ids: list[int]) -> dict[int, int]:
    """El umbral de cada propuesta."""
    filas = db.session.execute(select(Propuesta.id, Propuesta.umbral).where(Propuesta.id.in_(ids)))
    return dict(filas.tuples().all())


@dataclass(frozen=True)
class Publicada:
    """Lo que la carga necesita saber de una propuesta recién publicada."""

    id: int
    codigo: str
    umbral: int
    publicada_en: dt.datetime
    cierra_en: dt.datetime | None


def publicada(codigo: str) -> Publicada:
    """La propuesta publicada de ese código."""
    fila = db.session.execute(
        select(Propuesta.id, Contenido.codigo, Propuesta.umbral, Propuesta.publicada_en, Propuesta.cierra_en)
        .join(Contenido, Contenido.id == Propuesta.id)
        .where(Contenido.codigo == codigo)
    ).one()
    return Publicada(*fila)


def con_conversacion() -> list[int]:
    """Los contenidos que tienen comentarios."""
    return list(db.session.scalars(select(Conversacion.contenido_id).order_by(Conversacion.contenido_id)))
