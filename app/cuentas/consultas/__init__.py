"""Lo que se lee de las cuentas."""

from __future__ import annotations

from app.cuentas.consultas.identidades import Entrada, entrada_vigente
from app.cuentas.consultas.pasos import PasoVisible, pasos_para
from app.cuentas.consultas.propias import (
    MiCuenta,
    SesionVista,
    correo_del_enlace,
    id_por_correo,
    mi_cuenta,
    sesiones_de,
    ultimo_mensaje,
)
from app.cuentas.consultas.roles import (
    CambioVisto,
    PersonaVista,
    RolVisto,
    buscar_personas,
    cambios_de,
    persona_con_roles,
    personal,
    rol_de,
    unidad_por_codigo,
    unidades,
)

__all__ = [
    "CambioVisto",
    "Entrada",
    "MiCuenta",
    "PasoVisible",
    "PersonaVista",
    "RolVisto",
    "SesionVista",
    "buscar_personas",
    "cambios_de",
    "correo_del_enlace",
    "entrada_vigente",
    "id_por_correo",
    "mi_cuenta",
    "pasos_para",
    "persona_con_roles",
    "personal",
    "rol_de",
    "sesiones_de",
    "ultimo_mensaje",
    "unidad_por_codigo",
    "unidades",
]
