"""Leer los indicadores: la lista de un plan, uno entero y su descarga."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response, render_template, request, url_for

from app.avance import mensajes, presentacion_indicador, presentacion_indicadores
from app.avance.consultas import ficha_indicador
from app.avance.consultas import indicadores as lectura
from app.avance.consultas.fichas_indicadores import Ficha, Filtros, Opciones
from app.avance.dia import hoy
from app.avance.vistas.base import bp
from app.nucleo import idiomas, tablas
from app.nucleo.accesos import identidad, publica
from app.nucleo.permisos import Permiso
from app.nucleo.tablas import Columna
from app.nucleo.traducido import unir
from app.plan import consultas as planes
from app.plan.consultas import FichaPlan

_COLUMNAS = tuple(
    Columna(nombre, titulo, explicacion)
    for nombre, titulo, explicacion in (
        ("indicador", "Indicador", "Código del indicador en su plan."),
        ("fecha", "Fecha", "A qué fecha corresponde el valor."),
        ("valor", "Valor", "Exacto, en la unidad de medida."),
        ("unidad", "Unidad de medida", ""),
        ("fuente", "Fuente", "De dónde sale el valor."),
        ("principal", "Principal", "Con las principales se calcula; las demás fuentes se ven."),
        ("vigente", "Vigente", "Falso si se corrigió o se retiró."),
        ("nota", "Nota", ""),
        ("anotada_en", "Anotada", "Instante en que se anotó, en UTC."),
        ("corregida_en", "Corregida o retirada", "Instante en que dejó de valer, en UTC."),
        ("motivo", "Motivo", "Por qué se corrigió o se retiró."),
    )
)


def _filtros() -> Filtros:
    def dado(nombre: str, largo: int = 160) -> str:
        return " ".join(request.args.get(nombre, "").split())[:largo]

    frescura, situacion = dado("frescura"), dado("situacion")
    return Filtros(
        elemento=dado("elemento"),
        frescura=frescura if frescura in mensajes.FRESCURAS else "",
        situacion=situacion if situacion in mensajes.SITUACIONES_INDICADOR else "",
        responsable=dado("responsable"),
        lugar=dado("lugar"),
        texto=dado("q", 80),
    )


def _datos_de_filtros(clave: str, f: Filtros, opciones: Opciones) -> dict[str, Any]:
    """Los filtros puestos, cada uno con la dirección sin él, y todos para pasar de página."""
    nombres = {
        "elemento": unir(opciones.elegido.codigo, opciones.elegido.titulo) if opciones.elegido else f.elemento,
        "frescura": mensajes.FRESCURAS.get(f.frescura, ""),
        "situacion": mensajes.SITUACIONES_INDICADOR.get(f.situacion, ""),
        "responsable": next(
            (o.nombre for o in opciones.responsables if o.valor == f.responsable), f.responsable
        ),
        "lugar": next((o.nombre for o in opciones.lugares if o.valor == f.lugar), f.lugar[2:]),
        "q": f"«{f.texto}»" if f.texto else "",
    }
    puestos = {n: request.args[n] for n in nombres if request.args.get(n) and nombres[n]}
    activos = [{"texto": nombres[n], "url": _sin(clave, puestos, n)} for n in puestos]
    return {"filtros": f, "opciones": opciones, "activos": activos, "puestos": puestos}


def _sin(clave: str, puestos: dict[str, str], quitado: str) -> str:
    otros: dict[str, Any] = {c: v for c, v in puestos.items() if c != quitado}
    return url_for("avance.indicadores", clave=clave, **otros)


@bp.get("/plan/<clave>/indicadores")
@publica
def indicadores(clave: str) -> str:
    """Los indicadores de un plan, con sus filtros."""
    plan = planes.por_clave(clave, identidad(), idiomas.actual())
    filtros = _filtros()
    opciones = lectura.opciones(plan.id, filtros.elemento)
    pagina, total = lectura.pagina(plan.id, filtros, opciones, hoy(), request.args.get("desde"))
    return render_template(
        "avance/indicadores.html",
        plan=plan,
        renglones=[presentacion_indicadores.renglon_de(clave, f, hoy()) for f in pagina.elementos],
        pagina=pagina,
        total=total,
        listas=presentacion_indicadores.listas_de(opciones),
        textos=mensajes,
        **_datos_de_filtros(clave, filtros, opciones),
        **_permisos(),
    )


def _permisos() -> dict[str, bool]:
    return {
        "edita": identidad().puede_en_algun_lugar(Permiso.INDICADOR_EDITAR),
        "anota": identidad().puede_en_algun_lugar(Permiso.AVANCE_ANOTAR),
    }


def abrir(clave: str, codigo: str) -> tuple[FichaPlan, Ficha]:
    """El plan y el indicador de una dirección; `NoEncontrado` si no existen para quien pregunta."""
    plan = planes.por_clave(clave, identidad(), idiomas.actual())
    return plan, ficha_indicador.ficha(plan.id, codigo)


@bp.get("/plan/<clave>/indicador/<codigo>")
@publica
def indicador(clave: str, codigo: str) -> str:
    """Un indicador: qué mide, cómo va, de dónde sale cada valor y qué cambió."""
    plan, ficha = abrir(clave, codigo)
    anota = identidad().puede(Permiso.AVANCE_ANOTAR, unidad_id=ficha.unidad_id)
    return render_template(
        "avance/indicador.html",
        plan=plan,
        i=ficha,
        anota=anota,
        edita=identidad().puede(Permiso.INDICADOR_EDITAR, unidad_id=ficha.unidad_id),
        hilo=presentacion_indicador.hilo_de(ficha_indicador.hechos_de_indicador(ficha)),
        **presentacion_indicador.pagina_de(plan, ficha, hoy(), anota=anota),
    )


@bp.get("/plan/<clave>/indicador/<codigo>/mediciones.<formato>")
@publica
def descargar_indicador(clave: str, codigo: str, formato: str) -> Response:
    """Todos los valores de un indicador, también los corregidos y los retirados."""
    _plan, ficha = abrir(clave, codigo)
    tabla = tablas.Tabla(f"{ficha.codigo}-mediciones", _COLUMNAS, _filas(ficha))
    return tablas.respuesta(tabla, formato)


def _filas(ficha: Ficha) -> Iterator[tuple[Any, ...]]:
    viejas = [m for cadena in ficha.anteriores.values() for m in cadena]
    for m in sorted([*ficha.mediciones, *viejas, *ficha.retiradas], key=lambda m: (m.fecha, m.id)):
        vigente = m.corregida_en is None
        yield (
            ficha.codigo, m.fecha, m.valor, str(ficha.unidad), m.fuente, m.principal, vigente, m.nota,
            m.anotada_en, m.corregida_en, m.motivo,
        )  # fmt: skip
