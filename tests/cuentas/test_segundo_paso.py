"""El segundo paso: obligatorio para todo rol, un código no vale dos veces, y quien lo pierde se recupera."""

from __future__ import annotations

import datetime as dt
import re
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.cuentas import codigos, consultas, servicios
from app.cuentas.errores import CodigoEquivocado, HaceFaltaClave, HaceFaltaSegundoPaso
from app.cuentas.modelos import CambioDeRol, CodigoImpreso, SegundoFactor, Sesion
from app.cuentas.reglas import paso_en
from app.extensiones import db
from app.nucleo import reloj
from app.nucleo.errores import DemasiadasVeces, Invalido, NoEncontrado, NoPermitido
from app.nucleo.permisos import TABLA, Identidad, Permiso, Rol, RolEn
from app.nucleo.reloj import ahora
from tests.bases import base_nueva
from tests.cliente import Cliente
from tests.cuentas.comun import correos_a, preparar_segundo_paso, sesiones_de
from tests.fabricas.cuentas import (
    CLAVE,
    codigo_de,
    con_segundo_paso,
    entrar,
    identidad_de,
    persona,
    personal,
    sesion_de,
)

DE_PERSONAL = [r for r in Rol if r is not Rol.VECINA]
MOMENTO = dt.datetime(2026, 5, 4, 12, 0, 1, tzinfo=dt.UTC)
MEDIANOCHE = dt.datetime(2026, 5, 4, 0, 0, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize("rol", DE_PERSONAL)
def test_sin_el_segundo_paso_un_rol_no_concede_nada_mas_que_una_vecina(rol: Rol) -> None:
    sin = Identidad(persona_id=1, roles=(RolEn(rol),))
    for permiso in Permiso:
        de_vecina = permiso in TABLA[Rol.VECINA] and (
            rol is not Rol.AUDITORA or permiso is Permiso.CUENTA_PROPIA
        )
        assert sin.puede(permiso) is de_vecina
        assert sin.puede_en_algun_lugar(permiso) is de_vecina
        assert sin.le_falta_el_segundo_paso(permiso) is (permiso in TABLA[rol])
    assert not sin.ejerce
    assert not Identidad(persona_id=1, segundo_factor=True).puede(Permiso.ROLES_VER)


def test_las_paginas_de_personal_llevan_al_segundo_paso_y_las_de_vecina_siguen(cliente: Cliente) -> None:
    quien = personal(Rol.ADMINISTRADORA)
    con_segundo_paso(quien)
    entrar(cliente, quien, segundo_factor=False)
    assert cliente.get("/administrar/roles?q=ana").location == (
        "/cuenta/segundo-paso?siguiente=%2Fadministrar%2Froles%3Fq%3Dana"
    )
    enviado = cliente.enviar("/administrar/roles/1", {"rol": "auditora"})
    assert enviado.location == "/cuenta/segundo-paso?siguiente=%2Fadministrar%2Froles%2F1"
    for ruta in ("/", "/cuenta", "/cuenta/datos", "/cuenta/sesiones", "/cuenta/segundo-factor"):
        assert cliente.get(ruta).status_code == 200, ruta
    assert "Seguir como vecina" in cliente.get("/cuenta/segundo-paso").text
    vuelve = cliente.enviar("/cuenta/segundo-paso?siguiente=/administrar/roles", {"codigo": codigo_de(quien)})
    assert vuelve.location == "/administrar/roles"
    assert cliente.get("/administrar/roles").status_code == 200


@pytest.mark.parametrize("hacia", ["//malo.example", "https://malo.example", "/\\malo.example"])
def test_despues_del_segundo_paso_no_se_va_a_otro_sitio(cliente: Cliente, hacia: str) -> None:
    quien = personal(Rol.MODERADORA)
    con_segundo_paso(quien)
    entrar(cliente, quien, segundo_factor=False)
    ruta = f"/cuenta/segundo-paso?siguiente={hacia}"
    assert cliente.enviar(ruta, {"codigo": codigo_de(quien)}).location == "/"


def test_la_primera_entrada_lleva_a_prepararlo(cliente: Cliente) -> None:
    quien = personal(Rol.PLANIFICADORA, correo="carla@correo.example", clave=CLAVE)
    quien_id = quien.id
    assert cliente.enviar("/entrar", {"correo": "carla@correo.example", "clave": CLAVE}).location == (
        "/cuenta/segundo-paso"
    )
    assert cliente.get("/cuenta/segundo-paso").location == "/cuenta/segundo-factor/preparar?siguiente=/"
    pagina = cliente.get("/cuenta/segundo-factor/preparar").text
    assert "<svg" in pagina
    assert "otpauth://totp/" in pagina
    mal = cliente.enviar("/cuenta/segundo-factor/preparar", {"codigo": "000000"})
    assert mal.status_code == 422
    assert "no vale" in mal.text
    assert preparar_segundo_paso(cliente).location == "/cuenta/segundo-factor"
    fila = db.session.get_one(SegundoFactor, quien_id)
    assert fila.ultimo_paso > 0
    assert "segundo paso" in correos_a("carla@correo.example")[-1].asunto
    assert "No te queda ninguno" in cliente.get("/cuenta/segundo-factor").text
    assert cliente.get("/cuenta/segundo-paso").location == "/"


def test_el_secreto_no_esta_en_la_base(app: Flask) -> None:
    quien = personal(Rol.MODERADORA)
    sal = con_segundo_paso(quien)
    secreto = codigos.secreto(sal)
    assert len(secreto) == 32
    fila = db.session.execute(sa.text("SELECT * FROM segundos_factores")).mappings().one()
    assert secreto not in str(dict(fila))
    app.config["CLAVE_SEGUNDO_FACTOR"], previa = "otra", app.config["CLAVE_SEGUNDO_FACTOR"]
    try:
        assert codigos.secreto(sal) != secreto
    finally:
        app.config["CLAVE_SEGUNDO_FACTOR"] = previa


@pytest.mark.parametrize(("salto", "vale"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_vale_el_intervalo_presente_y_sus_vecinos(app: Flask, salto: int, vale: bool) -> None:
    quien = personal(Rol.MODERADORA)
    sal = con_segundo_paso(quien)
    with reloj.fijado(MOMENTO):
        codigo = codigos.codigo_en(sal, paso_en(MOMENTO) + salto)
        identidad = identidad_de(quien, segundo_factor=False)
        if not vale:
            with pytest.raises(CodigoEquivocado):
                servicios.dar_segundo_paso(identidad, codigo)
            return
        servicios.dar_segundo_paso(identidad, f" {codigo[:3]} {codigo[3:]} ")
        db.session.commit()
        entrada = consultas.entrada_vigente(identidad.sesion, ahora())
    assert entrada is not None
    assert entrada.identidad.ejerce


def test_un_codigo_no_vale_dos_veces_ni_uno_anterior(app: Flask) -> None:
    quien = personal(Rol.MODERADORA)
    sal = con_segundo_paso(quien)
    with reloj.fijado(MOMENTO):
        paso = paso_en(MOMENTO)
        servicios.dar_segundo_paso(identidad_de(quien, segundo_factor=False), codigos.codigo_en(sal, paso))
        db.session.commit()
        for otro in (paso, paso - 1):
            with pytest.raises(CodigoEquivocado):
                servicios.dar_segundo_paso(
                    identidad_de(quien, segundo_factor=False), codigos.codigo_en(sal, otro)
                )
        servicios.dar_segundo_paso(identidad_de(quien, segundo_factor=False), codigos.codigo_en(sal, paso + 1))


def test_el_codigo_de_otra_persona_no_vale(app: Flask) -> None:
    una, otra = personal(Rol.MODERADORA), personal(Rol.MODERADORA)
    con_segundo_paso(una)
    con_segundo_paso(otra)
    with pytest.raises(CodigoEquivocado):
        servicios.dar_segundo_paso(identidad_de(una, segundo_factor=False), codigo_de(otra))


def test_cinco_fallos_y_se_espera(cliente: Cliente) -> None:
    quien = personal(Rol.MODERADORA)
    con_segundo_paso(quien)
    with reloj.fijado(MOMENTO):
        entrar(cliente, quien, segundo_factor=False)
        for _vez in range(5):
            assert cliente.enviar("/cuenta/segundo-paso", {"codigo": "no es"}).status_code == 422
        frenada = cliente.enviar("/cuenta/segundo-paso", {"codigo": codigo_de(quien)})
    assert frenada.status_code == 429
    assert int(frenada.headers["Retry-After"]) <= 300


def test_los_limites_de_hora_y_de_dia(app: Flask) -> None:
    quien = personal(Rol.MODERADORA)
    con_segundo_paso(quien)
    fallos = 0
    for minuto in range(0, 24 * 60, 5):
        with reloj.fijado(MEDIANOCHE + dt.timedelta(minutes=minuto)):
            identidad = identidad_de(quien, segundo_factor=False)
            for _vez in range(5):
                try:
                    servicios.dar_segundo_paso(identidad, "no es")
                except CodigoEquivocado:
                    fallos += 1
                except DemasiadasVeces:
                    break
        if minuto == 50:
            assert fallos == 20
    assert 20 < fallos <= 50


def test_los_codigos_en_papel_se_ven_una_vez_y_valen_una(cliente: Cliente) -> None:
    quien = personal(Rol.FACILITADORA)
    quien_id = quien.id
    con_segundo_paso(quien)
    entrar(cliente, quien)
    pagina = cliente.enviar("/cuenta/segundo-factor/codigos")
    assert pagina.headers["Cache-Control"] == "no-store"
    impresos = re.findall(r"<li><strong>([A-Z0-9]{4}-[A-Z0-9]{4})</strong>", pagina.text)
    assert len(set(impresos)) == 10
    guardadas = set(db.session.scalars(sa.select(CodigoImpreso.huella)))
    assert not guardadas & set(impresos)
    assert "Te quedan 10 códigos" in cliente.get("/cuenta/segundo-factor").text
    for vez, estado in ((1, 303), (2, 422)):
        entrar(cliente, quien, segundo_factor=False)
        escrito = impresos[0].lower().replace("-", " ")
        assert cliente.enviar("/cuenta/segundo-paso", {"codigo": escrito}).status_code == estado, vez
    assert consultas.segundo_paso_de(quien_id).impresos == 9
    entrar(cliente, quien)
    cliente.enviar("/cuenta/segundo-factor/codigos")
    entrar(cliente, quien, segundo_factor=False)
    assert cliente.enviar("/cuenta/segundo-paso", {"codigo": impresos[1]}).status_code == 422


def test_sin_segundo_paso_dado_no_se_imprimen_codigos_ni_se_cambia_de_telefono(cliente: Cliente) -> None:
    quien = personal(Rol.MODERADORA)
    con_segundo_paso(quien)
    entrar(cliente, quien, segundo_factor=False)
    assert str(cliente.enviar("/cuenta/segundo-factor/codigos").location).startswith("/cuenta/segundo-paso")
    assert cliente.get("/cuenta/segundo-factor/preparar").location.startswith("/cuenta/segundo-paso")
    with pytest.raises(HaceFaltaSegundoPaso):
        servicios.preparar_segundo_paso(
            identidad_de(quien, segundo_factor=False), codigos.nueva_sal(), "123456"
        )


def test_cambiar_de_telefono_deja_sin_valor_lo_de_antes(app: Flask) -> None:
    quien = personal(Rol.MODERADORA)
    con_segundo_paso(quien)
    identidad = identidad_de(quien)
    de_antes = servicios.imprimir_codigos(identidad)
    db.session.commit()
    nueva = codigos.nueva_sal()
    with reloj.fijado(ahora()):
        codigo = codigos.codigo_en(nueva, paso_en(ahora()))
        servicios.preparar_segundo_paso(identidad, nueva, codigo)
        db.session.commit()
    assert consultas.segundo_paso_de(quien.id).impresos == 0
    with pytest.raises(CodigoEquivocado):
        servicios.dar_segundo_paso(identidad_de(quien, segundo_factor=False), de_antes[0])


def test_prepararlo_pide_la_clave_si_hace_rato(cliente: Cliente) -> None:
    hace = ahora() - dt.timedelta(minutes=11)
    entrar(cliente, personal(Rol.MODERADORA), segundo_factor=False, reautenticada_en=hace)
    pide = cliente.get("/cuenta/segundo-factor/preparar")
    assert pide.location == "/cuenta/comprobar?siguiente=/cuenta/segundo-factor/preparar"


def test_una_vecina_no_tiene_segundo_paso(cliente: Cliente) -> None:
    entrar(cliente, persona())
    for ruta in ("/cuenta/segundo-paso", "/cuenta/segundo-factor", "/cuenta/segundo-factor/preparar"):
        assert cliente.get(ruta).status_code == 404
    assert cliente.enviar("/cuenta/segundo-factor/codigos").status_code == 404


def test_una_administradora_lo_anula_con_motivo(cliente: Cliente) -> None:
    perdida = personal(Rol.MODERADORA, correo="pilar@correo.example")
    perdida_id = perdida.id
    con_segundo_paso(perdida)
    sesion_de(perdida)
    entrar(cliente, personal(Rol.ADMINISTRADORA, seudonimo="Ana Sol"))
    ruta = f"/administrar/roles/{perdida_id}"
    assert "Anularlo" in cliente.get(ruta).text
    assert cliente.enviar(f"{ruta}/segundo-paso", {"motivo": ""}).status_code == 422
    assert cliente.enviar(f"{ruta}/segundo-paso", {"motivo": "Perdió el teléfono"}).location == ruta
    assert consultas.segundo_paso_de(perdida_id).preparado_en is None
    assert sesiones_de(perdida_id) == 0
    cambio = db.session.scalars(sa.select(CambioDeRol)).one()
    assert (cambio.accion, cambio.motivo) == ("anular", "Perdió el teléfono")
    historia = cliente.get(ruta).text
    assert "Se anuló su segundo paso" in historia
    assert "Perdió el teléfono" in historia
    assert correos_a("pilar@correo.example")
    assert cliente.enviar(f"{ruta}/segundo-paso", {"motivo": "Otra vez"}).status_code == 404


@pytest.mark.parametrize("rol", [None, *(r for r in DE_PERSONAL if r is not Rol.ADMINISTRADORA)])
def test_nadie_mas_lo_anula(app: Flask, rol: Rol | None) -> None:
    perdida = personal(Rol.MODERADORA)
    con_segundo_paso(perdida)
    quien = identidad_de(personal(rol) if rol else persona())
    with pytest.raises(NoPermitido):
        servicios.reiniciar_segundo_paso(quien, perdida.id, "Porque sí")


def test_ni_la_propia_ni_sin_clave_reciente(app: Flask) -> None:
    ana = personal(Rol.ADMINISTRADORA)
    con_segundo_paso(ana)
    with pytest.raises(NoPermitido):
        servicios.reiniciar_segundo_paso(identidad_de(ana), ana.id, "Yo")
    sin_paso = identidad_de(ana, segundo_factor=False)
    with pytest.raises(NoPermitido):
        servicios.reiniciar_segundo_paso(sin_paso, persona().id, "Otra")
    with pytest.raises(HaceFaltaSegundoPaso):
        servicios.exigir_reciente(sin_paso)
    with pytest.raises(HaceFaltaClave):
        servicios.exigir_reciente(_vieja(ana.id))
    with pytest.raises(HaceFaltaClave):
        servicios.reiniciar_segundo_paso(_vieja(ana.id), persona().id, "Otra")
    with pytest.raises(Invalido):
        servicios.anular_segundo_paso(ana.id, " ", autora_id=None)
    with pytest.raises(NoEncontrado):
        servicios.anular_segundo_paso(persona().id, "No tiene", autora_id=None)


def _vieja(persona_id: int) -> Identidad:
    hace = ahora() - dt.timedelta(minutes=11)
    return Identidad(
        persona_id=persona_id, roles=(RolEn(Rol.ADMINISTRADORA),), segundo_factor=True, reautenticada_en=hace
    )


def test_anulado_tampoco_valen_sus_codigos_en_papel(app: Flask) -> None:
    """Quien perdió el teléfono pudo perder también el papel, con alguien que sabe su clave."""
    quien = personal(Rol.FACILITADORA)
    con_segundo_paso(quien)
    impreso = servicios.imprimir_codigos(identidad_de(quien))[0]
    servicios.anular_segundo_paso(quien.id, "Perdió el bolso", autora_id=None)
    with pytest.raises(CodigoEquivocado):
        servicios.dar_segundo_paso(identidad_de(quien, segundo_factor=False), impreso)


def test_la_orden_de_la_maquina_lo_anula(app: Flask) -> None:
    quien = personal(Rol.ADMINISTRADORA, correo="jefa@correo.example")
    con_segundo_paso(quien)
    args = ["cuentas", "segundo-factor", "--reiniciar", "jefa@correo.example", "--motivo", "Sin teléfono"]
    correr = app.test_cli_runner().invoke
    assert "anulado" in correr(args=args).output
    assert correr(args=args).exit_code == 1
    args[3] = "nadie@correo.example"
    assert correr(args=args).exit_code == 1


def test_cambiar_la_clave_conserva_el_segundo_paso_de_esta_sesion(cliente: Cliente) -> None:
    quien = personal(Rol.ADMINISTRADORA, clave=CLAVE)
    entrar(cliente, quien)
    datos = {"actual": CLAVE, "nueva": "otra clave bien distinta 9"}
    assert cliente.enviar("/cuenta/clave", datos).status_code == 303
    assert cliente.get("/administrar/roles").status_code == 200
    assert db.session.scalar(sa.select(Sesion.segundo_factor_en)) is not None


@pytest.mark.carga
def test_el_mismo_codigo_a_la_vez_abre_una_sola_sesion(motor: str, tmp_path: Path) -> None:
    with base_nueva(motor, tmp_path) as conf:
        app = create_app(conf)
        app.test_client_class = Cliente
        with app.app_context():
            quien = personal(Rol.ADMINISTRADORA)
            sal = con_segundo_paso(quien)
            fichas = [sesion_de(quien, segundo_factor=False)[1] for _ in range(5)]
            db.session.remove()
        with app.app_context():
            codigo = codigos.codigo_en(sal, paso_en(ahora()))
        barrera, estados = threading.Barrier(5), list[int]()

        def uno(ficha: str) -> None:
            cliente = app.test_client()
            cliente.set_cookie("rumbo_sesion", ficha)
            cliente.get("/cuenta/segundo-paso")
            barrera.wait(timeout=30)
            estados.append(cliente.enviar("/cuenta/segundo-paso", {"codigo": codigo}).status_code)  # type: ignore[attr-defined]

        hilos = [threading.Thread(target=uno, args=(f,)) for f in fichas]
        for hilo in hilos:
            hilo.start()
        for hilo in hilos:
            hilo.join(timeout=60)
        assert sorted(estados) == [303, 422, 422, 422, 422]
        with app.app_context():
            dadas = sa.select(sa.func.count()).where(Sesion.segundo_factor_en.is_not(None))
            assert db.session.scalar(dadas) == 1
            db.session.remove()
            db.engine.dispose()
