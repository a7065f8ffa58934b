"""Lo que pasó en los mostradores de la demostración: los mismos servicios que usa la facilitadora."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from app.cuentas import servicios as cuentas
from app.cuentas.servicios.acceso import abrir_sesion
from app.demo.datos import json_de
from app.demo.estado import Ciudad
from app.demo.padron import TIPO, de_cuentas
from app.mostrador import servicios as mostrador
from app.mostrador.servicios import DatosDePropuesta
from app.nucleo import reloj, sesiones
from app.nucleo.permisos import OPERACION, Identidad
from app.padron import servicios as padron
from app.padron.servicios import DatosPunto
from app.territorio import consultas as territorio

PADRON_ABIERTO = "Padrón abierto en los mostradores"


def preparar(ciudad: Ciudad) -> None:
    """Los puntos de atención, el padrón abierto con sus pruebas, y la ficha de quien vendrá."""
    datos = json_de("mostrador.json")
    for p in datos["puntos"]:
        ciudad.puntos[p["clave"]] = padron.crear_punto(
            OPERACION, DatosPunto(**{campo: valor for campo, valor in p.items() if campo != "clave"})
        )
    padron.abrir_padron(OPERACION, PADRON_ABIERTO, datos["pruebas"])


def registrar(ciudad: Ciudad) -> None:
    """Registra y acredita a quienes vinieron, cada cual en su día."""
    documentos = {d.clave: d for d in de_cuentas(ciudad.calendario.ahora.year) if d.clave}
    for ficha in json_de("mostrador.json")["personas"]:
        clave = ficha["clave"]
        ciudad.registradas[clave] = ficha
        documento = documentos.get(clave)
        numero = documento.numero if documento else f"E-{clave}-99"
        tipo = TIPO if documento else "documento_extranjero"
        with _atendida(ciudad, ficha, momento(ciudad, ficha["dias"], clave)) as (quien, turno, persona):
            if ficha["pruebas"]:
                _acreditar(quien, turno, ficha, tipo, numero, persona)
                ciudad.comprobadas.add(persona.persona)
            if ficha.get("activa"):
                mostrador.dar_codigo_de_activacion(quien, turno)
        ciudad.personas[clave] = replace(persona, acreditacion=3 if ficha["pruebas"] else 1)


def momento(ciudad: Ciudad, dias: int, clave: str, paso: int = 0) -> dt.datetime:
    """Un rato de la mañana, en horas de atención."""
    return ciudad.calendario.hace(dias, clave, paso, desde=8, horas=4)


def _acreditar(
    quien: Identidad, turno: str, ficha: dict[str, Any], tipo: str, numero: str, persona: Identidad
) -> None:
    mostrador.acreditar(
        quien,
        turno,
        tipo=tipo,
        numero=numero,
        segundo="",
        pruebas=ficha["pruebas"],
        fundamento=ficha.get("fundamento", "domicilio"),
        territorio_id=persona.territorio_id,
        nacimiento=ficha["nacimiento"],
    )


@contextmanager
def _atendida(
    ciudad: Ciudad, ficha: dict[str, Any], cuando: dt.datetime
) -> Iterator[tuple[Identidad, str, Identidad]]:
    """La facilitadora, el turno y la persona, con la atención abierta; si es nueva, la registra."""
    with reloj.fijado(cuando):
        facilitadora = ciudad.personas[ficha["facilitadora"]]
        abierta = abrir_sesion(facilitadora.persona, "", segundo_factor=True)
        quien = replace(facilitadora, sesion=sesiones.huella(abierta.ficha), segundo_factor=True)
        persona = ciudad.personas.get(ficha["clave"])
        punto = ciudad.puntos[ficha["punto"]]
        if persona is not None:
            atencion = mostrador.abrir(quien, persona.persona, punto, con_documento=True)
        else:
            atencion = mostrador.registrar(quien, punto, **_datos_de(ficha))
            persona = Identidad(
                persona_id=atencion.persona_id,
                seudonimo=ficha["seudonimo"],
                acreditacion=1,
                territorio_id=_lugar(ficha),
                nacimiento=ficha["nacimiento"],
            )
            ciudad.acercar(persona)
        yield quien, atencion.turno, persona
        mostrador.terminar(quien)
        cuentas.salir(quien)


def _lugar(ficha: dict[str, Any]) -> int | None:
    lugar = territorio.por_codigo(ficha["territorio"])
    return lugar.id if lugar else None


def _datos_de(ficha: dict[str, Any]) -> dict[str, Any]:
    return {
        "seudonimo": ficha["seudonimo"],
        "nombre": ficha["nombre"],
        "contacto": None,
        "territorio_id": _lugar(ficha),
        "nacimiento": ficha["nacimiento"],
    }


def proponer(ciudad: Ciudad, clave: str, datos: DatosDePropuesta, cuando: dt.datetime) -> str:
    """Publica en un mostrador la propuesta que dicta una persona; devuelve su código."""
    with _atendida(ciudad, ciudad.registradas[clave], cuando) as (quien, turno, _persona):
        return mostrador.proponer(quien, turno, datos)


def comentar(ciudad: Ciudad, clave: str, codigo: str, texto: str, posicion: str, cuando: dt.datetime) -> str:
    """Publica el comentario que dicta una persona; devuelve su código."""
    with _atendida(ciudad, ciudad.registradas[clave], cuando) as (quien, turno, _persona):
        return mostrador.comentar(quien, turno, codigo, texto, posicion)


def apoyos_de(clave: str) -> int:
    """Cuántos apoyos de hoy se dieron a una propuesta en un mostrador."""
    fichas = json_de("mostrador.json")["personas"]
    return sum((clave in f.get("apoya", {})) - (clave in f.get("retira", {})) for f in fichas)


def apoyar(ciudad: Ciudad) -> None:
    """Los apoyos que se dieron y se quitaron en los mostradores, una visita por día."""
    for clave, ficha in ciudad.registradas.items():
        visitas = Counter([*ficha.get("apoya", {}).values(), *ficha.get("retira", {}).values()])
        for dias in sorted(visitas, reverse=True):
            with _atendida(ciudad, ficha, momento(ciudad, dias, clave, 1)) as (quien, turno, _persona):
                for propuesta, dia in ficha.get("apoya", {}).items():
                    if dia == dias:
                        mostrador.apoyar(quien, turno, ciudad.propuestas[propuesta])
                for propuesta, dia in ficha.get("retira", {}).items():
                    if dia == dias:
                        mostrador.retirar_apoyo(quien, turno, ciudad.propuestas[propuesta])
