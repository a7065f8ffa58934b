"""Con qué elementos de otros planes contribuye cada elemento, y quién empuja los de un marco."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from app.contenido.modelos import Enlace
from app.extensiones import db
from app.lectura import a_salvo
from app.nucleo import idiomas
from app.nucleo.permisos import Identidad
from app.nucleo.texto import sin_acentos
from app.nucleo.traducido import de
from app.plan import reglas
from app.plan.consultas.elementos import ejes_de
from app.plan.consultas.fichas import ESTADOS_PUBLICOS
from app.plan.consultas.planes import puede_ver_borradores
from app.plan.modelos import Elemento, Plan

Ajenos = Mapping[tuple[str, ...], tuple[str, str]]
"""(clave del plan, código) → el título de ese elemento de otro plan y el nombre de su plan."""
Filas = Sequence[tuple[Enlace, Elemento, Elemento, Plan]]
"""Un enlace, el elemento propio, el de otro plan y ese plan."""
TIPO = "contribuye"
HALLADOS_MAXIMO = 30


@dataclass(frozen=True)
class Alineado:
    """Un elemento de otro plan unido a uno de este, y por qué."""

    enlace_id: int
    elemento_id: int
    codigo: str
    titulo: str
    plan_id: int
    plan_clave: str
    plan_nombre: str
    eje: int
    motivo: str
    publico: bool
    propio_id: int


@dataclass(frozen=True)
class Alineaciones:
    """Lo que un elemento empuja en otros planes, y lo que de otros planes lo empuja."""

    empuja: tuple[Alineado, ...] = ()
    lo_empujan: tuple[Alineado, ...] = ()


def _leer(propio: Any, ajeno: Any, donde: Callable[[Any], Any]) -> Filas:
    """Los enlaces entre planes: `propio` y `ajeno` son las columnas de `Enlace` de cada lado."""
    mio, suyo = aliased(Elemento), aliased(Elemento)
    consulta = (
        select(Enlace, mio, suyo, Plan)
        .join(mio, mio.id == propio)
        .join(suyo, suyo.id == ajeno)
        .join(Plan, Plan.id == suyo.plan_id)
        .where(Enlace.tipo == TIPO, donde(mio), mio.plan_id != suyo.plan_id)
        .order_by(Plan.nombre, suyo.orden, mio.orden)
    )
    return db.session.execute(consulta).tuples().all()


def _visibles(quien: Identidad, *grupos: Filas) -> list[tuple[Alineado, ...]]:
    """Cada grupo sin lo que está en planes que `quien` no ve; los ejes de todos, en una consulta."""
    todos = puede_ver_borradores(quien)
    vistos = [[f for f in filas if f[3].estado in ESTADOS_PUBLICOS or todos] for filas in grupos]
    planes = {f[3].id for filas in vistos for f in filas}
    ejes = ejes_de(planes) if planes else {}
    return [tuple(_alineado(*f, ejes) for f in filas) for filas in vistos]


def _alineado(enlace: Enlace, mio: Elemento, suyo: Elemento, plan: Plan, ejes: Mapping[int, int]) -> Alineado:
    return Alineado(
        enlace_id=enlace.id,
        elemento_id=suyo.id,
        codigo=suyo.codigo,
        titulo=de(suyo, "titulo"),
        plan_id=plan.id,
        plan_clave=plan.clave,
        plan_nombre=de(plan, "nombre"),
        eje=ejes.get(int(suyo.ruta.split("/")[1]), 0),
        motivo=enlace.motivo,
        publico=plan.estado in ESTADOS_PUBLICOS,
        propio_id=mio.id,
    )


def alineaciones_de(elemento_id: int, quien: Identidad) -> Alineaciones:
    """Las de un elemento, en los dos sentidos; lo que está en planes que `quien` no ve no aparece."""
    empuja = _leer(Enlace.origen_id, Enlace.destino_id, lambda m: m.id == elemento_id)
    lo_empujan = _leer(Enlace.destino_id, Enlace.origen_id, lambda m: m.id == elemento_id)
    return Alineaciones(*_visibles(quien, empuja, lo_empujan))


def quien_empuja(plan_id: int, quien: Identidad) -> dict[int, tuple[Alineado, ...]]:
    """Por cada elemento de un plan, los de otros planes que contribuyen a él (dos consultas)."""
    salida: dict[int, list[Alineado]] = {}
    hallados = _leer(Enlace.destino_id, Enlace.origen_id, lambda m: m.plan_id == plan_id)
    for a in _visibles(quien, hallados)[0]:
        salida.setdefault(a.propio_id, []).append(a)
    return {i: tuple(lista) for i, lista in salida.items()}


def tabla_de_alineaciones(plan_id: int) -> str:
    """Lo que el plan empuja en otros, como tabla; vacía si nada."""
    filas = [
        (mio.codigo, plan.clave, suyo.codigo, enlace.motivo)
        for enlace, mio, suyo, plan in _leer(
            Enlace.origen_id, Enlace.destino_id, lambda m: m.plan_id == plan_id
        )
        if plan.estado in ESTADOS_PUBLICOS
    ]
    if not filas:
        return ""
    salida = io.StringIO()
    escritor = csv.writer(salida, lineterminator="\n")
    escritor.writerow(("Elemento", "Plan", "Código", "Motivo"))
    for fila in sorted(filas, key=lambda f: (reglas.clave_natural(f[0]), *f)):
        escritor.writerow([a_salvo(c) for c in fila])
    return salida.getvalue()


@dataclass(frozen=True)
class Candidato:
    """Un elemento de otro plan con el que se puede alinear."""

    id: int
    codigo: str
    titulo: str
    plan_nombre: str


def candidatos(plan_id: int, texto: str, quien: Identidad) -> list[Candidato]:
    """Elementos de otros planes con esas palabras en su código o su título, sin mirar tildes."""
    palabras = sin_acentos(texto).split()
    if not palabras:
        return []
    estados = ESTADOS_PUBLICOS if not puede_ver_borradores(quien) else ("borrador", *ESTADOS_PUBLICOS)
    filas = db.session.execute(
        select(Elemento, Plan)
        .join(Plan, Plan.id == Elemento.plan_id)
        .where(
            Elemento.plan_id != plan_id,
            Plan.estado.in_(estados),
            or_(Plan.estado != "archivado", Plan.tipo == "marco"),
        )
        .order_by(Plan.nombre, Elemento.orden)
    )
    lengua = idiomas.actual()
    hallados = []
    for e, p in filas.tuples():
        dicho = sin_acentos(
            " ".join((e.codigo, e.titulo, (e.traducciones.get(lengua) or {}).get("titulo", "")))
        )
        if all(palabra in dicho for palabra in palabras):
            hallados.append(Candidato(e.id, e.codigo, de(e, "titulo"), de(p, "nombre")))
        if len(hallados) >= HALLADOS_MAXIMO:
            break
    return hallados


def ajenos_de(cambios: Sequence[reglas.CambiosDeTabla]) -> Ajenos:
    """Cómo se llaman los elementos de otros planes que aparecen en unos cambios (una consulta, si hay)."""
    llaves = {d.llave[1:3] for c in cambios if c.tabla == "alineaciones" for d in c.diferencias}
    if not llaves:
        return {}
    filas = db.session.execute(
        select(Elemento, Plan)
        .join(Plan, Plan.id == Elemento.plan_id)
        .where(
            Plan.clave.in_({clave for clave, _codigo in llaves}),
            Plan.estado.in_(ESTADOS_PUBLICOS),
            Elemento.codigo.in_({codigo for _clave, codigo in llaves}),
        )
    )
    return {(p.clave, e.codigo): (de(e, "titulo"), de(p, "nombre")) for e, p in filas.tuples()}
