"""Los 17 Objetivos de Desarrollo Sostenible y sus 169 metas, con palabras propias y breves en cada idioma.

Los códigos son los oficiales; la fuente es `datos/ods.csv`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_ARCHIVO = Path(__file__).parent / "datos" / "ods.csv"
_IDIOMAS = ("es", "pt", "en")


@dataclass(frozen=True)
class ODS:
    """Un objetivo (`11`) o una meta (`11.2`); `texto` ya viene en el idioma pedido."""

    codigo: str
    es_meta: bool
    texto: str

    @property
    def objetivo(self) -> str:
        """El código del objetivo al que pertenece (el suyo, si es un objetivo)."""
        return self.codigo.partition(".")[0]


@lru_cache(maxsize=8)
def vocabulario(idioma: str = "es") -> dict[str, ODS]:
    """Código → objetivo o meta, en el orden oficial; en español si no hay textos en ese idioma."""
    columna = idioma if idioma in _IDIOMAS else "es"
    with _ARCHIVO.open(encoding="utf-8", newline="") as archivo:
        return {
            f["codigo"]: ODS(f["codigo"], f["clase"] == "meta", f[columna]) for f in csv.DictReader(archivo)
        }


def codigos() -> frozenset[str]:
    """Todos los códigos que existen."""
    return frozenset(vocabulario())


def objetivos(idioma: str = "es") -> list[ODS]:
    """Los 17 objetivos, en orden."""
    return [o for o in vocabulario(idioma).values() if not o.es_meta]


def metas(objetivo: str, idioma: str = "es") -> list[ODS]:
    """Las metas de un objetivo, en orden."""
    return [o for o in vocabulario(idioma).values() if o.es_meta and o.objetivo == objetivo]


def nombrar(lista: tuple[str, ...], idioma: str = "es") -> list[ODS]:
    """Los objetivos y metas de una lista de códigos, con su texto; ignora lo que no exista."""
    todo = vocabulario(idioma)
    return [todo[c] for c in lista if c in todo]
