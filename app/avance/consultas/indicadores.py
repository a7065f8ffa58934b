"""Lecturas de los indicadores de un plan: la lista, uno entero y los que esperan dato."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, literal, or_, select, tuple_
from sqlalchemy.orm import aliased

from app.avance import reglas
from app.avance.consultas.avance import avance_del_plan
from app.avance.consultas.fichas_indicadores import FilaIndicador, Filtros, Opcion, Opciones
from app.avance.modelos import Indicador, Medicion, Meta
from app.cuentas.modelos import Unidad
from app.extensiones import db
from app.nucleo import idiomas
from app.nucleo.paginacion import Pagina, codificar, descifrar
from app.nucleo.texto import sin_acentos
from app.nucleo.traducido import Texto, en, propio
from app.plan.consultas import Resumen
from app.plan.consultas import unidades as todas_las_unidades
from app.plan.modelos import Elemento
from app.territorio import consultas as territorio

POR_PAGINA = 30
EN_CHISPA = 24
"""Cuántos valores caben en la chispa de un renglón."""
EN_PANEL = 50
SITUACIONES = ("de_mas", "llego", "en_camino", "peor", "sin_numero", "cancelado")
_TOPES = {"fresco": (0, 30), "reciente": (31, 60), "viejo": (61, 180), "muy_viejo": (181, None)}

UnidadPropia = aliased(Unidad)
UnidadDelElemento = aliased(Unidad)


def responsable() -> Any:
    """El id de la unidad que responde: la del indicador o, si no tiene, la de su elemento."""
    return func.coalesce(Indicador.unidad_id, Elemento.unidad_id)


def ultima_fecha() -> Any:
    """La fecha de la última medición principal vigente de cada indicador."""
    return (
        select(func.max(Medicion.fecha))
        .where(
            Medicion.indicador_id == Indicador.id, Medicion.corregida_en.is_(None), Medicion.principal.is_(True)
        )
        .correlate(Indicador)
        .scalar_subquery()
    )


def ultimos_puntos(ids: Sequence[int], hoy: dt.date, tope: int) -> Select[Any]:
    """Las últimas `tope` principales vigentes de cada indicador, por fecha."""
    orden = func.row_number().over(partition_by=Medicion.indicador_id, order_by=Medicion.fecha.desc())
    numeradas = (
        select(Medicion.indicador_id, Medicion.fecha, Medicion.valor, orden.label("n"))
        .where(
            Medicion.indicador_id.in_(ids),
            Medicion.principal.is_(True),
            Medicion.corregida_en.is_(None),
            Medicion.fecha <= hoy,
        )
        .subquery()
    )
    return (
        select(numeradas.c.indicador_id, numeradas.c.fecha, numeradas.c.valor)
        .where(numeradas.c.n <= tope)
        .order_by(numeradas.c.indicador_id, numeradas.c.fecha)
    )


def puntos_de(ids: Sequence[int], hoy: dt.date, tope: int = EN_CHISPA) -> dict[int, list[tuple[dt.date, Any]]]:
    """Los valores que caben en la chispa de cada uno (una consulta)."""
    salida: dict[int, list[tuple[dt.date, Any]]] = {}
    for ident, fecha, valor in db.session.execute(ultimos_puntos(ids, hoy, tope)):
        salida.setdefault(ident, []).append((fecha, valor))
    return salida


def situacion_de(parte: reglas.ParteResultado) -> str:
    """Cómo va un indicador frente a su meta: de_mas, llego, en_camino, peor, sin_numero o cancelado."""
    if parte.crudo is None:
        return "cancelado" if parte.fuera == "cancelado" else "sin_numero"
    if parte.de_mas:
        return "de_mas"
    if parte.crudo >= 1 and not parte.provisional:
        return "llego"
    return "peor" if parte.de_menos else "en_camino"


def _con_situacion(plan_id: int, situacion: str, hoy: dt.date) -> list[int]:
    cuentas = avance_del_plan(plan_id, hoy).cuenta.elementos.values()
    return [p.indicador_id for c in cuentas for p in c.resultado.partes if situacion_de(p) == situacion]


def _con_texto(plan_id: int, texto: str) -> list[int]:
    """Los que llevan todas las palabras en su código o su nombre, en cualquier idioma y sin mirar tildes."""
    palabras = sin_acentos(texto).split()
    filas = db.session.execute(
        select(Indicador.id, Indicador.codigo, Indicador.nombre, Indicador.traducciones).where(
            Indicador.plan_id == plan_id
        )
    )
    salida = []
    for ident, codigo, nombre, traducciones in filas:
        otros = " ".join(t.get("nombre", "") for t in (traducciones or {}).values())
        pajar = sin_acentos(f"{codigo} {nombre} {otros}")
        if all(p in pajar for p in palabras):
            salida.append(ident)
    return salida


def condiciones(plan_id: int, f: Filtros, opciones: Opciones, hoy: dt.date) -> list[ColumnElement[bool]]:
    """Lo que cumplen los indicadores pedidos."""
    donde: list[ColumnElement[bool]] = [Indicador.plan_id == plan_id]
    if f.elemento:
        donde.append(Elemento.ruta.startswith(opciones.ruta, autoescape=True) if opciones.ruta else false())
    if f.responsable:
        donde.append(func.coalesce(UnidadPropia.codigo, UnidadDelElemento.codigo) == f.responsable)
    if f.lugar.startswith("t-"):
        lugar = territorio.por_codigo(f.lugar[2:])
        donde.append(Indicador.territorio_id == lugar.id if lugar else false())
    elif f.lugar:
        donde.append(Indicador.lugar == f.lugar.removeprefix("l-"))
    if f.frescura:
        donde.append(_fresco(f.frescura, hoy))
    if f.situacion == "cancelado":
        donde.append(Indicador.estado == "cancelado")
    elif f.situacion:
        donde.append(Indicador.id.in_(_con_situacion(plan_id, f.situacion, hoy)))
    if f.texto:
        donde.append(Indicador.id.in_(_con_texto(plan_id, f.texto)))
    return donde


def _fresco(frescura: str, hoy: dt.date) -> ColumnElement[bool]:
    ultima = ultima_fecha()
    if frescura not in _TOPES:
        nada: ColumnElement[bool] = ultima.is_(None)
        return nada
    desde, hasta = _TOPES[frescura]
    cortes = [ultima <= hoy - dt.timedelta(days=desde)]
    if hasta is not None:
        cortes.append(ultima >= hoy - dt.timedelta(days=hasta))
    return and_(*cortes)


def _con_todo(consulta: Select[Any]) -> Select[Any]:
    """Con su elemento y su unidad: la propia y la del elemento."""
    return (
        consulta.join(Elemento, Elemento.id == Indicador.elemento_id)
        .outerjoin(UnidadPropia, UnidadPropia.id == Indicador.unidad_id)
        .outerjoin(UnidadDelElemento, UnidadDelElemento.id == Elemento.unidad_id)
    )


def seleccion(donde: Sequence[ColumnElement[bool]], hoy: dt.date) -> Select[Any]:
    """Las columnas de un renglón de la lista; `total` cuenta todos los que cumplen, en la misma consulta."""
    total = _con_todo(select(func.count(Indicador.id)).select_from(Indicador)).where(*donde).scalar_subquery()
    consulta = _con_todo(
        select(
            Indicador.id, Indicador.orden, Indicador.codigo, Indicador.nombre, Indicador.unidad,
            Indicador.decimales, Indicador.frecuencia, Indicador.estado, Indicador.traducciones,
            Indicador.base_fecha, Indicador.territorio_id, Indicador.lugar, Indicador.acumulacion,
            Elemento.ruta, Elemento.codigo.label("elemento_codigo"), Elemento.titulo.label("elemento_titulo"),
            Elemento.traducciones.label("elemento_traducciones"),
            UnidadPropia.nombre.label("propia"), UnidadPropia.traducciones.label("propia_tr"),
            UnidadDelElemento.nombre.label("ajena"), UnidadDelElemento.traducciones.label("ajena_tr"),
            Meta.inicio.label("meta_inicio"), Meta.fin.label("meta_fin"), Meta.valor.label("meta_valor"),
            total.label("total"),
        ).select_from(Indicador)
    )  # fmt: skip
    corre = and_(Meta.indicador_id == Indicador.id, Meta.inicio <= hoy, Meta.fin >= hoy)
    return consulta.outerjoin(Meta, corre).where(*donde)


def _fila(f: Any, idioma: str, ejes: Mapping[int, int], puntos: Sequence[tuple[dt.date, Any]]) -> FilaIndicador:
    lugar = territorio.por_id(f.territorio_id) if f.territorio_id is not None else None
    return FilaIndicador(
        id=f.id,
        orden=f.orden,
        codigo=f.codigo,
        nombre=en(idioma, f.traducciones, "nombre", f.nombre),
        unidad=en(idioma, f.traducciones, "unidad", f.unidad),
        decimales=f.decimales,
        frecuencia=f.frecuencia,
        estado=f.estado,
        elemento_codigo=f.elemento_codigo,
        elemento_titulo=en(idioma, f.elemento_traducciones, "titulo", f.elemento_titulo),
        eje=ejes.get(raiz_de(f.ruta), 0),
        responsable=unidad_de(f, idioma),
        lugar=lugar.nombre if lugar else f.lugar,
        acumulacion=f.acumulacion,
        base_fecha=f.base_fecha,
        meta=(f.meta_inicio, f.meta_fin, f.meta_valor) if f.meta_fin is not None else None,
        puntos=tuple(puntos),
    )


def raiz_de(ruta: str) -> int:
    """El id de la raíz de la que cuelga un elemento."""
    return int(ruta.split("/")[1])


def unidad_de(f: Any, idioma: str) -> Texto:
    """El nombre de quien responde, propia o del elemento; vacío si nadie."""
    if f.propia:
        return en(idioma, f.propia_tr, "nombre", f.propia)
    return en(idioma, f.ajena_tr, "nombre", f.ajena or "")


def _grupos(plan_id: int) -> Sequence[Any]:
    """Cuántos indicadores hay de cada unidad y lugar."""
    codigo = func.coalesce(UnidadPropia.codigo, UnidadDelElemento.codigo)
    nombre = func.coalesce(UnidadPropia.nombre, UnidadDelElemento.nombre)
    columnas = (codigo.label("codigo"), nombre.label("nombre"), Indicador.territorio_id, Indicador.lugar)
    return db.session.execute(
        _con_todo(select(*columnas, func.count().label("n")).select_from(Indicador))
        .where(Indicador.plan_id == plan_id)
        .group_by(codigo, nombre, Indicador.territorio_id, Indicador.lugar)
    ).all()


def _raices(plan_id: int, elegido: str) -> Sequence[Any]:
    """Las raíces del plan y, si se eligió otro elemento, también ese."""
    return db.session.execute(
        select(
            Elemento.id, Elemento.codigo, Elemento.titulo, Elemento.traducciones, Elemento.ruta,
            Elemento.padre_id,
        )
        .where(Elemento.plan_id == plan_id, or_(Elemento.padre_id.is_(None), Elemento.codigo == elegido))
        .order_by(Elemento.orden)
    ).all()  # fmt: skip


def opciones(plan_id: int, elegido: str = "") -> Opciones:
    """Por qué se puede filtrar y cuántos hay de cada cosa (dos consultas; en otro idioma, tres)."""
    idioma, raices, grupos = idiomas.actual(), _raices(plan_id, elegido), _grupos(plan_id)
    ejes = [r for r in raices if r.padre_id is None]
    posicion = {r.id: n for n, r in enumerate(ejes, start=1)}
    titulos = {r.codigo: en(idioma, r.traducciones, "titulo", r.titulo) for r in raices}
    hallado = next((r for r in raices if r.codigo == elegido), None)
    unidades = {} if idioma == propio() else {u.codigo: u.nombre for u in todas_las_unidades(idioma)}
    resumen = None
    if hallado is not None:
        eje = posicion.get(raiz_de(hallado.ruta), 0)
        resumen = Resumen(hallado.id, hallado.codigo, titulos[hallado.codigo], eje, plan_id, "")
    return Opciones(
        ejes=tuple(Opcion(r.codigo, titulos[r.codigo]) for r in ejes),
        responsables=_sumar((g.codigo, unidades.get(g.codigo, g.nombre), g.n) for g in grupos if g.codigo),
        lugares=_sumar(_lugar(g) for g in grupos if g.territorio_id is not None or g.lugar),
        total=sum(g.n for g in grupos),
        elegido=resumen,
        ruta=hallado.ruta if hallado else "",
        posicion=posicion,
    )


def _lugar(grupo: Any) -> tuple[str, str, int]:
    lugar = territorio.por_id(grupo.territorio_id) if grupo.territorio_id is not None else None
    return (f"t-{lugar.codigo}", lugar.nombre, grupo.n) if lugar else (f"l-{grupo.lugar}", grupo.lugar, grupo.n)


def _sumar(pares: Iterable[tuple[str, str, int]]) -> tuple[Opcion, ...]:
    cuentas: dict[tuple[str, str], int] = {}
    for valor, nombre, n in pares:
        cuentas[valor, nombre] = cuentas.get((valor, nombre), 0) + n
    por_nombre = sorted(cuentas.items(), key=lambda par: sin_acentos(par[0][1]))
    return tuple(Opcion(valor, Texto(nombre), n) for (valor, nombre), n in por_nombre)


def pagina(
    plan_id: int,
    filtros: Filtros,
    opciones: Opciones,
    hoy: dt.date,
    clave: str | None = None,
    cuantas: int = POR_PAGINA,
) -> tuple[Pagina[FilaIndicador], int]:
    """Un trozo de la lista, en el orden del plan, y cuántos cumplen los filtros.

    `clave` es la de `siguiente` o `anterior` de otra página; rota, da la primera.
    """
    donde = condiciones(plan_id, filtros, opciones, hoy)
    sitio = descifrar(clave, (str, int, int))
    atras = sitio is not None and sitio[0] == "a"
    lugar = (Indicador.orden, Indicador.id)
    consulta = seleccion(donde, hoy)
    if sitio is not None:
        limite = tuple_(literal(sitio[1]), literal(sitio[2]))
        consulta = consulta.where(tuple_(*lugar) < limite if atras else tuple_(*lugar) > limite)
    consulta = consulta.order_by(*(c.desc() if atras else c.asc() for c in lugar)).limit(cuantas + 1)
    crudas = db.session.execute(consulta).all()
    hay_mas, crudas = len(crudas) > cuantas, crudas[:cuantas]
    if atras:
        crudas = crudas[::-1]
    puntos = puntos_de([f.id for f in crudas], hoy) if crudas else {}
    filas = [_fila(f, idiomas.actual(), opciones.posicion, puntos.get(f.id, ())) for f in crudas]
    total = crudas[0].total if crudas else 0
    if not filas:
        return Pagina([]), total
    primera, ultima = (
        codificar(("a", filas[0].orden, filas[0].id)),
        codificar(("s", filas[-1].orden, filas[-1].id)),
    )
    hay_antes = hay_mas if atras else sitio is not None
    hay_despues = True if atras else hay_mas
    return Pagina(filas, ultima if hay_despues else None, primera if hay_antes else None), total


def de_elemento(elemento_id: int, hoy: dt.date) -> list[FilaIndicador]:
    """Los indicadores de un elemento, en su orden, hasta cincuenta (dos consultas)."""
    consulta = seleccion([Indicador.elemento_id == elemento_id], hoy)
    crudas = db.session.execute(consulta.order_by(Indicador.orden, Indicador.id).limit(EN_PANEL)).all()
    puntos = puntos_de([f.id for f in crudas], hoy) if crudas else {}
    return [_fila(f, idiomas.actual(), {}, puntos.get(f.id, ())) for f in crudas]


def cuantos(plan_id: int) -> int:
    """Cuántos indicadores tiene un plan."""
    return db.session.scalar(select(func.count()).where(Indicador.plan_id == plan_id)) or 0
