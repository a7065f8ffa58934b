"""Cortes con fecha por venir, objeciones que cambian la lista, y cuentas que se separan del padrón."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import threading
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app import create_app
from app.contenido.modelos import Hecho
from app.extensiones import db
from app.nucleo import reloj
from app.nucleo.errores import Conflicto, Invalido
from app.nucleo.modelos import Salida
from app.nucleo.permisos import OPERACION, Rol
from app.nucleo.reloj import ahora
from app.padron import consultas, servicios
from app.padron.claves import huella_de
from app.padron.modelos import CambioDeCorte, Corte, Empadronada, Objecion
from app.padron.servicios import DeQuien
from app.procesos.modelos import Proceso
from tests.bases import base_nueva
from tests.cliente import Cliente
from tests.fabricas import cuentas, procesos, territorio
from tests.fabricas import padron as fabrica

DIA = dt.timedelta(days=1)
RAZON = "Lo miramos con su documento en el punto."


def fijado(proceso_id: int, dias: int = 2) -> int:
    fecha = ahora() + dias * DIA
    return servicios.crear_corte(OPERACION, proceso_id, "Por venir", fecha, fecha + DIA, fecha + 2 * DIA)


def clases() -> list[str]:
    return list(
        db.session.scalars(sa.select(Hecho.clase).where(Hecho.clase.like("padron.corte%")).order_by(Hecho.id))
    )


def test_un_corte_fijado_se_toma_al_llegar_su_fecha(app: Flask, tmp_path: Path) -> None:
    lugar = territorio.lugar()
    fabrica.importado(tmp_path, [fabrica.fila(n, lugar) for n in range(12)])
    corte_id = fijado(procesos.proceso().id)
    visto = consultas.corte(corte_id)
    assert (visto.tomado_en, visto.total, visto.se_objeta, visto.se_puede_mover) == (None, None, False, True)
    with pytest.raises(Conflicto):
        servicios.objetar(OPERACION, corte_id, "falto", "Falto yo.")
    assert servicios.tomar_cortes() == 0
    with reloj.fijado(ahora() + DIA):
        fabrica.importado(tmp_path, [fabrica.fila(n, lugar) for n in range(15)])
    with reloj.fijado(ahora() + 2 * DIA + dt.timedelta(seconds=30)):
        assert servicios.tomar_cortes() == 1
        assert servicios.tomar_cortes() == 0
        visto = consultas.corte(corte_id)
        assert (visto.total, visto.se_objeta, visto.tarde) == (15, True, False)
    assert clases() == ["padron.corte_fijado", "padron.corte"]


def test_si_el_obrero_estaba_detenido_se_cuenta_igual_y_se_dice(
    cliente: Cliente, app: Flask, tmp_path: Path
) -> None:
    """La edición que valía ese día ya fue reemplazada, y limpiar no borra antes lo que el corte necesita."""
    lugar = territorio.lugar()
    fabrica.importado(tmp_path, [fabrica.fila(n, lugar) for n in range(12)])
    corte_id = fijado(procesos.proceso().id, 1)
    with reloj.fijado(ahora() + 1.5 * DIA):
        fabrica.importado(tmp_path, [fabrica.fila(n, lugar) for n in range(40)])
        html = cliente.get(f"/padron/cortes/{corte_id}").get_data(as_text=True)
        assert "El servicio estaba detenido a esa hora" in html
        assert db.session.get_one(Corte, corte_id).total == 12
        servicios.barrer()
        assert consultas.en_corte(
            db.session.get_one(Corte, corte_id), huella_de("cedula", fabrica.documento(3))
        )


def test_limpiar_toma_antes_lo_que_ya_toca(app: Flask, tmp_path: Path) -> None:
    lugar = territorio.lugar()
    fabrica.importado(tmp_path, [fabrica.fila(n, lugar) for n in range(12)])
    corte_id = fijado(procesos.proceso().id, 1)
    with reloj.fijado(ahora() + 1.5 * DIA):
        fabrica.importado(tmp_path, [fabrica.fila(n, lugar) for n in range(40)])
        servicios.barrer()
        assert db.session.get_one(Corte, corte_id).total == 12
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Empadronada)) == 52


def test_quien_salio_despues_estaba_en_su_fecha(app: Flask, tmp_path: Path) -> None:
    fabrica.importado(tmp_path, [fabrica.fila(n, territorio.lugar()) for n in range(12)])
    proceso, alguien = procesos.proceso(), huella_de("cedula", fabrica.documento(3))
    corte_id = fijado(proceso.id, 1)
    with reloj.fijado(ahora() + 1.5 * DIA):
        db.session.execute(sa.update(Empadronada).filter_by(huella=alguien).values(baja_en=ahora()))
        db.session.commit()
        assert servicios.tomar_cortes() == 1
    with reloj.fijado(ahora() + 2 * DIA):
        de_antes, de_hoy = (db.session.get_one(Corte, c) for c in (corte_id, fabrica.corte(proceso)))
        assert (de_antes.total, de_hoy.total) == (12, 11)
        assert consultas.en_corte(de_antes, alguien) is not None
        assert consultas.en_corte(de_hoy, alguien) is None


def test_quien_esta_en_los_dos_padrones_cuenta_una_vez_y_en_el_lugar_del_importado(
    app: Flask, tmp_path: Path
) -> None:
    suyo, otro = territorio.lugar(codigo="B1"), territorio.lugar(codigo="B2")
    facilitadora = cuentas.identidad_de(cuentas.personal(Rol.FACILITADORA))
    fabrica.abierto()
    servicios.acreditar_en_mostrador(
        facilitadora, cuentas.persona().id, "cedula", fabrica.documento(3),
        pruebas=["documento", "recibo"], territorio_id=otro.id,
    )  # fmt: skip
    db.session.commit()
    fabrica.importado(tmp_path, [fabrica.fila(n, suyo) for n in range(12)])
    corte = db.session.get_one(Corte, fabrica.corte(procesos.proceso()))
    assert (corte.total, corte.por_territorio) == (12, {"B1": 12})
    esta = consultas.en_corte(corte, huella_de("cedula", fabrica.documento(3)))
    assert esta is not None and esta.territorio_id == suyo.id


def test_se_mueve_hasta_que_llega_con_motivo_publico(cliente: Cliente, app: Flask, tmp_path: Path) -> None:
    fabrica.importado(tmp_path, [fabrica.fila(n, territorio.lugar()) for n in range(12)])
    corte_id = fijado(procesos.proceso().id)
    cuentas.entrar(cliente, cuentas.personal(Rol.ADMINISTRADORA))
    ruta = f"/administrar/padron/cortes/{corte_id}/fechas"
    assert ruta in cliente.get(f"/administrar/padron/cortes/{corte_id}").get_data(as_text=True)
    html = cliente.get(ruta).get_data(as_text=True)
    assert "Cambiar las fechas" in html
    antes = db.session.get_one(Corte, corte_id).fecha
    dias = [(antes + n * DIA).strftime("%Y-%m-%dT%H:%M") for n in (3, 4, 5)]
    datos = dict(zip(("fecha", "objeciones_hasta", "respuestas_hasta"), dias, strict=True))
    assert cliente.enviar(ruta, {**datos, "motivo": "corto"}).status_code == 422
    viejas = {**datos, "fecha": (ahora() - DIA).strftime("%Y-%m-%dT%H:%M"), "motivo": "Por el feriado largo."}
    assert cliente.enviar(ruta, viejas).status_code == 422
    assert cliente.enviar(ruta, {**datos, "motivo": "Por el feriado largo."}).status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Corte, corte_id).fecha - antes > 2 * DIA
    hecho = db.session.scalars(sa.select(Hecho).where(Hecho.clase == "padron.corte_movido")).one()
    assert (hecho.publico, hecho.motivo) == (True, "Por el feriado largo.")
    with reloj.fijado(antes + 4 * DIA):
        plazo = ahora() + DIA
        for _vez in ("llegó", "tomado"):
            with pytest.raises(Conflicto):
                servicios.mover_corte(OPERACION, corte_id, "Ya llegó, qué pena.", plazo, plazo, plazo)
            db.session.rollback()
            servicios.tomar_cortes()


@pytest.fixture
def corte(app: Flask, tmp_path: Path) -> Corte:
    """Veinte personas en un barrio (B1) y doce en otro (B2), congeladas."""
    lugares = [territorio.lugar(codigo=c) for c in ("B1", "B2")]
    filas = [fabrica.fila(n, lugares[0]) for n in range(20)]
    fabrica.importado(tmp_path, filas + [fabrica.fila(100 + n, lugares[1]) for n in range(12)])
    return db.session.get_one(Corte, fabrica.corte(procesos.proceso()))


def resolver(corte: Corte, clase: str, de_quien: DeQuien | None = None, **datos: object) -> None:
    objecion = fabrica.objecion(corte.id, clase=clase, **datos)
    servicios.resolver_objecion(OPERACION, objecion.id, True, RAZON, de_quien)
    db.session.commit()


def test_aceptar_cambia_la_lista_y_las_cuentas(cliente: Cliente, corte: Corte) -> None:
    resolver(corte, "falto", DeQuien("cedula", fabrica.documento(500), "B2", 1990))
    assert (corte.total, corte.por_territorio) == (33, {"B1": 20, "B2": 13})
    resolver(corte, "sobra", DeQuien("cedula", fabrica.documento(3)))
    assert (corte.total, corte.por_territorio) == (32, {"B1": 19, "B2": 13})
    resolver(corte, "dato", DeQuien("cedula", fabrica.documento(4), "B2"))
    assert (corte.total, corte.por_territorio) == (32, {"B1": 18, "B2": 14})
    hay = {n: consultas.en_corte(corte, huella_de("cedula", fabrica.documento(n))) for n in (500, 3, 4, 5)}
    b2 = consultas.en_corte(corte, huella_de("cedula", fabrica.documento(100)))
    assert b2 is not None and hay[5] is not None and hay[3] is None
    assert hay[500] == consultas.EnCorte(b2.territorio_id, 1990)
    assert hay[4] == consultas.EnCorte(b2.territorio_id, 1980)
    html = cliente.get(f"/padron/cortes/{corte.id}").get_data(as_text=True)
    assert "1 alta, 1 baja y 1 dato corregido por objeción" in html
    hechos = db.session.scalars(
        sa.select(Hecho).where(Hecho.clase == "padron.corte_corregido").order_by(Hecho.id)
    ).all()
    assert [(h.publico, h.datos["efecto"]) for h in hechos] == [
        (True, "alta"),
        (True, "baja"),
        (True, "cambio"),
    ]
    assert all(fabrica.documento(3) not in str(vars(h)) for h in hechos)


def test_lo_que_ya_era_asi_no_se_acepta(corte: Corte) -> None:
    malas = {
        ("falto", DeQuien("cedula", fabrica.documento(3))): "numero",
        ("sobra", DeQuien("cedula", fabrica.documento(500))): "numero",
        ("dato", DeQuien("cedula", fabrica.documento(3))): "territorio",
        ("dato", DeQuien("cedula", fabrica.documento(3), "B1", 1980)): "territorio",
        ("dato", DeQuien("cedula", fabrica.documento(3), "B1", 1500)): "nacimiento",
        ("falto", DeQuien("cedula", fabrica.documento(500))): "territorio",
        ("falto", DeQuien("cedula", fabrica.documento(500), "NADA")): "territorio",
        ("falto", DeQuien()): "numero",
    }
    for (clase, de_quien), campo in malas.items():
        with pytest.raises(Invalido) as error:
            resolver(corte, clase, de_quien)
        assert error.value.campo == campo, (clase, de_quien)
        db.session.rollback()
    assert db.session.scalars(sa.select(CambioDeCorte)).all() == []
    assert set(db.session.scalars(sa.select(Objecion.estado))) == {"recibida"}


def test_lo_mal_aceptado_se_deshace_con_otra_objecion(corte: Corte) -> None:
    quien = DeQuien("cedula", fabrica.documento(3))
    resolver(corte, "sobra", quien)
    resolver(corte, "falto", quien)
    assert (corte.total, consultas.corte(corte.id).corregido) == (32, consultas.Corregido(1, 1, 0))
    assert consultas.en_corte(corte, huella_de("cedula", fabrica.documento(3))) is not None
    with pytest.raises(Invalido):
        resolver(corte, "falto", quien)


def test_sin_documento_vale_el_de_la_cuenta_que_objeto(app: Flask, corte: Corte) -> None:
    alguien = cuentas.persona()
    facilitadora = cuentas.identidad_de(cuentas.personal(Rol.FACILITADORA))
    fabrica.abierto()
    lugar = consultas.en_corte(corte, huella_de("cedula", fabrica.documento(100)))
    assert lugar is not None
    servicios.acreditar_en_mostrador(
        facilitadora, alguien.id, "cedula", fabrica.documento(700),
        pruebas=["documento", "recibo"], territorio_id=lugar.territorio_id, nacimiento=1970,
    )  # fmt: skip
    db.session.commit()
    assert corte.total == 32
    with app.test_request_context():
        resolver(corte, "falto", persona_id=alguien.id)
    assert corte.por_territorio == {"B1": 20, "B2": 13}


def test_aceptar_desde_la_pagina(cliente: Cliente, corte: Corte) -> None:
    cuentas.entrar(cliente, cuentas.personal(Rol.ADMINISTRADORA))
    ruta = f"/administrar/padron/objeciones/{fabrica.objecion(corte.id).id}"
    assert "Si se acepta: de quién se trata" in cliente.get(ruta).get_data(as_text=True)
    datos = {"decision": "aceptada", "respuesta": RAZON, "tipo": "cedula", "numero": "", "territorio": "B1"}
    fallo = cliente.enviar(ruta, datos)
    assert fallo.status_code == 422 and "sin su documento" in fallo.get_data(as_text=True)
    assert cliente.enviar(ruta, {**datos, "numero": fabrica.documento(501)}).status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Corte, corte.id).por_territorio["B1"] == 21


@pytest.mark.parametrize(("idioma", "lengua"), [("pt", "pt"), ("en", "en"), ("", "es")])
def test_se_responde_en_el_idioma_de_quien_objeto(app: Flask, corte: Corte, idioma: str, lengua: str) -> None:
    """Sin cuenta, en el que leía al objetar; lo que se recibió antes de anotarlo, en el de la ciudad."""
    una = fabrica.objecion(corte.id, contacto="eva@correo.example", idioma=idioma)
    with app.test_request_context():
        servicios.resolver_objecion(OPERACION, una.id, False, RAZON)
        db.session.commit()
    salida = db.session.scalars(sa.select(Salida).where(Salida.para == "eva@correo.example")).one()
    assert f'<html lang="{lengua}"' in salida.html


def test_la_descarga_dice_lo_mismo_que_la_pagina(cliente: Cliente, corte: Corte) -> None:
    resolver(corte, "falto", DeQuien("cedula", fabrica.documento(500), "B2"))
    fijado(corte.proceso_id)
    leidas = list(csv.DictReader(io.StringIO(cliente.get("/padron/cortes.csv").get_data().decode("utf-8-sig"))))
    suyas = [f for f in leidas if f["corte"] == str(corte.id)]
    assert {f["territorio"]: f["personas"] for f in suyas} == {"B1": "20", "B2": "13"}
    assert {(f["total"], f["altas"], f["bajas"], f["se_publica"]) for f in suyas} == {("33", "1", "0", "true")}
    (otra,) = (f for f in leidas if f["corte"] != str(corte.id))
    assert (otra["tomado_en"], otra["total"], otra["personas"]) == ("", "", "")
    objeto = json.loads(cliente.get("/padron/cortes.json").get_data())
    assert len(objeto["filas"]) == len(leidas) and objeto["columnas"]["personas"]["explicacion"]
    assert cliente.get("/padron/cortes.xlsx").get_data().startswith(b"PK")
    assert cliente.get("/padron/cortes.exe").status_code == 404


def test_la_descarga_calla_las_cuentas_chicas(cliente: Cliente, app: Flask, tmp_path: Path) -> None:
    lugares = [territorio.lugar(codigo=c) for c in ("B1", "B2")]
    filas = [fabrica.fila(n, lugares[0]) for n in range(3)]
    fabrica.importado(tmp_path, filas + [fabrica.fila(100 + n, lugares[1]) for n in range(30)])
    fabrica.corte(procesos.proceso())
    for f in json.loads(cliente.get("/padron/cortes.json").get_data())["filas"]:
        assert (f["personas"], f["se_publica"]) == (None, False)
    oculto = procesos.proceso()
    fabrica.corte(oculto)
    clave = oculto.clave
    db.session.execute(sa.update(Proceso).where(Proceso.clave == clave).values(estado="borrador"))
    db.session.commit()
    assert clave not in cliente.get("/padron/cortes.csv").get_data(as_text=True)


def test_la_migracion_da_por_tomados_los_cortes_de_antes(motor: str, tmp_path: Path) -> None:
    with base_nueva(motor, tmp_path) as conf, create_app(conf).app_context():
        fabrica.importado(tmp_path, [fabrica.fila(n, territorio.lugar()) for n in range(12)])
        proceso = procesos.proceso()
        tomado = fabrica.corte(proceso)
        fijado(proceso.id)
        db.session.remove()
        flask_migrate.downgrade(revision="0006")
        with db.engine.connect() as conexion:
            assert list(conexion.scalars(sa.text("SELECT id FROM padron_cortes"))) == [tomado]
        flask_migrate.upgrade()
        corte = db.session.scalars(sa.select(Corte)).one()
        assert (corte.id, corte.total, corte.tomado_en) == (tomado, 12, corte.creado_en)
        with pytest.raises(IntegrityError):
            db.session.execute(sa.update(Corte).values(tomado_en=None))
        db.session.remove()
        db.engine.dispose()


@pytest.mark.carga
def test_dos_a_la_vez_lo_toman_una_sola_vez(motor: str, tmp_path: Path) -> None:
    with base_nueva(motor, tmp_path) as conf:
        app = create_app(conf)
        with app.app_context():
            fabrica.importado(tmp_path, [fabrica.fila(n, territorio.lugar()) for n in range(12)])
            proceso = procesos.proceso()
            db.session.commit()
            fecha = ahora() + dt.timedelta(seconds=1)
            corte_id = servicios.crear_corte(OPERACION, proceso.id, "Ya", fecha, fecha + DIA, fecha + DIA)
            db.session.remove()
        barrera, tomados = threading.Barrier(6), []

        def hilo() -> None:
            with app.app_context():
                barrera.wait(60)
                while ahora() < fecha:
                    pass
                tomados.append(servicios.tomar_si_toca(corte_id))
                db.session.remove()

        hilos = [threading.Thread(target=hilo) for _ in range(6)]
        for uno in hilos:
            uno.start()
        for uno in hilos:
            uno.join(60)
        with app.app_context():
            assert sorted(tomados) == [False] * 5 + [True]
            assert db.session.get_one(Corte, corte_id).total == 12
            assert clases() == ["padron.corte_fijado", "padron.corte"]
            db.session.remove()
            db.engine.dispose()
