"""La ficha: todo lo que la página de una propuesta muestra, con un número fijo de consultas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from app.contenido.consultas import etiquetas_de, hechos_de
from app.contenido.modelos import Contenido, Hecho
from app.contenido.reglas import Paso, normalizar_codigo
from app.extensiones import db
from app.nucleo.errores import NoEncontrado
from app.nucleo.permisos import Identidad
from app.nucleo.reloj import ahora
from app.procesos import consultas as procesos
from app.procesos.modelos import Proceso
from app.procesos.reglas import SIN_UMBRAL, Acto, Ventana, cierre_vigente
from app.propuestas import permisos
from app.propuestas.consultas.tarjetas import ElementoCorto, elementos_de
from app.propuestas.modelos import Apoyo, Propuesta
from app.propuestas.permisos import NoApoya, Objeto
from app.propuestas.reglas import DatosHilo, Estado, pasos_del_hilo


@dataclass(frozen=True)
class Ficha:
    """Una propuesta entera para quien la mira. Si `oculto`, no trae textos y `motivo_oculto` dice por qué."""

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
    apoyos: int
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
    motivo_oculto: str

    @property
    def puede_apoyar(self) -> bool:
        """Verdadero si quien mira puede apoyarla ahora."""
        return self.no_apoya is None

    @property
    def puede_retirar_apoyo(self) -> bool:
        """Verdadero si quien mira la apoya y todavía puede desdecirse."""
        return self.apoyada and self.no_apoya is None


def cargada(codigo: str) -> Propuesta | None:
    """La propuesta de un código con su contenido, autora, proceso con fases y territorio; None si no hay."""
    limpio = normalizar_codigo(codigo)
    if limpio is None:
        return None
    return db.session.scalar(
        select(Propuesta)
        .join(Propuesta.contenido)
        .where(Contenido.codigo == limpio)
        .options(
            contains_eager(Propuesta.contenido).joinedload(Contenido.autora),
            joinedload(Propuesta.proceso).selectinload(Proceso.fases),
            joinedload(Propuesta.territorio),
        )
    )


def marca(codigo: str) -> tuple[int, int] | None:
    """(id, versión) de una propuesta que cualquiera puede ver: cambia con todo lo que su página muestra."""
    limpio = normalizar_codigo(codigo)
    if limpio is None:
        return None
    fila = db.session.execute(
        select(Propuesta.id, Propuesta.version)
        .join(Contenido, Contenido.id == Propuesta.id)
        .where(Contenido.codigo == limpio, Contenido.estado == "visible", Propuesta.estado != "borrador")
    ).one_or_none()
    return None if fila is None else (fila.id, fila.version)


def objeto_de(p: Propuesta) -> Objeto:
    """Lo que los permisos miran de una propuesta con su contenido cargado."""
    return Objeto(
        autora_id=p.contenido.autora_id,
        estado=Estado(p.estado),
        oculta=p.contenido.estado == "oculto",
        cruzada=p.umbral_cruzado_en is not None,
        proceso_id=p.proceso_id,
        territorio_id=p.territorio_id,
    )


def nombre_de(p: Propuesta) -> str:
    """Con qué nombre aparece su autora: el grupo si habla por uno, o su seudónimo."""
    return p.en_nombre_de or (p.contenido.autora.seudonimo if p.contenido.autora else "")


def ficha(codigo: str, quien: Identidad) -> Ficha:
    """La ficha de una propuesta para `quien`. Lanza `NoEncontrado` si no existe o es un borrador ajeno."""
    p = cargada(codigo)
    if p is None or not permisos.puede_ver(quien, objeto_de(p)):
        raise NoEncontrado()
    hechos = hechos_de(p.id)
    objeto, momento = objeto_de(p), ahora()
    tapada = objeto.oculta and not permisos.es_autora(quien, objeto)
    return Ficha(
        **_textos(p, tapada),
        **_lugar_y_cuentas(p),
        **_del_proceso(p, quien, objeto, momento),
        hilo=pasos_del_hilo(_datos_hilo(p, hechos), momento),
        hechos=hechos,
        es_mia=permisos.es_autora(quien, objeto),
        apoyada=apoya(p.id, quien),
        puede_editar=permisos.puede_editar(quien, objeto),
        puede_retirar=permisos.puede_retirar(quien, objeto),
        puede_clasificar=permisos.puede_clasificar(quien, objeto),
        oculto=objeto.oculta,
        motivo_oculto=_motivo(hechos, "moderacion.") if objeto.oculta else "",
    )


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
        "estado": p.estado,
        "publicada_en": p.publicada_en,
        "editada_en": p.editada_en,
        "retirada_en": p.retirada_en,
        "apoyos": p.apoyos,
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
        "proceso_nombre": p.proceso.nombre,
        "fases": tuple(pide.fases),
        "apoyos_hasta": cierre_vigente(pide.fases, Acto.APOYAR, momento),
        "no_apoya": permisos.no_apoya(quien, objeto, pide, momento),
        "acreditacion_pedida": pide.acreditacion,
    }


def apoya(propuesta_id: int, quien: Identidad) -> bool:
    """Si `quien` apoya la propuesta. Nadie puede preguntarlo de otra persona."""
    if not quien.autenticada:
        return False
    return db.session.get(Apoyo, (propuesta_id, quien.persona)) is not None


def apoyadas_de(ids: Sequence[int], quien: Identidad) -> frozenset[int]:
    """Cuáles de estas propuestas apoya `quien`, en una consulta."""
    if not quien.autenticada or not ids:
        return frozenset()
    return frozenset(
        db.session.scalars(
            select(Apoyo.propuesta_id).where(Apoyo.persona_id == quien.persona, Apoyo.propuesta_id.in_(ids))
        )
    )


def _datos_hilo(p: Propuesta, hechos: Sequence[Hecho]) -> DatosHilo:
    return DatosHilo(
        estado=Estado(p.estado),
        autora=nombre_de(p),
        publicada_en=p.publicada_en,
        apoyos=p.apoyos,
        contados=p.apoyos_contados,
        umbral=p.umbral,
        cruzado_en=p.umbral_cruzado_en,
        vence=p.respuesta_vence,
        retirada_en=p.retirada_en,
        motivo_retiro=_motivo(hechos, "propuestas.retirada"),
        se_apoya=p.umbral < SIN_UMBRAL,
    )


def _motivo(hechos: Sequence[Hecho], clase: str) -> str:
    return next((h.motivo for h in reversed(hechos) if h.clase.startswith(clase)), "")
