"""Lo que se va creando al cargar la ciudad de demostración, por su clave."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from app.demo.datos import Calendario, anios_corridos
from app.nucleo.permisos import Identidad, Rol
from app.procesos.modelos import Proceso
from app.territorio import consultas as territorio


@dataclass
class Ciudad:
    """La ciudad a medio cargar. `registradas` vinieron a un mostrador; `comprobadas` están unidas al padrón."""

    calendario: Calendario
    unidades: dict[str, int] = field(default_factory=dict)
    elementos: dict[str, int] = field(default_factory=dict)
    procesos: dict[str, Proceso] = field(default_factory=dict)
    personas: dict[str, Identidad] = field(default_factory=dict)
    vecindario: list[Identidad] = field(default_factory=list)
    registradas: dict[str, dict[str, Any]] = field(default_factory=dict)
    comprobadas: set[int] = field(default_factory=set)
    puntos: dict[str, int] = field(default_factory=dict)
    propuestas: dict[str, str] = field(default_factory=dict)
    por_barrio: dict[int, list[int]] = field(default_factory=dict)
    plan_id: int = 0
    anual_id: int = 0

    @property
    def hoy(self) -> dt.date:
        """El día de hoy en la ciudad."""
        return self.calendario.ahora.astimezone(self.calendario.zona).date()

    @property
    def anios(self) -> int:
        """Cuántos años se corre el plan."""
        return anios_corridos(self.hoy)

    def acercar(self, quien: Identidad) -> None:
        """Anota dónde vive una persona."""
        if quien.territorio_id is not None:
            self.por_barrio.setdefault(quien.territorio_id, []).append(quien.persona)

    def cerca_de(self, codigo: str | None) -> list[int]:
        """Quienes viven en un lugar (con lo que contiene); sin lugar, nadie en particular."""
        lugar = territorio.por_codigo(codigo)
        if lugar is None:
            return []
        return [p for t in territorio.descendientes(lugar.id) for p in self.por_barrio.get(t, ())]

    def todas(self) -> list[int]:
        """Quienes apoyan y votan en la web: ni la cuenta de auditoría ni quien vino a un mostrador."""
        con_nombre = [p for clave, p in self.personas.items() if clave not in self.registradas]
        participan = [p for p in con_nombre if all(r.rol is not Rol.AUDITORA for r in p.roles)]
        return [p.persona for p in (*self.vecindario, *participan)]

    def cuentan(self) -> set[int]:
        """Aquellas cuyo apoyo suma al umbral: comprobadas, y que no trabajan en la municipalidad."""
        return self.comprobadas - {p.persona for p in self.personas.values() if p.es_personal}

    def quien(self, clave: str) -> Identidad:
        """Una persona por su clave, o la enésima vecina de un barrio: `D5-02/3`."""
        barrio, _barra, orden = clave.partition("/")
        if not orden:
            return self.personas[clave]
        lugar = territorio.por_codigo(barrio)
        viven = [p for p in self.vecindario if lugar is not None and p.territorio_id == lugar.id]
        return viven[int(orden) - 1]
