"""Lo que leen los buscadores, y a dónde lleva cada código corto."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from flask import current_app, request, url_for

from app.contenido import consultas as contenido
from app.nucleo.accesos import identidad
from app.nucleo.permisos import ANONIMA
from app.plan import consultas as plan
from app.procesos import consultas as procesos
from app.propuestas import consultas as propuestas
from app.propuestas.consultas import Filtros, Orden
from app.propuestas.presentacion import direccion
from app.territorio import consultas as territorio

PROPUESTAS = 5000
DIRECCIONES = 50_000
"""Las que admite un archivo de estos."""

_EXTENSION = "rumbo_direcciones"


def base_publica() -> str:
    """El origen con que se escriben las direcciones completas."""
    return str(current_app.config["URL_PUBLICA"] or request.host_url.rstrip("/"))


def destino_de(codigo: str) -> str | None:
    """La página de lo que tiene ese código; None si es de una propuesta, que tiene la suya, o no existe."""
    hallado = contenido.por_codigo(codigo)
    if hallado is None or hallado.clase == "propuesta":
        return None
    if hallado.clase == "proceso":
        proceso = procesos.por_id(hallado.id)
        visible = proceso and procesos.por_clave(proceso.clave, identidad())
        return url_for("procesos.detalle", clave=visible.clave) if visible else None
    if hallado.clase == "comentario":
        return url_for("participacion.comentario", codigo=hallado.codigo)
    if hallado.clase == "elemento":
        return url_for("plan.elemento_por_id", elemento_id=hallado.id)
    fichas = {f.codigo: f for f in plan.planes(identidad())}
    return url_for("plan.ver", clave=fichas[hallado.codigo].clave) if hallado.codigo in fichas else None


def robots() -> str:
    """Todo lo público se puede recorrer, salvo formularios y listas infinitas."""
    cerradas = ("/cuenta", "/entrar", "/proponer", "/idioma/", "/c/", "/propuestas?*orden=azar")
    lineas = ["User-agent: *", *(f"Disallow: {ruta}" for ruta in cerradas)]
    return "\n".join([*lineas, f"Sitemap: {base_publica()}{url_for('sitio.mapa_del_sitio')}", ""])


def mapa() -> str:
    """Un `urlset` con lo público: páginas fijas, planes, lugares y las 5.000 propuestas visibles más nuevas.

    Las direcciones se arman una vez por cada hecho de la ciudad, como mucho.
    """
    ultimo = plan.ultimo_hecho()
    guardadas: tuple[int, list[str]] | None = current_app.extensions.get(_EXTENSION)
    if guardadas is None or guardadas[0] != ultimo:
        rutas = [*_fijas(), *_del_plan(), *_lugares(), *_propuestas()]
        guardadas = current_app.extensions[_EXTENSION] = (ultimo, rutas[:DIRECCIONES])
    return _urlset(guardadas[1])


def _fijas() -> list[str]:
    puntos = (
        "sitio.portada",
        "propuestas.lista",
        "procesos.lista",
        "plan.lista",
        "tableros.publico",
        "territorio.lista",
        "sitio.como_funciona",
        "sitio.accesibilidad",
        "privacidad.aviso",
    )
    return [url_for(p) for p in puntos] + [
        url_for("procesos.detalle", clave=p.clave) for p in procesos.publicados()
    ]


def _del_plan() -> Iterator[str]:
    """Los planes que cualquiera ve, con sus elementos."""
    for p in plan.planes(ANONIMA):
        yield url_for("plan.ver", clave=p.clave)
        for nodo in plan.arbol(p.id).en_orden():
            yield url_for("plan.elemento", clave=p.clave, codigo=nodo.codigo)


def _lugares() -> Iterator[str]:
    return (url_for("territorio.ficha", codigo=codigo) for codigo in territorio.arbol().codigos)


def _propuestas() -> Iterator[str]:
    pagina = propuestas.pagina(Filtros(), Orden.NUEVAS, cuantas=PROPUESTAS)
    return (
        direccion(codigo, titulo) for codigo, titulo in propuestas.nombres([r.id for r in pagina.elementos])
    )


def _urlset(rutas: Iterable[str]) -> str:
    base = base_publica()
    filas = "".join(f"<url><loc>{escape(base + ruta)}</loc></url>\n" for ruta in rutas)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{filas}</urlset>\n'
    )
