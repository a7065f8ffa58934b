"""Traer los comentarios de otra plataforma: se comprueba el archivo entero y se escribe por tandas cortas.

Repetir la orden no cambia nada, y una que se cortó sigue donde quedó: cada comentario se reconoce por el
identificador que tenía allá.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TextIO

from app.busqueda.reglas import lengua_de
from app.cuentas.servicios.lote import personas_externas
from app.importacion import consultas, html
from app.importacion.comentarios_lectura import Ajeno, Indice, comprobar, en_orden
from app.importacion.errores import ArchivoConErrores
from app.importacion.preparacion import LENGUA, Autora, autora_con_numero
from app.importacion.reglas import ORIGEN
from app.participacion.servicios import Tanda, Traido, anotar_traidos, comparar, guardar, recontar

TANDA = 500
COLECTIVO = "Colectivo"
PERSONAL = "Empleados públicos"
UTF8 = "utf-8-sig"
Escritura = Callable[[], AbstractContextManager[None]]
Avanzar = Callable[[int], None]


@dataclass
class Informe:
    """Lo que pasó, o lo que pasaría: cada comentario del archivo está en una de las cuatro cuentas.

    `sin_propuesta`: por id de propuesta de allá que aún no está aquí, cuántos comentarios esperan por ella.
    """

    indice: Indice
    nuevos: int = 0
    cambian: int = 0
    iguales: int = 0
    sin_propuesta: dict[str, int] = field(default_factory=dict)

    @property
    def esperan(self) -> int:
        """Cuántos no entran hasta que esté su propuesta."""
        return sum(self.sin_propuesta.values())


def comprobado(archivo: Path) -> Indice:
    """El índice del archivo. Lanza `ArchivoConErrores` con todos: entonces no se trae nada."""
    with _abrir(archivo, codificacion(archivo)) as lineas:
        indice = comprobar(lineas)
    if indice.errores:
        raise ArchivoConErrores(indice.errores)
    return indice


def traer(
    archivo: Path,
    indice: Indice,
    clave: str,
    *,
    escritura: Escritura | None,
    previstas: frozenset[str],
    avanzar: Avanzar = lambda _cuantos: None,
) -> Informe:
    """Trae los comentarios de un archivo ya comprobado; sin `escritura`, solo dice qué haría.

    `previstas` son las propuestas que el ensayo traería antes.
    """
    informe = Informe(indice)
    propuestas = consultas.ids_de(ORIGEN, sorted(set(indice.propuestas.values())))
    tocadas: dict[int, int] = {}
    for ajenos in _tandas(en_orden(indice, _aperturas(archivo))):
        with escritura() if escritura else nullcontext():
            _tanda(ajenos, clave, propuestas, previstas, informe, tocadas, escribir=escritura is not None)
        avanzar(len(ajenos))
    if escritura is not None:
        _cuentas(sorted(propuestas.values()), tocadas, escritura)
    return informe


def _tanda(
    ajenos: Sequence[Ajeno],
    clave: str,
    propuestas: dict[str, int],
    previstas: frozenset[str],
    informe: Informe,
    tocadas: dict[int, int],
    *,
    escribir: bool,
) -> None:
    con_propuesta = [a for a in ajenos if a.propuesta in propuestas]
    for a in ajenos:
        if a.propuesta in propuestas:
            continue
        if not escribir and a.propuesta in previstas:
            informe.nuevos += 1
        else:
            informe.sin_propuesta[a.propuesta] = informe.sin_propuesta.get(a.propuesta, 0) + 1
    autoras = {a.origen_id: _autora(a, clave) for a in con_propuesta}
    por_huella = {x.huella: x.seudonimo for x in autoras.values() if x}
    personas = personas_externas(por_huella) if escribir else consultas.personas_de(sorted(por_huella))
    traidos = [
        _traido(a, propuestas[a.propuesta], _id_de(autoras[a.origen_id], personas)) for a in con_propuesta
    ]
    hecha: Tanda = guardar(ORIGEN, traidos) if escribir else comparar(ORIGEN, traidos)
    informe.nuevos += len(hecha.nuevos)
    informe.cambian += len(hecha.cambian)
    informe.iguales += hecha.iguales
    for t in (*hecha.nuevos, *(t for t, _antes in hecha.cambian)):
        tocadas[t.sobre_id] = tocadas.get(t.sobre_id, 0) + 1


def _cuentas(propuestas: Sequence[int], tocadas: dict[int, int], escritura: Escritura) -> None:
    """Recuenta cada conversación en su transacción, también las de una vez que se cortó, y deja los hechos."""
    for contenido_id in propuestas:
        with escritura():
            recontar([contenido_id])
            if contenido_id in tocadas:
                anotar_traidos(ORIGEN, {contenido_id: tocadas[contenido_id]})


def _traido(a: Ajeno, sobre_id: int, autora_id: int | None) -> Traido:
    texto = html.de_texto(a.texto)
    return Traido(
        origen_id=a.origen_id,
        sobre_id=sobre_id,
        padre_id_origen=a.padre,
        autora_id=autora_id,
        texto=texto,
        idioma=lengua_de(texto, LENGUA),
        a_favor=a.a_favor,
        en_contra=a.en_contra,
        creado_en=a.creado_en,
        de_personal=PERSONAL if a.clase_de_autora == PERSONAL else "",
    )


def _autora(a: Ajeno, clave: str) -> Autora | None:
    if a.autora is None:
        return None
    return autora_con_numero(a.autora, clave, asociacion=a.clase_de_autora == COLECTIVO)


def _id_de(autora: Autora | None, personas: dict[str, int]) -> int | None:
    return personas.get(autora.huella) if autora else None


def codificacion(archivo: Path) -> str:
    """UTF-8, o Windows-1252 si no lo es: se recorre entero antes de leerlo, sin guardarlo."""
    try:
        with archivo.open(encoding=UTF8, newline="") as lineas:
            for _linea in lineas:
                pass
    except UnicodeDecodeError:
        return "cp1252"
    return UTF8


def _abrir(archivo: Path, como: str) -> TextIO:
    return archivo.open(encoding=como, errors="replace", newline="")


def _aperturas(archivo: Path) -> Iterator[TextIO]:
    como = codificacion(archivo)
    while True:
        with _abrir(archivo, como) as lineas:
            yield lineas


def _tandas(ajenos: Iterator[Ajeno]) -> Iterator[list[Ajeno]]:
    while tanda := list(islice(ajenos, TANDA)):
        yield tanda
