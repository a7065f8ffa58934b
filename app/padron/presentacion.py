"""El padrón en palabras: tipos de documento, pruebas, motivos y estados."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.lectura import ErrorFila
from app.nucleo.plantillas import a_zona
from app.nucleo.reloj import ahora
from app.nucleo.tablas import Columna, Tabla
from app.padron.consultas import CorteVisible, EnVigor
from app.padron.reglas import TIPOS, Motivo, Prueba
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


def tipos_de_documento(vigor: EnVigor) -> list[tuple[str, str]]:
    """Los tipos que se ofrecen, con su nombre: los del padrón en vigor, o los de siempre si no hay."""
    return [(t, nombre_de_tipo(t)) for t in vigor.tipos or TIPOS]


def textos_de_pruebas(vigor: EnVigor) -> list[tuple[str, str]]:
    """Las pruebas que la ciudad acepta en el mostrador, con su frase."""
    return [(p.value, str(PRUEBAS[p])) for p in Prueba if not vigor.pruebas or p in vigor.pruebas]


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


def fechas_de(corte: CorteVisible) -> dict[str, dt.datetime]:
    """Las fechas de un corte como las espera su formulario: en la hora de la ciudad."""
    return {c: a_zona(getattr(corte, c)) for c in ("fecha", "objeciones_hasta", "respuestas_hasta")}


def correcciones(corte: CorteVisible) -> str:
    """«3 altas y 1 baja por objeción», o vacío si nada cambió."""
    c = corte.corregido
    partes = [
        texto
        for cuantas, texto in (
            (c.altas, ngettext("%(n)s alta", "%(n)s altas", c.altas, n=c.altas)),
            (c.bajas, ngettext("%(n)s baja", "%(n)s bajas", c.bajas, n=c.bajas)),
            (c.cambios, ngettext("%(n)s dato corregido", "%(n)s datos corregidos", c.cambios, n=c.cambios)),
        )
        if cuantas
    ]
    if not partes:
        return ""
    *primeras, ultima = partes
    juntas = _("%(a)s y %(b)s", a=", ".join(primeras), b=ultima) if primeras else ultima
    return _("%(cambios)s por objeción", cambios=juntas)


def codigo_desconocido() -> str:
    """Lo que se dice de un código que no es de ninguna objeción."""
    return _("No encontramos ninguna objeción con ese código. Revisa las letras.")


def punto_escrito(punto: PuntoAtencion) -> dict[str, Any]:
    """Un punto de atención como lo espera su formulario."""
    lugar = territorio.por_id(punto.territorio_id) if punto.territorio_id else None
    campos = ("nombre", "direccion", "horario", "contacto", "latitud", "longitud", "activo")
    return {c: getattr(punto, c) for c in campos} | {"territorio": lugar.codigo if lugar else ""}


def causa_de_rechazo(error: ErrorFila) -> str:
    """Por qué no se puede leer el archivo, y qué hacer."""
    frases = {
        "no_es_texto": _("El archivo no es de texto. Guárdalo como CSV desde la hoja de cálculo."),
        "vacio": _("El archivo está vacío."),
        "falta_columna": _(
            "Falta la columna «%(columna)s». Hacen falta: tipo, numero, territorio y nacimiento.",
            columna=error.columna,
        ),
        "columna_repetida": _("La columna «%(columna)s» está dos veces.", columna=error.columna),
        "falta_segundo": _(
            "No se sabe cuál es el segundo dato. Dilo con --segundo NOMBRE, o usa --sin-segundo si no lo hay."
        ),
        "comillas": _("En la fila %(fila)s hay comillas sin cerrar o mal puestas.", fila=error.fila),
        "sin_filas": _("Ninguna fila sirve."),
    }
    return frases[error.clave]


def _frase(motivo: object) -> str:
    texto = str(motivo)
    return texto[:1].upper() + texto[1:]


def informe_legible(informe: dict[str, Any]) -> dict[str, Any]:
    """El informe de una edición, con frases: totales por motivo y la lista corta de filas."""
    return {
        **informe,
        "motivos": [(_frase(MOTIVOS[Motivo(m)]), n) for m, n in informe.get("motivos", {}).items()],
        "malas": [{**m, "motivo": _frase(MOTIVOS[Motivo(m["motivo"])])} for m in informe.get("malas", ())],
        "tipos": [(nombre_de_tipo(t), n) for t, n in informe.get("tipos", {}).items()],
    }


COLUMNAS_DE_CORTES = (
    Columna("corte", _l("Corte"), _l("Número del corte: no cambia.")),
    Columna("nombre", _l("Nombre"), _l("Cómo se llama el corte.")),
    Columna("proceso", _l("Proceso"), _l("La clave del proceso para el que se hizo.")),
    Columna("fecha", _l("Fecha"), _l("El instante (UTC) en que se mira quién estaba en el padrón.")),
    Columna("tomado_en", _l("Tomado"), _l("Cuándo se contó; vacío si su fecha está por venir.")),
    Columna("objeciones_hasta", _l("Se objeta hasta"), _l("El instante en que termina el plazo.")),
    Columna("respuestas_hasta", _l("Se responde hasta"), _l("Para cuándo queda todo respondido.")),
    Columna(
        "total",
        _l("Total"),
        _l("Personas en toda la ciudad; vacío si dejaría adivinar un número que no se publica."),
    ),
    Columna("altas", _l("Altas"), _l("Personas que entraron por una objeción aceptada.")),
    Columna("bajas", _l("Bajas"), _l("Personas que salieron por una objeción aceptada.")),
    Columna("territorio", _l("Código del lugar"), _l("Vacío es sin lugar, o un corte por tomar.")),
    Columna("lugar", _l("Lugar"), _l("El nombre del lugar.")),
    Columna("personas", _l("Personas"), _l("Cuántas había; vacío si no se publica.")),
    Columna(
        "se_publica",
        _l("Se publica"),
        _l("Falso si la cuenta es de menos de 10 personas, o dejaría sacar una así por resta."),
    ),
)


def tabla_de_cortes(cortes: Sequence[CorteVisible]) -> Tabla:
    """Una fila por corte y lugar; un corte por tomar tiene una sola, sin cuentas."""
    filas: list[tuple[object, ...]] = []
    for c in cortes:
        comun = (
            c.id, c.nombre, c.proceso_clave, c.fecha, c.tomado_en, c.objeciones_hasta, c.respuestas_hasta,
            c.total, c.corregido.altas, c.corregido.bajas,
        )  # fmt: skip
        filas += [(*comun, codigo, nombre, n, n is not None) for codigo, nombre, n in c.celdas]
        if not c.celdas:
            filas.append((*comun, "", "", None, False))
    return Tabla("cortes-del-padron", COLUMNAS_DE_CORTES, filas, ahora())
