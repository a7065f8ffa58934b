"""Las unidades de la municipalidad."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy import select

from app.extensiones import db
from app.nucleo.errores import Invalido
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.plan.errores import ArchivoConErrores
from app.plan.modelos import Unidad
from app.plan.reglas import codigo_valido
from app.plan.reglas.unidades import FilaUnidad, leer_unidades


def crear_unidad(
    quien: Identidad,
    codigo: str,
    nombre: str,
    correo: str = "",
    traducciones: Mapping[str, Mapping[str, str]] | None = None,
) -> int:
    """Crea la unidad o, si el código ya existe, actualiza su nombre y su correo; devuelve su id.

    `traducciones` ({idioma: {nombre}}) sustituye a las que había; sin ellas, se quedan.
    """
    exigir(quien, Permiso.PLAN_IMPORTAR)
    if not codigo_valido(codigo):
        raise Invalido("codigo", _("El código lleva letras, cifras, puntos y guiones, como OBR."))
    if not nombre.strip() or len(nombre) > 160:
        raise Invalido("nombre", _("Escribe el nombre, en no más de 160 caracteres."))
    unidad = db.session.scalar(select(Unidad).where(Unidad.codigo == codigo))
    if unidad is None:
        unidad = Unidad(codigo=codigo)
        db.session.add(unidad)
    unidad.nombre, unidad.correo = nombre, correo or None
    if traducciones is not None:
        unidad.traducciones = {i: dict(t) for i, t in traducciones.items()}
    db.session.flush()
    return unidad.id


def importar_unidades(quien: Identidad, contenido: bytes | str) -> list[FilaUnidad]:
    """Crea o actualiza las unidades de un CSV `codigo,nombre,correo`; todo o nada, sin borrar."""
    exigir(quien, Permiso.PLAN_IMPORTAR)
    filas, errores = leer_unidades(contenido)
    if errores:
        raise ArchivoConErrores(errores)
    for fila in filas:
        crear_unidad(quien, fila.codigo, fila.nombre, fila.correo)
    return filas
