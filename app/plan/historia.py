"""Las versiones de un plan y sus actos, en palabras. No consulta ni escribe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.nucleo.plantillas import numero
from app.nucleo.traducido import citar, unir
from app.plan import mensajes, reglas
from app.plan.consultas import ActoDado, Ajenos, Documento, FichaPlan, Version

TABLAS = {
    "elementos": _l("Elementos"),
    "plan": _l("Datos del plan"),
    "alineaciones": _l("Con qué se alinea"),
    "indicadores": _l("Indicadores"),
    "metas": _l("Metas"),
    "hitos": _l("Hitos"),
    "montos": _l("Dinero programado"),
}
CLASES = {"nuevo": _l("Nuevo"), "cambia": _l("Cambia"), "quitado": _l("Ya no está")}
TONOS = {"nuevo": "hecho", "cambia": "ahora", "quitado": "cerrado"}
TOPE = 300
"""Diferencias que se muestran de cada tabla; las demás se cuentan y están en las descargas."""


def acto_de(acto: ActoDado | None, documentos: Mapping[str, Documento]) -> dict[str, Any] | None:
    """Un acto con su documento, si se guardó."""
    if acto is None:
        return None
    documento = documentos.get(acto.huella) if acto.huella else None
    return {
        "organo": acto.organo,
        "numero": acto.numero,
        "fecha": acto.fecha,
        "gaceta": acto.gaceta,
        "huella": acto.huella,
        "documento": documento and url_for("adjuntos.documento", clave=documento.clave),
        "archivo": documento.nombre if documento else "",
    }


def version_de(plan: FichaPlan, v: Version, documentos: Mapping[str, Documento]) -> dict[str, Any]:
    """Una versión en la lista o en su página."""
    return {
        "numero": v.numero,
        "url": url_for("plan.version", clave=plan.clave, numero=v.numero),
        "cuando": v.publicada_en,
        "quien": v.quien,
        "que_cambio": v.que_cambio,
        "por_que": v.por_que,
        "huella": v.huella,
        "archivo": f"{plan.clave}-v{v.numero}.json",
        "acto": acto_de(v.acto, documentos),
        "tablas": [
            {
                "nombre": TABLAS.get(t, t),
                "url": url_for("plan.tabla_de_version", clave=plan.clave, numero=v.numero, tabla=t),
            }
            for t in sorted(v.tablas, key=lambda t: (t != reglas.ELEMENTOS, t != "plan", t))
        ],
    }


def cuantos_cambios(n: int) -> str:
    """`12 cambios`."""
    return str(ngettext("%(n)s cambio", "%(n)s cambios", n, n=numero(n)))


def pendientes_de(cambios: Sequence[reglas.CambiosDeTabla] | None) -> dict[str, Any]:
    """Lo que espera publicarse: cuántos cambios y una frase; sin ninguna versión, se dice."""
    if cambios is None:
        return {"n": None, "frase": _("Este plan todavía no tiene ninguna versión publicada.")}
    n = reglas.cuantos_cambios(cambios)
    if not n:
        return {"n": 0, "frase": _("Todo lo que hay está en la última versión.")}
    return {
        "n": n,
        "frase": ngettext("%(n)s cambio sin publicar.", "%(n)s cambios sin publicar.", n, n=numero(n)),
    }


def cambios_legibles(cambios: Sequence[reglas.CambiosDeTabla], ajenos: Ajenos) -> list[dict[str, Any]]:
    """Tabla por tabla: cuántas filas de cada clase y cada una con lo de antes y lo de después."""
    return [
        {
            "tabla": c.tabla,
            "nombre": TABLAS.get(c.tabla, c.tabla),
            "cuentas": [
                f"{texto}: {numero(c.cuantas(clase))}" for clase, texto in CLASES.items() if c.cuantas(clase)
            ],
            "filas": [_fila(c.tabla, d, ajenos) for d in c.diferencias[:TOPE]],
            "sobran": max(0, len(c.diferencias) - TOPE),
        }
        for c in cambios
    ]


def _detalle(tabla: str, llave: tuple[str, ...], ajenos: Ajenos) -> Any:
    """De cuál se trata, dentro de su elemento o su indicador: el año, el período o con qué se une."""
    if tabla == "metas":
        return _("la meta hasta el %(dia)s", dia=mensajes.valor_legible("fin", llave[1]))
    if tabla == "montos":
        return llave[1]
    if tabla != "alineaciones":
        return ""
    ajeno = ajenos.get(llave[1:3])
    if ajeno is None:
        return _("con %(codigo)s de «%(plan)s»", codigo=llave[2], plan=llave[1])
    return citar(_("con «%(ajeno)s», de %(plan)s"), ajeno=unir(llave[2], ajeno[0]), plan=ajeno[1])


def _fila(tabla: str, d: reglas.Diferencia, ajenos: Ajenos) -> dict[str, Any]:
    de = d.llave[0] if d.llave else d.codigo
    return {
        "codigo": mensajes.nombre_de_campo(de) if tabla == "plan" else de,
        "titulo": d.titulo,
        "detalle": _detalle(tabla, d.llave, ajenos),
        "rotulo": CLASES[d.clase],
        "tono": TONOS[d.clase],
        "cambios": [
            mensajes.cambio_legible({"campo": c.campo, "antes": c.antes, "despues": c.despues})
            for c in d.cambios
        ],
    }
