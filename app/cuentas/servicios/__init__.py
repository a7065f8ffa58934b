"""Lo que se escribe en las cuentas: una función por intención."""

from __future__ import annotations

from app.cuentas.servicios._llaves import direccion
from app.cuentas.servicios.acceso import (
    anotar_uso,
    cerrar_caducadas,
    cerrar_otras,
    cerrar_sesion,
    cerrar_todas,
    comprobar_clave,
    entrar,
    exigir_reciente,
    exigir_viva,
    salir,
)
from app.cuentas.servicios.claves import cambiar_clave, recuperar, restablecer
from app.cuentas.servicios.correos import confirmar_correo_nuevo, pedir_cambio_de_correo
from app.cuentas.servicios.datos import anotar_aviso, cambiar_datos
from app.cuentas.servicios.mostrador import (
    activar,
    anotar_nacimiento,
    codigo_de_activacion,
    registrar_en_mostrador,
)
from app.cuentas.servicios.registro import confirmar, reenviar_confirmacion, registrar
from app.cuentas.servicios.roles import asignar, crear_administradora, dar_rol, dejar_roles, quitar_rol, retirar
from app.cuentas.servicios.segundo_paso import (
    anular_segundo_paso,
    dar_segundo_paso,
    exigir_para_preparar,
    imprimir_codigos,
    preparar_segundo_paso,
    reiniciar_segundo_paso,
    segundo_factor_de_demostracion,
)

__all__ = [
    "activar",
    "anotar_aviso",
    "anotar_nacimiento",
    "anotar_uso",
    "anular_segundo_paso",
    "asignar",
    "cambiar_clave",
    "cambiar_datos",
    "cerrar_caducadas",
    "cerrar_otras",
    "cerrar_sesion",
    "cerrar_todas",
    "codigo_de_activacion",
    "comprobar_clave",
    "confirmar",
    "confirmar_correo_nuevo",
    "crear_administradora",
    "dar_rol",
    "dar_segundo_paso",
    "dejar_roles",
    "direccion",
    "entrar",
    "exigir_para_preparar",
    "exigir_reciente",
    "exigir_viva",
    "imprimir_codigos",
    "pedir_cambio_de_correo",
    "preparar_segundo_paso",
    "quitar_rol",
    "recuperar",
    "reenviar_confirmacion",
    "registrar",
    "registrar_en_mostrador",
    "reiniciar_segundo_paso",
    "restablecer",
    "retirar",
    "salir",
    "segundo_factor_de_demostracion",
]
