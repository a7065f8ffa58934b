"""La medida de «¿Quisiste decir…?»: qué palabras estropea y cuántas se ofrecen bien."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from flask import Flask

from app.extensiones import db
from app.operacion.medir import acierto, ortografia
from tests.fabricas import procesos

FRASES = (
    "Árboles en la vereda de la escuela",
    "Vereda con sombra y árboles",
    "Bicicletas para la escuela del barrio",
    "Luz en la cancha del barrio",
    "Cancha con luz y sombra",
    "Bicicletas y árboles junto a la cancha",
)


def _archivo() -> str:
    salida = io.StringIO()
    escritor = csv.writer(salida, delimiter=";")
    escritor.writerow(["id", "title", "description"])
    escritor.writerows([n, frase, f"<p>Hace falta:&nbsp;{frase}</p>"] for n, frase in enumerate(FRASES))
    return salida.getvalue()


def test_estropea_palabras_usadas_y_cuenta_las_que_se_ofrecen(app: Flask) -> None:
    casos = ortografia.leer(_archivo())
    assert [c.titulo for c in casos] == list(FRASES) and "<p>" not in casos[0].texto
    acierto.publicar(casos, procesos.proceso())
    db.session.commit()
    pares = ortografia.mal_escritas(casos)
    assert {fallo for fallo, _bien, _mal in pares} == set(ortografia.FALLOS)
    assert not {mal for _fallo, _bien, mal in pares} & {p for f in FRASES for p in f.lower().split()}
    cifras = ortografia.medir(app, pares)
    assert len(cifras.tiempos) == cifras.preguntas.total() == len(pares)
    assert cifras.aciertos.total() >= 0.6 * len(pares)


def test_con_las_palabras_de_madrid_ofrece_mas_de_la_mitad(app: Flask, datos_reales: Path) -> None:
    archivo = datos_reales / "decide-madrid" / "proposals_2024-2025.csv"
    casos = ortografia.leer(archivo.read_text(encoding="utf-8"))[:600]
    acierto.publicar(casos, procesos.proceso())
    db.session.commit()
    cifras = ortografia.medir(app, ortografia.mal_escritas(casos, 60))
    assert cifras.aciertos.total() >= 0.55 * cifras.preguntas.total()
