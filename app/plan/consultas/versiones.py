"""Las versiones publicadas de un plan, lo que espera publicarse y los documentos de sus actos."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from app.adjuntos.modelos import Adjunto
from app.cuentas.modelos import Persona
from app.extensiones import db
from app.lectura import a_salvo
from app.nucleo import paneles
from app.nucleo.errores import NoEncontrado
from app.nucleo.permisos import Identidad
from app.plan import reglas
from app.plan.consultas.alineaciones import tabla_de_alineaciones
from app.plan.consultas.elementos import filas_de
from app.plan.consultas.fichas import ESTADOS_PUBLICOS, ActoDado, Arbol
from app.plan.consultas.planes import puede_ver_borradores
from app.plan.modelos import Acto, Plan, VersionPlan


@dataclass(frozen=True)
class Version:
    """Una versión publicada; `tablas` solo viene cuando se pide una."""

    numero: int
    publicada_en: dt.datetime
    quien: str
    que_cambio: str
    por_que: str
    huella: str
    acto: ActoDado | None
    tablas: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Documento:
    """El documento de un acto, ya guardado."""

    clave: str
    nombre: str
    peso: int


_COLUMNAS: tuple[Any, ...] = (
    VersionPlan.numero,
    VersionPlan.publicada_en,
    func.coalesce(Persona.seudonimo, "").label("quien"),
    VersionPlan.que_cambio,
    VersionPlan.por_que,
    VersionPlan.huella,
    Acto,
)


def _leidas(plan_id: int, *columnas: Any, numero: int | None = None) -> list[Version]:
    consulta = (
        select(*_COLUMNAS, *columnas)
        .select_from(VersionPlan)
        .outerjoin(Persona, Persona.id == VersionPlan.persona_id)
        .outerjoin(Acto, Acto.id == VersionPlan.acto_id)
        .where(VersionPlan.plan_id == plan_id)
        .order_by(VersionPlan.numero.desc())
    )
    if numero is not None:
        consulta = consulta.where(VersionPlan.numero == numero)
    return [
        Version(
            f.numero,
            f.publicada_en,
            f.quien,
            f.que_cambio,
            f.por_que,
            f.huella,
            ActoDado(f.Acto.organo, f.Acto.numero, f.Acto.fecha, f.Acto.gaceta, f.Acto.huella)
            if f.Acto
            else None,
            *((f.tablas,) if columnas else ()),
        )
        for f in db.session.execute(consulta)
    ]


def versiones(plan_id: int) -> list[Version]:
    """Las publicadas, la última primero, sin sus tablas (una consulta)."""
    return _leidas(plan_id)


def version(plan_id: int, numero: int) -> Version:
    """Una versión con sus tablas; `NoEncontrado` si no existe."""
    hallada = _leidas(plan_id, VersionPlan.tablas, numero=numero)
    if not hallada:
        raise NoEncontrado()
    return hallada[0]


def ultimo_numero(plan_id: int) -> int:
    """El número de la última versión; 0 si no hay."""
    ultimo = select(func.max(VersionPlan.numero)).where(VersionPlan.plan_id == plan_id)
    return db.session.scalar(ultimo) or 0


def cambios_de(plan_id: int, presente: Version) -> tuple[reglas.CambiosDeTabla, ...]:
    """Qué cambió en una versión frente a la anterior; nada si es la primera."""
    if presente.numero == 1:
        return ()
    return reglas.comparar_versiones(version(plan_id, presente.numero - 1).tablas, presente.tablas)


def sin_publicar(plan_id: int, plano: Arbol) -> tuple[reglas.CambiosDeTabla, ...] | None:
    """Lo que cambió desde la última versión; None si todavía no hay ninguna. `plano`, leído sin idioma."""
    fila = db.session.execute(
        select(Plan, VersionPlan.tablas)
        .join(VersionPlan, VersionPlan.plan_id == Plan.id)
        .where(Plan.id == plan_id)
        .order_by(VersionPlan.numero.desc())
        .limit(1)
    ).one_or_none()
    return None if fila is None else reglas.comparar_versiones(fila.tablas, tablas_de(fila.Plan, plano))


def tablas_de(plan: Plan, plano: Arbol) -> dict[str, str]:
    """El plan entero como está ahora, en sus tablas: las mismas que se exportan. `plano`, leído sin idioma."""
    prestadas: Mapping[str, str] = paneles.pedir("tablas_del_plan", plan.id, omision={})
    alineaciones = tabla_de_alineaciones(plan.id)
    return {
        "plan": _tabla_de_plan(plan),
        reglas.ELEMENTOS: reglas.escribir_tabla(filas_de(plano)),
        **({"alineaciones": alineaciones} if alineaciones else {}),
        **prestadas,
    }


def _tabla_de_plan(p: Plan) -> str:
    """Los datos del plan, uno por fila; los textos en otros idiomas, como `nombre[pt]`."""
    valores = {
        "nombre": p.nombre, "lema": p.lema, "tipo": p.tipo, "inicio": p.inicio.isoformat(),
        "fin": p.fin.isoformat(), "presentacion": p.presentacion,
    }  # fmt: skip
    for i, formas in enumerate(p.niveles):
        for idioma, forma in sorted(formas.items()):
            valores[f"nivel {i}[{idioma}]"] = f"{forma.get('singular', '')}, {forma.get('plural', '')}"
    for idioma, textos in sorted(p.traducciones.items()):
        valores |= {f"{campo}[{idioma}]": texto for campo, texto in sorted(textos.items()) if texto}
    salida = io.StringIO()
    escritor = csv.writer(salida, lineterminator="\n")
    escritor.writerow(("Campo", "Valor"))
    escritor.writerows((campo, a_salvo(valor)) for campo, valor in valores.items())
    return salida.getvalue()


def documentos_de(plan_id: int) -> dict[str, Documento]:
    """Los documentos adjuntos al plan, por su huella SHA-256."""
    filas = db.session.execute(
        select(Adjunto.huella, Adjunto.clave, Adjunto.nombre, Adjunto.peso).where(
            Adjunto.contenido_id == plan_id
        )
    )
    return {f.huella: Documento(f.clave, f.nombre, f.peso) for f in filas}


def huella_de_adjunto(clave: str) -> str:
    """La SHA-256 de un archivo guardado; vacía si no está."""
    return db.session.scalar(select(Adjunto.huella).where(Adjunto.clave == clave)) or ""


def puede_ver_plan(plan_id: int, quien: Identidad) -> bool:
    """Verdadero si `quien` puede ver el plan: los documentos de un borrador no son públicos."""
    estado = db.session.scalar(select(Plan.estado).where(Plan.id == plan_id))
    return estado is not None and (estado in ESTADOS_PUBLICOS or puede_ver_borradores(quien))
