"""Lo que se lee de la privacidad: el aviso, las solicitudes y los datos de una persona."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import g
from sqlalchemy import Column, FromClause, Select, Table, func, select

from app.extensiones import FechaUTC, Modelo, db
from app.nucleo.errores import NoEncontrado
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.nucleo.reloj import ahora
from app.privacidad.clasificacion import CLASIFICACION, Relacion
from app.privacidad.modelos import AvisoPrivacidad, SolicitudDatos

PRIMERA = 1
"""La versión que trae el producto; las de la base empiezan en la 2."""
MAXIMO_EN_COLA = 200
POR_PAGINA = 50
_NOMBRADAS = {
    "elementos": "titulo",
    "puntos_atencion": "nombre",
    "territorios": "nombre",
    "unidades": "nombre",
}
_CON_CODIGO = ("contenidos", "propuestas", "comentarios")


@dataclass(frozen=True)
class Respondidas:
    """Una página de solicitudes respondidas, cada una con quién la respondió; y las cuentas de todas."""

    total: int
    a_tiempo: int
    filas: list[tuple[SolicitudDatos, str]]
    pagina: int

    @property
    def hay_mas(self) -> bool:
        """Verdadero si quedan más viejas."""
        return self.pagina * POR_PAGINA < self.total


@dataclass(frozen=True)
class Bloque:
    """Las filas de una relación, listas para leer o para escribir en JSON."""

    clave: str
    que: Any
    columnas: tuple[str, ...]
    filas: list[dict[str, Any]]


def version_vigente() -> int:
    """El número de la versión en vigor del aviso; una sola consulta por petición."""
    if "aviso_vigente" not in g:
        g.aviso_vigente = db.session.scalar(select(func.max(AvisoPrivacidad.version))) or PRIMERA
    return int(g.aviso_vigente)


def versiones() -> list[AvisoPrivacidad]:
    """Las versiones que publicó la ciudad, la última primero; la 1, que trae el producto, no está."""
    return list(db.session.scalars(select(AvisoPrivacidad).order_by(AvisoPrivacidad.version.desc())))


def version(numero: int) -> AvisoPrivacidad | None:
    """Una versión publicada; nada si es la que trae el producto. Lanza `NoEncontrado` si no existe."""
    hallada = db.session.get(AvisoPrivacidad, numero)
    if hallada is None and numero != PRIMERA:
        raise NoEncontrado()
    return hallada


def version_sin_leer(persona_id: int) -> int:
    """La versión en vigor, si es posterior a la que la persona leyó o vio al registrarse; si no, 0."""
    personas = _tabla("personas")
    ultima = select(func.max(AvisoPrivacidad.version)).scalar_subquery()
    fila = db.session.execute(
        select(personas.c.aviso_version, ultima).where(personas.c.id == persona_id)
    ).one_or_none()
    leida, vigente = fila or (PRIMERA, PRIMERA)
    return int(vigente or 0) if (leida or PRIMERA) < (vigente or PRIMERA) else 0


def solicitud(codigo: str) -> SolicitudDatos:
    """Una solicitud por su código, escrito de cualquier forma; lanza `NoEncontrado`."""
    limpio = "".join(c for c in codigo.upper() if c.isalnum())
    hallada = db.session.scalar(select(SolicitudDatos).where(SolicitudDatos.codigo == limpio))
    if hallada is None:
        raise NoEncontrado()
    return hallada


def solicitudes(quien: Identidad) -> list[SolicitudDatos]:
    """Las que esperan respuesta, primero la que antes vence (hasta 200)."""
    exigir(quien, Permiso.SOLICITUDES_VER)
    return list(
        db.session.scalars(
            select(SolicitudDatos)
            .where(SolicitudDatos.estado == "recibida")
            .order_by(SolicitudDatos.vence, SolicitudDatos.id)
            .limit(MAXIMO_EN_COLA)
        )
    )


def respondidas(quien: Identidad, pagina: int) -> Respondidas:
    """Las que ya se respondieron, la última primero, de cincuenta en cincuenta; y cuántas a tiempo."""
    exigir(quien, Permiso.SOLICITUDES_VER)
    suyas = SolicitudDatos.estado.in_(("atendida", "rechazada"))
    a_tiempo = func.count().filter(SolicitudDatos.resuelta_en <= SolicitudDatos.vence)
    total, puntuales = db.session.execute(select(func.count(), a_tiempo).where(suyas)).one()
    filas = db.session.execute(
        select(SolicitudDatos, _tabla("personas").c.seudonimo)
        .outerjoin(_tabla("personas"), _tabla("personas").c.id == SolicitudDatos.resuelta_por_id)
        .where(suyas)
        .order_by(SolicitudDatos.resuelta_en.desc(), SolicitudDatos.id.desc())
        .limit(POR_PAGINA)
        .offset((pagina - 1) * POR_PAGINA)
    ).all()
    return Respondidas(total, puntuales, [(pedida, quien or "") for pedida, quien in filas], pagina)


def _tabla(nombre: str) -> Table:
    return Modelo.metadata.tables[nombre]


def datos_de(persona_id: int) -> list[Bloque]:
    """Todo lo que hay de una persona, una consulta por relación; las vacías también salen, para que se vea."""
    return [Bloque(r.clave, r.que, r.datos, _filas(_suyas(r, persona_id))) for r in CLASIFICACION if r.datos]


def _suyas(relacion: Relacion, persona_id: int) -> Select[Any]:
    tabla = _tabla(relacion.tabla)
    consulta = _legible(tabla, relacion.datos)
    if not relacion.del_contenido:
        return consulta.where(tabla.c[relacion.columna] == persona_id)
    contenidos = _tabla("contenidos")
    return consulta.join(contenidos, contenidos.c.id == tabla.c[relacion.columna]).where(
        contenidos.c.autora_id == persona_id
    )


def _filas(consulta: Select[Any]) -> list[dict[str, Any]]:
    return [dict(f) for f in db.session.execute(consulta).mappings()]


def _legible(tabla: Table, columnas: Sequence[str]) -> Select[Any]:
    """Esas columnas, primero lo más viejo; de un contenido, su código, y de un lugar o unidad, su nombre."""
    elegidas: list[Any] = []
    desde: FromClause = tabla
    for columna in (tabla.c[c] for c in columnas):
        nombre = _nombre(columna)
        if nombre is None:
            elegidas.append(columna)
        else:
            desde = desde.outerjoin(nombre.table, nombre.table.c.id == columna)
            elegidas.append(nombre.label(columna.name))
    return select(*elegidas).select_from(desde).order_by(*_orden(tabla))


def _orden(tabla: Table) -> list[Column[Any]]:
    """Lo último, al final: por el número de la fila o, si no lleva, por su primer instante y su llave."""
    if "id" in tabla.c:
        return [tabla.c.id]
    instantes = [c for c in tabla.c if isinstance(c.type, FechaUTC)]
    return [*instantes[:1], *tabla.primary_key]


def _nombre(columna: Column[Any]) -> Any:
    """La columna con el nombre público de lo que esta señala; None si no señala a nada que lo tenga."""
    destinos = {llave.column.table.name for llave in columna.foreign_keys}
    if not destinos or columna.name == "id":
        return None
    destino = destinos.pop()
    if destino in _CON_CODIGO:
        return _tabla("contenidos").alias().c.codigo
    return _tabla(destino).alias().c[_NOMBRADAS[destino]] if destino in _NOMBRADAS else None


def como_json(bloques: list[Bloque]) -> dict[str, Any]:
    """La descarga, con fechas en ISO 8601 (UTC) y cada tabla con su nombre."""
    return {
        "generado_en": ahora().isoformat(),
        "datos": {b.clave: [{c: _plano(v) for c, v in f.items()} for f in b.filas] for b in bloques},
        "que_es": {b.clave: str(b.que) for b in bloques},
    }


def _plano(valor: Any) -> Any:
    if isinstance(valor, Decimal):
        return format(valor, "f")
    return valor.isoformat() if isinstance(valor, dt.datetime | dt.date) else valor
