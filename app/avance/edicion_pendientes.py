"""Entre la hoja de anotar varios indicadores y lo que piden los servicios. No consulta ni escribe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _

from app.avance.consultas.fichas_indicadores import Pendiente
from app.avance.edicion_filas import cantidad_de, dia_de
from app.avance.servicios.mediciones import DatosMedicion
from app.nucleo.texto import limpiar


@dataclass
class FilaPendiente:
    """Un indicador en la hoja de anotar varios: lo escrito, sus errores y si ya quedó."""

    pendiente: Pendiente
    fecha: str
    valor: str = ""
    fuente: str = ""
    nota: str = ""
    errores: dict[str, str] = field(default_factory=dict)
    corregir: int | None = None
    """El valor que ya hay para esa fecha y fuente, si choca con él."""


def escritas(enviado: Mapping[str, str]) -> set[int]:
    """Los indicadores en cuyo renglón se escribió un valor."""
    campos = (
        c.removeprefix("valor-") for c, texto in enviado.items() if c.startswith("valor-") and texto.strip()
    )
    return {int(c) for c in campos if c.isascii() and c.isdigit() and len(c) < 19}


def filas_pendientes(pendientes: Sequence[Pendiente], enviado: Mapping[str, str]) -> list[FilaPendiente]:
    """Un renglón por indicador que espera dato, con lo enviado o con la fecha y la fuente que se proponen."""

    def de(campo: str, p: Pendiente, omision: str) -> str:
        return str(limpiar(enviado.get(f"{campo}-{p.id}", omision)))

    return [
        FilaPendiente(
            p,
            de("fecha", p, p.tramo[1].isoformat()),
            de("valor", p, ""),
            de("fuente", p, p.fuente),
            de("nota", p, ""),
        )
        for p in pendientes
    ]


def errores_de_pendientes(filas: Sequence[FilaPendiente]) -> list[dict[str, str]]:
    """Los errores de todos los renglones, para el resumen: el campo de cada uno y qué le pasa."""
    return [
        {"id": f"{campo}-{fila.pendiente.id}", "mensaje": f"{fila.pendiente.nombre}: {mensaje}"}
        for fila in filas
        for campo, mensaje in fila.errores.items()
    ]


def medicion_de_fila(fila: FilaPendiente) -> DatosMedicion | None:
    """El valor de un renglón; None si está en blanco o tiene errores, que quedan en él."""
    if not fila.valor:
        return None
    valor, dia = cantidad_de(fila, "valor", fila.valor), dia_de(fila, "fecha")
    if not fila.fuente:
        fila.errores["fuente"] = _("Di de dónde sale el dato.")
    if valor is None or dia is None or fila.errores:
        return None
    return DatosMedicion(dia, valor, " ".join(fila.fuente.split()), fila.nota)
