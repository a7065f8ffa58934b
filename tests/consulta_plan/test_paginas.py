"""Las páginas de la consulta: lo que lee cualquiera, lo que hace quien participa y lo que lleva el personal."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import brotli
import pytest
from flask import Flask

from app.consulta_plan import consultas, servicios
from app.consulta_plan.modelos import Consulta
from app.extensiones import db
from app.nucleo.permisos import OPERACION, Identidad, Rol
from app.nucleo.reloj import ahora
from app.plan import consultas as planes
from app.plan.reglas import FilaPlan
from app.procesos.consultas import zona
from tests.cliente import Cliente, texto
from tests.fabricas import consulta_plan as fabrica
from tests.fabricas import plan as fabrica_plan
from tests.fabricas.cuentas import entrar, persona, personal
from tests.recuento import Recuento

CONSULTA = "/plan/plan-2035/consulta"


def ids(plan_id: int) -> dict[str, int]:
    return {n.codigo: n.id for n in planes.arbol(plan_id).en_orden()}


def test_cualquiera_lee_que_se_pregunta(cliente: Cliente) -> None:
    fabrica.consulta()
    pagina = texto(cliente, CONSULTA)
    for dicho in (
        "¿Qué tiene que lograr la ciudad primero?",
        "Casa segura",
        "Caminar sin miedo",
        "elige hasta 2 objetivos, en orden",
    ):
        assert dicho in pagina
    assert 'name="apoyar"' not in pagina
    assert "está en consulta" in texto(cliente, "/plan/plan-2035")


def test_sin_consulta_no_hay_pagina_y_un_borrador_no_existe(cliente: Cliente) -> None:
    fabrica_plan.borrador()
    assert cliente.get(CONSULTA).status_code == 404
    assert cliente.get("/plan/plan-2035/consulta/resultados.csv").status_code == 404


def test_apoyar_y_retirar_sin_javascript(cliente: Cliente) -> None:
    todos = ids(fabrica.consulta().id)
    entrar(cliente, persona())
    respuesta = cliente.enviar(f"{CONSULTA}/apoyos", {"apoyar": todos["1.1"]})
    assert respuesta.status_code == 303
    assert respuesta.location.endswith("#e-1.1")
    assert "Lo apoyas: retirar" in texto(cliente, CONSULTA)
    del_elemento = cliente.enviar(f"{CONSULTA}/apoyos", {"retirar": todos["1.1"], "volver": "elemento"})
    assert del_elemento.location.endswith("/plan/plan-2035/1.1")
    assert "0</b> personas apoyan esto" in texto(cliente, "/plan/plan-2035/1.1")


def test_la_pagina_guardada_de_un_elemento_dice_los_apoyos_de_ahora(app: Flask, cliente: Cliente) -> None:
    """Un apoyo no deja hecho, pero la página ya dibujada para quien mira sin cuenta deja de valer."""
    todos = ids(fabrica.consulta().id)
    suelto = app.test_client()

    def cuantos() -> str:
        pagina = suelto.get("/plan/plan-2035/1.1", headers={"Accept-Encoding": "br"})
        assert pagina.headers["Content-Encoding"] == "br"
        hallado = re.search(r"(\d+)</b> personas? apoyan? esto", brotli.decompress(pagina.data).decode())
        assert hallado
        return hallado.group(1)

    assert cuantos() == "0"
    for n, boton in enumerate(("apoyar", "apoyar", "retirar")):
        entrar(cliente, persona()) if boton == "apoyar" else None
        cliente.enviar(f"{CONSULTA}/apoyos", {boton: todos["1.1"]})
        assert cuantos() == "121"[n]


@pytest.mark.parametrize("valor", ["", "x", "99999999", "9" * 30, "-1"])
def test_un_elemento_que_no_existe(cliente: Cliente, valor: str) -> None:
    fabrica.consulta()
    entrar(cliente, persona())
    assert cliente.enviar(f"{CONSULTA}/apoyos", {"apoyar": valor}).status_code == 404


def test_priorizar_de_principio_a_fin(cliente: Cliente) -> None:
    plan_id = fabrica.consulta().id
    todos = ids(plan_id)
    quien = persona()
    entrar(cliente, quien)
    ruta = f"{CONSULTA}/prioridades"
    elegidos = {"puesto1": todos["1.1"], "puesto2": todos["2.1"]}
    assert texto(cliente, ruta).count("<select") == 2
    revisa = cliente.enviar(ruta, {**elegidos, "revisar": "1"}).get_data(as_text=True)
    assert revisa.index("Cuidado cerca") < revisa.index("Caminar sin miedo")
    movida = cliente.enviar(ruta, {**elegidos, "mover": "1:subir"}).get_data(as_text=True)
    assert movida.index("Caminar sin miedo") < movida.index("Cuidado cerca")
    assert "Puesto 1" in cliente.enviar(ruta, {**elegidos, "cambiar": "1"}).get_data(as_text=True)
    assert cliente.enviar(ruta, {**elegidos, "guardar": "1"}).status_code == 303
    assert "Cambiar mis prioridades" in texto(cliente, CONSULTA)
    assert cliente.enviar(f"{ruta}/borrar").status_code == 303
    assert "Elegir mis prioridades" in texto(cliente, CONSULTA)


def test_un_orden_con_repetidos_se_dice_y_no_pierde_lo_elegido(cliente: Cliente) -> None:
    todos = ids(fabrica.consulta().id)
    entrar(cliente, persona())
    repetido = {"puesto1": todos["1.1"], "puesto2": todos["1.1"], "revisar": "1"}
    respuesta = cliente.enviar(f"{CONSULTA}/prioridades", repetido)
    assert respuesta.status_code == 422
    pagina = respuesta.get_data(as_text=True)
    assert "Un mismo elemento está en dos puestos" in pagina
    assert pagina.count("selected") == 2


def test_a_quien_le_falta_un_paso_se_le_dice_cual(cliente: Cliente) -> None:
    todos = ids(fabrica.consulta(acreditacion=2).id)
    entrar(cliente, persona(acreditacion=1))
    assert "Lo que falta para participar" in texto(cliente, CONSULTA)
    respuesta = cliente.enviar(f"{CONSULTA}/apoyos", {"apoyar": todos["1.1"]}, follow_redirects=True)
    assert "Antes de participar te falta un paso" in respuesta.get_data(as_text=True)


def test_lo_mas_apoyado_va_primero(cliente: Cliente) -> None:
    todos = ids(fabrica.consulta().id)
    for codigos in (("2.1", "1.1"), ("2.1",)):
        quien = Identidad(persona_id=persona().id, acreditacion=1)
        for codigo in codigos:
            servicios.apoyar(quien, todos[codigo])
    db.session.commit()
    cliente.get(f"{CONSULTA}/resultados")
    filas = ["".join(f.itertext()) for f in cliente.raiz.findall(".//tbody/tr/th")]
    assert [f.split()[0] for f in filas] == ["2.1", "1.1"]


def test_con_la_consulta_abierta_solo_se_ofrece_cambiar_el_cierre(cliente: Cliente) -> None:
    hoy = ahora().replace(second=0, microsecond=0)
    plan_id = fabrica.consulta(abre=hoy - fabrica.DIA, cierra=hoy + fabrica.DIA).id
    entrar(cliente, personal(Rol.ADMINISTRADORA))
    texto(cliente, f"{CONSULTA}/editar")
    (formulario,) = (f for f in cliente.raiz.findall(".//main//form") if not f.get("action"))
    campos = [c for c in formulario.iter() if c.tag in ("input", "textarea", "select") and c.get("name")]
    escribibles = {c.get("name") for c in campos if c.get("type") not in ("hidden", "submit")}
    assert escribibles & {"pregunta", "abre", "cierra", "nivel", "puestos", "acreditacion"} == {"cierra"}
    datos = {c.get("name"): c.get("value") or "" for c in campos if c.tag == "input"}
    otro = (hoy + 3 * fabrica.DIA).astimezone(zona()).strftime("%Y-%m-%dT%H:%M")
    motivo = {"motivo": "Llueve y no se pudo llegar"}
    assert cliente.enviar(f"{CONSULTA}/editar", {**datos, **motivo, "cierra": otro}).status_code == 303
    assert db.session.get_one(Consulta, plan_id).cierra == hoy + 3 * fabrica.DIA


def test_las_prioridades_no_se_ven_hasta_el_cierre(cliente: Cliente) -> None:
    plan_id = fabrica.consulta().id
    todos = ids(plan_id)
    quien = Identidad(persona_id=persona().id, acreditacion=1)
    servicios.priorizar(quien, plan_id, [todos["1.2"]])
    servicios.apoyar(quien, todos["1.1"])
    db.session.commit()
    for rol in (None, Rol.PLANIFICADORA, Rol.ADMINISTRADORA, Rol.AUDITORA):
        if rol:
            entrar(cliente, personal(rol))
        abierta = texto(cliente, f"{CONSULTA}/resultados")
        assert "Lo eligieron" not in abierta
        assert "puntos" not in cliente.get(f"{CONSULTA}/resultados.csv").get_data(as_text=True)
    fabrica.cerrar(plan_id)
    assert "Borda" in texto(cliente, f"{CONSULTA}/resultados")
    filas = json.loads(cliente.get(f"{CONSULTA}/resultados.json").data)["filas"]
    assert {(f["codigo"], f["puntos"], f["apoyos"]) for f in filas if f["puntos"] or f["apoyos"]} == {
        ("1.1", 0, 1), ("1.2", 2, 0),
    }  # fmt: skip


def test_quien_apoya_que_no_sale_en_ninguna_pagina(cliente: Cliente) -> None:
    plan_id = fabrica.consulta().id
    votante = persona(seudonimo="Zoraida Inconfundible")
    quien = Identidad(persona_id=votante.id, acreditacion=1)
    servicios.apoyar(quien, ids(plan_id)["1.1"])
    servicios.priorizar(quien, plan_id, [ids(plan_id)["1.1"]])
    db.session.commit()
    entrar(cliente, personal(Rol.ADMINISTRADORA))
    for ruta in (CONSULTA, f"{CONSULTA}/resultados", "/plan/plan-2035/1.1", "/plan/plan-2035/editar"):
        assert "Zoraida" not in texto(cliente, ruta)


def test_comentar_un_elemento_dentro_y_fuera_de_fechas(cliente: Cliente) -> None:
    plan_id = fabrica.consulta().id
    entrar(cliente, persona())
    codigo = planes.arbol(plan_id).por_codigo["1.1"].contenido
    assert "comentario-texto" in texto(cliente, "/plan/plan-2035/1.1")
    dicho = {"texto": "Falta el barrio alto", "posicion": "aporte"}
    assert cliente.enviar(f"/c/{codigo}/conversacion", dicho).status_code == 303
    assert "Falta el barrio alto" in texto(cliente, "/plan/plan-2035/1.1")
    assert "1 comentario" in texto(cliente, CONSULTA)
    fabrica.cerrar(plan_id)
    cerrada = texto(cliente, "/plan/plan-2035/1.1")
    assert "comentario-texto" not in cerrada
    assert "Hoy se puede leer, pero no comentar" in cerrada
    assert cliente.enviar(f"/c/{codigo}/conversacion", dicho).status_code == 403


def test_un_plan_vigente_se_comenta_y_un_borrador_no_existe(cliente: Cliente) -> None:
    fabrica_plan.plan()
    borrador_id = fabrica_plan.borrador("otro").id
    entrar(cliente, persona())
    assert "comentario-texto" in texto(cliente, "/plan/plan-2035/1.1")
    codigo = planes.arbol(borrador_id).por_codigo["1.1"].contenido
    assert cliente.get(f"/c/{codigo}/conversacion").status_code == 404


def test_quien_planifica_la_abre_la_alarga_y_devuelve(cliente: Cliente) -> None:
    plan_id = fabrica_plan.borrador().id
    entrar(cliente, personal(Rol.PLANIFICADORA))
    assert "Abrir a consulta" in texto(cliente, "/plan/plan-2035/editar")
    datos = {
        "pregunta": "¿Qué falta?", "abre": "2020-01-01T08:00", "cierra": "2999-01-01T08:00", "nivel": "1",
        "puestos": "3", "acreditacion": "1",
    }  # fmt: skip
    assert cliente.enviar(f"{CONSULTA}/editar", {**datos, "cierra": "2019-01-01T08:00"}).status_code == 422
    assert cliente.enviar(f"{CONSULTA}/editar", datos).status_code == 303
    sin_motivo = cliente.enviar(f"{CONSULTA}/editar", {**datos, "cierra": "2999-02-01T08:00"})
    assert sin_motivo.status_code == 422
    con_motivo = {**datos, "cierra": "2999-02-01T08:00", "motivo": "Lo pidieron las juntas"}
    assert cliente.enviar(f"{CONSULTA}/editar", con_motivo).status_code == 303
    assert "Lo pidieron las juntas" in texto(cliente, CONSULTA)
    assert cliente.enviar(f"{CONSULTA}/devolucion", {"devolucion": "Se tomó"}).status_code == 422
    fabrica.cerrar(plan_id)
    assert cliente.enviar(f"{CONSULTA}/devolucion", {"devolucion": "Se tomó **todo**"}).status_code == 303
    assert "<strong>todo</strong>" in texto(cliente, f"{CONSULTA}/resultados")
    assert "Se abre a consulta" in texto(cliente, "/plan/plan-2035/editar")


@pytest.mark.parametrize("final", ["editar", "devolucion"])
@pytest.mark.parametrize("rol", [None, Rol.MODERADORA, Rol.AUDITORA, Rol.FACILITADORA])
def test_los_demas_no_la_llevan(cliente: Cliente, final: str, rol: Rol | None) -> None:
    fabrica.consulta()
    entrar(cliente, personal(rol) if rol else persona())
    assert cliente.get(f"{CONSULTA}/{final}").status_code == 403


def test_las_mismas_consultas_con_5_y_con_200(cliente: Cliente, contar: Callable[[], Recuento]) -> None:
    plan = fabrica.consulta()
    with contar() as pocas:
        cliente.get(CONSULTA)
    with contar() as pocos_resultados:
        cliente.get(f"{CONSULTA}/resultados")
    from app.plan import servicios as de_planes
    from app.plan.reglas import escribir_tabla

    filas = [*fabrica_plan.FILAS, *(FilaPlan(f"1.{n}", f"Objetivo {n}", "1") for n in range(3, 200))]
    de_planes.importar(OPERACION, plan.id, escribir_tabla(filas), motivo="Crece")
    db.session.commit()
    with contar() as muchas:
        assert "Objetivo 150" in cliente.get(CONSULTA).get_data(as_text=True)
    with contar() as muchos_resultados:
        cliente.get(f"{CONSULTA}/resultados")
    assert muchas.numero == pocas.numero
    assert muchos_resultados.numero == pocos_resultados.numero
    assert muchas.numero <= 10


def test_las_consultas_abiertas_salen_en_la_portada(cliente: Cliente) -> None:
    plan = fabrica.consulta()
    assert [c.plan_id for c in consultas.abiertas()] == [plan.id]
    assert CONSULTA in cliente.get("/").text
    fabrica.cerrar(plan.id)
    assert consultas.abiertas() == []
    assert CONSULTA not in cliente.get("/").text


def test_cada_momento_de_una_consulta_sin_nadie_se_dice(cliente: Cliente) -> None:
    plan = fabrica.consulta()
    assert "Nadie ha participado todavía." in texto(cliente, CONSULTA)
    plan_id = plan.id
    db.session.get_one(Consulta, plan_id).abre = ahora() + fabrica.DIA
    db.session.commit()
    antes = texto(cliente, CONSULTA)
    assert "participado" not in antes and "/consulta/resultados" not in antes
    db.session.get_one(Consulta, plan_id).abre = ahora() - 2 * fabrica.DIA
    db.session.commit()
    fabrica.cerrar(plan_id)
    assert "No participó nadie." in texto(cliente, CONSULTA) and "<strong>Apoya" not in texto(cliente, CONSULTA)
    resultados = texto(cliente, f"{CONSULTA}/resultados")
    assert "Cerró sin respuestas" in resultados and "Cómo se cuenta" not in resultados
    assert "todavía no ha dicho" not in resultados, "de nadie no hay nada que tomar"


def test_una_sola_persona_se_dice_en_singular(cliente: Cliente) -> None:
    plan = fabrica.consulta()
    quien = Identidad(persona_id=persona().id, acreditacion=1)
    servicios.priorizar(quien, plan.id, [ids(plan.id)["1.1"]])
    db.session.commit()
    assert "Ha participado 1 persona." in texto(cliente, CONSULTA)
    fabrica.cerrar(plan.id)
    assert "Priorizó 1 persona." in texto(cliente, f"{CONSULTA}/resultados")
