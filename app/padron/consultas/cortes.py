"""Los cortes con sus cuentas publicables, quién está en cada uno, y las objeciones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.contenido.reglas import normalizar_codigo
from app.extensiones import db
from app.nucleo.errores import NoEncontrado
from app.nucleo.permisos import ANONIMA, Identidad
from app.nucleo.reloj import ahora
from app.nucleo.traducido import de
from app.padron.claves import huella_de_codigo
from app.padron.modelos import CambioDeCorte, Corte, Empadronada, Objecion, Padron
from app.padron.reglas import publicables
from app.procesos import consultas as procesos
from app.territorio import consultas as territorio

TARDANZA = dt.timedelta(minutes=10)
"""Si un corte se tomó más tarde que esto, la página dice que el servicio estaba detenido."""


@dataclass(frozen=True)
class Corregido:
    """Cuántas personas entraron, salieron o cambiaron de dato por objeciones aceptadas."""

    altas: int = 0
    bajas: int = 0
    cambios: int = 0


@dataclass(frozen=True)
class CorteVisible:
    """Un corte con lo que se publica de él.

    `celdas`: de cada lugar, su código, su nombre y cuántas personas (`None` es una cuenta callada). Sin
    `tomado_en` su fecha está por venir y no hay cuentas.
    """

    id: int
    nombre: str
    proceso_id: int
    proceso_clave: str
    proceso_nombre: str
    fecha: dt.datetime
    objeciones_hasta: dt.datetime
    respuestas_hasta: dt.datetime
    tomado_en: dt.datetime | None
    se_fijo_antes: bool
    total: int | None
    celdas: tuple[tuple[str, str, int | None], ...]
    corregido: Corregido
    se_objeta: bool

    @property
    def lugares(self) -> tuple[tuple[str, int | None], ...]:
        """Cada lugar, por su nombre, con cuántas personas."""
        return tuple((nombre, n) for _codigo, nombre, n in self.celdas)

    @property
    def hay_calladas(self) -> bool:
        """Verdadero si alguna cuenta no se publica."""
        return self.tomado_en is not None and (self.total is None or any(n is None for _, n in self.lugares))

    @property
    def se_puede_mover(self) -> bool:
        """Verdadero si su fecha está por venir."""
        return self.tomado_en is None and ahora() < self.fecha

    @property
    def tarde(self) -> bool:
        """Verdadero si estaba fijado para antes y el servicio no lo tomó a su hora."""
        return self.se_fijo_antes and self.tomado_en is not None and self.tomado_en - self.fecha > TARDANZA


@dataclass(frozen=True)
class EnCorte:
    """Los datos con que una persona está en un corte."""

    territorio_id: int | None
    nacimiento: int | None


def por_tomar() -> list[int]:
    """Los cortes cuya fecha llegó y que nadie tomó todavía, en orden."""
    return list(
        db.session.scalars(
            select(Corte.id).where(Corte.tomado_en.is_(None), Corte.fecha <= ahora()).order_by(Corte.id)
        )
    )


def fecha_de_corte(corte_id: int) -> dt.datetime:
    """La fecha de un corte que existe."""
    return db.session.execute(select(Corte.fecha).where(Corte.id == corte_id)).scalar_one()


def corte_igual(
    proceso_id: int,
    nombre: str,
    fecha: dt.datetime,
    objeciones_hasta: dt.datetime,
    respuestas_hasta: dt.datetime,
) -> int | None:
    """El id del corte de ese proceso con ese nombre y esas mismas fechas; None si no hay."""
    return db.session.scalar(
        select(Corte.id).where(
            Corte.proceso_id == proceso_id,
            Corte.nombre == nombre,
            Corte.fecha == fecha,
            Corte.objeciones_hasta == objeciones_hasta,
            Corte.respuestas_hasta == respuestas_hasta,
        )
    )


def corte_para_escribir(corte_id: int) -> Corte:
    """Un corte apartado hasta el final de la escritura y recién leído. Lanza `NoEncontrado`."""
    fila = db.session.scalar(
        select(Corte).where(Corte.id == corte_id).with_for_update().execution_options(populate_existing=True)
    )
    if fila is None:
        raise NoEncontrado()
    return fila


def en_corte(corte: Corte, huella: str) -> EnCorte | None:
    """Los datos de una persona en un corte tomado, con lo que cambiaron las objeciones; None si no está."""
    cambio = db.session.scalar(
        select(CambioDeCorte)
        .where(CambioDeCorte.corte_id == corte.id, CambioDeCorte.huella == huella)
        .order_by(CambioDeCorte.id.desc())
        .limit(1)
    )
    if cambio is not None:
        return None if cambio.efecto == "baja" else EnCorte(cambio.territorio_id, cambio.nacimiento)
    fila = db.session.execute(
        select(Empadronada.territorio_id, Empadronada.nacimiento)
        .join(Padron, Padron.id == Empadronada.padron_id)
        .where(
            Empadronada.padron_id.in_(corte.padrones),
            Empadronada.huella == huella,
            *_estaba(Empadronada, corte.fecha),
        )
        .order_by(Padron.modalidad.desc())
        .limit(1)
    ).one_or_none()
    return None if fila is None else EnCorte(fila.territorio_id, fila.nacimiento)


def en_el_padron(huella: str) -> EnCorte | None:
    """Los datos de una persona en el padrón de hoy, el importado antes que el abierto; None si no está."""
    fila = db.session.execute(
        select(Empadronada.territorio_id, Empadronada.nacimiento)
        .join(Padron, Padron.id == Empadronada.padron_id)
        .where(Padron.estado == "vigente", Empadronada.huella == huella, Empadronada.baja_en.is_(None))
        .order_by(Padron.modalidad.desc())
        .limit(1)
    ).one_or_none()
    return None if fila is None else EnCorte(fila.territorio_id, fila.nacimiento)


def _corregidos(ids: Iterable[int]) -> dict[int, Corregido]:
    filas = db.session.execute(
        select(
            CambioDeCorte.corte_id,
            *(func.count().filter(CambioDeCorte.efecto == efecto) for efecto in ("alta", "baja", "cambio")),
        )
        .where(CambioDeCorte.corte_id.in_(list(ids)))
        .group_by(CambioDeCorte.corte_id)
    )
    return {corte_id: Corregido(*map(int, cuentas)) for corte_id, *cuentas in filas}


def en_fecha(fecha: dt.datetime) -> tuple[list[int], dict[int | None, int]]:
    """Quién estaba en el padrón en `fecha`: las ediciones que valían y cuántas personas por territorio.

    Quien está en el importado y en el abierto cuenta una vez, en el lugar del importado.
    """
    valian = db.session.execute(
        select(Padron.id, Padron.modalidad).where(
            Padron.vigente_desde <= fecha,
            Padron.estado.in_(("vigente", "reemplazado")),
            or_(Padron.reemplazado_en.is_(None), Padron.reemplazado_en > fecha),
        )
    ).all()
    cuentas: dict[int | None, int] = {}
    importados = [i for i, modalidad in valian if modalidad == "importado"]
    for padron_id, modalidad in valian:
        consulta = (
            select(Empadronada.territorio_id, func.count())
            .where(Empadronada.padron_id == padron_id, *_estaba(Empadronada, fecha))
            .group_by(Empadronada.territorio_id)
        )
        if modalidad == "abierto" and importados:
            otra = aliased(Empadronada)
            repetida = select(otra.huella).where(
                otra.padron_id.in_(importados), otra.huella == Empadronada.huella, *_estaba(otra, fecha)
            )
            consulta = consulta.where(~repetida.exists())
        for lugar, n in db.session.execute(consulta):
            cuentas[lugar] = cuentas.get(lugar, 0) + int(n)
    return [i for i, _ in valian], cuentas


def _estaba(tabla: type[Empadronada], fecha: dt.datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return (tabla.alta_en <= fecha, or_(tabla.baja_en.is_(None), tabla.baja_en > fecha))


def _visibles(filas: Sequence[Corte], *, corregidos: bool = True) -> list[CorteVisible]:
    hechos = _corregidos(f.id for f in filas) if filas and corregidos else {}
    return [_visible(f, hechos.get(f.id, Corregido())) for f in filas]


def _visible(fila: Corte, corregido: Corregido) -> CorteVisible:
    publicable = publicables(fila.por_territorio)
    celdas = []
    for codigo, cuantas in publicable.celdas.items():
        lugar = territorio.por_codigo(codigo)
        celdas.append((codigo, lugar.nombre if lugar else codigo, cuantas))
    return CorteVisible(
        id=fila.id,
        nombre=fila.nombre,
        proceso_id=fila.proceso_id,
        proceso_clave=fila.proceso.clave,
        proceso_nombre=de(fila.proceso, "nombre"),
        fecha=fila.fecha,
        objeciones_hasta=fila.objeciones_hasta,
        respuestas_hasta=fila.respuestas_hasta,
        tomado_en=fila.tomado_en,
        se_fijo_antes=fila.creado_en < fila.fecha,
        total=publicable.total if fila.tomado_en is not None else None,
        celdas=tuple(sorted(celdas, key=lambda celda: celda[1])),
        corregido=corregido,
        se_objeta=fila.tomado_en is not None and ahora() < fila.objeciones_hasta,
    )


def corte(corte_id: int, quien: Identidad = ANONIMA) -> CorteVisible:
    """Un corte como se publica. Lanza `NoEncontrado` si no existe o su proceso no existe para `quien`."""
    fila = db.session.scalar(select(Corte).where(Corte.id == corte_id).options(joinedload(Corte.proceso)))
    if fila is None or procesos.por_clave(fila.proceso.clave, quien) is None:
        raise NoEncontrado()
    return _visibles([fila])[0]


def cortes_de(proceso_id: int) -> list[CorteVisible]:
    """Los cortes de un proceso, el más nuevo primero, sin contar lo corregido."""
    filas = db.session.scalars(
        select(Corte)
        .where(Corte.proceso_id == proceso_id)
        .options(joinedload(Corte.proceso))
        .order_by(Corte.fecha.desc(), Corte.id.desc())
    ).all()
    return _visibles(filas, corregidos=False)


def todos_los_cortes(*, publicos: bool = True, corregidos: bool = False) -> list[CorteVisible]:
    """Todos los cortes, el más nuevo primero; con `publicos`, sin los de procesos en borrador.

    `corregidos` dice si también cuánto cambió por objeciones.
    """
    filas = db.session.scalars(
        select(Corte).options(joinedload(Corte.proceso)).order_by(Corte.fecha.desc(), Corte.id.desc())
    )
    visibles = [f for f in filas if not publicos or f.proceso.estado != "borrador"]
    return _visibles(visibles, corregidos=corregidos)


def objeciones_de(corte_id: int) -> Sequence[Objecion]:
    """Las objeciones de un corte: primero las que esperan, la más antigua delante."""
    return db.session.scalars(
        select(Objecion)
        .where(Objecion.corte_id == corte_id)
        .order_by((Objecion.estado != "recibida"), Objecion.id)
        .limit(500)
    ).all()


def contar_objeciones() -> dict[int, tuple[int, int]]:
    """De cada corte: cuántas objeciones hubo y cuántas esperan respuesta."""
    filas = db.session.execute(
        select(Objecion.corte_id, func.count(), func.count().filter(Objecion.estado == "recibida")).group_by(
            Objecion.corte_id
        )
    )
    return {c: (int(n), int(esperan)) for c, n, esperan in filas}


def objecion(objecion_id: int) -> Objecion:
    """Una objeción con su corte, para quien la resuelve. Lanza `NoEncontrado`."""
    hallada = db.session.scalar(
        select(Objecion).where(Objecion.id == objecion_id).options(joinedload(Objecion.corte))
    )
    if hallada is None:
        raise NoEncontrado()
    return hallada


def objecion_por_codigo(codigo: str) -> Objecion:
    """La objeción de ese código, tecleado de cualquier manera. Lanza `NoEncontrado`."""
    limpio = normalizar_codigo(codigo)
    hallada = limpio and db.session.scalar(
        select(Objecion)
        .where(Objecion.codigo_huella == huella_de_codigo(limpio))
        .options(joinedload(Objecion.corte).joinedload(Corte.proceso))
    )
    if not hallada:
        raise NoEncontrado()
    return hallada


def objeciones_propias(persona_id: int) -> Sequence[Objecion]:
    """Las objeciones que hizo una cuenta, la más nueva primero."""
    return db.session.scalars(
        select(Objecion)
        .where(Objecion.persona_id == persona_id)
        .options(joinedload(Objecion.corte))
        .order_by(Objecion.id.desc())
        .limit(50)
    ).all()
