"""Órdenes de la demostración: `demo cargar` y `demo cuentas`."""

from __future__ import annotations

import sys
import time

import click
from flask import current_app

from app.demo import carga, consultas, escala
from app.demo.datos import fichas_de_propuestas
from app.nucleo import transaccion


@click.command("cargar")
@click.option(
    "--escala",
    "veces",
    type=click.IntRange(1, 100_000),
    default=1,
    show_default=True,
    help="Multiplica propuestas e indicadores con copias sintéticas, para medir.",
)
def cargar(veces: int) -> None:
    """Carga la ciudad de demostración; repetirla no cambia nada."""
    if not current_app.config["DEMOSTRACION"]:
        raise click.ClickException(
            "Esta carpeta de datos no es de demostración. Usa «./rumbo demo», que prepara una aparte."
        )
    if not consultas.base_lista():
        raise click.ClickException("La base no está al día. Ejecuta «./rumbo base migrar» y repite la orden.")
    empezo = time.monotonic()
    nuevas = _cargar()
    copias = _ampliar(veces)
    ciudad = current_app.config["CIUDAD_NOMBRE"]
    if not nuevas and not copias:
        click.echo(f"{ciudad} ya está cargada: no cambió nada.")
        return
    segundos = f"{time.monotonic() - empezo:.1f}".replace(".", ",")
    click.echo(f"{ciudad} está lista: {nuevas + copias} propuestas nuevas, en {segundos} s.")


def _cargar() -> int:
    with transaccion.escritura():
        if consultas.esta_cargada():
            carga.asegurar_claves()
            carga.asegurar_segundos_pasos()
            return 0
        if consultas.hay_otra_ciudad():
            raise click.ClickException(
                "Esta base ya tiene los datos de otra ciudad: elige otra carpeta o base."
            )
    return carga.cargar(_decir)


def _decir(texto: str) -> None:
    click.echo(f"  {texto}", err=True)


def _ampliar(veces: int) -> int:
    total = len(fichas_de_propuestas()) * (veces - 1)
    if consultas.copias(escala.ORIGEN) >= total:
        return 0
    with (
        click.progressbar(length=total, label="  Copias para medir", file=sys.stderr) as barra,
        transaccion.escritura(),
    ):
        return escala.ampliar(veces, barra.update)


@click.command("cuentas")
def cuentas() -> None:
    """Con qué cuentas se entra a la demostración, y sus claves."""
    hay = consultas.cuentas()
    if not hay:
        raise click.ClickException("Aquí no hay cuentas de demostración. Cárgalas con «./rumbo demo».")
    for cuenta in hay:
        click.echo(f"{cuenta.persona}: {cuenta.nombre}")
        click.echo(f"  {cuenta.quien}")
        click.echo(f"  correo {cuenta.correo}")
        click.echo(f"  clave  {cuenta.clave}")
        if cuenta.codigo:
            click.echo(f"  código {cuenta.codigo} (cambia cada 30 segundos)")
        if cuenta.documento:
            cedula = cuenta.documento
            click.echo(f"  cédula {cedula.numero}, emitida el {cedula.emision}: para comprobar el padrón")
        if cuenta.documento_ajeno:
            click.echo(f"  cédula {cuenta.documento_ajeno}: de alguien que llega al mostrador")


ORDENES: dict[str, list[click.Command]] = {"demo": [cargar, cuentas]}
