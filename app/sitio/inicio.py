"""Lo que muestra la portada: lo abierto, las cifras que existen, lo nuevo, lo apoyado y lo cercano."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.nucleo import paneles
from app.nucleo.plantillas import fecha_hora, numero
from app.nucleo.reloj import ahora
from app.procesos import consultas as procesos
from app.procesos import presentacion as fases
from app.procesos.consultas import ProcesoAbierto
from app.procesos.reglas import Acto
from app.propuestas import consultas, tarjetas
from app.propuestas.consultas import Filtros, Orden
from app.propuestas.reglas import EstadoLista
from app.territorio import consultas as territorio
from app.territorio.formularios import FormularioBarrio

EN_PORTADA = 3
VIGENCIA = 60


def datos(barrio: str, red: str | None = None) -> dict[str, Any]:
    """Todo lo de la portada; `barrio` es el código elegido sin cuenta, o vacío; `red`, desde dónde se pide."""
    abiertos = procesos.abiertos_ahora()
    mio = territorio.por_codigo(barrio) if barrio else None
    totales = _totales()
    return {
        "cuentas_demo": paneles.pedir("cuentas_demostracion", red, omision=()),
        "abiertos": [_ficha(p) for p in abiertos],
        "puede_proponer": any(Acto.PROPONER in p.actos for p in abiertos),
        "puede_apoyar": any(Acto.APOYAR in p.actos for p in abiertos),
        "plazo": _plazo(),
        "pasos": _camino(totales),
        "total": totales["publicadas"],
        "mio": {"nombre": mio.nombre, "codigo": mio.codigo} if mio else None,
        "elegir_barrio": None if mio else _formulario(),
        "cerca": _trozo(Filtros(territorio_id=mio.id), Orden.NUEVAS) if mio else [],
        "apoyadas": _trozo(Filtros(estado=EstadoLista.REUNE.value), Orden.APOYADAS),
        "nuevas": _trozo(Filtros(), Orden.NUEVAS),
        "esperan": _trozo(Filtros(estado=EstadoLista.ESPERA.value), Orden.NUEVAS),
    }


def _trozo(filtros: Filtros, orden: Orden) -> list[Any]:
    pagina = consultas.pagina(filtros, orden, None, cuantas=EN_PORTADA)
    return tarjetas.dibujar(pagina.elementos)


def _formulario() -> FormularioBarrio | None:
    opciones = territorio.opciones()
    return FormularioBarrio().con_opciones(opciones) if opciones else None


def _plazo() -> int | None:
    permanente = procesos.permanente()
    return permanente.plazo_respuesta if permanente else None


def _ficha(p: ProcesoAbierto) -> dict[str, Any]:
    """Un proceso abierto: hasta cuándo y la acción que hoy ofrece."""
    estado = fases.estado_de_fases(p.fases, ahora())
    if Acto.PROPONER in p.actos:
        accion = {"texto": _("Proponer"), "url": url_for("propuestas.proponer", proceso=p.clave)}
    elif Acto.APOYAR in p.actos:
        accion = {"texto": _("Leer y apoyar"), "url": url_for("propuestas.lista", proceso=p.clave)}
    else:
        accion = {"texto": _("Ver en qué va"), "url": url_for("procesos.detalle", clave=p.clave)}
    etapa = p.vigentes[0]
    hasta = estado["texto"] if etapa.cierra is None else _("Hasta el %(dia)s", dia=fecha_hora(etapa.cierra))
    return {
        "nombre": p.nombre,
        "proposito": p.proposito,
        "url": url_for("procesos.detalle", clave=p.clave),
        "hasta": hasta,
        "etapa": etapa.nombre,
        "permanente": p.clase == "permanente",
        "accion": accion,
    }


def _totales() -> dict[str, int]:
    """Las cifras de la ciudad, con un minuto de atraso como mucho: contarlas todas no cabe en cada visita."""
    tramo = int(ahora().timestamp()) // VIGENCIA
    guardado = current_app.extensions.get("rumbo_totales")
    if guardado is None or guardado[0] != tramo:
        guardado = current_app.extensions["rumbo_totales"] = (tramo, consultas.totales())
    totales: dict[str, int] = guardado[1]
    return totales


def _camino(totales: dict[str, int]) -> list[dict[str, Any]]:
    """De la idea a la respuesta, solo con lo que existe."""
    if not totales["publicadas"]:
        return []
    ideas, espera = totales["publicadas"], totales["con_umbral"]
    return [
        {
            "valor": numero(ideas),
            "texto": ngettext("idea publicada", "ideas publicadas", ideas),
            "url": url_for("propuestas.lista"),
            "detalle": ngettext(
                "%(n)s esta semana",
                "%(n)s esta semana",
                totales["esta_semana"],
                n=numero(totales["esta_semana"]),
            ),
        },
        {
            "valor": numero(totales["apoyos"]),
            "texto": ngettext("apoyo sumado", "apoyos sumados", totales["apoyos"]),
            "url": url_for("propuestas.lista", orden=Orden.APOYADAS.value),
        },
        {
            "valor": numero(espera),
            "texto": ngettext(
                "pasó el umbral y espera respuesta", "pasaron el umbral y esperan respuesta", espera
            ),
            "url": url_for("propuestas.lista", estado=EstadoLista.ESPERA.value),
            "estado": "ahora" if espera else "luego",
        },
    ]
