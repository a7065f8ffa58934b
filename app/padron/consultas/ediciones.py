"""Las ediciones del padrón: cuál vale, cuántas personas trae y en qué se distinguen dos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, exists, func, select
from sqlalchemy.orm import aliased

from app.extensiones import db
from app.padron.modelos import Corte, Empadronada, Padron, Vinculo
from app.procesos.modelos import Proceso
from app.territorio import consultas as territorio


def _en_vigor(modalidad: str) -> Padron | None:
    return db.session.scalar(select(Padron).where(Padron.modalidad == modalidad, Padron.estado == "vigente"))


def vigente() -> Padron | None:
    """La edición importada que vale hoy; None si la ciudad no importó ninguna."""
    return _en_vigor("importado")


def abierto() -> Padron | None:
    """El padrón abierto, que crece en los mostradores; None si no está habilitado."""
    return _en_vigor("abierto")


def ediciones() -> Sequence[Padron]:
    """Todas las ediciones, la más nueva primero."""
    return db.session.scalars(select(Padron).order_by(Padron.id.desc())).all()


def edicion(padron_id: int) -> Padron | None:
    """Una edición por su id; None si no hay."""
    return db.session.get(Padron, padron_id)


@dataclass(frozen=True)
class EnVigor:
    """Los padrones que valen hoy: el importado y el abierto; None el que no haya."""

    importado: Padron | None
    abierto: Padron | None

    @property
    def tipos(self) -> list[str]:
        """Los tipos de documento del importado, del más usado al menos; vacío si no lo hay."""
        cuentas: dict[str, int] = self.importado.informe.get("tipos", {}) if self.importado else {}
        return sorted(cuentas, key=lambda t: (-cuentas[t], t))

    @property
    def segundo_campo(self) -> str:
        """El dato que, con el documento, deja comprobarse en línea; sin él basta saber un número ajeno."""
        return self.importado.segundo_campo if self.importado else ""

    @property
    def pruebas(self) -> list[str]:
        """Las que la ciudad acepta en los mostradores; vacío es todas."""
        return list(self.abierto.informe.get("pruebas", ())) if self.abierto else []


def en_vigor() -> EnVigor:
    """Los padrones que valen hoy (una consulta)."""
    hay = {p.modalidad: p for p in db.session.scalars(select(Padron).where(Padron.estado == "vigente"))}
    return EnVigor(hay.get("importado"), hay.get("abierto"))


def total_de(territorio_id: int | None = None, vigor: EnVigor | None = None) -> int | None:
    """Personas empadronadas en un lugar con todo lo que contiene (o en la ciudad, con None).

    None si la ciudad no tiene ningún padrón. Las del importado se contaron al traerlo; las del abierto se
    cuentan ahora, sin repetir a quien está en los dos. `vigor`, si ya se leyó.
    """
    vigor = vigor or en_vigor()
    importado, propio = vigor.importado, vigor.abierto
    if importado is None and propio is None:
        return None
    dentro = None if territorio_id is None else territorio.descendientes(territorio_id)
    total = 0
    if importado is not None:
        cuentas: dict[str, int] = importado.informe.get("por_territorio", {})
        total = sum(n for t, n in cuentas.items() if dentro is None or int(t) in dentro)
    if propio is not None:
        total += db.session.scalar(_solo_en_abierto(propio.id, importado, dentro)) or 0
    return total


def _solo_en_abierto(abierto_id: int, importado: Padron | None, dentro: frozenset[int] | None) -> Select[Any]:
    consulta = select(func.count()).where(Empadronada.padron_id == abierto_id, Empadronada.baja_en.is_(None))
    if dentro is not None:
        consulta = consulta.where(Empadronada.territorio_id.in_(dentro))
    if importado is not None:
        otra = aliased(Empadronada)
        consulta = consulta.where(
            ~exists().where(
                otra.padron_id == importado.id, otra.huella == Empadronada.huella, otra.baja_en.is_(None)
            )
        )
    return consulta


def comparar(nueva_id: int, validas: int, vieja: Padron | None) -> dict[str, int | None]:
    """Qué pasa si una edición de `validas` personas reemplaza a `vieja`: entran, salen y cambian de lugar.

    También cuántas personas dadas de baja vuelven con ella (`vuelven`, que ya se cuentan entre las que entran),
    cuántas cuentas unidas no están en ella ni en el padrón abierto (`vinculadas_fuera`) y con cuál se comparó
    (`contra`). Recorre las dos ediciones: unos segundos por millón.
    """
    comunes = cambian = vuelven = 0
    if vieja is not None:
        a, b = aliased(Empadronada), aliased(Empadronada)
        sigue = b.baja_en.is_(None)
        distinto = case((a.territorio_id == b.territorio_id, 0), else_=1)
        comunes, cambian, vuelven = db.session.execute(
            select(
                func.count().filter(sigue),
                func.coalesce(func.sum(distinto).filter(sigue), 0),
                func.count().filter(~sigue),
            )
            .select_from(a)
            .join(b, (b.huella == a.huella) & (b.padron_id == vieja.id))
            .where(a.padron_id == nueva_id)
        ).one()
    esta = exists().where(Empadronada.padron_id == nueva_id, Empadronada.huella == Vinculo.huella)
    propio = abierto()
    en_el_abierto = exists().where(
        Empadronada.padron_id == (propio.id if propio else 0),
        Empadronada.huella == Vinculo.huella,
        Empadronada.baja_en.is_(None),
    )
    fuera = db.session.scalar(select(func.count()).select_from(Vinculo).where(~esta, ~en_el_abierto))
    return {
        "contra": vieja.id if vieja else None,
        "entran": validas - int(comunes),
        "salen": (vieja.validas if vieja else 0) - int(comunes),
        "cambian": int(cambian),
        "vuelven": int(vuelven),
        "vinculadas_fuera": int(fuera or 0),
    }


def contra_otra(lista: Padron) -> bool:
    """Verdadero si su informe se hizo frente a una edición que ya no es la que está en vigor."""
    actual = vigente()
    return bool(lista.informe["diferencia"]["contra"] != (actual.id if actual else None))


def hay_que_borrar() -> list[int]:
    """Las ediciones cuyas filas sobran: fuera de vigor y sin corte de un proceso vivo que las cite."""
    usadas: set[int] = set()
    citadas = select(Corte.padrones).join(Proceso, Proceso.id == Corte.proceso_id)
    for padrones in db.session.scalars(citadas.where(Proceso.estado != "archivado")):
        usadas.update(padrones)
    con_filas = exists().where(Empadronada.padron_id == Padron.id)
    viejas = db.session.scalars(
        select(Padron.id).where(Padron.estado.in_(("reemplazado", "descartado")), con_filas).order_by(Padron.id)
    )
    return [i for i in viejas if i not in usadas]
