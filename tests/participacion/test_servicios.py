"""Comentar, corregir, retirar y votar: las cuentas siempre dicen lo que dicen las filas."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.contenido.modelos import Contenido, Hecho
from app.extensiones import db
from app.nucleo import paneles, reloj, transaccion
from app.nucleo.errores import DemasiadasVeces, Invalido, NoEncontrado, NoPermitido
from app.nucleo.permisos import ANONIMA, Identidad, Rol
from app.participacion import servicios
from app.participacion.errores import ConversacionCerrada, YaNoSeEdita, YaNoSeResponde
from app.participacion.modelos import Comentario, Voto
from app.participacion.reglas import TEXTO_MAXIMO, puntaje
from app.procesos.errores import FaltaAcreditacion, FaltaEdad, FaseCerrada
from app.procesos.modelos import Fase
from app.propuestas import servicios as de_propuestas
from app.propuestas.modelos import Propuesta
from tests.fabricas import cuentas, participacion, procesos, propuestas
from tests.fabricas.participacion import codigo_de, comentario, conversacion, respuesta, vecina


def test_un_comentario_y_sus_cuentas(app: Flask) -> None:
    uno = comentario(posicion="a_favor")
    sobre = db.session.get_one(Contenido, uno.sobre_id).codigo
    comentario(sobre, posicion="pregunta")
    c = conversacion(uno)
    assert (c.comentarios, c.raices, c.a_favor, c.preguntas, c.aportes) == (2, 2, 1, 1, 0)
    assert c.ultimo_en is not None and c.version == 2
    assert len(codigo_de(uno)) == 8


def test_las_respuestas_cuentan_hacia_arriba_y_no_en_las_posiciones(app: Flask) -> None:
    raiz = comentario(posicion="en_contra")
    hija = respuesta(raiz)
    nieta = respuesta(hija)
    c = conversacion(raiz)
    assert (c.comentarios, c.raices, c.en_contra, c.aportes) == (3, 1, 1, 0)
    assert [x.respuestas for x in (raiz, hija, nieta)] == [2, 1, 0]
    assert [x.profundidad for x in (raiz, hija, nieta)] == [0, 1, 2]
    assert {x.raiz_id for x in (raiz, hija, nieta)} == {raiz.id}


def test_retirar_deja_el_lugar_y_descuenta(app: Flask) -> None:
    quien = vecina()
    raiz = comentario(de=quien, posicion="a_favor")
    hija = respuesta(raiz)
    servicios.retirar(quien, codigo_de(raiz))
    servicios.retirar(quien, codigo_de(raiz))
    db.session.commit()
    c = conversacion(raiz)
    assert (c.comentarios, c.raices, c.a_favor) == (1, 0, 0)
    assert (raiz.texto, raiz.respuestas) == ("", 1) and raiz.retirado_en is not None
    with pytest.raises(YaNoSeResponde):
        respuesta(raiz)
    db.session.rollback()
    assert hija.texto


def test_solo_su_autora_la_corrige_y_la_retira(app: Flask) -> None:
    quien = vecina()
    uno = comentario(de=quien)
    codigo = codigo_de(uno)
    moderadora = cuentas.identidad_de(cuentas.personal(Rol.MODERADORA, acreditacion=1))
    for otra in (vecina(), moderadora, ANONIMA):
        for accion in (
            lambda q: servicios.editar(q, codigo, "otra cosa"),
            lambda q: servicios.retirar(q, codigo),
        ):
            with pytest.raises(NoPermitido):
                accion(otra)
            db.session.rollback()
    servicios.editar(quien, codigo_de(uno), "otra cosa")
    assert uno.editado_en is not None and uno.texto == "otra cosa"


def test_la_ventana_de_edicion(app: Flask) -> None:
    quien = vecina()
    uno = comentario(de=quien)
    with reloj.fijado(uno.creado_en + dt.timedelta(minutes=14, seconds=59)):
        servicios.editar(quien, codigo_de(uno), "a tiempo")
    with reloj.fijado(uno.creado_en + dt.timedelta(minutes=15)), pytest.raises(YaNoSeEdita):
        servicios.editar(quien, codigo_de(uno), "tarde")


def test_corregir_con_el_mismo_texto_no_marca(app: Flask) -> None:
    quien = vecina()
    uno = comentario(de=quien, texto="Igual.")
    servicios.editar(quien, codigo_de(uno), "  Igual. ")
    assert uno.editado_en is None


def test_el_mismo_envio_dos_veces_es_uno(app: Flask) -> None:
    quien = vecina()
    uno = comentario(de=quien, texto="Lo mismo.")
    sobre = db.session.get_one(Contenido, uno.sobre_id).codigo
    assert comentario(sobre, quien, "Lo mismo.").id == uno.id
    assert comentario(sobre, vecina(), "Lo mismo.").id != uno.id
    assert respuesta(uno, quien, texto="Lo mismo.").id != uno.id
    with reloj.fijado(uno.creado_en + dt.timedelta(seconds=61)):
        assert comentario(sobre, quien, "Lo mismo.").id != uno.id
    assert conversacion(uno).comentarios == 4


def test_los_limites_del_texto(app: Flask) -> None:
    sobre = propuestas.codigo_de(propuestas.propuesta())
    for malo in ("", " \n ", "\u200b" * 3, "ㅤㅤ\u2800", "\u202e\u2066", "x" * (TEXTO_MAXIMO + 1)):
        with pytest.raises(Invalido):
            servicios.comentar(vecina(), sobre, malo)
    with pytest.raises(Invalido):
        servicios.comentar(vecina(), sobre, "vale", posicion="ninguna")
    with pytest.raises(NoEncontrado):
        servicios.comentar(vecina(), "ABCDEFGH", "vale")


def test_un_comentario_no_vuelve_del_reves_lo_que_le_sigue(app: Flask) -> None:
    sobre = propuestas.codigo_de(propuestas.propuesta())
    assert comentario(sobre, texto="\u202e¡Sí\u2067! 👍🏽 \u200b").texto == "¡Sí! 👍🏽"
    assert comentario(sobre, texto="👍").texto == "👍"


def test_votar_cambiar_y_quitar(app: Flask) -> None:
    uno, quien = comentario(), vecina()
    for valor, esperado in ((1, (1, 0)), (1, (1, 0)), (-1, (0, 1)), (0, (0, 0)), (0, (0, 0))):
        servicios.votar(quien, codigo_de(uno), valor)
        db.session.commit()
        assert (uno.a_favor, uno.en_contra) == esperado
        assert uno.puntaje == puntaje(*esperado)
        filas = db.session.scalar(select(func.count()).select_from(Voto))
        assert filas == sum(esperado)


@pytest.mark.parametrize("valor", [2, -2, 10**9])
def test_un_voto_vale_uno_o_se_rechaza(app: Flask, valor: int) -> None:
    dado = comentario()
    with pytest.raises(Invalido) as caso:
        servicios.votar(vecina(), codigo_de(dado), valor)
    assert caso.value.campo == "valor"
    assert (dado.a_favor, dado.en_contra, dado.puntaje) == (0, 0, puntaje(0, 0))


def test_lo_propio_no_se_vota_ni_lo_retirado(app: Flask) -> None:
    quien = vecina()
    uno = comentario(de=quien)
    with pytest.raises(NoPermitido):
        servicios.votar(quien, codigo_de(uno), 1)
    servicios.retirar(quien, codigo_de(uno))
    with pytest.raises(YaNoSeResponde):
        servicios.votar(vecina(), codigo_de(uno), 1)


@pytest.mark.parametrize("fase", ["informar", "evaluar", "votar", "responder", "ejecutar"])
def test_con_la_fase_cerrada_no_se_comenta_ni_se_vota(app: Flask, fase: str) -> None:
    uno = comentario()
    sobre = db.session.get_one(Contenido, uno.sobre_id)
    _cambiar_fase(uno.sobre_id, fase)
    with pytest.raises(FaseCerrada):
        servicios.comentar(vecina(), sobre.codigo, "tarde")
    with pytest.raises(FaseCerrada):
        servicios.votar(vecina(), codigo_de(uno), 1)


def _cambiar_fase(propuesta_id: int, clase: str) -> None:
    proceso_id = db.session.get_one(Propuesta, propuesta_id).proceso_id
    for fase in db.session.scalars(select(Fase).where(Fase.proceso_id == proceso_id)):
        fase.clase = clase
    db.session.commit()
    db.session.expire_all()


def test_quien_no_puede_recibe_el_porque(app: Flask) -> None:
    sobre = propuestas.codigo_de(
        propuestas.propuesta(vecina(nacimiento=1980), proceso=procesos.proceso(edad_minima=16))
    )
    with pytest.raises(NoPermitido):
        servicios.comentar(ANONIMA, sobre, "hola")
    with pytest.raises(FaltaAcreditacion):
        servicios.comentar(vecina(acreditacion=0, nacimiento=1980), sobre, "hola")
    with pytest.raises(FaltaEdad):
        servicios.comentar(vecina(nacimiento=2020), sobre, "hola")
    auditora = cuentas.identidad_de(cuentas.personal(Rol.AUDITORA, acreditacion=1, nacimiento=1980))
    with pytest.raises(NoPermitido):
        servicios.comentar(auditora, sobre, "hola")


def test_un_borrador_no_se_comenta_ni_por_su_autora(app: Flask) -> None:
    quien = vecina()
    borrador = propuestas.borrador(quien)
    with pytest.raises(NoEncontrado):
        servicios.comentar(quien, propuestas.codigo_de(borrador), "hola")


def test_lo_retirado_y_lo_oculto_no_reciben_comentarios(app: Flask) -> None:
    quien = vecina()
    p = propuestas.propuesta(quien)
    de_propuestas.retirar(quien, propuestas.codigo_de(p), "Ya se hizo.")
    db.session.commit()
    with pytest.raises(ConversacionCerrada):
        servicios.comentar(vecina(), propuestas.codigo_de(p), "hola")
    otra = propuestas.propuesta()
    db.session.get_one(Contenido, otra.id).estado = "oculto"
    db.session.commit()
    with pytest.raises(ConversacionCerrada):
        servicios.comentar(vecina(), propuestas.codigo_de(otra), "hola")


def test_la_insignia_es_de_quien_tiene_un_rol_y_la_pide(app: Flask) -> None:
    sobre = propuestas.codigo_de(propuestas.propuesta())
    unidad = cuentas.unidad(nombre="Movilidad")
    de_unidad = cuentas.identidad_de(cuentas.personal(Rol.PLANIFICADORA, unidad_id=unidad.id, acreditacion=1))
    de_ciudad = cuentas.identidad_de(cuentas.personal(Rol.MODERADORA, acreditacion=1))
    assert comentario(sobre, de_unidad, como_municipalidad=True).de_personal == "Movilidad"
    assert comentario(sobre, de_unidad).de_personal == ""
    assert comentario(sobre, de_ciudad, como_municipalidad=True).de_personal == "moderadora"
    with pytest.raises(NoPermitido):
        comentario(sobre, vecina(), como_municipalidad=True)
    with pytest.raises(NoPermitido):
        comentario(sobre, replace(de_ciudad, atendida_por=de_unidad.persona), como_municipalidad=True)


def test_el_hecho_dice_el_canal(app: Flask) -> None:
    sobre, facilitadora = propuestas.codigo_de(propuestas.propuesta()), cuentas.persona()
    en_mostrador = replace(vecina(), atendida_por=facilitadora.id)
    for quien, canal in ((vecina(), "web"), (en_mostrador, "mostrador")):
        nuevo = comentario(sobre, quien)
        hecho = db.session.scalars(select(Hecho).where(Hecho.contenido_id == nuevo.id)).one()
        assert (hecho.clase, hecho.datos["canal"]) == ("participacion.comentada", canal)


def test_avisa_de_la_actividad(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    avisos: list[tuple[int, dt.datetime]] = []
    prestados = app.extensions.setdefault("rumbo_prestados", {})
    monkeypatch.setitem(prestados, "hubo_actividad", lambda ident, cuando: avisos.append((ident, cuando)))
    uno = comentario()
    assert avisos == [(uno.sobre_id, uno.creado_en)]
    assert paneles.pedir("hubo_actividad", 1, uno.creado_en) is None


def test_diez_en_diez_minutos(app: Flask) -> None:
    codigo = propuestas.codigo_de(propuestas.propuesta())

    def comentar(quien: Identidad, texto: str) -> None:
        with transaccion.escritura():
            servicios.comentar(quien, codigo, texto, cuotas=[servicios.cuota_de_comentar(quien)])

    quien = vecina()
    for n in range(10):
        for _toque in range(2):
            comentar(quien, f"Comentario {n}")
    with pytest.raises(DemasiadasVeces):
        comentar(quien, "Otro más")
    comentar(vecina(), "Otro más")


@pytest.mark.parametrize(
    "cambio",
    [
        {"posicion": "otra"},
        {"texto": ""},
        {"profundidad": 1},
        {"raiz_id": 999_999},
        {"a_favor": -1},
        {"respuestas": -1},
        {"padre_id": "propio"},
        {"retirado_en": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
    ],
)
def test_la_base_no_deja_guardar_lo_imposible(app: Flask, cambio: dict[str, object]) -> None:
    uno = comentario()
    for columna, valor in cambio.items():
        setattr(uno, columna, uno.id if valor == "propio" else valor)
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_la_conversacion_no_admite_cuentas_que_no_casan(app: Flask) -> None:
    c = conversacion(participacion.comentario())
    c.aportes += 1
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_dos_votos_de_una_persona_no_caben(app: Flask) -> None:
    uno, quien = comentario(), vecina()
    db.session.add_all(Voto(comentario_id=uno.id, persona_id=quien.persona, valor=v) for v in (1, -1))
    with pytest.raises(Exception, match=r"(?i)unique|conflict|identity"):
        db.session.flush()
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Comentario)) == 1


def test_lo_oculto_no_se_corrige(app: Flask) -> None:
    quien = vecina()
    uno = comentario(de=quien, texto="Insultos.")
    db.session.get_one(Contenido, uno.id).estado = "oculto"
    db.session.commit()
    with pytest.raises(YaNoSeEdita):
        servicios.editar(quien, codigo_de(uno), "Nada de eso.")


def test_no_se_responde_desde_otra_conversacion(app: Flask) -> None:
    ajeno, aqui = comentario(), propuestas.codigo_de(propuestas.propuesta())
    with pytest.raises(NoEncontrado):
        servicios.comentar(vecina(), aqui, "vale", padre=codigo_de(ajeno))
