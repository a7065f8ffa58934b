"""Una fila del plan y su escritura como tabla ancha (CSV)."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from app.lectura import a_salvo
from app.plan.reglas.codigos import clave_natural

ESTADOS = {
    "previsto": "previsto",
    "en_curso": "en curso",
    "terminado": "terminado",
    "detenido": "detenido",
    "cancelado": "cancelado",
}
"""Los estados de un elemento y cómo se escriben en la tabla."""

COLUMNAS = {
    "codigo": "Código",
    "titulo": "Título",
    "descripcion": "Descripción",
    "unidad": "Unidad responsable",
    "colaboradoras": "Unidades colaboradoras",
    "peso": "Peso",
    "ods": "ODS",
    "inicio": "Inicio",
    "fin": "Fin",
    "estado": "Estado",
    "supuestos": "Supuestos",
}
"""Campo → nombre de su columna; delante van `Nivel 0`, `Nivel 1`…"""

TRADUCIBLES = ("titulo", "descripcion", "supuestos")
"""Los campos que pueden ir en otros idiomas, en columnas como `Título [pt]`."""

_SIEMPRE = tuple(f"{campo}[{idioma}]" for campo in ("titulo", "descripcion") for idioma in ("pt", "en"))
"""Las columnas de otros idiomas que se escriben siempre, aunque estén vacías, para poder llenarlas."""


@dataclass(frozen=True)
class FilaPlan:
    """Un elemento tal como va en la tabla. `padre` es el código del de arriba; las listas van sin repetidos.

    `traducciones`: (idioma, campo, texto) de título, descripción y supuestos, en orden y sin vacíos.
    """

    codigo: str
    titulo: str
    padre: str | None = None
    descripcion: str = ""
    unidad: str = ""
    colaboradoras: tuple[str, ...] = ()
    peso: int = 1
    ods: tuple[str, ...] = ()
    inicio: dt.date | None = None
    fin: dt.date | None = None
    estado: str = "previsto"
    supuestos: str = ""
    traducciones: tuple[tuple[str, str, str], ...] = ()

    def textos(self) -> dict[str, str]:
        """Los textos traducidos por su nombre: `titulo[pt]`."""
        return {f"{campo}[{idioma}]": texto for idioma, campo, texto in self.traducciones}


def columna_de(campo: str) -> str:
    """El nombre de la columna de un campo: `Título`, `Título [pt]`; si no es de la tabla, el mismo campo."""
    base, corchete, idioma = campo.partition("[")
    columna = COLUMNAS.get(base, campo)
    return f"{columna} [{idioma.rstrip(']')}]" if corchete and base in COLUMNAS else columna


def ordenar_codigos(codigos: Sequence[str]) -> tuple[str, ...]:
    """Los códigos sin repetir, en orden natural: la forma única en que se guardan y se comparan."""
    return tuple(sorted(set(codigos), key=lambda c: (clave_natural(c), c)))


def ancestros(codigo: str, padres: Mapping[str, str | None]) -> list[str] | None:
    """Los de arriba, de la raíz al padre; None si el camino da una vuelta y no termina."""
    camino: list[str] = []
    actual = padres.get(codigo)
    while actual is not None:
        if actual in camino or actual == codigo:
            return None
        camino.append(actual)
        actual = padres.get(actual)
    return camino[::-1]


def profundidad(filas: Sequence[FilaPlan]) -> int:
    """Cuántas columnas `Nivel` hacen falta (al menos una)."""
    padres = {f.codigo: f.padre for f in filas}
    return max([1, *(len(ancestros(f.codigo, padres) or []) for f in filas)])


def _celdas(fila: FilaPlan) -> list[str]:
    return [
        fila.codigo,
        fila.titulo,
        fila.descripcion,
        fila.unidad,
        "; ".join(ordenar_codigos(fila.colaboradoras)),
        str(fila.peso),
        "; ".join(ordenar_codigos(fila.ods)),
        fila.inicio.isoformat() if fila.inicio else "",
        fila.fin.isoformat() if fila.fin else "",
        ESTADOS[fila.estado],
        fila.supuestos,
    ]


def escribir_tabla(
    filas: Sequence[FilaPlan], solo: Collection[str] | None = None, textos_de: Sequence[FilaPlan] = ()
) -> str:
    """La tabla ancha de un plan completo, en el orden dado. Las mismas filas dan siempre el mismo texto.

    `solo`: los códigos de las filas que se escriben; `textos_de`: otras filas cuyos textos traducidos también
    tienen columna.
    """
    padres = {f.codigo: f.padre for f in filas}
    niveles = profundidad(filas)
    usados = {campo for f in (*filas, *textos_de) for campo in f.textos()}
    traducidos = [*_SIEMPRE, *sorted(usados - set(_SIEMPRE))]
    salida = io.StringIO()
    escritor = csv.writer(salida, lineterminator="\n")
    columnas = [*COLUMNAS.values(), *(columna_de(campo) for campo in traducidos)]
    escritor.writerow([*(f"Nivel {k}" for k in range(niveles)), *columnas])
    for fila in (f for f in filas if solo is None or f.codigo in solo):
        camino = ancestros(fila.codigo, padres) or []
        relleno = [""] * (niveles - len(camino))
        textos = fila.textos()
        celdas = (*camino, *relleno, *_celdas(fila), *(textos.get(campo, "") for campo in traducidos))
        escritor.writerow([a_salvo(c) for c in celdas])
    return salida.getvalue()
