"""Los códigos que se escriben a mano: su alfabeto, su forma y el intervalo de los que cambian."""

from __future__ import annotations

import datetime as dt
import unicodedata

PASO_SEGUNDOS = 30
ALFABETO_DE_PAPEL = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Sin 0, 1, I, L ni O: no se confunden al leerlos en papel."""


def paso_en(momento: dt.datetime) -> int:
    """El intervalo de 30 segundos (RFC 6238) al que pertenece un instante."""
    return int(momento.timestamp()) // PASO_SEGUNDOS


def sin_adornos(codigo: str) -> str:
    """El código sin espacios, guiones ni minúsculas: como se compara."""
    return "".join(c for c in codigo.upper() if c.isalnum())


def agrupado(codigo: str) -> str:
    """`ABCD-EFGH`: en grupos de cuatro, que se leen y se dictan mejor."""
    return "-".join(codigo[i : i + 4] for i in range(0, len(codigo), 4))


def es_de_cifras(codigo: str) -> bool:
    """Verdadero si es de los que cambian cada 30 segundos (seis cifras), no de papel."""
    plano = sin_adornos(codigo)
    return len(plano) == 6 and plano.isascii() and plano.isdigit()


def iniciales(nombre: str) -> str:
    """`María López` → `M. L.`: lo que se muestra de un nombre que no hace falta enseñar entero."""
    return " ".join(f"{parte[0].upper()}." for parte in nombre.split()[:4] if parte[0].isalpha())


def contacto_oculto(contacto: str) -> str:
    """`ro•••@correo.com`, `•••••4321`: lo bastante para reconocerlo, no para usarlo."""
    usuario, arroba, dominio = contacto.partition("@")
    if arroba:
        return f"{usuario[:2]}•••@{dominio}"
    return f"•••{contacto[-4:]}" if len(contacto) > 6 else "•••"


def normalizar_contacto(contacto: str) -> str:
    """El contacto como se guarda y se busca: un correo en minúsculas, o un teléfono solo con sus cifras."""
    limpio = unicodedata.normalize("NFC", contacto.strip())
    if "@" in limpio:
        return limpio.lower()
    cifras = "".join(c for c in limpio if c.isdecimal())
    return f"+{cifras}" if cifras and limpio.startswith("+") else cifras
