"""`importar indicadores`: una tabla de indicadores o la carpeta del sistema de indicadores de Torreón."""

from __future__ import annotations

import time
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.importacion import consultas, torreon, torreon_servicios
from app.importacion.errores import CarpetaAjena
from app.importacion.servicios import decodificar
from app.importacion.torreon import Traido
from app.importacion.torreon_servicios import CLAVE, Ensayado
from app.nucleo import transaccion
from app.nucleo.errores import ErrorDominio, Invalido
from app.nucleo.permisos import OPERACION
from app.nucleo.plantillas import a_zona
from app.nucleo.reloj import ahora
from app.plan.errores import ArchivoConErrores as TablaConErrores
from app.plan.ordenes import fallar, traer_archivo

MAXIMO_EN_PANTALLA = 200
AVISOS = {
    "moneda": "valores llevaban «$»",
    "porcentaje": "llevaban «%»",
    "miles": "llevaban coma de miles",
    "signo_ajeno": "llevan un signo que su unidad no dice: queda en su nota como venía",
    "nota_cortada": "notas se cortaron a 1.000 caracteres",
}


@click.command("indicadores")
@click.argument("archivo", type=click.Path(exists=True, path_type=Path))
@click.option("--plan", "clave", metavar="CLAVE", help=f"Plan que los recibe; de una carpeta, «{CLAVE}».")
@click.option("--ensayo", is_flag=True, help="Dice qué cambiaría y no cambia nada.")
@click.option("--motivo", default="", help="Por qué cambia; obligatorio si el plan ya es público.")
@click.option(
    "--informe",
    type=click.Path(dir_okay=False, path_type=Path),
    help="CSV con cada valor que no entra, su fila y su razón (solo al traer una carpeta).",
)
@with_appcontext
def indicadores(archivo: Path, clave: str | None, ensayo: bool, motivo: str, informe: Path | None) -> None:
    """Indicadores de un plan: su tabla (CSV o XLSX), o la carpeta de datos abiertos del IMPLAN de Torreón.

    La carpeta lleva indicadores.csv y valores.csv; el plan se crea en borrador si no está.
    """
    if archivo.is_dir():
        _carpeta(archivo, clave or CLAVE, ensayo, motivo, informe)
    elif clave is None:
        raise click.UsageError("Di el plan que los recibe: --plan CLAVE.")
    else:
        traer_archivo(archivo, clave, ensayo, motivo, "indicadores")


def _carpeta(carpeta: Path, clave: str, ensayo: bool, motivo: str, informe: Path | None) -> None:
    empezo = time.monotonic()
    if not consultas.base_lista():
        raise click.ClickException("La base no está al día. Ejecuta «./rumbo base migrar» y repite la orden.")
    traido = _leer(carpeta)
    tablas = torreon_servicios.preparar(traido)
    if not traido.aceptados:
        raise click.ClickException("Ningún valor de la carpeta se puede traer. No se cambió nada.")
    try:
        hecho = torreon_servicios.ensayar(OPERACION, clave, tablas)
    except TablaConErrores as error:
        fallar(error.errores)
    tomada = 0.0 if ensayo else _aplicar(clave, hecho, traido, motivo)
    entera = time.monotonic() - empezo
    _informar(traido, hecho, ensayo)
    if informe is not None:
        informe.write_text(torreon.informe(traido), encoding="utf-8")
        click.echo(f"{informe}: los {len(traido.rechazos)} valores que no entran, con su fila y su razón.")
    tardo, estuvo = (f"{s:.1f}".replace(".", ",") for s in (entera, tomada))
    click.echo(f"Tardó {tardo} s; la base estuvo tomada {estuvo} s.")


def _aplicar(clave: str, hecho: Ensayado, traido: Traido, motivo: str) -> float:
    """Lleva lo ensayado al plan; devuelve cuántos segundos estuvo tomada la base."""
    empezo = time.monotonic()
    try:
        with transaccion.escritura():
            torreon_servicios.aplicar(OPERACION, clave, hecho, traido.fechas, motivo)
    except Invalido as error:
        raise click.ClickException(f"{error} (--motivo)") from None
    except ErrorDominio as error:
        raise click.ClickException(str(error)) from None
    return time.monotonic() - empezo


def _leer(carpeta: Path) -> Traido:
    faltan = [n for n in torreon.ARCHIVOS if not (carpeta / n).is_file()]
    if faltan:
        raise click.ClickException(f"En {carpeta} falta {' y '.join(faltan)}.")
    textos = [decodificar((carpeta / n).read_bytes())[0] for n in torreon.ARCHIVOS]
    try:
        return torreon.leer(textos[0], textos[1], a_zona(ahora()).date())
    except CarpetaAjena as error:
        raise click.ClickException(f"{error} No se cambió nada.") from None


def _informar(traido: Traido, hecho: Ensayado, ensayo: bool) -> None:
    for r in traido.rechazos[:MAXIMO_EN_PANTALLA]:
        detalle = f" ({r.detalle})" if r.detalle else ""
        click.echo(
            f"  fila {r.fila}: {r.region}, {r.indicador}, {r.fecha}, {r.fuente}: «{r.valor}» "
            f"no entra: {torreon.RAZONES[r.razon]}{detalle}"
        )
    if len(traido.rechazos) > MAXIMO_EN_PANTALLA:
        click.echo(f"  … y {len(traido.rechazos) - MAXIMO_EN_PANTALLA} más: pide --informe ARCHIVO.")
    click.echo(
        f"{len(traido.indicadores)} indicadores y {traido.total} valores: {traido.aceptados} entran y "
        f"{len(traido.rechazos)} no."
    )
    for razon, n in traido.por_razon.most_common():
        click.echo(f"  {n} {torreon.RAZONES[razon]}")
    for clave, texto in AVISOS.items():
        if traido.avisos[clave]:
            click.echo(f"  {traido.avisos[clave]} {texto}")
    click.echo("Nadie dice hacia dónde debe ir cada indicador: quedan sin dirección y no dan resultado.")
    click.echo("La frecuencia se toma de las fechas; si no se ve una, queda irregular.")
    if hecho.plan_id is None:
        click.echo("El plan no estaba: se crea en borrador.")
    for clase, cuentas in hecho.cuentas.items():
        click.echo(
            f"{clase}: {cuentas['nuevo']} nuevas, {cuentas['cambia']} cambian, {cuentas['igual']} iguales, "
            f"{cuentas['falta']} no están en el archivo y se quedan."
        )
    if ensayo:
        click.echo("Era un ensayo: no cambió nada.")
