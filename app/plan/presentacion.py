"""De los datos del plan a lo que piden las partes de la interfaz. No consulta ni escribe."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from babel.numbers import get_decimal_symbol
from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.lectura import ErrorFila
from app.lectura.numeros import sin_duda
from app.nucleo.plantillas import a_zona, fecha, numero, porcentaje
from app.nucleo.reloj import ahora
from app.nucleo.tablas import Columna, Tabla
from app.nucleo.traducido import conservando, unir
from app.plan import mensajes, reglas, tablas
from app.plan import ods as vocabulario
from app.plan.consultas import Arbol, Ensayo, FichaPlan, Nodo

TOPE_FILAS = 300
"""Filas de un ensayo que se muestran en su página; las demás, en su descarga."""
MUCHAS_FILAS, MUCHOS_DATOS = 20, 4
"""En una página de muchas filas nuevas, las que traen muchos datos van plegadas."""
TOPE_CUENTA = 1000
"""Las cuentas de propuestas paran aquí: «más de 1.000»."""

Cuentas = Mapping[int, int]
Avances = Mapping[int, Mapping[str, Any]]
"""Cómo va cada elemento, como lo presta el área del avance."""


def hoy() -> dt.date:
    """El día presente en la ciudad."""
    return a_zona(ahora()).date()


@conservando
def mayuscula(texto: str) -> str:
    """La primera letra en mayúscula; el resto, como venga."""
    return texto[:1].upper() + texto[1:]


def cuantas_propuestas(n: int | None) -> str:
    """`12 propuestas`; vacío si no hay cuenta."""
    if n is None:
        return ""
    if n > TOPE_CUENTA:
        return str(_("más de %(n)s propuestas", n=numero(TOPE_CUENTA)))
    return str(ngettext("%(n)s propuesta", "%(n)s propuestas", n, n=numero(n)))


def nombre_de_nivel(plan: FichaPlan, nivel: int, cuantos: int = 1) -> str:
    """`objetivo` u `objetivos`; si el plan no nombra ese nivel, `elemento`."""
    plural = cuantos != 1
    propio = plan.nombre_de_nivel(nivel, plural=plural)
    return propio or str(ngettext("elemento", "elementos", cuantos))


def url_de(plan: FichaPlan, codigo: str) -> str:
    """La página de un elemento."""
    return url_for("plan.elemento", clave=plan.clave, codigo=codigo)


def ods_de(codigos: tuple[str, ...], idioma: str) -> list[dict[str, Any]]:
    """Objetivos y metas con su texto y su lugar en la página de los ODS."""
    return [
        {
            "codigo": o.codigo,
            "texto": o.texto,
            "es_meta": o.es_meta,
            "url": url_for(
                "plan.objetivo", numero=o.objetivo, _anchor=f"meta-{o.codigo}" if o.es_meta else None
            ),
        }
        for o in vocabulario.nombrar(codigos, idioma)
    ]


def nodo_de(plan: FichaPlan, nodo: Nodo, cuentas: Cuentas, avances: Avances | None = None) -> dict[str, Any]:
    """Un elemento y todo lo que cuelga de él, listo para pintar."""
    return {
        "id": nodo.id,
        "codigo": nodo.codigo,
        "titulo": nodo.titulo,
        "descripcion": nodo.descripcion,
        "url": url_de(plan, nodo.codigo),
        "eje": nodo.eje,
        "nivel": nombre_de_nivel(plan, nodo.nivel),
        "unidad": nodo.unidad.nombre if nodo.unidad else "",
        "colaboradoras": [u.nombre for u in nodo.colaboradoras],
        "peso": nodo.peso,
        "parte": float(nodo.parte) if nodo.parte is not None else None,
        "estado": {"texto": mensajes.ESTADOS[nodo.estado], "tono": mensajes.TONOS[nodo.estado]},
        "cancelado": nodo.estado == "cancelado",
        "ods": ods_de(nodo.ods, plan.idioma),
        "periodo": periodo(nodo.inicio, nodo.fin),
        "propuestas": cuentas.get(nodo.id),
        "propuestas_texto": cuantas_propuestas(cuentas.get(nodo.id)),
        "dentro": dentro_de(plan, nodo),
        "avance": (avances or {}).get(nodo.id),
        "hijos": [nodo_de(plan, h, cuentas, avances) for h in nodo.hijos],
    }


def dentro_de(plan: FichaPlan, nodo: Nodo) -> str:
    """`2 líneas de acción y 5 acciones`: lo que cuelga de un elemento, por nivel."""
    por_nivel = Counter(n.nivel for n in nodo.recorrer() if n is not nodo)
    return mensajes.juntar([f"{numero(c)} {nombre_de_nivel(plan, k, c)}" for k, c in sorted(por_nivel.items())])


def periodo(inicio: dt.date | None, fin: dt.date | None) -> str:
    """`2026–2033`, `desde 2026`, `hasta 2033` o nada."""
    if inicio and fin:
        return str(inicio.year) if inicio.year == fin.year else f"{inicio.year}–{fin.year}"
    if inicio:
        return str(_("desde %(anio)s", anio=inicio.year))
    return str(_("hasta %(anio)s", anio=fin.year)) if fin else ""


def portada_de(plan: FichaPlan, plano: Arbol) -> dict[str, Any]:
    """La apertura de la página del plan: qué es, cuánto dura, por dónde va y qué tiene."""
    dia = hoy()
    anios = list(range(plan.inicio.year, plan.fin.year + 1))
    return {
        "tipo": mensajes.TIPOS[plan.tipo],
        "estado": mensajes.ESTADOS_PLAN[plan.estado],
        "periodo": periodo(plan.inicio, plan.fin),
        "anios": [
            {"anio": a, "estado": "hecho" if a < dia.year else "ahora" if a == dia.year else "luego"}
            for a in anios
        ]
        if 1 < len(anios) <= 16
        else [],
        "va": _por_donde_va(plan, dia, anios),
        "contiene": _que_contiene(plan, plano),
    }


def _que_contiene(plan: FichaPlan, plano: Arbol) -> str:
    """`6 ejes, 20 objetivos y 84 acciones`; si el plan no nombra sus niveles, cuántos elementos son."""
    cuentas = plano.por_nivel() if plan.niveles else [len(plano)]
    return mensajes.juntar([f"{numero(n)} {nombre_de_nivel(plan, k, n)}" for k, n in enumerate(cuentas)])


def _por_donde_va(plan: FichaPlan, dia: dt.date, anios: list[int]) -> str:
    if dia < plan.inicio:
        return str(_("Empieza el %(dia)s", dia=fecha(plan.inicio)))
    if dia > plan.fin:
        return str(_("Terminó el %(dia)s", dia=fecha(plan.fin)))
    return str(_("Va el año %(n)s de %(total)s", n=dia.year - anios[0] + 1, total=len(anios)))


def abanico(nodos: list[dict[str, Any]]) -> dict[str, Any]:
    """El hilo del plan que se abre en sus ejes: un trazo por raíz, tan grueso como su peso."""
    alto = 100 * len(nodos)
    medio = alto / 2
    return {
        "alto": alto,
        "trazos": [
            {
                "eje": n["eje"],
                "d": f"M0 {medio:.0f}C55 {medio:.0f} 45 {y:.0f} 100 {y:.0f}",
                "grosor": round(2 + 30 * (n["parte"] or 0), 1),
            }
            for n, y in zip(nodos, range(50, alto, 100), strict=True)
        ],
    }


def responsables(plano: Arbol) -> list[dict[str, Any]]:
    """Las unidades y de cuántos elementos responden, de más a menos."""
    cuentas = Counter(n.unidad.nombre for n in plano.en_orden() if n.unidad)
    return [{"nombre": nombre, "elementos": n} for nombre, n in cuentas.most_common()]


def plazo_de(nodo: Nodo) -> dict[str, Any] | None:
    """Cuánto del plazo del elemento pasó, en número y en palabras."""
    plazo = reglas.plazo(nodo.inicio, nodo.fin, hoy())
    if plazo is None:
        return None
    dias = numero(plazo.dias)
    frases = {
        "antes": ngettext("Empieza en %(n)s día", "Empieza en %(n)s días", plazo.dias, n=dias),
        "durante": _("Pasó el %(parte)s de su plazo", parte=porcentaje(float(plazo.parte))),
        "despues": ngettext(
            "Su plazo terminó hace %(n)s día", "Su plazo terminó hace %(n)s días", plazo.dias, n=dias
        ),
    }
    return {"parte": float(plazo.parte), "frase": frases[plazo.momento], "momento": plazo.momento}


def migas_de(plan: FichaPlan, ancestros: list[Nodo]) -> list[dict[str, str]]:
    """El camino desde el plan hasta el padre."""
    return [
        {"texto": plan.nombre, "url": url_for("plan.ver", clave=plan.clave)},
        *({"texto": unir(n.codigo, n.titulo), "url": url_de(plan, n.codigo)} for n in ancestros),
    ]


def resumen_de_plan(plan: FichaPlan) -> dict[str, Any]:
    """Un plan en una lista."""
    return {
        "tipo": mensajes.TIPOS[plan.tipo],
        "estado": mensajes.ESTADOS_PLAN[plan.estado],
        "tono": {"vigente": "ahora", "borrador": "neutro", "en_consulta": "ahora"}.get(plan.estado, "cerrado"),
        "periodo": periodo(plan.inicio, plan.fin),
    }


def errores_de(errores: Sequence[ErrorFila], tope: int = 200) -> list[dict[str, str]]:
    """Los errores de un archivo: dónde y qué."""
    return [
        {"lugar": mensajes.lugar_de_error(e), "mensaje": mensajes.frase_de_error(e)} for e in errores[:tope]
    ]


def ensayo_de(ensayo: Ensayo, clase: str) -> dict[str, Any]:
    """El ensayo: las cuentas de cada clase y las filas de la elegida (sin elegir, las que cambian algo)."""
    cuentas = ensayo.cuentas
    visibles = [d for d in ensayo.diferencias if _se_ve(d, clase)]
    return {
        "cuentas": [
            {"clase": c, "texto": texto, "n": cuentas.get(c, 0), "actual": c == clase}
            for c, texto in mensajes.CLASES.items()
        ],
        "clase": clase,
        "total": len(ensayo.diferencias),
        "filas": [mensajes.diferencia_legible(d) | _pliegue(d, len(visibles)) for d in visibles[:TOPE_FILAS]],
        "dudas": sum(d.es_dudosa for d in ensayo.diferencias),
        "sobran": max(0, len(visibles) - TOPE_FILAS),
        "notas": ensayo.notas,
        "exige_motivo": ensayo.exige_motivo,
        "cambia_algo": ensayo.cambia_algo,
    }


def _se_ve(fila: reglas.Diferencia, clase: str) -> bool:
    if clase in ("todo", "dudas"):
        return clase == "todo" or fila.es_dudosa
    return fila.clase == clase if clase in mensajes.CLASES else fila.clase in ("nuevo", "cambia")


def _pliegue(fila: reglas.Diferencia, cuantas: int) -> dict[str, bool]:
    """Si los datos de una fila van plegados; lo que cambia y lo leído con duda está siempre a la vista."""
    muchos = cuantas > MUCHAS_FILAS and len(fila.valores) > MUCHOS_DATOS
    return {"plegada": muchos and not fila.es_dudosa}


def tabla_de_diferencias(ensayo: Ensayo, nombre: str) -> Tabla:
    """El ensayo entero para descargarlo: un renglón por dato, primero lo nuevo y lo que cambia."""
    columnas = (
        Columna("fila", _("Fila")),
        Columna("clase", _("Qué pasa")),
        Columna("codigo", _("Código")),
        Columna("titulo", _("Título")),
        Columna("campo", _("Dato")),
        Columna("antes", _("Antes")),
        Columna("despues", _("Después")),
        Columna("en_el_archivo", _("En el archivo")),
    )
    nada = reglas.Cambio("", "", "")
    filas = [
        (d.numero, str(mensajes.CLASES[d.clase]), d.codigo, d.titulo, *_renglon(c))
        for d in sorted(ensayo.diferencias, key=lambda d: list(mensajes.CLASES).index(d.clase))
        for c in (*d.cambios, *d.valores) or (nada,)
    ]
    return Tabla(nombre, columnas, filas)


def _renglon(cambio: reglas.Cambio) -> tuple[Any, ...]:
    campo = mensajes.nombre_de_campo(cambio.campo) if cambio.campo else ""
    return campo, _celda(cambio.antes), _celda(cambio.despues), cambio.leido


def _celda(valor: Any) -> Any:
    if isinstance(valor, tuple):
        return ", ".join(valor)
    return sin_duda(valor) if isinstance(valor, Decimal) else valor


def traida_de(traida: Any) -> dict[str, Any] | None:
    """Un archivo ya aplicado: qué tabla era, cuándo y si todavía se puede deshacer."""
    if traida is None:
        return None
    return {
        "ficha": traida.ficha,
        "que": tablas.todas()[traida.clase].nombre,
        "nombre": traida.nombre,
        "cuando": traida.aplicada_en,
        "se_deshace": bool(traida.texto),
    }


def regla_de_numeros() -> dict[str, str]:
    """Cómo se escriben aquí los decimales, y el número dudoso que aquí lleva separador de miles."""
    decimal = get_decimal_symbol(current_app.config["REGION"])
    return {"numero_de_aqui": numero(Decimal("1234.5")), "dudoso": "1,234" if decimal == "." else "1.234"}
