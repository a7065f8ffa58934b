"""La matriz de quien planifica: elementos del plan por lugares, con sus totales sin repetir."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from app.nucleo.reloj import ahora
from app.procesos.consultas import zona
from app.propuestas.consultas import cifras
from app.propuestas.consultas.cifras import COMUNES, Corte
from app.propuestas.reglas import SIN_CLASIFICAR, SIN_LUGAR
from app.propuestas.reglas.cifras import TODAS, empieza, mes_de
from app.tableros.consultas import NodoPlan
from app.tableros.pedido import PedidoMatriz, debajo_de
from app.tableros.reglas import Columna, columnas, parte, por_mil, preguntamos, repartir
from app.territorio.reglas.arbol import Total

MAXIMO_CELDAS = 6_000
"""Más no se leen en una página: la descarga las trae todas."""
MESES = 12
"""Los que se dibujan si no se pide otro período."""


@dataclass(frozen=True)
class Fila:
    """Una fila: un elemento, lo sin clasificar (`elemento_id` 0) o el total. `cuentas`, una por columna."""

    elemento_id: int
    nodo: NodoPlan | None
    cuentas: Sequence[int]

    @property
    def total(self) -> int:
        """Cuántas propuestas, cada una una vez: un lugar propio está en una sola columna."""
        return sum(self.cuentas)


@dataclass(frozen=True)
class Matriz:
    """Las filas y columnas contadas. `poblacion` y `preguntado` van columna por columna."""

    pedido: PedidoMatriz
    columnas: Sequence[Columna]
    filas: Sequence[Fila]
    total: Fila
    poblacion: Sequence[Total | None]
    poblacion_total: Total | None
    preguntado: Sequence[bool]
    calculada_en: dt.datetime
    recortada: int = 0
    """Cuántas celdas serían si no hubiera que recortar; 0 si están todas."""

    def valor(self, fila: Fila, columna: int | None) -> int | Decimal | Fraction | None:
        """Lo que dice una celda según el modo pedido (`columna` None, el total de la fila)."""
        n = fila.total if columna is None else fila.cuentas[columna]
        if self.pedido.ver == "mil":
            gente = self.poblacion_total if columna is None else self.poblacion[columna]
            return por_mil(n, gente.personas if gente else None)
        if self.pedido.ver == "parte":
            return parte(n, self.total.total if columna is None else self.total.cuentas[columna])
        return n


def corte_de(pedido: PedidoMatriz) -> Corte:
    """Qué propuestas cuenta la matriz pedida: las de las listas de siempre, o las de un estado."""
    dentro = None
    if pedido.dentro is not None:
        dentro = frozenset({pedido.dentro.id, *(x.id for x in pedido.arbol.descendientes(pedido.dentro.id))})
    return Corte(
        estados=(pedido.estado.numero,) if pedido.estado else COMUNES,
        proceso_id=pedido.proceso.id if pedido.proceso else None,
        desde=pedido.desde,
        hasta=pedido.hasta,
        lugares=dentro,
    )


def armar(pedido: PedidoMatriz, *, entera: bool = False) -> Matriz:
    """Cuenta la matriz pedida: una consulta. Si no cabe en una página y no es `entera`, sube de nivel."""
    nodos = _nodos(pedido)
    total_id = pedido.elemento.id if pedido.elemento else TODAS
    ids = [n.id for n in nodos] + ([] if pedido.elemento else [SIN_CLASIFICAR])
    cuentas = cifras.por_elemento_y_lugar([*ids, total_id], corte_de(pedido))
    contados = {territorio for _elemento, territorio in cuentas}
    dentro = pedido.dentro.id if pedido.dentro else None
    cols = columnas(pedido.arbol, dentro, pedido.nivel_lugar, contados, SIN_LUGAR)
    celdas = len(ids) * len(cols)
    if celdas > MAXIMO_CELDAS and not entera and (pedido.nivel, pedido.nivel_lugar) != (None, None):
        menor = armar(replace(pedido, nivel=None, nivel_lugar=None))
        return replace(menor, recortada=celdas)
    repartidas = repartir(cuentas, [*ids, total_id], cols)
    # Un elemento cancelado sin propuestas no dice nada; con ellas, sí.
    filas = [
        Fila(i, pedido.nodos.get(i), repartidas[i])
        for i in ids
        if i not in pedido.nodos or pedido.nodos[i].estado != "cancelado" or any(repartidas[i])
    ]
    return Matriz(
        pedido=pedido,
        columnas=cols,
        filas=filas,
        total=Fila(total_id, pedido.elemento, repartidas[total_id]),
        poblacion=[pedido.arbol.total(c.lugar.id) if c.lugar and not c.suelta else None for c in cols],
        poblacion_total=pedido.arbol.total(dentro),
        preguntado=_preguntado(pedido, cols),
        calculada_en=ahora(),
    )


def _nodos(pedido: PedidoMatriz) -> list[NodoPlan]:
    debajo = debajo_de(pedido.nodos, pedido.elemento)
    if pedido.nivel is not None:
        return [n for n in debajo if n.nivel == pedido.nivel]
    padre = pedido.elemento.id if pedido.elemento else None
    return [n for n in debajo if n.padre_id == padre]


def _preguntado(pedido: PedidoMatriz, cols: Sequence[Columna]) -> list[bool]:
    """Por cada columna, si en el período algún proceso (o el elegido) recibió propuestas de ahí."""
    elegidos = [p.llamado for p in ([pedido.proceso] if pedido.proceso else pedido.procesos)]
    desde = None if pedido.desde is None else empieza(pedido.desde, zona())
    hasta = ahora() if pedido.hasta is None else min(ahora(), empieza(pedido.hasta + 1, zona()))
    return [preguntamos(elegidos, c.propios, desde, hasta) for c in cols]


@dataclass(frozen=True)
class MesAMes:
    """Cuántas se publicaron cada mes, de una fila y una columna (None, el total)."""

    fila: Fila
    columna: Columna | None
    meses: Sequence[tuple[int, int]]


def mes_a_mes(matriz: Matriz) -> MesAMes:
    """Los meses del período pedido o, sin él, los últimos doce. Una consulta."""
    pedido = matriz.pedido
    fila = next((f for f in matriz.filas if f.elemento_id == pedido.fila), matriz.total)
    columna = next((c for c in matriz.columnas if clave_de(c) == pedido.columna), None)
    corte = corte_de(pedido)
    if columna is not None:
        corte = replace(corte, lugares=columna.propios)
    hoy = mes_de(ahora(), zona())
    hasta = hoy if pedido.hasta is None else min(pedido.hasta, hoy)
    desde = hasta - MESES + 1 if pedido.desde is None else pedido.desde
    contadas = cifras.por_mes(fila.elemento_id, replace(corte, desde=desde, hasta=hasta))
    desde = max(desde, hasta - 10 * MESES + 1)  # diez años: más columnas no se distinguen
    return MesAMes(fila, columna, [(m, contadas.get(m, 0)) for m in range(desde, hasta + 1)])


def clave_de(columna: Columna) -> str:
    """Cómo se nombra una columna en la dirección: el código de su lugar, `-` sin lugar; `=` si es suelta."""
    if columna.lugar is None:
        return "-"
    return f"={columna.lugar.codigo}" if columna.suelta else columna.lugar.codigo
