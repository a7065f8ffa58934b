"""De los indicadores a lo que piden las páginas. No consulta ni escribe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel.dates import format_date, format_skeleton
from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.avance import hechos, mensajes, reglas
from app.avance.consultas.fichas_indicadores import Ficha, FilaIndicador, HechoDeIndicador, MedicionVista
from app.avance.consultas.indicadores import situacion_de
from app.avance.presentacion import frescura_en_texto, parte_en_texto, periodo_en_texto
from app.avance.reglas import tramos
from app.nucleo import graficos, idiomas, rotulos
from app.nucleo.plantillas import numero, porcentaje
from app.nucleo.rotulos import exacto
from app.plan.consultas import FichaPlan

FORMATOS = ("csv", "json", "xlsx")


@lru_cache(maxsize=512)
def _mes_largo(dia: dt.date, idioma: str) -> str:
    return format_skeleton("yMMMM", dia, locale=idioma)


@lru_cache(maxsize=64)
def _mes_solo(mes: int, idioma: str) -> str:
    return format_date(dt.date(2024, mes, 1), "LLLL", locale=idioma)


def tramo_en_texto(inicio: dt.date, fin: dt.date) -> str:
    """`marzo de 2026`, `enero a marzo de 2026`, `2026` o `2021–2025`: el tramo de una frecuencia."""
    idioma = idiomas.actual()
    if (inicio.year, inicio.month) == (fin.year, fin.month):
        return _mes_largo(fin, idioma)
    if inicio.year != fin.year or (inicio.month, fin.month) == (1, 12):
        return periodo_en_texto(inicio, fin)
    return str(_("%(mes)s a %(otro)s", mes=_mes_solo(inicio.month, idioma), otro=_mes_largo(fin, idioma)))


def _dia_de(frecuencia: str) -> Callable[[dt.date], str]:
    """Cómo se nombra la fecha de un valor: si cierra un año o un mes, con eso basta."""

    def escribir(dia: dt.date) -> str:
        siguiente = dia + dt.timedelta(days=1)
        if reglas.MESES.get(frecuencia, 0) >= 12 and (siguiente.month, siguiente.day) == (1, 1):
            return str(dia.year)
        return rotulos.mes(dia) if frecuencia == "mensual" else rotulos.dia_corto(dia)

    return escribir


def frescura_de(
    frecuencia: str, ultima: dt.date | None, origen: dt.date | None, hoy: dt.date, *, activo: bool
) -> dict[str, Any]:
    """Cuánto hace del último dato y, si ya tocaba otro, de cuándo."""
    dias, nombre = reglas.frescura(ultima, hoy)
    tramo = tramos.atrasado(frecuencia, ultima, origen or ultima, hoy) if activo else None
    espera = ""
    if tramo is not None:
        cual = tramo_en_texto(tramo.inicio, tramo.fin)
        espera = _("falta el de %(cual)s", cual=cual) if ultima else _("aún no tiene ninguno")
    return {
        "clave": nombre,
        "texto": frescura_en_texto(dias) or str(_("sin ningún dato")),
        "espera": str(espera),
    }


def enlaces_de(clave: str, codigo: str) -> list[dict[str, str]]:
    """Las descargas de los valores de un indicador."""
    return [
        {
            "texto": formato.upper(),
            "url": url_for("avance.descargar_indicador", clave=clave, codigo=codigo, formato=formato),
        }
        for formato in FORMATOS
    ]


def _cual(inicio: dt.date, fin: dt.date) -> str:
    """El período de una meta en pocas letras: `2026`, o hasta qué día."""
    entero = (inicio.month, inicio.day, fin.month, fin.day) == (1, 1, 12, 31)
    return periodo_en_texto(inicio, fin) if entero else rotulos.dia_corto(fin)


def _meta(de: FilaIndicador | Ficha, valor: Decimal) -> str:
    """Cuánto es una meta: en su unidad o, si debe mantenerse en una banda, qué parte de los valores."""
    return porcentaje(valor / 100) if de.acumulacion == "mantenimiento" else exacto(valor, de.decimales)


def _meta_que_corre(fila: FilaIndicador) -> str:
    if fila.meta is None:
        return ""
    inicio, fin, valor = fila.meta
    cual, cuanto = _cual(inicio, fin), _meta(fila, valor)
    if fila.acumulacion == "mantenimiento":
        return str(_("meta %(cual)s: %(valor)s de los valores en la banda", cual=cual, valor=cuanto))
    return str(_("meta %(cual)s: %(valor)s", cual=cual, valor=cuanto))


def renglon_de(clave: str, fila: FilaIndicador, hoy: dt.date) -> dict[str, Any]:
    """Un indicador en una lista: su forma, su último valor y su frescura."""
    ultimo = fila.puntos[-1] if fila.puntos else None
    origen = fila.base_fecha or (fila.puntos[0][0] if fila.puntos else None)
    faltan = tramos.faltan(fila.frecuencia, [d for d, _v in fila.puntos], hoy)
    return {
        "codigo": fila.codigo,
        "nombre": fila.nombre,
        "url": url_for("avance.indicador", clave=clave, codigo=fila.codigo),
        "unidad": fila.unidad,
        "elemento": {
            "codigo": fila.elemento_codigo, "titulo": fila.elemento_titulo, "eje": fila.eje,
            "url": url_for("plan.elemento", clave=clave, codigo=fila.elemento_codigo),
        },
        "responsable": fila.responsable,
        "lugar": fila.lugar,
        "cancelado": fila.estado == "cancelado",
        "valor": exacto(ultimo[1], fila.decimales) if ultimo else None,
        "cuando": _dia_de(fila.frecuencia)(ultimo[0]) if ultimo else "",
        "meta": _meta_que_corre(fila),
        "chispa": graficos.chispa(sorted([*fila.puntos, *((d, None) for d in faltan)], key=lambda p: p[0])),
        "frescura": frescura_de(
            fila.frecuencia, ultimo[0] if ultimo else None, origen, hoy, activo=fila.estado == "activo"
        ),
    }  # fmt: skip


def _acumulada(ficha: Ficha, puntos: Sequence[tuple[dt.date, Decimal]]) -> tuple[Any, tuple[dt.date, ...]]:
    """La suma dentro de cada período con meta, y dónde vuelve a empezar; fuera de ellos, los valores."""
    sumas: list[tuple[dt.date, Decimal]] = []
    cortes: list[dt.date] = []
    previa, total = None, Decimal(0)
    for dia, valor in puntos:
        meta = next((m for m in ficha.metas if m.inicio <= dia <= m.fin), None)
        total = total + valor if meta is not None and meta is previa else valor
        if sumas and meta is not previa:
            cortes.append(dia)
        sumas.append((dia, total))
        previa = meta
    return tuple(sumas), tuple(cortes)


def _suma(ficha: Ficha) -> bool:
    """Verdadero si algún período de meta junta varios valores: entonces se dibuja lo acumulado."""
    dias = [m.fecha for m in ficha.principales]
    return ficha.acumulacion == "incremento" and any(
        sum(m.inicio <= d <= m.fin for d in dias) > 1 for m in ficha.metas
    )


def grafico_de(ficha: Ficha, hoy: dt.date) -> graficos.GraficoLineas:
    """Sus principales con sus huecos, las metas, la línea base, la banda y las otras fuentes."""
    puntos = tuple((m.fecha, m.valor) for m in ficha.principales)
    sumada = _suma(ficha)
    valores, cortes = _acumulada(ficha, puntos) if sumada else (puntos, ())
    faltan = [(d, None) for d in tramos.faltan(ficha.frecuencia, [d for d, _v in puntos], hoy)]
    nombre = _("Acumulado del período") if sumada else _("Medición")
    series = [graficos.Serie(str(nombre), (*valores, *faltan), cortes=cortes)]
    otras: dict[str, list[tuple[dt.date, Decimal]]] = {}
    for m in ficha.mediciones:
        if not m.principal:
            otras.setdefault(m.fuente, []).append((m.fecha, m.valor))
    if len(otras) > 3:
        otras = {str(_("Otras fuentes")): sorted({d: v for f in otras.values() for d, v in f}.items())}
    series += [graficos.Serie(fuente, tuple(p), suelta=True) for fuente, p in otras.items()]
    return graficos.lineas(
        series,
        rotulos.formato(ficha.decimales, _dia_de(ficha.frecuencia)),
        metas=[graficos.Tramo(m.inicio, m.fin, m.valor) for m in ficha.metas if not ficha.banda],
        base=ficha.base,
        banda=graficos.Banda(*ficha.banda) if ficha.banda else None,
        hoy=hoy,
    )


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
    return [str(x) for x in lineas]


def _cuenta_de_banda(ficha: Ficha, p: reglas.ParteResultado) -> list[str]:
    desde, hasta = ficha.banda or (Decimal(0), Decimal(0))
    return [
        str(
            _(
                "%(dentro)s de %(todos)s valores están entre %(desde)s y %(hasta)s: %(parte)s.",
                dentro=numero(p.dentro),
                todos=numero(p.contadas),
                desde=exacto(desde, ficha.decimales),
                hasta=exacto(hasta, ficha.decimales),
                parte=parte_en_texto(p.parte),
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


def valores_de(plan: FichaPlan, ficha: Ficha, *, anota: bool) -> list[dict[str, Any]]:
    """La tabla de los valores, del último al primero, cada uno con los que reemplazó."""
    sobran = tramos.repetidas(ficha.frecuencia, [m.fecha for m in ficha.principales])
    dobles = {m.fecha for m in ficha.mediciones if not m.principal}
    return [
        {
            **valor_de(ficha, m),
            "fuera_de_frecuencia": m.principal and m.fecha in sobran,
            "con_otra": m.fecha in dobles,
            "anteriores": [valor_de(ficha, a) for a in ficha.anteriores.get(m.id, ())],
            "corregir": url_for(
                "avance.indicador_corregir", clave=plan.clave, codigo=ficha.codigo, medicion=m.id
            )
            if anota
            else "",
        }
        for m in reversed(ficha.mediciones)
    ]


def valor_de(ficha: Ficha, m: MedicionVista) -> dict[str, Any]:
    """Un valor como se escribe."""
    return {
        "id": m.id,
        "fecha": m.fecha,
        "valor": exacto(m.valor, ficha.decimales),
        "fuente": m.fuente,
        "principal": m.principal,
        "nota": m.nota,
        "traida": m.traida,
        "quien": m.quien,
        "anotada_en": m.anotada_en,
        "corregida_en": m.corregida_en,
        "motivo": m.motivo,
    }


def metas_de(ficha: Ficha, hoy: dt.date) -> list[dict[str, Any]]:
    """Las metas por período; la que corre hoy, marcada."""
    return [
        {
            "periodo": periodo_en_texto(m.inicio, m.fin),
            "valor": _meta(ficha, m.valor),
            "corre": m.inicio <= hoy <= m.fin,
        }
        for m in ficha.metas
    ]


def hilo_de(sucesos: Sequence[HechoDeIndicador]) -> list[dict[str, Any]]:
    """Lo que pasó con el indicador, del primero al último."""
    pasos = []
    for suceso in reversed(sucesos):
        dicho = hechos.paso(suceso.clase, suceso.datos)
        if dicho is not None:
            pasos.append(
                {
                    "titulo": dicho["titulo"],
                    "lineas": dicho["lineas"][1:],
                    "estado": "hecho",
                    "cuando": suceso.ocurrio_en,
                    "quien": suceso.quien,
                    "porque": suceso.motivo,
                }
            )
    return pasos


def pagina_de(plan: FichaPlan, ficha: Ficha, hoy: dt.date, *, anota: bool) -> dict[str, Any]:
    """Todo lo que la página de un indicador dice."""
    parte = reglas.parte_de_indicador(ficha.dado(), hoy)
    grafico = grafico_de(ficha, hoy)
    principales = ficha.principales
    ultima = principales[-1].fecha if principales else None
    return {
        "grafico": grafico,
        "frase": hallazgo_de(ficha, parte, grafico),
        "cuenta": cuenta_de(ficha, parte),
        "ultimo": exacto(principales[-1].valor, ficha.decimales) if principales else None,
        "ultimo_dia": ultima,
        "frescura": frescura_de(
            ficha.frecuencia, ultima, ficha.base[0] if ficha.base else None, hoy, activo=ficha.activo
        ),
        "base": exacto(ficha.base[1], ficha.decimales) if ficha.base else None,
        "banda": [exacto(v, ficha.decimales) for v in ficha.banda] if ficha.banda else None,
        "metas": metas_de(ficha, hoy),
        "valores": valores_de(plan, ficha, anota=anota),
        "retiradas": [valor_de(ficha, m) for m in ficha.retiradas],
        "descargas": enlaces_de(plan.clave, ficha.codigo),
        "frecuencia": mensajes.FRECUENCIAS[ficha.frecuencia],
        "direccion": mensajes.DIRECCIONES[ficha.direccion],
        "acumulacion": mensajes.ACUMULACIONES[ficha.acumulacion],
        "url_elemento": url_for("plan.elemento", clave=plan.clave, codigo=ficha.elemento.codigo),
    }
