"""Órdenes del técnico: poner la base al día, servir y medir."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import flask_migrate
from flask import current_app

from app.extensiones import db
from app.operacion import servidor, traducciones
from app.operacion.capturas import capturas
from app.operacion.cluster import NoHayPostgreSQL
from app.propuestas import buscable, facetas


@click.command("servir", help="Sirve la ciudad en esta máquina.")
@click.option("--puerto", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--direccion", default="127.0.0.1", show_default=True, help="IP en la que se escucha.")
@click.option("--procesos", type=click.IntRange(1, 64), default=os.cpu_count() or 1, show_default=True)
def servir(puerto: int, direccion: str, procesos: int) -> None:
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


@click.command("migrar", help="Pone la base de datos al día; repetirla no cambia nada.")
def migrar() -> None:
    with _turno(current_app.config["DATOS"]):
        flask_migrate.upgrade()
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


def _medida(que: str, ayuda: str) -> click.Command:
    @click.command(que, help=ayuda)
    @click.option("--filas", type=click.IntRange(100, 10_000_000), default=10_000, show_default=True)
    @click.option("--motor", type=click.Choice(["sqlite", "postgresql"]), default="sqlite", show_default=True)
    @click.option("--segundos", type=click.FloatRange(1, 120), default=4, show_default=True, help="Por vuelta.")
    @click.option("--json", "en_json", is_flag=True, help="Cifras para un programa.")
    def orden(filas: int, motor: str, segundos: float, en_json: bool) -> None:
        from app.operacion.medir import banco, corrida, informe

        # Si la orden se corta, los servidores y la base de usar y tirar también se van.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        try:
            cifras = corrida.medir(
                corrida.Pedido(que, filas, motor, segundos), lambda texto: click.echo(texto, err=True)
            )
        except (banco.NoSePuedeMedir, NoHayPostgreSQL) as falla:
            raise click.ClickException(str(falla)) from falla
        click.echo(json.dumps(cifras, ensure_ascii=False, indent=1) if en_json else informe.texto(cifras))
        if cifras.get("escala", {}).get("recorre"):
            sys.exit(1)

    return orden


@click.command("padron", help="Cómo atiende el sitio mientras entra un padrón grande.")
@click.option("--filas", type=click.IntRange(1_000, 10_000_000), default=1_000_000, show_default=True)
@click.option("--motor", type=click.Choice(["sqlite", "postgresql"]), default="sqlite", show_default=True)
@click.option("--json", "en_json", is_flag=True, help="Cifras para un programa.")
def medir_padron(filas: int, motor: str, en_json: bool) -> None:
    from app.operacion.medir import banco, padron

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        cifras = padron.medir(padron.Pedido(filas, motor), lambda texto: click.echo(texto, err=True))
    except (banco.NoSePuedeMedir, NoHayPostgreSQL) as falla:
        raise click.ClickException(str(falla)) from falla
    click.echo(json.dumps(cifras, ensure_ascii=False, indent=1) if en_json else padron.texto(cifras))


@click.command("busqueda", help="Cuánto cuesta buscar y sugerir parecidas.")
@click.option("--filas", type=click.IntRange(1_000, 10_000_000), default=100_000, show_default=True)
@click.option("--motor", type=click.Choice(["sqlite", "postgresql"]), default="sqlite", show_default=True)
@click.option("--json", "en_json", is_flag=True, help="Cifras para un programa.")
def medir_busqueda(filas: int, motor: str, en_json: bool) -> None:
    from app.operacion.medir import banco, busqueda

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        cifras = busqueda.medir(busqueda.Pedido(filas, motor), lambda texto: click.echo(texto, err=True))
    except (banco.NoSePuedeMedir, NoHayPostgreSQL) as falla:
        raise click.ClickException(str(falla)) from falla
    click.echo(json.dumps(cifras, ensure_ascii=False, indent=1) if en_json else busqueda.texto(cifras))


ARCHIVO = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("parecidas", help="Cuántos duplicados que agrupó Valladolid hallan las parecidas.")
@click.option(
    "--valladolid", "archivo", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--motor", type=click.Choice(["sqlite", "postgresql"]), default="sqlite", show_default=True)
def medir_parecidas(archivo: Path, motor: str) -> None:
    from app.operacion.medir import acierto, banco

    try:
        click.echo(acierto.correr(archivo, motor))
    except (banco.NoSePuedeMedir, NoHayPostgreSQL) as falla:
        raise click.ClickException(str(falla)) from falla


@click.command("auditoria", help="Cuánto tarda sellar y verificar muchos hechos.")
@click.option("--filas", type=click.IntRange(1_000, 10_000_000), default=100_000, show_default=True)
@click.option("--motor", type=click.Choice(["sqlite", "postgresql"]), default="sqlite", show_default=True)
@click.option("--json", "en_json", is_flag=True, help="Cifras para un programa.")
def medir_auditoria(filas: int, motor: str, en_json: bool) -> None:
    from app.operacion.medir import banco, sellado

    try:
        cifras = sellado.medir(filas, motor, lambda texto: click.echo(texto, err=True))
    except (banco.NoSePuedeMedir, NoHayPostgreSQL) as falla:
        raise click.ClickException(str(falla)) from falla
    click.echo(json.dumps(cifras, ensure_ascii=False, indent=1) if en_json else sellado.texto(cifras))


@click.command("matriz", help="Cuánto cuesta la matriz de quien planifica: 300 elementos × 130 lugares.")
@click.option("--filas", type=click.IntRange(1_000, 10_000_000), default=100_000, show_default=True)
@click.option("--motor", type=click.Choice(["sqlite", "postgresql"]), default="sqlite", show_default=True)
@click.option("--json", "en_json", is_flag=True, help="Cifras para un programa.")
def medir_matriz(filas: int, motor: str, en_json: bool) -> None:
    from app.operacion.medir import banco, matriz

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        cifras = matriz.medir(matriz.Pedido(filas, motor), lambda texto: click.echo(texto, err=True))
    except (banco.NoSePuedeMedir, NoHayPostgreSQL) as falla:
        raise click.ClickException(str(falla)) from falla
    click.echo(json.dumps(cifras, ensure_ascii=False, indent=1) if en_json else matriz.texto(cifras))


MEDIDAS = [
    _medida("listas", "Cuánto cuesta la lista de propuestas, junto a una desnuda y a la de mil propuestas."),
    _medida("ficha", "Cuánto cuesta la página de una propuesta."),
    _medida("apoyos", "Cuánto cuesta apoyar, con muchas personas a la vez."),
    _medida("hilo", "Cuánto cuesta leer una conversación de 5.000 comentarios (hay 3 más por fila)."),
    medir_auditoria,
    medir_padron,
    medir_busqueda,
    medir_matriz,
    medir_parecidas,
]

ORDENES: dict[str, list[click.Command]] = {
    "": [servir, al_dia_traducciones, capturas],
    "base": [migrar],
    "medir": MEDIDAS,
}
