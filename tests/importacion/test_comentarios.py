"""Los comentarios de Decide Madrid: entran todos, con sus hilos, y la segunda vez no cambia nada."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.contenido.modelos import Contenido
from app.extensiones import db
from app.importacion import comentarios, servicios
from app.importacion.comentarios_lectura import comprobar, en_orden
from app.importacion.errores import ArchivoConErrores
from app.importacion.ordenes import decide_madrid
from app.nucleo import transaccion
from app.nucleo.permisos import OPERACION
from app.participacion.modelos import Comentario, Conversacion
from app.participacion.servicios import recontar

CABECERA = (
    ",id,parentId,proposalId,page,userId,userType,date,time,text,numVotes,numPositiveVotes,numNegativeVotes"
)
PROPUESTAS = (
    "id,url,code,title,userId,date,summary,text,numComments,status,numSupports,isAssociation\n"
    "7,/proposals/7-x,MAD-7,Limpiar las calles,99,2015-09-15,Resumen,,1,archived,10,0\n"
)


def _fila(ident: int, padre: int = -1, propuesta: int = 7, **mas: str) -> str:
    d = {"clase": "", "dia": "2015-09-15", "hora": "0 days 10:50:19", "si": "3", "no": "1", **mas}
    texto = d.get("texto", f"Comentario {ident}")
    cuando = f"{d['dia']},{d['hora']}"
    return f'0,{ident},{padre},{propuesta},1,10,{d["clase"]},{cuando},"{texto}",4,{d["si"]},{d["no"]}'


def _archivo(carpeta: Path, *filas: str) -> Path:
    archivo = carpeta / "comentarios.csv"
    archivo.write_text("\n".join([CABECERA, *filas]) + "\n", encoding="utf-8")
    return archivo


def _con_propuestas(texto: str = PROPUESTAS) -> None:
    plan = servicios.planear(servicios.preparar_todas(texto, "clave"))
    with transaccion.escritura():
        servicios.aplicar(OPERACION, plan)


def _traer(
    archivo: Path, *, ensayo: bool = False, previstas: frozenset[str] = frozenset()
) -> comentarios.Informe:
    indice = comentarios.comprobado(archivo)
    escritura = None if ensayo else transaccion.escritura
    return comentarios.traer(archivo, indice, "clave", escritura=escritura, previstas=previstas)


def _cuantos() -> int:
    return db.session.scalar(select(func.count()).select_from(Comentario)) or 0


def _a_favor(origen_id: str) -> int:
    c = db.session.scalars(select(Comentario).where(Comentario.origen_id == origen_id)).one()
    return c.a_favor_importados


def test_los_hilos_y_los_votos(app: Flask, tmp_path: Path) -> None:
    _con_propuestas()
    informe = _traer(
        _archivo(
            tmp_path,
            _fila(1, clase="Empleados públicos"),
            _fila(2, 1, si="0", no="5"),
            _fila(3, 2, texto=""),
            _fila(4, 999),
        )
    )
    assert (informe.nuevos, informe.indice.huerfanos, informe.indice.hondura) == (4, 1, 3)
    por_id = {c.origen_id: c for c in db.session.scalars(select(Comentario))}
    assert [por_id[i].profundidad for i in "1234"] == [0, 1, 2, 0]
    assert (por_id["1"].respuestas, por_id["4"].padre_ausente) == (2, "999")
    assert (por_id["1"].a_favor, por_id["1"].a_favor_importados, por_id["1"].de_personal) == (
        0,
        3,
        "Empleados públicos",
    )
    assert por_id["2"].puntaje < 0 < por_id["1"].puntaje
    assert por_id["1"].creado_en.isoformat() == "2015-09-15T08:50:19+00:00"
    c = db.session.scalars(select(Conversacion)).one()
    assert (c.comentarios, c.raices) == (4, 2)
    assert recontar() == []


def test_cada_uno_dice_en_que_idioma_esta(app: Flask, tmp_path: Path) -> None:
    _con_propuestas()
    ingles = _fila(2, texto="The streets of this town should be clean.")
    archivo = _archivo(tmp_path, _fila(1, texto="Que limpien las calles."), ingles, _fila(3, texto="+1"))
    _traer(archivo)
    idiomas = select(Comentario.origen_id, Contenido.idioma).join(Contenido, Contenido.id == Comentario.id)
    puestos = {"1": "es", "2": "en", "3": "es"}
    assert dict(db.session.execute(idiomas).tuples().all()) == puestos
    db.session.execute(update(Contenido).values(idioma="es"))
    db.session.commit()
    otra = _traer(archivo)
    assert (otra.cambian, otra.iguales) == (1, 2)
    assert dict(db.session.execute(idiomas).tuples().all()) == puestos


def test_la_segunda_vez_no_cambia_nada_y_un_cambio_se_ve(app: Flask, tmp_path: Path) -> None:
    _con_propuestas()
    archivo = _archivo(tmp_path, _fila(1), _fila(2, 1))
    _traer(archivo)
    otra = _traer(archivo)
    assert (otra.nuevos, otra.cambian, otra.iguales) == (0, 0, 2)
    ensayo = _traer(_archivo(tmp_path, _fila(1, si="9"), _fila(2, 1)), ensayo=True)
    assert (ensayo.cambian, ensayo.iguales) == (1, 1)
    assert _a_favor("1") == 3
    _traer(_archivo(tmp_path, _fila(1, si="9"), _fila(2, 1)))
    assert _a_favor("1") == 9
    assert recontar() == []


def test_el_ensayo_no_escribe_y_cuenta_con_las_previstas(app: Flask, tmp_path: Path) -> None:
    informe = _traer(_archivo(tmp_path, _fila(1)), ensayo=True, previstas=frozenset({"7"}))
    assert (informe.nuevos, informe.esperan, _cuantos()) == (1, 0, 0)


def test_lo_de_una_propuesta_que_no_esta_espera(app: Flask, tmp_path: Path) -> None:
    archivo = _archivo(tmp_path, _fila(1), _fila(2, propuesta=8))
    _con_propuestas()
    informe = _traer(archivo)
    assert (informe.nuevos, informe.sin_propuesta) == (1, {"8": 1})
    _con_propuestas(PROPUESTAS.replace("\n7,", "\n8,"))
    assert (_traer(archivo).nuevos, _cuantos()) == (1, 2)


@pytest.mark.parametrize(
    ("fila", "columna"),
    [
        (_fila(1, dia="15/09/2015"), "date"),
        (_fila(1, hora="25:99:00"), "time"),
        (_fila(1, si="-3"), "numPositiveVotes"),
        (_fila(1, 1), "parentId"),
        ("0,1,-1", "proposalId"),
        (_fila(5), "id"),
    ],
)
def test_una_fila_mala_se_dice_con_su_columna(app: Flask, tmp_path: Path, fila: str, columna: str) -> None:
    archivo = _archivo(tmp_path, _fila(5), fila)
    with pytest.raises(ArchivoConErrores) as error:
        comentarios.comprobado(archivo)
    assert [(e.fila, e.columna) for e in error.value.errores] == [(3, columna)]


def test_una_vuelta_en_redondo_es_un_error_con_su_lugar() -> None:
    lineas = [_fila(5, texto="De dos\nlíneas"), _fila(1, 2), _fila(2, 1)]
    indice = comprobar("\n".join([CABECERA, *lineas, ""]).splitlines(keepends=True))
    assert [(e.columna, e.fila, e.linea) for e in indice.errores] == [("parentId", 3, 4)]


def test_un_id_repetido_dice_su_linea_aunque_haya_textos_largos() -> None:
    texto = "\n".join([CABECERA, _fila(1, texto="De\ntres\nlíneas"), _fila(1), ""])
    (error,) = comprobar(texto.splitlines(keepends=True)).errores
    assert (error.columna, error.fila, error.linea) == ("id", 3, 5)


def test_windows_1252_se_lee_y_se_avisa(app: Flask, tmp_path: Path) -> None:
    archivo = tmp_path / "comentarios.csv"
    dicho = "Más árboles en la niñez"
    archivo.write_bytes("\n".join([CABECERA, _fila(1, texto=dicho), ""]).encode("cp1252"))
    propuestas = tmp_path / "propuestas.csv"
    propuestas.write_text(PROPUESTAS, encoding="utf-8")
    hecho = app.test_cli_runner().invoke(decide_madrid, [str(propuestas), "--comentarios", str(archivo)])
    assert hecho.exit_code == 0, hecho.output
    assert "comentarios.csv no está en UTF-8: se lee como Windows-1252" in hecho.output
    db.session.rollback()
    assert db.session.scalars(select(Comentario.texto)).all() == [dicho]


def test_el_hijo_antes_que_el_padre_sale_en_orden() -> None:
    lineas = [CABECERA + "\n", _fila(3, 2) + "\n", _fila(2, 1) + "\n", _fila(1) + "\n"]
    indice = comprobar(lineas)
    assert not indice.padre_primero
    assert [a.origen_id for a in en_orden(indice, iter([lineas] * 3))] == ["1", "2", "3"]


def test_los_de_verdad_entran_todos(app: Flask, datos_reales: Path) -> None:
    carpeta = datos_reales / "decide-madrid"
    _con_propuestas((carpeta / "proposals.csv").read_text(encoding="utf-8-sig"))
    informe = _traer(carpeta / "comments.csv")
    assert (informe.nuevos, informe.esperan, informe.indice.huerfanos) == (5633, 0, 268)
    hondura, marcados = db.session.execute(
        select(func.max(Comentario.profundidad), func.count(Comentario.padre_ausente))
    ).one()
    assert (_cuantos(), hondura + 1, marcados) == (5633, 25, 268)
    assert db.session.scalar(select(func.sum(Conversacion.comentarios))) == 5633
    assert _traer(carpeta / "comments.csv").iguales == 5633
