"""Las listas: orden, filtros, páginas completas sin huecos ni repetidas, y sus cuentas."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.extensiones import db
from app.nucleo import reloj
from app.propuestas import consultas, facetas, servicios
from app.propuestas.consultas import Filtros, Orden, Referencia, contar, pagina, piezas
from app.propuestas.modelos import Propuesta
from app.propuestas.reglas import distancia
from tests.fabricas import cuentas, plan, procesos
from tests.fabricas import propuestas as fabrica

CENTRO = (4.60, -74.08)


def _recorrer(filtros: Filtros, orden: Orden, cuantas: int, **mas: Any) -> list[int]:
    """Toda la lista hacia adelante; de paso comprueba que hacia atrás da las mismas páginas."""
    ids: list[int] = []
    adelante: list[list[Referencia]] = []
    clave, ultima = None, None
    while True:
        trozo = pagina(filtros, orden, clave, cuantas=cuantas, **mas)
        adelante.append(list(trozo.elementos))
        ids += [r.id for r in trozo.elementos]
        ultima = trozo
        if trozo.siguiente is None:
            break
        clave = trozo.siguiente
    atras: list[list[Referencia]] = [list(ultima.elementos)]
    while ultima.anterior is not None:
        ultima = pagina(filtros, orden, ultima.anterior, cuantas=cuantas, **mas)
        atras.append(list(ultima.elementos))
    assert [r for t in adelante for r in t] == [r for t in reversed(atras) for r in t]
    return ids


@pytest.fixture
def ciudad(app: Flask) -> dict[str, Any]:
    suyo = plan.plan()
    proceso = procesos.proceso(plan_id=suyo.id)
    eje, hoja, otro = (plan.elemento(suyo, c).id for c in ("1", "1.1.1", "2.1"))
    ids = fabrica.muchas(
        proceso,
        40,
        elementos=lambda i: (hoja,) if i % 2 else (otro,),
        etiquetas=lambda i: ("agua",) if i % 5 == 0 else (),
        apoyos_importados=lambda i: i % 7,
        punto=lambda i: (CENTRO[0] + i * 0.003 * (-1) ** i, CENTRO[1] + i * 0.002) if i % 4 else None,
    )
    return {"ids": ids, "proceso": proceso, "eje": eje, "hoja": hoja, "otro": otro}


def test_nuevas_apoyadas_y_azar_traen_todas_una_vez(ciudad: dict[str, Any]) -> None:
    ids = ciudad["ids"]
    filas = {p.id: p for p in db.session.scalars(sa.select(Propuesta))}
    for cuantas in (1, 7, 40, 100):
        assert _recorrer(Filtros(), Orden.NUEVAS, cuantas) == ids
        apoyadas = sorted(ids, key=lambda i: (-filas[i].apoyos_importados, -i))
        assert _recorrer(Filtros(), Orden.APOYADAS, cuantas) == apoyadas
    for semilla in (0, 2**30, 2**31 - 1, filas[ids[3]].azar):
        en_rueda = sorted(ids, key=lambda i: (filas[i].azar < semilla, filas[i].azar, i))
        assert _recorrer(Filtros(), Orden.AZAR, 7, semilla=semilla) == en_rueda


def test_las_mas_activas_y_las_que_terminan_pronto(ciudad: dict[str, Any]) -> None:
    ids = ciudad["ids"]
    assert _recorrer(Filtros(), Orden.TERMINAN, 7) == []
    fabrica.con_fecha(ciudad["proceso"].id)
    filas = {p.id: p for p in db.session.scalars(sa.select(Propuesta))}
    for cuantas in (1, 7, 40):
        activas = sorted(ids, key=lambda i: (-filas[i].actividad, -i))
        assert _recorrer(Filtros(), Orden.ACTIVAS, cuantas) == activas
        terminan = sorted(ids, key=lambda i: (filas[i].cierra_en, i))
        assert _recorrer(Filtros(), Orden.TERMINAN, cuantas) == terminan
    pares = Filtros(elemento_id=ciudad["otro"], ods="11.2")
    assert _recorrer(pares, Orden.TERMINAN, 6) == [i for i in terminan if i in ids[::2]]
    assert contar(Filtros(), Orden.TERMINAN) == 40
    cierre = filas[ids[0]].cierra_en
    assert cierre is not None
    with reloj.fijado(cierre):
        for filtros in (Filtros(), pares):
            assert _recorrer(filtros, Orden.TERMINAN, 6) == []
            assert contar(filtros, Orden.TERMINAN) == 0


def test_de_lo_que_espera_va_primero_lo_que_vence_antes(ciudad: dict[str, Any]) -> None:
    ids = ciudad["ids"]
    esperan = ids[5:25]
    fabrica.esperan(esperan, lambda i: (i * 7) % 5 - 2)
    retirada = db.session.get_one(Propuesta, esperan[3])
    retirada.estado, retirada.retirada_en = "retirada", reloj.ahora()
    facetas.rehacer_muchas([retirada.id])
    db.session.commit()
    filas = {p.id: p for p in db.session.scalars(sa.select(Propuesta))}
    vencen = sorted(set(esperan) - {retirada.id}, key=lambda i: (filas[i].respuesta_vence, i))
    solo = Filtros(estado="espera")
    for cuantas in (1, 6, 40):
        assert _recorrer(solo, Orden.TERMINAN, cuantas) == vencen
    pares = Filtros(estado="espera", elemento_id=ciudad["otro"], ods="11.2")
    assert _recorrer(pares, Orden.TERMINAN, 3) == [i for i in vencen if i in ids[::2]]
    hasta = filas[ids[9]].publicada_en
    nuevas = [i for i in vencen if filas[i].publicada_en >= hasta]
    assert _recorrer(Filtros(estado="espera", desde=hasta), Orden.TERMINAN, 2) == nuevas
    assert contar(solo, Orden.TERMINAN) == 19
    assert _recorrer(Filtros(), Orden.TERMINAN, 6) == []


def test_lo_archivado_y_lo_retirado_se_filtran_aparte(ciudad: dict[str, Any]) -> None:
    ids, hoja = ciudad["ids"], ciudad["hoja"]
    for i, ident in enumerate(ids[:12]):
        p = db.session.get_one(Propuesta, ident)
        estado = "retirada" if i % 3 else "archivada"
        p.estado = estado
        setattr(p, f"{estado}_en", p.publicada_en)
    facetas.rehacer_muchas(ids)
    db.session.commit()
    archivadas, retiradas = ids[:12:3], [x for i, x in enumerate(ids[:12]) if i % 3]
    assert _recorrer(Filtros(), Orden.NUEVAS, 7) == ids[12:]
    assert _recorrer(Filtros(estado="archivada"), Orden.NUEVAS, 3) == archivadas
    for estado, suyas in (("archivada", archivadas), ("retirada", retiradas)):
        de_la_hoja = [i for i in suyas if i in ids[1::2]]
        filtros = Filtros(estado=estado, elemento_id=hoja)
        for orden in (Orden.NUEVAS, Orden.APOYADAS, Orden.ACTIVAS, Orden.AZAR):
            assert sorted(_recorrer(filtros, orden, 2, semilla=9)) == sorted(de_la_hoja)
        assert contar(filtros) == len(de_la_hoja)
        con_lugar = [i for i in de_la_hoja if db.session.get_one(Propuesta, i).latitud is not None]
        assert sorted(_recorrer(filtros, Orden.CERCA, 2, punto=CENTRO)) == sorted(con_lugar)
    assert consultas.cuentas_por_elemento([hoja]) == {hoja: len([i for i in ids[12:] if i in ids[1::2]])}
    assert consultas.totales()["publicadas"] == 28
    assert servicios.recontar(corregir=False) == []


def test_cerca_ordena_por_distancia_de_verdad(ciudad: dict[str, Any]) -> None:
    filas = [p for p in db.session.scalars(sa.select(Propuesta)) if p.latitud is not None]

    def lejos(p: Propuesta) -> float:
        return distancia(CENTRO, (p.latitud or 0, p.longitud or 0))

    esperado = [p.id for p in sorted(filas, key=lejos)]
    assert _recorrer(Filtros(), Orden.CERCA, 7, punto=CENTRO) == esperado
    hoja = Filtros(elemento_id=ciudad["hoja"])
    assert set(_recorrer(hoja, Orden.CERCA, 7, punto=CENTRO)) == set(esperado) & set(ciudad["ids"][1::2])
    assert _recorrer(Filtros(), Orden.CERCA, 7) == ciudad["ids"]


def test_cerca_con_mas_candidatas_de_las_que_caben(
    ciudad: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(piezas, "CANDIDATAS", 12)
    filas = {p.id: p for p in db.session.scalars(sa.select(Propuesta)) if p.latitud is not None}
    cerca = _recorrer(Filtros(), Orden.CERCA, 5, punto=CENTRO)
    distancias = [distancia(CENTRO, (filas[i].latitud or 0, filas[i].longitud or 0)) for i in cerca]
    assert 0 < len(cerca) <= 12
    assert distancias == sorted(distancias)
    todas = sorted(filas, key=lambda i: distancia(CENTRO, (filas[i].latitud or 0, filas[i].longitud or 0)))
    assert cerca[:3] == todas[:3]


def test_cerca_empieza_por_un_cuadro_pequenio_y_el_resultado_es_el_mismo(app: Flask) -> None:
    """Con muchas cerca basta un cuadro; con pocas, no: en los dos casos el orden es el de la distancia."""
    proceso = procesos.proceso()
    fabrica.muchas(
        proceso,
        900,
        punto=lambda i: (CENTRO[0] + (i * 7919 % 900) * 2e-6 * (1 + i % 30), CENTRO[1] + (i % 37) * 1e-4),
    )
    puntos = db.session.execute(sa.select(Propuesta.id, Propuesta.latitud, Propuesta.longitud)).all()
    for desde in (CENTRO, (CENTRO[0] + 0.02, CENTRO[1]), (CENTRO[0] + 3, CENTRO[1] - 2)):
        lejos = {i: distancia(desde, (lat, lon)) for i, lat, lon in puntos}
        vistas = _recorrer(Filtros(), Orden.CERCA, 20, punto=desde)
        assert sorted(vistas) == sorted(lejos)
        medidas = [lejos[i] for i in vistas]
        assert all(b >= a - 0.05 for a, b in pairwise(medidas))


def test_filtros_y_cuentas(ciudad: dict[str, Any]) -> None:
    ids, otra = ciudad["ids"], procesos.proceso()
    casos = {
        Filtros(elemento_id=ciudad["eje"]): ids[1::2],
        Filtros(elemento_id=ciudad["otro"]): ids[::2],
        Filtros(ods="11"): ids,
        Filtros(ods="11.2"): ids[::2],
        Filtros(ods="99"): [],
        Filtros(estado="reune"): ids,
        Filtros(estado="espera"): [],
        Filtros(estado="cualquiera"): [],
        Filtros(proceso_id=ciudad["proceso"].id): ids,
        Filtros(proceso_id=otra.id): [],
        Filtros(elemento_id=ciudad["eje"], ods="11.2"): [],
        Filtros(elemento_id=ciudad["otro"], ods="11.2", estado="reune"): ids[::2],
    }
    for filtros, esperado in casos.items():
        assert _recorrer(filtros, Orden.NUEVAS, 6) == esperado
        assert contar(filtros) == len(esperado)
        for orden in (Orden.APOYADAS, Orden.AZAR):
            assert sorted(_recorrer(filtros, orden, 6, semilla=2**30)) == sorted(esperado)


def test_etiqueta_y_territorio_con_sus_de_arriba(app: Flask) -> None:
    distrito = fabrica.lugar("Centro")
    barrio = fabrica.lugar("Mercado", distrito)
    ana = cuentas.identidad_de(cuentas.persona())
    proceso = procesos.proceso()
    p = fabrica.propuesta(ana, proceso=proceso, territorio_id=barrio.id, etiquetas=["Sombra"])
    fabrica.propuesta(ana, proceso=proceso)
    ficha = consultas.ficha(fabrica.codigo_de(p), ana)
    etiqueta = ficha.etiquetas[0][0]
    for filtros in (
        Filtros(territorio_id=distrito.id),
        Filtros(territorio_id=barrio.id),
        Filtros(etiqueta_id=etiqueta),
        Filtros(etiqueta_id=etiqueta, territorio_id=distrito.id),
    ):
        assert [r.id for r in pagina(filtros, Orden.NUEVAS).elementos] == [p.id]


def test_la_cuenta_para_en_mil_una(ciudad: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(piezas, "TOPE_CUENTA", 11)
    assert contar(Filtros()) == 11
    assert contar(Filtros(estado="reune", ods="11")) == 11


def test_una_clave_rota_da_la_primera_pagina(ciudad: dict[str, Any]) -> None:
    fabrica.con_fecha(ciudad["proceso"].id)
    for clave in ("", "x", "W10", "WzEsIngiLDJd", "9" * 300):
        for orden in Orden:
            trozo = pagina(Filtros(), orden, clave, punto=CENTRO)
            assert trozo.elementos
            assert trozo.anterior is None


def test_cuentas_por_elemento_totales_y_lo_mejor_de_un_elemento(ciudad: dict[str, Any]) -> None:
    cuentas_ = consultas.cuentas_por_elemento([ciudad["eje"], ciudad["hoja"], ciudad["otro"]])
    assert cuentas_ == {ciudad["eje"]: 20, ciudad["hoja"]: 20, ciudad["otro"]: 20}
    assert consultas.cuentas_por_elemento([]) == {}
    assert consultas.totales() == {
        "publicadas": 40, "con_umbral": 0, "apoyos": sum(i % 7 for i in range(40)), "esta_semana": 40,
    }  # fmt: skip
    mejores = consultas.de_elemento(ciudad["eje"], 3)
    assert [t.importados for t in mejores] == [6, 6, 5]


def test_recontar_dice_y_corrige_lo_que_no_coincide(ciudad: dict[str, Any]) -> None:
    assert servicios.recontar() == []
    malo, indice = ciudad["ids"][0], ciudad["ids"][1]
    db.session.execute(sa.update(Propuesta).where(Propuesta.id == malo).values(apoyos=5))
    db.session.execute(sa.delete(facetas.Faceta).where(facetas.Faceta.propuesta_id == indice))
    halladas = servicios.recontar(corregir=False)
    assert {(d.propuesta_id, d.cosa) for d in halladas} == {
        (malo, "apoyos"), (malo, "índice"), (indice, "índice"),
    }  # fmt: skip
    servicios.recontar()
    assert servicios.recontar() == []


def test_traer_dos_veces_no_dobla_nada(app: Flask) -> None:
    proceso = procesos.proceso()
    ids = fabrica.muchas(proceso, 3, apoyos_importados=50)
    p = db.session.get_one(Propuesta, ids[0])
    assert (p.apoyos, p.apoyos_contados, p.apoyos_importados, p.umbral_cruzado_en) == (0, 0, 50, None)
    otra = servicios.Traida(origen_id=p.origen_id or "", titulo="Otra cosa", publicada_en=p.publicada_en)  # type: ignore[arg-type]
    assert servicios.publicar_traidas(proceso, "prueba", [otra, otra]) == {}
    assert contar(Filtros()) == 3
