"""Las tarjetas: tres consultas, sean cuantas sean."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, literal, select

from app.contenido.modelos import Contenido
from app.cuentas.consultas import nombre_visible
from app.cuentas.modelos import Persona
from app.extensiones import db
from app.nucleo import idiomas
from app.nucleo.reloj import ahora
from app.nucleo.traducido import Texto, de
from app.plan.modelos import Elemento
from app.propuestas.consultas.indexadas import en_tandas, ids_de
from app.propuestas.consultas.listas import pagina
from app.propuestas.consultas.piezas import TOPE_CUENTA, Filtros, Orden
from app.propuestas.modelos import Faceta, Propuesta, PropuestaElemento
from app.propuestas.reglas import Clase, EstadoLista
from app.propuestas.reglas.indice import codigo_ods
from app.territorio.modelos import Territorio

ElementoCorto = tuple[int, str, str, int]
"""(id, código, título, eje): eje es el lugar, desde 1, de su raíz entre las raíces del plan."""


@dataclass(frozen=True)
class Tarjeta:
    """Lo que una tarjeta muestra. `apoyos` son los de aquí; `importados` van aparte y no cuentan."""

    id: int
    version: int
    codigo: str
    titulo: str
    resumen: str
    idioma: str
    autora: str
    lugar: str
    territorio_codigo: str | None
    territorio_id: int | None
    elementos: tuple[ElementoCorto, ...]
    estado: str
    publicada_en: dt.datetime | None
    apoyos: int
    contados: int
    umbral: int
    importados: int
    cruzado_en: dt.datetime | None
    vence: dt.datetime | None
    cierra_en: dt.datetime | None


def tarjetas(ids: Sequence[int]) -> list[Tarjeta]:
    """Las tarjetas de esas propuestas públicas, en el mismo orden; las que ya no son visibles faltan."""
    if not ids:
        return []
    filas = db.session.execute(_visibles(ids)).all()
    elementos = elementos_de(ids)
    por_id = {f.id: _tarjeta(f, elementos[f.id]) for f in filas}
    return [por_id[i] for i in ids if i in por_id]


def nombres(ids: Sequence[int]) -> list[tuple[str, str]]:
    """Código y título de las que siguen visibles, en el mismo orden: para escribir muchas direcciones."""
    leidas: dict[int, tuple[str, str]] = {}
    for tanda in en_tandas(ids):
        filas = _visibles(tanda).with_only_columns(
            Propuesta.id, Contenido.codigo, Propuesta.titulo, maintain_column_froms=True
        )
        leidas |= {ident: (codigo, titulo) for ident, codigo, titulo in db.session.execute(filas)}
    return [leidas[i] for i in ids if i in leidas]


def _visibles(ids: Sequence[int]) -> Select[Any]:
    return (
        select(
            Propuesta.id,
            Propuesta.version,
            Contenido.codigo,
            Propuesta.titulo,
            Propuesta.resumen,
            Contenido.idioma,
            Propuesta.en_nombre_de,
            Persona.seudonimo,
            Persona.nacimiento,
            Propuesta.referencia,
            Territorio.nombre,
            Territorio.codigo.label("territorio_codigo"),
            Propuesta.territorio_id,
            Propuesta.estado,
            Propuesta.publicada_en,
            Propuesta.apoyos,
            Propuesta.apoyos_contados,
            Propuesta.umbral,
            Propuesta.apoyos_importados,
            Propuesta.umbral_cruzado_en,
            Propuesta.respuesta_vence,
            Propuesta.cierra_en,
        )
        .join(Contenido, Contenido.id == Propuesta.id)
        .outerjoin(Persona, Persona.id == Contenido.autora_id)
        .outerjoin(Territorio, Territorio.id == Propuesta.territorio_id)
        .where(
            Propuesta.id.in_(ids),
            Contenido.id.in_(ids),
            Propuesta.estado != "borrador",
            Contenido.estado == "visible",
        )
    )


def _tarjeta(f: Any, elementos: tuple[ElementoCorto, ...]) -> Tarjeta:
    return Tarjeta(
        id=f.id,
        version=f.version,
        codigo=f.codigo,
        titulo=f.titulo,
        resumen=f.resumen,
        idioma=f.idioma,
        autora=f.en_nombre_de or nombre_visible(f.seudonimo, f.nacimiento),
        lugar=f.nombre or Texto(f.referencia, "" if f.idioma == idiomas.actual() else f.idioma),
        territorio_codigo=f.territorio_codigo,
        territorio_id=f.territorio_id,
        elementos=elementos,
        estado=f.estado,
        publicada_en=f.publicada_en,
        apoyos=f.apoyos,
        contados=f.apoyos_contados,
        umbral=f.umbral,
        importados=f.apoyos_importados,
        cruzado_en=f.umbral_cruzado_en,
        vence=f.respuesta_vence,
        cierra_en=f.cierra_en,
    )


def elementos_de(ids: Sequence[int]) -> dict[int, tuple[ElementoCorto, ...]]:
    """Los elementos del plan de cada propuesta, en su orden y en el idioma de la petición. Dos consultas."""
    filas = db.session.execute(
        select(
            PropuestaElemento.propuesta_id,
            Elemento.id,
            Elemento.codigo,
            Elemento.titulo,
            Elemento.traducciones,
            Elemento.ruta,
            Elemento.plan_id,
        )
        .join(Elemento, Elemento.id == PropuestaElemento.elemento_id)
        .where(PropuestaElemento.propuesta_id.in_(ids))
        .order_by(Elemento.plan_id, Elemento.orden, Elemento.id)
    ).all()
    ejes = _ejes({f.plan_id for f in filas})
    suyos: dict[int, list[ElementoCorto]] = defaultdict(list)
    for f in filas:
        raiz = (ids_de(f.ruta) or [f.id])[0]
        suyos[f.propuesta_id].append((f.id, f.codigo, de(f, "titulo"), ejes.get(raiz, 0)))
    return defaultdict(tuple, {i: tuple(lista) for i, lista in suyos.items()})


def _ejes(planes: Iterable[int]) -> dict[int, int]:
    raices = db.session.execute(
        select(Elemento.id, Elemento.plan_id)
        .where(Elemento.plan_id.in_(sorted(planes)), Elemento.padre_id.is_(None))
        .order_by(Elemento.plan_id, Elemento.orden, Elemento.id)
    )
    ejes: dict[int, int] = {}
    cuantas: dict[int, int] = defaultdict(int)
    for raiz_id, plan_id in raices:
        cuantas[plan_id] += 1
        ejes[raiz_id] = cuantas[plan_id]
    return ejes


def de_elemento(elemento_id: int, cuantas: int = 6) -> list[Tarjeta]:
    """Las más apoyadas de un elemento del plan y de todo lo que cuelga de él."""
    trozo = pagina(Filtros(elemento_id=elemento_id), Orden.APOYADAS, cuantas=cuantas)
    return tarjetas([r.id for r in trozo.elementos])


def cuentas_por_elemento(elementos: Sequence[int]) -> dict[int, int]:
    """Cuántas propuestas hay bajo cada elemento (con lo que cuelga de él), contando hasta 1.001.

    Una consulta.
    """
    if not elementos:
        return {}
    dentro = (
        select(literal(1).label("uno"))
        .where(Faceta.clase == int(Clase.ELEMENTO), Faceta.valor == Elemento.id)
        .limit(TOPE_CUENTA)
        .correlate(Elemento)
        .subquery()
    )
    cuenta = select(func.count()).select_from(dentro).scalar_subquery()
    filas = db.session.execute(select(Elemento.id, cuenta).where(Elemento.id.in_(elementos)))
    return {ident: int(n) for ident, n in filas}


def cuentas_por_ods(codigos: Sequence[str]) -> dict[str, int]:
    """Cuántas propuestas apuntan a cada objetivo o meta de los ODS, contando hasta 1.001. Una consulta."""
    if not codigos:
        return {}
    cuentas = []
    for codigo in codigos:
        dentro = (
            select(literal(1).label("uno"))
            .where(Faceta.clase == int(Clase.ODS), Faceta.valor == codigo_ods(codigo))
            .limit(TOPE_CUENTA)
            .subquery()
        )
        cuentas.append(select(func.count()).select_from(dentro).scalar_subquery())
    fila = db.session.execute(select(*cuentas)).one()
    return {codigo: int(n) for codigo, n in zip(codigos, fila, strict=True)}


def totales() -> dict[str, int]:
    """Las cifras de la portada: `publicadas`, `con_umbral`, `apoyos` (de aquí y traídos) y `esta_semana`.

    Cuentan lo público hoy: sin borradores, ocultas, retiradas ni archivadas. Leen solo el índice.
    """
    todas = (Faceta.clase == int(Clase.TODAS), Faceta.valor == 0)
    espera = select(func.count()).where(
        Faceta.clase == int(Clase.ESTADO), Faceta.valor == EstadoLista.ESPERA.numero
    )
    semana = select(func.count()).where(*todas, Faceta.publicada_en >= ahora() - dt.timedelta(days=7))
    fila = db.session.execute(
        select(
            select(func.count()).where(*todas).scalar_subquery(),
            espera.scalar_subquery(),
            select(func.coalesce(func.sum(Faceta.apoyos), 0)).where(*todas).scalar_subquery(),
            semana.scalar_subquery(),
        )
    ).one()
    nombres = ("publicadas", "con_umbral", "apoyos", "esta_semana")
    return {nombre: int(n) for nombre, n in zip(nombres, fila, strict=True)}
