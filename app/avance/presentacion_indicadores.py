"""De los indicadores a lo que piden las páginas. No consulta ni escribe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel.dates import format_date, format_skeleton
from flask import url_for
from flask_babel import gettext as _

from app.avance import reglas
from app.avance.consultas.fichas_indicadores import Ficha, FilaIndicador, Opciones
from app.avance.presentacion import frescura_en_texto, periodo_en_texto
from app.avance.reglas import tramos
from app.nucleo import graficos, idiomas, rotulos
from app.nucleo.plantillas import porcentaje
from app.nucleo.rotulos import exacto
from app.nucleo.texto import recortar
from app.nucleo.traducido import Texto, conservando, unir


@lru_cache(maxsize=512)
def _mes_largo(dia: dt.date, idioma: str) -> str:
    return format_skeleton("yMMMM", dia, locale=idioma)


@lru_cache(maxsize=64)
def _mes_solo(mes: int, idioma: str) -> str:
    return format_date(dt.date(2024, mes, 1), "LLLL", locale=idioma)


def tramo_en_texto(inicio: dt.date, fin: dt.date) -> str:
    """`marzo de 2026`, `enero a marzo de 2026`, `2026` o `2021–2025`: el tramo de una frecuencia."""
    idioma = idiomas.actual()
    if (inicio.year, inicio.month) == (fin.year, fin.month):
        return _mes_largo(fin, idioma)
    if inicio.year != fin.year or (inicio.month, fin.month) == (1, 12):
        return periodo_en_texto(inicio, fin)
    return str(_("%(mes)s a %(otro)s", mes=_mes_solo(inicio.month, idioma), otro=_mes_largo(fin, idioma)))


def dia_de(frecuencia: str) -> Callable[[dt.date], str]:
    """Cómo se nombra la fecha de un valor: si cierra un año o un mes, con eso basta."""

    def escribir(dia: dt.date) -> str:
        siguiente = dia + dt.timedelta(days=1)
        if reglas.MESES.get(frecuencia, 0) >= 12 and (siguiente.month, siguiente.day) == (1, 1):
            return str(dia.year)
        return rotulos.mes(dia) if frecuencia == "mensual" else rotulos.dia_corto(dia)

    return escribir


def frescura_de(
    frecuencia: str, ultima: dt.date | None, origen: dt.date | None, hoy: dt.date, *, activo: bool
) -> dict[str, Any]:
    """Cuánto hace del último dato y, si ya tocaba otro, de cuándo."""
    dias, nombre = reglas.frescura(ultima, hoy)
    tramo = tramos.atrasado(frecuencia, ultima, origen or ultima, hoy) if activo else None
    espera = ""
    if tramo is not None:
        cual = tramo_en_texto(tramo.inicio, tramo.fin)
        espera = _("falta el de %(cual)s", cual=cual) if ultima else _("aún no tiene ninguno")
    return {
        "clave": nombre,
        "texto": frescura_en_texto(dias) or str(_("sin ningún dato")),
        "espera": str(espera),
    }


def _cual(inicio: dt.date, fin: dt.date) -> str:
    """El período de una meta en pocas letras: `2026`, o hasta qué día."""
    entero = (inicio.month, inicio.day, fin.month, fin.day) == (1, 1, 12, 31)
    return periodo_en_texto(inicio, fin) if entero else rotulos.dia_corto(fin)


def meta_en_texto(de: FilaIndicador | Ficha, valor: Decimal) -> str:
    """Cuánto es una meta: en su unidad o, si debe mantenerse en una banda, qué parte de los períodos."""
    return porcentaje(valor / 100) if de.acumulacion == "mantenimiento" else exacto(valor, de.decimales)


def _meta_que_corre(fila: FilaIndicador) -> str:
    if fila.meta is None:
        return ""
    inicio, fin, valor = fila.meta
    cual, cuanto = _cual(inicio, fin), meta_en_texto(fila, valor)
    if fila.acumulacion == "mantenimiento":
        return str(_("meta %(cual)s: %(valor)s de los períodos en la banda", cual=cual, valor=cuanto))
    return str(_("meta %(cual)s: %(valor)s", cual=cual, valor=cuanto))


def listas_de(opciones: Opciones) -> dict[str, list[tuple[str, Texto]]]:
    """Por qué se puede filtrar, cada lista con (valor, texto); la parte elegida va aunque no sea una raíz."""
    corto = conservando(recortar)
    partes = [(o.valor, unir(o.valor, corto(o.nombre, 60))) for o in opciones.ejes]
    elegida = opciones.elegido
    if elegida and elegida.codigo not in {o.valor for o in opciones.ejes}:
        partes.append((elegida.codigo, unir(elegida.codigo, corto(elegida.titulo, 60))))
    return {
        "partes": partes,
        "responsables": [(o.valor, unir(o.nombre, f"({o.cuantos})")) for o in opciones.responsables],
        "lugares": [(o.valor, unir(o.nombre, f"({o.cuantos})")) for o in opciones.lugares],
    }


def renglon_de(clave: str, fila: FilaIndicador, hoy: dt.date) -> dict[str, Any]:
    """Un indicador en una lista: su forma, su último valor y su frescura."""
    ultimo = fila.puntos[-1] if fila.puntos else None
    origen = fila.base_fecha or (fila.puntos[0][0] if fila.puntos else None)
    faltan = tramos.faltan(fila.frecuencia, [d for d, _v in fila.puntos], hoy)
    return {
        "codigo": fila.codigo,
        "nombre": fila.nombre,
        "url": url_for("avance.indicador", clave=clave, codigo=fila.codigo),
        "unidad": fila.unidad,
        "elemento": {
            "codigo": fila.elemento_codigo, "titulo": fila.elemento_titulo, "eje": fila.eje,
            "url": url_for("plan.elemento", clave=clave, codigo=fila.elemento_codigo),
        },
        "responsable": fila.responsable,
        "lugar": fila.lugar,
        "cancelado": fila.estado == "cancelado",
        "valor": exacto(ultimo[1], fila.decimales) if ultimo else None,
        "cuando": dia_de(fila.frecuencia)(ultimo[0]) if ultimo else "",
        "meta": _meta_que_corre(fila),
        "chispa": graficos.chispa(sorted([*fila.puntos, *((d, None) for d in faltan)], key=lambda p: p[0])),
        "frescura": frescura_de(
            fila.frecuencia, ultimo[0] if ultimo else None, origen, hoy, activo=fila.estado == "activo"
        ),
    }  # fmt: skip
