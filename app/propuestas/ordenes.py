"""Órdenes de las propuestas: `recontar`."""

from __future__ import annotations

import click

from app.nucleo import transaccion
from app.propuestas import servicios


@click.command("recontar")
@click.option("--ensayo", is_flag=True, help="Solo dice qué no coincide; no cambia nada.")
def recontar(ensayo: bool) -> None:
    """Vuelve a contar los apoyos y a hacer el índice de las listas desde las filas."""
    with transaccion.escritura():
        halladas = servicios.recontar(corregir=not ensayo)
    for d in halladas:
        click.echo(f"propuesta {d.propuesta_id} · {d.cosa}: decía {d.guardado}, corresponde {d.correcto}")
    if not halladas:
        click.echo("Todo coincide.")
        return
    hecho = "No se cambió nada (ensayo)." if ensayo else "Quedó corregido."
    click.echo(f"{len(halladas)} diferencias. {hecho}")


ORDENES = {"": [recontar]}
