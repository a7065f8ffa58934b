"""Altas de muchas personas de una vez: las autoras de una importación y las de la ciudad de demostración."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import insert, select

from app.cuentas.modelos import Persona
from app.cuentas.reglas import clave_de_seudonimo
from app.cuentas.servicios._comunes import normalizar_correo
from app.cuentas.servicios.acceso import cerrar_todas
from app.extensiones import db
from app.nucleo.reloj import ahora

TANDA = 500


@dataclass(frozen=True)
class Alta:
    """Una cuenta activa con el correo ya confirmado; sin `clave_hash` no se puede entrar con ella."""

    seudonimo: str
    correo: str
    nombre: str | None = None
    clave_hash: str | None = None
    territorio_id: int | None = None
    nacimiento: int | None = None


def personas_externas(autoras: Mapping[str, str]) -> dict[str, int]:
    """El id de cada autora externa por su huella; crea las que falten con su seudónimo (`huella → seudónimo`).

    No tienen correo ni clave: nadie puede entrar como ellas. Las que ya estaban no cambian.
    """
    ids = _por_huella(autoras)
    momento = ahora()
    faltan = [
        {"seudonimo": s, "huella_origen": h, "estado": "externa", "creada_en": momento}
        for h, s in autoras.items()
        if h not in ids
    ]
    if faltan:
        db.session.execute(insert(Persona), faltan)
        ids |= _por_huella(f["huella_origen"] for f in faltan)
    return ids


def _por_huella(huellas: Iterable[object]) -> dict[str, int]:
    resto, ids = iter(huellas), {}
    while tanda := list(islice(resto, TANDA)):
        filas = db.session.execute(
            select(Persona.huella_origen, Persona.id).where(Persona.huella_origen.in_(tanda))
        )
        ids.update({str(huella): ident for huella, ident in filas})
    return ids


def altas(nuevas: Sequence[Alta]) -> list[int]:
    """Crea las cuentas, con acreditación 1, y devuelve sus ids en el mismo orden."""
    momento = ahora()
    filas = [
        {
            "seudonimo": a.seudonimo,
            "seudonimo_clave": clave_de_seudonimo(a.seudonimo),
            "nombre": a.nombre,
            "nombre_clave": clave_de_seudonimo(a.nombre or "") or None,
            "correo": normalizar_correo(a.correo),
            "correo_confirmado_en": momento,
            "clave_hash": a.clave_hash,
            "acreditacion": 1,
            "estado": "activa",
            "territorio_id": a.territorio_id,
            "nacimiento": a.nacimiento,
            "creada_en": momento,
        }
        for a in nuevas
    ]
    ids: dict[str, int] = {}
    for i in range(0, len(filas), TANDA):
        tanda = filas[i : i + TANDA]
        db.session.execute(insert(Persona), tanda)
        correos = [f["correo"] for f in tanda]
        halladas = db.session.execute(select(Persona.correo, Persona.id).where(Persona.correo.in_(correos)))
        ids.update({str(correo): ident for correo, ident in halladas})
    return [ids[str(f["correo"])] for f in filas]


def poner_claves(huellas: Mapping[str, str]) -> None:
    """Cambia la clave de estas cuentas (`correo → huella`) y cierra sus sesiones. Solo para la demostración."""
    for correo, huella in huellas.items():
        persona = db.session.scalar(select(Persona).where(Persona.correo == normalizar_correo(correo)))
        if persona is not None:
            persona.clave_hash = huella
            cerrar_todas(persona.id)
    db.session.flush()
