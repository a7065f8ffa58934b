"""Entrar, salir y cerrar sesiones."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete, select, update

from app.cuentas import claves
from app.cuentas.errores import EntradaFallida, HaceFaltaClave, HaceFaltaSegundoPaso
from app.cuentas.modelos import Persona, RolAsignado, Sesion
from app.cuentas.reglas import aparato_de, duracion_de_sesion
from app.cuentas.servicios._comunes import CINCO_MINUTOS, cuotas_de_entrada, normalizar_correo
from app.extensiones import db
from app.nucleo import limites, paneles, sesiones, transaccion
from app.nucleo.errores import Invalido, NoEncontrado, NoPermitido
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.nucleo.reloj import ahora

RECIENTE = dt.timedelta(minutes=10)


class Abierta(NamedTuple):
    """Una sesión recién abierta: de quién es, la ficha para la galleta, cuánto dura y si tiene algún rol."""

    persona_id: int
    ficha: str
    duracion: dt.timedelta
    es_personal: bool


def entrar(correo: str, clave: str, agente: str = "", sesion_previa: str | None = None) -> Abierta:
    """Comprueba correo y clave y abre una sesión nueva; la devuelve.

    Cada intento gasta su cuota antes de mirar la clave; el que acierta la recupera. Sin cuenta, el trabajo es
    el mismo que con una clave equivocada. La sesión que el navegador trajera termina aquí.
    """
    correo = normalizar_correo(correo)
    cuotas = cuotas_de_entrada(correo)
    limites.gastar_todas(*cuotas)
    fila = db.session.execute(
        select(Persona.id, Persona.clave_hash, Persona.estado).where(Persona.correo == correo)
    ).one_or_none()
    huella = fila.clave_hash if fila else None
    db.session.rollback()
    if not claves.coincide(huella, clave) or fila is None or fila.estado != "activa":
        raise EntradaFallida()
    nueva = claves.cifrar(clave) if claves.conviene_renovar(str(huella)) else None
    limites.devolver(*cuotas)
    transaccion.pasar_a_escritura()
    if nueva is not None:
        db.session.execute(
            update(Persona).where(Persona.id == fila.id, Persona.clave_hash == huella).values(clave_hash=nueva)
        )
    if sesion_previa:
        cerrar(Sesion.huella == sesiones.huella(sesion_previa))
    return abrir_sesion(fila.id, agente)


def abrir_sesion(persona_id: int, agente: str, *, segundo_factor: bool = False) -> Abierta:
    """Crea una sesión para la persona y devuelve ficha y duración; borra las suyas que caducaron.

    `segundo_factor`: la sesión que esta reemplaza ya había dado el segundo paso.
    """
    momento = ahora()
    cerrar(Sesion.persona_id == persona_id, Sesion.caduca_en <= momento)
    es_personal = db.session.scalar(select(RolAsignado.id).where(RolAsignado.persona_id == persona_id).limit(1))
    duracion = duracion_de_sesion(es_personal is not None)
    ficha = sesiones.nueva_ficha()
    db.session.add(
        Sesion(
            huella=sesiones.huella(ficha),
            persona_id=persona_id,
            creada_en=momento,
            vista_en=momento,
            reautenticada_en=momento,
            segundo_factor_en=momento if segundo_factor else None,
            caduca_en=momento + duracion,
            red=limites.red_de_la_peticion(),
            aparato=aparato_de(agente),
        )
    )
    db.session.flush()
    return Abierta(persona_id, ficha, duracion, es_personal is not None)


def anotar_uso(huella: str) -> None:
    """Anota que la sesión sigue en uso, en su propia transacción."""
    with transaccion.corta() as sesion:
        sesion.execute(update(Sesion).where(Sesion.huella == huella).values(vista_en=ahora()))


def exigir_viva(quien: Identidad) -> None:
    """Toma la cuenta de quien va a escribir, hasta el final: si se está borrando espera, y lanza `NoPermitido`.

    Va antes que los demás cerrojos, como hace quien la borra: al revés se esperarían una a otra.
    """
    if not quien.autenticada:
        return
    viva = select(Persona.id).where(Persona.id == quien.persona, Persona.estado == "activa")
    if db.session.scalar(viva.with_for_update(read=True, key_share=True)) is None:
        raise NoPermitido()


def exigir_clave_reciente(quien: Identidad) -> None:
    """Lanza `HaceFaltaClave` si hace más de diez minutos que escribió su clave en esta sesión."""
    if quien.reautenticada_en is None or quien.reautenticada_en < ahora() - RECIENTE:
        raise HaceFaltaClave()


def exigir_reciente(quien: Identidad) -> None:
    """Para actos delicados: clave escrita hace menos de diez minutos y, si es personal, el segundo paso dado.

    Lanza `HaceFaltaClave` o `HaceFaltaSegundoPaso`; en cualquier página llevan a escribir lo que falta y
    vuelven. Conviene llamarla también al mostrar el formulario: así se pide antes de rellenarlo.
    """
    if quien.es_personal and not quien.segundo_factor:
        raise HaceFaltaSegundoPaso()
    exigir_clave_reciente(quien)


def comprobar_clave(quien: Identidad, clave: str) -> None:
    """Vuelve a pedir la clave antes de un acto delicado; vale diez minutos en esta sesión."""
    exigir(quien, Permiso.CUENTA_PROPIA)
    verificar_clave(quien, "clave", clave)
    transaccion.pasar_a_escritura()
    db.session.execute(update(Sesion).where(Sesion.huella == quien.sesion).values(reautenticada_en=ahora()))


def verificar_clave(quien: Identidad, campo: str, clave: str) -> str:
    """Lanza `Invalido` si no es la clave de la persona; 10 intentos cada 5 minutos. Devuelve su huella."""
    cuota = limites.Cuota("clave_propia", str(quien.persona), 10, CINCO_MINUTOS)
    limites.gastar_todas(cuota)
    huella = db.session.scalar(select(Persona.clave_hash).where(Persona.id == quien.persona))
    db.session.rollback()
    if not claves.coincide(huella, clave):
        raise Invalido(campo, _("Esta no es tu clave de ahora."))
    limites.devolver(cuota)
    return str(huella)


def salir(quien: Identidad) -> None:
    """Termina la sesión en uso."""
    cerrar(Sesion.huella == quien.sesion)


def cerrar_sesion(quien: Identidad, marca: str) -> None:
    """Cierra una sesión propia, dada por los primeros 16 signos de su huella."""
    exigir(quien, Permiso.CUENTA_PROPIA)
    suyas = db.session.scalars(select(Sesion.huella).where(Sesion.persona_id == quien.persona))
    elegida = next((h for h in suyas if h[:16] == marca), None)
    if elegida is None:
        raise NoEncontrado()
    cerrar(Sesion.huella == elegida)


def cerrar_otras(quien: Identidad) -> int:
    """Cierra las sesiones propias menos la que se usa; devuelve cuántas."""
    exigir(quien, Permiso.CUENTA_PROPIA)
    return cerrar(Sesion.persona_id == quien.persona, Sesion.huella != quien.sesion)


def cerrar_todas(persona_id: int) -> int:
    """Cierra todas las sesiones de una persona; devuelve cuántas."""
    return cerrar(Sesion.persona_id == persona_id)


def cerrar_caducadas() -> int:
    """Borra las sesiones que caducaron; devuelve cuántas."""
    return cerrar(Sesion.caduca_en <= ahora())


def cerrar(*cuales: ColumnElement[bool]) -> int:
    """Termina sesiones, y con ellas lo que otra área tenía abierto en cada una; devuelve cuántas.

    Toda sesión termina por aquí: se toma primero, así espera a lo que se esté haciendo con ella.
    """
    huellas = db.session.scalars(
        select(Sesion.huella).where(*cuales).order_by(Sesion.huella).with_for_update()
    ).all()
    if huellas:
        paneles.pedir("al_cerrar_sesiones", huellas)
        db.session.execute(delete(Sesion).where(Sesion.huella.in_(huellas)))
    return len(huellas)
