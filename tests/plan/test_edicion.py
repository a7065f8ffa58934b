"""Editar de a uno: mover, ordenar, borrar solo lo que nadie vio, y cada cambio público con su porqué."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from app.avance.servicios import hitos
from app.contenido.modelos import Contenido, Hecho
from app.extensiones import db
from app.nucleo.errores import Conflicto, Invalido, NoEncontrado, NoPermitido
from app.nucleo.permisos import OPERACION, Identidad, Rol, RolEn
from app.plan import consultas, mensajes, servicios
from app.plan.errores import NoSeBorra
from app.plan.reglas import FilaPlan
from tests.fabricas import plan as fabrica
from tests.fabricas.cuentas import persona


def fila(plan_id: int, codigo: str) -> FilaPlan:
    return next(f for f in consultas.filas_de(consultas.arbol(plan_id)) if f.codigo == codigo)


def codigos(plan_id: int) -> list[str]:
    return [n.codigo for n in consultas.arbol(plan_id).en_orden()]


def test_crear_pone_en_su_sitio_por_codigo(app: Flask) -> None:
    plan = fabrica.borrador(filas=[FilaPlan("1", "A"), FilaPlan("1.2", "B", "1"), FilaPlan("1.10", "C", "1")])
    servicios.crear_elemento(OPERACION, plan.id, FilaPlan("1.3", "Nueva", "1"))
    assert codigos(plan.id) == ["1", "1.2", "1.3", "1.10"]
    with pytest.raises(Invalido) as caso:
        servicios.crear_elemento(OPERACION, plan.id, FilaPlan("1.3", "Otra", "1"))
    assert caso.value.campo == "codigo"


@pytest.mark.parametrize(
    ("cambio", "campo"),
    [
        ({"titulo": ""}, "titulo"),
        ({"peso": -1}, "peso"),
        ({"padre": "1.1.1"}, "padre"),
        ({"padre": "1.1"}, "padre"),
        ({"padre": "99"}, "padre"),
        ({"unidad": "NADA"}, "unidad"),
        ({"inicio": fabrica.FILAS[1].fin, "fin": fabrica.FILAS[1].inicio}, "fin"),
    ],
)
def test_lo_que_no_puede_ser_dice_el_campo(app: Flask, cambio: dict[str, object], campo: str) -> None:
    plan = fabrica.borrador()
    with pytest.raises(Invalido) as caso:
        servicios.editar_elemento(OPERACION, plan.id, replace(fila(plan.id, "1.1"), **cambio))
    assert caso.value.campo == campo


def test_mover_lleva_consigo_lo_que_cuelga(app: Flask) -> None:
    plan = fabrica.borrador()
    servicios.editar_elemento(OPERACION, plan.id, replace(fila(plan.id, "1.1"), padre="2"))
    db.session.commit()
    assert codigos(plan.id) == ["1", "1.2", "2", "1.1", "1.1.1", "2.1"]
    hoja = fabrica.elemento(plan, "1.1.1")
    assert hoja.ruta.startswith(f"/{fabrica.elemento(plan, '2').id}/")
    assert hoja.nivel == 2


def test_ordenar_solo_entre_hermanos(app: Flask) -> None:
    plan = fabrica.borrador()
    assert servicios.ordenar(OPERACION, plan.id, "1.2", -1)
    assert codigos(plan.id) == ["1", "1.2", "1.1", "1.1.1", "2", "2.1"]
    assert not servicios.ordenar(OPERACION, plan.id, "1.2", -1)
    with pytest.raises(NoEncontrado):
        servicios.ordenar(OPERACION, plan.id, "99", 1)


def test_un_cambio_publico_lleva_motivo_y_deja_lo_de_antes(app: Flask) -> None:
    plan = fabrica.plan()
    nueva = replace(fila(plan.id, "1.2"), peso=9, ods=("11.1",))
    with pytest.raises(Invalido) as caso:
        servicios.editar_elemento(OPERACION, plan.id, nueva)
    assert caso.value.campo == "motivo"
    quien = Identidad(persona_id=persona().id, roles=(RolEn(Rol.PLANIFICADORA),), segundo_factor=True)
    assert servicios.editar_elemento(quien, plan.id, nueva, "Sube su importancia")
    hecho = db.session.scalars(select(Hecho).where(Hecho.clase == "plan.elemento_cambiado")).one()
    assert (hecho.persona_id, hecho.motivo) == (quien.persona_id, "Sube su importancia")
    assert hecho.datos["cambios"] == [
        {"campo": "peso", "antes": 3, "despues": 9},
        {"campo": "ods", "antes": [], "despues": ["11.1"]},
    ]
    assert not servicios.editar_elemento(quien, plan.id, nueva, "nada")


def test_en_borrador_no_hay_hechos_publicos(app: Flask) -> None:
    plan = fabrica.borrador()
    servicios.editar_elemento(OPERACION, plan.id, replace(fila(plan.id, "1.2"), peso=9))
    assert db.session.scalars(select(Hecho).where(Hecho.publico)).all() == []


def test_se_borra_lo_que_nadie_vio_y_no_sostiene_nada(app: Flask) -> None:
    plan = fabrica.borrador()
    with pytest.raises(NoSeBorra):
        servicios.borrar_elemento(OPERACION, plan.id, "1.1")
    ident = fabrica.elemento(plan, "1.2").id
    servicios.borrar_elemento(OPERACION, plan.id, "1.2")
    assert "1.2" not in codigos(plan.id)
    assert db.session.get(Contenido, ident) is None


def test_lo_anotado_tampoco_y_se_dice_por_que(app: Flask) -> None:
    """Un hito deja su hecho, que no se borra; un indicador o una propuesta cuelgan de él."""
    from tests.fabricas import avance

    plan = fabrica.borrador()
    hitos.crear_hito(OPERACION, fabrica.elemento(plan, "1.2").id, hitos.DatosHito("Terreno"), "x")
    with pytest.raises(NoSeBorra, match="ya se anotó algo"):
        servicios.borrar_elemento(OPERACION, plan.id, "1.2")
    avance.indicador(fabrica.elemento(plan, "2.1"))
    with pytest.raises(NoSeBorra, match="dependen propuestas, indicadores"):
        servicios.borrar_elemento(OPERACION, plan.id, "2.1")
    assert fabrica.cancelar(plan, "1.2", "No se hará")


def test_cambiar_niveles_o_traducciones_de_un_plan_publico_deja_su_hecho(app: Flask) -> None:
    plan = fabrica.plan()
    otros = ({"es": {"singular": "pilar", "plural": "pilares"}}, *fabrica.NIVELES[1:])
    datos = servicios.DatosPlan(
        plan.clave, plan.nombre, plan.inicio, plan.fin, plan.tipo, plan.lema, plan.presentacion, otros,
        {"pt": {"lema": "Dez anos"}},
    )  # fmt: skip
    servicios.editar_plan(OPERACION, plan.id, datos, "Se acordó en la mesa")
    servicios.editar_plan(OPERACION, plan.id, datos, "Otra vez lo mismo")
    (hecho,) = db.session.scalars(select(Hecho).where(Hecho.clase == "plan.editado"))
    assert hecho.publico
    niveles = "(ejes), objetivo (objetivos), acción (acciones)"
    assert hecho.datos["cambios"] == [
        {
            "campo": "niveles",
            "antes": f"eje {niveles}",
            "despues": f"pilar {niveles}".replace("ejes", "pilares"),
        },
        {"campo": "niveles[pt]", "antes": "eixo (eixos)", "despues": ""},
        {"campo": "lema[pt]", "antes": "", "despues": "Dez anos"},
    ]
    with app.test_request_context():
        dichos = [mensajes.cambio_legible(c)["campo"] for c in hecho.datos["cambios"]]
    assert dichos == ["Nombres de los niveles", "Nombres de los niveles (Português)", "Lema (Português)"]


def test_lo_publico_no_se_borra_se_cancela(app: Flask) -> None:
    plan = fabrica.plan()
    with pytest.raises(NoSeBorra):
        servicios.borrar_elemento(OPERACION, plan.id, "2.1")
    with pytest.raises(Invalido):
        fabrica.cancelar(plan, "2.1", " ")
    fabrica.cancelar(plan, "2.1", "No hay fondos")
    assert fabrica.elemento(plan, "2.1").estado == "cancelado"


def test_lo_que_estuvo_en_consulta_tampoco_se_borra(app: Flask) -> None:
    plan = fabrica.borrador()
    servicios.cambiar_estado(OPERACION, plan.id, "en_consulta", "Se abre")
    servicios.cambiar_estado(OPERACION, plan.id, "borrador", "Se corrige")
    with pytest.raises(NoSeBorra):
        servicios.borrar_elemento(OPERACION, plan.id, "1.2")


def test_quien_planifica_para_una_unidad_solo_toca_lo_suyo(app: Flask) -> None:
    plan = fabrica.borrador()
    obras = fabrica.unidad("OBR", "Obras")
    fabrica.unidad("MOV", "Movilidad")
    servicios.editar_elemento(OPERACION, plan.id, replace(fila(plan.id, "1.2"), unidad="OBR"))
    servicios.editar_elemento(OPERACION, plan.id, replace(fila(plan.id, "2.1"), unidad="MOV"))
    quien = Identidad(
        persona_id=persona().id, roles=(RolEn(Rol.PLANIFICADORA, unidad_id=obras),), segundo_factor=True
    )
    assert servicios.editar_elemento(quien, plan.id, replace(fila(plan.id, "1.2"), peso=8))
    ajenas = [
        replace(fila(plan.id, "2.1"), peso=8),
        replace(fila(plan.id, "1.1"), peso=8),
        replace(fila(plan.id, "1.2"), unidad="MOV"),
    ]
    for ajena in ajenas:
        with pytest.raises(NoPermitido):
            servicios.editar_elemento(quien, plan.id, ajena)
    with pytest.raises(NoPermitido):
        servicios.ordenar(quien, plan.id, "2.1", 1)
    with pytest.raises(NoPermitido):
        servicios.borrar_elemento(quien, plan.id, "2.1")


@pytest.mark.parametrize("rol", [None, Rol.MODERADORA, Rol.AUDITORA, Rol.FACILITADORA, Rol.EVALUADORA])
def test_los_demas_no_escriben(app: Flask, rol: Rol | None) -> None:
    plan = fabrica.borrador()
    quien = Identidad(persona_id=persona().id, roles=(RolEn(rol),) if rol else (), segundo_factor=True)
    acto = servicios.DatosActo("Concejo", "1", fabrica.FILAS[1].fin)
    datos = servicios.DatosPlan("x", "X", plan.inicio, plan.fin)
    for intento in (
        lambda: servicios.crear_plan(quien, datos),
        lambda: servicios.editar_plan(quien, plan.id, datos),
        lambda: servicios.aprobar(quien, plan.id, acto),
        lambda: servicios.cambiar_estado(quien, plan.id, "en_consulta", "x"),
        lambda: servicios.crear_elemento(quien, plan.id, FilaPlan("3", "C")),
        lambda: servicios.editar_elemento(quien, plan.id, replace(fila(plan.id, "1"), peso=3)),
        lambda: servicios.borrar_elemento(quien, plan.id, "1.2"),
        lambda: servicios.crear_unidad(quien, "X", "X"),
        lambda: servicios.importar_unidades(quien, "codigo,nombre\nX,X\n"),
    ):
        with pytest.raises(NoPermitido):
            intento()


def test_un_plan_pasa_por_sus_estados_en_orden(app: Flask) -> None:
    plan = fabrica.plan()
    with pytest.raises(Conflicto):
        servicios.aprobar(OPERACION, plan.id, servicios.DatosActo("C", "1", plan.inicio))
    with pytest.raises(Conflicto):
        servicios.cambiar_estado(OPERACION, plan.id, "borrador", "x")
    with pytest.raises(Invalido):
        servicios.cambiar_estado(OPERACION, plan.id, "evaluado", " ")
    servicios.cambiar_estado(OPERACION, plan.id, "evaluado", "Terminó")
    assert plan.estado == "evaluado"


def test_la_clave_no_se_repite_ni_cambia_cuando_es_publica(app: Flask) -> None:
    plan = fabrica.plan()
    datos = servicios.DatosPlan("plan-2035", "Otro", plan.inicio, plan.fin)
    with pytest.raises(Invalido), db.session.begin_nested():
        servicios.crear_plan(OPERACION, datos)
    with pytest.raises(Invalido):
        servicios.editar_plan(OPERACION, plan.id, replace(datos, clave="nueva"), "x")


def test_unidades_todo_o_nada(app: Flask) -> None:
    from app.plan.errores import ArchivoConErrores

    with pytest.raises(ArchivoConErrores) as caso:
        servicios.importar_unidades(OPERACION, "codigo;nombre;correo\nA;Aseo;\nA;Otra;\nB;;\nC;C;mal\n")
    assert [(e.fila, e.columna) for e in caso.value.errores] == [(3, "Código"), (4, "Nombre"), (5, "Correo")]
    assert list(consultas.unidades()) == []
    servicios.importar_unidades(OPERACION, "codigo;nombre\nA;Aseo\n")
    servicios.importar_unidades(OPERACION, "codigo;nombre\nA;Aseo urbano\n")
    assert [(u.codigo, u.nombre) for u in consultas.unidades()] == [("A", "Aseo urbano")]
