"""La vida de una edición: comparar, aplicar, descartar, borrar lo viejo; y el padrón abierto."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy import delete, select, update

from app.contenido.servicios import anotar_hecho
from app.cuentas.servicios import exigir_reciente
from app.extensiones import db
from app.nucleo import transaccion
from app.nucleo.errores import Conflicto, Invalido, NoEncontrado, traducir
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.nucleo.reloj import ahora
from app.padron import consultas
from app.padron.errores import EdicionCambiada
from app.padron.modelos import Empadronada, Padron
from app.padron.reglas import DE_IDENTIDAD, Prueba
from app.padron.servicios.cortes import tomar_cortes
from app.padron.servicios.vinculos import saber_edades

TANDA = 5_000
TANDAS_POR_VUELTA = 40
ABANDONADA = dt.timedelta(days=2)
"""Una importación que lleva dos días en preparación se cortó sin avisar."""


def _exigir(quien: Identidad) -> None:
    """El permiso y, en las páginas, la clave escrita hace poco: lo que sigue cambia quién puede participar."""
    exigir(quien, Permiso.PADRON_IMPORTAR)
    if quien.autenticada:
        exigir_reciente(quien)


def _edicion(padron_id: int, *estados: str) -> Padron:
    padron = consultas.edicion(padron_id)
    if padron is None:
        raise NoEncontrado()
    if padron.estado not in estados:
        raise EdicionCambiada(_("Esta edición ya no está en el estado en que la miraste."))
    return padron


def comparar_otra_vez(quien: Identidad, padron_id: int) -> None:
    """Rehace la diferencia de una edición lista con la que está en vigor; confirma por su cuenta."""
    exigir(quien, Permiso.PADRON_IMPORTAR)
    padron = _edicion(padron_id, "listo")
    informe = {
        **padron.informe,
        "diferencia": consultas.comparar(padron.id, padron.validas, consultas.vigente()),
    }
    with transaccion.escritura():
        db.session.execute(
            update(Padron).where(Padron.id == padron_id, Padron.estado == "listo").values(informe=informe)
        )


def aplicar(quien: Identidad, padron_id: int) -> None:
    """Pone en vigor una edición lista, en una transacción corta: cambian dos filas, y los años que faltaban.

    Lanza `EdicionCambiada` si ya no está lista o si la que está en vigor no es aquella con que se comparó.
    """
    _exigir(quien)
    padron = _edicion(padron_id, "listo")
    actual = consultas.vigente()
    if padron.informe["diferencia"]["contra"] != (actual.id if actual else None):
        raise EdicionCambiada()
    momento = ahora()
    with traducir({"uq_padrones_vigente": EdicionCambiada()}):
        if actual is not None:
            actual.estado, actual.reemplazado_en = "reemplazado", momento
            db.session.flush()
        padron.estado, padron.vigente_desde = "vigente", momento
        db.session.flush()
    saber_edades(padron.id)
    anotar_hecho(
        "padron.aplicado", None, quien.persona_id, datos={"edicion": padron.id, "personas": padron.validas}
    )


def descartar(quien: Identidad, padron_id: int) -> None:
    """Descarta una edición lista o a medias; sus filas se borran después, por tandas."""
    exigir(quien, Permiso.PADRON_IMPORTAR)
    padron = _edicion(padron_id, "listo", "preparacion")
    padron.estado, padron.reemplazado_en = "descartado", ahora()
    db.session.flush()


def abrir_padron(quien: Identidad, nombre: str, pruebas: Collection[str]) -> int:
    """Habilita el padrón abierto, con las pruebas que la ciudad acepta (vacío, todas); devuelve su id.

    Si ya está abierto, solo cambia sus pruebas.
    """
    _exigir(quien)
    if any(p not in {x.value for x in Prueba} for p in pruebas):
        raise Invalido("pruebas", _("Marca solo pruebas de la lista."))
    if pruebas and not DE_IDENTIDAD & set(pruebas):
        raise Invalido("pruebas", _("Marca también un documento que diga quién es: sin él nadie entraría."))
    abierto = consultas.abierto()
    if abierto is None:
        momento = ahora()
        abierto = Padron(
            modalidad="abierto", nombre=nombre[:160], estado="vigente", creado_en=momento,
            vigente_desde=momento, autora_id=quien.persona_id,
        )  # fmt: skip
        db.session.add(abierto)
        anotar_hecho("padron.abierto", None, quien.persona_id)
    abierto.informe = {**(abierto.informe or {}), "pruebas": sorted(set(pruebas))}
    with traducir({"uq_padrones_vigente": EdicionCambiada()}):
        db.session.flush()
    return abierto.id


def cerrar_padron(quien: Identidad) -> None:
    """Deja de admitir personas por sus pruebas. Quien ya entró conserva su acreditación."""
    _exigir(quien)
    abierto = consultas.abierto()
    if abierto is None:
        raise Conflicto(_("El padrón abierto no está habilitado."))
    abierto.estado, abierto.reemplazado_en = "reemplazado", ahora()
    anotar_hecho("padron.cerrado", None, quien.persona_id)
    db.session.flush()


def barrer() -> int:
    """Borra por tandas las filas de las ediciones que ya no hacen falta; devuelve cuántas. La llama el obrero.

    La edición y su informe se quedan. Las que cita un corte de un proceso sin archivar, también con sus filas;
    por eso toma antes los cortes cuya fecha llegó.
    """
    tomar_cortes()
    with transaccion.escritura():
        db.session.execute(
            update(Padron)
            .where(Padron.estado == "preparacion", Padron.creado_en < ahora() - ABANDONADA)
            .values(estado="descartado", reemplazado_en=ahora())
        )
    borradas = 0
    pendientes = consultas.hay_que_borrar()
    db.session.rollback()
    for _vuelta in range(TANDAS_POR_VUELTA):
        if not pendientes:
            break
        n = _borrar_tanda(pendientes[0])
        borradas += n
        if n < TANDA:
            pendientes.pop(0)
        time.sleep(0.02)
    return borradas


def _borrar_tanda(padron_id: int) -> int:
    with transaccion.escritura():
        unas = select(Empadronada.huella).where(Empadronada.padron_id == padron_id).limit(TANDA)
        resultado = db.session.execute(
            delete(Empadronada)
            .where(Empadronada.padron_id == padron_id, Empadronada.huella.in_(unas))
            .execution_options(synchronize_session=False)
        )
        return int(resultado.rowcount)  # type: ignore[attr-defined]
