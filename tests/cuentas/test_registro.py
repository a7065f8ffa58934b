"""Crear la cuenta y confirmarla: nadie aprende quién está, el enlace vale una vez y para lo suyo."""

from __future__ import annotations

import datetime as dt
import hashlib
import re

import pytest
import sqlalchemy as sa
from flask import Flask

from app.cuentas.modelos import Llave, Persona, Sesion
from app.extensiones import db
from app.nucleo import reloj
from tests.cliente import Cliente
from tests.cuentas.comun import correos_a, enlace_en, por_correo, quien_soy, registrar, sesiones_de
from tests.fabricas.cuentas import CLAVE, entrar, persona, sesion_de


def test_de_registrarse_a_poder_proponer(cliente: Cliente) -> None:
    respuesta = registrar(cliente, " Rosa@Correo.Example ", CLAVE)
    assert (respuesta.status_code, respuesta.location) == (303, "/revisa-tu-correo")
    assert "Rosa@Correo.Example" in cliente.get("/revisa-tu-correo").text
    rosa = por_correo("rosa@correo.example")
    assert (rosa.acreditacion, rosa.correo_confirmado_en) == (0, None)
    assert re.fullmatch(r"Vecina (del|de la) \w+ \d+", rosa.seudonimo)
    enlace = enlace_en(correos_a("rosa@correo.example")[0])
    cliente.get(enlace)
    respuesta = cliente.enviar(enlace)
    assert respuesta.location == "/entrar"
    assert por_correo("rosa@correo.example").acreditacion == 1
    assert "quedó confirmado" in cliente.get("/entrar").text
    assert cliente.enviar("/entrar", {"correo": "ROSA@correo.example", "clave": CLAVE}).status_code == 303
    assert quien_soy(cliente) == rosa.seudonimo


def test_la_respuesta_no_dice_si_la_direccion_existe(app: Flask) -> None:
    persona(correo="existe@correo.example")
    respuestas = []
    for correo in ("existe@correo.example", "nadie@correo.example"):
        navegador = app.test_client()
        respuesta = registrar(navegador, correo)  # type: ignore[arg-type]
        pagina = navegador.get("/revisa-tu-correo").text.replace(correo, "X")
        respuestas.append((respuesta.status_code, respuesta.location, re.sub(r'value="[^"]+"', "", pagina)))
    assert respuestas[0] == respuestas[1]
    assert "ya tiene cuenta" in correos_a("existe@correo.example")[0].texto
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Llave)) == 1


def test_el_trabajo_es_el_mismo_exista_o_no(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.cuentas import claves

    hechos: list[str] = []
    cifrar = claves.cifrar
    monkeypatch.setattr(claves, "cifrar", lambda c: hechos.append(c) or cifrar(c))
    persona(correo="existe@correo.example")
    for correo in ("existe@correo.example", "nadie@correo.example"):
        registrar(app.test_client(), correo)  # type: ignore[arg-type]
    assert len(hechos) == 2


def test_abrir_el_enlace_no_lo_gasta_y_el_boton_una_sola_vez(cliente: Cliente) -> None:
    registrar(cliente, "rosa@correo.example")
    enlace = enlace_en(correos_a("rosa@correo.example")[0])
    for _vez in range(2):
        assert cliente.get(enlace).status_code == 200
    assert por_correo("rosa@correo.example").acreditacion == 0
    assert cliente.enviar(enlace).status_code == 303
    repetida = cliente.enviar(enlace)
    assert repetida.status_code == 404
    assert "ya no sirve" in repetida.text
    assert cliente.get(enlace).status_code == 404


def test_un_enlace_solo_vale_para_su_proposito_y_su_plazo(app: Flask, cliente: Cliente) -> None:
    registrar(cliente, "rosa@correo.example")
    ficha = enlace_en(correos_a("rosa@correo.example")[0]).rpartition("/")[2]
    for otra in (f"/restablecer/{ficha}", f"/cuenta/correo/{ficha}", "/confirmar/inventada"):
        assert cliente.get(otra).status_code == 404
        assert cliente.enviar(otra, {"clave": CLAVE}).status_code == 404
    with reloj.fijado(reloj.ahora() + dt.timedelta(hours=49)):
        assert cliente.get(f"/confirmar/{ficha}").status_code == 404
        assert cliente.enviar(f"/confirmar/{ficha}").status_code == 404
    assert por_correo("rosa@correo.example").acreditacion == 0


def test_en_la_base_no_hay_fichas_en_claro(cliente: Cliente) -> None:
    registrar(cliente, "rosa@correo.example")
    ficha = enlace_en(correos_a("rosa@correo.example")[0]).rpartition("/")[2]
    (guardada,) = db.session.scalars(sa.select(Llave.huella))
    assert guardada == hashlib.sha256(ficha.encode()).hexdigest()
    entrar(cliente, persona())
    galleta = cliente.get_cookie("rumbo_sesion")
    assert galleta is not None
    assert db.session.scalars(sa.select(Sesion.huella)).all() == [
        hashlib.sha256(galleta.value.encode()).hexdigest()
    ]


def test_quien_se_registro_antes_con_un_correo_ajeno_no_se_queda_con_la_cuenta(cliente: Cliente) -> None:
    registrar(cliente, "rosa@correo.example", "la clave del intruso")
    cliente.enviar("/entrar", {"correo": "rosa@correo.example", "clave": "la clave del intruso"})
    assert quien_soy(cliente)
    otra = cliente.application.test_client()
    registrar(otra, "rosa@correo.example", CLAVE)  # type: ignore[arg-type]
    assert otra.enviar(enlace_en(correos_a("rosa@correo.example")[1])).status_code == 303  # type: ignore[attr-defined]
    assert quien_soy(cliente) == ""
    fallida = cliente.enviar("/entrar", {"correo": "rosa@correo.example", "clave": "la clave del intruso"})
    assert fallida.status_code == 422
    assert otra.enviar("/entrar", {"correo": "rosa@correo.example", "clave": CLAVE}).status_code == 303  # type: ignore[attr-defined]
    viejo = enlace_en(correos_a("rosa@correo.example")[0])
    assert cliente.get(viejo).status_code == 404


def test_no_se_puede_hacer_enviar_correos_sin_fin(cliente: Cliente) -> None:
    codigos = [registrar(cliente, "rosa@correo.example").status_code for _ in range(5)]
    assert codigos == [303, 303, 303, 429, 429]
    assert len(correos_a("rosa@correo.example")) == 3


@pytest.mark.parametrize(
    ("correo", "clave", "frase"),
    [
        ("", CLAVE, "Escribe tu correo."),
        ("no es un correo", CLAVE, "nombre@ejemplo.com"),
        ("rosa@correo.example", "corta", "al menos 8"),
        ("rosa@correo.example", "x" * 129, "como mucho 128"),
        ("rosa@correo.example", "contraseña1", "primeras que alguien probaría"),
        ("rosa.mendez@correo.example", "rosamendez22", "No uses tu correo"),
        ("rosa@correo.example", "ciudaddeprueba", "No uses tu correo"),
    ],
)
def test_lo_que_no_sirve_se_dice_junto_al_campo(cliente: Cliente, correo: str, clave: str, frase: str) -> None:
    respuesta = registrar(cliente, correo, clave)
    assert respuesta.status_code == 422
    assert frase in respuesta.text
    assert "<title>Error:" in respuesta.text
    assert f'value="{correo}"' in respuesta.text
    assert clave not in respuesta.text or clave == ""
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Persona)) == 0


def test_la_clave_se_guarda_tal_como_se_escribio(cliente: Cliente) -> None:
    registrar(cliente, "rosa@correo.example", "  con bordes y acción  ")
    for clave, codigo in (("con bordes y acción", 422), ("  con bordes y acción  ", 303)):
        respuesta = cliente.enviar("/entrar", {"correo": "rosa@correo.example", "clave": clave})
        assert respuesta.status_code == codigo


def test_campos_de_mas_no_hacen_nada(cliente: Cliente) -> None:
    registrar(cliente, "rosa@correo.example", rol="administradora", acreditacion="3", estado="retirada", id="1")
    rosa = por_correo("rosa@correo.example")
    assert (rosa.acreditacion, rosa.estado) == (0, "activa")


def test_pedir_otro_mensaje_desde_la_cuenta(cliente: Cliente) -> None:
    nueva = persona(acreditacion=0, correo="rosa@correo.example", clave=CLAVE)
    entrar(cliente, nueva)
    assert "Te falta un paso" in cliente.get("/cuenta").text
    assert cliente.enviar("/cuenta/confirmacion").location == "/revisa-tu-correo"
    assert "Volver a mi cuenta" in cliente.get("/revisa-tu-correo").text
    assert cliente.enviar(enlace_en(correos_a("rosa@correo.example")[0])).location == "/cuenta"
    assert "Puedes proponer" in cliente.get("/cuenta").text
    assert cliente.enviar("/cuenta/confirmacion").status_code == 409


def test_recuperar_cierra_todo_y_confirma_el_correo(cliente: Cliente) -> None:
    rosa = persona(acreditacion=0, correo="rosa@correo.example", clave=CLAVE)
    sesion_de(rosa)
    rosa_id = rosa.id
    cliente.enviar("/recuperar", {"correo": "rosa@correo.example"})
    assert "otra clave" in cliente.get("/revisa-tu-correo").text
    enlace = enlace_en(correos_a("rosa@correo.example")[0])
    assert cliente.get(enlace).status_code == 200
    assert cliente.enviar(enlace, {"clave": "corta"}).status_code == 422
    assert cliente.enviar(enlace, {"clave": "otra clave larga y buena"}).location == "/entrar"
    assert sesiones_de(rosa_id) == 0
    assert por_correo("rosa@correo.example").acreditacion == 1
    assert "cambió la clave" in correos_a("rosa@correo.example")[1].texto
    assert cliente.enviar(enlace, {"clave": "una tercera clave larga"}).status_code == 404
    assert cliente.enviar("/entrar", {"correo": "rosa@correo.example", "clave": CLAVE}).status_code == 422


def test_recuperar_responde_igual_sin_cuenta(app: Flask) -> None:
    persona(correo="existe@correo.example", clave=CLAVE)
    persona(correo="parada@correo.example", clave=CLAVE, estado="suspendida")
    paginas = set()
    for correo in ("existe@correo.example", "nadie@correo.example", "parada@correo.example"):
        navegador = app.test_client()
        respuesta = navegador.enviar("/recuperar", {"correo": correo})  # type: ignore[attr-defined]
        texto = navegador.get("/revisa-tu-correo").text.replace(correo, "X")
        paginas.add((respuesta.status_code, re.sub(r'value="[^"]+"', "", texto)))
    assert len(paginas) == 1
    assert not correos_a("nadie@correo.example")
    assert not correos_a("parada@correo.example")


def test_la_pagina_de_revisar_sin_nada_que_revisar_lleva_a_entrar(cliente: Cliente) -> None:
    assert cliente.get("/revisa-tu-correo").location == "/entrar"
    assert cliente.get("/revisa-tu-correo/mensaje").status_code == 404


def test_el_mensaje_solo_se_ve_en_la_demostracion_y_en_la_maquina(
    cliente: Cliente, monkeypatch: pytest.MonkeyPatch
) -> None:
    registrar(cliente, "rosa@correo.example")
    assert cliente.get("/revisa-tu-correo/mensaje").status_code == 404
    monkeypatch.setitem(cliente.application.config, "DEMOSTRACION", True)
    assert "Ver el mensaje aquí mismo" in cliente.get("/revisa-tu-correo").text
    assert "/confirmar/" in cliente.get("/revisa-tu-correo/mensaje").text
    for ajena in ({"X-Forwarded-For": "203.0.113.7"}, {"Forwarded": "for=203.0.113.7"}):
        assert cliente.get("/revisa-tu-correo/mensaje", headers=ajena).status_code == 404
    fuera = {"REMOTE_ADDR": "203.0.113.7"}
    assert cliente.get("/revisa-tu-correo/mensaje", environ_overrides=fuera).status_code == 404


def test_dos_seudonimos_iguales_no_caben(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.cuentas.servicios import registro

    monkeypatch.setattr(registro.secrets, "choice", lambda _x: "del Ceibo")
    numeros = iter([0, 0, 0, 5])
    monkeypatch.setattr(registro.secrets, "randbelow", lambda _n: next(numeros, 9))
    una = registro.crear_persona("una@correo.example", "es", clave_hash=None)
    otra = registro.crear_persona("otra@correo.example", "es", clave_hash=None)
    assert (una.seudonimo, otra.seudonimo) == ("Vecina del Ceibo 2", "Vecina del Ceibo 7")
    misma = registro.crear_persona("una@correo.example", "es", clave_hash=None)
    assert misma.id == una.id


def test_una_sesion_de_otra_persona_no_se_mezcla_al_confirmar(cliente: Cliente) -> None:
    entrar(cliente, persona())
    otra = persona(acreditacion=0, correo="rosa@correo.example")
    with cliente.application.test_request_context():
        from app.cuentas.servicios import _llaves

        enlace = _llaves.crear(otra.id, "confirmar", "rosa@correo.example")
        db.session.commit()
    ruta = enlace.removeprefix("http://localhost")
    cliente.get(ruta)
    assert cliente.enviar(ruta).location == "/entrar"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Sesion)) == 1


def test_lo_que_falta_se_dice_de_una_vez(cliente: Cliente) -> None:
    respuesta = cliente.enviar("/registro", {"correo": "rosa", "clave": "12345678"})
    assert respuesta.status_code == 422
    resumen = respuesta.text.partition("<h1")[0]
    for campo, frase in (("correo", "nombre@ejemplo.com"), ("clave", "las primeras que alguien probaría")):
        assert frase in resumen
        assert f'id="{campo}-error"' in respuesta.text
