"""Los nombres que parecen de la ciudad o de la plataforma: con ellos no firma una persona ni un grupo.

Las letras de otro alfabeto se comparan por su forma (Unicode, UTS 39, §4): con А cirílica o con A, «Alcaldía».
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_DE_LA_PLATAFORMA = ("moderac", "moderador", "moderat", "rumbocomun")
_DE_LA_CIUDAD = (
    "municipal", "municipio", "alcald", "intendencia", "intendente", "ayuntamiento", "cabildo", "prefeit",
    "gobierno", "govern", "concejal", "concejo", "vereador", "regidor", "council", "cityhall", "secretaria",
    "ministerio", "direccion", "diretoria", "departament", "oficina", "gabinete", "funcionari", "contralor",
    "defensoria", "policia", "juzgado", "notaria", "electoral", "oficial", "official", "admin", "planificador",
    "facilitador", "evaluador", "auditor", "soporte", "suporte",
)  # fmt: skip
_DE_UNA_PERSONA = (*_DE_LA_PLATAFORMA, *_DE_LA_CIUDAD, "participac")
"""Lo que una persona no lleva en su nombre; un grupo puede llamarse «Participación Joven»."""
_PLATAFORMA = ("Rumbo", "Rumbo Común")
_SUELTA = 6
"""Desde cuántas letras se busca un cargo también a caballo entre dos palabras («Al caldía»)."""

_CIFRAS = str.maketrans("0134578@$", "oieastbas")
_IGUALES = str.maketrans(
    "АВЕКМНОРСТУХЅІЈԚԜ" "авекмнорстухѕіјһԁӏԛԝѵгь" "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" "αβεικνορτυχγ"
    "ᴀʙᴄᴅᴇғɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ" "ØĐŁĦŦøđłħŧı",
    "abekmhopctyxsijqw" "abekmhopctyxsijhdlqwvrb" "abezhikmnoptyx" "abeikvoptuxy"
    "abcdefghijklmnoprstuvwyz" "odlhtodlhti",
)  # fmt: skip
_ALFABETOS = ("LATIN", "CYRILLIC", "GREEK", "COPTIC", "ARMENIAN", "CHEROKEE", "LISU")
"""Los que tienen letras con la misma forma; así empieza el nombre de cada una en Unicode."""


def _fundido(palabra: str) -> str:
    """Con las letras que se confunden en una sola: «l» e «i», «rn» y «m»."""
    return palabra.replace("l", "i").replace("rn", "m")


_ENLACES = frozenset(
    map(
        _fundido,
        ("a", "al", "da", "de", "del", "do", "e", "el", "en", "la", "las", "los", "of", "the", "y"),
    )
)
_ADORNOS = frozenset(
    map(_fundido, ("area", "canal", "ciudad", "cuenta", "equipo", "perfil", "personal", "sitio", "unidad"))
)


def mezcla_alfabetos(nombre: str) -> bool:
    """Verdadero si una palabra junta letras de dos alfabetos que se confunden (UTS 39, §5)."""
    return any(
        len({a for c in palabra for a in _ALFABETOS if unicodedata.name(c, "").startswith(a)}) > 1
        for palabra in unicodedata.normalize("NFKC", nombre).split()
    )


def suplanta_una_persona(seudonimo: str, ciudad: str, oficinas: Iterable[str]) -> bool:
    """Verdadero si el nombre lleva un cargo o es el de la ciudad, la plataforma o una de sus oficinas."""
    palabras = _palabras(seudonimo)
    junto = "".join(palabras)
    return any(
        cargo in junto
        if len(cargo) >= _SUELTA
        else any(p.startswith(cargo) or p.endswith(cargo) for p in palabras)
        for cargo in map(_fundido, _DE_UNA_PERSONA)
    ) or _es_de_casa(palabras, ciudad, oficinas)


def suplanta_un_grupo(nombre: str, ciudad: str, oficinas: Iterable[str]) -> bool:
    """Verdadero si el nombre empieza por un cargo, es de quien modera, o el de la ciudad o una oficina.

    Dentro sí puede nombrarla: «Jubilados de la Municipalidad».
    """
    palabras = _palabras(nombre)
    junto, primera = "".join(palabras), next((p for p in palabras if p not in _ENLACES), "")
    return (
        any(_fundido(cargo) in junto for cargo in _DE_LA_PLATAFORMA)
        or _es_cargo(primera)
        or _es_de_casa(palabras, ciudad, oficinas)
    )


def _es_de_casa(palabras: Iterable[str], ciudad: str, oficinas: Iterable[str]) -> bool:
    """Verdadero si, quitado lo que adorna, queda justo el nombre de la ciudad, la plataforma o una oficina."""
    dichas = [p for p in palabras if p not in _ENLACES]
    propias = [p for p in dichas if p not in _ADORNOS and not _es_cargo(p)]
    lugar = frozenset(_palabras(ciudad))
    sin_lugar = [p for p in propias if p not in lugar] if lugar.issubset(propias) else []
    formas = {"".join(f) for f in (dichas, propias, sin_lugar) if f}
    return any(
        "".join(p for p in _palabras(nombre) if p not in _ENLACES) in formas
        for nombre in (ciudad, *_PLATAFORMA, *oficinas)
    )


def _es_cargo(palabra: str) -> bool:
    return palabra.startswith(tuple(map(_fundido, _DE_LA_CIUDAD)))


def _palabras(nombre: str) -> list[str]:
    """Las palabras que dicen algo, por su forma: sin acentos ni números sueltos."""
    letras = "".join(c for c in unicodedata.normalize("NFKD", nombre) if not unicodedata.combining(c))
    plano = letras.translate(_IGUALES).casefold()
    partes = re.findall(r"[\w@$]+", plano.replace("_", " "))
    return [_fundido(p.translate(_CIFRAS)) for p in partes if not p.isdigit()]
