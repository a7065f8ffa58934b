"""Órdenes de la conversación: `recontar-comentarios`."""

from __future__ import annotations

import click

from app.nucleo import transaccion
from app.participacion import servicios


@click.command("recontar-comentarios")
@click.option("--ensayo", is_flag=True, help="Solo dice qué no coincide; no cambia nada.")
def recontar(ensayo: bool) -> None:
    """Vuelve a contar comentarios, respuestas y votos desde las filas."""
    with transaccion.escritura():
        halladas = servicios.recontar(corregir=not ensayo)
    for d in halladas:
        click.echo(f"{d.id} · {d.cosa}: decía {d.guardado}, corresponde {d.correcto}")
    if not halladas:
        click.echo("Todo coincide.")
        return
    hecho = "No se cambió nada (ensayo)." if ensayo else "Quedó corregido."
    click.echo(f"{len(halladas)} diferencias. {hecho}")


ORDENES: dict[str, list[click.Command]] = {"": [recontar]}
