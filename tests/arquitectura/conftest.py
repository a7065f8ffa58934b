"""La ciudad que recorren las pruebas de arquitectura."""

from __future__ import annotations

import pytest
from flask import Flask

from app.consulta_plan import servicios as servicios_de_consulta
from app.contenido.modelos import Contenido
from app.extensiones import db
from app.nucleo.permisos import ANONIMA, OPERACION
from app.plan.modelos import Elemento
from app.privacidad import servicios as privacidad
from app.territorio import servicios as territorio
from config import RAIZ
from tests.fabricas import avance, consulta_plan, padron, participacion, procesos, propuestas
from tests.fabricas import plan as planes

CIUDAD = RAIZ / "app" / "demo" / "ciudad"
CONSULTADO = "plan-en-consulta"


def _solicitud() -> str:
    pedida = privacidad.pedir(ANONIMA, "acceso", "Qué guardan de mí.", "rosa@correo.example")
    db.session.commit()
    return pedida.codigo


def _indicador(elemento: Elemento) -> str:
    """Un indicador con cinco años de mediciones."""
    medidas = [
        (f"{anio}-{mes:02d}-28", anio - 2000 + mes) for anio in range(2021, 2026) for mes in range(1, 13)
    ]
    return avance.indicador(elemento, mediciones=medidas).codigo


def _consultado() -> str:
    """Otro plan, en consulta."""
    plan = planes.borrador(CONSULTADO)
    servicios_de_consulta.abrir_consulta(OPERACION, plan.id, consulta_plan.datos())
    db.session.commit()
    return plan.clave


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
        "plan.objetivo": "/ods/11",
        "plan.versiones": f"/plan/{un_plan.clave}/versiones",
        "plan.version": f"/plan/{un_plan.clave}/versiones/1",
        "avance.del_plan": f"/plan/{un_plan.clave}/avance",
        "avance.dinero": f"/plan/{un_plan.clave}/dinero",
        "avance.elemento": f"/plan/{un_plan.clave}/{elemento.codigo}/avance",
        "avance.indicadores": f"/plan/{un_plan.clave}/indicadores",
        "avance.indicador": f"/plan/{un_plan.clave}/indicador/{_indicador(elemento)}",
        "consulta_plan.ver": f"/plan/{_consultado()}/consulta",
        "consulta_plan.resultados": f"/plan/{CONSULTADO}/consulta/resultados",
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
