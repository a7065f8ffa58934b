"""La ciudad que recorren las pruebas de arquitectura."""

from __future__ import annotations

import pytest
from flask import Flask

from app.contenido.modelos import Contenido
from app.extensiones import db
from app.nucleo.permisos import ANONIMA
from app.privacidad import servicios as privacidad
from app.territorio import servicios as territorio
from config import RAIZ
from tests.fabricas import padron, participacion, procesos, propuestas
from tests.fabricas import plan as planes

CIUDAD = RAIZ / "app" / "demo" / "ciudad"


def _solicitud() -> str:
    pedida = privacidad.pedir(ANONIMA, "acceso", "Qué guardan de mí.", "rosa@correo.example")
    db.session.commit()
    return pedida.codigo


@pytest.fixture
def direcciones(app: Flask) -> dict[str, str]:
    """Una ciudad con mapa, población, plan y propuestas; la dirección de cada página que pide un objeto."""
    territorio.importar_geojson((CIUDAD / "territorio.geojson").read_bytes())
    territorio.importar_poblacion((CIUDAD / "poblacion.csv").read_bytes())
    un_plan = planes.plan()
    proceso = procesos.proceso()
    ids = propuestas.muchas(proceso, 60)
    codigo = db.session.get_one(Contenido, ids[0]).codigo
    elemento = planes.elemento(un_plan)
    dicho = participacion.comentario(codigo)
    for _ in range(3):
        participacion.respuesta(dicho)
    padron.abierto()
    corte = padron.corte(proceso)
    return {
        "territorio.ficha": "/territorios/D1",
        "plan.ver": f"/plan/{un_plan.clave}",
        "plan.elemento": f"/plan/{un_plan.clave}/{elemento.codigo}",
        "plan.elemento_por_id": f"/elementos/{elemento.id}",
        "plan.descargar": f"/plan/{un_plan.clave}/plan.csv",
        "procesos.detalle": f"/procesos/{proceso.clave}",
        "propuestas.ficha": f"/propuestas/{codigo}",
        "participacion.conversacion": f"/c/{codigo}/conversacion",
        "participacion.comentario": f"/comentarios/{participacion.codigo_de(dicho)}",
        "propuestas.versiones": f"/propuestas/{codigo}/versiones",
        "padron.corte": f"/padron/cortes/{corte}",
        "padron.objetar": f"/padron/cortes/{corte}/objetar",
        "privacidad.seguir": f"/privacidad/solicitud/{_solicitud()}",
        "privacidad.version": "/privacidad/versiones/1",
        "sitio.por_codigo": f"/c/{codigo}",
        "sitio.comprobante": f"/c/{codigo}/comprobante",
    }
