"""Las órdenes del padrón, y el archivo con que se mide."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from app.nucleo.permisos import OPERACION
from app.operacion.medir.padron import escribir_archivo
from app.padron import consultas, servicios
from tests.fabricas import padron as fabrica
from tests.fabricas import procesos, territorio


def test_importar_mirar_aplicar_y_limpiar(app: Flask, tmp_path: Path) -> None:
    orden = app.test_cli_runner()
    lugar = territorio.lugar()
    filas = [*(fabrica.fila(n, lugar) for n in range(12)), ("cedula", "77", lugar.codigo, "1980", "x")]
    ruta = str(fabrica.archivo(tmp_path, filas))
    hecho = orden.invoke(args=["padron", "importar", ruta, "--fuente", "Registro"])
    assert hecho.exit_code == 0, hecho.output
    for dicho in ("13 filas leídas, 12 personas", "fila 14, columna numero", "entran 12, salen 0", "bórralo"):
        assert dicho in hecho.output, dicho
    (edicion,) = consultas.ediciones()
    assert orden.invoke(args=["padron", "aplicar", str(edicion.id)]).exit_code == 0
    assert consultas.total_de() == 12
    assert "en vigor" in orden.invoke(args=["padron", "ediciones"]).output
    otra = orden.invoke(args=["padron", "importar", ruta, "--aplicar"])
    assert "En vigor." in otra.output
    assert "12 filas borradas." in orden.invoke(args=["padron", "limpiar"]).output
    repetida = orden.invoke(args=["padron", "aplicar", str(edicion.id)])
    assert repetida.exit_code == 1 and "Traceback" not in repetida.output


def test_un_archivo_que_no_sirve_se_dice_en_una_frase(app: Flask, tmp_path: Path) -> None:
    orden = app.test_cli_runner()
    ruta = fabrica.archivo(tmp_path, [], encabezado="a;b")
    hecho = orden.invoke(args=["padron", "importar", str(ruta)])
    assert hecho.exit_code == 1
    assert "Falta la columna «tipo»" in hecho.output


def test_puntos_abrir_y_corte(app: Flask, tmp_path: Path) -> None:
    orden, proceso = app.test_cli_runner(), procesos.proceso()
    punto = ["padron", "punto", "Mesón", "--direccion", "Calle 1", "--horario"]
    assert "creado" in orden.invoke(args=[*punto, "Lunes"]).output
    assert "cambiado" in orden.invoke(args=[*punto, "Martes"]).output
    assert [p.horario for p in consultas.puntos()] == ["Martes"]
    assert orden.invoke(args=["padron", "abrir", "--prueba", "documento"]).exit_code == 0
    assert consultas.en_vigor().pruebas == ["documento"]
    plazos = ["--objeciones", "2099-01-01", "--respuestas", "2099-01-02"]
    hecho = orden.invoke(
        args=["padron", "corte", proceso.clave, "--nombre", "C", "--fecha", "2001-01-01", *plazos]
    )
    assert hecho.exit_code == 1 and "no había ningún padrón" in hecho.output


def test_el_archivo_de_la_medida_se_importa(app: Flask, tmp_path: Path) -> None:
    for d in range(12):
        for b in range(4):
            territorio.lugar(codigo=f"D{d}-{b}")
    escribir_archivo(tmp_path / "p.csv", 500)
    p = consultas.edicion(
        servicios.importar(OPERACION, tmp_path / "p.csv", nombre="x", segundo="fecha_emision")
    )
    assert p is not None
    assert (p.filas, set(p.informe["motivos"])) == (500, {"territorio"})
    assert 480 <= p.validas < 500
