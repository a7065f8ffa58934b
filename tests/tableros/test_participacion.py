"""De dónde es la gente que participa, y dónde se le preguntó: quién entra en cada cuenta y quién no."""

from __future__ import annotations

from flask import Flask

from app.contenido.modelos import Contenido
from app.cuentas.modelos import Persona
from app.extensiones import db
from app.nucleo import reloj
from app.nucleo.permisos import Identidad, Rol
from app.nucleo.reloj import ahora
from app.privacidad.servicios import borrado
from app.propuestas import servicios
from app.tableros.consultas.llamados import procesos_con_alcance
from app.tableros.consultas.participacion import personas_por_lugar
from app.territorio import consultas as territorios
from tests.cliente import Cliente
from tests.fabricas import cuentas, procesos, propuestas, tableros, territorio
from tests.fabricas.procesos import DIA


def test_cuenta_a_quien_propuso_o_apoyo_desde_entonces_y_a_nadie_mas(app: Flask) -> None:
    lugar = territorio.lugar().id
    proceso = procesos.proceso(fases=[procesos.ventana(abre=-200)])

    def alguien() -> Identidad:
        return cuentas.identidad_de(cuentas.persona(territorio_id=lugar))

    activa = alguien()
    abierta = propuestas.propuesta(activa, proceso=proceso)
    for quien in (activa, alguien()):
        servicios.apoyar(quien, propuestas.codigo_de(abierta))
    propuestas.borrador(alguien(), proceso=proceso)
    se_fue = alguien()
    propuestas.propuesta(se_fue, proceso=proceso)
    borrado.suprimir(se_fue.persona, autora_id=se_fue.persona, motivo="La pidió ella.")
    oculta = propuestas.propuesta(alguien(), proceso=proceso)
    db.session.get_one(Contenido, oculta.id).estado = "oculto"
    with reloj.fijado(ahora() - 60 * DIA):
        de_antes = propuestas.propuesta(alguien(), proceso=proceso)
        servicios.apoyar(alguien(), propuestas.codigo_de(de_antes))
    db.session.commit()
    assert personas_por_lugar(ahora() - 30 * DIA) == {lugar: 2}
    assert personas_por_lugar(ahora() - 90 * DIA) == {lugar: 4}
    assert db.session.query(Persona).filter_by(territorio_id=lugar).count() == 6


def test_de_un_proceso_en_borrador_o_escondido_no_se_dice_que_pregunto(app: Flask) -> None:
    publicado, escondido = procesos.proceso(), procesos.proceso()
    procesos.proceso(publicado=False)
    db.session.get_one(Contenido, escondido.id).estado = "oculto"
    db.session.commit()
    assert [p.id for p in procesos_con_alcance(territorios.arbol())] == [publicado.id]


def test_donde_no_se_pregunto_no_hay_un_cero(app: Flask, cliente: Cliente) -> None:
    ciudad = tableros.ciudad()
    cuentas.entrar(cliente, cuentas.personal(Rol.PLANIFICADORA))
    html = cliente.get(f"/tablero/matriz?proceso={ciudad.solo_sur.clave}").text
    renglones = html.split("<tbody>")[1].split("</table>")[0].split("<tr")[1:]
    assert len(renglones) > 2
    assert all(renglon.count("aquí no preguntamos") == 2 for renglon in renglones)  # Norte y sin lugar
