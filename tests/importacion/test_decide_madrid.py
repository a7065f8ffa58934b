"""`importar decide-madrid`: todo entra, nada se dobla, y lo de aquí no se mezcla con lo de allá."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.contenido.modelos import Contenido, Hecho
from app.cuentas.modelos import Persona
from app.extensiones import db
from app.importacion import servicios
from app.importacion.ordenes import decide_madrid
from app.importacion.preparacion import ZONA_DE_ORIGEN
from app.nucleo.permisos import ANONIMA, OPERACION
from app.procesos import consultas as procesos
from app.procesos.reglas import Acto
from app.propuestas import consultas as propuestas
from app.propuestas.consultas import Filtros, Orden
from app.propuestas.modelos import Apoyo, Propuesta, Version
from app.propuestas.servicios import apoyar, recontar
from tests.bases import base_nueva
from tests.cliente import Cliente
from tests.fabricas import cuentas
from tests.fabricas import procesos as fabrica_procesos

NUEVA = "proposals_2024-2025.csv"
VIEJA = "proposals.csv"
CABECERA = '"id";"title";"description";"cached_votes_up";"created_at";"retired_at"\n'


@pytest.fixture
def carpeta(datos_reales: Path) -> Path:
    return datos_reales / "decide-madrid"


def correr(app: Flask, *argumentos: str) -> tuple[int, str]:
    hecho = app.test_cli_runner().invoke(decide_madrid, list(argumentos))
    db.session.rollback()
    return hecho.exit_code, hecho.output


def escribir(tmp_path: Path, *filas: str, cabecera: str = CABECERA) -> str:
    ruta = tmp_path / "propuestas.csv"
    ruta.write_text(cabecera + "".join(f"{f}\n" for f in filas), encoding="utf-8")
    return str(ruta)


def todas() -> dict[str, Propuesta]:
    filas = db.session.scalars(sa.select(Propuesta).where(Propuesta.origen == "decide-madrid"))
    return {str(p.origen_id): p for p in filas}


@pytest.mark.parametrize("orden", [(NUEVA, VIEJA), (VIEJA, NUEVA)])
def test_entran_todas_y_cada_fila_coincide(app: Flask, carpeta: Path, orden: tuple[str, str]) -> None:
    for nombre in orden:
        codigo, salida = correr(app, str(carpeta / nombre))
        assert codigo == 0, salida
    guardadas = todas()
    assert len(guardadas) == 2738 + 80
    with (carpeta / NUEVA).open(encoding="utf-8-sig", newline="") as archivo:
        for fila in csv.DictReader(archivo, delimiter=";"):
            p = guardadas.pop(fila["id"])
            assert p.titulo == " ".join(fila["title"].split())
            assert (p.apoyos_importados, p.apoyos, p.apoyos_contados) == (int(fila["cached_votes_up"]), 0, 0)
            assert p.publicada_en is not None
            en_madrid = p.publicada_en.astimezone(ZONA_DE_ORIGEN)
            assert en_madrid.strftime("%d/%m/%Y %H:%M") == f"{fila['created_at']} 12:00"
            assert (p.estado == "retirada") == bool(fila["retired_at"])
            if fila["retired_at"]:
                original = dt.datetime.strptime(fila["retired_at"], "%Y-%m-%d %H:%M:%S %z")
                assert p.retirada_en == original
    with (carpeta / VIEJA).open(encoding="utf-8-sig", newline="") as archivo:
        for fila in csv.DictReader(archivo):
            p = guardadas.pop(fila["id"])
            assert p.titulo == " ".join(fila["title"].split())
            assert p.apoyos_importados == int(fila["numSupports"])
            assert p.publicada_en is not None
            assert p.publicada_en.astimezone(ZONA_DE_ORIGEN).date().isoformat() == fila["date"]
            assert p.origen_url == "https://decide.madrid.es" + fila["url"]
    assert guardadas == {}
    assert recontar(corregir=False) == []


def test_la_segunda_vez_no_cambia_nada(app: Flask, carpeta: Path) -> None:
    correr(app, str(carpeta / VIEJA))
    antes = {k: (p.id, p.version) for k, p in todas().items()}
    hechos = db.session.scalar(sa.select(sa.func.count()).select_from(Hecho))
    codigo, salida = correr(app, str(carpeta / VIEJA))
    assert codigo == 0
    assert "0 nuevas, 0 cambian, 80 iguales" in salida
    assert {k: (p.id, p.version) for k, p in todas().items()} == antes
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Hecho)) == hechos


def test_lo_que_cambio_alla_se_pone_al_dia_y_se_dice(app: Flask, tmp_path: Path) -> None:
    uno = '"7";"Limpiar las calles";"<p>Basta.</p>";"5";"31/12/2024";""'
    correr(app, escribir(tmp_path, uno))
    retirada = '"7";"Limpiar las aceras";"<p>Basta.</p>";"9";"31/12/2024";"2025-01-03 20:05:12 +0100"'
    codigo, salida = correr(app, escribir(tmp_path, retirada))
    assert codigo == 0, salida
    assert "cambia 7 «Limpiar las aceras»: título, apoyos, retiro, estado" in salida
    p = todas()["7"]
    assert (p.titulo, p.apoyos_importados, p.estado) == ("Limpiar las aceras", 9, "retirada")
    assert p.retirada_en == dt.datetime(2025, 1, 3, 19, 5, 12, tzinfo=dt.UTC)
    hecho = db.session.scalars(sa.select(Hecho).where(Hecho.clase == "propuestas.puesta_al_dia")).one()
    assert hecho.datos["campos"] == ["título", "apoyos", "retiro", "estado"]
    assert recontar(corregir=False) == []


def _en_proceso(app: Flask, tmp_path: Path, titulo: str, *, retiro: str = "", apoyos: int = 5) -> str:
    """Importa la propuesta 7 a un proceso en el que se apoya, y devuelve lo que dice la orden."""
    if procesos.por_clave("vivo") is None:
        fabrica_procesos.proceso(clave="vivo", umbral_ciudad=2)
    fila = f'"7";"{titulo}";"<p>Basta.</p>";"{apoyos}";"31/12/2024";"{retiro}"'
    codigo, salida = correr(app, escribir(tmp_path, fila), "--proceso", "vivo")
    assert codigo == 0, salida
    return salida


RETIRO = "2025-01-03 20:05:12 +0100"


def _versiones() -> list[Version]:
    return list(db.session.scalars(sa.select(Version).order_by(Version.numero)))


def test_un_texto_que_cambia_alla_deja_su_version(app: Flask, tmp_path: Path) -> None:
    _en_proceso(app, tmp_path, "Limpiar las calles")
    _en_proceso(app, tmp_path, "Limpiar las calles", apoyos=6)
    assert (_versiones(), todas()["7"].apoyos_importados) == ([], 6)
    _en_proceso(app, tmp_path, "Limpiar las aceras")
    (antes,) = _versiones()
    assert (antes.titulo, antes.numero, antes.motivo) == (
        "Limpiar las calles", 1, "Cambió en Decide Madrid.",
    )  # fmt: skip
    p = todas()["7"]
    assert (p.titulo, p.version_texto) == ("Limpiar las aceras", 2) and p.editada_en is not None


def test_de_lo_que_cruzo_su_umbral_solo_cambian_los_apoyos_de_alla(app: Flask, tmp_path: Path) -> None:
    """Lo que la gente apoyó aquí no se cambia por debajo, ni con otra importación; y el informe lo dice."""
    _en_proceso(app, tmp_path, "Un parque para el barrio")
    codigo = str(db.session.scalar(sa.select(Contenido.codigo).where(Contenido.id == todas()["7"].id)))
    for _vez in range(2):
        apoyar(cuentas.identidad_de(cuentas.persona(acreditacion=2)), codigo)
    db.session.commit()
    assert todas()["7"].umbral_cruzado_en is not None
    for _vez in range(2):
        salida = _en_proceso(app, tmp_path, "Un centro comercial", retiro=RETIRO, apoyos=9)
        assert "no cambia 7 «Un centro comercial»: título, retiro (aquí ya cruzó su umbral)" in salida
    assert "1 propuestas: 0 nuevas, 0 cambian, 0 iguales." in salida
    p = todas()["7"]
    assert (p.titulo, p.estado, p.retirada_en) == ("Un parque para el barrio", "publicada", None)
    assert (p.apoyos, p.apoyos_importados, p.version_texto, _versiones()) == (2, 9, 1, [])
    hecho = db.session.scalars(sa.select(Hecho).where(Hecho.clase == "propuestas.puesta_al_dia")).one()
    assert hecho.datos["campos"] == ["apoyos", "estado"]


def test_cruzar_mientras_se_importa_tambien_protege(app: Flask, tmp_path: Path) -> None:
    """El plan se hace antes de tomar la fila: manda lo que la fila dice al escribir."""
    _en_proceso(app, tmp_path, "Un parque para el barrio")
    fila = '"7";"Un centro comercial";"<p>Basta.</p>";"9";"31/12/2024";""'
    texto = Path(escribir(tmp_path, fila)).read_text(encoding="utf-8")
    plan = servicios.planear(servicios.preparar_todas(texto, "clave"))
    assert plan.cambian and not plan.cerradas
    p = todas()["7"]
    p.umbral_cruzado_en = p.respuesta_vence = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    db.session.commit()
    servicios.aplicar(OPERACION, plan, "vivo")
    db.session.commit()
    assert (todas()["7"].titulo, todas()["7"].apoyos_importados) == ("Un parque para el barrio", 9)


def test_lo_archivado_aqui_no_vuelve_por_un_apoyo_de_alla(app: Flask, tmp_path: Path) -> None:
    _en_proceso(app, tmp_path, "Un parque para el barrio")
    p = todas()["7"]
    p.estado, p.archivada_en = "archivada", dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    db.session.commit()
    _en_proceso(app, tmp_path, "Un parque para el barrio", apoyos=9)
    assert (todas()["7"].estado, todas()["7"].apoyos_importados) == ("archivada", 9)
    _en_proceso(app, tmp_path, "Un parque para el barrio", retiro=RETIRO, apoyos=9)
    assert (todas()["7"].estado, todas()["7"].archivada_en) == ("retirada", None)


DE_2019 = "id,url,title,userId,date,summary,text,status,numSupports,isAssociation\n"


@pytest.mark.parametrize(
    ("url", "titulo", "dice"),
    [
        ("javascript:alert(1)", "Un parque", "columna «url»: «javascript:alert(1)» no es una ruta"),
        ("http://mal.example/", "Un parque", "columna «url»"),
        ("https://mal.example/ x", "Un parque", "columna «url»"),
        ("/" + "x" * 300, "Un parque", "columna «url»: tiene 325 caracteres; caben 300"),
        ("/proposals/7", "Ok", "columna «title»: tiene 2 letras; deben ser de 4 a 120"),
    ],
)
def test_una_direccion_de_enganio_o_un_titulo_corto_no_entran(
    app: Flask, tmp_path: Path, url: str, titulo: str, dice: str
) -> None:
    fila = f"7,{url},{titulo},9,2019-01-01,s,texto,open,3,0"
    codigo, salida = correr(app, escribir(tmp_path, fila, cabecera=DE_2019))
    assert (codigo, todas()) == (1, {}) and f"fila 2 (línea 2), {dice}" in salida


@pytest.mark.parametrize(
    ("url", "queda"),
    [
        ("/proposals/7", "https://decide.madrid.es/proposals/7"),
        ("https://otra.example/7", "https://otra.example/7"),
        ("", ""),
    ],
)
def test_una_direccion_buena_se_enlaza(app: Flask, tmp_path: Path, url: str, queda: str) -> None:
    correr(app, escribir(tmp_path, f"7,{url},Un parque,9,2019-01-01,s,texto,open,3,0", cabecera=DE_2019))
    assert todas()["7"].origen_url == queda


def test_el_ensayo_no_escribe(app: Flask, carpeta: Path) -> None:
    codigo, salida = correr(app, str(carpeta / VIEJA), "--ensayo")
    assert codigo == 0
    assert "80 nuevas" in salida
    assert "Era un ensayo" in salida
    assert todas() == {}
    assert procesos.por_clave("decide-madrid") is None


def test_los_errores_dicen_fila_y_columna_y_no_entra_nada(app: Flask, tmp_path: Path) -> None:
    filas = [
        '"1";"Bien";"x";"3";"01/01/2024";""',
        '"2";"";"x";"3";"01/01/2024";""',
        '"3";"Malo";"x";"tres";"01/01/2024";""',
        '"1";"Repetida";"x";"3";"01/01/2024";""',
        *(f'"{n}";"Fecha";"x";"3";"2024-13-01";""' for n in range(10, 70)),
    ]
    codigo, salida = correr(app, escribir(tmp_path, *filas))
    assert codigo == 1
    assert "fila 3 (línea 3), columna «title»: está vacía" in salida
    assert "fila 4 (línea 4), columna «cached_votes_up»: «tres» no es un número entero" in salida
    assert "fila 5 (línea 5), columna «id»: 1 ya está en la fila 2" in salida
    assert "… y 13 más." in salida
    assert "63 errores. No se importó nada." in salida
    assert todas() == {}


def test_las_autoras_llevan_seudonimo_y_nadie_puede_volver_atras(app: Flask, carpeta: Path) -> None:
    correr(app, str(carpeta / VIEJA))
    personas = db.session.scalars(sa.select(Persona).where(Persona.estado == "externa")).all()
    assert len(personas) == 79
    assert all(p.seudonimo.split()[0] in ("Persona", "Asociación") for p in personas)
    assert sum(p.seudonimo.startswith("Asociación") for p in personas) == 1
    with (carpeta / VIEJA).open(encoding="utf-8-sig", newline="") as archivo:
        numeros = {f["userId"] for f in csv.DictReader(archivo)}
    assert not numeros & {str(p.huella_origen) for p in personas}
    otra = servicios.preparar_todas((carpeta / VIEJA).read_text(encoding="utf-8"), "otra clave")
    assert {a.autora.huella for a in otra if a.autora}.isdisjoint({p.huella_origen for p in personas})


def test_sin_autora_no_se_inventa_ninguna(app: Flask, tmp_path: Path) -> None:
    correr(app, escribir(tmp_path, '"7";"Limpiar las calles";"";"5";"31/12/2024";""'))
    p = todas()["7"]
    assert db.session.scalar(sa.select(Contenido.autora_id).where(Contenido.id == p.id)) is None
    hecho = db.session.scalars(sa.select(Hecho).where(Hecho.contenido_id == p.id)).one()
    assert (hecho.clase, hecho.publico, hecho.persona_id) == ("propuestas.importada", True, None)
    assert hecho.datos == {
        "origen": "decide-madrid",
        "origen_id": "7",
        "nombre": "Decide Madrid",
        "dia": "2024-12-31",
        "estado": "",
    }


def test_en_su_proceso_no_se_propone_ni_se_apoya(app: Flask, carpeta: Path) -> None:
    correr(app, str(carpeta / VIEJA))
    proceso = procesos.por_clave("decide-madrid")
    assert proceso is not None
    assert proceso.nombre == "Decide Madrid (importado)"
    assert proceso.estado == "publicado"
    for acto in (Acto.PROPONER, Acto.APOYAR):
        assert acto not in {a for f in procesos.ventanas(proceso.fases) for a in f.actos}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Apoyo)) == 0


def test_un_proceso_que_no_existe_dice_los_que_hay(app: Flask, carpeta: Path) -> None:
    correr(app, str(carpeta / VIEJA))
    codigo, salida = correr(app, str(carpeta / VIEJA), "--proceso", "no-esta")
    assert codigo == 1
    assert "No hay un proceso con la clave «no-esta». Los que hay: decide-madrid." in salida


def test_a_un_proceso_dado(app: Flask, tmp_path: Path) -> None:
    from app.procesos.reglas import Ventana
    from app.procesos.servicios import crear_proceso, publicar_proceso

    fases = [Ventana("proponer", dt.datetime(2020, 1, 1, tzinfo=dt.UTC))]
    proceso = crear_proceso(
        OPERACION,
        clave="mio",
        nombre="Mío",
        proposito="Ver.",
        fases=fases,
        umbral_ciudad=9,
        umbral_territorio=9,
    )
    publicar_proceso(OPERACION, proceso.id)
    db.session.commit()
    codigo, salida = correr(
        app, escribir(tmp_path, '"7";"Calles";"";"5000";"31/12/2024";""'), "--proceso", "mio"
    )
    assert codigo == 0, salida
    p = todas()["7"]
    assert (p.proceso_id, p.umbral) == (proceso.id, 9)
    assert p.umbral_cruzado_en is None
    assert procesos.por_clave("decide-madrid") is None


def test_windows_1252_se_lee_y_se_avisa(app: Flask, tmp_path: Path) -> None:
    ruta = tmp_path / "vieja.csv"
    ruta.write_bytes((CABECERA + '"7";"Más árboles";"";"5";"31/12/2024";""\n').encode("cp1252"))
    codigo, salida = correr(app, str(ruta))
    assert codigo == 0
    assert "Windows-1252" in salida
    assert todas()["7"].titulo == "Más árboles"
    ruta.write_bytes(b"\xef\xbb\xbf" + (CABECERA + '"8";"Más sombra";"";"5";"31/12/2024";""\n').encode())
    codigo, salida = correr(app, str(ruta))
    assert codigo == 0
    assert "Windows-1252" not in salida


def test_sin_migrar_dice_que_hacer(tmp_path: Path, carpeta: Path) -> None:
    from app import create_app
    from tests.bases import configuracion

    app = create_app(configuracion(tmp_path, f"sqlite:///{tmp_path / 'vacia.sqlite3'}"))
    with app.app_context():
        hecho = app.test_cli_runner().invoke(decide_madrid, [str(carpeta / VIEJA)])
        db.engine.dispose()
    assert hecho.exit_code == 1
    assert "./rumbo base migrar" in hecho.output


def test_lista_ficha_y_texto_vacio(app: Flask, cliente: Cliente, carpeta: Path) -> None:
    correr(app, str(carpeta / NUEVA))
    assert propuestas.contar(Filtros()) == propuestas.TOPE_CUENTA
    primeras = propuestas.pagina(Filtros(), Orden.APOYADAS, None, cuantas=3).elementos
    mas = db.session.scalar(
        sa.select(sa.func.max(Propuesta.apoyos_importados)).where(Propuesta.estado == "publicada")
    )
    assert propuestas.tarjetas([primeras[0].id])[0].importados == mas
    assert cliente.get("/propuestas").status_code == 200
    vacia = next(p for p in todas().values() if not p.cuerpo and p.estado == "publicada")
    codigo = db.session.scalar(sa.select(Contenido.codigo).where(Contenido.id == vacia.id))
    db.session.rollback()
    ficha = propuestas.ficha(str(codigo), ANONIMA)
    respuesta = cliente.get(f"/propuestas/{codigo}", follow_redirects=True)
    assert respuesta.status_code == 200
    pagina = respuesta.get_data(as_text=True)
    assert "sin texto" in pagina
    assert "Decide Madrid" in pagina
    assert "000.000" not in pagina
    assert propuestas.contar(Filtros(estado="reune")) == 0
    assert ficha.importados == vacia.apoyos_importados


def test_en_una_base_de_verdad_todo_o_nada(motor: str, tmp_path: Path, carpeta: Path) -> None:
    from app import create_app

    with base_nueva(motor, tmp_path) as conf:
        app = create_app(conf)
        with app.app_context():
            antes = app.test_cli_runner().invoke(decide_madrid, [str(carpeta / VIEJA)])
            assert antes.exit_code == 0, antes.output
            assert len(todas()) == 80
            db.session.rollback()
            malo = escribir(tmp_path, '"9";"Bien";"x";"1";"01/01/2024";""', '"x";"Mal";"x";"1";"01/01/2024";""')
            despues = app.test_cli_runner().invoke(decide_madrid, [malo])
            assert despues.exit_code == 1
            assert len(todas()) == 80
            db.session.remove()
            db.engine.dispose()
