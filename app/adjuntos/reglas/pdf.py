"""Lo que un PDF no puede llevar: nada que se ejecute, lance otro programa o traiga otro archivo dentro.

No es un antivirus ni un lector de PDF: busca nombres de acciones tal cual, con letras en clave (`#4A`) o
dentro de los grupos de objetos comprimidos. Lo que no se puede mirar (cifrado, comprimido de otra manera) se
rechaza. Uno hecho para engañar a un lector concreto podría pasar: por eso siempre se sirve como descarga.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from app.adjuntos.reglas.tipos import Causa

DESPLEGADO_MAXIMO = 24 * 1024 * 1024
"""Lo que pueden ocupar, ya descomprimidos, todos los grupos de objetos."""
_FIN = re.compile(rb"%%EOF[\s\0]*\Z")
_CLAVE = re.compile(rb"#([0-9A-Fa-f]{2})")
_BORDE = rb"(?![A-Za-z0-9_])"
_NOMBRES = (
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData|Rendition|GoToE|XFA)" + _BORDE
)
_ACTIVO = re.compile(_NOMBRES)
_ACTIVO_CORTO = re.compile(rb"/JS" + _BORDE)
_CIFRADO = re.compile(rb"/Encrypt" + _BORDE)
_AL_ABRIR = re.compile(rb"/OpenAction\s*(\[|<<|(\d+)\s+\d+\s+R)?")
_GRUPO = re.compile(rb"/ObjStm" + _BORDE)
_FILTROS = re.compile(rb"/Filter\s*(\[[^\]]*\]|/\w+)")
_FLUJO = re.compile(rb"(?<!end)stream\r?\n")
_IR_A_PAGINA = re.compile(rb"/S\s*/GoTo" + _BORDE)


class _NoSeVe(Exception):
    """Un trozo que no se puede mirar."""


def _sin_claves(datos: bytes) -> bytes:
    return _CLAVE.sub(lambda m: bytes([int(m[1], 16)]), datos)


def _trozos(datos: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(lo escrito antes, lo que va entre `stream` y `endstream`), hasta el final."""
    desde = 0
    while (hallado := _FLUJO.search(datos, desde)) is not None:
        final = datos.find(b"endstream", hallado.end())
        final = len(datos) if final < 0 else final
        yield datos[desde : hallado.start()], datos[hallado.end() : final]
        desde = min(len(datos), final + len(b"endstream"))
    yield datos[desde:], b""


def _desplegar(cabeza: bytes, cuerpo: bytes, queda: int) -> bytes:
    """Los objetos de un grupo, descomprimidos. Lanza `_NoSeVe` si no está comprimido de la forma corriente."""
    filtros = _FILTROS.search(cabeza)
    if filtros is None:
        return cuerpo
    if filtros[1].strip(b"[] \r\n\t") != b"/FlateDecode" or b"/Predictor" in cabeza:
        raise _NoSeVe
    lector = zlib.decompressobj()
    try:
        abierto = lector.decompress(cuerpo, queda)
    except zlib.error as error:
        raise _NoSeVe from error
    if lector.unconsumed_tail:
        raise _NoSeVe
    return abierto


def _objetos_de_grupo(abierto: bytes, cabeza: bytes) -> dict[int, bytes]:
    primero = re.search(rb"/First\s+(\d+)", cabeza)
    if primero is None:
        return {}
    comienzo = int(primero[1])
    numeros = [int(n) for n in re.findall(rb"\d+", abierto[:comienzo])]
    return {
        n: abierto[comienzo + d : comienzo + d + 400] for n, d in zip(numeros[::2], numeros[1::2], strict=False)
    }


def _mirar(datos: bytes) -> tuple[bytes, dict[int, bytes]]:
    """Todo lo escrito fuera de los datos binarios, y los objetos sueltos por su número."""
    escrito: list[bytes] = []
    objetos: dict[int, bytes] = {}
    queda = DESPLEGADO_MAXIMO
    for antes, cuerpo in _trozos(datos):
        limpio = _sin_claves(antes)
        escrito.append(limpio)
        cabeza = limpio[max(limpio.rfind(b" obj"), 0) :]
        if cuerpo and _GRUPO.search(cabeza):
            abierto = _sin_claves(_desplegar(cabeza, cuerpo, queda))
            queda -= len(abierto)
            if queda <= 0:
                raise _NoSeVe
            objetos.update(_objetos_de_grupo(abierto, cabeza))
            escrito.append(abierto)
    texto = b"\n".join(escrito)
    for hallado in re.finditer(rb"(?<!\d)(\d{1,10})\s+\d{1,5}\s+obj\b", texto):
        objetos[int(hallado[1])] = texto[hallado.end() : hallado.end() + 400]
    return texto, objetos


def _abre_algo(texto: bytes, objetos: dict[int, bytes]) -> bool:
    """Verdadero si al abrirse hace algo más que ir a una página."""
    for hallado in _AL_ABRIR.finditer(texto):
        destino = texto[hallado.end() : hallado.end() + 400]
        if hallado[2] is not None:
            destino = objetos.get(int(hallado[2]), b"").lstrip()
            if destino.startswith(b"["):
                continue
        elif hallado[1] == b"[":
            continue
        destino = destino.split(b">>")[0]
        if _IR_A_PAGINA.search(destino) is None or b"/Next" in destino:
            return True
    return False


def defecto_de_pdf(datos: bytes) -> Causa | None:
    """Por qué no se admite este PDF; None si se admite."""
    if not datos.startswith(b"%PDF-") or _FIN.search(datos[-1024:]) is None:
        return Causa.PDF_DANIADO
    entero = _sin_claves(datos)
    if _CIFRADO.search(entero):
        return Causa.PDF_CIFRADO
    if _ACTIVO.search(entero):
        return Causa.PDF_ACTIVO
    try:
        texto, objetos = _mirar(datos)
    except _NoSeVe:
        return Causa.PDF_OPACO
    activo = _ACTIVO.search(texto) or _ACTIVO_CORTO.search(texto) or _abre_algo(texto, objetos)
    return Causa.PDF_ACTIVO if activo else None
