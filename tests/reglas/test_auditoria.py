"""La cadena de huellas: forma canónica y revisión, contra una segunda implementación y ejemplos conocidos."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.auditoria.reglas import (
    GENESIS,
    Diferencia,
    Falta,
    HechoLeido,
    Tramo,
    canonica,
    enlaza,
    revisar,
    sellar,
    texto_de,
)

MOMENTO = dt.datetime(2026, 6, 5, 18, 0, 0, 120, tzinfo=dt.UTC)
SAL = "0123456789abcdef0123456789abcdef"
textos = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
sueltos = st.none() | st.booleans() | st.integers() | textos
jsones = st.recursive(
    sueltos | st.floats(-(2.0**53), 2.0**53),
    lambda hijos: st.lists(hijos, max_size=4) | st.dictionaries(textos, hijos, max_size=4),
    max_leaves=12,
)


def hecho(ident: int, **datos: object) -> HechoLeido:
    base = HechoLeido(ident, "propuestas.publicada", 7, 3, MOMENTO, "", {"umbral": 120}, True)
    return replace(base, **datos)  # type: ignore[arg-type]


def sello(*ids: int) -> tuple[Tramo, list[HechoLeido]]:
    hechos = [hecho(i, motivo=f"motivo {i}") for i in ids]
    return sellar(1, GENESIS, hechos, SAL, MOMENTO), hechos


@given(jsones)
def test_la_forma_canonica_dice_lo_mismo_y_no_depende_del_orden(valor: object) -> None:
    texto = canonica(valor)
    assert json.loads(texto) == valor
    assert canonica(json.loads(json.dumps(valor, sort_keys=True, ensure_ascii=True, indent=3))) == texto


@given(st.recursive(sueltos, lambda h: st.dictionaries(st.text("abcñ_", max_size=5), h, max_size=4)))
def test_sin_decimales_coincide_con_la_biblioteca(valor: object) -> None:
    assert canonica(valor) == json.dumps(valor, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_los_decimales_se_recuperan_exactos(valor: float) -> None:
    assert float(canonica(valor)) == valor


@pytest.mark.parametrize(
    ("valor", "texto"),
    [
        # Los ejemplos del apéndice B de RFC 8785.
        (-0.0, "0"),
        (5e-324, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (9007199254740992.0, "9007199254740992"),
        (295147905179352830000.0, "295147905179352830000"),
        (9.999999999999997e22, "9.999999999999997e+22"),
        (1e23, "1e+23"),
        (999999999999999700000.0, "999999999999999700000"),
        (1e21, "1e+21"),
        (9.999999999999997e-7, "9.999999999999997e-7"),
        (0.000001, "0.000001"),
        (333333333.3333332, "333333333.3333332"),
        (-0.0000033333333333333333, "-0.0000033333333333333333"),
        (1424953923781206.2, "1424953923781206.2"),
        ('€$\u000f\nA\'B"\\\\"/', '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'),
        ("\ud800", '"\\ud800"'),
        ({"\ufb33": 1, "\U0001f600": 2, "€": 3, "1": 4, "\r": 5}, '{"\\r":5,"1":4,"€":3,"😀":2,"\ufb33":1}'),
        (10**30, "1" + "0" * 30),
        (float("nan"), "NaN"),
        (
            dt.datetime(2026, 6, 5, 13, 0, tzinfo=dt.timezone(dt.timedelta(hours=-5))),
            '"2026-06-05T18:00:00.000000Z"',
        ),
    ],
)
def test_ejemplos_de_la_norma(valor: object, texto: str) -> None:
    assert canonica(valor) == texto


def test_lo_que_no_es_json_no_tiene_forma() -> None:
    with pytest.raises(TypeError):
        canonica(b"bytes")


def test_un_hecho_se_escribe_asi() -> None:
    """Cambiar esta forma invalida todos los sellos puestos: por eso está aquí, entera."""
    assert texto_de(hecho(41, motivo="Porque sí")) == (
        '{"clase":"propuestas.publicada","contenido_id":7,"datos":{"umbral":120},"id":41,"motivo":"Porque sí",'
        '"ocurrio_en":"2026-06-05T18:00:00.000120Z","persona_id":3,"publico":true}'
    )


def test_la_huella_es_la_de_la_cuenta_hecha_a_mano() -> None:
    tramo, hechos = sello(4, 9)
    h = hashlib.sha256(b"rumbo-comun/hechos/1").hexdigest()
    for parte in [
        *(texto_de(x) for x in hechos),
        f'{{"cuantos":2,"desde_id":4,"hasta_id":9,"numero":1,"sal":"{SAL}","sellado_en":"2026-06-05T18:00:00.000120Z"}}',
    ]:
        h = hashlib.sha256(f"{h}{parte}".encode()).hexdigest()
    assert tramo.huella == h


def test_lo_intacto_coincide() -> None:
    tramo, hechos = sello(*range(1, 50))
    assert revisar(tramo, hechos) == []
    assert enlaza(1, None, tramo) is None


@given(st.integers(0, 19), st.sampled_from(["clase", "motivo", "ocurrio_en", "datos", "publico", "persona_id"]))
def test_cambiar_cualquier_cosa_de_un_hecho_lo_senala(cual: int, campo: str) -> None:
    tramo, hechos = sello(*range(1, 21))
    otro = {
        "clase": "propuestas.retirada",
        "motivo": "otro",
        "ocurrio_en": MOMENTO + dt.timedelta(microseconds=1),
        "datos": {"umbral": 121},
        "publico": False,
        "persona_id": None,
    }
    hechos[cual] = replace(hechos[cual], **{campo: otro[campo]})  # type: ignore[arg-type]
    assert revisar(tramo, hechos) == [Diferencia(Falta.HECHO_CAMBIADO, 1, cual + 1)]


def test_quitar_y_anadir_se_senalan() -> None:
    tramo, hechos = sello(1, 2, 4, 5)
    assert revisar(tramo, hechos[:1] + hechos[2:]) == [Diferencia(Falta.HECHO_FALTA, 1, 2)]
    assert revisar(tramo, [*hechos[:2], hecho(3), *hechos[2:]]) == [Diferencia(Falta.HECHO_SOBRA, 1, 3)]
    assert revisar(tramo, [hecho(2), *hechos[2:]]) == [
        Diferencia(Falta.HECHO_FALTA, 1, 1),
        Diferencia(Falta.HECHO_CAMBIADO, 1, 2),
    ]


@pytest.mark.parametrize("campo", ["numero", "desde_id", "hasta_id", "cuantos", "sal", "sellado_en"])
def test_cambiar_lo_que_dice_el_sello_se_nota(campo: str) -> None:
    tramo, hechos = sello(1, 2, 3)
    otros = {"sal": "f" * 32, "sellado_en": MOMENTO + dt.timedelta(seconds=1)}
    nuevo = otros[campo] if campo in otros else getattr(tramo.cierre, campo) + 10
    falso = replace(tramo, cierre=replace(tramo.cierre, **{campo: nuevo}))  # type: ignore[arg-type]
    assert [d.falta for d in revisar(falso, hechos)] == [Falta.SELLO_CAMBIADO]


def test_el_indice_no_engania() -> None:
    """Quien cambia un hecho y arregla el índice no arregla la huella; y un índice roto solo acusa al sello."""
    tramo, hechos = sello(1, 2, 3)
    cambiados = [hechos[0], replace(hechos[1], motivo="otro"), hechos[2]]
    arreglado = replace(tramo, indice=sellar(1, GENESIS, cambiados, SAL, MOMENTO).indice)
    assert [d.falta for d in revisar(arreglado, cambiados)] == [Falta.SELLO_CAMBIADO]
    for roto in (b"", b"xyz", tramo.indice[:-1]):
        assert [d.falta for d in revisar(replace(tramo, indice=roto), hechos)] == [Falta.SELLO_CAMBIADO]


def test_sello_rehecho_rompe_la_cadena() -> None:
    primero, hechos = sello(1, 2)
    segundo = sellar(2, primero.huella, [hecho(3)], SAL, MOMENTO)
    rehecho = sellar(1, GENESIS, [hechos[0]], SAL, MOMENTO)
    assert enlaza(2, primero, segundo) is None
    assert enlaza(2, rehecho, segundo) == Diferencia(Falta.CADENA_ROTA, 2)
    assert enlaza(1, None, segundo) == Diferencia(Falta.SELLO_FALTA, 1)


def test_lo_ilegible_se_senala_sin_romperse() -> None:
    tramo, hechos = sello(1, 2)
    hechos[1] = replace(hechos[1], motivo=b"\xff")  # type: ignore[arg-type]
    assert revisar(tramo, hechos) == [Diferencia(Falta.HECHO_CAMBIADO, 1, 2)]
