"""Traer un padrón de un archivo, por tandas: el sitio sigue atendiendo y nada cambia hasta que se aplica.

El archivo se recorre dos veces, sin cargarlo en memoria. Cada fila se vuelve huella en cuanto se lee; las
huellas se ordenan por trozos en archivos temporales sin nombre (ningún número) y entran ya en orden, que es lo
barato para la base y lo que deja ver las repetidas. La memoria no crece con el tamaño del archivo.
"""

from __future__ import annotations

import hashlib
import heapq
import struct
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

from sqlalchemy import Table, insert, update

from app.extensiones import db
from app.lectura import ArchivoInservible, Registros, codificacion
from app.nucleo import transaccion
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.nucleo.plantillas import a_zona
from app.nucleo.reloj import ahora
from app.padron import consultas, reglas
from app.padron.claves import clave
from app.padron.errores import ImportacionRechazada
from app.padron.modelos import Empadronada, Padron
from app.padron.reglas import Mala, Motivo
from app.territorio import consultas as territorio

TABLA = cast("Table", Empadronada.__table__)
TANDA = 5_000
TROZO = 100_000
MALAS_QUE_SE_LISTAN = 200
BLOQUE = 1 << 20
RESPIRO = 0.5
"""Después de cada tanda se descansa esta parte de lo que tardó: otra escritura puede pasar."""
_REGISTRO = struct.Struct(">32sIqh16s")

Avance = Callable[[str, int, int], None]
"""Recibe la etapa (`mirar`, `leer`, `guardar`), cuánto va y cuánto es en total."""


@dataclass(frozen=True)
class Mirada:
    """Lo que se sabe del archivo antes de leer sus filas."""

    sha256: str
    bytes: int
    lineas: int
    codificacion: str


@dataclass
class _Cuenta:
    """Lo que se junta mientras se lee; va al informe."""

    filas: int = 0
    validas: int = 0
    sin_anio: int = 0
    malas: list[Mala] = field(default_factory=list)
    motivos: Counter[str] = field(default_factory=Counter)
    tipos: Counter[str] = field(default_factory=Counter)
    por_territorio: Counter[int] = field(default_factory=Counter)

    def mala(self, fila: Mala) -> None:
        self.motivos[fila.motivo.value] += 1
        if len(self.malas) < MALAS_QUE_SE_LISTAN:
            self.malas.append(fila)


def importar(
    quien: Identidad,
    ruta: Path,
    *,
    nombre: str,
    fuente: str = "",
    segundo: str | None = None,
    avanzar: Avance = lambda _etapa, _va, _total: None,
) -> int:
    """Prepara una edición nueva con las filas buenas del archivo; devuelve su id. No la pone en vigor.

    `segundo` es la columna del segundo dato: None es «la única que sobra» y vacío, «no hay». Lanza
    `ImportacionRechazada` si el archivo no se puede leer o ninguna fila sirve. Si se corta, la edición queda
    descartada y sus filas se borran después.
    """
    exigir(quien, Permiso.PADRON_IMPORTAR)
    empezo = time.monotonic()
    try:
        mirada = mirar(ruta, avanzar)
        with ruta.open(encoding=mirada.codificacion, errors="replace") as texto:
            registros = Registros(texto)
            forma = reglas.leer_forma(registros.encabezados, segundo)
            padron_id = _empezar(quien, nombre, fuente, forma.segundo)
            try:
                cuenta = _llenar(padron_id, registros, forma, mirada, avanzar)
                _terminar(padron_id, ruta.name, mirada, forma, cuenta, time.monotonic() - empezo)
            except BaseException:
                _abandonar(padron_id)
                raise
    except ArchivoInservible as error:
        raise ImportacionRechazada(error.error) from None
    return padron_id


def mirar(ruta: Path, avanzar: Avance = lambda _e, _v, _t: None) -> Mirada:
    """Recorre los bytes una vez: tamaño, huella del archivo, líneas y en qué codificación está."""
    total, van, lineas, resumen = ruta.stat().st_size, 0, 0, hashlib.sha256()

    def trozos(archivo: IO[bytes]) -> Iterator[bytes]:
        nonlocal van, lineas
        while trozo := archivo.read(BLOQUE):
            resumen.update(trozo)
            lineas += trozo.count(b"\n")
            van += len(trozo)
            yield trozo
            avanzar("mirar", van, total)

    with ruta.open("rb") as archivo:
        hallada = codificacion(trozos(archivo))
    if hallada is None:
        raise ArchivoInservible("no_es_texto")
    return Mirada(resumen.hexdigest(), total, lineas, hallada)


def _empezar(quien: Identidad, nombre: str, fuente: str, segundo: str) -> int:
    with transaccion.escritura():
        nuevo = Padron(
            modalidad="importado",
            nombre=nombre[:160],
            fuente=fuente[:200],
            segundo_campo=segundo[:40],
            estado="preparacion",
            autora_id=quien.persona_id,
            creado_en=ahora(),
        )
        db.session.add(nuevo)
        db.session.flush()
        return nuevo.id


def _llenar(
    padron_id: int, registros: Registros, forma: reglas.Forma, mirada: Mirada, avanzar: Avance
) -> _Cuenta:
    cuenta, llave = _Cuenta(), clave()
    contexto = reglas.Contexto(
        {codigo.casefold(): lugar.id for codigo, lugar in territorio.arbol().codigos.items()},
        a_zona(ahora()).year,
    )
    db.session.rollback()
    with ExitStack() as pila:
        trozos: list[IO[bytes]] = []
        presentes: list[bytes] = []
        for fila in reglas.filas(registros, forma, contexto):
            cuenta.filas += 1
            if isinstance(fila, Mala):
                cuenta.mala(fila)
            else:
                cuenta.tipos[fila.tipo] += 1
                presentes.append(_registro(fila, llave))
            if len(presentes) == TROZO:
                trozos.append(pila.enter_context(_a_un_lado(presentes)))
                presentes = []
            if cuenta.filas % TANDA == 0:
                avanzar("leer", cuenta.filas, mirada.lineas)
        presentes.sort()
        ordenados = heapq.merge(*(_leer(t) for t in trozos), iter(presentes))
        total = cuenta.filas - sum(cuenta.motivos.values())
        for tanda in _tandas(padron_id, ordenados, cuenta):
            _guardar(tanda)
            avanzar("guardar", cuenta.validas, total)
    if not cuenta.validas:
        raise ArchivoInservible("sin_filas")
    return cuenta


def _registro(fila: reglas.Buena, llave: bytes) -> bytes:
    """La fila sin su número: huella, fila, territorio, año y comprobación, en 62 bytes que se ordenan solos."""
    huella = reglas.huella(llave, fila.tipo, fila.numero)
    comprobacion = reglas.comprobacion(llave, huella, fila.segundo)
    return _REGISTRO.pack(
        bytes.fromhex(huella), fila.fila, fila.territorio_id, fila.nacimiento or 0, bytes.fromhex(comprobacion)
    )


def _a_un_lado(registros: list[bytes]) -> IO[bytes]:
    """Un trozo ordenado en un archivo temporal sin nombre: solo lleva huellas."""
    registros.sort()
    archivo = tempfile.TemporaryFile()  # noqa: SIM115 — lo cierra quien lo pide
    archivo.write(b"".join(registros))
    archivo.seek(0)
    return archivo


def _leer(archivo: IO[bytes]) -> Iterator[bytes]:
    while bloque := archivo.read(_REGISTRO.size * 2_000):
        for i in range(0, len(bloque), _REGISTRO.size):
            yield bloque[i : i + _REGISTRO.size]


def _tandas(padron_id: int, registros: Iterator[bytes], cuenta: _Cuenta) -> Iterator[list[dict[str, Any]]]:
    """Las filas en orden de huella, por tandas; de las repetidas vale la primera del archivo."""
    momento, anterior, de_antes, tanda = ahora(), b"", 0, list[dict[str, Any]]()
    for registro in registros:
        huella, fila, lugar, anio, comprobacion = _REGISTRO.unpack(registro)
        if huella == anterior:
            cuenta.mala(Mala(fila, "numero", Motivo.REPETIDA, de_antes))
            continue
        anterior, de_antes = huella, fila
        cuenta.validas += 1
        cuenta.sin_anio += not anio
        cuenta.por_territorio[lugar] += 1
        tanda.append(
            {
                "padron_id": padron_id,
                "huella": huella.hex(),
                "territorio_id": lugar,
                "nacimiento": anio or None,
                "comprobacion": comprobacion.hex() if any(comprobacion) else "",
                "fundamento": "domicilio",
                "alta_en": momento,
            }
        )
        if len(tanda) == TANDA:
            yield tanda
            tanda = []
    if tanda:
        yield tanda


def _guardar(tanda: list[dict[str, Any]]) -> None:
    """Una tanda en su propia transacción corta; después, un respiro para las demás escrituras."""
    empezo = time.monotonic()
    with transaccion.escritura():
        db.session.execute(insert(TABLA), tanda)
    time.sleep(min(0.2, (time.monotonic() - empezo) * RESPIRO))


def _terminar(
    padron_id: int, archivo: str, mirada: Mirada, forma: reglas.Forma, cuenta: _Cuenta, segundos: float
) -> None:
    diferencia = consultas.comparar(padron_id, cuenta.validas, consultas.vigente())
    db.session.rollback()
    malas = sorted(cuenta.malas, key=lambda m: m.fila)
    informe = {
        "archivo": archivo,
        "sha256": mirada.sha256,
        "bytes": mirada.bytes,
        "codificacion": mirada.codificacion,
        "ignoradas": list(forma.ignoradas),
        "segundos": round(segundos, 1),
        "sin_anio": cuenta.sin_anio,
        "motivos": dict(cuenta.motivos.most_common()),
        "malas": [
            {"fila": m.fila, "columna": m.columna, "motivo": m.motivo.value, "otra": m.otra} for m in malas
        ],
        "tipos": dict(cuenta.tipos.most_common(30)),
        "por_territorio": {str(t): n for t, n in sorted(cuenta.por_territorio.items())},
        "diferencia": diferencia,
    }
    with transaccion.escritura():
        db.session.execute(
            update(Padron)
            .where(Padron.id == padron_id, Padron.estado == "preparacion")
            .values(estado="listo", filas=cuenta.filas, validas=cuenta.validas, informe=informe)
        )


def _abandonar(padron_id: int) -> None:
    """Una importación cortada se descarta; si ni eso se puede, la orden de limpiar lo hará."""
    with suppress(Exception), transaccion.escritura():
        db.session.execute(
            update(Padron)
            .where(Padron.id == padron_id, Padron.estado == "preparacion")
            .values(estado="descartado", reemplazado_en=ahora())
        )
