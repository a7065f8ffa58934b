"""Los datos de cada paso al escribir una propuesta: qué se puede, qué hay escrito y qué falta."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _

from app.adjuntos.presentacion import en_palabras as adjuntos_en_palabras
from app.cuentas.consultas import es_menor_hoy, pasos_para
from app.nucleo.errores import Invalido
from app.nucleo.permisos import Identidad
from app.nucleo.plantillas import dinero, numero
from app.nucleo.reloj import ahora
from app.nucleo.texto import markdown_seguro, recortar, sin_acentos
from app.nucleo.traducido import conservando, de
from app.procesos import consultas as procesos
from app.procesos import presentacion as reglas
from app.procesos.permisos import Falta
from app.procesos.reglas import Acto
from app.propuestas.consultas import Borrador, Ficha
from app.propuestas.dinero import escribir_dinero
from app.propuestas.errores import YaPublicada
from app.propuestas.formularios import Clasificar, Empezar, EnElPlan, Lugar, Vacio
from app.propuestas.opciones import OpcionElemento, Opciones
from app.propuestas.parecidas import parecidas
from app.propuestas.participar import motivo_para_proponer
from app.propuestas.reglas import (
    CUERPO_MAXIMO,
    ELEMENTOS_MAXIMO,
    ETIQUETAS_MAXIMO,
    PUBLICACIONES_AL_DIA,
    TITULO_MAXIMO,
)
from app.propuestas.sugerencias import sugeridos
from app.territorio import consultas as territorio

PROPOSITO = 160
"""Letras, como mucho, de la primera frase del propósito de un proceso: se lee al elegirlo."""

CAMPO_DE = {"latitud": "territorio", "longitud": "territorio"}
"""Un punto que no sirve se dice junto a la lista, que siempre se ve."""


def comienzo(quien: Identidad, args: Mapping[str, str], formulario: Empezar | None = None) -> dict[str, Any]:
    """La página de empezar: los procesos que dejan proponer hoy, sus reglas y qué le falta a quien mira."""
    publicados = [p for p in procesos.todos(quien) if p.estado == "publicado"]
    faltas = {p.id: procesos.falta_para(p, Acto.PROPONER, quien) for p in publicados}
    abiertos = [p for p in publicados if faltas[p.id] is not Falta.FASE]
    abiertos.sort(key=lambda p: p.clase != "permanente")
    elegido = next((p for p in abiertos if p.clave == args.get("proceso")), abiertos[0] if abiertos else None)
    falta = faltas[elegido.id] if elegido else None
    formulario = formulario or Empezar(data={"clase": "idea", "proceso": elegido.clave if elegido else ""})
    formulario.con_procesos([(p.clave, de(p, "nombre")) for p in abiertos])
    return {
        "formulario": formulario,
        "procesos": {p.clave: p.id for p in abiertos},
        "propositos": {p.clave: _primera_frase(de(p, "proposito")) for p in abiertos},
        "elegido": elegido,
        "reglas": reglas.reglas_en_palabras(elegido) if elegido else [],
        "cerrados": [(de(p, "nombre"), p.clave, _cuando(p)) for p in publicados if p not in abiertos],
        "falta": falta.value if falta else None,
        "motivo": motivo_para_proponer(falta, procesos.ventanas(elegido.fases)) if elegido and falta else "",
        "faltan": pasos_para(quien, elegido.acreditacion_proponer)
        if elegido and falta is Falta.ACREDITACION
        else [],
        "al_dia": numero(PUBLICACIONES_AL_DIA),
        "largos": (numero(TITULO_MAXIMO), numero(CUERPO_MAXIMO)),
        "parametros": {k: args[k] for k in ("proceso", "elemento") if args.get(k)},
    }


@conservando
def _primera_frase(texto: str) -> str:
    fin = re.search(r"[.!?](?=\s)", texto)
    return recortar(texto[: fin.end()] if fin else texto, PROPOSITO)


def _cuando(proceso: Any) -> str:
    return reglas.motivo_de_fase(procesos.ventanas(proceso.fases), Acto.PROPONER, ahora())


def proceso_elegido(formulario: Empezar, abiertos: Mapping[str, int]) -> int | None:
    """El proceso donde se propone; si solo hay uno abierto no hace falta elegirlo."""
    if len(abiertos) == 1:
        formulario.proceso.data = next(iter(abiertos))
    elegido = abiertos.get(formulario.proceso.data or "")
    if elegido is None:
        formulario.validate()
        formulario.rechazar("proceso", _("Elige un proceso que esté abierto."))
    return elegido


def idea_de(borrador: Borrador) -> dict[str, Any]:
    """Lo escrito de la idea hasta ahora."""
    campos = ("titulo", "resumen", "cuerpo", "en_nombre_de", "intereses", "video")
    costo = escribir_dinero(borrador.costo)
    return {**{c: getattr(borrador, c) for c in campos}, "costo": costo, "sello": borrador.sellos["idea"]}


def servicio_de_la_ciudad() -> list[dict[str, str]]:
    """A dónde se avisa de algo roto: cada parte de `RUMBO_SERVICIO` (separadas por `|`), con su enlace.

    Si la ciudad no lo dijo, vale su contacto general.
    """
    escrito = str(current_app.config["CIUDAD_SERVICIO"] or current_app.config["CIUDAD_CONTACTO"])
    return [{"texto": parte, "url": _enlace_de(parte)} for p in escrito.split("|") if (parte := p.strip())]


def _enlace_de(parte: str) -> str:
    if re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", parte):
        return f"mailto:{parte}"
    cifras = re.sub(r"[\s().-]", "", parte)
    return f"tel:{cifras}" if re.fullmatch(r"\+?\d{3,15}", cifras) else ""


def limite_de_publicar() -> str:
    """Por qué hoy no se publica más, y que no se perdió nada."""
    return _(
        "Ya publicaste %(n)s propuestas hoy. Tu borrador queda guardado: publícalo mañana.",
        n=numero(PUBLICACIONES_AL_DIA),
    )


def ya_publicada(f: Ficha) -> str:
    """Lo que se dice a quien vuelve a un paso de lo que ya publicó."""
    if not f.puede_editar:
        return str(YaPublicada.omision)
    return _(
        "Tu propuesta ya está publicada. Puedes cambiar su texto y sus fotos; el objetivo del plan y el lugar "
        "quedan como están."
    )


def plan_de(borrador: Borrador, elemento: int | None) -> dict[str, Any]:
    """Lo elegido del plan hasta ahora; `elemento`, el de la página desde la que se vino a proponer."""
    elegidos = [e[0] for e in borrador.elementos]
    if elemento is not None and not elegidos and not borrador.sin_elemento:
        elegidos = [elemento]
    return {
        "elementos": elegidos,
        "no_lo_se": borrador.sin_elemento,
        "etiquetas": ", ".join(borrador.etiquetas),
        "sello": borrador.sellos["plan"],
    }


def arbol_para_elegir(
    formulario: EnElPlan | Clasificar, opciones: Opciones, borrador: Borrador | None = None
) -> dict[str, Any]:
    """Los elementos por eje, con los elegidos marcados; si se busca, solo los que coinciden y los elegidos.

    Con un borrador, los que se parecen a su texto van aparte, arriba.
    """
    elegidos = set(formulario.elementos.data or [])
    palabras = sin_acentos(formulario.buscar.data or "").split()

    def coincide(e: OpcionElemento) -> bool:
        texto = sin_acentos(f"{e.codigo} {e.titulo} {e.descripcion}")
        return all(p in texto for p in palabras)

    b = borrador
    cercanos = [] if palabras or b is None else sugeridos(opciones, b.titulo, b.resumen, b.cuerpo)
    aparte = {s.elemento.id for s in cercanos}
    ejes: dict[int, dict[str, Any]] = {}
    for e in opciones.elementos.values():
        eje = ejes.setdefault(e.eje, {"eje": e.eje, "titulo": "", "elementos": [], "abierto": bool(palabras)})
        if e.nivel == 0:
            eje["titulo"] = e.rotulo
        if e.id not in aparte and (e.id in elegidos or coincide(e)):
            eje["elementos"].append(e)
            eje["abierto"] = eje["abierto"] or e.id in elegidos
    con_algo = [eje for eje in ejes.values() if eje["elementos"]]
    return {
        "ejes": con_algo,
        "sugeridos": cercanos,
        "elegidos": elegidos,
        "buscado": " ".join(palabras),
        "hallados": sum(coincide(e) for e in opciones.elementos.values()) if palabras else None,
        "maximo": ELEMENTOS_MAXIMO,
        "etiquetas_maximo": ETIQUETAS_MAXIMO,
    }


def lugar_de(borrador: Borrador) -> dict[str, Any]:
    """El lugar puesto hasta ahora."""
    latitud, longitud = borrador.punto or ("", "")
    return {
        "territorio": borrador.territorio_codigo or "",
        "latitud": latitud,
        "longitud": longitud,
        "referencia": borrador.referencia,
        "sello": borrador.sellos["lugar"],
    }


def territorio_elegido(formulario: Lugar, opciones: Opciones) -> int | None:
    """El id del lugar elegido; None es toda la ciudad. Lanza `Invalido` si el código no existe."""
    codigo = formulario.territorio.data or ""
    if not codigo:
        return None
    lugar = opciones.territorios.get(codigo)
    if lugar is None:
        raise Invalido("territorio", _("Elige un lugar de la lista."))
    return lugar.id


def donde_elegir(quien: Identidad) -> dict[str, Any]:
    """Con qué se elige el lugar: de una menor solo se guarda el barrio, y no se le ofrece nada más exacto."""
    menor = es_menor_hoy(quien.nacimiento)
    return {"menor": menor, "mapa_elegir": None if menor else mapa_para_elegir()}


def mapa_para_elegir() -> dict[str, Any] | None:
    """El mapa donde se pone el punto, con los límites que `mapa.js` necesita; None si no hay dibujo."""
    mapa = territorio.mapa()
    if mapa is None:
        return None
    lienzo = mapa.lienzo
    limites = {"oeste": lienzo.oeste, "este": lienzo.este, "sur": lienzo.sur, "norte": lienzo.norte}
    return {
        "areas": [{"id": a.id, "nombre": a.nombre, "d": a.d} for a in mapa.areas],
        "caja": mapa.caja,
        "elegir": {**limites, "lat": "latitud", "lon": "longitud", "territorio": "territorio"},
    }


_PASO_DE = {
    "titulo": "idea",
    "resumen": "idea",
    "cuerpo": "idea",
    "en_nombre_de": "idea",
    "intereses": "idea",
    "video": "idea",
    "costo": "idea",
    "elementos": "plan",
    "etiquetas": "plan",
    "territorio": "lugar",
    "latitud": "lugar",
    "longitud": "lugar",
    "referencia": "lugar",
    "fotos": "fotos",
}


def _filas(b: Borrador) -> list[dict[str, Any]]:
    """Lo escrito, campo a campo, con el paso en que se escribe."""
    plan = "; ".join(f"{codigo} {titulo}" for _id, codigo, titulo, _eje in b.elementos)
    donde = [
        b.lugar if b.territorio_codigo else "",
        b.referencia,
        _("con un punto en el mapa") if b.punto else "",
    ]
    filas = [
        {"etiqueta": _("Proceso"), "valor": b.proceso_nombre},
        {"etiqueta": _("Título"), "valor": b.titulo, "paso": "idea"},
        {"etiqueta": _("En una frase"), "valor": b.resumen, "paso": "idea"},
        {
            "etiqueta": _("Objetivo del plan"),
            "valor": plan or (_("No lo sé: que lo decida quien planifica") if b.sin_elemento else ""),
            "paso": "plan",
        },
        {"etiqueta": _("Etiquetas"), "valor": ", ".join(b.etiquetas), "paso": "plan"},
        {
            "etiqueta": _("Dónde"),
            "valor": " · ".join(filter(None, donde)) or _("Toda la ciudad"),
            "paso": "lugar",
        },
        {"etiqueta": _("Fotos y documentos"), "valor": adjuntos_en_palabras(b.id), "paso": "fotos"},
    ]
    opcionales = [
        (_("En nombre de"), b.en_nombre_de),
        (_("Intereses que declaras"), b.intereses),
        (_("Video"), b.video),
        (_("Costo que calculas"), dinero(b.costo) if b.costo else ""),
    ]
    filas[3:3] = [{"etiqueta": e, "valor": v, "paso": "idea"} for e, v in opcionales if v]
    return filas


def guardado(b: Borrador, paso: str) -> list[dict[str, Any]]:
    """Lo que hay guardado en un paso, para compararlo con lo que se acaba de escribir."""
    texto = [{"etiqueta": _("Tu idea"), "valor": markdown_seguro(b.cuerpo)}] if paso == "idea" else []
    return [*(f for f in _filas(b) if f.get("paso") == paso), *texto]


def revision(b: Borrador, faltas: Sequence[Invalido]) -> dict[str, Any]:
    """Todo lo escrito con el enlace para cambiarlo, y lo que impide publicar."""

    def url(paso: str) -> str:
        return url_for(f"propuestas.{paso}", codigo=b.codigo, volver=1)

    filas = [{**f, "url": url(f["paso"]) if "paso" in f else ""} for f in _filas(b)]
    return {
        "b": b,
        "filas": filas,
        "faltas": [{"mensaje": f.mensaje, "url": url(_PASO_DE.get(f.campo, "idea"))} for f in faltas],
        "formulario": Vacio(),
        "parecidas": parecidas(b.titulo, f"{b.resumen} {b.cuerpo}", sin=b.id),
    }
