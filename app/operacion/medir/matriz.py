"""Cuánto cuesta la matriz de quien planifica con muchas propuestas, elementos y lugares.

Siembra una base de usar y tirar con 300 elementos y 130 lugares, y pide sus páginas dentro del proceso. La
razón es contra mil propuestas con el mismo plan y los mismos lugares, en la misma corrida.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from app.contenido.modelos import Contenido
from app.cuentas.modelos import Persona, RolAsignado, Sesion
from app.extensiones import db
from app.nucleo import transaccion
from app.nucleo.permisos import OPERACION, Rol
from app.nucleo.reloj import ahora
from app.nucleo.sesiones import huella
from app.operacion import vida
from app.operacion.medir import banco, poblado, procesos, sembrado, semillas
from app.operacion.medir.bloque import Bloque
from app.operacion.medir.semillas import Marco, Rama, Semilla
from app.plan import servicios as planes
from app.plan.reglas import FilaPlan, escribir_tabla
from app.propuestas.reglas import Clase, EstadoLista
from app.territorio.modelos import Nivel

EJES, OBJETIVOS, ACCIONES = 6, 7, 6
DISTRITOS, BARRIOS = 10, 12
VARA = 1_000
VECES, VECES_ARCHIVO = 60, 10
ANIOS = 3
CASOS = {
    "ejes × distritos (la de entrada)": "/tablero/matriz",
    "objetivos × distritos, lo que espera": "/tablero/matriz?nivel=1&estado=espera",
    "acciones × distritos, por mil": "/tablero/matriz?nivel=2&ver=mil",
    "objetivos × barrios (la mayor)": "/tablero/matriz?nivel=1&lugares=barrio",
    "acciones × barrios, en CSV": "/tablero/matriz.csv?nivel=2&lugares=barrio",
}
_FICHA = "medida-matriz"


def medir(filas: int, motor: str, decir: Callable[[str], None]) -> dict[str, Any]:
    """Mide con mil y con las pedidas; devuelve las cifras de cada caso."""
    vara = _corrida(VARA, motor, decir)
    grande = _corrida(filas, motor, decir)
    return {
        "maquina": procesos.maquina(),
        "filas": filas,
        "motor": motor,
        "elementos": EJES * (1 + OBJETIVOS * (1 + ACCIONES)),
        "lugares": DISTRITOS * (1 + BARRIOS),
        "casos": [
            {**caso, "razon_cpu": round(caso["cpu_p50"] / (antes["cpu_p50"] or 1), 2)}
            for caso, antes in zip(grande, vara, strict=True)
        ],
    }


def _corrida(filas: int, motor: str, decir: Callable[[str], None]) -> list[dict[str, Any]]:
    with contextlib.ExitStack() as pila:
        carpeta = Path(pila.enter_context(tempfile.TemporaryDirectory(prefix="rumbo-medir-")))
        url, _vara = pila.enter_context(banco.bases(motor, carpeta))
        app = banco.aplicacion({"RUMBO_DATOS": str(carpeta), "RUMBO_BASE": url, "RUMBO_CIUDAD": "Medida"})
        decir(f"Siembro {filas:,} propuestas en {motor} …".replace(",", "."))
        with app.app_context():
            _sembrar(filas)
        cliente = app.test_client()
        cliente.set_cookie(str(app.config["COOKIE_SESION"]), _FICHA)
        vida.asentar()  # como los procesos que sirven
        casos = [_medir(app, cliente, nombre, ruta) for nombre, ruta in CASOS.items()]
        with app.app_context():
            db.engine.dispose()
        return casos


def _sembrar(filas: int) -> None:
    with transaccion.escritura():
        lugares = _territorio()
        etiquetas = sembrado._etiquetas()
        _planificadora()
    with transaccion.escritura():
        proceso_id = sembrado._proceso(_plan())
    marco = Marco(proceso_id, lugares, sembrado._elementos(), etiquetas, ahora())
    primero = (db.session.scalar(select(db.func.max(Contenido.id))) or 0) + 1
    db.session.remove()
    todas = [_en_su_mes(s, n, filas, marco) for n, s in enumerate(_semillas(primero, filas, marco))]
    with Bloque(db.engine) as bloque:
        poblado.propuestas(bloque, marco, todas, primero)


def _semillas(primero: int, filas: int, marco: Marco) -> list[Semilla]:
    return semillas.semillas(range(primero, primero + filas), marco, ())


def _en_su_mes(s: Semilla, n: int, filas: int, marco: Marco) -> Semilla:
    """Repartidas en tres años, y una de cada diez ya espera respuesta."""
    s.nacida = marco.momento - dt.timedelta(days=365 * ANIOS) * (filas - n) / filas
    if n % 10 == 3:
        s.cruzada = True
        estado = int(Clase.ESTADO)
        s.claves = s.claves - {(estado, EstadoLista.REUNE.numero)} | {(estado, EstadoLista.ESPERA.numero)}
    return s


def _territorio() -> list[Rama]:
    niveles = [
        Nivel(clave=c, singular=c, plural=c + "s", orden=i) for i, c in enumerate(("distrito", "barrio"))
    ]
    db.session.add_all(niveles)
    db.session.flush()
    ramas = []
    for d in range(DISTRITOS):
        distrito = sembrado._lugar(niveles[0], None, f"D{d}", f"Distrito {d + 1}")
        for b in range(BARRIOS):
            barrio = sembrado._lugar(niveles[1], distrito, f"D{d}-{b}", f"Barrio {d + 1}.{b + 1}")
            ramas.append(Rama(barrio.id, (distrito.id, barrio.id)))
    return ramas


def _planificadora() -> None:
    momento = ahora()
    quien = Persona(
        seudonimo="Planificadora",
        seudonimo_clave="planificadora",
        correo="planificadora@correo.example",
        correo_confirmado_en=momento,
        acreditacion=2,
        creada_en=momento,
    )
    db.session.add(quien)
    db.session.flush()
    db.session.add(RolAsignado(persona_id=quien.id, rol=Rol.PLANIFICADORA.value, dado_en=momento))
    db.session.add(
        Sesion(
            huella=huella(_FICHA),
            persona_id=quien.id,
            creada_en=momento,
            vista_en=momento,
            caduca_en=momento + dt.timedelta(days=1),
            reautenticada_en=momento,
            segundo_factor_en=momento,
        )
    )


def _plan() -> int:
    filas = []
    for e in range(1, EJES + 1):
        filas.append(FilaPlan(f"{e}", f"Eje {e}", peso=20))
        for o in range(1, OBJETIVOS + 1):
            filas.append(FilaPlan(f"{e}.{o}", f"Objetivo {e}.{o}", f"{e}"))
            filas += [FilaPlan(f"{e}.{o}.{a}", f"Acción {a}", f"{e}.{o}") for a in range(1, ACCIONES + 1)]
    niveles = [{"es": {"singular": s, "plural": s + "s"}} for s in ("eje", "objetivo", "acción")]
    datos = planes.DatosPlan(
        clave="medida",
        nombre="Plan de la medida",
        inicio=dt.date(2024, 1, 1),
        fin=dt.date(2035, 12, 31),
        niveles=tuple(niveles),
    )
    plan_id = planes.crear_plan(OPERACION, datos)
    planes.importar(OPERACION, plan_id, escribir_tabla(filas))
    planes.aprobar(OPERACION, plan_id, planes.DatosActo("Concejo", "1", dt.date(2023, 12, 11), "1"))
    return plan_id


def _medir(app: Flask, cliente: FlaskClient, nombre: str, ruta: str) -> dict[str, Any]:
    cuenta = [0]

    def anotar(_c: Any, _cursor: Any, orden: str, *_: Any) -> None:
        cuenta[0] += not orden.startswith(("BEGIN", "COMMIT", "ROLLBACK"))

    with app.app_context():
        motor = db.engine
    reloj: list[float] = []
    cpu: list[float] = []
    peso = 0
    event.listen(motor, "before_cursor_execute", anotar)
    veces = VECES_ARCHIVO if ".csv" in ruta else VECES
    for vuelta in range(veces + 3):
        cuenta[0], antes, antes_cpu = 0, time.perf_counter(), time.process_time()
        hecho = cliente.get(ruta)
        peso = len(hecho.get_data())
        if hecho.status_code != 200:
            raise banco.NoSePuedeMedir(f"{ruta} respondió {hecho.status_code}.")
        if vuelta >= 3:
            reloj.append(1000 * (time.perf_counter() - antes))
            cpu.append(1000 * (time.process_time() - antes_cpu))
    event.remove(motor, "before_cursor_execute", anotar)
    return {
        "nombre": nombre,
        "cpu_p50": round(statistics.median(cpu), 1),
        "cpu_p99": _p99(cpu),
        "reloj_p50": round(statistics.median(reloj), 1),
        "reloj_p99": _p99(reloj),
        "consultas": cuenta[0],
        "kb": peso // 1024,
    }


def _p99(tiempos: Sequence[float]) -> float:
    return round(sorted(tiempos)[min(len(tiempos) - 1, int(len(tiempos) * 0.99))], 1)


def texto(cifras: dict[str, Any]) -> str:
    """Las cifras para personas."""
    filas = f"{cifras['filas']:,}".replace(",", ".")
    ancho = max(len(c["nombre"]) for c in cifras["casos"])
    lineas = [
        cifras["maquina"],
        f"medir matriz: {filas} propuestas × {cifras['elementos']} elementos × {cifras['lugares']} lugares, "
        f"{cifras['motor']}; {VECES} veces cada una; razón contra {VARA:,} propuestas".replace(",000", ".000"),
        "",
        f"{'':<{ancho}}  cpu p50  cpu p99  reloj p50  reloj p99  consultas     kB  razón",
    ]
    lineas += [
        f"{c['nombre']:<{ancho}}  {c['cpu_p50']:>7}  {c['cpu_p99']:>7}  {c['reloj_p50']:>9}  "
        f"{c['reloj_p99']:>9}  {c['consultas']:>9}  {c['kb']:>5}  {c['razon_cpu']:>5}"
        for c in cifras["casos"]
    ]
    return "\n".join(lineas)
