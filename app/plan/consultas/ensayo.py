"""El ensayo de una importación: qué cambiaría, fila por fila, sin cambiar nada."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from app.lectura import Registros, encabezados_de, limpia
from app.nucleo.tablas import Columna, Tabla
from app.plan import hojas, ods, reglas, tablas
from app.plan.consultas.elementos import arbol, exportar_csv, filas_de
from app.plan.consultas.planes import unidades
from app.plan.errores import ArchivoConErrores
from app.plan.tablas import Ensayo

__all__ = [
    "Ensayo",
    "elementos_de_antes",
    "ensayar",
    "ensayar_elementos",
    "exportar_tabla",
    "huella_de_elementos",
    "texto_de",
]


def huella_de(filas: tuple[reglas.FilaPlan, ...]) -> str:
    """Huella de un plan: cambia si cambia cualquier cosa que se exporta."""
    return hashlib.sha256(reglas.escribir_tabla(filas).encode()).hexdigest()


def texto_de(contenido: bytes | str) -> str:
    """El CSV de lo subido (también si es una hoja de cálculo); `ArchivoConErrores` si no se puede leer."""
    texto, error = hojas.a_texto(contenido, tablas.numericas())
    if error is not None:
        raise ArchivoConErrores([error])
    return texto.replace("\0", "")


def ensayar(plan_id: int, contenido: bytes | str, clase: str = "", previos: Sequence[Ensayo] = ()) -> Ensayo:
    """Lee el archivo y lo compara con el plan tal como está ahora; sin `clase`, la dicen los encabezados.

    `previos`: otros archivos, ya ensayados, que se aplicarían antes y de los que este cuelga.
    """
    try:
        texto = texto_de(contenido)
    except ArchivoConErrores as error:
        return Ensayo(clase or "elementos", "", errores=error.errores)
    elegida = tablas.todas()[clase] if clase else tablas.reconocer(encabezados_de(texto))
    return elegida.ensayar(plan_id, texto, previos)


def huella_de_elementos(plan_id: int) -> str:
    """Huella del árbol tal como está ahora."""
    return huella_de(tuple(filas_de(arbol(plan_id))))


def ensayar_elementos(plan_id: int, texto: str, _previos: Sequence[Ensayo] = ()) -> Ensayo:
    """El ensayo de la tabla ancha; lo preparado son las filas que hay y las que quedarían."""
    viejas = tuple(filas_de(arbol(plan_id)))
    contexto = reglas.Contexto(
        unidades={u.codigo: u.nombre for u in unidades()},
        ods=ods.codigos(),
        existentes={f.codigo: f.padre for f in viejas},
    )
    lectura = reglas.leer(texto, contexto)
    huella = huella_de(viejas)
    if lectura.errores:
        return Ensayo("elementos", huella, lectura.errores, lectura.ignoradas)
    finales = reglas.fundir(viejas, lectura.filas, lectura.campos)
    return Ensayo(
        "elementos",
        huella,
        ignoradas=lectura.ignoradas,
        diferencias=reglas.comparar(viejas, finales, lectura.numeros),
        preparado=(viejas, finales),
    )


def elementos_de_antes(ensayo: Ensayo) -> str:
    """Los elementos que el ensayo cambia, como están ahora, en la misma tabla ancha."""
    viejas, finales = ensayo.preparado
    return reglas.como_estaban(viejas, finales, ensayo.diferencias)


def exportar_tabla(plan_id: int) -> Tabla:
    """La tabla ancha, para descargarla también como JSON u hoja de cálculo."""
    registros = Registros(exportar_csv(plan_id))
    filas = [[limpia(c) for c in registro] for _numero, registro in registros]
    return Tabla("elementos", tuple(Columna(c, c) for c in registros.encabezados), filas)
