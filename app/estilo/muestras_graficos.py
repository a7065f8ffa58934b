"""Gráficos de muestra, con números inventados para verlos en todos sus estados."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from app.nucleo import graficos, rotulos
from app.nucleo.graficos import Banda, Barra, Serie, SerieColumnas, Tramo

_ANUAL = ("32", "35.5", None, "41", "44", None, "45.2")
_MENSUAL = (12, 15, 9, 0, 4, 22, 31, 28, None, 17, 19, 25)
_RESPUESTAS = (8, 11, 9, 2, 3, 14, 25, 26, None, 16, 15, 11)


def _anio(anio: int) -> dt.date:
    return dt.date(anio, 12, 31)


def _valor(texto: str | None) -> Decimal | None:
    return Decimal(texto) if texto else None


def graficos_de_muestra() -> dict[str, Any]:
    """Cada gráfico con su nombre."""
    un_decimal, entero = rotulos.formato(1), rotulos.formato()
    serie = Serie("Medición", tuple((_anio(2018 + i), _valor(v)) for i, v in enumerate(_ANUAL)))
    otra = Serie("Encuesta de hogares", ((_anio(2020), Decimal(37)), (_anio(2023), Decimal(43))), suelta=True)
    metas = [Tramo(dt.date(a, 1, 1), _anio(a), Decimal(v)) for a, v in ((2024, 46), (2025, 48), (2026, 50))]
    saldo = [Decimal(v) for v in ("-3.2", "-1", "0.5", "2.4", "-0.8", "1.9")]
    meses = [dt.date(2025, m, 1) for m in range(1, 13)]
    return {
        "metas": graficos.lineas(
            [serie, otra], un_decimal, metas=metas, base=(_anio(2018), Decimal(32)), hoy=dt.date(2025, 6, 5)
        ),
        "banda": graficos.lineas(
            [Serie("Cloro residual", tuple((m, Decimal(8 + i * 7 % 11) / 10) for i, m in enumerate(meses)))],
            un_decimal,
            banda=Banda(Decimal("0.5"), Decimal("1.5")),
        ),
        "negativos": graficos.lineas(
            [Serie("Saldo migratorio", tuple((_anio(2019 + i), v) for i, v in enumerate(saldo)))], un_decimal
        ),
        "uno": graficos.lineas([Serie("Medición", ((_anio(2024), Decimal(1_204_500)),))], entero),
        "vacio": graficos.lineas([Serie("Medición", ())], entero),
        "columnas": graficos.columnas(
            [rotulos.mes(m) for m in meses],
            [SerieColumnas("Propuestas", _MENSUAL), SerieColumnas("Respuestas", _RESPUESTAS)],
            entero,
        ),
        "barras": graficos.barras(
            [
                Barra("Caminar sin miedo", 128, url="#barras"),
                Barra("Un nombre muy largo que ocupa más de un renglón en cualquier teléfono", 64),
                Barra("Río vivo", 0),
                Barra("Economía que cuida", None),
            ],
            entero,
        ),
        "saldo": graficos.barras([Barra("Entraron", 12), Barra("Salieron", -7)], entero),
        "chispa": graficos.chispa(serie.puntos),
    }
