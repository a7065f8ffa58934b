"""Borrar una cuenta: lo que dice la clasificación, tabla por tabla, de una vez y sin vuelta atrás."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Table, delete, select, update

from app.consulta_plan import servicios as consulta_plan
from app.contenido.servicios import anotar_hecho
from app.cuentas.servicios import cerrar_todas, dejar_roles, exigir_reciente
from app.extensiones import Modelo, db
from app.nucleo import paneles
from app.nucleo.errores import Conflicto, NoEncontrado, NoPermitido
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.participacion import servicios as participacion
from app.privacidad.clasificacion import CLASIFICACION, AlBorrar, Relacion
from app.propuestas import servicios as propuestas


def borrar_mi_cuenta(quien: Identidad) -> None:
    """Borra la propia cuenta. Pide la clave reciente; lanza `Conflicto` a la última administradora."""
    exigir(quien, Permiso.CUENTA_PROPIA)
    exigir_reciente(quien)
    suprimir(quien.persona, autora_id=quien.persona, motivo="Lo pidió desde su cuenta.")


def borrar_en_mostrador(facilitadora: Identidad, persona_id: int) -> None:
    """Borra la cuenta de quien está delante, si nunca tuvo clave: quien la tiene la borra en su cuenta."""
    if not facilitadora.puede_en_algun_lugar(Permiso.MOSTRADOR_ATENDER):
        raise NoPermitido()
    exigir_reciente(facilitadora)
    if persona_id == facilitadora.persona:
        raise NoPermitido()
    exigir_delante(facilitadora, persona_id)
    personas = _tabla("personas")
    if db.session.scalar(select(personas.c.clave_hash).where(personas.c.id == persona_id)) is not None:
        raise Conflicto(_("Esta persona entra con su clave: puede borrar su cuenta ella misma."))
    suprimir(persona_id, autora_id=facilitadora.persona, motivo="Lo pidió en un mostrador.")


def exigir_delante(facilitadora: Identidad, persona_id: int) -> None:
    """Lanza `Conflicto` si esa persona no es la que atiende ahora: nadie borra a otra con saber su número."""
    if paneles.pedir("persona_atendida", facilitadora) != persona_id:
        raise Conflicto(_("Solo se borra la cuenta de quien atiendes ahora: búscala primero en el mostrador."))


def suprimir(persona_id: int, *, autora_id: int | None, motivo: str) -> None:
    """Deja a la persona sin nada que la identifique; lo publicado queda como de «Persona retirada».

    Lo que todavía se puede retirar se retira: quien vuelva con otra cuenta cuenta una vez. No toca los hechos:
    la cadena del registro sigue comprobándose. Lanza `NoEncontrado` si no hay tal cuenta.
    """
    personas = _tabla("personas")
    viva = (
        select(personas.c.id)
        .where(personas.c.id == persona_id, personas.c.estado.in_(("activa", "suspendida")))
        .with_for_update()
    )
    if db.session.scalar(viva) is None:
        raise NoEncontrado()
    dejar_roles(persona_id, motivo="Borró su cuenta.")
    cerrar_todas(persona_id)
    participacion.al_retirarse(persona_id)
    participacion.al_cambiar_nombre(persona_id)
    consulta_plan.al_retirarse(persona_id)
    propuestas.al_retirarse(persona_id)
    adjuntos = _tabla("adjuntos")
    sueltos = (adjuntos.c.persona_id == persona_id, adjuntos.c.contenido_id.is_(None))
    db.session.execute(delete(adjuntos).where(*sueltos))
    for relacion in reversed(CLASIFICACION):
        _aplicar(relacion, persona_id)
    db.session.expire_all()
    anotar_hecho(
        "privacidad.supresion", None, autora_id, motivo=motivo, datos={"persona": persona_id}, publico=False
    )


def _aplicar(relacion: Relacion, persona_id: int) -> None:
    tabla = _tabla(relacion.tabla)
    if relacion.al_borrar is AlBorrar.BORRAR:
        db.session.execute(delete(tabla).where(_suyas(relacion, tabla, persona_id)))
    elif relacion.al_borrar is AlBorrar.VACIAR:
        db.session.execute(update(tabla).where(_suyas(relacion, tabla, persona_id)).values(**relacion.vacias))


def _suyas(relacion: Relacion, tabla: Table, persona_id: int) -> ColumnElement[bool]:
    columna = tabla.c[relacion.columna]
    if not relacion.del_contenido:
        return columna == persona_id
    contenidos = _tabla("contenidos")
    return columna.in_(select(contenidos.c.id).where(contenidos.c.autora_id == persona_id))


def _tabla(nombre: str) -> Table:
    return Modelo.metadata.tables[nombre]
