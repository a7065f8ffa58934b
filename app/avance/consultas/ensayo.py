"""El ensayo de una tabla larga: se lee, se compara con lo que hay y se dice qué pasaría, sin cambiar nada."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from babel.numbers import get_decimal_symbol
from flask import current_app
from flask_babel import gettext as _

from app.avance import reglas
from app.avance.consultas.dinero import decimales_de_la_moneda, momentos
from app.avance.consultas.exportar import Guardada, csv_de, guardada
from app.avance.reglas import dinero, tablas
from app.lectura import llana
from app.nucleo.plantillas import a_zona
from app.nucleo.reloj import ahora
from app.plan import consultas as plan
from app.plan.reglas import FilaPlan
from app.plan.tablas import Ensayo
from app.territorio import consultas as territorio


@dataclass(frozen=True)
class Preparado:
    """Lo que hace falta para aplicar el ensayo: las filas que se escriben y los ids de las que ya estaban."""

    cambiadas: tuple[tablas.Cambiada, ...]
    ids: Mapping[tablas.Llave, int]


def contexto_de(clase: str, plan_id: int) -> tablas.Contexto:
    """Lo que el plan y la ciudad ya tienen, para entender lo que dicen las celdas de una tabla."""
    nodos = plan.arbol(plan_id)
    con_hitos = _con_hitos_en_pie(plan_id) if clase == "avances" else frozenset()
    estados = {n.codigo: n.estado for n in nodos.en_orden()}
    unidades = plan.unidades()
    return tablas.Contexto(
        hoy=a_zona(ahora()).date(),
        decimal=str(get_decimal_symbol(current_app.config["REGION"])),
        menores=decimales_de_la_moneda(),
        elementos={
            n.codigo: reglas.Sitio(not n.hijos, n.estado == reglas.CANCELADO, n.codigo in con_hitos)
            for n in nodos.en_orden()
        },
        indicadores={
            str(f["codigo"]): reglas.impide_medir(str(f["estado"]), estados[str(f["elemento"])])
            for f in guardada("indicadores", plan_id).filas.values()
        },
        unidades={llana(u.nombre): u.codigo for u in unidades} | {llana(u.codigo): u.codigo for u in unidades},
        territorios=_territorios(),
        momentos=_momentos(plan_id),
    )


def _con_hitos_en_pie(plan_id: int) -> frozenset[str]:
    filas = guardada("hitos", plan_id).filas.values()
    return frozenset(str(f["elemento"]) for f in filas if not f["cancelado"])


def _territorios() -> dict[str, str]:
    lugares = territorio.arbol().lugares.values()
    nombres: dict[str, str] = {}
    for lugar in lugares:
        nombre = llana(lugar.nombre)
        nombres[nombre] = tablas.DUDOSO if nombre in nombres else lugar.codigo
    return nombres | {llana(lugar.codigo): lugar.codigo for lugar in lugares}


def _momentos(plan_id: int) -> dict[str, str]:
    """Los momentos del plan por su clave y sus nombres; si no tiene, los que se le pondrían."""
    hay = [(m.clave, m.nombres) for m in momentos(plan_id)] or list(dinero.PLANTILLAS[dinero.OMISION])
    nombres = {llana(nombre): clave for clave, nombres in hay for nombre in nombres.values()}
    return nombres | {llana(clave): clave for clave, _nombres in hay}


def huella_de(hay: Guardada, contexto: tablas.Contexto) -> str:
    """Huella de la tabla y de aquello a lo que sus celdas se refieren: cambia si cambia cualquier cosa."""
    cosas = (
        [sorted(f.items()) for f in hay.filas.values()],
        sorted(hay.ids.values()),
        *(
            sorted(cosa.items())
            for cosa in (
                contexto.elementos,
                contexto.indicadores,
                contexto.unidades,
                contexto.territorios,
                contexto.momentos,
            )
        ),
    )
    return hashlib.sha256(repr(cosas).encode()).hexdigest()


def huella(clase: str, plan_id: int) -> str:
    """Huella de una tabla larga tal como está ahora, con lo que la rodea."""
    return huella_de(guardada(clase, plan_id), contexto_de(clase, plan_id))


def _con_previos(contexto: tablas.Contexto, previos: Sequence[Ensayo]) -> tablas.Contexto:
    """Como quedaría el plan con los ensayos de antes ya aplicados.

    Lo que llega en el mismo lote trae su historia entera, también la de lo que ya se canceló.
    """
    hay = frozenset(contexto.elementos)
    for previo in previos:
        if previo.clase == "elementos":
            contexto = replace(contexto, elementos=_sitios(previo.preparado[1], contexto))
        elif previo.clase == "indicadores":
            nuevos = {
                str(c.nueva["codigo"]): ""
                if c.vieja is None
                else reglas.impide_medir(str(c.nueva["estado"]), _estado(contexto, str(c.nueva["elemento"])))
                for c in previo.preparado.cambiadas
            }
            contexto = replace(contexto, indicadores={**contexto.indicadores, **nuevos})
        elif previo.clase == "hitos":
            con_hitos = {
                str(c.nueva["elemento"]) for c in previo.preparado.cambiadas if not c.nueva["cancelado"]
            }
            sitios = {c: replace(contexto.elementos[c], con_hitos=True) for c in con_hitos & hay}
            contexto = replace(contexto, elementos={**contexto.elementos, **sitios})
    return contexto


def _sitios(finales: Sequence[FilaPlan], contexto: tablas.Contexto) -> dict[str, reglas.Sitio]:
    padres = {f.padre for f in finales}
    return {
        f.codigo: replace(
            contexto.elementos.get(f.codigo, reglas.Sitio()),
            hoja=f.codigo not in padres,
            cancelado=f.codigo in contexto.elementos and f.estado == reglas.CANCELADO,
        )
        for f in finales
    }


def _estado(contexto: tablas.Contexto, elemento: str) -> str:
    return reglas.CANCELADO if contexto.elementos[elemento].cancelado else ""


def ensayar(clase: str, plan_id: int, texto: str, previos: Sequence[Ensayo] = ()) -> Ensayo:
    """Lee una tabla larga y la compara con la que hay ahora."""
    forma, hay, contexto = tablas.FORMAS[clase], guardada(clase, plan_id), contexto_de(clase, plan_id)
    huella = huella_de(hay, contexto)
    contexto = _con_previos(contexto, previos)
    lectura = tablas.leer(texto, forma, contexto)
    if lectura.errores:
        return Ensayo(clase, huella, lectura.errores, lectura.ignoradas)
    comparada = tablas.comparar(forma, hay.filas, lectura, contexto)
    if comparada.errores:
        return Ensayo(clase, huella, comparada.errores, lectura.ignoradas)
    return Ensayo(
        clase,
        huella,
        ignoradas=lectura.ignoradas,
        diferencias=comparada.diferencias,
        notas=_notas(clase, plan_id),
        exige_motivo=clase == "mediciones" and any(c.vieja is not None for c in comparada.cambiadas),
        preparado=Preparado(comparada.cambiadas, hay.ids),
    )


def de_antes(ensayo: Ensayo) -> str:
    """Las filas que el ensayo cambia, como están ahora, en la misma tabla; vacía si solo hay filas nuevas."""
    cambiadas: Sequence[tablas.Cambiada] = ensayo.preparado.cambiadas
    viejas = [c.vieja for c in cambiadas if c.vieja is not None]
    return csv_de(ensayo.clase, viejas, [c.nueva for c in cambiadas]) if viejas else ""


def _notas(clase: str, plan_id: int) -> tuple[str, ...]:
    if clase != "montos" or momentos(plan_id):
        return ()
    nombres = ", ".join(clave for clave, _nombres in dinero.PLANTILLAS[dinero.OMISION])
    return (
        str(_("El plan todavía no tiene momentos del dinero: se le pondrán %(nombres)s.", nombres=nombres)),
    )
