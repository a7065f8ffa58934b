"""La lista de propuestas: órdenes, filtros, vacíos, muchas, basura en la dirección y costo."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from app.contenido.modelos import Contenido
from app.extensiones import db
from app.propuestas import facetas, servicios
from tests.cliente import Cliente
from tests.fabricas import cuentas, plan, procesos, propuestas
from tests.fabricas.propuestas import codigo_de
from tests.recuento import Recuento


def test_vacia_invita_a_la_primera(app: Flask, cliente: Cliente) -> None:
    procesos.proceso()
    texto = cliente.get("/propuestas").get_data(as_text=True)
    assert "Todavía no hay propuestas" in texto
    assert 'href="/proponer"' in texto
    assert 'id="buscar-lista"' not in texto and "Filtrar" not in texto
    assert 'id="buscar-lista"' in cliente.get("/propuestas?q=sombra").get_data(as_text=True)


def test_sin_nada_abierto_no_ofrece_proponer(app: Flask, cliente: Cliente) -> None:
    procesos.proceso(fases=[procesos.ventana(abre=-20, cierra=-10)])
    texto = cliente.get("/propuestas").get_data(as_text=True)
    assert "Ahora no hay ningún proceso abierto" in texto
    assert 'href="/proponer"' not in texto


def test_una_y_su_direccion(app: Flask, cliente: Cliente) -> None:
    codigo = codigo_de(propuestas.propuesta(titulo="Un árbol en cada esquina"))
    texto = cliente.get("/propuestas").get_data(as_text=True)
    assert "1 propuesta" in texto
    assert f"/propuestas/{codigo}/un-arbol-en-cada-esquina" in texto


def test_la_tarjeta_cambia_cuando_la_propuesta_cambia(app: Flask, cliente: Cliente) -> None:
    codigo = codigo_de(propuestas.propuesta(proceso=procesos.proceso(umbral_ciudad=50)))
    assert ">0</b> personas apoyan" in cliente.get("/propuestas").get_data(as_text=True)
    servicios.apoyar(cuentas.identidad_de(cuentas.persona()), codigo)
    db.session.commit()
    assert ">1</b> persona apoya" in cliente.get("/propuestas").get_data(as_text=True)


def test_muchas_se_recorren_enteras_sin_repetir(app: Flask, cliente: Cliente) -> None:
    propuestas.muchas(procesos.proceso(), 60)
    vistas: list[str] = []
    ruta: str | None = "/propuestas"
    while ruta:
        cliente.get(ruta)
        vistas += [
            e.get("href", "") for e in cliente.raiz.iter("a") if "Propuesta número" in "".join(e.itertext())
        ]
        ruta = next((e.get("href") for e in cliente.raiz.iter("a") if e.get("rel") == "next"), None)
    assert len(vistas) == len(set(vistas)) == 60


def test_mas_de_mil_se_dice(app: Flask, cliente: Cliente) -> None:
    propuestas.muchas(procesos.proceso(), 1005)
    assert "Más de 1.000 propuestas" in cliente.get("/propuestas").get_data(as_text=True)


ORDENES = {"nuevas": "Nuevas", "apoyadas": "Más apoyadas", "azar": "Al azar"}


@pytest.mark.parametrize("orden", ORDENES)
def test_cada_orden_responde_y_se_marca(app: Flask, cliente: Cliente, orden: str) -> None:
    propuestas.muchas(procesos.proceso(), 3)
    assert cliente.get(f"/propuestas?orden={orden}").status_code == 200
    marcadas = [
        e for e in cliente.raiz.iter("a") if e.get("aria-current") == "true" and e.text in ORDENES.values()
    ]
    assert {e.text for e in marcadas} == {ORDENES[orden]}


def test_cerca_sin_lugar_pregunta_de_donde(app: Flask, cliente: Cliente) -> None:
    procesos.proceso()
    assert "¿Cerca de dónde?" in cliente.get("/propuestas?orden=cerca").get_data(as_text=True)


def test_cerca_de_un_punto_ordena_por_distancia(app: Flask, cliente: Cliente) -> None:
    proceso = procesos.proceso()
    propuestas.propuesta(proceso=proceso, titulo="La lejana", punto=(4.9, -74.0))
    propuestas.propuesta(proceso=proceso, titulo="La cercana", punto=(4.601, -74.0))
    texto = cliente.get("/propuestas?orden=cerca&lat=4.6&lon=-74.0").get_data(as_text=True)
    assert texto.index("La cercana") < texto.index("La lejana")


def test_filtro_por_elemento_con_su_ficha_quitable(app: Flask, cliente: Cliente) -> None:
    uno = plan.elemento(plan.plan(), "2.1")
    proceso = procesos.proceso()
    propuestas.propuesta(proceso=proceso, titulo="Con objetivo", elementos=[uno.id])
    propuestas.propuesta(proceso=proceso, titulo="Sin objetivo")
    texto = cliente.get(f"/propuestas?elemento={uno.id}").get_data(as_text=True)
    assert "Con objetivo" in texto and "Sin objetivo" not in texto
    assert "Quitar el filtro" in texto
    assert "noindex" in texto


def test_filtro_sin_resultados_dice_que_hacer(app: Flask, cliente: Cliente) -> None:
    propuestas.propuesta()
    texto = cliente.get("/propuestas?estado=espera").get_data(as_text=True)
    assert "Ninguna propuesta coincide" in texto


BASURA = [
    "",
    "0",
    "-1",
    "9" * 40,
    "'; DROP TABLE",
    "%00",
    "ñandú",
    "nan",
    "inf",
    "1e999",
    "[]",
    "\u202e",
    "<script>",
    "x" * 500,
]


@pytest.mark.parametrize("valor", BASURA)
def test_la_basura_en_la_direccion_no_rompe(app: Flask, cliente: Cliente, valor: str) -> None:
    propuestas.propuesta()
    nombres = (
        "estado",
        "elemento",
        "ods",
        "territorio",
        "etiqueta",
        "proceso",
        "orden",
        "clave",
        "lat",
        "lon",
        "cerca_de",
    )
    for nombre in nombres:
        respuesta = cliente.get("/propuestas", query_string={nombre: valor})
        assert respuesta.status_code == 200, nombre
    assert cliente.get("/propuestas", query_string=dict.fromkeys(nombres, valor)).status_code == 200
    assert (
        cliente.get("/propuestas", query_string={"orden": "cerca", "lat": valor, "lon": valor}).status_code
        == 200
    )


def test_ni_borradores_ni_ocultas_en_la_lista(app: Flask, cliente: Cliente) -> None:
    proceso = procesos.proceso()
    propuestas.borrador(proceso=proceso, titulo="Esto es un borrador")
    oculta = propuestas.propuesta(proceso=proceso, titulo="Esto se ocultó")
    db.session.get_one(Contenido, oculta.id).estado = "oculto"
    facetas.rehacer(oculta.id)
    codigo = codigo_de(oculta)
    ruta_proceso = f"/procesos/{proceso.clave}"
    db.session.commit()
    for ruta in ("/propuestas", "/", "/sitemap.xml", ruta_proceso):
        texto = cliente.get(ruta).get_data(as_text=True)
        assert "Esto es un borrador" not in texto
        assert "Esto se ocultó" not in texto
        assert codigo not in texto


def _consultas(cliente: Cliente, contar: Callable[[], Recuento], ruta: str) -> int:
    cliente.get(ruta)
    with contar() as r:
        cliente.get(ruta)
    return r.numero


@pytest.mark.parametrize(
    "ruta", ["/propuestas", "/propuestas?orden=apoyadas", "/propuestas?orden=azar", "/propuestas?estado=reune"]
)
def test_tibia_cuesta_lo_mismo_con_una_que_con_cien(
    app: Flask, cliente: Cliente, contar: Callable[[], Recuento], ruta: str
) -> None:
    proceso = procesos.proceso()
    propuestas.muchas(proceso, 26)
    pocas = _consultas(cliente, contar, ruta)
    propuestas.muchas(proceso, 100)
    muchas = _consultas(cliente, contar, ruta)
    assert pocas == muchas <= 6


def test_fria_tampoco_crece_con_las_filas(app: Flask, cliente: Cliente, contar: Callable[[], Recuento]) -> None:
    proceso = procesos.proceso()
    propuestas.muchas(proceso, 1)
    with contar() as una:
        cliente.get("/propuestas?orden=apoyadas")
    app.extensions.pop("rumbo_tarjetas")
    propuestas.muchas(proceso, 99)
    with contar() as cien:
        cliente.get("/propuestas?orden=apoyadas")
    assert cien.numero <= una.numero + 1  # con más de una página hace falta contar cuántas son


def test_el_html_de_las_personas_va_escapado(app: Flask, cliente: Cliente) -> None:
    malo = "<img src=x onerror=alert(1)>\"'><script>alert(1)</script>"
    alguien = cuentas.persona(seudonimo="<b>Ana</b>")
    de = cuentas.identidad_de(alguien)
    una = propuestas.propuesta(
        de, titulo=malo, resumen=malo, cuerpo=malo, referencia=malo, etiquetas=["<i>x</i>"]
    )
    codigo = codigo_de(una)
    for ruta in ("/propuestas", "/", f"/c/{codigo}"):
        texto = cliente.get(ruta).get_data(as_text=True)
        assert "<script>alert" not in texto
        assert "<img src=x" not in texto


@pytest.mark.parametrize(
    ("filtro", "frase"),
    [
        ("elemento=0", "Todavía no están en un objetivo del plan"),
        ("territorio=-", "Son para toda la ciudad o cruzan varios barrios"),
        ("lugar=%s", "Son para ese lugar entero"),
    ],
)
def test_un_filtro_que_no_se_explica_solo_se_explica(
    app: Flask, cliente: Cliente, filtro: str, frase: str
) -> None:
    procesos.proceso()
    codigo = propuestas.lugar("Puente Nuevo").codigo
    assert frase in cliente.get(f"/propuestas?{filtro.replace('%s', codigo)}").text
    assert frase not in cliente.get("/propuestas").text


def test_los_objetivos_sin_traducir_dicen_su_idioma_tambien_en_las_listas(app: Flask, cliente: Cliente) -> None:
    procesos.proceso()
    ident = plan.elemento(plan.plan()).id
    assert 'lang="es"' not in cliente.get(f"/propuestas?elemento={ident}").text.partition("<main")[2]
    cliente.set_cookie("idioma", "pt")
    pagina = cliente.get(f"/propuestas?elemento={ident}").text
    assert f'<option value="{ident}" lang="es" selected>' in pagina
    assert '<span><span lang="es">1.1 ' in pagina
    assert '<option value="0" lang' not in pagina


def test_una_etiqueta_que_nadie_usa_no_muestra_otra_cosa(app: Flask, cliente: Cliente) -> None:
    propuestas.propuesta(titulo="Un banco en la plaza")
    pagina = cliente.get("/propuestas?etiqueta=%23Bicis").get_data(as_text=True)
    assert "Ninguna propuesta coincide" in pagina and "#bicis" in pagina
    assert "Un banco en la plaza" not in pagina
