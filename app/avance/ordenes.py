"""Órdenes del avance: traer y sacar las tablas largas de un plan."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from app.avance.reglas.tablas import FORMAS
from app.nucleo.tablas import TIPOS, a_csv, a_json, a_xlsx
from app.plan import tablas
from app.plan.ordenes import pide_tabla, plan_de, traer_archivo

_QUE_ES = {
    "indicadores": "los indicadores de un plan",
    "metas": "las metas de los indicadores",
    "mediciones": "los valores medidos de los indicadores",
    "hitos": "los hitos de los elementos de un plan",
    "avances": "los avances dichos de los elementos de un plan",
    "montos": "el dinero de un plan por año y momento",
}


def _orden_de_traer(clase: str) -> click.Command:
    @pide_tabla
    @with_appcontext
    def orden(archivo: Path, clave: str, ensayo: bool, motivo: str) -> None:
        traer_archivo(archivo, clave, ensayo, motivo, clase)

    columnas = ", ".join(c.columna for c in FORMAS[clase].campos)
    ayuda = f"Trae {_QUE_ES[clase]} (CSV o XLSX). Todo o nada; nunca borra.\n\nColumnas: {columnas}."
    return click.command(clase, help=ayuda)(orden)


def _orden_de_sacar(clase: str) -> click.Command:
    @click.argument("clave")
    @click.argument("archivo", required=False, type=click.Path(dir_okay=False, path_type=Path))
    @with_appcontext
    def orden(clave: str, archivo: Path | None) -> None:
        tabla = tablas.todas()[clase].exportar(plan_de(clave))
        formato = archivo.suffix.lstrip(".").lower() if archivo else "csv"
        if formato not in TIPOS:
            raise click.UsageError(f"El archivo termina en .{', .'.join(TIPOS)}.")
        if archivo is None:
            click.echo("".join(a_csv(tabla)).removeprefix("\ufeff"), nl=False)
            return
        escrito = {
            "csv": lambda t: "".join(a_csv(t)).encode(),
            "json": lambda t: a_json(t).encode(),
            "xlsx": a_xlsx,
        }
        archivo.write_bytes(escrito[formato](tabla))
        click.echo(f"{archivo}: {len(list(tabla.filas))} filas.")

    ayuda = (
        f"Saca {_QUE_ES[clase]}, con la forma en que se traen.\n\nCLAVE es la parte final de la dirección del "
        "plan. ARCHIVO termina en .csv, .json o .xlsx; sin él, CSV a la pantalla."
    )
    return click.command(clase, help=ayuda)(orden)


ORDENES = {
    "importar": [_orden_de_traer(c) for c in FORMAS if c != "indicadores"],
    "exportar": [_orden_de_sacar(c) for c in FORMAS],
}
"""`importar indicadores` también lee la carpeta de otro sistema: está más arriba, en la importación."""
