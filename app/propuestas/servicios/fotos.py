"""Las fotos y documentos de una propuesta: se cambian mientras se puede cambiar su texto."""

from __future__ import annotations

from app.adjuntos.campo import Campo
from app.contenido.servicios import anotar_hecho
from app.nucleo.errores import NoPermitido
from app.nucleo.permisos import Identidad
from app.propuestas import permisos
from app.propuestas.consultas.ficha import objeto_de
from app.propuestas.errores import TextoCerrado
from app.propuestas.modelos import Propuesta
from app.propuestas.servicios.comunes import tomar, tomar_borrador


def poner_en_borrador(quien: Identidad, codigo: str, campo: Campo) -> Propuesta:
    """Deja lo subido en el borrador, aunque falte decir qué se ve en alguna foto: se exige al publicar."""
    p = tomar_borrador(codigo, quien)
    campo.poner(quien, p.id, exigir_texto=False)
    return p


def poner_en_publicada(quien: Identidad, codigo: str, campo: Campo) -> Propuesta:
    """Cambia lo que acompaña a una propuesta publicada, y lo anota si cambió.

    Lanza `TextoCerrado` si ya no se puede editar, `SinDescripcion` si a una foto le falta su texto.
    """
    p = tomar(codigo, quien)
    objeto = objeto_de(p)
    if not permisos.firma(quien, objeto):
        raise NoPermitido()
    if not permisos.puede_editar(quien, objeto):
        raise TextoCerrado()
    antes = campo.en_contenido()
    despues = campo.poner(quien, p.id)
    if set(despues) != antes:
        p.version += 1
        cuentas = {"imagenes": sum(a.es_imagen for a in despues), "documentos": len(despues)}
        cuentas["documentos"] -= cuentas["imagenes"]
        anotar_hecho("propuestas.adjuntos", p.id, quien.persona, datos=cuentas)
    return p
