"""Órdenes del plan: crear, aprobar, importar y exportar."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from app.lectura import ErrorFila
from app.nucleo import transaccion
from app.nucleo.errores import ErrorDominio, Invalido
from app.nucleo.permisos import OPERACION
from app.plan import consultas, mensajes, ods_oficiales, servicios
from app.plan.consultas import Ensayo
from app.plan.errores import ArchivoConErrores

_ARCHIVO = click.Path(exists=True, dir_okay=False, path_type=Path)


def pide_tabla(orden: Callable[..., None]) -> Callable[..., None]:
    """Lo que pide toda orden que trae una tabla a un plan: ARCHIVO, --plan, --ensayo y --motivo."""
    partes = (
        click.option(
            "--motivo", default="", help="Por qué cambia; obligatorio si el plan es público o si corrige."
        ),
        click.option("--ensayo", is_flag=True, help="Dice qué cambiaría, fila por fila, y no cambia nada."),
        click.option(
            "--plan",
            "clave",
            metavar="CLAVE",
            required=True,
            help="Plan que la recibe: la parte final de su dirección.",
        ),
        click.argument("archivo", type=_ARCHIVO),
    )
    for parte in partes:
        orden = parte(orden)
    return orden


def fallar(errores: Sequence[ErrorFila]) -> None:
    for error in errores:
        click.echo(f"{mensajes.lugar_de_error(error)}: {mensajes.frase_de_error(error)}", err=True)
    raise click.ClickException(f"No se cambió nada: hay {len(errores)} errores en el archivo.")


def plan_de(clave: str) -> int:
    try:
        return consultas.por_clave(clave, OPERACION).id
    except ErrorDominio:
        claves = ", ".join(p.clave for p in consultas.planes(OPERACION)) or "ninguno"
        raise click.ClickException(f"No hay ningún plan «{clave}». Hay: {claves}.") from None


def contar(ensayo: Ensayo, detalle: bool) -> None:
    if detalle:
        for d in map(mensajes.diferencia_legible, ensayo.diferencias):
            if d["clase"] == "igual":
                continue
            fila = f"fila {d['numero']}" if d["numero"] else "sin fila"
            click.echo(f"{d['rotulo']:22} {d['codigo']}  {d['titulo']}  ({fila})")
            for c in d["cambios"]:
                antes = f"«{c['antes']}» → " if c["antes"] else ""
                click.echo(f"{'':22}   {c['campo']}: {antes}«{c['despues']}» {c['leido']}".rstrip())
    for columna in ensayo.ignoradas:
        click.echo(f"La columna «{columna}» no se usa.")
    cuentas = ensayo.cuentas
    click.echo(
        f"{cuentas['nuevo']} nuevos, {cuentas['cambia']} cambian, {cuentas['igual']} iguales, "
        f"{cuentas['falta']} no están en el archivo y se quedan."
    )


def traer_archivo(archivo: Path, clave: str, ensayo: bool, motivo: str, clase: str = "") -> None:
    """Trae un archivo a un plan, o dice qué cambiaría. Pide la escritura cuando ya comparó todo."""
    plan_id = plan_de(clave)
    hecho = consultas.ensayar(plan_id, archivo.read_bytes(), clase)
    if hecho.errores:
        fallar(hecho.errores)
    if not ensayo:
        aplicar_en(plan_id, [(archivo.name, hecho)], motivo)
    contar(hecho, detalle=ensayo)


def aplicar_en(plan_id: int, ensayos: Sequence[tuple[str, Ensayo]], motivo: str) -> None:
    """Aplica lo ensayado en una transacción corta."""
    try:
        with transaccion.escritura():
            servicios.aplicar_ensayos(OPERACION, plan_id, ensayos, motivo)
    except Invalido as error:
        raise click.ClickException(f"{error} (--motivo)") from None
    except ErrorDominio as error:
        raise click.ClickException(str(error)) from None


@click.command("plan")
@pide_tabla
@with_appcontext
def importar_plan(archivo: Path, clave: str, ensayo: bool, motivo: str) -> None:
    """Trae la tabla ancha de un plan (CSV o XLSX). Todo o nada; nunca borra."""
    traer_archivo(archivo, clave, ensayo, motivo)


@click.command("unidades")
@click.argument("archivo", type=_ARCHIVO)
@with_appcontext
def importar_unidades(archivo: Path) -> None:
    """Crea o actualiza las unidades de un CSV con las columnas codigo, nombre y correo."""
    try:
        with transaccion.escritura():
            filas = servicios.importar_unidades(OPERACION, archivo.read_bytes())
    except ArchivoConErrores as error:
        fallar(error.errores)
    else:
        click.echo(f"{len(filas)} unidades.")


@click.command("ods")
@click.argument("archivo", type=_ARCHIVO)
@with_appcontext
def importar_ods(archivo: Path) -> None:
    """Trae los textos oficiales de los ODS: un CSV con la columna codigo y una por idioma (es, pt, en)."""
    try:
        textos = ods_oficiales.leer(archivo.read_bytes())
    except ArchivoConErrores as error:
        fallar(error.errores)
    else:
        ods_oficiales.guardar(textos)
        click.echo(f"{len(textos)} textos oficiales. Se ven en /ods, bajo las frases propias.")


@click.command("plan")
@click.argument("clave")
@click.argument("archivo", required=False, type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def exportar_plan(clave: str, archivo: Path | None) -> None:
    """Saca la tabla ancha de un plan, en CSV: a ARCHIVO o, sin él, a la pantalla.

    CLAVE es la parte final de la dirección del plan.
    """
    tabla = consultas.exportar_csv(plan_de(clave))
    if archivo is None:
        click.echo(tabla, nl=False)
    else:
        archivo.write_bytes(tabla.encode())
        click.echo(f"{archivo}: {tabla.count(chr(10)) - 1} líneas.")


def crear_desde_ficha(ficha: dict[str, Any], clave: str = "") -> int:
    """Crea en borrador el plan que describe una ficha JSON; devuelve su id.

    Los textos van por idioma (`{"es": …, "pt": …}`); el español es el de base. Va dentro de una escritura.
    """
    textos = {
        "nombre": ficha["nombre"],
        "lema": ficha.get("lema", {}),
        "presentacion": ficha.get("introduccion", {}),
    }
    idiomas = {i for t in textos.values() for i in t} - {"es"}
    datos = servicios.DatosPlan(
        clave=clave or str(ficha["codigo"]).lower(),
        **{campo: t.get("es", "") for campo, t in textos.items()},
        tipo=ficha.get("tipo", "estrategico"),
        inicio=dt.date.fromisoformat(ficha["desde"]),
        fin=dt.date.fromisoformat(ficha["hasta"]),
        niveles=ficha.get("niveles", ()),
        traducciones={i: {c: t[i] for c, t in textos.items() if i in t} for i in sorted(idiomas)},
    )
    return servicios.crear_plan(OPERACION, datos)


def aprobar_con(plan_id: int, acto: dict[str, str]) -> None:
    """Aprueba el plan con el acto de su ficha (órgano, tipo, número, fecha y gaceta)."""
    numero = " ".join(filter(None, (acto.get("tipo", ""), acto["numero"])))
    fecha = dt.date.fromisoformat(acto["fecha"])
    dado = servicios.DatosActo(acto["organo"], numero, fecha, acto.get("gaceta", ""))
    servicios.aprobar(OPERACION, plan_id, dado)


@click.command("crear")
@click.argument("ficha", type=_ARCHIVO)
@click.option("--clave", default="", help="Parte final de su dirección; si falta, el código de la ficha.")
@click.option("--tabla", type=_ARCHIVO, help="La tabla ancha de sus elementos (CSV).")
@with_appcontext
def crear(ficha: Path, clave: str, tabla: Path | None) -> None:
    """Crea un plan desde una ficha JSON y, si se da, su tabla.

    Con su acto de aprobación en la ficha queda vigente; sin él, en borrador.
    """
    try:
        datos = json.loads(ficha.read_text(encoding="utf-8"))
        ensayos = [(tabla.name, consultas.ensayar(0, tabla.read_bytes()))] if tabla else []
        with transaccion.escritura():
            plan_id = crear_desde_ficha(datos, clave)
            servicios.aplicar_ensayos(OPERACION, plan_id, ensayos)
            if datos.get("acto"):
                aprobar_con(plan_id, datos["acto"])
    except ArchivoConErrores as error:
        fallar(error.errores)
    except (ErrorDominio, KeyError, ValueError) as error:
        raise click.ClickException(f"La ficha no sirve: {error}") from None
    else:
        click.echo(f"Plan creado con {len(consultas.arbol(plan_id))} elementos.")


ORDENES = {
    "importar": [importar_plan, importar_unidades, importar_ods],
    "exportar": [exportar_plan],
    "plan": [crear],
}
