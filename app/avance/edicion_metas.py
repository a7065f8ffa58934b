"""Entre la hoja de metas y lo que pide su servicio. No consulta ni escribe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal

from flask_babel import gettext as _

from app.avance.consultas.fichas_indicadores import Ficha
from app.avance.edicion_filas import cantidad_de, dia_de
from app.avance.formularios.indicadores import (
    cantidad,
    escrita,
)
from app.avance.reglas import tramos
from app.avance.servicios.metas import DatosMeta
from app.nucleo.texto import limpiar

EN_BLANCO = 3


@dataclass
class FilaMeta:
    """Un renglón del formulario de metas: lo escrito y sus errores por campo.

    `vista` es el final de la meta que mostraba, si mostraba una: solo esas se cambian o se quitan.
    """

    inicio: str = ""
    fin: str = ""
    valor: str = ""
    vista: str = ""
    errores: dict[str, str] = field(default_factory=dict)

    @property
    def vacia(self) -> bool:
        """Verdadero si no hay nada escrito: no es una meta."""
        return not self.valor and not self.inicio and not self.fin


@dataclass(frozen=True)
class Asistente:
    """Lo que se pidió al asistente: de qué año a qué año y, si se dice, a cuánto se llega."""

    desde: str = ""
    hasta: str = ""
    final: str = ""
    error: str = ""


def _en_blanco(filas: list[FilaMeta]) -> list[FilaMeta]:
    return [*filas, *(FilaMeta() for _n in range(EN_BLANCO))]


def filas_de_metas(ficha: Ficha) -> list[FilaMeta]:
    """Las metas que hay, y unos renglones en blanco."""
    return _en_blanco(
        [
            FilaMeta(m.inicio.isoformat(), m.fin.isoformat(), escrita(m.valor), m.fin.isoformat())
            for m in ficha.metas
        ]
    )


def filas_enviadas(enviado: Mapping[str, str]) -> list[FilaMeta]:
    """Los renglones tal como llegaron."""
    filas: list[FilaMeta] = []
    while f"valor-{len(filas)}" in enviado:
        campos = ("inicio", "fin", "valor", "vista")
        inicio, fin, valor, vista = (str(limpiar(enviado.get(f"{c}-{len(filas)}", ""))) for c in campos)
        filas.append(FilaMeta(inicio, fin, valor, vista))
    return filas


def vistas_de(filas: Sequence[FilaMeta]) -> set[dt.date]:
    """El final de cada meta que la página mostró."""
    vistas = set()
    for fila in filas:
        with suppress(ValueError):
            vistas.add(dt.date.fromisoformat(fila.vista))
    return vistas


def errores_de_metas(filas: Sequence[FilaMeta]) -> list[dict[str, str]]:
    """Los errores de todos los renglones, para el resumen: el campo de cada uno y qué le pasa."""
    return [
        {"id": f"{campo}-{n}", "mensaje": str(_("Fila %(n)s: %(mensaje)s", n=n + 1, mensaje=mensaje))}
        for n, fila in enumerate(filas)
        for campo, mensaje in fila.errores.items()
    ]


def metas_de(filas: Sequence[FilaMeta]) -> tuple[list[DatosMeta], list[int]]:
    """Las metas escritas y el renglón de cada una; los errores quedan en su renglón."""
    metas, lugares = [], []
    for n, fila in enumerate(filas):
        if fila.vacia:
            continue
        inicio, fin = (dia_de(fila, campo) for campo in ("inicio", "fin"))
        valor = cantidad_de(fila, "valor", fila.valor)
        if inicio is not None and fin is not None and valor is not None:
            metas.append(DatosMeta(inicio, fin, valor))
            lugares.append(n)
    return metas, lugares


def proponer(ficha: Ficha, pedido: Mapping[str, str]) -> tuple[list[FilaMeta], Asistente]:
    """Una meta por período entre dos años, en línea recta desde la base hasta el final; no guarda nada."""
    a = Asistente(*(str(limpiar(pedido.get(c, ""))) for c in ("desde", "hasta", "final")))
    if not (a.desde.isdecimal() and a.hasta.isdecimal() and 1900 <= int(a.desde) <= int(a.hasta) <= 2200):
        return filas_de_metas(ficha), Asistente(
            a.desde, a.hasta, a.final, _("Di de qué año a qué año: 2026 y 2030.")
        )
    try:
        final = cantidad(a.final) if a.final else None
    except ValueError as error:
        return filas_de_metas(ficha), Asistente(a.desde, a.hasta, a.final, str(error))
    periodos = tramos.periodos_de_metas(ficha.frecuencia, int(a.desde), int(a.hasta))[:60]
    filas = [
        FilaMeta(p.inicio.isoformat(), p.fin.isoformat(), _recta(ficha, final, n, len(periodos)))
        for n, p in enumerate(periodos, start=1)
    ]
    ocupados = [(m.inicio, m.fin) for m in ficha.metas]
    libres = [
        f
        for f, p in zip(filas, periodos, strict=True)
        if all(p.fin < inicio or p.inicio > fin for inicio, fin in ocupados)
    ]
    hay = [x for x in filas_de_metas(ficha) if not x.vacia]
    return _en_blanco(sorted([*hay, *libres], key=lambda x: x.inicio)), a


def _recta(ficha: Ficha, final: Decimal | None, n: int, de: int) -> str:
    """El valor del período `n` de `de`, camino de la base al final; si no se sabe uno de los dos, nada."""
    if final is None:
        return ""
    if ficha.base is None or n == de or ficha.acumulacion == "incremento":
        return escrita(final) if n == de or ficha.acumulacion == "incremento" else ""
    base = ficha.base[1]
    return escrita((base + (final - base) * n / de).quantize(Decimal(1).scaleb(-ficha.decimales)))
