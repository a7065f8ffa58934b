"""Órdenes de las propuestas: `recontar` y `buscar rehacer`."""

from __future__ import annotations

import click

from app.nucleo import transaccion
from app.propuestas import buscable, servicios


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


@click.command("rehacer")
def rehacer() -> None:
    """Hace otra vez el índice de la búsqueda desde las propuestas, mientras el sitio atiende."""
    with click.progressbar(length=buscable.cuantas(), label="Indexando ") as barra:
        total = buscable.llenar(barra.update)
    click.echo(f"{total} propuestas miradas; el índice está completo.")


ORDENES = {"": [recontar], "buscar": [rehacer]}
