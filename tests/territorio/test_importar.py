"""Importar lugares y población: todo o nada, segunda vez sin cambios, y errores con su sitio."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.extensiones import db
from app.territorio import consultas, servicios
from app.territorio.errores import ImportacionRechazada
from app.territorio.modelos import Poblacion, Territorio
from config import RAIZ
from tests.fabricas import territorio as fabrica
from tests.fabricas.territorio import archivo, cuadrado

pytestmark = pytest.mark.usefixtures("app")

CIUDAD = RAIZ / "app" / "demo" / "ciudad"


def _cuantos() -> int:
    return db.session.scalar(select(func.count()).select_from(Territorio)) or 0


def _fallos(datos: bytes, **opciones: Any) -> list[str]:
    antes = _cuantos()
    with pytest.raises(ImportacionRechazada) as caso:
        servicios.importar_geojson(datos, **opciones)
    assert _cuantos() == antes
    return [str(f) for f in caso.value.fallos]


def test_la_ciudad_de_demostracion_entra_dos_veces_igual() -> None:
    datos = (CIUDAD / "territorio.geojson").read_bytes()
    primera = servicios.importar_geojson(datos)
    assert (len(primera.nuevos), primera.niveles) == (52, ["municipio", "distrito", "barrio"])
    barrio = consultas.por_codigo("D1-01")
    assert barrio is not None
    assert [a.codigo for a in consultas.ancestros(barrio.id)] == ["M", "D1"]
    segunda = servicios.importar_geojson(datos)
    assert (segunda.nuevos, segunda.cambios, segunda.iguales) == ([], [], 52)

    gente = (CIUDAD / "poblacion.csv").read_bytes()
    assert servicios.importar_poblacion(gente).nuevas == 42
    otra = servicios.importar_poblacion(gente)
    assert (otra.nuevas, otra.cambiadas, otra.iguales) == (0, 0, 42)
    total = consultas.poblacion_total()
    assert total is not None
    assert total.personas == db.session.scalar(select(func.sum(Poblacion.personas)))
    barrios = [x for x in consultas.arbol().lugares.values() if x.nivel == "barrio"]
    assert sum(t.personas for x in barrios if (t := consultas.poblacion_total(x.id))) == total.personas


@pytest.mark.parametrize(("nombre", "cuantos"), [("madrid-districts", 21), ("madrid", 128), ("bogota", 19)])
def test_los_archivos_reales_entran_dos_veces_igual(datos_reales: Path, nombre: str, cuantos: int) -> None:
    datos = (datos_reales / "geo" / f"{nombre}.geojson").read_bytes()
    assert len(servicios.importar_geojson(datos, nivel="barrio").nuevos) == cuantos
    segunda = servicios.importar_geojson(datos, nivel="barrio")
    assert (segunda.nuevos, segunda.cambios, segunda.iguales) == ([], [], cuantos)


def test_cada_barrio_real_cae_en_su_distrito(datos_reales: Path) -> None:
    for nombre, nivel in (("madrid-districts", "distrito"), ("madrid", "barrio")):
        servicios.importar_geojson((datos_reales / "geo" / f"{nombre}.geojson").read_bytes(), nivel=nivel)
    de = {
        barrio: consultas.ancestros(lugar.id)[-1].codigo
        for barrio in ("palacio", "el-pardo", "orcasur", "aeropuerto", "goya")
        if (lugar := consultas.por_codigo(barrio))
    }
    assert de == {
        "palacio": "centro",
        "el-pardo": "fuencarral-el-pardo",
        "orcasur": "usera",
        "aeropuerto": "barajas",
        "goya": "salamanca",
    }
    sol = consultas.por_punto(40.41694, -3.70353)
    assert sol is not None
    assert sol.codigo == "sol"
    mapa = consultas.mapa()
    assert mapa is not None
    assert len(mapa.areas) == 128
    assert sum(len(a.d) for a in mapa.areas) < 25_000


def test_el_ensayo_dice_y_no_hace() -> None:
    datos = archivo(({"nombre": "Ñuñoa", "nivel": "barrio"}, cuadrado()))
    informe = servicios.importar_geojson(datos, ensayo=True)
    assert informe.nuevos == ["nunoa"]
    assert _cuantos() == 0


def test_actualiza_por_codigo_y_dice_que_cambia() -> None:
    lugares = fabrica.ciudad()
    datos = archivo(
        ({"codigo": "D1-02", "nombre": "Alto Nuevo", "padre": "D2"}, cuadrado(0.5, 0.5, 0.5)),
        ({"codigo": "D1-01", "nombre": "Las Lomas", "padre": "D1"}, None),
    )
    informe = servicios.importar_geojson(datos, nivel="barrio")
    assert {(c.codigo, c.campo) for c in informe.cambios} == {
        ("D1-02", "nombre"),
        ("D1-02", "padre"),
        ("D1-02", "forma"),
    }
    assert (informe.cambiados, informe.iguales) == (1, 1)
    db.session.refresh(lugares["n2"])
    assert lugares["n2"].ruta == f"{lugares['sur'].ruta}{lugares['n2'].id}/"
    assert lugares["n1"].geometria is not None


def test_mover_un_distrito_mueve_las_rutas_de_sus_barrios() -> None:
    lugares = fabrica.ciudad()
    tabla = "codigo,nombre,nivel,padre\nD1,Norte,distrito,\n"
    servicios.importar_territorios(tabla.encode())
    db.session.refresh(lugares["n1"])
    assert lugares["n1"].ruta == f"/{lugares['norte'].id}/{lugares['n1'].id}/"
    assert consultas.descendientes(lugares["norte"].id) == {lugares[x].id for x in ("norte", "n1", "n2")}


def test_sin_padre_se_busca_por_su_posicion_o_se_dice() -> None:
    fabrica.ciudad()
    informe = servicios.importar_geojson(
        archivo(({"name": "Adentro"}, cuadrado(0.6, 0.1, 0.2)), ({"name": "Lejos"}, cuadrado(50, 50))),
        nivel="barrio",
    )
    assert informe.sin_padre == 1
    dentro = consultas.por_codigo("adentro")
    assert dentro is not None
    assert consultas.ancestros(dentro.id)[-1].codigo == "D2"
    servicios.importar_geojson(archivo(({"name": "Dicho"}, cuadrado(50, 50))), nivel="barrio", padre="D1")
    dicho = consultas.por_codigo("dicho")
    assert dicho is not None
    assert consultas.ancestros(dicho.id)[-1].codigo == "D1"


def test_dos_niveles_con_el_mismo_nombre() -> None:
    datos = archivo(({"nombre": "Centro"}, cuadrado()))
    assert servicios.importar_geojson(datos, nivel="distrito").nuevos == ["centro"]
    for _vez in range(2):
        servicios.importar_geojson(datos, nivel="barrio")
    assert set(consultas.arbol().codigos) == {"centro", "barrio-centro"}


def test_propiedades_con_otro_nombre() -> None:
    datos = archivo(({"NOM_COL": "La Joya", "CVE": 17.0}, cuadrado()))
    propiedades = servicios.Propiedades("nom_col", "cve")
    assert servicios.importar_geojson(datos, nivel="colonia", propiedades=propiedades).nuevos == ["17"]


@pytest.mark.parametrize(
    ("datos", "dice"),
    [
        (b"", "archivo: el archivo est\u00e1 vac\u00edo".encode()),
        (b"{", b"no es JSON: l"),
        (b"[]", b"no es GeoJSON"),
        (
            '{"type": "FeatureCollection", "features": [{"properties": {"name": "Ñ"}}]}'.encode("latin-1"),
            b"UTF-8",
        ),
        (b'{"type":"FeatureCollection","features":[]}', b"vac"),
        (b'{"type":"FeatureCollection","features":7}', b"no es una lista"),
        (b'{"type":"FeatureCollection","features":[NaN]}', b"NaN"),
        (
            b'{"type":"FeatureCollection","crs":{"properties":{"name":"EPSG:25830"}},"features":[{}]}',
            b"EPSG:4326",
        ),
        (b"[" * 100_000, b""),
    ],
)
def test_archivos_que_no_sirven(datos: bytes, dice: bytes) -> None:
    assert dice.decode() in _fallos(datos, nivel="barrio")[0]


def test_cada_error_dice_rasgo_y_propiedad_y_nada_entra() -> None:
    datos = archivo(
        ({"nombre": "Bueno", "codigo": "B"}, cuadrado()),
        ({"nombre": "Repetido", "codigo": "B"}, cuadrado()),
        ({"codigo": "C"}, cuadrado()),
        ({"nombre": "Con barra", "codigo": "a/b"}, None),
        ({"nombre": "Punto", "codigo": "punto"}, None),
        ({"nombre": "Lugar", "codigo": "D"}, {"type": "Point", "coordinates": [0, 0]}),
        ({"nombre": "x" * 121, "codigo": "E"}, None),
        ({"nombre": "Índice", "codigo": "F", "indice_necesidad": "mucho"}, None),
        ({"nombre": "Índice", "codigo": "G", "indice_necesidad": 2}, None),
        ({"nombre": "Enorme", "codigo": "H", "indice_necesidad": "1e50"}, None),
    )
    no_sirve = (
        "no sirve: empieza con letra o cifra; después, también . : + - _ (máximo 40); no «niveles» ni «punto»"
    )
    assert _fallos(datos, nivel="barrio") == [
        "rasgo 6 («Lugar»), geometry: se esperaba Polygon o MultiPolygon y es 'Point'",
        "rasgo 8 («Índice»), indice_necesidad: «mucho» no es un número",
        "rasgo 10 («Enorme»), indice_necesidad: «1e50» no es un número",
        "rasgo 2 («Repetido»), codigo: «B» ya está en rasgo 1 («Bueno»)",
        "rasgo 3, nombre: falta el nombre",
        f"rasgo 4 («Con barra»), codigo: «a/b» {no_sirve}",
        f"rasgo 5 («Punto»), codigo: «punto» {no_sirve}",
        f"rasgo 7 («{'x' * 40}»), nombre: pasa de 120 caracteres",
        "rasgo 9 («Índice»), indice_necesidad: tiene que estar entre 0 y 1",
    ]
    assert "falta: dilo con --nivel" in _fallos(archivo(({"nombre": "A"}, None)))[0]
    assert "no existe el lugar «Z»" in _fallos(archivo(({"nombre": "A"}, None)), nivel="barrio", padre="Z")[0]
    ciclo = archivo(
        ({"codigo": "1", "nombre": "A", "padre": "2"}, None),
        ({"codigo": "2", "nombre": "B", "padre": "1"}, None),
    )
    assert "dentro de sí mismo" in _fallos(ciclo, nivel="barrio")[0]


def test_nombres_hostiles(datos_reales: Path, cliente: Any) -> None:
    """Cada cadena difícil entra tal cual o se rechaza con palabras; y la página la muestra sin romperse."""
    cadenas = [c for c in json.loads((datos_reales / "texto" / "blns.json").read_text("utf-8")) if c.strip()]
    entraron = 0
    for numero, cadena in enumerate(cadenas):
        datos = archivo(({"codigo": f"H{numero}", "nombre": cadena, "padre": None}, None))
        try:
            servicios.importar_geojson(datos, nivel="barrio")
            entraron += 1
        except ImportacionRechazada as error:
            assert {f.columna for f in error.fallos} == {"nombre"}
    assert entraron > 400
    respuesta = cliente.get("/territorios/H1")
    assert respuesta.status_code == 200


def test_la_tabla_sin_formas() -> None:
    tabla = (
        "\ufeffcodigo;nombre;nivel;padre;indice_necesidad;fuera_del_municipio\r\n"
        "V;Villa;municipio;;;no\r\n\r\nB;Barrio, con coma;barrio;V;0,75;sí\r\n"
    )
    assert servicios.importar_territorios(tabla.encode()).nuevos == ["V", "B"]
    barrio = consultas.por_codigo("B")
    assert barrio is not None
    assert (str(barrio.indice_necesidad), barrio.fuera_del_municipio) == ("0.750", True)
    assert servicios.importar_territorios(tabla.encode()).iguales == 2


@pytest.mark.parametrize(
    ("tabla", "dice"),
    [
        ("", "el archivo está vacío"),
        ("codigo,nombre\nA,B\n", "faltan las columnas nivel, padre"),
        ("codigo,nombre,nivel,padre\n", "el archivo está vacío"),
        ("codigo,nombre,nivel,padre\nA,B\n", "fila 2, nivel: falta el nivel"),
        ("codigo,nombre,nivel,padre\nA,B,barrio,,X\n", "fila 2: tiene más celdas que los encabezados"),
        ("codigo,nombre,nivel,padre,Padre\nA,B,barrio,X,Y\n", "fila 1: la columna «Padre» está dos veces"),
        ('codigo,nombre,nivel,padre\nA,"B,barrio,\n', "fila 2: tiene comillas sin cerrar"),
        ("codigo,nombre,nivel,padre\n.,B,barrio,\n..,C,barrio,\n", "fila 3, codigo: «..» no sirve"),
        ('codigo,nombre,nivel,padre\nA,"B\nb",barrio,\nC,,barrio,\n', "fila 3, nombre: falta el nombre"),
        ("codigo,nombre,nivel,padre\nA,,barrio,\n", "fila 2, nombre: falta el nombre"),
        ("codigo,nombre,nivel,padre\nA,B,,\n", "fila 2, nivel: falta el nivel"),
        ("codigo,nombre,nivel,padre\nA,B,barrio,X\n", "fila 2, padre: no existe el lugar «X»"),
    ],
)
def test_la_tabla_rota_se_dice(tabla: str, dice: str) -> None:
    with pytest.raises(ImportacionRechazada) as caso:
        servicios.importar_territorios(tabla.encode())
    assert dice in str(caso.value)
    assert _cuantos() == 0


CABECERA = "codigo,anio,sexo,edad_desde,edad_hasta,personas,fuente\n"


def test_la_poblacion_de_un_anio_se_cambia_entera() -> None:
    lugar = fabrica.lugar(codigo="B")
    servicios.importar_poblacion(f"{CABECERA}B,2024,M,0,14,5,Censo\nB,2024,M,15,,7,Censo\n".encode())
    informe = servicios.importar_poblacion(f"{CABECERA}B,2024,M,0,,20,Censo\n".encode())
    assert (informe.cambiadas, informe.retiradas) == (1, 1)
    total = consultas.poblacion_total(lugar.id)
    assert total is not None
    assert (total.personas, total.anio, total.fuente) == (20, 2024, "Censo")
    servicios.importar_poblacion(f"{CABECERA}B,2025,T,0,,21,Padrón\n".encode())
    bandas, total = consultas.bandas(lugar.id)
    assert total is not None
    assert (total.anio, [b.personas for b in bandas]) == (2025, [{"T": 21}])


@pytest.mark.parametrize(
    ("fila", "dice"),
    [
        ("Z,2024,M,0,,1,C", "fila 2, codigo: no existe el lugar «Z»"),
        ("B,24,M,0,,1,C", "fila 2, anio: 24 está fuera de 1900–2200"),
        ("B,2024,F,0,,1,C", "fila 2, sexo: «F» no es ninguno de M (mujeres), H (hombres)"),
        ("B,2024,M,,,1,C", "fila 2, edad_desde"),
        ("B,2024,M,9,3,1,C", "fila 2, edad_hasta: 3 es menor"),
        ("B,2024,M,0,,1.200,C", "fila 2, personas: «1.200» no es un número entero"),
        ("B,2024,M,0,,-1,C", "fila 2, personas"),
        ("B,2024,M,0,,1,", "fila 2, fuente: di de dónde sale"),
        ("B,2024,M,0,9,1,C\nB,2024,M,5,,1,C", "fila 3, edad_desde: se pisa con la banda de fila 2"),
    ],
)
def test_la_poblacion_rota_se_dice(fila: str, dice: str) -> None:
    fabrica.lugar(codigo="B")
    with pytest.raises(ImportacionRechazada) as caso:
        servicios.importar_poblacion(f"{CABECERA}{fila}\n".encode())
    assert dice in str(caso.value)
    assert db.session.scalar(select(func.count()).select_from(Poblacion)) == 0


def test_las_ordenes(app: Flask, tmp_path: Path) -> None:
    orden = app.test_cli_runner()
    ruta = tmp_path / "lugares.geojson"
    ruta.write_bytes(archivo(({"nombre": "Ñuñoa"}, cuadrado())))
    ensayo = orden.invoke(args=["importar", "geojson", str(ruta), "--nivel", "barrio", "--ensayo"])
    assert ensayo.exit_code == 0, ensayo.output
    assert "+ nunoa" in ensayo.output
    assert "no cambió nada" in ensayo.output
    hecho = orden.invoke(args=["importar", "geojson", str(ruta), "--nivel", "barrio"])
    assert "1 nuevos, 0 cambiados, 0 iguales." in hecho.output
    gente = tmp_path / "gente.csv"
    gente.write_text(f"{CABECERA}nunoa,2024,T,0,,9,Censo\nnunoa,2024,T,0,,x,Censo\n", "utf-8")
    malo = orden.invoke(args=["importar", "poblacion", str(gente)])
    assert malo.exit_code == 1
    assert "fila 3, personas: «x»" in malo.output
    assert "1 error. No se importó nada." in malo.output
