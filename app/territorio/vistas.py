"""Páginas del territorio."""

from __future__ import annotations

import math
from typing import Any

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.nucleo import paneles, traducido
from app.nucleo.accesos import identidad, publica, requiere
from app.nucleo.errores import NoEncontrado
from app.nucleo.permisos import Permiso
from app.nucleo.rutas import mudada, ruta_propia
from app.nucleo.texto import limpiar
from app.territorio import consultas, presentacion, servicios
from app.territorio.formularios import FormularioBarrio, NombresDeNivel
from app.territorio.presentacion_mapa import mapa_para
from app.territorio.presentacion_poblacion import tabla_de_poblacion
from app.territorio.reglas.arbol import Lugar

bp = Blueprint("territorio", __name__)
PARA_BUSCAR = 20
"""Con más lugares que estos, la lista lleva un buscador."""


@bp.get("/territorios")
@publica
def lista() -> str:
    """El mapa de la ciudad y su lista."""
    return _pagina_de_lista(FormularioBarrio())


@bp.get("/territorios/<codigo>")
@publica
def ficha(codigo: str) -> str | Response:
    """Un lugar: qué contiene, cuánta gente vive en él y lo que pasa allí."""
    if (lugar := consultas.por_codigo(codigo)) is None:
        return _con_otras_mayusculas(codigo)
    bandas, total = consultas.bandas(lugar.id)
    return render_template(
        "territorio/ficha.html",
        lugar=lugar,
        nivel=consultas.nivel_en_singular(lugar),
        total=total,
        personas=presentacion.personas(total),
        ancestros=[{"texto": a.nombre, "url": presentacion.url_de(a)} for a in consultas.ancestros(lugar.id)],
        mapa=_mapa_del_lugar(lugar),
        poblacion=tabla_de_poblacion(bandas) if bandas else None,
        paneles=paneles.de("territorio", lugar.id),
        es_mi_barrio=session.get("barrio") == lugar.codigo,
    )


def _con_otras_mayusculas(codigo: str) -> Response:
    if (otro := consultas.con_otras_mayusculas(codigo)) is None:
        raise NoEncontrado()
    return mudada(url_for("territorio.ficha", codigo=otro.codigo))


def _puede_nombrar() -> bool:
    return bool(traducido.otros()) and identidad().puede(Permiso.TERRITORIO_EDITAR)


@bp.route("/territorios/niveles", methods=["GET", "POST"])
@requiere(Permiso.TERRITORIO_EDITAR)
def niveles() -> str | Response | tuple[str, int]:
    """Cómo se llaman los niveles del territorio en los otros idiomas."""
    if not _puede_nombrar():
        raise NoEncontrado()
    formularios = [(nivel, _nombres(nivel)) for nivel in consultas.niveles()]
    validos = [f.validate_on_submit() for _nivel, f in formularios]
    if formularios and all(validos):
        textos = {n.clave: f.traducciones(n.traducciones) for n, f in formularios}
        servicios.nombrar_niveles(identidad(), textos)
        flash(_("Guardado."), "exito")
        return redirect(url_for("territorio.lista"), 303)
    fallo = request.method == "POST"
    partes = presentacion.partes_de_niveles(formularios)
    pagina = render_template("territorio/niveles.html", partes=partes, con_errores=fallo)
    return (pagina, 422) if fallo else pagina


def _nombres(nivel: Any) -> NombresDeNivel:
    prefijo = f"nivel{nivel.id}-"
    f = NombresDeNivel(prefix=prefijo, meta={"csrf": False}, traducciones=nivel.traducciones)
    return f.con_palabras(nivel.singular, nivel.plural)


@bp.get("/territorios/punto")
@publica
def punto() -> Response:
    """El lugar más hondo que contiene un punto, para el mapa donde se elige."""
    lat, lon = (request.args.get(c, type=float) for c in ("lat", "lon"))
    if lat is None or lon is None or not (math.isfinite(lat) and math.isfinite(lon)):
        abort(400)
    lugar = consultas.por_punto(lat, lon)
    return jsonify(codigo=lugar.codigo if lugar else None, nombre=lugar.nombre if lugar else None)


@bp.post("/mi-barrio")
@publica
def elegir() -> Any:
    """Guarda el barrio propio en la galleta de la visita, o lo olvida. No hace falta cuenta."""
    if "olvidar" in request.form:
        session.pop("barrio", None)
        flash(_("Listo: ya no recordamos tu barrio."), "exito")
        return redirect(ruta_propia(request.form.get("volver"), url_for("territorio.lista")), 303)
    formulario = FormularioBarrio()
    lugar = consultas.por_codigo(formulario.barrio.data)
    if lugar is None or not formulario.validate_on_submit():
        formulario.validate()
        if not formulario.errors:
            formulario.rechazar("barrio", _("Ese lugar ya no existe. Elige otro de la lista."))
        return _pagina_de_lista(formulario), 422
    session["barrio"] = lugar.codigo
    flash(_("Tu barrio es %(nombre)s. Lo recordamos solo en este aparato.", nombre=lugar.nombre), "exito")
    return redirect(ruta_propia(request.form.get("volver"), presentacion.url_de(lugar)), 303)


def _pagina_de_lista(formulario: FormularioBarrio) -> str:
    mapa = consultas.mapa()
    mio = consultas.por_codigo(session.get("barrio"))
    codigo = mio.codigo if mio else ""
    if mio and not formulario.is_submitted():
        formulario.barrio.data = codigo
    buscado = limpiar(request.args.get("buscar", ""))[:60]
    return render_template(
        "territorio/lista.html",
        formulario=formulario.con_opciones(consultas.opciones()),
        mio={"nombre": mio.nombre, "url": presentacion.url_de(mio)} if mio else None,
        mapa=mapa_para(mapa, _("Mapa de la ciudad"), codigo or None) if mapa else None,
        grupos=presentacion.grupos(mapa, codigo, buscado) if mapa else [],
        buscado=buscado,
        se_busca=mapa is not None and len(mapa.areas) > PARA_BUSCAR,
        total=presentacion.personas(consultas.poblacion_total()),
        puede_nombrar=_puede_nombrar(),
    )


def _mapa_del_lugar(lugar: Lugar) -> dict[str, Any] | None:
    """Lo que contiene; si no contiene nada, él entre sus vecinos."""
    dentro = consultas.mapa(lugar.id)
    if dentro:
        return mapa_para(dentro, _("Mapa de %(nombre)s", nombre=lugar.nombre))
    alrededor = consultas.mapa(lugar.padre_id, lugar.nivel) if lugar.caja else None
    titulo = _("%(nombre)s y sus vecinos", nombre=lugar.nombre)
    return mapa_para(alrededor, titulo, lugar.codigo) if alrededor and len(alrededor.areas) > 1 else None
