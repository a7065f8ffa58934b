"""Errores con nombre de la consulta de un plan."""

from __future__ import annotations

from flask_babel import lazy_gettext

from app.nucleo.errores import Conflicto, NoPermitido


class ConsultaCerrada(NoPermitido):
    """No se participa fuera de sus fechas."""

    omision = lazy_gettext("Esta consulta no está abierta: lo dicho se puede leer, pero ya no cambia.")


class FaltaAcreditacion(NoPermitido):
    """La cuenta no está tan comprobada como pide la consulta."""

    omision = lazy_gettext("Antes de participar te falta un paso.")


class YaHayConsulta(Conflicto):
    """El plan ya tiene su consulta."""

    omision = lazy_gettext("Este plan ya tiene una consulta. Cambia sus fechas en vez de abrir otra.")


class YaEmpezo(Conflicto):
    """Lo que se pregunta no cambia con la consulta abierta."""

    omision = lazy_gettext("La consulta ya abrió: solo puede cambiar la fecha en que cierra.")
