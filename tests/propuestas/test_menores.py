"""De una menor se ven sus iniciales y su barrio: ni su nombre público ni un lugar exacto, en ninguna parte."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.cuentas.modelos import Persona
from app.cuentas.reglas import es_menor, nombre_publico
from app.cuentas.servicios import cambiar_datos
from app.extensiones import db
from app.nucleo import reloj
from app.nucleo.permisos import OPERACION
from app.padron import servicios as padron
from app.padron.modelos import Vinculo
from app.padron.servicios import Union
from app.propuestas import servicios
from app.propuestas.modelos import Faceta, Propuesta
from app.territorio.modelos import Territorio
from tests.cliente import Cliente
from tests.fabricas import cuentas, participacion
from tests.fabricas import padron as fabrica_padron
from tests.fabricas import propuestas as fabrica

NOMBRE = "Lucía Vera Quispe"
REFERENCIA = "frente al portón celeste"
PUNTO = (-2.15, -79.95)
ANIO = 2026


@pytest.fixture(autouse=True)
def _en_2026():
    with reloj.fijado(dt.datetime(ANIO, 6, 5, 15, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def barrio(app: Flask) -> Territorio:
    ciudad = fabrica.lugar("Ciudad", cuadro=(-80.0, -2.3, -79.8, -2.0))
    return fabrica.lugar("La Ribera", ciudad, cuadro=(-80.0, -2.3, -79.9, -2.0))


def _persona(nacimiento: int | None, **datos: object) -> Persona:
    return cuentas.persona(seudonimo=NOMBRE, seudonimo_clave="luciaveraquispe", nacimiento=nacimiento, **datos)


def _propuesta(de: Persona) -> Propuesta:
    quien = cuentas.identidad_de(de)
    return fabrica.propuesta(quien, titulo="Un faro en la esquina", punto=PUNTO, referencia=REFERENCIA)


def _puntos(p: Propuesta) -> int:
    return len(
        db.session.scalars(
            sa.select(Faceta.punto).where(Faceta.propuesta_id == p.id, Faceta.punto.is_not(None))
        ).all()
    )


def _paginas(cliente: Cliente, p: Propuesta) -> str:
    codigo = fabrica.codigo_de(p)
    rutas = (
        "/propuestas", "/propuestas?q=faro", f"/propuestas?cerca={PUNTO[0]},{PUNTO[1]}", f"/c/{codigo}",
        f"/c/{codigo}/conversacion", f"/c/{codigo}/conversacion.csv", f"/c/{codigo}/conversacion.json",
        f"/propuestas/{codigo}", f"/propuestas/{codigo}/versiones", "/", "/buscar?q=faro",
    )  # fmt: skip
    respuestas = [cliente.get(ruta, follow_redirects=True) for ruta in rutas]
    vistas = [r.get_data(as_text=True) for r in respuestas if r.status_code == 200]
    assert len(vistas) >= 7, [r.status_code for r in respuestas]
    return "\n".join(vistas)


def test_la_regla_mira_el_anio_que_cumple() -> None:
    assert [es_menor(n, ANIO) for n in (ANIO - 17, ANIO - 18, None)] == [True, False, False]
    assert nombre_publico(NOMBRE, ANIO - 12, ANIO) == "L. V. Q."
    assert nombre_publico("99-ceibo", ANIO - 12, ANIO) == "C."
    assert nombre_publico(NOMBRE, ANIO - 30, ANIO) == nombre_publico(NOMBRE, None, ANIO) == NOMBRE


def test_nada_publico_dice_su_nombre_ni_donde_exacto(cliente: Cliente, barrio: Territorio) -> None:
    alguien = _persona(ANIO - 15)
    p = _propuesta(alguien)
    assert (p.latitud, p.longitud, p.referencia, p.territorio_id) == (None, None, "", barrio.id)
    assert _puntos(p) == 0
    codigo = fabrica.codigo_de(p)
    quien = cuentas.identidad_de(alguien)
    raiz = participacion.comentario(codigo, quien, "Yo empiezo.")
    participacion.respuesta(raiz)
    servicios.editar(quien, codigo, "Un faro en la esquina", "Otro resumen.", "Con más luz.", "Para aclararlo.")
    db.session.commit()
    todo = _paginas(cliente, p)
    assert "L. V. Q." in todo and "La Ribera" in todo
    for secreto in (NOMBRE, REFERENCIA, str(PUNTO[0]) + "5"):
        assert secreto not in todo


def test_la_coautora_menor_tambien_va_con_iniciales(cliente: Cliente, barrio: Territorio) -> None:
    alguien = _persona(ANIO - 15)
    ident = alguien.id
    autora = cuentas.persona()
    p = _propuesta(autora)
    servicios.invitar(cuentas.identidad_de(autora), fabrica.codigo_de(p), NOMBRE)
    servicios.responder(cuentas.identidad_de(db.session.get_one(Persona, ident)), fabrica.codigo_de(p), True)
    db.session.commit()
    todo = _paginas(cliente, p)
    assert "L. V. Q." in todo and NOMBRE not in todo


def test_de_una_adulta_se_ve_lo_que_eligio(cliente: Cliente, barrio: Territorio) -> None:
    p = _propuesta(_persona(ANIO - 18))
    assert (p.latitud, p.referencia) == (PUNTO[0], REFERENCIA)
    assert _puntos(p) > 0 and NOMBRE in _paginas(cliente, p)


def test_si_dice_su_edad_despues_lo_publicado_cambia(cliente: Cliente, barrio: Territorio) -> None:
    alguien = _persona(None)
    p = _propuesta(alguien)
    quien = cuentas.identidad_de(alguien)
    pendiente = fabrica.borrador(quien, punto=PUNTO, referencia=REFERENCIA)
    version, ids = p.version, (p.id, pendiente.id)
    assert NOMBRE in _paginas(cliente, p)
    with cliente.application.test_request_context():
        cambiar_datos(quien, seudonimo=NOMBRE, barrio="", nacimiento=ANIO - 14, idioma="es")
    db.session.commit()
    p, pendiente = (db.session.get_one(Propuesta, ident) for ident in ids)
    assert (p.latitud, p.referencia, pendiente.latitud, pendiente.referencia) == (None, "", None, "")
    assert p.version == version + 1 and _puntos(p) == 0
    todo = _paginas(cliente, p)
    assert NOMBRE not in todo and REFERENCIA not in todo
    assert servicios.recontar(corregir=False) == []


def test_vale_la_edad_que_solo_sabe_el_padron(app: Flask, barrio: Territorio, tmp_path: Path) -> None:
    """Unida cuando la edición no traía el año, y otra unida en lote: la edición siguiente lo dice."""
    fabrica_padron.importado(
        tmp_path, [("cedula", fabrica_padron.documento(1), barrio.codigo, "", "31/12/2015")]
    )
    alguien = _persona(None)
    ident = alguien.id
    p = _propuesta(alguien)
    momento = reloj.ahora()
    padron.vincular_en_lote(OPERACION, [Union(ident, "cedula", fabrica_padron.documento(1), momento)])
    db.session.commit()
    assert db.session.get_one(Persona, ident).nacimiento is None
    assert db.session.get_one(Propuesta, p.id).latitud is not None
    fabrica_padron.importado(tmp_path, [fabrica_padron.fila(1, barrio, nacimiento=ANIO - 13)])
    db.session.expire_all()
    assert db.session.get_one(Persona, ident).nacimiento == ANIO - 13
    assert db.session.get_one(Propuesta, p.id).latitud is None
    otra = cuentas.persona()
    otra_id = otra.id
    db.session.execute(sa.delete(Vinculo))
    padron.vincular_en_lote(OPERACION, [Union(otra_id, "cedula", fabrica_padron.documento(1), momento)])
    assert db.session.get_one(Persona, otra_id).nacimiento == ANIO - 13


@pytest.mark.parametrize("dijo", [None, ANIO - 30], ids=["no lo sabía", "decía otro"])
def test_comprobarse_en_el_padron_trae_la_edad(
    app: Flask, barrio: Territorio, tmp_path: Path, dijo: int | None
) -> None:
    fabrica_padron.importado(tmp_path, [fabrica_padron.fila(1, barrio, nacimiento=ANIO - 13)])
    alguien = _persona(dijo)
    p = _propuesta(alguien)
    assert p.latitud is not None
    quien = cuentas.identidad_de(alguien)
    with app.test_request_context():
        padron.comprobar_en_linea(quien, "cedula", fabrica_padron.documento(1), fabrica_padron.SEGUNDO)
        db.session.commit()
    assert db.session.get_one(Persona, quien.persona).nacimiento == ANIO - 13
    assert db.session.get_one(Propuesta, p.id).latitud is None


def test_otra_edicion_no_cambia_el_anio_que_ya_se_sabia(app: Flask, barrio: Territorio, tmp_path: Path) -> None:
    """Aplicarla toca solo lo que faltaba: lo demás cambia al comprobarse, con la persona delante."""
    fabrica_padron.importado(tmp_path, [fabrica_padron.fila(1, barrio, nacimiento=ANIO - 40)])
    ident = _persona(None).id
    union = Union(ident, "cedula", fabrica_padron.documento(1), reloj.ahora())
    padron.vincular_en_lote(OPERACION, [union])
    db.session.commit()
    assert db.session.get_one(Persona, ident).nacimiento == ANIO - 40
    fabrica_padron.importado(tmp_path, [fabrica_padron.fila(1, barrio, nacimiento=ANIO - 13)])
    db.session.expire_all()
    assert db.session.get_one(Persona, ident).nacimiento == ANIO - 40


def test_al_elegir_el_lugar_se_le_dice(cliente: Cliente, barrio: Territorio) -> None:
    alguien = _persona(ANIO - 15)
    codigo = fabrica.codigo_de(fabrica.borrador(cuentas.identidad_de(alguien)))
    cuentas.entrar(cliente, alguien)
    html = cliente.get(f"/proponer/{codigo}/lugar").get_data(as_text=True)
    assert "guardamos solo el barrio" in html and 'name="referencia"' not in html and "js/mapa" not in html


def test_si_la_edad_se_supo_despues_de_escribirla_se_publica_sin_lugar_exacto(barrio: Territorio) -> None:
    """La edad pudo llegar por un camino que no avisa a los borradores: una copia restaurada, una orden."""
    ella = _persona(None)
    p = fabrica.borrador(cuentas.identidad_de(ella), punto=PUNTO, referencia=REFERENCIA)
    assert p.latitud is not None
    db.session.execute(sa.update(Persona).where(Persona.id == ella.id).values(nacimiento=ANIO - 12))
    db.session.commit()
    servicios.publicar(cuentas.identidad_de(ella), fabrica.codigo_de(p))
    assert (p.latitud, p.longitud, p.referencia) == (None, None, "")
    assert p.territorio_id == barrio.id
    assert _puntos(p) == 0
