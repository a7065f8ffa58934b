"""Abrir y terminar una atención: quién atiende a quién, y por dónde termina toda atención."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete

from app.cuentas.servicios import exigir_viva
from app.extensiones import db
from app.mostrador import consultas
from app.mostrador.consultas import Atendida
from app.mostrador.errores import OtraPersona, OtroLugar, SinAtencion
from app.mostrador.modelos import Atencion
from app.mostrador.reglas import INACTIVIDAD
from app.nucleo import transaccion
from app.nucleo.errores import Conflicto, NoPermitido
from app.nucleo.permisos import Identidad, Permiso
from app.nucleo.reloj import ahora
from app.nucleo.salidas import encolar_correo
from app.padron import consultas as puntos


def nuevo_turno() -> str:
    """Lo que distingue a una atención, o a una hoja de registro, de las demás."""
    return secrets.token_hex(8)


def exigir(quien: Identidad) -> None:
    """Lanza `NoPermitido` si no atiende en ningún mostrador."""
    if not quien.puede_en_algun_lugar(Permiso.MOSTRADOR_ATENDER):
        raise NoPermitido()


def exigir_lugar(quien: Identidad, punto_id: int | None) -> None:
    """Un rol de un lugar vale en los mostradores de ese lugar, y ahí atiende a quien llegue."""
    exigir(quien)
    punto = puntos.punto(punto_id) if punto_id is not None else None
    if not quien.puede(Permiso.MOSTRADOR_ATENDER, territorio_id=punto.territorio_id if punto else None):
        raise OtroLugar()


def abrir(quien: Identidad, persona_id: int, punto_id: int | None, *, con_documento: bool) -> Atencion:
    """Empieza a atender a una persona; la atención anterior de esta sesión termina.

    Quien entra con su propia clave solo puede ser atendida mostrando su documento: nadie actúa por otra
    persona con saber su nombre. Nadie se atiende a sí misma.
    """
    exigir_lugar(quien, punto_id)
    if persona_id == quien.persona:
        raise Conflicto(_("No puedes atenderte a ti misma: entra en tu cuenta para participar."))
    if not consultas.se_puede_atender(persona_id, con_documento=con_documento):
        raise Conflicto(
            _("Esta persona entra con su propia clave. Para atenderla aquí, búscala con su documento delante.")
        )
    terminar(quien)
    momento = ahora()
    atencion = Atencion(
        sesion=quien.sesion,
        facilitadora_id=quien.persona,
        persona_id=persona_id,
        punto_id=punto_id,
        turno=nuevo_turno(),
        abierta_en=momento,
        vista_en=momento,
    )
    db.session.add(atencion)
    db.session.flush()
    return atencion


def terminar(quien: Identidad) -> None:
    """Cierra la atención de esta sesión; sin ninguna no hace nada."""
    exigir(quien)
    _cerrar(Atencion.sesion == quien.sesion)


def al_cerrar_sesiones(huellas: Sequence[str]) -> None:
    """Cierra las atenciones de unas sesiones que terminan. Lo presta a las cuentas."""
    _cerrar(Atencion.sesion.in_(huellas))


def barrer() -> int:
    """Cierra las atenciones abandonadas; la llama el obrero. Devuelve cuántas."""
    with transaccion.escritura():
        return _cerrar(Atencion.vista_en < ahora() - INACTIVIDAD)


def _cerrar(cuales: ColumnElement[bool]) -> int:
    """Borra unas atenciones con todo lo suyo; devuelve cuántas. Toda atención termina por aquí.

    Si algo se hizo y la persona tiene correo, se le cuenta: así sabrá si alguien usó su nombre.
    """
    db.session.flush()
    cerradas = consultas.por_cerrar(cuales)
    for c in cerradas:
        if c.hecho and c.correo:
            encolar_correo(
                c.correo, "mostrador/hecho", c.idioma,
                persona_id=c.persona_id, seudonimo=c.seudonimo, hecho=c.hecho,
            )  # fmt: skip
    db.session.execute(
        delete(Atencion).where(Atencion.sesion.in_([c.sesion for c in cerradas])),
        execution_options={"synchronize_session": False},
    )
    db.session.expire_all()
    return len(cerradas)


def tomar(quien: Identidad, turno: str) -> tuple[Atendida, Atencion]:
    """La persona atendida, si el formulario es de su turno; un envío a la vez."""
    exigir(quien)
    consultas.esperar_turno(quien)
    atencion = consultas.atencion_de(quien)
    if atencion is None:
        raise SinAtencion()
    if not secrets.compare_digest(atencion.turno, turno):
        raise OtraPersona()
    persona = consultas.atendida(quien)
    exigir_viva(persona.identidad)
    atencion.vista_en = ahora()
    return persona, atencion
