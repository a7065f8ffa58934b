"""Órdenes de las propuestas: `recontar` y `buscar rehacer`."""

from __future__ import annotations

import click

from app.nucleo import transaccion
from app.participacion import servicios as participacion
from app.propuestas import buscable, servicios


def _decir(cual: str, cosa: str, guardado: str, correcto: str) -> str:
    return f"{cual} · {cosa}: decía {guardado}, corresponde {correcto}"


@click.command("recontar")
@click.option("--ensayo", is_flag=True, help="Solo dice qué no coincide; no cambia nada.")
def recontar(ensayo: bool) -> None:
    """Vuelve a contar comentarios y apoyos, y a hacer el índice de las listas, desde las filas."""
    with transaccion.escritura():
        conversaciones = participacion.recontar(corregir=not ensayo)
    with transaccion.escritura():
        propuestas = servicios.recontar(corregir=not ensayo)
    halladas = [_decir(f"conversación {d.id}", d.cosa, d.guardado, d.correcto) for d in conversaciones]
    halladas += [_decir(f"propuesta {d.propuesta_id}", d.cosa, d.guardado, d.correcto) for d in propuestas]
    for linea in halladas:
        click.echo(linea)
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
