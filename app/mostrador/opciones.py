"""Del formulario al servicio, y lo que cada página del mostrador ofrece para elegir."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import current_app, request, url_for
from flask_babel import gettext as _

from app.busqueda.reglas import leer as leer_consulta
from app.contenido.reglas import normalizar_codigo
from app.mostrador import servicios
from app.mostrador.consultas import Atendida
from app.mostrador.formularios import Acreditar, Proponer
from app.mostrador.palabras import edad_en_palabras, falta_en_palabras
from app.nucleo import qr
from app.nucleo.errores import Invalido, NoEncontrado
from app.nucleo.permisos import Identidad
from app.nucleo.reloj import ahora
from app.nucleo.traducido import de
from app.padron import consultas as padron
from app.participacion import comentables
from app.participacion import consultas as participacion
from app.participacion.permisos import NoComenta, no_comenta
from app.procesos import consultas as procesos
from app.procesos.permisos import Falta
from app.procesos.presentacion import motivo_de_fase
from app.procesos.reglas import Acto
from app.propuestas import consultas as propuestas
from app.propuestas import opciones as elegibles
from app.propuestas.consultas import Filtros, Orden, Tarjeta
from app.territorio import consultas as territorio

EN_LISTA = 12


def para_proponer() -> tuple[dict[str, list[tuple[str, str]]], Any]:
    """Los elementos del plan por eje y los lugares que se pueden elegir."""
    por_eje: dict[int, list[tuple[str, str]]] = {}
    titulos: dict[int, str] = {}
    for e in elegibles.actuales().elementos.values():
        if e.nivel == 0:
            titulos[e.eje] = e.rotulo
        por_eje.setdefault(e.eje, []).append((str(e.id), e.rotulo))
    return {titulos.get(eje, str(eje)): e for eje, e in por_eje.items()}, territorio.opciones()


def procesos_para(f: Proponer, quien: Identidad) -> dict[str, list[str]]:
    """Pone en el formulario los procesos en que la persona puede proponer hoy.

    Devuelve, en frases, los que piden una edad que no se sabe (`edades`) y aquellos en que todavía no puede
    (`no_puede`).
    """
    abiertos = [
        (p, falta)
        for p in procesos.todos(quien)
        if p.estado == "publicado" and (falta := procesos.falta_para(p, Acto.PROPONER, quien)) is not Falta.FASE
    ]
    puede = [p for p, falta in abiertos if falta in (None, Falta.NACIMIENTO)]
    f.proceso.choices = [(p.clave, de(p, "nombre")) for p in puede]
    piden = {p: p.edad_minima for p, falta in abiertos if falta is Falta.NACIMIENTO}
    en_todos = len(piden) == len(puede) and len(set(piden.values())) == 1
    edades = [edad_en_palabras(n, "" if en_todos else de(p, "nombre")) for p, n in piden.items()]
    return {
        "edades": edades[:1] if en_todos else edades,
        "no_puede": [
            falta_en_palabras(falta, p.edad_minima, de(p, "nombre"))
            for p, falta in abiertos
            if falta in (Falta.ACREDITACION, Falta.EDAD)
        ],
    }


def para_comentar(codigo: str, quien: Identidad) -> dict[str, Any]:
    """La propuesta de la que se habla, y por qué no se puede comentar o qué edad pide, si es así."""
    hallada = propuesta(codigo)
    cosa = participacion.cosa(codigo)
    if cosa is None:
        raise NoEncontrado()
    sobre = comentables.de(cosa, quien)
    falta, pide = no_comenta(quien, sobre, ahora()), sobre.requisitos
    edad = pide.edad_minima if pide else 0
    if falta is NoComenta.NACIMIENTO:
        return {"propuesta": hallada, "edades": [edad_en_palabras(edad)], "no_puede": ""}
    porque = ""
    if falta is NoComenta.FASE and pide:
        porque = motivo_de_fase(pide.fases, Acto.DEBATIR, ahora())
    elif falta in (NoComenta.ACREDITACION, NoComenta.EDAD):
        porque = falta_en_palabras(Falta(falta.value), edad)
    elif falta is not None:
        porque = sobre.cerrado or sobre.motivo or _("Esta propuesta no recibe comentarios.")
    return {"propuesta": hallada, "edades": [], "no_puede": porque}


def lugar(codigo: str | None) -> int | None:
    """El id del lugar elegido; None es toda la ciudad. Lanza `Invalido` si el código no existe."""
    if not codigo:
        return None
    elegido = territorio.por_codigo(codigo)
    if elegido is None:
        raise Invalido("territorio", _("Elige un lugar de la lista."))
    return elegido.id


def proponer(quien: Identidad, f: Proponer) -> str:
    """Publica lo que dice el formulario; devuelve el código."""
    opciones = elegibles.actuales()
    proceso = opciones.procesos.get(f.proceso.data or "")
    if proceso is None:
        raise Invalido("proceso", _("Elige un proceso que esté abierto."))
    elemento = f.elemento.data or ""
    if elemento and not (elemento.isascii() and elemento.isdigit() and int(elemento) in opciones.elementos):
        raise Invalido("elemento", _("Elige un objetivo de la lista."))
    return servicios.proponer(
        quien,
        f.turno.data or "",
        servicios.DatosDePropuesta(
            proceso_id=proceso[0],
            titulo=f.titulo.data or "",
            cuerpo=f.cuerpo.data or "",
            en_nombre_de=f.en_nombre_de.data or "",
            elementos=[int(elemento)] if elemento else [],
            territorio_id=lugar(f.territorio.data),
            referencia=f.referencia.data or "",
            nacimiento=f.nacimiento.data,
        ),
    )


def acreditar(quien: Identidad, f: Acreditar) -> None:
    """Comprueba lo que dice el formulario."""
    servicios.acreditar(
        quien,
        f.turno.data or "",
        tipo=f.tipo.data or "",
        numero=f.numero.data or "",
        segundo="",
        pruebas=f.pruebas.data or [],
        fundamento=f.fundamento.data or "",
        territorio_id=lugar(f.territorio.data),
        nacimiento=f.nacimiento.data,
    )


def propuestas_para(buscado: str, territorio_id: int | None) -> Sequence[Tarjeta]:
    """Las propuestas que se le muestran: por código, por palabras, o las más apoyadas de su barrio."""
    codigo = normalizar_codigo(buscado) if buscado else None
    if codigo is not None:
        marca = propuestas.marca(codigo)
        if marca is not None:
            return propuestas.tarjetas([marca[0]])
    if buscado:
        hallazgo = propuestas.buscar(leer_consulta(buscado), Filtros(), Orden.HALLADAS, cuantas=EN_LISTA)
        return propuestas.tarjetas([r.id for r in hallazgo.pagina.elementos])
    pagina = propuestas.pagina(Filtros(territorio_id=territorio_id), Orden.APOYADAS, cuantas=EN_LISTA)
    return propuestas.tarjetas([r.id for r in pagina.elementos])


def propuesta(codigo: str) -> Tarjeta:
    """La propuesta de la que se habla; un borrador no existe para nadie más."""
    marca = propuestas.marca(codigo)
    halladas = propuestas.tarjetas([marca[0]]) if marca is not None else []
    if not halladas:
        raise NoEncontrado()
    return halladas[0]


def para_comprobante(persona: Atendida) -> dict[str, Any]:
    """Lo que va en el papel: cada acto, y la dirección y el QR de la última propuesta suya."""
    punto = padron.punto(persona.punto_id) if persona.punto_id else None
    propia = next((h for h in reversed(persona.hecho) if h["clase"] == "proponer"), None)
    direccion = _direccion(propia["codigo"]) if propia else ""
    return {
        "punto": punto,
        "propia": propia,
        "direccion": direccion,
        "qr": qr.dibujar(direccion) if direccion else "",
        "activar": _entera(url_for("cuentas.activar")),
        "momento": ahora(),
    }


def _direccion(codigo: str) -> str:
    return _entera(url_for("sitio.por_codigo", codigo=codigo))


def _entera(ruta: str) -> str:
    """La dirección para escribir en papel: con la pública de la ciudad o, si no se dijo, la de este sitio."""
    return (str(current_app.config["URL_PUBLICA"]) or request.host_url.rstrip("/")) + ruta
