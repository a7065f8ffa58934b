"""Escribir indicadores, metas y mediciones: quién puede, qué se rechaza y qué queda dicho."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.avance import hechos
from app.avance.consultas import ficha_indicador
from app.avance.modelos import Indicador, Medicion
from app.avance.servicios import indicadores, mediciones, metas
from app.avance.servicios.indicadores import DatosIndicador
from app.avance.servicios.mediciones import DatosMedicion, YaHayOtra
from app.avance.servicios.metas import DatosMeta, MetaInvalida
from app.contenido.modelos import Hecho
from app.extensiones import db
from app.nucleo.errores import Conflicto, Invalido, NoPermitido
from app.nucleo.permisos import OPERACION, Identidad, Rol
from app.plan.modelos import Plan
from tests.avance.conftest import HOY
from tests.fabricas import avance as fabrica
from tests.fabricas import plan as planes
from tests.fabricas.cuentas import identidad_de, persona, personal

pytestmark = pytest.mark.usefixtures("en_junio")


def _datos(plan: Plan, **mas: Any) -> DatosIndicador:
    base = DatosIndicador("agua-24h", planes.elemento(plan).id, "Hogares con agua", "%")
    return replace(base, **mas)


def _hechos(elemento_id: int) -> list[Hecho]:
    consulta = sa.select(Hecho).where(Hecho.contenido_id == elemento_id, Hecho.clase.like("avance.%"))
    return list(db.session.scalars(consulta.order_by(Hecho.id)))


def _anotada(i: Indicador, fecha: str, valor: str, fuente: str = "Censo", **mas: Any) -> DatosMedicion:
    return DatosMedicion(dt.date.fromisoformat(fecha), Decimal(valor), fuente, **mas)


def _vigentes(i: Indicador) -> list[tuple[str, str, bool]]:
    db.session.expire_all()
    filas = db.session.scalars(
        sa.select(Medicion)
        .where(Medicion.indicador_id == i.id, Medicion.corregida_en.is_(None))
        .order_by(Medicion.fecha, Medicion.fuente)
    )
    return [(m.fuente, str(m.valor), m.principal) for m in filas]


def test_crear_deja_un_hecho_con_su_porque(plan: Plan) -> None:
    ident = indicadores.crear_indicador(OPERACION, plan.id, _datos(plan), "Lo pidió el consejo.")
    fila = db.session.get_one(Indicador, ident)
    assert (fila.codigo, fila.estado, fila.orden) == ("agua-24h", "activo", 0)
    (hecho,) = _hechos(fila.elemento_id)
    assert (hecho.clase, hecho.motivo, hecho.publico) == (
        "avance.indicador_creado",
        "Lo pidió el consejo.",
        True,
    )
    assert hecho.datos["indicador"] == "agua-24h"


@pytest.mark.parametrize(
    ("cambios", "campo"),
    [
        ({"codigo": "con espacio"}, "codigo"),
        ({"codigo": "nuevo"}, "codigo"),
        ({"codigo": "a/b"}, "codigo"),
        ({"nombre": ""}, "nombre"),
        ({"unidad": "x" * 81}, "unidad"),
        ({"decimales": 7}, "decimales"),
        ({"frecuencia": "diaria"}, "frecuencia"),
        ({"direccion": "mantiene"}, "acumulacion"),
        ({"acumulacion": "mantenimiento"}, "acumulacion"),
        ({"direccion": "mantiene", "acumulacion": "mantenimiento"}, "banda_desde"),
        ({"direccion": "mantiene", "acumulacion": "mantenimiento", "banda_desde": Decimal(1)}, "banda_hasta"),
        (
            {
                "direccion": "mantiene",
                "acumulacion": "mantenimiento",
                "banda_desde": Decimal(2),
                "banda_hasta": Decimal(1),
            },
            "banda_hasta",
        ),
        ({"banda_desde": Decimal(1)}, "banda_desde"),
        ({"base_valor": Decimal(1)}, "base_fecha"),
        ({"base_fecha": dt.date(2025, 1, 1)}, "base_valor"),
        ({"unidad_id": 999_999}, "responsable"),
        ({"elemento_id": 999_999}, "elemento"),
    ],
)
def test_lo_que_la_base_no_admite_se_dice_antes_en_su_campo(
    plan: Plan, cambios: dict[str, Any], campo: str
) -> None:
    with pytest.raises(Invalido) as error:
        indicadores.crear_indicador(OPERACION, plan.id, _datos(plan, **cambios), "Porque sí.")
    assert error.value.campo == campo


def test_un_codigo_no_se_repite_y_lo_publico_lleva_motivo(plan: Plan) -> None:
    with pytest.raises(Invalido, match="público") as sin_motivo:
        indicadores.crear_indicador(OPERACION, plan.id, _datos(plan), " ")
    assert sin_motivo.value.campo == "motivo"
    indicadores.crear_indicador(OPERACION, plan.id, _datos(plan), "Uno.")
    with pytest.raises(Invalido, match="Ya hay un indicador"):
        indicadores.crear_indicador(OPERACION, plan.id, _datos(plan), "Otro.")


def test_en_borrador_no_hace_falta_motivo_y_el_hecho_no_es_publico(app: Flask) -> None:
    borrador = planes.borrador()
    ident = indicadores.crear_indicador(OPERACION, borrador.id, _datos(borrador))
    fila = db.session.get_one(Indicador, ident)
    assert [h.publico for h in _hechos(fila.elemento_id)] == [False]


def test_editar_cuenta_lo_de_antes_y_lo_de_despues(plan: Plan) -> None:
    ident = indicadores.crear_indicador(OPERACION, plan.id, _datos(plan), "Uno.")
    nuevos = _datos(
        plan, nombre="Hogares con agua todo el día", decimales=1, traducciones={"pt": {"nombre": "Água"}}
    )
    assert indicadores.editar_indicador(OPERACION, ident, nuevos, "Se entiende mejor.")
    cambios = _hechos(planes.elemento(plan).id)[-1].datos["cambios"]
    assert cambios == [
        {"campo": "nombre", "antes": "Hogares con agua", "despues": "Hogares con agua todo el día"},
        {"campo": "decimales", "antes": "0", "despues": "1"},
        {"campo": "nombre[pt]", "antes": None, "despues": "Água"},
    ]
    dicho = hechos.paso("avance.indicador_cambiado", {"nombre": "X", "cambios": cambios[-1:]})
    assert dicho is not None
    assert "Nombre (Português): de «nada» a «Água»" in dicho["lineas"]
    assert db.session.get_one(Indicador, ident).traducciones == {"pt": {"nombre": "Água"}}
    antes = len(_hechos(planes.elemento(plan).id))
    assert not indicadores.editar_indicador(OPERACION, ident, nuevos, "")
    assert len(_hechos(planes.elemento(plan).id)) == antes
    with pytest.raises(Invalido, match="no cambia"):
        indicadores.editar_indicador(OPERACION, ident, replace(nuevos, codigo="otro"), "x")


def test_cancelar_y_volver_a_medir_llevan_motivo_y_repetirlos_no_hace_nada(plan: Plan) -> None:
    i = fabrica.indicador(planes.elemento(plan))
    with pytest.raises(Invalido):
        indicadores.cancelar_indicador(OPERACION, i.id, "")
    for _vez in range(2):
        indicadores.cancelar_indicador(OPERACION, i.id, "Ya no hay encuesta.")
    with pytest.raises(Conflicto):
        mediciones.anotar_medicion(OPERACION, i.id, _anotada(i, "2026-01-01", "1"))
    with pytest.raises(Conflicto):
        metas.guardar_metas(OPERACION, i.id, [], "x")
    indicadores.reactivar_indicador(OPERACION, i.id, "Volvió la encuesta.")
    assert [h.clase for h in _hechos(i.elemento_id)] == [
        "avance.indicador_cancelado",
        "avance.indicador_reactivado",
    ]


def test_solo_quien_planifica_y_en_su_unidad(plan: Plan) -> None:
    propia, ajena = planes.unidad("AGU", "Agua"), planes.unidad("VIA", "Vías")
    i = fabrica.indicador(planes.elemento(plan), unidad_id=propia, metas=())
    dato = _anotada(i, "2026-01-01", "1")

    def intentar(quien: Identidad) -> None:
        mediciones.anotar_medicion(quien, i.id, dato)
        metas.guardar_metas(
            quien, i.id, [DatosMeta(dt.date(2026, 1, 1), dt.date(2026, 12, 31), Decimal(9))], "x"
        )

    for quien in (
        persona(),
        personal(Rol.MODERADORA),
        personal(Rol.AUDITORA),
        personal(Rol.PLANIFICADORA, unidad_id=ajena),
    ):
        with pytest.raises(NoPermitido):
            intentar(identidad_de(quien))
    intentar(identidad_de(personal(Rol.PLANIFICADORA, unidad_id=propia)))
    planificadora = identidad_de(personal(Rol.PLANIFICADORA, unidad_id=propia))
    with pytest.raises(NoPermitido):
        indicadores.crear_indicador(planificadora, plan.id, _datos(plan, unidad_id=ajena), "Ajeno.")
    with pytest.raises(NoPermitido):
        indicadores.editar_indicador(
            planificadora, i.id, _datos(plan, codigo=i.codigo, unidad_id=ajena), "Regalo."
        )


def test_un_plan_archivado_ya_no_cambia(plan: Plan) -> None:
    i = fabrica.indicador(planes.elemento(plan))
    plan.estado = "archivado"
    db.session.commit()
    with pytest.raises(Conflicto, match="archivado"):
        mediciones.anotar_medicion(OPERACION, i.id, _anotada(i, "2026-01-01", "1"))


def test_las_metas_se_guardan_juntas_y_no_se_pisan(plan: Plan) -> None:
    i = fabrica.indicador(planes.elemento(plan))
    buena = DatosMeta(dt.date(2026, 1, 1), dt.date(2026, 12, 31), Decimal(120))
    nueva = DatosMeta(dt.date(2027, 1, 1), dt.date(2027, 12, 31), Decimal(150))
    assert metas.guardar_metas(OPERACION, i.id, [nueva, buena], "Se ajustó.")
    assert _hechos(i.elemento_id)[-1].datos["metas"] == [
        {"inicio": "2026-01-01", "fin": "2026-12-31", "antes": "100", "despues": "120"},
        {"inicio": "2027-01-01", "fin": "2027-12-31", "antes": None, "despues": "150"},
    ]
    assert not metas.guardar_metas(OPERACION, i.id, [buena, nueva])
    with pytest.raises(MetaInvalida) as pisada:
        metas.guardar_metas(OPERACION, i.id, [buena, replace(nueva, inicio=dt.date(2026, 12, 31))], "x")
    assert (pisada.value.lugar, pisada.value.campo) == (1, "inicio")
    with pytest.raises(MetaInvalida, match="antes de empezar"):
        metas.guardar_metas(OPERACION, i.id, [replace(buena, fin=dt.date(2025, 1, 1))], "x")
    with pytest.raises(Invalido, match="público"):
        metas.guardar_metas(OPERACION, i.id, [buena])
    assert metas.guardar_metas(OPERACION, i.id, [], "Se quitan.")


def test_anotar_dos_veces_lo_mismo_deja_una_fila_y_otro_valor_se_ofrece_corregir(plan: Plan) -> None:
    i = fabrica.indicador(planes.elemento(plan))
    primera = mediciones.anotar_medicion(OPERACION, i.id, _anotada(i, "2026-03-31", "44"))
    segunda = mediciones.anotar_medicion(OPERACION, i.id, _anotada(i, "2026-03-31", "44.0"))
    assert (primera.nueva, segunda.nueva, segunda.id) == (True, False, primera.id)
    with pytest.raises(YaHayOtra, match="44") as error:
        mediciones.anotar_medicion(OPERACION, i.id, _anotada(i, "2026-03-31", "45"))
    assert error.value.medicion_id == primera.id
    assert len(_hechos(i.elemento_id)) == 1


@pytest.mark.parametrize(
    ("cambios", "campo"),
    [
        ({"fecha": dt.date(2026, 6, 6)}, "fecha"),
        ({"fecha": dt.date(1899, 12, 31)}, "fecha"),
        ({"fuente": " "}, "fuente"),
        ({"valor": Decimal("0.1234567")}, "valor"),
        ({"valor": Decimal(10) ** 18}, "valor"),
        ({"nota": "x" * 1001}, "nota"),
    ],
)
def test_un_valor_que_no_vale_se_dice_en_su_campo(plan: Plan, cambios: dict[str, Any], campo: str) -> None:
    i = fabrica.indicador(planes.elemento(plan))
    with pytest.raises(Invalido) as error:
        mediciones.anotar_medicion(OPERACION, i.id, replace(_anotada(i, "2026-06-05", "1"), **cambios))
    assert error.value.campo == campo


def test_de_varias_fuentes_una_es_la_principal_y_se_cambia_con_porque(plan: Plan) -> None:
    i = fabrica.indicador(planes.elemento(plan))
    mediciones.anotar_medicion(OPERACION, i.id, _anotada(i, "2026-03-31", "44", "Censo"))
    otra = mediciones.anotar_medicion(OPERACION, i.id, _anotada(i, "2026-03-31", "41", "Encuesta"))
    assert _vigentes(i) == [("Censo", "44", True), ("Encuesta", "41", False)]
    with pytest.raises(Invalido):
        mediciones.poner_principal(OPERACION, otra.id, " ")
    for _vez in range(2):
        mediciones.poner_principal(OPERACION, otra.id, "La encuesta es trimestral.")
    assert _vigentes(i) == [("Censo", "44", False), ("Encuesta", "41", True)]
    assert [h.clase for h in _hechos(i.elemento_id)].count("avance.principal_cambiada") == 1


def test_corregir_conserva_el_anterior_y_repetirlo_no_hace_nada(plan: Plan) -> None:
    i = fabrica.indicador(planes.elemento(plan))
    quien = identidad_de(personal(Rol.PLANIFICADORA))
    vieja = mediciones.anotar_medicion(OPERACION, i.id, _anotada(i, "2026-03-31", "440"))
    bien = _anotada(i, "2026-03-31", "44")
    with pytest.raises(Invalido) as sin_motivo:
        mediciones.corregir_medicion(quien, vieja.id, bien, "")
    assert sin_motivo.value.campo == "motivo"
    with pytest.raises(Invalido, match="No cambiaste nada"):
        mediciones.corregir_medicion(quien, vieja.id, _anotada(i, "2026-03-31", "440"), "x")
    nueva = mediciones.corregir_medicion(quien, vieja.id, bien, "Sobraba un cero.")
    otra_vez = mediciones.corregir_medicion(quien, vieja.id, bien, "Sobraba un cero.")
    assert (nueva.nueva, otra_vez.nueva, otra_vez.id) == (True, False, nueva.id)
    with pytest.raises(Conflicto):
        mediciones.corregir_medicion(quien, vieja.id, _anotada(i, "2026-03-31", "45"), "x")
    with pytest.raises(Conflicto):
        mediciones.retirar_medicion(quien, vieja.id, "x")
    ficha = ficha_indicador.ficha(plan.id, i.codigo)
    assert [(m.valor, m.principal) for m in ficha.mediciones] == [(44, True)]
    (anterior,) = ficha.anteriores[nueva.id]
    assert (anterior.valor, anterior.motivo, anterior.reemplazo_id) == (440, "Sobraba un cero.", nueva.id)
    hecho = _hechos(i.elemento_id)[-1]
    assert (hecho.datos["antes"]["valor"], hecho.datos["despues"]["valor"]) == ("440", "44")


def test_una_fecha_mal_puesta_se_mueve_y_la_otra_fuente_toma_su_lugar(plan: Plan) -> None:
    i = fabrica.indicador(planes.elemento(plan))
    mala = mediciones.anotar_medicion(OPERACION, i.id, _anotada(i, "2026-03-31", "44", "Censo"))
    mediciones.anotar_medicion(OPERACION, i.id, _anotada(i, "2026-03-31", "41", "Encuesta"))
    mediciones.corregir_medicion(
        OPERACION, mala.id, _anotada(i, "2025-12-31", "44", "Censo"), "Era de diciembre."
    )
    assert _vigentes(i) == [("Censo", "44", True), ("Encuesta", "41", True)]
    with pytest.raises(YaHayOtra):
        mediciones.corregir_medicion(
            OPERACION,
            mediciones.anotar_medicion(OPERACION, i.id, _anotada(i, "2025-12-31", "9", "Encuesta")).id,
            _anotada(i, "2025-12-31", "9", "Censo"),
            "Otra fuente.",
        )


def test_retirar_deja_el_valor_a_la_vista_y_releva_la_principal(plan: Plan) -> None:
    i = fabrica.indicador(planes.elemento(plan))
    mala = mediciones.anotar_medicion(OPERACION, i.id, _anotada(i, "2026-03-31", "44", "Censo"))
    mediciones.anotar_medicion(OPERACION, i.id, _anotada(i, "2026-03-31", "41", "Encuesta"))
    with pytest.raises(Invalido):
        mediciones.retirar_medicion(OPERACION, mala.id, "")
    for _vez in range(2):
        mediciones.retirar_medicion(OPERACION, mala.id, "Lo desmintió la fuente.")
    assert _vigentes(i) == [("Encuesta", "41", True)]
    (hecho,) = [h for h in _hechos(i.elemento_id) if h.clase == "avance.medicion_retirada"]
    assert hecho.datos["relevo"] == "Encuesta"
    ficha = ficha_indicador.ficha(plan.id, i.codigo)
    assert [(m.valor, m.motivo) for m in ficha.retiradas] == [(44, "Lo desmintió la fuente.")]
    assert mediciones.anotar_medicion(OPERACION, i.id, _anotada(i, "2026-03-31", "43", "Censo")).nueva


def test_esperan_dato_los_de_su_unidad_con_un_periodo_terminado(plan: Plan) -> None:
    agua, vias = planes.unidad("AGU", "Agua"), planes.unidad("VIA", "Vías")
    e = planes.elemento(plan)
    al_dia = fabrica.indicador(e, "al-dia", unidad_id=agua, mediciones=[("2025-12-31", 1)])
    espera = fabrica.indicador(
        e, "espera", unidad_id=agua, frecuencia="mensual", mediciones=[("2026-03-31", 1)]
    )
    nunca = fabrica.indicador(e, "nunca", unidad_id=vias)
    fabrica.indicador(e, "irregular", unidad_id=agua, frecuencia="irregular")
    fabrica.indicador(e, "cancelado", unidad_id=agua, estado="cancelado", motivo_cancelacion="x")
    todos, total = ficha_indicador.pendientes(plan.id, HOY.date())
    assert ([p.id for p in todos], total) == ([espera.id, nunca.id], 2)
    assert [p.tramo[1].isoformat() for p in todos] == ["2026-05-31", "2025-12-31"]
    assert [p.fuente for p in todos] == [fabrica.FUENTE, ""]
    suyos, _total = ficha_indicador.pendientes(plan.id, HOY.date(), [agua])
    assert [p.id for p in suyos] == [espera.id]
    con_otro, _total = ficha_indicador.pendientes(plan.id, HOY.date(), [agua], 1, {al_dia.id})
    assert [p.id for p in con_otro] == [al_dia.id]
