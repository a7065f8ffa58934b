"""El sistema de indicadores de Torreón: ensayarlo contra un plan y llevarlo, en una transacción corta."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from app.importacion import torreon
from app.importacion.torreon import Traido
from app.nucleo.errores import NoEncontrado
from app.nucleo.permisos import Identidad
from app.plan import consultas
from app.plan.consultas import Ensayo
from app.plan.errores import ArchivoConErrores
from app.plan.servicios import DatosPlan, aplicar_ensayos, crear_plan

CLAVE = "sistema-de-indicadores"
NOMBRE = "Sistema de indicadores"
PRESENTACION = (
    "Fuente: IMPLAN Torreón. Indicadores y valores del sistema metropolitano de indicadores, traídos de sus "
    "datos abiertos con su fecha y su fuente. Su publicación aquí no supone que el IMPLAN la respalde.\n\n"
    "No dicen hacia dónde se quiere que vaya cada uno: se miden y se muestran, y no dan resultado."
)
NIVELES = (
    {
        "es": {"singular": "eje", "plural": "ejes"},
        "pt": {"singular": "eixo", "plural": "eixos"},
        "en": {"singular": "axis", "plural": "axes"},
    },
)


@dataclass(frozen=True)
class Ensayado:
    """Lo que pasaría: el plan que hay (None si se crea) y cada archivo, ensayado sobre los de antes."""

    plan_id: int | None
    ensayos: tuple[tuple[str, Ensayo], ...]

    @property
    def cuentas(self) -> Mapping[str, Counter[str]]:
        """Por tabla, cuántas filas de cada clase."""
        return {ensayo.clase: ensayo.cuentas for _nombre, ensayo in self.ensayos}


def preparar(traido: Traido) -> dict[str, str]:
    """Las tablas que se traen, en su orden, con el nombre del archivo del que salen."""
    return {
        "elementos": torreon.tabla_de_ejes(traido),
        "indicadores": torreon.tabla_de_indicadores(traido),
        "mediciones": torreon.tabla_de_mediciones(traido),
    }


def ensayar(quien: Identidad, clave: str, tablas: Mapping[str, str]) -> Ensayado:
    """Lee y compara las tablas con lo que hay, cada una como si las de antes ya estuvieran. No cambia nada."""
    try:
        plan_id = consultas.por_clave(clave, quien).id
    except NoEncontrado:
        plan_id = None
    archivos = {"elementos": torreon.ARCHIVOS[0], "indicadores": torreon.ARCHIVOS[0]}
    hechos: list[tuple[str, Ensayo]] = []
    for clase, texto in tablas.items():
        if texto.count("\n") > 1:
            previos = [e for _nombre, e in hechos]
            ensayo = consultas.ensayar(plan_id or 0, texto, clase, previos)
            if ensayo.errores:
                raise ArchivoConErrores(ensayo.errores)
            hechos.append((archivos.get(clase, torreon.ARCHIVOS[1]), ensayo))
    return Ensayado(plan_id, tuple(hechos))


def aplicar(quien: Identidad, clave: str, ensayado: Ensayado, fechas: list[dt.date], motivo: str = "") -> None:
    """Crea el plan si no está y le lleva lo ensayado, en una transacción ajena. Repetirlo no hace nada."""
    plan_id = ensayado.plan_id
    if plan_id is None:
        plan_id = _crear(quien, clave, fechas)
    aplicar_ensayos(quien, plan_id, ensayado.ensayos, motivo)


def _crear(quien: Identidad, clave: str, fechas: list[dt.date]) -> int:
    return crear_plan(
        quien,
        DatosPlan(
            clave=clave,
            nombre=NOMBRE,
            tipo="indicativo",
            presentacion=PRESENTACION,
            inicio=dt.date(min(fechas).year, 1, 1),
            fin=dt.date(max(fechas).year, 12, 31),
            niveles=NIVELES,
        ),
    )
