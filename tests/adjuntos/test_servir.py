"""Cada archivo se sirve solo a quien puede ver aquello a lo que acompaña, y con cabeceras que lo desarman."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask import Flask

from app.adjuntos import almacen, consultas, servicios
from app.contenido.modelos import Contenido
from app.contenido.servicios import crear_contenido
from app.cuentas.modelos import Persona
from app.extensiones import db
from app.nucleo.permisos import Identidad, Rol
from app.propuestas import servicios as propuestas_servicios
from tests.cliente import Cliente
from tests.fabricas import cuentas, propuestas
from tests.fabricas.adjuntos import imagen, pdf, subido
from tests.fabricas.propuestas import codigo_de

FICHA = "formulario-de-prueba"


@dataclass
class Escena:
    """Un borrador con una foto y un documento, y quien los subió."""

    autora: Persona
    quien: Identidad
    ident: int
    codigo: str
    foto: str
    documento: str

    @property
    def rutas(self) -> list[str]:
        """Las tres direcciones de sus archivos."""
        return [
            f"/adjuntos/{self.foto}.webp",
            f"/adjuntos/{self.foto}-480.webp",
            f"/adjuntos/{self.documento}.pdf",
        ]


@pytest.fixture
def escena(app: Flask) -> Escena:
    autora = cuentas.persona()
    quien = cuentas.identidad_de(autora)
    p = propuestas.borrador(quien)
    archivos = [subido("parada.png", imagen()), subido("plano del\u202e barrio; v2.pdf", pdf())]
    foto, documento = servicios.recibir(quien, archivos, FICHA).guardados
    return Escena(autora, quien, p.id, codigo_de(p), foto.clave, documento.clave)


def _poner(e: Escena) -> None:
    servicios.adjuntar(e.quien, FICHA, e.ident, {e.foto: "Una parada"})
    db.session.commit()


def _publicar(e: Escena) -> None:
    _poner(e)
    propuestas_servicios.publicar(e.quien, e.codigo)
    db.session.commit()


def _ocultar(e: Escena) -> None:
    db.session.execute(sa.update(Contenido).where(Contenido.id == e.ident).values(estado="oculto"))
    db.session.commit()


def _estados(cliente: Cliente, e: Escena) -> list[int]:
    return [cliente.get(ruta).status_code for ruta in e.rutas]


SI, NO = [200] * 3, [404] * 3


def _otras(cliente: Cliente, app: Flask) -> dict[str, Cliente]:
    vecina, moderadora = app.test_client(), app.test_client()
    cuentas.entrar(vecina, cuentas.persona())
    cuentas.entrar(moderadora, cuentas.personal(Rol.MODERADORA))
    return {"nadie": cliente, "vecina": vecina, "moderadora": moderadora}  # type: ignore[dict-item]


def test_lo_suelto_y_lo_de_un_borrador_solo_es_de_su_autora(
    app: Flask, cliente: Cliente, escena: Escena
) -> None:
    autora = app.test_client()
    cuentas.entrar(autora, escena.autora)
    for _vez in range(2):
        for otra in _otras(cliente, app).values():
            assert _estados(otra, escena) == NO
        assert _estados(autora, escena) == SI  # type: ignore[arg-type]
        assert autora.get(escena.rutas[0]).headers["Cache-Control"] == "private, no-store"
        _poner(escena)


def test_lo_publicado_lo_ve_cualquiera(app: Flask, cliente: Cliente, escena: Escena) -> None:
    _publicar(escena)
    for otra in _otras(cliente, app).values():
        assert _estados(otra, escena) == SI


def test_lo_oculto_solo_lo_ven_su_autora_y_el_personal(app: Flask, cliente: Cliente, escena: Escena) -> None:
    _publicar(escena)
    _ocultar(escena)
    otras = _otras(cliente, app)
    autora = app.test_client()
    cuentas.entrar(autora, escena.autora)
    assert _estados(otras["nadie"], escena) == _estados(otras["vecina"], escena) == NO
    assert _estados(otras["moderadora"], escena) == _estados(autora, escena) == SI  # type: ignore[arg-type]
    assert autora.get(escena.rutas[0]).headers["Cache-Control"] == "private, no-store"


def test_lo_retirado_se_sigue_viendo_como_su_texto(app: Flask, cliente: Cliente, escena: Escena) -> None:
    _publicar(escena)
    propuestas_servicios.retirar(escena.quien, escena.codigo, "Ya se hizo la obra.")
    db.session.commit()
    assert _estados(cliente, escena) == SI


def test_si_ningun_area_responde_por_el_contenido_no_se_sirve(app: Flask, escena: Escena) -> None:
    ajeno = crear_contenido("plan", escena.autora.id)
    servicios.adjuntar(escena.quien, FICHA, ajeno.id, {escena.foto: "Una parada"})
    assert consultas.servible(escena.foto, "imagen", escena.quien) is None
    assert not consultas.puede_cambiar(ajeno.id, escena.quien)


def test_cabeceras_de_lo_servido(cliente: Cliente, escena: Escena) -> None:
    _publicar(escena)
    for ruta, tipo in zip(escena.rutas, ("image/webp", "image/webp", "application/pdf"), strict=True):
        respuesta = cliente.get(ruta)
        cabeceras = respuesta.headers
        assert respuesta.content_type == tipo
        assert cabeceras["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert cabeceras["X-Content-Type-Options"] == "nosniff"
        assert cabeceras["Cross-Origin-Resource-Policy"] == "same-origin"
        assert cabeceras["Cache-Control"] == "public, max-age=86400, immutable"
        assert "Set-Cookie" not in cabeceras
        de_nuevo = cliente.get(ruta, headers={"If-None-Match": cabeceras["ETag"]})
        assert de_nuevo.status_code == 304
        assert (cabeceras.get("Content-Disposition") or "").startswith("attachment") == ruta.endswith(".pdf")
    disposicion = cliente.get(escena.rutas[2]).headers["Content-Disposition"]
    assert "barrio_ v2.pdf" in disposicion and "\u202e" not in disposicion


@pytest.mark.parametrize(
    "ruta",
    [
        "/adjuntos/{foto}.pdf",
        "/adjuntos/{documento}.webp",
        "/adjuntos/{documento}-480.webp",
        "/adjuntos/" + "0" * 32 + ".webp",
        "/adjuntos/../../rumbo.sqlite3",
        "/adjuntos/..%2f..%2fsecretos%2fclave_secreta",
        "/adjuntos/" + "..%2f" * 6 + "aa.webp",
        "/adjuntos/{foto}",
        "/adjuntos/{FOTO}.webp",
        "/subidas/{foto}.webp",
    ],
)
def test_ninguna_otra_direccion_sirve_nada(cliente: Cliente, escena: Escena, ruta: str) -> None:
    _publicar(escena)
    direccion = ruta.format(foto=escena.foto, documento=escena.documento, FOTO="A" + escena.foto[1:].upper())
    assert cliente.get(direccion).status_code == 404


def test_si_falta_el_archivo_es_404_y_no_un_fallo(cliente: Cliente, escena: Escena) -> None:
    _publicar(escena)
    almacen.borrar([escena.foto])
    assert cliente.get(escena.rutas[0]).status_code == 404
