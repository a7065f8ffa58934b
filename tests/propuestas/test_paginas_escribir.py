"""Escribir una propuesta sin JavaScript, de principio a fin, y lo que se rechaza por el camino."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.extensiones import db
from app.procesos.modelos import Proceso
from app.propuestas.modelos import Propuesta
from tests.cliente import Cliente
from tests.fabricas import cuentas, plan, procesos, propuestas
from tests.fabricas.propuestas import codigo_de

IDEA = {
    "titulo": "Sombra en la parada",
    "resumen": "Un techo y dos bancas.",
    "cuerpo": "A mediodía no hay dónde.",
}


def _empezar(cliente: Cliente, proceso: Proceso | None = None, acreditacion: int = 1) -> str:
    """Entra, empieza un borrador y devuelve su código."""
    if proceso is None:
        procesos.proceso()
    cuentas.entrar(cliente, cuentas.persona(acreditacion=acreditacion))
    cliente.get("/proponer")
    respuesta = cliente.enviar("/proponer", {"clase": "idea"})
    assert respuesta.status_code == 303
    return str(respuesta.location).split("/")[2]


def test_de_principio_a_fin_sin_javascript(app: Flask, cliente: Cliente) -> None:
    elemento_id = plan.elemento(plan.plan(), "2.1").id
    codigo = _empezar(cliente)
    pasos: list[tuple[str, dict[str, Any]]] = [
        ("idea", IDEA),
        ("plan", {"elementos": [elemento_id], "etiquetas": "sombra, Bus"}),
        ("lugar", {"territorio": "", "referencia": "Junto al mercado"}),
        ("fotos", {}),
    ]
    ruta = f"/proponer/{codigo}/idea"
    for paso, datos in pasos:
        assert ruta.startswith(f"/proponer/{codigo}/{paso}")
        cliente.get(ruta)
        respuesta = cliente.enviar(ruta, datos)
        assert respuesta.status_code == 303, paso
        ruta = str(respuesta.location)
    texto = cliente.get(ruta).get_data(as_text=True)
    assert ruta == f"/proponer/{codigo}/revisar"
    for escrito in ("Sombra en la parada", "2.1 Caminar sin miedo", "Bus, sombra", "Junto al mercado"):
        assert escrito in texto
    publicada = cliente.enviar(ruta)
    assert publicada.status_code == 303
    pagina = cliente.get(str(publicada.location), follow_redirects=True).get_data(as_text=True)
    assert "Tu propuesta está publicada" in pagina and f"{codigo[:4]}-{codigo[4:]}" in pagina
    assert "Sombra en la parada" in cliente.get("/cuenta/propuestas").get_data(as_text=True)


def test_publicar_dos_veces_lleva_a_la_misma(app: Flask, cliente: Cliente) -> None:
    codigo = _empezar(cliente)
    for paso, datos in (("idea", IDEA), ("plan", {"no_lo_se": "y"}), ("lugar", {})):
        assert cliente.enviar(f"/proponer/{codigo}/{paso}", datos).status_code == 303
    primera = cliente.enviar(f"/proponer/{codigo}/revisar")
    segunda = cliente.enviar(f"/proponer/{codigo}/revisar")
    assert primera.status_code == segunda.status_code == 303
    assert primera.location == segunda.location
    assert db.session.query(Propuesta).filter_by(estado="publicada").count() == 1
    assert cliente.get(f"/proponer/{codigo}/revisar").status_code == 303


def test_lo_que_falta_se_dice_y_lleva_al_paso(app: Flask, cliente: Cliente) -> None:
    codigo = _empezar(cliente)
    respuesta = cliente.enviar(f"/proponer/{codigo}/revisar")
    texto = respuesta.get_data(as_text=True)
    assert respuesta.status_code == 422
    assert "Falta algo antes de publicar" in texto
    for paso in ("idea", "plan"):
        assert f'href="/proponer/{codigo}/{paso}?volver=1"' in texto


@pytest.mark.parametrize(
    ("mal", "dicho"),
    [
        ({"titulo": ""}, "Escribe un título"),
        ({"titulo": "abc"}, "de 4 a 120"),
        ({"titulo": "x" * 121}, "de 4 a 120"),
        ({"cuerpo": ""}, "Cuenta tu idea"),
        ({"cuerpo": "x" * 6001}, "demasiado largo"),
        ({"resumen": "x" * 201}, "demasiado largo"),
        ({"titulo": "🚲🚲🚲🚲🚲"}, "Escribe el título con palabras"),
        ({"en_nombre_de": "Alcaldía de la Ciudad"}, "parece de la municipalidad"),
        ({"en_nombre_de": "Equipo de Parques"}, "parece de la municipalidad"),
        ({"en_nombre_de": "¡¡!!"}, "nombre del grupo con letras"),
        ({"en_nombre_de": "Vecinоs unidos"}, "un solo alfabeto"),
    ],
)
def test_la_idea_mal_escrita_no_se_pierde(
    app: Flask, cliente: Cliente, mal: dict[str, str], dicho: str
) -> None:
    codigo = _empezar(cliente)
    cuentas.unidad(nombre="Parques")
    datos = {**IDEA, **mal}
    respuesta = cliente.enviar(f"/proponer/{codigo}/idea", datos)
    texto = respuesta.get_data(as_text=True)
    assert respuesta.status_code == 422
    assert texto.count(dicho) == 2, "junto al campo y en el resumen"
    assert "<title>Error:" in texto
    assert all(valor in texto for valor in datos.values())


def test_un_titulo_que_no_se_ve_no_es_un_titulo(app: Flask, cliente: Cliente) -> None:
    codigo = _empezar(cliente)
    for oculto in ("\u200b" * 5, "ㅤㅤㅤㅤㅤ", "\u2800\u200d\u2060\u2800 \u202e"):
        respuesta = cliente.enviar(f"/proponer/{codigo}/idea", {**IDEA, "titulo": oculto})
        assert respuesta.status_code == 422 and "Escribe un título" in respuesta.text
        vacio = cliente.enviar(f"/proponer/{codigo}/idea", {"titulo": "Una sombra", "cuerpo": oculto})
        assert vacio.status_code == 422 and "Cuenta tu idea" in vacio.text
    escondido = {**IDEA, "titulo": "Una\u202e som\u200bbra"}
    assert cliente.enviar(f"/proponer/{codigo}/idea", escondido).status_code == 303
    assert db.session.query(Propuesta.titulo).scalar() == "Una sombra"


def test_el_borrador_de_un_grupo_que_parece_oficina_se_guarda_y_no_se_publica(
    app: Flask, cliente: Cliente
) -> None:
    codigo = _empezar(cliente)
    grupo = {"en_nombre_de": "Oficina de Parques"}
    guardada = cliente.enviar(f"/proponer/{codigo}/guardar", {**IDEA, **grupo, "paso": "idea"})
    assert guardada.status_code < 300
    cliente.enviar(f"/proponer/{codigo}/plan", {"no_lo_se": "y"})
    assert cliente.enviar(f"/proponer/{codigo}/revisar").status_code == 422
    guardado = db.session.query(Propuesta.estado, Propuesta.en_nombre_de).one()
    assert tuple(guardado) == ("borrador", "Oficina de Parques")


def test_buscar_en_el_plan_no_pierde_lo_elegido(app: Flask, cliente: Cliente) -> None:
    vigente = plan.plan()
    elegido = plan.elemento(vigente, "1.2").id
    codigo = _empezar(cliente)
    datos = {"buscar": "CAMÍNAR", "solo_buscar": "1", "elementos": [elegido], "etiquetas": "uno"}
    texto = cliente.enviar(f"/proponer/{codigo}/plan", datos).get_data(as_text=True)
    assert "Caminar sin miedo" in texto and "Casa segura" in texto and "Centros infantiles" not in texto
    marcadas = [e.get("value") for e in cliente.raiz.iter("input") if e.get("checked") is not None]
    assert marcadas == [str(elegido)]
    assert 'value="uno"' in texto


@pytest.mark.parametrize(
    "datos",
    [
        {"elementos": ["x"]},
        {"elementos": ["999999"]},
        {"elementos": ["1", "2", "3", "4"]},
        {"elementos": ["-1"]},
        {"elementos": ["9" * 30]},
        {},
    ],
)
def test_elementos_que_no_valen_se_rechazan(app: Flask, cliente: Cliente, datos: dict[str, Any]) -> None:
    codigo = _empezar(cliente)
    assert cliente.enviar(f"/proponer/{codigo}/plan", datos).status_code == 422


@pytest.mark.parametrize(
    "datos", [{"territorio": "no-existe"}, {"latitud": "95", "longitud": "0"}, {"referencia": "x" * 161}]
)
def test_lugares_que_no_valen_se_rechazan(app: Flask, cliente: Cliente, datos: dict[str, Any]) -> None:
    codigo = _empezar(cliente)
    assert cliente.enviar(f"/proponer/{codigo}/lugar", datos).status_code == 422


def test_algo_roto_lleva_al_contacto(app: Flask, cliente: Cliente, monkeypatch: pytest.MonkeyPatch) -> None:
    for clave in ("CIUDAD_SERVICIO", "CIUDAD_CONTACTO"):
        monkeypatch.setitem(app.config, clave, "")
    procesos.proceso()
    cuentas.entrar(cliente, cuentas.persona())
    cliente.get("/proponer")
    respuesta = cliente.enviar("/proponer", {"clase": "roto"})
    assert (respuesta.status_code, respuesta.location) == (303, "/proponer/roto")
    app.config["CIUDAD_SERVICIO"] = "04 255 0119 | luz@ciudad.example | Lunes a viernes"
    texto = cliente.get("/proponer/roto").get_data(as_text=True)
    for esperado in ("tel:042550119", "mailto:luz@ciudad.example", "Lunes a viernes", "no recibe esos avisos"):
        assert esperado in texto
    app.config["CIUDAD_SERVICIO"], app.config["CIUDAD_CONTACTO"] = "", "hola@ciudad.example"
    assert "mailto:hola@ciudad.example" in cliente.get("/proponer/roto").get_data(as_text=True)
    assert db.session.query(Propuesta).count() == 0


def test_con_varios_procesos_se_elige_uno(app: Flask, cliente: Cliente) -> None:
    procesos.proceso(nombre="El de siempre")
    otro = procesos.proceso(nombre="La costanera", clase="convocatoria")
    clave, ident = otro.clave, otro.id
    cuentas.entrar(cliente, cuentas.persona())
    texto = cliente.get(f"/proponer?proceso={clave}").get_data(as_text=True)
    assert "El de siempre" in texto and "La costanera" in texto
    assert cliente.enviar("/proponer", {"clase": "idea", "proceso": "no-existe"}).status_code == 422
    assert cliente.enviar("/proponer", {"clase": "idea", "proceso": clave}).status_code == 303
    assert db.session.query(Propuesta).one().proceso_id == ident


def test_el_permanente_va_primero_y_cada_proceso_dice_para_que_es(app: Flask, cliente: Cliente) -> None:
    procesos.proceso(
        clase="convocatoria", nombre="Alumbrado", proposito="Se buscan ideas de luz. El resto sobra."
    )
    procesos.proceso(nombre="Zona de propuestas", proposito="Aquí cabe todo. Y más.")
    cuentas.entrar(cliente, cuentas.persona())
    html = cliente.get("/proponer").get_data(as_text=True)
    assert html.index("Aquí cabe todo.") < html.index("Se buscan ideas de luz.")
    assert "El resto sobra" not in html and "Mira a quién avisar" not in html


def test_sin_cuenta_explica_y_ofrece_entrar(app: Flask, cliente: Cliente) -> None:
    procesos.proceso()
    texto = cliente.get("/proponer").get_data(as_text=True)
    assert "Entrar o crear mi cuenta" in texto and "siguiente=/proponer" in texto.replace("%2F", "/")
    assert 'name="clase"' not in texto
    assert "Umbral" in texto, "las reglas se leen antes"


def test_sin_confirmar_dice_lo_que_falta(app: Flask, cliente: Cliente) -> None:
    procesos.proceso()
    cuentas.entrar(cliente, cuentas.persona(acreditacion=0))
    assert "Lo que falta para proponer" in cliente.get("/proponer").get_data(as_text=True)
    assert cliente.enviar("/proponer", {"clase": "idea"}).status_code == 403


def test_cerrado_dice_cuando_abre(app: Flask, cliente: Cliente) -> None:
    procesos.proceso(fases=[procesos.ventana(abre=5, cierra=10)])
    cuentas.entrar(cliente, cuentas.persona())
    texto = cliente.get("/proponer").get_data(as_text=True)
    assert "Ahora no hay nada abierto para proponer" in texto and "Abre el" in texto


def test_el_guardado_automatico_acepta_lo_a_medias(app: Flask, cliente: Cliente) -> None:
    codigo = _empezar(cliente)
    respuesta = cliente.enviar(f"/proponer/{codigo}/guardar", {"titulo": "So", "cuerpo": "A medias"})
    assert respuesta.status_code == 200
    assert "A medias" in cliente.get(f"/proponer/{codigo}/idea").get_data(as_text=True)


def test_borrar_un_borrador_pregunta_y_borra(app: Flask, cliente: Cliente) -> None:
    codigo = _empezar(cliente)
    assert "¿Borrar este borrador?" in cliente.get(f"/proponer/{codigo}/borrar").get_data(as_text=True)
    assert cliente.enviar(f"/proponer/{codigo}/borrar").status_code == 303
    assert cliente.get(f"/proponer/{codigo}/idea").status_code == 404
    assert "Todavía no propusiste nada" in cliente.get("/cuenta/propuestas").get_data(as_text=True)


def test_mis_propuestas_no_muestra_las_ajenas(app: Flask, cliente: Cliente) -> None:
    propuestas.propuesta(titulo="De otra persona")
    ajeno = codigo_de(propuestas.borrador(titulo="Borrador ajeno"))
    cuentas.entrar(cliente, cuentas.persona())
    texto = cliente.get("/cuenta/propuestas").get_data(as_text=True)
    assert "De otra persona" not in texto and ajeno not in texto


def test_las_faltas_de_la_idea_se_dicen_todas_a_la_vez(app: Flask, cliente: Cliente) -> None:
    codigo = _empezar(cliente)
    pagina = cliente.enviar(
        f"/proponer/{codigo}/idea", {"titulo": "Una sombra", "cuerpo": "", "costo": "mucho", "video": "http"}
    )
    html = pagina.get_data(as_text=True)
    assert pagina.status_code == 422
    for campo in ("cuerpo", "costo", "video"):
        assert f'id="{campo}-error"' in html and f'href="#{campo}"' in html, campo
    assert 'value="mucho"' in html and 'value="http"' in html
