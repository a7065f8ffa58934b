"""El ensayo de una tabla larga: el número que se leyó se ve en la página, en la descarga y en la orden."""

from __future__ import annotations

import csv
import gzip
import io
import re
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask

from app.nucleo.permisos import Rol
from app.plan import presentacion
from tests.avance.test_tablas import ARCHIVOS, con_todo, subir
from tests.cliente import Cliente
from tests.fabricas import plan as fabrica
from tests.fabricas.cuentas import entrar, personal

DUDOSAS = "Indicador;Fecha;Valor;Fuente;Nota\nI-1;2026-06-30;1.234;INEC;\nI-2;2026-06-30;12,3456;INEC;a\n"


def test_el_ensayo_ensena_los_valores_nuevos_y_los_que_se_leyeron_con_duda(cliente: Cliente) -> None:
    con_todo()
    entrar(cliente, personal(Rol.PLANIFICADORA))
    ensayo = subir(cliente, DUDOSAS.encode(), "m.csv")
    pagina = cliente.get(ensayo).get_data(as_text=True)
    assert "<dt>Valor</dt><dd><ins>12,3456</ins></dd>" in pagina, "con todos sus decimales"
    assert re.search(r"<ins>1.?234</ins><span class=.sub.>El archivo dice «1.234»: leído con miles.", pagina)
    assert "<dt>Nota</dt><dd><ins>a</ins>" in pagina
    assert "<del>" not in pagina
    assert "<dt>Principal</dt>" not in pagina, "lo de siempre no se repite en cada fila"
    assert "Un número del archivo podía leerse de dos maneras" in pagina
    solas = cliente.get(f"{ensayo}?ver=dudas").get_data(as_text=True)
    assert "leído con miles" in solas
    assert "12,3456" not in solas


def test_un_ensayo_largo_se_descarga_entero(cliente: Cliente, monkeypatch: pytest.MonkeyPatch) -> None:
    con_todo()
    entrar(cliente, personal(Rol.PLANIFICADORA))
    monkeypatch.setattr(presentacion, "TOPE_FILAS", 2)
    ensayo = subir(cliente, f"{DUDOSAS}I-2;2026-07-31;1,234;INEC;\n".encode(), "m.csv")
    pagina = cliente.get(ensayo).get_data(as_text=True)
    assert "Y 1 fila más" in pagina
    assert f'href="{ensayo}/diferencias.csv"' in pagina
    bajada = cliente.get(f"{ensayo}/diferencias.csv")
    filas = list(csv.reader(io.StringIO(bajada.get_data(as_text=True).removeprefix("\ufeff"))))
    assert filas[0] == ["fila", "clase", "codigo", "titulo", "campo", "antes", "despues", "en_el_archivo"]
    valores = {f[2]: f[5:] for f in filas if f[4] == "Valor"}
    assert valores["I-1 · 2026-06-30 · INEC"] == ["", "1234", "1.234"]
    assert valores["I-2 · 2026-06-30 · INEC"] == ["", "12.3456", ""]
    assert valores["I-2 · 2026-07-31 · INEC"] == ["", "1.2340", "1,234"], "ninguna hoja la lee como mil"
    clases = [f[1] for f in filas[1:]]
    assert (clases[0], clases[-2:]) == ("Nuevo", ["No está en el archivo"] * 2)
    entrar(cliente, personal(Rol.PLANIFICADORA))
    assert cliente.get(f"{ensayo}/diferencias.csv").status_code == 404, "el ensayo es de quien subió el archivo"


def test_un_ensayo_de_mil_filas_pesa_lo_que_una_pagina(cliente: Cliente) -> None:
    con_todo()
    entrar(cliente, personal(Rol.PLANIFICADORA))
    filas = "".join(
        f"I-1;20{n % 26:02}-01-01;{n},5;Fuente {n};{sha256(str(n).encode()).hexdigest()}\n" for n in range(1200)
    )
    ensayo = subir(cliente, f"{DUDOSAS.splitlines()[0]}\n{filas}".encode(), "m.csv")
    pagina = cliente.get(ensayo).get_data()
    assert len(gzip.compress(pagina)) < 60_000
    assert pagina.count(b"<dt>Valor</dt>") == presentacion.TOPE_FILAS
    assert cliente.get(f"{ensayo}/diferencias.csv").get_data().count(b",Valor,") == 1200


def test_muchas_filas_nuevas_con_muchos_datos_van_plegadas(cliente: Cliente) -> None:
    fabrica.plan("plan-2035")
    entrar(cliente, personal(Rol.PLANIFICADORA))
    cabeza, modelo, _otro = ARCHIVOS["indicadores"].splitlines()
    muchas = "\n".join([cabeza, *(modelo.replace("I-1", f"I-{n}") for n in range(25))])
    pagina = cliente.get(subir(cliente, muchas.encode(), "i.csv")).get_data(as_text=True)
    assert pagina.count("<details><summary>") == 25
    pocas = "\n".join(muchas.splitlines()[:10])
    pagina = cliente.get(subir(cliente, pocas.encode(), "i.csv")).get_data(as_text=True)
    assert "<details><summary>" not in pagina
    assert pagina.count("<dt>Línea base</dt><dd><ins>61,5</ins>") == 9


def test_la_orden_de_ensayo_tambien_dice_los_valores(app: Flask, tmp_path: Path) -> None:
    con_todo()
    ruta = tmp_path / "m.csv"
    ruta.write_text(DUDOSAS, "utf-8")
    orden = ["importar", "mediciones", str(ruta), "--plan", "plan-2035", "--ensayo"]
    salida = app.test_cli_runner().invoke(args=orden).output
    assert re.search(r"Valor: «1.?234» El archivo dice «1.234»: leído con miles.\n", salida), salida
    assert "Valor: «12,3456»\n" in salida
