"""Propiedades del avance y un gemelo lento y evidente, escrito de otra manera, sobre árboles al azar."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from app.avance import reglas
from app.avance.reglas import (
    Dicho,
    ElementoDado,
    HitoDado,
    IndicadorDado,
    MedicionDada,
    MetaDada,
    Periodo,
    Umbrales,
)

HOY = dt.date(2026, 7, 1)
DIA = dt.timedelta(days=1)
PLAN = Periodo(dt.date(2026, 1, 1), dt.date(2029, 12, 31))
UMBRALES = Umbrales(90, 60)
ESTADOS = ("previsto", "en_curso", "terminado", "detenido", "cancelado")

_dias = st.dates(dt.date(2025, 6, 1), dt.date(2028, 6, 1))
_valores = st.decimals(-100, 200, places=2)
_hitos = st.builds(HitoDado, st.integers(1, 9), st.none() | _dias, st.booleans()).map(
    lambda h: replace(h, cumplido_en=None) if h.cancelado else h
)
_dicho = st.none() | st.builds(Dicho, st.integers(0, 100), _dias)


@st.composite
def indicadores(dibujar: st.DrawFn) -> IndicadorDado:
    """Un indicador cualquiera que la base admitiría."""
    acumulacion = dibujar(st.sampled_from(("stock", "reduccion", "incremento", "mantenimiento")))
    mantiene = acumulacion == "mantenimiento"
    anios = sorted(dibujar(st.sets(st.integers(2025, 2028), max_size=3)))
    metas = [MetaDada(dt.date(a, 1, 1), dt.date(a, 12, 31), dibujar(_valores)) for a in anios]
    banda = tuple(sorted((dibujar(_valores), dibujar(_valores))))
    fechas = dibujar(st.sets(_dias, max_size=6))
    return IndicadorDado(
        dibujar(st.integers(1, 10**6)),
        acumulacion,
        "mantiene" if mantiene else dibujar(st.sampled_from(("sube", "baja"))),
        dibujar(st.sampled_from(("mensual", "trimestral", "anual", "irregular"))),
        dibujar(st.none() | _valores),
        (banda[0], banda[1]) if mantiene else None,
        tuple(metas),
        tuple(MedicionDada(f, dibujar(_valores)) for f in fechas),
        dibujar(st.integers(0, 9)) > 0,
        dibujar(st.none() | _dias),
    )


@st.composite
def arboles(dibujar: st.DrawFn) -> list[ElementoDado]:
    """Un plan cualquiera; cada elemento cuelga de uno anterior o es raíz."""
    hechos: list[ElementoDado] = []
    for ident in range(1, dibujar(st.integers(1, 12)) + 1):
        padre = dibujar(st.none() | st.integers(1, ident - 1)) if ident > 1 else None
        hechos.append(
            ElementoDado(
                ident,
                padre,
                dibujar(st.integers(0, 6)),
                dibujar(st.sampled_from(ESTADOS)),
                dibujar(st.none() | _dias),
                dibujar(st.none() | _dias),
                tuple(dibujar(st.lists(_hitos, max_size=3))),
                dibujar(_dicho),
                tuple(dibujar(st.lists(indicadores(), max_size=3))),
            )
        )
    return hechos


def cuentas(elementos: list[ElementoDado], hoy: dt.date = HOY) -> reglas.CuentaDelPlan:
    return reglas.cuenta_del_plan(elementos, PLAN, UMBRALES, hoy)


# El gemelo: lento, recursivo, y cada regla escrita como se lee en docs/avance.md.


def gemelo_gestion(e: ElementoDado, todos: list[ElementoDado]) -> Fraction | None:
    if gemelo_cancelado(e, todos):
        return None
    hijos = [h for h in todos if h.padre_id == e.id]
    if hijos:
        bolsa: list[Fraction] = []
        for h in hijos:
            suya = gemelo_gestion(h, todos)
            if suya is not None:
                bolsa += [suya] * h.peso
        return sum(bolsa) / Fraction(len(bolsa)) if bolsa else None
    cumplidos, todas = 0, 0
    for h in e.hitos:
        if not h.cancelado:
            todas += h.peso
            cumplidos += h.peso if h.cumplido_en and h.cumplido_en <= HOY else 0
    if todas:
        return Fraction(cumplidos) / todas
    if e.dicho and e.dicho.fecha <= HOY:
        return Fraction(e.dicho.porcentaje) / 100
    return Fraction(1) if e.estado == "terminado" else None


def gemelo_cancelado(e: ElementoDado, todos: list[ElementoDado]) -> bool:
    if e.estado == "cancelado":
        return True
    return any(gemelo_cancelado(p, todos) for p in todos if p.id == e.padre_id)


def _gemelo_meta(i: IndicadorDado) -> MetaDada | None:
    """Las metas de estas pruebas son años enteros: se busca por el año, hacia atrás."""
    for anio in (2026, 2025):
        for meta in i.metas:
            if meta.fin.year == anio:
                return meta
    return None


def _gemelo_del_anio(i: IndicadorDado) -> tuple[MetaDada | None, list[Decimal]]:
    for anio in (2026, 2025):
        valores = [m.valor for m in i.mediciones if m.fecha.year == anio and m.fecha <= HOY]
        meta = [m for m in i.metas if m.fin.year == anio]
        if valores and meta:
            return meta[0], valores
    return None, []


def _gemelo_por_periodo(i: IndicadorDado, medidos: dict[dt.date, Decimal]) -> list[Decimal]:
    """El último de cada mes, trimestre o año; de una irregular, todos."""
    largo = {"mensual": 1, "trimestral": 3, "anual": 12}.get(i.frecuencia)
    ultimos = {}
    for dia in sorted(medidos):
        ultimos[dia if largo is None else (dia.year, (dia.month - 1) // largo)] = medidos[dia]
    return list(ultimos.values())


def gemelo_paso(i: IndicadorDado) -> tuple[Fraction, Fraction] | None:
    """Lo alcanzado y lo que tocaría hoy, andando el camino día por día."""
    numero = gemelo_indicador(i)
    if numero is None:
        return None
    if i.acumulacion == "mantenimiento":
        return numero, Fraction(1)
    suma = i.acumulacion == "incremento"
    meta, valores = _gemelo_del_anio(i) if suma else (_gemelo_meta(i), [])
    assert meta is not None
    base = Fraction(i.base or 0)
    previas = [m for m in i.metas if m.fin.year < meta.fin.year]
    if suma:
        salida, valor = meta.inicio, Fraction(0)
    elif previas:
        salida, valor = dt.date(max(m.fin.year for m in previas) + 1, 1, 1), Fraction(previas[-1].valor)
    else:
        tarde = i.base_fecha is not None and i.base_fecha >= meta.inicio
        salida, valor = i.base_fecha + DIA if tarde and i.base_fecha else meta.inicio, base
    dias = [salida + n * DIA for n in range((meta.fin - salida).days + 1)]
    andados = [d for d in dias if d < HOY]
    for _ in andados:
        valor += (
            Fraction(meta.valor) - (0 if suma else Fraction(previas[-1].valor) if previas else base)
        ) / len(dias)
    if not dias:
        valor = Fraction(meta.valor)
    if not suma:
        return numero, sorted([Fraction(0), (valor - base) / (Fraction(meta.valor) - base), Fraction(1)])[1]
    quieta = base * len(andados) / len(dias)  # lo que llevaría quien sigue como en su línea base
    alcanzado = (Fraction(sum(valores)) - quieta) / (Fraction(meta.valor) - base)
    return sorted([Fraction(0), alcanzado, Fraction(1)])[1], Fraction(len(andados), len(dias))


def gemelo_cumplido(e: ElementoDado, todos: list[ElementoDado]) -> bool:
    """Todo lo que pesa está hecho, hasta la última hoja."""
    hijos = [h for h in todos if h.padre_id == e.id]
    vivos = [h for h in hijos if h.peso and h.estado != "cancelado"]
    if gemelo_cancelado(e, todos):
        return False
    if not hijos:
        return gemelo_gestion(e, todos) == 1
    return bool(vivos) and all(gemelo_cumplido(h, todos) for h in vivos)


def gemelo_indicador(i: IndicadorDado) -> Fraction | None:
    medidos = {m.fecha: m.valor for m in i.mediciones if m.fecha <= HOY}
    if not i.activo or not medidos:
        return None
    meta, valores = _gemelo_del_anio(i)
    if i.acumulacion == "mantenimiento":
        if meta is None and i.metas:
            return None
        valores = _gemelo_por_periodo(
            i, {f: v for f, v in medidos.items() if not meta or f.year == meta.fin.year}
        )
        assert i.banda is not None
        return Fraction(sum(i.banda[0] <= v <= i.banda[1] for v in valores), len(valores)) if valores else None
    base = i.base
    if i.acumulacion == "incremento":
        base, valor = base or Decimal(0), sum(valores, Decimal(0))
    else:
        meta, valor = _gemelo_meta(i), medidos[max(medidos)]
    if meta is None or base is None:
        return None
    recorrido = Fraction(meta.valor - base)
    if (recorrido <= 0) if i.direccion == "sube" else (recorrido >= 0):
        return None
    return sorted([Fraction(0), Fraction(valor - base) / recorrido, Fraction(1)])[1]


def gemelo_resultado(e: ElementoDado, todos: list[ElementoDado]) -> Fraction | None:
    numeros = [n for i in e.indicadores if (n := gemelo_indicador(i)) is not None]
    if not numeros or gemelo_cancelado(e, todos):
        return None
    return sum(numeros, Fraction(0)) / len(numeros)


@settings(max_examples=200, deadline=None)
@given(arboles())
def test_el_gemelo_dice_lo_mismo(elementos: list[ElementoDado]) -> None:
    hecha = cuentas(elementos)
    for e in elementos:
        cuenta = hecha.elementos[e.id]
        assert cuenta.gestion.valor == gemelo_gestion(e, elementos)
        assert cuenta.resultado.valor == gemelo_resultado(e, elementos)
        assert (cuenta.situacion.cual == "cancelado") == gemelo_cancelado(e, elementos)
        cumplido = cuenta.situacion.cual == "cumplido" and cuenta.situacion.por == "gestion"
        assert cumplido == gemelo_cumplido(e, elementos)


@settings(max_examples=400, deadline=None)
@given(indicadores())
def test_el_gemelo_espera_lo_mismo(i: IndicadorDado) -> None:
    parte = reglas.parte_de_indicador(i, HOY)
    esperado = gemelo_paso(i)
    assert (parte.al_paso is None) == (esperado is None) == (parte.parte is None)
    if esperado is not None:
        assert (parte.al_paso, parte.tocaria) == esperado


@settings(max_examples=80, deadline=None)
@given(arboles(), st.randoms(use_true_random=False))
def test_el_orden_no_importa(elementos: list[ElementoDado], azar: random.Random) -> None:
    otros = [
        replace(e, hitos=tuple(azar.sample(e.hitos, len(e.hitos))), indicadores=e.indicadores[::-1])
        for e in elementos
    ]
    azar.shuffle(otros)
    una, otra = cuentas(elementos), cuentas(otros)
    for ident, cuenta in una.elementos.items():
        assert cuenta.gestion.valor == otra.elementos[ident].gestion.valor
        assert cuenta.resultado.valor == otra.elementos[ident].resultado.valor
        assert cuenta.situacion == otra.elementos[ident].situacion
    assert (una.gestion.valor, una.resultado.valor) == (otra.gestion.valor, otra.resultado.valor)


@settings(max_examples=80, deadline=None)
@given(arboles())
def test_todo_va_de_0_a_1_y_la_suma_cuadra(elementos: list[ElementoDado]) -> None:
    hecha = cuentas(elementos)
    for cuenta in hecha.elementos.values():
        for numero in (cuenta.gestion.valor, cuenta.resultado.valor):
            assert numero is None or 0 <= numero <= 1
        if cuenta.gestion.por in ("hijos", "hitos"):
            assert cuenta.gestion.valor == cuenta.gestion.suma / cuenta.gestion.pesos
        for parte in cuenta.resultado.partes:
            assert (parte.parte is None) == bool(parte.fuera)
            assert parte.de_mas <= (parte.crudo is not None and parte.crudo > Fraction(11, 10))
            assert not parte.de_mas or parte.parte == 1
    partes = [p for c in hecha.elementos.values() for p in c.resultado.contadas]
    assert (hecha.resultado.valor is None) == (not partes)


@settings(max_examples=80, deadline=None)
@given(arboles(), st.integers(0, 6))
def test_lo_que_falta_no_cuenta_como_cero(elementos: list[ElementoDado], peso: int) -> None:
    """Colgar de cualquier sitio con hijos algo sin datos, o algo cancelado, no mueve ningún número."""
    antes = cuentas(elementos)
    padres = [None, *{e.padre_id for e in elementos if e.padre_id is not None}]
    vacios = [ElementoDado(1000 + n, p, peso) for n, p in enumerate(padres)]
    caidos = [
        ElementoDado(2000 + n, p, peso, "cancelado", dicho=Dicho(100, dt.date(2026, 1, 1)))
        for n, p in enumerate(padres)
    ]
    despues = cuentas([*elementos, *vacios, *caidos])
    for e in elementos:
        assert despues.elementos[e.id].gestion.valor == antes.elementos[e.id].gestion.valor
        assert despues.elementos[e.id].resultado.valor == antes.elementos[e.id].resultado.valor
    assert despues.gestion.valor == antes.gestion.valor


@settings(max_examples=80, deadline=None)
@given(arboles(), st.data())
def test_cumplir_un_hito_nunca_baja_la_gestion(elementos: list[ElementoDado], data: st.DataObject) -> None:
    con_hitos = [e for e in elementos if any(not h.cancelado for h in e.hitos)]
    if not con_hitos:
        return
    elegido = data.draw(st.sampled_from(con_hitos))
    cumplidos = tuple(h if h.cancelado else replace(h, cumplido_en=HOY) for h in elegido.hitos)
    antes = cuentas(elementos)
    despues = cuentas([replace(e, hitos=cumplidos) if e is elegido else e for e in elementos])
    for ident, cuenta in antes.elementos.items():
        if cuenta.gestion.valor is not None:
            nueva = despues.elementos[ident].gestion.valor
            assert nueva is not None
            assert nueva >= cuenta.gestion.valor


@settings(max_examples=200, deadline=None)
@given(_valores, _valores, _valores, _valores)
def test_acercarse_a_la_meta_nunca_baja_el_resultado(
    base: Decimal, meta: Decimal, a: Decimal, b: Decimal
) -> None:
    if base == meta:
        return
    sube = meta > base

    def parte(valor: Decimal) -> Fraction:
        uno = IndicadorDado(
            1,
            "stock",
            "sube" if sube else "baja",
            "anual",
            base,
            None,
            (MetaDada(dt.date(2026, 1, 1), dt.date(2026, 12, 31), meta),),
            (MedicionDada(dt.date(2026, 6, 1), valor),),
        )
        hecha = reglas.parte_de_indicador(uno, HOY).parte
        assert hecha is not None
        return hecha

    peor, mejor = sorted((a, b)) if sube else sorted((a, b), reverse=True)
    assert parte(peor) <= parte(mejor)
    assert (parte(base), parte(meta)) == (0, 1)
