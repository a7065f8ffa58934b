"""De los datos de una propuesta a lo que piden las partes de la interfaz. No consulta ni escribe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from babel.dates import format_timedelta
from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.contenido.reglas import Paso
from app.nucleo import idiomas
from app.nucleo.plantillas import fecha, fecha_breve, fecha_hora, numero
from app.nucleo.texto import a_texto, raiz_url
from app.procesos.reglas import SIN_UMBRAL
from app.propuestas.consultas import ApoyoVisto, Ficha, Tarjeta
from app.propuestas.permisos import NoApoya
from app.propuestas.reglas import DatosHilo, Estado, estado_en, pasos_del_hilo

_ORIGENES = {"decide-madrid": "Decide Madrid", "valladolid": "Presupuestos participativos de Valladolid"}
PRONTO = dt.timedelta(days=30)
"""Desde cuándo se avisa en la tarjeta de que se acaba el plazo."""
_ESTADOS = {"hecho": "hecho", "ahora": "ahora", "luego": "luego", "cortado": "retirado"}
_CERRADAS = (Estado.RETIRADA, Estado.ARCHIVADA)
_PAGINAS = frozenset(
    {"apoyar", "retirar-apoyo", "versiones", "editar", "retirar", "clasificar", "fotos", "firmas", "firmar"}
)
"""Páginas de una propuesta: un título que dé una de estas direcciones la taparía."""


def raiz_de(titulo: str) -> str:
    """La parte legible de la dirección de una propuesta, distinta de sus otras páginas."""
    raiz = raiz_url(titulo)
    return f"{raiz}-1" if raiz in _PAGINAS else raiz


def direccion(codigo: str, titulo: str, **mas: Any) -> str:
    """La dirección de la página de una propuesta."""
    return url_for("propuestas.ficha", codigo=codigo, raiz=raiz_de(titulo), **mas)


def chips_de_plan(propuesta: Tarjeta | Ficha, enlazar: bool = True) -> list[dict[str, Any]]:
    """Los elementos del plan a los que contribuye, con el color de su eje."""
    return [
        {
            "texto": titulo,
            "codigo": codigo,
            "eje": eje,
            "url": url_for("plan.elemento_por_id", elemento_id=ident) if enlazar else None,
        }
        for ident, codigo, titulo, eje in propuesta.elementos
    ]


def estado_de(p: Tarjeta | Ficha, momento: dt.datetime) -> dict[str, str] | None:
    """Dónde está, en pocas palabras; None mientras junta apoyos con tiempo por delante (lo dice la barra)."""
    estado = estado_en(p.estado, p.cruzado_en is not None, p.cierra_en, momento)
    if isinstance(p, Ficha) and p.oculto:
        return {"texto": _("Oculta"), "tono": "cerrado"}
    if estado is Estado.RETIRADA:
        return {"texto": _("Retirada"), "tono": "cerrado"}
    if estado is Estado.ARCHIVADA:
        return {"texto": _("Archivada"), "tono": "cerrado"}
    if p.vence is None:
        cerca = p.cierra_en is not None and p.cierra_en - momento <= PRONTO
        return (
            {"texto": _("Apoyos hasta el %(dia)s", dia=_dia(p.cierra_en)), "tono": "neutro"} if cerca else None
        )
    if momento > p.vence:
        atraso = format_timedelta(momento - p.vence, locale=idiomas.actual())
        return {"texto": _("Respuesta atrasada %(tiempo)s", tiempo=atraso), "tono": "tarde"}
    return {"texto": _("Respuesta: hasta el %(dia)s", dia=_dia(p.vence)), "tono": "ahora"}


def _dia(valor: dt.datetime | None) -> str:
    return fecha_breve(valor, con_hora=False)


def nudos_de(p: Tarjeta | Ficha, momento: dt.datetime) -> list[dict[str, str]]:
    """El hilo en pequeño: los pasos que ya existen, con su nombre."""
    return [{"nombre": _nombre(paso.clave), "estado": _ESTADOS[paso.estado]} for paso in _pasos(p, momento)]


def _pasos(p: Tarjeta | Ficha, momento: dt.datetime) -> Sequence[Paso]:
    if isinstance(p, Ficha):
        return p.hilo
    datos = DatosHilo(
        estado=estado_en(p.estado, p.cruzado_en is not None, p.cierra_en, momento),
        autora=p.autora,
        publicada_en=p.publicada_en,
        apoyos=p.apoyos,
        contados=p.contados,
        umbral=p.umbral,
        cruzado_en=p.cruzado_en,
        vence=p.vence,
        se_apoya=p.umbral < SIN_UMBRAL,
    )
    return pasos_del_hilo(datos, momento)


def _nombre(clave: str) -> str:
    return {
        "idea": _("idea"),
        "apoyos": _("apoyos"),
        "respuesta": _("respuesta"),
        "retirada": _("retirada"),
        "archivada": _("archivada"),
    }[clave]


def datos_de_tarjeta(t: Tarjeta, momento: dt.datetime) -> dict[str, Any]:
    """Los argumentos de la macro `tarjeta_propuesta`."""
    return {
        "titulo": t.titulo,
        "url": direccion(t.codigo, t.titulo),
        "lugar": t.lugar or _("Toda la ciudad"),
        "resumen": t.resumen,
        "idioma": t.idioma if t.idioma != idiomas.actual() else None,
        "planes": chips_de_plan(t),
        "pasos": nudos_de(t, momento),
        "apoyos": t.apoyos,
        "verificados": t.contados,
        "umbral": umbral_visible(t),
        "importados": t.importados,
        "estado": estado_de(t, momento),
        "cerrada": estado_en(t.estado, t.cruzado_en is not None, t.cierra_en, momento) in _CERRADAS,
    }


def umbral_visible(p: Tarjeta | Ficha | ApoyoVisto) -> int | None:
    """El umbral de la barra; None en lo que se trajo solo para leer, que no tiene."""
    return p.umbral if p.umbral < SIN_UMBRAL else None


def barra_de(p: Ficha | ApoyoVisto) -> dict[str, Any]:
    """Los argumentos de la macro `barra_apoyos`."""
    return {
        "apoyos": p.apoyos,
        "umbral": umbral_visible(p),
        "verificados": p.contados,
        "de_personal": p.de_personal,
        "importados": p.importados,
        "origen": nombre_de_origen(p.origen),
        "cruzado": p.cruzado_en,
        "cerrada": p.no_apoya in (NoApoya.RETIRADA, NoApoya.ARCHIVADA),
    }


def nombre_de_origen(origen: str | None) -> str | None:
    """De dónde se trajo, con su nombre propio si lo conocemos."""
    return _ORIGENES.get(origen, origen) if origen else None


def hilo_de(f: Ficha) -> list[dict[str, Any]]:
    """El hilo entero, para la macro `hilo`."""
    return [
        {
            "estado": _ESTADOS[paso.estado],
            "cuando": paso.cuando,
            "quien": paso.quien,
            "nombre": _nombre(paso.clave),
            **_palabras_de_paso(f, paso),
        }
        for paso in f.hilo
    ]


def _palabras_de_paso(f: Ficha, paso: Paso) -> dict[str, Any]:
    if paso.clave == "apoyos" and f.cruzado_en:
        return {
            "titulo": ngettext("%(n)s apoyo", "%(n)s apoyos", f.apoyos, n=numero(f.apoyos)),
            "lineas": [_("Pasó el umbral de %(umbral)s apoyos verificados.", umbral=numero(f.umbral))],
        }
    if paso.clave == "apoyos":
        pide = ngettext(
            "Necesita %(n)s apoyo verificado.",
            "Necesita %(n)s apoyos verificados.",
            f.umbral,
            n=numero(f.umbral),
        )
        return {"titulo": _("Junta apoyos"), "lineas": [pide]}
    if paso.clave == "respuesta":
        texto = _("Vencida") if paso.vencido else _("En plazo")
        return {
            "titulo": _("Respuesta de la municipalidad"),
            "cuando": _("Hasta el %(dia)s", dia=fecha_hora(paso.cuando)),
            "chip": {"texto": texto, "tono": "tarde" if paso.vencido else "ahora"},
        }
    if paso.clave == "archivada":
        falta = _("Llegó su fecha sin reunir los %(n)s apoyos verificados.", n=numero(f.umbral))
        return {"titulo": _("Archivada"), "lineas": [falta]}
    if paso.clave == "retirada":
        return {"titulo": _("Retirada por su autora"), "porque": " ".join(paso.detalles)}
    return {"titulo": _("Idea"), "lineas": [_("Dictada en un mostrador.")] if f.de_mostrador else []}


def sitio_de(url: str) -> str:
    """El sitio al que lleva un enlace, para decirlo antes de salir."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def que_sigue(f: Ficha, momento: dt.datetime) -> str:
    """Lo que toca ahora con esta propuesta, en una o dos frases."""
    detenida = _detenida(f)
    if detenida:
        return detenida
    if f.vence is not None and momento > f.vence:
        return _(
            "La municipalidad debía responder antes del %(dia)s y todavía no lo hizo. El atraso es público.",
            dia=fecha(f.vence),
        )
    if f.vence is not None:
        return _(
            "Pasó el umbral: la municipalidad tiene hasta el %(dia)s para responder, con sus razones.",
            dia=fecha(f.vence),
        )
    if umbral_visible(f) is None:
        return _("Aquí se lee. Se apoya y se responde en la plataforma de donde se trajo.")
    return ngettext(
        "Cuando llegue a %(n)s apoyo verificado, la municipalidad tendrá que responder con plazo.",
        "Cuando llegue a %(n)s apoyos verificados, la municipalidad tendrá que responder con plazo.",
        f.umbral,
        n=numero(f.umbral),
    )


def _detenida(f: Ficha) -> str:
    """Por qué no sigue su camino; vacío si sigue."""
    if f.oculto:
        return _("Mientras esté oculta no recibe apoyos ni comentarios.")
    if f.estado == "retirada":
        return _("Su autora la retiró. Ya no recibe apoyos; queda aquí para que se sepa qué pasó.")
    if f.estado == "archivada":
        return _(
            "Se archivó el %(dia)s: su plazo terminó sin llegar a %(n)s apoyos verificados. Se puede leer, "
            "pero ya no recibe apoyos. Si la idea sigue en pie, cualquiera puede proponerla otra vez.",
            dia=fecha(f.cierra_en),
            n=numero(f.umbral),
        )
    return ""


def es_comienzo(resumen: str, cuerpo: str) -> bool:
    """Verdadero si el resumen solo repite el comienzo del texto: entonces la página no lo dice dos veces."""
    corto = resumen.removesuffix("…").strip()
    return bool(corto) and a_texto(cuerpo).startswith(corto)


def cuantas(total: int, tope: int = 1000) -> str:
    """`128 propuestas`, o `más de 1.000 propuestas` si pasa del tope que se cuenta."""
    if total > tope:
        return _("Más de %(n)s propuestas", n=numero(tope))
    return ngettext("%(n)s propuesta", "%(n)s propuestas", total, n=numero(total))


def resumen_de(f: Ficha, momento: dt.datetime) -> dict[str, Any]:
    """Lo que dice la página del código corto: dónde está, qué sigue y el hilo."""
    return {
        "url": direccion(f.codigo, f.titulo),
        "estado": estado_de(f, momento),
        "que_sigue": que_sigue(f, momento),
        "barra": barra_de(f),
        "hilo_pasos": hilo_de(f),
    }
