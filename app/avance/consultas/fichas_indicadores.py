"""Lo que las consultas de indicadores devuelven: valores sueltos, que no vuelven a tocar la base."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.avance import reglas
from app.nucleo.traducido import Texto
from app.plan.consultas import Resumen


@dataclass(frozen=True)
class MedicionVista:
    """Un valor anotado, con quién y cuándo; corregido o retirado si tiene `corregida_en`."""

    id: int
    fecha: dt.date
    valor: Decimal
    fuente: str
    principal: bool
    nota: str
    traida: str
    quien: str
    anotada_en: dt.datetime
    corregida_en: dt.datetime | None
    motivo: str
    reemplazo_id: int | None


@dataclass(frozen=True)
class HechoDeIndicador:
    """Un suceso del indicador, con quién y por qué."""

    clase: str
    ocurrio_en: dt.datetime
    quien: str
    motivo: str
    datos: Mapping[str, Any]


@dataclass(frozen=True)
class Ficha:
    """Un indicador entero. `responsable` es la unidad propia o, si no tiene, la de su elemento (`heredada`)."""

    id: int
    plan_id: int
    codigo: str
    nombre: Texto
    definicion: Texto
    unidad: Texto
    formula: str
    decimales: int
    frecuencia: str
    direccion: str
    acumulacion: str
    banda: tuple[Decimal, Decimal] | None
    base: tuple[dt.date, Decimal] | None
    fuente: str
    verificacion: str
    estado: str
    motivo_cancelacion: str
    lugar: str
    territorio_codigo: str
    elemento: Resumen
    responsable: Texto
    unidad_id: int | None
    unidad_codigo: str
    heredada: bool
    traducciones: Mapping[str, Mapping[str, str]]
    metas: tuple[reglas.MetaDada, ...] = ()
    mediciones: tuple[MedicionVista, ...] = ()
    """Las vigentes, por fecha y con la principal primero."""
    anteriores: Mapping[int, tuple[MedicionVista, ...]] = field(default_factory=dict)
    """Id de una vigente → las que reemplazó, de la más nueva a la más vieja."""
    retiradas: tuple[MedicionVista, ...] = ()

    @property
    def principales(self) -> tuple[MedicionVista, ...]:
        """Con las que se calcula, una por fecha."""
        return tuple(m for m in self.mediciones if m.principal)

    @property
    def activo(self) -> bool:
        """Verdadero si se sigue midiendo."""
        return self.estado == "activo"

    def dado(self) -> reglas.IndicadorDado:
        """Lo que las reglas necesitan para su cuenta."""
        return reglas.IndicadorDado(
            self.id,
            self.acumulacion,
            self.direccion,
            self.frecuencia,
            self.base[1] if self.base else None,
            self.banda,
            self.metas,
            tuple(reglas.MedicionDada(m.fecha, m.valor) for m in self.principales),
            self.activo,
            self.base[0] if self.base else None,
        )


@dataclass(frozen=True)
class FilaIndicador:
    """Un indicador en una lista. `puntos` son sus últimas principales, por fecha."""

    id: int
    orden: int
    codigo: str
    nombre: Texto
    unidad: Texto
    decimales: int
    frecuencia: str
    estado: str
    elemento_codigo: str
    elemento_titulo: Texto
    eje: int
    responsable: Texto
    lugar: str
    acumulacion: str = ""
    base_fecha: dt.date | None = None
    meta: tuple[dt.date, dt.date, Decimal] | None = None
    """La del período que corre hoy: desde cuándo, hasta cuándo y cuánto."""
    puntos: tuple[tuple[dt.date, Decimal], ...] = ()


@dataclass(frozen=True)
class Filtros:
    """Qué indicadores se piden; vacío es todos. `lugar` es `t-código` de territorio o `l-nombre`."""

    elemento: str = ""
    frescura: str = ""
    situacion: str = ""
    responsable: str = ""
    lugar: str = ""
    texto: str = ""

    @property
    def alguno(self) -> bool:
        """Verdadero si filtra algo."""
        return any((self.elemento, self.frescura, self.situacion, self.responsable, self.lugar, self.texto))


@dataclass(frozen=True)
class Opcion:
    """Algo por lo que se puede filtrar: su valor, su nombre y cuántos indicadores tiene (None: no se contó)."""

    valor: str
    nombre: Texto
    cuantos: int | None = None


@dataclass(frozen=True)
class Opciones:
    """Por qué se puede filtrar en este plan; `total` son todos sus indicadores."""

    ejes: tuple[Opcion, ...]
    responsables: tuple[Opcion, ...]
    lugares: tuple[Opcion, ...]
    total: int
    elegido: Resumen | None = None
    """El elemento por el que se filtra, si existe."""
    ruta: str = ""
    posicion: Mapping[int, int] = field(default_factory=dict)
    """Id de cada raíz → su lugar (desde 1) en el plan."""


@dataclass(frozen=True)
class Pendiente:
    """Un indicador que espera un dato: de qué período, desde cuándo falta y con qué fuente se anotó antes."""

    id: int
    codigo: str
    nombre: Texto
    unidad: Texto
    decimales: int
    frecuencia: str
    tramo: tuple[dt.date, dt.date]
    ultimo: tuple[dt.date, Decimal] | None
    fuente: str
