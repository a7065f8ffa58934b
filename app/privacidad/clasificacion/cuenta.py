"""Lo que guarda la cuenta de una persona, y los mensajes que se le envían."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.privacidad.clasificacion.tipos import (
    BORRAR,
    CON_LA_CUENTA,
    CONSERVAR,
    REGISTRO,
    RETIRADA,
    VACIAR,
    PorDireccion,
    Relacion,
)

CUENTA = (
    Relacion(
        "personas",
        "id",
        _("Tu cuenta: nombre público, correo, contacto, barrio y año de nacimiento"),
        _("Al borrar la cuenta queda una fila vacía, para que lo publicado siga teniendo autora"),
        VACIAR,
        (
            "seudonimo",
            "nombre",
            "correo",
            "correo_confirmado_en",
            "contacto",
            "acreditacion",
            "estado",
            "idioma",
            "territorio_id",
            "nacimiento",
            "aviso_version",
            "creada_en",
        ),
        vacias={
            "seudonimo": RETIRADA,
            "seudonimo_clave": None,
            "nombre": None,
            "nombre_clave": None,
            "correo": None,
            "correo_confirmado_en": None,
            "clave_hash": None,
            "contacto": None,
            "nacimiento": None,
            "territorio_id": None,
            "huella_origen": None,
            "aviso_version": None,
            "acreditacion": 0,
            "estado": "retirada",
        },
    ),
    Relacion(
        "sesiones",
        "persona_id",
        _("Tus entradas: cuándo, desde qué aparato y qué red, sin el final"),
        _("30 días como mucho"),
        BORRAR,
        ("creada_en", "vista_en", "caduca_en", "red", "aparato", "segundo_factor_en"),
        ademas=("huella",),
    ),
    Relacion(
        "llaves",
        "persona_id",
        _("Enlaces de un solo uso que te enviamos"),
        _("30 días como mucho"),
        BORRAR,
        ("proposito", "correo", "creada_en", "usada_en"),
        ademas=("huella", "clave_hash"),
    ),
    Relacion(
        "segundos_factores",
        "persona_id",
        _("El segundo paso de quien trabaja en la municipalidad"),
        CON_LA_CUENTA,
        BORRAR,
        ("creado_en",),
        ademas=("sal",),
    ),
    Relacion(
        "codigos_impresos",
        "persona_id",
        _("Tus códigos en papel, sin el código"),
        CON_LA_CUENTA,
        BORRAR,
        ("creado_en", "usado_en"),
        ademas=("huella",),
    ),
    Relacion(
        "roles_asignados",
        "persona_id",
        _("Tus roles en la municipalidad"),
        _("Mientras los tengas"),
        BORRAR,
        ("rol", "territorio_id", "unidad_id", "dado_en"),
    ),
    Relacion(
        "roles_asignados", "dado_por_id", _("Los roles que diste"), REGISTRO, CONSERVAR, ("rol", "dado_en")
    ),
    Relacion(
        "roles_cambios",
        "persona_id",
        _("La historia de tus roles"),
        REGISTRO,
        CONSERVAR,
        ("accion", "rol", "alcance", "motivo", "ocurrio_en"),
    ),
    Relacion(
        "roles_cambios",
        "autora_id",
        _("Los cambios de roles que hiciste"),
        REGISTRO,
        CONSERVAR,
        ("accion", "rol", "alcance", "motivo", "ocurrio_en"),
    ),
)

DIRECCIONES = (
    PorDireccion(
        "salidas",
        "para",
        _("Mensajes que te enviamos o te vamos a enviar"),
        _("30 días después de enviarse"),
        ("asunto", "idioma", "creada_en", "enviada_en"),
        ("texto", "html"),
    ),
)
