"""Las propuestas en el índice de la búsqueda: qué se lee de cada una y cuándo deja de estar.

Está lo que cualquiera puede leer hoy, también lo archivado. Los borradores, lo oculto y lo retirado, no.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.busqueda import consultas as busqueda
from app.busqueda.servicios import Entrada, indexar_muchos, quitar_muchos
from app.extensiones import db
from app.nucleo import transaccion
from app.propuestas.consultas import buscables

CLASE = "propuesta"
TANDA = 500


def rehacer(ids: Sequence[int]) -> int:
    """Pone, cambia o quita estas propuestas del índice, según se puedan leer o no. Tres consultas, o cuatro.

    Devuelve cuántas puso o cambió.
    """
    db.session.flush()
    filas = buscables.buscables(ids)
    quitar_muchos(set(ids) - {f.id for f in filas})
    return indexar_muchos(
        [Entrada(f.id, CLASE, f.titulo, _texto(f.resumen, f.referencia, f.cuerpo), f.idioma) for f in filas]
    )


def _texto(resumen: str, referencia: str, cuerpo: str) -> str:
    """Lo que se lee de ella; un resumen que es el comienzo del texto no cuenta dos veces."""
    repetido = cuerpo.startswith(resumen.removesuffix("…").strip())
    return " ".join((referencia, cuerpo) if repetido else (resumen, referencia, cuerpo))


def completo() -> bool:
    """Verdadero si están todas: se llena de la más nueva a la más vieja, así que basta mirar la más vieja."""
    primera = buscables.primera_en_listas()
    return primera is None or busqueda.esta(primera)


def llenar(avanzar: Callable[[int], object] = lambda _cuantas: None) -> int:
    """Rehace el índice entero, de la más nueva a la más vieja, con una transacción corta por tanda."""
    hasta, total = 2**62, 0
    while True:
        with transaccion.escritura():
            ids = buscables.anteriores(hasta, TANDA)
            rehacer(ids)
        if not ids:
            return total
        hasta, total = ids[-1], total + len(ids)
        avanzar(len(ids))


def llenar_si_falta() -> int:
    """Llena el índice de una base que ya tenía propuestas; si está completo no hace nada."""
    falta = not completo()
    db.session.rollback()
    return llenar() if falta else 0


def cuantas() -> int:
    """Cuántas propuestas hay, con borradores: las que `llenar` mira."""
    return buscables.cuantas_hay()
