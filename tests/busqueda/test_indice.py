"""El índice: qué está, en la misma transacción del cambio, y lo mismo en los dos motores."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.busqueda import consultas, servicios
from app.busqueda.modelos import Documento
from app.busqueda.reglas import a_fts5, coincide, leer, raices
from app.contenido.modelos import Contenido
from app.extensiones import db
from app.nucleo.permisos import Identidad
from app.nucleo.reloj import ahora
from app.propuestas import buscable, facetas
from app.propuestas import servicios as propuestas
from app.propuestas.modelos import Propuesta
from tests.fabricas import cuentas, procesos
from tests.fabricas import propuestas as fabrica
from tests.recuento import Recuento


def hallados(texto: str) -> list[int]:
    consulta = leer(texto)
    return list(db.session.scalars(consultas.coincidentes(consulta))) if consulta else []


def poner(*textos: tuple[str, str]) -> list[int]:
    """Contenidos sueltos en el índice, sin propuesta detrás."""
    anclas = [Contenido(codigo=f"{n:08d}", clase="propuesta", creado_en=ahora()) for n in range(len(textos))]
    db.session.add_all(anclas)
    db.session.flush()
    servicios.indexar_muchos(
        [servicios.Entrada(a.id, "propuesta", t, x) for a, (t, x) in zip(anclas, textos, strict=True)]
    )
    return [a.id for a in anclas]


@pytest.fixture
def autora(app: Flask) -> Identidad:
    return cuentas.identidad_de(cuentas.persona())


def test_se_halla_al_publicar_y_deja_de_estar_al_retirar(autora: Identidad) -> None:
    borrador = fabrica.borrador(autora, titulo="Sombra para las paradas", cuerpo="Con árboles nativos.")
    assert hallados("sombra") == []
    codigo = fabrica.codigo_de(borrador)
    propuestas.publicar(autora, codigo)
    assert hallados("parada") == hallados("arbol nativo") == [borrador.id]
    propuestas.editar(autora, codigo, "Luz en las paradas", "", "Con faroles.", "Era otra cosa.")
    assert hallados("sombra") == [] and hallados("farol") == [borrador.id]
    propuestas.retirar(autora, codigo, "Ya se hizo lo que pedía.")
    assert hallados("farol") == []


def test_lo_oculto_no_se_halla_y_vuelve(autora: Identidad) -> None:
    p = fabrica.propuesta(autora, titulo="Un huerto en la loma")
    ancla = db.session.get_one(Contenido, p.id)
    ancla.estado = "oculto"
    facetas.rehacer(p.id)
    assert hallados("huerto") == []
    ancla.estado = "visible"
    facetas.rehacer(p.id)
    assert hallados("huerto") == [p.id]


def test_borrar_el_contenido_lo_saca_del_indice(app: Flask) -> None:
    (uno,) = poner(("Rampa", "para la biblioteca"))
    assert hallados("rampa") == [uno]
    db.session.execute(sa.delete(Contenido).where(Contenido.id == uno))
    assert hallados("rampa") == []


def test_una_frase_no_empieza_en_el_titulo_y_acaba_en_el_texto(app: Flask) -> None:
    (uno,) = poner(("Plaza del mercado", "techo y bancas"))
    assert hallados('"plaza mercado"') == hallados('"techo bancas"') == [uno]
    assert hallados('"mercado techo"') == []
    assert hallados("mercado techo") == [uno]


def test_muchas_de_una_vez_cuestan_lo_mismo_que_una(app: Flask, contar: Callable[[], Recuento]) -> None:
    ids = fabrica.muchas(procesos.proceso(), 60)
    db.session.execute(sa.delete(Documento))
    with contar() as una:
        assert buscable.rehacer(ids[:1]) == 1
    with contar() as todas:
        assert buscable.rehacer(ids) == 59
    assert todas.numero == una.numero <= 3
    with contar() as iguales:
        assert buscable.rehacer(ids) == 0
    assert iguales.numero == 2


def test_una_base_con_propuestas_se_llena_sola(app: Flask) -> None:
    ids = fabrica.muchas(procesos.proceso(), 12)
    fabrica.borrador(titulo="Borrador escondido")
    db.session.execute(sa.delete(Documento))
    db.session.commit()
    assert not buscable.completo() and hallados("propuesta") == []
    assert buscable.llenar_si_falta() == 13
    assert buscable.completo() and sorted(hallados("propuesta")) == sorted(ids)
    assert buscable.llenar_si_falta() == 0


def test_un_texto_muy_largo_se_guarda_hasta_un_tope(app: Flask) -> None:
    (uno,) = poner(("Largo", "palabra " * 5_000 + "final"))
    assert len(db.session.get_one(Documento, uno).texto.split()) == servicios.RAICES_MAXIMO
    assert hallados("final") == [] and hallados("palabra") == [uno]


PALABRAS = [
    "plaza",
    "árboles",
    "niño",
    "año",
    "luces",
    "2026",
    "l'été",
    "Ñandú",
    "中文",
    "½",
    "ⅷ",
    "straße",
    "I",
    "İ",
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.sampled_from(PALABRAS), st.text(max_size=12)), max_size=8))
def test_lo_escrito_se_halla_con_sus_propias_palabras(app: Flask, palabras: list[str]) -> None:
    """Toda palabra guardada se puede buscar, con los signos y letras que sean, en los dos motores."""
    with db.session.begin_nested() as punto:
        texto = " ".join(palabras).replace("\0", "").encode("utf-8", "ignore").decode()
        (uno,) = poner(("", texto))
        for palabra in texto.split():
            if leer(palabra):
                assert hallados(palabra) == [uno], palabra
        punto.rollback()


def _obvio(consulta_escrita: str, documentos: dict[int, list[str]]) -> list[int]:
    """El gemelo lento: mirar cada documento, raíz por raíz."""
    consulta = leer(consulta_escrita)
    halladas = []
    for ident, suyas in documentos.items():
        todos = all(
            any(any(tuple(suyas[i : i + len(f)]) == f for i in range(len(suyas))) for f in t.formas)
            or (t.comienzo and any(r.startswith(t.comienzo) for r in suyas))
            for t in consulta.terminos
        )
        if todos:
            halladas.append(ident)
    return sorted(halladas, reverse=True)


BUSQUEDAS = [
    "carril bici", "parques infantiles", "aparcamiento", "árboles calle", '"carril bici"', "ilumin",
    '"centro cívico"', "columpios", "año 2026", "niños", "Delicias", "accesib", "peatonalizar", "zzz",
    "fuentes agua",
]  # fmt: skip


def test_con_textos_reales_los_dos_motores_hallan_lo_mismo(app: Flask, datos_reales: Path) -> None:
    """Cada motor contra el mismo gemelo lento: si los dos coinciden con él, coinciden entre sí."""
    filas = json.loads((datos_reales / "valladolid" / "proposals_data.json").read_text(encoding="utf-8"))
    ids = poner(*((f["title"], f["description"]) for f in filas))
    documentos = {
        i: [*raices(f["title"]), "·", *raices(f["description"])] for i, f in zip(ids, filas, strict=True)
    }
    partes = {
        d.id: (d.titulo, d.texto) for d in consultas.pesados(sa.select(Documento.contenido_id), "propuesta")
    }
    for escrita in BUSQUEDAS:
        esperado = _obvio(escrita, documentos)
        assert hallados(escrita) == esperado, escrita
        assert [i for i in esperado if coincide(leer(escrita), *partes[i])] == esperado
        assert sum(coincide(leer(escrita), *dos) for dos in partes.values()) == len(esperado)
    assert sum(len(hallados(b)) for b in BUSQUEDAS) > 300


def test_buscar_no_recorre_la_tabla_de_documentos(
    app: Flask, planes_de_consulta: Callable[[sa.Executable], str]
) -> None:
    poner(*((f"Plaza {n}", "árboles") for n in range(300)))
    if db.engine.dialect.name == "sqlite":
        plan = planes_de_consulta(consultas.coincidentes(leer("plaza")))
        assert "VIRTUAL TABLE INDEX" in plan and "USE TEMP B-TREE" not in plan
    else:
        db.session.execute(sa.text("ANALYZE documentos"))
        db.session.execute(sa.text("SET LOCAL enable_seqscan = off"))  # con tan pocas filas
        db.session.execute(sa.text("SET LOCAL enable_indexscan = off"))  # elegiría recorrerla
        plan = planes_de_consulta(consultas.coincidentes(leer("plaza 17")))
        assert "ix_documentos_vector" in plan and "Seq Scan" not in plan


def test_el_disparador_mantiene_el_indice_de_sqlite(app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("es de SQLite")
    uno, otro = poner(("Plaza", "nueva"), ("Rampa", "vieja"))
    servicios.indexar(uno, "propuesta", "Puente", "roto")
    servicios.quitar(otro)
    db.session.execute(sa.text("INSERT INTO documentos_fts(documentos_fts, rank) VALUES('integrity-check', 1)"))
    assert a_fts5(leer("puente")) and hallados("puente") == [uno]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Propuesta)) == 0
