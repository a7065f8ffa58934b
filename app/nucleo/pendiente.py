"""Lo que alguien escribió y no se pudo enviar porque su sesión había terminado: vuelve al entrar.

Va en la galleta firmada de la visita, nunca en la base: sin cuenta no hay fila. El formulario lleva la seña de
la cuenta que lo abrió, y solo esa lo recupera: en un aparato prestado se tira cuando entra otra. Lo que no cabe
en la galleta lo devuelve la página que pide entrar.
"""

from __future__ import annotations

import datetime as dt
import json
import zlib
from typing import Any

from flask import flash, request, session
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from app.nucleo.formularios import Formulario
from app.nucleo.reloj import ahora
from app.nucleo.sesiones import PENDIENTE, es_pendiente_de, sena_de

DURA = dt.timedelta(hours=1)
CABE = 2_200
"""Bytes, ya comprimido: con todo lo demás no pasa de lo que un navegador admite en una galleta."""


def _sena() -> str:
    return sena_de(current_user.persona_id)


class Recuperable(Formulario):
    """Un formulario que espera a quien perdió la sesión al enviarlo. `de`: la seña de la cuenta que lo abre.

    Al abrir otra vez su página trae lo escrito, y `recuperado` lo dice; al volver a enviarlo ya no espera.
    """

    de = HiddenField(default=_sena)

    def __init__(self, **datos: Any) -> None:
        escrito = _esperaba(request.path)
        self.recuperado = bool(escrito) and not self.is_submitted()
        if escrito and not self.recuperado:
            soltar()
        super().__init__(**datos, **({"formdata": escrito} if self.recuperado else {}))


def guardar() -> bool:
    """Guarda lo enviado a esta dirección, si cabe y se sabe de quién es, y lo dice en la página de entrar."""
    campos = request.form.to_dict(flat=False)
    (de_quien,) = campos.pop("de", [""])[:1]
    campos.pop("csrf_token", None)
    if not de_quien or len(zlib.compress(json.dumps(campos).encode())) > CABE:
        return False
    puesto = {"en": request.path, "de": de_quien[:32], "campos": campos}
    session[PENDIENTE] = {**puesto, "hora": int(ahora().timestamp())}
    flash(_("Tu sesión había terminado. Entra con la misma cuenta: lo que escribiste te espera."), "info")
    return True


def _esperaba(donde: str) -> MultiDict[str, str]:
    """Lo que dejó pendiente en esa dirección quien pide, si no es viejo. Lo de otra cuenta se tira."""
    puesto = session.get(PENDIENTE)
    if not puesto:
        return MultiDict()
    if not es_pendiente_de(current_user.persona_id):
        soltar()
        return MultiDict()
    if puesto["en"] != donde or ahora().timestamp() - puesto["hora"] > DURA.total_seconds():
        return MultiDict()
    return MultiDict(puesto["campos"])


def soltar() -> None:
    """Lo pendiente ya se guardó, o no es de quien entró."""
    session.pop(PENDIENTE, None)
