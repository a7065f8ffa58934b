"""Los hitos de una hoja: crear, cambiar, cumplir, cancelar y ordenar. Nada se borra."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.avance.modelos import FUENTE, Elemento, Hito
from app.avance.servicios.comunes import anotar, con_motivo, elemento_anotable, exigir_hoja, no_futura
from app.extensiones import db
from app.nucleo.errores import Conflicto, Invalido, NoEncontrado, traducir
from app.nucleo.permisos import Identidad

PESO_MAXIMO = 1_000_000
TITULO = 200
MAXIMO = 60
"""Hitos de un elemento, con los cancelados; más es señal de que hacen falta elementos."""


@dataclass(frozen=True)
class DatosHito:
    """Lo que se escribe de un hito. `peso` es un entero mayor que 0."""

    titulo: str
    peso: int = 1
    vence: dt.date | None = None


def _validar(datos: DatosHito) -> None:
    if not datos.titulo.strip() or len(datos.titulo) > TITULO:
        raise Invalido("titulo", _("Escribe qué se cumplirá, en no más de %(n)s caracteres.", n=TITULO))
    if not 0 < datos.peso <= PESO_MAXIMO:
        raise Invalido("peso", _("El peso es un entero mayor que 0."))


def _tomar(quien: Identidad, hito_id: int) -> tuple[Hito, Elemento]:
    """El hito con su elemento tomado: dos personas no cambian a la vez los de un mismo elemento."""
    elemento_id = db.session.scalar(select(Hito.elemento_id).where(Hito.id == hito_id))
    if elemento_id is None:
        raise NoEncontrado()
    elemento = elemento_anotable(quien, elemento_id)
    exigir_hoja(elemento)
    hito = db.session.get(Hito, hito_id, populate_existing=True)
    if hito is None:
        raise NoEncontrado()
    return hito, elemento


def _hechos_de(hito: Hito, **mas: Any) -> dict[str, Any]:
    return {"hito": hito.id, "titulo": hito.titulo, **mas}


def crear_hito(quien: Identidad, elemento_id: int, datos: DatosHito, motivo: str = "") -> int:
    """Añade un hito al final de los de una hoja; devuelve su id. El motivo es público."""
    _validar(datos)
    elemento = elemento_anotable(quien, elemento_id)
    exigir_hoja(elemento)
    porque = con_motivo(motivo)
    cuantos, ultimo = db.session.execute(
        select(func.count(), func.max(Hito.orden)).where(Hito.elemento_id == elemento_id)
    ).one()
    if cuantos >= MAXIMO:
        raise Conflicto(_("Caben %(n)s hitos. Si hacen falta más, divide el elemento.", n=MAXIMO))
    hito = Hito(
        elemento_id=elemento_id,
        titulo=datos.titulo.strip(),
        peso=datos.peso,
        vence=datos.vence,
        orden=0 if ultimo is None else ultimo + 1,
    )
    db.session.add(hito)
    with traducir({"uq_hitos_elemento_id_orden": Conflicto()}):
        db.session.flush()
    anotar(quien, elemento, "hito_creado", _hechos_de(hito), porque)
    return hito.id


def editar_hito(quien: Identidad, hito_id: int, datos: DatosHito, motivo: str) -> bool:
    """Cambia el texto, el peso o el vencimiento; devuelve si algo cambió. El motivo es público."""
    _validar(datos)
    hito, elemento = _tomar(quien, hito_id)
    nuevos = asdict(datos) | {"titulo": datos.titulo.strip()}
    cambios = [
        {"campo": c, "antes": str(getattr(hito, c) or "—"), "despues": str(v or "—")}
        for c, v in nuevos.items()
        if getattr(hito, c) != v
    ]
    if not cambios:
        return False
    porque = con_motivo(motivo)
    hito.titulo, hito.peso, hito.vence = nuevos["titulo"], datos.peso, datos.vence
    db.session.flush()
    anotar(quien, elemento, "hito_editado", _hechos_de(hito, cambios=cambios), porque)
    return True


def cumplir_hito(quien: Identidad, hito_id: int, fecha: dt.date, fuente: str) -> bool:
    """Marca un hito como cumplido ese día, con cómo se sabe; repetirlo igual no hace nada."""
    hito, elemento = _tomar(quien, hito_id)
    if hito.cancelado:
        raise Conflicto(_("Este hito está cancelado. Recupéralo antes de darlo por cumplido."))
    limpia = fuente.strip()
    if not limpia or len(limpia) > FUENTE:
        raise Invalido("fuente", _("Di cómo se sabe: un acta, un informe, una foto."))
    if (hito.cumplido_en, hito.fuente) == (no_futura(fecha), limpia):
        return False
    hito.cumplido_en, hito.fuente = fecha, limpia
    db.session.flush()
    anotar(quien, elemento, "hito_cumplido", _hechos_de(hito, fecha=fecha.isoformat(), fuente=limpia))
    return True


def dejar_sin_cumplir(quien: Identidad, hito_id: int, motivo: str) -> bool:
    """Deshace un cumplimiento, con su porqué; si no estaba cumplido no hace nada."""
    hito, elemento = _tomar(quien, hito_id)
    if hito.cumplido_en is None:
        return False
    porque = con_motivo(motivo)
    hito.cumplido_en, hito.fuente = None, ""
    db.session.flush()
    anotar(quien, elemento, "hito_sin_cumplir", _hechos_de(hito), porque)
    return True


def cancelar_hito(quien: Identidad, hito_id: int, motivo: str) -> bool:
    """Cancela un hito sin cumplir: sale de la cuenta y se sigue viendo, con su porqué (hasta 300)."""
    hito, elemento = _tomar(quien, hito_id)
    if hito.cancelado:
        return False
    if hito.cumplido_en is not None:
        raise Conflicto(_("Este hito ya se cumplió. Si fue un error, déjalo antes sin cumplir."))
    porque = con_motivo(motivo)
    if len(porque) > FUENTE:
        raise Invalido("motivo", _("Dilo en no más de %(n)s caracteres.", n=FUENTE))
    hito.cancelado = porque
    db.session.flush()
    anotar(quien, elemento, "hito_cancelado", _hechos_de(hito), porque)
    return True


def recuperar_hito(quien: Identidad, hito_id: int, motivo: str) -> bool:
    """Devuelve a la cuenta un hito cancelado, con su porqué."""
    hito, elemento = _tomar(quien, hito_id)
    if not hito.cancelado:
        return False
    porque = con_motivo(motivo)
    hito.cancelado = ""
    db.session.flush()
    anotar(quien, elemento, "hito_recuperado", _hechos_de(hito), porque)
    return True


def ordenar_hito(quien: Identidad, hito_id: int, paso: int) -> bool:
    """Sube (-1) o baja (+1) un hito; devuelve si se movió. El orden no cambia la cuenta ni deja hecho."""
    hito, elemento = _tomar(quien, hito_id)
    hermanos = list(
        db.session.scalars(select(Hito).where(Hito.elemento_id == elemento.id).order_by(Hito.orden)).all()
    )
    lugar = hermanos.index(hito) + paso
    if not 0 <= lugar < len(hermanos) or paso not in (-1, 1):
        return False
    otro = hermanos[lugar]
    suyo, del_otro = hito.orden, otro.orden
    hito.orden = -1
    db.session.flush()
    otro.orden = suyo
    db.session.flush()
    hito.orden = del_otro
    db.session.flush()
    return True
