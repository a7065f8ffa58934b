"""Los datos de cada paso al escribir una propuesta: qué se puede, qué hay escrito y qué falta."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.cuentas.consultas import pasos_para
from app.nucleo.errores import Invalido
from app.nucleo.permisos import Identidad
from app.nucleo.texto import sin_acentos
from app.procesos import consultas as procesos
from app.procesos import presentacion as reglas
from app.procesos.permisos import Falta
from app.procesos.reglas import Acto
from app.propuestas.consultas import Borrador
from app.propuestas.formularios import Clasificar, Empezar, EnElPlan, Lugar, Vacio
from app.propuestas.opciones import OpcionElemento, Opciones
from app.propuestas.participar import motivo_de_fase, motivo_para_proponer
from app.propuestas.reglas import ELEMENTOS_MAXIMO, ETIQUETAS_MAXIMO
from app.territorio import consultas as territorio

CAMPO_DE = {"latitud": "territorio", "longitud": "territorio"}
"""Un punto que no sirve se dice junto a la lista, que siempre se ve."""


def comienzo(quien: Identidad, args: Mapping[str, str], formulario: Empezar | None = None) -> dict[str, Any]:
    """La página de empezar: los procesos que dejan proponer hoy, sus reglas y qué le falta a quien mira."""
    publicados = [p for p in procesos.todos(quien) if p.estado == "publicado"]
    faltas = {p.id: procesos.falta_para(p, Acto.PROPONER, quien) for p in publicados}
    abiertos = [p for p in publicados if faltas[p.id] is not Falta.FASE]
    elegido = next((p for p in abiertos if p.clave == args.get("proceso")), abiertos[0] if abiertos else None)
    falta = faltas[elegido.id] if elegido else None
    formulario = formulario or Empezar(data={"clase": "idea", "proceso": elegido.clave if elegido else ""})
    formulario.con_procesos([(p.clave, p.nombre) for p in abiertos])
    return {
        "formulario": formulario,
        "procesos": {p.clave: p.id for p in abiertos},
        "elegido": elegido,
        "reglas": reglas.reglas_en_palabras(elegido) if elegido else [],
        "cerrados": [(p.nombre, p.clave, _cuando(p)) for p in publicados if p not in abiertos],
        "falta": falta.value if falta else None,
        "motivo": motivo_para_proponer(falta, procesos.ventanas(elegido.fases)) if elegido and falta else "",
        "faltan": pasos_para(quien, elegido.acreditacion_proponer)
        if elegido and falta is Falta.ACREDITACION
        else [],
        "parametros": {k: args[k] for k in ("proceso", "elemento") if args.get(k)},
    }


def _cuando(proceso: Any) -> str:
    return motivo_de_fase(procesos.ventanas(proceso.fases), Acto.PROPONER)


def proceso_elegido(formulario: Empezar, abiertos: Mapping[str, int]) -> int | None:
    """El proceso donde se propone; si solo hay uno abierto no hace falta elegirlo."""
    if len(abiertos) == 1:
        formulario.proceso.data = next(iter(abiertos))
    elegido = abiertos.get(formulario.proceso.data or "")
    if elegido is None:
        formulario.validate()
        formulario.rechazar("proceso", _("Elige un proceso que esté abierto."))
    return elegido


def plan_de(borrador: Borrador, elemento: int | None) -> dict[str, Any]:
    """Lo elegido del plan hasta ahora; `elemento`, el de la página desde la que se vino a proponer."""
    elegidos = [e[0] for e in borrador.elementos]
    if elemento is not None and not elegidos and not borrador.sin_elemento:
        elegidos = [elemento]
    return {
        "elementos": elegidos,
        "no_lo_se": borrador.sin_elemento,
        "etiquetas": ", ".join(borrador.etiquetas),
    }


def arbol_para_elegir(formulario: EnElPlan | Clasificar, opciones: Opciones) -> dict[str, Any]:
    """Los elementos por eje, con los elegidos marcados; si se busca, solo los que coinciden y los elegidos."""
    elegidos = set(formulario.elementos.data or [])
    palabras = sin_acentos(formulario.buscar.data or "").split()

    def coincide(e: OpcionElemento) -> bool:
        texto = sin_acentos(f"{e.codigo} {e.titulo} {e.descripcion}")
        return all(p in texto for p in palabras)

    ejes: dict[int, dict[str, Any]] = {}
    for e in opciones.elementos.values():
        eje = ejes.setdefault(e.eje, {"eje": e.eje, "titulo": "", "elementos": [], "abierto": bool(palabras)})
        if e.nivel == 0:
            eje["titulo"] = f"{e.codigo} {e.titulo}"
        if e.id in elegidos or coincide(e):
            eje["elementos"].append(e)
            eje["abierto"] = eje["abierto"] or e.id in elegidos
    con_algo = [eje for eje in ejes.values() if eje["elementos"]]
    return {
        "ejes": con_algo,
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
    "elementos": "plan",
    "etiquetas": "plan",
    "territorio": "lugar",
    "latitud": "lugar",
    "longitud": "lugar",
    "referencia": "lugar",
}


def revision(b: Borrador, faltas: Sequence[Invalido]) -> dict[str, Any]:
    """Todo lo escrito con el enlace para cambiarlo, y lo que impide publicar."""

    def url(paso: str) -> str:
        return url_for(f"propuestas.{paso}", codigo=b.codigo, volver=1)

    plan = "; ".join(f"{codigo} {titulo}" for _id, codigo, titulo, _eje in b.elementos)
    donde = [
        b.lugar if b.territorio_codigo else "",
        b.referencia,
        _("con un punto en el mapa") if b.punto else "",
    ]
    filas = [
        {"etiqueta": _("Proceso"), "valor": b.proceso_nombre},
        {"etiqueta": _("Título"), "valor": b.titulo, "url": url("idea")},
        {"etiqueta": _("En una frase"), "valor": b.resumen, "url": url("idea")},
        {
            "etiqueta": _("Objetivo del plan"),
            "valor": plan or (_("No lo sé: que lo decida quien planifica") if b.sin_elemento else ""),
            "url": url("plan"),
        },
        {"etiqueta": _("Etiquetas"), "valor": ", ".join(b.etiquetas), "url": url("plan")},
        {
            "etiqueta": _("Dónde"),
            "valor": " · ".join(filter(None, donde)) or _("Toda la ciudad"),
            "url": url("lugar"),
        },
    ]
    if b.en_nombre_de:
        filas.insert(3, {"etiqueta": _("En nombre de"), "valor": b.en_nombre_de, "url": url("idea")})
    return {
        "b": b,
        "filas": filas,
        "faltas": [{"mensaje": f.mensaje, "url": url(_PASO_DE.get(f.campo, "idea"))} for f in faltas],
        "formulario": Vacio(),
    }
