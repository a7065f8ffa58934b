"""La cuenta de un elemento, paso a paso y en palabras. No consulta ni escribe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.avance import mensajes, reglas
from app.avance.consultas import AvanceDelPlan, AvanceElemento, DichoVisto, HitoVisto, Rotulo
from app.avance.presentacion import (
    frescura_en_texto,
    parte_en_texto,
    periodo_en_texto,
    situacion_de,
)
from app.avance.textos import escrito, frase
from app.nucleo.plantillas import fecha, numero, porcentaje
from app.nucleo.traducido import unir
from app.plan.consultas import Arbol, FichaPlan, Nodo

_LEGIBLE = 9999
"""Denominador más grande con que una fracción se lee mejor que sus decimales."""


def _exacto(valor: Fraction) -> str:
    """`61/120`, el entero, o cuatro decimales si la fracción no hay quien la lea (la descarga, exacta)."""
    if valor.denominator > _LEGIBLE:
        return numero((Decimal(valor.numerator) / valor.denominator).quantize(Decimal("0.0001")))
    return str(valor.numerator) if valor.denominator == 1 else f"{valor.numerator}/{valor.denominator}"


def _redondo(valor: Fraction) -> str:
    """Con dos decimales como mucho, para leer."""
    exacto = Decimal(valor.numerator) / Decimal(valor.denominator)
    return numero(exacto.quantize(Decimal("0.01")).normalize())


def hijos_de(plan: FichaPlan, plano: Arbol, gestion: reglas.Gestion) -> dict[str, Any] | None:
    """Los hijos que entran, en filas (peso, gestión y producto, con su suma), y los que no, con su porqué."""
    if not gestion.partes:
        return None
    filas: list[list[Any]] = []
    fuera = []
    for p in gestion.partes:
        nodo = plano.por_id[p.elemento_id]
        url = url_for("avance.elemento", clave=plan.clave, codigo=nodo.codigo)
        nombre = {"texto": unir(nodo.codigo, nodo.titulo), "url": url}
        if p.fuera:
            fuera.append({**nombre, "porque": str(mensajes.FUERA[p.fuera])})
        else:
            producto = "" if p.producto is None else _redondo(p.producto)
            filas.append([nombre, numero(p.peso), parte_en_texto(p.gestion), producto])
    if filas:
        suma = _redondo(gestion.suma) if gestion.por == "hijos" else ""
        filas.append([_("Suma"), numero(gestion.pesos), "", suma])
    return {"filas": filas, "fuera": fuera}


def hitos_de(hitos: Sequence[HitoVisto], dia: dt.date) -> list[dict[str, Any]]:
    """Los hitos como pasos de un hilo: cumplidos, el que toca, por venir y cancelados."""
    pasos: list[dict[str, Any]] = []
    distintos = len({h.peso for h in hitos}) > 1
    ahora = next((h.id for h in hitos if h.cumplido_en is None and not h.cancelado), None)
    for h in hitos:
        estado = "hecho" if h.cumplido_en else "ahora" if h.id == ahora else "luego"
        vencido = bool(h.vence and h.vence < dia and not h.cumplido_en and not h.cancelado)
        pasos.append(
            {
                "id": h.id,
                "titulo": h.titulo,
                "estado": "retirado" if h.cancelado else estado,
                "cuando": _cuando(h, vencido),
                "chip": {"texto": str(_("Vencido")), "tono": "tarde"} if vencido else None,
                "lineas": _lineas(h, distintos),
                "porque": escrito(h.cancelado),
                "cumplido": h.cumplido_en is not None,
            }
        )
    return pasos


def _lineas(h: HitoVisto, con_peso: bool) -> list[str]:
    lineas = [str(_("Pesa %(n)s.", n=numero(h.peso)))] if con_peso else []
    return [*lineas, frase(_("Se sabe por: %(fuente)s"), fuente=h.fuente)] if h.fuente else lineas


def _cuando(h: HitoVisto, vencido: bool) -> str:
    if h.cancelado:
        return str(_("Cancelado"))
    if h.cumplido_en:
        return str(_("Cumplido el %(dia)s", dia=fecha(h.cumplido_en)))
    if h.vence is None:
        return str(_("Sin fecha"))
    dia = fecha(h.vence)
    if vencido:
        return str(_("Venció el %(dia)s", dia=dia))
    return str(_("Para el %(dia)s", dia=dia))


def dicho_de(d: DichoVisto) -> dict[str, Any]:
    """Un avance dicho, para leer."""
    return {
        "porcentaje": parte_en_texto(Fraction(d.porcentaje, 100)),
        "dia": fecha(d.fecha),
        "motivo": escrito(d.motivo),
        "quien": d.quien,
    }


def gestion_en_palabras(g: reglas.Gestion) -> str:
    """De dónde sale la gestión, en una frase."""
    if g.por in ("hijos", "hitos") and g.valor is not None:
        frases = {
            "hijos": _("La suma de los productos entre la suma de los pesos que entran"),
            "hitos": _("El peso de los hitos cumplidos entre el de todos los que siguen en pie"),
        }
        cuenta = f"{_redondo(g.suma)} / {numero(g.pesos)} = {_exacto(g.valor)}"
        return f"{frases[g.por]}: {cuenta} = {parte_en_texto(g.valor)}."
    if g.dicho is not None:
        return str(
            _(
                "Es lo que la unidad dijo al %(dia)s: %(parte)s.",
                dia=fecha(g.dicho.fecha),
                parte=parte_en_texto(g.valor),
            )
        )
    frases = {
        "terminado": _("No tiene hitos ni avances dichos, y su estado es «terminado»: cuenta entero."),
        "cancelado": _("Está cancelado: no tiene gestión y no entra en la de nadie."),
        "sin_datos": _("Nada de lo que lo forma tiene datos todavía. No es un cero: no se sabe."),
    }
    return str(frases[g.por])


def _valor(valor: Decimal | None) -> str:
    return "" if valor is None else numero(valor)


def indicadores_de(resultado: reglas.Resultado, rotulos: Mapping[int, Rotulo]) -> dict[str, Any]:
    """Los indicadores que entran, en filas (base, valor, meta y lo que llevan), y los que no, con su porqué."""
    return {
        "filas": [_fila_de_indicador(p, rotulos[p.indicador_id]) for p in resultado.partes if not p.fuera],
        "fuera": [
            {"texto": rotulos[p.indicador_id].nombre, "porque": str(mensajes.FUERA[p.fuera])}
            for p in resultado.partes
            if p.fuera
        ],
    }


def _fila_de_indicador(p: reglas.ParteResultado, r: Rotulo) -> list[Any]:
    return [
        {"texto": r.nombre, "sub": r.unidad},
        _valor(p.base),
        _valor(p.valor),
        {
            "texto": _valor(p.meta.valor) if p.meta else "",
            "sub": periodo_en_texto(p.meta.inicio, p.meta.fin) if p.meta else "",
        },
        {"texto": _cuenta_de_indicador(p, r), "sub": " ".join(_notas(p))},
        parte_en_texto(p.parte),
    ]


def _cuenta_de_indicador(p: reglas.ParteResultado, r: Rotulo) -> str:
    if p.parte is None or p.crudo is None:
        return ""
    if r.acumulacion == "mantenimiento":
        return str(
            _("%(dentro)s de %(n)s períodos dentro de la banda", dentro=numero(p.dentro), n=numero(p.contadas))
        )
    if p.meta is None or p.base is None:
        return ""
    arriba = f"({_valor(p.valor)} − {_valor(p.base)})"
    return f"{arriba} / ({_valor(p.meta.valor)} − {_valor(p.base)}) = {_redondo(p.crudo)}"


def _notas(p: reglas.ParteResultado) -> list[str]:
    notas = []
    if p.de_mas and p.crudo is not None:
        notas.append(_("Pasó su meta de largo (%(parte)s): cuenta entero.", parte=parte_sin_tope(p.crudo)))
    if p.de_menos:
        notas.append(_("Está peor que en su línea base: cuenta como 0."))
    elif p.bajo_base:
        notas.append(
            _("Su período no ha terminado: la suma todavía no llega a la línea base y cuenta como cero.")
        )
    if p.huecos:
        notas.append(
            ngettext(
                "Falta %(n)s medición del período: no cuenta como cero.",
                "Faltan %(n)s mediciones del período: no cuentan como cero.",
                p.huecos,
                n=numero(p.huecos),
            )
        )
    return [str(n) for n in notas]


def resultado_en_palabras(r: reglas.Resultado) -> str:
    """De dónde sale el resultado, en una frase."""
    if not r.partes:
        return str(_("No tiene indicadores propios: no se puede decir cuánto cambió."))
    con = len(r.contadas)
    if r.valor is None:
        return str(_("Ninguno de sus indicadores tiene un número que comparar. No es un cero: no se sabe."))
    frase = ngettext(
        "Lo que lleva su único indicador con número: %(parte)s.",
        "La media de lo que llevan %(con)s de sus %(total)s indicadores: %(exacto)s = %(parte)s.",
        con,
        con=numero(con),
        total=numero(len(r.partes)),
        exacto=_exacto(r.valor),
        parte=parte_en_texto(r.valor),
    )
    return str(frase)


def situacion_en_palabras(a: AvanceElemento, umbrales: reglas.Umbrales) -> list[str]:
    """Por qué va como va: qué número manda, qué tocaría hoy y qué umbral decide."""
    s = a.cuenta.situacion
    frases = []
    if s.a_mano:
        frases.append(
            _(
                "La puso a mano quien responde. La cuenta diría: %(calculada)s.",
                calculada=situacion_de(s.calculada)["texto"],
            )
        )
    if s.por == "cancelado":
        arriba = a.cuenta.cancelado_arriba
        return [str(_("Algo por encima se canceló, y esto con ello.") if arriba else _("Se canceló."))]
    if s.por == "sin_datos":
        return [*map(str, frases), str(_("No hay gestión ni resultado que comparar con el tiempo."))]
    frases += [_quien_manda(s.por), _razon(a, umbrales)]
    return [str(f) for f in frases]


def _quien_manda(por: str) -> Any:
    if por == "gestion":
        return _("Manda la gestión, que depende de quien responde y tiene su plazo.")
    return _("No hay gestión: manda el resultado, contra lo que tocaría hoy de sus metas.")


def _razon(a: AvanceElemento, umbrales: reglas.Umbrales) -> Any:
    s, plazo = a.cuenta.situacion, a.cuenta.plazo
    if s.razon == "completo":
        return _("Llegó a %(todo)s.", todo=porcentaje(1))
    if s.razon == "incompleto" and s.calculada == "atrasado":
        return _("El plazo terminó y de alguna de sus partes no hay datos: no se da por cumplido.")
    if s.razon == "incompleto":
        return _(
            "Lo que tiene datos llegó a %(todo)s, pero de alguna parte no hay: no se da por cumplido.",
            todo=porcentaje(1),
        )
    if s.razon == "vencido":
        return _("El plazo terminó sin llegar a %(todo)s.", todo=porcentaje(1))
    if s.razon == "sin_empezar":
        return _("Su plazo todavía no empieza: no se le pide nada.")
    return _(
        "Hoy tocaría %(tocaria)s (plazo: %(plazo)s); lleva el %(ritmo)s de eso. "
        "Va a tiempo desde el %(uno)s y en riesgo desde el %(dos)s.",
        tocaria=parte_en_texto(s.tocaria),
        plazo=periodo_en_texto(plazo.inicio, plazo.fin) if s.por == "gestion" else _("el de sus metas"),
        ritmo=parte_sin_tope(s.ritmo),
        uno=porcentaje(umbrales.a_tiempo / 100),
        dos=porcentaje(umbrales.en_riesgo / 100),
    )


def parte_sin_tope(parte: Fraction | None) -> str:
    """`140 %`: una razón que puede pasar de 1."""
    return "" if parte is None else porcentaje(float(parte))


def cuenta_de(
    plan: FichaPlan,
    plano: Arbol,
    nodo: Nodo,
    hecho: AvanceDelPlan,
    rotulos: Mapping[int, Rotulo],
) -> dict[str, Any]:
    """Todo lo que la página de la cuenta de un elemento dice, salvo sus hitos."""
    a = hecho.por_elemento[nodo.id]
    return {
        "gestion_frase": gestion_en_palabras(a.cuenta.gestion),
        "hijos": hijos_de(plan, plano, a.cuenta.gestion),
        "resultado_frase": resultado_en_palabras(a.cuenta.resultado),
        "indicadores": indicadores_de(a.cuenta.resultado, rotulos),
        "situacion_frases": situacion_en_palabras(a, hecho.umbrales),
        "frescura_frase": frescura_en_texto(a.frescura_dias),
        "ultimo": fecha(a.ultimo) if a.ultimo else "",
    }


def del_plan(plan: FichaPlan, plano: Arbol, hecho: AvanceDelPlan) -> dict[str, Any]:
    """La cuenta del plan entero: la gestión de sus raíces y la media de todos sus indicadores."""
    gestion, resultado = hecho.cuenta.gestion, hecho.cuenta.resultado
    frase = resultado_en_palabras(resultado)
    if resultado.valor is not None and len(resultado.partes) > 1:
        frase = ngettext(
            "El único indicador con número, de %(total)s: %(parte)s.",
            "La media de %(con)s indicadores con número, de %(total)s: %(exacto)s = %(parte)s.",
            len(resultado.contadas),
            con=numero(len(resultado.contadas)),
            total=numero(len(resultado.partes)),
            exacto=_redondo(resultado.valor),
            parte=parte_en_texto(resultado.valor),
        )
    return {
        "gestion_frase": gestion_en_palabras(gestion),
        "hijos": hijos_de(plan, plano, gestion),
        "resultado_frase": str(frase),
    }
