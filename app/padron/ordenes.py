"""Órdenes del padrón: importar, aplicar, descartar, limpiar, abrir, cortes y puntos de atención."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from flask import current_app
from flask.cli import with_appcontext

from app.nucleo import transaccion
from app.nucleo.errores import ErrorDominio
from app.nucleo.permisos import OPERACION
from app.padron import consultas, presentacion, servicios
from app.padron.errores import ImportacionRechazada
from app.padron.reglas import Prueba
from app.procesos import consultas as procesos

_ETAPAS = {"mirar": "Miro el archivo", "leer": "Leo las filas", "guardar": "Guardo las huellas"}
_CORTESIA = 10
"""La importación cede el procesador a los procesos que atienden el sitio."""


@contextmanager
def _sin_traza() -> Iterator[None]:
    """Un error del dominio es una frase, no una traza."""
    try:
        yield
    except ImportacionRechazada as error:
        raise click.ClickException(presentacion.causa_de_rechazo(error.causa)) from None
    except ErrorDominio as error:
        raise click.ClickException(str(error)) from None


class _Progreso:
    """Una línea por etapa y cada décima parte: se lee igual en una terminal y en un registro."""

    def __init__(self) -> None:
        self._dicho = ("", -1)

    def __call__(self, etapa: str, va: int, total: int) -> None:
        decima = 10 * va // max(total, 1)
        if (etapa, decima) != self._dicho:
            self._dicho = (etapa, decima)
            cuanto = f"{va / 1e6:.0f} MB" if etapa == "mirar" else f"{va:,}".replace(",", ".")
            click.echo(f"{_ETAPAS[etapa]}: {min(decima * 10, 100)} % ({cuanto})", err=True)


@click.command("importar")
@click.argument("archivo", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--nombre", help="Cómo se llama esta edición; si falta, la fecha de hoy.")
@click.option("--fuente", default="", help="De dónde sale: «Registro electoral, corte de marzo».")
@click.option("--segundo", help="Columna del segundo dato (fecha_emision, primer_apellido…).")
@click.option("--sin-segundo", is_flag=True, help="No hay segundo dato: no se podrá comprobar en línea.")
@click.option("--aplicar", "poner", is_flag=True, help="La pone en vigor al terminar.")
@with_appcontext
def importar(
    archivo: Path, nombre: str | None, fuente: str, segundo: str | None, sin_segundo: bool, poner: bool
) -> None:
    """Prepara una edición del padrón desde un CSV (tipo, numero, territorio, nacimiento y un segundo dato).

    Ningún número de documento se guarda ni se muestra. Nada cambia hasta que se aplica.
    """
    if not current_app.testing:
        os.nice(_CORTESIA)
    hoy = dt.datetime.now(ZoneInfo(str(current_app.config["ZONA"]))).date()
    with _sin_traza():
        padron_id = servicios.importar(
            OPERACION,
            archivo,
            nombre=nombre or f"Padrón del {hoy:%d/%m/%Y}",
            fuente=fuente,
            segundo="" if sin_segundo else segundo,
            avanzar=_Progreso(),
        )
        _mostrar(padron_id)
        if poner:
            with transaccion.escritura():
                servicios.aplicar(OPERACION, padron_id)
            click.echo("En vigor.")
        else:
            click.echo(f"Para ponerla en vigor: rumbo padron aplicar {padron_id}")
    click.echo(f"El archivo sigue en {archivo}: bórralo cuando ya no lo necesites.")


def _mil(n: int) -> str:
    return f"{n:,}".replace(",", ".")


def _mostrar(padron_id: int) -> None:
    padron = consultas.edicion(padron_id)
    if padron is None:
        raise click.ClickException(f"No hay ninguna edición {padron_id}.")
    i: dict[str, Any] = presentacion.informe_legible(padron.informe)
    click.echo(f"Edición {padron.id}, «{padron.nombre}»: {presentacion.ESTADOS[padron.estado][0]}.")
    click.echo(f"{_mil(padron.filas)} filas leídas, {_mil(padron.validas)} personas.")
    for motivo, cuantas in i.get("motivos", ()):
        click.echo(f"  {_mil(cuantas)} no entran: {motivo}.")
    for mala in i.get("malas", ()):
        lugar = f"fila {mala['fila']}" + (f", columna {mala['columna']}" if mala["columna"] else "")
        otra = f" (fila {mala['otra']})" if mala["otra"] else ""
        click.echo(f"    {lugar}: {mala['motivo']}{otra}")
    if i.get("sin_anio"):
        click.echo(f"  {_mil(i['sin_anio'])} sin año de nacimiento.")
    if diferencia := i.get("diferencia"):
        contra = f"la edición {diferencia['contra']}" if diferencia["contra"] else "nada: es la primera"
        click.echo(
            f"Frente a {contra}: entran {_mil(diferencia['entran'])}, salen {_mil(diferencia['salen'])}, "
            f"cambian de lugar {_mil(diferencia['cambian'])}; "
            f"{_mil(diferencia['vinculadas_fuera'])} cuentas unidas no están en ella."
        )


@click.command("ediciones")
@click.argument("edicion", type=int, required=False)
@with_appcontext
def ediciones(edicion: int | None) -> None:
    """Las ediciones que hay, con su número; con EDICION, el informe de esa."""
    if edicion is not None:
        _mostrar(edicion)
        return
    for p in consultas.ediciones():
        estado = presentacion.ESTADOS[p.estado][0]
        click.echo(f"{p.id:>4}  {p.modalidad:<10} {estado!s:<18} {_mil(p.validas):>12}  {p.nombre}")


@click.command("aplicar")
@click.argument("edicion", type=int)
@with_appcontext
def aplicar(edicion: int) -> None:
    """Pone en vigor una edición lista; su número lo da «padron ediciones»."""
    with _sin_traza(), transaccion.escritura():
        servicios.aplicar(OPERACION, edicion)
    click.echo(f"La edición {edicion} está en vigor.")


@click.command("comparar")
@click.argument("edicion", type=int)
@with_appcontext
def comparar(edicion: int) -> None:
    """Rehace el informe de una edición lista frente a la que está en vigor ahora."""
    with _sin_traza():
        servicios.comparar_otra_vez(OPERACION, edicion)
    _mostrar(edicion)


@click.command("descartar")
@click.argument("edicion", type=int)
@with_appcontext
def descartar(edicion: int) -> None:
    """Descarta una edición que no se va a aplicar o una importación cortada."""
    with _sin_traza(), transaccion.escritura():
        servicios.descartar(OPERACION, edicion)
    click.echo(f"La edición {edicion} queda descartada. «rumbo padron limpiar» borra sus filas.")


@click.command("limpiar")
@with_appcontext
def limpiar() -> None:
    """Borra las filas de las ediciones descartadas o reemplazadas que ningún corte necesita."""
    total = 0
    while n := servicios.barrer():
        total += n
        click.echo(f"{_mil(total)} filas borradas…", err=True)
    click.echo(f"{_mil(total)} filas borradas.")


@click.command("abrir")
@click.option("--nombre", default="Padrón abierto", show_default=True, help="Cómo se llama.")
@click.option(
    "--prueba",
    "pruebas",
    multiple=True,
    metavar="PRUEBA",
    type=click.Choice([p.value for p in Prueba]),
    help=f"Prueba que se acepta; se repite. Si falta, valen todas: {', '.join(Prueba)}.",
)
@with_appcontext
def abrir(nombre: str, pruebas: tuple[str, ...]) -> None:
    """Habilita el padrón abierto: en los mostradores se entra con las pruebas que se muestran."""
    with _sin_traza(), transaccion.escritura():
        servicios.abrir_padron(OPERACION, nombre, pruebas)
    click.echo("El padrón abierto está habilitado.")


@click.command("corte")
@click.argument("proceso")
@click.option("--nombre", required=True, help="Cómo se llama el corte.")
@click.option("--fecha", type=click.DateTime(), required=True, help='Hora de la ciudad: "2026-03-01 00:00:00".')
@click.option("--objeciones", type=click.DateTime(), required=True, help="Hasta cuándo se puede objetar.")
@click.option("--respuestas", type=click.DateTime(), required=True, help="Hasta cuándo se responde.")
@with_appcontext
def corte(
    proceso: str, nombre: str, fecha: dt.datetime, objeciones: dt.datetime, respuestas: dt.datetime
) -> None:
    """Congela quién está en el padrón para un proceso, y abre el plazo para objetar.

    PROCESO es su clave, la de «procesos listar». Con una fecha por venir queda fijado, y se toma solo a esa
    hora.
    """
    hallado = procesos.por_clave(proceso, OPERACION)
    if hallado is None:
        raise click.ClickException(f"No hay ningún proceso «{proceso}».")
    zona = ZoneInfo(str(current_app.config["ZONA"]))
    instantes = [f.replace(tzinfo=zona) for f in (fecha, objeciones, respuestas)]
    with _sin_traza():
        corte_id = servicios.crear_corte(OPERACION, hallado.id, nombre, *instantes)
    click.echo(f"Corte {corte_id}: {current_app.config['URL_PUBLICA']}/padron/cortes/{corte_id}")


@click.command("punto")
@click.argument("nombre")
@click.option("--direccion", required=True, help="Calle, número y seña.")
@click.option("--horario", required=True, help="«Lunes a viernes, 8:00 a 16:00».")
@click.option("--contacto", default="", help="Teléfono o correo.")
@click.option("--territorio", default="", help="Código del lugar donde está.")
@click.option("--latitud", type=float, help="En grados, para el mapa: -1.05.")
@click.option("--longitud", type=float, help="En grados: -80.45.")
@with_appcontext
def punto(**datos: Any) -> None:
    """Añade un punto de atención, o cambia el que ya tiene ese nombre."""
    hallado = next((p for p in consultas.puntos(todos=True) if p.nombre == datos["nombre"]), None)
    with _sin_traza(), transaccion.escritura():
        if hallado is None:
            servicios.crear_punto(OPERACION, servicios.DatosPunto(**datos))
        else:
            servicios.cambiar_punto(OPERACION, hallado.id, servicios.DatosPunto(**datos))
    click.echo(f"Punto de atención «{datos['nombre']}» {'cambiado' if hallado else 'creado'}.")


@click.command("separar")
@click.argument("seudonimo")
@click.option("--motivo", required=True, help="La razón: la lee la dueña de la cuenta.")
@with_appcontext
def separar(seudonimo: str, motivo: str) -> None:
    """Separa una cuenta de la persona del padrón a la que está unida; su acreditación baja a 1.

    SEUDONIMO es el nombre público de la cuenta.
    """
    with _sin_traza(), transaccion.escritura():
        servicios.desvincular(OPERACION, consultas.cuenta_unida(seudonimo, "", ""), motivo)
    click.echo(f"La cuenta «{seudonimo}» quedó separada del padrón.")


ORDENES = {"padron": [importar, ediciones, comparar, aplicar, descartar, limpiar, abrir, corte, punto, separar]}
