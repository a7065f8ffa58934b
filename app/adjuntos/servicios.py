"""Escrituras de los adjuntos: recibir archivos, ponerlos en un contenido, describirlos y quitarlos."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Protocol

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.adjuntos import almacen, consultas
from app.adjuntos.consultas import AdjuntoVisible, visible
from app.adjuntos.errores import NoCaben, Rechazo, SinDescripcion, rechazo
from app.adjuntos.limpieza import Limpio, Rechazada, limpiar
from app.adjuntos.modelos import Adjunto
from app.adjuntos.reglas import (
    DESCRIPCION_MAXIMA,
    LIMITES_PROPUESTA,
    LOTE_MAXIMO,
    SUBIDAS_POR_HORA,
    Causa,
    Limites,
    limpiar_nombre,
    primer_sitio,
    tipo_de,
)
from app.extensiones import db
from app.nucleo import limites as intentos
from app.nucleo import transaccion
from app.nucleo.errores import DemasiadasVeces, NoEncontrado
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.nucleo.reloj import ahora
from app.nucleo.texto import limpiar as limpiar_texto

HORA = dt.timedelta(hours=1)


class Archivo(Protocol):
    """Lo que llega en un formulario: un nombre y de dónde leerlo."""

    filename: str | None

    @property
    def stream(self) -> IO[bytes]: ...


@dataclass(frozen=True)
class Recibo:
    """Lo que quedó guardado de un envío y lo que no."""

    guardados: list[AdjuntoVisible]
    rechazos: list[Rechazo]


def recibir(
    quien: Identidad,
    archivos: Iterable[Archivo],
    formulario: str,
    *,
    limites: Limites = LIMITES_PROPUESTA,
    contenido_id: int | None = None,
    salen: Collection[str] = (),
) -> Recibo:
    """Limpia y guarda, sueltos, los archivos de un formulario; quedan aunque el resto se rechace.

    `contenido_id` es el contenido que los recibirá, si ya existe: lo que ya tiene cuenta para el límite, menos
    las claves que `salen`. Se llama antes de escribir nada en la petición (la vista lleva `@escribe_tarde`):
    abrir imágenes tarda, y nadie espera por ello. Repetir un archivo que ya está no lo duplica.
    """
    exigir(quien, Permiso.ADJUNTAR)
    destino = _Destino(formulario, limites, contenido_id, frozenset(salen))
    llegados = [a for a in archivos if a.filename]
    guardados: list[AdjuntoVisible] = []
    rechazos: list[Rechazo] = []
    libres = _libres(quien, destino)
    for n, archivo in enumerate(llegados):
        nombre = limpiar_nombre(archivo.filename or "")
        try:
            if n >= LOTE_MAXIMO:
                raise Rechazada(Causa.CUANTOS)
            limpio = _leer(quien, archivo, limites, libres)
            puesto = _guardar_suelto(quien, limpio, nombre, destino)
        except Rechazada as error:
            clase = "pdf" if nombre.lower().endswith(".pdf") else "imagen"
            rechazos.append(rechazo(nombre, error.causa, limites, clase))
        else:
            libres[puesto.clase] -= 1
            guardados.append(puesto)
    return Recibo(guardados, rechazos)


@dataclass(frozen=True)
class _Destino:
    """A dónde van los archivos de un envío."""

    formulario: str
    limites: Limites
    contenido_id: int | None
    salen: frozenset[str]

    def ocupan(self, quien: Identidad, sesion: Session) -> list[Adjunto]:
        """Lo que ya está subido y cuenta para el límite."""
        filas = [*consultas.filas_sueltas(quien, self.formulario, sesion)]
        if self.contenido_id is not None:
            filas += sesion.scalars(select(Adjunto).where(Adjunto.contenido_id == self.contenido_id))
        return [a for a in filas if a.clave not in self.salen]


def _libres(quien: Identidad, destino: _Destino) -> dict[str, int]:
    """Cuántos más caben de cada clase, por lo que se ve ahora."""
    usados = [a.clase for a in destino.ocupan(quien, db.session())]
    return {clase: destino.limites.cuantos(clase) - usados.count(clase) for clase in ("imagen", "pdf")}


def _leer(quien: Identidad, archivo: Archivo, limites: Limites, libres: Mapping[str, int]) -> Limpio:
    """Un archivo limpio. Lanza `Rechazada` antes de abrirlo si no cabe o se pasó de los de la hora."""
    tope = max(limites.peso_imagen, limites.peso_pdf)
    datos = archivo.stream.read(tope + 1)
    clase = tipo_de(datos).clase
    if clase is not None and libres[clase] <= 0:
        raise Rechazada(Causa.CUANTOS)
    try:
        intentos.gastar("adjuntos", str(quien.persona), SUBIDAS_POR_HORA, HORA)
    except DemasiadasVeces as error:
        raise Rechazada(Causa.RITMO) from error
    return limpiar(datos, limites)


def _guardar_suelto(quien: Identidad, limpio: Limpio, nombre: str, destino: _Destino) -> AdjuntoVisible:
    """El archivo en disco y, en su propia transacción, su fila; o la que ya había si es el mismo."""
    try:
        clave = almacen.guardar(limpio)
    except OSError as error:
        current_app.logger.error("no se pudo guardar un adjunto: %s", error.strerror)
        raise Rechazada(Causa.DISCO) from error
    try:
        with transaccion.corta() as sesion:
            puesto = _anotar_suelto(sesion, quien, limpio, clave, nombre, destino)
    except BaseException:
        almacen.borrar([clave])
        raise
    if puesto.clave != clave:
        almacen.borrar([clave])
    return puesto


def _anotar_suelto(
    sesion: Session, quien: Identidad, limpio: Limpio, clave: str, nombre: str, destino: _Destino
) -> AdjuntoVisible:
    """La fila, con el primer sitio libre. Los envíos de una misma persona pasan de uno en uno."""
    consultas.tomar_persona(sesion, quien.persona)
    de_su_clase = [a for a in destino.ocupan(quien, sesion) if a.clase == limpio.clase]
    igual = next((a for a in de_su_clase if a.huella == limpio.huella), None)
    if igual is not None:
        return visible(igual)
    maximo = destino.limites.cuantos(limpio.clase)
    orden = primer_sitio({a.orden for a in de_su_clase if a.formulario is not None}, maximo)
    if orden is None or len(de_su_clase) >= maximo:
        raise Rechazada(Causa.CUANTOS)
    fila = Adjunto(
        clave=clave,
        clase=limpio.clase,
        persona_id=quien.persona,
        formulario=destino.formulario,
        nombre=nombre,
        peso=len(limpio.datos),
        ancho=limpio.ancho,
        alto=limpio.alto,
        huella=limpio.huella,
        orden=orden,
        creado_en=ahora(),
    )
    sesion.add(fila)
    sesion.flush()
    return visible(fila)


def adjuntar(
    quien: Identidad,
    formulario: str,
    contenido_id: int,
    descripciones: Mapping[str, str] | None = None,
    *,
    limites: Limites = LIMITES_PROPUESTA,
    exigir_texto: bool = True,
) -> list[AdjuntoVisible]:
    """Pone en un contenido lo suelto de un formulario y guarda qué se ve en cada foto; devuelve todo.

    Quien llama ya comprobó que `quien` puede cambiar ese contenido. Lanza `SinDescripcion` si a una imagen le
    falta su texto y se exige, y `NoCaben` si con lo que ya hay se pasa del máximo.
    """
    exigir(quien, Permiso.ADJUNTAR)
    consultas.tomar_contenido(contenido_id)
    puestos = list(db.session.scalars(select(Adjunto).where(Adjunto.contenido_id == contenido_id)))
    nuevos = consultas.filas_sueltas(quien, formulario)
    for a in (*puestos, *nuevos):
        a.descripcion = una_linea((descripciones or {}).get(a.clave, a.descripcion))
    faltan = tuple(a.clave for a in (*puestos, *nuevos) if a.clase == "imagen" and not a.descripcion)
    if faltan and exigir_texto:
        raise SinDescripcion(faltan)
    for a in nuevos:
        orden = primer_sitio({p.orden for p in puestos if p.clase == a.clase}, limites.cuantos(a.clase))
        if orden is None:
            raise NoCaben(limites)
        a.contenido_id, a.formulario, a.orden = contenido_id, None, orden
        puestos.append(a)
    db.session.flush()
    return sorted((visible(a) for a in puestos), key=lambda v: v.clase)


def una_linea(texto: str) -> str:
    """Una descripción limpia: sin controles ni saltos, hasta su largo máximo."""
    return " ".join(str(limpiar_texto(texto)).split())[:DESCRIPCION_MAXIMA]


def quitar(quien: Identidad, clave: str) -> None:
    """Quita un adjunto: el suelto propio, o el de un contenido cuyos adjuntos `quien` puede cambiar ahora.

    Su archivo se borra al confirmarse. Lanza `NoEncontrado` si no existe o no es cosa suya.
    """
    exigir(quien, Permiso.ADJUNTAR)
    a = db.session.scalar(select(Adjunto).where(Adjunto.clave == clave))
    if a is None or not _es_cosa_suya(quien, a):
        raise NoEncontrado()
    db.session.delete(a)
    db.session.flush()
    almacen.borrar_al_confirmar([clave])


def _es_cosa_suya(quien: Identidad, a: Adjunto) -> bool:
    if a.contenido_id is None:
        return a.persona_id == quien.persona
    return consultas.puede_cambiar(a.contenido_id, quien)


def borrar_de(contenidos: Sequence[int]) -> int:
    """Borra los adjuntos de contenidos que se borran del todo (un borrador); devuelve cuántos eran.

    Quien llama ya comprobó el permiso. Los archivos se quitan al confirmarse.
    """
    claves = db.session.scalars(
        delete(Adjunto).where(Adjunto.contenido_id.in_(contenidos)).returning(Adjunto.clave)
    ).all()
    almacen.borrar_al_confirmar(claves)
    return len(claves)


def quitar_sueltos(quien: Identidad, formulario: str, claves: Collection[str]) -> None:
    """Quita, en su propia transacción, archivos sueltos propios de un formulario."""
    exigir(quien, Permiso.ADJUNTAR)
    with transaccion.corta() as sesion:
        suyos = delete(Adjunto).where(
            Adjunto.persona_id == quien.persona, Adjunto.formulario == formulario, Adjunto.clave.in_(claves)
        )
        quitadas = sesion.scalars(suyos.returning(Adjunto.clave)).all()
    almacen.borrar(quitadas)
