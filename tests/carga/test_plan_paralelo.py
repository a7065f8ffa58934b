"""El plan, con muchas peticiones de verdad a la vez: nada se repite y a cada quien se le responde."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.avance.dia import hoy
from app.avance.modelos import Hito, Indicador, Medicion
from app.consulta_plan.modelos import ApoyoElemento, Prioridad
from app.contenido.modelos import Hecho
from app.extensiones import db
from app.nucleo import transaccion
from app.nucleo.permisos import OPERACION
from app.plan import consultas, servicios
from app.plan.modelos import VersionPlan
from app.plan.reglas import escribir_tabla
from tests.bases import base_nueva
from tests.cliente import Cliente
from tests.fabricas import avance
from tests.fabricas import consulta_plan as de_consulta
from tests.fabricas import plan as planes
from tests.fabricas.cuentas import entrar, persona, personal

VECES = 6
BASE = "/plan/plan-2035"


@contextmanager
def aplicacion(motor: str, carpeta: Path) -> Iterator[Flask]:
    with base_nueva(motor, carpeta) as configuracion:
        app = create_app(configuracion)
        app.test_client_class = Cliente
        yield app
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def clientes(app: Flask, cuantos: int, rol: str = "planificadora") -> list[Cliente]:
    """Clientes con la sesión abierta, cada uno de otra persona; sin rol, de una vecina."""
    hechos = []
    with app.app_context():
        for _n in range(cuantos):
            cliente: Cliente = app.test_client()  # type: ignore[assignment]
            entrar(cliente, personal(rol) if rol else persona())
            cliente.get("/cuenta")
            hechos.append(cliente)
        db.session.remove()
    return hechos


def copia(app: Flask, de: Cliente) -> Cliente:
    """Otra pestaña de la misma persona."""
    otro: Cliente = app.test_client()  # type: ignore[assignment]
    for galleta in de._cookies.values():
        otro.set_cookie(galleta.key, galleta.value)
    otro.get("/cuenta")
    return otro


def a_la_vez(actos: list[Callable[[], int]]) -> list[int]:
    """Hace todo a la vez; el estado de cada respuesta, en orden."""
    juntos, estados = threading.Barrier(len(actos)), list[int]()

    def hacer(acto: Callable[[], int]) -> None:
        juntos.wait()
        estados.append(acto())

    hilos = [threading.Thread(target=hacer, args=(a,)) for a in actos]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    return sorted(estados)


def envio(cliente: Cliente, ruta: str, datos: dict[str, object]) -> Callable[[], int]:
    return lambda: int(cliente.enviar(ruta, datos).status_code)


def cuantos(tabla: type) -> int:
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(tabla)) or 0)


@pytest.mark.carga
def test_medir_elegir_y_cumplir(motor: str, tmp_path: Path) -> None:
    with aplicacion(motor, tmp_path) as app:
        with app.app_context(), transaccion.escritura():
            plan = planes.plan()
            dado = avance.indicador(planes.elemento(plan, "1.1.1"), metas=())
            hito = avance.hito(planes.elemento(plan, "1.1.1")).id
            codigo = dado.codigo
        pestanas = [copia(app, c) for c in clientes(app, 2) for _v in range(VECES // 2)]
        dicha = {"fecha": "2026-03-31", "valor": "5", "fuente": "Censo", "nota": ""}
        ruta = f"{BASE}/indicador/{codigo}/anotar"
        assert set(a_la_vez([envio(c, ruta, dict(dicha)) for c in pestanas])) == {303}
        with app.app_context():
            assert cuantos(Medicion) == 1
            with transaccion.escritura():
                otra = db.session.scalars(sa.select(Indicador)).one()
                ids = [
                    avance.medicion(otra, "2026-03-31", n, fuente=f"Fuente {n}", principal=False).id
                    for n in (1, 2)
                ]
            db.session.remove()
        elegir = f"{BASE}/indicador/{codigo}/valor"
        actos = [
            envio(c, f"{elegir}/{ids[n % 2]}/principal", {"p-motivo": "Es oficial"})
            for n, c in enumerate(pestanas)
        ]
        assert set(a_la_vez(actos)) == {303}
        cumplir = f"{BASE}/1.1.1/avance/hito/{hito}/cumplir"
        cumplido = {"fecha": hoy_en(app), "fuente": "Acta"}
        assert set(a_la_vez([envio(c, cumplir, dict(cumplido)) for c in pestanas])) == {303}
        with app.app_context():
            principales = sa.select(sa.func.count()).where(Medicion.principal, Medicion.corregida_en.is_(None))
            assert db.session.scalar(principales) == 1
            assert db.session.get_one(Hito, hito).cumplido_en is not None
            veces = sa.select(sa.func.count()).where(Hecho.clase == "avance.hito_cumplido")
            assert db.session.scalar(veces) == 1


def hoy_en(app: Flask) -> str:
    with app.app_context():
        return hoy().isoformat()


@pytest.mark.carga
def test_publicar_a_la_vez_es_una_version(motor: str, tmp_path: Path) -> None:
    with aplicacion(motor, tmp_path) as app:
        with app.app_context(), transaccion.escritura():
            plan_id = planes.plan().id
        with app.app_context(), transaccion.escritura():
            tabla = consultas.exportar_csv(plan_id).replace("Casa segura", "Casa digna")
            servicios.importar(OPERACION, plan_id, tabla, motivo="x")
            antes = cuantos(VersionPlan)
        pestanas = [copia(app, c) for c in clientes(app, 2) for _v in range(2)]
        datos: dict[str, object] = {"que_cambio": "El título", "por_que": "Se pidió"}
        estados = a_la_vez([envio(c, f"{BASE}/versiones/publicar", dict(datos)) for c in pestanas])
        assert estados == [303, 422, 422, 422]
        with app.app_context():
            assert cuantos(VersionPlan) == antes + 1


@pytest.mark.carga
def test_dos_archivos_a_la_vez_entra_uno(motor: str, tmp_path: Path) -> None:
    with aplicacion(motor, tmp_path) as app:
        with app.app_context(), transaccion.escritura():
            plan_id = planes.plan().id
        dos, rutas = clientes(app, 2), list[str]()
        for n, cliente in enumerate(dos):
            texto = escribir_tabla(planes.FILAS).replace("Casa segura", f"Casa {n}")
            rutas.append(cliente.enviar(f"{BASE}/importar", {"texto": texto}).headers["Location"])
        datos = {"motivo": "a la vez"}
        assert a_la_vez([envio(c, r, dict(datos)) for c, r in zip(dos, rutas, strict=True)]) == [303, 303]
        dichos = [
            c.get(r, follow_redirects=True).get_data(as_text=True) for c, r in zip(dos, rutas, strict=True)
        ]
        assert sorted("El plan cambió después de tu ensayo" in d for d in dichos) == [False, True]
        with app.app_context():
            assert consultas.arbol(plan_id).por_codigo["1.2"].titulo in ("Casa 0", "Casa 1")
            veces = sa.select(sa.func.count()).where(
                Hecho.clase == "plan.importado", Hecho.motivo == "a la vez"
            )
            assert db.session.scalar(veces) == 1


@pytest.mark.carga
def test_sesenta_y_cuatro_apoyos_de_una_persona_son_uno(motor: str, tmp_path: Path) -> None:
    with aplicacion(motor, tmp_path) as app:
        with app.app_context(), transaccion.escritura():
            plan_id = de_consulta.consulta().id
        with app.app_context():
            ids = {n.codigo: n.id for n in consultas.arbol(plan_id).en_orden()}
            db.session.remove()
        [ella] = clientes(app, 1, "")
        pestanas = [copia(app, ella) for _v in range(16)]
        for _ronda in range(4):
            a_la_vez([envio(c, f"{BASE}/consulta/apoyos", {"apoyar": ids["1.1"]}) for c in pestanas])
        ordenes = [("1.1", "2.1"), ("2.1", "1.2"), ("1.2", "1.1")]
        actos = []
        for n, c in enumerate(pestanas):
            orden = {f"puesto{k}": ids[x] for k, x in enumerate(ordenes[n % 3], start=1)}
            actos.append(envio(c, f"{BASE}/consulta/prioridades", {**orden, "guardar": "1"}))
        assert set(a_la_vez(actos)) == {303}
        with app.app_context():
            assert cuantos(ApoyoElemento) == 1
            orden = db.session.scalars(sa.select(Prioridad.elemento_id).order_by(Prioridad.puesto)).all()
            assert tuple(orden) in {tuple(ids[x] for x in o) for o in ordenes}
