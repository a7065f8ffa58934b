"""Estados, etiquetas, hilo e índice: propiedades y gemelas lentas."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.propuestas.reglas import (
    APARTE,
    SIN_CLASIFICAR,
    Clase,
    DatosFacetas,
    DatosHilo,
    Estado,
    EstadoLista,
    EtiquetasMal,
    area_en_rejilla,
    claves_de,
    codigo_ods,
    cruza,
    distancia,
    lugar_a_numero,
    numero_a_lugar,
    pasos_del_hilo,
    puede_editar_texto,
    tramos_alrededor,
    validar_etiquetas,
)
from app.propuestas.reglas.indice import RADIO_TIERRA

AHORA = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
DIA = dt.timedelta(days=1)
latitudes = st.floats(-89.9, 89.9)
longitudes = st.floats(-179.99, 179.99)


def test_el_texto_se_cierra_al_cruzar_y_al_retirar() -> None:
    editables = {(e, c) for e in Estado for c in (False, True) if puede_editar_texto(e, c)}
    assert editables == {(Estado.BORRADOR, False), (Estado.BORRADOR, True), (Estado.PUBLICADA, False)}


@given(st.integers(0, 100), st.integers(0, 100))
def test_cruza_al_llegar_y_nunca_sin_umbral(contados: int, umbral: int) -> None:
    assert cruza(contados, umbral) == (umbral > 0 and contados in range(umbral, 101))


@given(st.lists(st.text("aáAñn #,\t", max_size=8), max_size=9))
def test_las_etiquetas_quedan_limpias_y_sin_repetir(nombres: list[str]) -> None:
    try:
        limpias = validar_etiquetas(nombres)
    except EtiquetasMal as error:
        assert error.causa == "muchas"
        return
    assert len(limpias) <= 5
    assert all(e and e == " ".join(e.split()) and "#" not in e for e in limpias)
    assert validar_etiquetas(limpias) == limpias


def test_las_etiquetas_iguales_sin_acentos_son_una_y_la_enie_es_otra_letra() -> None:
    escritas = ["#Árboles", "arboles", "  ", "año", "\u200b", "ㅤ", "ano"]
    assert validar_etiquetas(escritas) == ["Árboles", "año", "ano"]
    with pytest.raises(EtiquetasMal, match="larga"):
        validar_etiquetas(["x" * 41])


# ── El hilo ──


def _hilo(**mas: object) -> list[tuple[str, str, bool]]:
    datos = DatosHilo(Estado.PUBLICADA, "Ana", AHORA - 9 * DIA, 2, 2, 3)
    datos = DatosHilo(**{**datos.__dict__, **mas})  # type: ignore[arg-type]
    return [(p.clave, p.estado, p.vencido) for p in pasos_del_hilo(datos, AHORA)]


def test_el_hilo_no_promete_lo_que_nadie_eligio() -> None:
    assert _hilo(estado=Estado.BORRADOR) == [("idea", "ahora", False)]
    assert _hilo() == [("idea", "hecho", False), ("apoyos", "ahora", False)]
    cruzada = {"cruzado_en": AHORA - DIA, "vence": AHORA + DIA}
    respuesta = [("idea", "hecho", False), ("apoyos", "hecho", False)]
    assert _hilo(**cruzada) == [*respuesta, ("respuesta", "ahora", False)]
    assert _hilo(**{**cruzada, "vence": AHORA}) == [*respuesta, ("respuesta", "ahora", False)]
    tarde = AHORA - dt.timedelta(seconds=1)
    assert _hilo(**{**cruzada, "vence": tarde}) == [*respuesta, ("respuesta", "ahora", True)]
    retirada = {"estado": Estado.RETIRADA, "retirada_en": AHORA}
    assert _hilo(**retirada) == [("idea", "hecho", False), ("retirada", "cortado", False)]
    archivada = {"estado": Estado.ARCHIVADA, "archivada_en": AHORA}
    assert _hilo(**archivada) == [("idea", "hecho", False), ("archivada", "cortado", False)]
    assert _hilo(**retirada, **cruzada) == [*respuesta, ("retirada", "cortado", False)]


# ── El índice ──

datos_de_facetas = st.builds(
    DatosFacetas,
    estado=st.sampled_from([e.value for e in Estado]),
    oculta=st.booleans(),
    cruzada=st.booleans(),
    proceso_id=st.integers(1, 9),
    elementos=st.frozensets(st.integers(1, 50), max_size=5),
    ods=st.frozensets(st.sampled_from(["1", "11", "11.2", "11.b", "17.19", "3.8"]), max_size=4),
    territorios=st.frozensets(st.integers(1, 50), max_size=4),
    etiquetas=st.frozensets(st.integers(1, 50), max_size=4),
)


@given(datos_de_facetas)
def test_bajo_cada_filtro_estan_las_que_lo_cumplen_y_nada_mas(d: DatosFacetas) -> None:
    """La gemela pregunta, filtro por filtro, si la propuesta debería salir."""
    claves = claves_de(d)
    publica = d.estado == "publicada" and not d.oculta
    aparte = {(clase - APARTE, valor) for clase, valor in claves if clase >= APARTE}
    assert bool(aparte) == (d.estado in ("retirada", "archivada") and not d.oculta)
    como_publicada = claves_de(replace(d, estado="publicada"))
    if aparte:
        assert aparte == {c for c in como_publicada if c[0] not in (int(Clase.TODAS), int(Clase.ESTADO))}

    def sale(clase: Clase, valor: int) -> bool:
        return (int(clase), valor) in claves

    assert sale(Clase.TODAS, 0) == publica
    assert sale(Clase.ESTADO, EstadoLista.REUNE.numero) == (publica and not d.cruzada)
    assert sale(Clase.ESTADO, EstadoLista.ESPERA.numero) == (publica and d.cruzada)
    assert sale(Clase.ESTADO, EstadoLista.RETIRADA.numero) == (d.estado == "retirada" and not d.oculta)
    archivada = d.estado == "archivada" and not d.oculta
    assert sale(Clase.ESTADO, EstadoLista.ARCHIVADA.numero) == archivada
    assert sale(Clase.ELEMENTO, SIN_CLASIFICAR) == (publica and not d.elementos)
    for i in range(1, 51):
        assert sale(Clase.ELEMENTO, i) == (publica and i in d.elementos)
        assert sale(Clase.TERRITORIO, i) == (publica and i in d.territorios)
        assert sale(Clase.ETIQUETA, i) == (publica and i in d.etiquetas)
        assert sale(Clase.PROCESO, i) == (publica and i == d.proceso_id)
    for codigo in ("1", "11", "11.2", "11.b", "17", "17.19", "3", "3.8", "2"):
        toca = codigo in d.ods or any(o.split(".")[0] == codigo for o in d.ods)
        assert sale(Clase.ODS, codigo_ods(codigo)) == (publica and toca)


def test_los_codigos_de_los_ods_no_chocan() -> None:
    codigos = [str(o) for o in range(1, 18)]
    codigos += [f"{o}.{m}" for o in range(1, 18) for m in (*range(1, 20), *"abcd")]
    assert len({codigo_ods(c) for c in codigos}) == len(codigos)
    assert [codigo_ods(c) for c in ("", "x", "11.", "11.bb", "999", "11.999")] == [0] * 6


@given(latitudes, longitudes)
def test_un_punto_vuelve_a_su_sitio(latitud: float, longitud: float) -> None:
    numero = lugar_a_numero(latitud, longitud)
    assert 0 <= numero < 2**62
    assert distancia(numero_a_lugar(numero), (latitud, longitud)) < 0.02


def _en_binario(latitud: float, longitud: float) -> int:
    fila, columna = (int((g + d) / 360 * 2**31) for g, d in ((latitud, 90), (longitud, 180)))
    return int("".join(a + b for a, b in zip(f"{fila:031b}", f"{columna:031b}", strict=True)), 2)


@given(latitudes, longitudes)
def test_morton_es_trenzar_los_digitos_binarios(latitud: float, longitud: float) -> None:
    assert lugar_a_numero(latitud, longitud) == _en_binario(latitud, longitud)


@given(latitudes, longitudes, st.floats(1, 7.3), st.floats(0, 1), st.floats(0, 2 * math.pi))
@example(0.0, 179.999, 3.0, 1.0, math.pi / 2)
@example(60.0, 10.0, 6.2, 1.0, 1.3)
@example(-89.999, 10.0, 4.0, 1.0, 0.0)
def test_los_tramos_cubren_todo_el_circulo(
    latitud: float, longitud: float, tamano: float, parte: float, rumbo: float
) -> None:
    """Un punto cualquiera del círculo, hallado con la fórmula del rumbo, está en un tramo y en uno solo."""
    metros = 10**tamano
    angulo = min(math.pi, metros / RADIO_TIERRA) * parte * 0.999999
    fi, seno = math.radians(latitud), math.sin(angulo)
    otra = math.asin(
        max(-1.0, min(1.0, math.sin(fi) * math.cos(angulo) + math.cos(fi) * seno * math.cos(rumbo)))
    )
    gira = math.atan2(math.sin(rumbo) * seno * math.cos(fi), math.cos(angulo) - math.sin(fi) * math.sin(otra))
    numero = lugar_a_numero(math.degrees(otra), (longitud + math.degrees(gira) + 180) % 360 - 180)
    tramos = tramos_alrededor(latitud, longitud, metros)
    assert sum(desde <= numero < hasta for desde, hasta in tramos) == 1
    assert len(tramos) <= 16


@given(st.floats(-60, 60), longitudes, st.floats(2, 5))
def test_los_tramos_no_cubren_mucho_mas_que_el_circulo(latitud: float, longitud: float, tamano: float) -> None:
    metros = 10**tamano
    cubierta = sum(hasta - desde for desde, hasta in tramos_alrededor(latitud, longitud, metros))
    assert cubierta < 4 * area_en_rejilla(latitud, math.pi * metros**2)


@given(latitudes, longitudes, latitudes, longitudes)
def test_distancia_como_la_da_el_producto_de_vectores(a: float, b: float, c: float, d: float) -> None:
    def vector(latitud: float, longitud: float) -> tuple[float, float, float]:
        y, x = math.radians(latitud), math.radians(longitud)
        return math.cos(y) * math.cos(x), math.cos(y) * math.sin(x), math.sin(y)

    u, v = vector(a, b), vector(c, d)
    cuerda = math.dist(u, v)
    arco = 2 * RADIO_TIERRA * math.asin(min(1.0, cuerda / 2))
    assert distancia((a, b), (c, d)) == pytest.approx(arco, rel=1e-6, abs=0.5)
    assert distancia((a, b), (c, d)) == pytest.approx(distancia((c, d), (a, b)))
