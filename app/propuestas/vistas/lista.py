"""La lista de propuestas."""

from __future__ import annotations

from typing import Any

from flask import get_template_attribute, render_template, request, session
from werkzeug.wrappers import Response

from app.nucleo import guardadas, sesiones
from app.nucleo.accesos import publica
from app.nucleo.paginacion import Pagina
from app.propuestas import buscador, listado, opciones, tarjetas
from app.propuestas.consultas import Orden, Referencia, contar, pagina
from app.propuestas.consultas.cifras import exactas
from app.propuestas.listado import Pedido
from app.propuestas.presentacion import cuantas
from app.propuestas.vistas.base import bp


@bp.get("/propuestas")
@publica
def lista() -> str | Response:
    """Lo que piden las vecinas: en el orden y con los filtros que se elijan, por trozos."""
    elegibles = opciones.actuales()
    pedido = listado.leer(request.args, elegibles, session.get("barrio", ""))
    clave = request.args.get("clave")
    if pedido.consulta.escrito:
        return _buscada(pedido, elegibles, clave)
    pide_lugar = pedido.orden is Orden.CERCA and (pedido.punto is None or "elegir" in request.args)
    trozo: Pagina[Referencia] = Pagina([])
    if not pide_lugar:
        semilla = sesiones.semilla() if pedido.orden is Orden.AZAR else 0
        trozo = pagina(pedido.filtros, pedido.orden, clave, semilla=semilla, punto=pedido.punto)
    total = "" if pide_lugar else _cuantas(pedido, trozo, clave)
    muestra = (tuple(trozo.elementos), total, pedido.lugar, elegibles.puede_proponer())
    return guardadas.servir(muestra, lambda: _pagina(pedido, elegibles, trozo, total, pide_lugar))


def _buscada(pedido: Pedido, elegibles: opciones.Opciones, clave: str | None) -> str | Response:
    hallado = buscador.buscar(pedido, clave)
    muestra = (hallado.muestra, elegibles.puede_proponer())
    return guardadas.servir(muestra, lambda: _hallada(pedido, elegibles, hallado))


def _hallada(pedido: Pedido, elegibles: opciones.Opciones, hallado: buscador.Hallado) -> str:
    return render_template(
        "propuestas/lista.html",
        paginas=listado.paginas(pedido, hallado.pagina, request.args.get("clave")),
        **{**_alrededor(pedido, elegibles), **buscador.datos(pedido, hallado)},
    )


def _pagina(
    pedido: Pedido,
    elegibles: opciones.Opciones,
    trozo: Pagina[Referencia],
    total: str,
    pide_lugar: bool,
) -> str:
    clave = request.args.get("clave")
    return render_template(
        "propuestas/lista.html",
        tarjetas=tarjetas.dibujar(trozo.elementos),
        paginas=listado.paginas(pedido, trozo, clave),
        cuantas=total,
        pide_lugar=pide_lugar,
        con_clave=bool(clave),
        **_alrededor(pedido, elegibles),
    )


def _cuantas(pedido: Pedido, trozo: Pagina[Referencia], clave: str | None) -> str:
    """Cuántas hay en total; si todas caben aquí ya se sabe sin contar."""
    if trozo.unica and not clave and pedido.orden is not Orden.CERCA:
        return cuantas(len(trozo.elementos))
    if pedido.orden in (Orden.TERMINAN, Orden.CERCA):
        return cuantas(contar(pedido.filtros, pedido.orden))
    # Con filtro, las cifras lo saben en una consulta, sean pocas o muchas. Recién puesta al día una base que
    # viene de antes, el obrero aún las está llenando.
    exacto = exactas(pedido.filtros) if pedido.puestos else None
    if exacto is not None and exacto >= len(trozo.elementos):
        return cuantas(exacto, exacto)
    return cuantas(contar(pedido.filtros, pedido.orden))


def _alrededor(pedido: Pedido, elegibles: opciones.Opciones) -> dict[str, Any]:
    """Todo lo de la lista menos sus tarjetas: órdenes, filtros, lugar y qué se puede hacer."""
    return {
        "ordenes": listado.ordenes(pedido),
        "activos": listado.activos(pedido),
        "explicacion": listado.explicacion(pedido),
        "limpiar": listado.sin_filtros(pedido),
        "campos": _campos(pedido, elegibles),
        "orden_actual": None if pedido.orden is pedido.orden_normal else pedido.orden.value,
        "buscado": pedido.consulta.escrito,
        "con_la_busqueda": pedido.parametros(q=None),
        "cerca": pedido.orden is Orden.CERCA,
        "cerca_de": pedido.lugar,
        "cambiar_lugar": pedido.url(elegir=1),
        "parametros_cerca": pedido.parametros(cerca_de=None, lat=None, lon=None),
        "lugares": elegibles.grupos_territorio,
        "puede_proponer": elegibles.puede_proponer(),
        "canonica": listado.canonica(pedido),
        "descargas": [] if pedido.consulta.escrito else listado.descargas(pedido),
        "no_indexar": bool(pedido.puestos or pedido.consulta.escrito)
        or pedido.orden is Orden.AZAR
        or "clave" in request.args,
    }


def _campos(pedido: Pedido, elegibles: opciones.Opciones) -> str:
    puestos = {nombre: valor for nombre, (valor, _texto) in pedido.puestos.items()}
    textos = {f"{nombre}_texto": texto for nombre, (_valor, texto) in pedido.puestos.items()}

    def dibujar() -> str:
        macro = get_template_attribute("propuestas/_filtros.html", "campos")
        return str(macro(elegibles, listado.textos_de_estado(), {**puestos, **textos}))

    return elegibles.dibujado(tuple(sorted(puestos.items())), dibujar)
