"""De las propuestas de Valladolid a las que se publican aquí: sus zonas como lugares y sus categorías."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence

from app.importacion import html
from app.importacion.errores import ArchivoConErrores
from app.importacion.preparacion import HORA_DE_ORIGEN, ZONA_DE_ORIGEN, Preparada
from app.importacion.servicios import Fuente
from app.importacion.valladolid import Leida, Zona, leer
from app.nucleo.texto import a_texto, recortar
from app.propuestas.reglas import RESUMEN_MAXIMO
from app.territorio import consultas as territorio
from app.territorio.servicios import importar_territorios

REFERENCIA_MAXIMA = 160
CIUDAD = "valladolid"
FUENTE = Fuente(
    origen="valladolid",
    nombre="Presupuestos participativos de Valladolid",
    proceso="valladolid",
    proposito=(
        "Propuestas de los presupuestos participativos de Valladolid, traídas con su fecha, su lugar y sus "
        "apoyos de allá. Se leen y se comparan aquí; se apoyan y se deciden en su ciudad."
    ),
)


def preparar_todas(texto: str) -> tuple[list[Preparada], list[Zona]]:
    """Las propuestas del archivo, listas para comparar, y sus zonas. Lanza `ArchivoConErrores` con todos."""
    lectura = leer(texto)
    if lectura.errores:
        raise ArchivoConErrores(lectura.errores)
    zonas = {p.zona.numero: p.zona for p in lectura.propuestas}
    return [_preparar(p) for p in lectura.propuestas], [zonas[n] for n in sorted(zonas)]


def _preparar(leida: Leida) -> Preparada:
    cuerpo = html.de_texto(leida.texto)
    mediodia = dt.datetime.combine(leida.dia, HORA_DE_ORIGEN, tzinfo=ZONA_DE_ORIGEN)
    return Preparada(
        origen_id=leida.codigo,
        titulo=leida.titulo,
        resumen=recortar(a_texto(cuerpo), RESUMEN_MAXIMO),
        cuerpo=cuerpo,
        apoyos=leida.apoyos,
        publicada_en=mediodia.astimezone(dt.UTC),
        retirada_en=None,
        autora=None,
        url=leida.url,
        estado_origen="",
        dia=leida.dia,
        lugar=codigo_de(leida.zona),
        punto=leida.punto,
        referencia=recortar(leida.direccion, REFERENCIA_MAXIMA),
        etiquetas=leida.etiquetas,
    )


def codigo_de(zona: Zona) -> str:
    """El código con que una zona está entre los lugares de esta instalación."""
    return f"{CIUDAD}-{zona.numero}"


def lugares_que_faltan(zonas: Sequence[Zona]) -> list[Zona]:
    """Las zonas que aún no están entre los lugares; si ya están, se usan como estén."""
    return [z for z in zonas if territorio.por_codigo(codigo_de(z)) is None]


def crear_lugares(zonas: Sequence[Zona]) -> None:
    """Crea las zonas que faltan bajo su ciudad, marcadas como de fuera del municipio."""
    faltan = lugares_que_faltan(zonas)
    if not faltan:
        return
    tabla = io.StringIO()
    escritor = csv.writer(tabla)
    escritor.writerow(["codigo", "nombre", "nivel", "padre", "fuera_del_municipio"])
    if territorio.por_codigo(CIUDAD) is None:
        escritor.writerow([CIUDAD, "Valladolid", "municipio", "", "sí"])
    for zona in faltan:
        escritor.writerow([codigo_de(zona), f"{zona.nombre} (Valladolid)", "zona", CIUDAD, "sí"])
    importar_territorios(tabla.getvalue().encode())
