"""Cuánto se admite."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

MEGA = 1024 * 1024
LADO_GRANDE = 1600
LADO_MINI = 480
"""Lado mayor, en píxeles, de la imagen que se guarda y de su miniatura."""
PIXELES_MAXIMO = {"JPEG": 65_000_000, "PNG": 20_000_000, "WEBP": 20_000_000, "GIF": 20_000_000}
"""Un JPEG se lee ya reducido; los demás ocupan en memoria cuatro bytes por píxel."""
SUBIDAS_POR_HORA = 20
CADUCAN_HORAS = 48
"""Lo que dura un archivo suelto, sin contenido."""
DESCRIPCION_MAXIMA = 300


@dataclass(frozen=True)
class Limites:
    """Cuántas imágenes y documentos admite una cosa, y de qué peso en bytes cada uno.

    `intactos`: el documento es un acto firmado; se examina igual, y se guarda byte por byte como llegó.
    """

    imagenes: int
    documentos: int
    peso_imagen: int = 8 * MEGA
    peso_pdf: int = 5 * MEGA
    intactos: bool = False

    def cuantos(self, clase: str) -> int:
        """Cuántos de esa clase («imagen» o «pdf»)."""
        return self.imagenes if clase == "imagen" else self.documentos

    def peso(self, clase: str) -> int:
        """El peso máximo de uno de esa clase, en bytes."""
        return self.peso_imagen if clase == "imagen" else self.peso_pdf

    @property
    def envio(self) -> int:
        """Lo que puede pesar un formulario con todo lo que se admite, más un mega de textos."""
        return self.imagenes * self.peso_imagen + self.documentos * self.peso_pdf + MEGA


LIMITES_PROPUESTA = Limites(imagenes=5, documentos=2)
LIMITES_COMENTARIO = Limites(imagenes=2, documentos=1)
LOTE_MAXIMO = 10
"""Archivos de un mismo envío que se miran; los demás se rechazan sin abrirlos."""


def caber(ancho: int, alto: int, lado: int) -> tuple[int, int]:
    """Las medidas al encoger hasta que el lado mayor mida `lado`; nunca agranda ni baja de 1."""
    mayor = max(ancho, alto)
    if mayor <= lado:
        return ancho, alto
    return max(1, round(ancho * lado / mayor)), max(1, round(alto * lado / mayor))


def primer_sitio(ocupados: Collection[int], cuantos: int) -> int | None:
    """El primer sitio libre de 0 a `cuantos` - 1; None si no queda."""
    return next((n for n in range(cuantos) if n not in ocupados), None)
