"""Importar la tabla ancha: todo o nada, y solo lo que se mostró."""

from __future__ import annotations

import secrets

from flask_babel import gettext as _
from sqlalchemy import delete

from app.contenido.servicios import anotar_hecho
from app.extensiones import db
from app.nucleo.errores import NoEncontrado
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.nucleo.reloj import ahora
from app.plan import reglas
from app.plan.consultas import ESTADOS_PUBLICOS, importacion
from app.plan.consultas.ensayo import Ensayo, ensayar
from app.plan.errores import ArchivoConErrores, PlanCambiado
from app.plan.modelos import Importacion
from app.plan.servicios.aplicar import aplicar
from app.plan.servicios.planes import bloquear, exigir_motivo


def guardar_ensayo(quien: Identidad, plan_id: int, contenido: bytes | str, nombre: str = "") -> str:
    """Guarda el archivo que esta persona ensayó (uno por plan) y devuelve la ficha para confirmarlo."""
    exigir(quien, Permiso.PLAN_IMPORTAR)
    texto = reglas.decodificar(contenido) if isinstance(contenido, bytes) else contenido
    if texto is None:
        raise ArchivoConErrores([reglas.ErrorFila(None, "", "no_es_texto", {})])
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
            nombre=nombre[:120],
            texto=texto.replace("\0", ""),
            huella_plan=ensayar(plan_id, texto).huella,
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
    huella: str | None = None,
    nombre: str = "",
) -> Ensayo:
    """Aplica el archivo entero o nada. Con `huella`, solo si el plan sigue como cuando se ensayó.

    Deja un hecho en el plan y, si es público, uno en cada elemento nuevo o cambiado. Nunca borra.
    """
    exigir(quien, Permiso.PLAN_IMPORTAR)
    plan = bloquear(plan_id)
    ensayo = ensayar(plan_id, contenido)
    if ensayo.lectura.errores:
        raise ArchivoConErrores(ensayo.lectura.errores)
    if huella is not None and huella != ensayo.huella:
        raise PlanCambiado()
    if not ensayo.cambia_algo:
        return ensayo
    exigir_motivo(plan, motivo)
    aplicar(quien, plan, ensayo.viejas, ensayo.finales, motivo=motivo, importado=True)
    anotar_hecho(
        "plan.importado",
        plan.id,
        quien.persona_id,
        motivo=motivo,
        datos={"archivo": nombre, **ensayo.cuentas},
        publico=plan.estado in ESTADOS_PUBLICOS,
    )
    return ensayo


def confirmar_importacion(quien: Identidad, plan_id: int, ficha: str, motivo: str = "") -> None:
    """Aplica el archivo ensayado. Confirmar dos veces hace lo mismo que una."""
    exigir(quien, Permiso.PLAN_IMPORTAR)
    bloquear(plan_id)
    guardada = importacion(ficha, plan_id, quien.persona_id)
    if guardada is None:
        raise NoEncontrado(_("Este ensayo ya no está. Sube el archivo otra vez."))
    if guardada.aplicada_en is not None:
        return
    importar(quien, plan_id, guardada.texto, motivo=motivo, huella=guardada.huella_plan, nombre=guardada.nombre)
    guardada.aplicada_en = ahora()
    guardada.texto = ""


def renovar_ensayo(quien: Identidad, plan_id: int, ficha: str) -> None:
    """Vuelve a ensayar el mismo archivo contra el plan como está ahora, para mirarlo y confirmarlo de nuevo."""
    exigir(quien, Permiso.PLAN_IMPORTAR)
    guardada = importacion(ficha, plan_id, quien.persona_id)
    if guardada is not None and guardada.aplicada_en is None:
        guardada.huella_plan = ensayar(plan_id, guardada.texto).huella
