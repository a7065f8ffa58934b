"""Importar una tabla a un plan: todo o nada, y solo lo que se mostró."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import delete, update

from app.contenido.servicios import anotar_hecho
from app.extensiones import db
from app.lectura import encabezados_de
from app.nucleo.errores import Invalido, NoEncontrado
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.nucleo.reloj import ahora
from app.plan import tablas
from app.plan.consultas import ESTADOS_PUBLICOS, importacion
from app.plan.consultas.ensayo import Ensayo, texto_de
from app.plan.errores import ArchivoConErrores, PlanCambiado
from app.plan.modelos import Importacion, Plan
from app.plan.servicios.aplicar import aplicar
from app.plan.servicios.planes import bloquear, exigir_motivo


def guardar_ensayo(quien: Identidad, plan_id: int, ensayo: Ensayo, texto: str, nombre: str = "") -> str:
    """Guarda el archivo que esta persona ensayó (uno por plan) y devuelve la ficha para confirmarlo."""
    exigir(quien, Permiso.PLAN_IMPORTAR)
    db.session.execute(
        delete(Importacion).where(
            Importacion.plan_id == plan_id,
            Importacion.persona_id == quien.persona,
            Importacion.aplicada_en.is_(None),
        )
    )
    ficha = secrets.token_hex(16)
    db.session.add(
        Importacion(
            ficha=ficha,
            plan_id=plan_id,
            persona_id=quien.persona,
            clase=ensayo.clase,
            nombre=nombre[:120],
            texto=texto,
            huella_plan=ensayo.huella,
            creada_en=ahora(),
        )
    )
    db.session.flush()
    return ficha


def importar(
    quien: Identidad,
    plan_id: int,
    contenido: bytes | str,
    *,
    motivo: str = "",
    nombre: str = "",
    clase: str = "",
) -> Ensayo:
    """Ensaya y aplica el archivo en la misma transacción: para archivos chicos dentro de otra escritura."""
    exigir(quien, Permiso.PLAN_IMPORTAR)
    plan = bloquear(plan_id)
    texto = texto_de(contenido)
    elegida = tablas.todas()[clase] if clase else tablas.reconocer(encabezados_de(texto))
    elegida.bloquear(plan_id)
    ensayo = elegida.ensayar(plan_id, texto, ())
    comprobar(plan.estado, ensayo, motivo)
    _llevar(quien, plan, ensayo, motivo, nombre)
    return ensayo


def comprobar(estado: str, ensayo: Ensayo, motivo: str) -> None:
    """Que el archivo se pueda aplicar a un plan en ese estado: sin errores y, si hace falta, con su porqué."""
    if ensayo.errores:
        raise ArchivoConErrores(ensayo.errores)
    if not ensayo.cambia_algo:
        return
    exigir_motivo(estado, motivo)
    if ensayo.exige_motivo and not motivo.strip():
        raise Invalido("motivo", _("El archivo corrige datos que ya estaban: di por qué."))


def aplicar_ensayos(
    quien: Identidad, plan_id: int, ensayos: Sequence[tuple[str, Ensayo]], motivo: str = ""
) -> None:
    """Aplica, enteros y en su orden, archivos ya ensayados (nombre, ensayo); nada se lee ni se compara aquí.

    Solo si lo que hay sigue como cuando se ensayaron: si no, `PlanCambiado` y no se aplica ninguno.
    """
    exigir(quien, Permiso.PLAN_IMPORTAR)
    plan = bloquear(plan_id)
    clases = tablas.todas()
    for _nombre, ensayo in ensayos:
        comprobar(plan.estado, ensayo, motivo)
    cambian = [(nombre, e) for nombre, e in ensayos if e.cambia_algo]
    for _nombre, ensayo in cambian:
        clases[ensayo.clase].bloquear(plan_id)
    if any(clases[e.clase].huella(plan_id) != e.huella for _nombre, e in cambian):
        raise PlanCambiado()
    for nombre, ensayo in cambian:
        _llevar(quien, plan, ensayo, motivo, nombre)


def _llevar(quien: Identidad, plan: Plan, ensayo: Ensayo, motivo: str, nombre: str) -> None:
    """Aplica el archivo entero y deja un hecho en el plan y, si es público, uno en cada elemento tocado."""
    if not ensayo.cambia_algo:
        return
    tablas.todas()[ensayo.clase].aplicar(quien, plan, ensayo, motivo, nombre)
    anotar_hecho(
        "plan.importado",
        plan.id,
        quien.persona_id,
        motivo=motivo,
        datos={"archivo": nombre, "tabla": ensayo.clase, **ensayo.cuentas},
        publico=plan.estado in ESTADOS_PUBLICOS,
    )


def aplicar_elementos(quien: Identidad, plan: Plan, ensayo: Ensayo, motivo: str, _archivo: str) -> None:
    """Lleva el árbol a como lo deja la tabla ancha."""
    viejas, finales = ensayo.preparado
    aplicar(quien, plan, viejas, finales, motivo=motivo, importado=True)


def confirmar_importacion(quien: Identidad, plan_id: int, ficha: str, ensayo: Ensayo, motivo: str = "") -> None:
    """Aplica el archivo de la ficha, recién ensayado otra vez. Confirmar dos veces es confirmar una.

    Lo que se mostró es lo que se aplica: con otra huella que la guardada, `PlanCambiado`. En lugar del archivo
    quedan las filas que cambiaron, como estaban, para poder deshacerlo; solo de lo último que trajo.
    """
    exigir(quien, Permiso.PLAN_IMPORTAR)
    bloquear(plan_id)
    guardada = importacion(ficha, plan_id, quien.persona_id)
    if guardada is None:
        raise NoEncontrado(_("Este ensayo ya no está. Sube el archivo otra vez."))
    if guardada.aplicada_en is not None:
        return
    if guardada.huella_plan != ensayo.huella:
        raise PlanCambiado()
    antes = tablas.todas()[ensayo.clase].de_antes(ensayo)
    aplicar_ensayos(quien, plan_id, [(guardada.nombre, ensayo)], motivo)
    suyas = (Importacion.plan_id == plan_id, Importacion.persona_id == quien.persona)
    db.session.execute(update(Importacion).where(*suyas, Importacion.aplicada_en.is_not(None)).values(texto=""))
    guardada.aplicada_en = ahora()
    guardada.texto = antes


def renovar_ensayo(quien: Identidad, plan_id: int, ficha: str, huella: str) -> None:
    """El mismo archivo se ensayó contra el plan como está ahora: se mira y se confirma de nuevo."""
    exigir(quien, Permiso.PLAN_IMPORTAR)
    guardada = importacion(ficha, plan_id, quien.persona_id)
    if guardada is not None and guardada.aplicada_en is None:
        guardada.huella_plan = huella
