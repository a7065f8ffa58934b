"""La matriz: cada rol × cada acto × si es suya × cada fase × cada estado, contra una tabla escrita aparte."""

from __future__ import annotations

import datetime as dt
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from app.nucleo.permisos import ANONIMA, Identidad, Permiso, Rol, RolEn
from app.procesos.permisos import Requisitos
from app.procesos.reglas import Ventana
from app.propuestas import cuotas, permisos
from app.propuestas.permisos import NoApoya, Objeto
from app.propuestas.reglas import Estado

AHORA = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
FASES = ("informar", "proponer", "debatir", "evaluar", "votar", "responder", "ejecutar", "ninguna")
YO, OTRA = 1, 2

QUIENES: dict[str, Identidad] = {
    "anónima": ANONIMA,
    "sin confirmar": Identidad(YO, acreditacion=0),
    "vecina": Identidad(YO, acreditacion=1),
    **{
        rol.value: Identidad(YO, acreditacion=1, roles=(RolEn(rol),), segundo_factor=True)
        for rol in Rol
        if rol is not Rol.VECINA
    },
}
ESTADOS = [
    (estado, oculta, cruzada)
    for estado, oculta, cruzada in product(Estado, (False, True), (False, True))
    if not (estado is Estado.BORRADOR and (oculta or cruzada))
]


def _requisitos(fase: str) -> Requisitos:
    fases = [] if fase == "ninguna" else [Ventana(fase, AHORA, AHORA + dt.timedelta(days=1))]
    return Requisitos(fases, 1, 0, ZoneInfo("America/Bogota"))


@pytest.mark.parametrize("nombre", list(QUIENES))
def test_la_matriz_entera(nombre: str) -> None:
    """Lo esperado se escribe con conjuntos de palabras, no con los predicados."""
    quien = QUIENES[nombre]
    entra = nombre != "anónima"
    audita = nombre == "auditora"
    for mia, fase, (estado, oculta, cruzada) in product((True, False), FASES, ESTADOS):
        objeto = Objeto(YO if mia else OTRA, estado, oculta, cruzada, proceso_id=7)
        suya = mia and entra
        propia = suya and not audita
        caso = f"{nombre} · {'suya' if mia else 'ajena'} · {fase} · {estado} · {oculta=} · {cruzada=}"
        assert permisos.puede_ver(quien, objeto) == (estado != "borrador" or suya), caso
        assert permisos.puede_editar_borrador(quien, objeto) == (propia and estado == "borrador"), caso
        abierta = estado == "publicada" and not oculta and not cruzada
        assert permisos.puede_editar(quien, objeto) == (propia and abierta), caso
        assert permisos.puede_retirar(quien, objeto) == (propia and estado == "publicada"), caso
        clasifica = nombre in {"planificadora", "administradora"} and estado == "publicada"
        assert permisos.puede_clasificar(quien, objeto) == clasifica, caso
        assert permisos.no_apoya(quien, objeto, _requisitos(fase), AHORA) == _esperado(
            nombre, fase, estado, oculta
        ), caso


def test_quien_firma_ve_y_edita_pero_no_retira_ni_invita() -> None:
    for quien, (estado, oculta, cruzada) in product(QUIENES.values(), ESTADOS):
        objeto = Objeto(OTRA, estado, oculta, cruzada, proceso_id=7, coautoras=frozenset({YO}))
        escribe = quien.autenticada and quien.puede(Permiso.PROPUESTA_PROPIA)
        assert permisos.puede_ver(quien, objeto) == (estado != "borrador" or quien.autenticada)
        assert permisos.puede_editar_borrador(quien, objeto) == (escribe and estado == "borrador")
        abierta = estado == "publicada" and not oculta and not cruzada
        assert permisos.puede_editar(quien, objeto) == (escribe and abierta)
        assert not permisos.puede_retirar(quien, objeto)
        assert not permisos.puede_invitar(quien, objeto)
        propia = Objeto(YO, estado, oculta, cruzada, proceso_id=7)
        invita = escribe and not oculta and (estado == "borrador" or abierta)
        assert permisos.puede_invitar(quien, propia) == invita


def _esperado(nombre: str, fase: str, estado: Estado, oculta: bool) -> NoApoya | None:
    if estado != "publicada":
        return NoApoya.ARCHIVADA if estado == "archivada" else NoApoya.RETIRADA
    if oculta:
        return NoApoya.OCULTA
    if fase not in {"proponer", "debatir"}:
        return NoApoya.FASE
    return {
        "anónima": NoApoya.CUENTA,
        "sin confirmar": NoApoya.ACREDITACION,
        "auditora": NoApoya.ROL,
    }.get(nombre)


@pytest.mark.parametrize(
    ("alcance", "puede"),
    [
        (RolEn(Rol.PLANIFICADORA), True),
        (RolEn(Rol.PLANIFICADORA, proceso_id=7), True),
        (RolEn(Rol.PLANIFICADORA, proceso_id=8), False),
        (RolEn(Rol.PLANIFICADORA, territorios=frozenset({3})), True),
        (RolEn(Rol.PLANIFICADORA, territorios=frozenset({4})), False),
        (RolEn(Rol.PLANIFICADORA, unidad_id=5), True),
        (RolEn(Rol.PLANIFICADORA, unidad_id=6), False),
        (RolEn(Rol.MODERADORA), False),
    ],
)
def test_clasificar_respeta_el_alcance(alcance: RolEn, puede: bool) -> None:
    quien = Identidad(YO, acreditacion=1, roles=(alcance,), segundo_factor=True)
    objeto = Objeto(OTRA, Estado.PUBLICADA, False, False, proceso_id=7, territorio_id=3)
    assert permisos.puede_atar(quien, objeto, 5) == puede
    assert permisos.puede_clasificar(quien, objeto) == (puede or alcance.unidad_id == 6)
    assert not (permisos.puede_atar(quien, objeto, None) and alcance.unidad_id)


def test_todo_permiso_de_propuestas_esta_en_la_tabla_de_alguien() -> None:
    from app.nucleo.permisos import TABLA

    de_aqui = {p for p in Permiso if p.value.startswith("propuestas:")}
    assert de_aqui <= set().union(*TABLA.values())


def test_el_tope_del_dia_se_quita_al_venir_en_persona() -> None:
    topes = [cuotas.de_publicar(Identidad(YO, acreditacion=a)) for a in range(4)]
    assert [[(c.maximo, c.ventana.days) for c in t] for t in topes] == [[(3, 1)], [(3, 1)], [(3, 1)], []]
