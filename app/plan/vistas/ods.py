"""El plan y los Objetivos de Desarrollo Sostenible: los 17, y cada uno con sus metas."""

from __future__ import annotations

from flask import render_template

from app.nucleo import idiomas
from app.nucleo.accesos import publica
from app.nucleo.errores import NoEncontrado
from app.plan import alineados, consultas
from app.plan import ods as vocabulario
from app.plan.consultas import Arbol, FichaPlan
from app.plan.vistas.base import bp


def _presente() -> tuple[FichaPlan | None, Arbol, str]:
    """El plan vigente y su árbol, en el idioma de la petición."""
    idioma = idiomas.actual()
    plan = consultas.plan_vigente(idioma)
    return plan, consultas.arbol(plan.id, idioma) if plan else Arbol(), idioma


@bp.get("/ods")
@publica
def ods() -> str:
    """Los 17 objetivos: qué elementos del plan los empujan, cuántas propuestas, y los que nadie empuja."""
    plan, plano, idioma = _presente()
    objetivos = alineados.objetivos(plan, consultas.alineados(plano), idioma)
    sin_nadie = [o for o in objetivos if not o["elementos"]]
    return render_template("plan/ods.html", plan=plan, objetivos=objetivos, sin_nadie=sin_nadie)


@bp.get("/ods/<numero>")
@publica
def objetivo(numero: str) -> str:
    """Un objetivo con sus metas, los elementos del plan que las empujan y sus propuestas."""
    plan, plano, idioma = _presente()
    codigos = [o.codigo for o in vocabulario.objetivos(idioma)]
    if numero not in codigos:
        raise NoEncontrado()
    lugar = codigos.index(numero)
    return render_template(
        "plan/objetivo.html",
        plan=plan,
        o=alineados.objetivo(plan, consultas.alineados(plano).get(numero, []), numero, idioma),
        anterior=codigos[lugar - 1] if lugar else "",
        siguiente=codigos[lugar + 1] if lugar + 1 < len(codigos) else "",
    )
