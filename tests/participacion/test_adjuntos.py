"""Un comentario con una foto: se ve con él, se va con él y un rechazo no la pierde."""

from __future__ import annotations

import io

from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from app.adjuntos.modelos import Adjunto
from app.contenido.modelos import Contenido
from app.extensiones import db
from app.participacion.modelos import Comentario
from tests.cliente import Cliente
from tests.fabricas import cuentas, propuestas


def _foto() -> io.BytesIO:
    datos = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(datos, "JPEG")
    datos.seek(0)
    return datos


def _enviar(cliente: Cliente, codigo: str, **mas: object) -> tuple[int, str]:
    datos = {"texto": "Así está.", "posicion": "aporte", "archivos": (_foto(), "plaza.jpg"), **mas}
    r = cliente.enviar(f"/c/{codigo}/conversacion", datos, content_type="multipart/form-data")
    return r.status_code, r.get_data(as_text=True) if r.status_code != 303 else r.location


def test_la_foto_se_ve_con_su_texto_y_se_va_al_retirarlo(app: Flask, cliente: Cliente) -> None:
    codigo = propuestas.codigo_de(propuestas.propuesta())
    cuentas.entrar(cliente, cuentas.persona(acreditacion=1))
    estado, donde = _enviar(cliente, codigo, descripcion_nueva="La plaza sin bancas")
    assert estado == 303
    for ruta in (donde, f"/c/{codigo}/conversacion"):
        assert 'alt="La plaza sin bancas"' in cliente.get(ruta).get_data(as_text=True)
    clave = db.session.scalars(select(Adjunto.clave)).one()
    otra: Cliente = app.test_client()  # type: ignore[assignment]
    assert "La plaza sin bancas" in otra.get(donde).get_data(as_text=True)
    assert cliente.enviar(f"{donde}/retirar").status_code == 303
    assert db.session.scalar(select(func.count()).where(Adjunto.clave == clave)) == 0


def test_sin_decir_que_se_ve_no_se_publica_y_la_foto_queda(app: Flask, cliente: Cliente) -> None:
    codigo = propuestas.codigo_de(propuestas.propuesta())
    cuentas.entrar(cliente, cuentas.persona(acreditacion=1))
    estado, html = _enviar(cliente, codigo)
    assert estado == 422 and "Di qué se ve en la foto" in html and "Así está." in html
    assert db.session.scalar(select(func.count()).select_from(Comentario)) == 0
    assert db.session.scalar(select(func.count()).select_from(Adjunto)) == 1
    assert db.session.scalar(select(func.count()).where(Contenido.clase == "comentario")) == 0


def test_quien_no_puede_comentar_no_sube_nada(app: Flask, cliente: Cliente) -> None:
    codigo = propuestas.codigo_de(propuestas.propuesta())
    cuentas.entrar(cliente, cuentas.persona(acreditacion=0))
    assert _enviar(cliente, codigo)[0] == 403
    assert db.session.scalar(select(func.count()).select_from(Adjunto)) == 0
