"""Las tablas largas como clases de las que se traen a un plan en un archivo."""

from __future__ import annotations

from functools import partial

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.avance import mensajes
from app.avance.consultas import ensayo, exportar
from app.avance.reglas import tablas
from app.avance.servicios.aplicar import aplicar, bloquear
from app.plan.tablas import ClaseTabla, registrar

_ELEMENTO = ("Elemento", _l("El código de un elemento del plan."))
_INDICADOR = ("Indicador", _l("El código de un indicador del plan."))
_FUENTE = ("Fuente", _l("De dónde sale el dato."))

AYUDA = {
    "indicadores": (
        ("Código, Elemento, Nombre, Unidad de medida", _l("Obligatorios. El código no cambia después.")),
        ("Frecuencia", _l("mensual, bimestral, trimestral, cuatrimestral, semestral, anual, bienal, trienal, "
                          "quinquenal, decenal o irregular.")),
        ("Dirección", _l("sube, baja, mantiene o sin definir. Sin dirección no hay resultado.")),
        ("Acumulación", _l("incremento (se suman los del período), stock o reducción (vale el último) o "
                           "mantenimiento (en cuántos períodos queda en la banda).")),
        ("Banda desde, Banda hasta", _l("Solo si la dirección es «mantiene».")),
        ("Fecha de línea base, Línea base", _l("De dónde se parte: las dos o ninguna.")),
        ("Decimales", _l("Con cuántos se muestra, de 0 a 6.")),
        ("Territorio", _l("El código o el nombre de un lugar de la ciudad.")),
        ("Lugar", _l("El nombre del sitio, si es de fuera de la ciudad.")),
        ("Estado, Motivo", _l("activo o cancelado; cancelado lleva su motivo.")),
        ("Nombre [pt], Definición [en]…", _l("El texto en otro idioma.")),
    ),
    "metas": (
        _INDICADOR,
        ("Inicio, Fin", _l("El período de la meta. El fin dice cuál es; dos períodos no se cruzan.")),
        ("Meta", _l("Lo que se quiere alcanzar al terminar el período. En un indicador con banda, qué "
                    "porcentaje de sus períodos debe quedar dentro.")),
    ),
    "mediciones": (
        _INDICADOR,
        ("Fecha, Fuente", _l("Con el indicador, dicen qué medición es.")),
        ("Valor", _l("Otro valor para la misma fecha y fuente es una corrección: lo de antes se guarda.")),
        ("Principal", _l("sí o no: con cuál se calcula, si hay varias fuentes ese día. Vacío: la primera.")),
        ("Nota", _l("Hasta 1.000 caracteres.")),
    ),
    "hitos": (
        _ELEMENTO,
        ("Orden", _l("Un entero: con el elemento, dice qué hito es.")),
        ("Hito", _l("Qué tiene que pasar.")),
        ("Peso", _l("Cuánto cuenta frente a los demás; vacío vale 1.")),
        ("Vence, Cumplido", _l("Fechas. Cumplido, solo si ya se cumplió.")),
        _FUENTE,
        ("Cancelado", _l("Por qué se canceló; vacío si no.")),
    ),
    "avances": (_ELEMENTO,
        ("Fecha, Porcentaje, Motivo", _l("Cuánto va, qué día y por qué. No se cambia: se dice otra vez.")),
    ),
    "montos": (
        _ELEMENTO,
        ("Año", _l("2027.")),
        ("Momento", _l("programado, devengado…: la clave o el nombre de un momento de este plan.")),
        ("Monto", _l("En la moneda de la ciudad, con sus decimales; no en miles ni en millones.")),
        _FUENTE,
    ),
}  # fmt: skip
"""Qué va en cada columna: (columnas, explicación)."""


def registrar_todas(app: Flask) -> None:
    """Ofrece las tablas largas en la página de importar."""
    for clave, forma in tablas.FORMAS.items():
        registrar(
            app,
            ClaseTabla(
                clave,
                mensajes.TABLAS[clave],
                forma.reconoce,
                partial(ensayo.ensayar, clave),
                partial(ensayo.huella, clave),
                partial(aplicar, clave),
                partial(exportar.tabla_de, clave, ayuda=AYUDA[clave]),
                ensayo.de_antes,
                AYUDA[clave],
                forma.numericas(),
                partial(bloquear, clave),
            ),
        )
