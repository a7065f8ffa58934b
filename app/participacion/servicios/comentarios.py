"""Comentar, corregir y retirar lo propio."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask_babel import gettext as _

from app.adjuntos.servicios import borrar_de as borrar_adjuntos
from app.busqueda.reglas import lengua_de
from app.contenido.servicios import anotar_hecho, crear_contenido
from app.cuentas.servicios import exigir_viva
from app.extensiones import db
from app.nucleo import limites, paneles
from app.nucleo.errores import Invalido, NoEncontrado, NoPermitido
from app.nucleo.limites import Cuota
from app.nucleo.permisos import Identidad
from app.nucleo.reloj import ahora
from app.nucleo.traducido import propio
from app.participacion import comentables, consultas, permisos
from app.participacion.consultas import insignia_de, objeto_de
from app.participacion.errores import YaNoSeEdita, YaNoSeResponde
from app.participacion.modelos import Comentario
from app.participacion.reglas import REPETIDO, Posicion
from app.participacion.servicios.comunes import (
    contar,
    exigir_comentar,
    marcar,
    texto_valido,
    tomar,
    tomar_conversacion,
)


def comentar(
    quien: Identidad,
    codigo_contenido: str,
    texto: str,
    *,
    posicion: Posicion | str = Posicion.APORTE,
    padre: str | None = None,
    como_municipalidad: bool = False,
    cuotas: Sequence[Cuota] = (),
) -> Comentario:
    """Publica un comentario sobre un contenido, o en respuesta a otro (`padre`, su código).

    El mismo texto enviado dos veces seguidas es un solo comentario: devuelve el primero y no cobra otra vez.
    Lanza `NoEncontrado`, `Invalido`, `ConversacionCerrada`, `FaseCerrada`, `FaltaAcreditacion`, `FaltaEdad`,
    `YaNoSeResponde`, `NoPermitido` o `DemasiadasVeces`.
    """
    contenido = consultas.cosa(codigo_contenido)
    if contenido is None:
        raise NoEncontrado()
    sobre = comentables.de(contenido, quien)
    texto = texto_valido(texto)
    posicion = _posicion(posicion)
    exigir_viva(quien)
    tomar_conversacion(contenido.id)
    momento = ahora()
    exigir_comentar(quien, sobre, momento)
    arriba = _padre(padre, contenido.id) if padre else None
    ya = consultas.repetido(quien, contenido.id, arriba.id if arriba else None, texto, momento - REPETIDO)
    if ya is not None:
        return ya
    if como_municipalidad and not permisos.puede_hablar_por_la_municipalidad(quien):
        raise NoPermitido(_("Solo quien tiene un rol municipal habla por la municipalidad."))
    limites.cobrar(*cuotas)
    insignia = insignia_de(quien) if como_municipalidad else ""
    nuevo = _crear(quien, contenido.id, arriba, texto, posicion, insignia, momento)
    contar(nuevo, 1)
    datos = {"canal": "mostrador"} if quien.atendida_por is not None else {"canal": "web"}
    anotar_hecho("participacion.comentada", nuevo.id, quien.persona, datos=datos, ocurrio_en=momento)
    paneles.pedir("hubo_actividad", contenido.id, momento)
    return nuevo


def editar(quien: Identidad, codigo: str, texto: str) -> Comentario:
    """Corrige un comentario propio dentro de sus 15 minutos; queda marcado. Igual texto: no cambia nada.

    Lanza `NoEncontrado`, `NoPermitido`, `Invalido` o `YaNoSeEdita`.
    """
    comentario = tomar(codigo, quien)
    objeto = objeto_de(comentario)
    if not permisos.es_autora(quien, objeto):
        raise NoPermitido(_("Solo quien escribió el comentario puede corregirlo."))
    momento = ahora()
    if not permisos.puede_editar(quien, objeto, momento):
        raise YaNoSeEdita()
    texto = texto_valido(texto)
    if texto != comentario.texto:
        comentario.texto, comentario.editado_en = texto, momento
        comentario.contenido.idioma = lengua_de(texto, propio())
        marcar(comentario.sobre_id)
        anotar_hecho("participacion.corregida", comentario.id, quien.persona, ocurrio_en=momento)
    return comentario


def retirar(quien: Identidad, codigo: str) -> Comentario:
    """Quita el texto y lo adjunto de un comentario propio; su lugar queda mientras tenga respuestas.

    Repetirlo da igual. Lanza `NoEncontrado` o `NoPermitido`.
    """
    comentario = tomar(codigo, quien)
    objeto = objeto_de(comentario)
    if not permisos.es_autora(quien, objeto):
        raise NoPermitido(_("Solo quien escribió el comentario puede retirarlo."))
    if objeto.retirado:
        return comentario
    if not permisos.puede_retirar(quien, objeto):
        raise NoPermitido()
    comentario.texto, comentario.retirado_en = "", ahora()
    db.session.flush()
    contar(comentario, -1)
    borrar_adjuntos([comentario.id])
    anotar_hecho("participacion.retirada", comentario.id, quien.persona)
    return comentario


def _posicion(posicion: Posicion | str) -> Posicion:
    try:
        return Posicion(posicion)
    except ValueError:
        raise Invalido("posicion", _("Elige una de las cuatro posiciones.")) from None


def _padre(codigo: str, sobre_id: int) -> Comentario:
    """El comentario al que se responde. Lanza `NoEncontrado` o `YaNoSeResponde`."""
    padre = consultas.comentario_de(codigo)
    if padre is None or padre.sobre_id != sobre_id:
        raise NoEncontrado()
    if not permisos.puede_responder(objeto_de(padre)):
        raise YaNoSeResponde()
    return padre


def _crear(
    quien: Identidad,
    sobre_id: int,
    padre: Comentario | None,
    texto: str,
    posicion: Posicion,
    insignia: str,
    momento: dt.datetime,
) -> Comentario:
    contenido = crear_contenido(
        "comentario", quien.persona, creado_en=momento, idioma=lengua_de(texto, propio())
    )
    nuevo = Comentario(
        id=contenido.id,
        sobre_id=sobre_id,
        padre_id=padre.id if padre else None,
        raiz_id=padre.raiz_id if padre else contenido.id,
        profundidad=padre.profundidad + 1 if padre else 0,
        posicion=posicion.value,
        texto=texto,
        de_personal=insignia,
        creado_en=momento,
    )
    nuevo.contenido = contenido
    db.session.add(nuevo)
    db.session.flush()
    return nuevo
