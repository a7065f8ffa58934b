"""Reglas de las cuentas, solas: claves, seudónimos, pasos, edad y aparatos."""

from __future__ import annotations

import datetime as dt
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cuentas.reglas import (
    FaltaDeClave,
    FaltaDeSeudonimo,
    PasoPrevio,
    agrupado,
    aparato_de,
    clave_de_seudonimo,
    contacto_oculto,
    cumple_edad,
    es_de_cifras,
    falta_de_clave,
    falta_de_seudonimo,
    iniciales,
    nacimiento_creible,
    normalizar_contacto,
    paso_en,
    pasos_que_faltan,
    seudonimo_nuevo,
    sin_adornos,
    suplanta_un_grupo,
)
from app.cuentas.reglas.seudonimos import _ORIGENES


@pytest.mark.parametrize(
    "clave",
    ["12345678", "87654321", "password1", "P@ssw0rd", "contraseña", "Contraseña2024!", "cl4v3cl4v3",
     "teamo2020", "qwertyuiop", "asdf1234", "1q2w3e4r", "aaaaaaaa", "abcabcabc", "juanmaria", "31121985",
     "        ", "!!!!!!!!"],
)  # fmt: skip
def test_las_claves_que_cualquiera_probaria_no_valen(clave: str) -> None:
    assert falta_de_clave(clave) is FaltaDeClave.COMUN


@pytest.mark.parametrize(
    "clave",
    ["arroyo de piedra clara", "tortilla con sal 7", "x8Kd-20f9", "ñandú gris veloz", "日本語のパスワード"],
)
def test_las_claves_buenas_valen_sin_reglas_de_signos(clave: str) -> None:
    assert falta_de_clave(clave, ["rosa@correo.example", "Puerto Arrayán"]) is None


@pytest.mark.parametrize("clave", ["puertoarrayan1", "rosa.mendez", "RosaMendez1990", "mendezrosa"])
def test_la_clave_no_es_un_dato_propio(clave: str) -> None:
    assert falta_de_clave(clave, ["rosa.mendez@correo.example", "Puerto Arrayán"]) is FaltaDeClave.TUYA


def test_los_largos_de_la_clave() -> None:
    assert falta_de_clave("k7#Qz2p") is FaltaDeClave.CORTA
    assert falta_de_clave("k7#Qz2pW") is None
    assert falta_de_clave("k7#Qz2pW" * 16) is not FaltaDeClave.LARGA
    assert falta_de_clave("k7#Qz2pW" * 16 + "x") is FaltaDeClave.LARGA


@given(st.text(max_size=140), st.lists(st.text(max_size=30), max_size=3))
def test_ninguna_clave_rompe_la_regla(clave: str, propias: list[str]) -> None:
    falta_de_clave(clave, propias)


@given(st.sampled_from(_ORIGENES), st.integers(2, 9999))
def test_los_seudonimos_de_omision_siempre_valen(origen: str, numero: int) -> None:
    assert falta_de_seudonimo(seudonimo_nuevo(lambda _x: origen, numero)) is None


OFICINAS = ["Movilidad", "Obras Públicas", "Mobility", "Ventanilla El Bajío"]
DE_LA_CIUDAD = [
    "Dirección de Movilidad", "Movilidad", "MOVILIDAD 2", "Equipo de Movilidad", "Movilidad Puerto Arrayán",
    "Mobility", "Obras Publicas", "Ventanilla el Bajio", "Oficina de Participación", "Equipo de Rumbo",
    "Comité de Moderación", "Rumbo Común", "Admin", "Øficina", "0ficina", "AIcaldia", "Al calde", "rnunicipal",
    "Ａlcaldía", "𝐀lcaldía", "ᴀlcaldía", "Аӏсаӏԁе", "Instituto Municipal",
]  # fmt: skip


@pytest.mark.parametrize(
    ("seudonimo", "falta"),
    [
        ("ab", FaltaDeSeudonimo.CORTO),
        ("x" * 41, FaltaDeSeudonimo.LARGO),
        ("rosa@correo", FaltaDeSeudonimo.SIGNOS),
        ("http://malo", FaltaDeSeudonimo.SIGNOS),
        ("Rosa  Luz", FaltaDeSeudonimo.SIGNOS),
        ("_rosa_", FaltaDeSeudonimo.SIGNOS),
        ("12345", FaltaDeSeudonimo.SIN_LETRAS),
        ("La Alcaldía", FaltaDeSeudonimo.SUPLANTA),
        ("MUNICIPALIDAD", FaltaDeSeudonimo.SUPLANTA),
        ("Mod3rad0ra 1", FaltaDeSeudonimo.SUPLANTA),
        ("Puerto Arrayan", FaltaDeSeudonimo.SUPLANTA),
        ("ㅤㅤㅤ", FaltaDeSeudonimo.SIGNOS),
        ("ﾠﾠﾠ", FaltaDeSeudonimo.SIGNOS),
        ("Ro\u115fsa", FaltaDeSeudonimo.SIGNOS),
        ("Rosa\u1160", FaltaDeSeudonimo.SIGNOS),
        ("Ro\u200bsa", FaltaDeSeudonimo.SIGNOS),
        ("Rosa\u2800Luz", FaltaDeSeudonimo.SIGNOS),
        ("Rоsa", FaltaDeSeudonimo.MEZCLA),
        ("Αna María", FaltaDeSeudonimo.MEZCLA),
        ("Ｒоｓа", FaltaDeSeudonimo.MEZCLA),
        ("Мαрия", FaltaDeSeudonimo.MEZCLA),
        *((nombre, FaltaDeSeudonimo.SUPLANTA) for nombre in DE_LA_CIUDAD),
    ],
)
def test_los_seudonimos_que_no_valen(seudonimo: str, falta: FaltaDeSeudonimo) -> None:
    assert falta_de_seudonimo(seudonimo, "Puerto Arrayán", OFICINAS) is falta


@pytest.mark.parametrize(
    "seudonimo",
    [
        "Rosa", "Ñata O'Higgins", "María-José 2", "Þórr", "李小龙", "Vecina de Arrayán",
        "Vecina de Puerto Arrayán",
        "Мария", "Ελένη", "Rosa Иванова", "ひらがなカナ", "Comunidad Minera", "El Bajío", "Rumbo Sur", "La 14",
    ],
)  # fmt: skip
def test_los_seudonimos_que_valen(seudonimo: str) -> None:
    assert falta_de_seudonimo(seudonimo, "Puerto Arrayán", OFICINAS) is None


@given(st.text(min_size=3, max_size=40), st.sampled_from("\u115f\u1160\u3164\uffa0\u2800\u200b\u2060\u202e"))
def test_en_un_seudonimo_se_ve_cada_letra(texto: str, hueco: str) -> None:
    for nombre in (texto[:2] + hueco + texto[2:], hueco * 4):
        assert falta_de_seudonimo(nombre) is not None


@pytest.mark.parametrize(
    "grupo", sorted({*DE_LA_CIUDAD, "La Alcaldía del Pueblo"} - {"Instituto Municipal", "Al calde"})
)
def test_un_grupo_no_firma_como_una_oficina(grupo: str) -> None:
    assert suplanta_un_grupo(grupo, "Puerto Arrayán", OFICINAS)


@pytest.mark.parametrize(
    "grupo",
    ["Jubilados de la Municipalidad", "Participación Joven", "Comité del Bajío", "Comité de Cultura", "Los 40",
     "Asociación de Administradores", "Bicicletas por la Movilidad", "Amigas de Puerto Arrayán", "", "¡!"],
)  # fmt: skip
def test_un_grupo_puede_hablar_de_la_ciudad(grupo: str) -> None:
    assert not suplanta_un_grupo(grupo, "Puerto Arrayán", [*OFICINAS, ""])


@given(st.text(alphabet=string.ascii_letters + "áéíóúñ ", min_size=1))
def test_la_clave_del_seudonimo_no_distingue_mayusculas_ni_espacios(texto: str) -> None:
    clave = clave_de_seudonimo(texto)
    assert clave == clave_de_seudonimo(texto.upper()) == clave_de_seudonimo(f" {texto} ")
    assert clave == clave_de_seudonimo(clave)


@given(st.one_of(st.none(), st.integers(0, 3)), st.integers(0, 3))
def test_faltan_pasos_justo_cuando_no_alcanza(acreditacion: int | None, minima: int) -> None:
    faltan = pasos_que_faltan(acreditacion, minima)
    assert (faltan == ()) is (acreditacion is not None and acreditacion >= minima)
    assert list(faltan) == [p for p in PasoPrevio if p in faltan]


@given(st.integers(1900, 2030), st.integers(5, 99), st.integers(2020, 2030))
def test_la_edad_es_la_que_se_cumple_ese_anio(nacimiento: int, minima: int, anio: int) -> None:
    faltan = pasos_que_faltan(1, 1, nacimiento=nacimiento, edad_minima=minima, anio=anio)
    assert (faltan == ()) is cumple_edad(nacimiento, minima, anio)
    assert pasos_que_faltan(1, 1, edad_minima=minima, anio=anio) == (PasoPrevio.DECIR_NACIMIENTO,)


def test_los_anios_de_nacimiento_creibles() -> None:
    assert [nacimiento_creible(a, 2026) for a in (1905, 1906, 2021, 2022)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("agente", "nombre"),
    [
        ("Mozilla/5.0 (Linux; Android 13; K) Chrome/120.0 Mobile Safari/537.36", "Chrome · Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17 Safari/604", "Safari · iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120 Safari/537 Edg/120", "Edge · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox · Linux"),
        ("curl/8", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_el_aparato_se_reconoce(agente: str, nombre: str) -> None:
    assert aparato_de(agente) == nombre


def test_los_codigos_se_leen_igual_con_cualquier_adorno() -> None:
    assert sin_adornos(" abcd-efgh ") == sin_adornos("ABCD EFGH") == "ABCDEFGH"
    assert agrupado("ABCDEFGH23") == "ABCD-EFGH-23"
    assert es_de_cifras("123 456")
    assert not any(es_de_cifras(c) for c in ("12345", "1234567", "ABCDEF", "ABCD-EFGH", "", "١٢٣٤٥٦"))


def test_los_intervalos_son_de_treinta_segundos() -> None:
    momento = dt.datetime(2026, 5, 4, 12, 0, 0, tzinfo=dt.UTC)
    assert paso_en(momento + dt.timedelta(seconds=29)) == paso_en(momento)
    assert paso_en(momento + dt.timedelta(seconds=30)) == paso_en(momento) + 1


@pytest.mark.parametrize(
    ("contacto", "guardado", "visto"),
    [
        ("+593 (99) 123-4567", "+593991234567", "•••4567"),
        (" Rosa@Correo.Example ", "rosa@correo.example", "ro•••@correo.example"),
        ("12345", "12345", "•••"),
        ("", "", "•••"),
        ("+", "", "•••"),
    ],
)
def test_el_contacto_se_guarda_en_una_forma_y_se_muestra_a_medias(
    contacto: str, guardado: str, visto: str
) -> None:
    assert normalizar_contacto(contacto) == guardado
    assert contacto_oculto(guardado) == visto


def test_las_iniciales() -> None:
    assert iniciales("María José  Ñahui") == "M. J. Ñ."
    assert iniciales("") == ""
