"""De la galleta a la identidad: una consulta, alcance extendido, y nada para lo caducado o suspendido."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from flask import Flask, current_app

from app.cuentas.modelos import Sesion
from app.extensiones import db
from app.nucleo import sesiones
from app.nucleo.accesos import identidad
from app.nucleo.permisos import Identidad, Permiso, Rol
from app.nucleo.reloj import ahora
from app.territorio.modelos import Nivel, Territorio
from tests.fabricas.cuentas import dar_rol, entrar, identidad_de, persona, personal, sesion_de, unidad
from tests.recuento import Recuento


def _quien(app: Flask, ficha: str) -> Identidad:
    galleta = f"{current_app.config['COOKIE_SESION']}={ficha}"
    with app.test_request_context("/", headers={"Cookie": galleta}):
        return identidad()


def test_quien_entra_es_reconocida_en_una_consulta(app: Flask, contar: Callable[[], Recuento]) -> None:
    vecina = persona(seudonimo="Marta", nacimiento=1980)
    dar_rol(vecina, Rol.MODERADORA)
    dar_rol(vecina, Rol.FACILITADORA)
    _fila, ficha = sesion_de(vecina)
    persona_id = vecina.id
    with contar() as recuento:
        quien = _quien(app, ficha)
    assert recuento.numero == 1
    assert (quien.persona_id, quien.seudonimo, quien.acreditacion) == (persona_id, "Marta", 1)
    assert {r.rol for r in quien.roles} == {Rol.MODERADORA, Rol.FACILITADORA}
    assert quien.nacimiento == 1980


def test_sin_galleta_no_hay_consulta(app: Flask, contar: Callable[[], Recuento]) -> None:
    with contar() as recuento, app.test_request_context("/"):
        assert not identidad().autenticada
    assert recuento.numero == 0


def test_una_galleta_enorme_no_llega_a_la_base(app: Flask, contar: Callable[[], Recuento]) -> None:
    with contar() as recuento:
        assert not _quien(app, "x" * 5000).autenticada
    assert recuento.numero == 0


def test_una_galleta_inventada_o_caducada_no_es_de_nadie(app: Flask) -> None:
    vecina = persona()
    _fila, caducada = sesion_de(vecina, caduca_en=ahora() - dt.timedelta(seconds=1))
    for ficha in ("inventada", caducada, sesiones.huella(caducada)):
        assert not _quien(app, ficha).autenticada


def test_una_cuenta_suspendida_no_entra(app: Flask) -> None:
    for estado in ("suspendida", "retirada"):
        datos = {"correo": None} if estado == "retirada" else {}
        _fila, ficha = sesion_de(persona(estado=estado, **datos))
        assert not _quien(app, ficha).autenticada


def _arbol() -> dict[str, Territorio]:
    nivel = Nivel(clave="lugar", singular="Lugar", plural="Lugares", orden=0)
    db.session.add(nivel)
    db.session.flush()
    hechos: dict[str, Territorio] = {}
    for codigo, padre in (("ciudad", ""), ("norte", "ciudad"), ("ceibo", "norte"), ("sur", "ciudad")):
        lugar = Territorio(
            codigo=codigo, nombre=codigo, nivel_id=nivel.id, padre_id=hechos[padre].id if padre else None
        )
        db.session.add(lugar)
        db.session.flush()
        lugar.ruta = f"{hechos[padre].ruta if padre else '/'}{lugar.id}/"
        hechos[codigo] = lugar
    db.session.commit()
    return hechos


def test_el_alcance_incluye_lo_que_el_territorio_contiene(app: Flask) -> None:
    lugares = _arbol()
    plan = unidad()
    quien_es = personal(Rol.MODERADORA, territorio_id=lugares["norte"].id)
    dar_rol(quien_es, Rol.PLANIFICADORA, unidad_id=plan.id)
    quien = identidad_de(quien_es)
    por_rol = {r.rol: r for r in quien.roles}
    assert por_rol[Rol.MODERADORA].territorios == {lugares["norte"].id, lugares["ceibo"].id}
    assert por_rol[Rol.PLANIFICADORA].territorios is None
    assert quien.puede(Permiso.PLAN_EDITAR, unidad_id=plan.id)
    assert not quien.puede(Permiso.PLAN_EDITAR, unidad_id=plan.id + 1)
    assert not quien.puede(Permiso.PLAN_EDITAR)
    assert quien.puede_en_algun_lugar(Permiso.PLAN_EDITAR)


def test_el_uso_se_anota_como_mucho_cada_quince_minutos(app: Flask) -> None:
    hace = ahora() - dt.timedelta(minutes=16)
    fila, ficha = sesion_de(persona(), vista_en=hace)
    huella = fila.huella
    _quien(app, ficha)
    db.session.expire_all()
    primera = db.session.get_one(Sesion, huella).vista_en
    assert primera > hace
    _quien(app, ficha)
    db.session.expire_all()
    assert db.session.get_one(Sesion, huella).vista_en == primera


def test_entrar_en_pruebas_sirve_para_navegar(app: Flask, cliente) -> None:  # type: ignore[no-untyped-def]
    ficha = entrar(cliente, persona())
    assert cliente.get_cookie(str(app.config["COOKIE_SESION"])).value == ficha
    assert _quien(app, ficha).autenticada
