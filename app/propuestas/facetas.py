"""El índice de las listas: se rehace entero para las propuestas que cambian, en la transacción del cambio.

Cada propuesta pública tiene una fila por cosa por la que se la busca (`reglas.claves_de`). Lo retirado y lo
archivado están aparte; lo oculto y los borradores, en ninguna. Con él cambian las cifras de los tableros.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, cast

from sqlalchemy import Table, delete, insert, select, update

from app.extensiones import db
from app.nucleo import transaccion
from app.procesos.consultas import zona
from app.propuestas import buscable, cifras
from app.propuestas.consultas.cifras import descuadres, falta_contar, que_suman, sin_contar, vacias
from app.propuestas.consultas.indexadas import TANDA, Indexada, calcular, de_elementos, de_lugares, en_tandas
from app.propuestas.modelos import NUNCA, Faceta, Propuesta
from app.propuestas.reglas import Clase, EstadoLista
from app.propuestas.reglas.cifras import TODAS, ClaveCifra, al_cruzar, mes_de, suma_en

_TABLA = cast("Table", Faceta.__table__)
"""La tabla, sin pasar por los objetos: son diez filas por propuesta y así cuestan la mitad."""
_SIN_SESION = {"synchronize_session": False}


def rehacer(propuesta_id: int) -> None:
    """Rehace el índice de una propuesta."""
    rehacer_muchas([propuesta_id])


def rehacer_muchas(ids: Iterable[int], *, textos: bool = True) -> int:
    """Rehace el índice de varias, por tandas, siempre en orden de id (para no cruzarse con otras).

    `textos` dice si también el de la búsqueda; quien no tocó ni el texto ni el estado lo evita.
    """
    db.session.flush()
    total = 0
    for tanda in en_tandas(sorted(set(ids))):
        _tomar(tanda)
        antes, calculadas = que_suman(tanda), calcular(tanda)
        db.session.execute(delete(Faceta).where(Faceta.propuesta_id.in_(tanda)), execution_options=_SIN_SESION)
        filas = [fila for indexada in calculadas for fila in indexada.filas()]
        if filas:
            db.session.execute(insert(_TABLA), filas)
        cifras.anotar(antes, _sumaran(calculadas))
        if textos:
            buscable.rehacer(tanda)
        total += len(tanda)
    return total


def _tomar(ids: Sequence[int]) -> None:
    """Los cerrojos de estas propuestas: lo que sumaban se lee y se cambia sin que nadie más las toque."""
    db.session.execute(
        select(Propuesta.id).where(Propuesta.id.in_(ids)).order_by(Propuesta.id).with_for_update(key_share=True)
    ).all()


def _sumaran(calculadas: Iterable[Indexada]) -> Counter[ClaveCifra]:
    donde, suma = zona(), Counter[ClaveCifra]()
    for p in calculadas:
        if p.claves:
            suma.update(suma_en(p.claves, mes_de(p.publicada_en, donde)))
    return suma


def contar_si_falta() -> int:
    """Suma a las cifras lo que se indexó antes de que las hubiera, con una transacción corta por tanda.

    Si no falta nada no hace nada. Devuelve cuántas propuestas sumó.
    """
    desde, total = 0, _llenar_vacias()
    falta = falta_contar()
    db.session.rollback()
    while falta:
        with transaccion.escritura():
            ids = sin_contar(desde, TANDA)
            rehacer_muchas(ids, textos=False)
        if not ids:
            break
        desde, total = ids[-1], total + len(ids)
    return total


def _llenar_vacias() -> int:
    """Las de un índice que ya se contó: la tabla se quitó y volvió, al bajar de versión y subir otra vez."""
    if not vacias():
        return 0
    with transaccion.escritura():
        cambio = {clave: bien - hay for clave, (hay, bien) in descuadres().items()}
        cifras.sumar(db.session(), cambio)
    return sum(n for clave, n in cambio.items() if clave[0] == TODAS)


def rehacer_de_elementos(elementos: Iterable[int]) -> int:
    """Rehace el índice de las propuestas de estos elementos y de todo lo que cuelga de ellos (movidos…)."""
    return rehacer_muchas(de_elementos(elementos), textos=False)


def rehacer_de_lugares(lugares: Iterable[int]) -> int:
    """Rehace el índice de las propuestas de estos lugares: ahora cuelgan de otros."""
    return rehacer_muchas(de_lugares(lugares), textos=False)


def anotar(propuesta_id: int, **valores: Any) -> None:
    """Pone `apoyos` o `actividad` en todas las filas de una propuesta; quien llama tiene su cerrojo."""
    db.session.execute(
        update(Faceta).where(Faceta.propuesta_id == propuesta_id).values(valores), execution_options=_SIN_SESION
    )


def marcar_cruce(propuesta_id: int) -> None:
    """Pasa una propuesta de la lista de las que reúnen apoyos a la de las que esperan respuesta.

    Quien llama tiene su cerrojo.
    """
    antes = que_suman([propuesta_id])
    cifras.anotar(antes, al_cruzar(antes, EstadoLista.REUNE.numero, EstadoLista.ESPERA.numero))
    suyas = update(Faceta).where(Faceta.propuesta_id == propuesta_id)
    db.session.execute(
        suyas.where(Faceta.clase == int(Clase.ESTADO), Faceta.valor == EstadoLista.REUNE.numero).values(
            valor=EstadoLista.ESPERA.numero
        ),
        execution_options=_SIN_SESION,
    )
    db.session.execute(suyas.values(cierra=NUNCA), execution_options=_SIN_SESION)
