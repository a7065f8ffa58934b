"""El dinero del plan: sus momentos y los montos de cada elemento, cada cambio con lo de antes y su porqué."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.avance.modelos import FUENTE, Momento, Monto, Plan
from app.avance.reglas.dinero import PLANTILLAS
from app.avance.servicios.comunes import anotar, elemento_anotable, es_publico
from app.contenido.servicios import anotar_hecho
from app.extensiones import db
from app.nucleo.errores import Conflicto, Invalido, NoEncontrado
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.nucleo.texto import raiz_url
from app.nucleo.traducido import propio
from app.plan.consultas import ESTADOS_PUBLICOS
from app.plan.servicios.planes import bloquear

MAXIMO_MOMENTOS = 12
_LARGO_NOMBRE = 60
MAXIMO_MONTO = 10**18


def _anotar_en_plan(quien: Identidad, plan: Plan, datos: Mapping[str, Any]) -> None:
    anotar_hecho(
        "avance.momentos_cambiados",
        plan.id,
        quien.persona_id,
        datos=dict(datos),
        publico=plan.estado in ESTADOS_PUBLICOS,
    )


def _del_plan(plan_id: int) -> list[Momento]:
    return list(db.session.scalars(select(Momento).where(Momento.plan_id == plan_id).order_by(Momento.orden)))


def _nombres(nombres: Mapping[str, str]) -> dict[str, str]:
    limpios = {i: " ".join(t.split()) for i, t in nombres.items() if t.strip()}
    if not limpios.get(propio()):
        raise Invalido("nombre", _("Escribe su nombre."))
    if any(len(t) > _LARGO_NOMBRE for t in limpios.values()):
        raise Invalido("nombre", _("El nombre cabe en %(n)s caracteres.", n=_LARGO_NOMBRE))
    return limpios


def _nombre(momento: Momento) -> str:
    return str(momento.nombres.get(propio()) or momento.clave)


def poner_momentos(quien: Identidad, plan_id: int, plantilla: str) -> None:
    """Da a un plan sin momentos un juego de los que se ofrecen; si ya tiene, `Conflicto`."""
    exigir(quien, Permiso.PLAN_IMPORTAR)
    plan = bloquear(plan_id)
    if plantilla not in PLANTILLAS:
        raise Invalido("plantilla", _("Elige un juego de momentos."))
    if _del_plan(plan_id):
        raise Conflicto(_("Este plan ya tiene sus momentos del dinero."))
    for orden, (clave, nombres) in enumerate(PLANTILLAS[plantilla], start=1):
        db.session.add(Momento(plan_id=plan_id, clave=clave, nombres=dict(nombres), orden=orden))
    db.session.flush()
    _anotar_en_plan(quien, plan, {"puestos": [n.get(propio(), clave) for clave, n in PLANTILLAS[plantilla]]})


def crear_momento(quien: Identidad, plan_id: int, nombres: Mapping[str, str]) -> str:
    """Añade un momento al final; devuelve su clave, que sale del nombre y ya no cambia."""
    exigir(quien, Permiso.PLAN_IMPORTAR)
    plan, textos = bloquear(plan_id), _nombres(nombres)
    hay = _del_plan(plan_id)
    if len(hay) >= MAXIMO_MOMENTOS:
        raise Invalido("nombre", _("Un plan lleva %(n)s momentos como mucho.", n=MAXIMO_MOMENTOS))
    clave = re.sub(r"[^a-z0-9-]", "", raiz_url(textos[propio()]))[:40].strip("-")
    if not clave:
        raise Invalido("nombre", _("El nombre lleva al menos una letra o una cifra."))
    if any(m.clave == clave or textos[propio()] in m.nombres.values() for m in hay):
        raise Invalido("nombre", _("Ya hay un momento con ese nombre."))
    orden = max([0, *(m.orden for m in hay)]) + 1
    db.session.add(Momento(plan_id=plan_id, clave=clave, nombres=textos, orden=orden))
    db.session.flush()
    _anotar_en_plan(quien, plan, {"puestos": [textos[propio()]]})
    return clave


def renombrar_momento(quien: Identidad, plan_id: int, clave: str, nombres: Mapping[str, str]) -> bool:
    """Cambia cómo se llama un momento, en cada idioma; su clave se queda. Devuelve si algo cambió."""
    exigir(quien, Permiso.PLAN_IMPORTAR)
    plan, textos = bloquear(plan_id), _nombres(nombres)
    hay = _del_plan(plan_id)
    momento = next((m for m in hay if m.clave == clave), None)
    if momento is None:
        raise NoEncontrado()
    if any(m is not momento and textos[propio()] in m.nombres.values() for m in hay):
        raise Invalido("nombre", _("Ya hay un momento con ese nombre."))
    if momento.nombres == textos:
        return False
    cambio = {"campo": clave, "antes": _nombre(momento), "despues": textos[propio()]}
    momento.nombres = textos
    _anotar_en_plan(quien, plan, {"cambios": [cambio]})
    return True


def mover_momento(quien: Identidad, plan_id: int, clave: str, paso: int) -> bool:
    """Lo adelanta (-1) o lo atrasa (+1) en el orden; devuelve si se movió."""
    exigir(quien, Permiso.PLAN_IMPORTAR)
    plan, hay = bloquear(plan_id), _del_plan(plan_id)
    lugar = next((i for i, m in enumerate(hay) if m.clave == clave), None)
    if lugar is None:
        raise NoEncontrado()
    if not 0 <= lugar + paso < len(hay):
        return False
    uno, otro = hay[lugar], hay[lugar + paso]
    ordenes = uno.orden, otro.orden
    uno.orden = -1
    db.session.flush()
    otro.orden = ordenes[0]
    db.session.flush()
    uno.orden = ordenes[1]
    db.session.flush()
    _anotar_en_plan(quien, plan, {"orden": [_nombre(m) for m in _del_plan(plan_id)]})
    return True


def quitar_momento(quien: Identidad, plan_id: int, clave: str) -> None:
    """Quita un momento que ningún monto usa."""
    exigir(quien, Permiso.PLAN_IMPORTAR)
    plan = bloquear(plan_id)
    momento = next((m for m in _del_plan(plan_id) if m.clave == clave), None)
    if momento is None:
        raise NoEncontrado()
    usado = select(func.count()).select_from(Monto).where(Monto.momento_id == momento.id)
    if db.session.scalar(usado):
        raise Conflicto(_("Hay montos anotados en ese momento: no se puede quitar."))
    db.session.delete(momento)
    db.session.flush()
    _anotar_en_plan(quien, plan, {"quitados": [_nombre(momento)]})


def anotar_monto(
    quien: Identidad,
    elemento_id: int,
    anio: int,
    clave: str,
    valor: int | None,
    *,
    fuente: str = "",
    motivo: str = "",
) -> bool:
    """Pone, cambia o quita (`valor` None) dinero de un elemento, en unidades menores; devuelve si cambió algo.

    En un plan público deja un hecho con lo de antes y lo de después, y exige el porqué.
    """
    elemento = elemento_anotable(quien, elemento_id)
    momento = db.session.scalar(
        select(Momento).where(Momento.plan_id == elemento.plan_id, Momento.clave == clave)
    )
    if momento is None:
        raise Invalido("momento", _("Elige un momento del dinero."))
    if not 1900 <= anio <= 2200:
        raise Invalido("anio", _("Escribe un año, como 2027."))
    if valor is not None and not 0 <= valor < MAXIMO_MONTO:
        raise Invalido("monto", _("El monto no puede ser negativo ni tan grande."))
    if len(fuente) > FUENTE:
        raise Invalido("fuente", _("La fuente cabe en %(n)s caracteres.", n=FUENTE))
    hay = db.session.get(Monto, (elemento_id, anio, momento.id), populate_existing=True)
    antes = (hay.valor, hay.fuente) if hay is not None else (None, "")
    if antes == (valor, fuente) or (hay is None and valor is None):
        return False
    if es_publico(elemento) and not motivo.strip():
        raise Invalido("motivo", _("Este plan es público: di por qué cambia. Se verá en su hilo."))
    _escribir(hay, Monto(elemento_id=elemento_id, anio=anio, momento_id=momento.id, fuente=fuente), valor)
    datos = {"anio": anio, "momento": _nombre(momento), "antes": antes[0], "despues": valor}
    anotar(quien, elemento, "monto_cambiado", {**datos, "fuente": fuente}, motivo.strip()[:500])
    return True


def _escribir(hay: Monto | None, nuevo: Monto, valor: int | None) -> None:
    if hay is None:
        nuevo.valor = valor or 0
        db.session.add(nuevo)
    elif valor is None:
        db.session.delete(hay)
    else:
        hay.valor, hay.fuente = valor, nuevo.fuente
    db.session.flush()
