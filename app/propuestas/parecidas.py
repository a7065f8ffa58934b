"""Las propuestas que ya piden lo mismo: mientras se escribe el título y al revisar antes de publicar."""

from __future__ import annotations

from dataclasses import dataclass

from app.busqueda import consultas as busqueda
from app.busqueda.reglas import lengua_de
from app.nucleo.traducido import propio
from app.propuestas import consultas
from app.propuestas.buscable import CLASE
from app.propuestas.presentacion import direccion

PARTE = 0.3
"""Lo que debe compartir de lo que el texto dice: por debajo, mostrarla distrae."""

CANDIDATAS_AL_TECLEAR = 1_500
LETRAS = 4
"""Con un título más corto no se busca."""


@dataclass(frozen=True)
class Parecida:
    """Una propuesta que se parece a otra que se está escribiendo."""

    id: int
    titulo: str
    codigo: str
    lugar: str
    apoyos: int

    @property
    def url(self) -> str:
        """La dirección de su página."""
        return direccion(self.codigo, self.titulo)


def parecidas(
    titulo: str,
    texto: str,
    *,
    cuantas: int = 5,
    sin: int | None = None,
    candidatas: int = busqueda.CANDIDATOS,
) -> list[Parecida]:
    """Las que se pueden apoyar hoy y más se parecen, de la que más a la que menos; `sin` es la propia.

    Se hallan en cualquier idioma; ninguna si el título es muy corto o nada comparte lo bastante. Siete
    consultas como mucho.
    """
    if len(titulo.strip()) < LETRAS:
        return []
    idioma = lengua_de(f"{titulo} {texto}", propio())
    halladas = busqueda.parecidos(
        titulo, texto, idioma=idioma, clase=CLASE, cuantos=cuantas * 3, sin=sin, candidatos=candidatas
    )
    vivas = consultas.apoyables([h.id for h in halladas if h.parte >= PARTE])[:cuantas]
    return [
        Parecida(t.id, t.titulo, t.codigo, t.lugar, t.apoyos + t.importados) for t in consultas.tarjetas(vivas)
    ]
