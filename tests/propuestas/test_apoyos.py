"""Apoyar: una vez por persona, quién puede, y contadores que son la cuenta de las filas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from app.contenido.modelos import Hecho
from app.extensiones import db
from app.nucleo import reloj
from app.nucleo.errores import NoEncontrado, NoPermitido
from app.nucleo.permisos import ANONIMA, Identidad, Rol
from app.procesos.errores import FaltaAcreditacion, FaltaEdad, FaseCerrada
from app.propuestas import consultas, servicios
from app.propuestas.errores import Archivada, YaNoRecibeApoyos
from app.propuestas.modelos import Apoyo, Faceta, Propuesta
from tests.fabricas import cuentas, procesos
from tests.fabricas import propuestas as fabrica
from tests.recuento import Recuento


@pytest.fixture
def ana(app: Flask) -> Identidad:
    return cuentas.identidad_de(cuentas.persona())


def _cuentas(p: Propuesta) -> tuple[int, int]:
    """Los contadores, contados otra vez a partir de las filas."""
    filas = db.session.scalars(sa.select(Apoyo.contado).where(Apoyo.propuesta_id == p.id)).all()
    return len(filas), sum(filas)


def test_apoyar_y_desdecirse_repetidas_veces(ana: Identidad) -> None:
    p = fabrica.propuesta()
    codigo, version = fabrica.codigo_de(p), p.version
    for _ in range(3):
        servicios.apoyar(ana, codigo)
    assert (p.apoyos, p.apoyos_contados, p.version) == (1, 1, version + 1)
    assert consultas.ficha(codigo, ana).apoyada
    assert not consultas.ficha(codigo, ANONIMA).apoyada
    assert set(db.session.scalars(sa.select(Faceta.apoyos))) == {1}
    for _ in range(3):
        servicios.retirar_apoyo(ana, codigo)
    assert (p.apoyos, p.apoyos_contados, p.version) == (0, 0, version + 2)
    assert set(db.session.scalars(sa.select(Faceta.apoyos))) == {0}


def test_solo_cuentan_los_de_la_acreditacion_que_pide_el_proceso(ana: Identidad) -> None:
    p = fabrica.propuesta(proceso=procesos.proceso(acreditacion_umbral=2, umbral_ciudad=2))
    fabrica.apoyos(p, 5, acreditacion=1)
    assert (p.apoyos, p.apoyos_contados, p.umbral_cruzado_en) == (5, 0, None)
    fabrica.apoyos(p, 2, acreditacion=2)
    assert (p.apoyos, p.apoyos_contados) == (7, 2)
    assert p.umbral_cruzado_en is not None


def test_quien_trabaja_en_la_municipalidad_apoya_aparte_y_no_cruza_el_umbral(ana: Identidad) -> None:
    p = fabrica.propuesta(proceso=procesos.proceso(umbral_ciudad=2))
    codigo, suya = fabrica.codigo_de(p), cuentas.personal(Rol.EVALUADORA)
    servicios.apoyar(cuentas.identidad_de(suya), codigo)
    servicios.apoyar(ana, codigo)
    assert (p.apoyos, p.apoyos_contados, p.apoyos_personal, p.umbral_cruzado_en) == (2, 1, 1, None)
    suya.acreditacion = 3
    assert servicios.al_acreditarse(suya.id) == 0
    assert (p.apoyos_contados, p.umbral_cruzado_en) == (1, None)
    with pytest.raises(sa.exc.IntegrityError, match="personal_aparte"):
        db.session.execute(sa.update(Apoyo).where(Apoyo.persona_id == suya.id).values(contado=True))


def test_los_apoyos_traidos_de_otro_sitio_se_ven_y_no_cruzan_el_umbral(ana: Identidad) -> None:
    p = fabrica.propuesta(proceso=procesos.proceso(umbral_ciudad=3))
    db.session.execute(sa.update(Propuesta).where(Propuesta.id == p.id).values(apoyos_importados=50))
    db.session.commit()
    servicios.apoyar(ana, fabrica.codigo_de(p))
    assert (p.apoyos_contados, p.apoyos_importados, p.umbral_cruzado_en) == (1, 50, None)


def test_el_cruce_no_se_deshace_ni_se_repite(ana: Identidad) -> None:
    p = fabrica.propuesta()
    codigo = fabrica.codigo_de(p)
    fabrica.apoyos(p, 2)
    servicios.apoyar(ana, codigo)
    cuando, vence = p.umbral_cruzado_en, p.respuesta_vence
    assert cuando is not None
    with reloj.fijado(cuando + dt.timedelta(days=3)):
        servicios.retirar_apoyo(ana, codigo)
        assert (p.apoyos, p.umbral_cruzado_en, p.respuesta_vence) == (2, cuando, vence)
        servicios.apoyar(ana, codigo)
    assert (p.umbral_cruzado_en, p.respuesta_vence) == (cuando, vence)
    assert db.session.scalar(sa.select(sa.func.count()).where(Hecho.clase == "propuestas.umbral")) == 1


def test_ningun_hecho_dice_quien_apoyo(ana: Identidad) -> None:
    p = fabrica.propuesta()
    personas = fabrica.apoyos(p, 4)
    hechos = db.session.scalars(sa.select(Hecho).where(Hecho.contenido_id == p.id)).all()
    ids = {x.id for x in personas}
    assert [h.clase for h in hechos] == ["propuestas.publicada", "propuestas.umbral"]
    assert not ids & {h.persona_id for h in hechos}


def test_quien_no_puede_y_por_que(ana: Identidad) -> None:
    cerrado = procesos.proceso(fases=[procesos.ventana("proponer", -9, 9)])
    p = fabrica.propuesta(proceso=cerrado)
    codigo = fabrica.codigo_de(p)
    servicios.apoyar(ana, codigo)
    cruzada = fabrica.propuesta(proceso=cerrado)
    apoya = cuentas.identidad_de(fabrica.apoyos(cruzada, 3)[0])
    for accion, quien in ((servicios.apoyar, ana), (servicios.retirar_apoyo, apoya)):
        with reloj.fijado(reloj.ahora() + dt.timedelta(days=10)), pytest.raises(FaseCerrada):
            accion(quien, fabrica.codigo_de(cruzada))
    assert (cruzada.apoyos, cruzada.apoyos_contados) == (3, 3) == _cuentas(cruzada)
    with pytest.raises(NoPermitido):
        servicios.apoyar(ANONIMA, codigo)
    with pytest.raises(NoPermitido):
        servicios.apoyar(cuentas.identidad_de(cuentas.personal(Rol.AUDITORA)), codigo)
    nueva = cuentas.identidad_de(cuentas.persona(acreditacion=0))
    with pytest.raises(FaltaAcreditacion) as falta:
        servicios.apoyar(nueva, codigo)
    assert (falta.value.tiene, falta.value.necesita) == (0, 1)
    with reloj.fijado(reloj.ahora() + dt.timedelta(days=10)):
        for accion in (servicios.apoyar, servicios.retirar_apoyo):
            with pytest.raises(Archivada):
                accion(ana, codigo)
    with pytest.raises(NoEncontrado):
        servicios.apoyar(ana, "ZZZZZZZZ")
    assert (p.apoyos, p.apoyos_contados) == (1, 1) == _cuentas(p)


def test_la_edad(app: Flask) -> None:
    p = fabrica.propuesta(
        cuentas.identidad_de(cuentas.persona(nacimiento=1980)), proceso=procesos.proceso(edad_minima=16)
    )
    codigo = fabrica.codigo_de(p)
    with reloj.fijado(dt.datetime(2032, 1, 1, 4, 59, tzinfo=dt.UTC)):  # todavía 2031 en Bogotá
        for nacimiento, falta_dato in ((2016, False), (None, True)):
            with pytest.raises(FaltaEdad) as caso:
                servicios.apoyar(cuentas.identidad_de(cuentas.persona(nacimiento=nacimiento)), codigo)
            assert caso.value.falta_dato is falta_dato
        servicios.apoyar(cuentas.identidad_de(cuentas.persona(nacimiento=2015)), codigo)
    with reloj.fijado(dt.datetime(2032, 1, 1, 5, 0, tzinfo=dt.UTC)):
        servicios.apoyar(cuentas.identidad_de(cuentas.persona(nacimiento=2016)), codigo)


def test_lo_retirado_ya_no_recibe_apoyos(ana: Identidad) -> None:
    p = fabrica.propuesta(ana)
    codigo = fabrica.codigo_de(p)
    servicios.retirar(ana, codigo, "Ya se hizo.")
    for accion in (servicios.apoyar, servicios.retirar_apoyo):
        with pytest.raises(YaNoRecibeApoyos):
            accion(ana, codigo)


@pytest.mark.parametrize(
    "cambio",
    [
        {"apoyos": -1},
        {"apoyos_contados": 1},
        {"apoyos_importados": -1},
        {"umbral": 0},
        {"umbral_cruzado_en": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
        {"estado": "retirada"},
        {"latitud": 4.5},
    ],
)
def test_la_base_no_admite_contadores_ni_estados_imposibles(app: Flask, cambio: dict[str, object]) -> None:
    p = fabrica.propuesta()
    with pytest.raises(IntegrityError):
        db.session.execute(sa.update(Propuesta).where(Propuesta.id == p.id).values(**cambio))


pasos = st.lists(
    st.tuples(st.sampled_from(["apoyar", "retirar_apoyo"]), st.integers(0, 4)), min_size=1, max_size=25
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pasos)
def test_los_contadores_son_siempre_la_cuenta_de_las_filas(app: Flask, pasos: list[tuple[str, int]]) -> None:
    """La gemela es un conjunto de Python; el cruce es la primera vez que los que cuentan llegan al umbral."""
    p = fabrica.propuesta(proceso=procesos.proceso(acreditacion_umbral=2, umbral_ciudad=2))
    codigo = fabrica.codigo_de(p)
    gente = [cuentas.identidad_de(cuentas.persona(acreditacion=1 + i % 2)) for i in range(5)]
    apoyan: set[int] = set()
    cruzo = False
    for accion, i in pasos:
        getattr(servicios, accion)(gente[i], codigo)
        (apoyan.add if accion == "apoyar" else apoyan.discard)(i)
        contados = sum(i % 2 for i in apoyan)
        cruzo = cruzo or contados >= 2
        assert (p.apoyos, p.apoyos_contados) == (len(apoyan), contados) == _cuentas(p)
        assert (p.umbral_cruzado_en is not None) == cruzo
    assert servicios.recontar(corregir=False) == []


def test_la_ficha_cuesta_lo_mismo_con_uno_y_con_muchos(ana: Identidad, contar: Callable[[], Recuento]) -> None:
    p = fabrica.propuesta(ana, etiquetas=["agua"])
    codigo = fabrica.codigo_de(p)
    cuentas_: list[tuple[int, int]] = []
    for vuelta in range(2):
        if vuelta:
            fabrica.apoyos(p, 9)
            for i in range(4):
                db.session.add(
                    Hecho(clase="prueba.algo", contenido_id=p.id, ocurrio_en=reloj.ahora(), motivo=str(i))
                )
            db.session.commit()
        numeros = []
        for quien in (ANONIMA, ana):
            db.session.expunge_all()
            with contar() as r:
                consultas.ficha(codigo, quien)
            numeros.append(r.numero)
        cuentas_.append((numeros[0], numeros[1]))
    assert cuentas_[0] == cuentas_[1]
    assert cuentas_[0][0] <= 6
    assert cuentas_[0][1] == cuentas_[0][0] + 1
