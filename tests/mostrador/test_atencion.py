"""El mostrador: cada acto con su sello, uno por persona, y nada pasa de una persona a la siguiente."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.contenido.modelos import Contenido, Hecho
from app.cuentas import servicios as servicios_de_cuentas
from app.cuentas.modelos import Persona
from app.extensiones import db
from app.mostrador import servicios
from app.mostrador.errores import SinAtencion
from app.mostrador.modelos import ActoMostrador, Atencion
from app.mostrador.reglas import INACTIVIDAD
from app.nucleo import reloj, transaccion
from app.nucleo.errores import Conflicto, NoPermitido
from app.nucleo.modelos import Salida
from app.nucleo.permisos import ANONIMA, Rol
from app.participacion.modelos import Comentario
from app.participacion.permisos import puede_hablar_por_la_municipalidad
from app.privacidad import servicios as privacidad
from app.propuestas.modelos import Apoyo, Propuesta
from tests.cliente import Cliente
from tests.fabricas import cuentas, procesos, propuestas
from tests.fabricas.mostrador import (
    abrir,
    actos,
    atencion,
    de_mostrador,
    facilitadora,
    hoja,
    personas,
    proceso_de_la_hoja,
    turno,
)


def test_tres_personas_seguidas(cliente: Cliente) -> None:
    """Una se registra y propone, otra apoya, otra comenta; cada cosa queda a nombre de quien es."""
    proceso = procesos.proceso(nombre="Ideas de todo el año")
    otra = propuestas.propuesta(proceso=proceso, titulo="Sombra en la parada del puente")
    codigo_otra, otra_id = propuestas.codigo_de(otra), otra.id
    segunda_id = de_mostrador(seudonimo="Ceiba Mansa").id
    tercera_id = de_mostrador(seudonimo="Garza Clara").id
    quien_id = facilitadora(cliente).id

    _una_propone(cliente)
    abrir(cliente, "Ceiba Mansa")
    cliente.enviar(f"/mostrador/propuestas/{codigo_otra}/apoyar", {"turno": turno()})
    cliente.enviar(f"/mostrador/propuestas/{codigo_otra}/apoyar", {"turno": turno()})
    abrir(cliente, "Garza Clara")
    assert "Ceiba Mansa" not in cliente.get("/mostrador/persona").get_data(as_text=True)
    ruta = f"/mostrador/propuestas/{codigo_otra}/comentar"
    comentada = cliente.enviar(ruta, {"turno": turno(), "texto": "Que tenga asientos.", "posicion": "a_favor"})
    assert comentada.status_code == 303, comentada.get_data(as_text=True)

    db.session.expire_all()
    _a_nombre_de_quien_propuso()
    apoyos = db.session.scalars(sa.select(Apoyo).where(Apoyo.propuesta_id == otra_id)).all()
    assert [(a.persona_id, a.canal) for a in apoyos] == [(segunda_id, "mostrador")]
    dicho = db.session.scalars(sa.select(Contenido).where(Contenido.clase == "comentario")).one()
    assert dicho.autora_id == tercera_id
    assert {a.facilitadora_id for a in db.session.scalars(sa.select(ActoMostrador))} == {quien_id}
    assert actos() == [
        ("registrar", True, False),
        ("proponer", True, True),
        ("apoyar", False, False),
        ("comentar", True, True),
    ]


def _una_propone(cliente: Cliente) -> None:
    """Se registra, dicta su propuesta, se lleva su papel y se va."""
    assert cliente.enviar("/mostrador/registrar", {"nombre": "Rosa Pérez"}).status_code == 303
    datos = {"turno": turno(), "titulo": "Una pileta en la plaza vieja", "cuerpo": "Para los niños."}
    datos["proceso"] = proceso_de_la_hoja(cliente)
    respuesta = cliente.enviar("/mostrador/proponer", datos)
    assert respuesta.status_code == 303, respuesta.get_data(as_text=True)
    papel = cliente.get("/mostrador/comprobante").get_data(as_text=True)
    assert "Una pileta en la plaza vieja" in papel
    cliente.enviar("/mostrador/terminar", {})
    assert atencion() is None


def _a_nombre_de_quien_propuso() -> None:
    pileta = db.session.scalars(sa.select(Propuesta).where(Propuesta.titulo.startswith("Una pileta"))).one()
    registrada = db.session.scalars(sa.select(Persona).where(Persona.nombre == "Rosa Pérez")).one()
    hecho = db.session.scalars(
        sa.select(Hecho).where(Hecho.contenido_id == pileta.id, Hecho.clase == "propuestas.publicada")
    ).one()
    assert (hecho.persona_id, hecho.datos["canal"]) == (registrada.id, "mostrador")


def test_el_formulario_de_la_anterior_no_vale_para_la_siguiente(cliente: Cliente) -> None:
    codigo = propuestas.codigo_de(propuestas.propuesta())
    de_mostrador(seudonimo="Ceiba Mansa")
    de_mostrador(seudonimo="Garza Clara")
    facilitadora(cliente)
    abrir(cliente, "Ceiba Mansa")
    viejo = turno()
    abrir(cliente, "Garza Clara")
    respuesta = cliente.enviar(f"/mostrador/propuestas/{codigo}/apoyar", {"turno": viejo})
    assert respuesta.status_code == 303
    assert not db.session.scalars(sa.select(Apoyo)).all()
    assert "era de la persona anterior" in cliente.get("/mostrador/persona").get_data(as_text=True)


def test_al_terminar_no_queda_nada(cliente: Cliente) -> None:
    de_mostrador(seudonimo="Ceiba Mansa")
    facilitadora(cliente)
    abrir(cliente, "Ceiba Mansa")
    respuesta = cliente.enviar("/mostrador/terminar", {})
    assert respuesta.headers["Clear-Site-Data"] == '"cache"'
    for ruta in ("persona", "proponer", "acreditar", "propuestas", "comprobante"):
        vuelta = cliente.get(f"/mostrador/{ruta}")
        assert vuelta.status_code == 303
        assert vuelta.headers["Cache-Control"] == "no-store"
    assert "Ceiba Mansa" not in cliente.get("/mostrador").get_data(as_text=True)


def test_la_atencion_abandonada_se_cierra_sola(cliente: Cliente) -> None:
    codigo = propuestas.codigo_de(propuestas.propuesta())
    de_mostrador()
    facilitadora(cliente)
    abrir(cliente, "Ceiba Mansa")
    vigente = turno()
    with reloj.fijado(reloj.ahora() + INACTIVIDAD + dt.timedelta(seconds=1)):
        cliente.enviar(f"/mostrador/propuestas/{codigo}/apoyar", {"turno": vigente})
        assert not db.session.scalars(sa.select(Apoyo)).all()
        assert servicios.barrer() == 1


def test_quien_tiene_clave_solo_con_su_documento(cliente: Cliente) -> None:
    cuentas.persona(clave=cuentas.CLAVE, seudonimo="Luna Roja", seudonimo_clave="lunaroja")
    facilitadora(cliente)
    pagina = cliente.enviar("/mostrador/nombre", {"nombre": "Luna Roja"}).get_data(as_text=True)
    assert 'name="ficha"' not in pagina
    for ficha in ("", "x.y.z", "1"):
        assert cliente.enviar("/mostrador/abrir", {"ficha": ficha}).status_code == 409
    assert atencion() is None


def test_con_clave_y_sin_documento_no_se_abre(app: Flask) -> None:
    quien = cuentas.identidad_de(cuentas.personal(Rol.FACILITADORA))
    con_clave = cuentas.persona(clave=cuentas.CLAVE)
    with pytest.raises(Conflicto):
        servicios.abrir(quien, con_clave.id, None, con_documento=False)
    assert servicios.abrir(quien, con_clave.id, None, con_documento=True).persona_id == con_clave.id


def test_una_ficha_de_otra_sesion_no_vale(app: Flask, cliente: Cliente) -> None:
    de_mostrador(seudonimo="Ceiba Mansa")
    facilitadora(cliente)
    pagina = cliente.enviar("/mostrador/nombre", {"nombre": "Ceiba Mansa"}).get_data(as_text=True)
    ficha = re.search(r'name="ficha" value="([^"]+)"', pagina)
    assert ficha
    otro = Cliente(app)
    facilitadora(otro)
    assert otro.enviar("/mostrador/abrir", {"ficha": ficha[1]}).status_code == 409
    assert atencion() is None


def test_avisa_por_correo_a_quien_lo_tiene(cliente: Cliente) -> None:
    codigo = propuestas.codigo_de(propuestas.propuesta(titulo="Un puente de madera"))
    de_mostrador(correo="luz@correo.example", seudonimo="Luz Verde")
    facilitadora(cliente)
    abrir(cliente, "Luz Verde")
    cliente.enviar(f"/mostrador/propuestas/{codigo}/apoyar", {"turno": turno()})
    cliente.enviar("/mostrador/terminar", {})
    salida = db.session.scalars(sa.select(Salida)).one()
    assert salida.para == "luz@correo.example"
    assert "Un puente de madera" in salida.texto


def _vencida(_cliente: Cliente, _quien: Persona) -> None:
    servicios.barrer()


def _otra_persona(cliente: Cliente, _quien: Persona) -> None:
    cliente.enviar("/mostrador/registrar", {"nombre": "Rosa Pérez", "turno": hoja(cliente)})


def _sale(cliente: Cliente, _quien: Persona) -> None:
    assert cliente.enviar("/salir", {}).status_code == 303


def _caduca_su_sesion(_cliente: Cliente, _quien: Persona) -> None:
    with reloj.fijado(reloj.ahora() + dt.timedelta(days=31)):
        privacidad.limpiar()


def _le_cierran_las_sesiones(_cliente: Cliente, quien: Persona) -> None:
    with transaccion.escritura():
        servicios_de_cuentas.cerrar_todas(cuentas.id_de(quien))


def _borra_su_cuenta(_cliente: Cliente, quien: Persona) -> None:
    with transaccion.escritura():
        privacidad.suprimir(cuentas.id_de(quien), autora_id=None, motivo="Se fue.")


@pytest.mark.parametrize("tarde", [dt.timedelta(0), INACTIVIDAD + dt.timedelta(seconds=1)])
@pytest.mark.parametrize(
    "salida",
    [_vencida, _otra_persona, _sale, _caduca_su_sesion, _le_cierran_las_sesiones, _borra_su_cuenta],
)
def test_termine_como_termine_se_le_avisa(
    cliente: Cliente, salida: Callable[[Cliente, Persona], None], tarde: dt.timedelta
) -> None:
    """Nadie actúa a nombre de otra persona sin que ella lo sepa, por más que no toque «Terminar»."""
    if salida is _vencida and not tarde:
        tarde = INACTIVIDAD + dt.timedelta(seconds=1)
    codigo = propuestas.codigo_de(propuestas.propuesta(titulo="Un puente de madera"))
    de_mostrador(correo="luz@correo.example", seudonimo="Luz Verde")
    quien = facilitadora(cliente)
    abrir(cliente, "Luz Verde")
    cliente.enviar(f"/mostrador/propuestas/{codigo}/apoyar", {"turno": turno()})
    with reloj.fijado(reloj.ahora() + tarde):
        salida(cliente, quien)
    db.session.expire_all()
    assert [s.para for s in db.session.scalars(sa.select(Salida))] == ["luz@correo.example"]
    assert [a.hecho for a in db.session.scalars(sa.select(Atencion)) if a.hecho[-1]["clase"] == "apoyar"] == []


def test_si_la_persona_se_fue_la_atencion_termina_igual(app: Flask, cliente: Cliente) -> None:
    codigo = propuestas.codigo_de(propuestas.propuesta())
    ella = de_mostrador(seudonimo="Luz Verde", correo="luz@correo.example").id
    quien = cuentas.identidad_de(facilitadora(cliente))
    servicios.abrir(quien, ella, None, con_documento=True)
    servicios.apoyar(quien, turno(), codigo)
    db.session.get_one(Persona, ella).estado = "suspendida"
    db.session.commit()
    servicios.terminar(quien)
    assert atencion() is None
    assert len(db.session.scalars(sa.select(Salida)).all()) == 1


@pytest.mark.parametrize("rol", [None, *(r for r in Rol if r not in (Rol.VECINA, Rol.FACILITADORA))])
def test_solo_la_facilitadora_atiende(cliente: Cliente, rol: Rol | None) -> None:
    cuentas.entrar(cliente, cuentas.personal(rol) if rol else cuentas.persona())
    for ruta in ("/mostrador", "/mostrador/registrar", "/mostrador/persona", "/mostrador/proponer"):
        assert cliente.get(ruta).status_code == 403
    assert cliente.enviar("/mostrador/registrar", {"nombre": "X"}).status_code == 403


def test_los_servicios_tambien_lo_exigen(app: Flask) -> None:
    persona = de_mostrador()
    vecina = cuentas.identidad_de(cuentas.persona())
    quejas: list[Any] = [
        lambda: servicios.abrir(vecina, persona.id, None, con_documento=True),
        lambda: servicios.terminar(ANONIMA),
        lambda: servicios.apoyar(vecina, "x", "ABCDEFGH"),
    ]
    for queja in quejas:
        with pytest.raises(NoPermitido):
            queja()


def test_nadie_se_atiende_a_si_misma(app: Flask, cliente: Cliente) -> None:
    quien = facilitadora(cliente)
    with pytest.raises(Conflicto):
        servicios.abrir(cuentas.identidad_de(quien), quien.id, None, con_documento=True)


def test_sin_atencion_no_hay_acto(app: Flask, cliente: Cliente) -> None:
    quien = cuentas.identidad_de(facilitadora(cliente))
    with pytest.raises(SinAtencion):
        servicios.apoyar(quien, "0" * 16, "ABCDEFGH")


def test_un_acto_rechazado_no_deja_sello(cliente: Cliente) -> None:
    procesos.proceso()
    de_mostrador()
    facilitadora(cliente)
    abrir(cliente, "Ceiba Mansa")
    datos = {"turno": turno(), "titulo": "Ay", "cuerpo": "Corto.", "proceso": proceso_de_la_hoja(cliente)}
    respuesta = cliente.enviar("/mostrador/proponer", datos)
    assert respuesta.status_code == 422
    assert "Corto." in respuesta.get_data(as_text=True)
    assert actos() == []
    assert not db.session.scalars(sa.select(Propuesta)).all()
    abierta = db.session.scalars(sa.select(Atencion)).one()
    assert abierta.hecho == []


@pytest.mark.parametrize("rol", [Rol.ADMINISTRADORA, Rol.AUDITORA])
def test_los_actos_se_cuentan_sin_decir_con_quien(cliente: Cliente, rol: Rol) -> None:
    codigo = propuestas.codigo_de(propuestas.propuesta(titulo="Un puente de madera"))
    de_mostrador()
    facilitadora(cliente, seudonimo="Marta del Río")
    abrir(cliente, "Ceiba Mansa")
    cliente.enviar(f"/mostrador/propuestas/{codigo}/apoyar", {"turno": turno()})
    cuentas.entrar(cliente, cuentas.personal(rol))
    for ruta in ("/mostrador/actos", "/mostrador/actos.csv"):
        texto = cliente.get(ruta).get_data(as_text=True)
        assert "Marta del Río" in texto
        assert "Ceiba Mansa" not in texto
        assert "Un puente de madera" not in texto
    assert "Marta del Río,0,0,0,1,0,0,0,0,1" in cliente.get("/mostrador/actos.csv").get_data(as_text=True)


def test_el_sello_de_un_apoyo_no_puede_decir_de_quien(app: Flask) -> None:
    quien, persona = cuentas.personal(Rol.FACILITADORA), cuentas.persona()
    acto = ActoMostrador(
        facilitadora_id=quien.id, clase="apoyar", persona_id=persona.id, ocurrio_en=reloj.ahora()
    )
    db.session.add(acto)
    with pytest.raises(sa.exc.IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_sin_ningun_nombre_no_se_registra(cliente: Cliente) -> None:
    facilitadora(cliente)
    antes = personas()
    for datos in ({}, {"nombre": "  ", "seudonimo": " ", "contacto": "099 123 4567"}):
        respuesta = cliente.enviar("/mostrador/registrar", {"turno": hoja(cliente), **datos})
        assert respuesta.status_code == 422
        assert "sin él no la hallarás" in respuesta.text
        assert 'id="nombre-error"' in respuesta.text
    assert "099 123 4567" in respuesta.text
    assert (personas(), atencion()) == (antes, None)
    assert cliente.enviar("/mostrador/registrar", {"seudonimo": "Luz de la Loma"}).status_code == 303


def test_se_registra_con_el_idioma_que_elige(cliente: Cliente) -> None:
    facilitadora(cliente)
    datos = {"nombre": "João Couto", "idioma": "pt", "turno": hoja(cliente)}
    assert cliente.enviar("/mostrador/registrar", datos).status_code == 303
    persona = db.session.scalars(sa.select(Persona).where(Persona.nombre == "João Couto")).one()
    assert persona.idioma == "pt"


def test_el_papel_lleva_la_direccion_de_la_activacion(cliente: Cliente) -> None:
    de_mostrador()
    facilitadora(cliente)
    abrir(cliente, "Ceiba Mansa")
    papel = cliente.enviar("/mostrador/activacion", {"turno": turno()}).text
    assert "http://localhost/activar" in papel


def test_quien_atiende_no_habla_por_la_municipalidad(cliente: Cliente) -> None:
    """Ni pidiéndolo en el formulario, ni porque la persona atendida tenga un rol."""
    codigo = propuestas.codigo_de(propuestas.propuesta())
    atendida = cuentas.personal(
        Rol.MODERADORA, correo=None, seudonimo="Ceiba Mansa", seudonimo_clave="ceibamansa"
    )
    facilitadora(cliente)
    abrir(cliente, "Ceiba Mansa")
    datos = {"turno": turno(), "texto": "Que tenga asientos.", "posicion": "aporte", "como_municipalidad": "y"}
    assert cliente.enviar(f"/mostrador/propuestas/{codigo}/comentar", datos).status_code == 303
    assert db.session.scalars(sa.select(Comentario.de_personal)).all() == [""]
    propia = cuentas.identidad_de(atendida)
    assert puede_hablar_por_la_municipalidad(propia)
    assert not puede_hablar_por_la_municipalidad(replace(propia, atendida_por=1))
    assert not puede_hablar_por_la_municipalidad(replace(propia, segundo_factor=False))
    assert not puede_hablar_por_la_municipalidad(cuentas.identidad_de(cuentas.persona()))
