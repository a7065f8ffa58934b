"""El archivo de la base es solo de su dueño, también los que SQLite pone a su lado."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from app import create_app
from app.extensiones import db
from app.operacion.ordenes import migrar
from tests.bases import base_nueva, configuracion


@pytest.fixture(autouse=True)
def _como_en_casi_toda_maquina() -> Iterator[None]:
    antes = os.umask(0o022)
    yield
    os.umask(antes)


def _permiso(ruta: Path, final: str = "") -> int:
    return Path(f"{ruta}{final}").stat().st_mode & 0o777


def test_nace_solo_para_su_duenio(tmp_path: Path) -> None:
    ruta = tmp_path / "rumbo.sqlite3"
    app = create_app(configuracion(tmp_path, f"sqlite:///{ruta}"))
    with app.app_context():
        db.session.execute(sa.text("CREATE TABLE t (x INTEGER)"))
        db.session.commit()
        assert {final: _permiso(ruta, final) for final in ("", "-wal", "-shm")} == dict.fromkeys(
            ("", "-wal", "-shm"), 0o600
        )
        db.engine.dispose()


def test_al_migrar_se_cierra_la_que_estaba_abierta(tmp_path: Path) -> None:
    with base_nueva("sqlite", tmp_path) as conf:
        app = create_app(conf)
        with app.app_context():
            ruta = Path(str(db.engine.url.database))
            ruta.chmod(0o644)
            hecho = app.test_cli_runner().invoke(migrar)
            assert hecho.exit_code == 0, hecho.output
            assert _permiso(ruta) == 0o640, "a los demás, no; a su grupo, si alguien se lo dio"
            db.session.remove()
            db.engine.dispose()
