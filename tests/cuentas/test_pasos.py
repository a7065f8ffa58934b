"""Lo que falta antes de un acto, como lo ve cada persona."""

from __future__ import annotations

from flask import Flask

from app.cuentas.consultas import pasos_para
from app.nucleo.permisos import ANONIMA, Identidad


def test_sin_cuenta_se_ve_el_camino_entero(app: Flask) -> None:
    with app.test_request_context():
        pasos = pasos_para(ANONIMA, 1, siguiente="/proponer")
    assert [(p.clave, p.hecho) for p in pasos] == [("crear_cuenta", False), ("confirmar_correo", False)]
    assert pasos[0].url == "/registro?siguiente=/proponer"


def test_lo_hecho_queda_marcado(app: Flask) -> None:
    with app.test_request_context():
        pasos = pasos_para(Identidad(persona_id=1, acreditacion=0), 2, 16)
    assert [(p.clave, p.hecho) for p in pasos] == [
        ("crear_cuenta", True),
        ("confirmar_correo", False),
        ("decir_nacimiento", False),
        ("comprobar_padron", False),
    ]
    assert pasos[1].url == "/cuenta"


def test_quien_ya_puede_no_ve_pasos_y_quien_no_tiene_edad_lo_sabe(app: Flask) -> None:
    with app.test_request_context():
        assert pasos_para(Identidad(persona_id=1, acreditacion=1), 1) == []
        assert pasos_para(Identidad(persona_id=1, acreditacion=1, nacimiento=1950), 1, 16) == []
        pasos = pasos_para(Identidad(persona_id=1, acreditacion=1, nacimiento=2020), 1, 16)
    assert [p.clave for p in pasos if not p.hecho] == ["esperar_edad"]
    assert "16 años" in pasos[-1].detalle
