"""Lo que una vecina hace con el padrón: saber qué es y comprobar que está."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Respuesta

from app.nucleo import transaccion
from app.nucleo.accesos import identidad, publica, requiere
from app.nucleo.errores import DemasiadasVeces
from app.nucleo.permisos import Permiso
from app.padron import consultas, presentacion, servicios
from app.padron.errores import NoCoincide
from app.padron.formularios import Comprobar
from app.padron.paneles import territorio_de_la_visita
from app.padron.vistas.base import bp, pagina, recogiendo


@bp.get("/padron")
@publica
def que_es() -> Response:
    """Qué es el padrón, qué se guarda, cuántas personas hay y los cortes."""
    vigor = consultas.en_vigor()
    return pagina(
        "que_es",
        total=consultas.total_de(vigor=vigor),
        vigente=vigor.importado,
        abierto=vigor.abierto,
        pruebas=presentacion.textos_de_pruebas(vigor),
        cortes=consultas.todos_los_cortes(),
    )


def _cercano() -> Any:
    return consultas.mas_cercano(identidad().territorio_id or territorio_de_la_visita())


@bp.route("/cuenta/padron", methods=["GET", "POST"])
@requiere(Permiso.PADRON_PROPIO)
def comprobar() -> Response | Respuesta:
    """Comprobar que estoy en el padrón, con mi documento y un segundo dato."""
    vinculo = consultas.vinculo_de(identidad().persona)
    vigor = consultas.en_vigor()
    f = Comprobar().con_tipos(
        presentacion.tipos_de_documento(vigor), presentacion.nombre_de_segundo(vigor.segundo_campo)
    )
    posible = vinculo is None and bool(vigor.segundo_campo) and identidad().acreditacion >= 1
    if posible and f.validate_on_submit():
        with recogiendo(f):
            return _intentar(f)
    objeciones = consultas.objeciones_propias(identidad().persona)
    return pagina("comprobar", f, vinculo=vinculo, posible=posible, punto=_cercano(), objeciones=objeciones)


def _intentar(f: Comprobar) -> Response | Respuesta:
    try:
        servicios.comprobar_en_linea(identidad(), f.tipo.data or "", f.numero.data or "", f.segundo.data or "")
    except NoCoincide:
        transaccion.deshacer()
        respuesta = pagina("no_coincide", f.sin_lo_escrito(), punto=_cercano())
        respuesta.status_code = NoCoincide.estado
        return respuesta
    except DemasiadasVeces as error:
        transaccion.deshacer()
        respuesta = pagina("demasiadas", f.sin_lo_escrito(), punto=_cercano(), horas=-(-error.espera // 3600))
        respuesta.status_code = DemasiadasVeces.estado
        respuesta.headers["Retry-After"] = str(error.espera)
        return respuesta
    flash(_("Listo: estás en el padrón. Desde ahora tus apoyos cuentan para los umbrales."), "exito")
    return redirect(url_for("padron.comprobar"), 303)
