"""Lo que se va con una cuenta aunque no esté a su nombre en público, y lo que nunca se toca de las demás."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from app.adjuntos.modelos import Adjunto
from app.cuentas.errores import HaceFaltaClave
from app.cuentas.modelos import Persona
from app.extensiones import db
from app.nucleo.permisos import Rol
from app.nucleo.reloj import ahora
from app.privacidad import consultas, servicios
from app.propuestas.modelos import Propuesta
from tests.fabricas import participacion, propuestas
from tests.fabricas.cuentas import identidad_de, persona, personal

HACE_RATO = dt.timedelta(minutes=11)


def _suelto(persona_id: int, clave: str) -> None:
    """Un archivo subido a un formulario que no se llegó a enviar."""
    db.session.add(
        Adjunto(
            clave=clave, clase="pdf", persona_id=persona_id, formulario=f"f-{clave}", nombre="recibo.pdf",
            peso=1, huella=clave[0] * 64, creado_en=ahora(),
        )
    )  # fmt: skip
    db.session.commit()


def test_lo_subido_y_no_enviado_se_borra_y_lo_de_otra_queda(app: Flask) -> None:
    ella, otra = persona().id, persona().id
    _suelto(ella, "a" * 32)
    _suelto(otra, "b" * 32)
    with app.test_request_context():
        servicios.suprimir(ella, autora_id=ella, motivo="Prueba.")
        db.session.commit()
    assert db.session.scalars(sa.select(Adjunto.persona_id)).all() == [otra]


def test_la_foto_de_lo_publicado_se_queda_con_lo_publicado(app: Flask) -> None:
    ella = persona()
    p = propuestas.propuesta(identidad_de(ella))
    _suelto(ella.id, "c" * 32)
    puesto = db.session.scalars(sa.select(Adjunto)).one()
    puesto.contenido_id, puesto.formulario = p.id, None
    db.session.commit()
    with app.test_request_context():
        servicios.suprimir(ella.id, autora_id=ella.id, motivo="Prueba.")
        db.session.commit()
    assert db.session.scalars(sa.select(Adjunto.contenido_id)).all() == [p.id]


def test_sin_la_clave_escrita_hace_poco_no_se_borra_ninguna_cuenta(app: Flask) -> None:
    """La página también la pide; quien llegue al servicio por otro camino tampoco puede."""
    sin_clave = persona(correo=None).id
    ella, facilitadora = (
        replace(identidad_de(p), reautenticada_en=ahora() - HACE_RATO)
        for p in (persona(), personal(Rol.FACILITADORA))
    )
    with pytest.raises(HaceFaltaClave):
        servicios.borrar_mi_cuenta(ella)
    with pytest.raises(HaceFaltaClave):
        servicios.borrar_en_mostrador(facilitadora, sin_clave)
    assert set(db.session.scalars(sa.select(Persona.estado))) == {"activa"}


def test_la_descarga_no_trae_lo_que_escribio_otra(app: Flask) -> None:
    otra, ella = identidad_de(persona()), persona().id
    publicada = propuestas.propuesta(otra, titulo="Un título ajeno")
    propuestas.borrador(otra, titulo="Un borrador ajeno")
    participacion.comentario(propuestas.codigo_de(publicada), otra, "Un comentario ajeno")
    with app.test_request_context():
        bloques = {b.clave: b.filas for b in consultas.datos_de(ella)}
        texto = json.dumps(consultas.como_json(consultas.datos_de(ella)))
    assert "ajeno" not in texto
    assert [clave for clave, filas in bloques.items() if filas and clave != "personas.id"] == []


def test_la_descarga_trae_todo_lo_que_escribio_en_su_propuesta(app: Flask) -> None:
    """También una columna de texto que se añada después: o va en la descarga o se dice aquí por qué no."""
    del_sistema = {"estado", "origen", "origen_id", "origen_url"}
    ella = identidad_de(persona())
    suya = propuestas.propuesta(ella).id
    textos = {c.name for c in Propuesta.__table__.columns if isinstance(c.type, sa.String)} - del_sistema
    marcas = {c: f"marca de {c}" for c in textos}
    db.session.execute(sa.update(Propuesta).where(Propuesta.id == suya).values(marcas))
    with app.test_request_context():
        (fila,) = next(b.filas for b in consultas.datos_de(ella.persona) if b.clave == "propuestas.id")
    assert {c: fila.get(c) for c in textos} == marcas
