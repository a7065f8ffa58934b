"""El doble clic, de verdad y a la vez: empezar, publicar, corregir y retirar dejan una sola cosa hecha."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.contenido.modelos import Hecho
from app.extensiones import db
from app.nucleo import transaccion
from app.nucleo.modelos import Limite
from app.nucleo.permisos import Identidad
from app.participacion.modelos import Comentario, Conversacion
from app.propuestas import cuotas, servicios
from app.propuestas.modelos import Faceta, Propuesta, Version
from app.propuestas.reglas.indice import Clase
from config import ConfiguracionPruebas
from tests.bases import base_nueva
from tests.carga.a_la_vez import A_LA_VEZ, a_la_vez
from tests.fabricas import cuentas, participacion, procesos
from tests.fabricas import propuestas as fabrica

pytestmark = pytest.mark.carga
SESIONES = 8


@pytest.fixture
def base(motor: str, tmp_path: Path) -> Iterator[ConfiguracionPruebas]:
    with base_nueva(motor, tmp_path) as conf:
        yield conf


def _escena(conf: ConfiguracionPruebas, hacer: Callable[[Identidad], str]) -> tuple[Flask, str, list[str]]:
    """Lo que `hacer` deja de una persona, y sus galletas: ocho sesiones suyas, repetidas."""
    app = create_app(conf)
    with app.app_context(), transaccion.escritura():
        persona = cuentas.persona(acreditacion=2)
        codigo = hacer(cuentas.identidad_de(persona))
        fichas = [cuentas.sesion_de(persona)[1] for _vez in range(SESIONES)]
    with app.app_context():
        db.engine.dispose()
    return app, codigo, [fichas[i % SESIONES] for i in range(A_LA_VEZ)]


def _contar(app: Flask, *consultas: Any) -> list[int]:
    with app.app_context():
        cuentas_ = [int(db.session.scalar(c) or 0) for c in consultas]
        db.session.remove()
        db.engine.dispose()
    return cuentas_


def _hechos(clase: str) -> Any:
    return sa.select(sa.func.count()).select_from(Hecho).where(Hecho.clase == clase)


def _cuantas(tabla: Any, *donde: Any) -> Any:
    return sa.select(sa.func.count()).select_from(tabla).where(*donde)


def _borrador(quien: Identidad) -> str:
    p = servicios.empezar(quien, procesos.proceso().id)
    codigo = fabrica.codigo_de(p)
    servicios.guardar_idea(quien, codigo, "Una sombra en la parada", "", "Para esperar sin sol.")
    servicios.guardar_plan(quien, codigo, [], True, [])
    return codigo


def test_publicar_muchas_veces_a_la_vez_es_publicar_una(base: ConfiguracionPruebas) -> None:
    app, codigo, fichas = _escena(base, _borrador)
    assert a_la_vez(base, f"/proponer/{codigo}/revisar", [(f, {}) for f in fichas]) == {303: A_LA_VEZ}
    publicadas = _cuantas(Propuesta, Propuesta.estado == "publicada")
    todas = _cuantas(Faceta, Faceta.clase == int(Clase.TODAS))
    assert _contar(app, publicadas, _hechos("propuestas.publicada"), todas) == [1, 1, 1]


def _la_tercera_del_dia(quien: Identidad) -> str:
    for codigo in (_borrador(quien), _borrador(quien)):
        servicios.publicar(quien, codigo, cuotas.de_publicar(quien))
    return _borrador(quien)


def test_publicar_muchas_veces_la_ultima_del_dia_gasta_una_y_nunca_dice_que_no(
    base: ConfiguracionPruebas,
) -> None:
    app, codigo, fichas = _escena(base, _la_tercera_del_dia)
    envios = [(f, {}) for f in fichas]
    (destino,) = a_la_vez(base, f"/proponer/{codigo}/revisar", envios, "location")
    assert destino.startswith(f"/propuestas/{codigo}/")
    publicadas = _cuantas(Propuesta, Propuesta.estado == "publicada")
    assert _contar(app, publicadas, sa.select(Limite.cuenta)) == [3, 3]


def test_empezar_muchas_veces_a_la_vez_es_un_borrador(base: ConfiguracionPruebas) -> None:
    app, clave, fichas = _escena(base, lambda _quien: procesos.proceso().clave)
    envios = [(f, {"clase": "idea", "proceso": clave}) for f in fichas]
    assert a_la_vez(base, "/proponer", envios) == {303: A_LA_VEZ}
    assert _contar(app, _cuantas(Propuesta)) == [1]


def test_corregir_y_retirar_a_la_vez_dejan_una_version_y_un_motivo(base: ConfiguracionPruebas) -> None:
    app, codigo, fichas = _escena(base, lambda quien: fabrica.codigo_de(fabrica.propuesta(quien)))
    cambio = {
        "titulo": "Otra sombra",
        "cuerpo": "Con árboles.",
        "resumen": "",
        "motivo": "Lo pidió la escuela.",
    }
    assert a_la_vez(base, f"/propuestas/{codigo}/editar", [(f, cambio) for f in fichas]) == {303: A_LA_VEZ}
    assert _contar(app, _hechos("propuestas.editada"), _cuantas(Version)) == [1, 1]
    motivo = {"motivo": "Ya se hizo lo que pedía."}
    estados = a_la_vez(base, f"/propuestas/{codigo}/retirar", [(f, motivo) for f in fichas])
    assert estados == {303: A_LA_VEZ}
    assert _contar(app, _hechos("propuestas.retirada")) == [1]


def test_retirar_un_comentario_a_la_vez_lo_descuenta_una_vez(base: ConfiguracionPruebas) -> None:
    app, codigo, fichas = _escena(
        base, lambda quien: participacion.codigo_de(participacion.comentario(None, quien))
    )
    assert a_la_vez(base, f"/comentarios/{codigo}/retirar", [(f, {}) for f in fichas]) == {303: A_LA_VEZ}
    retirados = _cuantas(Comentario, Comentario.retirado_en.is_not(None))
    comentarios = sa.select(Conversacion.comentarios)
    assert _contar(app, retirados, comentarios, _hechos("participacion.retirada")) == [1, 0, 1]
