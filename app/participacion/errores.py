"""Errores con nombre de la conversación."""

from __future__ import annotations

from flask_babel import lazy_gettext

from app.nucleo.errores import Conflicto, NoPermitido


class ConversacionCerrada(NoPermitido):
    """La cosa de la que se habla ya no recibe comentarios."""

    omision = lazy_gettext("Esta conversación está cerrada: se puede leer, pero no comentar.")


class YaNoSeEdita(Conflicto):
    """Pasaron los 15 minutos, o el comentario se retiró o se ocultó."""

    omision = lazy_gettext("Este comentario ya no se puede corregir: se puede durante los primeros 15 minutos.")


class YaNoSeResponde(Conflicto):
    """El comentario se retiró o se ocultó."""

    omision = lazy_gettext("Ese comentario ya no está: no se le puede responder ni votar.")
