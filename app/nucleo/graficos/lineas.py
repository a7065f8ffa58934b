"""Líneas en el tiempo, con lo que falta a la vista; y su versión de un renglón, la chispa."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from app.nucleo.graficos import tiempo as ejes
from app.nucleo.graficos.escala import LADO, Escala, escala
from app.nucleo.graficos.piezas import (
    Banda,
    ConTabla,
    Fila,
    Formato,
    MarcaEje,
    PuntoDibujado,
    Serie,
    Tramo,
    Trazo,
)

MAXIMO_MARCAS = 40
"""Con más puntos que estos, la línea no lleva una marca en cada uno: solo en los sueltos y el último."""


@dataclass(frozen=True)
class GraficoLineas(ConTabla):
    """Un gráfico listo para pintar; `vacio` si no hay ningún valor."""

    vacio: bool = True
    marcas_y: tuple[MarcaEje, ...] = ()
    marcas_x: tuple[MarcaEje, ...] = ()
    letras: int = 0
    """Largo del rótulo más largo del eje de los valores."""
    desde_cero: bool = True
    cero: int | None = None
    """Altura del cero, si la escala lo lleva por dentro."""
    series: tuple[Trazo, ...] = ()
    metas: str = ""
    """Camino SVG de las metas: un tramo por período."""
    fines_de_meta: tuple[PuntoDibujado, ...] = ()
    base: PuntoDibujado | None = None
    banda: tuple[int, int] | None = None
    """Altura del borde de arriba y alto de la banda."""
    hoy: MarcaEje | None = None
    faltan: str = ""
    """Camino SVG con una raya en el eje por cada dato que falta."""
    cuantos_faltan: int = 0
    nombres: tuple[str, ...] = ()
    filas: tuple[Fila, ...] = ()
    primero: tuple[str, str] | None = None
    """Fecha y valor escritos del primer dato de la serie principal; después, del último y los extremos."""
    ultimo: tuple[str, str] | None = None
    menor: tuple[str, str] | None = None
    mayor: tuple[str, str] | None = None


def _corridas(serie: Serie) -> list[list[tuple[dt.date, Decimal]]]:
    """Los trozos de la serie sin datos que falten en medio, por fecha."""
    trozos: list[list[tuple[dt.date, Decimal]]] = [[]]
    for dia, valor in sorted(serie.puntos, key=lambda p: p[0]):
        if valor is None or dia in serie.cortes:
            trozos.append([])
        if valor is not None:
            trozos[-1].append((dia, valor))
    return [t for t in trozos if t]


def _camino(puntos: Sequence[tuple[int, int]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in puntos)


def _trazo(serie: Serie, eje: ejes.Tiempo, vertical: Escala, formato: Formato) -> Trazo:
    corridas = _corridas(serie)
    puntos: list[PuntoDibujado] = []
    caminos: list[str] = []
    for corrida in corridas:
        lugares = [(eje.lugar(dia), vertical.altura(valor)) for dia, valor in corrida]
        if len(lugares) > 1 and not serie.suelta:
            caminos.append(_camino(lugares))
        for (x, y), (dia, valor) in zip(lugares, corrida, strict=True):
            texto = f"{formato.dia(dia)}: {formato.numero(valor)}"
            puntos.append(PuntoDibujado(x, y, texto, solo=len(corrida) == 1))
    if len(puntos) > MAXIMO_MARCAS and not serie.suelta:
        puntos = [p for p in puntos[:-1] if p.solo] + puntos[-1:]
    return Trazo(serie.nombre, "".join(caminos), tuple(puntos), serie.suelta, cortes=max(len(corridas) - 1, 0))


def _filas(series: Sequence[Serie], formato: Formato) -> tuple[Fila, ...]:
    columnas = [dict(s.puntos) for s in series]
    dias = sorted({dia for c in columnas for dia in c})
    escritos = []
    for dia in dias:
        valores = [c.get(dia) for c in columnas]
        escritos.append(
            Fila(formato.dia(dia), tuple(None if v is None else formato.numero(v) for v in valores))
        )
    return tuple(escritos)


def _dicho(punto: tuple[dt.date, Decimal], formato: Formato) -> tuple[str, str]:
    return formato.dia(punto[0]), formato.numero(punto[1])


def lineas(
    series: Sequence[Serie],
    formato: Formato | None = None,
    *,
    metas: Sequence[Tramo] = (),
    base: tuple[dt.date, Decimal] | None = None,
    banda: Banda | None = None,
    hoy: dt.date | None = None,
) -> GraficoLineas:
    """Una o más series en el tiempo, con sus metas, su línea base y la banda en que se quiere estar.

    Un valor None corta la línea y deja una raya en el eje. Sin ningún valor ni meta, el gráfico es `vacio`.
    `hoy` se marca si cae dentro de lo dibujado.
    """
    formato = formato or Formato()
    conocidos = [(d, v) for s in series for d, v in s.puntos if v is not None]
    anclas = [*conocidos, *([base] if base else [])]
    if not conocidos and not metas:
        return GraficoLineas(nombres=tuple(s.nombre for s in series))
    limites = [v for _d, v in anclas] + [m.valor for m in metas]
    limites += [banda.desde, banda.hasta] if banda else []
    vertical = escala(limites)
    datos = [d for s in series for d, _v in s.puntos] + ([base[0]] if base else [])
    extremos = datos + [d for m in metas for d in ((m.fin,) if datos else (m.inicio, m.fin))]
    eje = ejes.Tiempo(min(extremos), max(extremos))
    principal = [(d, v) for d, v in series[0].puntos if v is not None] if series else []
    marcas_y = tuple(MarcaEje(vertical.altura(v), formato.marca(v)) for v in vertical.marcas)
    faltan = [d for d, v in series[0].puntos if v is None] if series else []
    return GraficoLineas(
        vacio=False,
        marcas_y=marcas_y,
        marcas_x=ejes.marcas(eje, [*datos, *(m.fin for m in metas)], formato),
        letras=max(len(m.texto) for m in marcas_y),
        desde_cero=vertical.desde <= 0 <= vertical.hasta,
        cero=vertical.altura(Decimal(0)) if vertical.desde <= 0 <= vertical.hasta else None,
        series=tuple(_trazo(s, eje, vertical, formato) for s in series),
        metas="".join(_tramo(m, eje, vertical) for m in metas),
        fines_de_meta=tuple(_fin(m, eje, vertical, formato) for m in metas),
        base=_punto_base(base, eje, vertical, formato),
        banda=_banda(banda, vertical),
        hoy=MarcaEje(eje.lugar(hoy), formato.dia(hoy)) if hoy and eje.desde < hoy < eje.hasta else None,
        faltan="".join(f"M{eje.lugar(d)} {LADO}v-30" for d in faltan),
        cuantos_faltan=len(faltan),
        nombres=tuple(s.nombre for s in series),
        filas=_filas(series, formato),
        **_resumen(principal, formato),
    )


def _resumen(principal: list[tuple[dt.date, Decimal]], formato: Formato) -> dict[str, tuple[str, str]]:
    if not principal:
        return {}
    en_orden = sorted(principal)
    return {
        "primero": _dicho(en_orden[0], formato),
        "ultimo": _dicho(en_orden[-1], formato),
        "menor": _dicho(min(en_orden, key=lambda p: (p[1], p[0])), formato),
        "mayor": _dicho(max(en_orden, key=lambda p: (p[1], p[0])), formato),
    }


def _tramo(meta: Tramo, eje: ejes.Tiempo, vertical: Escala) -> str:
    desde = eje.lugar(max(meta.inicio, eje.desde))
    return f"M{desde} {vertical.altura(meta.valor)}H{eje.lugar(meta.fin)}"


def _fin(meta: Tramo, eje: ejes.Tiempo, vertical: Escala, formato: Formato) -> PuntoDibujado:
    texto = f"{formato.dia(meta.fin)}: {formato.numero(meta.valor)}"
    return PuntoDibujado(eje.lugar(meta.fin), vertical.altura(meta.valor), texto)


def _punto_base(
    base: tuple[dt.date, Decimal] | None, eje: ejes.Tiempo, vertical: Escala, formato: Formato
) -> PuntoDibujado | None:
    if base is None:
        return None
    dia, valor = base
    return PuntoDibujado(eje.lugar(dia), vertical.altura(valor), f"{formato.dia(dia)}: {formato.numero(valor)}")


def _banda(banda: Banda | None, vertical: Escala) -> tuple[int, int] | None:
    if banda is None:
        return None
    arriba, abajo = vertical.altura(banda.hasta), vertical.altura(banda.desde)
    return arriba, abajo - arriba


@dataclass(frozen=True)
class Chispa:
    """La forma de una serie en un renglón, sin ejes. `d` está vacío si no hay datos."""

    d: str = ""
    x: int = 0
    y: int = 0
    """El último dato."""


def chispa(puntos: Sequence[tuple[dt.date, Decimal | None]]) -> Chispa:
    """La serie en una caja de 1000 × 1000, de su menor a su mayor valor; los que faltan la cortan.

    Un dato suelto es un camino sin largo, que con punta redonda se ve como un punto.
    """
    corridas = _corridas(Serie("", tuple(puntos)))
    valores = [v for c in corridas for _d, v in c]
    if not valores:
        return Chispa()
    dias = [d for c in corridas for d, _v in c]
    eje = ejes.Tiempo(min(dias), max(dias))
    menor, mayor = min(valores), max(valores)
    vertical = Escala((menor, mayor)) if menor != mayor else None
    lugares = [[(eje.lugar(d), vertical.altura(v) if vertical else LADO // 2) for d, v in c] for c in corridas]
    d = "".join(f"M{c[0][0]} {c[0][1]}h0" if len(c) == 1 else _camino(_sin_repetir(c)) for c in lugares)
    return Chispa(d, *lugares[-1][-1])


def _sin_repetir(puntos: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    return (
        [puntos[0], *(b for a, b in pairwise(puntos) if a != b)]
        if len(set(puntos)) > 1
        else [puntos[0], puntos[0]]
    )
