"""Importar lugares de GeoJSON o de una tabla: primero se lee y se planea; solo si todo está bien, se aplica."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.nucleo.texto import limpiar, raiz_url
from app.territorio.errores import ImportacionRechazada
from app.territorio.reglas import geojson, importacion
from app.territorio.reglas.geometria import Poligonos
from app.territorio.reglas.importacion import Fallo, LugarLeido
from app.territorio.servicios.planes import Cambio, Informe, Plan, aplicar, lugares_presentes, planear

__all__ = ["Cambio", "Informe", "Propiedades", "importar_geojson", "importar_territorios"]

_NOMBRES = ("nombre", "name", "nome", "nom")
_CODIGOS = ("codigo", "código", "code", "cod", "clave")
_PADRES = ("padre", "parent")
_NIVELES = ("nivel", "level")
_FALSOS = {"", "0", "no", "false", "falso"}
_VERDADEROS = {"1", "sí", "si", "true", "verdadero"}


@dataclass(frozen=True)
class Propiedades:
    """Cómo se llaman en el archivo el nombre y el código; vacío es «lo habitual»."""

    nombre: str | None = None
    codigo: str | None = None


def _nada() -> None:
    return


def importar_geojson(
    datos: bytes,
    *,
    nivel: str | None = None,
    padre: str | None = None,
    propiedades: Propiedades | None = None,
    ensayo: bool = False,
    avanzar: Callable[[], None] = _nada,
) -> Informe:
    """Crea o actualiza, por código, un lugar por cada rasgo; con `ensayo` solo dice lo que haría.

    El padre sale de la propiedad `padre`; si el rasgo no la trae, de `padre`; si tampoco, del lugar de un nivel
    superior que contiene un punto interior suyo. Sin código, se deriva del nombre y es el mismo la segunda vez.
    Lanza `ImportacionRechazada` con todos los errores, y entonces nada cambió.
    """
    try:
        rasgos = geojson.rasgos(importacion.leer_json(datos))
    except ValueError as error:
        raise ImportacionRechazada([Fallo("archivo", "", str(error))]) from error
    fallos: list[Fallo] = []
    presentes = lugares_presentes()
    tomados = {codigo: lugar.nivel for codigo, lugar in presentes.items()}
    lector = _Lector(nivel, padre, propiedades or Propiedades(), tomados, fallos)
    leidos = []
    for numero, rasgo in enumerate(rasgos, 1):
        leidos.append(lector.leer(numero, rasgo))
        avanzar()
    return _terminar(leidos, fallos, ensayo)


def importar_territorios(datos: bytes, *, ensayo: bool = False, avanzar: Callable[[], None] = _nada) -> Informe:
    """Crea o actualiza lugares, sin forma, de una tabla `codigo,nombre,nivel,padre`; lo demás, como en GeoJSON.

    Columnas de más que entiende: `fuera_del_municipio` (sí/no) e `indice_necesidad` (0–1).
    """
    try:
        filas = importacion.leer_tabla(
            datos, importacion.COLUMNAS_TERRITORIOS, importacion.DEMAS_DE_TERRITORIOS
        )
    except ValueError as error:
        raise ImportacionRechazada([Fallo("archivo", "", str(error))]) from error
    fallos: list[Fallo] = []
    leidos = []
    for donde, fila in filas:
        if not fila["nivel"]:
            fallos.append(Fallo(donde, "nivel", "falta el nivel"))
        leidos.append(
            LugarLeido(
                donde=donde,
                codigo=fila["codigo"],
                nombre=_nombre(fila["nombre"]),
                nivel=fila["nivel"],
                padre=fila["padre"],
                **_extras(donde, fila, fallos),
            )
        )
        avanzar()
    return _terminar(leidos, fallos, ensayo)


def _terminar(leidos: Sequence[LugarLeido], fallos: list[Fallo], ensayo: bool) -> Informe:
    plan: Plan | None = None
    fallos = fallos + importacion.fallos_de(leidos)
    if not fallos:
        plan = planear(leidos, fallos)
    if fallos or plan is None:
        raise ImportacionRechazada(fallos)
    if not ensayo:
        aplicar(plan)
    return plan.informe


@dataclass
class _Lector:
    """Convierte rasgos en lugares leídos y anota lo que falla."""

    nivel: str | None
    padre: str | None
    propiedades: Propiedades
    tomados: dict[str, str]
    fallos: list[Fallo]

    def leer(self, numero: int, rasgo: Mapping[str, Any]) -> LugarLeido:
        datos = rasgo.get("properties")
        valores = {str(k).casefold(): v for k, v in datos.items()} if isinstance(datos, dict) else {}
        propia = self.propiedades.nombre
        nombre = _nombre(_valor(valores, (propia,) if propia else _NOMBRES))
        donde = f"rasgo {numero}" + (f" («{nombre[:40]}»)" if nombre else "")
        nivel = _texto(_valor(valores, _NIVELES)) or self.nivel or ""
        if not nivel:
            self.fallos.append(Fallo(donde, "nivel", "falta: dilo con --nivel o en la propiedad «nivel»"))
        dice_padre = next((p for p in _PADRES if p in valores), None)
        return LugarLeido(
            donde=donde,
            codigo=self._codigo(donde, valores, nombre, nivel),
            nombre=nombre,
            nivel=nivel,
            padre=_texto(valores[dice_padre]) if dice_padre else self.padre,
            formas=self._formas(donde, rasgo.get("geometry")),
            **_extras(donde, {k: _texto(v) for k, v in valores.items()}, self.fallos),
        )

    def _codigo(self, donde: str, valores: Mapping[str, Any], nombre: str, nivel: str) -> str:
        propia = self.propiedades.codigo
        codigo = _texto(_valor(valores, (propia,) if propia else _CODIGOS))
        if not codigo and propia:
            self.fallos.append(Fallo(donde, propia, "falta el código"))
        return codigo or _derivado(nombre, raiz_url(nivel, 40), self.tomados)

    def _formas(self, donde: str, geometria: Any) -> Poligonos | None:
        if geometria is None:
            return None
        try:
            return geojson.poligonos(geometria)
        except geojson.GeometriaInvalida as error:
            self.fallos.append(Fallo(donde, "geometry", str(error)))
            return None


def _valor(valores: Mapping[str, Any], nombres: Sequence[str]) -> Any:
    return next((valores[n.casefold()] for n in nombres if valores.get(n.casefold()) not in (None, "")), "")


def _texto(valor: Any) -> str:
    if isinstance(valor, bool) or valor is None or isinstance(valor, dict | list):
        return "1" if valor is True else ""
    return str(int(valor) if isinstance(valor, float) and valor.is_integer() else valor).strip()


def _nombre(valor: Any) -> str:
    return re.sub(r"\s+", " ", str(limpiar(_texto(valor)))).strip()


def _derivado(nombre: str, nivel: str, tomados: dict[str, str]) -> str:
    """Código a partir del nombre; si otro nivel ya lo usa (distrito «Centro»), con el nivel delante."""
    raiz = raiz_url(nombre, 40)
    if raiz == "x":
        raiz = f"lugar-{hashlib.sha256(nombre.encode()).hexdigest()[:8]}"
    if raiz in importacion.RESERVADOS or tomados.get(raiz, nivel) != nivel:
        return raiz_url(f"{nivel}-{nombre}", 40)
    tomados[raiz] = nivel
    return raiz


def _extras(donde: str, fila: Mapping[str, str], fallos: list[Fallo]) -> dict[str, Any]:
    salida: dict[str, Any] = {"fuera": None, "indice": None}
    fuera = fila.get("fuera_del_municipio")
    if fuera is not None:
        if fuera.casefold() not in _FALSOS | _VERDADEROS:
            fallos.append(Fallo(donde, "fuera_del_municipio", f"«{fuera}» no es sí ni no"))
        salida["fuera"] = fuera.casefold() in _VERDADEROS
    try:
        salida["indice"] = importacion.decimal(fila.get("indice_necesidad") or "")
    except ValueError as error:
        fallos.append(Fallo(donde, "indice_necesidad", str(error)))
    return salida
