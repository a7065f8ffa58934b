"""Lo que leen los buscadores, y a dónde lleva cada código corto."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

from flask import current_app, request, url_for

from app.contenido import consultas as contenido
from app.nucleo.accesos import identidad
from app.plan import consultas as plan
from app.procesos import consultas as procesos
from app.propuestas import consultas as propuestas
from app.propuestas.consultas import Filtros, Orden
from app.propuestas.presentacion import direccion

PROPUESTAS = 5000


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
    """Un `urlset` con las páginas fijas y las 5.000 propuestas visibles más nuevas: nunca un borrador."""
    pagina = propuestas.pagina(Filtros(), Orden.NUEVAS, cuantas=PROPUESTAS)
    tarjetas = propuestas.tarjetas([r.id for r in pagina.elementos])
    return _urlset([*_fijas(), *(direccion(t.codigo, t.titulo) for t in tarjetas)])


def _fijas() -> list[str]:
    puntos = (
        "sitio.portada",
        "propuestas.lista",
        "procesos.lista",
        "sitio.como_funciona",
        "sitio.accesibilidad",
        "privacidad.aviso",
    )
    return [url_for(p) for p in puntos] + [
        url_for("procesos.detalle", clave=p.clave) for p in procesos.publicados()
    ]


def _urlset(rutas: Iterable[str]) -> str:
    base = base_publica()
    filas = "".join(f"<url><loc>{escape(base + ruta)}</loc></url>\n" for ruta in rutas)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{filas}</urlset>\n'
    )
