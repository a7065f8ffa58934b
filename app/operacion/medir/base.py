"""La vara de medir: una lista de 25 filas con Flask, ORM y Jinja, y nada más.

No lleva cuentas, permisos, traducciones ni caché; es lo que costaría la página si la
aplicación no hiciera nada por nadie. Sus filas pesan lo que una propuesta de verdad.
"""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask, Response, render_template, request
from flask_compress import Compress
from jinja2 import DictLoader
from sqlalchemy import Engine, String, create_engine, event, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from app.operacion.medir import textos
from config import Configuracion

FILAS_POR_PAGINA = 25
_PLANTILLA = """<!doctype html><html lang="es"><head><meta charset="utf-8"><title>Lista</title></head><body>
<h1>Propuestas</h1>{% for fila in filas %}<article class="tarjeta" id="p{{ fila.id }}">
<h2><a href="/propuestas/{{ fila.codigo }}">{{ fila.titulo }}</a></h2>
<p class="tarjeta-meta"><span>{{ fila.lugar }}</span> · <span>{{ fila.elemento }}</span>
· <span>{{ fila.estado }}</span></p>
<p class="tarjeta-texto">{{ fila.texto }}</p>
<p><meter min="0" max="500" value="{{ fila.apoyos }}">{{ fila.apoyos }}</meter>
{{ fila.apoyos }} personas apoyan
<a class="boton" href="/propuestas/{{ fila.codigo }}/apoyar">Apoyar</a></p></article>
{% endfor %}</body></html>"""


class _Base(DeclarativeBase):
    pass


class Fila(_Base):
    """Una fila de la vara de medir."""

    __tablename__ = "filas"
    id: Mapped[int] = mapped_column(primary_key=True)
    codigo: Mapped[str] = mapped_column(String(8))
    titulo: Mapped[str] = mapped_column(String(120))
    lugar: Mapped[str] = mapped_column(String(80))
    elemento: Mapped[str] = mapped_column(String(80))
    estado: Mapped[str] = mapped_column(String(20))
    texto: Mapped[str]
    apoyos: Mapped[int]


def sembrar(url: str, filas: int) -> None:
    """Crea la tabla y la llena en bloques de 10.000."""
    motor = create_engine(url)
    _Base.metadata.drop_all(motor)
    _Base.metadata.create_all(motor)
    with motor.begin() as conexion:
        for inicio in range(1, filas + 1, 10_000):
            bloque = range(inicio, min(inicio + 10_000, filas + 1))
            conexion.execute(insert(Fila), [_valores(n) for n in bloque])
    motor.dispose()


def _valores(n: int) -> dict[str, object]:
    return {
        "id": n,
        "codigo": f"{n:08d}",
        "titulo": textos.titulo(n),
        "lugar": f"Barrio {n % 40}",
        "elemento": f"Línea de acción {n % 60}",
        "estado": "publicada",
        "texto": textos.parrafo(n, 4),
        "apoyos": n % 500,
    }


def _motor(url: str) -> Engine:
    motor = create_engine(url)
    if motor.dialect.name == "sqlite":

        @event.listens_for(motor, "connect")
        def _al_conectar(conexion: object, _registro: object) -> None:
            conexion.execute("PRAGMA journal_mode=WAL")  # type: ignore[attr-defined]

    return motor


def crear() -> Flask:
    """La aplicación desnuda; la base va en RUMBO_MEDIR_BASE."""
    app = Flask(__name__)
    if os.environ.get("RUMBO_MEDIR_COMPRIMIR") == "1":
        ajustes = vars(Configuracion()).items()  # la misma compresión que la aplicación
        app.config.from_mapping({clave: valor for clave, valor in ajustes if clave.startswith("COMPRESS_")})
        Compress(app)
    app.jinja_loader = DictLoader({"lista.html": _PLANTILLA})
    motor = _motor(os.environ["RUMBO_MEDIR_BASE"])

    @app.get("/")
    def lista() -> str:
        with Session(motor) as sesion:
            filas = sesion.scalars(select(Fila).order_by(Fila.id.desc()).limit(FILAS_POR_PAGINA)).all()
            return render_template("lista.html", filas=filas)

    @app.get("/grande")
    def grande() -> Response:
        return Response(textos.parrafo(1, 25_000), mimetype="text/plain")

    @app.post("/")
    def recibir() -> dict[str, int]:
        return {"campos": len(request.form)}

    return app


def url_sqlite(carpeta: Path) -> str:
    """La dirección de la base de la vara de medir dentro de `carpeta`."""
    return f"sqlite:///{carpeta / 'vara.sqlite3'}"
