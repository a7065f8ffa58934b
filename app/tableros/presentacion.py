"""De la matriz a lo que piden las plantillas: textos, direcciones y tonos. No consulta."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.nucleo.graficos import GraficoColumnas, SerieColumnas
from app.nucleo.graficos import columnas as dibujar_columnas
from app.nucleo.plantillas import numero, porcentaje
from app.nucleo.rotulos import exacto, formato
from app.nucleo.traducido import unir
from app.propuestas.listado import SIN_LUGAR_EN_DIRECCION, mes_en_palabras, textos_de_estado
from app.propuestas.reglas import SIN_CLASIFICAR, EstadoLista
from app.propuestas.reglas.cifras import TODAS, anio_y_mes
from app.tableros.consultas import Esperas
from app.tableros.matriz import Fila, Matriz, MesAMes, clave_de
from app.tableros.pedido import PedidoMatriz, debajo_de
from app.tableros.reglas import Columna, escalon, tramos_de_calor

Valor = int | Decimal | Fraction | None


FORMATOS = ("csv", "xlsx", "json")
A_UN_TOQUE = ("", EstadoLista.ESPERA.value, EstadoLista.REUNE.value)
"""Los estados que se eligen sin abrir el formulario; vacío, todas las abiertas."""


def descargas_de(punto: str, **parametros: Any) -> list[dict[str, str]]:
    """Los enlaces que bajan una tabla en cada formato."""
    return [{"texto": f.upper(), "url": url_for(punto, formato=f, **parametros)} for f in FORMATOS]


def detalle_de_vencidas(e: Esperas) -> str | None:
    """Cuántas de las que esperan ya vencieron; None si ninguna."""
    if not e.vencidas:
        return None
    return ngettext("%(n)s ya venció", "%(n)s ya vencieron", e.vencidas, n=numero(e.vencidas))


class Celda(NamedTuple):
    """Una celda lista: texto, a dónde lleva (vacío si no hay nada que ver), tono de 0 a 5 y lo que se lee.

    Una tupla: la plantilla pinta miles y abrirla cuesta la mitad que pedir cada dato por su nombre.
    """

    texto: str
    url: str = ""
    tono: int = 0
    dicho: str = ""


def escrito(valor: Valor) -> str:
    """El valor de una celda, con los separadores de la ciudad."""
    if isinstance(valor, Fraction):
        return porcentaje(Decimal(valor.numerator) / valor.denominator)
    if isinstance(valor, Decimal):
        return exacto(valor, 1)
    return numero(valor)


def nombre_de_fila(fila: Fila) -> str:
    """Cómo se llama una fila."""
    if fila.nodo is not None:
        return unir(fila.nodo.codigo, fila.nodo.titulo)
    return _("Sin clasificar") if fila.elemento_id == SIN_CLASIFICAR else _("Todas, cada una una vez")


def nombre_de_columna(columna: Columna | None) -> str:
    """Cómo se llama una columna; None es el total."""
    if columna is None:
        return _("Total")
    if columna.lugar is None:
        return _("Sin lugar")
    return _("%(lugar)s, sin precisar", lugar=columna.lugar.nombre) if columna.suelta else columna.lugar.nombre


class Direcciones:
    """Las listas a las que llevan las celdas: se arman pegando trozos, que son miles."""

    def __init__(self, m: Matriz) -> None:
        self._base = url_for("propuestas.lista")
        p = m.pedido
        comunes = {k: p.parametros[k] for k in ("estado", "proceso", "desde", "hasta") if k in p.parametros}
        self._comunes = urlencode(comunes)
        self._columnas = [urlencode(self._de_columna(c)) for c in m.columnas]
        self._total = urlencode({"territorio": p.dentro.codigo}) if p.dentro else ""

    @staticmethod
    def _de_columna(c: Columna) -> dict[str, str]:
        if c.lugar is None:
            return {"territorio": SIN_LUGAR_EN_DIRECCION}
        return {"lugar" if c.suelta else "territorio": c.lugar.codigo}

    def de(self, fila: Fila, columna: int | None) -> str:
        """La lista de una celda (`columna` None, la del total de la fila)."""
        elemento = "" if fila.elemento_id == TODAS else f"elemento={fila.elemento_id}"
        donde = self._total if columna is None else self._columnas[columna]
        consulta = "&".join(x for x in (elemento, donde, self._comunes) if x)
        return f"{self._base}?{consulta}" if consulta else self._base


class Pintor:
    """Pinta las celdas de una matriz; lo que se repite (casi todo son números pequeños) se escribe una vez."""

    def __init__(self, m: Matriz, mayor: Valor) -> None:
        self.m, self.mayor = m, mayor or 0
        self.a_donde = Direcciones(m)
        self._vistos: dict[Valor, tuple[str, int]] = {}
        self._fuera = Celda("—", dicho=_("aquí no preguntamos"))

    def fila(self, fila: Fila, *, con_tono: bool = True) -> list[Celda]:
        """Las celdas de una fila, y al final la de su total."""
        m, salida = self.m, []
        for i, n in enumerate(fila.cuentas):
            if not n and not m.preguntado[i]:
                salida.append(self._fuera)
            else:
                salida.append(self._celda(m.columnas[i], n, m.valor(fila, i), fila, i, con_tono))
        return [*salida, self._celda(None, fila.total, m.valor(fila, None), fila, None, con_tono=False)]

    def _celda(
        self, c: Columna | None, n: int, valor: Valor, fila: Fila, i: int | None, con_tono: bool
    ) -> Celda:
        url = self.a_donde.de(fila, i) if n else ""
        if valor is None and self.m.pedido.ver == "mil":
            falta = c is None or (c.lugar is not None and not c.suelta)
            dicho = "" if falta else _("no se compara con una población")
            return Celda(_("sin población") if falta else "—", url, dicho=dicho)
        if valor is None:
            return Celda("—", dicho=_("no hay propuestas de este lugar"))
        if valor not in self._vistos:
            self._vistos[valor] = (escrito(valor), escalon(valor, self.mayor))
        texto, tono = self._vistos[valor]
        return Celda(texto, url, tono if con_tono else 0)


def tabla(m: Matriz) -> dict[str, Any]:
    """La matriz para su plantilla: cabeceras con su enlace, filas de celdas, total y leyenda."""
    valores = [v for f in m.filas for i in range(len(m.columnas)) if (v := m.valor(f, i))]
    mayor: Valor = max(valores, default=0)  # las celdas de una matriz son todas del mismo tipo
    pintor = Pintor(m, mayor)
    return {
        "titulo": _titulo(m.pedido),
        "columnas": [_cabecera(m, i) for i in range(len(m.columnas))],
        "filas": [{**_rotulo(m, f), "celdas": pintor.fila(f)} for f in m.filas],
        "total": {
            "texto": nombre_de_fila(m.total) if m.pedido.elemento is None else _("Todo, cada una una vez"),
            "celdas": pintor.fila(m.total, con_tono=False),
        },
        "leyenda": _leyenda(m, mayor),
        "poblacion": _fuente(m),
    }


def _titulo(p: PedidoMatriz) -> str:
    """Qué cuenta la matriz: lo que se muestra y, si se eligió, en qué van."""
    titulos = {
        "mil": _("Propuestas por cada mil habitantes"),
        "parte": _("Qué parte de lo pedido en cada lugar"),
    }
    titulo = titulos.get(p.ver) or _("Cuántas propuestas")
    return f"{titulo}: {_en_plural()[p.estado.value].lower()}" if p.estado else titulo


def _en_plural() -> dict[str, str]:
    """En qué van las que se cuentan; vacío, las abiertas."""
    return {
        "": _("Abiertas"),
        EstadoLista.ESPERA.value: _("Esperan respuesta"),
        EstadoLista.REUNE.value: _("Juntan apoyos"),
        EstadoLista.ARCHIVADA.value: _("Archivadas por fecha"),
        EstadoLista.RETIRADA.value: _("Retiradas"),
    }


def _cabecera(m: Matriz, i: int) -> dict[str, Any]:
    c = m.columnas[i]
    baja = c.baja and c.lugar is not None
    cambios: dict[str, Any] = {
        "territorio": c.lugar.codigo if c.lugar else None,
        "lugares": None,
        "columna": None,
    }
    return {
        "texto": nombre_de_columna(c),
        "url": url_for("tableros.matriz", **m.pedido.con(**cambios)) if baja else "",
        "no_preguntamos": not m.preguntado[i],
        "suelta": c.suelta,
    }


def _rotulo(m: Matriz, f: Fila) -> dict[str, Any]:
    nodo = f.nodo
    if nodo is None:
        return {"texto": nombre_de_fila(f), "url": "", "eje": 0, "cancelado": False, "codigo": ""}
    cambios: dict[str, Any] = {"elemento": nodo.id, "nivel": None, "fila": None}
    url = url_for("tableros.matriz", **m.pedido.con(**cambios)) if nodo.hijos else ""
    return {
        "texto": nodo.titulo,
        "codigo": nodo.codigo,
        "url": url,
        "eje": nodo.eje,
        "cancelado": nodo.estado == "cancelado",
    }


def _leyenda(m: Matriz, mayor: Valor) -> list[dict[str, Any]]:
    if not mayor:
        return []
    if isinstance(mayor, int):
        return [
            {
                "tono": escalon(hasta, mayor),
                "texto": numero(desde) if desde == hasta else f"{numero(desde)}–{numero(hasta)}",
            }
            for desde, hasta in tramos_de_calor(mayor)
        ]
    return [{"tono": n, "texto": _("hasta %(valor)s", valor=escrito(mayor * n / 5))} for n in range(1, 6)]


def _fuente(m: Matriz) -> str:
    """De qué año y de quién es la población; vacío si ninguna columna la tiene."""
    conocidas = {(t.anio, t.fuente) for t in m.poblacion if t is not None}
    return "; ".join(f"{anio}, {fuente}" if fuente else str(anio) for anio, fuente in sorted(conocidas))


def migas_de_filas(p: PedidoMatriz) -> list[dict[str, str]]:
    """El camino del plan hasta el elemento que se mira, cada paso con su enlace."""
    camino = []
    nodo = p.elemento
    while nodo is not None:
        camino.append(nodo)
        nodo = p.nodos[nodo.padre_id] if nodo.padre_id is not None else None
    todo = {"texto": _("Todo el plan"), "url": _a(p, elemento=None, nivel=None, fila=None)}
    pasos = [
        {"texto": unir(n.codigo, n.titulo), "url": _a(p, elemento=n.id, nivel=None, fila=None)}
        for n in reversed(camino)
    ]
    return [todo, *pasos]


def migas_de_columnas(p: PedidoMatriz) -> list[dict[str, str]]:
    """El camino de la ciudad hasta el lugar que se mira."""
    lugares = [*p.arbol.ancestros(p.dentro.id), p.dentro] if p.dentro else []
    todo = {"texto": _("Toda la ciudad"), "url": _a(p, territorio=None, lugares=None, columna=None)}
    pasos = [
        {"texto": x.nombre, "url": _a(p, territorio=x.codigo, lugares=None, columna=None)} for x in lugares
    ]
    return [todo, *pasos]


def _a(p: PedidoMatriz, **cambios: Any) -> str:
    return url_for("tableros.matriz", **p.con(**cambios))


def modos(p: PedidoMatriz) -> list[dict[str, Any]]:
    """Los tres modos, para la macro `orden`."""
    textos = {"cuantas": _("Cuántas"), "mil": _("Por cada mil habitantes"), "parte": _("Parte de cada lugar")}
    return [
        {"texto": t, "url": _a(p, ver=None if m == "cuantas" else m), "actual": p.ver == m}
        for m, t in textos.items()
    ]


def estados(p: PedidoMatriz) -> list[dict[str, Any]]:
    """Lo que más se pregunta, a un toque; los demás estados se eligen en el formulario."""
    textos, elegido = _en_plural(), p.estado.value if p.estado else ""
    return [{"texto": textos[e], "url": _a(p, estado=e or None), "actual": e == elegido} for e in A_UN_TOQUE]


def puestos(p: PedidoMatriz) -> list[dict[str, Any]]:
    """Los demás filtros puestos, cada uno con la matriz sin él."""
    de_estado = p.estado.value if p.estado and p.estado.value not in A_UN_TOQUE else ""
    dichos = {
        "estado": _en_plural()[de_estado] if de_estado else "",
        "proceso": p.proceso.nombre if p.proceso else "",
        "desde": _("Desde %(mes)s", mes=mes_en_palabras(p.desde)) if p.desde else "",
        "hasta": _("Hasta %(mes)s", mes=mes_en_palabras(p.hasta)) if p.hasta else "",
    }
    return [{"texto": texto, "url": _a(p, **{clave: None})} for clave, texto in dichos.items() if texto]


def caminos(p: PedidoMatriz) -> dict[str, Any]:
    """Todo lo que lleva de esta matriz a otra, para su plantilla."""
    return {
        "estados": estados(p),
        "puestos": puestos(p),
        "modos": modos(p),
        "camino_filas": migas_de_filas(p),
        "camino_columnas": migas_de_columnas(p),
    }


def elecciones(m: Matriz) -> dict[str, Sequence[tuple[str, str]]]:
    """Lo que se puede elegir en cada lista del formulario: (valor, texto)."""
    p = m.pedido
    usados = sorted({n.nivel for n in debajo_de(p.nodos, p.elemento)})
    niveles = p.plan.niveles if p.plan else ()
    lugares = {x.nivel: (x.nivel_orden, x.nivel_plural) for x in p.arbol.lugares.values()}
    return {
        "planes": [(x.clave, x.nombre) for x in p.planes],
        "niveles": [(str(n), niveles[n] if n < len(niveles) else _("nivel %(n)s", n=n + 1)) for n in usados],
        "lugares": [(clave, plural) for clave, (_orden, plural) in sorted(lugares.items(), key=lambda x: x[1])],
        "estados": list(textos_de_estado().items()),
        "procesos": [(x.clave, x.nombre) for x in p.procesos],
        "filas": [(str(f.elemento_id), nombre_de_fila(f)) for f in m.filas],
        "columnas": [(clave_de(c), nombre_de_columna(c)) for c in m.columnas],
    }


def grafico_mensual(meses: Sequence[tuple[int, int]]) -> GraficoColumnas:
    """Las publicadas cada mes, como columnas."""
    nombres = [mes_en_palabras(mes) for mes, _n in meses]
    cortos = [f"{anio_y_mes(mes)[1]:02d}/{anio_y_mes(mes)[0] % 100:02d}" for mes, _n in meses]
    serie = SerieColumnas(_("Propuestas"), tuple(n for _m, n in meses))
    return dibujar_columnas(nombres, [serie], formato(0), cortos=cortos)


def tendencia(t: MesAMes) -> dict[str, Any]:
    """Mes a mes, con una frase que compara el último mes entero con el anterior."""
    donde = nombre_de_columna(t.columna) if t.columna is not None else ""
    titulo = nombre_de_fila(t.fila) + (f" · {donde}" if donde else "")
    suma = sum(n for _m, n in t.meses)
    frase = ngettext("%(n)s propuesta en el período.", "%(n)s propuestas en el período.", suma, n=numero(suma))
    if len(t.meses) >= 3:
        frase += " " + _(
            "El último mes entero, %(mes)s, fueron %(n)s; el anterior, %(antes)s.",
            mes=mes_en_palabras(t.meses[-2][0]),
            n=numero(t.meses[-2][1]),
            antes=numero(t.meses[-3][1]),
        )
    return {"grafico": grafico_mensual(t.meses), "titulo": titulo, "frase": frase}
