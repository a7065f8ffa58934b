"""El árbol: orden, ciclos, huérfanos y la suma de la población."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.territorio.reglas import importacion
from app.territorio.reglas.arbol import Arbol, ArbolInvalido, Lugar, Total, armar, comprobar, ruta
from app.territorio.reglas.importacion import FilaPoblacion


def _lugar(id_: int, padre: int | None = None, **datos: object) -> Lugar:
    valores = {"nivel": "n", "nivel_nombre": "n", "nivel_plural": "ns", "nivel_orden": 0, "orden": id_}
    return Lugar(id=id_, codigo=f"L{id_}", nombre=f"L{id_}", padre_id=padre, **{**valores, **datos})  # type: ignore[arg-type]


@given(st.lists(st.integers(0, 30), min_size=1, max_size=25), st.randoms(use_true_random=False))
def test_cada_padre_va_antes(padres: list[int], azar: object) -> None:
    """Un bosque al azar, barajado: el orden pone a cada padre antes que a sus hijos, sin perder a nadie."""
    pares = [(str(n), str(p % n) if n and p % (n + 1) != n else None) for n, p in enumerate(padres)]
    azar.shuffle(pares)  # type: ignore[attr-defined]
    orden = comprobar(dict(pares), frozenset())
    assert sorted(orden) == sorted(dict(pares))
    for codigo, padre in pares:
        assert padre is None or orden.index(padre) < orden.index(codigo)


@given(st.integers(1, 8), st.integers(0, 8))
def test_un_ciclo_se_dice(largo: int, cola: int) -> None:
    padres: dict[str, str | None] = {f"c{n}": f"c{(n + 1) % largo}" for n in range(largo)}
    padres |= {f"t{n}": f"t{n + 1}" if n + 1 < cola else "c0" for n in range(cola)}
    with pytest.raises(ArbolInvalido, match="dentro de sí mismo"):
        comprobar(padres, frozenset())


def test_un_huerfano_se_dice() -> None:
    with pytest.raises(ArbolInvalido, match="«nadie» no existe") as caso:
        comprobar({"a": None, "b": "nadie"}, frozenset())
    assert caso.value.codigo == "b"
    assert comprobar({"b": "nadie"}, frozenset({"nadie"})) == ["b"]
    with pytest.raises(ArbolInvalido):
        armar([_lugar(2, 1)])


def test_familia_y_ruta() -> None:
    arbol = armar([_lugar(1), _lugar(3, 2), _lugar(2, 1), _lugar(4, 1)])
    assert [x.id for x in arbol.ancestros(3)] == [1, 2]
    assert [x.id for x in arbol.descendientes(1)] == [2, 3, 4]
    assert arbol.hondura(3) == 2
    assert ruta(ruta("", 1), 7) == "/1/7/"


def _lento(arbol: Arbol, id_: int, propios: dict[int, Total]) -> int | None:
    if id_ in propios:
        return propios[id_].personas
    partes = [_lento(arbol, h.id, propios) for h in arbol.hijos.get(id_, ())]
    completas = [p for p in partes if p is not None]
    return sum(completas) if partes and len(completas) == len(partes) else None


@given(
    st.lists(st.integers(0, 30), min_size=1, max_size=20),
    st.dictionaries(st.integers(1, 20), st.integers(0, 999), max_size=20),
)
def test_la_poblacion_se_suma_o_falta(padres: list[int], cifras: dict[int, int]) -> None:
    lugares = [_lugar(n, p % n if n > 1 and p % n else None) for n, p in enumerate(padres, 1)]
    propios = {i: Total(p, 2024) for i, p in cifras.items() if i <= len(lugares)}
    arbol = armar(lugares, propios)
    for lugar in lugares:
        total = arbol.total(lugar.id)
        assert (total.personas if total else None) == _lento(arbol, lugar.id, propios)


def test_no_suma_anios_distintos_ni_lo_de_fuera() -> None:
    lugares = [_lugar(1), _lugar(2, 1), _lugar(3, 1), _lugar(4, 1, fuera_del_municipio=True)]
    distintos = armar(lugares, {2: Total(5, 2020), 3: Total(5, 2024)})
    assert distintos.total(1) is None
    igual = armar(lugares, {2: Total(5, 2024, "A"), 3: Total(6, 2024, "B"), 4: Total(900, 2024)})
    assert igual.total(1) == Total(11, 2024, "A; B")
    assert igual.total(None) == Total(11, 2024, "A; B")
    assert armar([]).total(None) is None


def _fila(sexo: str, desde: int, hasta: int | None, donde: str = "fila 2") -> FilaPoblacion:
    return FilaPoblacion(donde, "B", 2024, sexo, desde, hasta, 1, "x")


@pytest.mark.parametrize(
    ("filas", "dice"),
    [
        ([_fila("M", 0, 14), _fila("M", 15, None), _fila("H", 0, None)], ""),
        ([_fila("M", 0, 14), _fila("M", 14, None)], "se pisa"),
        ([_fila("M", 0, None), _fila("M", 15, 20)], "se pisa"),
        ([_fila("M", 0, 14), _fila("M", 0, 14)], "se pisa"),
        ([_fila("T", 0, None), _fila("M", 0, None)], "mezcla el total"),
    ],
)
def test_bandas_que_contarian_dos_veces(filas: list[FilaPoblacion], dice: str) -> None:
    fallos = importacion.fallos_de_poblacion(filas)
    assert [dice in f.mensaje for f in fallos] == ([True] if dice else [])


@given(st.binary(max_size=200))
def test_ningun_archivo_rompe_la_lectura(datos: bytes) -> None:
    for leer in (importacion.leer_json, lambda d: importacion.leer_tabla(d, ("codigo",))):
        try:
            leer(datos)
        except ValueError as error:
            assert str(error)
