"""Las frases del plan en el idioma de la persona: errores de un archivo, nombres de campos, estados y tipos."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.lectura import ErrorFila
from app.nucleo import idiomas, paneles
from app.nucleo.idiomas import NOMBRES
from app.nucleo.plantillas import fecha, numero
from app.nucleo.texto import recortar
from app.nucleo.traducido import Texto, propio
from app.plan.reglas import Cambio, Diferencia

TIPOS = {
    "estrategico": _l("Plan estratégico"),
    "gobierno": _l("Plan de gobierno"),
    "presupuestario": _l("Programa presupuestario"),
    "indicativo": _l("Plan indicativo"),
    "anual": _l("Plan anual"),
    "marco": _l("Marco de referencia"),
}
ESTADOS_PLAN = {
    "borrador": _l("Borrador"),
    "en_consulta": _l("En consulta"),
    "vigente": _l("Vigente"),
    "evaluado": _l("Evaluado"),
    "archivado": _l("Archivado"),
}
ESTADOS = {
    "previsto": _l("Previsto"),
    "en_curso": _l("En curso"),
    "terminado": _l("Terminado"),
    "detenido": _l("Detenido"),
    "cancelado": _l("Cancelado"),
}
TONOS = {
    "previsto": "neutro",
    "en_curso": "ahora",
    "terminado": "hecho",
    "detenido": "tarde",
    "cancelado": "cerrado",
}
"""Estado de un elemento → tono de su chip."""

CAMPOS = {
    "titulo": _l("Título"),
    "descripcion": _l("Descripción"),
    "padre": _l("Cuelga de"),
    "unidad": _l("Unidad responsable"),
    "colaboradoras": _l("Unidades colaboradoras"),
    "peso": _l("Peso"),
    "ods": _l("ODS"),
    "inicio": _l("Inicio"),
    "fin": _l("Fin"),
    "estado": _l("Estado"),
    "orden": _l("Orden"),
    "supuestos": _l("Supuestos"),
    "nombre": _l("Nombre"),
    "lema": _l("Lema"),
    "presentacion": _l("Presentación"),
    "tipo": _l("Tipo"),
    "niveles": _l("Nombres de los niveles"),
}
COLUMNAS = {
    "Indicador": _l("Indicador"),
    "Elemento": _l("Elemento"),
    "Nombre": _l("Nombre"),
    "Definición": _l("Definición"),
    "Fórmula": _l("Fórmula"),
    "Unidad de medida": _l("Unidad de medida"),
    "Decimales": _l("Decimales"),
    "Frecuencia": _l("Frecuencia"),
    "Dirección": _l("Hacia dónde se quiere que vaya"),
    "Acumulación": _l("Acumulación"),
    "Banda desde": _l("Banda desde"),
    "Banda hasta": _l("Banda hasta"),
    "Fecha de línea base": _l("Fecha de línea base"),
    "Línea base": _l("Línea base"),
    "Fuente": _l("Fuente"),
    "Medios de verificación": _l("Medios de verificación"),
    "Unidad responsable": _l("Unidad responsable"),
    "Territorio": _l("Territorio"),
    "Lugar": _l("Lugar"),
    "Estado": _l("Estado"),
    "Motivo": _l("Motivo"),
    "Inicio": _l("Inicio"),
    "Fin": _l("Fin"),
    "Meta": _l("Meta"),
    "Orden": _l("Orden"),
    "Hito": _l("Hito"),
    "Peso": _l("Peso"),
    "Vence": _l("Vence"),
    "Cancelado": _l("Cancelado"),
    "Año": _l("Año"),
    "Momento": _l("Momento"),
    "Monto": _l("Monto"),
}
"""Los encabezados de las tablas largas que una versión guarda, en palabras."""
CLASES = {
    "nuevo": _l("Nuevo"),
    "cambia": _l("Cambia"),
    "igual": _l("Igual"),
    "falta": _l("No está en el archivo"),
}
ESCRITOS = frozenset(
    ("titulo", "descripcion", "supuestos", "nombre", "lema", "presentacion", "niveles", "Nombre", "Definición",
     "Fórmula", "Unidad de medida", "Fuente", "Medios de verificación", "Lugar", "Motivo", "Hito")
)  # fmt: skip
"""Los campos que alguien escribió, en el idioma de la ciudad si no dicen otro."""
_ISO = re.compile(r"(?<= · )\d{4}-\d\d-\d\d\b")
"""Una fecha en la llave de una fila (`IND-1 · 2027-12-31`): se dice como se dice un día."""
LARGO_VALOR = 240
"""Hasta dónde se muestra un valor en una diferencia; el hecho lo guarda entero."""

_ERRORES = {
    "no_es_texto": _l(
        "El archivo no es un CSV. En tu hoja de cálculo elige «Guardar como» y el formato CSV UTF-8."
    ),
    "vacio": _l("El archivo no tiene filas."),
    "demasiadas_filas": _l("El archivo pasa de %(maximo)s filas. Divídelo."),
    "comillas": _l("Hay comillas sin cerrar o mal puestas; desde aquí no se puede leer."),
    "falta_columna": _l("Falta la columna «%(columna)s»."),
    "columna_repetida": _l("La columna «%(columna)s» está dos veces."),
    "niveles_salteados": _l("Las columnas Nivel 0, Nivel 1… van seguidas, sin saltos y hasta %(maximo)s."),
    "sobran_celdas": _l("La fila tiene más celdas que los encabezados. ¿Falta poner comillas a un texto?"),
    "sin_codigo": _l("Falta el código."),
    "sin_titulo": _l("Falta el título."),
    "codigo_invalido": _l("«%(valor)s» no sirve de código: usa letras, cifras, puntos y guiones (2.3.1)."),
    "codigo_repetido": _l(
        "El código %(valor)s ya está en la fila %(otra)s. "
        "¿Tu hoja de cálculo convirtió 1.10 en 1.1? Da formato de texto a la columna."
    ),
    "largo": _l("Tiene %(hay)s caracteres; caben %(maximo)s."),
    "unidad_desconocida": _l("No hay ninguna unidad «%(valor)s»."),
    "ods_desconocido": _l("«%(valor)s» no es un objetivo ni una meta de los ODS."),
    "peso_no_entero": _l("«%(valor)s» no es un número entero."),
    "peso_negativo": _l("El peso no puede ser negativo (%(valor)s)."),
    "peso_enorme": _l("El peso no puede pasar de %(maximo)s."),
    "fecha": _l("«%(valor)s» no es una fecha: escribe 2027-05-31 o 31/05/2027."),
    "fechas_al_reves": _l("Termina (%(fin)s) antes de empezar (%(inicio)s)."),
    "estado_desconocido": _l("«%(valor)s» no es un estado. Puede ser: %(posibles)s."),
    "nivel_vacio": _l("Hay un nivel vacío antes de otro lleno."),
    "padre_ausente": _l("No hay ningún elemento con el código %(valor)s, ni en el plan ni en el archivo."),
    "ciclo": _l("%(codigo)s acaba colgando de sí mismo."),
    "niveles_distintos": _l("Los niveles no coinciden con el árbol; debería decir: %(deberia)s."),
    "unidad_repetida": _l("El código %(valor)s está dos veces."),
    "nombre_de_unidad": _l("Falta el nombre, o pasa de %(maximo)s caracteres."),
    "correo": _l("«%(valor)s» no es una dirección de correo."),
    "hoja_vieja": _l("Es una hoja de cálculo de formato antiguo (.xls). Guárdala como .xlsx o como CSV UTF-8."),
    "hoja_rota": _l("La hoja de cálculo no se puede abrir. Guárdala otra vez como .xlsx o como CSV UTF-8."),
    "hoja_grande": _l(
        "La hoja de cálculo ocupa demasiado al abrirla. Deja solo la tabla, o guárdala como CSV."
    ),
    "falta_dato": _l("Falta el dato de «%(columna)s»."),
    "fila_repetida": _l("Esta fila ya está en la %(otra)s: tienen la misma clave."),
    "elemento_desconocido": _l("En este plan no hay ningún elemento con el código «%(valor)s»."),
    "indicador_desconocido": _l("En este plan no hay ningún indicador con el código «%(valor)s»."),
    "numero": _l(
        "«%(valor)s» no es un número. Escribe solo cifras, sin $ ni %%; si falta el dato, quita la fila."
    ),
    "numero_largo": _l("«%(valor)s» tiene demasiadas cifras: caben 18 enteras y 6 decimales."),
    "entero": _l("«%(valor)s» no es un número entero entre %(minimo)s y %(maximo)s."),
    "anio": _l("«%(valor)s» no es un año: escribe 2027."),
    "opcion": _l("«%(valor)s» no vale aquí. Puede ser: %(posibles)s."),
    "si_no": _l("«%(valor)s» no es ni sí ni no."),
    "territorio_desconocido": _l(
        "No hay ningún lugar «%(valor)s». Si es de fuera de la ciudad, va en «Lugar»."
    ),
    "territorio_dudoso": _l("Hay varios lugares que se llaman «%(valor)s»: escribe su código."),
    "momento_desconocido": _l("«%(valor)s» no es un momento del dinero de este plan. Puede ser: %(posibles)s."),
    "monto_decimales": _l("«%(valor)s» tiene más decimales que la moneda, que lleva %(maximo)s."),
    "monto_fuera": _l("«%(valor)s» no puede ser un monto: no es negativo ni tan grande."),
    "se_mantiene": _l("La dirección «mantiene» y la acumulación «mantenimiento» van siempre juntas."),
    "banda": _l("La banda lleva sus dos límites si la dirección es «mantiene», y ninguno si no lo es."),
    "banda_al_reves": _l("La banda termina antes de empezar."),
    "linea_base": _l("La línea base lleva su fecha y su valor: los dos o ninguno."),
    "cancelado_sin_motivo": _l("Un indicador cancelado lleva su motivo."),
    "periodos_cruzados": _l(
        "El período se cruza con el de otra meta del mismo indicador, que llega a %(otro)s."
    ),
    "principal_doble": _l("Ese día ya tiene una fuente principal («%(otra)s»). Pon «no» en una de las dos."),
    "no_es_hoja": _l("De «%(valor)s» cuelgan otros elementos: esto se anota en ellos."),
    "elemento_cancelado": _l("«%(valor)s» está cancelado: no se anota nada en él."),
    "tiene_hitos": _l("«%(valor)s» tiene hitos y su gestión se calcula con ellos: cumple el que toque."),
    "indicador_cancelado": _l("«%(valor)s» ya no se mide: se canceló, o se canceló su elemento."),
    "fecha_futura": _l("%(valor)s todavía no llega."),
    "hito_cancelado": _l("Un hito cumplido no puede estar cancelado."),
}

_DIAS = {"fechas_al_reves": ("inicio", "fin"), "periodos_cruzados": ("otro",), "fecha_futura": ("valor",)}
"""Los datos de un error que son un día: se dicen como se dice un día."""


def frase_de_error(error: ErrorFila) -> str:
    """Qué está mal en esa celda y cómo se arregla."""
    dias = _DIAS.get(error.clave, ())
    dichos = {c: _fecha_legible(v) if c in dias else v for c, v in error.datos.items() if v}
    datos = {"deberia": _("raíz, sin niveles"), **dichos}
    return str(_ERRORES[error.clave]) % {"valor": "", **datos}


def lugar_de_error(error: ErrorFila) -> str:
    """`Fila 12, columna Peso`."""
    if error.fila is None:
        return str(_("Todo el archivo"))
    if not error.columna:
        return str(_("Fila %(fila)s", fila=error.fila))
    return str(_("Fila %(fila)s, columna %(columna)s", fila=error.fila, columna=error.columna))


def _fecha_legible(valor: Any) -> str:
    return fecha(dt.date.fromisoformat(valor) if isinstance(valor, str) else valor)


def _vacio(campo: str) -> str:
    return str(_("ninguno") if campo == "padre" else _("vacío"))


def _lugar(valor: Any) -> str:
    return str(_("detrás de %(codigo)s", codigo=valor) if valor else _("el primero"))


def valor_legible(campo: str, valor: Any) -> str:
    """El valor de un campo como lo lee una persona; lo vacío se dice."""
    if campo == "orden":
        return _lugar(valor)
    if valor in (None, "", (), []) and not isinstance(valor, int | Decimal):
        return _vacio(campo)
    if isinstance(valor, dt.date) or campo in ("inicio", "fin"):
        return _fecha_legible(valor)
    if isinstance(valor, Decimal):
        return numero(valor, exacto=True)
    if isinstance(valor, list | tuple):
        return ", ".join(str(v) for v in valor)
    palabras = {**ESTADOS, **TIPOS} if campo in ("estado", "tipo") else {}
    return str(palabras.get(str(valor)) or paneles.pedir("palabra_de_tabla", campo, valor) or valor)


def nombre_de_campo(campo: str) -> str:
    """`Título`, o `Título (Português)` si es su traducción."""
    nombre, _corchete, idioma = campo.removesuffix("]").partition("[")
    legible = str({**CAMPOS, **COLUMNAS}.get(nombre.strip(), nombre))
    return f"{legible} ({NOMBRES.get(idioma, idioma)})" if idioma else legible


def cambio_legible(cambio: Mapping[str, Any]) -> dict[str, str]:
    """Un cambio guardado en un hecho (campo, antes, después), listo para mostrar; lo escrito, en su idioma."""
    campo = str(cambio["campo"])
    valores = {c: recortar(valor_legible(campo, cambio[c]), LARGO_VALOR) for c in ("antes", "despues")}
    return {"campo": nombre_de_campo(campo), **{c: _en_su_idioma(campo, v) for c, v in valores.items()}}


def _en_su_idioma(campo: str, valor: str) -> Texto:
    nombre, _corchete, otro = campo.removesuffix("]").partition("[")
    idioma = otro or (propio() if nombre in ESCRITOS else "")
    return Texto(valor, "" if idioma == idiomas.actual() else idioma)


def filas_traidas(cuentas: Mapping[str, int]) -> str:
    """`2 filas nuevas, 5 filas cambiadas y 120 filas iguales`: lo que trajo un archivo, sin los ceros."""
    nuevas, cambian, iguales = (cuentas.get(c, 0) for c in ("nuevo", "cambia", "igual"))
    partes = [
        (nuevas, ngettext("%(n)s fila nueva", "%(n)s filas nuevas", nuevas, n=numero(nuevas))),
        (cambian, ngettext("%(n)s fila cambiada", "%(n)s filas cambiadas", cambian, n=numero(cambian))),
        (iguales, ngettext("%(n)s fila igual", "%(n)s filas iguales", iguales, n=numero(iguales))),
    ]
    return juntar([str(texto) for n, texto in partes if n])


def juntar(partes: Sequence[str]) -> str:
    """`a, b y c`."""
    if len(partes) < 2:
        return "".join(partes)
    return str(_("%(lista)s y %(ultima)s", lista=", ".join(partes[:-1]), ultima=partes[-1]))


def diferencia_legible(diferencia: Diferencia) -> dict[str, Any]:
    """Una fila del ensayo, lista para mostrar."""
    return {
        "clase": diferencia.clase,
        "rotulo": str(CLASES[diferencia.clase]),
        "numero": diferencia.numero,
        "codigo": _ISO.sub(lambda dia: _fecha_legible(dia[0]), diferencia.codigo),
        "titulo": diferencia.titulo,
        "cambios": [
            *(_cambio(c) for c in diferencia.cambios),
            *({**_cambio(c), "antes": ""} for c in diferencia.valores),
        ],
        "dudosa": diferencia.es_dudosa,
    }


def _cambio(cambio: Cambio) -> dict[str, str]:
    dicho = cambio_legible({"campo": cambio.campo, "antes": cambio.antes, "despues": cambio.despues})
    return {**dicho, "leido": como_se_leyo(cambio)}


def como_se_leyo(cambio: Cambio) -> str:
    """De un número que podía leerse de dos maneras, qué dice el archivo y cuál se tomó; de los demás, nada."""
    if not cambio.leido:
        return ""
    if abs(Decimal(str(cambio.despues))) >= 1000:
        return str(_("El archivo dice «%(celda)s»: leído con miles.", celda=cambio.leido))
    return str(_("El archivo dice «%(celda)s»: leído con decimales.", celda=cambio.leido))
