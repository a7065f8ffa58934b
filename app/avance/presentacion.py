"""De la cuenta del avance a lo que piden las páginas. No consulta ni escribe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.avance import mensajes
from app.avance.consultas import AvanceDelPlan, AvanceElemento
from app.avance.reglas import Resultado
from app.avance.textos import escrito
from app.nucleo.plantillas import fecha, numero, porcentaje
from app.plan.consultas import Arbol, FichaPlan

POR_PAGINA = 100
_CASI_TODO, _CASI_NADA = Fraction(99, 100), Fraction(1, 100)


def parte_en_texto(parte: Fraction | None) -> str:
    """`61 %`, o «sin datos». Lo que no está completo no se redondea a 100 %, ni a 0 % lo que ya empezó."""
    if parte is None:
        return str(_("sin datos"))
    if 0 < parte < 1:
        parte = min(max(parte, _CASI_NADA), _CASI_TODO)
    return porcentaje(float(parte))


def situacion_de(clave: str) -> dict[str, str]:
    """La situación como la pide un chip."""
    return {
        "clave": clave,
        "texto": str(mensajes.SITUACIONES[clave]),
        "tono": mensajes.TONOS[clave],
        "icono": mensajes.ICONOS[clave],
    }


def frescura_en_texto(dias: int | None) -> str:
    """`último dato hace 42 días`; vacío si no hay ninguno."""
    if dias is None:
        return ""
    if dias == 0:
        return str(_("último dato, de hoy"))
    if dias <= 60:
        return str(ngettext("último dato hace %(n)s día", "último dato hace %(n)s días", dias, n=numero(dias)))
    meses = dias // 30
    if meses < 24:
        return str(ngettext("último dato hace %(n)s mes", "último dato hace %(n)s meses", meses, n=meses))
    return str(_("último dato hace %(n)s años", n=dias // 365))


def _numeros(gestion: Fraction | None, resultado: Fraction | None) -> dict[str, Any]:
    return {
        "gestion": None if gestion is None else float(gestion),
        "resultado": None if resultado is None else float(resultado),
        "gestion_texto": parte_en_texto(gestion),
        "resultado_texto": parte_en_texto(resultado),
        "hay": gestion is not None or resultado is not None,
    }


def elemento_de(a: AvanceElemento, situaciones: Mapping[str, dict[str, str]]) -> dict[str, Any]:
    """Los dos números, la situación y la frescura de un elemento, listos para pintar."""
    s = a.cuenta.situacion
    return {
        **_numeros(a.gestion, a.resultado),
        "tocaria": None if s.tocaria is None else float(s.tocaria),
        "manda": s.por,
        "situacion": situaciones[a.situacion],
        "calculada": situaciones[s.calculada],
        "a_mano": s.a_mano,
        "motivo": escrito(a.situacion_motivo),
        "frescura": a.frescura,
        "frescura_texto": frescura_en_texto(a.frescura_dias),
    }


def elemento_suelto(a: AvanceElemento) -> dict[str, Any]:
    """Lo mismo, de un elemento solo."""
    return elemento_de(a, {clave: situacion_de(clave) for clave in mensajes.SITUACIONES})


def lista_de(hecho: AvanceDelPlan, plan: FichaPlan, plano: Arbol, elegida: str, pagina: int) -> dict[str, Any]:
    """Los elementos de la situación elegida, en orden de documento y por páginas; sin elegir, ninguno."""
    situaciones = {clave: situacion_de(clave) for clave in mensajes.SITUACIONES}
    suyos = [n for n in plano.en_orden() if elegida and hecho.por_elemento[n.id].situacion == elegida]
    desde = min(max(pagina - 1, 0), max(len(suyos) - 1, 0) // POR_PAGINA) * POR_PAGINA
    filas = [
        {
            "codigo": n.codigo,
            "titulo": n.titulo,
            "eje": n.eje,
            "url": url_for("plan.elemento", clave=plan.clave, codigo=n.codigo, _anchor="como-va"),
            "unidad": n.unidad.nombre if n.unidad else "",
            "a": elemento_de(hecho.por_elemento[n.id], situaciones),
        }
        for n in suyos[desde : desde + POR_PAGINA]
    ]
    return {
        "p": plan_de(hecho, elegida),
        "filas": filas,
        "total": len(suyos),
        "rotulo": situaciones[elegida]["texto"] if elegida else "",
        "paginas": _paginas(plan.clave, elegida, desde, len(suyos)),
    }


def _paginas(clave: str, elegida: str, desde: int, total: int) -> dict[str, str | None]:
    actual = desde // POR_PAGINA + 1

    def url(n: int) -> str:
        return url_for("avance.del_plan", clave=clave, situacion=elegida, pagina=n, _anchor="lista")

    return {
        "anterior": url(actual - 1) if desde else None,
        "siguiente": url(actual + 1) if desde + POR_PAGINA < total else None,
    }


def plan_de(hecho: AvanceDelPlan, elegida: str = "") -> dict[str, Any]:
    """Los dos números del plan entero y cuántos elementos hay de cada situación, con su lista."""
    indicadores = hecho.cuenta.resultado.partes
    total = len(hecho.por_elemento)
    return {
        **_numeros(hecho.gestion, hecho.resultado),
        "tocaria": float(hecho.cuenta.tocaria),
        "tocaria_texto": parte_en_texto(hecho.cuenta.tocaria),
        "total": total,
        "con_numero": len(hecho.cuenta.resultado.contadas),
        "indicadores": len(indicadores),
        "comparado": _comparado(hecho.cuenta.resultado),
        "url": url_for("avance.del_plan", clave=hecho.clave),
        "situaciones": _situaciones(hecho, total, elegida),
    }


def _comparado(resultado: Resultado) -> str:
    """Con qué se compara el resultado del plan, cuánto tocaría hoy y cuántos indicadores llegaron."""
    contadas = resultado.contadas
    if not contadas:
        return ""
    llegaron = sum(1 for p in contadas if p.parte == 1)
    quietos = sum(1 for p in contadas if p.parte == 0)
    return str(
        _(
            "Cada indicador se compara con la meta del período que corre, no con la del final del plan. "
            "Por el tiempo pasado, hoy tocaría llevar el %(tocaria)s. Llegaron a su meta: %(llegaron)s. "
            "Van en camino: %(camino)s. Sin avance todavía: %(quietos)s.",
            tocaria=parte_en_texto(resultado.tocaria),
            llegaron=numero(llegaron),
            camino=numero(len(contadas) - llegaron - quietos),
            quietos=numero(quietos),
        )
    )


def _situaciones(hecho: AvanceDelPlan, total: int, elegida: str) -> list[dict[str, Any]]:
    """Cada situación con cuántos elementos tiene, su tramo en la barra (de 0 a 100) y su lista."""
    salida, antes = [], 0
    for clave, n in hecho.situaciones.items():
        if n:
            salida.append(
                {
                    **situacion_de(clave),
                    "n": n,
                    "actual": clave == elegida,
                    "desde": round(100 * antes / total, 2),
                    "ancho": round(100 * n / total, 2),
                    "url": url_for("avance.del_plan", clave=hecho.clave, situacion=clave, _anchor="lista"),
                }
            )
        antes += n
    return salida


def todo_de(hecho: AvanceDelPlan) -> dict[str, Any]:
    """El plan y cada elemento por su id, listos para pintar."""
    situaciones = {clave: situacion_de(clave) for clave in mensajes.SITUACIONES}
    return {
        "plan": plan_de(hecho),
        "elementos": {i: elemento_de(a, situaciones) for i, a in hecho.por_elemento.items()},
    }


def periodo_en_texto(inicio: dt.date, fin: dt.date) -> str:
    """`2026`, si es un año entero; si no, de qué día a qué día."""
    if (inicio.month, inicio.day, fin.month, fin.day) == (1, 1, 12, 31):
        return str(inicio.year) if inicio.year == fin.year else f"{inicio.year}–{fin.year}"
    return str(_("del %(inicio)s al %(fin)s", inicio=fecha(inicio), fin=fecha(fin)))
