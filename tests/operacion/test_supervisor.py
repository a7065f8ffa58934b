"""El supervisor con procesos de verdad: muertes, recarga, cierre y puertos."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.operacion.medir import base
from app.operacion.medir.lentos import Lentos, sondear
from tests.operacion.servicio import Servicio, hasta

pytestmark = pytest.mark.carga


@pytest.fixture
def entorno(tmp_path: Path) -> dict[str, str]:
    base.sembrar(base.url_sqlite(tmp_path), 100)
    return {"RUMBO_MEDIR_BASE": base.url_sqlite(tmp_path), "SALIDA": str(tmp_path / "salida.txt")}


@pytest.fixture
def servicio(entorno: dict[str, str]) -> Iterator[Servicio]:
    with Servicio(entorno, "--procesos", "2", "--sin-obrero") as servicio:
        yield servicio


def _vivo(pid: int) -> bool:
    estado = Path(f"/proc/{pid}/stat")
    try:
        return estado.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_un_proceso_muerto_de_golpe_se_repone_y_nadie_lo_nota(servicio: Servicio) -> None:
    victima = servicio.hijos()[0]
    os.kill(victima, signal.SIGKILL)
    assert [servicio.estado() for _ in range(20)] == [200] * 20
    hasta(lambda: len(servicio.hijos()) == 2 and victima not in servicio.hijos())
    assert "lo repongo" in servicio.dicho()


def test_si_el_supervisor_muere_de_golpe_no_quedan_huerfanos(servicio: Servicio) -> None:
    hijos = servicio.hijos()
    assert len(hijos) == 2
    servicio.proceso.kill()
    servicio.proceso.wait()
    hasta(lambda: not any(_vivo(hijo) for hijo in hijos))


def test_sighup_cambia_los_procesos_sin_dejar_de_responder(servicio: Servicio) -> None:
    antes = set(servicio.hijos())
    servicio.proceso.send_signal(signal.SIGHUP)
    estados = []
    while "Recarga terminada" not in servicio.dicho():
        estados.append(servicio.estado())
    hasta(lambda: not any(_vivo(hijo) for hijo in antes))
    estados.append(servicio.estado())
    assert set(estados) == {200}
    hasta(lambda: len(servicio.hijos()) == 2)


def test_si_la_version_nueva_no_arranca_sigue_la_anterior(entorno: dict[str, str], tmp_path: Path) -> None:
    codigo = tmp_path / "version_en_prueba.py"
    codigo.write_text("from app.operacion.medir.base import crear\n")
    con_ruta = {**entorno, "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    with Servicio(con_ruta, "--procesos", "2", "--sin-obrero", objetivo="version_en_prueba:crear") as servicio:
        antes = set(servicio.hijos())
        codigo.write_text("raise RuntimeError('versión rota')\n")
        servicio.proceso.send_signal(signal.SIGHUP)
        hasta(lambda: "sigue sirviendo la anterior" in servicio.dicho())
        hasta(lambda: set(servicio.hijos()) == antes)
        assert servicio.estado() == 200


def test_los_procesos_de_una_version_rota_pueden_morir_a_la_vez(
    entorno: dict[str, str], tmp_path: Path
) -> None:
    """El supervisor encuentra dos muertos de la versión nueva en la misma vuelta, y sigue en pie."""
    codigo, orden = tmp_path / "version_en_prueba.py", tmp_path / "orden"
    codigo.write_text("from app.operacion.medir.base import crear\n")
    con_ruta = {**entorno, "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    with Servicio(con_ruta, "--procesos", "2", "--sin-obrero", objetivo="version_en_prueba:crear") as servicio:
        antes = set(servicio.hijos())
        codigo.write_text(
            "import pathlib, time\n"
            f"while not pathlib.Path({str(orden)!r}).exists():\n"
            "    time.sleep(0.02)\n"
            "raise RuntimeError('versión rota')\n"
        )
        servicio.proceso.send_signal(signal.SIGHUP)
        hasta(lambda: len(servicio.hijos()) == 4)
        nuevos = set(servicio.hijos()) - antes
        servicio.proceso.send_signal(signal.SIGSTOP)
        orden.touch()
        hasta(lambda: not any(_vivo(hijo) for hijo in nuevos))
        servicio.proceso.send_signal(signal.SIGCONT)
        hasta(lambda: "sigue sirviendo la anterior" in servicio.dicho())
        hasta(lambda: set(servicio.hijos()) == antes)
        time.sleep(0.3)
        assert servicio.proceso.poll() is None
        assert servicio.estado() == 200


def test_sigterm_termina_la_peticion_empezada(servicio: Servicio) -> None:
    recibido = bytearray()
    with socket.create_connection(("127.0.0.1", servicio.puerto), timeout=20) as enchufe:
        enchufe.sendall(b"GET /grande HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        recibido += enchufe.recv(1000)
        servicio.proceso.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        while parte := enchufe.recv(65536):
            recibido += parte
    cabeceras, _, cuerpo = bytes(recibido).partition(b"\r\n\r\n")
    largo = next(x for x in cabeceras.lower().split(b"\r\n") if x.startswith(b"content-length"))
    assert len(cuerpo) == int(largo.split(b":")[1])
    assert servicio.proceso.wait(20) == 0


def test_responde_con_80_clientes_lentos(servicio: Servicio) -> None:
    with Lentos(servicio.puerto, cabeceras=20, cuerpos=20, lectores=40, ruta="/grande"):
        time.sleep(1.5)
        tiempos = sorted(sondear(servicio.puerto, veces=20))
    # El plazo holgado distingue «responde» de «bloqueado»; la cifra la da `rumbo medir`.
    assert tiempos[-1] < 5000


def test_un_puerto_ocupado_se_rechaza_con_la_salida(entorno: dict[str, str], tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as ocupado:
        puerto = ocupado.getsockname()[1]
        otro = Servicio({**entorno, "SALIDA": str(tmp_path / "otra.txt")}, "--puerto", str(puerto))
        assert otro.proceso.wait(20) == 1
    assert "ya está en uso" in otro.dicho()
    assert "--puerto" in otro.dicho()


def test_una_aplicacion_que_no_arranca_termina_con_error(entorno: dict[str, str]) -> None:
    roto = Servicio(entorno, objetivo="app.operacion.vida:no_existe")
    assert roto.proceso.wait(30) == 1
    assert "La aplicación no arrancó" in roto.dicho()


def test_muchos_piden_a_la_vez_mientras_mueren_procesos(servicio: Servicio) -> None:
    """Solo pueden fallar las peticiones que el proceso muerto tenía entre manos; el resto responde."""
    estados: list[int] = []

    def pedir() -> None:
        for _ in range(25):
            try:
                estados.append(servicio.estado())
            except OSError:
                estados.append(0)

    hilos = [threading.Thread(target=pedir) for _ in range(4)]
    for hilo in hilos:
        hilo.start()
    os.kill(servicio.hijos()[0], signal.SIGKILL)
    for hilo in hilos:
        hilo.join()
    assert len(estados) == 100
    assert estados.count(200) >= 96
