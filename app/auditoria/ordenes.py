"""Órdenes de la auditoría: sellar y verificar."""

from __future__ import annotations

import sys
import time

import click

from app.auditoria import comprobacion, servicios
from app.auditoria.comprobacion import Informe
from app.auditoria.reglas import Diferencia, Falta

FRASES = {
    Falta.HECHO_CAMBIADO: "Hecho {hecho}: no es el que se selló, alguien lo cambió (sello {sello}).",
    Falta.HECHO_FALTA: "Hecho {hecho}: se selló y ya no está (sello {sello}).",
    Falta.HECHO_SOBRA: "Hecho {hecho}: apareció después de sellado su tramo (sello {sello}).",
    Falta.SELLO_CAMBIADO: (
        "Sello {sello}: su huella no sale y su índice no señala ningún hecho: cambiaron el sello,"
        " o cambiaron hechos e índice a la vez."
    ),
    Falta.SELLO_FALTA: "Sello {sello}: no está.",
    Falta.CADENA_ROTA: "Sello {sello}: no sigue al anterior, la cadena se rompe ahí.",
}


@click.command("sellar")
def sellar() -> None:
    """Sella los hechos nuevos sin esperar al obrero."""
    cuantos = servicios.sellar()
    if cuantos is None:
        raise click.ClickException(
            "Hay una escritura larga en curso y no se sabe hasta dónde sellar: repite la orden cuando termine."
        )
    click.echo(f"Sellados: {_hechos(cuantos)}." if cuantos else "No hay hechos nuevos que sellar.")


@click.command("verificar")
@click.option("--desde", type=click.IntRange(1), default=1, show_default=True, help="Sello por el que empezar.")
@click.option("--cabeza", default="", help="Huella apuntada en otra parte (un papel, la gaceta).")
def verificar(desde: int, cabeza: str) -> None:
    """Vuelve a calcular la cadena y dice si alguien cambió, quitó o añadió hechos.

    Termina con código 1 si algo no coincide.
    """
    avance = _Avance()
    informe = comprobacion.verificar(desde, avance.decir)
    avance.cerrar()
    for diferencia in informe.diferencias:
        click.echo(_frase(diferencia))
    if informe.cuantas > len(informe.diferencias):
        click.echo(f"… y {_numero(informe.cuantas - len(informe.diferencias))} diferencias más.")
    bien = _decir_cabeza(cabeza) if cabeza else True
    _resumir(informe, desde)
    if informe.cuantas or not bien:
        sys.exit(1)


def _frase(d: Diferencia) -> str:
    return FRASES[d.falta].format(sello=d.sello, hecho=d.hecho)


def _decir_cabeza(apuntada: str) -> bool:
    huella = "".join(apuntada.lower().split()).replace("-", "")
    hallada = comprobacion.hallar_cabeza(huella)
    if hallada is None:
        click.echo(
            f"Ningún sello tiene la huella {huella}: "
            "o está mal copiada o la cadena se rehízo después de apuntarla."
        )
        return False
    click.echo(
        f"La huella apuntada es la del sello {hallada.numero}, del {hallada.sellado_en:%Y-%m-%d %H:%M} UTC."
    )
    return True


def _resumir(informe: Informe, desde: int) -> None:
    tramo = f" desde el {desde}" if desde > 1 else ""
    sellos = f"{_numero(informe.sellos)} {'sello' if informe.sellos == 1 else 'sellos'}"
    revisado = f"{_hechos(informe.hechos)} en {sellos}{tramo}"
    if informe.cuantas:
        diferencias = "1 diferencia" if informe.cuantas == 1 else f"{_numero(informe.cuantas)} diferencias"
        click.echo(f"NO COINCIDE: {diferencias}. Se revisaron {revisado}.")
    elif informe.sellos:
        click.echo(f"Todo coincide: {revisado}.\nÚltima huella: {informe.ultima}")
    else:
        click.echo("Todavía no hay sellos: nada que comprobar.")
    if informe.sin_sellar:
        click.echo(f"Sin sellar todavía: {_hechos(informe.sin_sellar)}.")


def _hechos(cuantos: int) -> str:
    return f"{_numero(cuantos)} {'hecho' if cuantos == 1 else 'hechos'}"


def _numero(n: int) -> str:
    return f"{n:,}".replace(",", ".")


class _Avance:
    """El avance por la salida de errores: cada dos segundos, en la misma línea si es una terminal."""

    def __init__(self) -> None:
        self._ultimo = time.monotonic()
        self._dicho = False

    def decir(self, informe: Informe) -> None:
        if time.monotonic() - self._ultimo < 2:
            return
        self._ultimo, self._dicho = time.monotonic(), True
        linea = f"  {_hechos(informe.hechos)}, {_numero(informe.sellos)} sellos …"
        click.echo(f"\r{linea}" if sys.stderr.isatty() else linea, err=True, nl=not sys.stderr.isatty())

    def cerrar(self) -> None:
        if self._dicho and sys.stderr.isatty():
            click.echo("", err=True)


ORDENES = {"auditoria": [sellar, verificar]}
