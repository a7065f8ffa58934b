"""Cuánto de su meta alcanzó un indicador, en frases y con la cuenta a la vista. No consulta ni escribe."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.avance import mensajes, reglas
from app.avance.consultas.fichas_indicadores import Ficha
from app.avance.consultas.indicadores import situacion_de
from app.avance.presentacion import parte_en_texto, periodo_en_texto
from app.nucleo import graficos
from app.nucleo.plantillas import numero
from app.nucleo.rotulos import exacto


def hallazgo_de(ficha: Ficha, parte: reglas.ParteResultado, grafico: graficos.GraficoLineas) -> str:
    """Una frase con lo que el gráfico muestra."""
    frases = []
    if grafico.ultimo is None:
        frases.append(_("Todavía no hay ningún valor."))
    elif grafico.primero == grafico.ultimo:
        dia, valor = grafico.ultimo
        frases.append(_("Un solo valor: %(valor)s, del %(dia)s.", valor=valor, dia=dia))
    else:
        (desde, antes), (hasta, ahora) = grafico.primero or ("", ""), grafico.ultimo
        frases.append(
            _(
                "De %(antes)s (%(desde)s) a %(ahora)s (%(hasta)s).",
                antes=antes,
                desde=desde,
                ahora=ahora,
                hasta=hasta,
            )
        )
    if parte.meta is not None and ficha.acumulacion != "mantenimiento":
        meta = exacto(parte.meta.valor, ficha.decimales)
        cual = periodo_en_texto(parte.meta.inicio, parte.meta.fin)
        frases.append(_("La meta de %(cual)s es %(meta)s.", cual=cual, meta=meta))
    if ficha.acumulacion == "mantenimiento" and parte.contadas:
        frases += _cuenta_de_banda(ficha, parte)
    n = grafico.cuantos_faltan
    if n:
        frases.append(
            ngettext("Falta %(n)s dato que tocaba.", "Faltan %(n)s datos que tocaban.", n, n=numero(n))
        )
    return " ".join(str(f) for f in frases)


def cuenta_de(ficha: Ficha, parte: reglas.ParteResultado) -> dict[str, Any]:
    """La parte de la meta alcanzada, con la cuenta a la vista y lo que hay que saber de ella."""
    situacion = situacion_de(parte)
    return {
        "hay": parte.parte is not None,
        "parte": None if parte.parte is None else float(parte.parte),
        "texto": parte_en_texto(parte.parte),
        "porque": "" if parte.parte is not None else str(mensajes.FUERA.get(parte.fuera, "")),
        "situacion": {
            "clave": situacion,
            "texto": mensajes.SITUACIONES_INDICADOR[situacion],
            "tono": mensajes.TONOS_INDICADOR[situacion],
        },
        "lineas": _lineas_de_cuenta(ficha, parte) if parte.parte is not None else [],
    }


def _lineas_de_cuenta(ficha: Ficha, p: reglas.ParteResultado) -> list[str]:
    cuenta = _cuenta_de_banda if ficha.acumulacion == "mantenimiento" else _cuenta_de_camino
    lineas = cuenta(ficha, p)
    if p.huecos:
        lineas.append(
            ngettext(
                "En ese período falta %(n)s dato; no cuenta como cero.",
                "En ese período faltan %(n)s datos; no cuentan como cero.",
                p.huecos,
                n=numero(p.huecos),
            )
        )
    if p.de_mas:
        lineas.append(
            _(
                "Pasó su meta por más de una décima: cuenta como lograda y se avisa, "
                "porque la meta pudo ser baja o el dato merece una revisión."
            )
        )
    if p.de_menos:
        lineas.append(_("Está peor que en su línea base: cuenta como cero."))
    elif p.bajo_base:
        lineas.append(
            _("Su período no ha terminado: la suma todavía no llega a la línea base y cuenta como cero.")
        )
    return [str(x) for x in lineas]


def _cuenta_de_banda(ficha: Ficha, p: reglas.ParteResultado) -> list[str]:
    """Uno por período; sin frecuencia fija, cada valor cuenta por sí solo."""
    desde, hasta = (exacto(v, ficha.decimales) for v in ficha.banda or (Decimal(0), Decimal(0)))
    datos = {
        "dentro": numero(p.dentro), "todos": numero(p.contadas), "desde": desde, "hasta": hasta,
        "parte": parte_en_texto(p.parte),
    }  # fmt: skip
    if ficha.frecuencia == "irregular":
        return [
            str(_("%(dentro)s de %(todos)s valores están entre %(desde)s y %(hasta)s: %(parte)s.", **datos))
        ]
    return [
        str(
            _(
                "En %(dentro)s de %(todos)s períodos el último valor quedó entre %(desde)s y %(hasta)s: "
                "%(parte)s.",
                **datos,
            )
        )
    ]


def _cuenta_de_camino(ficha: Ficha, p: reglas.ParteResultado) -> list[str]:
    """La frase y la división, con los mismos números que se muestran."""
    if p.valor is None or p.base is None or p.meta is None or p.crudo is None:
        return []
    valor, base, meta = (exacto(v, ficha.decimales) for v in (p.valor, p.base, p.meta.valor))
    cual, parte = periodo_en_texto(p.meta.inicio, p.meta.fin), parte_en_texto(p.crudo)
    lineas = []
    if ficha.acumulacion == "incremento":
        lineas.append(
            ngettext(
                "En %(cual)s hay %(n)s valor: suma %(valor)s.",
                "En %(cual)s hay %(n)s valores: suman %(valor)s.",
                p.contadas, n=numero(p.contadas), valor=valor, cual=cual,
            )
        )  # fmt: skip
    lineas.append(
        _(
            "De %(base)s a %(valor)s; la meta de %(cual)s es %(meta)s: %(parte)s.",
            base=base, valor=valor, cual=cual, meta=meta, parte=parte,
        )
    )  # fmt: skip
    lineas.append(f"({valor} − {base}) ÷ ({meta} − {base}) = {parte}")
    return [str(x) for x in lineas]
