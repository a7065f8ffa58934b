"""Escrituras de los procesos: crear, publicar y cambiar fechas, siempre a la vista."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.contenido.servicios import anotar_hecho, crear_contenido
from app.extensiones import db
from app.nucleo import paneles
from app.nucleo.errores import Conflicto, Invalido, NoEncontrado, NoPermitido, traducir
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.nucleo.reloj import ahora
from app.procesos import consultas
from app.procesos.errores import FaltaAcreditacion, FaltaEdad, FaseCerrada
from app.procesos.modelos import Fase, Proceso
from app.procesos.permisos import Falta
from app.procesos.reglas import ACTOS_DE, Acto, Ventana

MOTIVO_MINIMO = 10
MOTIVO_MAXIMO = 500
VIGENCIA_MAXIMA = 120


def exigir_acto(proceso: Proceso, acto: Acto, quien: Identidad) -> None:
    """Lanza el error que explica por qué `quien` no puede hacer `acto` ahora en el proceso (con sus fases)."""
    pide = consultas.requisitos(proceso, acto)
    match consultas.falta_para(proceso, acto, quien):
        case Falta.FASE:
            raise FaseCerrada(abre=consultas.vuelve_a_abrir(proceso, acto))
        case Falta.CUENTA:
            raise NoPermitido(_("Entra con tu cuenta para hacer esto."))
        case Falta.ACREDITACION:
            raise FaltaAcreditacion(quien.acreditacion, pide.acreditacion)
        case Falta.EDAD:
            raise FaltaEdad(pide.edad_minima, falta_dato=False)
        case Falta.NACIMIENTO:
            raise FaltaEdad(pide.edad_minima, falta_dato=True)
        case None:
            return


def crear_proceso(
    quien: Identidad,
    *,
    clave: str,
    nombre: str,
    proposito: str,
    fases: Sequence[Ventana],
    clase: str = "convocatoria",
    **reglas: Any,
) -> Proceso:
    """Crea un proceso en borrador con sus fases. `reglas` son las columnas de regla de `Proceso`.

    Lanza `Invalido` si falta el nombre o una fase cierra antes de abrir; `Conflicto` si la clave existe.
    """
    exigir(quien, Permiso.PROCESO_EDITAR, territorio_id=reglas.get("territorio_id"))
    if not nombre.strip():
        raise Invalido("nombre", _("Escribe el nombre del proceso."))
    if not fases:
        raise Invalido("fases", _("Un proceso necesita al menos una fase con fecha."))
    for fase in fases:
        _validar_fechas(fase.abre, fase.cierra)
        if fase.clase not in ACTOS_DE:
            raise Invalido("fases", _("No conocemos la clase de fase «%(clase)s».", clase=fase.clase))
    contenido = crear_contenido("proceso", quien.persona_id)
    proceso = Proceso(
        id=contenido.id, clave=clave, nombre=nombre.strip(), proposito=proposito.strip(), clase=clase, **reglas
    )
    proceso.contenido = contenido
    proceso.fases = [
        Fase(
            clase=f.clase,
            nombre=f.nombre or f.clase,
            descripcion=f.descripcion,
            abre=f.abre,
            cierra=f.cierra,
            orden=orden,
        )
        for orden, f in enumerate(fases)
    ]
    with traducir({"uq_procesos_clave": Conflicto(_("Ya hay un proceso con esa clave."))}):
        db.session.add(proceso)
        db.session.flush()
    return proceso


def publicar_proceso(quien: Identidad, proceso_id: int) -> Proceso:
    """Hace público un borrador; lo ya publicado se queda igual. Deja un hecho público."""
    proceso = db.session.scalar(
        select(Proceso)
        .where(Proceso.id == proceso_id)
        .options(joinedload(Proceso.contenido))
        .with_for_update(of=Proceso)
    )
    if proceso is None:
        raise NoEncontrado()
    exigir(quien, Permiso.PROCESO_EDITAR, proceso_id=proceso.id, territorio_id=proceso.territorio_id)
    if proceso.estado == "publicado":
        return proceso
    if proceso.estado != "borrador":
        raise Conflicto(_("Un proceso archivado no vuelve a publicarse."))
    proceso.estado = "publicado"
    anotar_hecho("procesos.publicado", proceso.id, quien.persona_id)
    return proceso


def cambiar_fase(
    quien: Identidad, fase_id: int, abre: dt.datetime, cierra: dt.datetime | None, motivo: str
) -> Fase:
    """Cambia las fechas de una fase con un motivo público; las de antes quedan en el hecho.

    Lanza `Invalido` si el motivo es corto o las fechas se cruzan. Iguales fechas: no hace nada.
    """
    fase = db.session.scalar(
        select(Fase).where(Fase.id == fase_id).options(joinedload(Fase.proceso)).with_for_update(of=Fase)
    )
    if fase is None:
        raise NoEncontrado()
    exigir(
        quien,
        Permiso.PROCESO_EDITAR,
        proceso_id=fase.proceso_id,
        territorio_id=fase.proceso.territorio_id,
    )
    motivo = _validar_motivo(motivo)
    _validar_fechas(abre, cierra)
    if (fase.abre, fase.cierra) == (abre, cierra):
        return fase
    antes = {"abre": fase.abre.isoformat(), "cierra": fase.cierra.isoformat() if fase.cierra else None}
    despues = {"abre": abre.isoformat(), "cierra": cierra.isoformat() if cierra else None}
    fase.abre, fase.cierra = abre, cierra
    anotar_hecho(
        "procesos.fase_cambiada",
        fase.proceso_id,
        quien.persona_id,
        motivo=motivo,
        datos={"fase_id": fase.id, "fase": fase.nombre, "antes": antes, "despues": despues},
        ocurrio_en=ahora(),
    )
    _avisar_arriba(fase.proceso_id)
    return fase


def _avisar_arriba(proceso_id: int) -> None:
    """Lo que depende de las fechas y la vigencia de un proceso se pone al día en la misma transacción."""
    db.session.flush()
    paneles.pedir("al_cambiar_proceso", proceso_id)


def cambiar_reglas(
    quien: Identidad,
    proceso_id: int,
    *,
    vigencia_meses: int | None,
    acreditacion_comentar: int,
    motivo: str,
) -> Proceso:
    """Cambia las reglas que admiten cambio con el proceso en marcha, con un motivo público.

    Iguales reglas: no hace nada. Lanza `Invalido` si el motivo es corto o un valor no sirve.
    """
    proceso = db.session.scalar(select(Proceso).where(Proceso.id == proceso_id).with_for_update(of=Proceso))
    if proceso is None:
        raise NoEncontrado()
    exigir(quien, Permiso.PROCESO_EDITAR, proceso_id=proceso.id, territorio_id=proceso.territorio_id)
    motivo = _validar_motivo(motivo)
    if vigencia_meses is not None and not 1 <= vigencia_meses <= VIGENCIA_MAXIMA:
        raise Invalido("vigencia_meses", _("Escribe de 1 a %(n)s meses, o déjalo vacío.", n=VIGENCIA_MAXIMA))
    if acreditacion_comentar not in range(4):
        raise Invalido("acreditacion_comentar", _("Elige una de la lista."))
    nuevas = {"vigencia_meses": vigencia_meses, "acreditacion_comentar": acreditacion_comentar}
    antes = {nombre: getattr(proceso, nombre) for nombre in nuevas}
    cambian = {nombre: valor for nombre, valor in nuevas.items() if antes[nombre] != valor}
    if not cambian:
        return proceso
    for nombre, valor in cambian.items():
        setattr(proceso, nombre, valor)
    datos = {"antes": {n: antes[n] for n in cambian}, "despues": cambian}
    anotar_hecho("procesos.reglas_cambiadas", proceso.id, quien.persona_id, motivo=motivo, datos=datos)
    if "vigencia_meses" in cambian:
        _avisar_arriba(proceso.id)
    return proceso


def traducir_textos(
    quien: Identidad,
    proceso_id: int,
    proceso: Mapping[str, Mapping[str, str]],
    fases: Mapping[int, Mapping[str, Mapping[str, str]]],
) -> None:
    """Guarda los textos de un proceso y de sus fases (por id) en otros idiomas: {idioma: {campo: texto}}."""
    fila = db.session.scalar(
        select(Proceso)
        .where(Proceso.id == proceso_id)
        .options(selectinload(Proceso.fases))
        .with_for_update(of=Proceso)
    )
    if fila is None:
        raise NoEncontrado()
    exigir(quien, Permiso.PROCESO_EDITAR, proceso_id=fila.id, territorio_id=fila.territorio_id)
    fila.traducciones = {i: dict(textos) for i, textos in proceso.items()}
    for fase in fila.fases:
        if fase.id in fases:
            fase.traducciones = {i: dict(textos) for i, textos in fases[fase.id].items()}
    anotar_hecho("procesos.traducido", fila.id, quien.persona_id, publico=False)


def _validar_motivo(motivo: str) -> str:
    motivo = motivo.strip()
    if not MOTIVO_MINIMO <= len(motivo) <= MOTIVO_MAXIMO:
        raise Invalido(
            "motivo",
            _("Explica el cambio en una frase, de %(a)s a %(b)s caracteres.", a=MOTIVO_MINIMO, b=MOTIVO_MAXIMO),
        )
    return motivo


def _validar_fechas(abre: dt.datetime, cierra: dt.datetime | None) -> None:
    if cierra is not None and cierra <= abre:
        raise Invalido("cierra", _("La fase tiene que cerrar después de abrir."))
