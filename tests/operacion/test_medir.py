"""Lo sembrado para medir es lo que la aplicación habría hecho: su propio recuento no halla diferencias."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.extensiones import db
from app.operacion.medir import banco, conversaciones, escala, matriz, ortografia, sembrado, semillas
from app.participacion.modelos import Comentario
from app.participacion.servicios.recuento import recontar
from app.propuestas import servicios
from app.propuestas.modelos import Apoyo
from tests.bases import base_nueva


@pytest.fixture
def ciudad(motor: str, tmp_path: Path) -> Iterator[Flask]:
    with base_nueva(motor, tmp_path) as configuracion:
        app = create_app(configuracion)
        yield app
        with app.app_context():
            db.engine.dispose()


def test_lo_sembrado_coincide_con_el_recuento_de_la_aplicacion(ciudad: Flask) -> None:
    sembrado.sembrar(ciudad, filas=150, personas=3)
    with ciudad.app_context():
        assert servicios.recontar(corregir=False) == []
        assert servicios.recontar_cifras(corregir=False) == []
        db.session.remove()
    cliente = ciudad.test_client()
    pagina = cliente.get("/propuestas")
    assert pagina.status_code == 200
    assert "cuadra 150" in pagina.text


def test_con_gente_los_apoyos_y_comentarios_son_filas(ciudad: Flask) -> None:
    hecho = sembrado.sembrar(ciudad, filas=200, personas=1, con_gente=True)
    assert (hecho.apoyos, hecho.comentarios) == (2000, 600)
    with ciudad.app_context():
        assert servicios.recontar(corregir=False) == []
        assert servicios.recontar_cifras(corregir=False) == []
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Apoyo)) == 2000
        assert recontar(corregir=False) == []
        db.session.rollback()
        assert db.session.scalar(sa.select(sa.func.max(Comentario.profundidad))) == conversaciones.HONDURA - 1
        db.session.remove()
    assert ciudad.test_client().get(f"/propuestas/{hecho.testigo}", follow_redirects=True).status_code == 200


def test_la_matriz_se_siembra_con_la_base_en_uso(ciudad: Flask) -> None:
    with ciudad.app_context():
        matriz._sembrar(60)  # su misma conexión acaba de escribir
        assert servicios.recontar_cifras(corregir=False) == []
        db.session.remove()
    cliente = ciudad.test_client()
    cliente.set_cookie(str(ciudad.config["COOKIE_SESION"]), matriz._FICHA)
    pagina = cliente.get(matriz.CASOS["ejes × distritos (la de entrada)"])
    assert pagina.status_code == 200
    assert ">60</a>" in pagina.text


def test_el_reparto_es_exacto_y_respeta_el_tope() -> None:
    for total, partes, tope in ((1000, 100, 900), (1000, 100, 11), (5000, 100, 20), (0, 5, 3)):
        cuantos = semillas.repartir(total, partes, tope, random.Random(7))
        assert len(cuantos) == partes
        assert max(cuantos) <= tope
        assert sum(cuantos) == min(total, partes * tope)


def test_un_archivo_de_otra_forma_se_dice() -> None:
    with pytest.raises(banco.NoSePuedeMedir, match="le faltan columnas: description, title"):
        ortografia.leer("id;nombre\n1;Luz\n")
    assert [c.titulo for c in ortografia.leer("id;title;description\n1;Luz;<p>Una</p>\n2;;Nada\n")] == ["Luz"]


POR_CLAVE = {
    "sqlite": "SELECT c.codigo FROM contenidos AS c WHERE c.id = 7",
    # Con una tabla casi vacía PostgreSQL prefiere recorrerla: se le pregunta por una suya, que es grande.
    "postgresql": "SELECT c.relname FROM pg_catalog.pg_class AS c WHERE c.oid = 7",
}


def test_se_ve_que_tabla_recorre_entera_una_consulta(app: Flask) -> None:
    """También con otro nombre, en una subconsulta o para contar; y no acusa a quien busca por su clave."""
    for orden, tablas in (
        ("SELECT x.titulo FROM propuestas AS x ORDER BY x.titulo", {"propuestas"}),
        (
            "SELECT count(*) FROM (SELECT c.id FROM contenidos AS c WHERE c.idioma = 'xx') AS anon_1",
            {"contenidos"},
        ),
        (POR_CLAVE[db.engine.dialect.name], set()),
    ):
        assert escala.recorridas(db.engine, orden, ()) == tablas, orden
