"""El hilo de un plan y de sus elementos: de los hechos a los pasos que se leen. No consulta ni escribe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from flask_babel import gettext as _

from app.nucleo import idiomas, paneles, traducido
from app.nucleo.plantillas import a_zona, fecha, numero
from app.nucleo.traducido import Texto, citar
from app.plan import mensajes, tablas
from app.plan.consultas import HechoDelPlan
from app.plan.presentacion import cuantas_propuestas


def hilo_de(hechos: list[HechoDelPlan], propuestas: int | None, url_lista: str | None) -> list[dict[str, Any]]:
    """El hilo de un elemento: cómo entró en el plan, cada cambio con su porqué, y lo que sumó la gente."""
    pasos = _juntar_seguidos([_paso(h) for h in hechos])
    if propuestas:
        pasos.append(
            {
                "titulo": _("Lo que suma la gente"),
                "estado": "ahora",
                "lineas": [_("%(propuestas)s contribuyen a esto.", propuestas=cuantas_propuestas(propuestas))]
                if propuestas != 1
                else [_("1 propuesta contribuye a esto.")],
                "url": url_lista,
            }
        )
    return pasos


def _juntar_seguidos(pasos: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Los pasos que se repiten uno tras otro, en uno solo que se despliega; los demás, como vienen."""
    juntos: list[dict[str, Any]] = []
    for (titulo, seguido), grupo in groupby(pasos, key=lambda p: (p["titulo"], p.get("seguido", False))):
        dentro = list(grupo)
        if not seguido or len(dentro) == 1:
            juntos += dentro
            continue
        quienes = {p["quien"] for p in dentro}
        juntos.append(
            {
                "titulo": titulo,
                "estado": "hecho",
                "cuando": _entre(dentro[0]["cuando"], dentro[-1]["cuando"]),
                "quien": quienes.pop() if len(quienes) == 1 else "",
                "resumen": _("Ver las %(n)s veces", n=numero(len(dentro))),
                "pasos": dentro,
            }
        )
    return juntos


def _entre(desde: dt.datetime, hasta: dt.datetime) -> dt.datetime | str:
    """El momento de varios pasos: su día si es el mismo; si no, el primero y el último."""
    if a_zona(desde).date() == a_zona(hasta).date():
        return hasta
    return f"{fecha(desde)} – {fecha(hasta)}"


def _paso(hecho: HechoDelPlan) -> dict[str, Any]:
    datos = hecho.datos
    paso: dict[str, Any] = {
        "titulo": _titulo(hecho),
        "estado": "hecho",
        "cuando": hecho.ocurrio_en,
        "quien": hecho.quien,
        "porque": _dicho(hecho.motivo),
    }
    de_arriba = paneles.pedir("paso_de_avance", hecho.clase, datos)
    if de_arriba is not None:
        return {**paso, **de_arriba}
    if hecho.clase == "plan.aprobado":
        paso["quien"] = datos.get("organo", "")
        paso["cuando"] = (
            fecha(dt.date.fromisoformat(datos["fecha"])) if datos.get("fecha") else hecho.ocurrio_en
        )
        paso["lineas"] = [_dicho(datos.get("numero", ""))]
    elif "cambios" in datos:
        paso["lineas"] = [
            citar(_("%(campo)s: de «%(antes)s» a «%(despues)s»"), **mensajes.cambio_legible(c))
            for c in datos["cambios"]
        ]
    elif hecho.clase == "plan.importado":
        paso |= {"lineas": _traido(datos), "seguido": True}
    elif hecho.clase == "plan.estado_cambiado":
        paso["lineas"] = [str(mensajes.ESTADOS_PLAN.get(datos.get("despues", ""), ""))]
    elif hecho.clase == "plan.version_publicada":
        paso["lineas"] = [_dicho(datos.get("que_cambio", ""))]
    elif hecho.clase in ("plan.alineado", "plan.desalineado"):
        paso["lineas"] = [_dicho(f"{datos['codigo']} {datos['titulo']} · {datos['plan']}")]
    return paso


def _traido(datos: Mapping[str, Any]) -> list[str]:
    """`Metas: 2 filas nuevas y 5 filas cambiadas`."""
    clase = tablas.todas().get(str(datos.get("tabla", "")))
    cuentas = mensajes.filas_traidas({c: n for c, n in datos.items() if isinstance(n, int)})
    return [f"{clase.nombre}: {cuentas}"] if clase and cuentas else []


def _dicho(texto: str) -> Texto:
    """Lo que se escribió en el idioma de la ciudad y no se traduce."""
    return traducido.en(idiomas.actual(), None, "", texto)


def _titulo(hecho: HechoDelPlan) -> str:
    titulos = {
        "plan.aprobado": _("Se aprueba el plan"),
        "plan.estado_cambiado": _("El plan cambia de estado"),
        "plan.elemento_creado": _("Se añade al plan"),
        "plan.elemento_cambiado": _("Cambia"),
        "plan.editado": _("Cambian los datos del plan"),
        "plan.importado": _("Se actualiza el plan desde un archivo"),
        "plan.version_publicada": _("Se publica la versión %(n)s", n=hecho.datos.get("numero", "")),
        "plan.alineado": _("Se une con otro plan"),
        "plan.desalineado": _("Deja de estar unido con otro plan"),
    }
    ajeno = paneles.pedir("paso_de_consulta", hecho.clase, omision="")
    return str(titulos.get(hecho.clase) or ajeno or hecho.clase)
