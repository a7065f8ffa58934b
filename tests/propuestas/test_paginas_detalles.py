"""Al escribir: guardado de cada paso, intereses, video, costo y tope diario; y que un borrador no se ve."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.contenido.modelos import Contenido, Hecho
from app.extensiones import db
from app.nucleo import reloj
from app.nucleo.errores import Invalido
from app.nucleo.modelos import Limite
from app.propuestas import consultas, facetas, servicios
from app.propuestas.dinero import escribir_dinero, leer_dinero
from app.propuestas.modelos import Propuesta
from tests.cliente import Cliente
from tests.fabricas import cuentas, plan, procesos, propuestas

IDEA = {"titulo": "Sombra en la parada", "resumen": "", "cuerpo": "A mediodía no hay dónde."}


@pytest.fixture
def codigo(app: Flask, cliente: Cliente) -> str:
    """Un borrador propio, con la sesión abierta."""
    alguien = cuentas.persona()
    cuentas.entrar(cliente, alguien)
    quien = cuentas.identidad_de(alguien)
    suyo = propuestas.codigo_de(servicios.empezar(quien, procesos.proceso().id))
    db.session.commit()
    return suyo


def _fila(codigo: str) -> Propuesta:
    p = db.session.query(Propuesta).join(Contenido).filter(Contenido.codigo == codigo).one()
    db.session.refresh(p)
    return p


def test_los_detalles_se_guardan_y_se_publican(app: Flask, cliente: Cliente, codigo: str) -> None:
    ruta = f"/proponer/{codigo}/idea"
    cliente.get(ruta)
    datos = {**IDEA, "intereses": "Tengo un puesto ahí <b>", "video": "javascript:alert(1)", "costo": "1.2.3"}
    for campo, bueno in (("costo", "1.500,50"), ("video", "https://www.video.example/v")):
        rechazo = cliente.enviar(ruta, datos)
        assert rechazo.status_code == 422
        assert "Tengo un puesto ahí &lt;b&gt;" in rechazo.get_data(as_text=True)
        datos[campo] = bueno
    assert cliente.enviar(ruta, datos).status_code == 303
    p = _fila(codigo)
    assert (p.intereses, p.costo_estimado) == ("Tengo un puesto ahí <b>", 150050)
    assert 'value="1.500,5"' in cliente.get(ruta).get_data(as_text=True)
    revision = cliente.get(f"/proponer/{codigo}/revisar").get_data(as_text=True)
    assert "1.500,50" in revision and "Intereses que declaras" in revision
    cliente.get(f"/proponer/{codigo}/plan")
    cliente.enviar(f"/proponer/{codigo}/plan", {"no_lo_se": "y"})
    cliente.get(f"/proponer/{codigo}/revisar")
    assert cliente.enviar(f"/proponer/{codigo}/revisar").status_code == 303
    texto = cliente.get(f"/propuestas/{codigo}", follow_redirects=True).get_data(as_text=True)
    assert 'href="https://www.video.example/v" rel="nofollow noopener noreferrer ugc"' in texto
    assert "Ver el video en video.example" in texto and "Tengo un puesto ahí &lt;b&gt;" in texto
    assert "<iframe" not in texto and "1.500,50" in texto


def test_cada_paso_se_guarda_mientras_se_escribe(app: Flask, cliente: Cliente, codigo: str) -> None:
    elemento = plan.elemento(plan.plan(), "2.1").id
    lugar = propuestas.lugar("Centro").codigo
    db.session.commit()
    pasos = {
        "idea": {"titulo": "So", "cuerpo": "A medias", "intereses": "Ninguno", "costo": ""},
        "plan": {"elementos": [elemento], "etiquetas": "sombra"},
        "lugar": {"territorio": lugar, "referencia": "Junto al mercado"},
    }
    for paso, datos in pasos.items():
        pagina = cliente.get(f"/proponer/{codigo}/{paso}").get_data(as_text=True)
        guardar = f"/proponer/{codigo}/guardar?paso={paso}"
        assert f'data-guardar="{guardar}"' in pagina and "js/guardar" in pagina
        assert cliente.enviar(guardar, datos).status_code == 200, paso
    p = _fila(codigo)
    assert (p.titulo, p.cuerpo, p.intereses, p.referencia) == ("So", "A medias", "Ninguno", "Junto al mercado")
    assert p.territorio_id is not None and not p.sin_elemento
    assert cliente.enviar(f"/proponer/{codigo}/guardar?paso=plan", {}).status_code == 200
    assert not _fila(codigo).sin_elemento
    for a_medias in ({"costo": "mucho"}, {"video": "http"}):
        texto = {"titulo": f"Sombra y {next(iter(a_medias))}", "cuerpo": "Ya casi."}
        assert cliente.enviar(f"/proponer/{codigo}/guardar", {**texto, **a_medias}).status_code == 200
        p = _fila(codigo)
        assert (p.titulo, p.cuerpo, p.costo_estimado, p.video) == (texto["titulo"], "Ya casi.", None, "")


def test_tres_al_dia_y_el_borrador_queda(app: Flask, cliente: Cliente) -> None:
    alguien = cuentas.persona()
    cuentas.entrar(cliente, alguien)
    quien, proceso = cuentas.identidad_de(alguien), procesos.proceso()
    codigos = [propuestas.codigo_de(propuestas.borrador(quien, proceso=proceso)) for _ in range(4)]
    vacio = propuestas.codigo_de(servicios.empezar(quien, proceso.id))
    db.session.commit()
    for codigo in (vacio, codigos[0], codigos[0], *codigos):
        cliente.get(f"/proponer/{codigo}/revisar")
        cliente.enviar(f"/proponer/{codigo}/revisar")
    estados = [_fila(c).estado for c in (*codigos, vacio)]
    assert estados == ["publicada", "publicada", "publicada", "borrador", "borrador"]
    assert "Ya publicaste 3 propuestas hoy" in cliente.get("/cuenta/propuestas").get_data(as_text=True)
    assert db.session.scalar(select(Limite.cuenta)) == 3, "lo que no se publicó no quedó cobrado"


def test_quien_comprobo_su_identidad_en_persona_no_tiene_tope(app: Flask, cliente: Cliente) -> None:
    alguien = cuentas.persona(acreditacion=3)
    cuentas.entrar(cliente, alguien)
    quien, proceso = cuentas.identidad_de(alguien), procesos.proceso()
    for _ in range(4):
        codigo = propuestas.codigo_de(propuestas.borrador(quien, proceso=proceso))
        cliente.get(f"/proponer/{codigo}/revisar")
        cliente.enviar(f"/proponer/{codigo}/revisar")
        assert _fila(codigo).estado == "publicada"


def test_lo_oculto_lo_ve_su_autora_con_el_motivo(app: Flask, cliente: Cliente) -> None:
    alguien = cuentas.persona()
    p = propuestas.propuesta(cuentas.identidad_de(alguien), titulo="Un letrero feo")
    db.session.get_one(Contenido, p.id).estado = "oculto"
    db.session.add(
        Hecho(
            clase="moderacion.oculta", contenido_id=p.id, ocurrio_en=reloj.ahora(), motivo="Ofende a alguien."
        )
    )
    facetas.rehacer(p.id)
    db.session.commit()
    cuentas.entrar(cliente, alguien)
    texto = cliente.get("/cuenta/propuestas").get_data(as_text=True)
    assert "Un letrero feo" in texto and "Ofende a alguien." in texto


SECRETO = "Invernadero zyxwv del cerro"
SIN_GET = {"static"}


UN_MOTOR = pytest.mark.un_motor


@pytest.mark.parametrize(
    "quien",
    [
        "anónima",
        pytest.param("vecina", marks=UN_MOTOR),
        "administradora",
        pytest.param("auditora", marks=UN_MOTOR),
    ],
)
def test_un_borrador_no_esta_en_ninguna_direccion(app: Flask, cliente: Cliente, quien: str) -> None:
    """Toda ruta que se pide con GET, con su código donde haya un hueco, y buscando su título.

    Lo que busca en la base es lo mismo para todas: en PostgreSQL van quien menos ve y quien más.
    """
    proceso = procesos.proceso()
    borrador = propuestas.borrador(proceso=proceso, titulo=SECRETO, etiquetas=["zyxwv"])
    visible = propuestas.propuesta(proceso=proceso)
    codigo, otro = propuestas.codigo_de(borrador), propuestas.codigo_de(visible)
    ident, clave = borrador.id, proceso.clave
    db.session.commit()
    if quien != "anónima":
        alguien = cuentas.persona() if quien == "vecina" else cuentas.personal(quien)
        cuentas.entrar(cliente, alguien)
    valores = {"codigo": codigo, "contenido_id": ident, "clave": clave, "raiz": "x"}
    vistas = 0
    for regla in app.url_map.iter_rules():
        if "GET" not in (regla.methods or ()) or regla.endpoint in SIN_GET:
            continue
        if not regla.arguments <= valores.keys():
            continue
        ruta = str(
            app.url_map.bind("localhost").build(regla.endpoint, {a: valores[a] for a in regla.arguments})
        )
        for direccion in (
            ruta,
            f"{ruta}?q=zyxwv&etiqueta=zyxwv&titulo=Invernadero+zyxwv+cerro",
        ):
            respuesta = cliente.get(direccion)
            vistas += 1
            texto = respuesta.get_data(as_text=True)
            assert SECRETO not in texto, direccion
            assert "codigo" in regla.arguments or codigo not in texto, direccion
            if regla.endpoint.startswith("propuestas.") and "codigo" in regla.arguments:
                assert respuesta.status_code in (303, 403, 404), direccion
    assert vistas > 60
    assert consultas.contar(consultas.Filtros()) == 1 and otro != codigo


@pytest.mark.parametrize(
    ("region", "moneda", "escrito", "unidades"),
    [
        ("es_EC", "USD", "1.500,50", 150050),
        ("es_EC", "USD", "1500", 150000),
        ("es_EC", "USD", "$ 1.500,00 USD", 150000),
        ("es_EC", "USD", "1.50", None),
        ("es_MX", "MXN", "1,500.50", 150050),
        ("es_CL", "CLP", "1.500", 1500),
        ("es_CL", "CLP", "1.500,5", None),
        ("es_CL", "CLP", "-3", None),
        ("es_CL", "CLP", "0", None),
        ("es_EC", "USD", "mucho", None),
        ("es_EC", "USD", "1" * 40, None),
    ],
)
def test_el_costo_se_lee_como_se_escribe_en_la_region(
    app: Flask, monkeypatch: pytest.MonkeyPatch, region: str, moneda: str, escrito: str, unidades: int | None
) -> None:
    monkeypatch.setitem(app.config, "REGION", region)
    monkeypatch.setitem(app.config, "MONEDA", moneda)
    with app.test_request_context():
        if unidades is None:
            with pytest.raises(Invalido):
                leer_dinero(escrito)
        else:
            assert leer_dinero(escrito) == unidades
            assert leer_dinero(escribir_dinero(unidades)) == unidades
        assert leer_dinero("  ") is None
