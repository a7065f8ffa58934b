"""Hechos y manipulaciones a mano, para probar la cadena."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.contenido.servicios import anotar_hecho
from app.cuentas.modelos import Persona
from app.extensiones import db
from app.nucleo import transaccion


def hechos(cuantos: int, persona: Persona | None = None, **datos: Any) -> list[int]:
    """Anota hechos con textos y datos variados; devuelve sus ids."""
    quien = persona.id if persona else None
    with transaccion.escritura():
        return [
            anotar_hecho(
                "prueba.suceso", None, quien, motivo=f"Motivo ñandú {n} 😀", datos={"n": n, "x": n / 7, **datos}
            ).id
            for n in range(cuantos)
        ]


def a_mano(orden: str, **valores: Any) -> None:
    """Ejecuta SQL como quien tiene la base en las manos: sin los disparadores que protegen hechos y sellos."""
    sesion = db.session()
    if db.engine.dialect.name == "sqlite":
        disparadores = sesion.scalars(
            sa.text(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('hechos', 'sellos')"
            )
        ).all()
        for nombre in disparadores:
            sesion.execute(sa.text(f"DROP TRIGGER {nombre}"))
    else:
        sesion.execute(sa.text("ALTER TABLE hechos DISABLE TRIGGER USER"))
        sesion.execute(sa.text("ALTER TABLE sellos DISABLE TRIGGER USER"))
    sesion.execute(sa.text(orden), valores)
    sesion.commit()
