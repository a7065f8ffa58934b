"""La lista de los indicadores de un plan: filtros, páginas y costo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.avance.consultas import indicadores as lectura
from app.avance.consultas.fichas_indicadores import Filtros
from app.avance.modelos import Indicador, Medicion
from app.extensiones import db
from app.plan.modelos import Plan
from tests.avance.conftest import HOY
from tests.cliente import Cliente, seguido
from tests.cliente import texto as html_de
from tests.fabricas import avance as fabrica
from tests.fabricas import plan as planes
from tests.recuento import Recuento

pytestmark = pytest.mark.usefixtures("en_junio")
BASE = "/plan/plan-2035"


def texto(cliente: Cliente, ruta: str, estado: int = 200) -> str:
    return seguido(html_de(cliente, ruta, estado))


def test_la_lista_se_filtra_por_todo(cliente: Cliente, plan: Plan, pie: Indicador) -> None:
    agua = planes.unidad("AGU", "Agua")
    suyo = {"unidad_id": agua, "lugar": "Lerdo", "nombre": "Fugas árbol"}
    fabrica.indicador(planes.elemento(plan), "fugas", mediciones=[("2026-06-01", 130)], **suyo)
    fabrica.indicador(
        planes.elemento(plan), "viejo", nombre="Cancelado", estado="cancelado", motivo_cancelacion="x"
    )
    casos = {
        "": {"Viajes a pie", "Fugas árbol", "Cancelado"},
        "?q=ARBOL": {"Fugas árbol"},
        "?q=viagens": {"Viajes a pie"},
        "?elemento=2": {"Viajes a pie"},
        "?elemento=1.1": {"Fugas árbol", "Cancelado"},
        "?elemento=nada": set(),
        "?responsable=AGU": {"Fugas árbol"},
        "?lugar=l-Lerdo": {"Fugas árbol"},
        "?frescura=fresco": {"Fugas árbol"},
        "?frescura=viejo": {"Viajes a pie"},
        "?frescura=sin_datos": {"Cancelado"},
        "?situacion=de_mas": {"Fugas árbol"},
        "?situacion=en_camino": {"Viajes a pie"},
        "?situacion=cancelado": {"Cancelado"},
        "?situacion=cualquiera&lugar=t-nada": set(),
    }
    for consulta, esperados in casos.items():
        pagina = texto(cliente, f"{BASE}/indicadores{consulta}")
        assert {n for n in casos[""] if f">{n}</a>" in pagina} == esperados, consulta


def test_la_lista_se_recorre_entera_hacia_adelante_y_hacia_atras(plan: Plan) -> None:
    for n in range(7):
        fabrica.indicador(planes.elemento(plan), f"i{n}", orden=n // 2)
    opciones = lectura.opciones(plan.id)

    def pagina(clave: str | None) -> tuple[list[str], str | None, str | None]:
        trozo, total = lectura.pagina(plan.id, Filtros(), opciones, HOY.date(), clave, 3)
        assert total == 7
        return [f.codigo for f in trozo.elementos], trozo.siguiente, trozo.anterior

    uno, a_dos, antes = pagina(None)
    dos, a_tres, a_uno = pagina(a_dos)
    tres, fin, otra_vez_dos = pagina(a_tres)
    assert uno + dos + tres == [f"i{n}" for n in range(7)]
    assert antes is None
    assert fin is None
    assert pagina(otra_vez_dos)[0] == dos
    assert pagina(a_uno)[0] == uno
    assert pagina(a_uno)[2] is None
    assert pagina("rota")[0] == uno


def _muchos(plan: Plan, cuantos: int) -> None:
    e = planes.elemento(plan)
    db.session.execute(
        sa.insert(Indicador),
        [
            {
                "plan_id": plan.id, "elemento_id": e.id, "codigo": f"m{cuantos}-{n}",
                "nombre": f"Superficie verde {n}", "unidad": "m² por habitante", "frecuencia": "anual",
                "direccion": "sube", "acumulacion": "stock", "orden": n,
            }
            for n in range(cuantos)
        ],
    )  # fmt: skip
    ids = db.session.scalars(sa.select(Indicador.id)).all()
    hay = set(db.session.scalars(sa.select(Medicion.indicador_id)))
    db.session.execute(
        sa.insert(Medicion),
        [
            {
                "indicador_id": i, "fecha": dt.date(2010 + k, 12, 31), "valor": Decimal(k), "fuente": "Censo",
                "principal": True, "anotada_en": HOY,
            }
            for i in ids
            if i not in hay
            for k in range(12)
        ],
    )  # fmt: skip
    db.session.commit()


def test_la_lista_cuesta_lo_mismo_con_uno_que_con_cien(
    cliente: Cliente, plan: Plan, contar: Callable[[], Recuento]
) -> None:
    _muchos(plan, 1)
    rutas = [f"{BASE}/indicadores", f"{BASE}/indicadores?elemento=1&q=verde&frescura=muy_viejo", f"{BASE}/1.1"]
    costos = []
    for _cuantos in (1, 100):
        for ruta in rutas:
            cliente.get(ruta)
            with contar() as r:
                respuesta = cliente.get(ruta)
            costos.append((ruta, r.numero))
        if _cuantos == 1:
            _muchos(plan, 100)
    assert costos[:3] == costos[3:]
    assert costos[0][1] <= 6
    assert len(cliente.get(rutas[0]).data) < 60_000
    assert respuesta.status_code == 200


def test_la_lista_no_lee_tablas_enteras(plan: Plan, planes_de_consulta: Callable[[sa.Executable], str]) -> None:
    """En PostgreSQL se apaga leer entera una tabla pequeña, para ver que hay otro camino."""
    _muchos(plan, 300)
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text("SET LOCAL enable_seqscan = off"))
    opciones = lectura.opciones(plan.id, "1")
    donde = lectura.condiciones(plan.id, Filtros(frescura="muy_viejo"), opciones, HOY.date())
    consulta = lectura.seleccion(donde, HOY.date()).order_by(Indicador.orden, Indicador.id).limit(31)
    ids = list(db.session.scalars(sa.select(Indicador.id).limit(31)))
    for dicho in map(planes_de_consulta, (consulta, lectura.ultimos_puntos(ids, HOY.date(), 24))):
        for tabla in ("indicadores", "mediciones", "metas"):
            assert f"SCAN {tabla}" not in dicho
            assert f"Seq Scan on {tabla}" not in dicho
