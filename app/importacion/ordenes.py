"""Órdenes de la importación: `importar decide-madrid`."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import click
from flask import current_app

from app.importacion import comentarios as conversaciones
from app.importacion import consultas, servicios
from app.importacion import valladolid_servicios as de_valladolid
from app.importacion.errores import ArchivoConErrores, NoExisteElProceso
from app.importacion.orden_indicadores import indicadores
from app.importacion.preparacion import Preparada
from app.nucleo import transaccion
from app.nucleo.permisos import OPERACION

MAXIMO_ERRORES = 50
MAXIMO_CAMBIOS = 20


_CSV = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("decide-madrid")
@click.argument("archivo", type=_CSV)
@click.option("--ensayo", is_flag=True, help="Dice lo que haría y no cambia nada.")
@click.option("--proceso", metavar="CLAVE", help="Proceso que las recibe; sin él, uno propio, solo para leer.")
@click.option("--comentarios", type=_CSV, metavar="CSV", help="También sus comentarios, con sus hilos y votos.")
def decide_madrid(archivo: Path, ensayo: bool, proceso: str | None, comentarios: Path | None) -> None:
    """Propuestas de Decide Madrid, de sus datos abiertos (las dos formas del CSV)."""
    empezo = time.monotonic()
    if not consultas.base_lista():
        raise click.ClickException("La base no está al día. Ejecuta «./rumbo base migrar» y repite la orden.")
    try:
        servicios.comprobar_proceso(proceso)
        preparadas = _preparar(archivo)
        plan = _escribir_o_ensayar(preparadas, proceso, ensayo)
    except NoExisteElProceso as error:
        raise click.ClickException(str(error.mensaje)) from error
    except ArchivoConErrores as error:
        _decir_errores(error)
        cuantos = _errores(len(error.errores))
        raise click.ClickException(f"{archivo.name}: {cuantos}. No se importó nada.") from error
    _informar(plan, ensayo, time.monotonic() - empezo)
    if comentarios is not None:
        _traer_comentarios(comentarios, ensayo, frozenset(p.origen_id for p in preparadas))


def _traer_comentarios(archivo: Path, ensayo: bool, previstas: frozenset[str]) -> None:
    clave = str(current_app.config["CLAVE_SEUDONIMOS"])
    empezo = time.monotonic()
    if conversaciones.codificacion(archivo) != conversaciones.UTF8:
        _avisar_windows(archivo)
    try:
        indice = conversaciones.comprobado(archivo)
    except ArchivoConErrores as error:
        _decir_errores(error)
        cuantos = _errores(len(error.errores))
        raise click.ClickException(f"{archivo.name}: {cuantos}. No se importó ningún comentario.") from error
    with click.progressbar(length=indice.total, label="Comentarios") as barra:
        informe = conversaciones.traer(
            archivo,
            indice,
            clave,
            escritura=None if ensayo else transaccion.escritura,
            previstas=previstas,
            avanzar=barra.update,
        )
    _informar_comentarios(informe, ensayo, time.monotonic() - empezo)


def _informar_comentarios(informe: conversaciones.Informe, ensayo: bool, segundos: float) -> None:
    indice = informe.indice
    click.echo(
        f"{indice.total} comentarios: {informe.nuevos} nuevos, {informe.cambian} cambian, "
        f"{informe.iguales} iguales, {informe.esperan} sin su propuesta."
    )
    click.echo(
        f"Hilos de hasta {indice.hondura} niveles; {indice.huerfanos} responden a uno que el archivo no trae "
        f"y quedan marcados; {indice.vacios} llegan sin texto."
    )
    for propuesta, cuantos in list(informe.sin_propuesta.items())[:MAXIMO_CAMBIOS]:
        click.echo(f"  la propuesta {propuesta} no está: esperan {cuantos}. Impórtala y repite la orden.")
    click.echo("Sus votos se suman a lo que se muestra, y no llevan persona. Las horas son de Madrid.")
    if ensayo:
        click.echo("Era un ensayo: no cambió nada.")
    click.echo(f"Tardó {segundos:.1f} s.".replace(".", ",", 1))


def _avisar_windows(archivo: Path) -> None:
    click.echo(f"{archivo.name} no está en UTF-8: se lee como Windows-1252. Revisa que las tildes salgan bien.")


def _preparar(archivo: Path) -> list[Preparada]:
    datos = archivo.read_bytes()
    texto, de_windows = servicios.decodificar(datos)
    if de_windows:
        _avisar_windows(archivo)
    clave = str(current_app.config["CLAVE_SEUDONIMOS"])
    with click.progressbar(length=texto.count("\n"), label="Preparando") as barra:
        preparadas = servicios.preparar_todas(texto, clave, barra.update)
        barra.update(texto.count("\n"))
    return preparadas


def _escribir_o_ensayar(
    preparadas: list[Preparada],
    proceso: str | None,
    ensayo: bool,
    fuente: servicios.Fuente = servicios.DECIDE_MADRID,
    antes: Callable[[], None] = lambda: None,
) -> servicios.Plan:
    if ensayo:
        return servicios.planear(preparadas, fuente)
    with (
        click.progressbar(length=len(preparadas), label="Guardando ") as barra,
        transaccion.escritura(),
    ):
        antes()
        plan = servicios.planear(preparadas, fuente)
        barra.update(plan.iguales)
        servicios.aplicar(OPERACION, plan, proceso, barra.update, fuente)
    return plan


def _decir_errores(error: ArchivoConErrores) -> None:
    for fallo in error.errores[:MAXIMO_ERRORES]:
        click.echo(f"  {fallo}", err=True)
    if len(error.errores) > MAXIMO_ERRORES:
        click.echo(f"  … y {len(error.errores) - MAXIMO_ERRORES} más.", err=True)


def _errores(cuantos: int) -> str:
    return "1 error" if cuantos == 1 else f"{cuantos} errores"


def _informar(plan: servicios.Plan, ensayo: bool, segundos: float) -> None:
    for clave, (p, campos) in list(plan.cambian.items())[:MAXIMO_CAMBIOS]:
        click.echo(f"  cambia {clave} «{p.titulo}»: {', '.join(campos)}")
    if len(plan.cambian) > MAXIMO_CAMBIOS:
        click.echo(f"  … y {len(plan.cambian) - MAXIMO_CAMBIOS} más.")
    for clave, (p, campos) in plan.cerradas.items():
        click.echo(f"  no cambia {clave} «{p.titulo}»: {', '.join(campos)} (aquí ya cruzó su umbral)")
    click.echo(
        f"{plan.total} propuestas: {len(plan.nuevas)} nuevas, {len(plan.cambian)} cambian, "
        f"{plan.iguales} iguales."
    )
    if plan.cerradas:
        click.echo(
            f"{len(plan.cerradas)} cruzaron su umbral aquí: de ellas solo se ponen al día los apoyos de allá y "
            "la dirección."
        )
    click.echo(f"{plan.vacias} sin texto, que se marcan en su página; {plan.retiradas} retiradas en su origen.")
    click.echo("El archivo da días sin hora: se toma el mediodía de Madrid. Los apoyos de allá van aparte.")
    if ensayo:
        click.echo("Era un ensayo: no cambió nada.")
    click.echo(f"Tardó {segundos:.1f} s.".replace(".", ",", 1))


@click.command("valladolid")
@click.argument("archivo", type=_CSV)
@click.option("--ensayo", is_flag=True, help="Dice lo que haría y no cambia nada.")
@click.option("--proceso", metavar="CLAVE", help="Proceso que las recibe; sin él, uno propio, solo para leer.")
def valladolid(archivo: Path, ensayo: bool, proceso: str | None) -> None:
    """Propuestas de los presupuestos participativos de Valladolid, con su zona, su punto y sus categorías.

    ARCHIVO es el JSON de sus datos abiertos.
    """
    empezo = time.monotonic()
    if not consultas.base_lista():
        raise click.ClickException("La base no está al día. Ejecuta «./rumbo base migrar» y repite la orden.")
    try:
        servicios.comprobar_proceso(proceso)
        texto, de_windows = servicios.decodificar(archivo.read_bytes())
        if de_windows:
            _avisar_windows(archivo)
        preparadas, zonas = de_valladolid.preparar_todas(texto)
        faltan = de_valladolid.lugares_que_faltan(zonas)
        plan = _escribir_o_ensayar(
            preparadas, proceso, ensayo, de_valladolid.FUENTE, lambda: de_valladolid.crear_lugares(zonas)
        )
    except NoExisteElProceso as error:
        raise click.ClickException(str(error.mensaje)) from error
    except ArchivoConErrores as error:
        _decir_errores(error)
        cuantos = _errores(len(error.errores))
        raise click.ClickException(f"{archivo.name}: {cuantos}. No se importó nada.") from error
    click.echo(f"{len(zonas)} zonas, {len(faltan)} de ellas nuevas entre los lugares (fuera del municipio).")
    _informar(plan, ensayo, time.monotonic() - empezo)


ORDENES: dict[str, list[click.Command]] = {"importar": [decide_madrid, indicadores, valladolid]}
