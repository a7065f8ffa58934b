"""Qué pidió ver quien mira la lista: filtros, orden y lugar, leídos de la dirección sin fiarse de ella."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from babel.dates import format_skeleton
from flask import url_for
from flask_babel import gettext as _

from app.busqueda.reglas import Consulta
from app.busqueda.reglas import leer as leer_consulta
from app.contenido.consultas import etiqueta_por_clave
from app.nucleo import idiomas
from app.nucleo.errores import NoEncontrado
from app.nucleo.paginacion import Pagina, entero
from app.nucleo.permisos import ANONIMA
from app.nucleo.texto import sin_acentos
from app.nucleo.traducido import de, unir
from app.plan import consultas as plan
from app.procesos import consultas as procesos
from app.propuestas.consultas import Filtros, Orden, Referencia
from app.propuestas.opciones import Opciones
from app.propuestas.reglas import SIN_CLASIFICAR, SIN_LUGAR, EstadoLista
from app.propuestas.reglas.cifras import anio_y_mes, empieza

PARAMETROS = ("estado", "elemento", "ods", "territorio", "lugar", "etiqueta", "proceso", "desde", "hasta")
SIN_LUGAR_EN_DIRECCION = "-"
"""El valor de `territorio` para las que no dicen dónde."""

NINGUNA = 0
"""El id de una etiqueta que no existe: en el índice no hay ninguna fila suya."""


@dataclass(frozen=True)
class Pedido:
    """La lista pedida. `puestos` son los filtros que se entendieron: nombre → (valor, texto)."""

    filtros: Filtros
    orden: Orden
    puestos: Mapping[str, tuple[str, str]]
    punto: tuple[float, float] | None = None
    cerca_de: str = ""
    lugar: str = ""
    consulta: Consulta = field(default_factory=Consulta)

    @property
    def orden_normal(self) -> Orden:
        """El que se sigue si no se pide otro."""
        return Orden.HALLADAS if self.consulta.escrito else Orden.NUEVAS

    def parametros(self, **cambios: Any) -> dict[str, Any]:
        """Los de la dirección de esta lista, con cambios; None quita."""
        base: dict[str, Any] = {nombre: valor for nombre, (valor, _texto) in self.puestos.items()}
        if self.consulta.escrito:
            base["q"] = self.consulta.escrito
        if self.orden is not self.orden_normal:
            base["orden"] = self.orden.value
        if self.orden is Orden.CERCA and self.cerca_de:
            base["cerca_de"] = self.cerca_de
        elif self.orden is Orden.CERCA and self.punto and not self.lugar:
            base["lat"], base["lon"] = (f"{v:.3f}" for v in self.punto)
        base.update(cambios)
        return {k: str(v) for k, v in base.items() if v is not None}

    def url(self, **cambios: Any) -> str:
        """La dirección de esta lista con cambios."""
        return url_for("propuestas.lista", **self.parametros(**cambios))


def leer(args: Mapping[str, str], opciones: Opciones, barrio: str = "") -> Pedido:
    """Entiende los parámetros; lo que no se entiende se ignora."""
    puestos = {
        nombre: hallado
        for nombre in PARAMETROS
        if (hallado := _LECTORES[nombre](args.get(nombre, "").strip()[:80], opciones)) is not None
    }
    ids = {nombre: valor for nombre, (valor, _t, _c) in puestos.items()}
    filtros = _filtros(ids)
    consulta = leer_consulta(args.get("q", ""))
    if consulta.escrito:
        return Pedido(filtros, _orden_al_buscar(args.get("orden", "")), _textos(puestos), consulta=consulta)
    orden = _orden(args.get("orden", ""))
    codigo = args.get("cerca_de", "") or barrio
    lugar = opciones.territorios.get(codigo)
    punto = _punto(args)
    if orden is Orden.CERCA and punto is None and lugar is not None:
        return Pedido(filtros, orden, _textos(puestos), lugar.centro, codigo, lugar.nombre)
    return Pedido(filtros, orden, _textos(puestos), punto)


def _filtros(ids: Mapping[str, Any]) -> Filtros:
    donde, desde, hasta = ids.get("territorio"), ids.get("desde"), ids.get("hasta")
    return Filtros(
        estado=ids.get("estado"),
        elemento_id=ids.get("elemento"),
        ods=ids.get("ods"),
        territorio_id=donde or None,
        lugar_id=SIN_LUGAR if donde == SIN_LUGAR else ids.get("lugar"),
        etiqueta_id=ids.get("etiqueta"),
        proceso_id=ids.get("proceso"),
        desde=None if desde is None else empieza(desde, procesos.zona()),
        hasta=None if hasta is None else empieza(hasta + 1, procesos.zona()),
    )


def _textos(puestos: Mapping[str, tuple[Any, str, str]]) -> dict[str, tuple[str, str]]:
    return {nombre: (crudo, texto) for nombre, (_v, texto, crudo) in puestos.items()}


def _orden(valor: str) -> Orden:
    return Orden(valor) if valor in set(Orden) - {Orden.HALLADAS} else Orden.NUEVAS


def _orden_al_buscar(valor: str) -> Orden:
    return Orden(valor) if valor in (Orden.NUEVAS, Orden.APOYADAS) else Orden.HALLADAS


def _punto(args: Mapping[str, str]) -> tuple[float, float] | None:
    try:
        lat, lon = float(args.get("lat", "")), float(args.get("lon", ""))
    except ValueError:
        return None
    if not (math.isfinite(lat) and math.isfinite(lon) and -90 <= lat <= 90 and -180 <= lon <= 180):
        return None
    return round(lat, 3), round(lon, 3)


Hallado = tuple[Any, str, str] | None
"""Valor para la consulta, texto para mostrar y valor para la dirección."""


def textos_de_estado() -> dict[str, str]:
    """Los estados por los que se filtra, en palabras."""
    return {
        EstadoLista.REUNE.value: _("Junta apoyos"),
        EstadoLista.ESPERA.value: _("Espera respuesta"),
        EstadoLista.ARCHIVADA.value: _("Archivada por fecha"),
        EstadoLista.RETIRADA.value: _("Retirada"),
    }


def _estado(valor: str, _opciones: Opciones) -> Hallado:
    texto = textos_de_estado().get(valor)
    return (EstadoLista(valor), texto, valor) if texto else None


def _elemento(valor: str, opciones: Opciones) -> Hallado:
    if valor == str(SIN_CLASIFICAR):
        return SIN_CLASIFICAR, _("Sin clasificar en el plan"), valor
    ident = entero(valor)
    elemento = opciones.elementos.get(ident) if ident is not None else None
    if elemento is not None:
        return ident, elemento.rotulo, valor
    return _elemento_de_otro_plan(ident, valor) if ident is not None else None


def _elemento_de_otro_plan(ident: int, valor: str) -> Hallado:
    """Uno cancelado, o de un plan público que no es el vigente."""
    try:
        plan.direccion_de(ident, ANONIMA)
    except NoEncontrado:
        return None
    resumen = plan.resumenes([ident])[ident]
    return ident, unir(resumen.codigo, resumen.titulo), valor


def _ods(valor: str, opciones: Opciones) -> Hallado:
    texto = opciones.ods.get(valor)
    return (valor, texto, valor) if texto else None


def _territorio(valor: str, opciones: Opciones) -> Hallado:
    if valor == SIN_LUGAR_EN_DIRECCION:
        return SIN_LUGAR, _("Sin lugar"), valor
    lugar = opciones.territorios.get(valor)
    return (lugar.id, lugar.nombre, valor) if lugar else None


def _lugar(valor: str, opciones: Opciones) -> Hallado:
    """Solo lo que es de ese lugar sin precisar más: no incluye lo que contiene."""
    lugar = opciones.territorios.get(valor)
    return (lugar.id, _("Solo %(lugar)s, sin precisar más", lugar=lugar.nombre), valor) if lugar else None


def _etiqueta(valor: str, _opciones: Opciones) -> Hallado:
    """Una que nadie usa se entiende igual: no halla nada, y se ve por qué."""
    clave = sin_acentos(valor.lstrip("# "))[:40]
    if not clave:
        return None
    etiqueta = etiqueta_por_clave(clave)
    return (etiqueta.id, f"#{etiqueta.nombre}", etiqueta.clave) if etiqueta else (NINGUNA, f"#{clave}", clave)


def _proceso(valor: str, opciones: Opciones) -> Hallado:
    proceso = opciones.procesos.get(valor)
    if proceso is not None:
        return proceso[0], proceso[1], valor
    otro = procesos.por_clave(valor) if valor else None
    return (otro.id, de(otro, "nombre"), valor) if otro else None


def leer_mes(valor: str) -> int | None:
    """Un mes escrito `2026-03`, como año × 12 + mes - 1; None si no lo es."""
    anio, guion, mes = valor.partition("-")
    if guion and len(anio) == 4 and entero(anio, 1900, 2200) and entero(mes, 1, 12):
        return int(anio) * 12 + int(mes) - 1
    return None


def mes_en_palabras(mes: int) -> str:
    """`marzo de 2026`, en el idioma de la persona."""
    return format_skeleton("yMMMM", dt.date(*anio_y_mes(mes), 1), locale=idiomas.actual())


def _desde(valor: str, _opciones: Opciones) -> Hallado:
    mes = leer_mes(valor)
    return None if mes is None else (mes, _("Desde %(mes)s", mes=mes_en_palabras(mes)), valor)


def _hasta(valor: str, _opciones: Opciones) -> Hallado:
    mes = leer_mes(valor)
    return None if mes is None else (mes, _("Hasta %(mes)s", mes=mes_en_palabras(mes)), valor)


_LECTORES = {
    "estado": _estado,
    "elemento": _elemento,
    "ods": _ods,
    "territorio": _territorio,
    "lugar": _lugar,
    "etiqueta": _etiqueta,
    "proceso": _proceso,
    "desde": _desde,
    "hasta": _hasta,
}


def ordenes(pedido: Pedido) -> list[dict[str, Any]]:
    """Los órdenes que se ofrecen, para la macro `orden`."""
    buscadas = {
        Orden.HALLADAS: _("Más parecidas"),
        Orden.NUEVAS: _("Nuevas"),
        Orden.APOYADAS: _("Más apoyadas"),
    }
    textos = (
        buscadas
        if pedido.consulta.escrito
        else {
            Orden.NUEVAS: _("Nuevas"),
            Orden.ACTIVAS: _("Más activas ahora"),
            Orden.APOYADAS: _("Más apoyadas"),
            Orden.TERMINAN: _("Vencen antes") if pedido.filtros.esperan else _("Terminan pronto"),
            Orden.CERCA: _("Cerca de mí"),
            Orden.AZAR: _("Al azar"),
        }
    )
    quitar = {"cerca_de": None, "lat": None, "lon": None}
    return [
        {
            "texto": texto,
            "url": pedido.url(orden=None if orden is pedido.orden_normal else orden.value, **quitar),
            "actual": orden is pedido.orden,
        }
        for orden, texto in textos.items()
    ]


def activos(pedido: Pedido) -> list[dict[str, str]]:
    """Los filtros puestos, cada uno con la dirección que lo quita."""
    return [
        {"texto": texto, "url": pedido.url(**{nombre: None})} for nombre, (_v, texto) in pedido.puestos.items()
    ]


def explicacion(pedido: Pedido) -> list[str]:
    """Qué tienen en común las de un filtro que no se explica solo: sin clasificar, sin lugar, solo un lugar."""
    frases = []
    if pedido.filtros.elemento_id == SIN_CLASIFICAR:
        frases.append(
            _("Todavía no están en un objetivo del plan: quien planifica las clasifica y dice por qué.")
        )
    if pedido.filtros.lugar_id == SIN_LUGAR:
        frases.append(_("Son para toda la ciudad o cruzan varios barrios: no salen en la lista de ninguno."))
    elif pedido.filtros.lugar_id:
        frases.append(_("Son para ese lugar entero: no salen en la lista de ninguno de los que contiene."))
    return frases


def sin_filtros(pedido: Pedido) -> str:
    """La dirección de esta lista sin ningún filtro."""
    return pedido.url(**dict.fromkeys(pedido.puestos))


def canonica(pedido: Pedido) -> str:
    """La dirección de la lista para los buscadores: sin orden ni página."""
    return pedido.url(orden=None, cerca_de=None, lat=None, lon=None)


def descargas(pedido: Pedido) -> list[dict[str, str]]:
    """La misma lista, entera, en cada formato."""
    filtros: dict[str, Any] = {nombre: valor for nombre, (valor, _texto) in pedido.puestos.items()}
    formatos = {"CSV": "csv", "JSON": "json", "GeoJSON": "geojson"}
    return [
        {"texto": texto, "url": url_for("propuestas.descargar", formato=formato, **filtros)}
        for texto, formato in formatos.items()
    ]


def paginas(pedido: Pedido, pagina: Pagina[Referencia], clave: str | None) -> dict[str, str | None]:
    """Las direcciones de la paginación, para la macro `paginacion`."""
    return {
        "siguiente": pedido.url(clave=pagina.siguiente) if pagina.siguiente else None,
        "anterior": pedido.url(clave=pagina.anterior) if pagina.anterior else None,
        "primera": pedido.url() if clave and pagina.anterior else None,
    }
