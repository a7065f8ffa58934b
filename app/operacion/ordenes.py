"""Órdenes del técnico: poner la base al día, servir y medir."""

from __future__ import annotations

import os

import click
import flask_migrate

from app.extensiones import db
from app.operacion import servidor


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


@click.command("migrar", help="Pone la base de datos al día; repetirla no cambia nada.")
def migrar() -> None:
    flask_migrate.upgrade()
    donde = db.engine.url.render_as_string(hide_password=True)
    click.echo(f"La base está al día: {donde}")


ORDENES: dict[str, list[click.Command]] = {"": [servir], "base": [migrar]}
