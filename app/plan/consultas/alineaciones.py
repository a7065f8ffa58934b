"""Con qué elementos de otros planes contribuye cada elemento, y quién empuja los de un marco."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from app.contenido.modelos import Enlace
from app.extensiones import db
from app.nucleo import idiomas
from app.nucleo.permisos import Identidad
from app.nucleo.texto import sin_acentos
from app.nucleo.traducido import de
from app.plan import reglas
from app.plan.consultas.elementos import ejes_de
from app.plan.consultas.fichas import ESTADOS_PUBLICOS
from app.plan.consultas.planes import puede_ver_borradores
from app.plan.modelos import Elemento, Plan

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


def _leer(propio: Any, ajeno: Any, donde: Callable[[Any], Any]) -> list[Alineado]:
    """Los enlaces entre planes: `propio` y `ajeno` son las columnas de `Enlace` de cada lado."""
    mio, suyo = aliased(Elemento), aliased(Elemento)
    consulta: Select[tuple[int, int, str, Elemento, Plan]] = (
        select(Enlace.id, mio.id, Enlace.motivo, suyo, Plan)
        .join(mio, mio.id == propio)
        .join(suyo, suyo.id == ajeno)
        .join(Plan, Plan.id == suyo.plan_id)
        .where(Enlace.tipo == TIPO, donde(mio), mio.plan_id != suyo.plan_id)
        .order_by(Plan.nombre, suyo.orden, mio.orden)
    )
    filas = db.session.execute(consulta).all()
    ejes = ejes_de({e.plan_id for _i, _m, _t, e, _p in filas}) if filas else {}
    return [
        Alineado(
            enlace_id=ident,
            elemento_id=e.id,
            codigo=e.codigo,
            titulo=de(e, "titulo"),
            plan_id=p.id,
            plan_clave=p.clave,
            plan_nombre=de(p, "nombre"),
            eje=ejes.get(int(e.ruta.split("/")[1]), 0),
            motivo=motivo,
            publico=p.estado in ESTADOS_PUBLICOS,
            propio_id=propio_id,
        )
        for ident, propio_id, motivo, e, p in filas
    ]


def _visibles(alineados: Iterable[Alineado], quien: Identidad) -> tuple[Alineado, ...]:
    todos = puede_ver_borradores(quien)
    return tuple(a for a in alineados if a.publico or todos)


def alineaciones_de(elemento_id: int, quien: Identidad) -> Alineaciones:
    """Las de un elemento, en los dos sentidos; lo que está en planes que `quien` no ve no aparece."""
    return Alineaciones(
        _visibles(_leer(Enlace.origen_id, Enlace.destino_id, lambda m: m.id == elemento_id), quien),
        _visibles(_leer(Enlace.destino_id, Enlace.origen_id, lambda m: m.id == elemento_id), quien),
    )


def quien_empuja(plan_id: int, quien: Identidad) -> dict[int, tuple[Alineado, ...]]:
    """Por cada elemento de un plan, los de otros planes que contribuyen a él (dos consultas)."""
    salida: dict[int, list[Alineado]] = {}
    hallados = _leer(Enlace.destino_id, Enlace.origen_id, lambda m: m.plan_id == plan_id)
    for a in _visibles(hallados, quien):
        salida.setdefault(a.propio_id, []).append(a)
    return {i: tuple(lista) for i, lista in salida.items()}


def tabla_de_alineaciones(plan_id: int) -> str:
    """Lo que el plan empuja en otros, como tabla; vacía si nada."""
    hallados = [
        a for a in _leer(Enlace.origen_id, Enlace.destino_id, lambda m: m.plan_id == plan_id) if a.publico
    ]
    if not hallados:
        return ""
    codigos = dict(
        db.session.execute(
            select(Elemento.id, Elemento.codigo).where(Elemento.id.in_({a.propio_id for a in hallados}))
        )
        .tuples()
        .all()
    )
    salida = io.StringIO()
    escritor = csv.writer(salida, lineterminator="\n")
    escritor.writerow(("Elemento", "Plan", "Código", "Motivo"))
    filas = ((codigos[a.propio_id], a.plan_clave, a.codigo, a.motivo) for a in hallados)
    for fila in sorted(filas, key=lambda f: (reglas.clave_natural(f[0]), *f)):
        escritor.writerow([reglas.a_salvo(c) for c in fila])
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
