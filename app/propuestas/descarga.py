"""Descargar una lista de propuestas: las mismas filas como CSV, JSON o GeoJSON, por partes."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import IO

from flask import Response, current_app, request
from flask_babel import lazy_gettext as _

from app.busqueda.freno import frenar
from app.nucleo.errores import NoEncontrado
from app.nucleo.reloj import ahora
from app.nucleo.tablas import LICENCIA, TIPOS, Columna, Tabla, a_csv, a_json_por_partes, enviar
from app.propuestas.consultas import Filtros
from app.propuestas.consultas.descargables import Descargable, de_lista
from app.propuestas.presentacion import direccion

TIPO_GEOJSON = "application/geo+json; charset=utf-8"
SEPARADOR = "; "
TROZO = 65_536

COLUMNAS = (
    Columna("codigo", _("Código"), _("El de su página: /c/CÓDIGO")),
    Columna("url", _("Dirección")),
    Columna("titulo", _("Título")),
    Columna("resumen", _("En una frase")),
    Columna("estado", _("En qué va"), _("reune, espera, traida (solo para leer), archivada o retirada")),
    Columna("proceso", _("Proceso"), _("Su clave")),
    Columna("territorio_codigo", _("Código del lugar"), _("Vacío: no dice dónde")),
    Columna("territorio", _("Lugar")),
    Columna("latitud", _("Latitud"), _("WGS 84. Vacía sin punto o si la escribió una persona menor de edad")),
    Columna("longitud", _("Longitud")),
    Columna("elementos", _("Elementos del plan"), _("plan:código, separados por punto y coma")),
    Columna("etiquetas", _("Etiquetas"), _("Separadas por punto y coma")),
    Columna("publicada_en", _("Publicada"), _("Instante en UTC")),
    Columna("apoyos", _("Apoyos"), _("De personas con cuenta aquí")),
    Columna("apoyos_verificados", _("Apoyos verificados"), _("Los que cuentan para el umbral")),
    Columna("apoyos_de_personal", _("Apoyos del personal"), _("No cuentan para el umbral")),
    Columna("apoyos_importados", _("Apoyos de otra plataforma"), _("No cuentan para el umbral")),
    Columna("umbral", _("Umbral"), _("Vacío si no recibe apoyos")),
    Columna("umbral_cruzado_en", _("Pasó el umbral"), _("Instante en UTC")),
    Columna("respuesta_vence", _("La respuesta vence"), _("Instante en UTC")),
    Columna("cierra_en", _("Junta apoyos hasta"), _("Instante en UTC; vacío, sin fecha")),
    Columna("idioma", _("Idioma del texto")),
)


def responder(filtros: Filtros, formato: str) -> Response:
    """El archivo de la lista con esos filtros; un formato que no existe es una página que no existe.

    Lanza `DemasiadasVeces` si de una red se piden demasiados seguidos.
    """
    escribir = {"csv": a_csv, "json": a_json_por_partes}.get(formato)
    if escribir is None and formato != "geojson":
        raise NoEncontrado()
    frenar("descargar", por_segundo=0.5, seguidas=12)
    if escribir is None:
        return enviar(_corriente(_geojson(de_lista(filtros))), TIPO_GEOJSON, "propuestas", formato)
    tabla = Tabla("propuestas", COLUMNAS, (_fila(d) for d in de_lista(filtros)), ahora())
    return enviar(_corriente(escribir(tabla)), TIPOS[formato], "propuestas", formato)


def _corriente(partes: Iterable[str]) -> Iterator[bytes]:
    """Lo escrito entero en un archivo de paso, y después leído por trozos.

    Así un error a la mitad no deja un archivo cortado que parece completo, y la memoria no crece con la lista.
    """
    paso = tempfile.TemporaryFile()  # noqa: SIM115 — lo cierra quien termina de leerlo
    for parte in partes:
        paso.write(parte.encode())
    paso.seek(0)
    return _trozos(paso)


def _trozos(paso: IO[bytes]) -> Iterator[bytes]:
    with paso:
        while trozo := paso.read(TROZO):
            yield trozo


def _fila(d: Descargable) -> tuple[object, ...]:
    latitud, longitud = d.punto or (None, None)
    return (
        d.codigo,
        (current_app.config["URL_PUBLICA"] or request.host_url.rstrip("/")) + direccion(d.codigo, d.titulo),
        d.titulo,
        d.resumen,
        d.estado,
        d.proceso,
        d.territorio or None,
        d.lugar or None,
        _grados(latitud),
        _grados(longitud),
        SEPARADOR.join(d.elementos),
        SEPARADOR.join(d.etiquetas),
        d.publicada_en,
        d.apoyos,
        d.verificados,
        d.de_personal,
        d.importados,
        d.umbral,
        d.cruzado_en,
        d.vence,
        d.cierra_en,
        d.idioma,
    )


def _grados(valor: float | None) -> Decimal | None:
    """Con seis decimales: unos diez centímetros."""
    return None if valor is None else Decimal(f"{valor:.6f}")


def _geojson(cosas: Iterable[Descargable]) -> Iterator[str]:
    """Una colección de puntos; lo que no tiene punto va sin geometría, como pide la norma (RFC 7946)."""
    licencia = json.dumps(LICENCIA, ensure_ascii=False)
    yield f'{{"type": "FeatureCollection", "licencia": {licencia}, "features": [\n'
    coma = ""
    for d in cosas:
        yield coma + json.dumps(_rasgo(d), ensure_ascii=False)
        coma = ",\n"
    yield "\n]}\n"


def _rasgo(d: Descargable) -> dict[str, object]:
    punto = None
    if d.punto:
        punto = {"type": "Point", "coordinates": [round(d.punto[1], 6), round(d.punto[0], 6)]}
    nombres = [c.nombre for c in COLUMNAS]
    propiedades = {
        nombre: valor.isoformat() if hasattr(valor, "isoformat") else valor
        for nombre, valor in zip(nombres, _fila(d), strict=True)
        if nombre not in ("latitud", "longitud")
    }
    return {"type": "Feature", "id": d.codigo, "geometry": punto, "properties": propiedades}
