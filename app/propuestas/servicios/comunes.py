"""Lo que comparten los servicios: tomar la propuesta con su cerrojo y validar sus datos."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import delete

from app.busqueda.reglas import lengua_de
from app.cuentas import frases
from app.cuentas.consultas import es_menor_hoy
from app.cuentas.servicios import exigir_viva
from app.extensiones import db
from app.nucleo.errores import Invalido, NoEncontrado
from app.nucleo.permisos import Identidad
from app.nucleo.texto import a_texto, recortar, tiene_letras
from app.nucleo.traducido import propio
from app.padron import consultas as padron
from app.procesos import consultas as procesos
from app.procesos.consultas import Proceso
from app.procesos.reglas import umbral_de
from app.propuestas import permisos
from app.propuestas.consultas import tomadas
from app.propuestas.consultas.elegibles import Elegible, elegibles
from app.propuestas.consultas.ficha import objeto_de
from app.propuestas.modelos import Propuesta, PropuestaElemento
from app.propuestas.reglas import (
    COSTO_MAXIMO,
    CUERPO_MAXIMO,
    ELEMENTOS_MAXIMO,
    EN_NOMBRE_MAXIMO,
    INTERESES_MAXIMO,
    MOTIVO_MAXIMO,
    MOTIVO_MINIMO,
    RESUMEN_MAXIMO,
    TITULO_MAXIMO,
    TITULO_MINIMO,
    video_valido,
)
from app.territorio import consultas as territorio

_OTRA_COSA = re.compile(r"\n\s*(?:#|>|\||[-*+] |\d+[.)] )")


def tomar(codigo: str, quien: Identidad) -> Propuesta:
    """La propuesta con su cerrojo, entera. Lanza `NoEncontrado` si no existe o es un borrador ajeno."""
    exigir_viva(quien)
    p = tomadas.entera(codigo)
    if p is None or not permisos.puede_ver(quien, objeto_de(p)):
        raise NoEncontrado()
    return p


def tomar_borrador(codigo: str, quien: Identidad) -> Propuesta:
    """El borrador que `quien` firma, con su cerrojo. `NoEncontrado` si no lo firma o ya no es borrador."""
    p = tomar(codigo, quien)
    if not permisos.puede_editar_borrador(quien, objeto_de(p)):
        raise NoEncontrado()
    return p


def sin_lugar_exacto_si_es_menor(p: Propuesta) -> bool:
    """De lo que propone una menor se guarda el barrio y nada más exacto; devuelve si quitó algo."""
    autora = p.contenido.autora
    exacto = p.latitud is not None or p.referencia != ""
    if autora is None or not exacto or not es_menor_hoy(autora.nacimiento):
        return False
    p.latitud = p.longitud = None
    p.referencia = ""
    return True


def validar_titulo(titulo: str) -> None:
    """Lanza `Invalido` si el título no tiene de 4 a 120 caracteres, con letras o cifras entre ellos."""
    if not TITULO_MINIMO <= len(titulo) <= TITULO_MAXIMO:
        raise Invalido(
            "titulo",
            _("Escribe un título de %(a)s a %(b)s caracteres.", a=TITULO_MINIMO, b=TITULO_MAXIMO),
        )
    if not tiene_letras(titulo):
        raise Invalido("titulo", _("Escribe el título con palabras: así se puede leer y buscar."))


def validar_textos(resumen: str, cuerpo: str, en_nombre_de: str = "", *, parcial: bool = False) -> None:
    """Lanza `Invalido` si un texto se pasa de su largo o, si no es `parcial`, el grupo parece una oficina."""
    for campo, texto, maximo, mensaje in (
        ("resumen", resumen, RESUMEN_MAXIMO, _("El resumen es demasiado largo: %(n)s caracteres como mucho.")),
        ("cuerpo", cuerpo, CUERPO_MAXIMO, _("El texto es demasiado largo: %(n)s caracteres como mucho.")),
        (
            "en_nombre_de",
            en_nombre_de,
            EN_NOMBRE_MAXIMO,
            _("El nombre del grupo es demasiado largo: %(n)s caracteres como mucho."),
        ),
    ):
        if len(texto) > maximo:
            raise Invalido(campo, mensaje % {"n": maximo})
    if falta := "" if parcial else frases.de_grupo(en_nombre_de):
        raise Invalido("en_nombre_de", falta)


def resumen_o_comienzo(resumen: str, cuerpo: str) -> str:
    """El resumen o, si se dejó vacío, el comienzo del texto: es lo que se lee en la lista.

    Se queda antes del primer título o lista: sin su forma, se leerían como una frase sin sentido.
    """
    return resumen or recortar(a_texto(_OTRA_COSA.split(cuerpo, 1)[0]), RESUMEN_MAXIMO)


def poner_lengua(p: Propuesta) -> None:
    """Anota en qué lengua está escrita: la que dicen sus palabras o, si no lo dicen, la de la ciudad."""
    p.contenido.idioma = lengua_de(f"{p.titulo} {p.resumen} {p.cuerpo}", propio())


def validar_detalles(intereses: str, video: str, costo: int | None) -> None:
    """Lanza `Invalido` si los intereses son largos, el video no es un enlace o el costo no es una cantidad."""
    if len(intereses) > INTERESES_MAXIMO:
        raise Invalido("intereses", _("Dilo en %(n)s caracteres como mucho.", n=INTERESES_MAXIMO))
    if video and not video_valido(video):
        raise Invalido("video", _("Pon la dirección entera del video, desde «https://»."))
    if costo is not None and not 0 < costo <= COSTO_MAXIMO:
        raise Invalido("costo", _("Escribe una cantidad mayor que cero, o deja el campo vacío."))


def validar_motivo(motivo: str) -> str:
    """El motivo limpio. Lanza `Invalido` si no tiene de 4 a 300 caracteres."""
    motivo = motivo.strip()
    if not MOTIVO_MINIMO <= len(motivo) <= MOTIVO_MAXIMO:
        raise Invalido(
            "motivo",
            _("Di por qué, en %(a)s a %(b)s caracteres: se publica.", a=MOTIVO_MINIMO, b=MOTIVO_MAXIMO),
        )
    return motivo


def validar_elementos(proceso: Proceso, elementos: Sequence[int]) -> list[Elegible]:
    """Los elementos, en el orden del plan. Lanza `Invalido` si son muchos o no son del plan del proceso."""
    ids = list(dict.fromkeys(elementos))
    if len(ids) > ELEMENTOS_MAXIMO:
        raise Invalido("elementos", _("Elige %(n)s elementos del plan como mucho.", n=ELEMENTOS_MAXIMO))
    hallados = elegibles(ids)
    if len(hallados) != len(ids) or any(proceso.plan_id not in (None, e.plan_id) for e in hallados):
        raise Invalido("elementos", _("Elige elementos del plan de este proceso."))
    return hallados


def poner_elementos(p: Propuesta, elementos: Sequence[Elegible]) -> None:
    """Deja a la propuesta justo con estos elementos."""
    db.session.execute(delete(PropuestaElemento).where(PropuestaElemento.propuesta_id == p.id))
    db.session.add_all(PropuestaElemento(propuesta_id=p.id, elemento_id=e.id) for e in elementos)
    db.session.flush()


def umbral_para(proceso: Proceso, territorio_id: int | None) -> int:
    """El umbral de una propuesta nueva: por su territorio, o por la ciudad si es de toda o no tiene.

    Un porcentaje se calcula sobre el padrón; mientras la ciudad no tenga uno, sobre la población.
    """
    lugar = territorio.por_id(territorio_id) if territorio_id is not None else None
    de_territorio = lugar is not None and lugar.padre_id is not None
    regla = procesos.regla_umbral(proceso)
    if regla.clase != "porcentaje":
        return umbral_de(regla, de_territorio=de_territorio, poblacion=None)
    return umbral_de(
        regla, de_territorio=de_territorio, poblacion=_personas_de(territorio_id if de_territorio else None)
    )


def _personas_de(territorio_id: int | None) -> int | None:
    empadronadas = padron.total_de(territorio_id)
    if empadronadas:
        return empadronadas
    total = territorio.poblacion_total(territorio_id)
    if total is None and territorio_id is not None:
        total = territorio.poblacion_total(None)
    return None if total is None else total.personas
