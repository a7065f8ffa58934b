"""Escrituras del ancla: crear un contenido, enlazar, anotar un hecho, etiquetar."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from app.contenido.modelos import Contenido, ContenidoEtiqueta, Enlace, Etiqueta, Hecho
from app.contenido.reglas import nuevo_codigo
from app.extensiones import db
from app.nucleo.reloj import ahora
from app.nucleo.texto import sin_acentos

TANDA = 1000


def crear_contenido(
    clase: str,
    autora_id: int | None,
    *,
    idioma: str = "es",
    creado_en: dt.datetime | None = None,
    codigo: str | None = None,
) -> Contenido:
    """Crea el ancla de una cosa y le da id y código corto (31^8 ≈ 8,5·10^11 posibles)."""
    contenido = Contenido(
        clase=clase,
        autora_id=autora_id,
        idioma=idioma,
        creado_en=creado_en or ahora(),
        codigo=codigo or _codigo_libre(),
    )
    db.session.add(contenido)
    db.session.flush()
    return contenido


def crear_contenidos(clase: str, autora_id: int | None, cuantos: int, *, idioma: str = "es") -> list[int]:
    """Crea muchas anclas de una vez (dos consultas por millar); devuelve sus ids."""
    momento, ids = ahora(), list[int]()
    for desde in range(0, cuantos, TANDA):
        codigos: set[str] = set()
        while len(codigos) < min(TANDA, cuantos - desde):
            codigos.add(nuevo_codigo(secrets.choice))
        for usado in db.session.scalars(select(Contenido.codigo).where(Contenido.codigo.in_(codigos))):
            codigos.remove(usado)
            codigos.add(_codigo_libre())
        comun = {"clase": clase, "autora_id": autora_id, "idioma": idioma, "creado_en": momento}
        filas = [{**comun, "estado": "visible", "codigo": c} for c in codigos]
        ids += db.session.scalars(insert(Contenido).returning(Contenido.id), filas)
    return ids


def crear_contenidos_de(clase: str, autoras: Sequence[tuple[int | None, str]]) -> list[int]:
    """Crea un ancla por cada (autora, idioma), de una vez; devuelve sus ids en el mismo orden."""
    if not autoras:
        return []
    codigos: list[str] = []
    while len(codigos) < len(autoras):
        nuevos = {nuevo_codigo(secrets.choice) for _ in range(len(autoras) - len(codigos))} - set(codigos)
        usados = set(db.session.scalars(select(Contenido.codigo).where(Contenido.codigo.in_(nuevos))))
        codigos += nuevos - usados
    comun = {"clase": clase, "estado": "visible", "creado_en": ahora()}
    db.session.execute(
        insert(Contenido),
        [
            {**comun, "codigo": codigo, "autora_id": autora_id, "idioma": idioma}
            for codigo, (autora_id, idioma) in zip(codigos, autoras, strict=True)
        ],
    )
    filas = db.session.execute(select(Contenido.codigo, Contenido.id).where(Contenido.codigo.in_(codigos)))
    por_codigo = dict(filas.tuples().all())
    return [por_codigo[codigo] for codigo in codigos]


def anotar_lote(hechos: Sequence[dict[str, Any]]) -> None:
    """Añade de una vez hechos de varias clases; cada uno trae todas sus columnas."""
    if hechos:
        db.session.execute(insert(Hecho), hechos)


def poner_etiquetas(pares: Sequence[tuple[int, int]]) -> None:
    """Pone de una vez etiquetas que ya existen a contenidos que no las tienen: (contenido, etiqueta)."""
    if pares:
        db.session.execute(insert(ContenidoEtiqueta), [{"contenido_id": c, "etiqueta_id": e} for c, e in pares])


def anotar_hechos(
    clase: str,
    persona_id: int | None,
    de: Sequence[tuple[int, dict[str, Any]]],
    *,
    motivo: str = "",
    publico: bool = True,
) -> None:
    """Añade de una vez un hecho igual sobre muchas cosas: (id del contenido, datos)."""
    comun = {"clase": clase, "persona_id": persona_id, "motivo": motivo, "publico": publico}
    if de:
        momento = ahora()
        filas = [{**comun, "contenido_id": i, "datos": datos, "ocurrio_en": momento} for i, datos in de]
        db.session.execute(insert(Hecho), filas)


def borrar_contenido(ident: int) -> None:
    """Borra del todo el ancla de algo que nunca fue público, con sus etiquetas."""
    for tabla, columna in (
        (ContenidoEtiqueta, ContenidoEtiqueta.contenido_id),
        (Contenido, Contenido.id),
    ):
        db.session.execute(delete(tabla).where(columna == ident))


def _codigo_libre() -> str:
    while True:
        codigo = nuevo_codigo(secrets.choice)
        if db.session.scalar(select(Contenido.id).where(Contenido.codigo == codigo)) is None:
            return codigo


def anotar_hecho(
    clase: str,
    contenido_id: int | None,
    persona_id: int | None,
    *,
    motivo: str = "",
    datos: dict[str, Any] | None = None,
    publico: bool = True,
    ocurrio_en: dt.datetime | None = None,
) -> Hecho:
    """Añade un hecho a la memoria. `clase` es `area.suceso`; `datos`, solo lo que el hilo necesita mostrar."""
    hecho = Hecho(
        clase=clase,
        contenido_id=contenido_id,
        persona_id=persona_id,
        ocurrio_en=ocurrio_en or ahora(),
        motivo=motivo,
        datos=datos or {},
        publico=publico,
    )
    db.session.add(hecho)
    db.session.flush()
    return hecho


def enlazar(origen_id: int, destino_id: int, tipo: str, autora_id: int | None, motivo: str = "") -> None:
    """Une dos contenidos; repetir el mismo enlace no hace nada."""
    existe = db.session.scalar(
        select(Enlace.id).where(
            Enlace.origen_id == origen_id, Enlace.destino_id == destino_id, Enlace.tipo == tipo
        )
    )
    if existe is None:
        db.session.add(
            Enlace(
                origen_id=origen_id,
                destino_id=destino_id,
                tipo=tipo,
                motivo=motivo,
                autora_id=autora_id,
                creado_en=ahora(),
            )
        )
        db.session.flush()


def _asegurar_etiquetas(pedidas: dict[str, str]) -> None:
    """Crea las que falten; dos personas que estrenan la misma a la vez acaban con una sola."""
    if not pedidas:
        return
    motor = db.session.get_bind().dialect.name
    insertar = postgresql.insert if motor == "postgresql" else sqlite.insert
    filas = [{"clave": clave, "nombre": pedidas[clave]} for clave in sorted(pedidas)]
    db.session.execute(insertar(Etiqueta).on_conflict_do_nothing(index_elements=["clave"]), filas)


def etiquetar(contenido_id: int, nombres: list[str]) -> list[int]:
    """Deja al contenido justo con estas etiquetas; crea las que falten. Devuelve sus ids en orden."""
    pedidas = {sin_acentos(n)[:40]: n[:40] for n in reversed(nombres)}
    _asegurar_etiquetas(pedidas)
    por_clave = dict(
        db.session.execute(select(Etiqueta.clave, Etiqueta.id).where(Etiqueta.clave.in_(pedidas)))
        .tuples()
        .all()
    )
    ids = [por_clave[clave] for clave in reversed(pedidas)]
    actuales = db.session.scalars(
        select(ContenidoEtiqueta).where(ContenidoEtiqueta.contenido_id == contenido_id)
    ).all()
    for fila in actuales:
        if fila.etiqueta_id not in ids:
            db.session.delete(fila)
    puestas = {f.etiqueta_id for f in actuales}
    db.session.add_all(
        ContenidoEtiqueta(contenido_id=contenido_id, etiqueta_id=i) for i in ids if i not in puestas
    )
    db.session.flush()
    return ids
