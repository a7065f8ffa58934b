"""Editar el árbol de a un elemento: crear, cambiar, mover, ordenar, borrar."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.contenido.servicios import anotar_hecho
from app.extensiones import db
from app.nucleo.errores import Invalido, NoEncontrado
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.plan import reglas
from app.plan.consultas import ESTADOS_PUBLICOS, arbol, filas_de, hubo_estado_publico, tiene_historia
from app.plan.errores import NoSeBorra
from app.plan.modelos import Contenido, Elemento, Plan, Unidad
from app.plan.servicios.aplicar import aplicar
from app.plan.servicios.planes import bloquear, exigir_motivo


def _exigir_unidad(quien: Identidad, codigo: str) -> None:
    """Quien planifica para una unidad solo toca lo de esa unidad."""
    unidad_id = db.session.scalar(select(Unidad.id).where(Unidad.codigo == codigo)) if codigo else None
    if codigo and unidad_id is None:
        raise Invalido("unidad", _("Esa unidad no existe."))
    exigir(quien, Permiso.PLAN_EDITAR, unidad_id=unidad_id)


def _validar(fila: reglas.FilaPlan, filas: list[reglas.FilaPlan]) -> None:
    if not reglas.codigo_valido(fila.codigo):
        raise Invalido("codigo", _("El código lleva letras, cifras, puntos y guiones, como 2.3.1."))
    if not fila.titulo or len(fila.titulo) > reglas.LARGO_TITULO:
        raise Invalido("titulo", _("Escribe el título, en no más de 300 caracteres."))
    if fila.peso < 0:
        raise Invalido("peso", _("El peso no puede ser negativo."))
    if fila.inicio and fila.fin and fila.fin < fila.inicio:
        raise Invalido("fin", _("Termina antes de empezar. Revisa las fechas."))
    padres = {f.codigo: f.padre for f in filas} | {fila.codigo: fila.padre}
    if fila.padre is not None and fila.padre not in padres:
        raise Invalido("padre", _("El elemento del que cuelga ya no existe."))
    if reglas.ancestros(fila.codigo, padres) is None:
        raise Invalido("padre", _("Un elemento no puede colgar de sí mismo ni de algo que cuelga de él."))


def _antes_de(fila: reglas.FilaPlan, filas: list[reglas.FilaPlan]) -> list[reglas.FilaPlan]:
    """Las filas con la nueva puesta entre sus hermanas por orden natural de su código."""
    clave = reglas.clave_natural(fila.codigo)
    mayores = [f.codigo for f in filas if f.padre == fila.padre and reglas.clave_natural(f.codigo) > clave]
    lugar = next((i for i, f in enumerate(filas) if f.codigo in mayores), len(filas))
    return [*filas[:lugar], fila, *filas[lugar:]]


def crear_elemento(quien: Identidad, plan_id: int, fila: reglas.FilaPlan, motivo: str = "") -> None:
    """Añade un elemento, puesto entre sus hermanos por su código."""
    _exigir_unidad(quien, fila.unidad)
    plan = bloquear(plan_id)
    exigir_motivo(plan.estado, motivo)
    viejas = filas_de(arbol(plan_id))
    _validar(fila, viejas)
    if any(f.codigo == fila.codigo for f in viejas):
        raise Invalido("codigo", _("Ya hay un elemento con ese código en este plan."))
    aplicar(quien, plan, viejas, reglas.en_documento(_antes_de(fila, viejas)), motivo=motivo)


def editar_elemento(quien: Identidad, plan_id: int, fila: reglas.FilaPlan, motivo: str = "") -> bool:
    """Cambia el elemento de ese código (también de qué cuelga); devuelve si algo cambió."""
    plan = bloquear(plan_id)
    viejas = filas_de(arbol(plan_id))
    vieja = next((f for f in viejas if f.codigo == fila.codigo), None)
    if vieja is None:
        raise NoEncontrado()
    _exigir_unidad(quien, vieja.unidad)
    _exigir_unidad(quien, fila.unidad)
    _validar(fila, viejas)
    if fila == vieja:
        return False
    exigir_motivo(plan.estado, motivo)
    if fila.padre == vieja.padre:
        nuevas = [fila if f.codigo == fila.codigo else f for f in viejas]
    else:
        nuevas = _antes_de(fila, [f for f in viejas if f.codigo != fila.codigo])
    aplicar(quien, plan, viejas, reglas.en_documento(nuevas), motivo=motivo)
    return True


def ordenar(quien: Identidad, plan_id: int, codigo: str, paso: int, motivo: str = "") -> bool:
    """Sube (-1) o baja (+1) un elemento entre sus hermanos; devuelve si se movió."""
    plan = bloquear(plan_id)
    viejas = filas_de(arbol(plan_id))
    vieja = next((f for f in viejas if f.codigo == codigo), None)
    if vieja is None:
        raise NoEncontrado()
    _exigir_unidad(quien, vieja.unidad)
    hermanos = [f for f in viejas if f.padre == vieja.padre]
    lugar = hermanos.index(vieja)
    if not 0 <= lugar + paso < len(hermanos):
        return False
    exigir_motivo(plan.estado, motivo)
    otra = hermanos[lugar + paso]
    cambiadas = [otra if f is vieja else vieja if f is otra else f for f in viejas]
    aplicar(quien, plan, viejas, reglas.en_documento(cambiadas), motivo=motivo)
    return True


def borrar_elemento(quien: Identidad, plan_id: int, codigo: str) -> None:
    """Borra un elemento solo si nunca fue público, nada cuelga de él y nada se anotó; si no, se cancela."""
    plan = bloquear(plan_id)
    plano = arbol(plan_id)
    nodo = plano.por_codigo.get(codigo)
    if nodo is None:
        raise NoEncontrado()
    _exigir_unidad(quien, nodo.unidad.codigo if nodo.unidad else "")
    if nodo.hijos:
        raise NoSeBorra(_("De este elemento cuelgan otros. Muévelos o bórralos antes."))
    if _fue_publico(plan, nodo.id):
        raise NoSeBorra(_("La gente ya vio este elemento, y lo público no se borra. Puedes cancelarlo."))
    if tiene_historia(nodo.id):
        raise NoSeBorra(_("En este elemento ya se anotó algo, y lo anotado no se borra. Puedes cancelarlo."))
    try:
        with db.session.begin_nested():
            db.session.delete(db.session.get_one(Elemento, nodo.id))
            db.session.flush()
            db.session.delete(db.session.get_one(Contenido, nodo.id))
    except IntegrityError as error:
        raise NoSeBorra(
            _("De este elemento dependen propuestas, indicadores o enlaces. Puedes cancelarlo.")
        ) from error
    anotar_hecho(
        "plan.elemento_borrado",
        plan.id,
        quien.persona_id,
        datos={"codigo": codigo, "titulo": nodo.titulo},
        publico=False,
    )


def _fue_publico(plan: Plan, elemento_id: int) -> bool:
    """Un plan que pasó por consulta y volvió a borrador ya enseñó sus elementos."""
    return plan.estado in ESTADOS_PUBLICOS or hubo_estado_publico(plan.id)
