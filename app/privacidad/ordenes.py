"""Órdenes de la privacidad: descargar, borrar y limpiar."""

from __future__ import annotations

import click
from flask import current_app, json
from flask.cli import with_appcontext

from app.cuentas import consultas as cuentas
from app.nucleo import transaccion
from app.nucleo.errores import ErrorDominio
from app.privacidad import consultas, servicios


def _persona(correo: str) -> int:
    try:
        return cuentas.id_por_correo(correo)
    except ErrorDominio as error:
        raise click.ClickException(f"No hay una cuenta con el correo {correo}.") from error


@click.command("descargar", help="Imprime en JSON todo lo que se guarda de la cuenta de CORREO.")
@click.argument("correo")
@with_appcontext
def descargar(correo: str) -> None:
    with current_app.test_request_context():
        datos = consultas.como_json(consultas.datos_de(_persona(correo)))
    click.echo(json.dumps(datos, ensure_ascii=False, indent=1))


@click.command("borrar", help="Borra la cuenta de CORREO, sin vuelta atrás.")
@click.argument("correo")
@click.option("--motivo", required=True, help="Queda en el registro interno.")
@click.confirmation_option("--si", prompt="Esto no se puede deshacer. ¿Seguir?")
@with_appcontext
def borrar(correo: str, motivo: str) -> None:
    try:
        with current_app.test_request_context(), transaccion.escritura():
            servicios.suprimir(_persona(correo), autora_id=None, motivo=motivo)
    except ErrorDominio as error:
        raise click.ClickException(str(error)) from error
    click.echo("Cuenta borrada.")


@click.command("limpiar", help="Borra ahora lo que ya cumplió su plazo; el servicio lo hace solo cada hora.")
@with_appcontext
def limpiar() -> None:
    click.echo(f"Filas borradas o vaciadas: {servicios.limpiar()}.")


ORDENES: dict[str, list[click.Command]] = {"privacidad": [descargar, borrar, limpiar]}
