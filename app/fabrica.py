"""La fábrica: configuración → extensiones → núcleo → áreas → errores → órdenes. Sin lógica."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app import areas
from app.extensiones import comprimir, csrf, db, login, migrar
from app.nucleo import (
    accesos,
    ajustes,
    cabeceras,
    errores,
    estaticos,
    idiomas,
    medidas,
    permisos,
    plantillas,
    registros,
    rutas,
    sesiones,
    traducido,
    transaccion,
)
from app.nucleo.peticion import Peticion
from config import RAIZ, Configuracion, del_entorno


def fabricar(configuracion: Configuracion | None = None) -> Flask:
    """Devuelve la aplicación lista para servir o para recibir órdenes."""
    configuracion = configuracion or del_entorno()
    ajustes.comprobar(configuracion)
    app = Flask(
        "app", root_path=str(RAIZ / "app"), template_folder=str(RAIZ / "plantillas"), static_folder=None
    )
    app.request_class = Peticion
    app.config.from_object(configuracion)
    if configuracion.SALTOS_PROXY:
        saltos = configuracion.SALTOS_PROXY
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=saltos, x_proto=saltos, x_host=saltos)  # type: ignore[method-assign]

    db.init_app(app)
    migrar.init_app(app, db, directory=str(RAIZ / "migraciones"), render_as_batch=True)
    login.init_app(app)
    login.anonymous_user = lambda: permisos.ANONIMA

    comprimir.init_app(app)
    registros.iniciar(app)
    rutas.iniciar(app)
    transaccion.iniciar(app)
    idiomas.iniciar(app)
    csrf.init_app(app)
    sesiones.iniciar(app)
    cabeceras.iniciar(app)
    medidas.iniciar(app)
    accesos.iniciar(app)
    estaticos.iniciar(app)
    plantillas.registrar(app)
    traducido.registrar(app)
    areas.registrar(app)
    errores.registrar(app)
    return app
