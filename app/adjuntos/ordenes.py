"""Órdenes de los adjuntos: `adjuntos limpiar`, `adjuntos comprobar`."""

from __future__ import annotations

import click

from app.adjuntos import mantenimiento


@click.command("limpiar", help="Borra lo subido y nunca usado de hace más de 48 horas, y archivos sin dueño.")
def limpiar() -> None:
    hecho = mantenimiento.barrer()
    click.echo(f"Subidas sin usar borradas: {hecho.sueltos}. Archivos sin dueño borrados: {hecho.archivos}.")


@click.command("comprobar", help="Mira que el archivo de cada adjunto esté en el disco y sea el que se guardó.")
def comprobar() -> None:
    danios = 0
    for clave, defecto in mantenimiento.danios():
        danios += 1
        click.echo(f"{clave}: {defecto}")
    if danios:
        raise click.ClickException(
            f"{danios} adjuntos con daños. Recupera la carpeta «subidas» de la última copia de seguridad."
        )
    click.echo("Todos los adjuntos están en su sitio.")


ORDENES = {"adjuntos": [limpiar, comprobar]}
