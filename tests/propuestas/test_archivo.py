"""Archivar por fecha: la fecha manda al leer, el obrero lo deja escrito y mover la fecha lo deshace."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask

from app.contenido.modelos import Hecho
from app.extensiones import db
from app.nucleo import reloj
from app.nucleo.permisos import ANONIMA, OPERACION, Identidad
from app.procesos import servicios as procesos_servicios
from app.propuestas import consultas, servicios
from app.propuestas.consultas import Filtros, Orden, contar, pagina
from app.propuestas.errores import Archivada, TextoCerrado
from app.propuestas.modelos import NUNCA, Apoyo, Faceta, Propuesta
from app.propuestas.permisos import NoApoya
from tests.cliente import Cliente
from tests.fabricas import cuentas, procesos
from tests.fabricas import propuestas as fabrica

DIA, UN_ANIO = dt.timedelta(days=1), dt.timedelta(days=365)
MOTIVO = "Hubo feriado toda la semana."


@pytest.fixture
def ana(app: Flask) -> Identidad:
    return cuentas.identidad_de(cuentas.persona())


def _ids(filtros: Filtros) -> list[int]:
    return [r.id for r in pagina(filtros, Orden.NUEVAS).elementos]


def test_pasada_su_fecha_esta_archivada_sin_que_nadie_lo_pulse(ana: Identidad, cliente: Cliente) -> None:
    p = fabrica.propuesta(ana, proceso=procesos.proceso(vigencia_meses=2))
    codigo = fabrica.codigo_de(p)
    assert p.cierra_en is not None
    otra = cuentas.identidad_de(cuentas.persona())
    with reloj.fijado(p.cierra_en - dt.timedelta(seconds=1)):
        servicios.apoyar(otra, codigo)
    db.session.commit()
    with reloj.fijado(p.cierra_en):
        f = consultas.ficha(codigo, otra)
        assert (f.estado, f.no_apoya, f.puede_editar) == ("archivada", NoApoya.ARCHIVADA, False)
        for accion in (servicios.apoyar, servicios.retirar_apoyo):
            with pytest.raises(Archivada):
                accion(otra, codigo)
        with pytest.raises(TextoCerrado):
            servicios.editar(ana, codigo, "Otro título", "", "Otro texto", "Porque sí, un motivo.")
        texto = cliente.get(f"/propuestas/{codigo}", follow_redirects=True).get_data(as_text=True)
        assert "Se archivó el" in texto and f'action="/propuestas/{codigo}/apoyar"' not in texto
        assert "noindex" in texto
    assert p.estado == "publicada"


def test_el_obrero_lo_deja_escrito_una_sola_vez(app: Flask) -> None:
    proceso = procesos.proceso(vigencia_meses=1, umbral_ciudad=1)
    cruzada, vencida = (fabrica.propuesta(proceso=proceso) for _ in range(2))
    fabrica.apoyos(cruzada, 1)
    nueva_fecha = vencida.cierra_en
    assert nueva_fecha is not None and servicios.archivar_vencidas() == 0
    with reloj.fijado(nueva_fecha + DIA):
        assert [servicios.archivar_vencidas() for _ in range(2)] == [1, 0]
        assert (vencida.estado, vencida.archivada_en) == ("archivada", nueva_fecha)
        assert (cruzada.estado, cruzada.cierra_en) == ("publicada", None)
        assert _ids(Filtros()) == [cruzada.id]
        assert _ids(Filtros(estado="archivada")) == [vencida.id]
        assert contar(Filtros(estado="archivada", proceso_id=proceso.id)) == 1
        assert consultas.ficha(fabrica.codigo_de(vencida), ANONIMA).estado == "archivada"
    hechos = db.session.scalars(sa.select(Hecho).where(Hecho.clase == "propuestas.archivada")).all()
    assert [(h.contenido_id, h.persona_id, h.ocurrio_en, h.publico) for h in hechos] == [
        (vencida.id, None, nueva_fecha, True)
    ]
    assert servicios.recontar(corregir=False) == []


def test_doce_meses_despues_no_queda_quien_la_apoyo(app: Flask) -> None:
    """El número queda, y recontar no lo borra; lo abierto y lo archivado hace menos, intacto."""
    proceso = procesos.proceso(vigencia_meses=1, umbral_ciudad=9)
    autora = cuentas.identidad_de(cuentas.persona())
    vieja, retirada = (fabrica.propuesta(autora, proceso=proceso) for _ in range(2))
    fabrica.apoyos(vieja, 3)
    fabrica.apoyos(retirada, 2)
    servicios.retirar(autora, fabrica.codigo_de(retirada), MOTIVO)
    db.session.commit()
    cierre = vieja.cierra_en
    assert cierre is not None
    with reloj.fijado(cierre + DIA):
        servicios.archivar_vencidas()
        assert servicios.olvidar_quienes_apoyaron() == 0
    with reloj.fijado(reloj.ahora() + UN_ANIO - DIA):
        assert servicios.olvidar_quienes_apoyaron() == 0
    with reloj.fijado(reloj.ahora() + UN_ANIO + DIA):
        assert servicios.olvidar_quienes_apoyaron() == 1, "la que se retiró, que terminó antes"
    with reloj.fijado(cierre + UN_ANIO + DIA):
        abierta = fabrica.propuesta(proceso=proceso)
        fabrica.apoyos(abierta, 1)
        assert [servicios.olvidar_quienes_apoyaron() for _ in range(2)] == [1, 0]
        quedan = db.session.scalars(sa.select(Apoyo.propuesta_id)).all()
        assert list(quedan) == [abierta.id]
        assert (vieja.apoyos, retirada.apoyos) == (3, 2)
        assert servicios.recontar() == []
        procesos_servicios.cambiar_reglas(
            OPERACION, proceso.id, vigencia_meses=60, acreditacion_comentar=1, motivo=MOTIVO
        )
        db.session.refresh(vieja)
        assert vieja.estado == "archivada"


def test_mover_la_fecha_de_la_etapa_mueve_las_suyas_y_reabre(app: Flask) -> None:
    proceso = procesos.proceso(fases=[procesos.ventana(cierra=5)], umbral_ciudad=1)
    ajena = fabrica.propuesta(proceso=procesos.proceso(fases=[procesos.ventana(cierra=5)]))
    cruzada, suya = (fabrica.propuesta(proceso=proceso) for _ in range(2))
    fabrica.apoyos(cruzada, 1)
    fase = proceso.fases[0]
    assert suya.cierra_en == fase.cierra
    luego = fase.abre + 90 * DIA
    with reloj.fijado(reloj.ahora() + 6 * DIA):
        servicios.archivar_vencidas()
        procesos_servicios.cambiar_fase(OPERACION, fase.id, fase.abre, luego, MOTIVO)
        db.session.commit()
        assert (suya.estado, suya.archivada_en, suya.cierra_en) == ("publicada", None, luego)
        assert (cruzada.cierra_en, ajena.estado) == (None, "archivada")
        assert set(_ids(Filtros(proceso_id=proceso.id))) == {suya.id, cruzada.id}
        cierres = set(db.session.scalars(sa.select(Faceta.cierra).where(Faceta.propuesta_id == suya.id)))
        assert cierres == {luego}
        procesos_servicios.cambiar_fase(OPERACION, fase.id, fase.abre, None, MOTIVO)
        db.session.commit()
        assert suya.cierra_en is None
        assert set(db.session.scalars(sa.select(Faceta.cierra).where(Faceta.propuesta_id == suya.id))) == {
            NUNCA
        }
    assert servicios.recontar(corregir=False) == []


def test_cambiar_la_vigencia_da_a_cada_una_su_fecha(app: Flask) -> None:
    proceso = procesos.proceso()
    primera = fabrica.propuesta(proceso=proceso)
    with reloj.fijado(reloj.ahora() + 40 * DIA):
        segunda = fabrica.propuesta(proceso=proceso)
        procesos_servicios.cambiar_reglas(
            OPERACION, proceso.id, vigencia_meses=2, acreditacion_comentar=1, motivo=MOTIVO
        )
        db.session.commit()
    filas = db.session.scalars(sa.select(Propuesta).order_by(Propuesta.id)).all()
    assert [p.id for p in filas] == [primera.id, segunda.id]
    assert all(p.cierra_en is not None and p.publicada_en is not None for p in filas)
    distancias = [(p.cierra_en - p.publicada_en).days for p in filas]  # type: ignore[operator]
    assert all(58 <= d <= 63 for d in distancias)
    assert filas[0].cierra_en != filas[1].cierra_en
    assert servicios.recontar(corregir=False) == []


def test_son_las_mismas_consultas_para_una_y_para_cien(app: Flask, contar) -> None:  # type: ignore[no-untyped-def]
    proceso = procesos.proceso(fases=[procesos.ventana(cierra=5)])
    fabrica.muchas(proceso, 1)
    numeros = []
    for cuantas in (0, 99):
        if cuantas:
            fabrica.muchas(proceso, cuantas)
        with contar() as r:
            servicios.recalcular_cierres(proceso.id)
        numeros.append(r.numero)
    assert numeros[0] == numeros[1] <= 8
