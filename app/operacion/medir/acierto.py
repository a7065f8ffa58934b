"""Cuánto aciertan las parecidas: con los duplicados que agrupó una ciudad, en una base de usar y tirar."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask

from app.busqueda import consultas as busqueda
from app.nucleo import transaccion
from app.nucleo.permisos import OPERACION
from app.nucleo.reloj import ahora
from app.operacion.medir import banco, procesos
from app.procesos import servicios as servicios_de_procesos
from app.procesos.modelos import Proceso
from app.procesos.reglas import Ventana
from app.propuestas.buscable import CLASE
from app.propuestas.servicios import Traida, publicar_traidas

ORIGEN = "valladolid"
AGRUPADA = re.compile(r"\s*\(?\s*agrup[a-z]*\.?\s*(?:con\s+|a\s+)?(\d{4}).*$", re.IGNORECASE)
NUMERO = re.compile(r"^\s*\d{4}\s*[-–]\s*")


@dataclass(frozen=True)
class Caso:
    """Una propuesta con su título limpio; las del mismo `grupo` son para la ciudad la misma.

    Solo se pregunta por las que ella misma marcó como agrupadas.
    """

    codigo: str
    titulo: str
    texto: str
    grupo: str
    se_pregunta: bool


@dataclass
class Cifras:
    """De cada modo de preguntar, cuántas tienen a otra de su grupo en el primer lugar y entre las cinco."""

    preguntas: int
    una: dict[str, int]
    cinco: dict[str, int]

    def en_una(self, modo: str) -> float:
        """La parte que acierta en el primer lugar."""
        return self.una[modo] / max(1, self.preguntas)

    def en_cinco(self, modo: str) -> float:
        """La parte que acierta entre las cinco primeras."""
        return self.cinco[modo] / max(1, self.preguntas)


def leer(archivo: str) -> list[Caso]:
    """Los casos de un archivo de propuestas: quita «(Agrupada con N)» y «NNNN-», y junta los grupos."""
    filas: list[dict[str, Any]] = json.loads(archivo)
    jefe = {f["code"]: f["code"] for f in filas}

    def raiz(codigo: str) -> str:
        while jefe[codigo] != codigo:
            codigo = jefe[codigo]
        return codigo

    marcadas = set()
    for f in filas:
        marca = AGRUPADA.search(f["title"])
        if marca and marca.group(1) in jefe:
            jefe[raiz(f["code"])] = raiz(marca.group(1))
            marcadas.add(f["code"])
    return [
        Caso(
            f["code"],
            NUMERO.sub("", AGRUPADA.sub("", f["title"])),
            f["description"],
            raiz(f["code"]),
            f["code"] in marcadas,
        )
        for f in filas
    ]


def publicar(casos: Sequence[Caso], proceso: Proceso) -> dict[str, int]:
    """Publica todas y devuelve el id de cada una."""
    momento = ahora()
    return publicar_traidas(
        proceso,
        ORIGEN,
        [Traida(origen_id=c.codigo, titulo=c.titulo, cuerpo=c.texto, publicada_en=momento) for c in casos],
    )


def medir(casos: Sequence[Caso], ids: Mapping[str, int], clase: str = CLASE) -> Cifras:
    """Pregunta por cada marcada, sin ella: con solo el título (al escribir) y con el texto (al revisar)."""
    grupo_de = {ids[c.codigo]: c.grupo for c in casos}
    preguntas = [c for c in casos if c.se_pregunta]
    cifras = Cifras(len(preguntas), {"escribir": 0, "revisar": 0}, {"escribir": 0, "revisar": 0})
    for c in preguntas:
        for modo, texto in (("escribir", ""), ("revisar", c.texto)):
            halladas = busqueda.parecidos(c.titulo, texto, idioma="es", clase=clase, sin=ids[c.codigo])
            aciertos = [grupo_de.get(h.id) == c.grupo for h in halladas]
            cifras.una[modo] += bool(aciertos and aciertos[0])
            cifras.cinco[modo] += any(aciertos)
    return cifras


@contextlib.contextmanager
def ciudad_vacia(motor: str) -> Iterator[Flask]:
    """La aplicación sobre una base de usar y tirar de ese motor."""
    with contextlib.ExitStack() as pila:
        carpeta = Path(pila.enter_context(tempfile.TemporaryDirectory(prefix="rumbo-medir-")))
        url, _vara = pila.enter_context(banco.bases(motor, carpeta))
        yield banco.aplicacion({"RUMBO_DATOS": str(carpeta), "RUMBO_BASE": url, "RUMBO_CIUDAD": "Medida"})


def correr(archivo: Path, motor: str) -> str:
    """Publica el archivo en una base de usar y tirar de ese motor, mide y lo dice."""
    casos = leer(archivo.read_text(encoding="utf-8"))
    with ciudad_vacia(motor) as app:
        with app.app_context():
            with transaccion.escritura():
                ids = publicar(casos, proceso())
            cifras = medir(casos, ids)
        return "\n".join([procesos.maquina(), *_lineas(cifras, len(casos), motor)])


def proceso() -> Proceso:
    """Un proceso abierto en el que publicar lo que se mide."""
    nuevo = servicios_de_procesos.crear_proceso(
        OPERACION,
        clase="permanente",
        fases=[Ventana("proponer", ahora() - dt.timedelta(days=1), None, "Propuestas")],
        clave="medida",
        nombre="Propuestas de la medida",
        proposito="Medir.",
        umbral_ciudad=100,
        umbral_territorio=100,
    )
    return servicios_de_procesos.publicar_proceso(OPERACION, nuevo.id)


def _lineas(cifras: Cifras, total: int, motor: str) -> list[str]:
    nombres = {"escribir": "solo el título", "revisar": "título y texto"}
    return [
        f"medir parecidas: {cifras.preguntas} duplicadas de {total} propuestas, {motor}",
        *(
            f"  {nombre}: acierta la primera {cifras.en_una(modo):.3f}; entre cinco {cifras.en_cinco(modo):.3f}"
            for modo, nombre in nombres.items()
        ),
    ]
