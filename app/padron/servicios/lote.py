"""Unir de una vez muchas cuentas con su documento, como si cada una lo hubiera comprobado en línea."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from sqlalchemy import Table, bindparam, insert, update

from app.contenido.servicios import anotar_lote
from app.extensiones import db
from app.nucleo.errores import traducir
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.padron.claves import huella_de
from app.padron.consultas import vigente
from app.padron.consultas.vinculos import Participante
from app.padron.errores import YaVinculada
from app.padron.modelos import Vinculo
from app.padron.reglas import EN_LINEA
from app.padron.servicios.vinculos import saber_edades


@dataclass(frozen=True)
class Union:
    """Una cuenta y el documento de su persona del padrón; `cuando` se comprobó."""

    persona_id: int
    tipo: str
    numero: str = field(repr=False)
    cuando: dt.datetime


def vincular_en_lote(quien: Identidad, uniones: Sequence[Union]) -> int:
    """Une cuentas que todavía no apoyaron nada y les da la acreditación 2; devuelve cuántas.

    El número no se guarda: solo su huella. Lanza `YaVinculada` si una cuenta o un documento ya estaba unido.
    """
    exigir(quien, Permiso.PADRON_IMPORTAR)
    if not uniones:
        return 0
    with traducir({"pk_padron_vinculos": YaVinculada(), "uq_padron_vinculos_persona_id": YaVinculada()}):
        db.session.execute(
            insert(Vinculo),
            [
                {
                    "huella": huella_de(u.tipo, u.numero),
                    "persona_id": u.persona_id,
                    "medio": "linea",
                    "pruebas": [],
                    "vinculado_en": u.cuando,
                }
                for u in uniones
            ],
        )
    tabla = cast("Table", Participante.__table__)
    db.session.connection().execute(
        update(tabla)
        .where(tabla.c.id == bindparam("de"), tabla.c.acreditacion < EN_LINEA)
        .values(acreditacion=EN_LINEA),
        [{"de": u.persona_id} for u in uniones],
    )
    db.session.expire_all()
    if (actual := vigente()) is not None:
        saber_edades(actual.id)
    anotar_lote([_hecho(u) for u in uniones])
    return len(uniones)


def _hecho(union: Union) -> dict[str, object]:
    return {
        "clase": "padron.acreditada",
        "contenido_id": None,
        "persona_id": union.persona_id,
        "motivo": "",
        "datos": {},
        "publico": False,
        "ocurrio_en": union.cuando,
    }
