"""Leer: qué se pregunta, hasta cuándo, qué se apoya y, al cerrar, qué se priorizó."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, url_for

from app.consulta_plan import consultas, paneles, presentacion
from app.consulta_plan.consultas import FichaConsulta
from app.consulta_plan.formularios import Vacio
from app.consulta_plan.reglas import Momento
from app.consulta_plan.vistas.base import abrir, bp
from app.contenido.consultas import hechos_de
from app.nucleo import tablas
from app.nucleo.accesos import identidad, publica
from app.nucleo.permisos import Identidad
from app.plan import consultas as planes
from app.plan.consultas import FichaPlan
from app.procesos.presentacion import quienes


@bp.get("/plan/<clave>/consulta")
@publica
def ver(clave: str) -> str:
    """Qué se pregunta, hasta cuándo, cómo se participa y lo que cada elemento lleva."""
    plan, c = abrir(clave)
    quien = identidad()
    return render_template(
        "consulta_plan/ver.html",
        plan=plan,
        c=c,
        estado=presentacion.estado_de(c),
        prioriza=presentacion.que_se_prioriza(plan, c),
        quien_participa=quienes()[c.acreditacion],
        **_elementos(plan, c, quien),
        cambios=[h for h in hechos_de(plan.id) if h.clase == "consulta.cambiada"],
        formulario=Vacio() if quien.autenticada else None,
        puede_editar=paneles.puede_editar(),
        **presentacion.puede_de(c, quien, url_for("consulta_plan.ver", clave=clave)),
    )


def _elementos(plan: FichaPlan, c: FichaConsulta, quien: Identidad) -> dict[str, Any]:
    """Lo que cada elemento lleva, y lo que `quien` apoyó y priorizó."""
    plano = planes.arbol(plan.id, plan.idioma)
    mios = consultas.apoyados_por(quien, plan.id)
    return {
        "participaron": presentacion.quienes_participaron(c, consultas.participantes(plan.id)),
        "grupos": presentacion.grupos_de(plan, plano, c, *consultas.cuentas_de(plan.id), mios),
        "mi_orden": presentacion.orden_de(plano, consultas.orden_de(quien, plan.id)),
    }


def _resultados(plan: FichaPlan, c: FichaConsulta) -> dict[str, Any]:
    """Lo que se puede contar hoy: los apoyos siempre; las prioridades, cuando cierra."""
    plano = planes.arbol(plan.id, plan.idioma)
    cerrada = c.momento is Momento.CERRADA
    hallado = consultas.priorizado(c, plano) if cerrada else None
    return {
        "filas": presentacion.resultados_de(plan, plano, hallado, *consultas.cuentas_de(plan.id)),
        "priorizaron": presentacion.quienes_priorizaron(hallado.personas) if hallado else "",
        "cerrada": cerrada,
    }


@bp.get("/plan/<clave>/consulta/resultados")
@publica
def resultados(clave: str) -> str:
    """Los apoyos y, después del cierre, las prioridades con sus puntos; y qué se hizo con ello."""
    plan, c = abrir(clave)
    return render_template(
        "consulta_plan/resultados.html",
        plan=plan,
        c=c,
        estado=presentacion.estado_de(c),
        participaron=presentacion.quienes_participaron(c, consultas.participantes(plan.id)),
        puntos=presentacion.valor_de_puestos(c.puestos),
        puede_editar=paneles.puede_editar(),
        **presentacion.celdas_de(**_resultados(plan, c)),
    )


@bp.get("/plan/<clave>/consulta/resultados.<formato>")
@publica
def descargar(clave: str, formato: str) -> Response:
    """Los resultados como CSV, JSON u hoja de cálculo."""
    plan, c = abrir(clave)
    hay = _resultados(plan, c)
    return tablas.respuesta(presentacion.tabla_de(plan, c, hay["filas"], hay["cerrada"]), formato)
