"""Cambios de columnas y condiciones en tablas que ya tienen datos, sin copiar la tabla.

SQLite no sabe cambiar un CHECK; rehacer la tabla perdería disparadores y tardaría con un millón de filas. Su
documentación (lang_altertable, §7) permite cambiar el texto de la condición en el esquema y comprobarlo
después, que es lo que se hace aquí. En PostgreSQL es un ALTER TABLE corriente.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType

from alembic import op
from sqlalchemy import Connection, text


def _es_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def columna(tabla: str, nombre: str, sqlite: str, postgresql: str = "") -> None:
    """Añade una columna; el tipo y su valor por omisión se dan como SQL de cada motor."""
    tipo = sqlite if _es_sqlite() else postgresql or sqlite
    op.execute(f"ALTER TABLE {tabla} ADD COLUMN {nombre} {tipo}")


def sin_columna(tabla: str, nombre: str) -> None:
    """Quita una columna a la que ya nada señala."""
    op.execute(f"ALTER TABLE {tabla} DROP COLUMN {nombre}")


def condicion(tabla: str, nombre: str, antes: str | None, despues: str | None) -> None:
    """Cambia una condición con nombre: None en `antes` la añade, None en `despues` la quita."""
    completo = f"ck_{tabla}_{nombre}"
    if _es_sqlite():
        _en_el_esquema(tabla, _texto(completo, antes), _texto(completo, despues))
        return
    if antes is not None:
        op.execute(f"ALTER TABLE {tabla} DROP CONSTRAINT {completo}")
    if despues is not None:
        op.execute(f"ALTER TABLE {tabla} ADD CONSTRAINT {completo} CHECK ({despues})")


def llave(tabla: str, columna: str, destino: str, al_borrar: str) -> None:
    """Dice que una columna señala al `id` de otra tabla, y qué pasa al borrarse lo señalado."""
    nombre = f"fk_{tabla}_{columna}"
    regla = f"FOREIGN KEY({columna}) REFERENCES {destino} (id) ON DELETE {al_borrar}"
    if _es_sqlite():
        _en_el_esquema(tabla, "", f", CONSTRAINT {nombre} {regla}")
    else:
        op.execute(f"ALTER TABLE {tabla} ADD CONSTRAINT {nombre} {regla}")


def sin_llave(tabla: str, columna: str, destino: str, al_borrar: str) -> None:
    """Lo contrario de `llave`, con lo mismo que se le dijo."""
    nombre = f"fk_{tabla}_{columna}"
    if _es_sqlite():
        regla = f"FOREIGN KEY({columna}) REFERENCES {destino} (id) ON DELETE {al_borrar}"
        _en_el_esquema(tabla, f", CONSTRAINT {nombre} {regla}", "")
    else:
        op.execute(f"ALTER TABLE {tabla} DROP CONSTRAINT {nombre}")


def no_caben(migraciones: Iterable[ModuleType], conexion: Connection) -> list[str]:
    """Lo que hay en la base y que estas migraciones, al deshacerse, no admitirían: una frase por condición.

    Mira las `CONDICIONES` (tabla, nombre, antes, después) que cada una declara. Bajar quita tablas y columnas
    enteras, pero no borra filas de las que quedan: son la memoria de la ciudad y otras las señalan. Una columna
    con algo que no está en otra parte se guarda con una condición que pide que esté vacía.
    """
    frases = []
    for migracion in migraciones:
        for tabla, _nombre, *reglas in getattr(migracion, "CONDICIONES", ()):
            if len(reglas) == 2 and reglas[0] is not None:
                sobran = conexion.execute(
                    text(f"SELECT count(*) FROM {tabla} WHERE NOT ({reglas[0]})")
                ).scalar_one()
                if sobran:
                    frases.append(f"«{tabla}» tiene {sobran} filas que no cumplen {reglas[0]}")
    return frases


def _texto(nombre: str, regla: str | None) -> str:
    return "" if regla is None else f", CONSTRAINT {nombre} CHECK ({regla})"


def _en_el_esquema(tabla: str, antes: str, despues: str) -> None:
    conexion = op.get_bind()
    actual: str = conexion.execute(
        text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :t"), {"t": tabla}
    ).scalar_one()
    nuevo = _cambiado(actual, antes, despues)
    conexion.execute(text("PRAGMA writable_schema = ON"))
    conexion.execute(
        text("UPDATE sqlite_master SET sql = :s WHERE type = 'table' AND name = :t"), {"s": nuevo, "t": tabla}
    )
    conexion.execute(text("PRAGMA writable_schema = RESET"))
    malas = conexion.execute(text(f"PRAGMA integrity_check({tabla})")).scalars().all()
    if malas != ["ok"]:
        raise RuntimeError(f"La tabla {tabla} no cumple la condición nueva: {malas[:3]}")


def _cambiado(actual: str, antes: str, despues: str) -> str:
    if not antes:
        cuerpo, _, cola = actual.rpartition(")")
        return f"{cuerpo.rstrip()}{despues}){cola}"
    for buscado in (antes, antes.replace(", ", ",\n\t", 1), antes.replace(", ", ", \n\t", 1)):
        if actual.count(buscado) == 1:
            return actual.replace(buscado, despues)
    raise RuntimeError(f"No se encontró en el esquema: {antes}")
