"""El plan de la ciudad: se aprueba el día de su acto y después se mide, se ajusta y se paga, en su fecha.

Lo que está escrito con una fecha que aún no llega no ha pasado todavía: se deja fuera.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial
from operator import itemgetter
from typing import Any

from app.avance import servicios as avance
from app.avance.consultas import hitos_de
from app.avance.consultas.ficha_indicador import ficha as ficha_de_indicador
from app.avance.servicios.mediciones import DatosMedicion, corregir_medicion
from app.demo.datos import a_csv, json_de, tabla_de
from app.demo.estado import Ciudad
from app.nucleo import reloj
from app.nucleo.permisos import OPERACION, Identidad, Permiso
from app.plan import consultas, servicios
from app.plan.reglas import ESTADOS, FilaPlan

Tabla = list[dict[str, str]]
Paso = tuple[dt.date, Callable[[], object]]
INFORMES = (1, 4, 7, 10)
"""Los meses en que se traen los indicadores del trimestre, el día quince."""
CEDULA = (11, 9)
"""El día del primer año en que se trae lo gastado."""
_ESTADO_DE = {texto: clave for clave, texto in ESTADOS.items()}


def aprobar(ciudad: Ciudad) -> None:
    """Las unidades, el plan nacional con el que se alinea y el de la ciudad, cada uno aprobado en su día."""
    for u in tabla_de("unidades.csv"):
        textos = {i: {"nombre": u[f"nombre [{i}]"]} for i in ("pt", "en")}
        servicios.crear_unidad(OPERACION, u["codigo"], u["nombre"], u["correo"], textos)
    ciudad.unidades = {u.codigo: u.id for u in consultas.unidades()}
    marco_id = _aprobado(ciudad, "marco", _tablas_del_marco(ciudad))
    ciudad.plan_id = _aprobado(ciudad, "plan", _tablas_del_plan(ciudad))
    ciudad.elementos = codigos_de(ciudad.plan_id)
    alinear(json_de("marco.json", ciudad.anios), ciudad.elementos, codigos_de(marco_id))


def codigos_de(plan_id: int) -> dict[str, int]:
    """El id de cada elemento de un plan, por su código."""
    return {codigo: nodo.id for codigo, nodo in consultas.arbol(plan_id).por_codigo.items()}


def alinear(datos: Mapping[str, Any], de: Mapping[str, int], hacia: Mapping[str, int]) -> None:
    """Une los elementos de un plan con los de otro como dice su ficha."""
    for union in datos["alineaciones"]:
        servicios.alinear(OPERACION, de[union["de"]], hacia[union["a"]], union["motivo"])


def datos_del_plan(datos: Mapping[str, Any]) -> servicios.DatosPlan:
    """Los datos de un plan, con sus textos en cada idioma."""
    campos = {"nombre": datos["nombre"], "lema": datos["lema"], "presentacion": datos["introduccion"]}
    otros = sorted({i for textos in campos.values() for i in textos} - {"es"})
    return servicios.DatosPlan(
        clave=str(datos["codigo"]).lower(),
        nombre=datos["nombre"]["es"],
        inicio=dt.date.fromisoformat(datos["desde"]),
        fin=dt.date.fromisoformat(datos["hasta"]),
        tipo=datos["tipo"],
        lema=datos["lema"]["es"],
        presentacion=datos["introduccion"]["es"],
        niveles=datos["niveles"],
        traducciones={i: {campo: t[i] for campo, t in campos.items() if i in t} for i in otros},
    )


def _acto(datos: Mapping[str, str]) -> servicios.DatosActo:
    numero = f"{datos['tipo']} {datos['numero']}"
    return servicios.DatosActo(datos["organo"], numero, dt.date.fromisoformat(datos["fecha"]), datos["gaceta"])


def _aprobado(ciudad: Ciudad, nombre: str, tablas: Mapping[str, Tabla]) -> int:
    """Crea un plan con sus tablas y lo aprueba el día de su acto."""
    datos = json_de(f"{nombre}.json", ciudad.anios)
    acto = _acto(datos["acto"])
    with reloj.fijado(ciudad.calendario.mediodia(acto.fecha)):
        plan_id = servicios.crear_plan(OPERACION, datos_del_plan(datos))
        for clase, filas in tablas.items():
            _traer(plan_id, clase, filas)
        servicios.aprobar(OPERACION, plan_id, acto)
    return plan_id


def _traer(plan_id: int, clase: str, filas: Tabla, motivo: str = "") -> None:
    if filas:
        nombre = f"{clase}.csv"
        servicios.importar(OPERACION, plan_id, a_csv(filas), motivo=motivo, nombre=nombre, clase=clase)


def _tablas_del_marco(ciudad: Ciudad) -> dict[str, Tabla]:
    return {"elementos": tabla_de("marco.csv", ciudad.anios)}


def _tablas_del_plan(ciudad: Ciudad) -> dict[str, Tabla]:
    """Lo que se aprobó: los elementos y los indicadores como eran, sin nada hecho, con el dinero programado."""
    anios, cambios = ciudad.anios, _cambios(ciudad)
    acto = dt.date.fromisoformat(json_de("plan.json", anios)["acto"]["fecha"])
    antes = {c["codigo"]: c["antes"] for c in cambios if "antes" in c}
    hitos = [{**f, "Cumplido": "", "Fuente": ""} for f in tabla_de("hitos.csv", anios)]
    return {
        "elementos": [{**f, **antes.get(f["Código"], {})} for f in tabla_de("plan.csv", anios)],
        "indicadores": [{**f, **antes.get(f["Código"], {})} for f in tabla_de("indicadores.csv", anios)],
        "metas": tabla_de("metas.csv", anios),
        "mediciones": _entre(tabla_de("mediciones.csv", anios), None, acto),
        "hitos": hitos,
        "montos": [f for f in tabla_de("montos.csv", anios) if f["Momento"] == "programado"],
    }


def _cambios(ciudad: Ciudad) -> list[dict[str, Any]]:
    cambios: list[dict[str, Any]] = json_de("cambios.json", ciudad.anios)
    return cambios


def _entre(filas: Tabla, desde: dt.date | None, hasta: dt.date) -> Tabla:
    """Las filas con fecha después de `desde` y hasta `hasta`."""
    piso = desde.isoformat() if desde else ""
    return [f for f in filas if piso < f["Fecha"] <= hasta.isoformat()]


def seguir(ciudad: Ciudad) -> None:
    """Todo lo que pasó con el plan desde que se aprobó, en el orden en que pasó."""
    pasos: list[Paso] = [
        *_informes(ciudad),
        *_hechos(ciudad),
        *_dichos(ciudad),
        *_gastado(ciudad),
        *(
            (dt.date.fromisoformat(c["fecha"]), partial(_CAMBIAN[c["clase"]], ciudad, c))
            for c in _cambios(ciudad)
        ),
    ]
    for dia, hacer in sorted(pasos, key=itemgetter(0)):
        if dia <= ciudad.hoy:
            with reloj.fijado(ciudad.calendario.mediodia(dia)):
                hacer()


def _informes(ciudad: Ciudad) -> Iterator[Paso]:
    """Los valores medidos, de trimestre en trimestre; los últimos, hoy."""
    filas = tabla_de("mediciones.csv", ciudad.anios)
    desde = dt.date.fromisoformat(json_de("plan.json", ciudad.anios)["acto"]["fecha"])
    quinces = [dt.date(desde.year + n, mes, 15) for n in (1, 2) for mes in INFORMES]
    for hasta in (*(q for q in quinces if q < ciudad.hoy), ciudad.hoy):
        nuevas = _entre(filas, desde, hasta)
        yield hasta, partial(_traer, ciudad.plan_id, "mediciones", nuevas, "Informe trimestral de indicadores.")
        desde = hasta


def _gastado(ciudad: Ciudad) -> Iterator[Paso]:
    filas = [f for f in tabla_de("montos.csv", ciudad.anios) if f["Momento"] != "programado"]
    dia = min(dt.date(int(filas[0]["Año"]), *CEDULA), ciudad.hoy)
    yield dia, partial(_traer, ciudad.plan_id, "montos", filas, "Cédula presupuestaria del mes.")


def _responde(ciudad: Ciudad) -> Callable[[str], Identidad]:
    """Quién anota el avance de un elemento: alguien de su unidad, si la demostración le da cuenta."""
    de_unidad: dict[int, Identidad] = {}
    for persona in ciudad.personas.values():
        quien = replace(persona, segundo_factor=True)
        for rol in quien.roles:
            if rol.unidad_id is not None and quien.puede(Permiso.AVANCE_ANOTAR, unidad_id=rol.unidad_id):
                de_unidad.setdefault(rol.unidad_id, quien)
    nodos = consultas.arbol(ciudad.plan_id).por_codigo

    def responde(codigo: str) -> Identidad:
        unidad = nodos[codigo].unidad
        return de_unidad.get(unidad.id, OPERACION) if unidad else OPERACION

    return responde


def _hechos(ciudad: Ciudad) -> Iterator[Paso]:
    """Los hitos cumplidos, cada uno en su día."""
    responde = _responde(ciudad)
    for fila in tabla_de("hitos.csv", ciudad.anios):
        if fila["Cumplido"]:
            yield (
                dt.date.fromisoformat(fila["Cumplido"]),
                partial(_cumplir, ciudad, responde(fila["Elemento"]), fila),
            )


def _cumplir(ciudad: Ciudad, quien: Identidad, fila: Mapping[str, str]) -> None:
    hito = hitos_de(ciudad.elementos[fila["Elemento"]])[int(fila["Orden"]) - 1]
    avance.cumplir_hito(quien, hito.id, dt.date.fromisoformat(fila["Cumplido"]), fila["Fuente"])


def _dichos(ciudad: Ciudad) -> Iterator[Paso]:
    """El avance que cada unidad dijo de lo que no lleva hitos."""
    responde = _responde(ciudad)
    for fila in tabla_de("avances.csv", ciudad.anios):
        dia, codigo = dt.date.fromisoformat(fila["Fecha"]), fila["Elemento"]
        cuanto, porque = int(fila["Porcentaje"]), fila["Motivo"]
        elemento_id = ciudad.elementos[codigo]
        yield dia, partial(avance.decir_avance, responde(codigo), elemento_id, cuanto, dia, porque)


def _editar(ciudad: Ciudad, cambio: Mapping[str, Any]) -> None:
    """Deja el elemento como está escrito en el plan, con el porqué del cambio."""
    codigo = cambio["codigo"]
    celdas = next(f for f in tabla_de("plan.csv", ciudad.anios) if f["Código"] == codigo)
    vieja = next(f for f in consultas.filas_de(consultas.arbol(ciudad.plan_id)) if f.codigo == codigo)
    servicios.editar_elemento(OPERACION, ciudad.plan_id, _escrita(vieja, celdas), cambio["motivo"])


def _escrita(vieja: FilaPlan, celdas: Mapping[str, str]) -> FilaPlan:
    textos = {"titulo": "Título", "descripcion": "Descripción"}
    traducidos = [
        (i, campo, celdas[f"{columna} [{i}]"]) for campo, columna in textos.items() for i in ("pt", "en")
    ]
    return replace(
        vieja,
        titulo=celdas["Título"],
        descripcion=celdas["Descripción"],
        estado=_ESTADO_DE[celdas["Estado"]],
        traducciones=tuple(sorted(traducidos)),
    )


def _cancelar_indicador(ciudad: Ciudad, cambio: Mapping[str, Any]) -> None:
    filas = [f for f in tabla_de("indicadores.csv", ciudad.anios) if f["Código"] == cambio["codigo"]]
    _traer(ciudad.plan_id, "indicadores", filas, cambio["motivo"])


def _corregir(ciudad: Ciudad, cambio: Mapping[str, Any]) -> None:
    dia = dt.date.fromisoformat(cambio["medicion"])
    mal = next(m for m in ficha_de_indicador(ciudad.plan_id, cambio["indicador"]).mediciones if m.fecha == dia)
    bien = DatosMedicion(dia, Decimal(cambio["valor"]), mal.fuente)
    corregir_medicion(OPERACION, mal.id, bien, cambio["motivo"])


def _situar(ciudad: Ciudad, cambio: Mapping[str, Any]) -> None:
    quien = _responde(ciudad)(cambio["codigo"])
    elemento_id = ciudad.elementos[cambio["codigo"]]
    avance.poner_situacion(quien, elemento_id, cambio["situacion"], cambio["motivo"])


def _publicar_version(ciudad: Ciudad, cambio: Mapping[str, Any]) -> None:
    que, porque, acto = cambio["que_cambio"], cambio["por_que"], _acto(cambio["acto"])
    servicios.publicar_version(OPERACION, ciudad.plan_id, que, porque, acto)


_CAMBIAN: Mapping[str, Callable[[Ciudad, Mapping[str, Any]], None]] = {
    "editar": _editar,
    "indicador": _cancelar_indicador,
    "corregir": _corregir,
    "situacion": _situar,
    "version": _publicar_version,
}
"""Lo que hace cada clase de cambio de `cambios.json`."""
