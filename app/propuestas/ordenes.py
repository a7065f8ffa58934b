"""Órdenes de las propuestas: `recontar` y `buscar rehacer`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from app.nucleo import transaccion
from app.participacion import servicios as participacion
from app.propuestas import buscable, servicios
from app.propuestas.reglas.cifras import anio_y_mes


def _decir(cual: str, cosa: str, guardado: str, correcto: str) -> str:
    return f"{cual} · {cosa}: decía {guardado}, corresponde {correcto}"


CIFRAS_A_LA_VISTA = 20


def _decir_cifras(halladas: Sequence[servicios.Descuadre]) -> list[str]:
    """Un cruce por línea, los primeros; los demás solo se cuentan."""
    lineas = []
    for d in halladas[:CIFRAS_A_LA_VISTA]:
        elemento, territorio, mes, estado, proceso = d.clave
        anio, numero = anio_y_mes(mes)
        cual = f"cifra elemento {elemento} territorio {territorio} {anio}-{numero:02d} proceso {proceso}"
        lineas.append(_decir(cual, f"estado {estado}", str(d.guardado), str(d.correcto)))
    if len(halladas) > CIFRAS_A_LA_VISTA:
        lineas.append(f"… y {len(halladas) - CIFRAS_A_LA_VISTA} cifras más")
    return lineas


@click.command("recontar")
@click.option("--ensayo", is_flag=True, help="Solo dice qué no coincide; no cambia nada.")
def recontar(ensayo: bool) -> None:
    """Vuelve a contar comentarios y apoyos, y a hacer el índice de las listas y las cifras, desde las filas."""
    with transaccion.escritura():
        conversaciones = participacion.recontar(corregir=not ensayo)
    with transaccion.escritura():
        propuestas = servicios.recontar(corregir=not ensayo)
    with transaccion.escritura():
        cifras = servicios.recontar_cifras(corregir=not ensayo)
    halladas = [_decir(f"conversación {d.id}", d.cosa, d.guardado, d.correcto) for d in conversaciones]
    halladas += [_decir(f"propuesta {d.propuesta_id}", d.cosa, d.guardado, d.correcto) for d in propuestas]
    for linea in [*halladas, *_decir_cifras(cifras)]:
        click.echo(linea)
    if not halladas and not cifras:
        click.echo("Todo coincide.")
        return
    hecho = "No se cambió nada (ensayo)." if ensayo else "Quedó corregido."
    click.echo(f"{len(halladas) + len(cifras)} diferencias. {hecho}")


@click.command("rehacer")
def rehacer() -> None:
    """Hace otra vez el índice de la búsqueda desde las propuestas, mientras el sitio atiende."""
    with click.progressbar(length=buscable.cuantas(), label="Indexando ") as barra:
        total = buscable.llenar(barra.update)
    click.echo(f"{total} propuestas miradas; el índice está completo.")


ORDENES = {"": [recontar], "buscar": [rehacer]}
