"""Lecturas del territorio.

El árbol se guarda en la memoria de cada proceso; una consulta muy barata por petición dice si sigue al día.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from flask import current_app, g, has_request_context
from sqlalchemy import func, select

from app.extensiones import db
from app.nucleo import idiomas
from app.nucleo.traducido import Texto, en
from app.territorio.modelos import Nivel, Poblacion, Territorio
from app.territorio.reglas import dibujo, geojson, geometria
from app.territorio.reglas.arbol import Arbol, Lugar, Total, armar
from app.territorio.reglas.geometria import Poligonos

LUGARES_POR_MAPA = 200
"""Más lugares no se distinguen en un teléfono: se dibuja el nivel de arriba."""


@dataclass(frozen=True)
class Area:
    """Un lugar dibujado.

    `id` es su código; `rotulo`, dónde va su nombre en unidades de la caja; `km2`, lo que mide.
    """

    id: str
    nombre: str
    d: str
    lugar: Lugar
    rotulo: tuple[float, float]
    km2: float


@dataclass(frozen=True)
class Mapa:
    """Áreas listas para dibujar y el lienzo que las encierra."""

    areas: tuple[Area, ...]
    lienzo: dibujo.Lienzo

    @property
    def caja(self) -> str:
        """El `viewBox` del dibujo."""
        return self.lienzo.caja


@dataclass(frozen=True)
class Banda:
    """Personas de una banda de edad por sexo (claves M, H, X, T)."""

    edad_desde: int
    edad_hasta: int | None
    personas: dict[str, int]

    @property
    def total(self) -> int:
        """Todas las personas de la banda."""
        return sum(self.personas.values())


@dataclass
class _Guardado:
    marca: tuple[int, int]
    arbol: Arbol
    formas: dict[int, Poligonos] = field(default_factory=dict)
    mapas: dict[tuple[int | None, str | None], Mapa | None] = field(default_factory=dict)


def arbol() -> Arbol:
    """Todos los lugares con su población. Como mucho una consulta por petición si nada cambió."""
    return _al_dia().arbol


def por_id(territorio_id: int) -> Lugar | None:
    """El lugar con ese id; None si no existe."""
    return arbol().lugares.get(territorio_id)


def por_codigo(codigo: str | None) -> Lugar | None:
    """El lugar con ese código; None si no existe."""
    return arbol().codigos.get(codigo or "")


def con_otras_mayusculas(codigo: str) -> Lugar | None:
    """El único lugar con ese código escrito con otras mayúsculas; None si no hay uno solo."""
    hallados = [lugar for c, lugar in arbol().codigos.items() if c.casefold() == codigo.casefold()]
    return hallados[0] if len(hallados) == 1 else None


def ancestros(territorio_id: int) -> tuple[Lugar, ...]:
    """Los lugares que lo contienen, del mayor al más cercano."""
    return arbol().ancestros(territorio_id)


def descendientes(territorio_id: int) -> frozenset[int]:
    """Los ids del lugar y de todo lo que contiene."""
    return frozenset({territorio_id, *(h.id for h in arbol().descendientes(territorio_id))})


def poblacion_total(territorio_id: int | None = None) -> Total | None:
    """Personas de un lugar (o de la ciudad, con None) en el año más reciente; None si falta el dato."""
    return arbol().total(territorio_id)


def por_punto(lat: float, lon: float) -> Lugar | None:
    """El lugar más hondo que contiene el punto, en grados; None si cae fuera de todos."""
    guardado = _al_dia()
    lugares = guardado.arbol.lugares.values()
    posibles = [x for x in lugares if x.caja and geometria.en_caja((lon, lat), x.caja)]
    posibles.sort(key=lambda x: (-guardado.arbol.hondura(x.id), -x.nivel_orden, x.id))
    _cargar_formas(guardado, [x.id for x in posibles])
    for lugar in posibles:
        if geometria.contiene(guardado.formas[lugar.id], (lon, lat)):
            return lugar
    return None


def formas(territorio_ids: Iterable[int]) -> dict[int, Poligonos]:
    """Los polígonos de los lugares pedidos que tienen geometría."""
    guardado = _al_dia()
    con_forma = [i for i in territorio_ids if i in guardado.arbol.lugares and guardado.arbol.lugares[i].caja]
    _cargar_formas(guardado, con_forma)
    return {i: guardado.formas[i] for i in con_forma}


def opciones() -> dict[str, list[tuple[str, str]]]:
    """Los lugares más hondos, para elegir de una lista: `{distrito: [(código, nombre)]}`."""
    presente = arbol()
    grupos: dict[int | None, list[Lugar]] = {}
    for lugar in _en_orden(presente):
        if not presente.hijos.get(lugar.id):
            grupos.setdefault(lugar.padre_id, []).append(lugar)
    salida: dict[str, list[tuple[str, str]]] = {}
    for padre_id, lugares in grupos.items():
        padre = presente.lugares[padre_id] if padre_id is not None else None
        titulo = padre.nombre if padre else nivel_en_plural(lugares[0])
        if padre and titulo in salida:
            titulo = f"{titulo} ({padre.codigo})"
        salida.setdefault(titulo, []).extend((x.codigo, x.nombre) for x in lugares)
    return salida


def nivel_en_singular(lugar: Lugar) -> Texto:
    """`barrio`, en el idioma de la petición."""
    return en(idiomas.actual(), lugar.nivel_traducciones, "singular", lugar.nivel_nombre)


def nivel_en_plural(lugar: Lugar) -> Texto:
    """`barrios`, en el idioma de la petición."""
    return en(idiomas.actual(), lugar.nivel_traducciones, "plural", lugar.nivel_plural)


def niveles() -> Sequence[Nivel]:
    """Los niveles que la ciudad usa, del mayor al menor."""
    return db.session.scalars(select(Nivel).order_by(Nivel.orden)).all()


def bandas(territorio_id: int) -> tuple[list[Banda], Total | None]:
    """La población por banda de edad y sexo, del lugar o, si no la declara, sumada de los que contiene."""
    presente = arbol()
    total = presente.total(territorio_id)
    if total is None:
        return [], None
    declaran = db.session.scalars(
        select(Poblacion.territorio_id).where(Poblacion.anio == total.anio).distinct()
    )
    ids = _con_datos_propios(presente, territorio_id, set(declaran))
    filas = db.session.execute(
        select(Poblacion.edad_desde, Poblacion.edad_hasta, Poblacion.sexo, func.sum(Poblacion.personas))
        .where(Poblacion.territorio_id.in_(ids), Poblacion.anio == total.anio)
        .group_by(Poblacion.edad_desde, Poblacion.edad_hasta, Poblacion.sexo)
        .order_by(Poblacion.edad_desde, Poblacion.edad_hasta)
    )
    por_banda: dict[tuple[int, int | None], dict[str, int]] = {}
    for desde, hasta, sexo, personas in filas:
        por_banda.setdefault((desde, hasta), {})[sexo] = int(personas)
    return [Banda(desde, hasta, sexos) for (desde, hasta), sexos in por_banda.items()], total


def mapa(territorio_id: int | None = None, nivel: str | None = None) -> Mapa | None:
    """El dibujo de los lugares de un nivel dentro de un territorio (o de la ciudad); None si no hay formas.

    Sin `nivel` toma el más hondo que quepa en `LUGARES_POR_MAPA`. Se dibuja una vez y se guarda.
    """
    guardado = _al_dia()
    clave = (territorio_id, nivel)
    if clave not in guardado.mapas:
        guardado.mapas[clave] = _dibujar(guardado, territorio_id, nivel)
    return guardado.mapas[clave]


def _dibujar(guardado: _Guardado, territorio_id: int | None, nivel: str | None) -> Mapa | None:
    presente = guardado.arbol
    dentro = presente.descendientes(territorio_id) if territorio_id is not None else _en_orden(presente)
    por_nivel: dict[tuple[int, str], list[Lugar]] = {}
    for lugar in dentro:
        if lugar.caja and not lugar.fuera_del_municipio and nivel in (None, lugar.nivel):
            por_nivel.setdefault((lugar.nivel_orden, lugar.nivel), []).append(lugar)
    caben = [k for k, lugares in por_nivel.items() if len(lugares) <= LUGARES_POR_MAPA]
    if not caben:
        return None
    return _mapa_de(guardado, por_nivel[max(caben)])


def _mapa_de(guardado: _Guardado, lugares: list[Lugar]) -> Mapa:
    _cargar_formas(guardado, [x.id for x in lugares])
    lienzo = dibujo.encajar([x.caja for x in lugares if x.caja])
    formas_ = {x.id: guardado.formas[x.id] for x in lugares}
    trazos = dibujo.trazos(formas_, lienzo)
    areas = []
    for lugar in lugares:
        lon, lat = geometria.punto_de_rotulo(formas_[lugar.id])
        areas.append(
            Area(
                id=lugar.codigo,
                nombre=lugar.nombre,
                d=trazos[lugar.id],
                lugar=lugar,
                rotulo=lienzo.punto(lat, lon),
                km2=geometria.superficie_km2(formas_[lugar.id]),
            )
        )
    return Mapa(tuple(areas), lienzo)


def _al_dia() -> _Guardado:
    """Lo guardado en este proceso, vuelto a leer si la suma de marcas cambió."""
    if has_request_context() and "territorio_al_dia" in g:
        guardado: _Guardado = g.territorio_al_dia
        return guardado
    cuenta, suma = db.session.execute(
        select(func.count(), func.coalesce(func.sum(Territorio.marca), 0)).select_from(Territorio)
    ).one()
    marca = (int(cuenta), int(suma))
    guardado = current_app.extensions.get("rumbo_territorio")  # type: ignore[assignment]
    if guardado is None or guardado.marca != marca:
        guardado = current_app.extensions["rumbo_territorio"] = _Guardado(marca, _leer())
    if has_request_context():
        g.territorio_al_dia = guardado
    return guardado


def _leer() -> Arbol:
    filas = db.session.execute(select(Territorio, Nivel).join(Nivel, Territorio.nivel_id == Nivel.id))
    return armar([_lugar(territorio, nivel) for territorio, nivel in filas], _poblacion_propia())


def _lugar(t: Territorio, nivel: Nivel) -> Lugar:
    limites = None
    if t.oeste is not None and t.sur is not None and t.este is not None and t.norte is not None:
        limites = (t.oeste, t.sur, t.este, t.norte)
    return Lugar(
        id=t.id,
        codigo=t.codigo,
        nombre=t.nombre,
        nivel=nivel.clave,
        nivel_nombre=nivel.singular,
        nivel_plural=nivel.plural,
        nivel_orden=nivel.orden,
        padre_id=t.padre_id,
        orden=t.orden,
        fuera_del_municipio=t.fuera_del_municipio,
        indice_necesidad=t.indice_necesidad,
        caja=limites,
        nivel_traducciones=nivel.traducciones,
    )


def _poblacion_propia() -> dict[int, Total]:
    filas = db.session.execute(
        select(
            Poblacion.territorio_id, Poblacion.anio, func.sum(Poblacion.personas), func.max(Poblacion.fuente)
        )
        .group_by(Poblacion.territorio_id, Poblacion.anio)
        .order_by(Poblacion.anio)
    )
    return {t: Total(int(personas), anio, fuente) for t, anio, personas, fuente in filas}


def _con_datos_propios(presente: Arbol, id_: int, declaran: set[int]) -> list[int]:
    """Los ids de donde sale el total: el propio lugar o, bajando, los primeros que declaran."""
    if id_ in declaran:
        return [id_]
    hijos = [h for h in presente.hijos.get(id_, ()) if not h.fuera_del_municipio]
    return [i for h in hijos for i in _con_datos_propios(presente, h.id, declaran)]


def _cargar_formas(guardado: _Guardado, ids: list[int]) -> None:
    faltan = [i for i in ids if i not in guardado.formas]
    if not faltan:
        return
    consulta = select(Territorio.id, Territorio.geometria).where(Territorio.id.in_(faltan))
    for id_, geometria_ in db.session.execute(consulta):
        guardado.formas[id_] = geojson.poligonos(geometria_)


def _en_orden(presente: Arbol) -> list[Lugar]:
    salida: list[Lugar] = []
    for raiz in presente.hijos.get(None, ()):
        salida += [raiz, *presente.descendientes(raiz.id)]
    return salida
