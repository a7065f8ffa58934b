"""Las páginas guardadas: lo que alguien retira o cambia deja de verse en todos los procesos a la vez.

Cada proceso web guarda las suyas. Aquí uno las tiene ya dibujadas y otro escribe: dos aplicaciones que solo
comparten la base, como dos procesos de `./rumbo servir`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import brotli
import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.contenido.modelos import Contenido
from app.contenido.servicios import anotar_hecho
from app.cuentas.modelos import Persona
from app.cuentas.servicios import cambiar_datos
from app.extensiones import db
from app.nucleo import reloj, transaccion
from app.nucleo.permisos import Identidad
from app.nucleo.reloj import ahora
from app.participacion import servicios as conversaciones
from app.privacidad.servicios import suprimir
from app.propuestas import facetas
from app.propuestas import servicios as propuestas
from app.propuestas.modelos import Propuesta
from tests.bases import base_nueva
from tests.fabricas import consulta_plan, cuentas, participacion, plan, procesos
from tests.fabricas import propuestas as fabrica

NOMBRE, TITULO, DICHO = "Garza del Estero", "Bancas con sombra en el paseo", "Aquí no hay dónde sentarse."


@dataclass(frozen=True)
class Escena:
    """Lo que una persona dejó a la vista y las páginas donde se ve."""

    quien: Identidad
    propuesta: str
    comentario: str
    del_plan: str
    sobre: str

    @property
    def paginas(self) -> dict[str, tuple[str, ...]]:
        """Por cada página que se guarda, lo suyo que muestra."""
        return {
            "/": (TITULO,),
            "/propuestas": (TITULO,),
            "/propuestas?q=bancas": ("paseo",),
            f"/propuestas/{self.propuesta}": (NOMBRE, TITULO),
            f"/propuestas/{self.sobre}": (NOMBRE, DICHO),
            f"/c/{self.sobre}/conversacion": (NOMBRE, DICHO),
            "/plan/plan-2035/1.1": (NOMBRE, DICHO),
        }


def _escena() -> Escena:
    proceso = procesos.proceso()
    quien = cuentas.identidad_de(cuentas.persona(seudonimo=NOMBRE, seudonimo_clave="garzadelestero"))
    otra = fabrica.codigo_de(fabrica.propuesta(proceso=proceso))
    suya = fabrica.codigo_de(fabrica.propuesta(quien, proceso=proceso, titulo=TITULO))
    abierto = consulta_plan.consulta()
    elemento = db.session.get_one(Contenido, plan.elemento(abierto).id).codigo
    dicho = participacion.codigo_de(participacion.comentario(otra, quien, DICHO))
    del_plan = participacion.codigo_de(participacion.comentario(elemento, quien, DICHO))
    db.session.remove()
    return Escena(quien, suya, dicho, del_plan, otra)


def _cambiar_nombre(e: Escena) -> None:
    cambiar_datos(e.quien, seudonimo="Otra Manera", barrio="", nacimiento=None, idioma="es")


def _irse(e: Escena) -> None:
    suprimir(e.quien.persona, autora_id=e.quien.persona, motivo="Lo pidió.")


def _ocultar(e: Escena) -> None:
    """Como quedaría tras una decisión: el estado de su ancla y su hecho."""
    contenido = db.session.scalars(sa.select(Contenido).where(Contenido.codigo == e.propuesta)).one()
    contenido.estado = "oculto"
    db.session.execute(
        sa.update(Propuesta).where(Propuesta.id == contenido.id).values(version=Propuesta.version + 1)
    )
    db.session.flush()
    facetas.rehacer(contenido.id)
    anotar_hecho("moderacion.oculta", contenido.id, None, motivo="No cumple las normas.")


def _retirar_lo_dicho(e: Escena) -> None:
    for codigo in (e.comentario, e.del_plan):
        conversaciones.retirar(e.quien, codigo)


ACTOS: dict[str, tuple[Callable[[Escena], object], tuple[str, ...]]] = {
    "cambiar de nombre": (_cambiar_nombre, (NOMBRE,)),
    "borrar la cuenta": (_irse, (NOMBRE,)),
    "ocultar": (_ocultar, (TITULO,)),
    "retirar lo dicho": (_retirar_lo_dicho, (DICHO,)),
    "retirar la propuesta": (lambda e: propuestas.retirar(e.quien, e.propuesta, "Ya no hace falta."), ()),
}


def _leer(app: Flask, ruta: str) -> str:
    respuesta = app.test_client().get(ruta, headers={"Accept-Encoding": "br"}, follow_redirects=True)
    assert respuesta.status_code == 200, ruta
    return brotli.decompress(respuesta.data).decode()


@contextmanager
def _procesos(motor: str, carpeta: Path, cuantos: int) -> Iterator[list[Flask]]:
    with base_nueva(motor, carpeta) as conf, reloj.fijado(ahora()):
        apps = [create_app(conf) for _ in range(cuantos)]
        try:
            yield apps
        finally:
            for app in apps:
                with app.app_context():
                    db.session.remove()
                    db.engine.dispose()


@pytest.mark.parametrize("acto", ACTOS)
def test_lo_retirado_no_se_sirve_ni_un_momento_mas(acto: str, motor: str, tmp_path: Path) -> None:
    with _procesos(motor, tmp_path, 2) as (uno, otro):
        with uno.app_context():
            escena = _escena()
        for ruta, suyo in escena.paginas.items():
            assert all(x in _leer(otro, ruta) for x in suyo), ruta
        hacer, desaparece = ACTOS[acto]
        with uno.app_context(), transaccion.escritura():
            hacer(escena)
        for ruta in escena.paginas:
            html = _leer(otro, ruta)
            assert not any(x in html for x in desaparece), ruta
        if acto == "retirar la propuesta":
            assert TITULO not in _leer(otro, "/propuestas")
            assert "Ya no hace falta." in _leer(otro, f"/propuestas/{escena.propuesta}")


def test_lo_guardado_se_sirve_sin_volver_a_dibujar(motor: str, tmp_path: Path) -> None:
    """La prueba de arriba no diría nada si nada se guardara."""
    with _procesos(motor, tmp_path, 1) as (app,):
        with app.app_context():
            escena = _escena()
        for ruta in escena.paginas:
            _leer(app, ruta)
        antes = dict(app.extensions["rumbo_paginas"].datos)
        assert len(antes) == len(escena.paginas)
        with app.app_context(), transaccion.escritura():
            db.session.execute(sa.update(Persona).values(seudonimo="Nadie"))
        for ruta, suyo in escena.paginas.items():
            assert all(x in _leer(app, ruta) for x in suyo), ruta
        assert app.extensions["rumbo_paginas"].datos == antes
