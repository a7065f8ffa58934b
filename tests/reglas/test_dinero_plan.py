"""Las sumas del dinero: iguales a las de un gemelo lento, sin que lo que falta cuente como cero."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.avance.reglas.dinero import PLANTILLAS, ElementoConDinero, Suma, Sumas, ejecutado, juntar, sumar


@st.composite
def arboles(dibujar: st.DrawFn) -> tuple[list[ElementoConDinero], dict[int, int]]:
    elementos = []
    for n in range(dibujar(st.integers(0, 12))):
        padre = dibujar(st.none() | st.sampled_from(range(n))) if n else None
        elementos.append(ElementoConDinero(n, padre, dibujar(st.booleans()) or dibujar(st.booleans())))
    montos = {e.id: dibujar(st.integers(0, 10**15)) for e in elementos if dibujar(st.booleans())}
    return elementos, montos


def _dentro(elementos: list[ElementoConDinero], de: int) -> list[int]:
    hijos = [e.id for e in elementos if e.padre_id == de]
    return [de, *(x for h in hijos for x in _dentro(elementos, h))]


def _falta(elementos: list[ElementoConDinero], montos: dict[int, int], hoja: int, hasta: int | None) -> bool:
    """Sube desde la hoja hasta el elemento que se suma: nadie en el camino puso un monto ni está cancelado."""
    por_id = {e.id: e for e in elementos}
    actual: int | None = hoja
    while actual is not None:
        if actual in montos or not por_id[actual].cuenta:
            return False
        if actual == hasta:
            break
        actual = por_id[actual].padre_id
    return True


@given(arboles())
def test_las_sumas_son_las_del_gemelo_lento(caso: tuple[list[ElementoConDinero], dict[int, int]]) -> None:
    elementos, montos = caso
    sumas = sumar(elementos, montos)
    con_hijos = {e.padre_id for e in elementos}
    for e in elementos:
        dentro = _dentro(elementos, e.id)
        valores = [montos[i] for i in dentro if i in montos]
        hojas = [i for i in dentro if i not in con_hijos]
        sin = frozenset(h for h in hojas if _falta(elementos, montos, h, e.id))
        assert sumas.por_elemento[e.id] == Suma(sum(valores) if valores else None, sin)
    assert sumas.total.valor == (sum(montos.values()) if montos else None)
    hojas = [e.id for e in elementos if e.id not in con_hijos]
    assert sumas.total.faltan == sum(_falta(elementos, montos, h, None) for h in hojas)


@given(arboles(), arboles())
def test_juntar_anios_suma_todo(
    uno: tuple[list[ElementoConDinero], dict[int, int]], otro: tuple[list[ElementoConDinero], dict[int, int]]
) -> None:
    partes = [sumar(*uno), sumar(*otro)]
    juntas = juntar(partes)
    assert juntas.total == partes[0].total + partes[1].total
    assert juntar([]) == Sumas()


def test_un_ejemplo_a_mano() -> None:
    # 1 con dos hojas (1.1 con 100, 1.2 sin dato) y 2, una hoja cancelada sin dato.
    elementos = [
        ElementoConDinero(1, None),
        ElementoConDinero(11, 1),
        ElementoConDinero(12, 1),
        ElementoConDinero(2, None, cuenta=False),
    ]
    sumas = sumar(elementos, {11: 100})
    assert sumas.por_elemento[1] == Suma(100, frozenset({12}))
    assert not sumas.por_elemento[1].completa
    assert sumas.por_elemento[2] == Suma(None)
    assert sumas.total == Suma(100, frozenset({12}))
    # Un monto puesto arriba responde por lo de abajo, y se suma a lo que allí haya.
    assert sumar(elementos, {1: 50, 11: 100}).por_elemento[1] == Suma(150)


def test_lo_ejecutado_solo_se_dice_si_no_falta_nada() -> None:
    assert ejecutado({"programado": Suma(200), "devengado": Suma(50)}) == Fraction(1, 4)
    assert ejecutado({"programado": Suma(200, frozenset({1})), "devengado": Suma(50)}) is None
    assert ejecutado({"programado": Suma(200), "devengado": Suma(50, frozenset({1}))}) is None
    assert ejecutado({"programado": Suma(0), "devengado": Suma(0)}) is None
    assert ejecutado({"programado": Suma(200)}) is None


def test_los_juegos_de_momentos_traen_los_tres_idiomas_y_no_se_repiten() -> None:
    for momentos in PLANTILLAS.values():
        claves = [clave for clave, _nombres in momentos]
        assert len(set(claves)) == len(claves)
        assert all({"es", "pt", "en"} <= set(nombres) for _clave, nombres in momentos)
        assert {"programado", "devengado"} <= set(claves)
