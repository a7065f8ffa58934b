"""Errores con nombre de la privacidad."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.nucleo.errores import Conflicto


class YaResuelta(Conflicto):
    """Otra persona respondió antes la misma solicitud."""

    omision = _l("Esta solicitud ya se respondió.")
