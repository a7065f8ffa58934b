"""Crear, cambiar y cancelar un indicador. En un plan público, cada cambio deja un hecho con su porqué."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.avance import reglas
from app.avance.modelos import ACUMULACIONES, DIRECCIONES, FRECUENCIAS, Elemento, Indicador, Plan, Unidad
from app.avance.servicios.comunes import exigir_que_no
from app.contenido.servicios import anotar_hecho
from app.extensiones import db
from app.nucleo.errores import Invalido, NoEncontrado
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.plan.consultas import ESTADOS_PUBLICOS
from app.plan.servicios.planes import bloquear, exigir_vivo
from app.territorio.consultas import por_id as territorio_de

_CODIGO = re.compile(r"[^\W_][\w.\-]{0,159}")
RESERVADOS = frozenset({"nuevo", "anotar"})
CAMPOS = (
    "elemento", "nombre", "definicion", "formula", "unidad", "decimales", "frecuencia", "direccion",
    "acumulacion", "banda_desde", "banda_hasta", "base_fecha", "base_valor", "fuente", "verificacion",
    "responsable", "territorio", "lugar",
)  # fmt: skip
"""Lo que se compara y se cuenta cuando cambia."""


@dataclass(frozen=True)
class DatosIndicador:
    """Lo que se escribe de un indicador; `traducciones`: {idioma: {campo: texto}}, sin vacíos."""

    codigo: str
    elemento_id: int
    nombre: str
    unidad: str
    frecuencia: str = "anual"
    direccion: str = "sube"
    acumulacion: str = "stock"
    definicion: str = ""
    formula: str = ""
    decimales: int = 0
    banda_desde: Decimal | None = None
    banda_hasta: Decimal | None = None
    base_fecha: dt.date | None = None
    base_valor: Decimal | None = None
    fuente: str = ""
    verificacion: str = ""
    unidad_id: int | None = None
    territorio_id: int | None = None
    lugar: str = ""
    traducciones: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Tomado:
    """Un indicador con su fila tomada hasta el final de la transacción, y su plan y su unidad responsable."""

    indicador: Indicador
    estado_plan: str
    unidad_id: int | None
    estado_elemento: str = ""

    @property
    def publico(self) -> bool:
        """Verdadero si cualquiera ve el plan."""
        return self.estado_plan in ESTADOS_PUBLICOS

    def exigir(self, quien: Identidad, permiso: Permiso) -> None:
        """Quien planifica para una unidad solo toca lo de esa unidad; un plan archivado ya no cambia."""
        exigir(quien, permiso, unidad_id=self.unidad_id)
        exigir_vivo(self.estado_plan)

    def exigir_motivo(self, motivo: str) -> None:
        """Un cambio en un plan que la gente ya ve lleva su porqué."""
        if self.publico and not motivo.strip():
            raise Invalido("motivo", _("Este plan es público: di por qué cambia. Se verá en su hilo."))

    def anotar(self, clase: str, quien: Identidad, motivo: str, **datos: Any) -> None:
        """Deja un hecho en el elemento, con el código y el nombre del indicador."""
        i = self.indicador
        anotar_hecho(
            f"avance.{clase}",
            i.elemento_id,
            quien.persona_id,
            motivo=motivo,
            datos={"indicador": i.codigo, "nombre": i.nombre, **datos},
            publico=self.publico,
        )


def tomar(indicador_id: int) -> Tomado:
    """El indicador, para escribir en él: quien llegue después espera su turno."""
    fila = db.session.execute(
        select(Indicador, Plan.estado, Elemento.unidad_id, Elemento.estado)
        .join(Plan, Plan.id == Indicador.plan_id)
        .join(Elemento, Elemento.id == Indicador.elemento_id)
        .where(Indicador.id == indicador_id)
        .with_for_update(of=Indicador)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if fila is None:
        raise NoEncontrado()
    propia = fila[0].unidad_id if fila[0].unidad_id is not None else fila[2]
    return Tomado(fila[0], fila[1], propia, fila[3])


def _validar(datos: DatosIndicador) -> None:
    if not _CODIGO.fullmatch(datos.codigo) or datos.codigo.casefold() in RESERVADOS:
        raise Invalido("codigo", _("El código lleva letras, cifras, puntos y guiones, como 1.1-agua."))
    if not datos.nombre or len(datos.nombre) > 200:
        raise Invalido("nombre", _("Escribe qué mide, en no más de 200 caracteres."))
    if not datos.unidad or len(datos.unidad) > 80:
        raise Invalido("unidad", _("Escribe en qué se mide (personas, litros por día, m² por habitante)."))
    if not 0 <= datos.decimales <= 6:
        raise Invalido("decimales", _("Los decimales van de 0 a 6."))
    for campo, posibles in (
        ("frecuencia", FRECUENCIAS),
        ("direccion", DIRECCIONES),
        ("acumulacion", ACUMULACIONES),
    ):
        if getattr(datos, campo) not in posibles:
            raise Invalido(campo, _("Elige una de las opciones."))
    _validar_sentido(datos)
    if (datos.base_fecha is None) != (datos.base_valor is None):
        falta = "base_fecha" if datos.base_fecha is None else "base_valor"
        raise Invalido(falta, _("La línea base lleva su fecha y su valor, o ninguno de los dos."))


def _validar_sentido(datos: DatosIndicador) -> None:
    """Lo que se mantiene tiene banda y se cuenta por períodos dentro de ella; lo demás, no."""
    mantiene = datos.direccion == "mantiene"
    if mantiene != (datos.acumulacion == "mantenimiento"):
        raise Invalido(
            "acumulacion", _("Si debe mantenerse, se cuenta por «mantenimiento»; y si no, de otra manera.")
        )
    if not mantiene:
        if datos.banda_desde is not None or datos.banda_hasta is not None:
            raise Invalido("banda_desde", _("Solo lleva banda lo que debe mantenerse. Déjala vacía."))
        return
    if datos.banda_desde is None or datos.banda_hasta is None:
        falta = "banda_desde" if datos.banda_desde is None else "banda_hasta"
        raise Invalido(falta, _("Di entre qué valores debe mantenerse: desde y hasta."))
    if datos.banda_hasta < datos.banda_desde:
        raise Invalido("banda_hasta", _("La banda termina antes de empezar: «hasta» es menor que «desde»."))


def _valores(datos: DatosIndicador) -> dict[str, Any]:
    """Las columnas tal como quedan."""
    valores = {c.name: getattr(datos, c.name) for c in fields(datos)}
    valores["traducciones"] = {
        i: {c: t for c, t in textos.items() if t} for i, textos in datos.traducciones.items()
    }
    return valores


def _exigir_codigo_libre(plan_id: int, codigo: str) -> None:
    if db.session.scalar(select(Indicador.id).where(Indicador.plan_id == plan_id, Indicador.codigo == codigo)):
        raise Invalido("codigo", _("Ya hay un indicador con ese código en este plan."))


def _elemento(elemento_id: int, plan_id: int, de_antes: int | None = None) -> Elemento:
    """Aquello de lo que cuelga, como está ahora; a lo cancelado no se le cuelga un indicador que no tenía."""
    elemento = db.session.get(Elemento, elemento_id, populate_existing=True)
    if elemento is None or elemento.plan_id != plan_id:
        raise Invalido("elemento", _("Ese elemento no está en este plan."))
    if elemento_id != de_antes and reglas.Sitio(cancelado=elemento.estado == reglas.CANCELADO).impide():
        raise Invalido("elemento", _("Ese elemento está cancelado: elige otro."))
    return elemento


def _unidad_responsable(datos: DatosIndicador, elemento: Elemento) -> int | None:
    """La suya o, si no se dice, la del elemento."""
    if datos.unidad_id is not None and db.session.get(Unidad, datos.unidad_id) is None:
        raise Invalido("responsable", _("Esa unidad no existe."))
    return datos.unidad_id if datos.unidad_id is not None else elemento.unidad_id


def crear_indicador(quien: Identidad, plan_id: int, datos: DatosIndicador, motivo: str = "") -> int:
    """Añade un indicador al final de los del plan y devuelve su id."""
    _validar(datos)
    plan = bloquear(plan_id)
    unidad_id = _unidad_responsable(datos, _elemento(datos.elemento_id, plan_id))
    fila = Indicador(plan_id=plan_id, orden=_siguiente_orden(plan_id), **_valores(datos))
    tomado = Tomado(fila, plan.estado, unidad_id)
    tomado.exigir(quien, Permiso.INDICADOR_EDITAR)
    tomado.exigir_motivo(motivo)
    _exigir_codigo_libre(plan_id, datos.codigo)
    db.session.add(fila)
    db.session.flush()
    tomado.anotar("indicador_creado", quien, motivo)
    return fila.id


def _siguiente_orden(plan_id: int) -> int:
    ultimo = db.session.scalar(select(func.max(Indicador.orden)).where(Indicador.plan_id == plan_id))
    return 0 if ultimo is None else ultimo + 1


def _visto(fila: Indicador) -> dict[str, str | None]:
    """Los campos como se cuentan en un hecho: lo que apunta a otra cosa, con su nombre; y `nombre[pt]`."""
    valores: dict[str, Any] = {c: getattr(fila, c) for c in CAMPOS if hasattr(fila, c)}
    valores["elemento"] = db.session.scalar(select(Elemento.codigo).where(Elemento.id == fila.elemento_id))
    valores["responsable"] = db.session.scalar(select(Unidad.nombre).where(Unidad.id == fila.unidad_id))
    lugar = territorio_de(fila.territorio_id) if fila.territorio_id is not None else None
    valores["territorio"] = lugar.nombre if lugar else None
    visto = {c: None if valores[c] in (None, "") else str(valores[c]) for c in CAMPOS}
    return visto | {f"{c}[{i}]": t for i, textos in fila.traducciones.items() for c, t in textos.items()}


def editar_indicador(quien: Identidad, indicador_id: int, datos: DatosIndicador, motivo: str = "") -> bool:
    """Cambia un indicador (su código no: hay enlaces que llevan a él); devuelve si algo cambió."""
    tomado = tomar(indicador_id)
    tomado.exigir(quien, Permiso.INDICADOR_EDITAR)
    fila = tomado.indicador
    _validar(datos)
    if datos.codigo != fila.codigo:
        raise Invalido("codigo", _("El código no cambia: hay enlaces que llevan a él."))
    unidad_id = _unidad_responsable(datos, _elemento(datos.elemento_id, fila.plan_id, fila.elemento_id))
    exigir(quien, Permiso.INDICADOR_EDITAR, unidad_id=unidad_id)
    valores = _valores(datos)
    if all(getattr(fila, c) == v for c, v in valores.items()):
        return False
    tomado.exigir_motivo(motivo)
    antes = _visto(fila)
    for campo, valor in valores.items():
        setattr(fila, campo, valor)
    db.session.flush()
    despues = _visto(fila)
    cambios = [
        {"campo": c, "antes": antes.get(c), "despues": despues.get(c)}
        for c in (antes | despues)
        if antes.get(c) != despues.get(c)
    ]
    tomado.anotar("indicador_cambiado", quien, motivo, cambios=cambios)
    return True


def cancelar_indicador(quien: Identidad, indicador_id: int, motivo: str) -> None:
    """Deja de medirse y sale de las cuentas; sus datos siguen a la vista. Repetirlo no hace nada."""
    tomado = tomar(indicador_id)
    tomado.exigir(quien, Permiso.INDICADOR_EDITAR)
    if not motivo.strip():
        raise Invalido("motivo", _("Di por qué deja de medirse. Se verá en su página."))
    if tomado.indicador.estado == "cancelado":
        return
    tomado.indicador.estado, tomado.indicador.motivo_cancelacion = "cancelado", motivo[:500]
    db.session.flush()
    tomado.anotar("indicador_cancelado", quien, motivo)


def reactivar_indicador(quien: Identidad, indicador_id: int, motivo: str) -> None:
    """Vuelve a medirse un indicador cancelado, con su porqué."""
    tomado = tomar(indicador_id)
    tomado.exigir(quien, Permiso.INDICADOR_EDITAR)
    if not motivo.strip():
        raise Invalido("motivo", _("Di por qué vuelve a medirse. Se verá en su página."))
    if tomado.indicador.estado == "activo":
        return
    tomado.indicador.estado, tomado.indicador.motivo_cancelacion = "activo", ""
    db.session.flush()
    tomado.anotar("indicador_reactivado", quien, motivo)


def exigir_activo(tomado: Tomado) -> None:
    """Lo que ya no se mide no recibe valores."""
    exigir_que_no(reglas.impide_medir(tomado.indicador.estado, tomado.estado_elemento))
