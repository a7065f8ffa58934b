"""Los límites cuentan bien aunque lleguen muchos a la vez, y el acierto se devuelve."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.extensiones import db
from app.nucleo import limites, reloj, transaccion
from app.nucleo.errores import DemasiadasVeces
from app.nucleo.limites import Cuota
from app.nucleo.modelos import Limite
from tests.bases import base_nueva

HORA = dt.timedelta(hours=1)


def _cuentas() -> list[int]:
    db.session.expire_all()
    return sorted(db.session.scalars(sa.select(Limite.cuenta)))


def test_varias_cuotas_se_gastan_juntas_y_frena_la_primera_que_llega(app: Flask) -> None:
    cuotas = (Cuota("a", "x", 2, HORA), Cuota("b", "", 100, HORA))
    for _vez in range(2):
        limites.gastar_todas(*cuotas)
    with pytest.raises(DemasiadasVeces) as caso:
        limites.gastar_todas(*cuotas)
    assert 0 < caso.value.espera <= 3600
    assert _cuentas() == [3, 3]


def test_lo_devuelto_no_cuenta_y_nunca_baja_de_cero(app: Flask) -> None:
    cuota = Cuota("a", "x", 1, HORA)
    for _vez in range(5):
        limites.gastar_todas(cuota)
        limites.devolver(cuota)
    limites.devolver(cuota)
    assert _cuentas() == [0]


def test_lo_que_se_deshace_no_se_cobra(app: Flask) -> None:
    cuota = Cuota("prueba", "una", 1, HORA)
    for _vez in range(3):
        limites.cobrar(cuota)
        transaccion.deshacer()
    limites.cobrar(cuota)
    db.session.commit()
    for _vez in range(3):
        with pytest.raises(DemasiadasVeces):
            limites.cobrar(cuota)
        transaccion.deshacer()
    assert _cuentas() == [1], "lo que pasa del tope tampoco queda contado"


def test_otra_ventana_empieza_de_cero_y_la_vieja_se_barre(app: Flask) -> None:
    momento = dt.datetime(2026, 3, 2, 10, 30, tzinfo=dt.UTC)
    with reloj.fijado(momento):
        limites.gastar("a", "x", 1, HORA)
    with reloj.fijado(momento + HORA):
        limites.gastar("a", "x", 1, HORA)
    with reloj.fijado(momento + dt.timedelta(minutes=70)):
        assert limites.barrer() == 1
    assert _cuentas() == [1]


def test_cincuenta_claves_erradas_a_la_vez_y_solo_diez_se_miran(motor: str, tmp_path: Path) -> None:
    with base_nueva(motor, tmp_path) as configuracion:
        app = create_app(configuracion)
        try:
            momento = reloj.ahora()
            with ThreadPoolExecutor(10) as hilos:
                codigos = list(hilos.map(lambda _n: _intento(app, momento), range(50)))
            assert sorted(codigos) == [422] * 10 + [429] * 40
            with app.app_context():
                assert _cuentas() == [50, 50, 50]
                db.session.remove()
        finally:
            with app.app_context():
                db.engine.dispose()


def _intento(app: Flask, momento: dt.datetime) -> int:
    """Una clave errada con su propio navegador; la hora fija evita el cambio de ventana a media prueba."""
    with reloj.fijado(momento):
        return _errar(app)


def _errar(app: Flask) -> int:
    navegador = app.test_client()
    pagina = navegador.get("/entrar").text
    ficha = pagina.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
    datos = {"csrf_token": ficha, "correo": "rosa@correo.example", "clave": "no es esta"}
    return navegador.post("/entrar", data=datos).status_code
