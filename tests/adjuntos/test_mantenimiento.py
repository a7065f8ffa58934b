"""Lo que ya no es de nadie se barre; lo que falta o cambió se dice."""

from __future__ import annotations

import datetime as dt
import os
import time

import pytest
from flask import Flask

from app.adjuntos import almacen, consultas, mantenimiento, servicios
from app.adjuntos.limpieza import Limpio
from app.adjuntos.mantenimiento import Barrido
from app.areas import tareas
from app.extensiones import db
from app.nucleo import reloj
from app.nucleo.permisos import Identidad
from tests.fabricas import cuentas, propuestas
from tests.fabricas.adjuntos import imagen, pdf, subido

FICHA = "formulario-de-prueba"


@pytest.fixture
def quien(app: Flask) -> Identidad:
    for archivo in almacen.carpeta().rglob("*"):
        if archivo.is_file():
            archivo.unlink()
    return cuentas.identidad_de(cuentas.persona())


def _subir(quien: Identidad, *datos: bytes, formulario: str = FICHA) -> list[str]:
    recibo = servicios.recibir(quien, [subido("x", d) for d in datos], formulario)
    return [a.clave for a in recibo.guardados]


def _en_disco() -> set[str]:
    return {a.name for a in almacen.carpeta().rglob("*") if a.is_file()}


def _envejecer(horas: float) -> None:
    momento = time.time() - horas * 3600
    for archivo in almacen.carpeta().rglob("*"):
        if archivo.is_file():
            os.utime(archivo, (momento, momento))


def test_lo_suelto_caduca_a_las_48_horas_y_lo_puesto_no(quien: Identidad) -> None:
    puesto = _subir(quien, imagen())
    servicios.adjuntar(quien, FICHA, propuestas.borrador(quien).id, exigir_texto=False)
    db.session.commit()
    suelto = _subir(quien, imagen(), pdf())
    with reloj.fijado(reloj.ahora() + dt.timedelta(hours=47)):
        assert mantenimiento.barrer() == Barrido(0, 0)
    with reloj.fijado(reloj.ahora() + dt.timedelta(hours=49)):
        assert mantenimiento.barrer() == Barrido(2, 0)
        assert mantenimiento.barrer() == Barrido(0, 0)
    assert _en_disco() == {f"{puesto[0]}.webp", f"{puesto[0]}-480.webp"}
    assert consultas.sueltos(quien, FICHA) == [] and len(suelto) == 2


def test_los_archivos_sin_fila_se_barren_pasada_una_hora(quien: Identidad) -> None:
    propios = {f"{c}{f}" for c in _subir(quien, imagen()) for f in (".webp", "-480.webp")}
    huerfano = almacen.guardar(Limpio("imagen", b"una", b"dos", 1, 1))
    a_medias = almacen.ruta(huerfano, "").with_name(".a-medias-00")
    a_medias.write_bytes(b"cortado")
    ajeno = almacen.carpeta() / "LEEME.txt"
    ajeno.write_text("no es nuestro")
    assert mantenimiento.barrer() == Barrido(0, 0), "puede ser de alguien que lo sube ahora mismo"
    _envejecer(2)
    assert mantenimiento.barrer() == Barrido(0, 3)
    assert _en_disco() == {*propios, "LEEME.txt"}


def test_se_barre_por_tandas(quien: Identidad, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mantenimiento, "TANDA", 2)
    for _vez in range(3):
        almacen.guardar(Limpio("pdf", b"x"))
    _envejecer(2)
    assert mantenimiento.barrer() == Barrido(0, 3)
    assert _en_disco() == set()


def test_las_ordenes_limpian_y_comprueban(
    app: Flask, quien: Identidad, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mantenimiento, "TANDA", 1)
    sana, sin_mini, cambiada = _subir(quien, imagen(), imagen(), imagen())
    consola = app.test_cli_runner()
    bien = consola.invoke(args=["adjuntos", "comprobar"])
    assert bien.exit_code == 0 and "en su sitio" in bien.output
    almacen.ruta(sin_mini, "-480.webp").unlink()
    almacen.ruta(cambiada, ".webp").write_bytes(b"otra cosa")
    mal = consola.invoke(args=["adjuntos", "comprobar"])
    assert mal.exit_code == 1 and sana not in mal.output
    assert f"{sin_mini}: falta" in mal.output and f"{cambiada}: cambió" in mal.output
    limpia = consola.invoke(args=["adjuntos", "limpiar"])
    assert limpia.exit_code == 0 and "borradas: 0" in limpia.output


def test_el_obrero_lo_hace_solo() -> None:
    assert ("adjuntos", 3600, mantenimiento.barrer) in tareas()
