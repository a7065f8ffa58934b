"""Órdenes de cuentas para quien cuida la máquina."""

from __future__ import annotations

from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from app.cuentas import consultas, servicios
from app.nucleo import transaccion
from app.nucleo.errores import ErrorDominio
from app.nucleo.permisos import Rol
from app.territorio import consultas as territorio

_ROLES = click.Choice([str(r) for r in Rol if r is not Rol.VECINA])
_CUALES = f"\n\nROL: {', '.join(_ROLES.choices)}."


def _alcance(lugar: str | None, unidad: str | None) -> dict[str, int | None]:
    if lugar and unidad:
        raise click.UsageError("Elige un territorio o una unidad, no los dos.")
    if not lugar:
        return {"territorio_id": None, "unidad_id": consultas.unidad_por_codigo(unidad) if unidad else None}
    hallado = territorio.por_codigo(lugar)
    if hallado is None:
        raise click.ClickException(f"No hay un territorio con el código {lugar}.")
    return {"territorio_id": hallado.id, "unidad_id": None}


def _persona(correo: str) -> int:
    try:
        return consultas.id_por_correo(correo)
    except ErrorDominio as error:
        raise click.ClickException(f"No hay una cuenta con el correo {correo}.") from error


@click.command("crear-admin", help="Da a CORREO el rol de administradora e imprime un enlace para su clave.")
@click.argument("correo")
@with_appcontext
def crear_admin(correo: str) -> None:
    with current_app.test_request_context(), transaccion.escritura():
        enlace = servicios.crear_administradora(correo, str(current_app.config["IDIOMA"]))
    click.echo(f"{correo} es administradora.")
    click.echo("Para poner su clave, abre este enlace (vale dos días y una sola vez):")
    click.echo(enlace)


def _con_rol(funcion: Any) -> Any:
    for opcion in (
        click.option("--motivo", required=True, help="Queda en el registro de cambios."),
        click.option("--unidad", help="Código de la unidad donde vale."),
        click.option("--territorio", "lugar", help="Código del territorio donde vale."),
        click.argument("rol", type=_ROLES, metavar="ROL"),
        click.argument("correo"),
    ):
        funcion = opcion(funcion)
    return with_appcontext(funcion)


@click.command("dar-rol", help=f"Da un ROL a la cuenta de CORREO; sin alcance vale en toda la ciudad.{_CUALES}")
@_con_rol
def dar_rol(correo: str, rol: str, lugar: str | None, unidad: str | None, motivo: str) -> None:
    try:
        with transaccion.escritura():
            servicios.asignar(_persona(correo), rol, motivo, autora_id=None, **_alcance(lugar, unidad))
    except ErrorDominio as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{correo}: {rol}, dado.")


@click.command("quitar-rol", help=f"Quita un ROL, con justo ese alcance, a la cuenta de CORREO.{_CUALES}")
@_con_rol
def quitar_rol(correo: str, rol: str, lugar: str | None, unidad: str | None, motivo: str) -> None:
    try:
        with transaccion.escritura():
            asignado = consultas.rol_de(_persona(correo), rol, **_alcance(lugar, unidad))
            servicios.retirar(asignado, motivo, autora_id=None)
    except ErrorDominio as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{correo}: {rol}, quitado.")


@click.command("cerrar-sesiones", help="Cierra todas las sesiones de la cuenta de CORREO.")
@click.argument("correo")
@with_appcontext
def cerrar_sesiones(correo: str) -> None:
    with transaccion.escritura():
        cuantas = servicios.cerrar_todas(_persona(correo))
    click.echo(f"{correo}: sesiones cerradas, {cuantas}.")


@click.command(
    "segundo-factor",
    help="Anula el segundo paso de CORREO, que perdió su teléfono y sus códigos: al entrar prepara otro.",
)
@click.option("--reiniciar", "correo", required=True, metavar="CORREO", help="La cuenta que lo perdió.")
@click.option("--motivo", required=True, help="Queda en el registro de cambios.")
@with_appcontext
def segundo_factor(correo: str, motivo: str) -> None:
    try:
        with current_app.test_request_context(), transaccion.escritura():
            servicios.anular_segundo_paso(_persona(correo), motivo, autora_id=None)
    except ErrorDominio as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{correo}: segundo paso anulado y sesiones cerradas.")


ORDENES = {"cuentas": [crear_admin, dar_rol, quitar_rol, cerrar_sesiones, segundo_factor]}
