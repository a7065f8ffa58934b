"""El tablero público, lo pendiente, la portada y la descarga de listas."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from app.contenido.modelos import Contenido
from app.extensiones import db
from app.nucleo.graficos import Barra, barras
from app.nucleo.permisos import Rol
from app.nucleo.plantillas import a_zona
from app.nucleo.reloj import ahora
from app.propuestas import facetas
from app.propuestas.consultas import Filtros
from app.propuestas.consultas.cifras import Corte
from app.propuestas.consultas.piezas import es
from app.propuestas.modelos import Cifra, Faceta
from app.propuestas.reglas import Clase
from app.tableros.publico import contar
from tests.cliente import Cliente
from tests.fabricas import avance as avances
from tests.fabricas import cuentas, plan, propuestas, tableros
from tests.recuento import Recuento

BR = {"Accept-Encoding": "br"}


def _filas(cliente: Cliente, ruta: str) -> list[dict[str, str]]:
    texto = cliente.get(ruta).get_data(as_text=True).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(texto)))


def test_lo_quieto_se_lee_en_el_idioma_de_la_pagina(app: Flask, cliente: Cliente) -> None:
    suya = cuentas.unidad(nombre="Obras públicas", traducciones={"en": {"nombre": "Public works"}})
    hoja = plan.elemento(plan.plan(), "1.1.1")
    avances.indicador(
        hoja,
        nombre="Calles con luz",
        unidad_id=suya.id,
        traducciones={"en": {"nombre": "Streets with light"}},
    )
    cuentas.entrar(cliente, cuentas.personal(Rol.ADMINISTRADORA))
    cliente.set_cookie("idioma", "en")
    html = cliente.get("/tablero/pendientes").get_data(as_text=True)
    assert "Streets with light" in html and "Indicator · Public works" in html
    assert "Calles con luz" not in html


def test_el_tablero_vacio_y_con_algo(app: Flask, cliente: Cliente) -> None:
    assert "Todavía no hay propuestas" in cliente.get("/tablero").get_data(as_text=True)
    app.extensions.pop("rumbo_tablero")
    tableros.ciudad()
    html = cliente.get("/tablero").get_data(as_text=True)
    assert "Barrios que cuidan" in html and "Sin lugar" in html and "respuestas vencidas" in html
    resumen = {f["cifra"]: f["valor"] for f in _filas(cliente, "/tablero/datos/resumen.csv")}
    assert resumen["abiertas"] == "10" and resumen["reune"] == "7" and resumen["espera"] == "3"
    for nombre in ("ejes", "lugares", "ods", "meses", "participacion", "avance"):
        for formato in ("csv", "xlsx", "json"):
            assert cliente.get(f"/tablero/datos/{nombre}.{formato}").status_code == 200
    assert cliente.get("/tablero/datos/nada.csv").status_code == 404


def test_lo_que_cambio_en_un_mes_y_lo_que_toca_responder(app: Flask) -> None:
    ciudad = tableros.ciudad()
    app.extensions.pop("rumbo_tablero", None)
    hecho = plan.elemento(ciudad.plan, "1.1.1")
    hoy = a_zona(ahora()).date()
    ciudad.plan.inicio = hoy - dt.timedelta(days=400)
    avances.hito(hecho, cumplido_en=hoy - dt.timedelta(days=3))
    db.session.commit()
    with app.test_request_context():
        t = contar()
        abiertas = [
            f.publicada_en
            for f in db.session.scalars(sa.select(Faceta).where(Faceta.clase == int(Clase.TODAS)))
        ]
    dias = [(t.calculado_en - p).days for p in abiertas]
    assert t.llegadas.ultimas == sum(d < 30 for d in dias) > 0
    assert t.llegadas.anteriores == sum(30 <= d < 60 for d in dias) > 0
    assert t.esperas.total == 3 and t.esperas.vencidas + t.esperas.pronto < 3
    assert t.hace_un_mes is not None and not t.hace_un_mes.gestion and t.avance.gestion
    assert [(c.nodo.codigo, c.antes, c.ahora) for c in t.cambios] == [("1.1.1", "atrasado", "cumplido")]
    ciudad.plan.inicio = hoy - dt.timedelta(days=3)
    db.session.commit()
    with app.test_request_context():
        assert contar().hace_un_mes is None


def test_las_barras_que_no_caben_van_plegadas(app: Flask) -> None:
    with app.test_request_context():
        macro = app.jinja_env.get_template("componentes/grafico.html").module.barras  # type: ignore[attr-defined]
        for cuantas, plegadas in ((7, 0), (8, 0), (9, 2)):  # plegar una sola no ahorra nada
            html = str(macro(barras([Barra(f"Uno {n}", n) for n in range(cuantas)]), "Muchas", a_la_vista=7))
            assert html.count("<li>") == cuantas and html.count("<details>") == (plegadas > 0)
            assert html.partition("<details>")[2].count("<li>") == plegadas


def test_las_pocas_personas_de_un_lugar_no_se_dicen(app: Flask, cliente: Cliente) -> None:
    ciudad = tableros.ciudad()
    p = propuestas.propuesta(proceso=ciudad.general)
    propuestas.apoyos(p, 4, territorio_id=ciudad.lugares["n1"].id)
    propuestas.apoyos(p, 14, territorio_id=ciudad.lugares["s1"].id)
    app.extensions.pop("rumbo_tablero", None)
    filas = {f["codigo"]: f["personas"] for f in _filas(cliente, "/tablero/datos/participacion.csv")}
    # Norte tiene 4; con Sur y el total a la vista se sabría, así que Sur se tapa también.
    assert filas["D1"] == filas["D2"] == ""
    assert "no se publica" in cliente.get("/tablero").get_data(as_text=True)


def test_lo_pendiente_lleva_a_donde_se_resuelve(app: Flask, cliente: Cliente) -> None:
    tableros.ciudad()
    quien = cuentas.personal(Rol.PLANIFICADORA)
    cuentas.entrar(cliente, quien)
    html = cliente.get("/tablero/pendientes").get_data(as_text=True)
    assert "Sin clasificar en el plan: 2" in html and "/clasificar" in html
    assert "Esperan respuesta: 3" in html and "nunca tuvo un dato" in html
    assert "Casa segura" in html and "sin unidad responsable" in html
    otra: Cliente = app.test_client()  # type: ignore[assignment]
    cuentas.entrar(otra, cuentas.personal(Rol.AUDITORA))
    assert "/clasificar" not in otra.get("/tablero/pendientes").get_data(as_text=True)


def test_la_portada_se_guarda_dibujada_y_cambia_con_lo_que_muestra(
    app: Flask, cliente: Cliente, contar: Callable[[], Recuento]
) -> None:
    ciudad = tableros.ciudad()
    general = ciudad.general
    primera = cliente.get("/", headers=BR)
    assert b'name="csrf_token"' not in cliente.get("/").get_data()
    with contar() as recuento:
        assert cliente.get("/", headers=BR).get_data() == primera.get_data()
    assert recuento.numero <= 8
    propuestas.propuesta(proceso=db.session.merge(general), titulo="Una recién llegada")
    assert cliente.get("/", headers=BR).get_data() != primera.get_data()
    assert "Una recién llegada" in cliente.get("/").get_data(as_text=True)


def test_la_descarga_dice_lo_publico_y_nada_mas(app: Flask, cliente: Cliente) -> None:
    ciudad = tableros.ciudad()
    joven = cuentas.persona(nacimiento=ahora().year - 15, seudonimo="Nombre que no sale")
    lugar = ciudad.lugares["n1"].id
    suya = propuestas.propuesta(
        cuentas.identidad_de(joven),
        proceso=ciudad.general,
        titulo="=CMD()",
        punto=(1.1, 0.2),
        territorio_id=lugar,
    )
    propuestas.borrador(proceso=ciudad.general, titulo="Un borrador que no sale")
    oculta = propuestas.propuesta(proceso=ciudad.general, titulo="Una oculta que no sale")
    db.session.get_one(Contenido, oculta.id).estado = "oculto"
    facetas.rehacer(oculta.id)
    db.session.commit()
    codigo = propuestas.codigo_de(suya)
    for formato in ("csv", "json", "geojson"):
        hecho = cliente.get(f"/propuestas.{formato}")
        texto = hecho.get_data(as_text=True)
        assert hecho.status_code == 200 and "no sale" not in texto and codigo in texto
        assert "license" in hecho.headers["Link"]
    fila = next(f for f in _filas(cliente, "/propuestas.csv") if f["codigo"] == codigo)
    assert fila["titulo"] == "'=CMD()" and fila["latitud"] == "" and fila["territorio_codigo"] == "D1-01"
    rasgos = json.loads(cliente.get("/propuestas.geojson").get_data())["features"]
    assert len(rasgos) == 11 and all(r["type"] == "Feature" for r in rasgos)
    esperan = json.loads(cliente.get("/propuestas.json?estado=espera").get_data())
    assert len(esperan["filas"]) == 3 and esperan["licencia"]["codigo"] == "CC-BY-4.0"


def test_la_descarga_es_entera_y_por_tandas(cliente: Cliente, contar: Callable[[], Recuento]) -> None:
    ciudad = tableros.ciudad()
    proceso, lugar = ciudad.general, ciudad.lugares["n2"].id
    propuestas.muchas(proceso, 1_100, territorio_id=lugar)
    with contar() as recuento:
        filas = _filas(cliente, "/propuestas.csv?territorio=D1-02&estado=reune")
    assert len(filas) == len({f["codigo"] for f in filas}) == 1_101
    assert recuento.numero < 40


def test_ni_las_cifras_ni_el_periodo_recorren_las_propuestas(
    app: Flask, planes_de_consulta: Callable[[sa.Executable], str]
) -> None:
    ciudad = tableros.ciudad()
    propuestas.muchas(ciudad.general, 300)
    if db.engine.dialect.name == "postgresql":  # con tan pocas filas recorrerlas saldría más barato
        db.session.execute(sa.text("SET LOCAL enable_seqscan = off"))
    db.session.execute(sa.text("ANALYZE"))
    uno = plan.elemento(db.session.merge(ciudad.plan), "1").id
    suma = sa.select(sa.func.sum(Cifra.cuantas)).where(
        Cifra.elemento_id == uno, *Corte(desde=24_000).condiciones
    )
    dicho = planes_de_consulta(suma)
    assert "pk_propuestas_cifras" in dicho or "propuestas_cifras USING PRIMARY KEY" in dicho
    filtros = Filtros(elemento_id=uno, desde=ahora() - dt.timedelta(days=40))
    una = (es(Faceta, filtros.claves[0]), *filtros.periodo(Faceta))
    lista = sa.select(Faceta.propuesta_id).where(*una).order_by(Faceta.publicada_en.desc()).limit(25)
    dicho = planes_de_consulta(lista)
    # PostgreSQL elige entre los índices de esa clave según sus estadísticas; ninguno recorre la tabla.
    esperado = (
        "ix_propuestas_facetas_nuevas" if db.engine.dialect.name == "sqlite" else "ix_propuestas_facetas_"
    )
    assert esperado in dicho and "Seq Scan" not in dicho
