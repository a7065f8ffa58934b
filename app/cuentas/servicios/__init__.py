"""Lo que se escribe en las cuentas: una función por intención."""

from __future__ import annotations

from app.cuentas.servicios.acceso import (
    anotar_uso,
    cerrar_otras,
    cerrar_sesion,
    cerrar_todas,
    comprobar_clave,
    entrar,
    salir,
)
from app.cuentas.servicios.claves import cambiar_clave, recuperar, restablecer
from app.cuentas.servicios.correos import confirmar_correo_nuevo, pedir_cambio_de_correo
from app.cuentas.servicios.datos import cambiar_datos
from app.cuentas.servicios.registro import confirmar, reenviar_confirmacion, registrar
from app.cuentas.servicios.roles import asignar, crear_administradora, dar_rol, quitar_rol, retirar

__all__ = [
    "anotar_uso",
    "asignar",
    "cambiar_clave",
    "cambiar_datos",
    "cerrar_otras",
    "cerrar_sesion",
    "cerrar_todas",
    "comprobar_clave",
    "confirmar",
    "confirmar_correo_nuevo",
    "crear_administradora",
    "dar_rol",
    "entrar",
    "pedir_cambio_de_correo",
    "quitar_rol",
    "recuperar",
    "reenviar_confirmacion",
    "registrar",
    "restablecer",
    "retirar",
    "salir",
]
