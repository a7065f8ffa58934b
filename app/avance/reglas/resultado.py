"""El resultado: cuánto cambió lo que se mide, por los indicadores del propio elemento."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.avance.reglas.tramos import MESES, Tramo, tramo_de

MUCHO_MAS = Fraction(11, 10)
"""Desde aquí (sin contarlo) un indicador pasó su meta de largo, y se dice."""


@dataclass(frozen=True)
class MetaDada:
    """Lo que se quiere alcanzar al terminar `[inicio, fin]`, los dos días incluidos."""

    inicio: dt.date
    fin: dt.date
    valor: Decimal


@dataclass(frozen=True)
class MedicionDada:
    """Un valor en su fecha: la medición principal vigente."""

    fecha: dt.date
    valor: Decimal


@dataclass(frozen=True)
class IndicadorDado:
    """Un indicador con lo que hace falta para su cuenta; unidades, las suyas."""

    id: int
    acumulacion: str
    direccion: str
    frecuencia: str
    base: Decimal | None = None
    banda: tuple[Decimal, Decimal] | None = None
    metas: tuple[MetaDada, ...] = ()
    mediciones: tuple[MedicionDada, ...] = ()
    activo: bool = True
    base_fecha: dt.date | None = None


@dataclass(frozen=True)
class ParteResultado:
    """Un indicador en la cuenta de su elemento.

    `parte` es lo que cuenta, de 0 a 1; `crudo`, sin recortar. Sin `parte`, `fuera` dice por qué: cancelado,
    sin_direccion, sin_mediciones, sin_mediciones_del_periodo, sin_meta, meta_futura, sin_base,
    base_igual_meta o meta_al_reves.
    `valor` es el que se compara (la suma, el último); `base`, desde dónde. `contadas` son los valores que
    entran (en una banda, uno por período) y `dentro`, los que caen en la banda. `huecos`, los tramos ya
    terminados sin valor. `al_paso` es lo alcanzado que se compara con lo que `tocaria` hoy, los dos en la
    escala de `parte`. `abierta`: es una suma y su período todavía corre.
    """

    indicador_id: int
    parte: Fraction | None = None
    crudo: Fraction | None = None
    fuera: str = ""
    valor: Decimal | None = None
    base: Decimal | None = None
    meta: MetaDada | None = None
    contadas: int = 0
    dentro: int = 0
    huecos: int | None = None
    tocaria: Fraction = Fraction(1)
    al_paso: Fraction | None = None
    abierta: bool = False
    menos_es_mejor: bool = False
    ultima_meta: bool = False
    periodo_cerrado: bool = False
    fecha: dt.date | None = None

    @property
    def de_mas(self) -> bool:
        """Verdadero si pasó su meta por más de una décima: también se avisa."""
        return self.crudo is not None and self.crudo > MUCHO_MAS and not self.provisional

    @property
    def de_menos(self) -> bool:
        """Verdadero si está peor que en su línea base; de una suma se sabe cuando termina su período."""
        return self.crudo is not None and self.crudo < 0 and not self.abierta

    @property
    def bajo_base(self) -> bool:
        """Verdadero si es una suma que todavía no llega a su línea base, y su período corre."""
        return self.crudo is not None and self.crudo < 0 and self.abierta and not self.menos_es_mejor

    @property
    def provisional(self) -> bool:
        """Verdadero si es una suma que se quiere baja y su período corre: solo puede empeorar."""
        return self.abierta and self.menos_es_mejor


@dataclass(frozen=True)
class Resultado:
    """El resultado de un elemento y su cuenta: la media de las `partes` que tienen número."""

    valor: Fraction | None
    partes: tuple[ParteResultado, ...] = ()

    @property
    def contadas(self) -> tuple[ParteResultado, ...]:
        """Los indicadores que entran en la media."""
        return tuple(p for p in self.partes if p.parte is not None)

    @property
    def tocaria(self) -> Fraction | None:
        """Lo que tocaría hoy: la media, en esos indicadores, de lo que se espera de cada uno."""
        return _media([p.tocaria for p in self.contadas])

    @property
    def al_paso(self) -> Fraction | None:
        """Lo alcanzado que se compara con lo que tocaría."""
        return _media([p.al_paso for p in self.contadas if p.al_paso is not None])

    @property
    def falta(self) -> bool:
        """Verdadero si algún indicador que debería dar número no lo da."""
        return any(p.fuera not in ("", "cancelado", "sin_direccion") for p in self.partes)


def _media(numeros: Sequence[Fraction]) -> Fraction | None:
    return sum(numeros, Fraction(0)) / len(numeros) if numeros else None


def meta_vigente(metas: Iterable[MetaDada], hoy: dt.date) -> MetaDada | None:
    """La meta del período en que cae `hoy`; si en ninguno, la del último que terminó; None si no hay pasada.

    Los períodos no se pisan; si llegan a pisarse, manda el que termina antes y, de esos, el que empezó después.
    """
    empezadas = [m for m in metas if m.inicio <= hoy]
    corren = [m for m in empezadas if m.fin >= hoy]
    if corren:
        return min(corren, key=lambda m: (m.fin, -m.inicio.toordinal()))
    return max(empezadas, key=lambda m: (m.fin, m.inicio), default=None)


def _del_periodo(meta: MetaDada, mediciones: Sequence[MedicionDada]) -> tuple[MedicionDada, ...]:
    return tuple(m for m in mediciones if meta.inicio <= m.fecha <= meta.fin)


def meta_de_cuenta(i: IndicadorDado, mediciones: Sequence[MedicionDada], hoy: dt.date) -> MetaDada | None:
    """La meta con que se compara hoy.

    Lo que se toma de su última medición, con la vigente. Lo que se cuenta dentro de un período (incremento,
    mantenimiento), con la vigente si ya tiene algún valor; si no, con la del último período que tenga: la suma
    de un año se conoce cuando termina, y en enero no se borra.
    """
    vigente = meta_vigente(i.metas, hoy)
    if (
        vigente is None
        or i.acumulacion not in ("incremento", "mantenimiento")
        or _del_periodo(vigente, mediciones)
    ):
        return vigente
    medidas = [m for m in i.metas if m.fin < hoy and _del_periodo(m, mediciones)]
    return max(medidas, key=lambda m: (m.fin, m.inicio), default=vigente)


def parte_pasada(inicio: dt.date, fin: dt.date, hoy: dt.date) -> Fraction:
    """Qué parte de `[inicio, fin]` ha pasado al empezar `hoy`, de 0 a 1; los dos días cuentan enteros."""
    return _de_0_a_1(Fraction((hoy - inicio).days, (fin - inicio).days + 1))


def _de_0_a_1(numero: Fraction) -> Fraction:
    return min(max(numero, Fraction(0)), Fraction(1))


def _esperado(i: IndicadorDado, meta: MetaDada, base: Decimal, hoy: dt.date) -> Fraction:
    """El valor que tocaría hoy, en línea recta desde la meta anterior, al final de su período, hasta esta.

    Antes de la primera se parte de la línea base, al empezar el período: por los años de antes nadie había
    prometido nada. Si la línea base se midió después, desde su fecha.
    """
    previa = max((m for m in i.metas if m.fin < meta.fin), key=lambda m: (m.fin, m.inicio), default=None)
    if previa is not None:
        desde, cuando = previa.valor, previa.fin.toordinal()
    else:
        desde, vispera = base, meta.inicio.toordinal() - 1
        cuando = max(vispera, i.base_fecha.toordinal()) if i.base_fecha else vispera
    dias = meta.fin.toordinal() - cuando
    pasado = _de_0_a_1(Fraction(hoy.toordinal() - cuando - 1, dias)) if dias > 0 else Fraction(1)
    return Fraction(desde) + pasado * (Fraction(meta.valor) - Fraction(desde))


def _paso(
    i: IndicadorDado, meta: MetaDada, valor: Decimal, base: Decimal, hoy: dt.date
) -> tuple[Fraction, Fraction]:
    """Lo alcanzado y lo que tocaría hoy, en la escala de la parte: 0 es la línea base y 1, la meta.

    De una suma, en lo que va del período tocaría la misma parte de la meta, y quien sigue como en su línea
    base llevaría esa parte de ella: al terminar, lo alcanzado es la parte.
    """
    uno, cero = Fraction(meta.valor), Fraction(base)
    if i.acumulacion == "incremento":
        pasado = parte_pasada(meta.inicio, meta.fin, hoy)
        return _de_0_a_1((Fraction(valor) - cero * pasado) / (uno - cero)), pasado
    esperado = (_esperado(i, meta, base, hoy) - cero) / (uno - cero)
    return _de_0_a_1((Fraction(valor) - cero) / (uno - cero)), _de_0_a_1(esperado)


def huecos(
    frecuencia: str, inicio: dt.date, fin: dt.date, hoy: dt.date, fechas: Iterable[dt.date]
) -> int | None:
    """Tramos del período ya terminados y sin ningún valor; None si la frecuencia es irregular.

    Los tramos van seguidos desde el mes de `inicio`. Un hueco se dice; nunca cuenta como cero.
    """
    meses = MESES.get(frecuencia)
    if meses is None:
        return None

    def tramo(dia: dt.date) -> int:
        return ((dia.year - inicio.year) * 12 + dia.month - inicio.month) // meses

    terminados = tramo(min(hoy, fin + dt.timedelta(days=1)))
    con_valor = {tramo(f) for f in fechas if inicio <= f <= fin}
    return sum(1 for t in range(terminados) if t not in con_valor)


def parte_de_indicador(i: IndicadorDado, hoy: dt.date) -> ParteResultado:
    """Cuánto de su meta lleva un indicador (definición propia): clip((valor − base)/(meta − base), 0, 1).

    `valor` es la última medición (stock, reducción) o la suma de las del período (incremento; sin línea base
    empieza en 0). En mantenimiento, la parte de los períodos medidos en que el valor (el último de cada uno)
    cae en la banda, con sus bordes. Solo cuentan mediciones hasta `hoy`. Todo exacto; si falta algo, `parte` es
    None y se dice qué.
    """
    if not i.activo or i.direccion == "sin_definir":
        return ParteResultado(i.id, fuera="sin_direccion" if i.activo else "cancelado", base=i.base)
    mediciones = sorted((m for m in i.mediciones if m.fecha <= hoy), key=lambda m: m.fecha)
    if not mediciones:
        return ParteResultado(i.id, fuera="sin_mediciones", base=i.base, meta=meta_vigente(i.metas, hoy))
    if i.acumulacion == "mantenimiento":
        return _mantenimiento(i, mediciones, hoy)
    meta = meta_de_cuenta(i, mediciones, hoy)
    if meta is None:
        fuera = "meta_futura" if i.metas else "sin_meta"
        return ParteResultado(
            i.id, fuera=fuera, base=i.base, valor=mediciones[-1].valor, fecha=mediciones[-1].fecha
        )
    if i.acumulacion == "incremento":
        return _incremento(i, meta, mediciones, hoy)
    return _comparado(i, meta, mediciones[-1:], mediciones[-1].valor, i.base, hoy)


def _incremento(
    i: IndicadorDado, meta: MetaDada, mediciones: Sequence[MedicionDada], hoy: dt.date
) -> ParteResultado:
    suyas = _del_periodo(meta, mediciones)
    base = i.base if i.base is not None else Decimal(0)
    if not suyas:
        return ParteResultado(
            i.id, fuera="sin_mediciones_del_periodo", base=base, meta=meta, fecha=mediciones[-1].fecha
        )
    return _comparado(i, meta, suyas, sum((m.valor for m in suyas), Decimal(0)), base, hoy)


def _comparado(
    i: IndicadorDado,
    meta: MetaDada,
    usadas: Sequence[MedicionDada],
    valor: Decimal,
    base: Decimal | None,
    hoy: dt.date,
) -> ParteResultado:
    crudo, fuera, al_paso, tocaria = None, "", None, Fraction(1)
    if base is None:
        fuera = "sin_base"
    elif base == meta.valor:
        fuera = "base_igual_meta"
    elif (meta.valor > base) != (i.direccion == "sube"):
        fuera = "meta_al_reves"
    else:
        crudo = (Fraction(valor) - Fraction(base)) / (Fraction(meta.valor) - Fraction(base))
        al_paso, tocaria = _paso(i, meta, valor, base, hoy)
    abierta = i.acumulacion == "incremento" and meta.fin >= hoy
    return ParteResultado(
        i.id,
        parte=None if crudo is None else _de_0_a_1(crudo),
        crudo=crudo,
        fuera=fuera,
        valor=valor,
        base=base,
        meta=meta,
        contadas=len(usadas),
        huecos=_huecos(i, meta, usadas, hoy) if i.acumulacion == "incremento" else None,
        tocaria=tocaria,
        al_paso=al_paso,
        abierta=abierta,
        menos_es_mejor=i.direccion == "baja",
        ultima_meta=meta.fin == max(m.fin for m in i.metas) and not (abierta and i.direccion == "baja"),
        periodo_cerrado=meta.fin < hoy,
        fecha=usadas[-1].fecha,
    )


def _huecos(i: IndicadorDado, meta: MetaDada, usadas: Sequence[MedicionDada], hoy: dt.date) -> int | None:
    return huecos(i.frecuencia, meta.inicio, meta.fin, hoy, [m.fecha for m in usadas])


def _una_por_periodo(
    i: IndicadorDado, mediciones: Sequence[MedicionDada], origen: dt.date
) -> tuple[MedicionDada, ...]:
    """La última de cada período de su frecuencia; de una irregular, todas."""
    ultimas: dict[Tramo | dt.date, MedicionDada] = {}
    for m in mediciones:
        ultimas[tramo_de(i.frecuencia, m.fecha, origen) or m.fecha] = m
    return tuple(ultimas.values())


def _mantenimiento(i: IndicadorDado, mediciones: Sequence[MedicionDada], hoy: dt.date) -> ParteResultado:
    """Sin metas cuenta todo lo medido. Estar dentro se pide siempre: hoy tocaría 1."""
    meta = meta_de_cuenta(i, mediciones, hoy)
    if meta is None and i.metas:
        return ParteResultado(i.id, fuera="meta_futura", fecha=mediciones[-1].fecha)
    suyas = mediciones if meta is None else _del_periodo(meta, mediciones)
    suyas = _una_por_periodo(i, suyas, mediciones[0].fecha)
    if not suyas or i.banda is None:
        return ParteResultado(i.id, fuera="sin_mediciones_del_periodo", meta=meta, fecha=mediciones[-1].fecha)
    desde, hasta = i.banda
    dentro = sum(1 for m in suyas if desde <= m.valor <= hasta)
    parte = Fraction(dentro, len(suyas))
    return ParteResultado(
        i.id,
        parte=parte,
        crudo=parte,
        al_paso=parte,
        meta=meta,
        valor=suyas[-1].valor,
        contadas=len(suyas),
        dentro=dentro,
        huecos=_huecos(i, meta, suyas, hoy) if meta else None,
        ultima_meta=meta is not None and meta.fin == max(m.fin for m in i.metas) and meta.fin < hoy,
        periodo_cerrado=meta is not None and meta.fin < hoy,
        fecha=suyas[-1].fecha,
    )


def resultado_de(indicadores: Iterable[IndicadorDado], hoy: dt.date) -> Resultado:
    """Resultado de un elemento: la media simple de lo que llevan sus propios indicadores activos con datos.

    Entre 0 y 1, o None si ninguno tiene número (definición propia). Los que no entran quedan con su motivo.
    """
    return media_de(tuple(parte_de_indicador(i, hoy) for i in indicadores))


def media_de(partes: Sequence[ParteResultado]) -> Resultado:
    """La media de unas partes ya calculadas; con las de todo el plan, el resultado del plan."""
    return Resultado(_media([p.parte for p in partes if p.parte is not None]), tuple(partes))
