"""Las páginas del padrón: quién ve qué, cortes y objeciones, puntos de atención y lo que cuestan."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.cuentas.consultas import pasos_para
from app.extensiones import db
from app.nucleo import reloj
from app.nucleo.errores import Invalido, NoPermitido
from app.nucleo.modelos import Salida
from app.nucleo.permisos import ANONIMA, OPERACION, Identidad, Rol
from app.nucleo.reloj import ahora
from app.padron import consultas, servicios
from app.padron.modelos import Corte, Objecion, Padron, PuntoAtencion
from tests.cliente import Cliente, texto
from tests.fabricas import cuentas, procesos, territorio
from tests.fabricas import padron as fabrica
from tests.recuento import Recuento

PUBLICAS = (
    "/padron",
    "/donde-te-atienden",
    "/padron/objeciones",
    "/padron/cortes/{c}",
    "/padron/cortes/{c}/objetar",
    "/padron/cortes.csv",
)
VER = ("/administrar/padron", "/administrar/padron/{e}", "/administrar/padron/cortes/{c}")
CAMBIAR = (
    "/administrar/padron/abierto", "/administrar/padron/cortes/nuevo", "/administrar/padron/objeciones/{o}",
    "/administrar/puntos", "/administrar/puntos/nuevo", "/administrar/puntos/{p}",
    "/administrar/padron/separar", "/administrar/padron/baja", "/administrar/padron/cortes/{c}/fechas",
)  # fmt: skip
POSTES = (
    "/administrar/padron/{e}/aplicar", "/administrar/padron/{e}/comparar", "/administrar/padron/{e}/descartar",
    "/administrar/padron/abierto/cerrar",
)  # fmt: skip


@pytest.fixture
def escena(app: Flask, tmp_path: Path) -> dict[str, int]:
    """Un padrón en vigor y otro listo, un corte con una objeción y un punto; devuelve sus ids."""
    lugar = territorio.lugar()
    fabrica.importado(tmp_path, [fabrica.fila(n, lugar) for n in range(30)])
    malas = ["cedula;;L;1;x"]
    lista = fabrica.importado(tmp_path, [*(fabrica.fila(n, lugar) for n in range(40)), *malas], aplicar=False)
    fabrica.abierto()
    corte_id = fabrica.corte(procesos.proceso())
    return {
        "e": lista.id, "c": corte_id, "o": fabrica.objecion(corte_id).id, "p": fabrica.punto(en=lugar).id,
    }  # fmt: skip


def test_sin_nada_cada_pagina_dice_que_es(cliente: Cliente) -> None:
    assert "todavía no tiene un padrón" in texto(cliente, "/padron")
    assert "Todavía no hay puntos de atención" in texto(cliente, "/donde-te-atienden")
    cuentas.entrar(cliente, cuentas.personal(Rol.ADMINISTRADORA))
    assert "Todavía no hay padrón" in texto(cliente, "/administrar/padron")
    assert "Todavía no hay ninguno" in texto(cliente, "/administrar/puntos")


@pytest.mark.parametrize("rol", [None, *Rol])
def test_quien_ve_que(cliente: Cliente, escena: dict[str, int], rol: Rol | None) -> None:
    if rol is Rol.VECINA:
        cuentas.entrar(cliente, cuentas.persona())
    elif rol is not None:
        cuentas.entrar(cliente, cuentas.personal(rol))
    no = 303 if rol is None else 403
    ve, cambia = rol in (Rol.ADMINISTRADORA, Rol.AUDITORA), rol is Rol.ADMINISTRADORA
    for rutas, puede in ((PUBLICAS, True), (VER, ve), (CAMBIAR, cambia)):
        for ruta in rutas:
            assert cliente.get(ruta.format(**escena)).status_code == (200 if puede else no), (rol, ruta)
    if not cambia:
        for ruta in POSTES:
            assert cliente.enviar(ruta.format(**escena)).status_code in (303, 403), (rol, ruta)
        assert db.session.get_one(Padron, escena["e"]).estado == "listo"
        assert consultas.abierto() is not None
    propia = cliente.get("/cuenta/padron").status_code
    assert propia == {None: 303, Rol.AUDITORA: 403}.get(rol, 200)


@pytest.mark.parametrize("rol", [r for r in Rol if r is not Rol.ADMINISTRADORA])
def test_los_servicios_tambien_lo_exigen(app: Flask, escena: dict[str, int], rol: Rol) -> None:
    quien = cuentas.identidad_de(cuentas.persona() if rol is Rol.VECINA else cuentas.personal(rol))
    momento = ahora()
    for hacer in (
        lambda: servicios.aplicar(quien, escena["e"]),
        lambda: servicios.descartar(quien, escena["e"]),
        lambda: servicios.comparar_otra_vez(quien, escena["e"]),
        lambda: servicios.abrir_padron(quien, "x", ()),
        lambda: servicios.cerrar_padron(quien),
        lambda: servicios.importar(quien, Path("no-importa"), nombre="x"),
        lambda: servicios.crear_corte(quien, 1, "x", momento, momento, momento),
        lambda: servicios.resolver_objecion(quien, escena["o"], True, "Porque sí, y es bastante largo."),
        lambda: servicios.mover_corte(quien, escena["c"], "Porque sí, largo.", momento, momento, momento),
        lambda: servicios.desvincular(quien, quien.persona, "Porque sí, y es bastante largo."),
        lambda: servicios.crear_punto(quien, servicios.DatosPunto("a", "b", "c")),
        lambda: servicios.cambiar_punto(quien, escena["p"], servicios.DatosPunto("a", "b", "c")),
    ):
        with pytest.raises(NoPermitido):
            hacer()


def test_aplicar_desde_la_pagina_vuelve_a_mirar_el_informe(
    cliente: Cliente, escena: dict[str, int], tmp_path: Path
) -> None:
    cuentas.entrar(cliente, cuentas.personal(Rol.ADMINISTRADORA))
    ruta = f"/administrar/padron/{escena['e']}"
    assert "Poner en vigor" in texto(cliente, ruta)
    lugar = territorio.lugar()
    fabrica.importado(tmp_path, [fabrica.fila(n, lugar) for n in range(12)])
    assert "Comparar otra vez" in texto(cliente, ruta)
    cliente.enviar(ruta + "/aplicar")
    assert db.session.get_one(Padron, escena["e"]).estado == "listo"
    cliente.enviar(ruta + "/comparar")
    assert cliente.enviar(ruta + "/aplicar").status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Padron, escena["e"]).estado == "vigente"


def test_aplicar_pide_la_clave_si_hace_rato_que_entro(cliente: Cliente, escena: dict[str, int]) -> None:
    cuentas.entrar(
        cliente, cuentas.personal(Rol.ADMINISTRADORA), reautenticada_en=ahora() - dt.timedelta(hours=1)
    )
    respuesta = cliente.enviar(f"/administrar/padron/{escena['e']}/aplicar", {"vuelta": "/administrar/padron"})
    assert respuesta.status_code == 303
    assert "comprobar?siguiente=" in respuesta.headers["Location"]
    assert db.session.get_one(Padron, escena["e"]).estado == "listo"


def test_el_informe_nunca_muestra_una_celda(cliente: Cliente, app: Flask, tmp_path: Path) -> None:
    lugar = territorio.lugar()
    corridas = [(fabrica.documento(8), "cedula", lugar.codigo, "1980", "x"), fabrica.fila(1, lugar)]
    p = fabrica.importado(tmp_path, corridas, aplicar=False)
    cuentas.entrar(cliente, cuentas.personal(Rol.AUDITORA))
    html = texto(cliente, f"/administrar/padron/{p.id}")
    assert "El tipo de documento está vacío o lleva cifras" in html
    assert fabrica.documento(8) not in html and fabrica.documento(8) not in str(p.informe)


def test_el_corte_no_publica_cuentas_chicas(cliente: Cliente, app: Flask, tmp_path: Path) -> None:
    lugares = territorio.ciudad()
    filas = [fabrica.fila(n, lugares["n1" if n < 3 else "n2" if n < 15 else "s1"]) for n in range(60)]
    fabrica.importado(tmp_path, filas)
    proceso = procesos.proceso()
    corte_id = fabrica.corte(proceso)
    html = texto(cliente, f"/padron/cortes/{corte_id}")
    celdas = re.findall(r'<th scope="row">([^<]+)</th><td class="numero"[^>]*>([^<]+)<', html)
    assert dict(celdas) == {"El Alto": "no se publica", "La Orilla": "45", "Las Lomas": "no se publica"}
    assert "60" in html
    assert f"/padron/cortes/{corte_id}" in texto(cliente, f"/procesos/{proceso.clave}")


def test_un_corte_es_de_su_fecha_y_no_cambia_despues(app: Flask, tmp_path: Path) -> None:
    lugar, proceso = territorio.lugar(codigo="B1"), procesos.proceso()
    fabrica.importado(tmp_path, [fabrica.fila(n, lugar) for n in range(20)])
    fabrica.abierto()
    entre = ahora()
    with reloj.fijado(entre + dt.timedelta(days=1)):
        facilitadora = cuentas.identidad_de(cuentas.personal(Rol.FACILITADORA))
        servicios.acreditar_en_mostrador(
            facilitadora, cuentas.persona().id, "cedula", fabrica.documento(77),
            pruebas=["documento", "recibo"], territorio_id=lugar.id,
        )  # fmt: skip
        db.session.commit()
        fabrica.importado(tmp_path, [fabrica.fila(n, lugar) for n in range(50)])
    with reloj.fijado(entre + dt.timedelta(days=2)):
        plazo = ahora() + dt.timedelta(days=3)
        antes = servicios.crear_corte(OPERACION, proceso.id, "Antes", entre, plazo, plazo)
        despues = servicios.crear_corte(OPERACION, proceso.id, "Después", ahora(), plazo, plazo)
        assert db.session.get_one(Corte, antes).por_territorio == {"B1": 20}
        assert db.session.get_one(Corte, despues).total == 51
        for campo, fechas in {
            "objeciones_hasta": (entre, entre, plazo),
            "respuestas_hasta": (entre, plazo, entre),
        }.items():
            with pytest.raises(Invalido) as error:
                servicios.crear_corte(OPERACION, proceso.id, "Otro", *fechas)
            assert error.value.campo == campo
        with pytest.raises(Invalido):
            servicios.crear_corte(OPERACION, proceso.id, "Viejo", entre - dt.timedelta(days=9), plazo, plazo)


def test_objetar_sin_cuenta_y_leer_la_respuesta_con_el_codigo(cliente: Cliente, escena: dict[str, int]) -> None:
    ruta = f"/padron/cortes/{escena['c']}/objetar"
    cliente.get(ruta)
    assert cliente.enviar(ruta, {"clase": "falto", "texto": ""}).status_code == 422
    con_numero = cliente.enviar(ruta, {"clase": "falto", "texto": "Soy la cédula 77.000.000-12"})
    assert con_numero.status_code == 422
    escrito = {"clase": "falto", "texto": "Vivo aquí desde 2019.", "contacto": "vecina@correo.example"}
    assert cliente.enviar(ruta, escrito).status_code == 303
    codigo = re.search(
        r'<b translate="no">([A-Z0-9]{4}-[A-Z0-9]{4})</b>', texto(cliente, "/padron/objeciones/recibida")
    )
    assert codigo
    leer = f"/padron/objeciones?codigo={codigo[1].lower()}"
    assert "Vivo aquí desde 2019." in texto(cliente, leer)
    hallada = db.session.scalars(sa.select(Objecion).where(Objecion.texto.contains("2019"))).one()
    assert codigo[1].replace("-", "") not in str(vars(hallada)), "el código no se guarda"
    administradora = cuentas.identidad_de(cuentas.personal(Rol.ADMINISTRADORA))
    con_documento = f"Mira tu documento {fabrica.documento(500)}, por favor."
    with cliente.application.test_request_context(), pytest.raises(Invalido, match="números de documento"):
        servicios.resolver_objecion(administradora, hallada.id, False, con_documento)
    with cliente.application.test_request_context():
        de_quien = servicios.DeQuien("cedula", fabrica.documento(500), territorio.lugar().codigo)
        servicios.resolver_objecion(
            administradora, hallada.id, True, "Te sumamos en el punto de La Ribera.", de_quien
        )
        db.session.commit()
    assert "Te sumamos en el punto" in texto(cliente, leer)
    assert db.session.scalars(sa.select(Salida.para)).all() == ["vecina@correo.example"]
    assert cliente.get("/padron/objeciones?codigo=AAAA-AAAA").status_code == 422
    with cliente.application.test_request_context(), pytest.raises(Exception, match="ya se respondió"):
        servicios.resolver_objecion(administradora, hallada.id, False, "Ahora digo que no, sin más.")


def test_pasado_el_plazo_no_se_objeta_y_la_cuenta_propia_ve_la_suya(
    cliente: Cliente, escena: dict[str, int]
) -> None:
    quien = cuentas.persona()
    fabrica.objecion(escena["c"], persona_id=quien.id, texto="El barrio está mal.")
    cuentas.entrar(cliente, quien)
    assert "El barrio está mal." in texto(cliente, "/cuenta/padron")
    with reloj.fijado(ahora() + dt.timedelta(days=11)):
        assert 'name="texto"' not in texto(cliente, f"/padron/cortes/{escena['c']}/objetar")
        enviado = cliente.enviar(f"/padron/cortes/{escena['c']}/objetar", {"clase": "falto", "texto": "Tarde."})
        assert enviado.status_code == 409


def test_los_puntos_van_del_mas_cercano_al_mas_lejano(cliente: Cliente, app: Flask) -> None:
    lugares = territorio.ciudad()
    fabrica.punto("Zeta del norte", en=lugares["n2"])
    fabrica.punto("Alfa del sur", en=lugares["s1"])
    fabrica.punto("Cerrado", en=lugares["n1"], activo=False)
    nombres = lambda html: re.findall(r'class="titulo-ficha">([^<]+)<', html)  # noqa: E731
    assert nombres(texto(cliente, "/donde-te-atienden")) == ["Alfa del sur", "Zeta del norte"]
    cliente.get("/territorios")
    cliente.enviar("/mi-barrio", {"barrio": "D1-02"})
    assert nombres(texto(cliente, "/donde-te-atienden")) == ["Zeta del norte", "Alfa del sur"]
    cercano = consultas.mas_cercano(lugares["n1"].id)
    assert cercano is not None and cercano.nombre == "Zeta del norte"


def test_lo_que_falta_dice_donde_y_a_que_horas(app: Flask) -> None:
    with app.test_request_context():
        assert "municipalidad" in pasos_para(Identidad(persona_id=1, acreditacion=1), 2)[-1].detalle
    fabrica.punto("Casa comunal", direccion="Calle 1", horario="Lunes a viernes, 8:00 a 16:00")
    with app.test_request_context():
        pasos = pasos_para(Identidad(persona_id=1, acreditacion=1), 3)
        assert pasos[-2].detalle.endswith("O en persona: Casa comunal, Calle 1. Lunes a viernes, 8:00 a 16:00.")
        assert pasos[-2].url == "/cuenta/padron"
        assert (pasos[-1].url, pasos[-1].accion) == ("/donde-te-atienden", "Dónde te atienden")
        assert "¿Sin correo? En persona: Casa comunal" in pasos_para(ANONIMA, 1)[0].detalle


def test_crear_y_cambiar_un_punto(cliente: Cliente, app: Flask) -> None:
    codigo = territorio.lugar().codigo
    cuentas.entrar(cliente, cuentas.personal(Rol.ADMINISTRADORA))
    datos = {"nombre": "Mesón", "direccion": "Calle 2", "horario": "Sábados, 9:00 a 12:00", "activo": "y"}
    assert cliente.enviar("/administrar/puntos/nuevo", {**datos, "horario": ""}).status_code == 422
    assert cliente.enviar("/administrar/puntos/nuevo", {**datos, "latitud": "5"}).status_code == 422
    assert cliente.enviar("/administrar/puntos/nuevo", {**datos, "territorio": "NADA"}).status_code == 422
    for _vez in range(2):
        creado = cliente.enviar("/administrar/puntos/nuevo", {**datos, "territorio": codigo})
        assert creado.location == "/administrar/puntos", "un doble toque es el mismo"
    otro = {**datos, "direccion": "Calle 9"}
    assert cliente.enviar("/administrar/puntos/nuevo", otro).status_code == 422, "el nombre no se repite"
    assert len(consultas.puntos()) == 1
    punto = db.session.scalars(sa.select(PuntoAtencion)).one()
    ruta = f"/administrar/puntos/{punto.id}"
    assert f'value="{codigo}"' in texto(cliente, ruta)
    sin_activo = {c: v for c, v in datos.items() if c != "activo"}
    assert cliente.enviar(ruta, {**sin_activo, "nombre": "Mesón viejo"}).status_code == 303
    assert consultas.puntos() == [] and [p.nombre for p in consultas.puntos(todos=True)] == ["Mesón viejo"]


def test_el_costo_no_crece_con_las_filas(
    cliente: Cliente, escena: dict[str, int], contar: Callable[[], Recuento], tmp_path: Path
) -> None:
    rutas = ("/padron", "/donde-te-atienden", f"/padron/cortes/{escena['c']}")
    for ruta in rutas:
        cliente.get(ruta)
    pocas = {}
    for ruta in rutas:
        with contar() as r:
            cliente.get(ruta)
        pocas[ruta] = r.numero
        assert r.numero <= 8, ruta
    lugar = territorio.lugar()
    for _vez in range(20):
        fabrica.punto(en=lugar)
    for _vez in range(5):
        fabrica.objecion(fabrica.corte(procesos.proceso()))
    cliente.get("/padron")
    for ruta in rutas:
        with contar() as r:
            cliente.get(ruta)
        assert r.numero == pocas[ruta], ruta


def test_buscar_a_una_persona_usa_la_clave_primaria(
    app: Flask, planes_de_consulta: Callable[[sa.Executable], str]
) -> None:
    from app.padron.modelos import Empadronada

    plan = planes_de_consulta(
        sa.select(Empadronada).where(Empadronada.padron_id == 1, Empadronada.huella == "a" * 64)
    )
    assert "SCAN" not in plan and "Seq Scan" not in plan, plan


def test_las_coordenadas_valen_con_coma_o_con_punto(cliente: Cliente) -> None:
    cuentas.entrar(cliente, cuentas.personal(Rol.ADMINISTRADORA))
    datos = {"nombre": "Mesa", "direccion": "Junto al muelle", "horario": "Sábados", "activo": "y"}
    mal = cliente.enviar("/administrar/puntos/nuevo", {**datos, "latitud": "2 grados", "longitud": "-79,5"})
    assert mal.status_code == 422
    assert 'id="latitud-error"' in mal.text
    assert "Escríbela en grados" in mal.text
    assert 'value="2 grados"' in mal.text
    bien = cliente.enviar("/administrar/puntos/nuevo", {**datos, "latitud": "-2,25", "longitud": " -79.5 "})
    assert bien.status_code == 303
    punto = db.session.scalars(sa.select(PuntoAtencion).where(PuntoAtencion.nombre == "Mesa")).one()
    assert (punto.latitud, punto.longitud) == (-2.25, -79.5)


def test_una_edicion_que_deja_fuera_a_muchas_lo_advierte(cliente: Cliente, app: Flask, tmp_path: Path) -> None:
    lugar = territorio.lugar()
    filas = [fabrica.fila(n, lugar) for n in range(50)]
    fabrica.importado(tmp_path, filas)
    nuevas = [(fabrica.importado(tmp_path, filas[:n], aplicar=False).id, n < 40) for n in (40, 39)]
    cuentas.entrar(cliente, cuentas.personal(Rol.ADMINISTRADORA))
    for padron_id, avisa in nuevas:
        pagina = texto(cliente, f"/administrar/padron/{padron_id}")
        assert ("Sale más de la quinta parte del padrón" in pagina) is avisa


def test_una_edicion_que_se_esta_leyendo_no_dice_que_todo_entro(cliente: Cliente, tmp_path: Path) -> None:
    p = fabrica.importado(tmp_path, [fabrica.fila(1, territorio.lugar())], aplicar=False)
    db.session.execute(sa.update(Padron).values(estado="preparacion", filas=0, validas=0, informe={}))
    cuentas.entrar(cliente, cuentas.personal(Rol.ADMINISTRADORA))
    pagina = texto(cliente, f"/administrar/padron/{p.id}")
    assert "se está leyendo en el servidor" in pagina
    assert "Todas las filas entraron" not in pagina
    assert "Descartar" in pagina
