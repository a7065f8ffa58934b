"""Lo que cada página de una conversación necesita: los comentarios listos y qué puede hacer quien mira."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from app.adjuntos.campo import Campo
from app.adjuntos.consultas import de_contenidos as adjuntos_de
from app.adjuntos.reglas import LIMITES_COMENTARIO
from app.contenido.consultas import motivos_de
from app.cuentas.consultas import pasos_para
from app.nucleo.accesos import identidad
from app.nucleo.permisos import Identidad
from app.nucleo.reloj import ahora
from app.participacion import consultas, permisos, presentacion
from app.participacion.comentables import Comentable, Cosa
from app.participacion.consultas import Cuentas, Fila, Hilo
from app.participacion.dibujos import dibujar
from app.participacion.formularios import Comentar
from app.participacion.permisos import NoComenta
from app.participacion.presentacion import Contexto, Visto
from app.participacion.reglas import (
    RAICES_POR_PAGINA,
    RESPUESTAS_DE_MUESTRA,
    RESPUESTAS_TODAS,
    TEXTO_MAXIMO,
    Orden,
    Posicion,
)
from app.procesos.presentacion import motivo_de_fase
from app.procesos.reglas import Acto

RAICES_DE_MUESTRA = 10


def contexto(
    quien: Identidad, sobre: Comentable, filas: Sequence[Fila], otras: Sequence[Fila] = ()
) -> Contexto:
    """El contexto de unas filas: los votos de quien mira, por qué se ocultó lo oculto y a quién responden."""
    momento = ahora()
    return Contexto(
        quien=quien,
        sobre=sobre,
        momento=momento,
        abierta=permisos.no_comenta(quien, sobre, momento) is None,
        votos=consultas.votos_de(quien, [f.id for f in filas]),
        motivos=motivos_de([f.id for f in filas if f.oculto], "moderacion."),
        padres=consultas.padres_de(filas, otras),
        raiz=presentacion.raiz_de_direcciones(),
        rotulos=presentacion.rotulos(),
        adjuntos=adjuntos_de([f.id for f in filas if f.con_adjuntos]),
    )


def para_escribir(codigo: str) -> str:
    """La dirección de la conversación con el formulario abierto."""
    return url_for("participacion.conversacion", codigo=codigo, escribir=1, _anchor="comentar")


def comentar_de(codigo: str, sobre: Comentable, quien: Identidad, momento: dt.datetime) -> dict[str, Any]:
    """Si `quien` puede comentar; si no, por qué, a dónde ir y los pasos que le faltan."""
    porque = permisos.no_comenta(quien, sobre, momento)
    bloque: dict[str, Any] = {
        "codigo": codigo,
        "puede": porque is None,
        "motivo": "" if porque is None else _motivo(porque, sobre, momento),
        "entrar": "",
        "faltan": [],
        "por_la_municipalidad": permisos.puede_hablar_por_la_municipalidad(quien),
    }
    vuelta = para_escribir(codigo)
    if porque is NoComenta.CUENTA:
        bloque["entrar"] = url_for("cuentas.entrar", siguiente=vuelta)
    elif sobre.requisitos and porque in (NoComenta.ACREDITACION, NoComenta.EDAD, NoComenta.NACIMIENTO):
        pide = sobre.requisitos
        bloque["faltan"] = pasos_para(quien, pide.acreditacion, pide.edad_minima or None, siguiente=vuelta)
    return bloque


def _motivo(porque: NoComenta, sobre: Comentable, momento: dt.datetime) -> str:
    if porque is NoComenta.CERRADO:
        return sobre.cerrado
    if porque is NoComenta.FASE and sobre.requisitos:
        cuando = motivo_de_fase(sobre.requisitos.fases, Acto.DEBATIR, momento)
        return _("Hoy se puede leer, pero no comentar. %(cuando)s", cuando=cuando)
    return {
        NoComenta.OCULTO: _("Está oculta: no recibe comentarios."),
        NoComenta.CUENTA: _("Para comentar, entra o crea tu cuenta: toma un minuto, y vuelves aquí."),
        NoComenta.ROL: _("Una cuenta de auditoría mira, pero no comenta."),
    }.get(porque, _("Antes de comentar te falta un paso."))


def hilos_vistos(hilos: Sequence[Hilo], c: Contexto) -> list[dict[str, Any]]:
    """Cada raíz con sus respuestas en orden, ya dibujadas, y cuántas quedan en su propia página."""
    por_hilo = [presentacion.en_orden((hilo.raiz, *hilo.respuestas), c) for hilo in hilos]
    html = iter(dibujar([visto for vistos in por_hilo for visto in vistos]))
    salida = []
    for hilo, (raiz, *respuestas) in zip(hilos, por_hilo, strict=True):
        vivas = sum(not f.retirado for f in hilo.respuestas)
        salida.append(
            {
                "raiz": raiz,
                "html": next(html),
                "respuestas": [(v.nivel, next(html)) for v in respuestas],
                "faltan": max(0, raiz.respuestas - vivas),
            }
        )
    return salida


def pagina(
    contenido: Cosa,
    sobre: Comentable,
    quien: Identidad,
    *,
    orden: Orden = Orden.VALORADOS,
    posicion: Posicion | None = None,
    clave: str | None = None,
    todas: bool = False,
    de_muestra: bool = False,
) -> dict[str, Any]:
    """Una página de la conversación; `todas` trae más respuestas de cada raíz; `de_muestra`, menos raíces."""
    cuentas = contenido.cuentas
    hallada = consultas.raices(
        contenido.id,
        orden,
        posicion,
        clave,
        cuantas=RAICES_DE_MUESTRA if de_muestra else RAICES_POR_PAGINA,
        respuestas=RESPUESTAS_TODAS if todas else RESPUESTAS_DE_MUESTRA,
    )
    filas = [f for h in hallada.elementos for f in (h.raiz, *h.respuestas)]
    c = contexto(quien, sobre, filas)
    ver: dict[str, Any] = {"orden": orden.value, "posicion": posicion.value if posicion else None}
    ver["respuestas"] = "todas" if todas else None

    def enlace(otra: str | None) -> str | None:
        return otra and url_for("participacion.conversacion", codigo=contenido.codigo, clave=otra, **ver)

    return {
        "sobre": sobre,
        "codigo": contenido.codigo,
        "cuentas": cuentas,
        "titulo_cuenta": presentacion.cuantos(cuentas.comentarios),
        "hilos": hilos_vistos(hallada.elementos, c),
        "filtros": presentacion.filtros_de(contenido.codigo, cuentas, orden, posicion),
        "ordenes": presentacion.ordenes_de(contenido.codigo, orden, posicion),
        "siguiente": enlace(hallada.siguiente),
        "anterior": enlace(hallada.anterior),
        "comentar": comentar_de(contenido.codigo, sobre, quien, c.momento),
        "limite": TEXTO_MAXIMO,
        "adjuntos": Campo(secrets.token_urlsafe(16), LIMITES_COMENTARIO),
        "vota": c.abierta,
        "todas": _enlace_todas(contenido.codigo, cuentas, todas, ver, clave),
    }


def _enlace_todas(
    codigo: str, cuentas: Cuentas, todas: bool, ver: dict[str, Any], clave: str | None
) -> str | None:
    if todas or cuentas.comentarios == cuentas.raices:
        return None
    return url_for("participacion.conversacion", codigo=codigo, clave=clave, **{**ver, "respuestas": "todas"})


def en_contexto(codigo: str, quien: Identidad, clave: str | None) -> dict[str, Any]:
    """La página de un comentario: los que tiene encima, él y, por páginas, los de debajo."""
    hallado = consultas.en_contexto(codigo, quien, clave)
    filas = hallado.debajo if clave else (hallado.fila, *hallado.debajo)
    c = contexto(quien, hallado.sobre, (*filas, hallado.fila), hallado.encima)
    encima: list[Visto] = presentacion.en_orden(hallado.encima, c)
    vistos = presentacion.en_orden(filas, c, destacado=hallado.fila.id)
    return {
        "sobre": hallado.sobre,
        "codigo": hallado.sobre_codigo,
        "c": presentacion.en_orden((hallado.fila,), c)[0],
        "encima": encima,
        "mas_arriba": hallado.mas_arriba,
        "vistos": [(v.nivel, html) for v, html in zip(vistos, dibujar(vistos), strict=True)],
        "siguiente": url_for("participacion.comentario", codigo=hallado.fila.codigo, clave=hallado.siguiente)
        if hallado.siguiente
        else None,
        "primera": url_for("participacion.comentario", codigo=hallado.fila.codigo) if clave else None,
        "vota": c.abierta,
    }


def uno(codigo: str, quien: Identidad) -> dict[str, Any]:
    """Un comentario solo, sin lo que le rodea. Lanza `NoEncontrado` si no existe para `quien`."""
    fila = consultas.fila_de(codigo)
    contenido, sobre = consultas.sobre_de(fila, quien)
    c = contexto(quien, sobre, (fila,))
    return {
        "sobre": sobre,
        "codigo": contenido.codigo,
        "c": presentacion.en_orden((fila,), c)[0],
        "comentar": comentar_de(contenido.codigo, sobre, quien, c.momento),
        "limite": TEXTO_MAXIMO,
        "adjuntos": Campo(secrets.token_urlsafe(16), LIMITES_COMENTARIO),
        "vota": c.abierta,
    }


def panel(contenido_id: int, sobre: Comentable) -> Markup:
    """La conversación en la página de la cosa de la que se habla: sus mejores comentarios y el formulario."""
    if not sobre.visible:
        return Markup("")
    datos = pagina(consultas.cosa_por_id(contenido_id), sobre, identidad(), de_muestra=True)
    formulario = Comentar() if datos["comentar"]["puede"] else None
    html = render_template("participacion/_conversacion.html", formulario=formulario, en_panel=True, **datos)
    return Markup(html)  # noqa: S704 — sale de una plantilla, ya escapada
