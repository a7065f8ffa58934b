"""De la idea a la publicación."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import delete, select

from app.adjuntos import servicios as adjuntos
from app.adjuntos.consultas import sin_descripcion
from app.contenido.consultas import etiquetas_de
from app.contenido.servicios import anotar_hecho, borrar_contenido, crear_contenido, etiquetar
from app.cuentas.servicios import exigir_viva
from app.extensiones import db
from app.nucleo import limites
from app.nucleo.errores import Conflicto, Invalido, NoEncontrado
from app.nucleo.limites import Cuota
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.nucleo.reloj import ahora
from app.nucleo.traducido import propio
from app.procesos import consultas as procesos
from app.procesos.consultas import Proceso
from app.procesos.reglas import Acto
from app.procesos.servicios import exigir_acto
from app.propuestas import facetas, permisos
from app.propuestas.consultas import propias
from app.propuestas.consultas.ficha import objeto_de
from app.propuestas.errores import Incompleta, YaPublicada
from app.propuestas.modelos import Coautoria, Propuesta, PropuestaElemento
from app.propuestas.reglas import (
    AZAR,
    ETIQUETA_MAXIMA,
    ETIQUETAS_MAXIMO,
    REFERENCIA_MAXIMA,
    Estado,
    EtiquetasMal,
    cierre_de,
    peso,
    validar_etiquetas,
)
from app.propuestas.servicios.comunes import (
    poner_elementos,
    poner_lengua,
    resumen_o_comienzo,
    sin_lugar_exacto_si_es_menor,
    tomar,
    tomar_borrador,
    umbral_para,
    validar_detalles,
    validar_elementos,
    validar_textos,
    validar_titulo,
)
from app.territorio import consultas as territorio

BORRADORES_MAXIMO = 20


def empezar(quien: Identidad, proceso_id: int) -> Propuesta:
    """Empieza un borrador, o devuelve el que quedó en blanco.

    Lanza `FaseCerrada`, `FaltaAcreditacion` o `FaltaEdad` si el proceso no deja proponer ahora, `Conflicto`
    con 20 borradores sin terminar.
    """
    exigir(quien, Permiso.PROPONER, proceso_id=proceso_id)
    exigir_viva(quien)
    proceso = _proceso_publico(proceso_id)
    exigir_acto(proceso, Acto.PROPONER, quien)
    en_blanco = propias.en_blanco(quien, proceso_id)
    if en_blanco is not None:
        return en_blanco
    cuantos = len(propias.ids_de_borradores(quien.persona))
    if cuantos >= BORRADORES_MAXIMO:
        raise Conflicto(_("Tienes %(n)s borradores sin terminar. Termina o borra alguno.", n=cuantos))
    contenido = crear_contenido("propuesta", quien.persona, idioma=propio())
    propuesta = Propuesta(
        id=contenido.id, proceso_id=proceso_id, en_blanco_de=quien.persona, azar=secrets.randbelow(AZAR)
    )
    propuesta.contenido = contenido
    db.session.add(propuesta)
    db.session.flush()
    return propuesta


def _proceso_publico(proceso_id: int) -> Proceso:
    proceso = procesos.por_id(proceso_id)
    if proceso is None or proceso.estado != "publicado" or proceso.contenido.estado != "visible":
        raise NoEncontrado()
    return proceso


@dataclass(frozen=True)
class Detalles:
    """Lo que acompaña a la idea y nadie está obligada a llenar; `costo`, en unidades menores de la moneda."""

    intereses: str = ""
    video: str = ""
    costo: int | None = None


def guardar_idea(
    quien: Identidad,
    codigo: str,
    titulo: str,
    resumen: str,
    cuerpo: str,
    en_nombre_de: str = "",
    *,
    detalles: Detalles | None = None,
    parcial: bool = False,
) -> Propuesta:
    """Guarda el texto de un borrador y, si se dan, sus detalles.

    `parcial` (guardado automático) acepta un título a medias y deja como estaban los detalles que no sirven.
    """
    p = tomar_borrador(codigo, quien)
    if detalles is not None:
        try:
            validar_detalles(detalles.intereses.strip(), detalles.video.strip(), detalles.costo)
        except Invalido:
            if not parcial:
                raise
            detalles = None
    titulo, resumen, cuerpo = titulo.strip(), resumen.strip(), cuerpo.strip()
    if not (parcial and len(titulo) < 4):
        validar_titulo(titulo)
    validar_textos(resumen, cuerpo, en_nombre_de.strip(), parcial=parcial)
    if not parcial and not (resumen or cuerpo):
        raise Invalido("cuerpo", _("Cuenta tu idea en unas líneas."))
    p.titulo, p.resumen, p.cuerpo, p.en_nombre_de = titulo, resumen, cuerpo, en_nombre_de.strip()
    if titulo or resumen or cuerpo:
        p.en_blanco_de = None
    if detalles is not None:
        p.intereses, p.video = detalles.intereses.strip(), detalles.video.strip()
        p.costo_estimado = detalles.costo
    db.session.flush()
    return p


def guardar_plan(
    quien: Identidad,
    codigo: str,
    elementos: list[int],
    no_lo_se: bool,
    etiquetas: list[str],
    *,
    parcial: bool = False,
) -> Propuesta:
    """Guarda a qué elementos del plan contribuye un borrador (o que no se sabe) y sus etiquetas.

    `parcial` (guardado automático) acepta que todavía no se haya elegido nada.
    """
    p = tomar_borrador(codigo, quien)
    hallados = validar_elementos(p.proceso, [] if no_lo_se else elementos)
    if not hallados and not no_lo_se and not parcial:
        raise Invalido("elementos", _("Elige un elemento del plan, o marca «No lo sé»."))
    try:
        limpias = validar_etiquetas(etiquetas)
    except EtiquetasMal as error:
        if error.causa == "muchas":
            mensaje = _("Pon %(n)s etiquetas como mucho.", n=ETIQUETAS_MAXIMO)
        else:
            mensaje = _("Cada etiqueta tiene %(n)s caracteres como mucho.", n=ETIQUETA_MAXIMA)
        raise Invalido("etiquetas", mensaje) from error
    poner_elementos(p, hallados)
    p.sin_elemento = no_lo_se and not hallados
    etiquetar(p.id, limpias)
    return p


def guardar_lugar(
    quien: Identidad,
    codigo: str,
    territorio_id: int | None,
    latitud: float | None,
    longitud: float | None,
    referencia: str,
) -> Propuesta:
    """Guarda dónde: un lugar de la lista, un punto, una referencia, o nada (toda la ciudad).

    Un punto sin lugar elegido toma el lugar que lo contiene; de una menor se guarda solo el lugar. Lanza
    `Invalido` si el lugar no es del proceso o el punto cae fuera de la ciudad o del lugar elegido.
    """
    p = tomar_borrador(codigo, quien)
    referencia = referencia.strip()
    if len(referencia) > REFERENCIA_MAXIMA:
        raise Invalido(
            "referencia",
            _("La referencia es demasiado larga: %(n)s caracteres como mucho.", n=REFERENCIA_MAXIMA),
        )
    if (latitud is None) != (longitud is None):
        raise Invalido("latitud", _("Al punto le falta la latitud o la longitud."))
    punto = None if latitud is None or longitud is None else (latitud, longitud)
    p.territorio_id = _territorio(p.proceso, territorio_id, punto)
    p.latitud, p.longitud, p.referencia = latitud, longitud, referencia
    sin_lugar_exacto_si_es_menor(p)
    db.session.flush()
    db.session.expire(p, ["territorio"])
    return p


def _territorio(proceso: Proceso, elegido: int | None, punto: tuple[float, float] | None) -> int | None:
    presente = territorio.arbol()
    if elegido is not None and elegido not in presente.lugares:
        raise Invalido("territorio", _("Elige un lugar de la lista."))
    if punto is not None:
        elegido = _lugar_del_punto(elegido, punto)
    if proceso.territorio_id is None:
        return elegido
    if elegido is None:
        return proceso.territorio_id
    if elegido not in territorio.descendientes(proceso.territorio_id):
        nombre = presente.lugares[proceso.territorio_id].nombre
        raise Invalido("territorio", _("Este proceso es de %(lugar)s: elige un lugar de ahí.", lugar=nombre))
    return elegido


def _lugar_del_punto(elegido: int | None, punto: tuple[float, float]) -> int | None:
    if not (-90 <= punto[0] <= 90 and -180 <= punto[1] <= 180):
        raise Invalido("latitud", _("Esas coordenadas no existen."))
    hallado = territorio.por_punto(*punto)
    if hallado is None:
        if any(lugar.caja for lugar in territorio.arbol().lugares.values()):
            raise Invalido("latitud", _("Ese punto está fuera de la ciudad."))
        return elegido
    if elegido is None:
        return hallado.id
    if elegido != hallado.id and elegido not in {x.id for x in territorio.ancestros(hallado.id)}:
        suyo = territorio.por_id(elegido)
        con_forma = suyo is not None and suyo.caja is not None
        if con_forma and hallado.id not in {x.id for x in territorio.ancestros(elegido)}:
            raise Invalido(
                "latitud", _("Ese punto está en %(lugar)s, no en el lugar elegido.", lugar=hallado.nombre)
            )
    return elegido


def publicar(quien: Identidad, codigo: str, cuotas: Sequence[Cuota] = ()) -> Propuesta:
    """Publica un borrador: fija el umbral, lo pone en las listas y lo anota. Entonces, y solo entonces, cobra.

    Publicar lo publicado lo devuelve igual (doble clic). Lanza `Incompleta` con todo lo que falta, el error
    del proceso si ya no deja proponer, o `DemasiadasVeces`.
    """
    p = tomar(codigo, quien)
    if not permisos.es_autora(quien, objeto_de(p)):
        raise NoEncontrado()
    exigir(quien, Permiso.PROPONER, proceso_id=p.proceso_id, territorio_id=p.territorio_id)
    if p.estado == Estado.PUBLICADA:
        return p
    if p.estado != Estado.BORRADOR:
        raise YaPublicada()
    _proceso_publico(p.proceso_id)
    exigir_acto(p.proceso, Acto.PROPONER, quien)
    faltas = _faltas(p)
    if faltas:
        raise Incompleta(faltas)
    limites.cobrar(*cuotas)
    umbral = umbral_para(p.proceso, p.territorio_id)
    momento = ahora()
    fases = procesos.ventanas(p.proceso.fases)
    p.cierra_en = cierre_de(fases, momento, p.proceso.vigencia_meses, procesos.zona())
    p.actividad = peso(momento)
    p.estado = Estado.PUBLICADA
    p.resumen = resumen_o_comienzo(p.resumen, p.cuerpo)
    poner_lengua(p)
    p.publicada_en = momento
    p.umbral = umbral
    sin_lugar_exacto_si_es_menor(p)
    p.version += 1
    datos = {"umbral": p.umbral, **({"canal": "mostrador"} if quien.atendida_por else {})}
    anotar_hecho("propuestas.publicada", p.id, quien.persona, datos=datos, ocurrio_en=momento)
    facetas.rehacer(p.id)
    return p


def _faltas(p: Propuesta) -> list[Invalido]:
    """Todo lo que impide publicar, en el orden de los pasos."""
    faltas: list[Invalido] = []

    def probar(valida: Callable[[], object]) -> None:
        try:
            valida()
        except Invalido as error:
            faltas.append(error)

    probar(lambda: validar_titulo(p.titulo))
    probar(lambda: validar_textos(p.resumen, p.cuerpo, p.en_nombre_de))
    probar(lambda: validar_detalles(p.intereses, p.video, p.costo_estimado))
    if not (p.resumen or p.cuerpo):
        faltas.append(Invalido("cuerpo", _("Cuenta tu idea en unas líneas.")))
    ids = list(
        db.session.scalars(select(PropuestaElemento.elemento_id).where(PropuestaElemento.propuesta_id == p.id))
    )
    if ids:
        probar(lambda: validar_elementos(p.proceso, ids))
    elif not p.sin_elemento:
        faltas.append(Invalido("elementos", _("Elige un elemento del plan, o marca «No lo sé».")))
    if len(etiquetas_de(p.id)) > ETIQUETAS_MAXIMO:
        faltas.append(Invalido("etiquetas", _("Pon %(n)s etiquetas como mucho.", n=ETIQUETAS_MAXIMO)))
    punto = None if p.latitud is None or p.longitud is None else (p.latitud, p.longitud)
    probar(lambda: _territorio(p.proceso, p.territorio_id, punto))
    if sin_descripcion(p.id):
        faltas.append(Invalido("fotos", _("Di qué se ve en cada foto.")))
    return faltas


def borrar_borrador(quien: Identidad, codigo: str) -> None:
    """Borra del todo un borrador propio. Borrar lo ya borrado lanza `NoEncontrado`."""
    p = tomar(codigo, quien)
    if not permisos.es_autora(quien, objeto_de(p)):
        raise NoEncontrado()
    if p.estado != Estado.BORRADOR:
        raise YaPublicada()
    exigir(quien, Permiso.PROPUESTA_PROPIA)
    db.session.expunge(p)
    descartar(p.id)


def descartar(ident: int) -> None:
    """Borra un borrador con todo lo suyo: adjuntos, firmas, etiquetas y su código. Quien llama ya comprobó."""
    adjuntos.borrar_de([ident])
    for tabla, columna in (
        (PropuestaElemento, PropuestaElemento.propuesta_id),
        (Coautoria, Coautoria.propuesta_id),
        (Propuesta, Propuesta.id),
    ):
        db.session.execute(delete(tabla).where(columna == ident))
    borrar_contenido(ident)
