"""Traer un padrón: lo que entra, lo que no, y que nada cambia hasta que se aplica."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.extensiones import db
from app.nucleo import transaccion
from app.nucleo.permisos import OPERACION
from app.padron import consultas, presentacion, servicios
from app.padron.errores import EdicionCambiada, ImportacionRechazada
from app.padron.modelos import Empadronada, Padron
from app.padron.servicios import ediciones as vida
from app.padron.servicios import importacion
from tests.fabricas import cuentas, procesos, territorio
from tests.fabricas import padron as fabrica


def cuantas(padron_id: int) -> int:
    consulta = sa.select(sa.func.count()).where(Empadronada.padron_id == padron_id)
    return db.session.scalar(consulta) or 0


def test_entran_las_buenas_y_cada_mala_dice_fila_columna_y_motivo(app: Flask, tmp_path: Path) -> None:
    lugar = territorio.lugar()
    p = fabrica.importado(
        tmp_path,
        [
            fabrica.fila(1, lugar),
            ("cedula", "7,7E+07", lugar.codigo, "1980", "2015-12-31"),
            ("cedula", "", lugar.codigo, "1980", "2015-12-31"),
            ("", fabrica.documento(2), lugar.codigo, "1980", "2015-12-31"),
            ("cedula", fabrica.documento(3), "NO-HAY", "1980", "2015-12-31"),
            ("cedula", fabrica.documento(4), lugar.codigo, "1780", "2015-12-31"),
            ("cedula", fabrica.documento(5), lugar.codigo, "1980", "31/02/2015"),
            "cedula;7700000006",
            "",
            ("Cédula", "77.000.000-01", lugar.codigo, "1980", "2015-12-31"),
            ("cedula", fabrica.documento(7), lugar.codigo, "", "2015-12-31"),
        ],
        aplicar=False,
    )
    malas = [(m["fila"], m["columna"], m["motivo"]) for m in p.informe["malas"]]
    assert malas == [
        (3, "numero", "cientifica"),
        (4, "numero", "vacio"),
        (5, "tipo", "tipo"),
        (6, "territorio", "territorio"),
        (7, "nacimiento", "nacimiento"),
        (8, "fecha_emision", "segundo"),
        (9, "", "corta"),
        (11, "numero", "repetida"),
    ]
    assert p.informe["malas"][-1]["otra"] == 2
    assert (p.filas, p.validas, p.estado) == (10, 2, "listo")
    assert p.informe["sin_anio"] == 1
    assert cuantas(p.id) == 2
    assert consultas.vigente() is None, "nada cambia hasta que se aplica"
    assert consultas.total_de() is None


def test_las_tandas_y_los_trozos_no_cambian_el_resultado(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lugar = territorio.lugar()
    filas = [fabrica.fila(n % 90, lugar) for n in range(120)]
    de_una = fabrica.importado(tmp_path, filas)
    monkeypatch.setattr(importacion, "TANDA", 7)
    monkeypatch.setattr(importacion, "TROZO", 11)
    por_partes = fabrica.importado(tmp_path, filas, aplicar=False)
    assert (de_una.validas, por_partes.validas) == (90, 90)
    assert por_partes.informe["malas"] == de_una.informe["malas"]
    assert por_partes.informe["diferencia"] == {
        "contra": de_una.id, "entran": 0, "salen": 0, "cambian": 0, "vuelven": 0, "vinculadas_fuera": 0,
    }  # fmt: skip


def test_la_diferencia_cuenta_quien_entra_sale_y_cambia(app: Flask, tmp_path: Path) -> None:
    uno, otro = territorio.lugar(), territorio.lugar()
    fabrica.importado(tmp_path, [fabrica.fila(n, uno) for n in range(10)])
    filas = [fabrica.fila(n, otro if n < 5 else uno) for n in range(3, 15)]
    nueva = fabrica.importado(tmp_path, filas, aplicar=False)
    d = nueva.informe["diferencia"]
    assert (d["entran"], d["salen"], d["cambian"]) == (5, 3, 2)


def test_aplicar_es_de_una_vez_y_solo_frente_a_lo_que_se_miro(app: Flask, tmp_path: Path) -> None:
    lugar = territorio.lugar()
    primera = fabrica.importado(tmp_path, [fabrica.fila(n, lugar) for n in range(12)])
    segunda = fabrica.importado(tmp_path, [fabrica.fila(n, lugar) for n in range(20)], aplicar=False)
    tercera = fabrica.importado(tmp_path, [fabrica.fila(n, lugar) for n in range(30)], aplicar=False)
    servicios.aplicar(OPERACION, segunda.id)
    db.session.commit()
    assert (consultas.total_de(), consultas.total_de(lugar.id)) == (20, 20)
    assert db.session.get_one(Padron, primera.id).estado == "reemplazado"
    with pytest.raises(EdicionCambiada):
        servicios.aplicar(OPERACION, tercera.id)
    servicios.comparar_otra_vez(OPERACION, tercera.id)
    servicios.aplicar(OPERACION, tercera.id)
    assert consultas.total_de() == 30
    with pytest.raises(EdicionCambiada):
        servicios.aplicar(OPERACION, tercera.id)


def test_una_edicion_que_un_corte_cita_conserva_sus_filas(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lugar, proceso = territorio.lugar(), procesos.proceso()
    citada = fabrica.importado(tmp_path, [fabrica.fila(n, lugar) for n in range(12)])
    corte_id = fabrica.corte(proceso)
    suelta = fabrica.importado(tmp_path, [fabrica.fila(n, lugar) for n in range(20)])
    fabrica.importado(tmp_path, [fabrica.fila(n, lugar) for n in range(25)])
    monkeypatch.setattr(vida, "TANDA", 6)
    assert servicios.barrer() == 20
    assert (cuantas(citada.id), cuantas(suelta.id)) == (12, 0)
    proceso.estado = "archivado"
    db.session.commit()
    assert servicios.barrer() == 12
    assert cuantas(citada.id) == 0
    assert consultas.corte(corte_id, OPERACION).total == 12, "las cuentas del corte no dependen de las filas"


def test_una_importacion_cortada_queda_descartada(app: Flask, tmp_path: Path) -> None:
    ruta = fabrica.archivo(tmp_path, [fabrica.fila(1, territorio.lugar())])

    def cortar(etapa: str, _va: int, _total: int) -> None:
        if etapa == "guardar":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        servicios.importar(OPERACION, ruta, nombre="x", avanzar=cortar)
    (edicion,) = consultas.ediciones()
    assert (edicion.estado, cuantas(edicion.id)) == ("descartado", 1)
    assert servicios.barrer() == 1


def test_lo_descartado_mientras_se_traia_sigue_descartado(app: Flask, tmp_path: Path) -> None:
    ruta = fabrica.archivo(tmp_path, [fabrica.fila(1, territorio.lugar())])

    def descartar(etapa: str, _va: int, _total: int) -> None:
        if etapa == "guardar":
            servicios.descartar(OPERACION, consultas.ediciones()[0].id)
            db.session.commit()

    servicios.importar(OPERACION, ruta, nombre="x", avanzar=descartar)
    assert [e.estado for e in consultas.ediciones()] == ["descartado"]


@pytest.mark.parametrize(
    ("encabezado", "clave"),
    [
        ("tipo;numero;territorio;fecha_emision", "falta_columna"),
        ("tipo;numero;dni;territorio;nacimiento;x", "columna_repetida"),
        ("tipo;numero;territorio;nacimiento", "falta_segundo"),
        ("tipo;numero;territorio;nacimiento;a;b", "falta_segundo"),
        ("cedula;7700000001;L1;1980;x", "falta_columna"),
    ],
)
def test_un_archivo_sin_sus_columnas_se_rechaza(
    app: Flask, tmp_path: Path, encabezado: str, clave: str
) -> None:
    ruta = fabrica.archivo(tmp_path, [], encabezado=encabezado)
    with pytest.raises(ImportacionRechazada) as error:
        servicios.importar(OPERACION, ruta, nombre="x")
    assert error.value.causa.clave == clave
    assert consultas.ediciones() == []


@pytest.mark.parametrize(
    ("datos", "clave", "frase"),
    [
        (b"", "vacio", "El archivo está vacío."),
        (b"PK\x03\x04 una hoja", "no_es_texto", "El archivo no es de texto."),
        (
            b'tipo;numero;territorio;nacimiento\nc;1;"b;1980\n',
            "comillas",
            "En la fila 2 hay comillas sin cerrar",
        ),
    ],
)
def test_un_archivo_que_no_se_puede_leer_se_dice(
    app: Flask, tmp_path: Path, datos: bytes, clave: str, frase: str
) -> None:
    ruta = tmp_path / "p.csv"
    ruta.write_bytes(datos)
    with pytest.raises(ImportacionRechazada) as error:
        servicios.importar(OPERACION, ruta, nombre="x", segundo="")
    assert error.value.causa.clave == clave
    assert frase in presentacion.causa_de_rechazo(error.value.causa)


def test_codificaciones_y_rarezas_de_hoja_de_calculo(app: Flask, tmp_path: Path) -> None:
    lugar = territorio.lugar(codigo="Ñ1")
    fila = f'"cédula";="0077000001";{lugar.codigo};15/03/1980;2015-12-31 00:00:00'
    encabezado = "sep=;\r\nTipo de documento;NÚMERO;Territorio;Año de nacimiento;Fecha emisión\r\n"
    for codificacion, marca in (("utf-8", codecs.BOM_UTF8), ("cp1252", b""), ("utf-16", b"")):
        ruta = tmp_path / f"{codificacion}.csv"
        ruta.write_bytes(marca + (encabezado + fila + "\r\n").encode(codificacion))
        p = consultas.edicion(servicios.importar(OPERACION, ruta, nombre="x"))
        assert p is not None
        assert (p.validas, p.informe["malas"], p.informe["tipos"]) == (1, [], {"cedula": 1}), codificacion
    huellas = set(db.session.scalars(sa.select(Empadronada.huella)))
    assert len(huellas) == 1, "el mismo documento, venga como venga"
    anios = set(db.session.scalars(sa.select(Empadronada.nacimiento)))
    assert anios == {1980}


def test_el_total_cuenta_una_vez_a_quien_esta_en_los_dos_padrones(app: Flask, tmp_path: Path) -> None:
    lugares = territorio.ciudad()
    fabrica.importado(tmp_path, [fabrica.fila(n, lugares["n1"]) for n in range(11)])
    fabrica.abierto()
    facilitadora = cuentas.identidad_de(cuentas.personal("facilitadora"))
    for n in (3, 50, 51):
        servicios.acreditar_en_mostrador(
            facilitadora, cuentas.persona().id, "cedula", fabrica.documento(n),
            pruebas=["documento", "recibo"], territorio_id=lugares["n2"].id,
        )  # fmt: skip
    assert consultas.total_de() == 13
    assert consultas.total_de(lugares["n2"].id) == 2
    assert consultas.total_de(lugares["norte"].id) == 13
    assert consultas.total_de(lugares["s1"].id) == 0
    with transaccion.escritura():
        servicios.cerrar_padron(OPERACION)
    assert consultas.total_de() == 11


def test_quien_entro_por_el_padron_abierto_no_queda_fuera_de_una_edicion(app: Flask, tmp_path: Path) -> None:
    lugar = territorio.lugar()
    fabrica.importado(tmp_path, [fabrica.fila(n, lugar) for n in range(3)])
    fabrica.abierto()
    facilitadora = cuentas.identidad_de(cuentas.personal("facilitadora"))
    for n in (0, 1, 50):
        servicios.acreditar_en_mostrador(
            facilitadora, cuentas.persona().id, "cedula", fabrica.documento(n),
            pruebas=["documento", "recibo"], territorio_id=lugar.id,
        )  # fmt: skip
    nueva = fabrica.importado(tmp_path, [fabrica.fila(1, lugar)], aplicar=False)
    assert nueva.informe["diferencia"]["vinculadas_fuera"] == 1
