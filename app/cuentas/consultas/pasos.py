"""Los pasos que faltan antes de un acto, listos para mostrar."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, url_for
from flask_babel import gettext as _

from app.cuentas.reglas import PasoPrevio, pasos_que_faltan
from app.nucleo.permisos import Identidad
from app.nucleo.plantillas import a_zona
from app.nucleo.reloj import ahora


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

    `siguiente` es la ruta a la que volver después de entrar. No consulta la base.
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
    return [_visible(p, p not in faltan, quien, edad_minima or 0, siguiente) for p in camino]


def _visible(paso: PasoPrevio, hecho: bool, quien: Identidad, edad_minima: int, siguiente: str) -> PasoVisible:
    datos = {
        PasoPrevio.CREAR_CUENTA: (
            _("Crear tu cuenta"),
            _("Con un correo y una clave. Toma un minuto."),
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
        PasoPrevio.COMPROBAR_PADRON: (
            _("Comprobar que estás en el padrón"),
            _contacto(),
            "",
            "",
        ),
        PasoPrevio.COMPROBAR_EN_PERSONA: (_("Comprobar tu identidad en persona"), _contacto(), "", ""),
    }
    texto, detalle, url, accion = datos[paso]
    return PasoVisible(paso, texto, hecho, detalle, url, accion)


def _contacto() -> str:
    contacto = str(current_app.config["CIUDAD_CONTACTO"])
    if contacto:
        return _("Se hace en la municipalidad. Pregunta en %(contacto)s.", contacto=contacto)
    return _("Se hace en la municipalidad, con un documento que no se copia.")
