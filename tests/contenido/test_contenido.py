"""El ancla: códigos que se dictan bien, enlaces sin repetir y hechos que no se borran."""

from __future__ import annotations

import random

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.contenido import consultas, servicios
from app.contenido.modelos import Contenido, Enlace, Etiqueta, Hecho
from app.contenido.reglas import ALFABETO, mostrar_codigo, normalizar_codigo, nuevo_codigo
from app.extensiones import db


@given(st.integers())
def test_un_codigo_se_reconoce_como_se_teclee(semilla: int) -> None:
    codigo = nuevo_codigo(random.Random(semilla).choice)
    for tecleado in (codigo, codigo.lower(), mostrar_codigo(codigo), f" {codigo[:2]} {codigo[2:]}. "):
        assert normalizar_codigo(tecleado) == codigo


@given(st.text(max_size=20))
def test_lo_que_no_es_codigo_no_lo_parece(texto: str) -> None:
    codigo = normalizar_codigo(texto)
    assert codigo is None or (len(codigo) == 8 and set(codigo) <= set(ALFABETO))


def test_sin_letras_que_se_confunden() -> None:
    assert not set("01OIL") & set(ALFABETO)
    assert normalizar_codigo("KX7M-2RV0") is None


def test_los_hechos_solo_se_anaden(app: Flask) -> None:
    contenido = servicios.crear_contenido("propuesta", None)
    servicios.anotar_hecho("propuestas.publicada", contenido.id, None)
    db.session.commit()
    for orden in (sa.update(Hecho).values(motivo="otro"), sa.delete(Hecho)):
        with pytest.raises(sa.exc.DatabaseError, match="solo se añade"), db.session.begin_nested():
            db.session.execute(orden)
    assert [h.clase for h in consultas.hechos_de(contenido.id)] == ["propuestas.publicada"]


def test_hechos_reservados_no_salen(app: Flask) -> None:
    contenido = servicios.crear_contenido("propuesta", None)
    servicios.anotar_hecho("prueba.reservado", contenido.id, None, publico=False)
    assert consultas.hechos_de(contenido.id) == []
    assert len(consultas.hechos_de(contenido.id, solo_publicos=False)) == 1


def test_enlazar_dos_veces_es_una(app: Flask) -> None:
    uno, otro = servicios.crear_contenido("propuesta", None), servicios.crear_contenido("elemento", None)
    for _ in range(2):
        servicios.enlazar(uno.id, otro.id, "contribuye", None)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Enlace)) == 1


def test_etiquetas_iguales_sin_acentos(app: Flask) -> None:
    contenido = servicios.crear_contenido("propuesta", None)
    servicios.etiquetar(contenido.id, ["Iluminación", "iluminacion", "agua"])
    assert [e.clave for e in consultas.etiquetas_de(contenido.id)] == ["agua", "iluminacion"]
    servicios.etiquetar(contenido.id, ["agua"])
    assert [e.nombre for e in consultas.etiquetas_de(contenido.id)] == ["agua"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Etiqueta)) == 2


def test_por_codigo(app: Flask) -> None:
    contenido = servicios.crear_contenido("plan", None)
    db.session.commit()
    hallado = consultas.por_codigo(mostrar_codigo(contenido.codigo).lower())
    assert isinstance(hallado, Contenido) and hallado.id == contenido.id
    assert consultas.por_codigo("nada") is None
