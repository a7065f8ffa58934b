"""Las páginas de los procesos: reglas en palabras, etapas con fecha y cambio de fechas a la vista."""

from __future__ import annotations

from flask import Flask

from app.nucleo.permisos import Rol
from app.procesos import consultas
from tests.cliente import Cliente
from tests.fabricas import cuentas, procesos, propuestas


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


def test_la_fase_de_otro_proceso_no_existe(app: Flask, cliente: Cliente) -> None:
    ajena = _ruta(procesos.proceso().clave).rpartition("/")[2]
    clave = procesos.proceso(clase="convocatoria").clave
    cuentas.entrar(cliente, cuentas.personal(Rol.ADMINISTRADORA))
    assert cliente.get(f"/procesos/{clave}/fases/{ajena}").status_code == 404
