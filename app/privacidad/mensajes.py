"""Cómo se dice qué pide una solicitud de datos y en qué quedó."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

NOMBRES_DE_CLASE = {
    "acceso": _("Saber qué datos míos tienen"),
    "correccion": _("Corregir un dato"),
    "oposicion": _("Que dejen de usar un dato"),
    "supresion": _("Que borren mis datos"),
}
NOMBRES_DE_ESTADO = {
    "recibida": _("Recibida"),
    "atendida": _("Atendida"),
    "rechazada": _("No se puede atender"),
}
