"""Lo que se anota del avance: qué se puede, qué se rechaza, quién, y que cada cosa quede en el hilo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.avance import consultas, servicios
from app.avance.dia import hoy
from app.avance.modelos import AvanceDicho, Hito
from app.avance.servicios import DatosHito
from app.contenido.modelos import Hecho
from app.extensiones import db
from app.nucleo.errores import Conflicto, Invalido, NoEncontrado, NoPermitido
from app.nucleo.permisos import OPERACION, Permiso, Rol
from app.plan import servicios as de_plan
from app.plan.modelos import Elemento, Plan
from app.plan.reglas import FilaPlan
from tests.fabricas import avance as fabrica
from tests.fabricas import plan as planes
from tests.fabricas.cuentas import identidad_de, persona, personal

HOJA = "1.1.1"


@pytest.fixture
def hoja(plan: Plan) -> Elemento:
    return planes.elemento(plan, HOJA)


def hechos(de: Elemento | Plan) -> list[tuple[str, str]]:
    """Los del avance de un elemento: clase y motivo."""
    filas = db.session.execute(
        sa.select(Hecho.clase, Hecho.motivo)
        .where(Hecho.contenido_id == de.id, Hecho.clase.like("avance.%"))
        .order_by(Hecho.id)
    )
    return [(c.removeprefix("avance."), m) for c, m in filas]


def hitos(de: Elemento) -> list[Hito]:
    return list(db.session.scalars(sa.select(Hito).where(Hito.elemento_id == de.id).order_by(Hito.orden)))


def crear(de: Elemento, titulo: str = "Se firma", peso: int = 1, **mas: Any) -> int:
    return servicios.crear_hito(OPERACION, de.id, DatosHito(titulo, peso, **mas), "Hace falta")


def test_la_vida_de_un_hito_queda_en_el_hilo(hoja: Elemento) -> None:
    uno = crear(hoja, "  Se firma el convenio  ", 2)
    assert servicios.editar_hito(OPERACION, uno, DatosHito("Se firma", 3), "Se dice más corto")
    assert servicios.cumplir_hito(OPERACION, uno, hoy(), "Acta 41")
    assert fabrica.como_va(hoja.id, hoy()).gestion == 1
    assert servicios.dejar_sin_cumplir(OPERACION, uno, "El acta era de otro")
    assert servicios.cancelar_hito(OPERACION, uno, "Lo hará otra oficina")
    assert fabrica.como_va(hoja.id, hoy()).gestion is None
    assert servicios.recuperar_hito(OPERACION, uno, "Vuelve a ser nuestro")
    assert [c for c, _m in hechos(hoja)] == [
        "hito_creado", "hito_editado", "hito_cumplido", "hito_sin_cumplir", "hito_cancelado", "hito_recuperado",
    ]  # fmt: skip
    assert [m for _c, m in hechos(hoja)][1] == "Se dice más corto"
    (fila,) = hitos(hoja)
    assert (fila.titulo, fila.peso, fila.cumplido_en, fila.fuente, fila.cancelado) == (
        "Se firma",
        3,
        None,
        "",
        "",
    )


def test_repetir_no_anota_dos_veces(hoja: Elemento) -> None:
    uno = crear(hoja)
    for esperado in (True, False):
        assert servicios.cumplir_hito(OPERACION, uno, hoy(), "Acta 41") is esperado
    assert servicios.editar_hito(OPERACION, uno, DatosHito("Se firma"), "") is False
    assert servicios.recuperar_hito(OPERACION, uno, "") is False
    for esperado in (True, False):
        assert servicios.dejar_sin_cumplir(OPERACION, uno, "Error") is esperado
    for esperado in (True, False):
        assert servicios.cancelar_hito(OPERACION, uno, "No toca") is esperado
    otra = planes.elemento(db.session.get_one(Plan, hoja.plan_id), "1.2")
    ids = {servicios.decir_avance(OPERACION, otra.id, 30, hoy(), "Informe") for _n in range(2)}
    assert len(ids) == 1
    for esperado in (True, False):
        assert servicios.poner_situacion(OPERACION, otra.id, "en_riesgo", "Falta") is esperado
    with pytest.raises(Invalido) as sin_motivo:
        servicios.quitar_situacion(OPERACION, otra.id, " ")
    assert sin_motivo.value.campo == "motivo"
    for esperado in (True, False):
        assert servicios.quitar_situacion(OPERACION, otra.id, "Ya está") is esperado
    assert len(hechos(hoja)) == 4
    assert len(hechos(otra)) == 3


def test_el_orden_se_cambia_sin_tocar_la_cuenta(hoja: Elemento) -> None:
    a, b, c = (crear(hoja, t) for t in "ABC")
    assert servicios.ordenar_hito(OPERACION, c, -1)
    assert servicios.ordenar_hito(OPERACION, a, 1)
    assert [h.id for h in hitos(hoja)] == [c, a, b]
    assert not servicios.ordenar_hito(OPERACION, c, -1)
    assert not servicios.ordenar_hito(OPERACION, b, 1)
    assert [c for c, _m in hechos(hoja)] == ["hito_creado"] * 3


@pytest.mark.parametrize(
    ("hacer", "campo"),
    [
        (lambda e, _h: servicios.crear_hito(OPERACION, e, DatosHito(" ", 1), "x"), "titulo"),
        (lambda e, _h: servicios.crear_hito(OPERACION, e, DatosHito("a" * 201, 1), "x"), "titulo"),
        (lambda e, _h: servicios.crear_hito(OPERACION, e, DatosHito("Sí", 0), "x"), "peso"),
        (lambda e, _h: servicios.crear_hito(OPERACION, e, DatosHito("Sí", 1), "  "), "motivo"),
        (lambda _e, h: servicios.editar_hito(OPERACION, h, DatosHito("Otro", 1), ""), "motivo"),
        (lambda _e, h: servicios.cumplir_hito(OPERACION, h, hoy() + dt.timedelta(1), "Acta"), "fecha"),
        (lambda _e, h: servicios.cumplir_hito(OPERACION, h, hoy(), " "), "fuente"),
        (lambda _e, h: servicios.cancelar_hito(OPERACION, h, "a" * 301), "motivo"),
        (lambda e, _h: servicios.poner_situacion(OPERACION, e, "cancelado", "x"), "situacion"),
        (lambda e, _h: servicios.poner_situacion(OPERACION, e, "atrasado", "a" * 501), "motivo"),
    ],
)
def test_lo_que_no_sirve_se_dice_en_su_campo(
    hoja: Elemento, hacer: Callable[[int, int], object], campo: str
) -> None:
    uno = crear(hoja)
    with pytest.raises(Invalido) as rechazo:
        hacer(hoja.id, uno)
    assert rechazo.value.campo == campo


@pytest.mark.parametrize(
    ("porcentaje", "dias", "motivo", "campo"),
    [(101, 0, "x", "porcentaje"), (-1, 0, "x", "porcentaje"), (5, 1, "x", "fecha"), (5, 0, "", "motivo")],
)
def test_lo_dicho_tiene_su_forma(hoja: Elemento, porcentaje: int, dias: int, motivo: str, campo: str) -> None:
    with pytest.raises(Invalido) as rechazo:
        servicios.decir_avance(OPERACION, hoja.id, porcentaje, hoy() + dt.timedelta(dias), motivo)
    assert rechazo.value.campo == campo


def test_lo_dicho_solo_se_anade_y_vale_lo_ultimo(hoja: Elemento) -> None:
    servicios.decir_avance(OPERACION, hoja.id, 40, hoy() - dt.timedelta(9), "Informe")
    servicios.decir_avance(OPERACION, hoja.id, 25, hoy(), "El informe contaba de más")
    assert fabrica.como_va(hoja.id, hoy()).gestion == Fraction(1, 4)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AvanceDicho)) == 2


def test_donde_hay_hitos_o_hijos_no_se_dice_a_mano(plan: Plan, hoja: Elemento) -> None:
    arriba = planes.elemento(plan, "1.1")
    with pytest.raises(Conflicto, match="cuelgan otros"):
        servicios.decir_avance(OPERACION, arriba.id, 50, hoy(), "x")
    with pytest.raises(Conflicto, match="cuelgan otros"):
        crear(arriba)
    uno = crear(hoja)
    with pytest.raises(Conflicto, match="tiene hitos"):
        servicios.decir_avance(OPERACION, hoja.id, 50, hoy(), "x")
    servicios.cancelar_hito(OPERACION, uno, "Se mide de otra manera")
    servicios.decir_avance(OPERACION, hoja.id, 50, hoy(), "x")
    assert fabrica.como_va(hoja.id, hoy()).gestion == Fraction(1, 2)


def test_un_hito_cancelado_o_cumplido_tiene_su_camino(hoja: Elemento) -> None:
    uno = crear(hoja)
    servicios.cumplir_hito(OPERACION, uno, hoy(), "Acta")
    with pytest.raises(Conflicto, match="ya se cumplió"):
        servicios.cancelar_hito(OPERACION, uno, "x")
    otro = crear(hoja)
    servicios.cancelar_hito(OPERACION, otro, "x")
    with pytest.raises(Conflicto, match="está cancelado"):
        servicios.cumplir_hito(OPERACION, otro, hoy(), "Acta")


def test_en_lo_cancelado_y_lo_archivado_no_se_anota(plan: Plan, hoja: Elemento) -> None:
    uno = crear(hoja)
    planes.cancelar(plan, HOJA, "Ya no hay dinero")
    with pytest.raises(Conflicto, match="cancelado"):
        servicios.cumplir_hito(OPERACION, uno, hoy(), "Acta")
    otra = planes.elemento(plan, "1.2")
    de_plan.cambiar_estado(OPERACION, plan.id, "archivado", "Terminó")
    with pytest.raises(Conflicto, match="archivado"):
        servicios.decir_avance(OPERACION, otra.id, 5, hoy(), "x")


def test_lo_que_no_existe(app: Flask) -> None:
    for hacer in (
        lambda: servicios.decir_avance(OPERACION, 10**9, 5, hoy(), "x"),
        lambda: servicios.cumplir_hito(OPERACION, 10**9, hoy(), "x"),
        lambda: servicios.cambiar_umbrales(OPERACION, 10**9, 80, 50, "x"),
    ):
        with pytest.raises(NoEncontrado):
            hacer()


def test_cada_quien_en_su_unidad(app: Flask) -> None:
    unidad, otra = planes.unidad("OBR"), planes.unidad("AGU", "Agua")
    plan = planes.plan(filas=(FilaPlan("1", "Obras", unidad="OBR"), FilaPlan("2", "Nadie")))
    de_obras, de_nadie = planes.elemento(plan, "1"), planes.elemento(plan, "2")
    suya = identidad_de(personal(Rol.PLANIFICADORA, unidad_id=unidad))
    ajena = identidad_de(personal(Rol.PLANIFICADORA, unidad_id=otra))
    servicios.decir_avance(suya, de_obras.id, 10, hoy(), "Informe")
    for quien, elemento in ((ajena, de_obras), (suya, de_nadie)):
        with pytest.raises(NoPermitido):
            servicios.decir_avance(quien, elemento.id, 10, hoy(), "Informe")
    assert db.session.scalar(sa.select(AvanceDicho.persona_id)) == suya.persona_id


@pytest.mark.parametrize("rol", [None, *Rol])
def test_solo_anota_quien_puede(hoja: Elemento, rol: Rol | None) -> None:
    uno = crear(hoja)
    quien = identidad_de(personal(rol) if rol not in (None, Rol.VECINA) else persona())
    actos = (
        lambda: servicios.crear_hito(quien, hoja.id, DatosHito("Otro"), "x"),
        lambda: servicios.editar_hito(quien, uno, DatosHito("Otro más"), "x"),
        lambda: servicios.cumplir_hito(quien, uno, hoy(), "x"),
        lambda: servicios.dejar_sin_cumplir(quien, uno, "x"),
        lambda: servicios.cancelar_hito(quien, uno, "x"),
        lambda: servicios.recuperar_hito(quien, uno, "x"),
        lambda: servicios.ordenar_hito(quien, uno, 1),
        lambda: servicios.poner_situacion(quien, hoja.id, "atrasado", "x"),
        lambda: servicios.quitar_situacion(quien, hoja.id, "x"),
    )
    for acto in actos:
        if quien.puede(Permiso.AVANCE_ANOTAR):
            acto()
        else:
            with pytest.raises(NoPermitido):
                acto()


def test_los_umbrales_del_plan(plan: Plan) -> None:
    assert servicios.cambiar_umbrales(OPERACION, plan.id, 80, 50, "El concejo lo acordó")
    assert consultas.umbrales_de(plan.id) == consultas.avance_del_plan(plan.id, hoy()).umbrales
    assert not servicios.cambiar_umbrales(OPERACION, plan.id, 80, 50, "")
    assert hechos(plan) == [("umbrales", "El concejo lo acordó")]
    for a_tiempo, en_riesgo, campo in ((50, 50, "a_tiempo"), (101, 50, "a_tiempo"), (80, 0, "en_riesgo")):
        with pytest.raises(Invalido) as rechazo:
            servicios.cambiar_umbrales(OPERACION, plan.id, a_tiempo, en_riesgo, "x")
        assert rechazo.value.campo == campo
    with pytest.raises(Invalido) as sin_motivo:
        servicios.cambiar_umbrales(OPERACION, plan.id, 70, 40, " ")
    assert sin_motivo.value.campo == "motivo"
    quien = identidad_de(personal(Rol.PLANIFICADORA, unidad_id=planes.unidad()))
    with pytest.raises(NoPermitido):
        servicios.cambiar_umbrales(quien, plan.id, 70, 40, "x")


def test_lo_de_un_borrador_no_se_ve_en_publico(app: Flask) -> None:
    hoja = planes.elemento(planes.borrador("oculto"), HOJA)
    crear(hoja)
    assert db.session.scalar(sa.select(Hecho.publico).where(Hecho.clase == "avance.hito_creado")) is False
