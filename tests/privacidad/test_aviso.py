"""El aviso de privacidad: sus versiones, quién las publica y cómo se entera quien aceptó una anterior."""

from __future__ import annotations

import html
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from app.cuentas.errores import HaceFaltaClave
from app.cuentas.modelos import Persona
from app.extensiones import db
from app.nucleo.errores import Conflicto, NoPermitido
from app.nucleo.permisos import Rol
from app.nucleo.texto import markdown_seguro
from app.privacidad import consultas, servicios
from tests.cliente import Cliente
from tests.cuentas.comun import registrar
from tests.fabricas.cuentas import CLAVE, entrar, identidad_de, persona, personal

TEXTO = "## Qué guardamos\n\n" + "Guardamos lo mínimo. " * 20
CAMBIOS = "Ahora decimos cuánto tiempo se guarda cada cosa."


def _publicar(sobre: int = 1) -> int:
    numero = servicios.publicar_aviso(identidad_de(personal(Rol.ADMINISTRADORA)), TEXTO, CAMBIOS, sobre)
    db.session.commit()
    return numero


def test_sin_la_clave_escrita_hace_poco_no_se_publica(app: Flask) -> None:
    """La página también la pide; quien llegue al servicio por otro camino tampoco puede."""
    quien = identidad_de(personal(Rol.ADMINISTRADORA))
    with pytest.raises(HaceFaltaClave):
        servicios.publicar_aviso(replace(quien, reautenticada_en=None), TEXTO, CAMBIOS, 1)
    assert consultas.version_vigente() == 1


def test_la_primera_version_viene_con_el_producto(cliente: Cliente) -> None:
    texto = cliente.get("/privacidad").text
    assert "Versión 1" in texto
    assert "Guardamos lo mínimo" in texto
    assert cliente.get("/privacidad/versiones/1").status_code == 200
    assert cliente.get("/privacidad/versiones/2").status_code == 404
    guardamos = cliente.get("/privacidad/que-guardamos").text
    assert "Qué propuestas apoyas" in guardamos and "Propuesta, Fecha, Por dónde" in guardamos


def test_la_edicion_empieza_con_el_texto_en_vigor(cliente: Cliente) -> None:
    """También con el que trae el producto: dice lo mismo que su página, sin reescribirlo."""
    entrar(cliente, personal(Rol.ADMINISTRADORA))
    pagina = cliente.get("/privacidad").text
    editor = cliente.get("/administrar/aviso-de-privacidad").text
    escrito = html.unescape(editor.partition("<textarea")[2].partition(">")[2].partition("</textarea")[0])
    hecho = str(markdown_seguro(escrito))
    for dicho in ("Guardamos lo mínimo", "Solo tú", "Persona retirada", "Documentos de identidad"):
        assert dicho in pagina
        assert dicho in hecho
    assert (hecho.count("<h3>"), hecho.count("<ul>"), hecho.count("<li>")) == (5, 2, 17)
    ruta, cambios = "/administrar/aviso-de-privacidad", {"cambios": CAMBIOS, "sobre": "1"}
    assert cliente.enviar(ruta, {"texto": escrito, **cambios}).location == "/privacidad"
    assert "Guardamos lo mínimo" in cliente.get(ruta).text


def test_publicar_otra_version_y_leer_las_anteriores(cliente: Cliente) -> None:
    entrar(cliente, personal(Rol.ADMINISTRADORA))
    ruta = "/administrar/aviso-de-privacidad"
    assert cliente.get(ruta).status_code == 200
    corto = cliente.enviar(ruta, {"texto": "Poco", "cambios": "x", "sobre": "1"})
    assert corto.status_code == 422
    assert cliente.enviar(ruta, {"texto": TEXTO, "cambios": CAMBIOS, "sobre": "1"}).location == "/privacidad"
    otro = cliente.application.test_client()
    texto = otro.get("/privacidad").text
    assert "Versión 2" in texto
    assert "<h2>Qué guardamos</h2>" in texto or "Qué guardamos" in texto
    assert CAMBIOS in texto
    assert "ya no está en vigor" in otro.get("/privacidad/versiones/1").text
    assert "versión 2" in otro.get("/registro").text
    assert cliente.enviar(ruta, {"texto": TEXTO, "cambios": CAMBIOS, "sobre": "1"}).status_code == 409


@pytest.mark.parametrize("rol", [None, *(r for r in Rol if r not in (Rol.VECINA, Rol.ADMINISTRADORA))])
def test_nadie_mas_publica(app: Flask, rol: Rol | None) -> None:
    with app.test_request_context(), pytest.raises(NoPermitido):
        servicios.publicar_aviso(identidad_de(personal(rol) if rol else persona()), TEXTO, CAMBIOS, 1)


def test_dos_a_la_vez_no_publican_el_mismo_numero(app: Flask) -> None:
    with app.test_request_context():
        assert _publicar() == 2
        with pytest.raises(Conflicto):
            _publicar(sobre=1)


def test_quien_se_registra_guarda_la_version_que_vio(app: Flask, cliente: Cliente) -> None:
    registrar(cliente, "rosa@correo.example")
    assert db.session.scalar(sa.select(Persona.aviso_version)) == 1
    with app.test_request_context():
        _publicar()
    otro: Cliente = cliente.application.test_client()  # type: ignore[assignment]
    registrar(otro, "otra@correo.example")
    vista = sa.select(Persona.aviso_version).where(Persona.correo == "otra@correo.example")
    assert db.session.scalar(vista) == 2


def test_quien_acepto_una_anterior_lo_ve_y_deja_de_verlo(app: Flask, cliente: Cliente) -> None:
    persona(correo="rosa@correo.example", clave=CLAVE, aviso_version=1)
    datos = {"correo": "rosa@correo.example", "clave": CLAVE}
    cliente.enviar("/entrar", datos)
    assert CAMBIOS not in cliente.get("/cuenta").text
    with app.test_request_context():
        _publicar()
    otro: Cliente = cliente.application.test_client()  # type: ignore[assignment]
    otro.enviar("/entrar", datos)
    assert "El aviso de privacidad cambió" in otro.get("/").text
    assert CAMBIOS in otro.get("/cuenta").text
    assert otro.enviar("/privacidad/leido").location == "/cuenta"
    assert CAMBIOS not in otro.get("/cuenta").text


def test_la_version_se_pregunta_una_vez_por_peticion(app: Flask) -> None:
    from tests.recuento import Recuento

    with app.test_request_context(), Recuento(db.engine) as recuento:
        assert [consultas.version_vigente() for _vez in range(3)] == [1, 1, 1]
    assert recuento.numero == 1
