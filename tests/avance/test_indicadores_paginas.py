"""Las páginas de los indicadores: qué se lee, qué cuestan y qué se puede escribir en ellas."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.avance.modelos import Indicador, Medicion, Meta
from app.avance.servicios import mediciones
from app.avance.servicios.mediciones import DatosMedicion
from app.extensiones import db
from app.nucleo.permisos import OPERACION, Rol
from app.plan.modelos import Plan
from tests.cliente import Cliente, seguido
from tests.cliente import texto as html_de
from tests.fabricas import avance as fabrica
from tests.fabricas import plan as planes
from tests.fabricas.cuentas import entrar, persona, personal

pytestmark = pytest.mark.usefixtures("en_junio")
BASE = "/plan/plan-2035"


def texto(cliente: Cliente, ruta: str, estado: int = 200) -> str:
    return seguido(html_de(cliente, ruta, estado))


def test_un_indicador_explica_su_cuenta_sus_huecos_y_su_frescura(cliente: Cliente, pie: Indicador) -> None:
    pagina = texto(cliente, f"{BASE}/indicador/2.1-pie")
    for dicho in (
        "De 32,0 (2018) a 45,0 (2025).", "La meta de 2026 es 50,0.", "Faltan 4 datos que tocaban.",
        "De 32,0 a 45,0; la meta de 2026 es 50,0: 72", "(45,0 − 32,0) ÷ (50,0 − 32,0) = 72",
        "último dato hace 5 meses", "Caminar sin miedo", "En camino",
    ):  # fmt: skip
        assert dicho in pagina, dicho
    assert pagina.count("<del") == 0


def test_lo_que_se_paso_y_lo_que_no_tiene_numero_se_dicen(cliente: Cliente, plan: Plan) -> None:
    e = planes.elemento(plan)
    fabrica.indicador(e, "mas", mediciones=[("2026-03-31", 130)])
    fabrica.indicador(e, "nada", metas=())
    mas, nada = texto(cliente, f"{BASE}/indicador/mas"), texto(cliente, f"{BASE}/indicador/nada")
    assert "Pasó su meta de largo" in mas
    assert "De 0 a 130; la meta de 2026 es 100: 130" in mas
    assert "Todavía no tiene mediciones." in nada
    assert "Todavía no hay ningún valor ni meta que dibujar." in nada
    texto(cliente, f"{BASE}/indicador/ninguno", 404)


def test_lo_que_se_suma_se_dibuja_acumulado_y_dice_los_que_faltan(cliente: Cliente, plan: Plan) -> None:
    meses = [("2026-01-31", 10), ("2026-02-28", 20), ("2026-04-30", 5)]
    fabrica.indicador(
        planes.elemento(plan), "suma", acumulacion="incremento", frecuencia="mensual", mediciones=meses
    )
    pagina = texto(cliente, f"{BASE}/indicador/suma")
    for dicho in ("En 2026 hay 3 valores: suman 35.", "En ese período faltan 2 datos", "abr 2026: 35"):
        assert dicho in pagina, dicho


def test_lo_que_se_mantiene_cuenta_los_que_caen_dentro(cliente: Cliente, plan: Plan) -> None:
    fabrica.indicador(
        planes.elemento(plan), "cloro", base=None, metas=[("2026-01-01", "2026-12-31", 95)],
        direccion="mantiene", acumulacion="mantenimiento",
        frecuencia="mensual", decimales=1, banda_desde=Decimal("0.5"), banda_hasta=Decimal("1.5"),
        mediciones=[("2026-03-02", "9"), ("2026-03-31", "0.5"), ("2026-04-30", "1.6"), ("2026-05-31", 1)],
    )  # fmt: skip
    pagina = texto(cliente, f"{BASE}/indicador/cloro")
    assert "En 2 de 3 períodos el último valor quedó entre 0,5 y 1,5: 67" in pagina
    # Su meta es qué parte de los períodos debe caer dentro: no se dibuja ni se escribe en su unidad.
    assert "Períodos dentro de la banda" in pagina and 'class="meta"' not in pagina and "95,0" not in pagina
    lista = texto(cliente, f"{BASE}/indicadores")
    assert "meta 2026: 95% de los períodos en la banda" in lista.replace("95 %", "95%")


def test_corregir_deja_el_valor_anterior_a_la_vista_con_quien_y_por_que(
    cliente: Cliente, pie: Indicador
) -> None:
    vieja = db.session.scalar(
        sa.select(Medicion.id).where(Medicion.indicador_id == pie.id).order_by(Medicion.id)
    )
    planificadora = personal(Rol.PLANIFICADORA, seudonimo="Luz del río")
    entrar(cliente, planificadora)
    ruta = f"{BASE}/indicador/2.1-pie/valor/{vieja}"
    texto(cliente, ruta)
    datos = {"fecha": "2018-12-31", "valor": "31,5", "fuente": fabrica.FUENTE, "nota": ""}
    sin_motivo = cliente.enviar(ruta, datos)
    assert sin_motivo.status_code == 422
    assert 'value="31,5"' in sin_motivo.get_data(as_text=True)
    assert cliente.enviar(ruta, {**datos, "motivo": "Se copió mal."}).status_code == 303
    pagina = texto(cliente, f"{BASE}/indicador/2.1-pie")
    for dicho in ('<del class="num">32,0</del>', "Se copió mal.", "Luz del río", "Se corrige un valor"):
        assert dicho in pagina, dicho
    assert texto(cliente, ruta, 404)
    hilo = texto(cliente, f"{BASE}/2.1")
    assert "Se corrige un valor" in hilo
    assert "avance.medicion" not in hilo


def test_retirar_y_elegir_fuente_piden_porque(cliente: Cliente, pie: Indicador) -> None:
    otra = fabrica.medicion(pie, "2025-12-31", 40, fuente="Encuesta", principal=False).id
    db.session.commit()
    entrar(cliente, personal(Rol.PLANIFICADORA))
    ruta = f"{BASE}/indicador/2.1-pie/valor/{otra}"
    assert "Calcular con esta fuente" in texto(cliente, ruta)
    assert cliente.enviar(f"{ruta}/principal", {"p-motivo": ""}).status_code == 422
    assert cliente.enviar(f"{ruta}/principal", {"p-motivo": "Es la oficial."}).status_code == 303
    assert "De 32,0 a 40,0" in texto(cliente, f"{BASE}/indicador/2.1-pie")
    assert cliente.enviar(f"{ruta}/retirar", {"p-motivo": "Salió mal."}).status_code == 303
    pagina = texto(cliente, f"{BASE}/indicador/2.1-pie")
    assert "De 32,0 a 45,0" in pagina
    assert "1 valor retirado" in pagina


def test_crear_cambiar_y_cancelar_con_formularios(cliente: Cliente, plan: Plan) -> None:
    entrar(cliente, personal(Rol.PLANIFICADORA))
    ruta = f"{BASE}/indicadores/nuevo"
    texto(cliente, f"{ruta}?elemento=1.1")
    datos = {
        "codigo": "agua", "elemento": "1.1", "nombre": "Hogares con agua", "unidad": "%", "decimales": "1",
        "frecuencia": "anual", "direccion": "sube", "acumulacion": "stock", "base_fecha": "2025-12-31",
        "base_valor": "1.234,5", "responsable": "", "territorio": "", "nombre-pt": "Casas com água",
    }  # fmt: skip
    sin_motivo = cliente.enviar(ruta, datos)
    assert sin_motivo.status_code == 422
    assert 'value="1.234,5"' in sin_motivo.get_data(as_text=True)
    assert cliente.enviar(ruta, {**datos, "base_valor": "mucho", "motivo": "x"}).status_code == 422
    assert cliente.enviar(ruta, {**datos, "motivo": "Nuevo."}).headers["Location"].endswith("/agua/metas")
    fila = db.session.scalars(sa.select(Indicador)).one()
    assert (fila.base_valor, fila.traducciones) == (Decimal("1234.5"), {"pt": {"nombre": "Casas com água"}})
    editar = f"{BASE}/indicador/agua/editar"
    assert 'value="Casas com água"' in texto(cliente, editar)
    cambio = {**datos, "nombre": "Hogares con agua siempre", "motivo": "Más claro."}
    assert cliente.enviar(editar, cambio).status_code == 303
    cancelar = f"{BASE}/indicador/agua/cancelar"
    assert cliente.enviar(cancelar, {"motivo": ""}).status_code == 422
    assert cliente.enviar(cancelar, {"motivo": "No hay fuente."}).status_code == 303
    pagina = texto(cliente, f"{BASE}/indicador/agua")
    for dicho in ("Hogares con agua siempre", "No hay fuente.", "Un indicador deja de medirse", "Más claro."):
        assert dicho in pagina, dicho


def test_las_metas_en_una_hoja_con_su_asistente(cliente: Cliente, pie: Indicador) -> None:
    entrar(cliente, personal(Rol.PLANIFICADORA))
    ruta = f"{BASE}/indicador/2.1-pie/metas"
    propuesta = texto(cliente, f"{ruta}?desde=2026&hasta=2028&final=62")
    # 2026 ya tiene meta; de la base, 32, a 62 en tres años: 2027 es 52.
    for dicho in ('value="2027-12-31"', 'value="52,0"', 'value="2028-12-31"', 'value="62"', 'value="50"'):
        assert dicho in propuesta, dicho
    assert "Di de qué año a qué año" in texto(cliente, f"{ruta}?desde=2030&hasta=2026")
    renglones = {
        "inicio-0": "2026-01-01", "fin-0": "2026-12-31", "valor-0": "50", "vista-0": "2026-12-31",
        "inicio-1": "2026-12-31", "fin-1": "2027-12-31", "valor-1": "55",
        "inicio-2": "", "fin-2": "", "valor-2": "",
    }  # fmt: skip
    pisada = cliente.enviar(ruta, {**renglones, "motivo": "x"})
    assert pisada.status_code == 422
    assert "con el que termina el 31 de diciembre de 2026" in pisada.get_data(as_text=True)
    assert 'value="55"' in pisada.get_data(as_text=True)
    mala = cliente.enviar(ruta, {**renglones, "valor-1": "algo", "motivo": "x"})
    assert "«algo» no es un número" in mala.get_data(as_text=True)
    larga = cliente.enviar(ruta, {**renglones, "valor-1": "56", "motivo": "x" * 501})
    assert larga.status_code == 422
    assert 'value="56"' in larga.get_data(as_text=True), "un motivo demasiado largo no borra lo escrito"
    assert (
        cliente.enviar(ruta, {**renglones, "inicio-1": "2027-01-01", "motivo": "Dos años."}).status_code == 303
    )
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Meta)) == 2


def test_la_hoja_de_metas_no_quita_lo_que_no_mostro(cliente: Cliente, pie: Indicador) -> None:
    """Ni lo que otra persona añadió mientras tanto, ni lo que pasa de doscientos renglones."""
    entrar(cliente, personal(Rol.PLANIFICADORA))
    ruta = f"{BASE}/indicador/2.1-pie/metas"
    assert 'name="vista-0" value="2026-12-31"' in texto(cliente, ruta)
    mostrada = {"inicio-0": "2026-01-01", "fin-0": "2026-12-31", "valor-0": "51", "vista-0": "2026-12-31"}
    fabrica.meta(pie, "2030-01-01", "2030-12-31", 80)
    for n in range(210):
        inicio = dt.date(2031, 1, 1) + dt.timedelta(days=30 * n)
        fabrica.meta(pie, inicio.isoformat(), (inicio + dt.timedelta(days=29)).isoformat(), 90)
    db.session.commit()

    def hay() -> dict[str, str]:
        return {m.fin.isoformat(): str(m.valor) for m in db.session.scalars(sa.select(Meta))}

    assert cliente.enviar(ruta, {**mostrada, "motivo": "Sube."}).status_code == 303
    assert len(hay()) == 212
    assert (hay()["2026-12-31"], hay()["2030-12-31"]) == ("51", "80")
    cruzada = {"inicio-1": "2030-06-01", "fin-1": "2030-06-30", "valor-1": "5"}
    pisada = cliente.enviar(ruta, {**mostrada, **cruzada, "motivo": "Otra."})
    assert "con el que termina el 31 de diciembre de 2030" in pisada.get_data(as_text=True)
    todas = {
        nombre: valor
        for n, fin in enumerate(sorted(hay()))
        for nombre, valor in ((f"vista-{n}", fin), (f"inicio-{n}", ""), (f"fin-{n}", ""), (f"valor-{n}", ""))
    }
    ultima = {"inicio-211": "2060-01-01", "fin-211": "2060-12-31", "valor-211": "7"}
    assert cliente.enviar(ruta, {**todas, **ultima, "motivo": "Se quitan."}).status_code == 303
    assert hay() == {"2060-12-31": "7"}


def test_anotar_uno_y_chocar_con_otro_ofrece_corregirlo(cliente: Cliente, pie: Indicador) -> None:
    entrar(cliente, personal(Rol.PLANIFICADORA))
    ruta = f"{BASE}/indicador/2.1-pie/anotar"
    texto(cliente, ruta)
    datos = {"fecha": "2026-03-31", "valor": "46,5", "fuente": "Encuesta", "nota": "Preliminar"}
    for _vez in range(2):
        assert cliente.enviar(ruta, datos).status_code == 303
    choque = cliente.enviar(ruta, {**datos, "valor": "47"})
    assert choque.status_code == 422
    assert "Corregir el valor que ya está" in choque.get_data(as_text=True)
    futura = cliente.enviar(ruta, {**datos, "fecha": "2027-01-01"})
    assert "aún no llega" in futura.get_data(as_text=True)


def test_la_hoja_del_periodo_anota_lo_escrito_y_no_pierde_nada(cliente: Cliente, plan: Plan) -> None:
    agua, vias = planes.unidad("AGU", "Agua"), planes.unidad("VIA", "Vías")
    e = planes.elemento(plan)
    uno, dos = (fabrica.indicador(e, c, unidad_id=agua).id for c in ("uno", "dos"))
    ajeno = fabrica.indicador(e, "ajeno", unidad_id=vias).id
    entrar(cliente, personal(Rol.PLANIFICADORA, unidad_id=agua))
    ruta = f"{BASE}/indicadores/anotar"
    hoja = texto(cliente, ruta)
    assert f"valor-{uno}" in hoja
    assert f"valor-{ajeno}" not in hoja
    datos = {
        f"valor-{uno}": "12,5", f"fecha-{uno}": "2025-12-31", f"fuente-{uno}": "Censo",
        f"valor-{dos}": "x", f"fecha-{dos}": "2025-12-31", f"fuente-{dos}": "Censo",
        f"valor-{ajeno}": "7", f"fecha-{ajeno}": "2025-12-31", f"fuente-{ajeno}": "Censo",
    }  # fmt: skip
    mal = cliente.enviar(ruta, datos)
    assert mal.status_code == 422
    assert "«x» no es un número" in mal.get_data(as_text=True)
    assert 'value="12,5"' in mal.get_data(as_text=True)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Medicion)) == 0
    datos[f"valor-{dos}"] = ""
    assert cliente.enviar(ruta, datos).status_code == 303
    anotadas = db.session.execute(sa.select(Medicion.indicador_id, Medicion.valor)).all()
    assert [tuple(f) for f in anotadas] == [(uno, Decimal("12.5"))]
    # Otra persona anotó antes: lo escrito no se pierde, se dice.
    choque = cliente.enviar(ruta, {**datos, f"valor-{uno}": "13"})
    assert choque.status_code == 422
    assert "Corregirlo" in choque.get_data(as_text=True)


def test_quien_no_planifica_no_ve_ni_escribe_formularios(cliente: Cliente, pie: Indicador) -> None:
    hojas = ("editar", "metas", "cancelar", "anotar", "valor/1")
    rutas = ("indicadores/nuevo", "indicadores/anotar", *(f"indicador/2.1-pie/{x}" for x in hojas))
    assert all(cliente.get(f"{BASE}/{r}").status_code == 303 for r in rutas)
    entrar(cliente, persona())
    assert all(cliente.get(f"{BASE}/{r}").status_code == 403 for r in rutas)
    entrar(cliente, personal(Rol.PLANIFICADORA, unidad_id=planes.unidad("VIA", "Vías")))
    ajenas = [r for r in rutas if r.startswith("indicador/")]
    assert all(cliente.get(f"{BASE}/{r}").status_code == 403 for r in ajenas)
    assert "Anotar un valor" not in texto(cliente, f"{BASE}/indicador/2.1-pie")


def test_los_indicadores_de_un_borrador_no_existen_para_la_gente(cliente: Cliente) -> None:
    borrador = planes.borrador()
    fabrica.indicador(planes.elemento(borrador), "secreto")
    for ruta in ("indicadores", "indicador/secreto", "indicador/secreto/mediciones.csv"):
        texto(cliente, f"{BASE}/{ruta}", 404)
    entrar(cliente, personal(Rol.PLANIFICADORA))
    assert "Indicador secreto" in texto(cliente, f"{BASE}/indicadores")


def test_la_descarga_trae_todo_tambien_lo_corregido(cliente: Cliente, pie: Indicador) -> None:
    suyas = sa.select(Medicion).where(Medicion.indicador_id == pie.id).order_by(Medicion.id)
    ultima = db.session.scalars(suyas).all()[-1]
    mediciones.corregir_medicion(
        OPERACION,
        ultima.id,
        DatosMedicion(ultima.fecha, Decimal("45.25"), ultima.fuente),
        "Faltaban decimales.",
    )
    db.session.commit()
    crudo = cliente.get(f"{BASE}/indicador/2.1-pie/mediciones.csv").get_data(as_text=True)
    filas = list(csv.DictReader(io.StringIO(crudo.removeprefix("\ufeff"))))
    assert [(f["valor"], f["vigente"], f["motivo"]) for f in filas[-2:]] == [
        ("45", "false", "Faltaban decimales."),
        ("45.25", "true", ""),
    ]
    assert len(filas) == 5
    for formato, estado in (("json", 200), ("xlsx", 200), ("pdf", 404)):
        assert cliente.get(f"{BASE}/indicador/2.1-pie/mediciones.{formato}").status_code == estado


def test_la_pagina_del_elemento_dice_lo_que_se_mide(cliente: Cliente, pie: Indicador) -> None:
    pagina = texto(cliente, f"{BASE}/2.1")
    for dicho in ("Lo que se mide aquí", "Viajes a pie", "45,0", "meta 2026: 50,0"):
        assert dicho in pagina, dicho
    assert "Lo que se mide aquí" not in texto(cliente, f"{BASE}/1.2")


def test_en_portugues_se_lee_lo_traducido_y_se_marca_lo_que_no(cliente: Cliente, pie: Indicador) -> None:
    cliente.set_cookie("idioma", "pt")
    pagina = texto(cliente, f"{BASE}/indicador/2.1-pie")
    assert "Viagens a pé" in pagina
    assert '<span lang="es">% de los viajes</span>' in pagina
