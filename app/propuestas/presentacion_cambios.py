"""Las versiones de una propuesta, una frente a otra. No consulta ni escribe."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from app.propuestas.consultas import VersionTexto
from app.propuestas.presentacion import es_comienzo

_SIGNOS = re.compile(r"^#{1,6} +|\*\*|__", re.MULTILINE)


def cambios_entre(textos: Sequence[VersionTexto]) -> list[dict[str, Any]]:
    """Cada versión (de la última a la primera) con sus diferencias con la anterior, por campo.

    Si la última de la lista no es la primera de todas, solo está para comparar: no se muestra.
    """
    campos = {"titulo": _("Título"), "resumen": _("En una frase"), "cuerpo": _("Texto")}
    salida = []
    for version, antes in zip(textos, [*textos[1:], None], strict=True):
        partes = [
            {
                "nombre": nombre,
                "texto": _cambio(getattr(antes, campo) if antes else "", getattr(version, campo)),
            }
            for campo, nombre in campos.items()
            if antes is not None
            and getattr(antes, campo) != getattr(version, campo)
            and not (campo == "resumen" and _salen_del_texto(antes, version))
        ]
        if antes is not None or version.numero == 1:
            salida.append({"version": version, "partes": partes, "primera": antes is None})
    return salida


def _salen_del_texto(*versiones: VersionTexto) -> bool:
    """Los dos resúmenes son el comienzo de su texto: lo que cambió ya se ve en él."""
    return all(es_comienzo(v.resumen, v.cuerpo) for v in versiones)


def _cambio(antes: str, despues: str) -> Markup:
    """Las diferencias, sin los signos de formato; con ellos, si solo cambió el formato."""
    limpios = _SIGNOS.sub("", antes), _SIGNOS.sub("", despues)
    return diferencias(*limpios) if limpios[0] != limpios[1] else diferencias(antes, despues)


def _palabras(texto: str) -> list[str]:
    return re.findall(r"\s+|[^\s]+", texto)


def diferencias(antes: str, despues: str) -> Markup:
    """Qué cambió de un texto a otro, por palabras: `<del>` lo quitado, `<ins>` lo añadido.

    Cada cambio lleva su nombre en palabras, oculto a la vista: se entiende sin color y con lector de pantalla.
    La comparación de dos textos muy largos se hace por párrafos, para que cueste poco.
    """
    partir = _palabras if len(antes) + len(despues) <= 20_000 else _lineas
    trozos: list[str] = []
    for igual, viejo, nuevo in _cambios(partir(antes), partir(despues)):
        if igual:
            trozos.append(str(Markup.escape(igual)))
        if viejo:
            trozos.append(_marcado("del", _("quitado:"), viejo))
        if nuevo:
            trozos.append(_marcado("ins", _("añadido:"), nuevo))
    return Markup("".join(trozos).replace("\n", "<br>"))  # noqa: S704 — cada trozo va ya escapado


def _marcado(marca: str, nombre: str, texto: str) -> str:
    return str(
        Markup('<{}><span class="oculto">[{} </span>{}<span class="oculto">]</span></{}>').format(
            marca, nombre, texto, marca
        )
    )


def _cambios(a: list[str], b: list[str]) -> Iterator[tuple[str, str, str]]:
    """Trozos (igual, quitado, añadido); dos cambios separados solo por un espacio se leen como uno."""
    viejo = nuevo = ""
    for clase, i1, i2, j1, j2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        quitado, puesto = "".join(a[i1:i2]), "".join(b[j1:j2])
        if clase != "equal" or ((viejo or nuevo) and quitado.isspace() and "\n" not in quitado):
            viejo, nuevo = viejo + quitado, nuevo + puesto
            continue
        if viejo or nuevo:
            yield "", viejo, nuevo
        yield quitado, "", ""
        viejo = nuevo = ""
    if viejo or nuevo:
        yield "", viejo, nuevo


def _lineas(texto: str) -> list[str]:
    return texto.splitlines(keepends=True)
