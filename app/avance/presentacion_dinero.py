"""Del dinero del plan a lo que piden sus páginas. No consulta ni escribe."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from babel.numbers import get_decimal_symbol
from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.avance.consultas.dinero import Dinero, MomentoDado, decimales_de_la_moneda
from app.avance.reglas.dinero import EJECUTADO, PLANTILLAS, PROGRAMADO, Suma
from app.lectura.numeros import leer_numero
from app.nucleo.errores import Invalido
from app.nucleo.graficos import Barra, Formato, GraficoBarras, barras
from app.nucleo.plantillas import dinero, numero, porcentaje
from app.nucleo.tablas import Columna, Tabla
from app.nucleo.traducido import Texto, en, unir
from app.plan.consultas import Arbol, FichaPlan, Nodo
from app.plan.mensajes import juntar

TITULOS_PLANTILLA = {
    "comun": _l("Los cuatro más comunes"),
    "seis": _l("Seis, con lo modificado y lo ejercido"),
    "cinco": _l("Cinco, con apropiación y obligaciones"),
    "dos": _l("Solo dos: lo presupuestado y lo gastado"),
}

SIGNIFICADOS = {
    "programado": _l("lo que se pensó gastar en el año."),
    "modificado": _l("lo previsto, con los cambios hechos durante el año."),
    "vigente": _l("lo previsto, con los cambios hechos durante el año."),
    "comprometido": _l("lo que ya tiene contrato u orden, aunque todavía no se reciba nada."),
    "devengado": _l(
        "lo que ya se hizo o se recibió, y por eso se debe pagar. Con esto se dice cuánto se ejecutó."
    ),
    "ejercido": _l("lo que ya se ordenó pagar."),
    "pagado": _l("lo que ya salió de la cuenta de la municipalidad."),
}
"""Qué quiere decir cada momento del dinero, por su clave, para quien no lleva presupuestos."""


def leer_monto(texto: str) -> int | None:
    """El monto en unidades menores; None si no se escribió nada. `Invalido` si no es una cantidad."""
    if not texto.strip():
        return None
    leido = leer_numero(texto, str(get_decimal_symbol(current_app.config["REGION"])))
    if leido is None:
        raise Invalido("monto", _("Escribe solo la cantidad, como %(ejemplo)s.", ejemplo=numero(Decimal(1500))))
    menores = leido.scaleb(decimales_de_la_moneda())
    if menores != int(menores) or menores < 0:
        n = decimales_de_la_moneda()
        raise Invalido("monto", _("Un monto no es negativo y lleva %(n)s decimales como mucho.", n=n))
    return int(menores)


def escribir_monto(valor: int) -> str:
    """El monto como se escribiría en el formulario, sin moneda."""
    return numero(Decimal(valor).scaleb(-decimales_de_la_moneda()))


def nombre_de(momento: MomentoDado, idioma: str) -> Texto:
    """Cómo se llama un momento en un idioma; si no se tradujo, en el de la ciudad."""
    traducciones = {i: {"nombre": t} for i, t in momento.nombres.items()}
    propio = str(current_app.config["IDIOMA"])
    return en(idioma, traducciones, "nombre", momento.nombres.get(propio) or momento.clave)


def palabras_de(d: Dinero, idioma: str, elemento_id: int | None = None) -> list[tuple[Texto, Any]]:
    """Cada momento que tiene dinero, con lo que quiere decir."""
    return [
        (nombre_de(m, idioma), SIGNIFICADOS[m.clave])
        for m in d.momentos
        if m.clave in SIGNIFICADOS and d.suma(None, m.clave, elemento_id).valor is not None
    ]


def celda(suma: Suma) -> Any:
    """Una suma en una tabla: sin dato, entera o «al menos», con cuántos faltan."""
    if suma.valor is None:
        return None
    if suma.completa:
        return dinero(suma.valor)
    faltan = ngettext("falta %(n)s", "faltan %(n)s", suma.faltan, n=numero(suma.faltan))
    return {"texto": _("al menos %(monto)s", monto=dinero(suma.valor)), "sub": faltan}


def _parte(d: Dinero, anio: int | None, elemento_id: int | None = None) -> Any:
    parte = d.ejecutado(anio, elemento_id)
    return None if parte is None else porcentaje(float(parte))


def _tabla(
    d: Dinero, idioma: str, primera: Any, filas: Sequence[tuple[Any, int | None, int | None]]
) -> dict[str, Any]:
    """Una tabla de sumas: (rótulo, año, elemento) por fila; sin las columnas que nadie llena.

    Los años que vienen tras el último con datos van en blanco, y la nota dice una vez desde cuál.
    """
    columnas = [
        (nombre_de(m, idioma), [celda(d.suma(a, m.clave, e)) for _r, a, e in filas]) for m in d.momentos
    ]
    columnas = [c for c in columnas if any(v is not None for v in c[1])]
    anios = [a for _rotulo, a, _e in filas]
    faltan: dict[int, list[Texto]] = {}
    for nombre, celdas in columnas:
        if desde := _callar_lo_que_viene(anios, celdas):
            faltan.setdefault(desde, []).append(nombre)
    partes = [_parte(d, a, e) for _rotulo, a, e in filas]
    if any(partes):
        _callar_lo_que_viene(anios, partes)
        columnas.append((Texto(_("Ejecutado")), partes))
    return {
        "columnas": [{"texto": primera}, *({"texto": nombre, "numero": True} for nombre, _celdas in columnas)],
        "filas": [
            [rotulo, *(celdas[n] for _nombre, celdas in columnas)] for n, (rotulo, _a, _e) in enumerate(filas)
        ],
        "nota": " ".join(_desde_cuando(desde, nombres) for desde, nombres in sorted(faltan.items())),
    }


def _callar_lo_que_viene(anios: Sequence[int | None], celdas: list[Any]) -> int | None:
    """Deja en blanco los años sin dato que siguen al último que lo tiene; devuelve desde cuál, si los hay."""
    ultimo = max((a for a, v in zip(anios, celdas, strict=True) if a and v is not None), default=None)
    luego = [n for n, a in enumerate(anios) if a and ultimo and a > ultimo]
    for n in luego:
        celdas[n] = ""
    return min((anios[n] or 0 for n in luego), default=None)


def _desde_cuando(anio: int, nombres: Sequence[Texto]) -> str:
    """`Desde 2027 todavía no hay datos de devengado y pagado.`"""
    cuales = juntar([str(nombre).lower() for nombre in nombres])
    return str(_("Desde %(anio)s todavía no hay datos de %(cuales)s.", anio=anio, cuales=cuales))


def _nombre_de_nodo(nodo: Nodo) -> str:
    return unir(nodo.codigo, nodo.titulo)


def _url(plan: FichaPlan, nodo: Nodo) -> str:
    return url_for("plan.elemento", clave=plan.clave, codigo=nodo.codigo)


def pagina_de(plan: FichaPlan, plano: Arbol, d: Dinero, anio: int | None) -> dict[str, Any]:
    """La página del dinero: la frase, las cifras, por eje, por año y cada elemento."""
    total = d.por_momento(anio)
    ejes = [({"texto": _nombre_de_nodo(n), "url": _url(plan, n)}, anio, n.id) for n in plano.raices]
    eje = plan.nombre_de_nivel(0).capitalize() or _("Elemento")
    por_anio = _tabla(d, plan.idioma, _("Año"), [(str(a), a, None) for a in d.anios])
    return {
        "frase": frase_de(d, anio, plan.idioma),
        "cifras": [_cifra(m, total[m.clave], plan.idioma) for m in d.momentos],
        "anios": _anios(plan, d, anio),
        "palabras": palabras_de(d, plan.idioma),
        "barras": _barras(plan, plano, d, anio),
        "por_eje": _tabla(d, plan.idioma, eje, [*ejes, (_("Todo el plan"), anio, None)]),
        "por_anio": por_anio if anio is None and len(d.anios) > 1 else None,
        "por_elemento": [_de_eje(plan, d, raiz, anio) for raiz in plano.raices],
    }


def frase_de(d: Dinero, anio: int | None, idioma: str, elemento_id: int | None = None) -> str:
    """Lo que dice el dinero, en una frase; si algo falta, no da un porcentaje que parezca completo."""
    parte = d.ejecutado(anio, elemento_id)
    if parte is None:
        return ""
    por_momento = d.por_momento(anio, elemento_id)
    nombres = {m.clave: str(nombre_de(m, idioma)).lower() for m in d.momentos}
    return str(
        _(
            "%(parte)s ejecutado: %(devengado)s (%(momento)s) de %(programado)s (%(antes)s).",
            parte=porcentaje(float(parte)),
            devengado=dinero(por_momento[EJECUTADO].valor),
            programado=dinero(por_momento[PROGRAMADO].valor),
            momento=nombres[EJECUTADO],
            antes=nombres[PROGRAMADO],
        )
    )


def _cifra(momento: MomentoDado, suma: Suma, idioma: str) -> dict[str, Any]:
    detalle = ""
    if suma.valor is not None and suma.faltan:
        detalle = ngettext(
            "Al menos: a %(n)s elemento le falta el dato.",
            "Al menos: a %(n)s elementos les falta el dato.",
            suma.faltan,
            n=numero(suma.faltan),
        )
    valor = None if suma.valor is None else dinero(suma.valor)
    return {"valor": valor, "texto": nombre_de(momento, idioma), "detalle": detalle}


def _anios(plan: FichaPlan, d: Dinero, anio: int | None) -> list[dict[str, Any]]:
    opciones = [
        {
            "texto": _("Todos los años"),
            "url": url_for("avance.dinero", clave=plan.clave),
            "actual": anio is None,
        }
    ]
    return opciones + [
        {"texto": str(a), "url": url_for("avance.dinero", clave=plan.clave, anio=a), "actual": a == anio}
        for a in d.anios
    ]


def _barras(plan: FichaPlan, plano: Arbol, d: Dinero, anio: int | None) -> GraficoBarras:
    """El primer momento, por eje; debajo de cada uno, qué parte se ejecutó o, si no se sabe, cuánto."""
    primero = d.momentos[0].clave
    filas = []
    for n in plano.raices:
        parte = _parte(d, anio, n.id)
        detalle = _("%(parte)s ejecutado", parte=parte) if parte else _ejecutado(d, plan.idioma, anio, n.id)
        filas.append(Barra(_nombre_de_nodo(n), d.suma(anio, primero, n.id).valor, _url(plan, n), detalle))
    return barras(filas, Formato(numero=lambda valor: dinero(int(valor))))


def _ejecutado(d: Dinero, idioma: str, anio: int | None, elemento_id: int) -> str:
    """`Devengado: $1.500,00`: lo que va de los gastos; vacío si no hay dato o la suma no está completa."""
    suma = d.suma(anio, EJECUTADO, elemento_id)
    momento = next((m for m in d.momentos[1:] if m.clave == EJECUTADO), None)
    if momento is None or suma.valor is None or not suma.completa:
        return ""
    return f"{nombre_de(momento, idioma)}: {dinero(suma.valor)}"


def _de_eje(plan: FichaPlan, d: Dinero, raiz: Nodo, anio: int | None) -> dict[str, Any]:
    """Los elementos de un eje con algún dinero; de los que no tienen, cuántos son."""
    nodos = [n for n in raiz.recorrer() if n is not raiz]
    con = [n for n in nodos if any(s.valor is not None for s in d.por_momento(anio, n.id).values())]
    return {
        "titulo": _nombre_de_nodo(raiz),
        "eje": raiz.eje,
        "id": raiz.id,
        **_tabla(
            d,
            plan.idioma,
            _("Elemento"),
            [({"texto": _nombre_de_nodo(n), "url": _url(plan, n)}, anio, n.id) for n in con],
        ),
        "sin": len(nodos) - len(con),
    }


def resumen_de(d: Dinero, anio: int, idioma: str) -> dict[str, Any]:
    """El dinero del plan en unas cifras: las de este año o, si no tiene, las de todos."""
    elegido = anio if anio in d.anios else None
    total = d.por_momento(elegido)
    return {
        "anio": elegido,
        "frase": frase_de(d, elegido, idioma),
        "cifras": [_cifra(m, total[m.clave], idioma) for m in d.momentos if total[m.clave].valor is not None],
        "palabras": palabras_de(d, idioma),
    }


def panel_de(d: Dinero, elemento_id: int, idioma: str, anio: int) -> dict[str, Any]:
    """El dinero de un elemento y lo que cuelga de él: el de este año, el de todos y, aparte, año por año."""
    con_dato = [a for a in d.anios if any(s.valor is not None for s in d.por_momento(a, elemento_id).values())]
    filas: list[tuple[Any, int | None, int | None]] = [(str(a), a, elemento_id) for a in con_dato]
    if len(con_dato) > 1:
        filas.append((_("Todos los años"), None, elemento_id))
    breves = [f for f in filas if f[1] in (anio, None)] or filas
    elegido = anio if anio in con_dato else None
    return {
        "breve": _tabla(d, idioma, _("Año"), breves) if breves else None,
        "todo": _tabla(d, idioma, _("Año"), filas) if len(breves) < len(filas) else None,
        "anio": elegido,
        "frase": frase_de(d, elegido, idioma, elemento_id),
        "palabras": palabras_de(d, idioma, elemento_id),
    }


def propios_de(d: Dinero, elemento_id: int, idioma: str) -> list[dict[str, Any]]:
    """Lo anotado en el propio elemento, para cambiarlo."""
    nombres = {m.clave: nombre_de(m, idioma) for m in d.momentos}
    orden = [m.clave for m in d.momentos]
    montos = sorted(d.propios.get(elemento_id, ()), key=lambda m: (m.anio, orden.index(m.momento)))
    return [
        {
            "anio": m.anio,
            "clave": m.momento,
            "momento": nombres[m.momento],
            "monto": dinero(m.valor),
            "fuente": m.fuente,
        }
        for m in montos
    ]


def plantillas_de(idioma: str) -> list[tuple[str, Any, str]]:
    """Los juegos de momentos que se ofrecen: clave, título y sus nombres."""
    return [
        (clave, TITULOS_PLANTILLA[clave], ", ".join(n.get(idioma) or n["es"] for _clave, n in momentos))
        for clave, momentos in PLANTILLAS.items()
    ]


def tabla_de_sumas(plan: FichaPlan, plano: Arbol, d: Dinero) -> Tabla:
    """Las sumas para descargar: de cada elemento y del plan, por año y momento; lo que falta va vacío."""
    columnas = (
        Columna("codigo", _("Código"), _("Código del elemento; vacío en el total del plan.")),
        Columna("titulo", _("Título")),
        Columna("nivel", _("Nivel"), _("0 es una raíz del plan.")),
        Columna("anio", _("Año")),
        Columna("momento", _("Momento"), _("La clave del momento del dinero.")),
        Columna("propio", _("Propio"), _("Lo anotado en el mismo elemento.")),
        Columna("suma", _("Suma"), _("Lo propio más lo de los que cuelgan de él.")),
        Columna("faltan", _("Faltan"), _("Cuántos de los que cuelgan no tienen dato: la suma es «al menos».")),
    )
    menores = decimales_de_la_moneda()

    def monto(valor: int | None) -> Decimal | None:
        return None if valor is None else Decimal(valor).scaleb(-menores)

    filas: list[Sequence[object]] = []
    for a in d.anios:
        for m in d.momentos:
            for n in plano.en_orden():
                suma = d.suma(a, m.clave, n.id)
                propio = next(
                    (p.valor for p in d.propios.get(n.id, ()) if (p.anio, p.momento) == (a, m.clave)), None
                )
                filas.append(
                    (
                        n.codigo,
                        str(n.titulo),
                        n.nivel,
                        a,
                        m.clave,
                        monto(propio),
                        monto(suma.valor),
                        suma.faltan,
                    )
                )
            total = d.suma(a, m.clave)
            filas.append(("", plan.nombre, None, a, m.clave, None, monto(total.valor), total.faltan))
    return Tabla(f"{plan.clave}-dinero", columnas, filas)
