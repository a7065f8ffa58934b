"""La clasificación cubre el esquema entero; la descarga trae cada tabla y el borrado no deja rastro."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.auditoria import servicios as auditoria
from app.cuentas.modelos import Persona
from app.extensiones import Modelo, db
from app.mostrador import servicios as mostrador
from app.nucleo import reloj
from app.nucleo.errores import Conflicto, NoEncontrado, NoPermitido
from app.nucleo.modelos import Salida
from app.nucleo.permisos import Rol
from app.nucleo.salidas import encolar_correo
from app.privacidad import consultas, servicios
from app.privacidad.clasificacion import (
    AJENAS,
    CLASIFICACION,
    NOMBRES_PERSONALES,
    AlBorrar,
)
from app.propuestas.servicios import apoyar, recontar
from tests.cliente import Cliente
from tests.fabricas import procesos, propuestas
from tests.fabricas.cuentas import CLAVE, entrar, identidad_de, persona, personal
from tests.fabricas.mostrador import abrir, de_mostrador, facilitadora
from tests.privacidad.sembrado import SECRETOS, persona_con_todo


def _tablas() -> list[sa.Table]:
    return list(Modelo.metadata.sorted_tables)


def _clasificadas() -> set[str]:
    """Cada `tabla.columna` que la clasificación nombra."""
    return {f"{r.tabla}.{c}" for r in CLASIFICACION for c in (r.columna, *r.datos, *r.vacias, *r.ademas)}


def test_toda_columna_que_senala_a_una_persona_esta_clasificada(app: Flask) -> None:
    claves = {r.clave for r in CLASIFICACION}
    faltan = [
        f"{t.name}.{c.name}"
        for t in _tablas()
        for c in t.columns
        if any(f.column.table.name == "personas" for f in c.foreign_keys) and f"{t.name}.{c.name}" not in claves
    ]
    assert faltan == []


def test_toda_columna_con_datos_de_contacto_esta_clasificada(app: Flask) -> None:
    con_nombre = {f"{t.name}.{c.name}" for t in _tablas() for c in t.columns if c.name in NOMBRES_PERSONALES}
    assert con_nombre - _clasificadas() - set(AJENAS) == set()
    assert set(AJENAS) - con_nombre == set()
    assert set(AJENAS) & _clasificadas() == set()


def test_la_clasificacion_no_nombra_lo_que_no_existe(app: Flask) -> None:
    reales = {f"{t.name}.{c.name}" for t in _tablas() for c in t.columns}
    assert _clasificadas() <= reales
    for r in CLASIFICACION:
        assert r.datos or r.no_va, r.clave
        assert (r.al_borrar is AlBorrar.VACIAR) == bool(r.vacias), r.clave


def test_la_descarga_trae_algo_de_cada_tabla(app: Flask) -> None:
    ident = persona_con_todo()
    with app.test_request_context():
        bloques = {b.clave: b for b in consultas.datos_de(ident)}
        texto = json.dumps(consultas.como_json(list(bloques.values())), ensure_ascii=False)
    esperadas = {r.clave for r in CLASIFICACION if r.datos}
    assert set(bloques) == esperadas
    assert [clave for clave, b in bloques.items() if not b.filas] == []
    for dato in (SECRETOS["correo"], SECRETOS["nombre"], SECRETOS["seudonimo"], "Un borrador que se borra"):
        assert dato in texto
    propia = bloques["personas.id"].filas[0]
    assert propia["nacimiento"] == 1981
    assert bloques["apoyos.persona_id"].filas[0]["propuesta_id"] not in (None, ident)


def test_cada_bloque_va_de_lo_viejo_a_lo_nuevo_y_nombra_lo_que_senala(app: Flask) -> None:
    ella, proceso = identidad_de(persona(acreditacion=1)), procesos.proceso()
    codigos = [propuestas.codigo_de(propuestas.propuesta(proceso=proceso)) for _ in range(3)]
    dados = [codigos[1], codigos[2], codigos[0]]
    for dia, codigo in enumerate(dados):
        with reloj.fijado(reloj.ahora() + dt.timedelta(days=dia)):
            apoyar(ella, codigo)
    db.session.commit()
    bloques = {b.clave: b.filas for b in consultas.datos_de(ella.persona)}
    assert [f["propuesta_id"] for f in bloques["apoyos.persona_id"]] == dados


def test_la_descarga_no_trae_lo_de_otra_persona_ni_llaves(app: Flask) -> None:
    otra = persona(correo="ajena@correo.example", seudonimo="Otra Persona", clave=CLAVE)
    ident = persona_con_todo()
    with app.test_request_context():
        texto = json.dumps(consultas.como_json(consultas.datos_de(ident)), ensure_ascii=False)
    assert "ajena@correo.example" not in texto
    assert "Otra Persona" not in texto
    huella = db.session.scalar(sa.select(Persona.clave_hash).where(Persona.id == otra.id))
    for llave in (huella, "argon2", "a" * 64):
        assert str(llave) not in texto


def _todo() -> dict[str, str]:
    """El contenido de cada tabla, como texto."""
    return {t.name: repr(db.session.execute(sa.select(t)).all()) for t in _tablas()}


def _borrar(app: Flask, ident: int) -> None:
    with app.test_request_context():
        servicios.suprimir(ident, autora_id=ident, motivo="Prueba.")
        db.session.commit()


def test_al_borrar_no_queda_nada_que_la_identifique(app: Flask) -> None:
    ident = persona_con_todo()
    antes = _todo()
    for dato in SECRETOS.values():
        assert any(dato in texto for texto in antes.values()), dato
    _borrar(app, ident)
    for tabla, texto in _todo().items():
        for dato in (*SECRETOS.values(), "rosalinda", "Rosalinda", "colibrizafiro", "Un borrador que se borra"):
            assert dato not in texto, f"{dato} en {tabla}"
    fila = db.session.get_one(Persona, ident)
    assert (fila.seudonimo, fila.estado, fila.nacimiento, fila.clave_hash) == (
        "Persona retirada", "retirada", None, None,
    )  # fmt: skip


def test_cada_tabla_que_se_borra_queda_sin_filas_suyas(app: Flask) -> None:
    ident = persona_con_todo()
    _borrar(app, ident)
    for r in CLASIFICACION:
        if r.al_borrar is AlBorrar.BORRAR:
            tabla = Modelo.metadata.tables[r.tabla]
            cuantas = db.session.scalar(sa.select(sa.func.count()).where(tabla.c[r.columna] == ident))
            assert cuantas == 0, r.clave


def test_lo_publicado_queda_y_las_cuentas_cuadran(app: Flask, cliente: Cliente) -> None:
    ident = persona_con_todo()
    _borrar(app, ident)
    texto = cliente.get("/propuestas").text
    assert "La propuesta que queda" in texto
    assert SECRETOS["seudonimo"] not in texto
    db.session.rollback()


def test_los_hechos_no_cambian_y_el_registro_se_comprueba(app: Flask) -> None:
    ident = persona_con_todo()
    hechos = Modelo.metadata.tables["hechos"]
    antes = db.session.execute(sa.select(hechos).order_by(hechos.c.id)).all()
    auditoria.sellar()
    _borrar(app, ident)
    despues = db.session.execute(sa.select(hechos).order_by(hechos.c.id)).all()
    assert despues[: len(antes)] == antes
    nuevo = despues[-1]
    assert (nuevo.clase, nuevo.publico) == ("privacidad.supresion", False)


def test_los_mensajes_son_de_una_persona_y_no_de_una_direccion(app: Flask) -> None:
    """Una familia comparte un correo: ni la descarga ni el borrado de una tocan lo de la otra."""
    ella, su_madre = (de_mostrador(seudonimo=s, contacto="casa@correo.example") for s in ("Ceiba", "Garza"))
    with app.test_request_context():
        for quien, codigo in ((ella, "suyo"), (su_madre, "de su madre"), (None, "de nadie")):
            encolar_correo(
                "casa@correo.example", "privacidad/respuesta", "es",
                persona_id=quien.id if quien else None, enlace=f"https://ciudad.example/{codigo}",
            )  # fmt: skip
        (suyo,) = next(b for b in consultas.datos_de(ella.id) if b.clave == "salidas.persona_id").filas
    assert suyo["para"] == "casa@correo.example"
    _borrar(app, ella.id)
    quedan = db.session.scalars(sa.select(Salida.persona_id).order_by(Salida.id)).all()
    assert quedan == [su_madre.id, None]


def test_borrar_dos_veces_o_a_nadie(app: Flask) -> None:
    personal(Rol.ADMINISTRADORA)
    ident = persona().id
    _borrar(app, ident)
    for quien in (ident, 999999):
        with pytest.raises(NoEncontrado):
            _borrar(app, quien)


def test_la_ultima_administradora_no_se_borra(app: Flask) -> None:
    ana = personal(Rol.ADMINISTRADORA)
    with pytest.raises(Conflicto):
        _borrar(app, ana.id)


def test_sus_apoyos_abiertos_se_retiran_y_el_recuento_cuadra(app: Flask) -> None:
    from tests.fabricas import propuestas

    una = propuestas.propuesta()
    ident = una.id
    (quien,) = propuestas.apoyos(una, 1)
    otras = propuestas.apoyos(una, 1)
    _borrar(app, quien.id)
    from app.propuestas.modelos import Apoyo, Propuesta

    assert db.session.get_one(Propuesta, ident).apoyos == 1
    assert db.session.scalars(sa.select(Apoyo.persona_id)).all() == [otras[0].id]
    assert recontar(corregir=False) == []


def test_borrar_la_cuenta_desde_la_pagina(cliente: Cliente) -> None:
    quien = persona(correo="rosa@correo.example", clave=CLAVE)
    quien_id = quien.id
    entrar(cliente, quien)
    pagina = cliente.get("/cuenta/borrar").text
    assert "No se puede deshacer" in pagina
    assert cliente.enviar("/cuenta/borrar").status_code == 422
    assert cliente.enviar("/cuenta/borrar", {"entiendo": "y"}).location == "/"
    assert cliente.get("/cuenta").status_code == 303
    assert db.session.get_one(Persona, quien_id).estado == "retirada"
    db.session.rollback()
    otro: Any = cliente.application.test_client()
    assert otro.enviar("/entrar", {"correo": "rosa@correo.example", "clave": CLAVE}).status_code == 422


def test_ver_descargar_y_borrar_piden_la_clave_si_hace_rato(cliente: Cliente) -> None:
    import datetime as dt

    from app.nucleo.reloj import ahora

    entrar(cliente, persona(clave=CLAVE), reautenticada_en=ahora() - dt.timedelta(minutes=11))
    for ruta in ("/cuenta/mis-datos", "/cuenta/mis-datos.json", "/cuenta/borrar"):
        assert cliente.get(ruta).location == f"/cuenta/comprobar?siguiente={ruta}"
    assert cliente.enviar("/cuenta/borrar", {"entiendo": "y"}).status_code == 303
    assert "Borrar" in cliente.get("/cuenta").text


def test_la_pagina_y_el_archivo_de_mis_datos(cliente: Cliente) -> None:
    entrar(cliente, persona(seudonimo="Ceiba Mansa", correo="ceiba@correo.example"))
    assert "ceiba@correo.example" in cliente.get("/cuenta/mis-datos").text
    archivo = cliente.get("/cuenta/mis-datos.json")
    assert archivo.headers["Content-Disposition"] == "attachment; filename=mis-datos.json"
    assert archivo.headers["Cache-Control"] == "no-store"
    assert json.loads(archivo.text)["datos"]["personas.id"][0]["seudonimo"] == "Ceiba Mansa"


def test_en_el_mostrador_solo_la_cuenta_sin_clave_de_quien_esta_delante(cliente: Cliente) -> None:
    sin_clave, otra = (de_mostrador(seudonimo=s).id for s in ("Ceiba Mansa", "Garza Clara"))
    con_clave = persona(clave=CLAVE).id
    facilitadora(cliente)
    abrir(cliente, "Ceiba Mansa")
    for ajena in (otra, con_clave, 10_000):
        assert cliente.get(f"/mostrador/borrar/{ajena}").status_code == 409
        assert cliente.enviar(f"/mostrador/borrar/{ajena}", {"entiendo": "y"}).status_code == 409
    ruta = f"/mostrador/borrar/{sin_clave}"
    assert "La persona está delante" in cliente.get(ruta).text
    borrada = cliente.enviar(ruta, {"entiendo": "y"})
    assert borrada.location == "/mostrador"
    assert "La cuenta quedó borrada." in cliente.get("/mostrador").text
    assert cliente.enviar(ruta, {"entiendo": "y"}).status_code == 409
    estados = {p.id: p.estado for p in db.session.scalars(sa.select(Persona))}
    assert [estados[i] for i in (sin_clave, otra, con_clave)] == ["retirada", "activa", "activa"]


def test_quien_entra_con_su_clave_borra_su_cuenta_ella_misma(app: Flask) -> None:
    con_clave = persona(clave=CLAVE).id
    quien = identidad_de(personal(Rol.FACILITADORA))
    mostrador.abrir(quien, con_clave, None, con_documento=True)
    with pytest.raises(Conflicto):
        servicios.borrar_en_mostrador(quien, con_clave)


@pytest.mark.parametrize("rol", [None, *(r for r in Rol if r not in (Rol.VECINA, Rol.FACILITADORA))])
def test_nadie_mas_borra_la_cuenta_de_otra(app: Flask, rol: Rol | None) -> None:
    otra = persona(correo=None).id
    with pytest.raises(NoPermitido):
        servicios.borrar_en_mostrador(identidad_de(personal(rol) if rol else persona()), otra)


def test_las_ordenes(app: Flask) -> None:
    persona(correo="rosa@correo.example")
    correr = app.test_cli_runner().invoke
    salida = correr(args=["privacidad", "descargar", "rosa@correo.example"])
    assert json.loads(salida.output)["datos"]["personas.id"][0]["correo"] == "rosa@correo.example"
    borrar = ["privacidad", "borrar", "rosa@correo.example", "--motivo", "Lo pidió por carta", "--si"]
    assert "Cuenta borrada" in correr(args=borrar).output
    assert correr(args=borrar).exit_code == 1
    assert correr(args=["privacidad", "limpiar"]).exit_code == 0
