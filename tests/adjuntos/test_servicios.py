"""Recibir, poner, describir y quitar: cada cual lo suyo, hasta el máximo y sin perder nada."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.adjuntos import almacen, consultas, servicios
from app.adjuntos.errores import NoCaben, SinDescripcion
from app.adjuntos.modelos import Adjunto
from app.adjuntos.reglas import LIMITES_COMENTARIO, LOTE_MAXIMO, SUBIDAS_POR_HORA, Causa
from app.adjuntos.servicios import Recibo
from app.extensiones import db
from app.nucleo import transaccion
from app.nucleo.errores import NoEncontrado, NoPermitido
from app.nucleo.permisos import ANONIMA, Identidad
from tests.fabricas import cuentas, propuestas
from tests.fabricas.adjuntos import imagen, pdf, subido

FICHA = "formulario-de-prueba"


@pytest.fixture
def quien(app: Flask) -> Identidad:
    return cuentas.identidad_de(cuentas.persona())


def _recibir(quien: Identidad, *datos: bytes, **mas: Any) -> Recibo:
    archivos = [subido(f"archivo-{n}", d) for n, d in enumerate(datos)]
    return servicios.recibir(quien, archivos, mas.pop("formulario", FICHA), **mas)


def _en_disco() -> set[str]:
    return {a.name for a in almacen.carpeta().rglob("*") if a.is_file()}


def test_lo_recibido_queda_suelto_y_en_disco(quien: Identidad) -> None:
    recibo = _recibir(quien, imagen(ancho=900, alto=600), pdf(), b"<svg/>")
    assert [r.causa for r in recibo.rechazos] == [Causa.SVG]
    foto, documento = recibo.guardados
    assert consultas.sueltos(quien, FICHA) == recibo.guardados
    assert (foto.ancho, foto.alto, foto.medidas_mini) == (900, 600, (480, 320))
    assert {f"{foto.clave}.webp", f"{foto.clave}-480.webp", f"{documento.clave}.pdf"} <= _en_disco()
    assert foto.peso == almacen.ruta(foto.clave, ".webp").stat().st_size
    assert almacen.ruta(foto.clave, ".webp").stat().st_mode & 0o077 == 0
    db.session.rollback()
    assert len(consultas.sueltos(quien, FICHA)) == 2, "queda aunque la petición se deshaga"


def test_un_campo_de_archivo_vacio_no_es_un_archivo(quien: Identidad) -> None:
    assert servicios.recibir(quien, [subido("", b"")], FICHA) == Recibo([], [])


def test_sin_cuenta_no_se_sube(app: Flask) -> None:
    with pytest.raises(NoPermitido):
        _recibir(ANONIMA, imagen())


def test_repetir_un_envio_no_duplica(quien: Identidad) -> None:
    foto = imagen()
    primera, segunda = _recibir(quien, foto).guardados, _recibir(quien, foto, foto).guardados
    assert {a.clave for a in (*primera, *segunda)} == {primera[0].clave}
    assert len(consultas.sueltos(quien, FICHA)) == 1
    assert len([n for n in _en_disco() if n.startswith(primera[0].clave)]) == 2


@pytest.mark.parametrize(("hace", "maximo", "clase"), [(imagen, 5, "imagen"), (pdf, 2, "pdf")])
def test_hay_un_maximo_de_cada_clase(
    quien: Identidad, hace: Callable[[], bytes], maximo: int, clase: str
) -> None:
    recibo = _recibir(quien, *(hace() for _ in range(maximo + 2)))
    assert len(recibo.guardados) == maximo
    assert [r.causa for r in recibo.rechazos] == [Causa.CUANTOS] * 2
    assert {a.orden for a in db.session.scalars(sa.select(Adjunto))} == set(range(maximo))
    assert clase == recibo.guardados[0].clase


def test_lo_ya_puesto_cuenta_salvo_lo_que_sale(quien: Identidad) -> None:
    ident = propuestas.borrador(quien).id
    _recibir(quien, pdf(), pdf())
    puestos = servicios.adjuntar(quien, FICHA, ident)
    db.session.commit()
    assert _recibir(quien, pdf(), contenido_id=ident).rechazos[0].causa is Causa.CUANTOS
    recibo = _recibir(quien, pdf(), pdf(), contenido_id=ident, salen={puestos[1].clave})
    assert (len(recibo.guardados), len(recibo.rechazos)) == (1, 1)
    transaccion.pasar_a_escritura()
    servicios.quitar(quien, puestos[1].clave)
    assert [a.clave for a in servicios.adjuntar(quien, FICHA, ident)] == [
        puestos[0].clave,
        recibo.guardados[0].clave,
    ]


def test_un_comentario_admite_dos_imagenes(quien: Identidad) -> None:
    recibo = _recibir(quien, imagen(), imagen(), imagen(), limites=LIMITES_COMENTARIO)
    assert (len(recibo.guardados), len(recibo.rechazos)) == (2, 1)
    assert "2 imágenes" in recibo.rechazos[0].mensaje


def test_veinte_por_hora(quien: Identidad) -> None:
    for n in range(SUBIDAS_POR_HORA // 2):
        assert not _recibir(quien, pdf(), pdf(), formulario=f"formulario-{n}").rechazos
    recibo = _recibir(quien, pdf(), formulario="formulario-otro")
    assert [r.causa for r in recibo.rechazos] == [Causa.RITMO]
    otra = cuentas.identidad_de(cuentas.persona())
    assert not _recibir(otra, pdf()).rechazos


def test_lo_que_ya_no_cabe_ni_se_abre_ni_gasta_la_hora(quien: Identidad) -> None:
    _recibir(quien, pdf(), pdf())
    for _vez in range(3):
        sobran = _recibir(quien, *(pdf() for _ in range(LOTE_MAXIMO)))
        assert {r.causa for r in sobran.rechazos} == {Causa.CUANTOS}
    assert not _recibir(quien, pdf(), formulario="otro-formulario").rechazos


def test_disco_lleno_se_dice_y_no_deja_restos(quien: Identidad, monkeypatch: pytest.MonkeyPatch) -> None:
    antes, veces = _en_disco(), []

    def asegurar(_lugar: Path) -> None:
        veces.append(1)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(almacen, "_asegurar", asegurar)
    recibo = _recibir(quien, imagen())
    assert [r.causa for r in recibo.rechazos] == [Causa.DISCO] and veces
    assert "falta espacio" in recibo.rechazos[0].mensaje
    assert _en_disco() == antes and not consultas.sueltos(quien, FICHA)


def test_si_la_base_no_lo_admite_no_queda_el_archivo(app: Flask) -> None:
    antes = _en_disco()
    with pytest.raises(sa.exc.IntegrityError):
        _recibir(Identidad(persona_id=10**9, acreditacion=1), pdf())
    db.session.rollback()
    assert _en_disco() == antes


def test_de_un_envio_con_demasiados_archivos_ni_se_abren_los_que_sobran(quien: Identidad) -> None:
    recibo = _recibir(quien, *[b"<svg/>"] * (LOTE_MAXIMO + 2))
    assert [r.causa for r in recibo.rechazos] == [Causa.SVG] * LOTE_MAXIMO + [Causa.CUANTOS] * 2


def test_la_ficha_de_otra_persona_no_sirve(quien: Identidad) -> None:
    ajena = cuentas.identidad_de(cuentas.persona())
    clave = _recibir(quien, imagen()).guardados[0].clave
    suya = propuestas.borrador(ajena).id
    assert consultas.sueltos(ajena, FICHA) == []
    assert servicios.adjuntar(ajena, FICHA, suya, {clave: "mía"}) == []
    with pytest.raises(NoEncontrado):
        servicios.quitar(ajena, clave)
    servicios.quitar_sueltos(ajena, FICHA, {clave})
    assert len(consultas.sueltos(quien, FICHA)) == 1
    assert consultas.servible(clave, "imagen", ajena) is None


def test_publicar_una_foto_exige_decir_que_se_ve(quien: Identidad) -> None:
    ident = propuestas.borrador(quien).id
    foto, documento = _recibir(quien, imagen(), pdf()).guardados
    for vacia in ({}, {foto.clave: " \n "}):
        with pytest.raises(SinDescripcion) as falta:
            servicios.adjuntar(quien, FICHA, ident, vacia)
        assert falta.value.claves == (foto.clave,)
        db.session.rollback()
    puestos = servicios.adjuntar(quien, FICHA, ident, {foto.clave: " Una\n parada\u202e  "})
    assert [(a.clave, a.descripcion, a.contenido_id) for a in puestos] == [
        (foto.clave, "Una parada", ident),
        (documento.clave, "", ident),
    ]
    assert consultas.sueltos(quien, FICHA) == [] and consultas.de_contenido(ident) == puestos
    assert servicios.adjuntar(quien, FICHA, ident) == puestos, "repetirlo no cambia nada"


def test_lo_que_no_cabe_al_juntarse_se_dice(quien: Identidad) -> None:
    ident = propuestas.borrador(quien).id
    for ficha in ("formulario-uno", "formulario-dos"):
        _recibir(quien, *(pdf() for _ in range(2)), formulario=ficha)
    servicios.adjuntar(quien, "formulario-uno", ident, exigir_texto=False)
    with pytest.raises(NoCaben):
        servicios.adjuntar(quien, "formulario-dos", ident, exigir_texto=False)


def test_quitar_borra_el_archivo_al_confirmarse(quien: Identidad) -> None:
    ident = propuestas.borrador(quien).id
    clave = _recibir(quien, imagen()).guardados[0].clave
    servicios.adjuntar(quien, FICHA, ident, exigir_texto=False)
    db.session.commit()
    servicios.quitar(quien, clave)
    assert f"{clave}.webp" in _en_disco(), "todavía no se confirmó"
    db.session.rollback()
    db.session.commit()
    assert f"{clave}.webp" in _en_disco(), "se deshizo"
    servicios.quitar(quien, clave)
    db.session.commit()
    assert not {f"{clave}.webp", f"{clave}-480.webp"} & _en_disco()
    with pytest.raises(NoEncontrado):
        servicios.quitar(quien, clave)


def test_solo_quien_firma_quita_lo_puesto(quien: Identidad) -> None:
    p = propuestas.borrador(quien)
    clave = _recibir(quien, imagen()).guardados[0].clave
    servicios.adjuntar(quien, FICHA, p.id, {clave: "Una parada"})
    db.session.commit()
    with pytest.raises(NoEncontrado):
        servicios.quitar(cuentas.identidad_de(cuentas.persona()), clave)


def test_los_de_muchos_contenidos_en_una_consulta(quien: Identidad, contar: Callable[[], Any]) -> None:
    ids = [propuestas.borrador(quien).id for _ in range(3)]
    for n, ident in enumerate(ids[:2]):
        _recibir(quien, pdf(), imagen(), formulario=f"formulario-{n}")
        servicios.adjuntar(quien, f"formulario-{n}", ident, exigir_texto=False)
        db.session.commit()
    with contar() as recuento:
        hallados = consultas.de_contenidos(ids)
    assert recuento.numero == 1
    assert {i: [a.clase for a in lista] for i, lista in hallados.items()} == {
        i: ["imagen", "pdf"] for i in ids[:2]
    }


@pytest.mark.parametrize(
    "mal",
    [
        {"clase": "svg"},
        {"peso": 0},
        {"ancho": 0},
        {"orden": 5},
        {"clase": "pdf", "orden": 2},
        {"formulario": None},
    ],
)
def test_la_base_no_admite_disparates(quien: Identidad, mal: dict[str, Any]) -> None:
    datos = {
        "clave": "a" * 32,
        "clase": "imagen",
        "peso": 1,
        "ancho": 1,
        "alto": 1,
        "orden": 0,
        "formulario": FICHA,
    }
    comun = {
        "persona_id": quien.persona,
        "nombre": "x",
        "huella": "y",
        "creado_en": sa.func.current_timestamp(),
    }
    with pytest.raises(sa.exc.IntegrityError):
        db.session.execute(sa.insert(Adjunto).values(**{**comun, **datos, **mal}))
    db.session.rollback()
