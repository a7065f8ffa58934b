"""De celdas a elementos: cada dato se comprueba y cada error dice su fila y su columna."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.lectura import ErrorFila, Fila, llana
from app.lectura import fecha as leer_fecha
from app.plan.reglas.codigos import codigo_valido
from app.plan.reglas.filas import ESTADOS, FilaPlan, ancestros, columna_de, ordenar_codigos
from app.plan.reglas.tabla import leer_tabla, niveles_de

LARGO_TITULO = 300
LARGO_DESCRIPCION = 10_000
LARGO_SUPUESTOS = 5000
PESO_MAXIMO = 1_000_000
_LARGOS = {"titulo": LARGO_TITULO, "descripcion": LARGO_DESCRIPCION, "supuestos": LARGO_SUPUESTOS}
_ESTADO_DE = {llana(texto): clave for clave, texto in ESTADOS.items()}


@dataclass(frozen=True)
class Contexto:
    """Lo que la ciudad ya tiene: unidades (código → nombre), códigos ODS y elementos (código → padre)."""

    unidades: Mapping[str, str] = field(default_factory=dict)
    ods: frozenset[str] = frozenset()
    existentes: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Lectura:
    """El archivo, leído. Con un solo error no se aplica nada. `numeros` es código → fila de la hoja."""

    filas: tuple[FilaPlan, ...] = ()
    campos: frozenset[str] = frozenset()
    numeros: Mapping[str, int] = field(default_factory=dict)
    ignoradas: tuple[str, ...] = ()
    errores: tuple[ErrorFila, ...] = ()


class _Lector:
    """Acumula los errores de una lectura; cada método lee un campo de una fila."""

    def __init__(self, contexto: Contexto) -> None:
        self.errores: list[ErrorFila] = []
        self.ods = contexto.ods
        self.unidades = {llana(nombre): codigo for codigo, nombre in contexto.unidades.items()}
        self.unidades |= {llana(codigo): codigo for codigo in contexto.unidades}

    def error(self, fila: Fila, campo: str, clave: str, **datos: str) -> None:
        self.errores.append(ErrorFila(fila.numero, columna_de(campo), clave, datos))

    def texto(self, fila: Fila, campo: str, maximo: int) -> str:
        valor = fila.celdas.get(campo, "")
        if campo.partition("[")[0] not in ("descripcion", "supuestos"):
            valor = " ".join(valor.split())
        if len(valor) > maximo:
            self.error(fila, campo, "largo", maximo=str(maximo), hay=str(len(valor)))
        return valor

    def traducciones(self, fila: Fila) -> tuple[tuple[str, str, str], ...]:
        """Los textos de las columnas en otros idiomas; una celda vacía es un texto que no está."""
        textos = []
        for columna in fila.celdas:
            campo, corchete, idioma = columna.partition("[")
            if corchete and (texto := self.texto(fila, columna, _LARGOS[campo])):
                textos.append((idioma.rstrip("]"), campo, texto))
        return tuple(sorted(textos))

    def unidad(self, fila: Fila, campo: str, valor: str) -> str:
        codigo = self.unidades.get(llana(valor), "")
        if valor and not codigo:
            self.error(fila, campo, "unidad_desconocida", valor=valor)
        return codigo

    def colaboradoras(self, fila: Fila) -> tuple[str, ...]:
        trozos = [t.strip() for t in re.split(r"[;|\n]", fila.celdas.get("colaboradoras", ""))]
        return ordenar_codigos([c for t in trozos if (c := self.unidad(fila, "colaboradoras", t))])

    def lista_ods(self, fila: Fila) -> tuple[str, ...]:
        codigos = []
        for trozo in re.split(r"[;,|\n]", fila.celdas.get("ods", "")):
            codigo = re.sub(r"^ods\s*", "", trozo.strip().casefold()).rstrip(".")
            if codigo and codigo not in self.ods:
                self.error(fila, "ods", "ods_desconocido", valor=trozo.strip())
            elif codigo:
                codigos.append(codigo)
        return ordenar_codigos(codigos)

    def peso(self, fila: Fila) -> int:
        valor = fila.celdas.get("peso", "") or "1"
        if not re.fullmatch(r"-?[0-9]{1,9}", valor):
            self.error(fila, "peso", "peso_no_entero", valor=valor)
            return 1
        if int(valor) < 0 or int(valor) > PESO_MAXIMO:
            clave = "peso_negativo" if int(valor) < 0 else "peso_enorme"
            self.error(fila, "peso", clave, valor=valor, maximo=str(PESO_MAXIMO))
            return 1
        return int(valor)

    def fecha(self, fila: Fila, campo: str) -> dt.date | None:
        valor = fila.celdas.get(campo, "")
        leida = leer_fecha(valor)
        if valor and leida is None:
            self.error(fila, campo, "fecha", valor=valor)
        return leida

    def estado(self, fila: Fila) -> str:
        valor = fila.celdas.get("estado", "") or "previsto"
        clave = _ESTADO_DE.get(llana(valor))
        if clave is None:
            self.error(fila, "estado", "estado_desconocido", valor=valor, posibles=", ".join(ESTADOS.values()))
        return clave or "previsto"

    def padre(self, fila: Fila) -> str | None:
        """El código del último nivel lleno; los niveles se llenan de izquierda a derecha, sin huecos."""
        niveles = niveles_de(fila)
        llenos = [n for n in niveles if n]
        if niveles[: len(llenos)] != llenos:
            hueco = niveles.index("")
            self.error(fila, f"Nivel {hueco}", "nivel_vacio")
        return llenos[-1] if llenos else None

    def fila(self, fila: Fila) -> FilaPlan | None:
        codigo, titulo = fila.celdas["codigo"], self.texto(fila, "titulo", LARGO_TITULO)
        if not codigo:
            self.error(fila, "codigo", "sin_codigo")
            return None
        if not codigo_valido(codigo):
            self.error(fila, "codigo", "codigo_invalido", valor=codigo)
        if not titulo:
            self.error(fila, "titulo", "sin_titulo")
        inicio, fin = self.fecha(fila, "inicio"), self.fecha(fila, "fin")
        if inicio and fin and fin < inicio:
            self.error(fila, "fin", "fechas_al_reves", inicio=inicio.isoformat(), fin=fin.isoformat())
        return FilaPlan(
            codigo=codigo,
            titulo=titulo,
            padre=self.padre(fila),
            descripcion=self.texto(fila, "descripcion", LARGO_DESCRIPCION),
            unidad=self.unidad(fila, "unidad", fila.celdas.get("unidad", "")),
            colaboradoras=self.colaboradoras(fila),
            peso=self.peso(fila),
            ods=self.lista_ods(fila),
            inicio=inicio,
            fin=fin,
            estado=self.estado(fila),
            supuestos=self.texto(fila, "supuestos", LARGO_SUPUESTOS),
            traducciones=self.traducciones(fila),
        )


def leer(contenido: bytes | str, contexto: Contexto) -> Lectura:
    """Lee la tabla ancha de un plan (`Nivel k` lleva el código del de arriba en el nivel k).

    Los elementos que ya existen pueden faltar en el archivo y servir de padres a los que vienen.
    """
    tabla = leer_tabla(contenido)
    lector = _Lector(contexto)
    filas: dict[str, FilaPlan] = {}
    numeros: dict[str, int] = {}
    crudas: dict[str, Fila] = {}
    for cruda in tabla.filas:
        fila = lector.fila(cruda)
        if fila is None:
            continue
        if fila.codigo in filas:
            lector.error(cruda, "codigo", "codigo_repetido", valor=fila.codigo, otra=str(numeros[fila.codigo]))
            continue
        filas[fila.codigo], numeros[fila.codigo], crudas[fila.codigo] = fila, cruda.numero, cruda
    if not tabla.errores:
        _revisar_arbol(filas, crudas, contexto, lector.error)
    errores = sorted([*tabla.errores, *lector.errores], key=lambda e: e.fila or 0)
    return Lectura(tuple(filas.values()), frozenset(tabla.campos), numeros, tabla.ajenas, tuple(errores))


def _revisar_arbol(
    filas: Mapping[str, FilaPlan],
    crudas: Mapping[str, Fila],
    contexto: Contexto,
    error: Callable[..., None],
) -> None:
    """Cada padre existe, nadie cuelga de sí mismo y los niveles de la fila son de verdad los de arriba."""
    padres = {**contexto.existentes, **{c: f.padre for c, f in filas.items()}}
    for codigo, cruda in crudas.items():
        dichos = [n for n in niveles_de(cruda) if n]
        ausentes = [(k, n) for k, n in enumerate(dichos) if n not in padres]
        if ausentes:
            error(cruda, f"Nivel {ausentes[0][0]}", "padre_ausente", valor=ausentes[0][1])
            continue
        reales = ancestros(codigo, padres)
        if reales is None:
            error(cruda, f"Nivel {len(dichos) - 1}", "ciclo", codigo=codigo)
        elif reales != dichos:
            distinto = next(
                (k for k, (a, b) in enumerate(zip(reales, dichos, strict=False)) if a != b),
                min(len(dichos), len(reales)),
            )
            error(cruda, f"Nivel {distinto}", "niveles_distintos", deberia=" › ".join(reales))


__all__ = ["Contexto", "Lectura", "leer"]
