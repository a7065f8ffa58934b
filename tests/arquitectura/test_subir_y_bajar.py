"""Una ciudad con datos que cambia de versión: al subir sus cuentas quedan bien; al bajar no se pierde nada."""

from __future__ import annotations

import logging
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.consulta_plan.modelos import Consulta
from app.extensiones import db
from app.nucleo import transaccion
from app.operacion.ordenes import migrar
from app.propuestas.modelos import Apoyo, Cifra, Faceta, Propuesta
from app.propuestas.reglas.indice import APARTE, Clase
from app.propuestas.servicios import recontar, recontar_cifras
from tests.bases import base_nueva
from tests.fabricas import consulta_plan as consultas_de_planes
from tests.fabricas import cuentas, participacion, procesos, propuestas
from tests.fabricas import plan as planes

CUENTAN = ("comentarios", "apoyos", "propuestas", "propuestas_facetas", "propuestas_cifras", "contenidos")


def _ciudad() -> None:
    """Propuestas con y sin plan, con apoyos, comentarios y respuestas."""
    elemento = planes.elemento(planes.plan("de-antes"), "1.1")
    proceso = procesos.proceso()
    for n in range(3):
        quien = cuentas.identidad_de(cuentas.persona())
        una = propuestas.propuesta(quien, proceso=proceso, elementos=[elemento.id] if n else [])
        propuestas.apoyos(una, n + 1)
        codigo = propuestas.codigo_de(una)
        participacion.respuesta(participacion.comentario(codigo))
    db.session.commit()
    db.session.remove()


def _version() -> str:
    with db.engine.connect() as conexion:
        return str(conexion.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one())


def _filas() -> dict[str, int]:
    with db.engine.connect() as conexion:
        contar = {t: sa.text(f"SELECT count(*) FROM {t}") for t in CUENTAN}
        return {t: int(conexion.execute(q).scalar_one()) for t, q in contar.items()}


def _cifras() -> dict[tuple[int, ...], int]:
    columnas = (Cifra.elemento_id, Cifra.territorio_id, Cifra.mes, Cifra.estado, Cifra.proceso_id)
    return {tuple(f[:5]): f[5] for f in db.session.execute(sa.select(*columnas, Cifra.cuantas)) if f[5]}


@pytest.mark.parametrize("de_antes", [True, False])
def test_una_ciudad_sube_con_sus_cuentas(motor: str, tmp_path: Path, de_antes: bool) -> None:
    """Con `base migrar`, desde la versión anterior al plan medido: lista y tableros dicen lo mismo.

    `de_antes`: el programa de entonces no apuntaba el lugar propio en el índice; quien bajó y vuelve, sí.
    """
    with base_nueva(motor, tmp_path) as conf:
        app = create_app(conf)
        with app.app_context():
            _ciudad()
            antes, cifras = _filas(), _cifras()
            indice = db.session.scalar(sa.select(sa.func.count()).select_from(Faceta))
            assert cifras
            assert indice
            db.session.remove()
            flask_migrate.downgrade(revision="0005")
            if de_antes:
                lugar = int(Clase.LUGAR)
                with transaccion.escritura():
                    sin_lugar = sa.text(
                        f"DELETE FROM propuestas_facetas WHERE clase IN ({lugar}, {lugar + APARTE})"
                    )
                    db.session.execute(sin_lugar)
            hecho = app.test_cli_runner().invoke(migrar)
            assert hecho.exit_code == 0, hecho.output
            assert "Cifras de los tableros: 3 propuestas." in hecho.output
            assert _filas() == antes
            assert _cifras() == cifras
            assert recontar(corregir=False) == []
            assert recontar_cifras(corregir=False) == []
            db.session.remove()
            assert "Cifras" not in app.test_cli_runner().invoke(migrar).output
            db.engine.dispose()


def test_los_apoyos_del_personal_dejan_de_contar_al_subir(motor: str, tmp_path: Path) -> None:
    """Antes sumaban al umbral; de una ya archivada, sin filas, se ajusta el número."""
    with base_nueva(motor, tmp_path) as conf, create_app(conf).app_context():
        _ciudad()
        una, otra = db.session.scalars(sa.select(Propuesta.id).order_by(Propuesta.apoyos.desc()).limit(2))
        db.session.remove()
        flask_migrate.downgrade(revision="0015")
        with transaccion.escritura():
            suyo = sa.select(Apoyo.persona_id).where(Apoyo.propuesta_id == una).limit(1).scalar_subquery()
            db.session.execute(sa.update(Apoyo).where(Apoyo.persona_id == suyo).values(de_personal=True))
            db.session.execute(sa.delete(Apoyo).where(Apoyo.propuesta_id == otra))
            db.session.execute(
                sa.update(Propuesta).where(Propuesta.id.in_((una, otra))).values(apoyos_personal=1)
            )
        flask_migrate.upgrade()
        db.session.remove()
        cuentas_de = sa.select(Propuesta.apoyos, Propuesta.apoyos_contados, Propuesta.apoyos_personal)
        assert db.session.execute(cuentas_de.where(Propuesta.id == una)).one() == (3, 2, 1)
        assert db.session.execute(cuentas_de.where(Propuesta.id == otra)).one() == (2, 1, 1)
        assert db.session.scalar(sa.select(Apoyo.contado).where(Apoyo.de_personal)) is False
        db.session.remove()
        db.engine.dispose()


def _bajar(app: Flask, hasta: str, caplog: pytest.LogCaptureFixture) -> str:
    with caplog.at_level(logging.ERROR), pytest.raises(SystemExit) as salida:
        flask_migrate.downgrade(revision=hasta)
    assert salida.value.code
    return caplog.text


def test_bajar_con_lo_que_no_cabe_se_niega_sin_tocar_nada(
    motor: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Los comentarios son contenidos de una clase que la primera versión no admite: se dice y no se empieza."""
    with base_nueva(motor, tmp_path) as conf:
        app = create_app(conf)
        with app.app_context():
            _ciudad()
            antes, version = _filas(), _version()
            dicho = _bajar(app, "0001", caplog)
            assert "No se puede volver a antes de 0002" in dicho
            assert "«contenidos» tiene 6 filas que no cumplen" in dicho
            assert "recupera la copia de la base" in dicho
            assert (_filas(), _version()) == (antes, version)
            db.engine.dispose()


def test_lo_traducido_a_mano_no_se_tira_al_bajar(
    motor: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Sin traducir baja y vuelve; traducida, volver a antes de que hubiera dónde guardarlo se niega."""
    with base_nueva(motor, tmp_path) as conf, create_app(conf).app_context():
        plan_id = consultas_de_planes.consulta().id
        db.session.remove()
        flask_migrate.downgrade(revision="0011")
        flask_migrate.upgrade()
        consulta = db.session.get_one(Consulta, plan_id)
        assert (consulta.pregunta, consulta.traducciones) == (consultas_de_planes.datos().pregunta, {})
        consulta.traducciones = {"pt": {"pregunta": "O que falta?"}}
        db.session.commit()
        db.session.remove()
        with caplog.at_level(logging.ERROR), pytest.raises(SystemExit):
            flask_migrate.downgrade(revision="0011")
        assert "«consultas_plan» tiene 1 filas que no cumplen" in caplog.text
        assert db.session.get_one(Consulta, plan_id).traducciones == {"pt": {"pregunta": "O que falta?"}}
        db.session.remove()
        db.engine.dispose()


def test_una_base_de_un_programa_mas_nuevo_se_dice(
    motor: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with base_nueva(motor, tmp_path) as conf:
        app = create_app(conf)
        with app.app_context():
            with db.engine.begin() as conexion:
                conexion.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
            with caplog.at_level(logging.ERROR):
                hecho = app.test_cli_runner().invoke(migrar)
            assert hecho.exit_code == 1
            assert "programa más nuevo: su versión es 9999" in caplog.text + hecho.output
            assert _version() == "9999"
            db.engine.dispose()
