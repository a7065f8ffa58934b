"""Los pasos que faltan antes de un acto, listos para mostrar."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, url_for
from flask_babel import gettext as _

from app.cuentas.reglas import PasoPrevio, pasos_que_faltan
from app.nucleo import paneles
from app.nucleo.permisos import Identidad
from app.nucleo.plantillas import a_zona
from app.nucleo.reloj import ahora

Punto = dict[str, str]
"""Un punto de atención: nombre, direccion, horario y url."""


@dataclass(frozen=True)
class PasoVisible:
    """Un paso como lo recibe la macro `faltan_pasos`."""

    clave: PasoPrevio
    texto: str
    hecho: bool
    detalle: str = ""
    url: str = ""
    accion: str = ""


def pasos_para(
    quien: Identidad, acreditacion_minima: int, edad_minima: int | None = None, *, siguiente: str = ""
) -> list[PasoVisible]:
    """El camino entero hasta poder hacer el acto, con lo ya hecho marcado; vacío si no falta nada.

    `siguiente` es la ruta a la que volver después de entrar. Cada paso que se puede dar en persona dice dónde:
    el punto de atención más cercano y sus horas, que presta el padrón.
    """
    anio = a_zona(ahora()).year
    faltan = pasos_que_faltan(
        quien.acreditacion if quien.autenticada else None,
        acreditacion_minima,
        nacimiento=quien.nacimiento,
        edad_minima=edad_minima,
        anio=anio,
    )
    if not faltan:
        return []
    todos = pasos_que_faltan(None, acreditacion_minima, edad_minima=edad_minima, anio=anio)
    camino = [p for p in PasoPrevio if p in todos or p in faltan]
    if PasoPrevio.ESPERAR_EDAD in faltan:
        camino.remove(PasoPrevio.DECIR_NACIMIENTO)
    punto = _punto(quien)
    return [_visible(p, p not in faltan, quien, edad_minima or 0, siguiente, punto) for p in camino]


def _visible(
    paso: PasoPrevio, hecho: bool, quien: Identidad, edad_minima: int, siguiente: str, punto: Punto | None
) -> PasoVisible:
    if paso in (PasoPrevio.COMPROBAR_PADRON, PasoPrevio.COMPROBAR_EN_PERSONA):
        return _de_identidad(paso, hecho, quien, punto)
    sin_correo = _("¿Sin correo? En persona: %(lugar)s", lugar=_lugar(punto)) if punto else ""
    datos = {
        PasoPrevio.CREAR_CUENTA: (
            _("Crear tu cuenta"),
            " ".join(filter(None, (_("Con un correo y una clave. Toma un minuto."), sin_correo))),
            url_for("cuentas.registro", siguiente=siguiente or None),
            _("Crear mi cuenta"),
        ),
        PasoPrevio.CONFIRMAR_CORREO: (
            _("Confirmar tu correo"),
            _("Abre el mensaje que te enviamos y toca el enlace."),
            url_for("cuentas.cuenta") if quien.autenticada else "",
            _("Pedir otro mensaje"),
        ),
        PasoPrevio.DECIR_NACIMIENTO: (
            _("Decir tu año de nacimiento"),
            _("Aquí participan personas que cumplen %(n)s años este año o ya los tienen.", n=edad_minima),
            url_for("cuentas.datos", _anchor="nacimiento") if quien.autenticada else "",
            _("Añadirlo en mi cuenta"),
        ),
        PasoPrevio.ESPERAR_EDAD: (
            _("Tener la edad"),
            _("Aquí participan personas que cumplen %(n)s años este año o ya los tienen.", n=edad_minima),
            "",
            "",
        ),
    }
    texto, detalle, url, accion = datos[paso]
    return PasoVisible(paso, texto, hecho, detalle, url, accion)


def _de_identidad(paso: PasoPrevio, hecho: bool, quien: Identidad, punto: Punto | None) -> PasoVisible:
    """Los dos pasos que se pueden dar en un punto de atención."""
    if paso is PasoPrevio.COMPROBAR_EN_PERSONA:
        detalle = _("Ve con tu documento a %(lugar)s", lugar=_lugar(punto)) if punto else _contacto()
        donde = (punto["url"], _("Dónde te atienden")) if punto else ("", "")
        return PasoVisible(paso, _("Comprobar tu identidad en persona"), hecho, detalle, *donde)
    en_persona = _("O en persona: %(lugar)s", lugar=_lugar(punto)) if punto else _contacto()
    detalle = " ".join((_("Con tu documento; el número no se guarda."), en_persona))
    url = paneles.pedir("direccion_del_padron", omision="") if quien.autenticada else ""
    return PasoVisible(
        paso, _("Comprobar que estás en el padrón"), hecho, detalle, url, _("Comprobarlo ahora") if url else ""
    )


def _punto(quien: Identidad) -> Punto | None:
    """Dónde se atiende más cerca; None si la ciudad no lo dijo."""
    punto: Punto | None = paneles.pedir("punto_cercano", quien.territorio_id)
    return punto


def _lugar(punto: Punto) -> str:
    return f"{punto['nombre']}, {punto['direccion']}. {punto['horario'].rstrip('.')}."


def _contacto() -> str:
    contacto = str(current_app.config["CIUDAD_CONTACTO"])
    if contacto:
        return _("Se hace en la municipalidad. Pregunta en %(contacto)s.", contacto=contacto)
    return _("Se hace en la municipalidad, con un documento que no se copia.")
