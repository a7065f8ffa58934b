"""El avance que una unidad dice de una hoja sin hitos. Solo se añade."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import select

from app.avance.modelos import AvanceDicho
from app.avance.servicios.comunes import anotar, con_motivo, elemento_anotable, exigir_hoja, no_futura
from app.extensiones import db
from app.nucleo.errores import Invalido
from app.nucleo.permisos import Identidad
from app.nucleo.reloj import ahora


def decir_avance(quien: Identidad, elemento_id: int, porcentaje: int, fecha: dt.date, motivo: str) -> int:
    """Anota cuánto lleva una hoja, de 0 a 100, a un día de hoy o de antes, con su porqué; devuelve su id.

    Se rechaza donde hay hitos en pie (se calcula con ellos) y donde cuelgan otros elementos. Repetir lo mismo
    seguido devuelve lo ya anotado.
    """
    elemento = elemento_anotable(quien, elemento_id)
    exigir_hoja(elemento, dicho=True)
    if not 0 <= porcentaje <= 100:
        raise Invalido("porcentaje", _("El avance va de 0 a 100."))
    porque = con_motivo(motivo)
    no_futura(fecha)
    ultimo = db.session.scalar(
        select(AvanceDicho)
        .where(AvanceDicho.elemento_id == elemento_id)
        .order_by(AvanceDicho.id.desc())
        .limit(1)
    )
    if ultimo and (ultimo.porcentaje, ultimo.fecha, ultimo.motivo) == (porcentaje, fecha, porque):
        return ultimo.id
    dicho = AvanceDicho(
        elemento_id=elemento_id,
        porcentaje=porcentaje,
        fecha=fecha,
        motivo=porque,
        persona_id=quien.persona_id,
        anotado_en=ahora(),
    )
    db.session.add(dicho)
    db.session.flush()
    anotar(quien, elemento, "dicho", {"porcentaje": porcentaje, "fecha": fecha.isoformat()}, porque)
    return dicho.id
