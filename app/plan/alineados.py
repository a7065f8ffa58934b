"""Los Objetivos de Desarrollo Sostenible y lo que el plan hace por ellos, listo para pintar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.nucleo import paneles
from app.plan import ods as vocabulario
from app.plan import presentacion, reglas
from app.plan.consultas import FichaPlan, Nodo
from app.plan.ods_oficiales import oficial


def propuestas_de(codigos: Sequence[str]) -> dict[str, int] | None:
    """Cuántas propuestas apuntan a cada objetivo o meta; None si nadie lo cuenta."""
    cuentas: dict[str, int] | None = paneles.pedir("propuestas_por_ods", codigos)
    return cuentas


def _elementos(plan: FichaPlan | None, nodos: Sequence[Nodo]) -> list[dict[str, Any]]:
    if plan is None:
        return []
    return [
        {
            "codigo": n.codigo,
            "texto": n.titulo,
            "eje": n.eje,
            "unidad": n.unidad.nombre if n.unidad else "",
            "url": presentacion.url_de(plan, n.codigo),
        }
        for n in nodos
    ]


def objetivos(plan: FichaPlan | None, alineados: Mapping[str, list[Nodo]], idioma: str) -> list[dict[str, Any]]:
    """Los 17, cada uno con los elementos que lo empujan, sus metas y cuántas propuestas apuntan a él."""
    todos = vocabulario.objetivos(idioma)
    cuentas = propuestas_de([o.codigo for o in todos])
    return [
        {
            "codigo": o.codigo,
            "texto": o.texto,
            "elementos": _elementos(plan, alineados.get(o.codigo, [])),
            "metas": _metas_tocadas(o.codigo, alineados.get(o.codigo, [])),
            "propuestas": cuentas.get(o.codigo) if cuentas is not None else None,
            "propuestas_texto": presentacion.cuantas_propuestas(cuentas.get(o.codigo) if cuentas else None),
        }
        for o in todos
    ]


def _metas_tocadas(objetivo: str, nodos: Sequence[Nodo]) -> list[str]:
    return sorted({c for n in nodos for c in n.ods if c.startswith(f"{objetivo}.")}, key=reglas.clave_natural)


def objetivo(plan: FichaPlan | None, nodos: Sequence[Nodo], codigo: str, idioma: str) -> dict[str, Any]:
    """Un objetivo: los elementos que lo empujan entero y, meta por meta, los que empujan cada una."""
    suyo = vocabulario.vocabulario(idioma)[codigo]
    metas = vocabulario.metas(codigo, idioma)
    cuentas = propuestas_de([codigo, *(m.codigo for m in metas)])

    def cuenta(de: str) -> dict[str, Any]:
        n = cuentas.get(de) if cuentas is not None else None
        enlace = paneles.pedir("enlace_de_ods", de, omision="") if n else ""
        return {"propuestas": n, "propuestas_texto": presentacion.cuantas_propuestas(n), "enlace": enlace}

    return {
        "codigo": codigo,
        "texto": suyo.texto,
        "oficial": oficial(codigo, idioma),
        "elementos": _elementos(plan, nodos),
        "enteros": _elementos(plan, [n for n in nodos if codigo in n.ods]),
        **cuenta(codigo),
        "metas": [
            {
                "codigo": m.codigo,
                "texto": m.texto,
                "oficial": oficial(m.codigo, idioma),
                "elementos": _elementos(plan, [n for n in nodos if m.codigo in n.ods]),
                **cuenta(m.codigo),
            }
            for m in metas
        ],
    }
