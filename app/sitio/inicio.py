"""Lo que muestra la portada: lo abierto, el camino con las cifras que existen, lo nuevo y lo cercano."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.consulta_plan import consultas as consultas_de_planes
from app.consulta_plan.consultas import ConsultaAbierta
from app.nucleo.accesos import identidad
from app.nucleo.permisos import Permiso
from app.nucleo.plantillas import fecha_breve, numero
from app.nucleo.reloj import ahora
from app.plan import consultas as planes
from app.procesos import consultas as procesos
from app.procesos import presentacion as fases
from app.procesos.consultas import ProcesoAbierto
from app.procesos.reglas import Acto
from app.propuestas import consultas, tarjetas
from app.propuestas.consultas import Filtros, Orden, Referencia
from app.propuestas.reglas import EstadoLista
from app.tableros import publico
from app.tableros.publico import Tablero
from app.territorio import consultas as territorio
from app.territorio.reglas.arbol import Lugar

EN_PORTADA = 3
VIGENCIA = 60


@dataclass(frozen=True)
class Portada:
    """Lo que decide qué dice la portada; dibujarla cuesta más que leer esto."""

    abiertos: Sequence[ProcesoAbierto]
    mio: Lugar | None
    totales: Mapping[str, int]
    tablero: Tablero
    consultas: Sequence[ConsultaAbierta]
    cerca: Sequence[Referencia]
    apoyadas: Sequence[Referencia]
    nuevas: Sequence[Referencia]
    esperan: Sequence[Referencia]

    @property
    def muestra(self) -> Hashable:
        """Cambia con cualquier cosa que la página muestre."""
        listas = (self.cerca, self.apoyadas, self.nuevas, self.esperan)
        return (
            self.mio.codigo if self.mio else "",
            tuple((p.id, p.nombre, p.actos, tuple(v.id for v in p.vigentes)) for p in self.abiertos),
            tuple(self.totales.items()),
            self.tablero.calculado_en,
            tuple(tuple(x) for x in listas),
            tuple((c.plan_id, c.nombre, c.pregunta, c.cierra) for c in self.consultas),
        )


def leer(barrio: str) -> Portada:
    """Lo de la portada; `barrio` es el código elegido sin cuenta, o vacío."""
    mio = territorio.por_codigo(barrio) if barrio else None
    nuevas = _trozo(Filtros(), Orden.NUEVAS)
    apoyadas = _trozo(Filtros(estado=EstadoLista.REUNE.value), Orden.APOYADAS)
    return Portada(
        abiertos=procesos.abiertos_ahora(),
        mio=mio,
        totales=_totales(),
        tablero=publico.tablero(),
        consultas=consultas_de_planes.abiertas(),
        cerca=_trozo(Filtros(territorio_id=mio.id), Orden.NUEVAS) if mio else (),
        apoyadas=() if set(apoyadas) <= set(nuevas) else apoyadas,
        nuevas=nuevas,
        esperan=_trozo(Filtros(estado=EstadoLista.ESPERA.value), Orden.TERMINAN),
    )


def datos(p: Portada) -> dict[str, Any]:
    """La portada para su plantilla."""
    abiertos = list(p.abiertos)
    return {
        "primeros_pasos": primeros_pasos(p) if identidad().puede(Permiso.PLAN_IMPORTAR) else [],
        "abiertos": [_ficha(x) for x in abiertos],
        "consultas": p.consultas,
        "puede_proponer": any(Acto.PROPONER in x.actos for x in abiertos),
        "puede_apoyar": any(Acto.APOYAR in x.actos for x in abiertos),
        "se_decide": bool(p.consultas) or any(map(_se_participa, abiertos)),
        "plazo": _plazo(),
        "pasos": _camino(p.totales, p.tablero),
        "mio": {"nombre": p.mio.nombre, "codigo": p.mio.codigo} if p.mio else None,
        "hay_barrios": bool(territorio.arbol().lugares),
        "cumplidos": p.tablero.cumplidos[:EN_PORTADA],
        "plan": p.tablero.plan,
        **{
            nombre: tarjetas.dibujar(getattr(p, nombre))
            for nombre in ("cerca", "apoyadas", "nuevas", "esperan")
        },
    }


def primeros_pasos(p: Portada) -> list[dict[str, Any]]:
    """Lo que pone en marcha una ciudad recién instalada; nada si ya está."""
    pasos = [
        {
            "texto": _("Traer los barrios y su población"),
            "hecho": bool(territorio.arbol().lugares),
            "detalle": _("Desde el servidor: «%(orden)s».", orden="rumbo importar geojson"),
        },
        {
            "texto": _("Crear el plan y aprobarlo"),
            "hecho": planes.plan_vigente() is not None,
            "url": url_for("plan.lista"),
            "accion": _("Ir a los planes"),
        },
        {
            "texto": _("Abrir un proceso, para que la gente proponga"),
            "hecho": bool(p.abiertos or p.totales["publicadas"]),
            "detalle": _("Desde el servidor: «%(orden)s».", orden="rumbo procesos crear"),
        },
    ]
    return [] if all(paso["hecho"] for paso in pasos) else pasos


def _trozo(filtros: Filtros, orden: Orden) -> Sequence[Referencia]:
    return consultas.pagina(filtros, orden, None, cuantas=EN_PORTADA).elementos


def _plazo() -> int | None:
    permanente = procesos.permanente()
    return permanente.plazo_respuesta if permanente else None


def _se_participa(p: ProcesoAbierto) -> bool:
    return Acto.PROPONER in p.actos or Acto.APOYAR in p.actos


def _ficha(p: ProcesoAbierto) -> dict[str, Any]:
    """Un proceso abierto: hasta cuándo y la acción que hoy ofrece."""
    estado = fases.estado_de_fases(p.fases, ahora())
    if Acto.PROPONER in p.actos:
        accion = {"texto": _("Proponer"), "url": url_for("propuestas.proponer", proceso=p.clave)}
    elif Acto.APOYAR in p.actos:
        accion = {"texto": _("Leer y apoyar"), "url": url_for("propuestas.lista", proceso=p.clave)}
    else:
        accion = {"texto": _("Ver en qué va"), "url": url_for("procesos.detalle", clave=p.clave)}
    etapa = p.vigentes[0]
    cierra = _("Hasta el %(dia)s", dia=fecha_breve(etapa.cierra)) if etapa.cierra else ""
    se_participa = _se_participa(p)
    return {
        "nombre": p.nombre,
        "proposito": p.proposito,
        "url": url_for("procesos.detalle", clave=p.clave),
        "chip": (cierra if se_participa else "") or estado["texto"],
        "tono": "ahora" if se_participa and cierra else "neutro",
        "nota": "" if p.clase == "permanente" else etapa.nombre if se_participa else cierra,
        "accion": accion,
    }


def _totales() -> dict[str, int]:
    """Las cifras de la ciudad, con un minuto de atraso como mucho: contarlas todas no cabe en cada visita."""
    tramo = int(ahora().timestamp()) // VIGENCIA
    guardado = current_app.extensions.get("rumbo_totales")
    if guardado is None or guardado[0] != tramo:
        guardado = current_app.extensions["rumbo_totales"] = (tramo, consultas.totales())
    totales: dict[str, int] = guardado[1]
    return totales


def _camino(totales: Mapping[str, int], t: Tablero) -> list[dict[str, Any]]:
    """De la idea a lo hecho, solo con lo que existe."""
    if not totales["publicadas"]:
        return []
    ideas, semana, apoyos = totales["publicadas"], totales["esta_semana"], totales["apoyos"]
    pasos: list[dict[str, Any]] = [
        {
            "valor": numero(ideas),
            "texto": ngettext("idea publicada", "ideas publicadas", ideas),
            "url": url_for("propuestas.lista"),
            "detalle": ngettext("%(n)s esta semana", "%(n)s esta semana", semana, n=numero(semana)),
        },
        {
            "valor": numero(apoyos),
            "texto": ngettext("apoyo sumado", "apoyos sumados", apoyos),
            "url": url_for("propuestas.lista", orden=Orden.APOYADAS.value),
        },
        _paso_espera(totales["con_umbral"], t.esperas.vencidas),
    ]
    return [*pasos, *_paso_hecho(t)]


def _paso_espera(espera: int, vencidas: int) -> dict[str, Any]:
    vencio = ngettext("%(n)s ya venció", "%(n)s ya vencieron", vencidas, n=numero(vencidas))
    return {
        "valor": numero(espera),
        "texto": ngettext("pasó el umbral y espera respuesta", "pasaron el umbral y esperan respuesta", espera),
        "url": url_for("propuestas.lista", estado=EstadoLista.ESPERA.value),
        "estado": "ahora" if espera else "luego",
        "detalle": vencio if vencidas else None,
    }


def _paso_hecho(t: Tablero) -> list[dict[str, Any]]:
    """Lo cumplido del plan, si el plan ya dice algo de su avance."""
    if t.avance is None or t.plan is None or t.avance.gestion is None:
        return []
    n = len(t.cumplidos)
    return [
        {
            "valor": numero(n),
            "texto": ngettext("acción del plan cumplida", "acciones del plan cumplidas", n),
            "url": url_for("tableros.publico", _anchor="t-avance"),
            "estado": "hecho" if n else "luego",
        }
    ]
