"""El hilo de una propuesta: solo los pasos que ya existen, sin prometer los que nadie eligió."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.contenido.reglas import Paso
from app.propuestas.reglas.estados import Estado


@dataclass(frozen=True)
class DatosHilo:
    """Lo que hay que saber de una propuesta para dibujar su hilo."""

    estado: Estado
    autora: str
    publicada_en: dt.datetime | None
    apoyos: int
    contados: int
    umbral: int
    cruzado_en: dt.datetime | None = None
    vence: dt.datetime | None = None
    retirada_en: dt.datetime | None = None
    motivo_retiro: str = ""
    se_apoya: bool = True
    archivada_en: dt.datetime | None = None


def pasos_del_hilo(datos: DatosHilo, ahora: dt.datetime) -> tuple[Paso, ...]:
    """Idea → apoyos → respuesta. La respuesta aparece al pasar el umbral y está vencida tras su plazo.

    Un borrador está en la idea. Retirada o archivada, el hilo se corta y lo que no había ocurrido ya no se
    anuncia.
    `detalles` queda vacío: los textos, con sus números, los pone la pantalla en el idioma de quien lee.
    """
    if datos.estado is Estado.BORRADOR:
        return (Paso("idea", "Idea", "ahora", quien=datos.autora),)
    pasos = [Paso("idea", "Idea", "hecho", datos.publicada_en, datos.autora)]
    retirada = datos.estado is Estado.RETIRADA
    if datos.cruzado_en is not None:
        pasos.append(Paso("apoyos", "Apoyos", "hecho", datos.cruzado_en))
    elif datos.estado is Estado.PUBLICADA and datos.se_apoya:
        pasos.append(Paso("apoyos", "Apoyos", "ahora"))
    if retirada:
        detalles = (datos.motivo_retiro,) if datos.motivo_retiro else ()
        pasos.append(Paso("retirada", "Retirada", "cortado", datos.retirada_en, datos.autora, detalles))
    elif datos.estado is Estado.ARCHIVADA:
        pasos.append(Paso("archivada", "Archivada", "cortado", datos.archivada_en))
    elif datos.cruzado_en is not None and datos.vence is not None:
        pasos.append(Paso("respuesta", "Respuesta", "ahora", datos.vence, vencido=ahora > datos.vence))
    return tuple(pasos)
