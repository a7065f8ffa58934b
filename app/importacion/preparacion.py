"""De una propuesta ajena a la que se publicará: textos limpios, fechas con hora y autora con seudónimo."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.busqueda.reglas import lengua_de
from app.contenido.reglas import ALFABETO
from app.importacion import html
from app.importacion.reglas import ORIGEN, Ajena
from app.nucleo.texto import a_texto, recortar
from app.propuestas.reglas import RESUMEN_MAXIMO

ZONA_DE_ORIGEN = ZoneInfo("Europe/Madrid")
LENGUA = "es"
"""La de un texto que no deja saber cuál es: las plataformas de donde se trae son de España."""
HORA_DE_ORIGEN = dt.time(12)
"""El archivo da días sin hora: se toma el mediodía de Madrid, que cae en el mismo día en toda América."""


@dataclass(frozen=True)
class Autora:
    """Una persona de la otra plataforma: una huella que no se puede deshacer y el nombre que se muestra."""

    huella: str
    seudonimo: str


@dataclass(frozen=True)
class Preparada:
    """Una propuesta lista para comparar con lo que hay y publicarse; `lugar` es el código de un territorio."""

    origen_id: str
    titulo: str
    resumen: str
    cuerpo: str
    apoyos: int
    publicada_en: dt.datetime
    retirada_en: dt.datetime | None
    autora: Autora | None
    url: str
    estado_origen: str
    dia: dt.date
    lugar: str = ""
    punto: tuple[float, float] | None = None
    referencia: str = ""
    etiquetas: tuple[str, ...] = ()

    @property
    def idioma(self) -> str:
        """En qué lengua está escrita, por sus palabras; español si no se sabe."""
        return lengua_de(f"{self.titulo} {self.resumen} {self.cuerpo}", LENGUA)


def preparar(ajena: Ajena, clave: str) -> Preparada:
    """Convierte una propuesta; `clave` es el secreto con que se hacen los seudónimos."""
    cuerpo = html.a_markdown(ajena.cuerpo) if ajena.html else html.de_texto(ajena.cuerpo)
    mediodia = dt.datetime.combine(ajena.publicada, HORA_DE_ORIGEN, tzinfo=ZONA_DE_ORIGEN)
    return Preparada(
        origen_id=ajena.origen_id,
        titulo=ajena.titulo,
        resumen=ajena.resumen or recortar(a_texto(cuerpo), RESUMEN_MAXIMO),
        cuerpo=cuerpo,
        apoyos=ajena.apoyos,
        publicada_en=mediodia.astimezone(dt.UTC),
        retirada_en=ajena.retirada,
        autora=autora_de(ajena, clave) if ajena.autora else None,
        url=ajena.url,
        estado_origen=ajena.estado_origen,
        dia=ajena.publicada,
    )


def autora_de(ajena: Ajena, clave: str) -> Autora:
    """La autora de una propuesta, con seudónimo."""
    return autora_con_numero(ajena.autora or "", clave, asociacion=ajena.asociacion)


def autora_con_numero(numero: str, clave: str, *, asociacion: bool) -> Autora:
    """La autora con seudónimo: el número de allá no se guarda, y sin la clave no se puede adivinar."""
    resumen = hmac.new(clave.encode(), f"{ORIGEN}|{numero}".encode(), hashlib.sha256).digest()
    letras = "".join(ALFABETO[b % len(ALFABETO)] for b in resumen[:4])
    return Autora(resumen.hex(), f"{'Asociación' if asociacion else 'Persona'} {letras}")
