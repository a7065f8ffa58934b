"""La vida de la ciudad de demostración: su conversación, su padrón y sus mostradores."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.contenido.modelos import Contenido, Hecho
from app.cuentas.modelos import Persona, Sesion
from app.demo import consultas, mostrador
from app.demo.datos import fichas_de_comentarios, fichas_de_personas, fichas_de_propuestas, json_de
from app.demo.ordenes import cuentas
from app.extensiones import db
from app.mostrador.modelos import ActoMostrador, Atencion
from app.nucleo.modelos import Salida
from app.padron import consultas as padron
from app.padron.modelos import Vinculo
from app.padron.reglas import parece_documento
from app.participacion.modelos import Comentario, Conversacion, Voto
from app.participacion.reglas import TEXTO_MAXIMO
from app.participacion.servicios import recontar
from app.propuestas.modelos import Apoyo, Coautoria, Propuesta

Ficha = dict[str, Any]


def _aplanar(lista: list[Ficha], hondura: int = 0) -> Iterator[tuple[Ficha, int]]:
    for ficha in lista:
        yield ficha, hondura
        yield from _aplanar(ficha.get("respuestas", []), hondura + 1)


def escritos() -> list[tuple[str, Ficha, int]]:
    """Los de las propuestas y los del plan en consulta: (propuesta o elemento, ficha, hondura)."""
    return [(clave, f, n) for clave, lista in hilos().items() for f, n in _aplanar(lista)]


def hilos() -> dict[str, list[Ficha]]:
    del_plan = {f"anual {f['elemento']}": f["comentarios"] for f in json_de("plan_anual.json")["comentarios"]}
    return fichas_de_comentarios() | del_plan


def _cuantos(consulta: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(consulta)) or 0


def test_los_comentarios_estan_bien_escritos() -> None:
    propuestas = {p["clave"]: p for p in fichas_de_propuestas()}
    personas = {f["clave"]: f for grupo in fichas_de_personas().values() for f in grupo}
    de_mostrador = {f["clave"] for f in json_de("mostrador.json")["personas"]}
    vistos: set[str] = set()
    for clave, ficha, hondura in escritos():
        if not clave.startswith("anual "):
            assert ficha["dias"] < propuestas[clave]["dias"] or "retirada" in propuestas[clave], clave
        assert 20 <= len(ficha["texto"]) <= min(TEXTO_MAXIMO, 400)
        assert ficha["texto"] not in vistos
        vistos.add(ficha["texto"])
        assert not parece_documento(ficha["texto"])
        autora = ficha["autora"]
        assert "/" in autora or autora in personas or autora in de_mostrador, autora
        assert autora not in de_mostrador or hondura == 0, "en un mostrador se comenta la propuesta"
        habla = ficha.get("como_municipalidad", False)
        assert habla == (personas.get(autora, {}).get("rol", "vecina") != "vecina")
    honduras = [n for _c, _f, n in escritos()]
    assert max(honduras) == 5
    assert len(honduras) > 180
    assert {f["posicion"] for _c, f, n in escritos() if n == 0} == {
        "a_favor", "en_contra", "pregunta", "aporte",
    }  # fmt: skip
    assert sum("texto_antes" in f for _c, f, _n in escritos()) == 1
    assert sum("retirado_dias" in f for _c, f, _n in escritos()) == 1


def test_cada_comentario_esta_en_su_hilo_y_en_su_fecha(demo: Flask) -> None:
    guardados = {c.texto: c for c in db.session.scalars(sa.select(Comentario)) if not c.retirado_en}
    ahora = dt.datetime.now(dt.UTC)
    assert _cuantos(Comentario) == len(escritos())
    for _clave, ficha, hondura in escritos():
        if "retirado_dias" in ficha:
            continue
        c = guardados[ficha["texto"]]
        assert (c.profundidad, c.posicion) == (hondura, ficha["posicion"])
        assert (c.a_favor, c.en_contra) == tuple(ficha["votos"])
        assert bool(c.de_personal) == ficha.get("como_municipalidad", False)
        assert bool(c.editado_en) == ("texto_antes" in ficha)
        assert c.creado_en < ahora
    filas = db.session.execute(
        sa.select(Comentario.creado_en, Comentario.padre_id, Propuesta.publicada_en, Contenido.autora_id)
        .join(Propuesta, Propuesta.id == Comentario.sobre_id)
        .join(Contenido, Contenido.id == Comentario.id)
    ).all()
    assert all(f.creado_en > f.publicada_en and f.autora_id for f in filas)
    fechas = dict(db.session.execute(sa.select(Comentario.id, Comentario.creado_en)).tuples().all())
    for ident, padre in db.session.execute(sa.select(Comentario.id, Comentario.padre_id)):
        assert padre is None or fechas[padre] < fechas[ident]


def test_las_unidades_hablan_por_la_municipalidad(demo: Flask) -> None:
    insignias = set(db.session.scalars(sa.select(Comentario.de_personal).where(Comentario.de_personal != "")))
    assert {"Dirección de Movilidad", "Empresa Municipal de Agua y Saneamiento"} <= insignias
    assert len(insignias) == 7


def test_las_cuentas_de_la_conversacion_cuadran(demo: Flask) -> None:
    assert recontar(corregir=False) == []
    propios = sa.select(Voto).join(Contenido, Contenido.id == Voto.comentario_id)
    assert _cuantos(propios.where(Contenido.autora_id == Voto.persona_id).subquery()) == 0
    assert _cuantos(Conversacion) == len(hilos())


def test_casi_todas_estan_en_el_padron(demo: Flask) -> None:
    por_nivel = dict(
        db.session.execute(sa.select(Persona.acreditacion, sa.func.count()).group_by(Persona.acreditacion))
        .tuples()
        .all()
    )
    total = sum(por_nivel.values())
    assert 0.08 < por_nivel[1] / total < 0.16
    assert por_nivel[3] == sum(bool(f["pruebas"]) for f in json_de("mostrador.json")["personas"])
    assert _cuantos(Vinculo) == total - por_nivel[1]
    vigente = padron.vigente()
    assert vigente is not None
    assert vigente.filas - vigente.validas == 5
    assert 35_000 < vigente.validas < 38_000
    assert vigente.informe["diferencia"]["vinculadas_fuera"] == 0
    nadie = sa.select(Vinculo.huella).where(Vinculo.persona_id == Persona.id).exists()
    assert _cuantos(sa.select(Persona).where(Persona.acreditacion == 2, ~nadie).subquery()) == 0


def test_la_vecina_puede_comprobar_su_padron(demo: Flask) -> None:
    rosa = next(c for c in consultas.cuentas() if c.persona == "vecina")
    assert rosa.documento is not None
    assert db.session.scalar(sa.select(Persona.acreditacion).where(Persona.correo == rosa.correo)) == 1
    db.session.rollback()
    cliente = demo.test_client()
    portada = cliente.get("/").get_data(as_text=True)
    assert rosa.documento.numero in portada
    assert rosa.documento.emision in portada
    assert rosa.documento.numero in demo.test_cli_runner().invoke(cuentas).output
    db.session.rollback()
    ajena = cliente.get("/", environ_base={"REMOTE_ADDR": "203.0.113.9"}).get_data(as_text=True)
    assert rosa.documento.numero not in ajena
    cliente.enviar("/entrar", {"correo": rosa.correo, "clave": rosa.clave})  # type: ignore[attr-defined]
    datos = {"tipo": "cedula", "numero": rosa.documento.numero, "segundo": rosa.documento.emision}
    hecho = cliente.enviar("/cuenta/padron", datos)  # type: ignore[attr-defined]
    assert hecho.status_code == 303
    assert db.session.scalar(sa.select(Persona.acreditacion).where(Persona.correo == rosa.correo)) == 2


def test_los_puntos_dicen_donde_y_cuando(demo: Flask) -> None:
    puntos = padron.puntos()
    assert len(puntos) == 4
    assert all((p.direccion and "8:00" in p.horario) or ":00" in p.horario for p in puntos)


def test_los_actos_de_mostrador_tienen_sello(demo: Flask) -> None:
    actos = dict(
        db.session.execute(sa.select(ActoMostrador.clase, sa.func.count()).group_by(ActoMostrador.clase))
        .tuples()
        .all()
    )
    fichas = json_de("mostrador.json")["personas"]
    tomadas = [p for p in fichas_de_propuestas() if p.get("canal") == "mostrador"]
    assert actos["registrar"] == len(fichas)
    assert actos["proponer"] == len(tomadas) >= 5
    assert actos["apoyar"] == sum(len(f.get("apoya", {})) for f in fichas)
    assert sum(mostrador.apoyos_de(p["clave"]) for p in fichas_de_propuestas()) == actos["apoyar"] - 1
    assert db.session.scalar(sa.select(sa.func.max(ActoMostrador.ocurrio_en))) < dt.datetime.now(dt.UTC)
    por_canal = sa.select(Hecho).where(Hecho.clase == "propuestas.publicada")
    canales = [h.datos.get("canal") for h in db.session.scalars(por_canal)]
    assert canales.count("mostrador") == len(tomadas)
    de_antes = sa.select(Sesion).where(Sesion.creada_en < dt.datetime.now(dt.UTC) - dt.timedelta(hours=2))
    assert (_cuantos(Atencion), _cuantos(de_antes.subquery())) == (0, 0)


def test_no_escribe_a_nadie(demo: Flask) -> None:
    assert _cuantos(Salida) == 0


def test_firman_juntas_y_quien_firma_no_apoya(demo: Flask) -> None:
    firmas = db.session.scalars(sa.select(Coautoria)).all()
    escritas = sum(len(p.get("coautoras", [])) for p in fichas_de_propuestas())
    assert [f.estado for f in firmas] == ["aceptada"] * escritas
    autoras = sa.select(Apoyo).join(Contenido, Contenido.id == Apoyo.propuesta_id)
    assert _cuantos(autoras.where(Contenido.autora_id == Apoyo.persona_id).subquery()) == 0
    firman = autoras.join(Coautoria, Coautoria.propuesta_id == Apoyo.propuesta_id)
    assert _cuantos(firman.where(Coautoria.persona_id == Apoyo.persona_id).subquery()) == 0


@pytest.mark.parametrize("clave", ["intereses", "costo"])
def test_hay_intereses_y_costos_declarados(clave: str) -> None:
    cuantas = sum(clave in p for p in fichas_de_propuestas())
    assert cuantas >= {"intereses": 2, "costo": 3}[clave]
