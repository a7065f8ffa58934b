"""Importar: ensayo que dice cada cambio, todo o nada, ida y vuelta idéntica, y nunca borra."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.contenido.modelos import Hecho
from app.extensiones import db
from app.nucleo.errores import Invalido, NoPermitido
from app.nucleo.permisos import OPERACION, Identidad, Rol, RolEn
from app.plan import consultas, reglas, servicios
from app.plan.consultas.ensayo import ensayar
from app.plan.errores import ArchivoConErrores, PlanCambiado
from app.plan.modelos import Elemento, Importacion, Plan
from tests.cliente import Cliente
from tests.fabricas import plan as fabrica
from tests.fabricas.cuentas import entrar, persona, personal

CIUDAD = Path(__file__).parents[2] / "app" / "demo" / "ciudad"
PLANIFICADORA = (RolEn(Rol.PLANIFICADORA),)


def planificadora() -> Identidad:
    return Identidad(persona_id=persona().id, roles=PLANIFICADORA, segundo_factor=True)


def foto() -> list[tuple[object, ...]]:
    db.session.expire_all()
    columnas = [c for c in Elemento.__table__.columns if c.name != "id"]
    return [tuple(f) for f in db.session.execute(select(*columnas).order_by(Elemento.id))]


def test_ida_y_vuelta_del_plan_de_la_ciudad(app: Flask) -> None:
    servicios.importar_unidades(OPERACION, (CIUDAD / "unidades.csv").read_bytes())
    plan = fabrica.borrador(filas=())
    original = (CIUDAD / "plan.csv").read_bytes()
    ensayo = servicios.importar(OPERACION, plan.id, original)
    assert ensayo.cuentas == {"nuevo": original.decode().count("\n") - 1} or ensayo.cuentas["nuevo"] > 100
    primera = consultas.exportar_csv(plan.id)
    otro = fabrica.borrador("otro", filas=())
    servicios.importar(OPERACION, otro.id, primera.encode())
    assert consultas.exportar_csv(otro.id).encode() == primera.encode()
    assert servicios.importar(OPERACION, plan.id, original).cuentas.keys() == {"igual"}


def test_el_ensayo_dice_cada_cambio_y_no_cambia_nada(app: Flask) -> None:
    plan = fabrica.plan()
    antes = foto()
    tabla = consultas.exportar_csv(plan.id)
    tabla = tabla.replace("Casa segura,,,,3", "Casa segura y digna,,,,4").replace("2,,2.1,", "2,,2.9,")
    ensayo = ensayar(plan.id, tabla)
    por_codigo = {d.codigo: d for d in ensayo.diferencias}
    assert {c: d.clase for c, d in por_codigo.items()} == {
        "1": "igual", "1.1": "igual", "1.1.1": "igual", "1.2": "cambia",
        "2": "igual", "2.1": "falta", "2.9": "nuevo",
    }  # fmt: skip
    assert [(c.campo, c.antes, c.despues) for c in por_codigo["1.2"].cambios] == [
        ("titulo", "Casa segura", "Casa segura y digna"),
        ("peso", 3, 4),
    ]
    assert por_codigo["1.2"].numero == 5
    assert ("padre", "2") in [(c.campo, c.despues) for c in por_codigo["2.9"].valores], "lo nuevo se enseña"
    assert foto() == antes


def test_lo_que_falta_en_el_archivo_se_queda(app: Flask) -> None:
    plan = fabrica.plan()
    tabla = reglas.escribir_tabla([f for f in fabrica.FILAS if not f.codigo.startswith("2")])
    servicios.importar(OPERACION, plan.id, tabla, motivo="parte")
    assert len(consultas.arbol(plan.id)) == len(fabrica.FILAS)


def test_una_fila_rota_lo_para_todo_y_se_nombra(app: Flask) -> None:
    plan = fabrica.plan()
    antes = foto()
    tabla = consultas.exportar_csv(plan.id).replace("Barrios que cuidan", "Barrios nuevos")
    tabla = tabla.replace("Casa segura,,,,3", "Casa segura,,,,-3")
    with pytest.raises(ArchivoConErrores) as caso:
        servicios.importar(OPERACION, plan.id, tabla, motivo="x")
    assert [(e.fila, e.columna, e.clave) for e in caso.value.errores] == [(5, "Peso", "peso_negativo")]
    assert foto() == antes


def test_importar_deja_un_hecho_en_el_plan_y_uno_por_elemento(app: Flask) -> None:
    plan, quien = fabrica.plan(), planificadora()
    tabla = consultas.exportar_csv(plan.id).replace("Casa segura", "Casa digna")
    with pytest.raises(Invalido):
        servicios.importar(quien, plan.id, tabla)
    servicios.importar(quien, plan.id, tabla, motivo="Lo pidió el concejo", nombre="plan.csv")
    hechos = db.session.scalars(select(Hecho).where(Hecho.persona_id == quien.persona_id)).all()
    assert sorted(h.clase for h in hechos) == ["plan.elemento_cambiado", "plan.importado"]
    del_elemento = next(h for h in hechos if h.clase == "plan.elemento_cambiado")
    assert del_elemento.contenido_id == fabrica.elemento(plan, "1.2").id
    assert del_elemento.motivo == "Lo pidió el concejo"
    assert del_elemento.datos["cambios"] == [
        {"campo": "titulo", "antes": "Casa segura", "despues": "Casa digna"}
    ]


def test_importar_lo_mismo_no_deja_rastro(app: Flask) -> None:
    plan = fabrica.plan()
    antes = db.session.scalar(select(func.count()).select_from(Hecho))
    servicios.importar(OPERACION, plan.id, consultas.exportar_csv(plan.id))
    assert db.session.scalar(select(func.count()).select_from(Hecho)) == antes


def test_mover_y_crear_a_la_vez_deja_bien_nivel_ruta_y_orden(app: Flask) -> None:
    plan = fabrica.plan()
    filas = [dataclasses.replace(f, padre="2.1") if f.codigo == "1.1" else f for f in fabrica.FILAS]
    filas.append(reglas.FilaPlan("2.1.9", "Nueva", "2.1"))
    servicios.importar(OPERACION, plan.id, reglas.escribir_tabla(filas), motivo="x")
    db.session.commit()
    ids = {e.codigo: e for e in db.session.scalars(select(Elemento))}
    assert ids["1.1.1"].nivel == 3
    assert ids["1.1.1"].ruta == "/" + "".join(f"{ids[c].id}/" for c in ("2", "2.1", "1.1", "1.1.1"))
    assert sorted(ids, key=lambda c: ids[c].orden) == ["1", "1.2", "2", "2.1", "1.1", "1.1.1", "2.1.9"]
    assert consultas.exportar_csv(plan.id).splitlines()[-1].startswith("2,2.1,,2.1.9,Nueva")


def test_confirmar_aplica_lo_ensayado_y_dos_veces_es_una(app: Flask) -> None:
    plan, quien = fabrica.plan(), planificadora()
    tabla = consultas.exportar_csv(plan.id).replace("Casa segura", "Casa digna")
    ficha = fabrica.ensayo_guardado(quien, plan.id, tabla, "plan.csv")
    fabrica.confirmar(quien, plan.id, ficha, "motivo")
    fabrica.confirmar(quien, plan.id, ficha, "motivo")
    assert fabrica.elemento(plan, "1.2").titulo == "Casa digna"
    (quedan,) = db.session.scalars(select(Importacion.texto))
    assert [f.split(",")[2:4] for f in quedan.splitlines()[1:]] == [["1.2", "Casa segura"]], (
        "queda solo lo que cambió, como estaba"
    )
    hechos = select(func.count()).select_from(Hecho).where(Hecho.clase == "plan.importado", Hecho.publico)
    assert db.session.scalar(hechos) == 1


def test_si_el_plan_cambio_tras_el_ensayo_no_se_aplica(app: Flask) -> None:
    plan, quien = fabrica.plan(), planificadora()
    tabla = consultas.exportar_csv(plan.id)
    ficha = fabrica.ensayo_guardado(quien, plan.id, tabla.replace("Casa segura", "Casa digna"))
    servicios.importar(OPERACION, plan.id, tabla.replace("Centros", "Casas"), motivo="otra persona")
    with pytest.raises(PlanCambiado):
        fabrica.confirmar(quien, plan.id, ficha, "motivo")


def test_quien_no_planifica_toda_la_ciudad_no_importa(app: Flask) -> None:
    plan = fabrica.plan()
    unidad = fabrica.unidad()
    tabla = consultas.exportar_csv(plan.id)
    for roles in ((), (RolEn(Rol.MODERADORA),), (RolEn(Rol.PLANIFICADORA, unidad_id=unidad),)):
        quien = Identidad(persona_id=persona().id, roles=roles, segundo_factor=True)
        with pytest.raises(NoPermitido):
            servicios.importar(quien, plan.id, tabla, motivo="x")
        with pytest.raises(NoPermitido):
            fabrica.ensayo_guardado(quien, plan.id, tabla)


def test_quien_dejo_de_planificar_ya_no_confirma_lo_que_ensayo(app: Flask) -> None:
    plan, quien = fabrica.plan(), planificadora()
    tabla = consultas.exportar_csv(plan.id).replace("Casa segura", "Casa digna")
    ficha = fabrica.ensayo_guardado(quien, plan.id, tabla)
    sin_rol = dataclasses.replace(quien, roles=())
    with pytest.raises(NoPermitido):
        fabrica.confirmar(sin_rol, plan.id, ficha, "motivo")
    with pytest.raises(NoPermitido):
        servicios.aplicar_ensayos(sin_rol, plan.id, [("plan.csv", ensayar(plan.id, tabla))], "motivo")
    assert fabrica.elemento(plan, "1.2").titulo == "Casa segura"


def test_un_plan_vigente_tiene_acto(app: Flask) -> None:
    from sqlalchemy.exc import IntegrityError

    plan = fabrica.borrador()
    with pytest.raises(Invalido):
        servicios.aprobar(OPERACION, plan.id, servicios.DatosActo("", "1", fabrica.FILAS[1].inicio))
    plan.estado = "vigente"
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.flush()
    db.session.rollback()
    assert db.session.scalar(select(Plan.estado)) == "borrador"


def test_quien_planifica_una_unidad_no_pasa_de_la_puerta(app: Flask, cliente: Cliente) -> None:
    plan = fabrica.plan()
    entrar(cliente, personal(Rol.PLANIFICADORA, unidad_id=fabrica.unidad()))
    respuesta = cliente.get(f"/plan/{plan.clave}/importar")
    assert respuesta.status_code == 403
    assert "tu rol llega a una unidad" in respuesta.get_data(as_text=True)


def test_lo_ensayado_se_aplica_solo_si_nada_cambio_mientras(app: Flask) -> None:
    plan = fabrica.plan()
    tabla = consultas.exportar_csv(plan.id)
    ensayo = ensayar(plan.id, tabla.replace("Casa segura", "Casa digna"))
    servicios.importar(OPERACION, plan.id, tabla.replace("Centros", "Casas"), motivo="otra persona")
    with pytest.raises(PlanCambiado):
        servicios.aplicar_ensayos(OPERACION, plan.id, [("a.csv", ensayo)], "x")
    al_dia = ensayar(plan.id, tabla.replace("Casa segura", "Casa digna"))
    with pytest.raises(Invalido):
        servicios.aplicar_ensayos(OPERACION, plan.id, [("a.csv", al_dia)])
    assert fabrica.elemento(plan, "1.2").titulo == "Casa segura"


def test_un_archivo_se_ensaya_sobre_otro_que_entraria_antes(app: Flask) -> None:
    plan = fabrica.plan()
    mas = [*fabrica.FILAS, reglas.FilaPlan("2.2", "Nueva", "2")]
    primero = ensayar(plan.id, reglas.escribir_tabla(mas))
    hitos = "Elemento,Orden,Hito\n2.2,0,Se firma\n"
    assert ensayar(plan.id, hitos, "hitos").errores
    segundo = consultas.ensayar(plan.id, hitos, "hitos", [primero])
    assert segundo.cuentas == {"nuevo": 1}
    servicios.aplicar_ensayos(OPERACION, plan.id, [("a.csv", primero), ("b.csv", segundo)], "x")
    assert not ensayar(plan.id, hitos, "hitos").cambia_algo
