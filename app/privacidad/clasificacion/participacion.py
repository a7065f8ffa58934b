"""Lo que una persona publica, apoya, vota o sube."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.privacidad.clasificacion.tipos import (
    CONSERVAR,
    PUBLICO,
    VACIAR,
    Relacion,
)

PARTICIPACION = (
    Relacion(
        "contenidos",
        "autora_id",
        _("Lo que publicaste o empezaste: su código y su fecha"),
        PUBLICO,
        CONSERVAR,
        ("codigo", "clase", "estado", "idioma", "creado_en"),
    ),
    Relacion(
        "propuestas",
        "id",
        _("Tus propuestas y borradores"),
        _("Las publicadas quedan, firmadas como «Persona retirada»; los borradores se borran"),
        VACIAR,
        (
            "estado",
            "titulo",
            "resumen",
            "cuerpo",
            "territorio_id",
            "latitud",
            "longitud",
            "referencia",
            "en_nombre_de",
            "intereses",
            "video",
            "costo_estimado",
            "publicada_en",
            "editada_en",
            "retirada_en",
            "archivada_en",
            "apoyos",
        ),
        vacias={"intereses": ""},
        ademas=("en_blanco_de",),
        del_contenido=True,
    ),
    Relacion(
        "propuestas_versiones",
        "persona_id",
        _("Los textos anteriores de lo que editaste"),
        PUBLICO,
        CONSERVAR,
        ("numero", "titulo", "resumen", "cuerpo", "motivo", "escrita_en"),
    ),
    Relacion(
        "coautorias",
        "persona_id",
        _("Propuestas que te invitaron a firmar"),
        _("La firma queda como «Persona retirada»"),
        CONSERVAR,
        ("propuesta_id", "estado", "invitada_en", "respondida_en"),
    ),
    Relacion(
        "apoyos",
        "persona_id",
        _("Qué propuestas apoyas: solo lo ves tú"),
        _(
            "Al borrar la cuenta se retiran los de propuestas abiertas, hayan cruzado o no su umbral. Doce "
            "meses después de archivada o retirada una propuesta se borra quién la apoyó; queda el número"
        ),
        CONSERVAR,
        ("propuesta_id", "dado_en", "canal"),
    ),
    Relacion(
        "comentarios",
        "id",
        _("Tus comentarios"),
        PUBLICO,
        CONSERVAR,
        ("posicion", "texto", "creado_en", "editado_en", "retirado_en"),
        del_contenido=True,
    ),
    Relacion(
        "comentarios_votos",
        "persona_id",
        _("Tus votos a comentarios: solo los ves tú"),
        _(
            "Al borrar la cuenta se retiran donde la conversación sigue abierta; donde cerró queda el número, "
            "sin nadie detrás"
        ),
        CONSERVAR,
        ("comentario_id", "valor"),
    ),
    Relacion(
        "elementos_apoyos",
        "persona_id",
        _("Qué elementos de un plan en consulta apoyas: solo lo ves tú"),
        _(
            "Al borrar la cuenta se retiran si la consulta sigue abierta; si cerró queda el número, sin nadie "
            "detrás"
        ),
        CONSERVAR,
        ("elemento_id", "dado_en"),
    ),
    Relacion(
        "prioridades",
        "persona_id",
        _("Qué priorizaste en la consulta de un plan: solo lo ves tú"),
        _(
            "Al borrar la cuenta se retiran si la consulta sigue abierta; si cerró queda el número, sin nadie "
            "detrás"
        ),
        CONSERVAR,
        ("elemento_id", "puesto", "dada_en"),
    ),
    Relacion(
        "adjuntos",
        "persona_id",
        _("Imágenes y documentos que subiste"),
        _("Los publicados quedan con su propuesta; el nombre que traía el archivo se borra"),
        VACIAR,
        ("clase", "nombre", "descripcion", "peso", "creado_en"),
        vacias={"nombre": "archivo"},
        ademas=("clave", "huella"),
    ),
    Relacion(
        "enlaces",
        "autora_id",
        _("Relaciones que señalaste entre dos cosas públicas"),
        PUBLICO,
        CONSERVAR,
        ("tipo", "motivo", "creado_en"),
    ),
    Relacion(
        "hechos",
        "persona_id",
        _("Los hechos en que actuaste, que forman el hilo y su registro sellado"),
        _("No se pueden cambiar sin romper el sello; ya no llevan a ninguna persona"),
        CONSERVAR,
        ("clase", "contenido_id", "ocurrio_en", "motivo"),
    ),
)
