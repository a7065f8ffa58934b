"""Lo que cuida a quien fue atendida: cada acto deja su sello, la hoja vence y nada suyo queda para otra."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import time

import itsdangerous
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.extensiones import db
from app.mostrador import consultas, servicios
from app.mostrador.fichas import FICHA
from app.mostrador.modelos import ActoMostrador
from app.mostrador.presentacion import como_csv, tabla_de_actos
from app.mostrador.reglas import INACTIVIDAD, CuentaDeActos
from app.nucleo import reloj
from app.nucleo.errores import DemasiadasVeces, ErrorDominio
from app.nucleo.permisos import Identidad
from app.propuestas.reglas import PUBLICACIONES_AL_DIA
from tests.cliente import Cliente
from tests.fabricas import cuentas, padron, procesos, propuestas, territorio
from tests.fabricas.mostrador import abrir, actos, atencion, de_mostrador, facilitadora, turno

MINUTO = dt.timedelta(minutes=1)


def _atendiendo(cliente: Cliente, persona_id: int) -> Identidad:
    """La facilitadora, con esa persona delante."""
    quien = cuentas.identidad_de(facilitadora(cliente))
    servicios.abrir(quien, persona_id, None, con_documento=True)
    db.session.commit()
    return quien


def test_acreditar_y_dar_el_codigo_dejan_su_sello(app: Flask, cliente: Cliente) -> None:
    padron.abierto("documento", "recibo")
    quien = _atendiendo(cliente, de_mostrador().id)
    servicios.acreditar(
        quien, turno(), tipo="pasaporte", numero="AB 770001", segundo="", pruebas=["documento", "recibo"],
        fundamento="domicilio", territorio_id=territorio.lugar().id, nacimiento=1970,
    )  # fmt: skip
    servicios.dar_codigo_de_activacion(quien, turno())
    assert actos() == [("acreditar", True, False), ("activar", True, False)]


def test_anotar_un_anio_de_nacimiento_deja_su_sello(app: Flask, cliente: Cliente) -> None:
    """Decide quién puede participar: se cuenta entre lo que hizo cada facilitadora, y repetirlo no suma."""
    quien = _atendiendo(cliente, de_mostrador().id)
    for _vez in range(2):
        servicios.decir_nacimiento(quien, turno(), 1980)
    servicios.decir_nacimiento(quien, turno(), 1981)
    assert actos() == [("nacimiento", True, False)] * 2
    db.session.commit()
    cuenta = consultas.actos_por_facilitadora(reloj.ahora() - MINUTO, reloj.ahora() + MINUTO)
    assert (cuenta[0].total, tabla_de_actos(cuenta)["filas"][0][-2:]) == (2, ["2", "2"])


def test_de_un_apoyo_no_queda_ni_de_que_formulario_salio(app: Flask, cliente: Cliente) -> None:
    """Lo impide la base: con lo demás de su atención se sabría quién apoyó."""
    codigo = propuestas.codigo_de(propuestas.propuesta())
    quien = _atendiendo(cliente, de_mostrador().id)
    servicios.apoyar(quien, turno(), codigo)
    db.session.commit()
    with pytest.raises(IntegrityError, match="apoyo_sin_persona"):
        db.session.execute(sa.update(ActoMostrador).values(envio="a" * 64))


def test_a_quien_ya_entra_con_su_clave_no_se_le_da_otro_codigo(app: Flask, cliente: Cliente) -> None:
    quien = _atendiendo(cliente, cuentas.persona(clave=cuentas.CLAVE).id)
    with pytest.raises(ErrorDominio, match="ya entra con su clave"):
        servicios.dar_codigo_de_activacion(quien, turno())
    assert actos() == []


def test_en_el_mostrador_tampoco_se_publica_sin_limite(app: Flask, cliente: Cliente) -> None:
    proceso = procesos.proceso()
    quien = _atendiendo(cliente, de_mostrador().id)
    for n in range(PUBLICACIONES_AL_DIA):
        servicios.proponer(
            quien, turno(), servicios.DatosDePropuesta(proceso.id, f"Una banca número {n}", "Para descansar.")
        )
    with pytest.raises(DemasiadasVeces):
        servicios.proponer(
            quien, turno(), servicios.DatosDePropuesta(proceso.id, "Una banca de más", "Para descansar.")
        )


def test_cada_acto_renueva_el_tiempo_de_la_atencion(app: Flask, cliente: Cliente) -> None:
    codigo = propuestas.codigo_de(propuestas.propuesta())
    quien = _atendiendo(cliente, de_mostrador().id)
    vigente, empezo = turno(), reloj.ahora()
    with reloj.fijado(empezo + INACTIVIDAD - MINUTO):
        servicios.apoyar(quien, vigente, codigo)
    with reloj.fijado(empezo + 2 * INACTIVIDAD - 2 * MINUTO):
        servicios.retirar_apoyo(quien, vigente, codigo)
    assert [clase for clase, _persona, _cosa in actos()] == ["apoyar", "retirar_apoyo"]


def test_una_busqueda_vieja_no_abre_a_nadie(cliente: Cliente, monkeypatch: pytest.MonkeyPatch) -> None:
    de_mostrador(seudonimo="Ceiba Mansa")
    facilitadora(cliente)
    pagina = cliente.enviar("/mostrador/nombre", {"nombre": "Ceiba Mansa"}).text
    ficha = re.search(r'name="ficha" value="([^"]+)"', pagina)
    assert ficha
    despues = int(time.time()) + FICHA + 60
    monkeypatch.setattr(itsdangerous.TimestampSigner, "get_timestamp", lambda _firma: despues)
    assert cliente.enviar("/mostrador/abrir", {"ficha": ficha[1]}).status_code == 409
    assert atencion() is None


def test_lo_dicho_a_una_persona_no_lo_lee_la_siguiente(cliente: Cliente) -> None:
    codigo = propuestas.codigo_de(propuestas.propuesta())
    de_mostrador(seudonimo="Ceiba Mansa")
    facilitadora(cliente)
    abrir(cliente, "Ceiba Mansa")
    comentado = {"turno": turno(), "texto": "Que tenga asientos.", "posicion": "a_favor"}
    assert cliente.enviar(f"/mostrador/propuestas/{codigo}/comentar", comentado).status_code == 303
    cliente.enviar("/mostrador/terminar", {})
    assert "comentario está publicado" not in cliente.get("/mostrador").text


def test_la_hoja_de_actos_no_calcula_un_nombre() -> None:
    filas = list(csv.reader(io.StringIO(como_csv([CuentaDeActos("=1+1", {"apoyar": 2})]))))
    assert filas[1][0] == "'=1+1"
