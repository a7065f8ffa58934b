"""Cómo se dicen en el hilo los hechos del avance: su título y, si hace falta, unas líneas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from markupsafe import Markup

from app.avance import hechos_indicadores, mensajes
from app.avance.textos import escrito, frase
from app.nucleo.plantillas import dinero, fecha, numero, porcentaje

TOPE_CAMBIOS = 30
"""Los cambios de un archivo que se dicen en el hilo; el hecho los guarda todos."""

TITULOS: dict[str, Any] = {
    **hechos_indicadores.TITULOS,
    "avance.hito_creado": _l("Se añade un hito"),
    "avance.hito_editado": _l("Cambia un hito"),
    "avance.hito_cumplido": _l("Se cumple un hito"),
    "avance.hito_sin_cumplir": _l("Un hito vuelve a estar sin cumplir"),
    "avance.hito_cancelado": _l("Se cancela un hito"),
    "avance.hito_recuperado": _l("Se recupera un hito cancelado"),
    "avance.dicho": _l("Se dice cuánto avanzó"),
    "avance.situacion_puesta": _l("Se dice su situación"),
    "avance.situacion_quitada": _l("Vuelve a valer la situación calculada"),
    "avance.umbrales": _l("Cambian los umbrales del plan"),
    "avance.tabla_traida": _l("Se traen datos de un archivo"),
    "avance.monto_cambiado": _l("Cambia su dinero"),
    "avance.momentos_cambiados": _l("Cambian los momentos del dinero"),
}
"""Clase del hecho → lo que pasó."""


def _de_hito(datos: Mapping[str, Any]) -> list[str]:
    lineas: list[str] = [escrito(f"«{datos['titulo']}»")]
    if datos.get("fecha"):
        lineas.append(fecha(dt.date.fromisoformat(datos["fecha"])))
        lineas.append(frase(_("Se sabe por: %(fuente)s"), fuente=datos.get("fuente", "")))
    return [*lineas, *(_cambio(c) for c in datos.get("cambios", ()))]


def _cambio(cambio: Mapping[str, Any]) -> str:
    cambiado = frase(_("de «%(antes)s» a «%(despues)s»"), antes=cambio["antes"], despues=cambio["despues"])
    return Markup("{}: {}").format(mensajes.CAMPOS.get(cambio["campo"], cambio["campo"]), cambiado)


def _de_dicho(datos: Mapping[str, Any]) -> list[str]:
    dia = fecha(dt.date.fromisoformat(datos["fecha"]))
    return [str(_("%(parte)s al %(dia)s", parte=porcentaje(datos["porcentaje"] / 100), dia=dia))]


def _de_situacion(datos: Mapping[str, Any]) -> list[str]:
    return [str(mensajes.SITUACIONES.get(datos["situacion"], datos["situacion"]))]


def _de_umbrales(datos: Mapping[str, Any]) -> list[str]:
    return [_cambio(c) for c in datos.get("cambios", ())]


def _de_tabla(datos: Mapping[str, Any]) -> list[str]:
    lineas = [str(mensajes.TABLAS.get(datos["tabla"], datos["tabla"]))]
    if n := datos.get("nuevas", 0):
        lineas.append(ngettext("%(n)s fila nueva", "%(n)s filas nuevas", n, n=numero(n)))
    cambios = datos.get("cambios", ())
    lineas += [_cambio(c) for c in cambios[:TOPE_CAMBIOS]]
    if sobran := max(0, len(cambios) - TOPE_CAMBIOS):
        lineas.append(ngettext("y %(n)s cambio más", "y %(n)s cambios más", sobran, n=numero(sobran)))
    return lineas


def _de_monto(datos: Mapping[str, Any]) -> list[str]:
    momento = f"{datos['momento']} {datos['anio']}"
    if datos["antes"] is None:
        return [f"{momento}: {dinero(datos['despues'])}"]
    despues = dinero(datos["despues"]) if datos["despues"] is not None else str(_("sin dato"))
    return [_cambio({"campo": momento, "antes": dinero(datos["antes"]), "despues": despues})]


def _de_momentos(datos: Mapping[str, Any]) -> list[str]:
    lineas = [_cambio(c) for c in datos.get("cambios", ())]
    if datos.get("puestos"):
        lineas.append(str(_("Se añaden: %(nombres)s", nombres=", ".join(datos["puestos"]))))
    if datos.get("orden"):
        lineas.append(str(_("Su orden: %(nombres)s", nombres=", ".join(datos["orden"]))))
    if datos.get("quitados"):
        lineas.append(str(_("Se quitan: %(nombres)s", nombres=", ".join(datos["quitados"]))))
    return lineas


SEGUIDOS = frozenset({"avance.tabla_traida"})
"""Los hechos que, uno tras otro, son un solo paso del hilo que se despliega."""

LINEAS: dict[str, Callable[[Mapping[str, Any]], list[str]]] = {
    **hechos_indicadores.LINEAS,
    "avance.hito_creado": _de_hito,
    "avance.hito_editado": _de_hito,
    "avance.hito_cumplido": _de_hito,
    "avance.hito_sin_cumplir": _de_hito,
    "avance.hito_cancelado": _de_hito,
    "avance.hito_recuperado": _de_hito,
    "avance.dicho": _de_dicho,
    "avance.situacion_puesta": _de_situacion,
    "avance.umbrales": _de_umbrales,
    "avance.tabla_traida": _de_tabla,
    "avance.monto_cambiado": _de_monto,
    "avance.momentos_cambiados": _de_momentos,
}
"""Clase del hecho → qué se dice debajo, a partir de sus datos."""


def paso(clase: str, datos: Mapping[str, Any]) -> dict[str, Any] | None:
    """El título y las líneas de un hecho del avance; None si el hecho es de otra área."""
    if clase not in TITULOS:
        return None
    lineas = LINEAS.get(clase)
    return {
        "titulo": str(TITULOS[clase]),
        "lineas": lineas(datos) if lineas else [],
        "seguido": clase in SEGUIDOS,
    }
