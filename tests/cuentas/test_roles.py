"""Roles: solo los da quien puede, con motivo y clave reciente; cada cambio queda anotado."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import sqlalchemy as sa
from flask import Flask

from app.cuentas import servicios
from app.cuentas.errores import HaceFaltaClave
from app.cuentas.modelos import CambioDeRol, Persona, RolAsignado, Sesion
from app.extensiones import db
from app.nucleo.errores import Conflicto, Invalido, NoPermitido
from app.nucleo.permisos import TABLA, Identidad, Permiso, Rol, RolEn
from app.nucleo.reloj import ahora
from tests.cliente import Cliente
from tests.cuentas.comun import preparar_segundo_paso
from tests.fabricas import territorio
from tests.fabricas.cuentas import (
    CLAVE,
    dar_rol,
    entrar,
    identidad_de,
    persona,
    personal,
    sesion_de,
    unidad,
)


def _roles(persona_id: int) -> list[str]:
    return list(db.session.scalars(sa.select(RolAsignado.rol).where(RolAsignado.persona_id == persona_id)))


def test_los_roles_y_sus_unidades_se_leen_en_el_idioma_de_la_pagina(cliente: Cliente) -> None:
    obras = unidad(nombre="Obras públicas", traducciones={"en": {"nombre": "Public works"}})
    quien = personal(Rol.ADMINISTRADORA)
    dar_rol(quien, Rol.PLANIFICADORA, unidad_id=obras.id)
    entrar(cliente, quien)
    cliente.set_cookie("idioma", "en")
    suya = cliente.get("/cuenta").get_data(as_text=True)
    assert "Administrator" in suya and "Planner · Public works" in suya and "dministradora" not in suya
    assert "Planner (Public works)" in cliente.get("/administrar/roles").get_data(as_text=True)
    cliente.set_cookie("idioma", "pt")
    assert '<span lang="es">Obras públicas</span>' in cliente.get("/administrar/roles").get_data(as_text=True)


def test_dar_y_quitar_un_rol_desde_la_pagina(cliente: Cliente) -> None:
    vecina = persona(seudonimo="Berta Luz", correo="berta@correo.example")
    obras = unidad(codigo="OBRAS", nombre="Obras públicas")
    vecina_id, obras_id = vecina.id, obras.id
    entrar(cliente, personal(Rol.ADMINISTRADORA, seudonimo="Ana Sol"))
    assert "Nadie con ese correo" in cliente.get("/administrar/roles?q=nadie").text
    assert "Berta Luz" in cliente.get("/administrar/roles?q=berta@correo.example").text
    assert "Berta Luz" in cliente.get("/administrar/roles?q=Berta").text
    ruta = f"/administrar/roles/{vecina_id}"
    assert "es una vecina más" in cliente.get(ruta).text
    datos = {"rol": "planificadora", "alcance": "unidad:OBRAS", "motivo": "Nombramiento 12"}
    assert cliente.enviar(ruta, {**datos, "motivo": ""}).status_code == 422
    assert cliente.enviar(ruta, {**datos, "rol": "reina"}).status_code == 422
    assert cliente.enviar(ruta, datos).location == ruta
    repetido = cliente.enviar(ruta, datos)
    assert repetido.status_code == 422
    assert "Ya tiene ese rol" in repetido.text
    texto = cliente.get(ruta).text
    assert "Obras públicas" in texto
    assert "Nombramiento 12" in texto
    assert "Ana Sol" in texto
    fila = db.session.scalars(sa.select(RolAsignado).where(RolAsignado.persona_id == vecina_id)).one()
    assert (fila.rol, fila.unidad_id) == ("planificadora", obras_id)
    quitar = f"{ruta}/quitar/{fila.id}"
    assert cliente.get(quitar).status_code == 200
    assert cliente.enviar(quitar, {"motivo": ""}).status_code == 422
    assert cliente.enviar(quitar, {"motivo": "Cambió de puesto"}).location == ruta
    assert _roles(vecina_id) == []
    cambios = db.session.scalars(sa.select(CambioDeRol).order_by(CambioDeRol.id)).all()
    assert [(c.accion, c.rol, c.motivo) for c in cambios] == [
        ("dar", "planificadora", "Nombramiento 12"),
        ("quitar", "planificadora", "Cambió de puesto"),
    ]
    assert cambios[0].alcance == "Obras públicas (OBRAS)"


@pytest.mark.parametrize("rol", [None, *(r for r in Rol if r not in (Rol.VECINA, Rol.ADMINISTRADORA))])
def test_quien_no_administra_no_da_ni_quita(cliente: Cliente, rol: Rol | None) -> None:
    otra = personal(Rol.FACILITADORA)
    otra_id = otra.id
    rol_id = db.session.scalar(sa.select(RolAsignado.id).where(RolAsignado.persona_id == otra_id))
    entrar(cliente, personal(rol) if rol else persona())
    datos = {"rol": "moderadora", "motivo": "Porque sí"}
    assert cliente.enviar(f"/administrar/roles/{otra_id}", datos).status_code == 403
    assert cliente.enviar(f"/administrar/roles/{otra_id}/quitar/{rol_id}", datos).status_code == 403
    ve = rol is Rol.AUDITORA
    assert cliente.get("/administrar/roles").status_code == (200 if ve else 403)
    if ve:
        assert "Dar el rol" not in cliente.get(f"/administrar/roles/{otra_id}").text
    assert _roles(otra_id) == ["facilitadora"]


def test_nadie_cambia_sus_propios_roles(cliente: Cliente) -> None:
    ana = personal(Rol.ADMINISTRADORA)
    ana_id = ana.id
    rol_id = db.session.scalar(sa.select(RolAsignado.id))
    entrar(cliente, ana)
    ruta = f"/administrar/roles/{ana_id}"
    assert "Nadie cambia sus propios roles" in cliente.get(ruta).text
    assert cliente.enviar(ruta, {"rol": "auditora", "motivo": "Yo"}).status_code == 403
    assert cliente.enviar(f"{ruta}/quitar/{rol_id}", {"motivo": "Yo"}).status_code == 403
    assert _roles(ana_id) == ["administradora"]


def test_un_acto_delicado_pide_la_clave_si_hace_rato(cliente: Cliente) -> None:
    otra_id = persona().id
    hace = ahora() - dt.timedelta(minutes=11)
    entrar(cliente, personal(Rol.ADMINISTRADORA, clave=CLAVE), reautenticada_en=hace)
    ruta = f"/administrar/roles/{otra_id}"
    datos = {"rol": "moderadora", "motivo": "Refuerzo", "vuelta": ruta}
    pide = cliente.enviar(ruta, datos)
    assert pide.location == f"/cuenta/comprobar?siguiente=/administrar/roles/{otra_id}"
    assert _roles(otra_id) == []
    assert cliente.enviar(str(pide.location), {"clave": "no es"}).status_code == 422
    assert cliente.enviar(str(pide.location), {"clave": CLAVE}).location == ruta
    assert cliente.enviar(ruta, datos).status_code == 303
    assert _roles(otra_id) == ["moderadora"]


def test_quien_administra_un_alcance_no_da_fuera_de_el(app: Flask) -> None:
    suya, ajena = unidad(), unidad()
    suya_id, ajena_id = suya.id, ajena.id
    otra_id = persona().id
    quien = identidad_de(personal(Rol.ADMINISTRADORA, unidad_id=suya_id))
    for alcance in ({}, {"unidad_id": ajena_id}):
        with pytest.raises(NoPermitido):
            servicios.dar_rol(quien, otra_id, Rol.MODERADORA, "Prueba", **alcance)
    de_otra = dar_rol(db.session.get_one(Persona, otra_id), Rol.EVALUADORA, unidad_id=ajena_id).id
    with pytest.raises(NoPermitido):
        servicios.quitar_rol(quien, de_otra, "Prueba")
    servicios.dar_rol(quien, otra_id, Rol.MODERADORA, "Prueba", unidad_id=suya_id)
    assert set(_roles(otra_id)) == {"evaluadora", "moderadora"}


def test_el_servicio_tambien_exige(app: Flask) -> None:
    otra_id = persona().id
    quien = identidad_de(persona())
    with pytest.raises(NoPermitido):
        servicios.dar_rol(quien, otra_id, Rol.MODERADORA, "Prueba")
    fila, _ficha = sesion_de(personal(Rol.ADMINISTRADORA))
    vieja = Identidad(
        persona_id=fila.persona_id,
        roles=(RolEn(Rol.ADMINISTRADORA),),
        reautenticada_en=ahora() - dt.timedelta(minutes=10, seconds=1),
        segundo_factor=True,
    )
    with pytest.raises(HaceFaltaClave):
        servicios.dar_rol(vieja, otra_id, Rol.MODERADORA, "Prueba")
    dado = dar_rol(db.session.get_one(Persona, otra_id), Rol.EVALUADORA)
    with pytest.raises(HaceFaltaClave):
        servicios.quitar_rol(vieja, dado.id, "Prueba")
    for sin_motivo in (
        lambda: servicios.asignar(otra_id, "moderadora", " ", autora_id=None),
        lambda: servicios.retirar(dado, " ", autora_id=None),
    ):
        with pytest.raises(Invalido) as falta:
            sin_motivo()
        assert falta.value.campo == "motivo"
    with pytest.raises(Invalido):
        servicios.asignar(otra_id, "vecina", "Prueba", autora_id=None)


def test_la_ultima_administradora_no_se_quita(app: Flask) -> None:
    unica = personal(Rol.ADMINISTRADORA)
    asignado = db.session.scalars(sa.select(RolAsignado)).one()
    with pytest.raises(Conflicto):
        servicios.retirar(asignado, "Prueba", autora_id=None)
    dar_rol(persona(), Rol.ADMINISTRADORA)
    servicios.retirar(asignado, "Prueba", autora_id=None)
    assert _roles(unica.id) == []


@pytest.mark.parametrize(
    ("rol", "clase"), [("facilitadora", "unidad"), ("auditora", "unidad"), ("auditora", "lugar")]
)
def test_no_se_da_un_alcance_que_no_limita_nada(app: Flask, rol: str, clase: str) -> None:
    alcance = {"unidad_id": unidad().id} if clase == "unidad" else {"territorio_id": territorio.lugar().id}
    with pytest.raises(Invalido) as falta:
        servicios.asignar(persona().id, rol, "Prueba", autora_id=None, **alcance)
    assert falta.value.campo == "alcance"


def test_recibir_un_rol_acorta_las_sesiones_abiertas(app: Flask) -> None:
    vecina = persona()
    fila, _ficha = sesion_de(vecina)
    huella = fila.huella
    servicios.asignar(vecina.id, Rol.MODERADORA, "Prueba", autora_id=None)
    db.session.expire_all()
    assert db.session.get_one(Sesion, huella).caduca_en <= ahora() + dt.timedelta(hours=12)


def test_un_rol_no_se_repite_con_el_mismo_alcance_ni_con_dos_a_la_vez(app: Flask) -> None:
    quien = persona()
    obras = unidad()
    dar_rol(quien, Rol.MODERADORA)
    dar_rol(quien, Rol.MODERADORA, unidad_id=obras.id)
    for alcance in ({}, {"unidad_id": obras.id}):
        with pytest.raises(sa.exc.IntegrityError):
            dar_rol(quien, Rol.MODERADORA, **alcance)
        db.session.rollback()


@pytest.mark.parametrize("rol", list(Rol))
def test_la_tabla_se_cumple_para_cada_rol_y_acto(rol: Rol) -> None:
    roles = () if rol is Rol.VECINA else (RolEn(rol),)
    quien = Identidad(persona_id=1, roles=roles, segundo_factor=True)
    for permiso in Permiso:
        espera = permiso in TABLA[rol] or permiso in TABLA[Rol.VECINA]
        if rol is Rol.AUDITORA and permiso in TABLA[Rol.VECINA]:
            espera = permiso is Permiso.CUENTA_PROPIA
        assert quien.puede(permiso) is espera, permiso
        assert Identidad(roles=roles, segundo_factor=True).puede(permiso) is False


DE_PLANIFICAR = {Rol.PLANIFICADORA, Rol.ADMINISTRADORA}
DE_LEER = {Rol.MODERADORA, Rol.PLANIFICADORA, Rol.EVALUADORA, Rol.ADMINISTRADORA, Rol.AUDITORA}
DE_VIGILAR = {Rol.ADMINISTRADORA, Rol.AUDITORA}
QUIENES = {
    **dict.fromkeys((Permiso.PLAN_VER_BORRADOR, Permiso.PROCESO_VER_BORRADOR, Permiso.TABLERO_VER), DE_LEER),
    **dict.fromkeys((Permiso.PLAN_EDITAR, Permiso.PLAN_IMPORTAR, Permiso.INDICADOR_EDITAR), DE_PLANIFICAR),
    **dict.fromkeys((Permiso.AVANCE_ANOTAR, Permiso.CONSULTA_EDITAR), DE_PLANIFICAR),
    Permiso.PROPUESTA_CLASIFICAR: DE_PLANIFICAR,
    **dict.fromkeys((Permiso.ROLES_VER, Permiso.PADRON_VER, Permiso.MOSTRADOR_VER), DE_VIGILAR),
    Permiso.SOLICITUDES_VER: DE_VIGILAR,
    Permiso.MOSTRADOR_ATENDER: {Rol.FACILITADORA},
}
"""Los actos que no son de toda vecina ni solo de quien administra: quiénes los hacen, dicho aparte."""


def test_cada_acto_es_de_quien_debe_y_de_nadie_mas() -> None:
    de_vecina = {p for p in Permiso if p in TABLA[Rol.VECINA]}
    assert not de_vecina & set(QUIENES)
    for permiso in set(Permiso) - de_vecina:
        quienes = {rol for rol in Rol if permiso in TABLA[rol]}
        assert quienes == QUIENES.get(permiso, {Rol.ADMINISTRADORA}), permiso
    assert all(p.endswith((":ver", ":ver_borrador")) for p in TABLA[Rol.AUDITORA]), "lee todo y no escribe nada"
    assert {Permiso.CONSULTA_PARTICIPAR, Permiso.APOYAR, Permiso.PROPONER, Permiso.COMENTAR} <= de_vecina


def test_un_rol_con_alcance_no_vale_fuera() -> None:
    quien = Identidad(persona_id=1, roles=(RolEn(Rol.PLANIFICADORA, unidad_id=7),), segundo_factor=True)
    assert quien.puede(Permiso.PLAN_EDITAR, unidad_id=7)
    assert not quien.puede(Permiso.PLAN_EDITAR, unidad_id=8)
    assert not quien.puede(Permiso.PLAN_EDITAR)


@pytest.mark.parametrize("alcance", ["proceso_id", "territorio_id", "unidad_id"])
def test_cada_clase_de_alcance_deja_fuera_lo_demas(alcance: str) -> None:
    suyo = {"territorios": frozenset({7, 8})} if alcance == "territorio_id" else {alcance: 7}
    quien = Identidad(persona_id=1, roles=(RolEn(Rol.ADMINISTRADORA, **suyo),), segundo_factor=True)
    assert quien.puede(Permiso.PADRON_RESOLVER, **{alcance: 7})
    assert not quien.puede(Permiso.PADRON_RESOLVER, **{alcance: 9})
    assert not quien.puede(Permiso.PADRON_RESOLVER)


def test_las_ordenes_de_la_maquina(app: Flask, cliente: Cliente) -> None:
    correr = app.test_cli_runner().invoke
    nueva = correr(args=["cuentas", "crear-admin", "Jefa@Correo.example"])
    assert nueva.exit_code == 0, nueva.output
    enlace = re.search(r"http://localhost(/restablecer/\S+)", nueva.output)
    assert enlace
    assert cliente.get(enlace.group(1)).status_code == 200
    assert cliente.enviar(enlace.group(1), {"clave": CLAVE}).status_code == 303
    cliente.enviar("/entrar", {"correo": "jefa@correo.example", "clave": CLAVE})
    assert cliente.get("/administrar/roles").location == "/cuenta/segundo-paso?siguiente=%2Fadministrar%2Froles"
    preparar_segundo_paso(cliente)
    assert cliente.get("/administrar/roles").status_code == 200
    persona(correo="rosa@correo.example")
    args = ["rosa@correo.example", "moderadora", "--motivo", "Refuerzo"]
    assert correr(args=["cuentas", "dar-rol", *args]).exit_code == 0
    repetida = correr(args=["cuentas", "dar-rol", *args])
    assert (repetida.exit_code, "Ya tiene ese rol" in repetida.output) == (1, True)
    assert correr(args=["cuentas", "quitar-rol", *args]).exit_code == 0
    assert correr(args=["cuentas", "quitar-rol", *args]).exit_code == 1
    ultima = ["jefa@correo.example", "administradora", "--motivo", "Prueba"]
    assert "última administradora" in correr(args=["cuentas", "quitar-rol", *ultima]).output
    assert correr(args=["cuentas", "dar-rol", *args, "--territorio", "nada"]).exit_code == 1
    cierra = correr(args=["cuentas", "cerrar-sesiones", "jefa@correo.example"])
    assert "sesiones cerradas, 1" in cierra.output
    assert cliente.get("/cuenta").status_code == 303
    assert correr(args=["cuentas", "cerrar-sesiones", "nadie@correo.example"]).exit_code == 1
