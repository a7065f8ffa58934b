"""Lo que se escribe en la privacidad: una función por intención."""

from __future__ import annotations

from app.privacidad.servicios.avisos import leido, publicar_aviso
from app.privacidad.servicios.borrado import borrar_en_mostrador, borrar_mi_cuenta, exigir_delante, suprimir
from app.privacidad.servicios.limpieza import limpiar
from app.privacidad.servicios.solicitudes import pedir, responder

__all__ = [
    "borrar_en_mostrador",
    "borrar_mi_cuenta",
    "exigir_delante",
    "leido",
    "limpiar",
    "pedir",
    "publicar_aviso",
    "responder",
    "suprimir",
]
