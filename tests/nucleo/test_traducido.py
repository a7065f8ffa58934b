"""Un texto que sabe su idioma no lo pierde: al unirlo, al recortarlo, en una tabla o en una lista."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask_babel import force_locale
from markupsafe import Markup
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.nucleo.formularios import Formulario
from app.nucleo.traducido import Texto, citar, conservando, en, idioma_de, unir

PLANTILLAS = Path(__file__).parents[2] / "plantillas"
AJENO = Texto("Caminar sin <miedo>", "es")
PROPIO = Texto("Andar sem medo")


def pintar(plantilla: str, **datos: object) -> str:
    return re.sub(r">\s+<", "><", render_template_string(plantilla, **datos)).strip()


@pytest.mark.parametrize(
    ("partes", "texto", "idioma"),
    [
        (("2.3", AJENO), "2.3 Caminar sin <miedo>", "es"),
        (("2.3", PROPIO), "2.3 Andar sem medo", ""),
        ((AJENO, "(4)"), "Caminar sin <miedo> (4)", "es"),
        (("", None, AJENO), "Caminar sin <miedo>", "es"),
        (("a", 7), "a 7", ""),
        ((), "", ""),
    ],
)
def test_unir_conserva_el_idioma(partes: tuple[object, ...], texto: str, idioma: str) -> None:
    junto = unir(*partes)
    assert (junto, idioma_de(junto)) == (texto, idioma)


def test_cambiar_un_texto_conserva_el_idioma(app: Flask) -> None:
    corto = conservando(lambda texto: texto[:3])
    assert (corto(AJENO), idioma_de(corto(AJENO)), idioma_de(corto("abcd"))) == ("Cam", "es", "")
    recortado = pintar('{{ ("2.3"|unido(texto|recortar(10)))|marcado }}', texto=AJENO)
    assert recortado == '<span lang="es">2.3 Caminar…</span>'


def test_una_frase_marca_lo_que_cita(app: Flask) -> None:
    frase = citar("Título: de «%(antes)s» a «%(despues)s»", antes=AJENO, despues="<b>")
    html = '<span lang="es">Caminar sin &lt;miedo&gt;</span>'
    assert pintar("{{ frase|marcado }}", frase=frase) == f"Título: de «{html}» a «&lt;b&gt;»"


def test_lo_traducido_no_lleva_idioma_y_lo_que_falta_si(app: Flask) -> None:
    textos = {"pt": {"nombre": "Rio"}}
    with force_locale("pt"):
        assert idioma_de(en("pt", textos, "nombre", "Río")) == ""
        assert idioma_de(en("pt", textos, "lema", "Vivir")) == "es"
        assert idioma_de(en("pt", textos, "lema", "")) == ""


def test_una_tabla_marca_celdas_encabezados_y_titulo(app: Flask) -> None:
    html = pintar(
        '{% from "componentes/tabla.html" import tabla %}{{ tabla(t, columnas, filas) }}',
        t=Texto("Los ejes", "es"),
        columnas=[{"texto": Texto("Eje", "es")}, {"texto": "n", "numero": True}, {"texto": "m", "url": "/x"}],
        filas=[
            [{"texto": AJENO, "url": "/a", "sub": Texto("y más", "es")}, 4, Markup("<b>x</b>")],
            [AJENO, None, 0],
        ],
    )
    assert '<caption><span lang="es">Los ejes</span>' in html
    assert '<th scope="col"><span lang="es">Eje</span></th>' in html
    ajeno = '<span lang="es">Caminar sin &lt;miedo&gt;</span>'
    assert f'<a href="/a">{ajeno}</a><span class="sub"><span lang="es">y más</span></span>' in html
    assert f'<th scope="row">{ajeno}</th>' in html
    assert ">4</td>" in html and "<b>x</b>" in html and ">0</td>" in html


def test_una_lista_hecha_a_mano_marca_opciones_y_grupos(app: Flask) -> None:
    html = pintar(
        '{% from "componentes/elegir.html" import elegir %}'
        '{{ elegir("eje", "Eixo", pares, 2, "Todos", grupos=[(g, [(3, "c")])]) }}',
        pares=[(1, AJENO), (2, PROPIO)],
        g=Texto("Grupo", "es"),
    )
    assert '<label for="eje">Eixo</label><select id="eje" name="eje"><option value="">Todos</option>' in html
    assert '<option value="1" lang="es">Caminar sin &lt;miedo&gt;</option>' in html
    assert '<option value="2" selected>Andar sem medo</option>' in html
    assert '<optgroup label="Grupo" lang="es"><option value="3">c</option></optgroup>' in html


def test_una_lista_de_wtforms_marca_opciones_y_grupos(app: Flask) -> None:
    class Prueba(Formulario):
        suelta = SelectField("s", choices=[SelectChoice("1", AJENO), SelectChoice("2", PROPIO)])
        grupos = SelectField("g")
        sueltas = SelectField("x", choices=[SelectChoice("1", "a", optgroup=Texto("Eje", "es"))])

    with app.test_request_context():
        f = Prueba(data={"suelta": "2"})
        f.grupos.choices = {Texto('El "eje"', "es"): [("1", AJENO)], "Outro": [("2", "b")]}
        suelta, grupos, sueltas = str(f.suelta()), str(f.grupos()), str(f.sueltas())
    assert '<option lang="es" value="1">Caminar sin &lt;miedo&gt;</option>' in suelta
    assert '<option selected value="2">Andar sem medo</option>' in suelta
    assert '<optgroup label="El &#34;eje&#34;" lang="es"><option lang="es" value="1">' in grupos
    assert '<optgroup label="Outro"><option value="2">b</option>' in grupos
    assert '<optgroup label="Eje" lang="es"><option value="1">' in sueltas


def test_ninguna_plantilla_escribe_opciones_por_su_cuenta() -> None:
    """Fuera de `componentes/elegir.html`, una opción escrita a mano solo lleva un texto de la interfaz."""
    a_mano = re.compile(r"<opt(?:ion|group)\b[^>]*>\s*\{\{\s*+(?!_\(|todas)|<optgroup\b")
    culpables = [
        str(ruta.relative_to(PLANTILLAS))
        for ruta in PLANTILLAS.rglob("*.html")
        if "estilo" not in ruta.parts and ruta.name != "elegir.html" and a_mano.search(ruta.read_text("utf-8"))
    ]
    assert not culpables
