"""Comprobar que estoy en el padrón y acreditar en un mostrador: una persona, una cuenta, y ninguna pista."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.contenido.modelos import Hecho
from app.cuentas.modelos import Persona
from app.extensiones import db
from app.nucleo.errores import Invalido, NoPermitido
from app.nucleo.permisos import OPERACION, Rol
from app.nucleo.reloj import ahora
from app.padron import consultas, servicios
from app.padron.errores import NoCoincide, YaVinculada
from app.padron.modelos import Empadronada, Padron, Vinculo
from tests.cliente import Cliente
from tests.fabricas import cuentas, territorio
from tests.fabricas import padron as fabrica
from tests.recuento import Recuento

PAGINA = "/cuenta/padron"


def datos(n: int, segundo: str = fabrica.SEGUNDO) -> dict[str, str]:
    return {"tipo": "cedula", "numero": fabrica.documento(n), "segundo": segundo}


def sin_fichas(html: str) -> str:
    return re.sub(r'(name="csrf_token"[^>]*value=")[^"]+', r"\1", html)


@pytest.fixture
def lugar(app: Flask, tmp_path: Path) -> object:
    """Un barrio con cincuenta personas en el padrón en vigor."""
    lugar = territorio.lugar()
    fabrica.importado(tmp_path, [fabrica.fila(n, lugar, nacimiento=1990) for n in range(50)])
    return lugar


def test_los_dos_datos_dan_la_acreditacion_dos(app: Flask, cliente: Cliente, lugar: object) -> None:
    quien = cuentas.persona()
    quien_id, lugar_id = quien.id, lugar.id  # type: ignore[attr-defined]
    cuentas.entrar(cliente, quien)
    assert cliente.get(PAGINA).status_code == 200
    escrito = {"tipo": "cedula", "numero": "77.000.000-01", "segundo": "2015-12-31"}
    assert cliente.enviar(PAGINA, escrito).status_code == 303
    db.session.expire_all()
    p = db.session.get_one(Persona, quien_id)
    assert (p.acreditacion, p.nacimiento, p.territorio_id) == (2, 1990, lugar_id)
    vinculo = db.session.scalars(sa.select(Vinculo)).one()
    assert (vinculo.persona_id, vinculo.medio) == (p.id, "linea")
    hecho = db.session.scalars(sa.select(Hecho).where(Hecho.clase == "padron.acreditada")).one()
    assert (hecho.persona_id, hecho.publico, hecho.datos) == (p.id, False, {})
    assert "Estás en el padrón" in cliente.get(PAGINA).get_data(as_text=True)
    assert consultas.persona_por_documento("Cédula", "77-0000-0001") == quien_id


def test_los_tres_fallos_se_responden_igual(app: Flask, cliente: Cliente, lugar: object) -> None:
    ya = cuentas.identidad_de(cuentas.persona())
    with app.test_request_context():
        servicios.comprobar_en_linea(ya, **datos(2))
        db.session.commit()
    paginas = set()
    cuentas.entrar(cliente, cuentas.persona())
    for intento in (datos(99), datos(1, "30/12/2015"), datos(2)):
        respuesta = cliente.enviar(PAGINA, intento)
        assert respuesta.status_code == 422
        html = respuesta.get_data(as_text=True)
        assert intento["numero"] not in html and intento["segundo"] not in html
        paginas.add(sin_fichas(html))
    assert len(paginas) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Vinculo)) == 1


def test_los_tres_fallos_hacen_las_mismas_consultas(
    app: Flask, lugar: object, contar: Callable[[], Recuento]
) -> None:
    ya = cuentas.identidad_de(cuentas.persona())
    vistas = set()
    with app.test_request_context():
        servicios.comprobar_en_linea(ya, **datos(2))
        db.session.commit()
        for intento in (datos(99), datos(1, "30/12/2015"), datos(2)):
            quien = cuentas.identidad_de(cuentas.persona())
            with contar() as r, pytest.raises(Exception, match="No pudimos"):
                servicios.comprobar_en_linea(quien, **intento)
            vistas.add(tuple(r.consultas))
            db.session.rollback()
    assert len(vistas) == 1


def test_el_limite_es_por_cuenta_por_red_y_por_documento(app: Flask, cliente: Cliente, lugar: object) -> None:
    cuentas.entrar(cliente, cuentas.persona())
    for _vez in range(5):
        assert cliente.enviar(PAGINA, datos(1, "otra")).status_code == 422
    respuesta = cliente.enviar(PAGINA, datos(1))
    assert respuesta.status_code == 429, "aunque ahora acierte"
    assert "Por hoy no se puede probar más" in respuesta.get_data(as_text=True)
    assert int(respuesta.headers["Retry-After"]) > 0
    for n in range(5):
        cuentas.entrar(cliente, cuentas.persona())
        assert cliente.enviar(PAGINA, datos(1, "otra")).status_code == (422 if n < 4 else 429), (
            "diez por documento"
        )


def test_veinte_al_dia_desde_una_misma_red(app: Flask, cliente: Cliente, lugar: object) -> None:
    for n in range(20):
        if n % 5 == 0:
            cuentas.entrar(cliente, cuentas.persona())
        assert cliente.enviar(PAGINA, datos(100 + n)).status_code == 422
    cuentas.entrar(cliente, cuentas.persona())
    assert cliente.enviar(PAGINA, datos(1)).status_code == 429, "otra cuenta y otro documento"


def test_una_fila_dada_de_baja_no_une_a_nadie(app: Flask, lugar: object) -> None:
    db.session.execute(sa.update(Empadronada).values(baja_en=ahora()))
    db.session.commit()
    with app.test_request_context(), pytest.raises(NoCoincide):
        servicios.comprobar_en_linea(cuentas.identidad_de(cuentas.persona()), **datos(1))


def test_comprobarse_en_linea_no_rebaja_a_quien_ya_vino_en_persona(app: Flask, lugar: object) -> None:
    quien = cuentas.persona(acreditacion=3)
    with app.test_request_context():
        servicios.comprobar_en_linea(cuentas.identidad_de(quien), **datos(1))
    db.session.commit()
    assert quien.acreditacion == 3


def test_al_separar_el_motivo_no_guarda_numeros(app: Flask, lugar: object) -> None:
    quien = cuentas.persona()
    servicios.acreditar_en_mostrador(
        facilitadora(), quien.id, "cedula", fabrica.documento(4), pruebas=DOCUMENTO
    )
    with pytest.raises(Invalido) as error:
        servicios.desvincular(OPERACION, quien.id, f"El documento {fabrica.documento(4)} no es suyo.")
    assert error.value.campo == "motivo"
    assert consultas.vinculo_de(quien.id) is not None


def test_cada_fallo_ofrece_el_punto_mas_cercano(app: Flask, cliente: Cliente, lugar: object) -> None:
    fabrica.punto("Casa comunal de La Ribera")
    cuentas.entrar(cliente, cuentas.persona())
    for respuesta in (cliente.get(PAGINA), cliente.enviar(PAGINA, datos(99))):
        html = respuesta.get_data(as_text=True)
        assert "Casa comunal de La Ribera" in html and "Lunes a viernes, 8:00 a 16:00" in html


def test_sin_segundo_dato_o_sin_correo_confirmado_no_se_ofrece(
    app: Flask, cliente: Cliente, tmp_path: Path
) -> None:
    cuentas.entrar(cliente, cuentas.persona())
    assert 'name="numero"' not in cliente.get(PAGINA).get_data(as_text=True)
    fabrica.importado(tmp_path, [fabrica.fila(1, territorio.lugar())])
    assert 'name="numero"' in cliente.get(PAGINA).get_data(as_text=True)
    cuentas.entrar(cliente, cuentas.persona(acreditacion=0))
    assert 'name="numero"' not in cliente.get(PAGINA).get_data(as_text=True)
    assert cliente.enviar(PAGINA, datos(1)).status_code == 200
    with app.test_request_context(), pytest.raises(NoPermitido):
        servicios.comprobar_en_linea(cuentas.identidad_de(cuentas.persona(acreditacion=0)), **datos(1))
    assert consultas.persona_por_documento("cedula", fabrica.documento(1)) is None


DOCUMENTO = ["documento"]


def facilitadora() -> object:
    return cuentas.identidad_de(cuentas.personal(Rol.FACILITADORA))


def test_en_el_mostrador_quien_esta_en_el_padron_queda_en_tres(app: Flask, lugar: object) -> None:
    quien = cuentas.persona(acreditacion=0)
    punto = fabrica.punto()
    hecha = servicios.acreditar_en_mostrador(
        facilitadora(), quien.id, "cedula", fabrica.documento(4), pruebas=["documento"], punto_id=punto.id
    )
    assert (hecha.acreditacion, hecha.via, hecha.nacimiento) == (3, "importado", 1990)
    vinculo = consultas.vinculo_de(quien.id)
    assert vinculo is not None
    assert (vinculo.medio, vinculo.pruebas, vinculo.punto_id) == ("mostrador", ["documento"], punto.id)
    with pytest.raises(Invalido) as error:
        otra = cuentas.persona()
        servicios.acreditar_en_mostrador(
            facilitadora(), otra.id, "cedula", fabrica.documento(5), segundo="1/1/2001", pruebas=DOCUMENTO
        )
    assert error.value.campo == "segundo"


@pytest.mark.parametrize("pruebas", [[], ["recibo"], ["documento", "contrato"], ["nada"]])
def test_tambien_con_el_padron_importado_hace_falta_ver_el_documento(
    app: Flask, lugar: object, pruebas: list[str]
) -> None:
    fabrica.abierto("documento", "recibo")
    quien = cuentas.persona()
    with pytest.raises(Invalido) as error:
        servicios.acreditar_en_mostrador(
            facilitadora(), quien.id, "cedula", fabrica.documento(4), pruebas=pruebas
        )
    assert error.value.campo == "pruebas"
    assert consultas.vinculo_de(quien.id) is None


def test_la_ciudad_no_puede_dejar_fuera_los_documentos(app: Flask) -> None:
    with pytest.raises(Invalido) as error:
        fabrica.abierto("recibo", "dos_testigos")
    assert error.value.campo == "pruebas"


def test_venir_en_persona_sube_a_quien_se_comprobo_en_linea(app: Flask, lugar: object) -> None:
    quien = cuentas.persona()
    with app.test_request_context():
        servicios.comprobar_en_linea(cuentas.identidad_de(quien), **datos(6))
        db.session.commit()
    for _vez in range(2):
        hecha = servicios.acreditar_en_mostrador(
            facilitadora(), quien.id, "cedula", fabrica.documento(6), pruebas=DOCUMENTO
        )
        assert hecha.acreditacion == 3
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Vinculo)) == 1


def test_un_documento_es_una_cuenta_y_una_cuenta_un_documento(app: Flask, lugar: object) -> None:
    una, otra = cuentas.persona(), cuentas.persona()
    servicios.acreditar_en_mostrador(facilitadora(), una.id, "cedula", fabrica.documento(7), pruebas=DOCUMENTO)
    db.session.commit()
    with pytest.raises(YaVinculada):
        servicios.acreditar_en_mostrador(
            facilitadora(), otra.id, "cedula", fabrica.documento(7), pruebas=DOCUMENTO
        )
    db.session.rollback()
    with pytest.raises(YaVinculada):
        servicios.acreditar_en_mostrador(
            facilitadora(), una.id, "cedula", fabrica.documento(8), pruebas=DOCUMENTO
        )


@pytest.mark.parametrize(
    ("cambios", "campo"),
    [
        ({"pruebas": ["recibo"]}, "pruebas"),
        ({"pruebas": ["documento"]}, "pruebas"),
        ({"pruebas": ["documento", "contrato"]}, "pruebas"),
        ({"pruebas": ["documento", "nada"]}, "pruebas"),
        ({"fundamento": "turismo"}, "fundamento"),
        ({"territorio_id": None}, "territorio"),
        ({"territorio_id": 999_999}, "territorio"),
        ({"nacimiento": 1700}, "nacimiento"),
        ({"numero": "12"}, "numero"),
        ({"tipo": ""}, "tipo"),
    ],
)
def test_al_padron_abierto_se_entra_solo_con_lo_que_hace_falta(
    app: Flask, cambios: dict[str, object], campo: str
) -> None:
    fabrica.abierto("documento", "recibo", "certificado")
    quien = cuentas.persona(acreditacion=0)
    todo: dict[str, object] = {
        "tipo": "pasaporte", "numero": "AB 770001", "pruebas": ["documento", "recibo"],
        "fundamento": "domicilio", "territorio_id": territorio.lugar().id, "nacimiento": 1970,
    }  # fmt: skip
    with pytest.raises(Invalido) as error:
        servicios.acreditar_en_mostrador(facilitadora(), quien.id, **{**todo, **cambios})
    assert error.value.campo == campo
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Empadronada)) == 0
    hecha = servicios.acreditar_en_mostrador(facilitadora(), quien.id, **todo)
    assert (hecha.acreditacion, hecha.via, hecha.nacimiento) == (3, "abierto", 1970)


def test_sin_padron_abierto_no_entra_quien_no_esta(app: Flask, lugar: object) -> None:
    quien = cuentas.persona()
    with pytest.raises(Invalido) as error:
        servicios.acreditar_en_mostrador(facilitadora(), quien.id, "cedula", "990099", pruebas=["documento"])
    assert error.value.campo == "numero"
    assert "990099" not in str(error.value)


@pytest.mark.parametrize("rol", [None, *(r for r in Rol if r not in (Rol.VECINA, Rol.FACILITADORA))])
def test_solo_una_facilitadora_acredita(app: Flask, lugar: object, rol: Rol | None) -> None:
    quien = cuentas.personal(rol) if rol else cuentas.persona()
    with pytest.raises(NoPermitido):
        servicios.acreditar_en_mostrador(
            cuentas.identidad_de(quien), cuentas.persona().id, "cedula", fabrica.documento(9)
        )


def test_una_facilitadora_de_un_barrio_solo_acredita_en_sus_puntos(app: Flask, lugar: object) -> None:
    suyo, ajeno = fabrica.punto(en=lugar), fabrica.punto(en=territorio.lugar())  # type: ignore[arg-type]
    rol = cuentas.personal(Rol.FACILITADORA, territorio_id=lugar.id)  # type: ignore[attr-defined]
    quien = cuentas.identidad_de(rol)
    vecina = cuentas.persona()
    for punto in (ajeno.id, None):
        with pytest.raises(NoPermitido):
            servicios.acreditar_en_mostrador(quien, vecina.id, "cedula", fabrica.documento(10), punto_id=punto)
    hecha = servicios.acreditar_en_mostrador(
        quien, vecina.id, "cedula", fabrica.documento(10), pruebas=DOCUMENTO, punto_id=suyo.id
    )
    assert hecha.acreditacion == 3


def test_dos_mostradores_a_la_vez_suman_dos(app: Flask) -> None:
    """La cuenta del padrón abierto se suma en la base: lo leído antes no pisa lo que otro mostrador sumó."""
    lugar, padron_id = territorio.lugar(), fabrica.abierto()
    abierto = db.session.get_one(Padron, padron_id)
    assert (abierto.filas, abierto.validas) == (0, 0)
    db.session.execute(
        sa.update(Padron).values(filas=5, validas=4), execution_options={"synchronize_session": False}
    )
    servicios.acreditar_en_mostrador(
        facilitadora(), cuentas.persona().id, "pasaporte", "AB 770001",
        pruebas=["documento", "recibo"], territorio_id=lugar.id,
    )  # fmt: skip
    db.session.expire_all()
    assert (abierto.filas, abierto.validas) == (6, 5)
