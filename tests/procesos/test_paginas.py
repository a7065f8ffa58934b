"""Las páginas de los procesos: reglas en palabras, etapas con fecha y cambio de fechas a la vista."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from flask import Flask
from pytest import MonkeyPatch

from app.extensiones import db
from app.nucleo.permisos import Rol
from app.procesos import consultas
from tests.cliente import Cliente
from tests.fabricas import cuentas, padron, procesos, propuestas, territorio


def test_dice_sus_reglas_en_palabras(app: Flask, cliente: Cliente) -> None:
    clave = procesos.proceso(umbral_ciudad=400, umbral_territorio=90, plazo_respuesta=30).clave
    texto = cliente.get(f"/procesos/{clave}").get_data(as_text=True)
    assert "400 apoyos si es para toda la ciudad; 90 si es para un barrio" in texto
    assert "30 días corridos" in texto
    assert "Siempre abierto" in texto


def test_el_umbral_en_porcentaje_se_dice_bien(app: Flask, cliente: Cliente) -> None:
    datos = {"umbral_clase": "porcentaje", "umbral_ciudad": 150, "umbral_territorio": 300, "umbral_minimo": 20}
    clave = procesos.proceso(**datos).clave
    texto = cliente.get(f"/procesos/{clave}").get_data(as_text=True)
    assert "el 1,5% de" in texto and "el 3% de" in texto and "Nunca menos de 20" in texto


def test_cerrado_no_ofrece_proponer(app: Flask, cliente: Cliente) -> None:
    clave = procesos.proceso(fases=[procesos.ventana(abre=-20, cierra=-10)]).clave
    texto = cliente.get(f"/procesos/{clave}").get_data(as_text=True)
    assert "/proponer" not in texto and "Hoy no se puede proponer ni apoyar aquí" in texto


def test_muestra_sus_propuestas(app: Flask, cliente: Cliente) -> None:
    proceso = procesos.proceso()
    clave = proceso.clave
    propuestas.propuesta(proceso=proceso, titulo="De este proceso")
    assert "De este proceso" in cliente.get(f"/procesos/{clave}").get_data(as_text=True)


def _ruta(clave: str) -> str:
    proceso = consultas.por_clave(clave)
    assert proceso is not None
    return f"/procesos/{clave}/fases/{proceso.fases[0].id}"


def test_solo_la_administradora_cambia_fechas(app: Flask, cliente: Cliente) -> None:
    ruta = _ruta(procesos.proceso().clave)
    assert cliente.get(ruta).status_code == 303
    cuentas.entrar(cliente, cuentas.personal(Rol.PLANIFICADORA))
    assert cliente.get(ruta).status_code == 403


def test_cambiar_fechas_pide_motivo_y_lo_publica(app: Flask, cliente: Cliente) -> None:
    clave = procesos.proceso(fases=[procesos.ventana(cierra=10)]).clave
    ruta = _ruta(clave)
    cuentas.entrar(cliente, cuentas.personal(Rol.ADMINISTRADORA))
    cliente.get(ruta)
    datos = {"abre": "2026-01-05T08:00", "cierra": "2030-02-01T18:00", "motivo": ""}
    assert cliente.enviar(ruta, datos).status_code == 422
    cruzadas = {**datos, "cierra": "2020-01-01T00:00", "motivo": "Un motivo suficiente"}
    assert cliente.enviar(ruta, cruzadas).status_code == 422
    for basura in ("", "ayer", "2026-13-40T99:99"):
        assert (
            cliente.enviar(ruta, {**datos, "abre": basura, "motivo": "Un motivo suficiente"}).status_code == 422
        )
    assert cliente.enviar(ruta, {**datos, "motivo": "Se pidió más tiempo"}).status_code == 303
    texto = cliente.get(f"/procesos/{clave}").get_data(as_text=True)
    assert "Se pidió más tiempo" in texto and "1 de febrero de 2030, 18:00" in texto
    assert "Las fechas cambiaron." in texto
    assert cliente.enviar(ruta, {**datos, "motivo": "Otra vez lo mismo"}).status_code == 303
    texto = cliente.get(f"/procesos/{clave}").get_data(as_text=True)
    assert "Ya estaba así: no cambió nada." in texto and "Otra vez lo mismo" not in texto


def test_las_fechas_que_no_se_tocan_no_cambian(app: Flask, cliente: Cliente, monkeypatch: MonkeyPatch) -> None:
    """El campo no muestra los segundos: guardarlo como está no los borra ni lo publica como un cambio."""
    monkeypatch.setitem(app.config, "ZONA", "America/Guayaquil")
    clave = procesos.proceso(fases=[procesos.ventana(cierra=10)]).clave
    ruta, antes = _ruta(clave), _fechas(clave)
    assert antes[0].second or antes[0].microsecond
    cuentas.entrar(cliente, cuentas.personal(Rol.ADMINISTRADORA))
    pagina = cliente.get(ruta).get_data(as_text=True)
    campos = dict(re.findall(r'name="(abre|cierra)"[^>]*value="([^"]+)"', pagina))
    igual = {**campos, "motivo": "No cambio nada, solo miro"}
    assert cliente.enviar(ruta, igual).status_code == 303
    assert _fechas(clave) == antes
    assert "No cambio nada" not in cliente.get(f"/procesos/{clave}").get_data(as_text=True)
    solo_una = {**igual, "cierra": "2199-02-01T18:00", "motivo": "Se alarga mucho"}
    assert cliente.enviar(ruta, solo_una).status_code == 303
    assert _fechas(clave)[0] == antes[0] and _fechas(clave)[1] != antes[1]
    for lejos in ("9999-12-31T23:59", "0001-01-01T00:00"):
        respuesta = cliente.enviar(ruta, {**igual, "cierra": lejos})
        assert respuesta.status_code == 422
        assert "Escribe un año entre 1900 y 2200." in respuesta.get_data(as_text=True)


def _fechas(clave: str) -> tuple[dt.datetime, dt.datetime | None]:
    db.session.expire_all()
    proceso = consultas.por_clave(clave)
    assert proceso is not None
    return proceso.fases[0].abre, proceso.fases[0].cierra


def test_la_fase_de_otro_proceso_no_existe(app: Flask, cliente: Cliente) -> None:
    ajena = _ruta(procesos.proceso().clave).rpartition("/")[2]
    clave = procesos.proceso(clase="convocatoria").clave
    cuentas.entrar(cliente, cuentas.personal(Rol.ADMINISTRADORA))
    assert cliente.get(f"/procesos/{clave}/fases/{ajena}").status_code == 404


def test_su_nombre_se_lee_traducido_tambien_en_los_cortes_del_padron(cliente: Cliente, tmp_path: Path) -> None:
    padron.importado(tmp_path, [padron.fila(1, territorio.lugar())])
    proceso = procesos.proceso(nombre="Mejoras de barrio")
    db.session.merge(proceso).traducciones = {"pt": {"nombre": "Melhorias do bairro"}}
    db.session.commit()
    corte_id = padron.corte(proceso)
    for idioma, nombre in (("pt", "Melhorias do bairro"), ("en", '<span lang="es">Mejoras de barrio</span>')):
        cliente.set_cookie("idioma", idioma)
        assert f'<p class="sobretitulo">{nombre}</p>' in cliente.get(f"/padron/cortes/{corte_id}").text
