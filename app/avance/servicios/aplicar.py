"""Llevar a la base lo que el ensayo de una tabla larga mostró: en tandas, sin borrar nada, y con sus hechos."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from app.avance.consultas.dinero import decimales_de_la_moneda, momentos
from app.avance.consultas.ensayo import Preparado
from app.avance.modelos import (
    AvanceDicho,
    Elemento,
    Hito,
    Indicador,
    Medicion,
    Meta,
    Monto,
    Plan,
    Territorio,
    Unidad,
)
from app.avance.reglas import tablas
from app.avance.reglas.dinero import OMISION
from app.avance.reglas.tablas import Cambiada, Fila
from app.avance.servicios.dinero import poner_momentos
from app.contenido.servicios import anotar_hechos
from app.extensiones import db
from app.nucleo.errores import traducir
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.nucleo.reloj import ahora
from app.plan.consultas import ESTADOS_PUBLICOS
from app.plan.errores import PlanCambiado
from app.plan.tablas import Ensayo

_DE_INDICADOR = (
    "codigo", "nombre", "definicion", "formula", "unidad", "decimales", "frecuencia", "direccion",
    "acumulacion", "banda_desde", "banda_hasta", "base_fecha", "base_valor", "fuente", "verificacion", "lugar",
    "estado",
)  # fmt: skip


_DE_INDICADORES = ("indicadores", "metas", "mediciones")


@dataclass(frozen=True)
class _Lote:
    """Lo que las escrituras de una tabla necesitan, leído de una vez."""

    quien: Identidad
    plan: Plan
    motivo: str
    archivo: str
    ids: Mapping[tablas.Llave, int]
    elementos: Mapping[str, int] = field(default_factory=dict)
    indicadores: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Código → su id y el de su elemento."""

    def elemento_de(self, fila: Fila) -> int:
        """El elemento en cuyo hilo se cuenta lo que pasa con una fila."""
        if "indicador" in fila:
            return self.indicadores[str(fila["indicador"])][1]
        return self.elementos[str(fila["elemento"])]


def bloquear(clase: str, plan_id: int) -> None:
    """Toma los indicadores o los elementos del plan: quien anota uno solo espera, y lo ensayado no cambia."""
    fila = Indicador if clase in _DE_INDICADORES else Elemento
    db.session.execute(select(fila.id).where(fila.plan_id == plan_id).order_by(fila.id).with_for_update()).all()


def aplicar(clase: str, quien: Identidad, plan: Plan, ensayo: Ensayo, motivo: str, archivo: str) -> None:
    """Escribe las filas nuevas y cambiadas de una tabla larga en el plan, ya bloqueado."""
    exigir(quien, Permiso.PLAN_IMPORTAR)
    preparado: Preparado = ensayo.preparado
    del_plan = select(Elemento.codigo, Elemento.id).where(Elemento.plan_id == plan.id)
    suyos = select(Indicador.codigo, Indicador.id, Indicador.elemento_id).where(Indicador.plan_id == plan.id)
    lote = _Lote(
        quien,
        plan,
        motivo.strip()[:500],
        archivo[:120],
        preparado.ids,
        dict(db.session.execute(del_plan).tuples().all()),
        {codigo: (ident, elemento_id) for codigo, ident, elemento_id in db.session.execute(suyos)},
    )
    nuevas = [c for c in preparado.cambiadas if c.vieja is None]
    cambian = [c for c in preparado.cambiadas if c.vieja is not None]
    with traducir({"uq_indicadores_plan_id_codigo": PlanCambiado()}):
        _ESCRIBEN[clase](lote, nuevas, cambian)
    if plan.estado in ESTADOS_PUBLICOS:
        _anotar(clase, lote, preparado.cambiadas)


def _insertar(tabla: Any, filas: Sequence[dict[str, Any]]) -> None:
    if filas:
        db.session.execute(insert(tabla), filas)


def _actualizar(tabla: Any, filas: Sequence[dict[str, Any]]) -> None:
    if filas:
        db.session.execute(update(tabla), filas)


def _traducciones(fila: Fila) -> dict[str, dict[str, str]]:
    textos: dict[str, dict[str, str]] = {}
    for nombre, texto in fila.items():
        campo, corchete, idioma = nombre.partition("[")
        if corchete and texto:
            textos.setdefault(idioma.rstrip("]"), {})[campo] = str(texto)
    return textos


def _indicadores(lote: _Lote, nuevas: Sequence[Cambiada], cambian: Sequence[Cambiada]) -> None:
    unidades = dict(db.session.execute(select(Unidad.codigo, Unidad.id)).tuples().all())
    lugares = dict(db.session.execute(select(Territorio.codigo, Territorio.id)).tuples().all())

    def columnas(fila: Fila) -> dict[str, Any]:
        return {
            **{c: fila[c] for c in _DE_INDICADOR},
            "elemento_id": lote.elementos[str(fila["elemento"])],
            "unidad_id": unidades[str(fila["responsable"])] if fila["responsable"] else None,
            "territorio_id": lugares[str(fila["territorio"])] if fila["territorio"] else None,
            "motivo_cancelacion": fila["motivo"],
            "traducciones": _traducciones(fila),
        }

    ultimo = db.session.scalar(select(func.max(Indicador.orden)).where(Indicador.plan_id == lote.plan.id)) or 0
    _insertar(
        Indicador,
        [
            {**columnas(c.nueva), "plan_id": lote.plan.id, "orden": orden}
            for orden, c in enumerate(nuevas, start=ultimo + 1)
        ],
    )
    _actualizar(Indicador, [{**columnas(c.nueva), "id": lote.ids[c.llave]} for c in cambian])


def _metas(lote: _Lote, nuevas: Sequence[Cambiada], cambian: Sequence[Cambiada]) -> None:
    """Las que cambian se quitan y se ponen: así dos que truecan sus períodos no chocan a medio camino."""
    for c in cambian:
        de = lote.indicadores[str(c.llave[0])][0]
        db.session.execute(delete(Meta).where(Meta.indicador_id == de, Meta.fin == c.llave[1]))
    _insertar(
        Meta,
        [
            {
                "indicador_id": lote.indicadores[str(c.nueva["indicador"])][0],
                "inicio": c.nueva["inicio"],
                "fin": c.nueva["fin"],
                "valor": c.nueva["valor"],
            }
            for c in (*cambian, *nuevas)
        ],
    )


def _mediciones(lote: _Lote, nuevas: Sequence[Cambiada], cambian: Sequence[Cambiada]) -> None:
    """La que cambia de valor se corrige: la de antes queda, con el motivo y la que la reemplaza."""
    momento = ahora()
    corregidas = [c for c in cambian if c.vieja is not None and c.vieja["valor"] != c.nueva["valor"]]
    retocadas = [c for c in cambian if c not in corregidas]
    _actualizar(
        Medicion,
        [{"id": lote.ids[c.llave], "corregida_en": momento, "motivo": lote.motivo} for c in corregidas],
    )
    _actualizar(Medicion, [{"id": lote.ids[c.llave], "principal": False} for c in retocadas])
    _actualizar(
        Medicion,
        [
            {"id": lote.ids[c.llave], "principal": c.nueva["principal"], "nota": c.nueva["nota"]}
            for c in retocadas
        ],
    )
    _insertar(
        Medicion,
        [
            {
                "indicador_id": lote.indicadores[str(c.nueva["indicador"])][0],
                **{campo: c.nueva[campo] for campo in ("fecha", "valor", "fuente", "principal", "nota")},
                "traida": lote.archivo,
                "persona_id": lote.quien.persona_id,
                "anotada_en": momento,
                "motivo": "",
            }
            for c in (*corregidas, *nuevas)
        ],
    )
    _unir_con_su_reemplazo(lote, corregidas)


def _unir_con_su_reemplazo(lote: _Lote, corregidas: Sequence[Cambiada]) -> None:
    for c in corregidas:
        vigente = select(Medicion.id).where(
            Medicion.indicador_id == lote.indicadores[str(c.nueva["indicador"])][0],
            Medicion.fecha == c.nueva["fecha"],
            Medicion.fuente == c.nueva["fuente"],
            Medicion.corregida_en.is_(None),
        )
        vieja = update(Medicion).where(Medicion.id == lote.ids[c.llave])
        db.session.execute(vieja.values(reemplazo_id=vigente.scalar_subquery()))


def _hitos(lote: _Lote, nuevas: Sequence[Cambiada], cambian: Sequence[Cambiada]) -> None:
    def columnas(fila: Fila) -> dict[str, Any]:
        return {
            **{c: fila[c] for c in ("orden", "titulo", "peso", "vence", "fuente", "cancelado")},
            "cumplido_en": fila["cumplido"],
            "elemento_id": lote.elementos[str(fila["elemento"])],
            "traducciones": _traducciones(fila),
        }

    _insertar(Hito, [columnas(c.nueva) for c in nuevas])
    _actualizar(Hito, [{**columnas(c.nueva), "id": lote.ids[c.llave]} for c in cambian])


def _avances(lote: _Lote, nuevas: Sequence[Cambiada], _cambian: Sequence[Cambiada]) -> None:
    momento = ahora()
    _insertar(
        AvanceDicho,
        [
            {
                "elemento_id": lote.elementos[str(c.nueva["elemento"])],
                **{campo: c.nueva[campo] for campo in ("fecha", "porcentaje", "motivo")},
                "persona_id": lote.quien.persona_id,
                "anotado_en": momento,
            }
            for c in nuevas
        ],
    )


def _montos(lote: _Lote, nuevas: Sequence[Cambiada], cambian: Sequence[Cambiada]) -> None:
    if not momentos(lote.plan.id):
        poner_momentos(lote.quien, lote.plan.id, OMISION)
    ids = {m.clave: m.id for m in momentos(lote.plan.id)}

    def columnas(fila: Fila) -> dict[str, Any]:
        return {
            "elemento_id": lote.elementos[str(fila["elemento"])],
            "anio": fila["anio"],
            "momento_id": ids[str(fila["momento"])],
            "valor": fila["monto"],
            "fuente": fila["fuente"],
        }

    _insertar(Monto, [columnas(c.nueva) for c in nuevas])
    _actualizar(Monto, [columnas(c.nueva) for c in cambian])


_ESCRIBEN: Mapping[str, Callable[[_Lote, Sequence[Cambiada], Sequence[Cambiada]], None]] = {
    "indicadores": _indicadores,
    "metas": _metas,
    "mediciones": _mediciones,
    "hitos": _hitos,
    "avances": _avances,
    "montos": _montos,
}


def _anotar(clase: str, lote: _Lote, cambiadas: Sequence[Cambiada]) -> None:
    """Un hecho por elemento al que le toca algo: cuántas filas nuevas, y cada cambio con su antes y después."""
    forma, menores = tablas.FORMAS[clase], decimales_de_la_moneda()
    por_elemento: dict[int, dict[str, Any]] = {}
    for c in cambiadas:
        datos = por_elemento.setdefault(
            lote.elemento_de(c.nueva), {"tabla": clase, "archivo": lote.archivo, "nuevas": 0, "cambios": []}
        )
        if c.vieja is None:
            datos["nuevas"] += 1
            continue
        que = tablas.nombre_de_llave(forma, c.nueva, menores)
        datos["cambios"] += [
            {"campo": f"{que} · {x.campo}", "antes": _llano(x.antes), "despues": _llano(x.despues)}
            for x in tablas.cambios_de(forma, c.vieja, c.nueva, menores)
        ]
    anotar_hechos("avance.tabla_traida", lote.quien.persona_id, list(por_elemento.items()), motivo=lote.motivo)


def _llano(valor: Any) -> Any:
    """Un valor como va en los datos de un hecho (JSON)."""
    if isinstance(valor, Decimal):
        return format(valor, "f")
    return "" if valor is None else str(valor)
