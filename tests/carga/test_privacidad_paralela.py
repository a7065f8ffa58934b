"""Dos personas del equipo en lo mismo: se responde una vez y se publica una sola versión del aviso."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from app import create_app
from app.extensiones import db
from app.nucleo import transaccion
from app.nucleo.errores import Conflicto
from app.nucleo.modelos import Salida
from app.nucleo.permisos import ANONIMA, Rol
from app.privacidad import consultas, servicios
from app.privacidad.errores import YaResuelta
from app.privacidad.modelos import SolicitudDatos
from tests.bases import base_nueva
from tests.carga.los_dos import los_dos
from tests.fabricas import cuentas

pytestmark = pytest.mark.carga


def test_dos_respuestas_a_la_vez_son_una(motor: str, tmp_path: Path) -> None:
    with base_nueva(motor, tmp_path) as conf:
        app = create_app(conf)
        with app.test_request_context(), transaccion.escritura():
            equipo = [cuentas.identidad_de(cuentas.personal(Rol.ADMINISTRADORA)) for _vez in range(2)]
            codigo = servicios.pedir(ANONIMA, "acceso", "Qué guardan.", "rosa@correo.example").codigo
        responder = [
            lambda n=n: servicios.responder(equipo[n], codigo, "atendida", f"Va en papel, {n}.")
            for n in range(2)
        ]
        (falla,) = los_dos(app, *responder)
        assert isinstance(falla, YaResuelta)
        with app.app_context():
            assert db.session.scalars(sa.select(SolicitudDatos.respuesta)).all() == ["Va en papel, 0."]
            assert db.session.scalar(sa.select(sa.func.count()).select_from(Salida)) == 1
            db.session.remove()
            db.engine.dispose()


def test_dos_avisos_a_la_vez_son_una_version(motor: str, tmp_path: Path) -> None:
    with base_nueva(motor, tmp_path) as conf:
        app = create_app(conf)
        with app.test_request_context():
            equipo = [cuentas.identidad_de(cuentas.personal(Rol.ADMINISTRADORA)) for _vez in range(2)]
            sobre = consultas.version_vigente()
            db.session.remove()
        publicar = [
            lambda q=q: servicios.publicar_aviso(q, "Guardamos lo justo. " * 20, "Más claro.", sobre)
            for q in equipo
        ]
        (falla,) = los_dos(app, *publicar)
        assert isinstance(falla, Conflicto)
        with app.test_request_context():
            assert consultas.version_vigente() == sobre + 1
            db.session.remove()
            db.engine.dispose()
