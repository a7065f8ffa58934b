"""Escritura de la auditoría: sellar los hechos nuevos. Lo hace el obrero o la orden, nunca una petición.

**Hasta dónde se sella.** En PostgreSQL el id se toma antes de confirmar, así que uno menor puede aparecer
después de otro mayor; y mirar las transacciones vivas (`pg_snapshot`) deja un resquicio, porque quien inserta
toma el id un instante antes que su número de transacción. Por eso se pide un momento el cerrojo SHARE de la
tabla: quien inserta tiene el suyo desde antes de tomar el id, de modo que al obtenerlo no queda ningún id
repartido y sin confirmar. El id mayor que se ve entonces es el corte: hasta él ya no puede aparecer nada. No
hay plazos que adivinar. El cerrojo espera 0,2 s como mucho, para no hacer esperar a quien escribe, y se
suelta antes de leer; si alguien escribe largo rato (una importación), se sella en la vuelta siguiente. En
SQLite hay un solo escritor y el corte se lee en su turno.

**Dos a la vez.** La cuenta se hace leyendo y solo la fila del sello se escribe: el segundo choca con la clave
primaria y lo deja. Morir a medias no deja nada escrito.
"""

from __future__ import annotations

import secrets
import time

from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError, OperationalError

from app.auditoria import consultas, reglas
from app.auditoria.modelos import Sello
from app.extensiones import db
from app.nucleo import transaccion
from app.nucleo.reloj import ahora

LOTE = 10_000
"""Hechos por sello, como mucho."""

INTENTOS = 5
ESPERA_CERROJO = "200ms"


def sellar() -> int | None:
    """Sella todo lo asentado, por tramos. Devuelve cuántos hechos selló; None si hoy no se pudo saber el
    corte.
    """
    corte = _corte()
    if corte is None:
        return None
    total = 0
    while cuantos := _sellar_tramo(corte):
        total += cuantos
    return total


def _corte() -> int | None:
    """El id hasta el que ya no puede aparecer ningún hecho; None si otro escribe largo rato."""
    for intento in range(INTENTOS):
        try:
            with transaccion.corta() as sesion:
                if sesion.get_bind().dialect.name == "postgresql":
                    sesion.execute(text(f"SET LOCAL lock_timeout = '{ESPERA_CERROJO}'"))
                    sesion.execute(text("LOCK TABLE hechos IN SHARE MODE"))
                return int(sesion.scalar(text("SELECT coalesce(max(id), 0) FROM hechos")) or 0)
        except OperationalError as falla:
            if getattr(falla.orig, "sqlstate", "") != "55P03":  # lock_not_available
                raise
            time.sleep(0.2 * intento)
    return None


def _sellar_tramo(corte: int) -> int:
    """Sella el tramo siguiente; devuelve cuántos hechos, o 0 si no quedan o si otro lo está haciendo."""
    ultimas = consultas.ultimas_cabezas(1)
    numero, anterior, desde = 1, reglas.GENESIS, None
    if ultimas:
        numero, anterior, desde = ultimas[0].numero + 1, ultimas[0].huella, ultimas[0].hasta_id
    hechos = consultas.hechos_entre(desde, corte, LOTE)
    if not hechos:
        return 0
    tramo = reglas.sellar(numero, anterior, hechos, secrets.token_hex(16), ahora())
    fila = {**vars(tramo.cierre), "anterior": anterior, "huella": tramo.huella, "indice": tramo.indice}
    try:
        with transaccion.escritura():
            db.session.execute(insert(Sello).values(fila))
    except IntegrityError:
        return 0  # Otro selló este tramo a la vez: es el mismo.
    return len(hechos)
