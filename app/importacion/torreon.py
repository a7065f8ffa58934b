"""El sistema de indicadores del IMPLAN de Torreón: de sus dos CSV a las tablas que un plan trae.

Aquí se decide qué entra y qué no: cada valor que no entra queda con su fila y su razón. No toca la base.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from app.importacion.errores import CarpetaAjena
from app.lectura import a_salvo, frase_de_forma, leer_tabla
from app.lectura.numeros import sin_duda

ARCHIVOS = ("indicadores.csv", "valores.csv")
_DE_INDICADORES = {"region", "indicador_slug", "nombre", "eje", "unidad"}
_DE_VALORES = {"region", "indicador_slug", "fecha", "valor", "fuente", "notas"}
_VALOR = re.compile(r"(\$?)\s*(-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*(%?)")
_SIN_DATO = frozenset({"", "nd", "n/d", "no tiene", "no disponible", "sin dato", "s/d"})
_DICE_PORCENTAJE = re.compile(r"porcentaje|percentil|tasa|%", re.IGNORECASE)
_DICE_MONEDA = re.compile(r"pesos|d[oó]lares|\$", re.IGNORECASE)
_MESES = {
    1: "mensual", 2: "bimestral", 3: "trimestral", 4: "cuatrimestral", 6: "semestral", 12: "anual",
    24: "bienal", 36: "trienal", 60: "quinquenal", 120: "decenal",
}  # fmt: skip
_EJES = {"economia": "Economía"}
LARGO_NOTA = 1000
MAXIMO_FILAS = 1_000_000
LARGO_CODIGO = 160
RAZONES = {
    "sin_dato": "sin dato",
    "no_es_numero": "no es un número",
    "repetido": "repetido: mismo día, fuente y valor",
    "otro_valor": "mismo día y fuente con otro valor",
    "fecha": "no es una fecha",
    "fecha_futura": "fecha que todavía no llega",
    "sin_indicador": "su indicador no está en indicadores.csv",
}
"""Por qué no entra un valor."""


@dataclass(frozen=True)
class Rechazo:
    """Un valor que no entra. `fila` es la de la hoja de cálculo (1 = encabezados)."""

    fila: int
    region: str
    indicador: str
    fecha: str
    valor: str
    fuente: str
    razon: str
    detalle: str = ""


@dataclass(frozen=True)
class Valor:
    """Un valor que entra, con su fila."""

    fila: int
    fecha: dt.date
    valor: Decimal
    fuente: str
    nota: str


@dataclass
class Traido:
    """Lo leído: los indicadores con sus valores, lo que no entra y lo que se cambió al entrar."""

    indicadores: dict[str, Mapping[str, str]] = field(default_factory=dict)
    valores: dict[str, list[Valor]] = field(default_factory=dict)
    rechazos: list[Rechazo] = field(default_factory=list)
    avisos: Counter[str] = field(default_factory=Counter)
    total: int = 0

    @property
    def aceptados(self) -> int:
        """Cuántos valores entran."""
        return sum(len(v) for v in self.valores.values())

    @property
    def por_razon(self) -> Counter[str]:
        """Cuántos no entran, por su razón."""
        return Counter(r.razon for r in self.rechazos)

    @property
    def fechas(self) -> list[dt.date]:
        """Las fechas de todos los valores que entran."""
        return [v.fecha for valores in self.valores.values() for v in valores]


def _filas(texto: str, nombre: str, exigidas: set[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    tabla = leer_tabla(texto, lambda c: c.strip() or None, {c: c for c in sorted(exigidas)}, MAXIMO_FILAS)
    if tabla.errores:
        raise CarpetaAjena(f"{nombre}: {frase_de_forma(tabla.errores)}.")
    for fila in tabla.filas:
        yield fila.numero, fila.celdas


def raiz(texto: str) -> str:
    """`Gómez Palacio` → `gomez-palacio`."""
    plano = "".join(c for c in unicodedata.normalize("NFKD", texto) if not unicodedata.combining(c))
    return "-".join(re.findall(r"[a-z0-9]+", plano.lower()))


def codigo_de(region: str, slug: str) -> str:
    """El código del indicador: la región y el nombre corto de su página."""
    return f"{raiz(region)}-{raiz(slug)}"[:LARGO_CODIGO]


def leer(indicadores: str, valores: str, hoy: dt.date) -> Traido:
    """Lee los dos CSV; lanza `CarpetaAjena` si no son de este sistema."""
    traido = Traido()
    for numero, fila in _filas(indicadores, ARCHIVOS[0], _DE_INDICADORES):
        codigo = codigo_de(fila["region"], fila["indicador_slug"])
        if codigo in traido.indicadores:
            raise CarpetaAjena(f"{ARCHIVOS[0]}, fila {numero}: el indicador {codigo} está dos veces.")
        traido.indicadores[codigo] = fila
    vistos: dict[tuple[str, dt.date, str], Valor] = {}
    for numero, fila in _filas(valores, ARCHIVOS[1], _DE_VALORES):
        traido.total += 1
        hecho = _valor(numero, fila, traido, vistos, hoy)
        if isinstance(hecho, Rechazo):
            traido.rechazos.append(hecho)
    return traido


def _valor(
    numero: int,
    fila: Mapping[str, str],
    traido: Traido,
    vistos: dict[tuple[str, dt.date, str], Valor],
    hoy: dt.date,
) -> Rechazo | Valor:
    """El valor, ya puesto en lo traído, o por qué no entra."""

    def rechazo(razon: str, detalle: str = "") -> Rechazo:
        datos = (fila["region"], fila["indicador_slug"], fila["fecha"], fila["valor"], fila["fuente"])
        return Rechazo(numero, *datos, razon, detalle)

    codigo = codigo_de(fila["region"], fila["indicador_slug"])
    if codigo not in traido.indicadores:
        return rechazo("sin_indicador")
    dicho = _VALOR.fullmatch(fila["valor"])
    if dicho is None:
        return rechazo("sin_dato" if fila["valor"].casefold() in _SIN_DATO else "no_es_numero")
    try:
        fecha = dt.date.fromisoformat(fila["fecha"])
    except ValueError:
        return rechazo("fecha")
    if fecha > hoy:
        return rechazo("fecha_futura")
    fuente = fila["fuente"] or traido.indicadores[codigo].get("fuentes", "") or "Sin fuente dicha"
    valor = Valor(numero, fecha, Decimal(dicho[2].replace(",", "")), fuente, _nota(fila, dicho, codigo, traido))
    anterior = vistos.get((codigo, fecha, fuente))
    if anterior is not None:
        razon = "repetido" if anterior.valor == valor.valor else "otro_valor"
        return rechazo(razon, f"el de la fila {anterior.fila}: {format(anterior.valor, 'f')}")
    vistos[codigo, fecha, fuente] = valor
    traido.valores.setdefault(codigo, []).append(valor)
    traido.avisos["moneda"] += bool(dicho[1])
    traido.avisos["porcentaje"] += bool(dicho[3])
    traido.avisos["miles"] += "," in dicho[2]
    return valor


def _nota(fila: Mapping[str, str], dicho: re.Match[str], codigo: str, traido: Traido) -> str:
    """La nota, cortada si no cabe; con el valor como venía si su signo y la unidad no dicen lo mismo."""
    unidad, nota = traido.indicadores[codigo]["unidad"], fila["notas"]
    ajeno = (dicho[1] and not _DICE_MONEDA.search(unidad)) or (dicho[3] and not _DICE_PORCENTAJE.search(unidad))
    if ajeno:
        traido.avisos["signo_ajeno"] += 1
        nota = f"En la fuente: {fila['valor']}. {nota}".strip()
    if len(nota) > LARGO_NOTA:
        traido.avisos["nota_cortada"] += 1
        nota = nota[: LARGO_NOTA - 1].rstrip() + "…"
    return nota


def frecuencia_de(fechas: Iterable[dt.date]) -> str:
    """La que se ve en las fechas: cada cuánto hay dato si casi siempre es lo mismo; si no, irregular.

    Hacen falta tres fechas, que todas las distancias sean múltiplos de la más corta y que la mitad sean esa.
    """
    meses = sorted({f.year * 12 + f.month for f in fechas})
    distancias = [b - a for a, b in pairwise(meses)]
    if len(distancias) < 2:
        return "irregular"
    corta = min(distancias)
    regular = all(d % corta == 0 for d in distancias) and 2 * distancias.count(corta) >= len(distancias)
    return _MESES.get(corta, "irregular") if regular else "irregular"


def fuente_principal(valores: Sequence[Valor]) -> list[str]:
    """Las fuentes del indicador, de la que más valores da a la que menos; a igual número, la que va antes."""
    cuentas = Counter(v.fuente for v in valores)
    return sorted(cuentas, key=lambda f: (-cuentas[f], next(v.fila for v in valores if v.fuente == f)))


def _decimales(valores: Iterable[Valor]) -> int:
    exponentes = [v.valor.normalize().as_tuple().exponent for v in valores]
    return max([0, *(-e for e in exponentes if isinstance(e, int))])


def _definicion(fila: Mapping[str, str]) -> str:
    partes = [fila.get("descripcion", "")]
    if fila.get("categorias"):
        partes.append("Categorías: " + fila["categorias"].replace(" | ", ", ") + ".")
    return "\n\n".join(p for p in partes if p)


def _csv(cabeza: Sequence[str], filas: Iterable[Sequence[str]]) -> str:
    salida = io.StringIO()
    escritor = csv.writer(salida, lineterminator="\n")
    escritor.writerow(cabeza)
    escritor.writerows([a_salvo(c) for c in fila] for fila in filas)
    return salida.getvalue()


def tabla_de_ejes(traido: Traido) -> str:
    """Los ejes, como raíces del plan."""
    ejes = dict.fromkeys(f["eje"] for f in traido.indicadores.values())
    filas = [["", raiz(e), _EJES.get(e, e[:1].upper() + e[1:])] for e in ejes]
    return _csv(("Nivel 0", "Código", "Título"), filas)


def tabla_de_indicadores(traido: Traido) -> str:
    """Los indicadores: su dirección no la dice nadie, y no se inventa."""
    filas = []
    for codigo, fila in traido.indicadores.items():
        valores = traido.valores.get(codigo, [])
        fuentes = "; ".join(f for f in fila.get("fuentes", "").split(" | ") if f)
        filas.append(
            [
                codigo,
                raiz(fila["eje"]),
                fila["nombre"],
                _definicion(fila),
                fila["unidad"].rstrip(". ") or "sin unidad dicha",
                str(_decimales(valores)),
                frecuencia_de(v.fecha for v in valores),
                "sin definir",
                "stock",
                fuentes,
                fila["region"],
            ]
        )
    cabeza = (
        "Código", "Elemento", "Nombre", "Definición", "Unidad de medida", "Decimales", "Frecuencia",
        "Dirección", "Acumulación", "Fuente", "Lugar",
    )  # fmt: skip
    return _csv(cabeza, filas)


def tabla_de_mediciones(traido: Traido) -> str:
    """Los valores; el principal de cada día es el de la fuente que más valores da a ese indicador."""
    filas = []
    for codigo, valores in traido.valores.items():
        orden = {fuente: i for i, fuente in enumerate(fuente_principal(valores))}
        mejor: dict[dt.date, int] = {}
        for v in valores:
            mejor[v.fecha] = min(mejor.get(v.fecha, len(orden)), orden[v.fuente])
        for v in valores:
            principal = "sí" if orden[v.fuente] == mejor[v.fecha] else "no"
            escrito = format(sin_duda(v.valor), "f")
            filas.append([codigo, v.fecha.isoformat(), escrito, v.fuente, principal, v.nota])
    return _csv(("Indicador", "Fecha", "Valor", "Fuente", "Principal", "Nota"), filas)


def informe(traido: Traido) -> str:
    """Los valores que no entran, como CSV: fila, qué era y por qué."""
    cabeza = ("fila", "region", "indicador", "fecha", "valor", "fuente", "razon", "detalle")
    return "\ufeff" + _csv(
        cabeza,
        (
            [str(r.fila), r.region, r.indicador, r.fecha, r.valor, r.fuente, RAZONES[r.razon], r.detalle]
            for r in traido.rechazos
        ),
    )
