"""La forma de una tabla larga y su lectura: de un CSV a filas con valores, y cada error con su lugar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from app.avance.reglas.tablas.celdas import Contexto, Falla, Lector, Valor
from app.lectura import ErrorFila, aseado, en_idioma, leer_tabla, llana
from app.lectura import Fila as CeldasDeFila
from app.lectura.numeros import es_dudoso, sin_duda

MAXIMO_FILAS = 20_000
CIFRAS_DE_HOJA = 15
"""Las que una hoja de cálculo guarda sin cambiarlas; un número con más va como texto."""
IDIOMAS = ("pt", "en")
"""Los idiomas que siempre llevan columna al exportar; si hay textos en otros, también la llevan."""

Fila = Mapping[str, Valor]
"""Nombre de campo → valor. Los textos en otro idioma van como `nombre[pt]` y, vacíos, no van."""
Llave = tuple[Valor, ...]
Mala = tuple[str, str, dict[str, str]]
"""Un error sin su fila: campo, clave de la frase y sus datos."""


@dataclass(frozen=True)
class Campo:
    """Una columna: cómo se lee, y qué vale en una fila nueva si viene vacía o no viene."""

    nombre: str
    columna: str
    leer: Lector
    omision: Valor = ""
    exigido: bool = False
    traducible: bool = False
    alias: tuple[str, ...] = ()
    textos: Mapping[str, str] = field(default_factory=dict)
    """Si es de elegir, cómo se escribe cada opción."""
    cantidad: bool = False
    lineas: bool = False
    """Si el texto puede tener varias líneas."""
    dinero: bool = False


@dataclass(frozen=True)
class Forma:
    """Una tabla larga. `llave` son los campos que dicen qué fila es; `propias`, las columnas que la delatan."""

    clave: str
    campos: tuple[Campo, ...]
    llave: tuple[str, ...]
    propias: tuple[str, ...]
    titulo: str
    """El campo con que se nombra una fila, además de su llave."""
    revisar: Callable[[Fila, Fila | None, Contexto], Iterable[Mala]] = lambda _nueva, _vieja, _contexto: ()
    revisar_todas: Callable[[Mapping[Llave, Fila]], Iterable[tuple[Llave, Mala]]] = lambda _filas: ()
    completar: Callable[[dict[Llave, dict[str, Valor]]], None] = lambda _filas: None

    def campo(self, nombre: str) -> Campo:
        """El campo de ese nombre; `nombre[pt]` da el del texto en ese idioma."""
        base, corchete, idioma = nombre.partition("[")
        hallado = next(c for c in self.campos if c.nombre == base)
        if not corchete:
            return hallado
        columna = f"{hallado.columna} [{idioma.rstrip(']')}]"
        return replace(hallado, nombre=nombre, columna=columna, exigido=False, omision="")

    def llave_de(self, fila: Fila) -> Llave:
        """La llave natural de una fila."""
        return tuple(fila[c] for c in self.llave)

    def numericas(self) -> frozenset[str]:
        """Los encabezados, llanos, de las columnas con cantidades."""
        return frozenset(llana(c.columna) for c in self.campos if c.cantidad)

    def reconoce(self, encabezados: frozenset[str]) -> bool:
        """Verdadero si estos encabezados (llanos) son los de esta tabla."""
        suyas = {c.nombre: {llana(c.columna), *c.alias} for c in self.campos}
        return all(suyas[c] & encabezados for c in self.llave) and any(
            suyas[c] & encabezados for c in self.propias
        )


@dataclass(frozen=True)
class Leida:
    """Una fila del archivo: los campos que trae, y las celdas con un número que podía leerse de otro modo."""

    numero: int
    valores: dict[str, Valor]
    dudas: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Lectura:
    """El archivo, leído. Con un solo error no se aplica nada."""

    filas: tuple[Leida, ...] = ()
    campos: frozenset[str] = frozenset()
    ignoradas: tuple[str, ...] = ()
    errores: tuple[ErrorFila, ...] = ()


def campos_de_otros_idiomas(forma: Forma, filas: Iterable[Fila]) -> list[str]:
    """Los campos `nombre[pt]` que se escriben: los de siempre y los que alguna fila use."""
    traducibles = [c.nombre for c in forma.campos if c.traducible]
    siempre = [f"{campo}[{idioma}]" for campo in traducibles for idioma in IDIOMAS]
    usados = {campo for fila in filas for campo in fila if "[" in campo}
    return [*siempre, *sorted(usados - set(siempre))]


def _campos_de(forma: Forma) -> Callable[[str], str | None]:
    """De un encabezado, el campo que lleva; None si no es de la tabla."""
    por_nombre = {n: c for c in forma.campos for n in (llana(c.columna), *c.alias)}

    def campo_de(encabezado: str) -> str | None:
        columna, idioma = en_idioma(encabezado) or (encabezado, "")
        campo = por_nombre.get(llana(columna))
        if campo is None or (idioma and not campo.traducible):
            return None
        return f"{campo.nombre}[{idioma}]" if idioma else campo.nombre

    return campo_de


def leer(texto: str, forma: Forma, contexto: Contexto) -> Lectura:
    """Lee una tabla larga entera; los errores de las celdas no impiden seguir buscando otros."""
    exigidas = {nombre: forma.campo(nombre).columna for nombre in forma.llave}
    tabla = leer_tabla(texto, _campos_de(forma), exigidas, MAXIMO_FILAS)
    campos = {nombre: forma.campo(nombre) for nombre in tabla.campos}
    errores = list(tabla.errores)
    filas = []
    for fila in tabla.filas:
        leida = Leida(fila.numero, {})
        errores += _leer_fila(fila, campos, contexto, leida)
        filas.append(leida)
    return Lectura(tuple(filas), frozenset(campos), tabla.ajenas, tuple(errores))


def _leer_fila(
    fila: CeldasDeFila, campos: Mapping[str, Campo], contexto: Contexto, leida: Leida
) -> Iterator[ErrorFila]:
    for nombre, celda in fila.celdas.items():
        campo = campos[nombre]
        try:
            if not celda and campo.exigido:
                raise Falla("falta_dato", columna=campo.columna)
            leida.valores[nombre] = campo.leer(celda, contexto) if celda else campo.omision
        except Falla as falla:
            yield ErrorFila(fila.numero, campo.columna, falla.clave, falla.datos)
        if es_dudoso(celda) and isinstance(leida.valores.get(nombre), int | Decimal):
            leida.dudas[nombre] = celda


def mostrable(campo: Campo, valor: Valor, menores: int) -> Valor:
    """El valor como va en la tabla: la opción por su texto, el sí o no en palabras, el dinero en la moneda."""
    if isinstance(valor, bool):
        return "sí" if valor else "no"
    if campo.dinero and isinstance(valor, int):
        return Decimal(valor).scaleb(-menores)
    return campo.textos.get(valor, valor) if isinstance(valor, str) and campo.textos else valor


def normal(campo: Campo, texto: str) -> str:
    """Un texto guardado, tal como lo dejaría leerlo de una celda: así lo que no cambió no parece cambiar."""
    return aseado(texto) if campo.lineas else " ".join(aseado(texto).split())


def celda(campo: Campo, valor: Valor, menores: int) -> Valor:
    """El valor como se descarga: ningún número puede leerse como otro, ni perder cifras en una hoja."""
    escrito = mostrable(campo, valor, menores)
    if not isinstance(escrito, Decimal):
        return escrito
    cifras = len(escrito.normalize().as_tuple().digits)
    return sin_duda(escrito) if cifras <= CIFRAS_DE_HOJA else format(sin_duda(escrito), "f")


def fecha_de(fila: Fila, campo: str) -> dt.date | None:
    """Un campo de fecha, con su tipo."""
    valor = fila.get(campo)
    return valor if isinstance(valor, dt.date) else None
