"""Las páginas del territorio: mapa, lista igual, ficha, mi barrio y el punto."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from markupsafe import Markup

from app.extensiones import db
from app.territorio import consultas
from tests.cliente import Cliente
from tests.fabricas import territorio as fabrica
from tests.recuento import Recuento


def _enlaces(cliente: Cliente, etiqueta: str) -> set[str]:
    raices = [e for e in cliente.raiz.iter() if str(e.tag).rpartition("}")[2] == etiqueta]
    return {str(a.get("href")) for r in raices for a in r.iter() if "/territorios/" in str(a.get("href"))}


def _texto(cliente: Cliente) -> str:
    return " ".join(" ".join(cliente.raiz.itertext()).split())


def test_sin_lugares_se_dice(cliente: Cliente) -> None:
    assert cliente.get("/territorios").status_code == 200
    assert "El mapa todavía está en blanco" in _texto(cliente)


def test_el_mapa_y_la_lista_dicen_lo_mismo(cliente: Cliente) -> None:
    fabrica.ciudad()
    cliente.get("/territorios")
    en_mapa = _enlaces(cliente, "svg")
    assert en_mapa == {"/territorios/D1-01", "/territorios/D1-02", "/territorios/D2-01"}
    assert en_mapa <= _enlaces(cliente, "li")
    cliente.get("/territorios/D1")
    assert _enlaces(cliente, "svg") == {"/territorios/D1-01", "/territorios/D1-02"}
    assert _enlaces(cliente, "svg") <= _enlaces(cliente, "li")


def _abiertos(cliente: Cliente) -> list[bool]:
    return [
        d.get("open") is not None for d in cliente.raiz.iter("details") if d.find("summary/span/b") is not None
    ]


def test_la_lista_va_plegada_por_distrito_y_se_abre_el_mio(cliente: Cliente) -> None:
    fabrica.ciudad()
    cliente.get("/territorios")
    assert _abiertos(cliente) == [False, False]
    cliente.enviar("/mi-barrio", {"barrio": "D2-01"})
    cliente.get("/territorios")
    assert _abiertos(cliente) == [False, True]


def test_con_muchos_lugares_se_busca_por_nombre_sin_acentos(cliente: Cliente) -> None:
    sur = fabrica.ciudad()["sur"]
    cliente.get("/territorios")
    assert "Busca un lugar por su nombre" not in _texto(cliente)
    for n in range(20):
        fabrica.lugar(f"Jardín {n}", de=sur, codigo=f"J{n}", forma=fabrica.cuadrado(n / 100, 0, 0.01))
    cliente.get("/territorios?buscar=jardin+1")
    assert "Busca un lugar por su nombre" in _texto(cliente)
    hallados = {f"/territorios/J{n}" for n in (1, *range(10, 20))}
    assert _enlaces(cliente, "li") - _enlaces(cliente, "nav") >= hallados
    assert "/territorios/J2" not in _enlaces(cliente, "li") and _abiertos(cliente) == [True]
    cliente.get("/territorios?buscar=SUR")
    assert {"/territorios/J2", "/territorios/D2-01"} <= _enlaces(cliente, "li")
    cliente.get("/territorios?buscar=nada")
    assert "Ningún lugar tiene «nada» en su nombre." in _texto(cliente)


def test_la_ficha(cliente: Cliente) -> None:
    lugares = fabrica.ciudad()
    fabrica.poblacion(lugares["n1"], 1200, edad_hasta=14, sexo="M")
    fabrica.poblacion(lugares["n2"], 34, edad_desde=15, sexo="H")
    cliente.get("/territorios/D1")
    texto = _texto(cliente)
    assert "1.234" in texto
    assert "Fuente: Censo de prueba" in texto
    assert "15 y más" in texto
    cliente.get("/territorios/D2-01")
    assert "Sin datos de población" in _texto(cliente)
    assert cliente.get("/territorios/nada").status_code == 404


def test_lo_hostil_se_escapa(cliente: Cliente) -> None:
    fabrica.lugar("<script>alert(1)</script> & «Ñ»", codigo="x", forma=fabrica.cuadrado())
    for ruta in ("/territorios", "/territorios/x"):
        assert b"<script>alert" not in cliente.get(ruta).data


def test_elegir_barrio_sin_cuenta_y_olvidarlo(cliente: Cliente) -> None:
    fabrica.ciudad()
    cliente.get("/territorios")
    respuesta = cliente.enviar("/mi-barrio", {"barrio": "D1-01"})
    assert (respuesta.status_code, respuesta.location) == (303, "/territorios/D1-01")
    cliente.get("/territorios")
    assert "Tu barrio es Las Lomas" in _texto(cliente)
    respuesta = cliente.enviar("/mi-barrio", {"barrio": "D1-02", "volver": "https://otro.example/"})
    assert respuesta.location == "/territorios/D1-02"
    respuesta = cliente.enviar("/mi-barrio", {"olvidar": "1", "volver": "/territorios/D1"})
    assert respuesta.location == "/territorios/D1"
    cliente.get("/territorios")
    assert "¿Cuál es tu barrio?" in _texto(cliente)


@pytest.mark.parametrize(
    ("barrio", "dice"), [("", "Elige un lugar de la lista."), ("nada", "Ese lugar ya no existe.")]
)
def test_elegir_mal_se_dice(cliente: Cliente, barrio: str, dice: str) -> None:
    fabrica.ciudad()
    cliente.get("/territorios")
    respuesta = cliente.enviar("/mi-barrio", {"barrio": barrio})
    assert respuesta.status_code == 422
    assert dice in _texto(cliente)
    assert "Error:" in str(cliente.raiz.findtext("head/title"))


def test_el_barrio_borrado_no_rompe(cliente: Cliente) -> None:
    lugares = fabrica.ciudad()
    cliente.get("/territorios")
    cliente.enviar("/mi-barrio", {"barrio": "D2-01"})
    db.session.delete(lugares["s1"])
    db.session.commit()
    assert cliente.get("/territorios").status_code == 200
    assert "¿Cuál es tu barrio?" in _texto(cliente)


def test_el_punto(cliente: Cliente) -> None:
    fabrica.ciudad()
    assert cliente.get("/territorios/punto?lat=1.2&lon=0.7").json == {"codigo": "D1-02", "nombre": "El Alto"}
    assert cliente.get("/territorios/punto?lat=1.7&lon=0.7").json == {"codigo": "D1", "nombre": "Norte"}
    assert cliente.get("/territorios/punto?lat=70&lon=0.7").json == {"codigo": None, "nombre": None}
    for mala in ("", "?lat=1", "?lat=x&lon=1", "?lat=nan&lon=1", "?lat=1&lon=inf"):
        assert cliente.get(f"/territorios/punto{mala}").status_code == 400


def test_opciones_agrupadas_por_distrito(app: Flask) -> None:
    fabrica.ciudad()
    assert consultas.opciones() == {
        "Norte": [("D1-01", "Las Lomas"), ("D1-02", "El Alto")],
        "Sur": [("D2-01", "La Orilla")],
    }


def test_un_cambio_se_ve_en_el_acto_y_sin_cambios_no_se_vuelve_a_leer(
    app: Flask, contar: Callable[[], Recuento]
) -> None:
    lugares = fabrica.ciudad()
    consultas.mapa()
    with contar() as r:
        assert consultas.arbol().codigos["D1"].nombre == "Norte"
        consultas.mapa()
    assert r.numero == 2
    lugares["norte"].nombre = "Septentrión"
    db.session.commit()
    assert consultas.arbol().codigos["D1"].nombre == "Septentrión"
    fabrica.poblacion(lugares["s1"], 7)
    assert consultas.poblacion_total(lugares["sur"].id) is not None


def test_las_consultas_no_crecen_con_los_lugares(cliente: Cliente, contar: Callable[[], Recuento]) -> None:
    lugares = fabrica.ciudad()

    def medir() -> int:
        cliente.get("/territorios")
        with contar() as r:
            cliente.get("/territorios")
        return r.numero

    pocos = medir()
    for n in range(30):
        fabrica.lugar(de=lugares["sur"], forma=fabrica.cuadrado(n / 100, 0, 0.01))
    assert medir() == pocos <= 3


def test_los_paneles_de_arriba_salen_en_la_ficha(
    app: Flask, cliente: Cliente, monkeypatch: pytest.MonkeyPatch
) -> None:
    lugares = fabrica.ciudad()
    aqui = lugares["norte"].id
    panel = {
        "territorio": [lambda ident: Markup("<p>Lo que se pide aquí</p>") if ident == aqui else Markup("")]
    }
    monkeypatch.setitem(app.extensions, "rumbo_paneles", panel)
    cliente.get("/territorios/D1")
    assert "Lo que se pide aquí" in _texto(cliente)
    cliente.get("/territorios/D2")
    assert "Lo que se pide aquí" not in _texto(cliente)


def test_un_lugar_solo_no_tiene_vecinos_que_mostrar(cliente: Cliente) -> None:
    unico = fabrica.lugar("Villa Ceibo", en="municipio", forma=fabrica.cuadrado(), codigo="M")
    fabrica.poblacion(unico, 1200)
    cliente.get("/territorios/M")
    assert "y sus vecinos" not in _texto(cliente)
    assert _texto(cliente).count("Todas las edades") == 1, "una sola banda no se suma consigo misma"
