"""Lo que impide arrancar se dice en una frase: la falla es la de verdad, no una imitada."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.nucleo import ajustes
from app.operacion import fallas
from config import AjusteInvalido, ConfiguracionPruebas


def _hacer(url: str, *ordenes: str) -> None:
    motor = sa.create_engine(url)
    try:
        with motor.begin() as conexion:
            for orden in ordenes:
                conexion.exec_driver_sql(orden)
    finally:
        motor.dispose()


def _dicho(hacer: Callable[[], object]) -> str:
    with pytest.raises(Exception) as caso:
        hacer()
    dicha = fallas.frase(caso.value)
    assert dicha is not None
    assert "\n" not in dicha
    return dicha


def test_la_base(tmp_path: Path) -> None:
    base, llena = tmp_path / "b.sqlite3", "PRAGMA max_page_count=2"
    _hacer(f"sqlite:///{base}", "CREATE TABLE t (x BLOB)")
    solo_lectura = f"sqlite:///file:{base}?mode=ro&uri=true"
    insertar = "INSERT INTO t VALUES (zeroblob(100000))"
    assert "No queda espacio" in _dicho(lambda: _hacer(f"sqlite:///{base}", llena, insertar))
    assert "¿se creó con sudo?" in _dicho(lambda: _hacer(solo_lectura, insertar))
    assert "revisa que su carpeta exista" in _dicho(
        lambda: _hacer(f"sqlite:///{tmp_path}/no/b.sqlite3", "BEGIN")
    )
    assert "Ejecuta «./rumbo base migrar»" in _dicho(lambda: _hacer(f"sqlite:///{base}", "SELECT x FROM otra"))
    assert fallas.OTRA in _dicho(lambda: _hacer(f"sqlite:///{base}", "SELECT nadie_la_conoce()"))
    ocupa = sqlite3.connect(base, isolation_level=None)
    ocupa.execute("BEGIN IMMEDIATE")
    assert "Espera a que termine" in _dicho(lambda: _hacer(f"sqlite:///{base}?timeout=0", insertar))
    ocupa.close()
    base.write_text("no soy una base de datos, aunque lo parezca por el nombre", encoding="utf-8")
    assert "recupera la última copia" in _dicho(lambda: _hacer(f"sqlite:///{base}", "SELECT x FROM t"))


def test_postgresql() -> None:
    assert "PostgreSQL no responde" in _dicho(
        lambda: _hacer("postgresql+psycopg://nadie@127.0.0.1:1/nada", "SELECT 1")
    )


def test_el_disco_y_los_permisos(tmp_path: Path) -> None:
    lleno = OSError(errno.ENOSPC, "No space left on device", "/srv/rumbo/correo")
    assert (
        fallas.frase(lleno)
        == "No queda espacio en el disco para /srv/rumbo/correo. Libera espacio y repite la orden."
    )
    assert str(tmp_path / "no") in _dicho((tmp_path / "no").read_text)


def test_lo_inesperado_sale_con_su_traza() -> None:
    raro = RuntimeError("esto es un defecto")
    assert fallas.frase(raro) is None
    with pytest.raises(IntegrityError) as caso:
        _hacer("sqlite://", "CREATE TABLE t (x INTEGER NOT NULL)", "INSERT INTO t VALUES (NULL)")
    assert fallas.frase(caso.value) is None, "un dato que no cabe es un defecto del programa"
    with pytest.raises(RuntimeError):
        fallas.salir(raro)
    with pytest.raises(SystemExit, match="Error: RUMBO_ZONA no vale"):
        fallas.salir(AjusteInvalido("RUMBO_ZONA", "Marte", "otra"))


@pytest.mark.parametrize(
    ("clave", "malo"),
    [
        ("RUMBO_ZONA", "Marte/Olimpo"),
        ("RUMBO_ZONA", "../etc"),
        ("RUMBO_REGION", "es-CO"),
        ("RUMBO_REGION", "xx_YY"),
        ("RUMBO_MONEDA", "cop"),
        ("RUMBO_IDIOMA", "qu"),
        ("RUMBO_URL", "participa.example"),
        ("RUMBO_SMTP", "servidor:587"),
        ("RUMBO_SMTP", "smtp+tls://u:secreta@servidor:puerto"),
        ("RUMBO_BASE", "mysql://u:secreta@servidor/base"),
        ("RUMBO_BASE", "rumbo.sqlite3"),
        ("RUMBO_SALTOS_PROXY", "uno"),
    ],
)
def test_un_ajuste_mal_escrito_se_dice_al_arrancar(tmp_path: Path, clave: str, malo: str) -> None:
    with pytest.raises(AjusteInvalido, match=f"^{clave} no vale") as caso:
        ajustes.comprobar(ConfiguracionPruebas({"RUMBO_DATOS": str(tmp_path), clave: malo}))
    assert "secreta" not in str(caso.value), "una clave no se repite en la pantalla ni en el registro"


def test_los_ajustes_de_la_documentacion_valen(tmp_path: Path) -> None:
    buenos = {
        "RUMBO_ZONA": "America/Guayaquil",
        "RUMBO_REGION": "es_EC",
        "RUMBO_MONEDA": "PYG",
        "RUMBO_IDIOMA": "pt",
        "RUMBO_URL": "https://participa.ciudad.example/",
        "RUMBO_SMTP": "smtp+tls://usuario:clave@servidor:587",
        "RUMBO_BASE": "postgresql://rumbo:clave@127.0.0.1:5432/rumbo",
        "RUMBO_SALTOS_PROXY": "2",
    }
    ajustes.comprobar(ConfiguracionPruebas({"RUMBO_DATOS": str(tmp_path), **buenos}))
    ajustes.comprobar(ConfiguracionPruebas({"RUMBO_DATOS": str(tmp_path)}))


def test_rumbo_env_en_otra_codificacion(tmp_path: Path) -> None:
    (tmp_path / "rumbo.env").write_bytes("RUMBO_CIUDAD=Puerto Arrayán".encode("latin-1"))
    with pytest.raises(AjusteInvalido, match="UTF-8"):
        ConfiguracionPruebas({"RUMBO_DATOS": str(tmp_path)})
