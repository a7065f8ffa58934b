"""Padrones, puntos, cortes y objeciones para las pruebas. Los números son inventados y reconocibles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from app.extensiones import db
from app.nucleo import transaccion
from app.nucleo.permisos import OPERACION
from app.nucleo.reloj import ahora
from app.padron import consultas, servicios
from app.padron.modelos import Objecion, Padron, PuntoAtencion
from app.procesos.modelos import Proceso
from app.territorio.modelos import Territorio

ENCABEZADO = "tipo;numero;territorio;nacimiento;fecha_emision"
SEGUNDO = "31/12/2015"
_numero = count(1)
Fila = tuple[str, str, str, str, str]


def documento(n: int) -> str:
    """Un número que no se confunde con nada de la base: 77 y ocho cifras."""
    return f"77{n:08d}"


def archivo(carpeta: Path, filas: Sequence[Fila | str], *, encabezado: str = ENCABEZADO, **mas: str) -> Path:
    """Un CSV con esas filas; una que es texto va tal cual."""
    ruta = carpeta / f"padron{next(_numero)}.csv"
    lineas = [encabezado, *(f if isinstance(f, str) else ";".join(f) for f in filas)]
    ruta.write_text("\n".join(lineas) + "\n", encoding=mas.get("codificacion", "utf-8"))
    return ruta


def fila(n: int, lugar: Territorio, *, nacimiento: int = 1980, segundo: str = SEGUNDO) -> Fila:
    """La fila de la persona número `n`."""
    return ("cedula", documento(n), lugar.codigo, str(nacimiento), segundo)


def importado(carpeta: Path, filas: Sequence[Fila | str], *, aplicar: bool = True) -> Padron:
    """Una edición importada de un archivo y, salvo que se diga, en vigor."""
    padron_id = servicios.importar(OPERACION, archivo(carpeta, filas), nombre=f"Edición {next(_numero)}")
    if aplicar:
        with transaccion.escritura():
            servicios.aplicar(OPERACION, padron_id)
    hallado = consultas.edicion(padron_id)
    assert hallado is not None
    return hallado


def abierto(*pruebas: str) -> int:
    """El padrón abierto, con las pruebas dichas o todas."""
    padron_id = servicios.abrir_padron(OPERACION, "Padrón abierto", pruebas)
    db.session.commit()
    return padron_id


def punto(nombre: str | None = None, *, en: Territorio | None = None, **datos: object) -> PuntoAtencion:
    """Un punto de atención."""
    n = next(_numero)
    valores = {"direccion": "Calle 5 y Los Ceibos", "horario": "Lunes a viernes, 8:00 a 16:00", **datos}
    nuevo = PuntoAtencion(nombre=nombre or f"Casa comunal {n}", territorio_id=en.id if en else None, **valores)
    db.session.add(nuevo)
    db.session.commit()
    return nuevo


def corte(proceso: Proceso, *, dias: int = 10) -> int:
    """Un corte de ahora mismo, con esos días para objetar."""
    momento = ahora()
    plazo = momento + dt.timedelta(days=dias)
    return servicios.crear_corte(OPERACION, proceso.id, f"Corte {next(_numero)}", momento, plazo, plazo)


def objecion(corte_id: int, **datos: object) -> Objecion:
    """Una objeción recibida."""
    n = next(_numero)
    valores = {
        "clase": "falto", "texto": "Vivo aquí y no estoy.", "codigo_huella": f"{n:064d}",
        "recibida_en": ahora(), **datos,
    }  # fmt: skip
    nueva = Objecion(corte_id=corte_id, **valores)
    db.session.add(nueva)
    db.session.commit()
    return nueva
