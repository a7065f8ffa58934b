"""Órdenes del técnico: poner la base al día, servir y medir."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import click
import flask_migrate
from flask import current_app

from app.extensiones import db
from app.operacion import servidor, traducciones
from app.operacion.capturas import capturas
from app.operacion.cluster import NoHayPostgreSQL
from app.propuestas import buscable, facetas

Orden = TypeVar("Orden", bound=Callable[..., Any])


@click.command("servir")
@click.option(
    "--puerto", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Puerto en el que atiende."
)
@click.option(
    "--direccion",
    metavar="IP",
    default="127.0.0.1",
    show_default=True,
    help="Dónde se escucha; con 0.0.0.0, en toda la red.",
)
@click.option(
    "--procesos",
    type=click.IntRange(1, 64),
    default=os.cpu_count() or 1,
    show_default=True,
    help="Cuántos atienden; conviene uno por núcleo.",
)
def servir(puerto: int, direccion: str, procesos: int) -> None:
    """Sirve tu ciudad en esta máquina hasta que la pares con Ctrl-C.

    Usa la carpeta ./datos, o la que diga RUMBO_DATOS. Antes de abrir el puerto instala lo que cambió y pone la
    base al día. Para que arranque con la máquina, y detrás de HTTPS: docs/operacion.md.
    """
    try:
        codigo = servidor.supervisar(servidor.Servicio(direccion, puerto, procesos))
    except servidor.NoArranca as falla:
        raise click.ClickException(str(falla)) from falla
    raise SystemExit(codigo)


@contextmanager
def _turno(carpeta: Path) -> Iterator[None]:
    """Dos órdenes a la vez sobre la misma carpeta de datos migran una después de otra."""
    carpeta.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(carpeta, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _cerrar_a_los_demas() -> None:
    """Una base de SQLite creada por una versión anterior deja de poder leerla cualquiera de esta máquina."""
    archivo = db.engine.url.database if db.engine.dialect.name == "sqlite" else None
    for ruta in (Path(f"{archivo}{final}") for final in ("", "-wal", "-shm") if archivo):
        if ruta.exists():
            ruta.chmod(ruta.stat().st_mode & ~0o007)


@click.command("migrar", help="Crea la base de datos si falta y la pone al día; repetirla no cambia nada.")
def migrar() -> None:
    with _turno(current_app.config["DATOS"]):
        flask_migrate.upgrade()
        _cerrar_a_los_demas()
        puestas = buscable.llenar_si_falta()
        contadas = facetas.contar_si_falta()
    if puestas:
        click.echo(f"Índice de la búsqueda: {puestas} propuestas.")
    if contadas:
        click.echo(f"Cifras de los tableros: {contadas} propuestas.")
    donde = db.engine.url.render_as_string(hide_password=True)
    click.echo(f"La base está al día: {donde}")


@click.command("traducciones", help="Pone al día los catálogos de la interfaz y dice qué falta.")
@click.option("--revisar", is_flag=True, help="Solo mira: no escribe.")
def al_dia_traducciones(revisar: bool) -> None:
    hacer = traducciones.revisar if revisar else traducciones.actualizar
    for estado in map(hacer, traducciones.IDIOMAS):
        click.echo(f"{estado.idioma}: {estado.total} mensajes, {len(estado.faltan)} sin traducir")
        for clase, mensajes in (("dudoso", estado.dudosos), ("marcas que no casan", estado.rotos)):
            for mensaje in mensajes:
                click.echo(f"  {clase}: {mensaje[:90]}")


def _filas(cuantas: int, desde: int = 1_000) -> Callable[[Orden], Orden]:
    return click.option(
        "--filas",
        type=click.IntRange(desde, 10_000_000),
        default=cuantas,
        show_default=True,
        help="Tamaño de la base de usar y tirar que se mide.",
    )


@contextmanager
def _sin_traza() -> Iterator[None]:
    """Lo que impide medir se dice en una frase."""
    from app.operacion.medir import banco

    try:
        yield
    except (banco.NoSePuedeMedir, NoHayPostgreSQL) as falla:
        raise click.ClickException(str(falla)) from falla


_motor = click.option(
    "--motor",
    type=click.Choice(["sqlite", "postgresql"]),
    default="sqlite",
    show_default=True,
    help="Con qué base; PostgreSQL tiene que estar instalado, y se arranca uno aparte.",
)
_en_json = click.option("--json", "en_json", is_flag=True, help="Cifras para un programa.")


def _medida(que: str, ayuda: str) -> click.Command:
    @click.command(que, help=ayuda)
    @_filas(10_000, desde=100)
    @_motor
    @click.option(
        "--segundos",
        type=click.FloatRange(1, 120),
        default=4,
        show_default=True,
        help="Cuánto dura cada vuelta.",
    )
    @_en_json
    def orden(filas: int, motor: str, segundos: float, en_json: bool) -> None:
        from app.operacion.medir import corrida, informe

        # Si la orden se corta, los servidores y la base de usar y tirar también se van.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        with _sin_traza():
            cifras = corrida.medir(
                corrida.Pedido(que, filas, motor, segundos), lambda texto: click.echo(texto, err=True)
            )
        click.echo(json.dumps(cifras, ensure_ascii=False, indent=1) if en_json else informe.texto(cifras))
        if cifras.get("escala", {}).get("recorre"):
            sys.exit(1)

    return orden


def _medida_propia(que: str, ayuda: str, modulo: str, filas: int = 100_000) -> click.Command:
    """Una medida con su propio módulo: cuántas filas, con qué base y las cifras al final."""

    @click.command(que, help=ayuda)
    @_filas(filas)
    @_motor
    @_en_json
    def orden(filas: int, motor: str, en_json: bool) -> None:
        medida = import_module(f"app.operacion.medir.{modulo}")
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        with _sin_traza():
            cifras = medida.medir(filas, motor, lambda texto: click.echo(texto, err=True))
        click.echo(json.dumps(cifras, ensure_ascii=False, indent=1) if en_json else medida.texto(cifras))

    return orden


def _medida_con_archivo(que: str, ayuda: str, modulo: str, opcion: str, cual: str) -> click.Command:
    """Una medida que lee datos abiertos de verdad."""

    @click.command(que, help=ayuda)
    @click.option(
        opcion,
        "archivo",
        required=True,
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help=cual,
    )
    @_motor
    def orden(archivo: Path, motor: str) -> None:
        medida = import_module(f"app.operacion.medir.{modulo}")
        with _sin_traza():
            click.echo(medida.correr(archivo, motor))

    return orden


MEDIDAS = [
    _medida("listas", "Cuánto cuesta la lista de propuestas, junto a una desnuda y a la de mil propuestas."),
    _medida("ficha", "Cuánto cuesta la página de una propuesta."),
    _medida("apoyos", "Cuánto cuesta apoyar, con muchas personas a la vez."),
    _medida("hilo", "Cuánto cuesta leer una conversación de 5.000 comentarios (hay 3 más por fila)."),
    _medida_propia("auditoria", "Cuánto tarda sellar y verificar muchos hechos.", "sellado"),
    _medida_propia("padron", "Cómo atiende el sitio mientras entra un padrón grande.", "padron", 1_000_000),
    _medida_propia("busqueda", "Cuánto cuesta buscar y sugerir parecidas.", "busqueda"),
    _medida_propia(
        "matriz", "Cuánto cuesta la matriz de quien planifica: 300 elementos × 130 lugares.", "matriz"
    ),
    _medida_con_archivo(
        "parecidas",
        "Cuántos duplicados que agrupó Valladolid hallan las parecidas.",
        "acierto",
        "--valladolid",
        "El JSON de propuestas de sus datos abiertos.",
    ),
    _medida_con_archivo(
        "ortografia",
        "Cuánto tarda «¿Quisiste decir…?» y cuánto acierta, con palabras de verdad.",
        "ortografia",
        "--decide-madrid",
        "El CSV de propuestas de sus datos abiertos (2024-2025).",
    ),
]

ORDENES: dict[str, list[click.Command]] = {
    "": [servir, al_dia_traducciones, capturas],
    "base": [migrar],
    "medir": MEDIDAS,
}
