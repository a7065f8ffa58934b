"""Las seis tablas largas: sus columnas, su llave y lo que cada fila tiene que cumplir."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.avance.reglas.tablas import celdas
from app.avance.reglas.tablas.celdas import Contexto, Valor
from app.avance.reglas.tablas.forma import Campo, Fila, Forma, Llave, Mala, fecha_de

FRECUENCIAS = {
    c: c
    for c in (
        "mensual", "bimestral", "trimestral", "cuatrimestral", "semestral", "anual", "bienal", "trienal",
        "quinquenal", "decenal", "irregular",
    )
}  # fmt: skip
DIRECCIONES = {"sube": "sube", "baja": "baja", "mantiene": "mantiene", "sin_definir": "sin definir"}
ACUMULACIONES = {
    "incremento": "incremento", "stock": "stock", "reduccion": "reducción", "mantenimiento": "mantenimiento",
}  # fmt: skip
ESTADOS = {"activo": "activo", "cancelado": "cancelado"}
_FUENTE = 300


def _en_elemento(
    fila: Fila, contexto: Contexto, *, de_hoja: bool = False, dicho: bool = False
) -> Iterator[Mala]:
    codigo = str(fila["elemento"])
    if motivo := contexto.elementos[codigo].impide(de_hoja=de_hoja, dicho=dicho):
        yield "elemento", motivo, {"valor": codigo}


def _que_se_mida(fila: Fila, contexto: Contexto) -> Iterator[Mala]:
    codigo = str(fila["indicador"])
    if motivo := contexto.indicadores[codigo]:
        yield "indicador", motivo, {"valor": codigo}


def _indicador(fila: Fila, vieja: Fila | None, contexto: Contexto) -> Iterator[Mala]:
    if vieja is None or vieja["elemento"] != fila["elemento"]:
        yield from _en_elemento(fila, contexto)
    mantiene = fila["direccion"] == "mantiene"
    desde, hasta = fila["banda_desde"], fila["banda_hasta"]
    if mantiene != (fila["acumulacion"] == "mantenimiento"):
        yield "acumulacion", "se_mantiene", {}
    if mantiene != (desde is not None) or mantiene != (hasta is not None):
        yield "banda_desde", "banda", {}
    elif mantiene and desde > hasta:  # type: ignore[operator]
        yield "banda_hasta", "banda_al_reves", {}
    if (fila["base_fecha"] is None) != (fila["base_valor"] is None):
        yield "base_valor", "linea_base", {}
    if fila["estado"] == "cancelado" and not fila["motivo"]:
        yield "motivo", "cancelado_sin_motivo", {}


def _meta(fila: Fila, _vieja: Fila | None, contexto: Contexto) -> Iterator[Mala]:
    yield from _que_se_mida(fila, contexto)
    inicio, fin = fecha_de(fila, "inicio"), fecha_de(fila, "fin")
    if inicio and fin and fin < inicio:
        yield "fin", "fechas_al_reves", {"inicio": inicio.isoformat(), "fin": fin.isoformat()}


def _metas_sin_cruces(filas: Mapping[Llave, Fila]) -> Iterator[tuple[Llave, Mala]]:
    """Los períodos de un indicador no se pisan: en cada día hay una meta o ninguna."""
    anterior: Fila = {}
    for llave in sorted(filas, key=lambda x: (str(x[0]), str(filas[x]["inicio"]), str(x[1]))):
        fila = filas[llave]
        fin = fecha_de(anterior, "fin") if anterior.get("indicador") == fila["indicador"] else None
        inicio = fecha_de(fila, "inicio")
        if fin and inicio and inicio <= fin:
            yield llave, ("inicio", "periodos_cruzados", {"otro": fin.isoformat()})
        anterior = fila


def _no_futura(fila: Fila, contexto: Contexto) -> Iterator[Mala]:
    dia = fecha_de(fila, "fecha")
    if dia and dia > contexto.hoy:
        yield "fecha", "fecha_futura", {"valor": dia.isoformat()}


def _medicion(fila: Fila, vieja: Fila | None, contexto: Contexto) -> Iterator[Mala]:
    """Lo que ya no se mide no recibe valores; los que tiene se pueden corregir."""
    if vieja is None:
        yield from _que_se_mida(fila, contexto)
    yield from _no_futura(fila, contexto)


def _principal(filas: dict[Llave, dict[str, Valor]]) -> None:
    """Una medición nueva que no lo dice es la principal de su fecha si no hay otra; si hay, no."""
    con_principal = {(f["indicador"], f["fecha"]) for f in filas.values() if f["principal"] is True}
    for fila in filas.values():
        if fila["principal"] is None:
            dia = (fila["indicador"], fila["fecha"])
            fila["principal"] = dia not in con_principal
            con_principal.add(dia)


def _una_principal(filas: Mapping[Llave, Fila]) -> Iterator[tuple[Llave, Mala]]:
    vistas: dict[tuple[Valor, Valor], str] = {}
    for llave, fila in filas.items():
        dia = (fila["indicador"], fila["fecha"])
        if fila["principal"] and dia in vistas:
            yield llave, ("principal", "principal_doble", {"otra": vistas[dia]})
        elif fila["principal"]:
            vistas[dia] = str(fila["fuente"])


def _hito(fila: Fila, _vieja: Fila | None, contexto: Contexto) -> Iterator[Mala]:
    yield from _en_elemento(fila, contexto, de_hoja=True)
    cumplido = fecha_de(fila, "cumplido")
    if cumplido and cumplido > contexto.hoy:
        yield "cumplido", "fecha_futura", {"valor": cumplido.isoformat()}
    if cumplido and fila["cancelado"]:
        yield "cancelado", "hito_cancelado", {}


def _avance(fila: Fila, _vieja: Fila | None, contexto: Contexto) -> Iterator[Mala]:
    yield from _en_elemento(fila, contexto, de_hoja=True, dicho=True)
    yield from _no_futura(fila, contexto)


def _monto(fila: Fila, _vieja: Fila | None, contexto: Contexto) -> Iterator[Mala]:
    yield from _en_elemento(fila, contexto)


_ELEMENTO = Campo("elemento", "Elemento", celdas.elemento, exigido=True)
_DEL_INDICADOR = Campo("indicador", "Indicador", celdas.indicador, exigido=True)

INDICADORES = Forma(
    "indicadores",
    (
        Campo("codigo", "Código", celdas.codigo, exigido=True),
        _ELEMENTO,
        Campo("nombre", "Nombre", celdas.texto(200), exigido=True, traducible=True),
        Campo("definicion", "Definición", celdas.texto(5000, lineas=True), traducible=True, lineas=True),
        Campo("formula", "Fórmula", celdas.texto(2000, lineas=True), lineas=True),
        Campo("unidad", "Unidad de medida", celdas.texto(80), exigido=True, traducible=True),
        Campo("decimales", "Decimales", celdas.entero(0, 6), omision=0),
        Campo("frecuencia", "Frecuencia", celdas.opcion(FRECUENCIAS), omision="irregular", textos=FRECUENCIAS),
        Campo("direccion", "Dirección", celdas.opcion(DIRECCIONES), omision="sin_definir", textos=DIRECCIONES),
        Campo(
            "acumulacion", "Acumulación", celdas.opcion(ACUMULACIONES), omision="stock", textos=ACUMULACIONES
        ),
        Campo("banda_desde", "Banda desde", celdas.numero, omision=None, cantidad=True),
        Campo("banda_hasta", "Banda hasta", celdas.numero, omision=None, cantidad=True),
        Campo("base_fecha", "Fecha de línea base", celdas.fecha, omision=None),
        Campo("base_valor", "Línea base", celdas.numero, omision=None, cantidad=True),
        Campo("fuente", "Fuente", celdas.texto(_FUENTE)),
        Campo("verificacion", "Medios de verificación", celdas.texto(_FUENTE)),
        Campo("responsable", "Unidad responsable", celdas.unidad),
        Campo("territorio", "Territorio", celdas.territorio),
        Campo("lugar", "Lugar", celdas.texto(120)),
        Campo("estado", "Estado", celdas.opcion(ESTADOS), omision="activo", textos=ESTADOS),
        Campo("motivo", "Motivo", celdas.texto(500)),
    ),
    llave=("codigo",),
    propias=(
        "unidad",
        "frecuencia",
        "direccion",
        "acumulacion",
        "base_valor",
        "formula",
        "verificacion",
        "lugar",
    ),
    titulo="nombre",
    revisar=_indicador,
)

METAS = Forma(
    "metas",
    (
        _DEL_INDICADOR,
        Campo("inicio", "Inicio", celdas.fecha, exigido=True, omision=None),
        Campo("fin", "Fin", celdas.fecha, exigido=True, omision=None),
        Campo("valor", "Meta", celdas.numero, exigido=True, omision=None, cantidad=True),
    ),
    llave=("indicador", "fin"),
    propias=("valor",),
    titulo="",
    revisar=_meta,
    revisar_todas=_metas_sin_cruces,
)

MEDICIONES = Forma(
    "mediciones",
    (
        _DEL_INDICADOR,
        Campo("fecha", "Fecha", celdas.fecha, exigido=True, omision=None),
        Campo("valor", "Valor", celdas.numero, exigido=True, omision=None, cantidad=True),
        Campo("fuente", "Fuente", celdas.texto(_FUENTE), exigido=True),
        Campo("principal", "Principal", celdas.si_no, omision=None),
        Campo("nota", "Nota", celdas.texto(1000, lineas=True), alias=("notas",), lineas=True),
    ),
    llave=("indicador", "fecha", "fuente"),
    propias=("valor",),
    titulo="",
    revisar=_medicion,
    revisar_todas=_una_principal,
    completar=_principal,
)

HITOS = Forma(
    "hitos",
    (
        _ELEMENTO,
        Campo("orden", "Orden", celdas.entero(0, 9999), exigido=True),
        Campo("titulo", "Hito", celdas.texto(200), exigido=True, traducible=True),
        Campo("peso", "Peso", celdas.entero(1, 1_000_000), omision=1),
        Campo("vence", "Vence", celdas.fecha, omision=None),
        Campo("cumplido", "Cumplido", celdas.fecha, omision=None),
        Campo("fuente", "Fuente", celdas.texto(_FUENTE)),
        Campo("cancelado", "Cancelado", celdas.texto(300)),
    ),
    llave=("elemento", "orden"),
    propias=("titulo",),
    titulo="titulo",
    revisar=_hito,
)

AVANCES = Forma(
    "avances",
    (
        _ELEMENTO,
        Campo("fecha", "Fecha", celdas.fecha, exigido=True, omision=None),
        Campo("porcentaje", "Porcentaje", celdas.entero(0, 100), exigido=True),
        Campo("motivo", "Motivo", celdas.texto(500), exigido=True),
    ),
    llave=("elemento", "fecha", "porcentaje", "motivo"),
    propias=("porcentaje",),
    titulo="motivo",
    revisar=_avance,
)
"""Lo dicho no se corrige: se dice otra cosa con otra fecha o motivo. Por eso toda la fila es su llave."""

MONTOS = Forma(
    "montos",
    (
        _ELEMENTO,
        Campo("anio", "Año", celdas.anio, exigido=True),
        Campo("momento", "Momento", celdas.momento, exigido=True),
        Campo("monto", "Monto", celdas.monto, exigido=True, omision=None, cantidad=True, dinero=True),
        Campo("fuente", "Fuente", celdas.texto(_FUENTE)),
    ),
    llave=("elemento", "anio", "momento"),
    propias=("monto",),
    titulo="",
    revisar=_monto,
)

FORMAS = {f.clave: f for f in (INDICADORES, METAS, MEDICIONES, HITOS, AVANCES, MONTOS)}
"""Las tablas largas por su clave, en el orden en que se traen."""
