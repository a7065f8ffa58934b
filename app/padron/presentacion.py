"""El padrón en palabras: tipos de documento, pruebas, motivos y estados."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.padron import consultas
from app.padron.reglas import TIPOS, ArchivoInservible, Motivo, Prueba
from app.territorio import consultas as territorio

if TYPE_CHECKING:
    from app.padron.modelos import PuntoAtencion

_TIPOS = {
    "cedula": _l("Cédula"),
    "cedula_extranjeria": _l("Cédula de extranjería"),
    "documento_extranjero": _l("Documento de otro país"),
    "pasaporte": _l("Pasaporte"),
    "carnet_extranjeria": _l("Carné de extranjería"),
    "tarjeta_identidad": _l("Tarjeta de identidad"),
}
_SIGLAS = 5
"""Hasta aquí de largo, un tipo desconocido se lee como sigla: DNI, CURP, RUT."""
PRUEBAS = {
    Prueba.DOCUMENTO: _l("Documento de identidad"),
    Prueba.DOCUMENTO_EXTRANJERO: _l("Documento de otro país"),
    Prueba.RECIBO: _l("Recibo de un servicio (agua, luz, teléfono)"),
    Prueba.CERTIFICADO: _l("Certificado de residencia, de trabajo o de la junta vecinal"),
    Prueba.CONTRATO: _l("Contrato de alquiler o de trabajo"),
    Prueba.CONSTANCIA_DE_ESTUDIO: _l("Constancia de estudio"),
    Prueba.DOS_TESTIGOS: _l("Dos testigos del barrio"),
}
MOTIVOS = {
    Motivo.CORTA: _l("faltan columnas"),
    Motivo.TIPO: _l("el tipo de documento está vacío o lleva cifras"),
    Motivo.VACIO: _l("el número está vacío"),
    Motivo.LARGO: _l("el número es demasiado corto o demasiado largo"),
    Motivo.CIENTIFICA: _l("la hoja de cálculo escribió el número como 9,1E+08 y perdió cifras"),
    Motivo.TERRITORIO: _l("no hay ningún lugar con ese código"),
    Motivo.NACIMIENTO: _l("el año de nacimiento no es un año posible"),
    Motivo.SEGUNDO: _l("el segundo dato está vacío o es una fecha imposible"),
    Motivo.REPETIDA: _l("ese documento ya estaba en otra fila"),
}
ESTADOS = {
    "preparacion": (_l("en preparación"), "neutro"),
    "listo": (_l("listo para aplicar"), "ahora"),
    "vigente": (_l("en vigor"), "hecho"),
    "reemplazado": (_l("reemplazado"), "cerrado"),
    "descartado": (_l("descartado"), "cerrado"),
}
CLASES_OBJECION = {
    "falto": _l("Falto yo o falta alguien que sí vive aquí"),
    "sobra": _l("Sobra alguien que ya no vive aquí o murió"),
    "dato": _l("Un dato está mal: el barrio o la edad"),
}
ESTADOS_OBJECION = {
    "recibida": (_l("recibida"), "ahora"),
    "aceptada": (_l("aceptada"), "hecho"),
    "rechazada": (_l("no aceptada"), "cerrado"),
}


def nombre_de_tipo(tipo: str) -> str:
    """`cedula` → «Cédula»; `dni` → «DNI»."""
    if tipo in _TIPOS:
        return str(_TIPOS[tipo])
    return tipo.upper() if len(tipo) <= _SIGLAS else tipo.replace("_", " ").capitalize()


def tipos_de_documento() -> list[tuple[str, str]]:
    """Los tipos que se ofrecen, con su nombre: los del padrón en vigor, o los de siempre si no hay."""
    return [(t, nombre_de_tipo(t)) for t in consultas.tipos() or TIPOS]


def textos_de_pruebas() -> list[tuple[str, str]]:
    """Las pruebas que la ciudad acepta en el mostrador, con su frase."""
    aceptadas = consultas.pruebas_aceptadas()
    return [(p.value, str(PRUEBAS[p])) for p in Prueba if not aceptadas or p in aceptadas]


def nombre_de_segundo(columna: str) -> str:
    """La columna del segundo dato, como pregunta: `fecha_emision` → «Fecha emision»."""
    conocidas = {
        "fecha_emision": _("Fecha de emisión del documento"),
        "fecha_expedicion": _("Fecha de expedición del documento"),
        "fecha_nacimiento": _("Fecha de nacimiento"),
        "primer_apellido": _("Primer apellido"),
        "apellido": _("Primer apellido"),
    }
    clave = "_".join(columna.lower().replace("_", " ").split())
    return conocidas.get(clave, columna.replace("_", " ").strip().capitalize())


def codigo_desconocido() -> str:
    """Lo que se dice de un código que no es de ninguna objeción."""
    return _("No encontramos ninguna objeción con ese código. Revisa las letras.")


def punto_escrito(punto: PuntoAtencion) -> dict[str, Any]:
    """Un punto de atención como lo espera su formulario."""
    lugar = territorio.por_id(punto.territorio_id) if punto.territorio_id else None
    campos = ("nombre", "direccion", "horario", "contacto", "latitud", "longitud", "activo")
    return {c: getattr(punto, c) for c in campos} | {"territorio": lugar.codigo if lugar else ""}


def causa_de_rechazo(error: ArchivoInservible) -> str:
    """Por qué no se puede leer el archivo, y qué hacer."""
    frases = {
        "binario": _("El archivo no es de texto. Guárdalo como CSV desde la hoja de cálculo."),
        "vacio": _("El archivo está vacío."),
        "falta_columna": _(
            "Falta la columna «%(columna)s». Hacen falta: tipo, numero, territorio y nacimiento.",
            columna=error.columna,
        ),
        "columna_repetida": _("La columna «%(columna)s» está dos veces.", columna=error.columna),
        "falta_segundo": _(
            "No se sabe cuál es el segundo dato. Dilo con --segundo NOMBRE, o usa --sin-segundo si no lo hay."
        ),
        "roto": _("Cerca de la línea %(fila)s hay unas comillas sin cerrar.", fila=error.fila),
        "sin_filas": _("Ninguna fila sirve."),
    }
    return frases[error.clave]


def informe_legible(informe: dict[str, Any]) -> dict[str, Any]:
    """El informe de una edición, con frases: totales por motivo y la lista corta de filas."""
    return {
        **informe,
        "motivos": [(str(MOTIVOS[Motivo(m)]), n) for m, n in informe.get("motivos", {}).items()],
        "malas": [{**m, "motivo": str(MOTIVOS[Motivo(m["motivo"])])} for m in informe.get("malas", ())],
        "tipos": [(nombre_de_tipo(t), n) for t, n in informe.get("tipos", {}).items()],
    }
