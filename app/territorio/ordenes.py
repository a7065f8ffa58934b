"""Órdenes del territorio: `importar geojson`, `importar territorios`, `importar poblacion`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from app.nucleo import transaccion
from app.territorio import servicios
from app.territorio.errores import ImportacionRechazada

Resultado = TypeVar("Resultado")
MAXIMO_ERRORES = 50

_archivo = click.argument("archivo", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_ensayo = click.option("--ensayo", is_flag=True, help="Dice lo que haría y no cambia nada.")


@click.command("geojson")
@_archivo
@click.option("--nivel", help="Nivel de los lugares (distrito, barrio…), si el archivo no lo dice.")
@click.option("--padre", help="Código del lugar que los contiene; si falta, se busca por su posición.")
@click.option("--nombre", help="Propiedad que trae el nombre, si no es la habitual.")
@click.option("--codigo", help="Propiedad que trae el código; sin ella se deriva del nombre.")
@_ensayo
def geojson(
    *, archivo: Path, nivel: str | None, padre: str | None, nombre: str | None, codigo: str | None, ensayo: bool
) -> None:
    """Lugares con su forma, de un archivo GeoJSON."""
    propiedades = servicios.Propiedades(nombre, codigo)
    informe = _importar(
        archivo,
        ensayo,
        lambda datos, avanzar: servicios.importar_geojson(
            datos, nivel=nivel, padre=padre, propiedades=propiedades, ensayo=ensayo, avanzar=avanzar
        ),
    )
    _contar_lugares(informe, ensayo)


@click.command("territorios")
@_archivo
@_ensayo
def territorios(archivo: Path, ensayo: bool) -> None:
    """Lugares sin forma, de una tabla CSV: codigo,nombre,nivel,padre."""
    informe = _importar(
        archivo,
        ensayo,
        lambda datos, avanzar: servicios.importar_territorios(datos, ensayo=ensayo, avanzar=avanzar),
    )
    _contar_lugares(informe, ensayo)


@click.command("poblacion")
@_archivo
@_ensayo
def poblacion(archivo: Path, ensayo: bool) -> None:
    """Población, de una tabla CSV: codigo,anio,sexo,edad_desde,edad_hasta,personas,fuente."""
    informe = _importar(
        archivo,
        ensayo,
        lambda datos, avanzar: servicios.importar_poblacion(datos, ensayo=ensayo, avanzar=avanzar),
    )
    click.echo(f"{informe.filas} filas. Lugares y años: {informe.nuevas} nuevos, ", nl=False)
    click.echo(f"{informe.cambiadas} cambiados, {informe.iguales} iguales.")
    if informe.retiradas:
        click.echo(f"{informe.retiradas} bandas que había ya no están en el archivo y se retiran.")
    _despedir(ensayo)


def _importar(
    archivo: Path, ensayo: bool, hacer: Callable[[bytes, Callable[[], None]], Resultado]
) -> Resultado:
    datos = archivo.read_bytes()
    try:
        with click.progressbar(length=_pasos(datos), label=f"Leyendo {archivo.name}") as barra:

            def avanzar() -> None:
                barra.update(1)

            if ensayo:
                return hacer(datos, avanzar)
            with transaccion.escritura():
                return hacer(datos, avanzar)
    except ImportacionRechazada as error:
        for fallo in error.fallos[:MAXIMO_ERRORES]:
            click.echo(f"  {fallo}", err=True)
        if len(error.fallos) > MAXIMO_ERRORES:
            click.echo(f"  … y {len(error.fallos) - MAXIMO_ERRORES} más.", err=True)
        cuantos = len(error.fallos)
        errores = "1 error" if cuantos == 1 else f"{cuantos} errores"
        raise click.ClickException(f"{archivo.name}: {errores}. No se importó nada.") from error


def _pasos(datos: bytes) -> int:
    """Cuántos lugares o filas trae el archivo, a ojo, para la barra de progreso."""
    return datos.count(b'"Feature"') or max(datos.count(b"\n"), 1)


def _contar_lugares(informe: servicios.Informe, ensayo: bool) -> None:
    for nivel in informe.niveles:
        click.echo(f"Nivel nuevo: {nivel}.")
    for codigo in informe.nuevos if ensayo else ():
        click.echo(f"  + {codigo}")
    for cambio in informe.cambios:
        click.echo(f"  ~ {cambio.codigo}: {cambio.campo}: {cambio.antes} → {cambio.despues}")
    click.echo(f"{len(informe.nuevos)} nuevos, {informe.cambiados} cambiados, {informe.iguales} iguales.")
    if informe.sin_padre > 1:
        click.echo(f"{informe.sin_padre} no están dentro de otro lugar.")
    _despedir(ensayo)


def _despedir(ensayo: bool) -> None:
    if ensayo:
        click.echo("Era un ensayo: no cambió nada.")


ORDENES: dict[str, list[click.Command]] = {"importar": [geojson, territorios, poblacion]}
