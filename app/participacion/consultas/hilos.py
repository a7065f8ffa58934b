"""Un comentario en su contexto: lo que tiene por encima y, por páginas, lo que tiene debajo."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, literal, select
from sqlalchemy.orm import aliased

from app.contenido.consultas import por_codigo
from app.contenido.modelos import Contenido
from app.extensiones import db
from app.nucleo.errores import NoEncontrado
from app.nucleo.paginacion import codificar, descifrar
from app.nucleo.permisos import Identidad
from app.nucleo.reloj import ahora
from app.participacion import comentables
from app.participacion.comentables import Comentable, Cosa
from app.participacion.consultas.piezas import Fila, cosa_por_id, en_pie, fila_leida, filas, leer
from app.participacion.modelos import Comentario
from app.participacion.permisos import puede_editar
from app.participacion.reglas import ANCESTROS, HILO_POR_PAGINA


@dataclass(frozen=True)
class EnContexto:
    """Un comentario, de qué habla, los que tiene justo encima (del más alto al más cercano) y los de debajo.

    `mas_arriba`: cuántos más hay entre la raíz del hilo y el primero de `encima`.
    """

    fila: Fila
    sobre: Comentable
    sobre_codigo: str
    encima: tuple[Fila, ...]
    mas_arriba: int
    debajo: tuple[Fila, ...]
    siguiente: str | None


def fila_de(codigo: str) -> Fila:
    """Un comentario por su código. Lanza `NoEncontrado`."""
    contenido = por_codigo(codigo)
    if contenido is None or contenido.clase != "comentario":
        raise NoEncontrado()
    return leer(filas().where(Comentario.id == contenido.id))[0]


def sobre_de(fila: Fila, quien: Identidad) -> tuple[Cosa, Comentable]:
    """De qué habla un comentario, para `quien`. Lanza `NoEncontrado` si es privado."""
    cosa = cosa_por_id(fila.sobre_id)
    return cosa, comentables.de(cosa, quien)


def en_contexto(codigo: str, quien: Identidad, clave: str | None = None) -> EnContexto:
    """Un comentario con su contexto, para su página. Lanza `NoEncontrado`."""
    fila = fila_de(codigo)
    cosa, sobre = sobre_de(fila, quien)
    encima = _encima(fila)
    debajo, siguiente = _debajo(fila, clave)
    return EnContexto(
        fila=fila,
        sobre=sobre,
        sobre_codigo=cosa.codigo,
        encima=encima,
        mas_arriba=fila.profundidad - len(encima),
        debajo=debajo,
        siguiente=siguiente,
    )


def padres_de(filas_: Sequence[Fila], conocidas: Iterable[Fila]) -> dict[int, Fila]:
    """Los comentarios a los que responden estas filas, estén o no entre las `conocidas`."""
    hay = {f.id: f for f in (*conocidas, *filas_)}
    faltan = {f.padre_id for f in filas_ if f.padre_id is not None} - hay.keys()
    if faltan:
        hay |= {f.id: f for f in leer(filas().where(Comentario.id.in_(sorted(faltan))))}
    return hay


def _encima(fila: Fila) -> tuple[Fila, ...]:
    """Los más cercanos por encima, hasta `ANCESTROS`."""
    if fila.padre_id is None:
        return ()
    cadena = (
        select(Comentario.id, Comentario.padre_id, literal(1).label("paso"))
        .where(Comentario.id == fila.padre_id)
        .cte("encima", recursive=True)
    )
    otro = aliased(Comentario)
    cadena = cadena.union_all(
        select(otro.id, otro.padre_id, cadena.c.paso + 1).where(
            otro.id == cadena.c.padre_id, cadena.c.paso < ANCESTROS
        )
    )
    return tuple(leer(filas().where(Comentario.id.in_(select(cadena.c.id))).order_by(Comentario.profundidad)))


def consulta_debajo(fila: Fila, desde: int, cuantas: int) -> Select[Any]:
    """Lo que responde a un comentario, a cualquier hondura, desde un id."""
    base = filas().where(en_pie(), Comentario.id > desde)
    if fila.padre_id is None:
        base = base.where(Comentario.raiz_id == fila.id)
    else:
        hijos = select(Comentario.id).where(Comentario.padre_id == fila.id).cte("debajo", recursive=True)
        otro = aliased(Comentario)
        hijos = hijos.union_all(select(otro.id).where(otro.padre_id == hijos.c.id))
        base = base.where(Comentario.id.in_(select(hijos.c.id)))
    return base.order_by(Comentario.id).limit(cuantas + 1)


def _debajo(fila: Fila, clave: str | None) -> tuple[tuple[Fila, ...], str | None]:
    if not fila.respuestas:
        return (), None
    leida = descifrar(clave, (int,))
    desde = max(fila.id, int(leida[0])) if leida else fila.id
    halladas = leer(consulta_debajo(fila, desde, HILO_POR_PAGINA))
    hay_mas, halladas = len(halladas) > HILO_POR_PAGINA, halladas[:HILO_POR_PAGINA]
    return tuple(halladas), codificar((halladas[-1].id,)) if hay_mas else None


def publicados(contenido_id: int) -> list[tuple[Fila, str]]:
    """Todo lo que se lee de una conversación, en el orden en que se escribió, con el código de lo que responde.

    Sin lo retirado ni lo oculto.
    """
    padre = aliased(Contenido)
    consulta = (
        filas()
        .add_columns(padre.codigo)
        .outerjoin(padre, padre.id == Comentario.padre_id)
        .where(
            Comentario.sobre_id == contenido_id, Comentario.retirado_en.is_(None), Contenido.estado == "visible"
        )
        .order_by(Comentario.id)
    )
    return [(fila_leida(f), f[-1] or "") for f in db.session.execute(consulta)]


def puede_ver(comentario_id: int, quien: Identidad) -> bool:
    """Si `quien` lee ese comentario (para servir lo que lleva adjunto): ni retirado ni sobre algo que no ve."""
    filas_ = leer(filas().where(Comentario.id == comentario_id))
    if not filas_ or filas_[0].retirado:
        return False
    try:
        return sobre_de(filas_[0], quien)[1].visible
    except NoEncontrado:
        return False


def puede_cambiar(comentario_id: int, quien: Identidad) -> bool:
    """Si `quien` puede cambiar ahora lo que lleva adjunto: su autora, en los minutos de corrección."""
    filas_ = leer(filas().where(Comentario.id == comentario_id))
    return bool(filas_) and puede_editar(quien, filas_[0].objeto, ahora())
