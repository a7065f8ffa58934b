"""Lo que hace el lanzador con `demo` y `servir`: carpeta de datos al día y supervisor en marcha.

Solo usa la biblioteca estándar: lo corre el Python del sistema, que puede ser viejo hasta que se comprueba.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

RAIZ = Path(__file__).resolve().parents[2]
DEMO = RAIZ / "app" / "demo"
MIGRACIONES = RAIZ / "migraciones" / "versions"
PUERTO = 8000


class Falla(Exception):
    """Algo no se puede hacer; el mensaje dice qué pasó y la salida."""


def opciones(argumentos: list[str], con_valor: tuple[str, ...], sin_valor: tuple[str, ...]) -> dict[str, str]:
    """Lee `--opcion valor` y `--opcion=valor`; una que no conoce es una falla que dice cuáles hay."""
    leidas: dict[str, str] = {}
    resto = list(argumentos)
    while resto:
        nombre, igual, valor = resto.pop(0).partition("=")
        if nombre in sin_valor and not igual:
            leidas[nombre[2:]] = "1"
        elif nombre in con_valor and (igual or resto):
            leidas[nombre[2:]] = valor if igual else resto.pop(0)
        else:
            hay = ", ".join(con_valor + sin_valor)
            raise Falla(f"No entiendo «{nombre}» en «demo». Sus opciones: {hay}.")
    return leidas


def numero(texto: str, nombre: str, desde: int, hasta: int) -> int:
    if not texto.isdigit() or not desde <= int(texto) <= hasta:
        raise Falla(f"--{nombre} es un número entre {desde} y {hasta}; llegó «{texto}».")
    return int(texto)


def libre(puerto: int) -> bool:
    with socket.socket() as enchufe:
        enchufe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            enchufe.bind(("127.0.0.1", puerto))
        except OSError:
            return False
        return True


def elegir_puerto(pedido: str | None) -> int:
    if pedido is not None:
        puerto = numero(pedido, "puerto", 1, 65535)
        if not libre(puerto):
            raise Falla(f"El puerto {puerto} está ocupado o no se permite: elige otro con --puerto.")
        return puerto
    for puerto in range(PUERTO, PUERTO + 100):
        if libre(puerto):
            return puerto
    raise Falla("No hay puerto libre entre 8000 y 8099: elige uno con --puerto.")


def suma_de(carpetas: tuple[Path, ...], inicio: str = "") -> str:
    """Cambia cuando cambia algún archivo de las carpetas."""
    suma = hashlib.sha256(inicio.encode())
    for carpeta in carpetas:
        for archivo in sorted(p for p in carpeta.rglob("*") if p.is_file() and p.suffix != ".pyc"):
            suma.update(str(archivo.relative_to(RAIZ)).encode() + archivo.read_bytes())
    return suma.hexdigest()


def al_dia(python: Path, datos: Path, entorno: dict[str, str]) -> None:
    """Migra la base si la última migración aplicada en esta carpeta no es la de este programa."""
    ficha = datos / "migraciones.json"
    actual = suma_de((MIGRACIONES,), entorno.get("RUMBO_BASE", ""))
    with contextlib.suppress(OSError, ValueError, KeyError):
        guardada = json.loads(ficha.read_text(encoding="utf-8"))
        if guardada["suma"] == actual and (guardada["fuera"] or (datos / "rumbo.sqlite3").exists()):
            return
    decir("Pongo la base de datos al día …")
    aplicacion(python, ["base", "migrar"], entorno)
    fuera = not (datos / "rumbo.sqlite3").exists()
    ficha.write_text(json.dumps({"suma": actual, "fuera": fuera}), encoding="utf-8")


def demo(python: Path, argumentos: list[str], preparar: Callable[[], None]) -> None:
    """Prepara la ciudad de demostración la primera vez, y la sirve."""
    dadas = opciones(argumentos, ("--puerto", "--datos", "--escala"), ("--sin-servir",))
    escala = numero(dadas.get("escala", "1"), "escala", 1, 100_000)
    puerto = None if "sin-servir" in dadas else elegir_puerto(dadas.get("puerto"))
    preparar()
    datos = carpeta_de_la_demo(dadas.get("datos"))
    try:
        datos.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not (datos / "rumbo.env").exists():
            shutil.copyfile(DEMO / "ciudad" / "rumbo.env", datos / "rumbo.env")
        mensaje = cargar_demo(python, datos, escala)
    except OSError as falla:
        raise Falla(f"No puedo usar la carpeta {datos} ({falla.strerror}): elige otra con --datos.") from falla
    decir(mensaje)
    if puerto is None:
        decir(f"La ciudad de demostración está lista en {datos}.")
        return
    _supervisar(python, ["--puerto", str(puerto)], entorno_demo(datos))


def carpeta_de_la_demo(pedida: str | None) -> Path:
    """La que se pide o `datos-demo`; nunca la de RUMBO_DATOS: la ciudad inventada no cae en la de verdad."""
    datos = Path(pedida or RAIZ / "datos-demo").expanduser().resolve()
    if any(os.environ.get(clave) for clave in ("RUMBO_DATOS", "RUMBO_BASE")):
        decir(f"Los ajustes RUMBO_… son de tu ciudad; la demostración va aparte, en {datos}.")
    return datos


def entorno_demo(datos: Path) -> dict[str, str]:
    """Sin los ajustes de la ciudad: ni su base, ni su servidor de correo. Los suyos, en su rumbo.env."""
    ajeno = {clave: valor for clave, valor in os.environ.items() if not clave.startswith("RUMBO_")}
    return {**ajeno, "RUMBO_DATOS": str(datos), "RUMBO_DEMOSTRACION": "1"}


def cargar_demo(python: Path, datos: Path, escala: int) -> str:
    """Migra y carga la ciudad si algo cambió desde la última vez; devuelve las cuentas para entrar."""
    ficha = datos / "demo.json"
    actual = suma_de((MIGRACIONES, DEMO), str(escala))
    with contextlib.suppress(OSError, ValueError, KeyError):
        guardada = json.loads(ficha.read_text(encoding="utf-8"))
        if guardada["suma"] == actual and (datos / "rumbo.sqlite3").exists():
            return str(guardada["mensaje"])
    decir(f"Preparo la ciudad de demostración en {datos} …")
    entorno = entorno_demo(datos)
    al_dia(python, datos, entorno)
    decir(aplicacion(python, ["demo", "cargar", "--escala", str(escala)], entorno))
    mensaje = aplicacion(python, ["demo", "cuentas"], entorno)
    guardado = json.dumps({"suma": actual, "mensaje": mensaje}, ensure_ascii=False)
    ficha.unlink(missing_ok=True)
    with os.fdopen(os.open(ficha, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as archivo:
        archivo.write(guardado)  # lleva las claves de la demostración: solo la lee su dueño
    return mensaje


def aplicacion(python: Path, orden: list[str], entorno: dict[str, str]) -> str:
    """Corre una orden de la aplicación y devuelve lo que escribió; el avance se ve mientras tanto."""
    hecho = subprocess.run(  # noqa: S603
        [str(python), "-m", "app", *orden],
        env=entorno,
        cwd=RAIZ,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if hecho.returncode:
        if hecho.stdout.strip():
            decir(hecho.stdout.strip())
        raise Falla("Falló «{}»; la causa está en las líneas de arriba.".format(" ".join(orden)))
    return hecho.stdout.strip()


def servir(python: Path, argumentos: list[str]) -> None:
    """Pone la base al día si hace falta y sirve la ciudad."""
    datos = Path(os.environ.get("RUMBO_DATOS", RAIZ / "datos")).resolve()
    al_dia(python, datos, dict(os.environ))
    _supervisar(python, argumentos, dict(os.environ))


def _supervisar(python: Path, argumentos: list[str], entorno: dict[str, str]) -> NoReturn:
    """Este proceso se convierte en el supervisor: las señales le llegan a él directamente."""
    os.chdir(RAIZ)
    os.execve(python, [str(python), "-m", "app.operacion.servidor", *argumentos], entorno)  # noqa: S606


def decir(texto: str) -> None:
    """Una línea para quien opera, en la salida de errores."""
    sys.stderr.write(texto + "\n")
    sys.stderr.flush()
