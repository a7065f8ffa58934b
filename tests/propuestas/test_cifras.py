"""Las cifras de los tableros dicen lo mismo que contar las propuestas una por una, pase lo que pase."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask

from app.contenido.modelos import Contenido
from app.extensiones import db
from app.nucleo import reloj
from app.nucleo.errores import ErrorDominio
from app.nucleo.permisos import OPERACION
from app.nucleo.reloj import ahora
from app.plan import servicios as planes
from app.plan.modelos import Elemento
from app.propuestas import cifras, facetas, servicios
from app.propuestas.consultas.cifras import Corte, cuantas, por_elemento_y_lugar, por_estado, por_mes
from app.propuestas.modelos import Cifra, Faceta, Propuesta, PropuestaElemento
from app.propuestas.reglas import Clase
from app.propuestas.reglas.cifras import TODAS, ClaveCifra, anio_y_mes, cambios, empieza, mes_de, suma_en
from tests.fabricas import cuentas, plan, procesos
from tests.fabricas import propuestas as fabrica

BOGOTA = ZoneInfo("America/Bogota")
MOTIVO = "Se revisó y corresponde hacerlo así."
CORTE = dt.timedelta(days=40)


def _gemela() -> dict[ClaveCifra, int]:
    """Cuenta propuesta por propuesta, leyendo las tablas, sin mirar ni el índice ni las cifras."""
    rutas = dict(db.session.execute(sa.select(Elemento.id, Elemento.ruta)).tuples().all())
    total: Counter[ClaveCifra] = Counter()
    for p, visible in db.session.execute(
        sa.select(Propuesta, Contenido.estado).join(Contenido, Contenido.id == Propuesta.id)
    ):
        if p.estado == "borrador" or visible == "oculto":
            continue
        suyos = db.session.scalars(
            sa.select(PropuestaElemento.elemento_id).where(PropuestaElemento.propuesta_id == p.id)
        )
        arriba = {int(x) for e in suyos for x in rutas[e].split("/") if x} or {0}
        estado = {"retirada": 3, "archivada": 4}.get(p.estado, 2 if p.umbral_cruzado_en else 1)
        local = p.publicada_en.astimezone(BOGOTA)
        mes = local.year * 12 + local.month - 1
        for elemento in {TODAS, *arriba}:
            total[elemento, p.territorio_id or 0, mes, estado, p.proceso_id] += 1
    return dict(total)


def _guardadas() -> dict[ClaveCifra, int]:
    filas = db.session.execute(
        sa.select(
            Cifra.elemento_id, Cifra.territorio_id, Cifra.mes, Cifra.estado, Cifra.proceso_id, Cifra.cuantas
        )
    )
    return {(e, t, m, s, p): n for e, t, m, s, p, n in filas if n}


class _Ciudad:
    """Una ciudad con dos procesos, un plan y tres lugares, en la que pasan cosas al azar."""

    def __init__(self, semilla: int) -> None:
        self.azar = random.Random(semilla)
        self.plan = plan.plan()
        self.elementos = {c: plan.elemento(self.plan, c).id for c in ("1", "1.1", "1.1.1", "1.2", "2", "2.1")}
        distrito = fabrica.lugar("Norte")
        self.lugares = [None, distrito.id, fabrica.lugar("Las Lomas", distrito).id]
        self.procesos = [
            procesos.proceso(plan_id=self.plan.id, vigencia_meses=1),
            procesos.proceso(plan_id=self.plan.id),
        ]
        self.autora = cuentas.identidad_de(cuentas.persona())
        self.codigos: list[str] = []
        self.padres = {"2.1": "2"}

    def publicar(self) -> None:
        elegidos = self.azar.sample(sorted(self.elementos.values()), self.azar.randrange(3))
        p = fabrica.propuesta(
            cuentas.identidad_de(cuentas.persona()),
            proceso=self.azar.choice(self.procesos),
            elementos=elegidos,
            territorio_id=self.azar.choice(self.lugares),
        )
        self.codigos.append(fabrica.codigo_de(p))

    def _una(self) -> Propuesta:
        codigo = self.azar.choice(self.codigos)
        return db.session.scalars(
            sa.select(Propuesta).join(Propuesta.contenido).where(Contenido.codigo == codigo)
        ).one()

    def apoyar(self) -> None:
        fabrica.apoyos(self._una(), 2)

    def retirar(self) -> None:
        p = self._una()
        quien = replace(self.autora, persona_id=db.session.get_one(Contenido, p.id).autora_id)
        servicios.retirar(quien, fabrica.codigo_de(p), MOTIVO)

    def clasificar(self) -> None:
        elegidos = self.azar.sample(sorted(self.elementos.values()), 2)
        servicios.clasificar(OPERACION, fabrica.codigo_de(self._una()), elegidos, MOTIVO)

    def esconder(self) -> None:
        p = self._una()
        ancla = db.session.get_one(Contenido, p.id)
        ancla.estado = "visible" if ancla.estado == "oculto" else "oculto"
        facetas.rehacer(p.id)

    def mover(self) -> None:
        fila = next(f for f in plan.FILAS if f.codigo == "2.1")
        self.padres["2.1"] = "1" if self.padres["2.1"] == "2" else "2"
        planes.editar_elemento(
            OPERACION, self.plan.id, replace(fila, padre=self.padres["2.1"]), f"{MOTIVO} {self.azar.random()}"
        )

    def arrepentirse(self) -> None:
        """Algo que se deshace no deja rastro."""
        facetas.rehacer(self._una().id)
        db.session.add(Contenido(codigo="X" * 99))
        db.session.rollback()


@pytest.mark.parametrize("semilla", range(3))
def test_pase_lo_que_pase_coinciden_con_la_gemela(app: Flask, semilla: int) -> None:
    ciudad = _Ciudad(semilla)
    for _ in range(4):
        ciudad.publicar()
    nombres = ("publicar", "apoyar", "retirar", "clasificar", "esconder", "mover", "apoyar", "arrepentirse")
    for _ in range(25):
        try:
            getattr(ciudad, ciudad.azar.choice(nombres))()
            db.session.commit()
        except ErrorDominio:  # lo que no se puede, no deja rastro
            db.session.rollback()
        assert _guardadas() == _gemela()
    with reloj.fijado(ahora() + CORTE):
        servicios.archivar_vencidas()
        ciudad.publicar()
        assert _guardadas() == _gemela()
    assert servicios.recontar_cifras() == []


def test_cada_pregunta_es_una_suma_de_lo_mismo(app: Flask) -> None:
    ciudad = _Ciudad(7)
    for _ in range(12):
        ciudad.publicar()
    ciudad.apoyar()
    ciudad.esconder()
    db.session.commit()
    todo, corte = _gemela(), Corte()
    assert sum(por_estado(corte).values()) == cuantas(TODAS, corte) == len(ciudad.codigos) - 1
    assert cuantas(TODAS, Corte(lugares=frozenset({0}))) == sum(
        n for (e, t, *_), n in todo.items() if e == TODAS and t == 0
    )
    assert sum(por_mes(ciudad.elementos["1"], corte).values()) == cuantas(ciudad.elementos["1"], corte)
    uno = ciudad.procesos[0].id
    celdas = por_elemento_y_lugar([0, *ciudad.elementos.values()], Corte(proceso_id=uno))
    assert celdas == {
        (e, t): sum(n for (e2, t2, _m, _s, p), n in todo.items() if (e2, t2, p) == (e, t, uno))
        for e, t, _m, _s, p in todo
        if e != TODAS and p == uno
    }


def test_lo_deshecho_dentro_de_un_trozo_no_se_suma(app: Flask) -> None:
    p, otra = fabrica.propuesta(), fabrica.propuesta()
    antes = _guardadas()
    db.session.get_one(Contenido, p.id).estado = "oculto"
    facetas.rehacer(p.id)
    trozo = db.session.begin_nested()
    db.session.get_one(Contenido, otra.id).estado = "oculto"
    facetas.rehacer(otra.id)
    trozo.rollback()
    with db.session.begin_nested():
        pass
    db.session.commit()
    assert _guardadas() == _gemela()
    assert sum(_guardadas().values()) == sum(antes.values()) - 2


def test_lo_deshecho_entero_no_se_suma_con_lo_siguiente(app: Flask) -> None:
    """Un formulario rechazado se deshace y la misma sesión sigue: lo suyo no se cuenta después."""
    p, otra = fabrica.propuesta(), fabrica.propuesta()
    db.session.get_one(Contenido, p.id).estado = "oculto"
    facetas.rehacer(p.id)
    db.session.rollback()
    db.session.get_one(Contenido, otra.id).estado = "oculto"
    facetas.rehacer(otra.id)
    db.session.commit()
    assert _guardadas() == _gemela() != {}


def test_un_trozo_confirmado_espera_a_toda_la_transaccion(app: Flask) -> None:
    """Las cifras son lo último que se toca: tomarlas a medio camino haría que dos se esperaran en círculo."""
    p = fabrica.propuesta()
    antes = _guardadas()
    with db.session.begin_nested():
        db.session.get_one(Contenido, p.id).estado = "oculto"
        facetas.rehacer(p.id)
    assert _guardadas() == antes
    db.session.commit()
    assert _guardadas() == _gemela() == {}


def test_lo_confirmado_dentro_de_un_trozo_deshecho_tampoco_se_suma(app: Flask) -> None:
    p = fabrica.propuesta()
    fuera = db.session.begin_nested()
    with db.session.begin_nested():
        db.session.get_one(Contenido, p.id).estado = "oculto"
        facetas.rehacer(p.id)
    fuera.rollback()
    db.session.commit()
    assert _guardadas() == _gemela() != {}


def test_recontar_dice_lo_que_no_coincide_y_lo_corrige(app: Flask) -> None:
    fabrica.propuesta()
    db.session.execute(sa.update(Cifra).where(Cifra.elemento_id == TODAS).values(cuantas=9))
    db.session.execute(sa.delete(Cifra).where(Cifra.elemento_id == 0))
    db.session.commit()
    orden = app.test_cli_runner().invoke
    ensayo = orden(args=["recontar", "--ensayo"]).output
    assert "cifra elemento -1 territorio 0" in ensayo and "decía 9, corresponde 1" in ensayo
    assert "decía 0, corresponde 1" in ensayo and "2 diferencias. No se cambió nada" in ensayo
    assert "Quedó corregido" in orden(args=["recontar"]).output
    assert orden(args=["recontar"]).output == "Todo coincide.\n"
    assert _guardadas() == _gemela()


def test_una_base_de_antes_se_cuenta_sola_una_vez(app: Flask) -> None:
    """Lo indexado antes de que hubiera cifras no tiene su lugar en el índice, y así se conoce."""
    for _ in range(3):
        fabrica.propuesta()
    db.session.execute(sa.delete(Cifra))
    db.session.execute(sa.delete(Faceta).where(Faceta.clase == int(Clase.LUGAR)))
    db.session.commit()
    vieja = db.session.scalar(sa.select(sa.func.min(Propuesta.id)))
    assert vieja is not None
    facetas.rehacer(vieja)  # alguien la cambia antes de que llegue el obrero
    db.session.commit()
    assert facetas.contar_si_falta() == 2
    assert facetas.contar_si_falta() == 0
    assert _guardadas() == _gemela()


def test_los_meses_son_los_de_la_ciudad() -> None:
    ultimo = dt.datetime(2026, 2, 1, 4, 59, 59, tzinfo=dt.UTC)
    assert anio_y_mes(mes_de(ultimo, BOGOTA)) == (2026, 1)
    febrero = mes_de(ultimo + dt.timedelta(seconds=1), BOGOTA)
    assert anio_y_mes(febrero) == (2026, 2)
    assert empieza(febrero, BOGOTA) == ultimo + dt.timedelta(seconds=1)


def test_sin_su_lugar_en_el_indice_no_suma() -> None:
    claves = [(int(Clase.PROCESO), 3), (int(Clase.ELEMENTO), 0)]
    assert suma_en(claves, 5) == frozenset()
    con_lugar = [*claves, (int(Clase.LUGAR), 8)]
    assert suma_en(con_lugar, 5) == {(TODAS, 8, 5, 0, 3), (0, 8, 5, 0, 3)}
    assert cambios({(0, 8, 5, 0, 3): 1}, {(0, 8, 5, 0, 3): 1, (TODAS, 8, 5, 0, 3): 2}) == {
        (TODAS, 8, 5, 0, 3): 2
    }


def test_solo_se_suma_al_confirmar(app: Flask) -> None:
    p = fabrica.propuesta()
    antes = _guardadas()
    db.session.get_one(Contenido, p.id).estado = "oculto"
    facetas.rehacer(p.id)
    assert _guardadas() == antes
    cifras.aplicar()
    assert _guardadas() == {}
    db.session.commit()
    assert _guardadas() == {}
