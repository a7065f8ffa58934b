"""Lo que comparten los servicios: el cerrojo de la conversación, quién puede y las cuentas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import Select, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from app.cuentas.servicios import exigir_viva
from app.extensiones import db
from app.nucleo.errores import Invalido, NoEncontrado, NoPermitido
from app.nucleo.limites import Cuota
from app.nucleo.permisos import Identidad, Permiso
from app.nucleo.texto import limpiar
from app.participacion import comentables, consultas, permisos
from app.participacion.comentables import Comentable
from app.participacion.errores import ConversacionCerrada
from app.participacion.modelos import Comentario, Conversacion
from app.participacion.permisos import NoComenta
from app.participacion.reglas import COMENTARIOS_SEGUIDOS, TEXTO_MAXIMO, VENTANA_SEGUIDOS, Posicion
from app.procesos.errores import FaltaAcreditacion, FaltaEdad, FaseCerrada
from app.procesos.reglas import Acto, proxima_apertura

COLUMNA_DE = {
    Posicion.A_FAVOR: "a_favor",
    Posicion.EN_CONTRA: "en_contra",
    Posicion.PREGUNTA: "preguntas",
    Posicion.APORTE: "aportes",
}
"""La cuenta de cada posición en la conversación."""
TANDA = 500


def cuota_de_comentar(quien: Identidad) -> Cuota:
    """Cuántos comentarios seguidos puede publicar una persona."""
    return Cuota("comentar", str(quien.persona), COMENTARIOS_SEGUIDOS, VENTANA_SEGUIDOS)


def texto_valido(texto: str) -> str:
    """El texto limpio. Lanza `Invalido` si está vacío o pasa del largo."""
    limpio = str(limpiar(texto))
    if not limpio:
        raise Invalido("texto", _("Escribe tu comentario."))
    if len(limpio) > TEXTO_MAXIMO:
        raise Invalido("texto", _("Es demasiado largo: hasta %(n)s caracteres.", n=TEXTO_MAXIMO))
    return limpio


def exigir_comentar(
    quien: Identidad, sobre: Comentable, momento: dt.datetime, permiso: Permiso = Permiso.COMENTAR
) -> None:
    """Lanza el error que explica por qué `quien` no puede comentar (o votar) ahora."""
    pide = sobre.requisitos
    match permisos.no_comenta(quien, sobre, momento, permiso):
        case None:
            return
        case NoComenta.OCULTO | NoComenta.CERRADO:
            raise ConversacionCerrada(sobre.cerrado or sobre.motivo or None)
        case NoComenta.FASE if pide is not None:
            raise FaseCerrada(abre=proxima_apertura(pide.fases, Acto.DEBATIR, momento))
        case NoComenta.ACREDITACION if pide is not None:
            raise FaltaAcreditacion(quien.acreditacion, pide.acreditacion)
        case NoComenta.EDAD | NoComenta.NACIMIENTO as falta if pide is not None:
            raise FaltaEdad(pide.edad_minima, falta_dato=falta is NoComenta.NACIMIENTO)
        case NoComenta.CUENTA:
            raise NoPermitido(_("Entra con tu cuenta para hacer esto."))
        case _:
            raise NoPermitido(_("Las cuentas de auditoría miran, pero no comentan."))


def tomar_conversacion(contenido_id: int) -> Conversacion:
    """La fila de la conversación, creada si falta, con su cerrojo hasta el final."""
    motor = db.session.get_bind().dialect.name
    insertar = postgresql.insert if motor == "postgresql" else sqlite.insert
    vacia = dict.fromkeys(("comentarios", "raices", *COLUMNA_DE.values(), "version"), 0)
    db.session.execute(
        insertar(Conversacion)
        .values(contenido_id=contenido_id, **vacia)
        .on_conflict_do_nothing(index_elements=["contenido_id"])
    )
    return db.session.scalars(
        select(Conversacion)
        .where(Conversacion.contenido_id == contenido_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def tomar(codigo: str, quien: Identidad) -> Comentario:
    """El comentario recién leído, con su conversación tomada; `NoEncontrado` si no existe para `quien`."""
    hallado = consultas.comentario_de(codigo)
    if hallado is None:
        raise NoEncontrado()
    comentables.de(consultas.cosa_por_id(hallado.sobre_id), quien)
    exigir_viva(quien)
    tomar_conversacion(hallado.sobre_id)
    db.session.refresh(hallado)
    return hallado


def contar(comentario: Comentario, paso: int) -> None:
    """Suma o resta un comentario en su conversación y en todos los que tiene por encima."""
    cambios: dict[str, object] = {
        "comentarios": Conversacion.comentarios + paso,
        "version": Conversacion.version + 1,
    }
    if comentario.padre_id is None:
        columna = COLUMNA_DE[Posicion(comentario.posicion)]
        cambios |= {"raices": Conversacion.raices + paso, columna: getattr(Conversacion, columna) + paso}
    if paso > 0:
        cambios["ultimo_en"] = comentario.creado_en
    _cambiar_conversacion([comentario.sobre_id], cambios)
    if comentario.padre_id is not None:
        db.session.execute(
            update(Comentario)
            .where(Comentario.id.in_(ancestros(comentario.padre_id)))
            .values(respuestas=Comentario.respuestas + paso),
            execution_options={"synchronize_session": False},
        )


def ancestros(comentario_id: int) -> Select[tuple[int]]:
    """Los ids de un comentario y de todos los que tiene por encima."""
    cadena = (
        select(Comentario.id, Comentario.padre_id)
        .where(Comentario.id == comentario_id)
        .cte("cadena", recursive=True)
    )
    otro = aliased(Comentario)
    cadena = cadena.union_all(select(otro.id, otro.padre_id).where(otro.id == cadena.c.padre_id))
    return select(cadena.c.id)


def _cambiar_conversacion(ids: Sequence[int], cambios: dict[str, object]) -> None:
    db.session.execute(
        update(Conversacion).where(Conversacion.contenido_id.in_(ids)).values(**cambios),
        execution_options={"synchronize_session": False},
    )


def al_cambiar_nombre(persona_id: int) -> None:
    """Da por cambiadas las conversaciones donde firma una persona: las páginas guardadas llevan su nombre.

    Va antes que lo demás de quien cambia: una conversación se toma antes que la propuesta de la que trata.
    """
    ids = db.session.scalars(
        select(Conversacion.contenido_id)
        .where(Conversacion.contenido_id.in_(consultas.donde_firma(persona_id)))
        .order_by(Conversacion.contenido_id)
        .with_for_update()
    ).all()
    for desde in range(0, len(ids), TANDA):
        _cambiar_conversacion(ids[desde : desde + TANDA], {"version": Conversacion.version + 1})


def marcar(contenido_id: int) -> None:
    """Da por cambiada la página de una conversación."""
    _cambiar_conversacion([contenido_id], {"version": Conversacion.version + 1})
