"""Publicar muchas de una vez: lo que viene de otra plataforma, y la ciudad de demostración ampliada.

Sin una orden por propuesta: unas pocas por cada tanda de 500. Los apoyos traídos se muestran aparte y no
cuentan.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import insert, select

from app.contenido.servicios import anotar_lote, crear_contenidos_de, etiquetar, poner_etiquetas
from app.extensiones import db
from app.nucleo.reloj import ahora
from app.procesos import consultas as procesos
from app.procesos.consultas import Proceso
from app.propuestas import facetas
from app.propuestas.consultas.indexadas import en_tandas
from app.propuestas.modelos import Propuesta, PropuestaElemento
from app.propuestas.reglas import AZAR, Estado, cierre_de, peso
from app.propuestas.servicios.comunes import umbral_para


@dataclass(frozen=True)
class Traida:
    """Una propuesta lista para publicarse: textos ya limpios y en su largo, claves que existen.

    `procedencia` va en su hecho: el nombre del lugar de donde viene, su día y su estado allá.
    """

    origen_id: str
    titulo: str
    publicada_en: dt.datetime
    resumen: str = ""
    cuerpo: str = ""
    autora_id: int | None = None
    en_nombre_de: str = ""
    idioma: str = "es"
    url: str | None = None
    apoyos_importados: int = 0
    elementos: tuple[int, ...] = ()
    etiquetas: tuple[str, ...] = ()
    territorio_id: int | None = None
    punto: tuple[float, float] | None = None
    referencia: str = ""
    retirada_en: dt.datetime | None = None
    motivo_retiro: str = ""
    procedencia: Mapping[str, str] = field(default_factory=dict)


def publicar_traidas(proceso: Proceso, origen: str, traidas: Iterable[Traida]) -> dict[str, int]:
    """Publica las que aún no están (por `origen` y `origen_id`) y devuelve el id de cada nueva.

    Las que ya estaban no cambian: la segunda vez no hace nada. Cada una deja un hecho público sin persona.
    """
    umbrales: dict[int | None, int] = {}
    nuevas: dict[str, int] = {}
    for tanda in en_tandas(traidas):
        faltan = _sin_repetir(origen, tanda)
        if not faltan:
            continue
        for t in faltan:
            if t.territorio_id not in umbrales:
                umbrales[t.territorio_id] = umbral_para(proceso, t.territorio_id)
        creados = crear_contenidos_de("propuesta", [(t.autora_id, t.idioma) for t in faltan])
        ids = {t.origen_id: ident for t, ident in zip(faltan, creados, strict=True)}
        _filas(proceso, origen, faltan, ids, umbrales)
        _etiquetas(faltan, ids)
        facetas.rehacer_muchas(ids.values())
        nuevas |= ids
    return nuevas


def _sin_repetir(origen: str, tanda: Sequence[Traida]) -> list[Traida]:
    por_id = {t.origen_id: t for t in tanda}
    ya = set(
        db.session.scalars(
            select(Propuesta.origen_id).where(Propuesta.origen == origen, Propuesta.origen_id.in_(por_id))
        )
    )
    return [t for clave, t in por_id.items() if clave not in ya]


def _filas(
    proceso: Proceso,
    origen: str,
    traidas: Sequence[Traida],
    ids: Mapping[str, int],
    umbrales: Mapping[int | None, int],
) -> None:
    fases = procesos.fases_de(proceso.id)
    db.session.execute(
        insert(Propuesta),
        [
            {
                **_columnas(t),
                "id": ids[t.origen_id],
                "proceso_id": proceso.id,
                "umbral": umbrales[t.territorio_id],
                "cierra_en": cierre_de(fases, t.publicada_en, proceso.vigencia_meses, procesos.zona()),
                "origen": origen,
            }
            for t in traidas
        ],
    )
    elementos = [
        {"propuesta_id": ids[t.origen_id], "elemento_id": e}
        for t in traidas
        for e in dict.fromkeys(t.elementos)
    ]
    if elementos:
        db.session.execute(insert(PropuestaElemento), elementos)
    momento = ahora()
    hechos = [h for t in traidas for h in _hechos(t, ids[t.origen_id], origen, momento)]
    anotar_lote(hechos)


def _columnas(t: Traida) -> dict[str, object]:
    """Lo que una propuesta toma tal cual de lo que se trajo."""
    return {
        "estado": Estado.RETIRADA.value if t.retirada_en else Estado.PUBLICADA.value,
        "titulo": t.titulo,
        "resumen": t.resumen,
        "cuerpo": t.cuerpo,
        "territorio_id": t.territorio_id,
        "latitud": t.punto[0] if t.punto else None,
        "longitud": t.punto[1] if t.punto else None,
        "referencia": t.referencia,
        "sin_elemento": not t.elementos,
        "en_nombre_de": t.en_nombre_de,
        "publicada_en": t.publicada_en,
        "retirada_en": t.retirada_en,
        "actividad": peso(t.publicada_en),
        "apoyos_importados": t.apoyos_importados,
        "azar": secrets.randbelow(AZAR),
        "origen_id": t.origen_id,
        "origen_url": t.url,
    }


def _hechos(t: Traida, ident: int, origen: str, momento: dt.datetime) -> list[dict[str, object]]:
    comun: dict[str, object] = {"contenido_id": ident, "persona_id": None, "publico": True}
    datos = {"origen": origen, "origen_id": t.origen_id, **t.procedencia}
    hechos = [{**comun, "clase": "propuestas.importada", "ocurrio_en": momento, "motivo": "", "datos": datos}]
    if t.retirada_en is not None:
        hechos.append(
            {
                **comun,
                "clase": "propuestas.retirada",
                "ocurrio_en": t.retirada_en,
                "motivo": t.motivo_retiro,
                "datos": datos,
            }
        )
    return hechos


def _etiquetas(traidas: Sequence[Traida], ids: Mapping[str, int]) -> None:
    """Pone las etiquetas; cada conjunto distinto se resuelve una vez y los demás copian sus ids."""
    resueltas: dict[tuple[str, ...], list[int]] = {}
    pares: list[tuple[int, int]] = []
    for t in traidas:
        if not t.etiquetas:
            continue
        if t.etiquetas not in resueltas:
            resueltas[t.etiquetas] = etiquetar(ids[t.origen_id], list(t.etiquetas))
            continue
        pares += [(ids[t.origen_id], e) for e in resueltas[t.etiquetas]]
    poner_etiquetas(pares)
