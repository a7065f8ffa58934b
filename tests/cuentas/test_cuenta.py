"""La cuenta propia: datos, clave, correo y sesiones."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.cuentas import servicios
from app.cuentas.modelos import Persona, Sesion
from app.cuentas.reglas import clave_de_seudonimo
from app.extensiones import db
from app.nucleo import reloj
from app.nucleo.errores import Invalido
from app.territorio.modelos import Nivel, Territorio
from tests.cliente import Cliente
from tests.cuentas.comun import correos_a, enlace_en, por_correo, quien_soy, sesiones_de
from tests.fabricas import territorio as lugares
from tests.fabricas.cuentas import CLAVE, entrar, identidad_de, persona, sesion_de, unidad
from tests.fabricas.padron import punto

DATOS = {"seudonimo": "Rosa del Puente", "barrio": "", "nacimiento": "", "idioma": "es"}


def _barrio() -> Territorio:
    nivel = Nivel(clave="barrio", singular="Barrio", plural="Barrios", orden=0)
    db.session.add(nivel)
    db.session.flush()
    lugar = Territorio(codigo="ribera", nombre="La Ribera", nivel_id=nivel.id)
    db.session.add(lugar)
    db.session.flush()
    lugar.ruta = f"/{lugar.id}/"
    db.session.commit()
    return lugar


def test_los_datos_se_cambian_y_se_ven(cliente: Cliente) -> None:
    lugar_id = _barrio().id
    rosa = persona(correo="rosa@correo.example")
    entrar(cliente, rosa)
    assert "Sin respuesta" in cliente.get("/cuenta").text
    cliente.get("/cuenta/datos")
    datos = {**DATOS, "barrio": "ribera", "nacimiento": "1985", "idioma": "es"}
    respuesta = cliente.enviar("/cuenta/datos", datos)
    assert respuesta.location == "/cuenta"
    cambiada = por_correo("rosa@correo.example")
    assert (cambiada.seudonimo, cambiada.territorio_id, cambiada.nacimiento) == (
        "Rosa del Puente",
        lugar_id,
        1985,
    )
    texto = cliente.get("/cuenta").text
    assert "La Ribera" in texto
    assert "1985" in texto
    assert 'value="ribera"' in cliente.get("/cuenta/datos").text


def test_el_idioma_elegido_queda_en_la_galleta(cliente: Cliente) -> None:
    entrar(cliente, persona(correo="rosa@correo.example"))
    cliente.enviar("/cuenta/datos", {**DATOS, "idioma": "pt"})
    assert cliente.get_cookie("idioma").value == "pt"  # type: ignore[union-attr]
    assert por_correo("rosa@correo.example").idioma == "pt"


@pytest.mark.parametrize(
    ("cambio", "frase"),
    [
        ({"seudonimo": ""}, "Escribe un nombre"),
        ({"seudonimo": "ab"}, "entre 3 y 40"),
        ({"seudonimo": "x" * 41}, "entre 3 y 40"),
        ({"seudonimo": "<b>Rosa</b>"}, "letras, números y espacios"),
        ({"seudonimo": "1234"}, "al menos dos letras"),
        ({"seudonimo": "Alcaldía de Rosa"}, "parece de la municipalidad"),
        ({"seudonimo": "M0derad0ra"}, "parece de la municipalidad"),
        ({"seudonimo": "Ciudad de Prueba"}, "parece de la municipalidad"),
        ({"seudonimo": "Equipo de Parques"}, "parece de la municipalidad"),
        ({"seudonimo": "Parks"}, "parece de la municipalidad"),
        ({"seudonimo": "Casa comunal El Molino"}, "parece de la municipalidad"),
        ({"seudonimo": "Rоsa"}, "un solo alfabeto"),
        ({"seudonimo": "ㅤㅤㅤ"}, "entre 3 y 40"),
        ({"seudonimo": "Ro\u3164sa"}, "letras, números y espacios"),
        ({"seudonimo": "marta del RÍO"}, "ya lo usa otra persona"),
        ({"barrio": "no-existe"}, "Elige un lugar"),
        ({"nacimiento": "mil"}, "cuatro cifras"),
        ({"nacimiento": "1800"}, "Escribe un año entre"),
        ({"nacimiento": "2999"}, "Escribe un año entre"),
        ({"idioma": "xx"}, "Elige un idioma"),
    ],
)
def test_los_datos_que_no_sirven_vuelven_con_su_frase(
    cliente: Cliente, cambio: dict[str, str], frase: str
) -> None:
    persona(seudonimo="Marta del Río", seudonimo_clave=clave_de_seudonimo("Marta del Río"))
    unidad(nombre="Parques", traducciones={"en": {"nombre": "Parks"}})
    punto("Casa comunal del Molino", activo=False)
    rosa = persona(correo="rosa@correo.example", seudonimo="Rosa")
    entrar(cliente, rosa)
    respuesta = cliente.enviar("/cuenta/datos", {**DATOS, **cambio})
    assert respuesta.status_code == 422
    assert frase in respuesta.text
    assert respuesta.text.count(frase) == 2
    assert por_correo("rosa@correo.example").seudonimo == "Rosa"


def test_los_campos_de_mas_no_cambian_nada(cliente: Cliente) -> None:
    rosa = persona(correo="rosa@correo.example")
    entrar(cliente, rosa)
    mas = {"rol": "administradora", "acreditacion": "3", "correo": "otra@correo.example", "estado": "retirada"}
    for ruta in ("/cuenta/datos", "/cuenta/clave", "/cuenta/correo", "/cuenta/comprobar"):
        cliente.enviar(ruta, {**DATOS, **mas})
    quedo = por_correo("rosa@correo.example")
    assert (quedo.acreditacion, quedo.estado) == (1, "activa")
    assert cliente.get("/administrar/roles").status_code == 403


def test_cambiar_la_clave_pide_la_de_ahora_y_cierra_lo_demas(cliente: Cliente) -> None:
    rosa = persona(correo="rosa@correo.example", clave=CLAVE, seudonimo="Rosa")
    rosa_id = rosa.id
    _fila, otra_ficha = sesion_de(rosa)
    vieja = entrar(cliente, rosa)
    Cliente(cliente.application).enviar("/recuperar", {"correo": "rosa@correo.example"})
    enlace = enlace_en(correos_a("rosa@correo.example")[0])
    nueva = "otra clave larga y buena"
    for actual, clave, codigo in (("no es", nueva, 422), (CLAVE, "contraseña", 422), (CLAVE, nueva, 303)):
        respuesta = cliente.enviar("/cuenta/clave", {"actual": actual, "nueva": clave})
        assert respuesta.status_code == codigo
    assert sesiones_de(rosa_id) == 1
    assert quien_soy(cliente) == "Rosa"
    for ficha in (vieja, otra_ficha):
        ajeno = cliente.application.test_client()
        ajeno.set_cookie("rumbo_sesion", ficha)
        assert ajeno.get("/cuenta").status_code == 303
    assert "Tu clave cambió" in correos_a("rosa@correo.example")[1].asunto
    assert cliente.get(enlace).status_code == 404, "lo pedido antes ya no la cambia"


def test_el_correo_cambia_al_confirmarlo_desde_la_direccion_nueva(cliente: Cliente) -> None:
    rosa = persona(correo="rosa@correo.example", clave=CLAVE)
    entrar(cliente, rosa)
    recuperar = cliente.application.test_client()
    recuperar.enviar("/recuperar", {"correo": "rosa@correo.example"})  # type: ignore[attr-defined]
    enlace_viejo = enlace_en(correos_a("rosa@correo.example")[0])
    nuevo = {"correo": "Nueva@Correo.example"}
    assert cliente.enviar("/cuenta/correo", {**nuevo, "clave": "no es"}).status_code == 422
    assert cliente.enviar("/cuenta/correo", {**nuevo, "clave": CLAVE}).location == "/revisa-tu-correo"
    enlace = enlace_en(correos_a("nueva@correo.example")[0])
    for _vez in range(2):
        assert "nueva@correo.example" in cliente.get(enlace).text
    assert db.session.scalar(sa.select(Persona.correo)) == "rosa@correo.example"
    assert cliente.enviar(enlace).status_code == 303
    assert db.session.scalar(sa.select(Persona.correo)) == "nueva@correo.example"
    assert "dejó de usar esta dirección" in correos_a("rosa@correo.example")[1].texto
    assert cliente.enviar(enlace).status_code == 404
    assert cliente.get(enlace_viejo).status_code == 404


def test_dos_cambios_a_la_vez_confirman_cada_uno_su_direccion(cliente: Cliente) -> None:
    entrar(cliente, persona(correo="rosa@correo.example", clave=CLAVE))
    for nombre in ("una", "otra"):
        cliente.enviar("/cuenta/correo", {"correo": f"{nombre}@correo.example", "clave": CLAVE})
    enlace = enlace_en(correos_a("una@correo.example")[0])
    cliente.enviar(enlace)
    assert db.session.scalar(sa.select(Persona.correo)) == "una@correo.example"
    assert cliente.enviar(enlace_en(correos_a("otra@correo.example")[0])).status_code == 404


def test_cambiar_al_correo_de_otra_cuenta_no_revela_nada_ni_lo_consigue(cliente: Cliente) -> None:
    persona(correo="ajena@correo.example")
    entrar(cliente, persona(correo="rosa@correo.example", clave=CLAVE))
    respuestas = [
        cliente.enviar("/cuenta/correo", {"correo": f"{n}@correo.example", "clave": CLAVE}).location
        for n in ("ajena", "libre")
    ]
    assert respuestas == ["/revisa-tu-correo"] * 2
    assert "ya tiene cuenta" in correos_a("ajena@correo.example")[0].texto
    ocupa = persona(correo="otra@correo.example")
    ocupa.correo = "libre@correo.example"
    db.session.commit()
    assert cliente.enviar(enlace_en(correos_a("libre@correo.example")[0])).status_code == 404


def test_el_mismo_correo_se_dice(cliente: Cliente) -> None:
    entrar(cliente, persona(correo="rosa@correo.example", clave=CLAVE))
    respuesta = cliente.enviar("/cuenta/correo", {"correo": "ROSA@correo.example", "clave": CLAVE})
    assert "Ese ya es tu correo" in respuesta.text


def test_las_sesiones_se_ven_y_se_cierran_una_o_todas(cliente: Cliente) -> None:
    rosa = persona()
    rosa_id = rosa.id
    vieja, _ficha = sesion_de(rosa, aparato="Chrome · Android")
    sesion_de(rosa, aparato="")
    sesion_de(rosa, caduca_en=reloj.ahora() - dt.timedelta(hours=1), aparato="Edge · Windows")
    ajena, _otra = sesion_de(persona())
    marca, marca_ajena = vieja.huella[:16], ajena.huella[:16]
    entrar(cliente, rosa)
    texto = cliente.get("/cuenta/sesiones").text
    assert "Chrome · Android" in texto
    assert "Aparato sin identificar" in texto
    assert "Edge" not in texto
    assert cliente.enviar(f"/cuenta/sesiones/{marca_ajena}").status_code == 404
    assert cliente.enviar(f"/cuenta/sesiones/{marca}").status_code == 303
    assert "Chrome · Android" not in cliente.get("/cuenta/sesiones").text
    cliente.enviar("/cuenta/sesiones/otras")
    assert "Cerramos 2 sesiones" in cliente.get("/cuenta/sesiones").text
    assert sesiones_de(rosa_id) == 1
    assert "Cerrar todas menos esta" not in cliente.get("/cuenta/sesiones").text
    assert cliente.enviar("/cuenta/sesiones/todas").location == "/entrar"
    assert sesiones_de(rosa_id) == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Sesion)) == 1


def test_una_sesion_no_es_de_otra_persona_ni_por_adivinar(cliente: Cliente) -> None:
    entrar(cliente, persona())
    assert cliente.enviar("/cuenta/sesiones/0000000000000000").status_code == 404


def test_los_correos_llevan_texto_y_html_y_el_enlace_entero(cliente: Cliente) -> None:
    cliente.enviar("/registro", {"correo": "rosa@correo.example", "clave": CLAVE})
    salida = correos_a("rosa@correo.example")[0]
    assert salida.asunto == "Confirma tu correo en Ciudad de Prueba"
    enlace = f"http://localhost{enlace_en(salida)}"
    assert enlace in (salida.html or "")
    assert "<h1>" in (salida.html or "")
    assert CLAVE not in salida.texto + (salida.html or "")
    assert "None" not in salida.texto


def test_la_cuenta_se_pinta_con_pocas_consultas(cliente: Cliente, contar) -> None:  # type: ignore[no-untyped-def]
    entrar(cliente, persona())
    cliente.get("/cuenta")
    with contar() as recuento:
        cliente.get("/cuenta")
    assert recuento.numero <= 4


@pytest.mark.parametrize("cambio", [{"nacimiento": 1970}, {"barrio": ""}, {"barrio": "otro"}])
def test_lo_que_vino_del_padron_no_se_cambia_solo(app: Flask, cambio: dict[str, Any]) -> None:
    """De la edad y del lugar dependen reglas: quien ya se acreditó los corrige en persona."""
    lugar = lugares.lugar(codigo="mio")
    lugares.lugar(codigo="otro")
    quien = persona(acreditacion=2, territorio_id=lugar.id, nacimiento=1990, seudonimo="Garza Clara")
    puestos = {"seudonimo": "Garza Clara", "barrio": "mio", "nacimiento": 1990, "idioma": "es"}
    servicios.cambiar_datos(identidad_de(quien), **puestos)
    with pytest.raises(Invalido) as rechazo:
        servicios.cambiar_datos(identidad_de(quien), **{**puestos, **cambio})
    assert rechazo.value.campo in cambio


def test_lo_que_falta_en_tus_datos_se_dice_de_una_vez(cliente: Cliente) -> None:
    entrar(cliente, persona())
    malos = {"seudonimo": "x", "barrio": "NO-HAY", "nacimiento": "1700", "idioma": "es"}
    respuesta = cliente.enviar("/cuenta/datos", malos)
    assert respuesta.status_code == 422
    for campo in ("seudonimo", "barrio", "nacimiento"):
        assert f'id="{campo}-error"' in respuesta.text


def test_el_nombre_ajeno_y_lo_del_padron_se_dicen_de_una_vez(cliente: Cliente) -> None:
    otra = persona(seudonimo="Ceiba Mansa", seudonimo_clave="ceibamansa")
    entrar(cliente, persona(acreditacion=2, nacimiento=1990))
    respuesta = cliente.enviar(
        "/cuenta/datos", {"seudonimo": otra.seudonimo, "barrio": "", "nacimiento": "1991", "idioma": "es"}
    )
    assert respuesta.status_code == 422
    assert "ya lo usa otra persona" in respuesta.text
    assert "Viene del padrón" in respuesta.text
