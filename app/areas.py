"""La lista de áreas: qué registra cada una. Añadir un área es añadir una línea."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

import click
from flask import Flask

AREAS = (
    "nucleo",
    "territorio",
    "cuentas",
    "contenido",
    "auditoria",
    "busqueda",
    "adjuntos",
    "plan",
    "avance",
    "procesos",
    "padron",
    "participacion",
    "consulta_plan",
    "propuestas",
    "mostrador",
    "privacidad",
    "tableros",
    "sitio",
    "importacion",
    "operacion",
    "demo",
)
"""Las áreas, de abajo arriba. De cada una se toma lo que tenga:

- `modelos.py`, sus tablas;
- `vistas.py`, sus páginas: el blueprint `bp`;
- `ordenes.py`, sus órdenes: `ORDENES`, de nombre de grupo a lista. El grupo vacío cuelga de la raíz:
  `{"importar": [geojson], "": [servir]}` da `rumbo importar geojson` y `rumbo servir`.
"""


def tareas() -> list[tuple[str, int, Callable[[], object]]]:
    """Lo que hace el obrero: (nombre, cada cuántos segundos, función)."""
    from app.adjuntos import mantenimiento as adjuntos
    from app.auditoria import servicios as auditoria
    from app.mostrador import servicios as mostrador
    from app.nucleo import limites, salidas
    from app.padron import servicios as padron
    from app.privacidad import servicios as privacidad
    from app.propuestas import buscable, facetas
    from app.propuestas import servicios as propuestas

    return [
        ("correo", 5, salidas.enviar_pendientes),
        ("sellos", 60, auditoria.sellar),
        ("archivo", 60, propuestas.archivar_vencidas),
        ("olvido", 86400, propuestas.olvidar_quienes_apoyaron),
        ("limites", 3600, limites.barrer),
        ("mostrador", 300, mostrador.barrer),
        ("padron", 600, padron.barrer),
        ("cortes", 60, padron.tomar_cortes),
        ("privacidad", 3600, privacidad.limpiar),
        ("adjuntos", 3600, adjuntos.barrer),
        ("buscable", 3600, buscable.llenar_si_falta),
        ("cifras", 3600, facetas.contar_si_falta),
    ]


def _existe(modulo: str) -> bool:
    hallado = find_spec(modulo)
    return hallado is not None and hallado.origin is not None


def registrar(app: Flask) -> None:
    """Carga los modelos y registra páginas y órdenes."""
    for area in AREAS:
        if _existe(f"app.{area}.modelos"):
            import_module(f"app.{area}.modelos")
    visibles = (*AREAS, "estilo") if app.config["DEMOSTRACION"] or app.config["DESARROLLO"] else AREAS
    for area in visibles:
        if _existe(f"app.{area}.vistas"):
            app.register_blueprint(import_module(f"app.{area}.vistas").bp)
    if _existe("app.cuentas.entrada"):
        import_module("app.cuentas.entrada").iniciar(app)
    if app.config["DEMOSTRACION"]:
        visibles_en_portada = import_module("app.demo.consultas").cuentas_visibles
        import_module("app.nucleo.paneles").prestar(app, "cuentas_demostracion", visibles_en_portada)
    grupos: dict[str, click.Group] = {}
    for area in AREAS:
        if not _existe(f"app.{area}.ordenes"):
            continue
        for nombre, ordenes in import_module(f"app.{area}.ordenes").ORDENES.items():
            padre = app.cli
            if nombre:
                padre = grupos.setdefault(nombre, click.Group(nombre, help=AYUDA_GRUPOS[nombre]))
            for orden in ordenes:
                padre.add_command(orden)
    for grupo in grupos.values():
        app.cli.add_command(grupo)


AYUDA_GRUPOS = {
    "importar": "Traer datos de fuera: lugares, población, planes, indicadores, dinero y propuestas.",
    "exportar": "Sacar un plan y sus tablas en archivos abiertos.",
    "plan": "Crear un plan y aprobarlo.",
    "procesos": "Los procesos, sus fases y sus fechas.",
    "medir": "Medir el servicio en esta máquina.",
    "cuentas": "Personas, roles y sesiones.",
    "demo": "La ciudad de demostración. «./rumbo demo», a secas, la prepara y la sirve.",
    "padron": "Quién tiene derecho a participar: traer el padrón, cortes y puntos de atención.",
    "auditoria": "Sellar los hechos y comprobar que nadie los cambió.",
    "buscar": "El índice de la búsqueda: rehacerlo.",
    "privacidad": "Los datos personales: descarga, borrado y plazos.",
    "adjuntos": "Imágenes y documentos: comprobar y limpiar.",
    "base": "La base de datos: crearla y ponerla al día.",
}
