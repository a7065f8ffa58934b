"""Guardar un borrador sin borrar lo que otra ventana, u otra persona que firma, guardó entretanto."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.nucleo.permisos import Identidad
from app.propuestas.consultas.sellos import sello_de
from app.propuestas.errores import CambioEnOtraVentana
from app.propuestas.servicios.comunes import tomar_borrador


@contextmanager
def sin_pisar(quien: Identidad, codigo: str, paso: str, visto: str) -> Iterator[None]:
    """Dentro se guarda un paso; `visto` es el sello de lo que se leyó (vacío: no se mira).

    Lanza `CambioEnOtraVentana`, y quien llama deshace, si lo guardado ya no era lo leído y esto lo cambiaría.
    Enviar dos veces lo mismo no molesta.
    """
    p = tomar_borrador(codigo, quien)
    antes = sello_de(p, paso)
    yield
    if visto and visto != antes and sello_de(p, paso) != antes:
        raise CambioEnOtraVentana()
