"""Lo que se lee de las cuentas."""

from __future__ import annotations

from app.cuentas.consultas.identidades import Entrada, entrada_vigente
from app.cuentas.consultas.mostrador import PersonaParecida, personas_parecidas
from app.cuentas.consultas.nombres import buzon, es_menor_hoy, nombre_visible
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
    administra,
    alcance_de,
    buscar_personas,
    cambios_de,
    persona_con_roles,
    personal,
    rol_de,
    unidad_por_codigo,
    unidades,
)
from app.cuentas.consultas.segundo_paso import SegundoPaso, codigos_de_demostracion, segundo_paso_de

__all__ = [
    "CambioVisto",
    "Entrada",
    "MiCuenta",
    "PasoVisible",
    "PersonaParecida",
    "PersonaVista",
    "RolVisto",
    "SegundoPaso",
    "SesionVista",
    "administra",
    "alcance_de",
    "buscar_personas",
    "buzon",
    "cambios_de",
    "codigos_de_demostracion",
    "correo_del_enlace",
    "entrada_vigente",
    "es_menor_hoy",
    "id_por_correo",
    "mi_cuenta",
    "nombre_visible",
    "pasos_para",
    "persona_con_roles",
    "personal",
    "personas_parecidas",
    "rol_de",
    "segundo_paso_de",
    "sesiones_de",
    "ultimo_mensaje",
    "unidad_por_codigo",
    "unidades",
]
