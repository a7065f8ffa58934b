"""La acreditación que sube cuenta los apoyos ya dados; quien se va retira lo que sigue abierto."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask

from app.adjuntos.modelos import Adjunto
from app.contenido.modelos import Contenido, Hecho
from app.cuentas.modelos import Persona
from app.extensiones import db
from app.nucleo import paneles, reloj
from app.nucleo.errores import NoPermitido
from app.nucleo.permisos import Rol
from app.propuestas import facetas, servicios
from app.propuestas.modelos import NUNCA, Apoyo, Coautoria, Faceta, Propuesta
from app.propuestas.reglas import peso
from app.propuestas.servicios.apoyos import contar_o_no
from tests.fabricas import cuentas, procesos
from tests.fabricas import propuestas as fabrica

DIA = dt.timedelta(days=1)


def _subir(alguien: Persona, acreditacion: int = 2) -> int:
    db.session.get_one(Persona, alguien.id).acreditacion = acreditacion
    contados: int = paneles.pedir("al_acreditarse", alguien.id)
    db.session.commit()
    return contados


def test_al_acreditarse_cuentan_los_apoyos_que_ya_podian(app: Flask) -> None:
    estricto = procesos.proceso(acreditacion_umbral=2, umbral_ciudad=2, vigencia_meses=3)
    laxo = procesos.proceso(acreditacion_umbral=3)
    alguien = cuentas.persona(acreditacion=1)
    quien = cuentas.identidad_de(alguien)
    por_cruzar, lejos, otra = (fabrica.propuesta(proceso=p) for p in (estricto, estricto, laxo))
    vieja = fabrica.propuesta(proceso=estricto)
    for p in (por_cruzar, lejos, otra, vieja):
        servicios.apoyar(quien, fabrica.codigo_de(p))
    fabrica.apoyos(por_cruzar, 1, acreditacion=2)
    vieja.cierra_en = reloj.ahora() - DIA
    facetas.rehacer(vieja.id)
    db.session.commit()
    assert _subir(alguien) == 2
    assert [p.apoyos_contados for p in (por_cruzar, lejos, otra, vieja)] == [2, 1, 0, 0]
    assert por_cruzar.umbral_cruzado_en is not None and por_cruzar.respuesta_vence is not None
    assert por_cruzar.cierra_en is None and lejos.cierra_en is not None
    hechos = db.session.scalars(sa.select(Hecho).where(Hecho.clase == "propuestas.umbral")).all()
    assert [(h.contenido_id, h.persona_id) for h in hechos] == [(por_cruzar.id, None)]
    cierres = set(db.session.scalars(sa.select(Faceta.cierra).where(Faceta.propuesta_id == por_cruzar.id)))
    assert cierres == {NUNCA}
    assert _subir(alguien) == 0
    assert _subir(alguien, 3) == 1
    assert servicios.recontar(corregir=False) == []


def test_al_bajar_dejan_de_contar_y_el_cruce_se_queda(app: Flask) -> None:
    estricto = procesos.proceso(acreditacion_umbral=2, umbral_ciudad=2, vigencia_meses=3)
    laxo = procesos.proceso(acreditacion_umbral=1, umbral_ciudad=5)
    alguien = cuentas.persona(acreditacion=2)
    quien = cuentas.identidad_de(alguien)
    cruzada, reune, otra = (fabrica.propuesta(proceso=p) for p in (estricto, estricto, laxo))
    vieja = fabrica.propuesta(proceso=estricto)
    for p in (cruzada, reune, otra, vieja):
        servicios.apoyar(quien, fabrica.codigo_de(p))
    fabrica.apoyos(cruzada, 1, acreditacion=2)
    vieja.cierra_en = reloj.ahora() - DIA
    facetas.rehacer(vieja.id)
    db.session.commit()
    cruzo = cruzada.umbral_cruzado_en
    assert cruzo is not None
    assert _subir(alguien, 1) == 2
    todas = (cruzada, reune, otra, vieja)
    assert [(p.apoyos, p.apoyos_contados) for p in todas] == [(2, 1), (1, 0), (1, 1), (1, 1)]
    assert cruzada.umbral_cruzado_en == cruzo and reune.umbral_cruzado_en is None
    assert servicios.recontar(corregir=False) == []
    assert _subir(alguien, 1) == 0
    fabrica.apoyos(reune, 1, acreditacion=2)
    db.session.commit()
    assert reune.umbral_cruzado_en is None
    assert _subir(alguien, 2) == 2
    assert [p.apoyos_contados for p in todas] == [2, 2, 1, 1]
    assert reune.umbral_cruzado_en is not None
    hechos = db.session.scalars(sa.select(Hecho.contenido_id).where(Hecho.clase == "propuestas.umbral"))
    assert sorted(hechos) == sorted([cruzada.id, reune.id])
    assert servicios.recontar(corregir=False) == []


def test_lo_oculto_cuenta_pero_no_cruza(app: Flask) -> None:
    p = fabrica.propuesta(proceso=procesos.proceso(acreditacion_umbral=2, umbral_ciudad=1))
    alguien = fabrica.apoyos(p, 1, acreditacion=1)[0]
    db.session.get_one(Contenido, p.id).estado = "oculto"
    db.session.commit()
    assert _subir(alguien) == 1
    assert (p.apoyos_contados, p.umbral_cruzado_en) == (1, None)


def test_contar_el_mismo_apoyo_dos_veces_es_una(app: Flask) -> None:
    p = fabrica.propuesta(proceso=procesos.proceso(acreditacion_umbral=2))
    quien = cuentas.identidad_de(cuentas.persona(acreditacion=1))
    servicios.apoyar(quien, fabrica.codigo_de(p))
    assert [contar_o_no(p, quien.persona, cuenta) for cuenta in (True, True, False, False)] == [
        True, False, True, False,
    ]  # fmt: skip
    assert (p.apoyos, p.apoyos_contados) == (1, 0)
    assert servicios.recontar(corregir=False) == []


def test_los_del_personal_se_cuentan_aparte_y_el_mostrador_queda_dicho(app: Flask) -> None:
    p = fabrica.propuesta()
    codigo = fabrica.codigo_de(p)
    trabaja = cuentas.identidad_de(cuentas.personal(Rol.MODERADORA))
    servicios.apoyar(trabaja, codigo)
    from dataclasses import replace

    vecina = replace(cuentas.identidad_de(cuentas.persona()), atendida_por=trabaja.persona)
    servicios.apoyar(vecina, codigo)
    db.session.commit()
    filas = db.session.execute(sa.select(Apoyo.de_personal, Apoyo.canal).order_by(Apoyo.de_personal)).all()
    assert [tuple(f) for f in filas] == [(False, "mostrador"), (True, "web")]
    assert (p.apoyos, p.apoyos_personal) == (2, 1)
    servicios.retirar_apoyo(trabaja, codigo)
    assert (p.apoyos, p.apoyos_personal) == (1, 0)
    assert servicios.recontar(corregir=False) == []


def test_una_cuenta_que_ya_no_esta_activa_no_apoya(app: Flask) -> None:
    p = fabrica.propuesta()
    alguien = cuentas.persona()
    quien = cuentas.identidad_de(alguien)
    db.session.get_one(Persona, alguien.id).estado = "suspendida"
    db.session.commit()
    with pytest.raises(NoPermitido):
        servicios.apoyar(quien, fabrica.codigo_de(p))
    assert p.apoyos == 0


def test_quien_se_va_retira_lo_que_se_puede_y_el_cruce_se_queda(app: Flask) -> None:
    proceso = procesos.proceso(umbral_ciudad=2)
    alguien = cuentas.persona(seudonimo="Eva", seudonimo_clave="eva")
    quien = cuentas.identidad_de(alguien)
    abierta, cruzada, cerrada = (fabrica.propuesta(proceso=proceso) for _ in range(3))
    for p in (abierta, cruzada, cerrada):
        servicios.apoyar(quien, fabrica.codigo_de(p))
    fabrica.apoyos(cruzada, 1)
    cerrada.cierra_en = reloj.ahora() - DIA
    facetas.rehacer(cerrada.id)
    mia = fabrica.propuesta(quien, proceso=proceso)
    version = mia.version
    secreto = fabrica.borrador(quien, proceso=proceso)
    ident = secreto.id
    db.session.add(
        Adjunto(
            clave="0" * 32, clase="imagen", contenido_id=ident, persona_id=alguien.id, nombre="a.jpg",
            peso=1, ancho=1, alto=1, huella="0" * 64, creado_en=reloj.ahora(),
        )
    )  # fmt: skip
    servicios.invitar(cuentas.identidad_de(db.session.get_one(Persona, _autora(abierta))),
                      fabrica.codigo_de(abierta), alguien.seudonimo)  # fmt: skip
    db.session.commit()
    cruce = cruzada.umbral_cruzado_en
    assert servicios.al_retirarse(alguien.id) == 2
    db.session.commit()
    assert [p.apoyos for p in (abierta, cruzada, cerrada)] == [0, 1, 1]
    assert cruce is not None and cruzada.umbral_cruzado_en == cruce
    assert abs(abierta.actividad - peso(abierta.publicada_en)) <= 2  # type: ignore[arg-type]
    assert mia.version == version + 1
    assert db.session.get(Propuesta, ident) is None and db.session.get(Contenido, ident) is None
    assert db.session.scalars(sa.select(Adjunto.id)).all() == []
    assert db.session.scalars(sa.select(Coautoria.persona_id)).all() == []
    assert servicios.recontar(corregir=False) == []
    assert servicios.al_retirarse(alguien.id) == 0


def _autora(p: Propuesta) -> int:
    ident = db.session.get_one(Contenido, p.id).autora_id
    assert ident is not None
    return ident


def test_un_comentario_mueve_la_propuesta_y_lo_demas_no(app: Flask) -> None:
    p = fabrica.propuesta()
    antes, version = p.actividad, p.version
    assert antes == peso(p.publicada_en)  # type: ignore[arg-type]
    paneles.pedir("hubo_actividad", p.id, reloj.ahora() + DIA)
    paneles.pedir("hubo_actividad", p.proceso_id, reloj.ahora())
    db.session.commit()
    assert p.actividad > antes and p.version == version
    assert set(db.session.scalars(sa.select(Faceta.actividad))) == {p.actividad}


def test_el_umbral_en_porcentaje_se_cuenta_sobre_el_padron(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.padron import consultas as padron

    ciudad = fabrica.lugar("Ciudad", poblacion=10_000)
    barrio = fabrica.lugar("Barrio", ciudad, poblacion=1_000)
    proceso = procesos.proceso(umbral_clase="porcentaje", umbral_ciudad=100, umbral_territorio=500)
    assert fabrica.propuesta(proceso=proceso).umbral == 100
    assert fabrica.propuesta(proceso=proceso, territorio_id=barrio.id).umbral == 50
    empadronadas = {None: 7_000, barrio.id: 601}
    monkeypatch.setattr(padron, "total_de", empadronadas.get)
    assert fabrica.propuesta(proceso=proceso).umbral == 70
    assert fabrica.propuesta(proceso=proceso, territorio_id=barrio.id).umbral == 31
