"""Importar población por sexo y banda de edad. Un lugar en un año se cambia entero o no cambia."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from app.extensiones import db
from app.territorio.errores import ImportacionRechazada
from app.territorio.modelos import Poblacion, Territorio, nueva_marca
from app.territorio.reglas import importacion
from app.territorio.reglas.importacion import Fallo, FilaPoblacion

_Unidad = dict[tuple[str, int], tuple[int | None, int, str]]


@dataclass
class InformePoblacion:
    """Lo que la importación hace, o haría; una unidad es un lugar en un año."""

    filas: int = 0
    nuevas: int = 0
    cambiadas: int = 0
    iguales: int = 0
    retiradas: int = 0


def importar_poblacion(
    datos: bytes, *, ensayo: bool = False, avanzar: Callable[[], None] = lambda: None
) -> InformePoblacion:
    """Guarda la tabla `codigo,anio,sexo,edad_desde,edad_hasta,personas,fuente`; con `ensayo`, solo compara.

    Si un lugar y año ya tenían cifras, las del archivo las sustituyen, y el informe cuenta las bandas que ya no
    están. Lanza `ImportacionRechazada` con todos los errores, y entonces nada cambió.
    """
    try:
        tabla = importacion.leer_tabla(datos, importacion.COLUMNAS_POBLACION)
    except ValueError as error:
        raise ImportacionRechazada([Fallo("archivo", "", str(error))]) from error
    territorios = {t.codigo: t for t in db.session.scalars(select(Territorio))}
    fallos: list[Fallo] = []
    filas = []
    for donde, cruda in tabla:
        if cruda["codigo"] not in territorios:
            fallos.append(Fallo(donde, "codigo", f"no existe el lugar «{cruda['codigo']}»"))
        fila = importacion.fila_de_poblacion(donde, cruda, fallos)
        if fila is not None:
            filas.append(fila)
        avanzar()
    fallos += importacion.fallos_de_poblacion(filas)
    if fallos:
        raise ImportacionRechazada(fallos)
    return _guardar(filas, territorios, ensayo)


def _guardar(
    filas: Iterable[FilaPoblacion], territorios: dict[str, Territorio], ensayo: bool
) -> InformePoblacion:
    informe = InformePoblacion()
    leidas: defaultdict[tuple[int, int], _Unidad] = defaultdict(dict)
    por_id = {t.id: t for t in territorios.values()}
    for fila in filas:
        informe.filas += 1
        unidad = leidas[territorios[fila.codigo].id, fila.anio]
        unidad[fila.sexo, fila.edad_desde] = (fila.edad_hasta, fila.personas, fila.fuente)
    guardadas = _guardadas()
    for clave, unidad in leidas.items():
        antes = guardadas.get(clave, {})
        if antes == unidad:
            informe.iguales += 1
            continue
        informe.nuevas += not antes
        informe.cambiadas += bool(antes)
        informe.retiradas += len(antes.keys() - unidad.keys())
        if not ensayo:
            _sustituir(clave, unidad)
            por_id[clave[0]].marca = nueva_marca()
    db.session.flush()
    return informe


def _guardadas() -> dict[tuple[int, int], _Unidad]:
    salida: defaultdict[tuple[int, int], _Unidad] = defaultdict(dict)
    for p in db.session.scalars(select(Poblacion)):
        salida[p.territorio_id, p.anio][p.sexo, p.edad_desde] = (p.edad_hasta, p.personas, p.fuente)
    return dict(salida)


def _sustituir(clave: tuple[int, int], unidad: _Unidad) -> None:
    territorio_id, anio = clave
    db.session.execute(
        delete(Poblacion)
        .where(Poblacion.territorio_id == territorio_id, Poblacion.anio == anio)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(
        insert(Poblacion),
        [
            {
                "territorio_id": territorio_id,
                "anio": anio,
                "sexo": sexo,
                "edad_desde": desde,
                "edad_hasta": hasta,
                "personas": personas,
                "fuente": fuente,
            }
            for (sexo, desde), (hasta, personas, fuente) in unidad.items()
        ],
    )
