"""Lo escrito de una propuesta no se pierde: ni al terminar la sesión ni al volver atrás después de publicar."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.cuentas.modelos import Persona, Sesion
from app.extensiones import db
from tests.cliente import Cliente
from tests.fabricas import cuentas, plan, propuestas
from tests.fabricas.propuestas import codigo_de

IDEA = {"titulo": "Sombra en la parada", "cuerpo": "Tres horas\nde sol.", "resumen": "Un techo."}
LARGO = "".join(chr(0x4E00 + n * n * 7 % 20_000) for n in range(3000))
VUELVE = "Aquí está lo que escribiste"


def _autora() -> Persona:
    return cuentas.persona(acreditacion=1, clave=cuentas.CLAVE)


def _sin_sesion(cliente: Cliente, quien: Persona, ruta: str) -> str:
    """Abre el paso con su cuenta y su sesión termina en otra parte; devuelve la seña del formulario."""
    cuentas.entrar(cliente, quien)
    assert cliente.get(ruta).status_code == 200
    (sena,) = {e.get("value") for e in cliente.raiz.iter("input") if e.get("name") == "de"}
    db.session.execute(db.delete(Sesion))
    db.session.commit()
    return str(sena)


def _de_vuelta(cliente: Cliente, quien: Persona, ruta: str, datos: dict[str, Any]) -> str:
    """Lo que ve quien mandó `datos` sin sesión, entró y volvió al paso."""
    correo = quien.correo
    sena = _sin_sesion(cliente, quien, ruta)
    sale = cliente.enviar(ruta, {**datos, "de": sena})
    assert sale.status_code == 303 and "lo que escribiste te espera" in cliente.get(sale.location).text
    entra = cliente.enviar(sale.location, {"correo": correo, "clave": cuentas.CLAVE})
    assert entra.location == ruta
    html = cliente.get(ruta).text
    assert VUELVE in html
    return html


def test_la_idea_espera_a_quien_perdio_la_sesion(app: Flask, cliente: Cliente) -> None:
    quien = _autora()
    ruta = f"/proponer/{codigo_de(propuestas.borrador(cuentas.identidad_de(quien)))}/idea?volver=1"
    html = _de_vuelta(cliente, quien, ruta, IDEA)
    assert all(escrito in html.replace("\r\n", "\n") for escrito in IDEA.values())
    assert cliente.enviar(ruta, IDEA).status_code == 303
    assert VUELVE not in cliente.get(ruta).text


def test_lo_marcado_y_lo_desmarcado_tambien_espera(app: Flask, cliente: Cliente) -> None:
    vigente = plan.plan()
    antes, ahora = plan.elemento(vigente, "1.2").id, plan.elemento(vigente, "2.1").id
    quien = _autora()
    ruta = f"/proponer/{codigo_de(propuestas.borrador(cuentas.identidad_de(quien), elementos=[antes]))}/plan"
    _de_vuelta(cliente, quien, ruta, {"elementos": [ahora], "etiquetas": "sombra, bus"})
    puestos = {e.get("value") for e in cliente.raiz.iter("input") if e.get("checked") is not None}
    assert str(ahora) in puestos and str(antes) not in puestos
    cliente.enviar(ruta.replace("/plan", "/guardar?paso=plan"), {"elementos": [ahora]})
    assert VUELVE not in cliente.get(ruta).text, "lo guardado mientras se escribe es más nuevo"


def test_la_correccion_de_lo_publicado_espera(app: Flask, cliente: Cliente) -> None:
    quien = _autora()
    ruta = f"/propuestas/{codigo_de(propuestas.propuesta(cuentas.identidad_de(quien)))}/editar"
    html = _de_vuelta(cliente, quien, ruta, {**IDEA, "motivo": "Falta el horario."})
    assert "Falta el horario.</textarea>" in html and IDEA["titulo"] in html


def test_en_un_aparato_prestado_no_lo_ve_quien_entra_despues(app: Flask, cliente: Cliente) -> None:
    quien = _autora()
    codigo = codigo_de(propuestas.borrador(cuentas.identidad_de(quien)))
    sena = _sin_sesion(cliente, quien, f"/proponer/{codigo}/idea")
    cliente.enviar(f"/proponer/{codigo}/idea", {**IDEA, "de": sena})
    otra = _autora()
    suyo = codigo_de(propuestas.borrador(cuentas.identidad_de(otra)))
    cuentas.entrar(cliente, otra)
    assert IDEA["titulo"] not in cliente.get(f"/proponer/{suyo}/idea").text
    with cliente.session_transaction() as visita:
        assert "pendiente" not in visita


def test_lo_que_no_cabe_vuelve_en_la_pagina_que_pide_entrar(app: Flask, cliente: Cliente) -> None:
    quien = _autora()
    ruta = f"/proponer/{codigo_de(propuestas.borrador(cuentas.identidad_de(quien)))}/idea"
    sena = _sin_sesion(cliente, quien, ruta)
    devuelta = cliente.enviar(ruta, {**IDEA, "cuerpo": LARGO, "de": sena})
    assert devuelta.status_code == 401 and LARGO in devuelta.text
    assert "Tu sesión había terminado" in devuelta.text
    enlaces = {e.get("href") for e in cliente.raiz.iter("a")}
    assert f"/entrar?siguiente={ruta.replace('/', '%2F')}" in enlaces or f"/entrar?siguiente={ruta}" in enlaces


def test_empezar_sin_sesion_vuelve_a_la_primera_pregunta(app: Flask, cliente: Cliente) -> None:
    cliente.get("/entrar")
    assert cliente.enviar("/proponer", {"clase": "idea"}).location == "/entrar?siguiente=%2Fproponer"


@pytest.mark.parametrize("metodo", ["get", "enviar"])
@pytest.mark.parametrize("paso", ["idea", "plan", "lugar", "fotos", "revisar"])
def test_atras_despues_de_publicar_lleva_a_donde_se_cambia(
    app: Flask, cliente: Cliente, paso: str, metodo: str
) -> None:
    quien = _autora()
    codigo = codigo_de(propuestas.propuesta(cuentas.identidad_de(quien)))
    cuentas.entrar(cliente, quien)
    cliente.get("/cuenta")
    respuesta = getattr(cliente, metodo)(f"/proponer/{codigo}/{paso}")
    if (paso, metodo) == ("revisar", "enviar"):
        assert "nueva=1" in respuesta.location
        return
    con_texto = (paso, metodo) == ("idea", "enviar")
    assert respuesta.status_code == (307 if con_texto else 303)
    cola = {"idea": "editar", "fotos": "fotos"}.get(paso, "una-sombra-en-la-parada-del-mercado")
    assert respuesta.location == f"/propuestas/{codigo}/{cola}"
    assert "Tu propuesta ya está publicada." in cliente.get(respuesta.location).text


def test_lo_corregido_al_volver_atras_solo_pide_el_motivo(app: Flask, cliente: Cliente) -> None:
    quien = _autora()
    codigo = codigo_de(propuestas.propuesta(cuentas.identidad_de(quien)))
    cuentas.entrar(cliente, quien)
    cliente.get("/cuenta")
    desvio = cliente.enviar(f"/proponer/{codigo}/idea", IDEA)
    repetido = cliente.enviar(desvio.location, IDEA)
    assert repetido.status_code == 422 and "Di por qué la cambias" in repetido.text
    assert all(escrito in repetido.text.replace("\r\n", "\n") for escrito in IDEA.values())
    assert cliente.enviar(desvio.location, {**IDEA, "motivo": "Lo pidió la escuela."}).status_code == 303


def test_a_lo_que_ya_no_se_edita_se_va_a_su_pagina(app: Flask, cliente: Cliente) -> None:
    """Retirada: no hay qué cambiar. La ajena, publicada, sigue sin tener estos pasos."""
    quien = _autora()
    suya = propuestas.propuesta(cuentas.identidad_de(quien))
    codigo, ajena = codigo_de(suya), codigo_de(propuestas.propuesta())
    cuentas.entrar(cliente, quien)
    cliente.get("/cuenta")
    cliente.enviar(f"/propuestas/{codigo}/retirar", {"motivo": "Ya se hizo lo que pedía."})
    vuelta = cliente.get(f"/proponer/{codigo}/idea")
    assert vuelta.status_code == 303 and vuelta.location.startswith(f"/propuestas/{codigo}/una-")
    assert "Esta propuesta ya está publicada." in cliente.get(vuelta.location).text
    for paso in ("idea", "plan", "lugar", "fotos", "revisar"):
        assert cliente.get(f"/proponer/{ajena}/{paso}").status_code == 404
