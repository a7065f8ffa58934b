"""Lo que dice una celda: nombres, códigos y fechas como los escriben personas y hojas de cálculo."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Collection

from app.letras import limpiar

_PELIGROSA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_LATINA = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_MEDIANOCHE = re.compile(r"[ T]0{1,2}:00(:00(\.0+)?)?")


def llana(texto: str) -> str:
    """Forma de comparar nombres: sin tildes, mayúsculas, signos ni espacios de más."""
    sin = "".join(c for c in unicodedata.normalize("NFKD", texto) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", sin.casefold().replace("_", " ")))


def aseado(texto: str) -> str:
    """El texto como lo deja `limpiar`: lo mismo entra por una tabla que por un formulario."""
    return str(limpiar(texto))


def a_salvo(celda: str) -> str:
    """Antepone `'` a la celda que una hoja de cálculo tomaría por una fórmula."""
    return "'" + celda if _PELIGROSA.match(celda) else celda


def sin_resguardo(celda: str) -> str:
    """Deshace `a_salvo`."""
    return celda[1:] if celda.startswith("'") and _PELIGROSA.match(celda[1:]) else celda


def limpia(celda: str) -> str:
    """El texto de una celda: aseado y sin el apóstrofo que la resguardaba."""
    return sin_resguardo(aseado(celda)).strip()


def codigo_valido(codigo: str, largo: int = 40, reservados: Collection[str] = (), signos: str = ".-") -> bool:
    """Verdadero si puede ser parte de una dirección: letra o cifra, y luego letras, cifras, `_` o `signos`."""
    return (
        0 < len(codigo) <= largo
        and codigo[0].isalnum()
        and all(c.isalnum() or c == "_" or c in signos for c in codigo)
        and codigo.casefold() not in reservados
    )


def fecha(celda: str) -> dt.date | None:
    """`2027-05-31` o `31/05/2027` (primero el día), también con la medianoche que le añaden las hojas."""
    hora = _MEDIANOCHE.search(celda)
    dia = celda[: hora.start()] if hora and hora.end() == len(celda) else celda
    iso, latina = _ISO.fullmatch(dia), _LATINA.fullmatch(dia)
    partes = iso.groups() if iso else latina.groups()[::-1] if latina else ()
    try:
        return dt.date(*map(int, partes)) if partes else None
    except ValueError:
        return None
