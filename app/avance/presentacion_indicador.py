"""De un indicador a lo que pide su página. No consulta ni escribe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.avance import hechos, mensajes, reglas
from app.avance.consultas.fichas_indicadores import Ficha, HechoDeIndicador, MedicionVista
from app.avance.presentacion import periodo_en_texto
from app.avance.presentacion_indicadores import dia_de, frescura_de, meta_en_texto
from app.avance.presentacion_resultado import cuenta_de, hallazgo_de
from app.avance.reglas import tramos
from app.nucleo import graficos, rotulos
from app.nucleo.rotulos import exacto
from app.plan.consultas import FichaPlan

FORMATOS = ("csv", "json", "xlsx")


def enlaces_de(clave: str, codigo: str) -> list[dict[str, str]]:
    """Las descargas de los valores de un indicador."""
    return [
        {
            "texto": formato.upper(),
            "url": url_for("avance.descargar_indicador", clave=clave, codigo=codigo, formato=formato),
        }
        for formato in FORMATOS
    ]


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
        rotulos.formato(ficha.decimales, dia_de(ficha.frecuencia)),
        metas=[graficos.Tramo(m.inicio, m.fin, m.valor) for m in ficha.metas if not ficha.banda],
        base=ficha.base,
        banda=graficos.Banda(*ficha.banda) if ficha.banda else None,
        hoy=hoy,
    )


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
            "valor": meta_en_texto(ficha, m.valor),
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
