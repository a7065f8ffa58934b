"""Las parecidas y los elementos sugeridos: al escribir, al revisar, y con las propuestas de Valladolid."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from app.extensiones import db
from app.operacion.medir import acierto
from app.procesos.reglas import SIN_UMBRAL
from app.propuestas import servicios
from app.propuestas.parecidas import parecidas
from tests.cliente import Cliente
from tests.fabricas import cuentas, plan, procesos
from tests.fabricas import propuestas as fabrica


@pytest.fixture
def publicadas(app: Flask) -> dict[str, int]:
    proceso = procesos.proceso()
    titulos = {
        "parada": "Techo y bancas en la parada del mercado",
        "cancha": "Arreglar la cancha de la loma",
        "luz": "Luz en la escalera de la loma",
    }
    return {
        clave: fabrica.propuesta(proceso=proceso, titulo=t, cuerpo="Hace falta.").id
        for clave, t in titulos.items()
    }


def test_la_que_pide_lo_mismo_va_primero(publicadas: dict[str, int]) -> None:
    halladas = parecidas("Bancas con techo para la parada", "")
    assert [p.id for p in halladas] == [publicadas["parada"]]
    assert parecidas("Un teleférico", "") == []
    assert parecidas("de", "") == parecidas("", "cancha") == []
    propia = parecidas("Arreglar la cancha", "", sin=publicadas["cancha"])
    assert publicadas["cancha"] not in [p.id for p in propia]


def test_se_hallan_en_cualquier_idioma_de_la_pagina(publicadas: dict[str, int], cliente: Cliente) -> None:
    """Un teléfono en inglés no esconde lo que ya se pidió en español, ni lo que se pidió en inglés."""
    en_ingles = fabrica.propuesta(titulo="More lights for the playgrounds", cuerpo="It is dark.")
    for idioma in ("es", "pt", "en"):
        for buscado, hallada in (
            ("Techar paradas y poner una banca", "Techo y bancas"),
            ("Light in a playground", en_ingles.titulo),
            ("Street lights", en_ingles.titulo),
        ):
            pedazo = cliente.get(
                "/propuestas/parecidas",
                query_string={"titulo": buscado},
                headers={"Accept-Language": idioma},
            ).get_data(as_text=True)
            assert hallada in pedazo, (idioma, buscado)


def test_no_se_ofrece_lo_que_ya_no_se_apoya(app: Flask) -> None:
    autora = cuentas.identidad_de(cuentas.persona())
    p = fabrica.propuesta(autora, titulo="Un puente peatonal")
    assert parecidas("Puente peatonal", "")
    servicios.retirar(autora, fabrica.codigo_de(p), "Ya no hace falta.")
    db.session.commit()
    assert parecidas("Puente peatonal", "") == []


def test_no_se_ofrece_apoyar_lo_que_se_trajo_para_leer(app: Flask) -> None:
    fabrica.propuesta(proceso=procesos.proceso(umbral_ciudad=SIN_UMBRAL), titulo="Un puente peatonal")
    assert parecidas("Puente peatonal", "") == []


def test_el_pedazo_para_mientras_se_escribe(publicadas: dict[str, int], app: Flask) -> None:
    cliente = app.test_client()
    pedazo = cliente.get("/propuestas/parecidas?titulo=Arreglar+la+cancha").get_data(as_text=True)
    assert "¿No será una de estas?" in pedazo and "Arreglar la cancha de la loma" in pedazo
    assert "<html" not in pedazo
    assert cliente.get("/propuestas/parecidas?titulo=teleférico").get_data(as_text=True).strip() == ""
    assert cliente.get("/propuestas/parecidas").status_code == 200


def test_se_muestran_al_revisar_y_no_impiden_publicar(publicadas: dict[str, int], cliente: Cliente) -> None:
    autora = cuentas.persona()
    cuentas.entrar(cliente, autora)
    borrador = fabrica.borrador(cuentas.identidad_de(autora), titulo="Bancas y techo en la parada del mercado")
    codigo = fabrica.codigo_de(borrador)
    pagina = cliente.get(f"/proponer/{codigo}/revisar").get_data(as_text=True)
    assert "Apoyar esta en vez de la mía" in pagina and "Techo y bancas en la parada" in pagina
    idea = cliente.get(f"/proponer/{codigo}/idea").get_data(as_text=True)
    assert 'data-parecidas="/propuestas/parecidas"' in idea


def test_el_paso_del_plan_sugiere_con_sus_palabras(app: Flask, cliente: Cliente) -> None:
    suyo = plan.plan()
    eje, hoja = (plan.elemento(suyo, c).id for c in ("1", "1.1.1"))
    autora = cuentas.persona()
    cuentas.entrar(cliente, autora)
    borrador = fabrica.borrador(
        cuentas.identidad_de(autora),
        proceso=procesos.proceso(plan_id=suyo.id),
        titulo="Un centro infantil junto al mercado",
    )
    pagina = cliente.get(f"/proponer/{fabrica.codigo_de(borrador)}/plan").get_data(as_text=True)
    assert "Por lo que escribiste, puede ser para" in pagina
    sugeridos = pagina.partition("Por lo que escribiste")[2].partition("<details")[0]
    assert f'value="{hoja}"' in sugeridos and "porque los dos hablan de" in sugeridos
    assert "checked" not in sugeridos and f'value="{eje}"' not in sugeridos


def test_el_plan_se_sugiere_en_la_lengua_de_lo_escrito(app: Flask, cliente: Cliente) -> None:
    """Con la página en inglés y el plan traducido, quien escribe en español recibe las mismas sugerencias."""
    suyo = plan.plan()
    hoja = plan.elemento(suyo, "1.1.1")
    hoja.traducciones = {"en": {"titulo": "Early childhood rooms", "descripcion": "Rooms for toddlers."}}
    ident, plan_id = hoja.id, suyo.id
    db.session.commit()
    autora = cuentas.persona()
    quien = cuentas.identidad_de(autora)
    cuentas.entrar(cliente, autora)
    for titulo, cuerpo in (
        ("Un centro infantil junto al mercado", ""),
        ("Rooms for the toddlers", "We have none."),
    ):
        borrador = fabrica.borrador(
            quien,
            proceso=procesos.proceso(plan_id=plan_id),
            titulo=titulo,
            resumen="",
            cuerpo=cuerpo or "Hace falta.",
        )
        ruta = f"/proponer/{fabrica.codigo_de(borrador)}/plan"
        for idioma in ("es", "en"):
            pagina = cliente.get(ruta, headers={"Accept-Language": idioma}).get_data(as_text=True)
            sugeridos = pagina.partition('id="t-sugeridos"')[2].partition("<details")[0]
            assert f'value="{ident}"' in sugeridos, (titulo, idioma)


def test_valladolid_sus_duplicados_estan_entre_las_cinco_primeras(app: Flask, datos_reales: Path) -> None:
    """Lo que la propia ciudad agrupó: al menos el 93 % entre las cinco primeras, en los dos motores."""
    casos = acierto.leer((datos_reales / "valladolid" / "proposals_data.json").read_text(encoding="utf-8"))
    ids = acierto.publicar(casos, procesos.proceso())
    cifras = acierto.medir(casos, ids)
    assert cifras.preguntas == 70
    assert cifras.en_cinco("revisar") >= 0.93 and cifras.en_cinco("escribir") >= 0.93
    assert cifras.en_una("revisar") >= 0.80
