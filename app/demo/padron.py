"""El padrón de la demostración: números que no son de nadie, siempre los mismos, y quién ya lo comprobó."""

from __future__ import annotations

import csv
import datetime as dt
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.demo import vecindario
from app.demo.apoyos import SIN_COMPROBAR
from app.demo.datos import Calendario, fichas_de_personas, json_de
from app.demo.estado import Ciudad
from app.nucleo import reloj, transaccion
from app.nucleo.permisos import OPERACION
from app.padron import consultas
from app.padron import servicios as padron
from app.padron.servicios import Union
from app.territorio import consultas as territorio

TIPO = "cedula"
SEGUNDO = "Fecha de emisión"
UNA_DE_CADA = 5
"""Qué parte de la población trae el padrón: así carga en un momento."""
NOMBRE = "Padrón de participación"
FUENTE = "Registro inventado: una de cada cinco personas, para que la demostración cargue enseguida"
_ENCABEZADO = ("tipo", "numero", "territorio", "nacimiento", SEGUNDO)
_EMISIONES = [f"{d:02}/{m:02}/{a}" for a in range(2012, 2025) for m in range(1, 13) for d in range(1, 29)]
_INSERVIBLES = (
    (TIPO, "9,9004E+09", "D2-02", "1971", "03/05/2018"),
    (TIPO, "99-0999901-4", "D2-99", "1966", "21/11/2020"),
    (TIPO, "99-0999902-2", "D5-01", "19884", "08/02/2019"),
    (TIPO, "99-0999903-0", "D7-01", "1990", ""),
    (TIPO, "", "D1-04", "1958", "30/07/2016"),
)
"""Las filas con errores que trae cualquier archivo de verdad; el informe dice fila y motivo."""


@dataclass(frozen=True)
class Documento:
    """Una fila del padrón; `clave` es de quién es, si es de alguien con cuenta."""

    numero: str
    territorio: str
    nacimiento: int
    emision: str
    clave: str = ""


def importar(calendario: Calendario, dia: int) -> None:
    """Trae el padrón y lo pone en vigor con fecha de hace `dia` días; si ya hay uno, no hace nada.

    Confirma por su cuenta, como toda importación: repetir la carga sigue desde aquí.
    """
    if consultas.vigente() is not None:
        return
    filas = list(_todos(calendario.ahora.year))
    with tempfile.TemporaryDirectory() as carpeta, reloj.fijado(calendario.hace(dia)):
        ruta = Path(carpeta) / "padron-de-participacion.csv"
        with ruta.open("w", encoding="utf-8", newline="") as archivo:
            escritor = csv.writer(archivo, delimiter=";", lineterminator="\n")
            escritor.writerow(_ENCABEZADO)
            escritor.writerows((TIPO, d.numero, d.territorio, d.nacimiento, d.emision) for d in filas)
            escritor.writerows(_INSERVIBLES)
        edicion = padron.importar(OPERACION, ruta, nombre=NOMBRE, fuente=FUENTE)
        with transaccion.escritura():
            padron.aplicar(OPERACION, edicion)


def unir(ciudad: Ciudad) -> None:
    """Une con su documento a casi todas las cuentas; a las demás les falta, como en cualquier ciudad."""
    ids = {f"residente{n:03}": p.persona for n, p in enumerate(ciudad.vecindario, 1)}
    ids |= {clave: p.persona for clave, p in ciudad.personas.items()}
    azar = random.Random("comprobar")  # noqa: S311 (es un reparto, no un secreto)
    momento = reloj.ahora()
    uniones = []
    for documento in de_cuentas(ciudad.calendario.ahora.year):
        falta = azar.random() < SIN_COMPROBAR
        minutos = dt.timedelta(minutes=azar.randrange(4 * 24 * 60))
        if documento.clave in ids and not falta and not _con_documento(documento.clave):
            uniones.append(Union(ids[documento.clave], TIPO, documento.numero, momento + minutos))
    padron.vincular_en_lote(OPERACION, uniones)
    ciudad.comprobadas |= {u.persona_id for u in uniones}


def _con_documento(clave: str) -> bool:
    """Quien tiene su documento a la vista en la portada lo comprueba quien mira, no la carga."""
    return any(c["clave"] == clave and "documento" in c for c in json_de("personas.json")["cuentas"])


def de_cuentas(anio: int) -> list[Documento]:
    """Los documentos de toda persona con nombre o con cuenta."""
    codigos = {x.id: x.codigo for x in territorio.arbol().lugares.values()}
    personas = fichas_de_personas()
    fichas: list[dict[str, Any]] = [
        *(f for grupo in personas.values() for f in grupo),
        *(f for f in json_de("mostrador.json")["personas"] if "documento_extranjero" not in f["pruebas"]),
    ]
    salida = [_documento(f["clave"], f["territorio"], f["nacimiento"], f.get("documento")) for f in fichas]
    for n, alta in enumerate(vecindario.altas_de(anio), 1):
        lugar = codigos[alta.territorio_id or 0]
        salida.append(_documento(f"residente{n:03}", lugar, alta.nacimiento or anio, None))
    for ajeno in (c["documento_ajeno"] for c in personas["cuentas"] if "documento_ajeno" in c):
        salida.append(_documento("", ajeno["territorio"], ajeno["nacimiento"], ajeno))
    return salida


def _documento(clave: str, lugar: str, nacimiento: int, dado: dict[str, str] | None) -> Documento:
    azar = random.Random(f"documento {clave}")  # noqa: S311 (es un reparto, no un secreto)
    numero, emision = _numero(azar.randrange(1_000_000, 4_000_000)), _emision(azar)
    if dado is not None:
        numero, emision = dado["numero"], dado["emision"]
    return Documento(numero, lugar, nacimiento, emision, clave)


def _numero(n: int) -> str:
    """Un número que no puede ser de nadie: ninguna cédula empieza por 99."""
    return f"99-{n:07}-{n * 7 % 10}"


def _emision(azar: random.Random) -> str:
    return _EMISIONES[int(azar.random() * len(_EMISIONES))]


def _todos(anio: int) -> Iterator[Documento]:
    """Una de cada cinco personas de cada lugar: las que tienen nombre y las demás."""
    suyos: dict[str, int] = {}
    for documento in de_cuentas(anio):
        suyos[documento.territorio] = suyos.get(documento.territorio, 0) + 1
        yield documento
    lugares = territorio.arbol().lugares
    azar = random.Random("padrón")  # noqa: S311 (es un reparto, no un secreto)
    n = 5_000_000
    for ident, personas in vecindario.poblacion_por_barrio().items():
        codigo = lugares[ident].codigo
        for _ in range(personas // UNA_DE_CADA - suyos.get(codigo, 0)):
            n += 1
            yield Documento(_numero(n), codigo, anio - 16 - int(azar.random() * 73), _emision(azar))
