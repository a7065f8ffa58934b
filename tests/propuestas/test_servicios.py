"""Escribir, publicar, editar, retirar y clasificar: lo que pasa, lo que se rechaza y por qué."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.contenido.modelos import Contenido, Hecho
from app.contenido.servicios import crear_contenido
from app.extensiones import db
from app.nucleo import reloj
from app.nucleo.errores import Conflicto, Invalido, NoEncontrado, NoPermitido
from app.nucleo.permisos import ANONIMA, Identidad, Rol
from app.procesos.errores import FaltaAcreditacion, FaltaEdad, FaseCerrada
from app.propuestas import consultas, servicios
from app.propuestas.errores import Incompleta, TextoCerrado, YaPublicada
from app.propuestas.modelos import Faceta, Propuesta
from tests.fabricas import cuentas, plan, procesos
from tests.fabricas import propuestas as fabrica


@pytest.fixture
def ana(app: Flask) -> Identidad:
    return cuentas.identidad_de(cuentas.persona(seudonimo="Ana del Puente"))


def _hechos(p: Propuesta) -> list[Hecho]:
    return list(db.session.scalars(sa.select(Hecho).where(Hecho.contenido_id == p.id).order_by(Hecho.id)))


def test_de_la_idea_a_la_lista(ana: Identidad) -> None:
    p = fabrica.propuesta(ana)
    codigo = fabrica.codigo_de(p)
    ficha = consultas.ficha(codigo, ANONIMA)
    assert (ficha.estado, ficha.umbral, ficha.autora) == ("publicada", 3, "Ana del Puente")
    assert [paso.clave for paso in ficha.hilo] == ["idea", "apoyos"]
    assert [(h.clase, h.persona_id) for h in _hechos(p)] == [("propuestas.publicada", ana.persona_id)]
    trozo = consultas.pagina(consultas.Filtros(), consultas.Orden.NUEVAS)
    assert [r.id for r in trozo.elementos] == [p.id]


def test_publicar_dos_veces_es_publicar_una(ana: Identidad) -> None:
    p = fabrica.propuesta(ana)
    cuando, version = p.publicada_en, p.version
    otra = servicios.publicar(ana, fabrica.codigo_de(p))
    assert (otra.id, otra.publicada_en, otra.version) == (p.id, cuando, version)
    assert len(_hechos(p)) == 1


def test_un_borrador_solo_existe_para_su_autora(ana: Identidad) -> None:
    p = fabrica.borrador(ana)
    codigo = fabrica.codigo_de(p)
    assert consultas.ficha(codigo, ana).es_mia
    otra = cuentas.identidad_de(cuentas.persona())
    jefa = cuentas.identidad_de(cuentas.personal(Rol.ADMINISTRADORA))
    for quien in (ANONIMA, otra, jefa):
        for intento in (
            lambda q: consultas.ficha(codigo, q),
            lambda q: consultas.borrador(codigo, q),
            lambda q: consultas.versiones(codigo, q),
            lambda q: servicios.apoyar(q, codigo),
            lambda q: servicios.publicar(q, codigo),
            lambda q: servicios.guardar_idea(q, codigo, "Otro título", "", "Otro"),
            lambda q: servicios.borrar_borrador(q, codigo),
            lambda q: servicios.clasificar(q, codigo, [], "porque sí"),
        ):
            with pytest.raises(NoEncontrado):
                intento(quien)
    with pytest.raises(NoEncontrado):
        servicios.apoyar(ana, codigo)
    assert consultas.tarjetas([p.id]) == []
    assert consultas.contar(consultas.Filtros()) == 0
    assert [b[0] for b in consultas.borradores_de(ana)] == [codigo]
    assert consultas.borradores_de(otra) == []


def test_publicar_dice_todo_lo_que_falta(ana: Identidad) -> None:
    proceso = procesos.proceso()
    codigo = fabrica.codigo_de(servicios.empezar(ana, proceso.id))
    with pytest.raises(Incompleta) as caso:
        servicios.publicar(ana, codigo)
    assert [f.campo for f in caso.value.faltas] == ["titulo", "cuerpo", "elementos"]


def test_limites_de_los_textos(ana: Identidad) -> None:
    codigo = fabrica.codigo_de(servicios.empezar(ana, procesos.proceso().id))
    casos = [
        ("titulo", ("abc", "r", "c")),
        ("titulo", ("a" * 121, "r", "c")),
        ("resumen", ("Título bueno", "r" * 201, "c")),
        ("cuerpo", ("Título bueno", "r", "c" * 6001)),
        ("cuerpo", ("Título bueno", " ", "")),
        ("en_nombre_de", ("Título bueno", "r", "c", "g" * 121)),
    ]
    for campo, datos in casos:
        with pytest.raises(Invalido) as caso:
            servicios.guardar_idea(ana, codigo, *datos)
        assert caso.value.campo == campo
    servicios.guardar_idea(ana, codigo, "a" * 120, "r" * 200, "c" * 6000, "g" * 120)
    servicios.guardar_idea(ana, codigo, "a", "", "", parcial=True)


def test_el_borrador_en_blanco_se_reutiliza_y_el_borrado_es_de_verdad(ana: Identidad) -> None:
    proceso = procesos.proceso()
    uno, dos = servicios.empezar(ana, proceso.id), servicios.empezar(ana, proceso.id)
    assert uno.id == dos.id
    codigo = fabrica.codigo_de(uno)
    servicios.guardar_plan(ana, codigo, [], True, ["sombra"])
    servicios.borrar_borrador(ana, codigo)
    assert db.session.get(Propuesta, uno.id) is None
    assert db.session.get(Contenido, uno.id) is None
    with pytest.raises(NoEncontrado):
        servicios.borrar_borrador(ana, codigo)
    publicada = fabrica.propuesta(ana)
    with pytest.raises(YaPublicada):
        servicios.borrar_borrador(ana, fabrica.codigo_de(publicada))


def test_la_base_no_admite_dos_en_blanco_ni_uno_con_texto(ana: Identidad) -> None:
    """Aunque el servicio se saltara su cuidado: la restricción lo impide."""
    proceso = procesos.proceso()
    uno = servicios.empezar(ana, proceso.id)
    ajeno, otro = crear_contenido("propuesta", ana.persona), procesos.proceso()
    for regla, cambio in (
        ("(?i)unique", {"proceso_id": proceso.id}),
        ("ck_propuestas_en_blanco", {"proceso_id": otro.id, "cuerpo": "Algo"}),
    ):
        fila = {"id": ajeno.id, "en_blanco_de": ana.persona, **cambio}
        with pytest.raises(IntegrityError, match=regla), db.session.begin_nested():
            db.session.execute(sa.insert(Propuesta).values(**fila))
    servicios.guardar_idea(ana, fabrica.codigo_de(uno), "", "", "Ya digo algo.", parcial=True)
    assert servicios.empezar(ana, proceso.id).id != uno.id
    assert servicios.empezar(ana, otro.id).proceso_id == otro.id


def test_no_mas_de_veinte_borradores(ana: Identidad) -> None:
    proceso = procesos.proceso()
    for _ in range(20):
        fabrica.borrador(ana, proceso=proceso)
    with pytest.raises(Conflicto):
        servicios.empezar(ana, proceso.id)


def test_el_proceso_dice_quien_propone(app: Flask) -> None:
    nueva = cuentas.identidad_de(cuentas.persona(acreditacion=0))
    with pytest.raises(FaltaAcreditacion) as falta:
        servicios.empezar(nueva, procesos.proceso().id)
    assert (falta.value.tiene, falta.value.necesita) == (0, 1)
    confirmada = cuentas.identidad_de(cuentas.persona())
    with pytest.raises(FaseCerrada):
        servicios.empezar(confirmada, procesos.proceso(fases=[procesos.ventana("evaluar")]).id)
    with pytest.raises(FaltaEdad) as edad:
        servicios.empezar(confirmada, procesos.proceso(edad_minima=16).id)
    assert edad.value.falta_dato
    with pytest.raises(NoEncontrado):
        servicios.empezar(confirmada, procesos.proceso(publicado=False).id)
    auditora = cuentas.identidad_de(cuentas.personal(Rol.AUDITORA))
    with pytest.raises(NoPermitido):
        servicios.empezar(auditora, procesos.proceso().id)


def test_los_elementos_son_del_plan_del_proceso(ana: Identidad) -> None:
    suyo, ajeno = plan.plan(), plan.plan("otro-plan")
    proceso = procesos.proceso(plan_id=suyo.id)
    codigo = fabrica.codigo_de(servicios.empezar(ana, proceso.id))
    bueno, malo = plan.elemento(suyo, "1.1.1").id, plan.elemento(ajeno, "2").id
    for elementos in ([malo], [bueno, malo], [10**9], []):
        with pytest.raises(Invalido) as caso:
            servicios.guardar_plan(ana, codigo, elementos, False, [])
        assert caso.value.campo == "elementos"
    cuatro = [plan.elemento(suyo, c).id for c in ("1", "1.1", "1.2", "2")]
    with pytest.raises(Invalido):
        servicios.guardar_plan(ana, codigo, cuatro, False, [])
    servicios.guardar_plan(ana, codigo, [bueno, bueno], False, ["Agua", "agua ", "#Sombra"])
    hoja = consultas.borrador(codigo, ana)
    assert [(e[1], e[3]) for e in hoja.elementos] == [("1.1.1", 1)]
    assert hoja.etiquetas == ("Agua", "Sombra")
    with pytest.raises(Invalido):
        servicios.guardar_plan(ana, codigo, [], True, list("abcdef"))


def test_editar_guarda_lo_de_antes_con_quien_y_por_que(ana: Identidad) -> None:
    p = fabrica.propuesta(ana)
    codigo = fabrica.codigo_de(p)
    servicios.editar(ana, codigo, "Un techo en la parada", p.resumen, p.cuerpo, "Se entiende mejor")
    db.session.commit()
    nueva, vieja = consultas.versiones(codigo, ANONIMA)
    assert (nueva.numero, nueva.titulo, nueva.motivo, nueva.quien, nueva.actual) == (
        2, "Un techo en la parada", "Se entiende mejor", "Ana del Puente", True,
    )  # fmt: skip
    assert (vieja.numero, vieja.titulo, vieja.motivo, vieja.actual) == (
        1, "Una sombra en la parada del mercado", "", False,
    )  # fmt: skip
    servicios.editar(ana, codigo, "Un techo en la parada", p.resumen, p.cuerpo, "")
    assert len(consultas.versiones(codigo, ANONIMA)) == 2
    with pytest.raises(Invalido) as caso:
        servicios.editar(ana, codigo, "Otro título más", p.resumen, p.cuerpo, " ")
    assert caso.value.campo == "motivo"
    otra = cuentas.identidad_de(cuentas.persona())
    with pytest.raises(NoPermitido):
        servicios.editar(otra, codigo, "Otro título más", "", "texto", "porque quiero")


def test_pasado_el_umbral_el_texto_no_cambia(ana: Identidad) -> None:
    p = fabrica.propuesta(ana)
    fabrica.apoyos(p, 3)
    with pytest.raises(TextoCerrado):
        servicios.editar(ana, fabrica.codigo_de(p), "Otro título", "", "Otro texto", "cambio de idea")


def test_retirar_deja_la_pagina_y_sale_de_las_listas(ana: Identidad) -> None:
    p = fabrica.propuesta(ana)
    codigo = fabrica.codigo_de(p)
    with pytest.raises(Invalido):
        servicios.retirar(ana, codigo, "")
    otra = cuentas.identidad_de(cuentas.persona())
    with pytest.raises(NoPermitido, match="Solo quien escribió"):
        servicios.retirar(otra, codigo, "no me gusta")
    servicios.retirar(ana, codigo, "Ya pusieron el techo.")
    servicios.retirar(ana, codigo, "Ya pusieron el techo.")
    db.session.commit()
    ficha = consultas.ficha(codigo, ANONIMA)
    assert [(x.clave, x.estado) for x in ficha.hilo] == [("idea", "hecho"), ("retirada", "cortado")]
    assert ficha.hilo[1].detalles == ("Ya pusieron el techo.",)
    assert consultas.contar(consultas.Filtros()) == 0
    assert consultas.contar(consultas.Filtros(estado="retirada")) == 1
    assert [h.clase for h in _hechos(p)] == ["propuestas.publicada", "propuestas.retirada"]
    with pytest.raises(TextoCerrado):
        servicios.editar(ana, codigo, "Otro título", "", "texto", "cambio")


def test_de_lo_oculto_no_sale_el_texto_ni_para_el_personal(ana: Identidad) -> None:
    p = fabrica.propuesta(ana, titulo="Un título", resumen="Un resumen", cuerpo="Un cuerpo")
    codigo = fabrica.codigo_de(p)
    db.session.get_one(Contenido, p.id).estado = "oculto"
    db.session.commit()
    moderadora = cuentas.identidad_de(cuentas.personal(Rol.MODERADORA))
    for quien in (ANONIMA, cuentas.identidad_de(cuentas.persona()), moderadora):
        f = consultas.ficha(codigo, quien)
        assert (f.oculto, f.titulo, f.resumen, f.cuerpo) == (True, "", "", "")
    assert consultas.ficha(codigo, ana).titulo == "Un título"


def test_clasifica_quien_planifica_dentro_de_su_unidad(ana: Identidad) -> None:
    suyo = plan.plan()
    obras = cuentas.unidad()
    objetivo = plan.elemento(suyo, "1.1")
    objetivo.unidad_id = obras.id
    db.session.commit()
    otro = plan.elemento(suyo, "2.1")
    p = fabrica.propuesta(ana, proceso=procesos.proceso(plan_id=suyo.id))
    codigo = fabrica.codigo_de(p)
    de_obras = cuentas.identidad_de(cuentas.personal(Rol.PLANIFICADORA, unidad_id=obras.id))
    moderadora = cuentas.identidad_de(cuentas.personal(Rol.MODERADORA))
    for quien in (ana, moderadora):
        with pytest.raises(NoPermitido):
            servicios.clasificar(quien, codigo, [objetivo.id], "es lo suyo")
    with pytest.raises(Invalido, match=r"2\.1") as caso:
        servicios.clasificar(de_obras, codigo, [otro.id, objetivo.id], "es lo suyo")
    assert caso.value.campo == "elementos"
    servicios.clasificar(de_obras, codigo, [objetivo.id], "Habla de cuidado cerca de casa")
    db.session.commit()
    assert [e[1] for e in consultas.ficha(codigo, ANONIMA).elementos] == ["1.1"]
    assert consultas.contar(consultas.Filtros(elemento_id=plan.elemento(suyo, "1").id)) == 1
    assert consultas.contar(consultas.Filtros(ods="3.8")) == 1
    assert consultas.contar(consultas.Filtros(ods="11")) == 1
    assert consultas.contar(consultas.Filtros(elemento_id=otro.id)) == 0
    hecho = _hechos(p)[-1]
    assert hecho.datos == {"antes": [], "despues": ["1.1"]}
    assert hecho.motivo == "Habla de cuidado cerca de casa"


def test_con_alcance_de_unidad_no_se_quita_lo_de_otra(ana: Identidad) -> None:
    """Una propuesta no sale de la fila de otra unidad porque alguien la ponga en la suya."""
    suyo, obras = plan.plan(), cuentas.unidad()
    mio, ajeno = plan.elemento(suyo, "1.1"), plan.elemento(suyo, "2.1")
    mio.unidad_id, ajeno.unidad_id = obras.id, cuentas.unidad().id
    db.session.commit()
    p = fabrica.propuesta(ana, proceso=procesos.proceso(plan_id=suyo.id), elementos=[ajeno.id])
    codigo = fabrica.codigo_de(p)
    de_obras = cuentas.identidad_de(cuentas.personal(Rol.PLANIFICADORA, unidad_id=obras.id))
    with pytest.raises(Invalido, match=r"2\.1"):
        servicios.clasificar(de_obras, codigo, [mio.id], "Es de mi unidad")
    assert consultas.ficha(codigo, de_obras).puede_clasificar
    for elementos, despues in (([ajeno.id, mio.id], ["1.1", "2.1"]), ([ajeno.id], ["2.1"])):
        servicios.clasificar(de_obras, codigo, elementos, "Lo nuestro se pone o se quita")
        db.session.commit()
        assert [e[1] for e in consultas.ficha(codigo, ANONIMA).elementos] == despues


def test_el_cruce_pone_el_reloj_en_la_hora_de_la_ciudad(ana: Identidad) -> None:
    p = fabrica.propuesta(ana, proceso=procesos.proceso(plazo_respuesta=30))
    momento = dt.datetime(2031, 3, 4, 4, 30, tzinfo=dt.UTC)  # 3 de marzo, 23:30 en Bogotá
    with reloj.fijado(momento):
        fabrica.apoyos(p, 3)
    ficha = consultas.ficha(fabrica.codigo_de(p), ANONIMA)
    assert ficha.cruzado_en == momento
    assert ficha.vence is not None
    local = ficha.vence.astimezone(ZoneInfo("America/Bogota"))
    assert (local.date(), local.time()) == (dt.date(2031, 4, 2), dt.time(23, 59, 59))
    cruce = [h for h in _hechos(p) if h.clase == "propuestas.umbral"]
    assert [(h.persona_id, h.datos["umbral"]) for h in cruce] == [(None, 3)]
    assert ficha.hilo[-1].clave == "respuesta"
    assert consultas.contar(consultas.Filtros(estado="espera")) == 1
    assert consultas.contar(consultas.Filtros(estado="reune")) == 0


def test_lo_oculto_no_esta_en_las_listas_y_su_pagina_no_dice_su_texto(ana: Identidad) -> None:
    from app.propuestas import facetas

    p = fabrica.propuesta(ana)
    codigo = fabrica.codigo_de(p)
    db.session.get_one(Contenido, p.id).estado = "oculto"
    facetas.rehacer(p.id)
    db.session.commit()
    ficha = consultas.ficha(codigo, ANONIMA)
    assert ficha.oculto
    assert (ficha.titulo, ficha.cuerpo) == ("", "")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Faceta)) == 0
    assert consultas.tarjetas([p.id]) == []
    with pytest.raises(NoEncontrado):
        consultas.versiones(codigo, ANONIMA)


# ── Dónde ──


def test_el_punto_da_el_lugar_y_el_umbral_sale_de_su_poblacion(ana: Identidad) -> None:
    ciudad = fabrica.lugar("Ciudad", poblacion=180_000, cuadro=(-75, 4, -74, 5))
    barrio = fabrica.lugar("Mercado", ciudad, poblacion=4_201, cuadro=(-74.2, 4.5, -74.1, 4.6))
    vecino = fabrica.lugar("Puerto", ciudad, cuadro=(-74.1, 4.5, -74.0, 4.6))
    regla = {"umbral_clase": "porcentaje", "umbral_ciudad": 150, "umbral_territorio": 300, "umbral_minimo": 25}
    proceso = procesos.proceso(**regla)
    del_barrio = fabrica.propuesta(ana, proceso=proceso, punto=(4.55, -74.15))
    assert (del_barrio.territorio_id, del_barrio.umbral) == (barrio.id, 127)
    de_la_ciudad = fabrica.propuesta(ana, proceso=proceso, punto=(4.9, -74.9))
    assert (de_la_ciudad.territorio_id, de_la_ciudad.umbral) == (ciudad.id, 2700)
    sin_lugar = fabrica.propuesta(ana, proceso=proceso, referencia="Junto al molino")
    assert (sin_lugar.territorio_id, sin_lugar.umbral) == (None, 2700)
    sin_dato = fabrica.propuesta(ana, proceso=proceso, territorio_id=vecino.id)
    assert sin_dato.umbral == 5400, "sin población propia se toma la de la ciudad"
    codigo = fabrica.codigo_de(fabrica.borrador(ana, proceso=proceso))
    for datos in (
        (None, 5.5, -74.15),
        (None, 91.0, 0.0),
        (None, 4.55, None),
        (vecino.id, 4.55, -74.15),
        (10**9, None, None),
    ):
        with pytest.raises(Invalido):
            servicios.guardar_lugar(ana, codigo, *datos, "")
    with pytest.raises(Invalido):
        servicios.guardar_lugar(ana, codigo, None, None, None, "x" * 161)


def test_el_umbral_no_cambia_aunque_cambie_la_regla(ana: Identidad) -> None:
    proceso = procesos.proceso()
    p = fabrica.propuesta(ana, proceso=proceso)
    proceso.umbral_ciudad = 9
    db.session.commit()
    assert p.umbral == 3
    assert fabrica.propuesta(ana, proceso=proceso).umbral == 9


def test_un_proceso_de_un_lugar_solo_recibe_lo_de_ahi(ana: Identidad) -> None:
    ciudad = fabrica.lugar("Ciudad")
    norte, sur = fabrica.lugar("Norte", ciudad), fabrica.lugar("Sur", ciudad)
    proceso = procesos.proceso(territorio_id=norte.id)
    assert fabrica.borrador(ana, proceso=proceso).territorio_id == norte.id
    codigo = fabrica.codigo_de(fabrica.borrador(ana, proceso=proceso))
    with pytest.raises(Invalido) as caso:
        servicios.guardar_lugar(ana, codigo, sur.id, None, None, "")
    assert caso.value.campo == "territorio"
    assert "Norte" in str(caso.value)
