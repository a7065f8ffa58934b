"""Salir del padrón: una cuenta que se unió a quien no era, y una persona que ya no debe estar."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.contenido.modelos import Hecho
from app.cuentas.modelos import Persona
from app.extensiones import db
from app.nucleo.errores import Conflicto, Invalido, NoPermitido
from app.nucleo.modelos import Salida
from app.nucleo.permisos import OPERACION, Rol
from app.nucleo.reloj import ahora
from app.padron import consultas, servicios
from app.padron.claves import huella_de
from app.padron.consultas.cortes import en_fecha
from app.padron.errores import NoCoincide
from app.padron.modelos import Corte, Vinculo
from app.propuestas import servicios as propuestas
from app.propuestas.modelos import Propuesta
from tests.cliente import Cliente
from tests.fabricas import cuentas, procesos, territorio
from tests.fabricas import padron as fabrica
from tests.fabricas import propuestas as fabrica_propuestas

RAZON = "Se mudó a otra ciudad y lo dijo en el punto."


def con_un_apoyo(app: Flask, carpeta: Path) -> Persona:
    """Una cuenta unida a la persona 1 del padrón, con un apoyo que cuenta para el umbral."""
    fabrica.importado(carpeta, [fabrica.fila(1, territorio.lugar())])
    alguien = cuentas.persona(acreditacion=1, correo="eva@correo.example")
    p = fabrica_propuestas.propuesta(proceso=procesos.proceso(acreditacion_umbral=2, umbral_ciudad=5))
    propuestas.apoyar(cuentas.identidad_de(alguien), fabrica_propuestas.codigo_de(p))
    with app.test_request_context():
        quien = cuentas.identidad_de(alguien)
        servicios.comprobar_en_linea(quien, "cedula", fabrica.documento(1), fabrica.SEGUNDO)
    db.session.commit()
    assert p.apoyos_contados == 1
    return alguien


def sin_union(persona_id: int) -> None:
    """La cuenta ya no está unida, su apoyo dejó de contar y se le escribió."""
    db.session.expire_all()
    assert db.session.get_one(Persona, persona_id).acreditacion == 1
    assert db.session.scalars(sa.select(Vinculo)).all() == []
    cuentas_ = sa.select(Propuesta.apoyos, Propuesta.apoyos_contados)
    assert db.session.execute(cuentas_).one()._tuple() == (1, 0)
    assert propuestas.recontar(corregir=False) == []
    salida = db.session.scalars(sa.select(Salida)).one()
    assert (salida.para, salida.persona_id) == ("eva@correo.example", persona_id)


def test_separar_una_cuenta_descuenta_sus_apoyos(cliente: Cliente, app: Flask, tmp_path: Path) -> None:
    alguien = con_un_apoyo(app, tmp_path)
    ident, nombre = alguien.id, alguien.seudonimo
    cuentas.entrar(cliente, cuentas.personal(Rol.ADMINISTRADORA))
    ruta = "/administrar/padron/separar"
    motivo = {"motivo": "La persona del documento vino y no es suya."}
    assert cliente.enviar(ruta, motivo).status_code == 422
    assert cliente.enviar(ruta, {**motivo, "seudonimo": "Nadie así"}).status_code == 422
    otro = {**motivo, "tipo": "cedula", "numero": fabrica.documento(99)}
    assert cliente.enviar(ruta, otro).status_code == 422
    assert cliente.enviar(ruta, {**motivo, "tipo": "cedula", "numero": fabrica.documento(1)}).status_code == 303
    sin_union(ident)
    assert consultas.total_de() == 1, "la persona sigue en el padrón"
    with pytest.raises(Conflicto):
        servicios.desvincular(OPERACION, ident, "Otra vez, por si acaso y largo.")
    salida = app.test_cli_runner().invoke(args=["padron", "separar", nombre, "--motivo", "x" * 30])
    assert "está unida al padrón" in salida.output


def test_dar_de_baja_saca_del_padron_y_separa_la_cuenta(cliente: Cliente, app: Flask, tmp_path: Path) -> None:
    ident = con_un_apoyo(app, tmp_path).id
    antes = ahora()
    cuentas.entrar(cliente, cuentas.personal(Rol.ADMINISTRADORA))
    ruta, numero = "/administrar/padron/baja", fabrica.documento(1)
    datos = {"tipo": "cedula", "numero": numero, "motivo": RAZON}
    for mal in ({"motivo": "corto"}, {"motivo": f"{RAZON} Es {numero}."}, {"numero": fabrica.documento(9)}):
        respuesta = cliente.enviar(ruta, {**datos, **mal})
        assert respuesta.status_code == 422
    assert cliente.enviar(ruta, datos).location == "/administrar/padron"
    sin_union(ident)
    assert "Se mudó a otra ciudad" in db.session.scalars(sa.select(Salida.texto)).one()
    assert (consultas.total_de(), en_fecha(ahora())[1], sum(en_fecha(antes)[1].values())) == (0, {}, 1)
    hecho = db.session.scalars(sa.select(Hecho).where(Hecho.clase == "padron.baja")).one()
    assert (hecho.publico, hecho.motivo) == (False, RAZON)
    assert numero not in str(hecho.datos)
    with app.test_request_context(), pytest.raises(NoCoincide):
        quien = cuentas.identidad_de(cuentas.persona())
        servicios.comprobar_en_linea(quien, "cedula", numero, fabrica.SEGUNDO)
    assert cliente.enviar(ruta, datos).status_code == 422, "un doble toque no la saca dos veces"


def test_un_corte_tomado_no_cambia_por_una_baja(app: Flask, tmp_path: Path) -> None:
    lugar = territorio.lugar()
    fabrica.importado(tmp_path, [fabrica.fila(n, lugar) for n in range(3)])
    corte_id = fabrica.corte(procesos.proceso())
    with app.test_request_context():
        servicios.dar_de_baja(OPERACION, "cedula", fabrica.documento(1), RAZON)
    corte = db.session.get_one(Corte, corte_id)
    assert corte.total == 3
    assert consultas.en_corte(corte, huella_de("cedula", fabrica.documento(1))) is not None


def test_del_abierto_se_sale_y_se_vuelve_con_sus_pruebas(app: Flask, tmp_path: Path) -> None:
    """También quien estaba en los dos: dada de baja en el importado, cuenta por el abierto."""
    lugar = territorio.lugar()
    fabrica.importado(tmp_path, [fabrica.fila(1, lugar)])
    fabrica.abierto("documento")
    facilitadora = cuentas.identidad_de(cuentas.personal(Rol.FACILITADORA))
    quien = cuentas.persona()
    entrar = {"pruebas": ["documento"], "territorio_id": lugar.id}
    for veces in (1, 2):
        with app.test_request_context():
            servicios.dar_de_baja(OPERACION, "cedula", fabrica.documento(1), RAZON)
            assert consultas.total_de() == 0
            hecha = servicios.acreditar_en_mostrador(
                facilitadora, quien.id, "cedula", fabrica.documento(1), **entrar
            )
        abierto = consultas.abierto()
        assert abierto is not None
        assert (hecha.via, hecha.acreditacion, abierto.validas, consultas.total_de()) == ("abierto", 3, 1, 1)
        assert sum(en_fecha(ahora())[1].values()) == 1, veces


def test_el_informe_dice_quien_vuelve_con_otra_edicion(app: Flask, cliente: Cliente, tmp_path: Path) -> None:
    lugar = territorio.lugar()
    filas = [fabrica.fila(n, lugar) for n in range(3)]
    fabrica.importado(tmp_path, filas)
    with app.test_request_context():
        servicios.dar_de_baja(OPERACION, "cedula", fabrica.documento(1), RAZON)
    db.session.commit()
    lista = fabrica.importado(tmp_path, filas, aplicar=False)
    diferencia = lista.informe["diferencia"]
    assert [diferencia[c] for c in ("entran", "salen", "vuelven")] == [1, 0, 1]
    cuentas.entrar(cliente, cuentas.personal(Rol.ADMINISTRADORA))
    assert "vuelve a entrar con ella" in cliente.get(f"/administrar/padron/{lista.id}").text


@pytest.mark.parametrize("rol", [None, *(r for r in Rol if r not in (Rol.VECINA, Rol.ADMINISTRADORA))])
def test_solo_la_administradora_da_de_baja(app: Flask, rol: Rol | None) -> None:
    quien = cuentas.identidad_de(cuentas.personal(rol) if rol else cuentas.persona())
    with pytest.raises(NoPermitido):
        servicios.dar_de_baja(quien, "cedula", fabrica.documento(1), RAZON)


def test_sin_documento_no_hay_a_quien_dar_de_baja(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(Invalido) as error:
        servicios.dar_de_baja(OPERACION, "cedula", fabrica.documento(1), RAZON)
    assert error.value.campo == "numero"
