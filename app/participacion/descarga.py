"""La conversación para descargar: las mismas voces que la página, una por fila."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from app.nucleo.reloj import ahora
from app.nucleo.tablas import Columna, Tabla
from app.participacion.consultas import Fila
from app.participacion.presentacion import insignia, nombre_de

COLUMNAS = (
    Columna("codigo", _l("Código"), _l("El del comentario: no cambia.")),
    Columna("sobre", _l("Sobre"), _l("El código de aquello de lo que se habla.")),
    Columna("responde_a", _l("Responde a"), _l("El código de lo que responde; vacío si abre un hilo.")),
    Columna("profundidad", _l("Profundidad"), _l("Cuántos comentarios tiene por encima.")),
    Columna("posicion", _l("Posición"), _l("a_favor, en_contra, pregunta o aporte.")),
    Columna("autora", _l("Autora"), _l("Su nombre público; de una menor, sus iniciales.")),
    Columna("insignia", _l("Por quién habla"), _l("La unidad o el rol, si habla por la municipalidad.")),
    Columna("idioma", _l("Idioma"), _l("En qué idioma está escrito.")),
    Columna("texto", _l("Texto"), _l("Lo escrito, en Markdown.")),
    Columna("a_favor", _l("A favor"), _l("Votos a favor, con los traídos de otra plataforma.")),
    Columna("en_contra", _l("En contra"), _l("Votos en contra, con los traídos de otra plataforma.")),
    Columna("respuestas", _l("Respuestas"), _l("Cuántas tiene debajo.")),
    Columna("creado_en", _l("Escrito"), _l("El instante (UTC).")),
    Columna("editado_en", _l("Corregido"), _l("El instante (UTC); vacío si no se corrigió.")),
    Columna("origen", _l("Origen"), _l("De qué plataforma se trajo; vacío si se escribió aquí.")),
)


def tabla(codigo: str, filas: Sequence[tuple[Fila, str]]) -> Tabla:
    """La conversación sobre un contenido, en el orden en que se escribió."""
    return Tabla(
        f"conversacion-{codigo.lower()}",
        COLUMNAS,
        [
            (
                f.codigo, codigo, responde_a, f.profundidad, f.posicion, nombre_de(f),
                insignia(f.de_personal) if f.de_personal else "", f.idioma, f.texto, f.a_favor, f.en_contra,
                f.respuestas, f.creado_en, f.editado_en, f.origen,
            )
            for f, responde_a in filas
        ],
        ahora(),
    )  # fmt: skip
