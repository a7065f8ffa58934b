"""En el mostrador tampoco se tantean documentos: los intentos se cuentan y se dice cuándo seguir."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from app.cuentas.modelos import Persona
from app.extensiones import db
from app.nucleo.errores import NoPermitido
from app.padron import servicios
from app.padron.servicios import vinculos
from tests.cliente import Cliente
from tests.fabricas import cuentas, padron, territorio
from tests.fabricas.mostrador import abrir, de_mostrador, facilitadora, turno

DEMASIADOS = "Demasiados intentos seguidos."


@pytest.fixture
def con_padron(app: Flask, tmp_path: Path) -> None:
    padron.importado(tmp_path, [padron.fila(1, territorio.lugar())])


def _datos(n: int, **mas: object) -> dict[str, object]:
    return {
        "turno": turno(), "tipo": "cedula", "numero": padron.documento(n), "fundamento": "domicilio",
        "pruebas": "documento", **mas,
    }  # fmt: skip


def test_cinco_intentos_por_persona(cliente: Cliente, con_padron: None) -> None:
    ella = de_mostrador().id
    facilitadora(cliente)
    abrir(cliente, "Ceiba Mansa")
    for n in range(2, 7):
        assert DEMASIADOS not in cliente.enviar("/mostrador/acreditar", _datos(n)).text
    rechazo = cliente.enviar("/mostrador/acreditar", _datos(1))
    assert rechazo.status_code == 422
    assert DEMASIADOS in rechazo.text
    assert db.session.get_one(Persona, ella).acreditacion == 1


def test_sin_documento_a_la_vista_no_se_acredita(cliente: Cliente, con_padron: None) -> None:
    ella = de_mostrador().id
    facilitadora(cliente)
    abrir(cliente, "Ceiba Mansa")
    assert cliente.enviar("/mostrador/acreditar", _datos(1, pruebas="recibo")).status_code == 422
    assert cliente.enviar("/mostrador/acreditar", _datos(1)).status_code == 303
    assert db.session.get_one(Persona, ella).acreditacion == 3


def test_buscar_por_documento_tiene_tope_si_no_se_halla(
    cliente: Cliente, con_padron: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vinculos, "POR_MOSTRADOR", 3)
    quien = cuentas.identidad_de(facilitadora(cliente))
    ella = de_mostrador().id
    servicios.acreditar_en_mostrador(quien, ella, "cedula", padron.documento(1), pruebas=["documento"])
    db.session.commit()
    for _vez in range(5):
        assert cliente.enviar("/mostrador/documento", _busca(1)).status_code == 303
    for n in (2, 3, 4):
        assert DEMASIADOS not in cliente.enviar("/mostrador/documento", _busca(n)).text
    assert DEMASIADOS in cliente.enviar("/mostrador/documento", _busca(1)).text


def _busca(n: int) -> dict[str, str]:
    return {"tipo": "cedula", "numero": padron.documento(n)}


def test_hallar_por_documento_es_de_quien_atiende(app: Flask) -> None:
    with pytest.raises(NoPermitido):
        servicios.hallar_por_documento(cuentas.identidad_de(cuentas.persona()), "cedula", "770001")
