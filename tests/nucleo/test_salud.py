"""La salud dice por qué no se puede guardar, sin escribir nada; un obrero parado avisa y no tumba el sitio."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.extensiones import db
from app.nucleo import salud
from app.nucleo.modelos import Arriendo, Salida
from app.nucleo.permisos import Rol
from app.nucleo.reloj import ahora
from app.nucleo.salidas import MAXIMO_INTENTOS, TARDANZA
from tests.bases import configuracion
from tests.cliente import Cliente
from tests.fabricas.cuentas import CLAVE, dar_rol, persona
from tests.recuento import Recuento

HOLGADO = 10 * 2**30
BIEN = {"estado": "bien", "base": "responde", "disco": "bien", "obrero": "trabaja", "correo": "sale"}


def _sistema(libres: int, nodos: int = 1000, total: int = 10_000) -> Callable[[object], os.statvfs_result]:
    """Un sistema de archivos con esos bytes y esos nodos libres."""
    return lambda _ruta: os.statvfs_result(
        (4096, 1, 2**40, libres, libres, total, nodos, nodos, 0, 255)
    )  # fmt: skip


@pytest.fixture
def obrero(app: Flask) -> Arriendo:
    """El arriendo de un obrero que trabaja."""
    arriendo = Arriendo(nombre=salud.OBRERO, duenio="máquina:1", hasta=ahora() + dt.timedelta(seconds=30))
    db.session.add(arriendo)
    db.session.commit()
    return arriendo


@pytest.fixture(autouse=True)
def disco(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """El disco tiene sitio de sobra; `disco(libres, …)` lo cambia."""

    def poner(*datos: Any) -> None:
        monkeypatch.setattr(os, "statvfs", _sistema(*datos))

    poner(HOLGADO)
    return poner


def test_todo_bien_y_sin_escribir(cliente: Cliente, obrero: Arriendo, contar: Callable[[], Recuento]) -> None:
    with contar() as hechas:
        respuesta = cliente.get("/salud")
    assert (respuesta.status_code, respuesta.json) == (200, BIEN)
    assert 1 <= hechas.numero <= 3
    assert all(consulta.startswith("SELECT") for consulta in hechas.consultas)
    assert "default-src 'none'" in respuesta.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("datos", "dicho", "codigo"),
    [
        ((salud.POCO - 1,), "queda poco", 200),
        ((salud.LLENO - 1,), "lleno", 503),
        ((0,), "lleno", 503),
        ((HOLGADO, 0), "lleno", 503),
        ((HOLGADO, 0, 0), "bien", 200),
    ],
    ids=["poco", "no cabe una foto", "nada", "sin nodos", "sin cuenta de nodos"],
)
def test_el_disco(
    cliente: Cliente, obrero: Arriendo, disco: Callable[..., None], datos: Any, dicho: str, codigo: int
) -> None:
    disco(*datos)
    respuesta = cliente.get("/salud")
    estado = {"bien": "bien", "queda poco": "aviso", "lleno": "mal"}[dicho]
    assert (respuesta.status_code, respuesta.json) == (codigo, {**BIEN, "estado": estado, "disco": dicho})


def test_la_carpeta_o_la_base_no_dejan_escribir(
    cliente: Cliente, obrero: Arriendo, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    cerrados = [Path(app.config["DATOS"])]
    if db.engine.dialect.name == "sqlite":
        cerrados.append(Path(str(db.engine.url.database)))
    for cerrado in cerrados:
        monkeypatch.setattr(os, "access", lambda ruta, _modo, cerrado=cerrado: Path(ruta) != cerrado)
        respuesta = cliente.get("/salud")
        assert respuesta.status_code == 503
        assert respuesta.json == {**BIEN, "estado": "mal", "disco": "no deja escribir"}


def test_la_carpeta_ya_no_esta(cliente: Cliente, obrero: Arriendo, monkeypatch: pytest.MonkeyPatch) -> None:
    def falta(ruta: object) -> None:
        raise FileNotFoundError(ruta)

    monkeypatch.setattr(os, "statvfs", falta)
    assert cliente.get("/salud").status_code == 503


def test_el_obrero_parado_avisa_y_el_sitio_sigue(cliente: Cliente, obrero: Arriendo) -> None:
    parado = {**BIEN, "estado": "aviso", "obrero": "parado"}
    for hace, dicho in ((salud.SIN_RENOVAR / 2, BIEN), (salud.SIN_RENOVAR, parado)):
        db.session.execute(sa.update(Arriendo).values(hasta=ahora() - hace))
        db.session.commit()
        respuesta = cliente.get("/salud")
        assert (respuesta.status_code, respuesta.json) == (200, dicho), "un relevo tarda unos segundos"
    db.session.execute(sa.delete(Arriendo))
    db.session.commit()
    assert cliente.get("/salud").json == parado


def test_postgresql_que_solo_deja_leer(cliente: Cliente, obrero: Arriendo) -> None:
    if db.engine.dialect.name != "postgresql":
        return
    db.session.execute(sa.text("SET TRANSACTION READ ONLY"))
    respuesta = cliente.get("/salud")
    assert respuesta.status_code == 503
    assert respuesta.json == {**BIEN, "estado": "mal", "base": "solo deja leer"}


def test_la_base_no_responde(tmp_path: Path) -> None:
    app = create_app(configuracion(tmp_path, "postgresql://nadie@127.0.0.1:1/nada"))
    respuesta = app.test_client().get("/salud")
    assert respuesta.status_code == 503
    nada = {"base": "no responde", "obrero": "no se sabe", "correo": "no se sabe"}
    assert respuesta.json == {"estado": "mal", "disco": "bien", **nada}


@pytest.mark.parametrize(
    ("intentos", "hace", "dicho", "estado"),
    [
        (0, TARDANZA / 2, "sale", "bien"),
        (0, TARDANZA * 2, "atrasado", "aviso"),
        (3, TARDANZA * 2, "sale", "bien"),
        (MAXIMO_INTENTOS, TARDANZA * 2, "hay sin entregar", "bien"),
    ],
    ids=["recién escrito", "ni se intentó", "rechazado, se reintenta", "agotado"],
)
def test_el_correo_que_no_sale_se_dice(
    cliente: Cliente, obrero: Arriendo, intentos: int, hace: dt.timedelta, dicho: str, estado: str
) -> None:
    momento = ahora()
    db.session.add(
        Salida(
            para="ana@correo.example", asunto="a", texto="t", creada_en=momento - hace, proximo_intento=momento,
            intentos=intentos,
        )
    )  # fmt: skip
    db.session.commit()
    assert cliente.get("/salud").json == {**BIEN, "correo": dicho, "estado": estado}
    db.session.execute(sa.update(Salida).values(enviada_en=momento))
    db.session.commit()
    assert cliente.get("/salud").json == BIEN


def test_si_el_servidor_de_correo_no_toma_ninguno_se_avisa(cliente: Cliente, obrero: Arriendo) -> None:
    """Una dirección mala, o dos, es cosa de cada día; que no entre ninguna de tres es cosa del servidor."""
    momento = ahora()
    for n in range(3):
        assert cliente.get("/salud").json == BIEN
        comun = {"asunto": "a", "texto": "t", "creada_en": momento, "proximo_intento": momento}
        for _veces in range(2):
            db.session.add(Salida(para=f"vecina{n}@correo.example", intentos=2, **comun))
        db.session.commit()
    assert cliente.get("/salud").json == {**BIEN, "correo": "rechazado", "estado": "aviso"}
    db.session.add(Salida(para="otra@correo.example", enviada_en=momento, intentos=1, **comun))
    db.session.commit()
    assert cliente.get("/salud").json == BIEN


@pytest.mark.parametrize("rol", [Rol.ADMINISTRADORA, Rol.PLANIFICADORA, None])
def test_quien_administra_se_entera_al_entrar_de_que_no_sale_el_correo(
    cliente: Cliente, rol: Rol | None
) -> None:
    quien = persona(clave=CLAVE)
    if rol is not None:
        dar_rol(quien, rol)
    correo, dicho, hace = quien.correo, "El correo no está saliendo.", ahora() - TARDANZA * 2
    for sale in (True, False):
        if not sale:
            db.session.add(
                Salida(para="a@b.example", asunto="a", texto="t", creada_en=hace, proximo_intento=hace)
            )
            db.session.commit()
        entra = cliente.enviar("/entrar", {"correo": correo, "clave": CLAVE})
        html = cliente.get(entra.location, follow_redirects=True).get_data(as_text=True)
        assert (dicho in html) is (not sale and rol is Rol.ADMINISTRADORA)
        cliente.enviar("/salir")
