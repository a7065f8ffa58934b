"""Lo que cuestan las listas: las mismas consultas con una y con cien, y ninguna recorre una tabla entera."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.extensiones import db
from app.nucleo import reloj
from app.propuestas import consultas
from app.propuestas.consultas import Filtros, Orden, contar, pagina
from app.propuestas.modelos import Propuesta
from tests.fabricas import plan, procesos
from tests.fabricas import propuestas as fabrica
from tests.recuento import Recuento

CENTRO = (4.60, -74.08)


def _consultas_de_lista(orden: Orden, filtros: Filtros, contar_: Callable[[], Recuento]) -> int:
    with contar_() as r:
        trozo = pagina(filtros, orden, None, semilla=5, punto=CENTRO, cuantas=100)
        contar(filtros)
    caliente = r.numero
    with contar_() as r:
        consultas.tarjetas([x.id for x in trozo.elementos])
    assert r.numero == 3
    return caliente


@pytest.mark.parametrize("orden", list(Orden))
def test_las_mismas_consultas_con_una_y_con_cien(
    app: Flask, contar: Callable[[], Recuento], orden: Orden
) -> None:
    suyo = plan.plan()
    proceso = procesos.proceso(plan_id=suyo.id)
    hoja = plan.elemento(suyo, "1.1.1").id
    comun: dict[str, Any] = {"elementos": (hoja,), "etiquetas": ("agua",), "punto": CENTRO}
    fabrica.muchas(proceso, 1, **comun)
    fabrica.con_fecha(proceso.id)
    solo, juntos = Filtros(elemento_id=hoja), Filtros(elemento_id=hoja, ods="11", estado="reune")
    con_una = [_consultas_de_lista(orden, f, contar) for f in (Filtros(), solo, juntos)]
    fabrica.muchas(proceso, 99, **comun)
    fabrica.con_fecha(proceso.id)
    con_cien = [_consultas_de_lista(orden, f, contar) for f in (Filtros(), solo, juntos)]
    assert con_una == con_cien
    assert max(con_una) <= 5


def _planes(accion: Callable[[], object]) -> list[str]:
    """El plan de ejecución de cada consulta que hace una lectura, pedido al motor con sus mismos datos."""
    hechas: list[tuple[str, Any]] = []

    def anotar(_c: Any, _cursor: Any, orden: str, datos: Any, _ctx: Any, _varios: Any) -> None:
        hechas.append((orden, datos))

    sa.event.listen(db.engine, "before_cursor_execute", anotar)
    try:
        accion()
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", anotar)
    prefijo = "EXPLAIN QUERY PLAN " if db.engine.dialect.name == "sqlite" else "EXPLAIN "
    conexion = db.session.connection()
    return [
        "\n".join(str(fila) for fila in conexion.exec_driver_sql(prefijo + orden, datos))
        for orden, datos in hechas
        if orden.lstrip().startswith(("SELECT", "WITH"))
    ]


CONTENIDO = "propuestas|contenidos|personas|propuestas_facetas|propuestas_elementos|elementos"
RECORRIDA = re.compile(rf"SCAN (?:{CONTENIDO})(?:_\d+)?\b|Seq Scan on (?:{CONTENIDO})\b")


def test_ninguna_lista_recorre_una_tabla_de_contenido(app: Flask) -> None:
    suyo = plan.plan()
    proceso = procesos.proceso(plan_id=suyo.id)
    hoja, otro = (plan.elemento(suyo, c).id for c in ("1.1.1", "2.1"))
    fabrica.muchas(
        proceso,
        6000,
        elementos=lambda i: (hoja,) if i % 3 else (otro,),
        punto=lambda i: (CENTRO[0] + (i % 77) * 0.001, CENTRO[1] + (i % 91) * 0.001),
        apoyos_importados=lambda i: i % 50,
        retirada_en=lambda i: reloj.ahora() if i % 4 == 1 else None,
    )
    db.session.execute(sa.text("ANALYZE"))  # sin cuentas, PostgreSQL tarda minutos en mover los cierres
    fabrica.con_fecha(proceso.id)
    esperan = list(db.session.scalars(sa.select(Propuesta.id).order_by(Propuesta.id).limit(1500)))
    fabrica.esperan(esperan, lambda i: i % 30)
    db.session.execute(sa.text("ANALYZE"))
    casos = [Filtros(estado="espera"), Filtros(estado="espera", elemento_id=otro)]
    casos += [
        Filtros(),
        Filtros(elemento_id=otro),
        Filtros(ods="11"),
        Filtros(elemento_id=otro, estado="reune"),
    ]
    casos += [Filtros(estado="retirada"), Filtros(estado="retirada", elemento_id=otro, ods="11")]
    for filtros in casos:
        for orden in Orden:
            primera = pagina(filtros, orden, None, semilla=9, punto=CENTRO)
            for clave in (None, primera.siguiente):
                planes = _planes(lambda o=orden, f=filtros, c=clave: pagina(f, o, c, semilla=9, punto=CENTRO))
                assert planes
                for texto in planes:
                    assert not RECORRIDA.search(texto), f"{orden} {filtros}\n{texto}"
        for texto in _planes(lambda f=filtros: contar(f)):
            assert not RECORRIDA.search(texto), f"contar {filtros}\n{texto}"
    ids = [r.id for r in pagina(Filtros(), Orden.NUEVAS).elementos]
    for texto in _planes(lambda: consultas.tarjetas(ids)):
        assert not re.search(r"(SCAN|Seq Scan on) (propuestas|contenidos)\b", texto), texto
