"""La oficina del padrón: ediciones con su informe, padrón abierto, cortes y objeciones."""

from __future__ import annotations

from flask import Response, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Respuesta
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.nucleo import transaccion
from app.nucleo.accesos import identidad, requiere
from app.nucleo.errores import NoEncontrado
from app.nucleo.permisos import Permiso
from app.nucleo.traducido import de
from app.nucleo.transaccion import escribe_tarde
from app.padron import consultas, presentacion, servicios
from app.padron.errores import EdicionCambiada
from app.padron.formularios import Abrir, Baja, Confirmar, Desvincular, MoverCorte, NuevoCorte, Resolver
from app.padron.reglas import Prueba
from app.padron.vistas.base import bp, instante, pagina, recogiendo
from app.procesos import consultas as procesos
from app.territorio import consultas as territorio


@bp.get("/administrar/padron")
@requiere(Permiso.PADRON_VER)
def ediciones() -> Response:
    """Las ediciones, el padrón abierto y los cortes con sus objeciones."""
    return pagina(
        "ediciones",
        ediciones=[(p, *presentacion.ESTADOS[p.estado]) for p in consultas.ediciones()],
        abierto=consultas.abierto(),
        cortes=consultas.todos_los_cortes(publicos=False),
        objeciones=consultas.contar_objeciones(),
        confirmar=Confirmar(formdata=None),
    )


@bp.get("/administrar/padron/<int:padron_id>")
@requiere(Permiso.PADRON_VER)
def edicion(padron_id: int) -> Response:
    """El informe de una edición, sin un solo número de documento."""
    hallada = consultas.edicion(padron_id)
    if hallada is None:
        raise NoEncontrado()
    return pagina(
        "edicion",
        edicion=hallada,
        estado=presentacion.ESTADOS[hallada.estado],
        informe=presentacion.informe_legible(hallada.informe),
        segundo=presentacion.nombre_de_segundo(hallada.segundo_campo),
        cambiada=hallada.estado == "listo" and consultas.contra_otra(hallada),
    )


def _de_vuelta(padron_id: int, mensaje: str, tipo: str = "exito") -> Respuesta:
    flash(mensaje, tipo)
    return redirect(url_for("padron.edicion", padron_id=padron_id), 303)


@bp.post("/administrar/padron/<int:padron_id>/aplicar")
@requiere(Permiso.PADRON_IMPORTAR)
def aplicar(padron_id: int) -> Respuesta:
    """Pone en vigor la edición, si sigue siendo la que se miró."""
    try:
        servicios.aplicar(identidad(), padron_id)
    except EdicionCambiada as error:
        transaccion.deshacer()
        return _de_vuelta(padron_id, str(error), "alerta")
    return _de_vuelta(padron_id, _("Listo: este padrón está en vigor."))


@bp.post("/administrar/padron/<int:padron_id>/comparar")
@requiere(Permiso.PADRON_IMPORTAR)
@escribe_tarde
def comparar(padron_id: int) -> Respuesta:
    """Rehace la diferencia con el padrón que está en vigor ahora."""
    servicios.comparar_otra_vez(identidad(), padron_id)
    return _de_vuelta(padron_id, _("El informe quedó al día."))


@bp.post("/administrar/padron/<int:padron_id>/descartar")
@requiere(Permiso.PADRON_IMPORTAR)
def descartar(padron_id: int) -> Respuesta:
    """Descarta una edición que no se va a aplicar."""
    servicios.descartar(identidad(), padron_id)
    return _de_vuelta(padron_id, _("Edición descartada. Sus filas se borran poco a poco."))


@bp.route("/administrar/padron/abierto", methods=["GET", "POST"])
@requiere(Permiso.PADRON_IMPORTAR)
def abrir() -> Response | Respuesta:
    """Habilitar el padrón abierto y elegir qué pruebas se aceptan."""
    vigor = consultas.en_vigor()
    f = Abrir(data={"pruebas": vigor.pruebas})
    f.pruebas.choices = [SelectChoice(p.value, presentacion.PRUEBAS[p]) for p in Prueba]
    if f.validate_on_submit():
        with recogiendo(f):
            servicios.abrir_padron(identidad(), _("Padrón abierto"), f.pruebas.data or [])
            flash(_("El padrón abierto está habilitado."), "exito")
            return redirect(url_for("padron.ediciones"), 303)
    return pagina("abrir", f, abierto=vigor.abierto)


@bp.post("/administrar/padron/abierto/cerrar")
@requiere(Permiso.PADRON_IMPORTAR)
def cerrar() -> Respuesta:
    """Dejar de admitir personas por sus pruebas."""
    servicios.cerrar_padron(identidad())
    flash(_("El padrón abierto quedó cerrado. Quien ya entró conserva su acreditación."), "exito")
    return redirect(url_for("padron.ediciones"), 303)


@bp.route("/administrar/padron/cortes/nuevo", methods=["GET", "POST"])
@requiere(Permiso.PADRON_IMPORTAR)
@escribe_tarde
def nuevo_corte() -> Response | Respuesta:
    """Congelar quién está en el padrón para un proceso."""
    f = NuevoCorte()
    f.proceso.choices = [SelectChoice(p.clave, de(p, "nombre")) for p in procesos.todos(identidad())]
    if f.validate_on_submit():
        with recogiendo(f):
            elegido = procesos.por_clave(f.proceso.data or "", identidad())
            fechas = (f.fecha.data, f.objeciones_hasta.data, f.respuestas_hasta.data)
            corte_id = servicios.crear_corte(
                identidad(), elegido.id if elegido else 0, f.nombre.data or "", *map(instante, fechas)
            )
            return redirect(url_for("padron.corte", corte_id=corte_id), 303)
    return pagina("nuevo_corte", f)


@bp.route("/administrar/padron/cortes/<int:corte_id>/fechas", methods=["GET", "POST"])
@requiere(Permiso.PADRON_IMPORTAR)
def mover_corte(corte_id: int) -> Response | Respuesta:
    """Cambiar las fechas de un corte que todavía no llega."""
    visto = consultas.corte(corte_id, identidad())
    f = MoverCorte(data=presentacion.fechas_de(visto))
    if f.validate_on_submit():
        with recogiendo(f):
            fechas = map(instante, (f.fecha.data, f.objeciones_hasta.data, f.respuestas_hasta.data))
            servicios.mover_corte(identidad(), corte_id, f.motivo.data or "", *fechas)
            flash(_("Las fechas del corte cambiaron, y se ve por qué."), "exito")
            return redirect(url_for("padron.objeciones", corte_id=corte_id), 303)
    return pagina("mover_corte", f, corte=visto)


@bp.get("/administrar/padron/cortes/<int:corte_id>")
@requiere(Permiso.PADRON_VER)
def objeciones(corte_id: int) -> Response:
    """Las objeciones de un corte: primero las que esperan."""
    servicios.tomar_si_toca(corte_id)
    return pagina(
        "objeciones",
        corte=consultas.corte(corte_id, identidad()),
        objeciones=consultas.objeciones_de(corte_id),
        clases=presentacion.CLASES_OBJECION,
        estados=presentacion.ESTADOS_OBJECION,
    )


@bp.route("/administrar/padron/objeciones/<int:objecion_id>", methods=["GET", "POST"])
@requiere(Permiso.PADRON_RESOLVER)
def resolver(objecion_id: int) -> Response | Respuesta:
    """Responder una objeción con razones."""
    hallada = consultas.objecion(objecion_id)
    f = Resolver().con_opciones(presentacion.tipos_de_documento(consultas.en_vigor()), territorio.opciones())
    if f.validate_on_submit():
        with recogiendo(f):
            acepta = f.decision.data == "aceptada"
            servicios.resolver_objecion(
                identidad(), objecion_id, acepta, f.respuesta.data or "", servicios.DeQuien(**f.de_quien())
            )
            flash(_("La respuesta quedó guardada y avisada."), "exito")
            return redirect(url_for("padron.objeciones", corte_id=hallada.corte_id), 303)
    clase = presentacion.CLASES_OBJECION[hallada.clase]
    return pagina("resolver", f, objecion=hallada, clase=clase)


@bp.route("/administrar/padron/separar", methods=["GET", "POST"])
@requiere(Permiso.PADRON_RESOLVER)
def separar() -> Response | Respuesta:
    """Separar una cuenta de la persona del padrón a la que está unida."""
    f = Desvincular()
    f.tipo.choices = [SelectChoice(*t) for t in presentacion.tipos_de_documento(consultas.en_vigor())]
    if f.validate_on_submit():
        with recogiendo(f):
            cuenta = consultas.cuenta_unida(f.seudonimo.data or "", f.tipo.data or "", f.numero.data or "")
            servicios.desvincular(identidad(), cuenta, f.motivo.data or "")
            flash(_("La cuenta quedó separada del padrón, y le avisamos por qué."), "exito")
            return redirect(url_for("padron.ediciones"), 303)
    return pagina("separar", f)


@bp.route("/administrar/padron/baja", methods=["GET", "POST"])
@requiere(Permiso.PADRON_RESOLVER)
def baja() -> Response | Respuesta:
    """Dar de baja del padrón de hoy a quien ya no debe estar."""
    f = Baja()
    f.tipo.choices = [SelectChoice(*t) for t in presentacion.tipos_de_documento(consultas.en_vigor())]
    if f.validate_on_submit():
        with recogiendo(f):
            servicios.dar_de_baja(identidad(), f.tipo.data or "", f.numero.data or "", f.motivo.data or "")
            flash(_("Ya no está en el padrón de hoy. Si tenía cuenta, le avisamos por qué."), "exito")
            return redirect(url_for("padron.ediciones"), 303)
    return pagina("baja", f)
