"""La ciudad de demostración: carga entera, con sus cuentas cuadradas, en los dos motores."""

from __future__ import annotations

import datetime as dt
import json
import re
import stat
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.avance.modelos import Indicador
from app.contenido.modelos import Contenido, Hecho
from app.cuentas.modelos import Persona
from app.demo import consultas, escala
from app.demo.datos import Calendario, fichas_de_propuestas, json_de, tabla_de
from app.demo.ordenes import cuentas
from app.extensiones import db
from app.mostrador.modelos import ActoMostrador
from app.nucleo.permisos import ANONIMA
from app.operacion.capturas import TOMAS
from app.padron.modelos import Empadronada, Padron, Vinculo
from app.participacion.modelos import Comentario, Voto
from app.procesos import consultas as procesos
from app.procesos.reglas import Acto
from app.propuestas import consultas as propuestas
from app.propuestas.modelos import Apoyo, Propuesta, Version
from app.propuestas.servicios import recontar
from tests.bases import base_nueva, motores
from tests.demo.ciudad import ENTORNO, caerse_a_medias, correr


def por_clave() -> dict[str, tuple[dict[str, Any], Propuesta]]:
    guardadas = {p.titulo: p for p in db.session.scalars(sa.select(Propuesta))}
    return {f["clave"]: (f, guardadas[f["titulo"]]) for f in fichas_de_propuestas()}


def test_cada_propuesta_es_la_escrita(demo: Flask) -> None:
    hoy = dt.datetime.now(procesos.zona()).date()
    fichas = por_clave()
    assert len(fichas) == len(fichas_de_propuestas()) >= 150
    for ficha, p in fichas.values():
        assert p.publicada_en is not None
        assert (hoy - p.publicada_en.astimezone(procesos.zona()).date()).days in (
            ficha["dias"],
            ficha["dias"] + 1,
        )
        assert p.cuerpo == ficha["cuerpo"]
        assert p.resumen == ficha.get("resumen") or ficha["canal"] == "mostrador"
        assert (p.apoyos, p.umbral) == (ficha["apoyos"], ficha["umbral"])
        assert ficha["apoyos"] * 0.86 - 2 <= p.apoyos_contados <= ficha["apoyos"]
        assert (p.estado == "retirada") == ("retirada" in ficha)
        assert (p.estado == "archivada") == ficha.get("archivada", False)
        assert p.costo_estimado == (ficha["costo"] * 100 if "costo" in ficha else None)
        assert p.intereses == ficha.get("intereses", "")
        versiones = db.session.scalar(sa.select(sa.func.count()).where(Version.propuesta_id == p.id))
        assert versiones == len(ficha.get("versiones", []))


def test_pasaron_el_umbral_las_escritas_y_en_su_fecha(demo: Flask) -> None:
    fichas = por_clave()
    cruzadas = {c for c, (_f, p) in fichas.items() if p.umbral_cruzado_en is not None}
    assert cruzadas == {c for c, (f, _p) in fichas.items() if "umbral_dias" in f}
    assert len(cruzadas) >= 9
    hoy = dt.datetime.now(procesos.zona()).date()
    for clave in cruzadas:
        ficha, p = fichas[clave]
        assert p.umbral_cruzado_en is not None
        dia = p.umbral_cruzado_en.astimezone(procesos.zona()).date()
        assert (hoy - dia).days in (ficha["umbral_dias"], ficha["umbral_dias"] + 1)
        hechos = db.session.scalars(
            sa.select(Hecho).where(Hecho.contenido_id == p.id, Hecho.clase == "propuestas.umbral")
        ).all()
        assert [h.ocurrio_en for h in hechos] == [p.umbral_cruzado_en]
        hasta_ahi = db.session.scalar(
            sa.select(sa.func.count()).where(
                Apoyo.propuesta_id == p.id, Apoyo.contado, Apoyo.dado_en <= p.umbral_cruzado_en
            )
        )
        assert hasta_ahi == p.umbral
    vencidas = [
        f for f, p in fichas.values() if p.respuesta_vence and p.respuesta_vence < dt.datetime.now(dt.UTC)
    ]
    assert {f["clave"] for f in vencidas} == {c for c in cruzadas if fichas[c][0]["umbral_dias"] > 30}


def test_las_cuentas_cuadran(demo: Flask) -> None:
    assert recontar(corregir=False) == []
    ajenos = sa.select(sa.func.count()).select_from(Apoyo).join(Contenido, Contenido.id == Apoyo.propuesta_id)
    assert db.session.scalar(ajenos.where(Contenido.autora_id == Apoyo.persona_id)) == 0
    antes = sa.select(sa.func.count()).select_from(Apoyo).join(Propuesta, Propuesta.id == Apoyo.propuesta_id)
    assert db.session.scalar(antes.where(Apoyo.dado_en < Propuesta.publicada_en)) == 0
    futuro = dt.datetime.now(dt.UTC)
    assert db.session.scalar(sa.select(sa.func.count()).where(Apoyo.dado_en > futuro)) == 0
    assert db.session.scalar(sa.select(sa.func.count()).where(Hecho.ocurrio_en > futuro)) == 0


def test_la_gente_vive_donde_vive_la_gente(demo: Flask) -> None:
    con_barrio = sa.select(Persona.territorio_id, sa.func.count()).where(Persona.clave_hash.is_(None))
    reparto = dict(db.session.execute(con_barrio.group_by(Persona.territorio_id)).tuples().all())
    assert sum(reparto.values()) > 650
    assert len(reparto) > 35


def test_los_procesos_estan_abiertos(demo: Flask) -> None:
    abiertos = {p.clave: p for p in procesos.abiertos_ahora()}
    assert set(abiertos) == {"propuestas", "mejoras-2027"}
    assert all({Acto.PROPONER, Acto.APOYAR} <= p.actos for p in abiertos.values())


def test_repetirla_no_cambia_nada(demo: Flask) -> None:
    tablas = (Propuesta, Apoyo, Hecho, Persona, Comentario, Voto, Empadronada, Vinculo, ActoMostrador)
    antes = [db.session.scalar(sa.select(sa.func.count()).select_from(t)) for t in tablas]
    hecho = correr(demo)
    assert hecho.exit_code == 0
    assert "ya está cargada" in hecho.output
    assert [db.session.scalar(sa.select(sa.func.count()).select_from(t)) for t in tablas] == antes


def test_las_claves_son_de_esta_instalacion_y_sirven(demo: Flask) -> None:
    archivo = Path(demo.config["DATOS"]) / "secretos" / "cuentas_demo.json"
    assert stat.S_IMODE(archivo.stat().st_mode) == 0o600
    secretas: dict[str, str] = json.loads(archivo.read_text(encoding="utf-8"))
    assert len(set(secretas.values())) == 7
    salida = demo.test_cli_runner().invoke(cuentas).output
    assert all(correo in salida and clave in salida for correo, clave in secretas.items())
    db.session.rollback()
    cliente = demo.test_client()
    for correo, clave in secretas.items():
        respuesta = cliente.enviar("/entrar", {"correo": correo, "clave": clave})  # type: ignore[attr-defined]
        assert respuesta.status_code == 303, correo
        cliente = demo.test_client()


def test_si_falta_el_archivo_de_claves_se_ponen_otras(demo: Flask) -> None:
    archivo = Path(demo.config["DATOS"]) / "secretos" / "cuentas_demo.json"
    viejas = archivo.read_text(encoding="utf-8")
    archivo.unlink()
    assert consultas.cuentas() == []
    assert correr(demo).exit_code == 0
    assert archivo.read_text(encoding="utf-8") != viejas
    test_las_claves_son_de_esta_instalacion_y_sirven(demo)


def test_las_cuentas_solo_se_ven_desde_esta_maquina(demo: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def se_ven(direccion: str, **cabeceras: str) -> bool:
        pedida = demo.test_client().get("/", environ_base={"REMOTE_ADDR": direccion}, headers=cabeceras)
        return next(iter(consultas.cuentas())).clave in pedida.text

    assert se_ven("127.0.0.1")
    assert se_ven("::1")
    for ajena in ("10.0.0.4", "192.168.1.2", "203.0.113.9", "", "127.0.0.1.example"):
        assert not se_ven(ajena), ajena
    for cabecera in ("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"):
        assert not se_ven("127.0.0.1", **{cabecera: "127.0.0.1"}), f"detrás de un proxy: {cabecera}"
    monkeypatch.setitem(demo.config, "DEMOSTRACION", False)
    assert not se_ven("127.0.0.1")


def test_cada_pantalla_responde(demo: Flask) -> None:
    cliente = demo.test_client()
    db.session.rollback()
    codigos = db.session.scalars(
        sa.select(Contenido.codigo).where(Contenido.clase == "propuesta").order_by(Contenido.id)
    ).all()
    db.session.rollback()
    for ruta in (
        "/",
        "/propuestas",
        "/propuestas?orden=apoyadas",
        "/propuestas?orden=azar",
        "/plan",
        "/procesos",
    ):
        assert cliente.get(ruta, follow_redirects=True).status_code == 200, ruta
    for codigo in codigos:
        assert cliente.get(f"/propuestas/{codigo}", follow_redirects=True).status_code == 200
        assert cliente.get(f"/c/{codigo}", follow_redirects=True).status_code == 200


def test_lo_que_promete_existe() -> None:
    textos = json.dumps(json_de("proceso.json"), ensure_ascii=False) + json.dumps(
        fichas_de_propuestas(), ensure_ascii=False
    )
    for palabra in ("apelar", "avísalo como problema", "En los comentarios"):
        assert palabra not in textos


def test_escala_multiplica_sin_doblar(demo_propia: Flask) -> None:
    hecho = correr(demo_propia, "--escala", "3")
    assert hecho.exit_code == 0, hecho.output
    escritas = len(fichas_de_propuestas())
    assert f"{2 * escritas} propuestas nuevas" in hecho.output
    a_la_vista = sum("retirada" not in f and "archivada" not in f for f in fichas_de_propuestas())
    assert propuestas.contar(propuestas.Filtros()) == 2 * escritas + a_la_vista
    escritos = len(tabla_de("indicadores.csv"))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Indicador)) == 3 * escritos
    db.session.rollback()
    copia = db.session.scalars(sa.select(Propuesta).where(Propuesta.origen == escala.ORIGEN).limit(1)).one()
    assert "(copia " in copia.titulo
    assert recontar(corregir=False) == []
    db.session.rollback()
    assert "no cambió nada" in correr(demo_propia, "--escala", "3").output
    assert "no cambió nada" in correr(demo_propia, "--escala", "2").output
    codigo = db.session.scalar(sa.select(Contenido.codigo).where(Contenido.id == copia.id))
    assert propuestas.ficha(str(codigo), ANONIMA).apoyos == copia.apoyos


def test_una_caida_no_deja_nada_a_medias(motor: str, tmp_path: Path) -> None:
    """En el otro motor la ciudad de todas estas pruebas es la que se repitió después de la caída."""
    if motor == motores()[-1]:
        pytest.skip("ahí se cae la carga de la ciudad de todas")
    with base_nueva(motor, tmp_path, **ENTORNO) as conf:
        app = create_app(conf)
        with app.app_context():
            caerse_a_medias(app)
            db.session.remove()
            db.engine.dispose()


def test_el_padron_no_entra_otra_vez_al_repetir_la_carga(demo: Flask) -> None:
    """En el último motor la carga se cortó y se repitió; en el otro entró de una vez."""
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Padron)) == 2


def test_no_toca_una_ciudad_de_verdad(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.fabricas.cuentas import persona

    hecho = correr(app)
    assert hecho.exit_code == 1
    assert "no es de demostración" in hecho.output
    monkeypatch.setitem(app.config, "DEMOSTRACION", True)
    persona()
    hecho = correr(app)
    assert hecho.exit_code == 1
    assert "ya tiene los datos de otra ciudad" in hecho.output


def test_nada_cae_en_el_futuro() -> None:
    ahora = dt.datetime(2027, 3, 1, 5, 1, tzinfo=dt.UTC)
    calendario = Calendario(ahora, dt.timezone(dt.timedelta(hours=-5)))  # type: ignore[arg-type]
    for clave in ("a", "b", "c", "d"):
        momentos = [calendario.hace(0, clave, paso) for paso in range(5)]
        assert momentos == sorted(momentos)
        assert momentos[-1] < ahora


def test_quien_toma_las_capturas_halla_cada_cuenta_en_la_portada(demo: Flask) -> None:
    portada = demo.test_client().get("/", environ_base={"REMOTE_ADDR": "127.0.0.1"}).text
    tarjetas = re.findall(r'<details class="cuenta-demo"><summary>.*?</details>', portada, re.DOTALL)
    for quien in {toma.quien for toma in TOMAS} - {""}:
        [suya] = [t for t in tarjetas if f">{quien}</span></summary>" in t]
        assert re.search(r"<dd><bdi>[^<]+@[^<]+</bdi></dd>.*?<dd><code>[^<]+</code></dd>", suya, re.DOTALL)
