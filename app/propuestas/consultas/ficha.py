"""La ficha: todo lo que la página de una propuesta muestra, con un número fijo de consultas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.contenido.consultas import etiquetas_de, hechos_de
from app.contenido.modelos import Contenido, Hecho
from app.contenido.reglas import Paso, normalizar_codigo
from app.cuentas.consultas import nombre_visible
from app.extensiones import db
from app.nucleo.errores import NoEncontrado
from app.nucleo.permisos import Identidad
from app.nucleo.reloj import ahora
from app.nucleo.traducido import de
from app.participacion.modelos import Conversacion
from app.procesos import consultas as procesos
from app.procesos.modelos import Proceso
from app.procesos.permisos import Requisitos
from app.procesos.reglas import SIN_UMBRAL, Acto, Ventana, cierre_vigente
from app.propuestas import permisos
from app.propuestas.consultas.tarjetas import ElementoCorto, elementos_de
from app.propuestas.modelos import Apoyo, Coautoria, Propuesta
from app.propuestas.permisos import NoApoya, Objeto
from app.propuestas.reglas import DatosHilo, Estado, estado_en, pasos_del_hilo


@dataclass(frozen=True)
class Comentada:
    """Lo que la conversación mira de una propuesta; `de_lectura`: se trajo de otra plataforma, para leer."""

    id: int
    codigo: str
    titulo: str
    objeto: Objeto
    pide: Requisitos
    de_lectura: bool


@dataclass(frozen=True)
class Ficha:
    """Una propuesta entera para quien la mira. Si `oculto`, solo quienes la firman reciben los textos.

    `ocultada` es el hecho que dice por qué y desde cuándo.
    """

    id: int
    version: int
    codigo: str
    titulo: str
    resumen: str
    cuerpo: str
    idioma: str
    autora: str
    autora_id: int | None
    en_nombre_de: str
    lugar: str
    territorio_codigo: str | None
    territorio_id: int | None
    referencia: str
    punto: tuple[float, float] | None
    elementos: tuple[ElementoCorto, ...]
    sin_elemento: bool
    etiquetas: tuple[tuple[int, str, str], ...]
    estado: str
    publicada_en: dt.datetime | None
    editada_en: dt.datetime | None
    retirada_en: dt.datetime | None
    cierra_en: dt.datetime | None
    coautoras: tuple[str, ...]
    intereses: str
    video: str
    costo: int | None
    apoyos: int
    de_personal: int
    contados: int
    umbral: int
    importados: int
    cruzado_en: dt.datetime | None
    vence: dt.datetime | None
    versiones: int
    hilo: tuple[Paso, ...]
    hechos: Sequence[Hecho]
    proceso_id: int
    proceso_clave: str
    proceso_nombre: str
    fases: tuple[Ventana, ...]
    apoyos_hasta: dt.datetime | None
    es_mia: bool
    firmo: bool
    puede_invitar: bool
    apoyada: bool
    no_apoya: NoApoya | None
    acreditacion_pedida: int
    puede_editar: bool
    puede_retirar: bool
    puede_clasificar: bool
    origen: str | None
    origen_id: str | None
    origen_url: str | None
    oculto: bool
    ocultada: Hecho | None
    comentada: Comentada

    @property
    def de_mostrador(self) -> bool:
        """Verdadero si su autora la dictó en un mostrador."""
        return any(
            h.clase == "propuestas.publicada" and h.datos.get("canal") == "mostrador" for h in self.hechos
        )

    @property
    def puede_apoyar(self) -> bool:
        """Verdadero si quien mira puede apoyarla ahora."""
        return self.no_apoya is None


def cargada(codigo: str) -> Propuesta | None:
    """La propuesta de un código con su contenido, firmas, proceso con fases y territorio; None si no hay."""
    limpio = normalizar_codigo(codigo)
    if limpio is None:
        return None
    return (
        db.session.scalars(
            select(Propuesta)
            .join(Propuesta.contenido)
            .where(Contenido.codigo == limpio)
            .options(
                contains_eager(Propuesta.contenido).joinedload(Contenido.autora),
                joinedload(Propuesta.proceso).selectinload(Proceso.fases),
                joinedload(Propuesta.territorio),
                joinedload(Propuesta.coautorias).joinedload(Coautoria.persona),
            )
        )
        .unique()
        .one_or_none()
    )


def marca(codigo: str) -> tuple[int, int, str, int] | None:
    """(id, versión, estado de hoy, versión de su conversación): cambia con todo lo que su página muestra."""
    limpio = normalizar_codigo(codigo)
    if limpio is None:
        return None
    fila = db.session.execute(
        select(
            Propuesta.id,
            Propuesta.version,
            Propuesta.estado,
            Propuesta.umbral_cruzado_en,
            Propuesta.cierra_en,
            func.coalesce(Conversacion.version, 0).label("dicho"),
        )
        .join(Contenido, Contenido.id == Propuesta.id)
        .outerjoin(Conversacion, Conversacion.contenido_id == Propuesta.id)
        .where(Contenido.codigo == limpio, Contenido.estado == "visible", Propuesta.estado != "borrador")
    ).one_or_none()
    return None if fila is None else (fila.id, fila.version, estado_de_hoy(fila).value, fila.dicho)


def estado_de_hoy(p: Any) -> Estado:
    """El estado en este momento de una propuesta o de una fila con su estado, su cruce y su fecha."""
    return estado_en(p.estado, p.umbral_cruzado_en is not None, p.cierra_en, ahora())


def objeto_de(p: Propuesta, *, con_firmas: bool = True) -> Objeto:
    """Lo que los permisos miran de una propuesta con su contenido y, salvo que se diga, sus firmas cargadas."""
    firmas = p.coautorias if con_firmas else ()
    return Objeto(
        autora_id=p.contenido.autora_id,
        estado=estado_de_hoy(p),
        oculta=p.contenido.estado == "oculto",
        cruzada=p.umbral_cruzado_en is not None,
        proceso_id=p.proceso_id,
        territorio_id=p.territorio_id,
        coautoras=frozenset(c.persona_id for c in firmas if c.estado == "aceptada"),
    )


def nombre_de(p: Propuesta) -> str:
    """Con qué nombre aparece su autora: el grupo si habla por uno, o su seudónimo."""
    autora = p.contenido.autora
    return p.en_nombre_de or (nombre_visible(autora.seudonimo, autora.nacimiento) if autora else "")


def ficha(codigo: str, quien: Identidad) -> Ficha:
    """La ficha de una propuesta para `quien`. Lanza `NoEncontrado` si no existe o es un borrador ajeno."""
    p = cargada(codigo)
    if p is None or not permisos.puede_ver(quien, objeto_de(p)):
        raise NoEncontrado()
    hechos = hechos_de(p.id)
    objeto, momento = objeto_de(p), ahora()
    tapada = objeto.oculta and not permisos.firma(quien, objeto)
    return Ficha(
        **_textos(p, tapada),
        **_lugar_y_cuentas(p),
        **_del_proceso(p, quien, objeto, momento),
        hilo=pasos_del_hilo(_datos_hilo(p, hechos), momento),
        hechos=hechos,
        es_mia=permisos.es_autora(quien, objeto),
        firmo=permisos.firma(quien, objeto),
        puede_invitar=permisos.puede_invitar(quien, objeto),
        apoyada=apoya(p.id, quien),
        puede_editar=permisos.puede_editar(quien, objeto),
        puede_retirar=permisos.puede_retirar(quien, objeto),
        puede_clasificar=permisos.puede_clasificar(quien, objeto),
        oculto=objeto.oculta,
        ocultada=_ultimo(hechos, "moderacion.") if objeto.oculta else None,
        comentada=_comentada(p, objeto),
    )


def _comentada(p: Propuesta, objeto: Objeto) -> Comentada:
    pide = procesos.requisitos(p.proceso, Acto.DEBATIR)
    return Comentada(p.id, p.contenido.codigo, p.titulo, objeto, pide, de_lectura=p.umbral >= SIN_UMBRAL)


def comentada(codigo: str) -> Comentada | None:
    """Lo que la conversación mira de la propuesta de ese código; None si no existe."""
    p = cargada(codigo)
    return None if p is None else _comentada(p, objeto_de(p))


def _textos(p: Propuesta, tapada: bool) -> dict[str, Any]:
    """Qué dice y quién lo dice; `tapada` deja la página sin el texto que se ocultó."""
    return {
        "id": p.id,
        "version": p.version,
        "codigo": p.contenido.codigo,
        "titulo": "" if tapada else p.titulo,
        "resumen": "" if tapada else p.resumen,
        "cuerpo": "" if tapada else p.cuerpo,
        "idioma": p.contenido.idioma,
        "autora": nombre_de(p),
        "autora_id": p.contenido.autora_id,
        "en_nombre_de": p.en_nombre_de,
        "coautoras": tuple(
            nombre_visible(c.persona.seudonimo, c.persona.nacimiento)
            for c in p.coautorias
            if c.estado == "aceptada"
        ),
        "intereses": "" if tapada else p.intereses,
        "video": "" if tapada else p.video,
        "costo": None if tapada else p.costo_estimado,
        "elementos": elementos_de([p.id])[p.id],
        "sin_elemento": p.sin_elemento,
        "etiquetas": () if tapada else tuple((e.id, e.clave, e.nombre) for e in etiquetas_de(p.id)),
        "versiones": p.version_texto,
        "origen": p.origen,
        "origen_id": p.origen_id,
        "origen_url": p.origen_url,
    }


def _lugar_y_cuentas(p: Propuesta) -> dict[str, Any]:
    """Dónde es, en qué estado va y cuánto apoyo junta."""
    return {
        "lugar": p.territorio.nombre if p.territorio else p.referencia,
        "territorio_codigo": p.territorio.codigo if p.territorio else None,
        "territorio_id": p.territorio_id,
        "referencia": p.referencia,
        "punto": None if p.latitud is None or p.longitud is None else (p.latitud, p.longitud),
        "estado": estado_de_hoy(p).value,
        "cierra_en": p.cierra_en,
        "publicada_en": p.publicada_en,
        "editada_en": p.editada_en,
        "retirada_en": p.retirada_en,
        "apoyos": p.apoyos,
        "de_personal": p.apoyos_personal,
        "contados": p.apoyos_contados,
        "umbral": p.umbral,
        "importados": p.apoyos_importados,
        "cruzado_en": p.umbral_cruzado_en,
        "vence": p.respuesta_vence,
    }


def _del_proceso(p: Propuesta, quien: Identidad, objeto: Objeto, momento: dt.datetime) -> dict[str, Any]:
    """De qué proceso es y qué deja hacer ahora."""
    pide = procesos.requisitos(p.proceso, Acto.APOYAR)
    return {
        "proceso_id": p.proceso_id,
        "proceso_clave": p.proceso.clave,
        "proceso_nombre": de(p.proceso, "nombre"),
        "fases": tuple(pide.fases),
        "apoyos_hasta": min(
            (f for f in (cierre_vigente(pide.fases, Acto.APOYAR, momento), p.cierra_en) if f), default=None
        ),
        "no_apoya": permisos.no_apoya(quien, objeto, pide, momento),
        "acreditacion_pedida": pide.acreditacion,
    }


def apoya(propuesta_id: int, quien: Identidad) -> bool:
    """Si `quien` apoya la propuesta. Nadie puede preguntarlo de otra persona."""
    if not quien.autenticada:
        return False
    return db.session.get(Apoyo, (propuesta_id, quien.persona)) is not None


def _datos_hilo(p: Propuesta, hechos: Sequence[Hecho]) -> DatosHilo:
    retiro = _ultimo(hechos, "propuestas.retirada")
    return DatosHilo(
        estado=estado_de_hoy(p),
        archivada_en=p.cierra_en,
        autora=nombre_de(p),
        publicada_en=p.publicada_en,
        apoyos=p.apoyos,
        contados=p.apoyos_contados,
        umbral=p.umbral,
        cruzado_en=p.umbral_cruzado_en,
        vence=p.respuesta_vence,
        retirada_en=p.retirada_en,
        motivo_retiro=retiro.motivo if retiro else "",
        se_apoya=p.umbral < SIN_UMBRAL,
    )


def _ultimo(hechos: Sequence[Hecho], clase: str) -> Hecho | None:
    return next((h for h in reversed(hechos) if h.clase.startswith(clase)), None)
