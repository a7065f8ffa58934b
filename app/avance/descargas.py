"""Las tablas que se bajan del avance: con ellas cualquiera rehace la cuenta."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from flask_babel import lazy_gettext as _l

from app.avance.consultas import AvanceDelPlan, HitoVisto, Rotulo
from app.nucleo.reloj import ahora
from app.nucleo.tablas import Columna, Tabla
from app.plan.consultas import Arbol, Nodo

_SEIS = Decimal("0.000001")

DEL_PLAN = (
    Columna("codigo", _l("Código"), _l("El del elemento en su plan.")),
    Columna("titulo", _l("Título")),
    Columna("padre", _l("Cuelga de"), _l("Código de lo que tiene arriba; vacío en una raíz.")),
    Columna("peso", _l("Peso"), _l("Entre sus hermanos.")),
    Columna("estado", _l("Estado")),
    Columna("gestion", _l("Gestión"), _l("De 0 a 1, con seis decimales; vacía si no hay datos.")),
    Columna("gestion_exacta", _l("Gestión exacta"), _l("La misma, como fracción.")),
    Columna("gestion_por", _l("De dónde sale"), _l("hijos, hitos, dicho, terminado, sin_datos o cancelado.")),
    Columna("resultado", _l("Resultado"), _l("De 0 a 1, con seis decimales; vacío si no hay datos.")),
    Columna("resultado_exacto", _l("Resultado exacto"), _l("El mismo, como fracción.")),
    Columna("indicadores", _l("Indicadores"), _l("Cuántos tiene propios.")),
    Columna("indicadores_con_numero", _l("Indicadores con número"), _l("Cuántos entran en la media.")),
    Columna("situacion", _l("Situación")),
    Columna("situacion_calculada", _l("Situación calculada"), _l("La que da la cuenta, aunque valga otra.")),
    Columna("situacion_motivo", _l("Motivo"), _l("Por qué se puso otra a mano.")),
    Columna("tocaria", _l("Tocaría hoy"), _l("De 0 a 1: lo que se espera por el tiempo pasado.")),
    Columna("plazo_inicio", _l("Inicio del plazo")),
    Columna("plazo_fin", _l("Fin del plazo")),
    Columna("ultimo_dato", _l("Último dato"), _l("Fecha de la última medición, hito cumplido o avance dicho.")),
)
DE_ELEMENTO = (
    Columna("que", _l("Qué es"), _l("hijo, hito, dicho o indicador.")),
    Columna("codigo", _l("Código")),
    Columna("nombre", _l("Nombre")),
    Columna("entra", _l("Entra en la cuenta")),
    Columna("por_que_no", _l("Por qué no"), _l("sin_datos, cancelado, sin_peso, sin_meta…")),
    Columna("peso", _l("Peso"), _l("De un hijo o de un hito.")),
    Columna("parte", _l("Cuánto lleva"), _l("De 0 a 1, con seis decimales.")),
    Columna("parte_exacta", _l("Cuánto lleva, exacto"), _l("Lo mismo, como fracción.")),
    Columna(
        "crudo", _l("Sin recortar"), _l("De un indicador: pasa de 1 si pasó la meta; negativo si empeoró.")
    ),
    Columna(
        "al_paso", _l("Alcanzado"), _l("De un indicador: de 0 a 1, lo que se compara con lo que tocaría hoy.")
    ),
    Columna("tocaria", _l("Tocaría hoy"), _l("De 0 a 1: lo que se espera por el tiempo pasado.")),
    Columna("base", _l("Línea base")),
    Columna("valor", _l("Valor"), _l("La última medición, o la suma de las del período.")),
    Columna("meta", _l("Meta")),
    Columna("meta_inicio", _l("Inicio del período")),
    Columna("meta_fin", _l("Fin del período")),
    Columna("fecha", _l("Fecha"), _l("Del último valor, del hito cumplido o de lo dicho.")),
)


def _decimal(valor: Fraction | None) -> Decimal | None:
    return None if valor is None else (Decimal(valor.numerator) / valor.denominator).quantize(_SEIS)


def _exacto(valor: Fraction | None) -> str | None:
    return None if valor is None else f"{valor.numerator}/{valor.denominator}"


def del_plan(hecho: AvanceDelPlan, plano: Arbol, elegida: str = "") -> Tabla:
    """Un renglón por elemento, en orden de documento; con `elegida`, solo los de esa situación."""
    filas = [
        _fila(hecho, plano, n)
        for n in plano.en_orden()
        if not elegida or hecho.por_elemento[n.id].situacion == elegida
    ]
    nombre = f"{hecho.clave}-avance" + (f"-{elegida}" if elegida else "")
    return Tabla(nombre, DEL_PLAN, filas, ahora())


def _fila(hecho: AvanceDelPlan, plano: Arbol, n: Nodo) -> tuple[object, ...]:
    a = hecho.por_elemento[n.id]
    c = a.cuenta
    return (
        n.codigo,
        str(n.titulo),
        plano.por_id[n.padre_id].codigo if n.padre_id is not None else None,
        n.peso,
        n.estado,
        _decimal(a.gestion),
        _exacto(a.gestion),
        c.gestion.por,
        _decimal(a.resultado),
        _exacto(a.resultado),
        len(c.resultado.partes),
        len(c.resultado.contadas),
        a.situacion,
        c.situacion.calculada,
        a.situacion_motivo or None,
        _decimal(c.situacion.tocaria),
        c.plazo.inicio,
        c.plazo.fin,
        a.ultimo,
    )


def de_elemento(
    hecho: AvanceDelPlan,
    plano: Arbol,
    nodo: Nodo,
    hitos: Sequence[HitoVisto],
    rotulos: Mapping[int, Rotulo],
) -> Tabla:
    """Lo que entra y lo que no en los dos números de un elemento."""
    filas = [
        *_hijos(hecho, plano, nodo),
        *(_hito(h) for h in hitos),
        *_dicho(hecho, nodo),
        *_indicadores(hecho, nodo, rotulos),
    ]
    return Tabla(f"{hecho.clave}-{nodo.codigo}-avance", DE_ELEMENTO, filas, ahora())


_NADA: tuple[None, ...] = (None,) * 9


def _hijos(hecho: AvanceDelPlan, plano: Arbol, nodo: Nodo) -> Iterator[tuple[object, ...]]:
    for p in hecho.por_elemento[nodo.id].cuenta.gestion.partes:
        hijo = plano.por_id[p.elemento_id]
        numeros = (p.peso, _decimal(p.gestion), _exacto(p.gestion))
        yield ("hijo", hijo.codigo, str(hijo.titulo), not p.fuera, p.fuera or None, *numeros, *_NADA)


def _hito(h: HitoVisto) -> tuple[object, ...]:
    hecho = int(h.cumplido_en is not None)
    entra = not h.cancelado
    numeros = (h.peso, Decimal(hecho) if entra else None, f"{hecho}/1" if entra else None)
    fuera = None if entra else "cancelado"
    return ("hito", None, str(h.titulo), entra, fuera, *numeros, *_NADA[:-1], h.cumplido_en)


def _dicho(hecho: AvanceDelPlan, nodo: Nodo) -> Iterator[tuple[object, ...]]:
    g = hecho.por_elemento[nodo.id].cuenta.gestion
    if g.dicho is not None:
        numeros = (None, _decimal(g.valor), _exacto(g.valor))
        yield ("dicho", None, g.dicho.motivo, True, None, *numeros, *_NADA[:-1], g.dicho.fecha)


def _indicadores(
    hecho: AvanceDelPlan, nodo: Nodo, rotulos: Mapping[int, Rotulo]
) -> Iterator[tuple[object, ...]]:
    for p in hecho.por_elemento[nodo.id].cuenta.resultado.partes:
        r = rotulos[p.indicador_id]
        yield (
            "indicador",
            r.codigo,
            str(r.nombre),
            p.parte is not None,
            p.fuera or None,
            None,
            _decimal(p.parte),
            _exacto(p.parte),
            _decimal(p.crudo),
            _decimal(p.al_paso),
            _decimal(p.tocaria) if p.al_paso is not None else None,
            p.base,
            p.valor,
            p.meta.valor if p.meta else None,
            p.meta.inicio if p.meta else None,
            p.meta.fin if p.meta else None,
            p.fecha,
        )
