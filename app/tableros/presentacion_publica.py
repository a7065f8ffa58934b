"""Del tablero público a lo que pinta su plantilla. No consulta."""

from __future__ import annotations

from typing import Any

from flask import url_for

from app.avance.presentacion import plan_de, situacion_de
from app.nucleo.traducido import unir
from app.tableros import presentacion_barras as graficos
from app.tableros.descargas_publicas import TABLAS
from app.tableros.presentacion import descargas_de, grafico_mensual
from app.tableros.presentacion_cifras import cifras
from app.tableros.publico import A_LA_VISTA, Cambio, Tablero


def datos(t: Tablero) -> dict[str, Any]:
    """Los gráficos del tablero, cada uno con lo que se lee de él."""
    return {
        "por_eje": graficos.por_eje(t),
        "por_lugar": graficos.por_lugar(t),
        "por_ods": graficos.por_ods(t),
        "por_mes": grafico_mensual(t.meses),
        "participacion": graficos.participacion(t),
        "va": plan_de(t.avance) if t.avance else None,
        "cifras": cifras(t),
        "cambios": [_cambio(t, c) for c in t.cambios[:A_LA_VISTA]],
        "mas_cambios": max(len(t.cambios) - A_LA_VISTA, 0),
        "bajar": {n: descargas_de("tableros.descargar", nombre=n) for n in TABLAS},
    }


def _cambio(t: Tablero, c: Cambio) -> dict[str, Any]:
    """Una acción del plan que pasó a otra situación, con su página."""
    clave = t.plan.clave if t.plan else ""
    return {
        "texto": unir(c.nodo.codigo, c.nodo.titulo),
        "url": url_for("plan.elemento", clave=clave, codigo=c.nodo.codigo),
        "antes": situacion_de(c.antes)["texto"],
        "ahora": situacion_de(c.ahora),
    }
