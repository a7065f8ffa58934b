"""Cómo se dicen en el hilo los hechos de un indicador, sus metas y sus mediciones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.avance import mensajes
from app.nucleo.plantillas import fecha
from app.nucleo.rotulos import exacto
from app.nucleo.texto import recortar

LARGO = 240

TITULOS: dict[str, Any] = {
    "avance.indicador_creado": _l("Se añade un indicador"),
    "avance.indicador_cambiado": _l("Cambia un indicador"),
    "avance.indicador_cancelado": _l("Un indicador deja de medirse"),
    "avance.indicador_reactivado": _l("Un indicador vuelve a medirse"),
    "avance.metas_cambiadas": _l("Cambian las metas de un indicador"),
    "avance.medicion_anotada": _l("Se anota un valor"),
    "avance.medicion_corregida": _l("Se corrige un valor"),
    "avance.medicion_retirada": _l("Se retira un valor"),
    "avance.principal_cambiada": _l("Cambia la fuente con que se calcula"),
}


def _dia(texto: str) -> str:
    return fecha(dt.date.fromisoformat(texto))


def _valor(texto: str | None) -> str:
    return str(_("sin meta")) if texto is None else exacto(Decimal(texto))


def _nombre(datos: Mapping[str, Any]) -> list[str]:
    return [f"«{datos['nombre']}»"]


def _cambiado(datos: Mapping[str, Any]) -> list[str]:
    lineas = [
        _(
            "%(campo)s: de «%(antes)s» a «%(despues)s»",
            campo=mensajes.campo_de_indicador(c["campo"]),
            antes=recortar(mensajes.valor_de_indicador(c["campo"], c["antes"]), LARGO),
            despues=recortar(mensajes.valor_de_indicador(c["campo"], c["despues"]), LARGO),
        )
        for c in datos.get("cambios", ())
    ]
    return [*_nombre(datos), *(str(x) for x in lineas or [_("Cambian sus traducciones.")])]


def _metas(datos: Mapping[str, Any]) -> list[str]:
    lineas = [
        _(
            "Meta al %(dia)s: de %(antes)s a %(despues)s",
            dia=_dia(c["fin"]),
            antes=_valor(c["antes"]),
            despues=_valor(c["despues"]),
        )
        for c in datos.get("metas", ())
    ]
    return [*_nombre(datos), *map(str, lineas)]


def _medicion(datos: Mapping[str, Any]) -> list[str]:
    linea = _(
        "%(valor)s al %(dia)s. Fuente: %(fuente)s",
        valor=_valor(datos["valor"]), dia=_dia(datos["fecha"]), fuente=datos["fuente"],
    )  # fmt: skip
    extra = (
        [_("Desde ahora se calcula con «%(fuente)s».", fuente=datos["relevo"])] if datos.get("relevo") else []
    )
    return [*_nombre(datos), str(linea), *map(str, extra)]


def _corregida(datos: Mapping[str, Any]) -> list[str]:
    lineas = [
        _(
            "%(cual)s: %(valor)s al %(dia)s (%(fuente)s)",
            cual=cual, valor=_valor(d["valor"]), dia=_dia(d["fecha"]), fuente=d["fuente"],
        )
        for cual, d in ((_("Antes"), datos["antes"]), (_("Ahora"), datos["despues"]))
    ]  # fmt: skip
    return [*_nombre(datos), *map(str, lineas)]


def _principal(datos: Mapping[str, Any]) -> list[str]:
    linea = _(
        "Para el %(dia)s: de «%(antes)s» a «%(despues)s»",
        dia=_dia(datos["fecha"]), antes=datos["antes"] or _("ninguna"), despues=datos["despues"],
    )  # fmt: skip
    return [*_nombre(datos), str(linea)]


LINEAS: dict[str, Callable[[Mapping[str, Any]], list[str]]] = {
    "avance.indicador_creado": _nombre,
    "avance.indicador_cambiado": _cambiado,
    "avance.indicador_cancelado": _nombre,
    "avance.indicador_reactivado": _nombre,
    "avance.metas_cambiadas": _metas,
    "avance.medicion_anotada": _medicion,
    "avance.medicion_corregida": _corregida,
    "avance.medicion_retirada": _medicion,
    "avance.principal_cambiada": _principal,
}
