"""El padrón, el mostrador y el trabajo de la municipalidad."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.privacidad.clasificacion.tipos import (
    BORRAR,
    CON_LA_CUENTA,
    CONSERVAR,
    REGISTRO,
    VACIAR,
    Relacion,
)

PADRON = (
    Relacion(
        "padron_vinculos",
        "persona_id",
        _("Que estás en el padrón, sin tu número de documento"),
        CON_LA_CUENTA,
        BORRAR,
        ("medio", "pruebas", "punto_id", "vinculado_en"),
        ademas=("huella",),
    ),
    Relacion(
        "padron_vinculos",
        "facilitadora_id",
        _("Comprobaciones que hiciste en un mostrador"),
        REGISTRO,
        CONSERVAR,
        ("medio", "vinculado_en"),
    ),
    Relacion(
        "padron_objeciones",
        "persona_id",
        _("Tus objeciones al padrón"),
        _("Queda que la hubo y qué se resolvió, sin su texto ni tu contacto"),
        VACIAR,
        ("clase", "texto", "contacto", "idioma", "estado", "respuesta", "recibida_en", "resuelta_en"),
        vacias={"texto": "—", "contacto": "", "idioma": ""},
        ademas=("codigo_huella",),
    ),
    Relacion(
        "padron_objeciones",
        "resuelta_por_id",
        _("Objeciones que resolviste"),
        REGISTRO,
        CONSERVAR,
        ("clase", "estado", "resuelta_en"),
    ),
    Relacion("padrones", "autora_id", _("Padrones que trajiste"), REGISTRO, CONSERVAR, ("creado_en",)),
    Relacion(
        "padron_cortes",
        "autora_id",
        _("Cortes del padrón que hiciste"),
        REGISTRO,
        CONSERVAR,
        ("fecha", "creado_en"),
    ),
)

OFICIO = (
    Relacion(
        "actos_mostrador",
        "persona_id",
        _("Lo que hiciste en un mostrador (nunca tus apoyos)"),
        REGISTRO,
        CONSERVAR,
        ("clase", "punto_id", "ocurrio_en"),
    ),
    Relacion(
        "actos_mostrador",
        "facilitadora_id",
        _("Lo que atendiste en un mostrador"),
        REGISTRO,
        CONSERVAR,
        ("clase", "punto_id", "ocurrio_en"),
    ),
    Relacion(
        "atenciones",
        "persona_id",
        _("Que te atienden ahora en un mostrador"),
        _("Hasta que termina la atención"),
        BORRAR,
        ("abierta_en",),
        ademas=("sesion", "hecho"),
    ),
    Relacion(
        "atenciones",
        "facilitadora_id",
        _("A quién atiendes ahora"),
        _("Hasta que termina la atención"),
        BORRAR,
        ("abierta_en",),
        ademas=("sesion", "hecho"),
    ),
    Relacion(
        "importaciones_plan",
        "persona_id",
        _("Archivos del plan que trajiste"),
        _("Hasta que traes otro o los descartas"),
        BORRAR,
        ("nombre", "creada_en", "aplicada_en"),
    ),
    *(
        Relacion(tabla, "persona_id", que, REGISTRO, CONSERVAR, datos)
        for tabla, que, datos in (
            (
                "mediciones",
                _("Mediciones de indicadores que anotaste"),
                ("fecha", "valor", "fuente", "anotada_en"),
            ),
            ("avances", _("Avances del plan que anotaste"), ("porcentaje", "fecha", "motivo", "anotado_en")),
            (
                "situaciones",
                _("Situaciones que pusiste a mano en el plan"),
                ("situacion", "motivo", "puesta_en"),
            ),
            ("planes_versiones", _("Versiones del plan que publicaste"), ("numero", "publicada_en")),
        )
    ),
    Relacion(
        "avisos_privacidad",
        "autora_id",
        _("Versiones del aviso de privacidad que publicaste"),
        REGISTRO,
        CONSERVAR,
        ("version", "publicado_en"),
    ),
    Relacion(
        "solicitudes_datos",
        "persona_id",
        _("Tus solicitudes sobre tus datos"),
        _("Queda que la hubo y cuándo se atendió, sin lo escrito; un año si la hiciste sin cuenta"),
        VACIAR,
        (
            "codigo",
            "clase",
            "contacto",
            "idioma",
            "texto",
            "estado",
            "respuesta",
            "recibida_en",
            "vence",
            "resuelta_en",
        ),
        vacias={"contacto": "", "idioma": "", "texto": "", "respuesta": ""},
    ),
    Relacion(
        "solicitudes_datos",
        "resuelta_por_id",
        _("Solicitudes que atendiste"),
        REGISTRO,
        CONSERVAR,
        ("codigo", "clase", "estado", "resuelta_en"),
    ),
)
