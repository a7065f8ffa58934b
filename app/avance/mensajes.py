"""Las palabras del avance en el idioma de la persona."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.nucleo.idiomas import NOMBRES

SITUACIONES = {
    "cumplido": _l("Cumplido"),
    "a_tiempo": _l("A tiempo"),
    "en_riesgo": _l("En riesgo"),
    "atrasado": _l("Atrasado"),
    "sin_datos": _l("Sin datos"),
    "cancelado": _l("Cancelado"),
}
TONOS = {
    "cumplido": "hecho",
    "a_tiempo": "hecho",
    "en_riesgo": "ahora",
    "atrasado": "tarde",
    "sin_datos": "neutro",
    "cancelado": "cerrado",
}
"""Situación → tono de su chip."""

ICONOS = {
    "cumplido": "hecho",
    "a_tiempo": "flecha",
    "en_riesgo": "reloj",
    "atrasado": "alerta",
    "sin_datos": "",
    "cancelado": "cerrar",
}
"""Situación → dibujo de su chip: dos tonos iguales no se confunden."""

FUERA = {
    "cancelado": _l("Cancelado: sale de las dos sumas."),
    "sin_datos": _l("Sin datos: no cuenta como cero, no entra."),
    "sin_peso": _l("Pesa 0: se ve y no cuenta."),
    "sin_direccion": _l("No se ha definido hacia dónde se quiere que vaya."),
    "sin_mediciones": _l("Todavía no tiene mediciones."),
    "sin_mediciones_del_periodo": _l("No tiene mediciones en el período de la meta."),
    "sin_meta": _l("No tiene meta con que compararlo."),
    "meta_futura": _l("Su primera meta todavía no empieza."),
    "sin_base": _l("No tiene línea base desde donde contar."),
    "base_igual_meta": _l("La línea base es igual a la meta: no hay camino que medir."),
    "meta_al_reves": _l("La meta va al revés de la dirección del indicador."),
}
"""Por qué algo no entra en la cuenta."""

CAMPOS = {
    "titulo": _l("Hito"),
    "peso": _l("Peso"),
    "vence": _l("Vence"),
    "fuente": _l("Fuente"),
    "umbral_a_tiempo": _l("A tiempo desde"),
    "umbral_en_riesgo": _l("En riesgo desde"),
}

FRECUENCIAS = {
    "mensual": _l("Cada mes"),
    "bimestral": _l("Cada dos meses"),
    "trimestral": _l("Cada tres meses"),
    "cuatrimestral": _l("Cada cuatro meses"),
    "semestral": _l("Cada seis meses"),
    "anual": _l("Cada año"),
    "bienal": _l("Cada dos años"),
    "trienal": _l("Cada tres años"),
    "quinquenal": _l("Cada cinco años"),
    "decenal": _l("Cada diez años"),
    "irregular": _l("Cuando hay dato, sin fecha fija"),
}
DIRECCIONES = {
    "sube": _l("Que suba"),
    "baja": _l("Que baje"),
    "mantiene": _l("Que se mantenga dentro de una banda"),
    "sin_definir": _l("Sin definir: se mide y no da resultado"),
}
ACUMULACIONES = {
    "stock": _l("Vale el último valor"),
    "incremento": _l("Se suman los valores del período"),
    "reduccion": _l("Vale el último valor, y se quiere reducir"),
    "mantenimiento": _l("Cuenta en cuántos períodos queda dentro de la banda"),
}
PALABRAS = {
    "Frecuencia": FRECUENCIAS,
    "Dirección": DIRECCIONES,
    "Acumulación": ACUMULACIONES,
    "Estado": {"activo": _l("Activo"), "cancelado": _l("Cancelado")},
}
"""Las columnas de la tabla de indicadores que llevan una palabra fija, y cómo se dice cada una."""
SITUACIONES_INDICADOR = {
    "de_mas": _l("Pasó su meta de largo"),
    "llego": _l("Llegó a su meta"),
    "en_camino": _l("En camino"),
    "peor": _l("Peor que al empezar"),
    "sin_numero": _l("Sin número todavía"),
    "cancelado": _l("Cancelado"),
}
TONOS_INDICADOR = {
    "de_mas": "ahora",
    "llego": "hecho",
    "en_camino": "neutro",
    "peor": "tarde",
    "sin_numero": "neutro",
    "cancelado": "cerrado",
}
FRESCURAS = {
    "fresco": _l("De hace 30 días o menos"),
    "reciente": _l("De hace 31 a 60 días"),
    "viejo": _l("De hace 61 a 180 días"),
    "muy_viejo": _l("De hace más de 180 días"),
    "sin_datos": _l("Sin ningún dato"),
}
CAMPOS_INDICADOR = {
    "elemento": _l("Elemento del plan"),
    "nombre": _l("Nombre"),
    "definicion": _l("Qué mide"),
    "formula": _l("Fórmula"),
    "unidad": _l("Unidad de medida"),
    "decimales": _l("Decimales"),
    "frecuencia": _l("Frecuencia"),
    "direccion": _l("Hacia dónde"),
    "acumulacion": _l("Cómo se cuenta"),
    "banda_desde": _l("Banda desde"),
    "banda_hasta": _l("Banda hasta"),
    "base_fecha": _l("Fecha de la línea base"),
    "base_valor": _l("Línea base"),
    "fuente": _l("Fuente"),
    "verificacion": _l("Medios de verificación"),
    "responsable": _l("Unidad responsable"),
    "territorio": _l("Territorio"),
    "lugar": _l("Lugar"),
}


def campo_de_indicador(campo: str) -> str:
    """`Nombre`, o `Nombre (Português)` si es su traducción."""
    base, _corchete, idioma = campo.removesuffix("]").partition("[")
    nombre = str(CAMPOS_INDICADOR.get(base, base))
    return f"{nombre} ({NOMBRES.get(idioma, idioma)})" if idioma else nombre


def valor_de_indicador(campo: str, valor: Any) -> str:
    """Un valor guardado en un hecho, como se lee: las opciones con su texto y lo que falta, dicho."""
    opciones: dict[str, dict[str, Any]] = {
        "frecuencia": FRECUENCIAS, "direccion": DIRECCIONES, "acumulacion": ACUMULACIONES,
    }  # fmt: skip
    if valor in (None, ""):
        return str(_("nada"))
    return str(opciones.get(campo, {}).get(valor, valor))


TABLAS = {
    "indicadores": _l("Indicadores"),
    "metas": _l("Metas de los indicadores"),
    "mediciones": _l("Mediciones de los indicadores"),
    "hitos": _l("Hitos"),
    "avances": _l("Avances dichos"),
    "montos": _l("Dinero"),
}
"""Las tablas que se traen en un archivo."""


def palabra_de_tabla(columna: str, valor: object) -> str:
    """Lo que dice una celda de palabra fija, en el idioma de quien lee; vacío si no es de esas."""
    codigo = str(valor).replace(" ", "_").replace("ó", "o")
    return str(PALABRAS.get(columna, {}).get(codigo, ""))
