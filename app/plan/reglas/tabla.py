"""La forma de la tabla ancha de un plan: qué encabezado es de qué campo y en qué columnas van los niveles."""

from __future__ import annotations

import re

from app import lectura
from app.lectura import ErrorFila, Fila, Tabla, en_idioma, llana
from app.plan.reglas.filas import COLUMNAS, TRADUCIBLES

MAXIMO_NIVELES = 12
_NIVEL = re.compile(r"nivel (\d{1,2})")
_EXIGIDAS = {"codigo": COLUMNAS["codigo"], "titulo": COLUMNAS["titulo"], "nivel 0": "Nivel 0"}
_ALIAS = {
    "codigo": ("codigo", "cod", "clave"),
    "titulo": ("titulo", "nombre"),
    "descripcion": ("descripcion", "detalle"),
    "unidad": ("unidad responsable", "unidad", "responsable"),
    "colaboradoras": ("unidades colaboradoras", "colaboradoras", "colaboran"),
    "peso": ("peso", "ponderacion"),
    "ods": ("ods",),
    "inicio": ("inicio", "fecha de inicio", "desde"),
    "fin": ("fin", "fecha de fin", "hasta"),
    "estado": ("estado",),
    "supuestos": ("supuestos",),
}
_CAMPO_DE = {alias: campo for campo, todos in _ALIAS.items() for alias in todos}


def _campo(encabezado: str) -> str | None:
    """El campo de la tabla ancha que lleva ese encabezado; None si no es suyo."""
    nombre = llana(encabezado)
    if _NIVEL.fullmatch(nombre):
        return nombre
    traducido = en_idioma(encabezado)
    if traducido is None:
        return _CAMPO_DE.get(nombre)
    base = _CAMPO_DE.get(llana(traducido[0]), "")
    return f"{base}[{traducido[1]}]" if base in TRADUCIBLES else None


def leer_tabla(contenido: bytes | str) -> Tabla:
    """Convierte un CSV en filas por campo. No interpreta las celdas; los errores aquí son de forma."""
    tabla = lectura.leer_tabla(contenido, _campo, _EXIGIDAS)
    niveles = sorted(int(c[6:]) for c in tabla.campos if c.startswith("nivel "))
    if niveles != list(range(len(niveles))) or len(niveles) > MAXIMO_NIVELES:
        datos = {"maximo": str(MAXIMO_NIVELES)}
        salteados = ErrorFila(1, f"Nivel {niveles[-1]}", "niveles_salteados", datos)
        return Tabla(ajenas=tabla.ajenas, errores=(salteados,))
    return tabla


def niveles_de(fila: Fila) -> list[str]:
    """Los códigos de sus niveles, del 0 en adelante; vacíos los que no tiene."""
    return [fila.celdas[f"nivel {k}"] for k in range(sum(c.startswith("nivel ") for c in fila.celdas))]
