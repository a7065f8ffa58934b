"""Las páginas de una conversación: ningún comentario se pierde ni se repite, y cuestan lo mismo con muchos."""

from __future__ import annotations

import datetime as dt
from itertools import count

import pytest
from flask import Flask

from app.contenido.modelos import Contenido
from app.extensiones import db
from app.nucleo.permisos import ANONIMA
from app.nucleo.reloj import ahora
from app.participacion import consultas, servicios
from app.participacion.consultas.hilos import consulta_debajo
from app.participacion.consultas.listas import consulta_de_hilos, consulta_de_raices
from app.participacion.modelos import Comentario, Voto
from app.participacion.reglas import Orden, Posicion
from app.participacion.servicios import Traido
from tests.fabricas import cuentas, propuestas
from tests.fabricas.participacion import codigo_de, comentario, respuesta, vecina

_numero = count(1)


def sembrar(sobre_id: int, raices: int, respuestas: int = 0) -> None:
    """Muchos comentarios de una vez: raíces con votos variados y respuestas en cadena de a cuatro."""
    momento, traidos = ahora() - dt.timedelta(days=9), []
    for r in range(raices):
        base = next(_numero) * 1000
        traidos.append(_traido(sobre_id, base, None, r, momento))
        traidos += [
            _traido(sobre_id, base + k, base + (k - 1 if k % 4 else 0), k, momento)
            for k in range(1, respuestas + 1)
        ]
    servicios.guardar("prueba", traidos)
    servicios.recontar([sobre_id])
    db.session.commit()


def _traido(sobre_id: int, ident: int, padre: int | None, n: int, momento: dt.datetime) -> Traido:
    return Traido(
        origen_id=str(ident),
        sobre_id=sobre_id,
        padre_id_origen=None if padre is None else str(padre),
        autora_id=None,
        texto=f"Comentario {ident}",
        a_favor=n % 7,
        en_contra=n % 3,
        creado_en=momento + dt.timedelta(minutes=n % 11),
    )


def _recorrer(sobre_id: int, orden: Orden, posicion: Posicion | None = None) -> list[list[int]]:
    paginas, clave = [], None
    while True:
        hallada = consultas.raices(sobre_id, orden, posicion, clave, cuantas=7)
        paginas.append([h.raiz.id for h in hallada.elementos])
        if hallada.siguiente is None:
            return paginas
        clave = hallada.siguiente


@pytest.mark.parametrize("orden", Orden)
def test_las_paginas_recorren_todo_una_vez(app: Flask, orden: Orden) -> None:
    p = propuestas.propuesta()
    sembrar(p.id, 30, 2)
    sembrar(p.id, 1, 5)
    ids = [i for pagina in _recorrer(p.id, orden) for i in pagina]
    assert len(ids) == len(set(ids)) == 31
    filas = [db.session.get_one(Comentario, i) for i in ids]
    campo = {"valorados": "puntaje", "respondidos": "respuestas"}.get(orden.value, "creado_en")
    valores = [(getattr(f, campo), f.id) for f in filas]
    assert valores == sorted(valores, reverse=orden is not Orden.ANTIGUOS)


@pytest.mark.parametrize("orden", Orden)
def test_hacia_atras_se_vuelve_a_la_misma_pagina(app: Flask, orden: Orden) -> None:
    p = propuestas.propuesta()
    sembrar(p.id, 20)
    primera = consultas.raices(p.id, orden, cuantas=7)
    segunda = consultas.raices(p.id, orden, clave=primera.siguiente, cuantas=7)
    otra_vez = consultas.raices(p.id, orden, clave=segunda.anterior, cuantas=7)
    assert [h.raiz.id for h in otra_vez.elementos] == [h.raiz.id for h in primera.elementos]
    assert primera.anterior is None and otra_vez.anterior is None


@pytest.mark.parametrize("clave", ["", "x", "W10", "WzEsMl0", "WzEsOTIyMzM3MjAzNjg1NDc3NTgwNywxXQ", "a" * 500])
def test_una_clave_rota_es_el_principio(app: Flask, clave: str) -> None:
    p = propuestas.propuesta()
    sembrar(p.id, 3)
    for orden in Orden:
        assert len(consultas.raices(p.id, orden, clave=clave).elementos) <= 3


def test_el_filtro_por_posicion(app: Flask) -> None:
    uno = comentario(posicion="a_favor")
    sobre = db.session.get_one(Contenido, uno.sobre_id).codigo
    otro = comentario(sobre, posicion="pregunta")
    respuesta(otro, posicion="a_favor")
    assert _recorrer(uno.sobre_id, Orden.NUEVOS, Posicion.A_FAVOR) == [[uno.id]]
    assert _recorrer(uno.sobre_id, Orden.NUEVOS, Posicion.EN_CONTRA) == [[]]


def test_de_cada_hilo_vienen_las_primeras_respuestas(app: Flask) -> None:
    p = propuestas.propuesta()
    sembrar(p.id, 2, 12)
    for hilo in consultas.raices(p.id, respuestas=5).elementos:
        assert len(hilo.respuestas) == 5
        assert all(f.raiz_id == hilo.raiz.id for f in hilo.respuestas)
        ids = {hilo.raiz.id, *(f.id for f in hilo.respuestas)}
        assert all(f.padre_id in ids for f in hilo.respuestas)


def test_lo_retirado_sin_respuestas_no_ocupa_lugar(app: Flask) -> None:
    quien = vecina()
    solo = comentario(de=quien)
    sobre = db.session.get_one(Contenido, solo.sobre_id).codigo
    con_hija = comentario(sobre, quien, "Otra cosa.")
    hija = respuesta(con_hija, quien)
    for x in (solo, con_hija):
        servicios.retirar(quien, codigo_de(x))
    db.session.commit()
    assert [h.raiz.id for h in consultas.raices(solo.sobre_id).elementos] == [con_hija.id]
    servicios.retirar(quien, codigo_de(hija))
    db.session.commit()
    assert consultas.raices(solo.sobre_id).elementos == ()


def test_un_comentario_profundo_en_su_contexto(app: Flask) -> None:
    p = propuestas.propuesta()
    traidos = [_traido(p.id, 9000 + n, 8999 + n if n else None, n, ahora()) for n in range(25)]
    servicios.guardar("hondo", traidos)
    servicios.recontar([p.id])
    db.session.commit()
    quinto = db.session.scalars(db.select(Comentario).where(Comentario.profundidad == 15)).one()
    hallado = consultas.en_contexto(codigo_de(quinto), ANONIMA)
    assert [f.profundidad for f in hallado.encima] == [11, 12, 13, 14]
    assert hallado.mas_arriba == 11
    assert [f.profundidad for f in hallado.debajo] == list(range(16, 25))


def test_un_hilo_largo_va_por_paginas(app: Flask) -> None:
    p = propuestas.propuesta()
    sembrar(p.id, 1, 250)
    raiz = consultas.raices(p.id).elementos[0].raiz
    vistos, clave = [], None
    for _ in range(3):
        hallado = consultas.en_contexto(raiz.codigo, ANONIMA, clave)
        vistos += [f.id for f in hallado.debajo]
        clave = hallado.siguiente
    assert clave is None and len(vistos) == len(set(vistos)) == 250


def test_las_consultas_usan_su_indice(app: Flask, planes_de_consulta) -> None:  # type: ignore[no-untyped-def]
    p = propuestas.propuesta()
    sembrar(p.id, 300, 3)
    for _ in range(3):
        sembrar(propuestas.propuesta().id, 500, 3)
    db.session.execute(db.text("ANALYZE"))
    raiz = consultas.raices(p.id).elementos[0].raiz
    hija = consultas.raices(p.id).elementos[0].respuestas[0]
    ids = [h.raiz.id for h in consultas.raices(p.id).elementos]
    pedidas = [
        consulta_de_raices(p.id, orden, posicion, None, 25)
        for orden in Orden
        for posicion in (None, Posicion.APORTE)
    ]
    pedidas += [
        consulta_de_hilos(ids, 3),
        consulta_debajo(raiz, raiz.id, 100),
        consulta_debajo(hija, hija.id, 100),
    ]
    for consulta in pedidas:
        plan = planes_de_consulta(consulta)
        assert "SCAN comentarios" not in plan and "Seq Scan on comentarios" not in plan, plan


def test_las_mismas_consultas_con_uno_y_con_mil(app: Flask, cliente, contar) -> None:  # type: ignore[no-untyped-def]
    p = propuestas.propuesta()
    codigo = propuestas.codigo_de(p)
    quien = cuentas.persona(acreditacion=1)
    persona_id, sobre_id = quien.id, p.id
    cuentas.entrar(cliente, quien)
    numeros = []
    for raices in (1, 24):
        sembrar(sobre_id, raices, 39)
        una = consultas.raices(sobre_id, Orden.NUEVOS).elementos[0].raiz.id
        db.session.add(Voto(comentario_id=una, persona_id=persona_id, valor=1))
        db.session.commit()
        with contar() as r:
            html = cliente.get(f"/c/{codigo}/conversacion?respuestas=todas").get_data(as_text=True)
        numeros.append((html.count("<article"), r.numero))
    assert [n for n, _consultas in numeros] == [40, 1000]
    assert numeros[0][1] == numeros[1][1] <= 8, numeros


def test_la_pagina_de_un_hilo_tambien(app: Flask, cliente, contar) -> None:  # type: ignore[no-untyped-def]
    p = propuestas.propuesta()
    numeros = []
    for respuestas in (1, 100):
        sembrar(p.id, 1, respuestas)
        raiz = consultas.raices(p.id, Orden.RESPONDIDOS).elementos[0].raiz
        with contar() as r:
            cliente.get(f"/comentarios/{raiz.codigo}")
        numeros.append(r.numero)
    assert numeros[0] == numeros[1] <= 8, numeros
