"""Solicitudes sobre datos: con y sin cuenta, con su plazo, respondidas una vez y por quien debe."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask

from app.cuentas.modelos import Llave, Sesion
from app.extensiones import db
from app.nucleo import reloj
from app.nucleo.errores import Invalido, NoPermitido
from app.nucleo.modelos import Salida
from app.nucleo.permisos import ANONIMA, Rol
from app.nucleo.reloj import ahora
from app.privacidad import consultas, servicios
from app.privacidad.modelos import SolicitudDatos
from tests.cliente import Cliente
from tests.cuentas.comun import correos_a
from tests.fabricas.cuentas import entrar, identidad_de, persona, personal, sesion_de

DATOS = {"clase": "acceso", "texto": "Quiero saber qué guardan de mí", "contacto": "vecina@correo.example"}


def _ultima() -> SolicitudDatos:
    db.session.expire_all()
    return db.session.scalars(sa.select(SolicitudDatos).order_by(SolicitudDatos.id.desc())).first()  # type: ignore[return-value]


def test_sin_cuenta_se_pide_se_sigue_y_se_responde(cliente: Cliente, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cliente.application.config, "PAIS", "MX")
    assert "20 días hábiles" in cliente.get("/privacidad/solicitud").text
    assert cliente.enviar("/privacidad/solicitud", {**DATOS, "contacto": ""}).status_code == 422
    assert cliente.enviar("/privacidad/solicitud", {**DATOS, "clase": "x"}).status_code == 422
    nada = cliente.enviar("/privacidad/solicitud", {"texto": "Hola"}).text
    assert 'id="clase-error"' in nada and 'id="contacto-error"' in nada, "todo lo que falta, de una vez"
    with reloj.fijado(dt.datetime(2026, 6, 1, 15, 0, tzinfo=dt.UTC)):
        sigue = str(cliente.enviar("/privacidad/solicitud", DATOS).location)
    codigo = _ultima().codigo
    assert sigue == f"/privacidad/solicitud/{codigo}"
    zona = ZoneInfo(cliente.application.config["ZONA"])
    assert _ultima().vence.astimezone(zona) == dt.datetime(2026, 6, 29, 23, 59, 59, tzinfo=zona)
    assert "Guarda el código" in cliente.get(sigue).text
    otro = cliente.application.test_client()
    buscada = otro.enviar("/privacidad/solicitud/seguir", {"codigo": f"{codigo[:4]}-{codigo[4:].lower()}"})  # type: ignore[attr-defined]
    assert buscada.location == sigue
    assert "Recibida" in otro.get(sigue).text
    assert otro.get("/privacidad/solicitud/ZZZZZZZZZZZZ").status_code == 404
    entrar(cliente, personal(Rol.ADMINISTRADORA))
    assert codigo in cliente.get("/administrar/solicitudes").text
    ruta = f"/administrar/solicitudes/{codigo}"
    assert cliente.enviar(ruta, {"estado": "atendida", "respuesta": " "}).status_code == 422
    respuesta = {"estado": "rechazada", "respuesta": "No podemos porque **no es tuyo**."}
    assert cliente.enviar(ruta, respuesta).location == "/administrar/solicitudes"
    assert cliente.enviar(ruta, respuesta).status_code == 409
    assert "no es tuyo" in otro.get(sigue).text
    assert len(correos_a("vecina@correo.example")) == 1
    assert "No hay solicitudes" in cliente.get("/administrar/solicitudes").text


def test_lo_respondido_queda_a_la_vista_con_su_plazo(cliente: Cliente) -> None:
    quien = personal(Rol.ADMINISTRADORA, seudonimo="Beatriz Loor")
    quien_id = quien.id
    entrar(cliente, quien)
    ruta = "/administrar/solicitudes/respondidas"
    assert "Todavía no se ha respondido ninguna" in cliente.get(ruta).text
    momento = ahora()
    for n, vence in enumerate((momento + dt.timedelta(days=1), momento - dt.timedelta(days=1))):
        db.session.add(
            SolicitudDatos(
                codigo=f"CODIGO{n}", clase="acceso", contacto="a@b.example", texto="Soy yo", estado="rechazada",
                respuesta=f"No consta {n}", recibida_en=momento - dt.timedelta(days=9), vence=vence,
                resuelta_en=momento + n * dt.timedelta(minutes=1), resuelta_por_id=quien_id,
            )
        )  # fmt: skip
    db.session.commit()
    texto = cliente.get(ruta).text
    assert "2 respondidas" in texto and "1 fuera de plazo" in texto and "Beatriz Loor" in texto
    assert texto.index("No consta 1") < texto.index("No consta 0"), "la última primero"
    tarde, pronto = texto.partition("No consta 0")[0], texto.partition("No consta 0")[2]
    assert "Fuera de plazo: vencía" in tarde and "A tiempo" not in tarde and "A tiempo" in pronto
    assert "No consta" not in cliente.get(f"{ruta}?pagina=2").text


def test_con_cuenta_no_hace_falta_contacto(cliente: Cliente) -> None:
    quien = persona()
    quien_id = quien.id
    entrar(cliente, quien)
    assert cliente.enviar("/privacidad/solicitud", {"clase": "supresion"}).status_code == 303
    assert _ultima().persona_id == quien_id


def _pide_y_se_le_responde(cliente: Cliente, idioma: str, datos: dict[str, str]) -> None:
    """Quien pide lee el sitio en un idioma, y quien responde, siempre en español."""
    cliente.set_cookie("idioma", idioma)
    assert cliente.enviar("/privacidad/solicitud", datos).status_code == 303
    codigo = _ultima().codigo
    otro = Cliente(cliente.application)
    entrar(otro, personal(Rol.ADMINISTRADORA))
    otro.set_cookie("idioma", "es")
    respuesta = {"estado": "atendida", "respuesta": "Listo."}
    assert otro.enviar(f"/administrar/solicitudes/{codigo}", respuesta).status_code == 303


@pytest.mark.parametrize(("idioma", "dice"), [("pt", "resposta"), ("en", "answer"), ("es", "respuesta")])
def test_se_responde_en_el_idioma_de_quien_pide(cliente: Cliente, idioma: str, dice: str) -> None:
    _pide_y_se_le_responde(cliente, idioma, DATOS)
    assert dice in correos_a(DATOS["contacto"])[0].asunto.lower()


def test_con_cuenta_se_responde_a_su_correo_y_en_su_idioma(cliente: Cliente) -> None:
    """Sin dejar contacto, la respuesta va al correo de la cuenta; un teléfono tampoco lo impide."""
    quien = persona(correo="ana@correo.example", idioma="pt")
    for contacto in ("", "099 123 4567"):
        entrar(cliente, quien)
        _pide_y_se_le_responde(cliente, "es", {"clase": "acceso", "contacto": contacto})
    assert ["resposta" in s.asunto.lower() for s in correos_a("ana@correo.example")] == [True, True]


def test_la_cola_va_por_vencimiento(app: Flask) -> None:
    quien = identidad_de(personal(Rol.ADMINISTRADORA))
    with app.test_request_context():
        for dias in (0, -3, -1):
            with reloj.fijado(ahora() + dt.timedelta(days=dias)):
                servicios.pedir(identidad_de(persona()), "acceso", "", "")
        db.session.commit()
    vencen = [s.vence for s in consultas.solicitudes(quien)]
    assert vencen == sorted(vencen)
    assert len(vencen) == 3


def test_la_auditora_las_lee_y_no_las_responde(app: Flask, cliente: Cliente) -> None:
    with app.test_request_context():
        codigo = servicios.pedir(identidad_de(persona()), "acceso", "Quiero saber qué guardan.", "").codigo
        db.session.commit()
    auditora = personal(Rol.AUDITORA)
    entrar(cliente, auditora)
    ruta = f"/administrar/solicitudes/{codigo}"
    assert ruta in cliente.get("/administrar/solicitudes").text
    assert cliente.get("/administrar/solicitudes/respondidas").status_code == 200
    pagina = cliente.get(ruta)
    assert "Quiero saber qué guardan." in pagina.text and "<textarea" not in pagina.text
    assert cliente.enviar(ruta, {"estado": "atendida", "respuesta": "Sí"}).status_code == 403
    with pytest.raises(NoPermitido):
        servicios.responder(identidad_de(auditora), codigo, "atendida", "Sí")


DE_QUIEN_LAS_VE = (Rol.VECINA, Rol.ADMINISTRADORA, Rol.AUDITORA)


@pytest.mark.parametrize("rol", [None, *(r for r in Rol if r not in DE_QUIEN_LAS_VE)])
def test_nadie_mas_las_ve_ni_responde(app: Flask, cliente: Cliente, rol: Rol | None) -> None:
    with app.test_request_context():
        codigo = servicios.pedir(identidad_de(persona()), "acceso", "", "").codigo
        db.session.commit()
    quien = personal(rol) if rol else persona()
    identidad = identidad_de(quien)
    for acto in (
        lambda: consultas.solicitudes(identidad),
        lambda: servicios.responder(identidad, codigo, "atendida", "Sí"),
    ):
        with pytest.raises(NoPermitido):
            acto()
    entrar(cliente, quien)
    assert cliente.get("/administrar/solicitudes").status_code == 403
    assert cliente.get(f"/administrar/solicitudes/{codigo}").status_code == 403


def test_sin_cuenta_hace_falta_un_contacto(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(Invalido) as falta:
        servicios.pedir(ANONIMA, "acceso", "Qué guardan de mí.", "  ")
    assert falta.value.campo == "contacto"


def test_cinco_por_hora_y_por_red(cliente: Cliente) -> None:
    with reloj.fijado(dt.datetime(2026, 5, 4, 12, 0, 1, tzinfo=dt.UTC)):
        estados = [cliente.enviar("/privacidad/solicitud", DATOS).status_code for _vez in range(6)]
    assert estados == [303] * 5 + [422]


def test_lo_viejo_se_limpia_y_lo_demas_queda(app: Flask) -> None:
    momento = ahora()
    quien = persona()
    vieja, _ficha = sesion_de(quien, caduca_en=momento - dt.timedelta(seconds=1))
    viva, _ficha2 = sesion_de(quien)
    huellas = (vieja.huella, viva.huella)
    for n, dias in enumerate((31, 1)):
        hace = momento - dt.timedelta(days=dias)
        db.session.add(
            Salida(para=f"p{n}", asunto="a", texto="t", creada_en=hace, proximo_intento=hace, enviada_en=hace)
        )
        db.session.add(
            Llave(huella=str(n) * 64, persona_id=quien.id, proposito="recuperar", correo="x", creada_en=hace,
                  caduca_en=hace)
        )  # fmt: skip
        anios = dt.timedelta(days=400 if n == 0 else 10)
        db.session.add(
            SolicitudDatos(
                codigo=f"CODIGO{n}", clase="acceso", contacto="a@b.example", texto="Soy yo", estado="atendida",
                respuesta="Sí", recibida_en=momento - anios - dt.timedelta(days=1), vence=momento,
                resuelta_en=momento - anios,
            )
        )  # fmt: skip
    db.session.commit()
    assert servicios.limpiar() == 4
    assert db.session.get(Sesion, huellas[0]) is None
    assert db.session.get(Sesion, huellas[1]) is not None
    assert db.session.scalars(sa.select(Salida.para)).all() == ["p1"]
    assert db.session.scalars(sa.select(Llave.huella)).all() == ["1" * 64]
    filas = db.session.scalars(sa.select(SolicitudDatos).order_by(SolicitudDatos.codigo)).all()
    assert [(f.contacto, f.texto, f.respuesta) for f in filas] == [
        ("", "", ""),
        ("a@b.example", "Soy yo", "Sí"),
    ]
    assert servicios.limpiar() == 0
