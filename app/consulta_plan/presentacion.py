"""La consulta de un plan, en palabras y lista para pintar. No escribe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.consulta_plan import reglas
from app.consulta_plan.consultas import FichaConsulta, Priorizado
from app.consulta_plan.permisos import NoParticipa
from app.consulta_plan.reglas import Momento
from app.cuentas.consultas import pasos_para
from app.nucleo.permisos import Identidad
from app.nucleo.plantillas import fecha_breve, fecha_hora, numero
from app.nucleo.tablas import Columna, Tabla
from app.nucleo.traducido import Texto, de, unir
from app.plan import presentacion as planes
from app.plan.consultas import Arbol, FichaPlan, Nodo


def _cuando(c: FichaConsulta, momento: Momento, escrita: Callable[[dt.datetime], str]) -> str:
    if momento is Momento.ANTES:
        return str(_("Abre el %(dia)s", dia=escrita(c.abre)))
    if momento is Momento.ABIERTA:
        return str(_("Hasta el %(dia)s", dia=escrita(c.cierra)))
    return str(_("Cerró el %(dia)s", dia=escrita(c.cierra)))


def estado_de(c: FichaConsulta) -> dict[str, Any]:
    """El chip, con la fecha corta, y la frase, con la entera."""
    momento = c.momento
    tonos = {Momento.ANTES: "neutro", Momento.ABIERTA: "ahora", Momento.CERRADA: "cerrado"}
    return {
        "tono": tonos[momento],
        "texto": _cuando(c, momento, fecha_breve),
        "frase": _cuando(c, momento, fecha_hora),
        "abierta": momento is Momento.ABIERTA,
        "momento": momento.value,
    }


def puede_de(c: FichaConsulta, quien: Identidad, vuelta: str) -> dict[str, Any]:
    """Si `quien` puede participar; si no, por qué, a dónde ir y los pasos que faltan."""
    motivo = c.no_participa(quien)
    frases = {
        NoParticipa.CUENTA: _("Primero entra o crea tu cuenta: toma un minuto, y vuelves aquí."),
        NoParticipa.ROL: _("Una cuenta de auditoría mira, pero no participa."),
        NoParticipa.ACREDITACION: _("Antes de participar te falta un paso."),
        NoParticipa.ANTES: _("Todavía no abre: puedes ir leyendo."),
        NoParticipa.CERRADA: _("Ya cerró: lo dicho se puede leer, pero ya no cambia."),
    }
    falta = motivo is NoParticipa.ACREDITACION
    return {
        "puede": motivo is None,
        "motivo": frases.get(motivo, "") if motivo else "",
        "entrar": url_for("cuentas.entrar", siguiente=vuelta) if motivo is NoParticipa.CUENTA else "",
        "faltan": pasos_para(quien, c.acreditacion, siguiente=vuelta) if falta else [],
    }


def que_se_prioriza(plan: FichaPlan, c: FichaConsulta) -> str:
    """`objetivos`, o `elementos del plan`; en singular si se elige uno."""
    if c.nivel is not None:
        return planes.nombre_de_nivel(plan, c.nivel, c.puestos)
    return str(_("elemento del plan") if c.puestos == 1 else _("elementos del plan"))


def quienes_participaron(c: FichaConsulta, n: int) -> str:
    """`Han participado 12 personas.`; antes de abrir no hay nada que contar."""
    if c.momento is Momento.ANTES:
        return ""
    if not n:
        return str(
            _("Nadie ha participado todavía.") if c.momento is Momento.ABIERTA else _("No participó nadie.")
        )
    return str(ngettext("Ha participado %(n)s persona.", "Han participado %(n)s personas.", n, n=numero(n)))


def quienes_priorizaron(n: int) -> str:
    """`Priorizaron 12 personas.`"""
    return str(ngettext("Priorizó %(n)s persona.", "Priorizaron %(n)s personas.", n, n=numero(n)))


def elemento_de(
    plan: FichaPlan, nodo: Nodo, apoyos: Mapping[int, int], comentarios: Mapping[int, int], mios: frozenset[int]
) -> dict[str, Any]:
    """Un elemento en la página de la consulta."""
    return {
        "id": nodo.id,
        "codigo": nodo.codigo,
        "titulo": nodo.titulo,
        "url": planes.url_de(plan, nodo.codigo),
        "apoyos": apoyos.get(nodo.id, 0),
        "comentarios": comentarios.get(nodo.id, 0),
        "apoyado": nodo.id in mios,
        "cancelado": nodo.estado == "cancelado",
    }


def grupos_de(plan: FichaPlan, plano: Arbol, c: FichaConsulta, *cuentas: Any) -> list[dict[str, Any]]:
    """Los elementos que se consultan, agrupados por su raíz; si se consultan las raíces, un solo grupo."""
    grupos = []
    for raiz in plano.raices:
        suyos = [n for n in raiz.recorrer() if c.nivel is None or n.nivel == c.nivel]
        if suyos:
            grupos.append(
                {
                    "codigo": raiz.codigo,
                    "titulo": raiz.titulo,
                    "eje": raiz.eje,
                    "elementos": [elemento_de(plan, n, *cuentas) for n in suyos],
                }
            )
    return grupos


def opciones_de(plano: Arbol, c: FichaConsulta) -> list[tuple[Texto, list[tuple[int, Texto]]]]:
    """Lo que se puede priorizar, agrupado por su raíz."""
    grupos = []
    for raiz in plano.raices:
        suyos = [(n.id, unir(n.codigo, n.titulo)) for n in raiz.recorrer() if c.elegible(n)]
        if suyos:
            grupos.append((unir(raiz.codigo, raiz.titulo), suyos))
    return grupos


def orden_de(plano: Arbol, elegidos: Sequence[int]) -> list[dict[str, Any]]:
    """Los elegidos, en su orden, con su nombre."""
    return [
        {
            "id": i,
            "puesto": puesto,
            "codigo": plano.por_id[i].codigo,
            "titulo": plano.por_id[i].titulo,
            "eje": plano.por_id[i].eje,
        }
        for puesto, i in enumerate(elegidos, start=1)
        if i in plano.por_id
    ]


def valor_de_puestos(puestos: int) -> str:
    """`3 puntos el primero, 2 el segundo y 1 el tercero`, escrito para cualquier número de puestos."""
    valores = [numero(reglas.puntos_de(p, puestos)) for p in range(1, puestos + 1)]
    if puestos == 1:
        return str(_("Cada persona elige uno: cada elección es un punto."))
    return str(
        _(
            "El primer puesto vale %(primero)s puntos, y cada uno de los siguientes, uno menos: %(valores)s.",
            primero=valores[0],
            valores=", ".join(valores),
        )
    )


def resultados_de(
    plan: FichaPlan,
    plano: Arbol,
    hallado: Priorizado | None,
    apoyos: Mapping[int, int],
    comentarios: Mapping[int, int],
) -> list[dict[str, Any]]:
    """Una fila por elemento: su lugar, sus puntos, cuántas personas lo eligieron, apoyos y comentarios.

    Lo que no tiene puntos va por sus apoyos, de más a menos.
    """
    filas = hallado.filas if hallado else []
    lugares = {r.elemento_id: (lugar, r) for lugar, r in filas}
    orden = [r.elemento_id for _lugar, r in filas]
    vistos = set(orden)
    otros = [n.id for n in plano.en_orden() if n.id not in vistos and (n.id in apoyos or n.id in comentarios)]
    orden += sorted(otros, key=lambda i: -apoyos.get(i, 0))
    salida = []
    for i in orden:
        nodo = plano.por_id[i]
        lugar, r = lugares.get(i, (None, None))
        salida.append(
            {
                "codigo": nodo.codigo,
                "titulo": nodo.titulo,
                "url": planes.url_de(plan, nodo.codigo),
                "lugar": lugar if r and r.personas else None,
                "puntos": r.puntos if r else None,
                "personas": r.personas if r else None,
                "apoyos": apoyos.get(i, 0),
                "comentarios": comentarios.get(i, 0),
            }
        )
    return salida


def celdas_de(filas: Sequence[Mapping[str, Any]], priorizaron: str, cerrada: bool) -> dict[str, Any]:
    """Los resultados en columnas y celdas, para su página; las prioridades, solo después del cierre."""
    columnas = {"apoyos": _("Apoyos"), "comentarios": _("Comentarios")}
    if cerrada:
        columnas = {"lugar": _("Lugar"), "puntos": _("Puntos"), "personas": _("Lo eligieron"), **columnas}
    return {
        "priorizaron": priorizaron,
        "cerrada": cerrada,
        "sin_nadie": cerrada and not any(f["personas"] or f["apoyos"] or f["comentarios"] for f in filas),
        "columnas": [{"texto": _("Elemento")}, *({"texto": t, "numero": True} for t in columnas.values())],
        "celdas": [
            [
                {"texto": unir(f["codigo"], f["titulo"]), "url": f["url"]},
                *("—" if f[c] is None else numero(f[c]) for c in columnas),
            ]
            for f in filas
        ],
    }


def tabla_de(
    plan: FichaPlan, c: FichaConsulta, filas: Sequence[Mapping[str, Any]], con_prioridades: bool
) -> Tabla:
    """Los resultados para descargar; las prioridades, solo después del cierre."""
    columnas = [
        Columna("codigo", _("Código"), _("El del elemento en el plan.")),
        Columna("titulo", _("Título")),
        Columna("apoyos", _("Apoyos"), _("Personas que lo apoyan.")),
        Columna("comentarios", _("Comentarios"), _("Los que tiene su conversación.")),
    ]
    if con_prioridades:
        columnas += [
            Columna("lugar", _("Lugar"), _("De más a menos puntos; vacío si nadie lo eligió.")),
            Columna("puntos", _("Puntos"), _("Suma de puestos + 1 - puesto (método de Borda).")),
            Columna("personas", _("Personas"), _("Cuántas lo pusieron en algún puesto.")),
        ]
    nombres = [c.nombre for c in columnas]
    datos = [[str(f[n]) if n == "titulo" else f[n] for n in nombres] for f in filas]
    return Tabla(f"{plan.clave}-consulta", tuple(columnas), datos, acerca=_acerca(c))


def _acerca(c: FichaConsulta) -> tuple[tuple[Columna, object], ...]:
    """Qué se preguntó, hasta cuándo y qué se hizo con ello, en el idioma de quien descarga."""
    dichas = (
        (Columna("pregunta", _("Qué se pregunta")), str(de(c, "pregunta"))),
        (Columna("abre", _("Abre")), c.abre),
        (Columna("cierra", _("Cierra")), c.cierra),
        (Columna("devolucion", _("Qué se hizo con ello")), str(de(c, "devolucion"))),
    )
    return tuple((columna, dato) for columna, dato in dichas if dato)
