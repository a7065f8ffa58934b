"""Qué se guarda de cada persona, tabla por tabla: de dónde sale la descarga, el borrado y la página pública.

Cada relación une una columna que señala a una persona (o a un contenido suyo) con lo que se hace al borrar su
cuenta y lo que va en su descarga. Una prueba recorre el esquema: lo que no está aquí no pasa.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.privacidad.clasificacion.cuenta import CUENTA
from app.privacidad.clasificacion.oficio import OFICIO, PADRON
from app.privacidad.clasificacion.participacion import PARTICIPACION
from app.privacidad.clasificacion.tipos import RETIRADA, AlBorrar, Relacion

__all__ = [
    "AJENAS",
    "CLASIFICACION",
    "NOMBRES_PERSONALES",
    "RETIRADA",
    "AlBorrar",
    "Relacion",
]

CLASIFICACION: tuple[Relacion, ...] = (*CUENTA, *PARTICIPACION, *PADRON, *OFICIO)


NOMBRES_PERSONALES = frozenset(
    {
        "aparato", "clave_hash", "contacto", "correo", "direccion", "documento", "huella", "huella_origen",
        "ip", "nacimiento", "nombre", "nombre_clave", "para", "red", "seudonimo", "seudonimo_clave", "telefono",
    }
)  # fmt: skip
"""Una columna que se llame así tiene que estar clasificada, o en `AJENAS` con su porqué."""

AJENAS: Mapping[str, str] = {
    "actos.huella": "la del documento de una decisión",
    "arriendos.nombre": "el de una tarea del servidor",
    "empadronadas.huella": "huella con clave del padrón: solo lleva a una persona si ella se vinculó",
    "empadronadas.nacimiento": "del padrón de la ciudad, sin nombre ni número",
    "etiquetas.nombre": "una palabra que agrupa",
    "fases.nombre": "el de una etapa",
    "padron_cortes_cambios.huella": "huella con clave del padrón: solo lleva a una persona si ella se vinculó",
    "padron_cortes_cambios.nacimiento": "del padrón de la ciudad, sin nombre ni número",
    "padron_cortes.nombre": "el de una foto del padrón",
    "padrones.nombre": "el de una edición del padrón",
    "indicadores.direccion": "hacia dónde se quiere que vaya lo que se mide",
    "indicadores.nombre": "el de lo que se mide",
    "planes.nombre": "el de un plan",
    "planes_versiones.huella": "la de las tablas de un plan",
    "procesos.nombre": "el de un proceso",
    "puntos_atencion.contacto": "el de una oficina",
    "puntos_atencion.direccion": "la de una oficina",
    "puntos_atencion.nombre": "el de una oficina",
    "sellos.huella": "la de un tramo de hechos",
    "territorios.nombre": "el de un lugar",
    "unidades.correo": "el de una oficina",
    "unidades.nombre": "el de una oficina",
}
