"""Los enlaces de un solo uso, por dentro: cada servicio los gasta por su cuenta, aunque la página ya mire."""

from __future__ import annotations

import pytest
from flask import Flask

from app.cuentas import servicios
from app.cuentas.errores import CodigoInservible, EnlaceInservible
from app.cuentas.modelos import Persona
from app.extensiones import db
from app.nucleo.permisos import Rol
from tests.cuentas.comun import correos_a, enlace_en, por_correo
from tests.fabricas.cuentas import CLAVE, identidad_de, persona, personal

CORREO = "rosa@correo.example"
NUEVA = "otra clave larga y buena"


def _pedir_recuperar(app: Flask) -> str:
    """Pide poner otra clave; devuelve la ficha del último enlace enviado."""
    with app.test_request_context():
        servicios.recuperar(CORREO)
        db.session.commit()
    return enlace_en(correos_a(CORREO)[-1]).rpartition("/")[2]


def _restablecer(app: Flask, ficha: str) -> None:
    with app.test_request_context():
        servicios.restablecer(ficha, NUEVA, CORREO)
        db.session.commit()


def test_usado_uno_los_demas_pendientes_ya_no_valen(app: Flask) -> None:
    persona(correo=CORREO, clave=CLAVE)
    primera, segunda = _pedir_recuperar(app), _pedir_recuperar(app)
    _restablecer(app, segunda)
    with pytest.raises(EnlaceInservible):
        _restablecer(app, primera)


def test_el_enviado_a_una_direccion_no_vale_si_la_cuenta_ya_tiene_otra(app: Flask) -> None:
    persona(correo=CORREO, clave=CLAVE)
    ficha = _pedir_recuperar(app)
    por_correo(CORREO).correo = "nueva@correo.example"
    db.session.commit()
    with pytest.raises(EnlaceInservible):
        _restablecer(app, ficha)


def _registrar(app: Flask, clave: str) -> str:
    with app.test_request_context():
        servicios.registrar(CORREO, clave, "es")
        db.session.commit()
    return enlace_en(correos_a(CORREO)[-1]).rpartition("/")[2]


def test_confirmar_tampoco_vale_para_la_direccion_de_antes(app: Flask) -> None:
    ficha = _registrar(app, CLAVE)
    por_correo(CORREO).correo = "nueva@correo.example"
    db.session.commit()
    with pytest.raises(EnlaceInservible):
        servicios.confirmar(ficha)


def test_confirmar_no_cambia_la_clave_de_quien_ya_se_acredito(app: Flask) -> None:
    """Alguien más pudo registrarse con esa dirección antes de que su dueña fuera al mostrador."""
    _registrar(app, CLAVE)
    ficha = _registrar(app, NUEVA)
    ella = por_correo(CORREO)
    ella.acreditacion, antes = 3, ella.clave_hash
    db.session.commit()
    with pytest.raises(EnlaceInservible):
        servicios.confirmar(ficha)
    db.session.rollback()
    assert por_correo(CORREO).clave_hash == antes


def test_el_enlace_lleva_el_dominio_de_la_ciudad_y_no_el_que_diga_la_peticion(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "URL_PUBLICA", "https://ciudad.example")
    persona(correo=CORREO, clave=CLAVE)
    with app.test_request_context(base_url="http://127.0.0.1"):
        servicios.recuperar(CORREO)
        db.session.commit()
    (salida,) = correos_a(CORREO)
    assert "https://ciudad.example/restablecer/" in salida.texto
    assert "127.0.0.1" not in salida.texto


def test_el_de_confirmar_no_pone_otra_clave_ni_al_reves(app: Flask) -> None:
    de_confirmar = _registrar(app, CLAVE)
    with pytest.raises(EnlaceInservible):
        _restablecer(app, de_confirmar)
    db.session.rollback()
    de_recuperar = _pedir_recuperar(app)
    with pytest.raises(EnlaceInservible):
        servicios.confirmar(de_recuperar)
    assert por_correo(CORREO).acreditacion == 0


def test_quien_ya_tiene_su_clave_no_la_pierde_por_un_codigo_de_papel(app: Flask) -> None:
    ella = persona(correo=None).id
    codigo = servicios.codigo_de_activacion(identidad_de(personal(Rol.FACILITADORA)), ella)
    db.session.commit()
    with app.test_request_context():
        servicios.activar(codigo, CORREO, NUEVA)
        db.session.commit()
        ficha = enlace_en(correos_a(CORREO)[0]).rpartition("/")[2]
        db.session.get_one(Persona, ella).clave_hash = "la suya"
        db.session.commit()
        with pytest.raises(CodigoInservible):
            servicios.activar(codigo, "otra@correo.example", NUEVA)
        db.session.rollback()
        with pytest.raises(EnlaceInservible):
            servicios.confirmar_correo_nuevo(ficha)
        db.session.rollback()
    assert db.session.get_one(Persona, ella).clave_hash == "la suya"
