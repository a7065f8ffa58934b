"""Las páginas del plan: quién ve qué, el documento, el elemento con su hilo y el taller de quien planifica."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.extensiones import db
from app.nucleo.permisos import OPERACION, Rol
from app.plan import consultas, servicios
from app.plan.reglas import FilaPlan
from tests.cliente import Cliente, texto
from tests.fabricas import plan as fabrica
from tests.fabricas.cuentas import entrar, persona, personal
from tests.recuento import Recuento

LEER = ("/plan", "/plan/plan-2035", "/plan/plan-2035/1.1", "/planes", "/ods", "/plan/plan-2035/plan.csv")
EDITAR = ("/plan/plan-2035/editar", "/plan/plan-2035/nuevo", "/plan/plan-2035/1.1/editar")
IMPORTAR = (
    "/planes/nuevo", "/planes/unidades", "/plan/plan-2035/importar", "/plan/plan-2035/editar/aprobar",
    "/plan/plan-2035/editar/estado",
)  # fmt: skip


def planificadora(cliente: Cliente) -> None:
    entrar(cliente, personal(Rol.PLANIFICADORA))


def test_sin_plan_se_dice_que_es_un_plan(cliente: Cliente) -> None:
    assert "todavía no tiene un plan vigente" in texto(cliente, "/plan")
    assert cliente.get("/ods").status_code == 200
    assert cliente.get("/planes").status_code == 200


def test_el_documento_trae_todo(cliente: Cliente) -> None:
    fabrica.plan()
    pagina = texto(cliente, "/plan")
    for dicho in (
        "Plan de prueba 2035", "Diez años para llegar a pie", "<strong>queremos</strong>", "Ordenanza 014-2025",
        "2 ejes, 3 objetivos y 1 acción", "Centros infantiles", "60 %", "2026–2029",
    ):  # fmt: skip
        assert dicho in pagina.replace("\xa0", " ").replace("60%", "60 %"), dicho


def test_los_nombres_de_nivel_salen_en_el_idioma(cliente: Cliente) -> None:
    fabrica.plan()
    cliente.set_cookie("idioma", "pt")
    assert "2 eixos" in texto(cliente, "/plan")


def test_buscar_en_el_plan_no_mira_tildes(cliente: Cliente) -> None:
    fabrica.plan()
    pagina = texto(cliente, "/plan?q=NINGUNA")
    assert "Nada en el plan habla de" in pagina
    assert "/plan/plan-2035/1.1.1" in texto(cliente, "/plan?q=MERCADOS tres")


@pytest.mark.parametrize("ruta", [r for r in LEER if r not in ("/plan", "/planes", "/ods")])
def test_un_borrador_no_existe_para_el_publico(cliente: Cliente, ruta: str) -> None:
    fabrica.borrador()
    assert cliente.get(ruta).status_code == 404
    entrar(cliente, persona())
    assert cliente.get(ruta).status_code == 404
    entrar(cliente, personal(Rol.MODERADORA))
    assert cliente.get(ruta).status_code == 200


def test_un_borrador_no_se_cuela_por_otras_puertas(cliente: Cliente) -> None:
    plan = fabrica.borrador()
    assert cliente.get(f"/elementos/{fabrica.elemento(plan).id}").status_code == 404
    assert "Plan de prueba" not in texto(cliente, "/planes")


@pytest.mark.parametrize("ruta", EDITAR + IMPORTAR)
def test_solo_quien_planifica_entra_al_taller(cliente: Cliente, ruta: str) -> None:
    fabrica.plan()
    assert cliente.get(ruta).status_code == 303
    for rol in (None, Rol.MODERADORA, Rol.AUDITORA, Rol.FACILITADORA):
        entrar(cliente, personal(rol) if rol else persona())
        assert cliente.get(ruta).status_code == 403, rol
    for rol in (Rol.PLANIFICADORA, Rol.ADMINISTRADORA):
        entrar(cliente, personal(rol))
        assert cliente.get(ruta).status_code == 200, rol


def test_elemento_con_su_hilo(cliente: Cliente) -> None:
    plan = fabrica.plan()
    fila = FilaPlan("1.2", "Casa digna", "1", peso=3)
    servicios.editar_elemento(OPERACION, plan.id, fila, "Lo pidió el concejo")
    db.session.commit()
    pagina = texto(cliente, "/plan/plan-2035/1.2")
    for dicho in (
        "Se aprueba el plan",
        "Concejo Municipal",
        "Lo pidió el concejo",
        "de «Casa segura» a «Casa digna»",
    ):
        assert dicho in pagina, dicho
    assert cliente.get("/plan/plan-2035/9.9").status_code == 404
    assert cliente.get("/plan/nada/1.2").status_code == 404


def test_la_direccion_por_id_lleva_al_elemento(cliente: Cliente) -> None:
    plan = fabrica.plan()
    respuesta = cliente.get(f"/elementos/{fabrica.elemento(plan).id}")
    assert respuesta.headers["Location"].endswith("/plan/plan-2035/1.1")
    assert cliente.get("/elementos/999999").status_code == 404


def test_los_ods_enlazan_los_elementos(cliente: Cliente) -> None:
    fabrica.plan()
    texto(cliente, "/ods")
    bloque = next(e for e in cliente.raiz.iter("li") if e.get("id") == "ods-11")
    assert {a.get("href") for a in bloque.iter("a")} == {
        "/ods/11", "/plan/plan-2035/1", "/plan/plan-2035/2.1",
    }  # fmt: skip


def test_la_descarga_es_la_tabla_que_se_importa(cliente: Cliente) -> None:
    plan = fabrica.plan()
    respuesta = cliente.get("/plan/plan-2035/plan.csv")
    assert respuesta.mimetype == "text/csv"
    assert not consultas.ensayar(plan.id, respuesta.data).cambia_algo


def _contar(cliente: Cliente, ruta: str, contar: Callable[[], Recuento], **mas: Any) -> int:
    cliente.get(ruta, **mas)
    db.session.expire_all()
    with contar() as recuento:
        assert cliente.get(ruta, **mas).status_code == 200
    return recuento.numero


def test_las_mismas_consultas_con_6_y_con_206(cliente: Cliente, contar: Callable[[], Recuento]) -> None:
    plan = fabrica.plan()
    rutas = ("/plan", "/plan/plan-2035/1", "/ods", "/plan/plan-2035/plan.csv")
    antes = {r: _contar(cliente, r, contar) for r in rutas}
    mas = [FilaPlan(f"1.{n}", f"Otro {n}", "1", ods=("11",)) for n in range(3, 103)]
    mas += [FilaPlan(f"1.{n}.1", f"Hijo {n}", f"1.{n}") for n in range(3, 103)]
    from app.plan.reglas import escribir_tabla

    servicios.importar(OPERACION, plan.id, escribir_tabla([*fabrica.FILAS, *mas]), motivo="x")
    db.session.commit()
    assert {r: _contar(cliente, r, contar) for r in rutas} == antes
    assert antes["/plan"] <= 16
    navegador = {"headers": {"Accept-Encoding": "br"}}
    assert _contar(cliente, "/plan", contar, **navegador) <= 3
    assert _contar(cliente, "/plan/plan-2035/1", contar, **navegador) <= 3


def test_lo_guardado_no_dice_lo_de_antes(cliente: Cliente) -> None:
    """La página guardada deja de servir en cuanto se anota algo."""
    plan = fabrica.plan()
    navegador = {"headers": {"Accept-Encoding": "br"}}
    antes = cliente.get("/plan/plan-2035/1.1", **navegador).data
    assert cliente.get("/plan/plan-2035/1.1", **navegador).data == antes
    fabrica.cancelar(plan, "1.1", "Ya no hay dinero")
    db.session.commit()
    assert cliente.get("/plan/plan-2035/1.1", **navegador).data != antes


def _subir(cliente: Cliente, tabla: str) -> Any:
    cliente.get("/plan/plan-2035/importar")
    return cliente.enviar("/plan/plan-2035/importar", {"archivo": (io.BytesIO(tabla.encode()), "plan.csv")})


def test_importar_por_la_web(cliente: Cliente) -> None:
    plan = fabrica.plan()
    planificadora(cliente)
    tabla = consultas.exportar_csv(plan.id).replace("Casa segura", "Casa digna")
    respuesta = _subir(cliente, tabla)
    assert respuesta.status_code == 303
    ensayo = respuesta.headers["Location"]
    pagina = texto(cliente, ensayo)
    assert "Casa segura" in pagina
    assert "Casa digna" in pagina
    assert "Moverse sin miedo" not in pagina
    assert "Moverse sin miedo" in texto(cliente, f"{ensayo}?ver=igual")
    assert "Casa digna" not in texto(cliente, "/plan")
    sin_motivo = cliente.enviar(ensayo, {"motivo": ""})
    assert sin_motivo.status_code == 422
    assert "di por qué cambia" in sin_motivo.get_data(as_text=True)
    assert cliente.enviar(ensayo, {"motivo": "Lo pidió el concejo"}).status_code == 303
    assert "Casa digna" in texto(cliente, "/plan")
    assert cliente.enviar(ensayo, {"motivo": "otra vez"}).status_code == 303
    assert "La tabla ya está en el plan" in texto(cliente, ensayo)


def test_el_ensayo_de_otra_persona_no_existe(cliente: Cliente) -> None:
    plan = fabrica.plan()
    planificadora(cliente)
    ensayo = _subir(cliente, consultas.exportar_csv(plan.id)).headers["Location"]
    planificadora(cliente)
    assert cliente.get(ensayo).status_code == 404
    assert cliente.enviar(ensayo, {"motivo": "x"}).status_code == 404


def test_un_archivo_roto_dice_donde_y_no_cambia_nada(cliente: Cliente) -> None:
    plan = fabrica.plan()
    planificadora(cliente)
    tabla = consultas.exportar_csv(plan.id)
    ensayo = _subir(cliente, tabla.replace("Casa segura,,,,3", "Casa nueva,,,,-3")).headers["Location"]
    pagina = texto(cliente, ensayo)
    assert "Fila 5, columna Peso" in pagina
    assert cliente.enviar(ensayo, {"motivo": "x"}).status_code == 422
    assert consultas.exportar_csv(plan.id) == tabla
    vacio = cliente.enviar("/plan/plan-2035/importar", {"texto": ""})
    assert vacio.status_code == 422
    binario = {"archivo": (io.BytesIO(b"PK\x03\x04\0"), "plan.xlsx")}
    assert cliente.enviar("/plan/plan-2035/importar", binario).status_code == 422


def test_si_otra_persona_cambio_el_plan_se_ensaya_de_nuevo(cliente: Cliente) -> None:
    plan = fabrica.plan()
    planificadora(cliente)
    tabla = consultas.exportar_csv(plan.id)
    ensayo = _subir(cliente, tabla.replace("Casa segura", "Casa digna")).headers["Location"]
    servicios.importar(OPERACION, plan.id, tabla.replace("Centros", "Casas"), motivo="otra")
    db.session.commit()
    respuesta = cliente.enviar(ensayo, {"motivo": "x"})
    assert respuesta.headers["Location"].endswith(ensayo)
    assert "El plan cambió después de tu ensayo" in texto(cliente, ensayo)
    assert fabrica.elemento(plan, "1.2").titulo == "Casa segura"
    assert cliente.enviar(ensayo, {"motivo": "visto"}).status_code == 303
    db.session.expire_all()
    assert fabrica.elemento(plan, "1.2").titulo == "Casa digna"


def _formulario(cliente: Cliente) -> dict[str, Any]:
    """Lo que el navegador mandaría del formulario principal de la última página."""
    datos: dict[str, Any] = {}
    for e in cliente.raiz.find(".//main").iter():  # type: ignore[union-attr]
        if e.tag == "input" and e.get("type") not in ("submit", "checkbox"):
            datos.setdefault(str(e.get("name")), e.get("value") or "")
        elif e.tag == "textarea":
            datos.setdefault(str(e.get("name")), re.sub(r"^\r?\n", "", "".join(e.itertext())))
        elif e.tag == "select":
            todas = list(e.iter("option"))
            elegida = next((o for o in todas if o.get("selected") is not None), todas[0])
            datos.setdefault(str(e.get("name")), elegida.get("value"))
    return {c: v for c, v in datos.items() if c not in ("None", "paso")}


def test_editar_un_elemento_sin_tocar_nada_no_lo_cambia(cliente: Cliente) -> None:
    plan = fabrica.plan()
    planificadora(cliente)
    antes = consultas.exportar_csv(plan.id)
    cliente.get("/plan/plan-2035/1.1/editar")
    assert cliente.enviar("/plan/plan-2035/1.1/editar", _formulario(cliente)).status_code == 303
    assert consultas.exportar_csv(plan.id) == antes


def test_editar_guarda_lo_escrito_y_no_lo_pierde_si_falla(cliente: Cliente) -> None:
    plan = fabrica.plan()
    planificadora(cliente)
    cliente.get("/plan/plan-2035/1.1/editar")
    datos = {**_formulario(cliente), "titulo": "Título nuevo", "ods": "99", "motivo": "Porque sí"}
    fallo = cliente.enviar("/plan/plan-2035/1.1/editar", datos)
    assert fallo.status_code == 422
    assert "Título nuevo" in fallo.get_data(as_text=True)
    assert "Porque sí" in fallo.get_data(as_text=True)
    assert cliente.enviar("/plan/plan-2035/1.1/editar", {**datos, "ods": "11; 3.8"}).status_code == 303
    assert fabrica.elemento(plan, "1.1").titulo == "Título nuevo"


def test_crear_ordenar_y_borrar_por_la_web(cliente: Cliente) -> None:
    plan = fabrica.borrador()
    planificadora(cliente)
    cliente.get("/plan/plan-2035/nuevo?padre=1")
    datos = {**_formulario(cliente), "titulo": "Recién llegado"}
    assert datos["codigo"] == "1.3"
    assert datos["padre"] == "1"
    assert cliente.enviar("/plan/plan-2035/nuevo", datos).status_code == 303
    assert cliente.enviar("/plan/plan-2035/1.3/ordenar", {"paso": "subir"}).status_code == 303
    assert [n.codigo for n in consultas.arbol(plan.id).raices[0].hijos] == ["1.1", "1.3", "1.2"]
    assert cliente.enviar("/plan/plan-2035/1.3/borrar").status_code == 303
    assert cliente.enviar("/plan/plan-2035/1.1/borrar").status_code == 303
    assert "cuelgan otros" in texto(cliente, "/plan/plan-2035/1.1/editar")


def test_de_nada_a_un_plan_vigente_por_la_web(cliente: Cliente) -> None:
    planificadora(cliente)
    cliente.get("/planes/nuevo")
    datos = {
        "nombre": "Plan nuevo", "clave": "nuevo-2040", "tipo": "estrategico", "inicio": "2030-01-01",
        "fin": "2040-12-31", "niveles": "eje, ejes\nobjetivo, objetivos",
    }  # fmt: skip
    assert cliente.enviar("/planes/nuevo", {**datos, "fin": "2020-01-01"}).status_code == 422
    assert cliente.enviar("/planes/nuevo", datos).status_code == 303
    assert "Importar la tabla" in texto(cliente, "/plan/nuevo-2040")
    plan = consultas.por_clave("nuevo-2040", OPERACION)
    assert plan.nombre_de_nivel(1, plural=True) == "objetivos"
    unidad = {"codigo": "OBR", "nombre": "Obras", "correo": ""}
    assert cliente.enviar("/planes/unidades", {**unidad, "codigo": "A;B"}).status_code == 422
    assert cliente.enviar("/planes/unidades", unidad).status_code == 303
    assert "Obras" in texto(cliente, "/planes/unidades")
    acto = {"organo": "Concejo", "numero": "1", "fecha": "2029-12-01", "gaceta": ""}
    assert cliente.enviar("/plan/nuevo-2040/editar/aprobar", {**acto, "organo": ""}).status_code == 422
    assert cliente.enviar("/plan/nuevo-2040/editar/aprobar", acto).status_code == 303
    cambio = {"estado": "evaluado", "motivo": "Terminó"}
    assert cliente.enviar("/plan/nuevo-2040/editar/estado", cambio).status_code == 303
    assert "Evaluado" in texto(cliente, "/plan/nuevo-2040")


def test_editar_los_datos_conserva_los_otros_idiomas(cliente: Cliente) -> None:
    fabrica.plan(traducciones={"pt": {"nombre": "Plano de prova"}})
    planificadora(cliente)
    cliente.get("/plan/plan-2035/editar")
    datos = {**_formulario(cliente), "lema": "Otro lema", "motivo": "Se acordó"}
    assert cliente.enviar("/plan/plan-2035/editar", datos).status_code == 303
    assert consultas.por_clave("plan-2035", OPERACION, "pt").nombre == "Plano de prova"
    assert consultas.por_clave("plan-2035", OPERACION, "pt").nombre_de_nivel(0) == "eixo"
    assert consultas.por_clave("plan-2035", OPERACION).lema == "Otro lema"


def test_las_ordenes(app: Flask, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from pathlib import Path

    ciudad = Path(app.root_path) / "demo" / "ciudad"
    correr = app.test_cli_runner().invoke
    assert correr(args=["importar", "unidades", str(ciudad / "unidades.csv")]).exit_code == 0
    ficha, tabla = str(ciudad / "plan.json"), str(ciudad / "plan.csv")
    creado = correr(args=["plan", "crear", ficha, "--clave", "pa", "--tabla", tabla])
    assert creado.exit_code == 0, creado.output
    destino = tmp_path / "salida.csv"
    assert correr(args=["exportar", "plan", "pa", str(destino)]).exit_code == 0
    antes = destino.read_text(encoding="utf-8")
    destino.write_text(antes.replace("Barrios que cuidan", "Barrios que abrazan"), encoding="utf-8")
    ensayo = correr(args=["importar", "plan", str(destino), "--plan", "pa", "--ensayo"])
    assert "«Barrios que cuidan» → «Barrios que abrazan»" in ensayo.output
    assert correr(args=["exportar", "plan", "pa"]).output == antes
    assert correr(args=["importar", "plan", str(destino), "--plan", "pa"]).exit_code == 1
    orden = ["importar", "plan", str(destino), "--plan", "pa", "--motivo", "x"]
    assert correr(args=orden).exit_code == 0
    destino.write_text(antes.replace("2035-12-31", "fin", 1), encoding="utf-8")
    roto = correr(args=orden)
    assert roto.exit_code == 1
    assert "Fila 2, columna Fin" in roto.output + str(roto.stderr)
