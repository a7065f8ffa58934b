"""Lo que se descarga: cada archivo se niega a quien no le toca y nunca trae lo que no es público.

La tabla nombra todas las rutas de descarga: una nueva sin su fila no pasa.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.consulta_plan import servicios as servicios_de_consulta
from app.contenido.modelos import Contenido
from app.extensiones import db
from app.nucleo.permisos import OPERACION, TABLA, Permiso, Rol
from app.participacion import servicios as conversaciones
from app.plan.modelos import Plan
from app.plan.reglas import escribir_tabla
from app.propuestas.modelos import Propuesta
from app.tableros.descargas_publicas import TABLAS
from tests.cliente import Cliente
from tests.fabricas import avance, consulta_plan, cuentas, padron, participacion, procesos, propuestas
from tests.fabricas import plan as planes

SECRETO = "zarigüeya"
DE_TABLA, DE_LISTA = ("csv", "json", "xlsx"), ("csv", "json", "geojson")
CLASES = ("elementos", "indicadores", "metas", "mediciones", "hitos", "avances", "montos")
DEL_PLAN = {
    "plan.descargar": ("/plan/{p}/plan.csv", ()),
    "plan.tabla": ("/plan/{p}/tablas/{clase}.{f}", DE_TABLA),
    "plan.tabla_de_version": ("/plan/{p}/versiones/1/elementos.csv", ()),
    "plan.archivo_de_version": ("/plan/{p}/versiones/1/version.json", ()),
    "avance.descargar_plan": ("/plan/{p}/avance.{f}", DE_TABLA),
    "avance.descargar_elemento": ("/plan/{p}/1.1/avance.{f}", DE_TABLA),
    "avance.descargar_dinero": ("/plan/{p}/dinero.{f}", DE_TABLA),
    "avance.descargar_indicador": ("/plan/{p}/indicador/{i}/mediciones.{f}", DE_TABLA),
}
"""Las de un plan: en borrador, solo para el personal que lee borradores."""
CON_VERSION = {"plan.tabla_de_version", "plan.archivo_de_version"}
"""Un borrador todavía no tiene versiones: para nadie."""
DE_TODOS = {
    "sitio.robots": ("/robots.txt", ()),
    "sitio.mapa_del_sitio": ("/sitemap.xml", ()),
    "auditoria.csv": ("/auditoria/huellas.csv", ()),
    "auditoria.en_json": ("/auditoria/huellas.json", ()),
    "padron.cortes": ("/padron/cortes.{f}", DE_TABLA),
    "propuestas.descargar": ("/propuestas.{f}", DE_LISTA),
    "participacion.descargar": ("/c/{publica}/conversacion.{f}", DE_TABLA),
    "consulta_plan.descargar": ("/plan/consultado/consulta/resultados.{f}", DE_TABLA),
    "tableros.descargar": ("/tablero/datos/{nombre}.{f}", DE_TABLA),
    "tableros.descargar_territorios": ("/tablero/territorios.{f}", DE_TABLA),
}
CON_PERMISO = {
    "mostrador.actos_csv": ("/mostrador/actos.csv", Permiso.MOSTRADOR_VER),
    "privacidad.descargar": ("/cuenta/mis-datos.json", Permiso.CUENTA_PROPIA),
    "plan.diferencias": ("/plan/publico/importar/{ficha}/diferencias.csv", Permiso.PLAN_IMPORTAR),
    "tableros.descargar_matriz": ("/tablero/matriz.csv", Permiso.TABLERO_VER),
    "tableros.descargar_meses": ("/tablero/matriz/meses.csv", Permiso.TABLERO_VER),
}
DE_SU_DUENIA = {"plan.diferencias"}
"""Un ensayo es de quien lo hizo: a las demás, aunque planifiquen, no se les descarga."""
EN_SUS_PRUEBAS = {"adjuntos.documento", "adjuntos.imagen", "adjuntos.miniatura"}
"""Una foto o un documento no son una tabla: quién los abre está en `tests/adjuntos`."""
QUIENES: dict[str, Callable[[], Any] | None] = {
    "anonima": None,
    "vecina": cuentas.persona,
    **{rol.value: lambda rol=rol: cuentas.personal(rol) for rol in Rol if rol is not Rol.VECINA},
    "de_otra_unidad": lambda: cuentas.personal(Rol.PLANIFICADORA, unidad_id=cuentas.unidad().id),
}


@pytest.fixture
def ciudad(app: Flask) -> dict[str, str]:
    """Una ciudad con algo público y, al lado, todo lo que no lo es, con una palabra que lo delata."""
    un_plan = planes.plan("publico")
    indicador = avance.indicador(planes.elemento(un_plan), mediciones=[("2026-03-28", 4)]).codigo
    planifica = cuentas.identidad_de(cuentas.personal(Rol.PLANIFICADORA))
    ficha = planes.ensayo_guardado(planifica, un_plan.id, escribir_tabla(planes.FILAS))
    secreto = planes.borrador("secreto", nombre=f"Plan {SECRETO}")
    otro = avance.indicador(planes.elemento(secreto), nombre=SECRETO).codigo
    servicios_de_consulta.abrir_consulta(OPERACION, planes.borrador("consultado").id, consulta_plan.datos())
    autora = cuentas.identidad_de(
        cuentas.persona(nombre=f"Ana {SECRETO}", correo="ana@secreta.example", contacto=SECRETO)
    )
    p = propuestas.propuesta(autora)
    publica = propuestas.codigo_de(p)
    participacion.comentario(publica)
    retirado = participacion.comentario(publica, autora, f"Me arrepiento de la {SECRETO}.")
    conversaciones.retirar(autora, participacion.codigo_de(retirado))
    borrador = propuestas.codigo_de(propuestas.borrador(titulo=f"Borrador de {SECRETO}", etiquetas=[SECRETO]))
    oculta = propuestas.propuesta(titulo=f"Oculta de {SECRETO}", etiquetas=[SECRETO], cuerpo=SECRETO)
    participacion.comentario(propuestas.codigo_de(oculta), texto=SECRETO)
    tapado = participacion.comentario(publica, texto=f"Insultos a la {SECRETO}.")
    for ident in (oculta.id, tapado.id):
        db.session.get_one(Contenido, ident).estado = "oculto"
    padron.abierto()
    padron.corte(procesos.proceso())
    padron.objecion(padron.corte(procesos.proceso(publicado=False, nombre=f"Proceso {SECRETO}")), texto=SECRETO)
    db.session.commit()
    assert db.session.get_one(Plan, secreto.id).estado == "borrador"
    assert db.session.get_one(Propuesta, oculta.id).titulo.endswith(SECRETO)
    codigo_oculto = propuestas.codigo_de(oculta)
    return {
        "publica": publica, "borrador": borrador, "oculta": codigo_oculto, "i": indicador, "otro": otro,
        "ficha": ficha,
    }  # fmt: skip


EN_TODOS_LOS_FORMATOS = {"anonima", "planificadora"}
"""Las tablas son las mismas en cada formato: a las demás les basta el primero."""


def _cliente(app: Flask, quien: str) -> Cliente:
    navegador: Any = app.test_client()
    hacer = QUIENES[quien]
    if hacer is not None:
        cuentas.entrar(navegador, hacer())
    return navegador  # type: ignore[no-any-return]


def _direcciones(quien: str, patron: str, formatos: tuple[str, ...], **partes: str) -> list[str]:
    """Cada formato de una descarga, y cada tabla si son varias."""
    formatos = formatos if quien in EN_TODOS_LOS_FORMATOS else formatos[:1]
    de_cada = [{"clase": c} for c in CLASES] if "{clase}" in patron else [{}]
    de_cada = [{"nombre": n} for n in TABLAS] if "{nombre}" in patron else de_cada
    return [patron.format(f=f, **partes, **cual) for f in formatos or ("",) for cual in de_cada]


def _leido(cuerpo: bytes) -> str:
    """El texto de un archivo, también el de una hoja de cálculo."""
    if not cuerpo.startswith(b"PK"):
        return cuerpo.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(cuerpo)) as hoja:
        return "".join(hoja.read(parte).decode() for parte in hoja.namelist())


def _lee_borradores(quien: str) -> bool:
    rol = Rol.PLANIFICADORA if quien == "de_otra_unidad" else quien
    return rol in set(Rol) and Permiso.PLAN_VER_BORRADOR in TABLA[Rol(rol)]


def test_la_tabla_nombra_todas_las_descargas(app: Flask) -> None:
    hay = {r.endpoint for r in app.url_map.iter_rules() if re.search(r"\.(<formato>|[a-z]+)$", r.rule)}
    assert hay == {*DEL_PLAN, *DE_TODOS, *CON_PERMISO, *EN_SUS_PRUEBAS}


@pytest.mark.un_motor
@pytest.mark.parametrize("quien", QUIENES)
def test_nada_privado_sale_en_una_descarga(app: Flask, ciudad: dict[str, str], quien: str) -> None:
    """Ni para el personal: lo oculto, lo retirado y los borradores no están en ningún archivo de todos."""
    cliente = _cliente(app, quien)
    for patron, formatos in (*DE_TODOS.values(), *DEL_PLAN.values()):
        for ruta in _direcciones(
            quien, patron, formatos, p="publico", i=ciudad["i"], publica=ciudad["publica"]
        ):
            respuesta = cliente.get(ruta)
            assert respuesta.status_code == 200, f"{quien} {ruta}"
            texto = _leido(respuesta.get_data())
            for delata in (SECRETO, "secreta.example", "plan/secreto", ciudad["borrador"], ciudad["oculta"]):
                assert delata not in texto and delata.capitalize() not in texto, f"{quien} {ruta}: {delata}"


@pytest.mark.un_motor
@pytest.mark.parametrize("quien", QUIENES)
def test_lo_que_no_es_publico_no_se_descarga(app: Flask, ciudad: dict[str, str], quien: str) -> None:
    """Un plan en borrador es del personal que lee borradores; una conversación tapada o ajena, de nadie."""
    cliente = _cliente(app, quien)
    for nombre, (patron, formatos) in DEL_PLAN.items():
        abre = _lee_borradores(quien) and nombre not in CON_VERSION
        for ruta in _direcciones(quien, patron, formatos, p="secreto", i=ciudad["otro"]):
            assert cliente.get(ruta).status_code == (200 if abre else 404), f"{quien} {ruta}"
    for codigo in (ciudad["borrador"], ciudad["oculta"]):
        for formato in DE_TABLA:
            ruta = f"/c/{codigo}/conversacion.{formato}"
            assert cliente.get(ruta).status_code == 404, f"{quien} {ruta}"
    for formato in DE_TABLA:
        ruta = f"/plan/secreto/consulta/resultados.{formato}"
        assert cliente.get(ruta).status_code == 404, f"{quien} {ruta}"


@pytest.mark.un_motor
@pytest.mark.parametrize("quien", QUIENES)
def test_lo_del_personal_es_del_personal(app: Flask, ciudad: dict[str, str], quien: str) -> None:
    cliente = _cliente(app, quien)
    rol = {"de_otra_unidad": Rol.PLANIFICADORA, "anonima": None}.get(quien, quien)
    for nombre, (patron, permiso) in CON_PERMISO.items():
        ruta = patron.format(**ciudad)
        respuesta = cliente.get(ruta)
        if rol is None:
            assert respuesta.status_code == 303 and respuesta.location.startswith("/entrar"), ruta
        elif nombre in DE_SU_DUENIA:
            puede = permiso in TABLA[Rol(rol)] and quien != "de_otra_unidad"
            assert respuesta.status_code == (404 if puede else 403), f"{quien} {ruta}"
        elif permiso is Permiso.CUENTA_PROPIA or permiso in TABLA[Rol(rol)]:
            assert respuesta.status_code == 200, f"{quien} {ruta}"
            assert SECRETO not in respuesta.get_data(as_text=True), f"{quien} {ruta}"
        else:
            assert respuesta.status_code == 403, f"{quien} {ruta}"
