"""Dar y quitar roles. Cada cambio queda con quién, cuándo y por qué."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import select, update

from app.cuentas.modelos import CambioDeRol, Persona, RolAsignado, Sesion, Unidad
from app.cuentas.reglas import duracion_de_sesion
from app.cuentas.servicios import _llaves as llaves
from app.cuentas.servicios._comunes import normalizar_correo
from app.cuentas.servicios.acceso import exigir_reciente
from app.cuentas.servicios.registro import crear_persona
from app.extensiones import db
from app.nucleo.errores import Conflicto, Invalido, NoEncontrado, NoPermitido, traducir
from app.nucleo.permisos import Identidad, Permiso, Rol, exigir
from app.nucleo.reloj import ahora
from app.territorio import consultas as territorio

VALIDEZ_DE_INVITACION = dt.timedelta(days=2)


def dar_rol(
    quien: Identidad,
    persona_id: int,
    rol: str,
    motivo: str,
    *,
    territorio_id: int | None = None,
    unidad_id: int | None = None,
) -> None:
    """Da un rol con su alcance; nadie se lo da a sí misma ni fuera de su propio alcance."""
    exigir(quien, Permiso.ROLES_DAR, territorio_id=territorio_id, unidad_id=unidad_id)
    exigir_reciente(quien)
    if persona_id == quien.persona:
        raise NoPermitido(_("Nadie cambia sus propios roles: pídelo a otra administradora."))
    asignar(persona_id, rol, motivo, autora_id=quien.persona, territorio_id=territorio_id, unidad_id=unidad_id)


def asignar(
    persona_id: int,
    rol: str,
    motivo: str,
    *,
    autora_id: int | None,
    territorio_id: int | None = None,
    unidad_id: int | None = None,
) -> None:
    """Da el rol sin comprobar quién lo pide: para órdenes de la máquina y para `dar_rol`."""
    persona = db.session.get(Persona, persona_id)
    if persona is None or persona.estado != "activa":
        raise NoEncontrado()
    if rol not in set(Rol) - {Rol.VECINA}:
        raise Invalido("rol", _("Elige un rol de la lista."))
    if rol == Rol.AUDITORA and (territorio_id or unidad_id):
        raise Invalido("alcance", _("La auditora lee todo: su rol vale en toda la ciudad."))
    if rol == Rol.FACILITADORA and unidad_id:
        raise Invalido("alcance", _("Una facilitadora atiende en lugares, no en una unidad: elige un lugar."))
    nuevo = RolAsignado(
        persona_id=persona_id,
        rol=rol,
        territorio_id=territorio_id,
        unidad_id=unidad_id,
        dado_por_id=autora_id,
        dado_en=ahora(),
    )
    ya = Invalido("rol", _("Ya tiene ese rol con ese alcance."))
    indices = ("ciudad", "territorio", "unidad")
    with traducir({f"uq_roles_asignados_{i}": ya for i in indices}):
        db.session.add(nuevo)
        db.session.flush()
    _anotar(nuevo, "dar", motivo, autora_id)
    limite = ahora() + duracion_de_sesion(es_personal=True)
    db.session.execute(
        update(Sesion)
        .where(Sesion.persona_id == persona_id, Sesion.caduca_en > limite)
        .values(caduca_en=limite)
    )


def quitar_rol(quien: Identidad, rol_id: int, motivo: str) -> int:
    """Quita un rol dado; devuelve el id de la persona. Nadie se lo quita a sí misma."""
    asignado = db.session.get(RolAsignado, rol_id)
    if asignado is None:
        raise NoEncontrado()
    exigir(quien, Permiso.ROLES_DAR, territorio_id=asignado.territorio_id, unidad_id=asignado.unidad_id)
    exigir_reciente(quien)
    if asignado.persona_id == quien.persona:
        raise NoPermitido(_("Nadie cambia sus propios roles: pídelo a otra administradora."))
    persona_id = asignado.persona_id
    retirar(asignado, motivo, autora_id=quien.persona)
    return persona_id


def retirar(asignado: RolAsignado, motivo: str, *, autora_id: int | None) -> None:
    """Quita el rol; lanza `Conflicto` si es la última administradora de la ciudad."""
    if asignado.rol == Rol.ADMINISTRADORA and asignado.territorio_id is None and asignado.unidad_id is None:
        quedan = db.session.scalars(
            select(RolAsignado.id)
            .where(
                RolAsignado.rol == Rol.ADMINISTRADORA,
                RolAsignado.territorio_id.is_(None),
                RolAsignado.unidad_id.is_(None),
            )
            .with_for_update()
        ).all()
        if len(quedan) <= 1:
            raise Conflicto(_("Es la última administradora: da antes el rol a otra persona."))
    _anotar(asignado, "quitar", motivo, autora_id)
    db.session.delete(asignado)
    db.session.flush()


def dejar_roles(persona_id: int, *, motivo: str) -> None:
    """Quita todos los roles de quien se va; lanza `Conflicto` si es la última administradora."""
    suyos = select(RolAsignado).where(RolAsignado.persona_id == persona_id)
    for asignado in db.session.scalars(suyos).all():
        retirar(asignado, motivo, autora_id=persona_id)


def _anotar(asignado: RolAsignado, accion: str, motivo: str, autora_id: int | None) -> None:
    if not motivo.strip():
        raise Invalido("motivo", _("Escribe el motivo: queda en el registro."))
    db.session.add(
        CambioDeRol(
            persona_id=asignado.persona_id,
            autora_id=autora_id,
            accion=accion,
            rol=asignado.rol,
            alcance=_alcance_escrito(asignado),
            motivo=motivo.strip()[:500],
            ocurrio_en=ahora(),
        )
    )
    db.session.flush()


def _alcance_escrito(asignado: RolAsignado) -> str:
    if asignado.territorio_id is not None:
        lugar = territorio.por_id(asignado.territorio_id)
        if lugar is None:
            raise Invalido("alcance", _("Elige un lugar de la lista."))
        return f"{lugar.nombre} ({lugar.codigo})"
    if asignado.unidad_id is not None:
        unidad = db.session.get(Unidad, asignado.unidad_id)
        if unidad is None:
            raise Invalido("alcance", _("Elige una unidad de la lista."))
        return f"{unidad.nombre} ({unidad.codigo})"
    return ""


def crear_administradora(correo: str, idioma: str) -> str:
    """Da a esa dirección el rol de administradora (crea la cuenta si falta); devuelve el enlace de su clave."""
    correo = normalizar_correo(correo)
    persona = db.session.scalar(select(Persona).where(Persona.correo == correo))
    if persona is None:
        persona = crear_persona(correo, idioma, clave_hash=None)
    tiene = db.session.scalar(
        select(RolAsignado.id).where(
            RolAsignado.persona_id == persona.id,
            RolAsignado.rol == Rol.ADMINISTRADORA,
            RolAsignado.territorio_id.is_(None),
            RolAsignado.unidad_id.is_(None),
        )
    )
    if tiene is None:
        asignar(persona.id, Rol.ADMINISTRADORA, "Orden «crear-admin» en la máquina.", autora_id=None)
    return llaves.crear(persona.id, "recuperar", correo, validez=VALIDEZ_DE_INVITACION)
