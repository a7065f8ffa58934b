"""Votar comentarios: la clave primaria impide dos votos, y las cuentas cambian con la fila o no cambian."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from app.extensiones import db
from app.nucleo.errores import Invalido, NoEncontrado, NoPermitido
from app.nucleo.permisos import ANONIMA, Identidad, Permiso
from app.nucleo.reloj import ahora
from app.participacion import comentables, permisos
from app.participacion.consultas import cosa_por_id, objeto_de
from app.participacion.errores import YaNoSeResponde
from app.participacion.modelos import Comentario, Voto
from app.participacion.reglas import puntaje
from app.participacion.servicios.comunes import exigir_comentar, marcar, tomar, tomar_conversacion


def votar(quien: Identidad, codigo: str, valor: int) -> Comentario:
    """Vota un comentario: 1 de acuerdo, -1 en desacuerdo, 0 quita el voto. Repetirlo no cambia nada.

    Ningún hecho dice quién votó. Lanza `NoEncontrado`, `Invalido`, `YaNoSeResponde`, `NoPermitido` o el error
    que explica por qué no se puede comentar aquí.
    """
    if valor not in (-1, 0, 1):
        raise Invalido("valor", _("Ese voto no existe."))
    comentario = tomar(codigo, quien)
    objeto = objeto_de(comentario)
    sobre = comentables.de(cosa_por_id(comentario.sobre_id), quien)
    exigir_comentar(quien, sobre, ahora(), Permiso.COMENTARIO_VOTAR)
    if permisos.es_autora(quien, objeto):
        raise NoPermitido(_("Tu propio comentario no lo votas tú."))
    if not permisos.puede_votar(quien, objeto):
        raise YaNoSeResponde()
    antes = _cambiar_voto(comentario.id, quien.persona, valor)
    if antes != valor:
        _sumar_voto(comentario, (valor == 1) - (antes == 1), (valor == -1) - (antes == -1))
    return comentario


def al_retirarse(persona_id: int) -> None:
    """Quita los votos de una persona que se va, salvo donde ya nunca se conversa: eso queda como está.

    Va antes que lo demás de quien se va: una conversación se toma antes que la propuesta de la que trata.
    """
    suyos = (
        select(Comentario).join(Voto, Voto.comentario_id == Comentario.id).where(Voto.persona_id == persona_id)
    )
    conversaciones = suyos.with_only_columns(Comentario.sobre_id).distinct().order_by(Comentario.sobre_id)
    for sobre_id in db.session.scalars(conversaciones).all():
        if _cerrada(sobre_id):
            continue
        tomar_conversacion(sobre_id)
        votados = suyos.where(Comentario.sobre_id == sobre_id).execution_options(populate_existing=True)
        for comentario in db.session.scalars(votados).all():
            antes = _cambiar_voto(comentario.id, persona_id, 0)
            _sumar_voto(comentario, -(antes == 1), -(antes == -1))


def _cerrada(sobre_id: int) -> bool:
    """Verdadero si ya no se conversa ahí ni se podrá; lo que dejó de verse puede volver."""
    try:
        sobre = comentables.de(cosa_por_id(sobre_id), ANONIMA)
    except NoEncontrado:
        return False
    return bool(sobre.cerrado) and not sobre.puede_volver


def _cambiar_voto(comentario_id: int, persona_id: int, valor: int) -> int:
    """Deja el voto de la persona en `valor` y devuelve el que tenía (0 si ninguno)."""
    donde = (Voto.comentario_id == comentario_id, Voto.persona_id == persona_id)
    antes = db.session.scalar(select(Voto.valor).where(*donde)) or 0
    if antes == valor:
        return antes
    if valor == 0:
        db.session.execute(delete(Voto).where(*donde))
        return antes
    motor = db.session.get_bind().dialect.name
    insertar = postgresql.insert if motor == "postgresql" else sqlite.insert
    db.session.execute(
        insertar(Voto)
        .values(comentario_id=comentario_id, persona_id=persona_id, valor=valor)
        .on_conflict_do_update(index_elements=["comentario_id", "persona_id"], set_={"valor": valor})
    )
    return antes


def _sumar_voto(comentario: Comentario, a_favor: int, en_contra: int) -> None:
    comentario.a_favor += a_favor
    comentario.en_contra += en_contra
    comentario.puntaje = puntaje(
        comentario.a_favor + comentario.a_favor_importados,
        comentario.en_contra + comentario.en_contra_importados,
    )
    db.session.flush()
    marcar(comentario.sobre_id)
