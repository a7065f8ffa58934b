"""Órdenes de los procesos: `procesos listar`, `procesos crear` y `procesos fase`."""

from __future__ import annotations

import datetime as dt
import re

import click

from app.nucleo import transaccion
from app.nucleo.errores import ErrorDominio
from app.nucleo.permisos import OPERACION
from app.nucleo.reloj import ahora
from app.procesos import consultas, servicios
from app.procesos.reglas import Ventana, abiertos, vigentes

FORMATOS = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d"]
CLAVE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_fecha = click.DateTime(formats=FORMATOS)


@click.command("listar")
def listar() -> None:
    """Qué procesos hay, qué fase corre en cada uno y qué se puede hacer ahora."""
    procesos = consultas.todos(OPERACION)
    if not procesos:
        click.echo("No hay procesos.")
    momento = ahora()
    for proceso in procesos:
        fases = consultas.ventanas(proceso.fases)
        actos = abiertos(fases, momento) if proceso.estado == "publicado" else frozenset()
        click.echo(f"{proceso.clave} · {proceso.nombre} ({proceso.estado})")
        click.echo(f"  se puede: {', '.join(sorted(actos)) or 'nada por ahora'}")
        corren = {fase.id for fase in vigentes(fases, momento)}
        for fase in fases:
            marca = "→" if fase.id in corren else " "
            cierra = _local(fase.cierra) if fase.cierra else "sin cierre"
            click.echo(
                f"  {marca} fase {fase.id} · {fase.nombre} ({fase.clase}): {_local(fase.abre)} a {cierra}"
            )


@click.command("crear")
@click.argument("clave", metavar="CLAVE")
@click.argument("nombre", metavar="NOMBRE")
@click.option("--proposito", required=True, help="Para qué es, en una o dos frases: se publica.")
@click.option("--umbral", type=click.IntRange(1), required=True, help="Apoyos que piden una respuesta.")
@click.option("--umbral-lugar", type=click.IntRange(1), help="Los de una propuesta de un lugar; si no, igual.")
@click.option(
    "--plazo", type=click.IntRange(1, 365), default=30, show_default=True, help="Días para responder."
)
def crear(
    *, clave: str, nombre: str, proposito: str, umbral: int, umbral_lugar: int | None, plazo: int
) -> None:
    """Abre el proceso permanente de las propuestas de la gente, desde ahora y sin cierre.

    CLAVE es lo que lleva su dirección, como «propuestas». Las reglas y las fechas se cambian después.
    """
    if not CLAVE.fullmatch(clave) or len(clave) > 60:
        raise click.UsageError("La CLAVE lleva minúsculas, números y guiones, como «propuestas»; hasta 60.")
    if len(nombre) > 160:
        raise click.UsageError("El NOMBRE lleva hasta 160 letras.")
    try:
        with transaccion.escritura():
            nuevo = servicios.crear_proceso(
                OPERACION,
                clase="permanente",
                clave=clave,
                nombre=nombre,
                proposito=proposito,
                fases=[Ventana("proponer", ahora(), None, "Proponer y apoyar")],
                umbral_ciudad=umbral,
                umbral_territorio=umbral_lugar or umbral,
                plazo_respuesta=plazo,
            )
            servicios.publicar_proceso(OPERACION, nuevo.id)
    except ErrorDominio as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Abierto: {nombre}. Su página: /procesos/{clave}")


@click.command("fase")
@click.argument("fase_id", metavar="FASE", type=int)
@click.option("--abre", type=_fecha, help='Nueva apertura, en la hora de la ciudad: "2026-06-05 18:00".')
@click.option("--cierra", type=_fecha, help="Nuevo cierre, en la hora de la ciudad.")
@click.option("--sin-cierre", is_flag=True, help="Deja la fase abierta hasta nuevo aviso.")
@click.option("--motivo", required=True, help="Por qué cambia: se publica.")
def fase(
    *, fase_id: int, abre: dt.datetime | None, cierra: dt.datetime | None, sin_cierre: bool, motivo: str
) -> None:
    """Cambia las fechas de una fase, a la vista de todos y con su motivo.

    FASE es el número que muestra «procesos listar».
    """
    if cierra is not None and sin_cierre:
        raise click.UsageError("Elige --cierra o --sin-cierre, no los dos.")
    try:
        with transaccion.escritura():
            presente = consultas.fase(fase_id)
            if presente is None:
                raise click.UsageError(f"No hay ninguna fase {fase_id}. Mira `procesos listar`.")
            nueva = servicios.cambiar_fase(
                OPERACION,
                fase_id,
                _en_utc(abre) or presente.abre,
                None if sin_cierre else _en_utc(cierra) or presente.cierra,
                motivo,
            )
            cierre = _local(nueva.cierra) if nueva.cierra else "sin cierre"
            texto = f"Fase {fase_id}: de {_local(nueva.abre)} a {cierre}."
    except ErrorDominio as error:
        raise click.ClickException(str(error)) from error
    click.echo(texto)


def _en_utc(local: dt.datetime | None) -> dt.datetime | None:
    return None if local is None else local.replace(tzinfo=consultas.zona()).astimezone(dt.UTC)


def _local(momento: dt.datetime) -> str:
    return f"{momento.astimezone(consultas.zona()):%Y-%m-%d %H:%M}"


ORDENES = {"procesos": [listar, crear, fase]}
