"""Un proceso con edad mínima en el mostrador: la pregunta se hace allí, y nadie queda sin salida."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from app.contenido.modelos import Hecho
from app.cuentas import servicios as de_cuentas
from app.cuentas.modelos import Persona
from app.extensiones import db
from app.mostrador import servicios
from app.nucleo.errores import Invalido, NoEncontrado, NoPermitido
from app.nucleo.modelos import Salida
from app.nucleo.permisos import Rol
from app.nucleo.plantillas import a_zona
from app.nucleo.reloj import ahora
from app.participacion.modelos import Comentario
from app.propuestas.modelos import Apoyo, Propuesta
from tests.cliente import Cliente
from tests.fabricas import cuentas, procesos, propuestas
from tests.fabricas.mostrador import abrir, atencion, de_mostrador, facilitadora, proceso_de_la_hoja, turno

EDAD = 14
CAMPO = 'id="nacimiento"'


def _anio(edad: int) -> int:
    """El año en que nació quien cumple esa edad este año."""
    return a_zona(ahora()).year - edad


def _nacida(persona_id: int) -> int | None:
    db.session.expire_all()
    return db.session.get_one(Persona, persona_id).nacimiento


def _codigo_con_edad() -> str:
    """Una propuesta de un proceso con edad mínima."""
    autora = cuentas.identidad_de(cuentas.persona(nacimiento=_anio(50)))
    proceso = procesos.proceso(edad_minima=EDAD)
    return propuestas.codigo_de(propuestas.propuesta(autora, proceso=proceso))


def _atender(cliente: Cliente, **datos: object) -> int:
    """Una facilitadora con alguien delante, en una ciudad con edad mínima; el id de quien atiende."""
    persona_id = de_mostrador(**datos).id
    facilitadora(cliente)
    abrir(cliente, "Ceiba Mansa")
    return persona_id


def _propuesta(cliente: Cliente, **mas: object) -> dict[str, object]:
    escrito = {"titulo": "Una pileta en la plaza vieja", "cuerpo": "Para los niños."}
    return {"turno": turno(), "proceso": proceso_de_la_hoja(cliente), **escrito, **mas}


def test_al_proponer_se_pregunta_el_anio_y_con_el_se_publica(cliente: Cliente) -> None:
    procesos.proceso(edad_minima=EDAD)
    persona_id = _atender(cliente)
    pagina = cliente.get("/mostrador/proponer").text
    assert CAMPO in pagina
    assert "cumplen 14 años" in pagina
    sin_anio = cliente.enviar("/mostrador/proponer", _propuesta(cliente))
    assert sin_anio.status_code == 422
    assert 'id="nacimiento-error"' in sin_anio.text
    assert "Pregúntale en qué año nació" in sin_anio.text
    assert "en tu cuenta" not in sin_anio.text
    assert "Para los niños." in sin_anio.text
    con_anio = cliente.enviar("/mostrador/proponer", _propuesta(cliente, nacimiento=_anio(EDAD)))
    assert con_anio.status_code == 303, con_anio.text
    assert _nacida(persona_id) == _anio(EDAD)
    assert "Dijo su año de nacimiento" in cliente.get("/mostrador/comprobante").text
    assert CAMPO not in cliente.get("/mostrador/proponer").text


@pytest.mark.parametrize("anio", ["1700", "mil", "3000"])
def test_un_anio_imposible_se_dice_junto_a_su_campo(cliente: Cliente, anio: str) -> None:
    procesos.proceso(edad_minima=EDAD)
    persona_id = _atender(cliente)
    pagina = cliente.enviar("/mostrador/proponer", _propuesta(cliente, nacimiento=anio))
    assert pagina.status_code == 422
    assert 'id="nacimiento-error"' in pagina.text
    assert f'value="{anio}"' in pagina.text
    assert _nacida(persona_id) is None


def test_quien_no_tiene_la_edad_lo_sabe_y_no_queda_nada(cliente: Cliente) -> None:
    procesos.proceso(edad_minima=EDAD)
    persona_id = _atender(cliente)
    pagina = cliente.enviar("/mostrador/proponer", _propuesta(cliente, nacimiento=_anio(EDAD - 1)))
    assert pagina.status_code == 422
    assert "todavía no puede" in pagina.text
    assert "tu cuenta" not in pagina.text
    assert _nacida(persona_id) is None
    assert not db.session.scalars(sa.select(Propuesta)).all()


def test_sin_edad_minima_no_se_pregunta(cliente: Cliente) -> None:
    procesos.proceso()
    _atender(cliente)
    assert CAMPO not in cliente.get("/mostrador/proponer").text


def test_con_varios_procesos_dice_cual_pide_edad(cliente: Cliente) -> None:
    procesos.proceso(edad_minima=EDAD, nombre="Jóvenes del río")
    procesos.proceso(nombre="Ideas de siempre")
    procesos.proceso(nombre="Solo con padrón", acreditacion_proponer=3)
    _atender(cliente)
    pagina = cliente.get("/mostrador/proponer").text
    assert "«Jóvenes del río» es para quienes cumplen 14 años" in pagina
    assert "«Ideas de siempre» es para" not in pagina
    assert "«Solo con padrón» pide comprobar antes" in pagina
    elegibles = re.findall(r"<option[^>]*>(Jóvenes del río|Ideas de siempre|Solo con padrón)", pagina)
    assert set(elegibles) == {"Jóvenes del río", "Ideas de siempre"}


def test_si_en_ninguno_puede_se_dice_por_que_antes_de_escribir(cliente: Cliente) -> None:
    procesos.proceso(edad_minima=EDAD)
    _atender(cliente, nacimiento=_anio(EDAD - 4))
    pagina = cliente.get("/mostrador/proponer").text
    assert "Por su año de nacimiento, todavía no puede." in pagina
    assert 'id="titulo"' not in pagina


def test_al_apoyar_lleva_a_decir_el_anio_y_vuelve_a_la_propuesta(cliente: Cliente) -> None:
    codigo = _codigo_con_edad()
    persona_id = _atender(cliente)
    apoyar = f"/mostrador/propuestas/{codigo}/apoyar"
    vuelta = cliente.enviar(apoyar, {"turno": turno()})
    assert vuelta.location == f"/mostrador/nacimiento?q={codigo}"
    assert "Pregúntale en qué año nació" in cliente.get(vuelta.location).text
    vacio = cliente.enviar(vuelta.location, {"turno": turno()})
    assert vacio.status_code == 422
    assert "Escribe el año" in vacio.text
    dicho = cliente.enviar(vuelta.location, {"turno": turno(), "nacimiento": _anio(40)})
    assert dicho.location == f"/mostrador/propuestas?q={codigo}"
    assert _nacida(persona_id) == _anio(40)
    cliente.enviar(apoyar, {"turno": turno()})
    assert db.session.scalars(sa.select(Apoyo.persona_id)).all() == [persona_id]


def test_al_comentar_tambien_y_se_conserva_lo_escrito(cliente: Cliente) -> None:
    codigo = _codigo_con_edad()
    persona_id = _atender(cliente)
    ruta = f"/mostrador/propuestas/{codigo}/comentar"
    datos = {"turno": turno(), "texto": "Que tenga asientos.", "posicion": "aporte"}
    falta = cliente.enviar(ruta, datos)
    assert falta.status_code == 422
    assert 'id="nacimiento-error"' in falta.text
    assert "Que tenga asientos." in falta.text
    assert cliente.enviar(ruta, {**datos, "nacimiento": _anio(30)}).status_code == 303
    assert _nacida(persona_id) == _anio(30)
    assert db.session.scalars(sa.select(Comentario.texto)).all() == ["Que tenga asientos."]


def test_donde_no_se_comenta_se_dice_antes_de_escribir(cliente: Cliente) -> None:
    con_padron = procesos.proceso(acreditacion_comentar=3)
    codigo = propuestas.codigo_de(propuestas.propuesta(proceso=con_padron))
    cerrado = procesos.proceso(fases=[procesos.ventana(cierra=1)])
    de_cerrado = propuestas.codigo_de(propuestas.propuesta(proceso=cerrado))
    _atender(cliente)
    pagina = cliente.get(f"/mostrador/propuestas/{codigo}/comentar").text
    assert "comprobar su derecho a participar con un documento" in pagina
    assert 'id="texto"' not in pagina
    assert 'id="texto"' in cliente.get(f"/mostrador/propuestas/{de_cerrado}/comentar").text


def test_el_anio_del_padron_no_se_cambia_aqui(cliente: Cliente) -> None:
    persona_id = _atender(cliente, acreditacion=3, nacimiento=1980)
    pagina = cliente.enviar("/mostrador/nacimiento", {"turno": turno(), "nacimiento": "1990"})
    assert pagina.status_code == 422
    assert "viene del padrón" in pagina.text
    assert _nacida(persona_id) == 1980


def test_queda_anotado_quien_lo_escribio_y_se_avisa_a_quien_tiene_correo(cliente: Cliente) -> None:
    persona_id = _atender(cliente, correo="luz@correo.example")
    for anio in ("1990", "1990", "1991"):
        cliente.enviar("/mostrador/nacimiento", {"turno": turno(), "nacimiento": anio})
    abierta = atencion()
    assert abierta is not None
    hechos = db.session.scalars(sa.select(Hecho).where(Hecho.clase == "mostrador.nacimiento")).all()
    dice = [(h.persona_id, h.datos, h.publico) for h in hechos]
    assert dice == [(abierta.facilitadora_id, {"cuenta": persona_id}, False)] * 2
    cliente.enviar("/mostrador/terminar", {})
    assert "Anotar tu año de nacimiento" in db.session.scalars(sa.select(Salida.texto)).one()


def test_el_anio_es_de_quien_esta_delante(cliente: Cliente) -> None:
    _atender(cliente)
    viejo = turno()
    otra_id = de_mostrador(seudonimo="Garza Clara").id
    abrir(cliente, "Garza Clara")
    cliente.enviar("/mostrador/nacimiento", {"turno": viejo, "nacimiento": "1990"})
    assert _nacida(otra_id) is None


def test_solo_quien_atiende_anota_el_anio_de_otra(app: Flask, cliente: Cliente) -> None:
    persona_id = _atender(cliente)
    vecina = cuentas.identidad_de(cuentas.persona())
    with pytest.raises(NoPermitido):
        de_cuentas.anotar_nacimiento(vecina, persona_id, 1990)
    with pytest.raises(NoPermitido):
        servicios.decir_nacimiento(vecina, "0" * 16, 1990)
    quien = cuentas.identidad_de(cuentas.personal(Rol.FACILITADORA))
    with pytest.raises(NoEncontrado):
        de_cuentas.anotar_nacimiento(quien, persona_id + 1000, 1990)
    with pytest.raises(Invalido):
        de_cuentas.anotar_nacimiento(quien, persona_id, None)
