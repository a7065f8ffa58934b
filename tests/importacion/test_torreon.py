"""`importar indicadores CARPETA`: cada valor entra o se dice por qué no, y repetir no cambia nada."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.avance.modelos import Indicador, Medicion
from app.extensiones import db
from app.importacion import torreon
from app.importacion.torreon import frecuencia_de, fuente_principal
from app.nucleo.permisos import OPERACION
from app.plan import consultas
from app.plan.modelos import Elemento, Plan

HOY = dt.date(2026, 6, 30)
INDICADORES = (
    "region,indicador_slug,nombre,descripcion,subindice_mencionado,eje,categorias,fuentes,unidad,"
    "fecha_publicacion,n_observaciones\n"
    'Gómez Palacio,agua-limpia,Agua limpia,"Qué mide.\nDos líneas",,sociedad,Agua | Salud,INEGI | IMCO,'
    "Porcentaje.,2015-01-01,5\n"
    "Torreón,gasto,Gasto,,,gobierno,,,Pesos.,2015-01-01,3\n"
)
VALORES = (
    "region,indicador_slug,fecha,valor,valor_num,formato,fuente,notas\n"
    "Gómez Palacio,agua-limpia,2010-12-31,7.64 %,7.64,porcentaje,IMCO,\n"
    'Gómez Palacio,agua-limpia,2010-12-31,"8.00",8.0,numero,INEGI,nota\n'
    "Gómez Palacio,agua-limpia,2011-12-31,9 %,9,porcentaje,INEGI,\n"
    "Gómez Palacio,agua-limpia,2011-12-31,9.0 %,9,porcentaje,INEGI,\n"
    "Gómez Palacio,agua-limpia,2011-12-31,9.5 %,9.5,porcentaje,INEGI,\n"
    "Gómez Palacio,agua-limpia,2012-12-31,ND,,texto,INEGI,\n"
    "Gómez Palacio,agua-limpia,2013-12-31,mucha,,texto,INEGI,\n"
    "Gómez Palacio,agua-limpia,2013-13-31,9,,numero,INEGI,\n"
    "Gómez Palacio,agua-limpia,2030-12-31,9,,numero,INEGI,\n"
    "Lerdo,agua-limpia,2013-12-31,9,,numero,INEGI,\n"
    'Torreón,gasto,2013-12-31,"$ 3,479,653,828.00",3479653828,moneda,SHCP,' + "n" * 1200 + "\n"
    "Torreón,gasto,2014-12-31,12.5 %,12.5,porcentaje,,\n"
)


@pytest.fixture
def carpeta(tmp_path: Path) -> Path:
    (tmp_path / "indicadores.csv").write_text(INDICADORES, encoding="utf-8")
    (tmp_path / "valores.csv").write_text(VALORES, encoding="utf-8")
    return tmp_path


def correr(app: Flask, *argumentos: object) -> tuple[int, str]:
    hecho = app.test_cli_runner().invoke(args=["importar", "indicadores", *map(str, argumentos)])
    db.session.expire_all()
    return hecho.exit_code, hecho.output


def leido(archivo: Path) -> list[dict[str, str]]:
    with archivo.open(encoding="utf-8-sig", newline="") as abierto:
        return list(csv.DictReader(abierto))


def test_cada_valor_entra_o_dice_por_que_no() -> None:
    traido = torreon.leer(INDICADORES, VALORES, HOY)
    assert [(r.fila, r.razon) for r in traido.rechazos] == [
        (5, "repetido"), (6, "otro_valor"), (7, "sin_dato"), (8, "no_es_numero"), (9, "fecha"),
        (10, "fecha_futura"), (11, "sin_indicador"),
    ]  # fmt: skip
    assert (traido.total, traido.aceptados) == (12, 5)
    gasto = traido.valores["torreon-gasto"]
    assert [v.valor for v in gasto] == [Decimal("3479653828.00"), Decimal("12.5")]
    assert (len(gasto[0].nota), gasto[0].nota[-1]) == (1000, "…")
    assert gasto[1].nota == "En la fuente: 12.5 %."
    assert gasto[1].fuente == "Sin fuente dicha"
    assert traido.avisos == {"moneda": 1, "porcentaje": 3, "miles": 1, "signo_ajeno": 1, "nota_cortada": 1}


def test_la_frecuencia_solo_se_dice_si_se_ve() -> None:
    def fechas(*textos: str) -> list[dt.date]:
        return [dt.date.fromisoformat(t) for t in textos]

    assert frecuencia_de(fechas("2010-12-31", "2011-12-31", "2012-12-31")) == "anual"
    assert frecuencia_de(fechas("2010-12-31", "2011-12-31", "2013-12-31")) == "anual"
    assert frecuencia_de(fechas("2010-12-31", "2011-12-31")) == "irregular"
    assert frecuencia_de(fechas("2000-02-14", "2005-05-31", "2010-06-12")) == "irregular"
    assert frecuencia_de(fechas("2000-06-01", "2005-06-30", "2010-06-15")) == "quinquenal"
    assert frecuencia_de(fechas("2010-01-31", "2010-02-28", "2011-01-31", "2012-01-31")) == "irregular"
    assert frecuencia_de([]) == "irregular"


def test_la_fuente_principal_es_la_que_mas_da_y_a_igual_la_primera() -> None:
    traido = torreon.leer(INDICADORES, VALORES, HOY)
    assert fuente_principal(traido.valores["gomez-palacio-agua-limpia"]) == ["INEGI", "IMCO"]
    assert fuente_principal(traido.valores["torreon-gasto"]) == ["SHCP", "Sin fuente dicha"]


def test_la_carpeta_entra_entera_y_dos_veces_es_una(app: Flask, carpeta: Path, tmp_path: Path) -> None:
    assert correr(app, carpeta, "--ensayo")[0] == 0
    assert db.session.scalar(select(Plan.id)) is None
    estado, dicho = correr(app, carpeta, "--informe", tmp_path / "no.csv")
    assert estado == 0, dicho
    assert "2 indicadores y 12 valores: 5 entran y 7 no." in dicho
    assert "fila 5: Gómez Palacio, agua-limpia, 2011-12-31, INEGI: «9.0 %» no entra: repetido" in dicho
    plan = db.session.scalars(select(Plan)).one()
    assert (plan.clave, plan.estado, plan.tipo) == ("sistema-de-indicadores", "borrador", "indicativo")
    assert "Fuente: IMPLAN Torreón" in plan.presentacion
    assert set(db.session.scalars(select(Elemento.titulo))) == {"Sociedad", "Gobierno"}
    agua = db.session.scalars(select(Indicador).where(Indicador.codigo == "gomez-palacio-agua-limpia")).one()
    assert (agua.lugar, agua.unidad, agua.direccion, agua.fuente) == (
        "Gómez Palacio", "Porcentaje", "sin_definir", "INEGI; IMCO",
    )  # fmt: skip
    assert agua.definicion == "Qué mide.\nDos líneas\n\nCategorías: Agua, Salud."
    filas = db.session.execute(
        select(Medicion.fecha, Medicion.fuente, Medicion.principal, Medicion.traida)
        .where(Medicion.indicador_id == agua.id)
        .order_by(Medicion.fecha, Medicion.fuente)
    ).all()
    assert [tuple(f) for f in filas] == [
        (dt.date(2010, 12, 31), "IMCO", False, "valores.csv"),
        (dt.date(2010, 12, 31), "INEGI", True, "valores.csv"),
        (dt.date(2011, 12, 31), "INEGI", True, "valores.csv"),
    ]
    informe = leido(tmp_path / "no.csv")
    assert [f["fila"] for f in informe] == ["5", "6", "7", "8", "9", "10", "11"]
    _estado, otra = correr(app, carpeta)
    assert "mediciones: 0 nuevas, 0 cambian, 5 iguales" in otra
    assert "indicadores: 0 nuevas, 0 cambian, 2 iguales" in otra


def test_una_carpeta_ajena_o_coja_no_cambia_nada(app: Flask, carpeta: Path) -> None:
    (carpeta / "valores.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    estado, dicho = correr(app, carpeta)
    assert (estado, "faltan las columnas" in dicho) == (1, True)
    (carpeta / "valores.csv").unlink()
    assert "falta valores.csv" in correr(app, carpeta)[1]
    estado, dicho = correr(app, carpeta / "indicadores.csv")
    assert (estado, "--plan" in dicho) == (2, True)
    assert db.session.scalar(select(Plan.id)) is None


def _a_mano(carpeta: Path) -> tuple[Counter[str], dict[tuple[str, str], Decimal]]:
    """Otra cuenta, con el módulo csv y nada más: qué entra y, por indicador, cuánto suman sus valores."""
    cuentas: Counter[str] = Counter()
    vistos: dict[tuple[str, ...], Decimal] = {}
    with (carpeta / "valores.csv").open(encoding="utf-8", newline="") as abierto:
        for fila in csv.DictReader(abierto):
            limpio = re.sub(r"[$,%\s]", "", fila["valor"])
            if not re.fullmatch(r"-?\d+(\.\d+)?", limpio):
                cuentas["sin_dato"] += 1
                continue
            llave = (fila["region"], fila["indicador_slug"], fila["fecha"], fila["fuente"])
            if llave in vistos:
                cuentas["repetido" if vistos[llave] == Decimal(limpio) else "otro_valor"] += 1
            else:
                vistos[llave] = Decimal(limpio)
    sumas: dict[tuple[str, str], Decimal] = {}
    for (region, slug, *_resto), valor in vistos.items():
        sumas[region, slug] = sumas.get((region, slug), Decimal(0)) + valor
    return cuentas, sumas


def test_los_datos_de_torreon_enteros(app: Flask, datos_reales: Path, tmp_path: Path) -> None:
    carpeta = datos_reales / "torreon"
    if not (carpeta / "valores.csv").is_file():
        pytest.skip("no están los datos de Torreón")
    cuentas, sumas = _a_mano(carpeta)
    estado, dicho = correr(app, carpeta, "--informe", tmp_path / "no.csv")
    assert estado == 0, dicho
    assert "1129 indicadores y 6269 valores" in dicho
    assert cuentas == {"sin_dato": 65, "repetido": 46, "otro_valor": 12}
    informe = leido(tmp_path / "no.csv")
    assert Counter(f["razon"] for f in informe) == {torreon.RAZONES[c]: n for c, n in cuentas.items()}
    assert dicho.count(" no entra: ") == len(informe)
    dentro = db.session.scalar(select(func.count()).select_from(Medicion))
    assert (dentro, len(informe)) == (6269 - cuentas.total(), cuentas.total())
    assert db.session.scalar(select(func.count()).select_from(Indicador)) == 1129
    assert db.session.scalar(select(func.count()).select_from(Elemento)) == 5
    guardadas: dict[str, Decimal] = {}
    for codigo, valor in db.session.execute(
        select(Indicador.codigo, Medicion.valor).join(Medicion, Medicion.indicador_id == Indicador.id)
    ):
        guardadas[codigo] = guardadas.get(codigo, Decimal(0)) + valor
    assert guardadas == {torreon.codigo_de(*llave): suma for llave, suma in sumas.items()}
    principales = select(Medicion.indicador_id, Medicion.fecha).where(Medicion.principal)
    dias = db.session.scalar(
        select(func.count()).select_from(select(Medicion.indicador_id, Medicion.fecha).distinct().subquery())
    )
    assert db.session.scalar(select(func.count()).select_from(principales.subquery())) == dias
    _estado, otra = correr(app, carpeta)
    assert f"mediciones: 0 nuevas, 0 cambian, {dentro} iguales" in otra
    assert "indicadores: 0 nuevas, 0 cambian, 1129 iguales" in otra
    assert consultas.por_clave("sistema-de-indicadores", OPERACION).tipo == "indicativo"
