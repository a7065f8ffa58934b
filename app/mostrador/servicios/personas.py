"""Registrar a quien llega, acreditarla, anotar su año y darle con qué activar su cuenta."""

from __future__ import annotations

from dataclasses import replace

from flask_babel import gettext as _

from app.contenido.servicios import anotar_hecho
from app.cuentas import servicios as cuentas
from app.mostrador import consultas
from app.mostrador.consultas import Atendida
from app.mostrador.errores import HojaUsada
from app.mostrador.modelos import ActoMostrador, Atencion
from app.mostrador.reglas import ES_TURNO
from app.mostrador.servicios.atenciones import abrir, exigir_lugar, tomar
from app.mostrador.servicios.sellos import acto_de, envio_de, recordar, sellar
from app.nucleo.errores import Invalido
from app.nucleo.permisos import Identidad
from app.nucleo.reloj import ahora
from app.padron import servicios as padron


def registrar(
    quien: Identidad,
    punto_id: int | None,
    *,
    seudonimo: str | None,
    nombre: str | None,
    contacto: str | None,
    territorio_id: int | None,
    nacimiento: int | None,
    idioma: str = "",
    turno: str = "",
) -> Atencion:
    """Registra a quien no tiene cuenta ni correo, y empieza a atenderla.

    `turno` es el de la hoja: enviarla dos veces con lo mismo escrito registra a una sola persona. Lanza
    `Invalido` si no hay con qué reconocerla y `HojaUsada` si ya se registró y ahora se atiende a otra.
    """
    exigir_lugar(quien, punto_id)
    consultas.esperar_turno(quien)
    if not (nombre or "").strip() and not (seudonimo or "").strip():
        raise Invalido("nombre", _("Escribe un nombre: sin él no la hallarás otro día."))
    escrito = (nombre, seudonimo, contacto, territorio_id, nacimiento)
    acto = ActoMostrador(
        facilitadora_id=quien.persona,
        clase="registrar",
        punto_id=punto_id,
        envio=envio_de(turno, *(str(dato or "") for dato in escrito)) if ES_TURNO.fullmatch(turno) else None,
        ocurrio_en=ahora(),
    )
    if not sellar(acto):
        return _ya_registrada(quien, acto.envio or "")
    persona = cuentas.registrar_en_mostrador(
        quien,
        idioma=idioma,
        seudonimo=seudonimo,
        nombre=nombre,
        contacto=contacto,
        territorio_id=territorio_id,
        nacimiento=nacimiento,
    )
    atencion = abrir(quien, persona.id, punto_id, con_documento=True)
    acto.persona_id = persona.id
    recordar(atencion, "registrar", titulo=persona.seudonimo)
    return atencion


def _ya_registrada(quien: Identidad, envio: str) -> Atencion:
    """La atención de quien ya se registró con esa hoja, si sigue delante. Lanza `HojaUsada` si no."""
    abierta = consultas.atencion_de(quien)
    if abierta is None or abierta.persona_id != consultas.persona_de_la_hoja(envio):
        raise HojaUsada()
    return abierta


def acreditar(
    quien: Identidad,
    turno: str,
    *,
    tipo: str,
    numero: str,
    segundo: str,
    pruebas: list[str],
    fundamento: str,
    territorio_id: int | None,
    nacimiento: int | None,
) -> None:
    """Comprueba su derecho a participar con los documentos que muestra, que no se copian."""
    persona, atencion = tomar(quien, turno)
    padron.acreditar_en_mostrador(
        quien,
        persona.identidad.persona,
        tipo,
        numero,
        segundo=segundo,
        pruebas=pruebas,
        fundamento=fundamento,
        territorio_id=territorio_id,
        nacimiento=nacimiento,
        punto_id=atencion.punto_id,
    )
    if sellar(acto_de(atencion, "acreditar", "una vez")):
        recordar(atencion, "acreditar")


def decir_nacimiento(quien: Identidad, turno: str, nacimiento: int | None) -> None:
    """Anota el año de nacimiento que la persona dice, cuando un proceso pide una edad."""
    persona, atencion = tomar(quien, turno)
    anotar_nacimiento(quien, persona, atencion, nacimiento)


def anotar_nacimiento(
    quien: Identidad, persona: Atendida, atencion: Atencion, nacimiento: int | None
) -> Identidad:
    """Anota su año, con su sello si cambia; devuelve la identidad con él."""
    cuentas.anotar_nacimiento(quien, persona.identidad.persona, nacimiento)
    if nacimiento != persona.identidad.nacimiento:
        datos = {"cuenta": persona.identidad.persona}
        anotar_hecho("mostrador.nacimiento", None, quien.persona, datos=datos, publico=False)
        sellar(acto_de(atencion, "nacimiento"))
        recordar(atencion, "nacimiento")
    return replace(persona.identidad, nacimiento=nacimiento)


def dar_codigo_de_activacion(quien: Identidad, turno: str) -> str:
    """Un código en papel para que la persona ponga su correo y su clave cuando quiera."""
    persona, atencion = tomar(quien, turno)
    if persona.tiene_clave:
        raise Invalido("", _("Esta persona ya entra con su clave."))
    codigo = str(cuentas.codigo_de_activacion(quien, persona.identidad.persona))
    sellar(acto_de(atencion, "activar"))
    recordar(atencion, "activar")
    return codigo
