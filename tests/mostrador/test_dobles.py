"""Dos toques, una vuelta atrás o un envío repetido no hacen lo mismo dos veces en el mostrador."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from app.contenido.modelos import Contenido
from app.extensiones import db
from app.mostrador import consultas
from app.mostrador.modelos import Atencion
from app.nucleo import reloj
from app.participacion.modelos import Comentario
from app.propuestas.modelos import Propuesta
from tests.cliente import Cliente
from tests.fabricas import cuentas, procesos, propuestas
from tests.fabricas.mostrador import (
    abrir,
    actos,
    atencion,
    de_mostrador,
    facilitadora,
    hoja,
    personas,
    proceso_de_la_hoja,
    turno,
)


def test_enviar_dos_veces_la_hoja_registra_a_una(cliente: Cliente) -> None:
    facilitadora(cliente)
    antes, datos = personas(), {"turno": hoja(cliente), "nombre": "Rosa Pérez"}
    for _vez in range(2):
        assert cliente.enviar("/mostrador/registrar", datos).location == "/mostrador/persona"
    assert personas() == antes + 1
    assert actos() == [("registrar", True, False)]
    assert cliente.enviar("/mostrador/registrar", {**datos, "turno": hoja(cliente)}).status_code == 303
    assert personas() == antes + 2


def test_una_hoja_de_registro_que_vuelve_no_registra_a_nadie_mas(cliente: Cliente) -> None:
    """Ni con la flecha de volver, cuando ya se atiende a otra; corregida, es la hoja de otra persona."""
    facilitadora(cliente)
    datos = {"turno": hoja(cliente), "nombre": "Rosa Pérez"}
    cliente.enviar("/mostrador/registrar", datos)
    primera, antes = turno(), personas()
    cliente.enviar("/mostrador/registrar", {"turno": hoja(cliente), "nombre": "Juan Pérez"})
    assert cliente.enviar("/mostrador/registrar", datos).location == "/mostrador"
    assert "ya registraste a esta persona" in cliente.get("/mostrador").text
    assert personas() == antes + 1
    assert cliente.enviar("/mostrador/registrar", {**datos, "nombre": "Luz Pérez"}).status_code == 303
    assert personas() == antes + 2
    assert turno() != primera, "un formulario de su hermana no vale para ella"


def test_publicar_dos_veces_deja_una_propuesta(cliente: Cliente) -> None:
    procesos.proceso()
    de_mostrador()
    facilitadora(cliente)
    abrir(cliente, "Ceiba Mansa")
    datos = {"turno": turno(), "titulo": "Sombra  en la parada", "cuerpo": "Hace mucho sol."}
    datos["proceso"] = proceso_de_la_hoja(cliente)
    destinos = {cliente.enviar("/mostrador/proponer", datos).location for _vez in range(2)}
    assert len(destinos) == 1
    assert len(db.session.scalars(sa.select(Propuesta)).all()) == 1


def _comentario(**mas: str) -> dict[str, str]:
    return {"turno": turno(), "texto": "Que tenga asientos.", "posicion": "aporte", **mas}


def _comentarios() -> list[str]:
    return list(db.session.scalars(sa.select(Comentario.texto).order_by(Comentario.id)))


def test_comentar_dos_veces_deja_un_comentario_y_un_sello(cliente: Cliente) -> None:
    codigo = propuestas.codigo_de(propuestas.propuesta())
    de_mostrador()
    facilitadora(cliente)
    abrir(cliente, "Ceiba Mansa")
    ruta = f"/mostrador/propuestas/{codigo}/comentar"
    envios = [
        _comentario(),
        _comentario(),
        _comentario(texto="Que  tenga\nasientos. ", posicion="a_favor"),
    ]
    for n, datos in enumerate(envios):
        with reloj.fijado(reloj.ahora() + n * dt.timedelta(minutes=5)):
            assert cliente.enviar(ruta, datos).status_code == 303
    assert _comentarios() == ["Que tenga asientos."]
    assert actos() == [("comentar", True, True)]
    assert cliente.enviar(ruta, _comentario(texto="Y un techo.")).status_code == 303
    assert _comentarios() == ["Que tenga asientos.", "Y un techo."]


def test_lo_mismo_sobre_otra_cosa_o_de_otra_persona_si_se_publica(cliente: Cliente) -> None:
    codigos = [propuestas.codigo_de(propuestas.propuesta()) for _vez in range(2)]
    de_mostrador(seudonimo="Ceiba Mansa")
    de_mostrador(seudonimo="Garza Clara")
    facilitadora(cliente)
    abrir(cliente, "Ceiba Mansa")
    for codigo in codigos:
        cliente.enviar(f"/mostrador/propuestas/{codigo}/comentar", _comentario())
    abrir(cliente, "Garza Clara")
    cliente.enviar(f"/mostrador/propuestas/{codigos[0]}/comentar", _comentario())
    autoras = db.session.scalars(sa.select(Contenido.autora_id).where(Contenido.clase == "comentario")).all()
    assert (len(autoras), len(set(autoras))) == (3, 2)


def test_cada_cambio_de_apoyo_lleva_un_sello(cliente: Cliente) -> None:
    codigo = propuestas.codigo_de(propuestas.propuesta())
    de_mostrador()
    facilitadora(cliente)
    abrir(cliente, "Ceiba Mansa")
    for acto in ("apoyar", "apoyar", "retirar-apoyo", "retirar-apoyo", "apoyar"):
        cliente.enviar(f"/mostrador/propuestas/{codigo}/{acto}", {"turno": turno()})
    assert [clase for clase, *_resto in actos()] == ["apoyar", "retirar_apoyo", "apoyar"]
    abierta = atencion()
    assert abierta is not None
    assert len(abierta.hecho) == 3


def test_lo_apoyado_en_esta_atencion_se_ve_y_no_se_ofrece_otra_vez(cliente: Cliente) -> None:
    codigo = propuestas.codigo_de(propuestas.propuesta())
    de_mostrador()
    facilitadora(cliente)
    abrir(cliente, "Ceiba Mansa")
    boton = f'action="/mostrador/propuestas/{codigo}/apoyar"'
    for acto, contado in (("apoyar", True), ("retirar-apoyo", False), ("apoyar", True)):
        cliente.enviar(f"/mostrador/propuestas/{codigo}/{acto}", {"turno": turno()})
        pagina = cliente.get("/mostrador/propuestas").text
        assert boton in pagina
        assert ("Apoyo contado" in pagina, 'aria-label="Apoyar:' in pagina) == (contado, not contado)


def test_al_esperar_el_turno_se_olvida_lo_leido_antes(cliente: Cliente) -> None:
    """Otro envío pudo cambiar la atención mientras este esperaba."""
    quien = facilitadora(cliente)
    de_mostrador()
    abrir(cliente, "Ceiba Mansa")
    leida = atencion()
    assert leida is not None
    assert leida.hecho == []
    cambio = sa.update(Atencion).values(hecho=[{"clase": "proponer"}])
    db.session.execute(cambio, execution_options={"synchronize_session": False})
    consultas.esperar_turno(cuentas.identidad_de(quien))
    assert leida.hecho == [{"clase": "proponer"}]


def test_lo_escrito_para_una_no_se_ve_bajo_el_nombre_de_la_siguiente(cliente: Cliente) -> None:
    """Dos pestañas: en una se empezó con Ceiba, en otra se registra a Rosa, y se envía la primera."""
    codigo = propuestas.codigo_de(propuestas.propuesta())
    de_mostrador()
    facilitadora(cliente)
    abrir(cliente, "Ceiba Mansa")
    suyo = {
        "turno": turno(),
        "titulo": "Sombra en la parada",
        "cuerpo": "Vivo enfrente.",
        "texto": "Vivo enfrente.",
    }
    suyo |= {"posicion": "aporte", "proceso": proceso_de_la_hoja(cliente), "numero": "1712345678"}
    suyo |= {"tipo": "cedula", "pruebas": "documento", "fundamento": "domicilio", "nacimiento": "1980"}
    cliente.enviar("/mostrador/registrar", {"turno": hoja(cliente), "nombre": "Rosa Pérez"})
    for acto in ("proponer", f"propuestas/{codigo}/comentar", "acreditar", "nacimiento"):
        respuesta = cliente.enviar(f"/mostrador/{acto}", suyo)
        assert (respuesta.status_code, respuesta.location) == (303, "/mostrador/persona"), acto
        pagina = cliente.get("/mostrador/persona").text
        assert "era de la persona anterior y no se guardó" in pagina
        assert "Vivo enfrente." not in respuesta.text + pagina + cliente.get(f"/mostrador/{acto}").text
    assert _comentarios() == []
    cliente.enviar("/mostrador/terminar", {})
    for acto in ("proponer", f"propuestas/{codigo}/comentar"):
        respuesta = cliente.enviar(f"/mostrador/{acto}", suyo)
        assert (respuesta.status_code, respuesta.location) == (303, "/mostrador"), acto


def test_ni_un_rechazo_ni_un_doble_toque_gastan_lo_que_puede_publicar(cliente: Cliente) -> None:
    procesos.proceso()
    de_mostrador()
    facilitadora(cliente)
    abrir(cliente, "Ceiba Mansa")
    comun = {"turno": turno(), "cuerpo": "Hace mucho sol.", "proceso": proceso_de_la_hoja(cliente)}
    estados = []
    for titulo in ("Ay", "Ay", "Ay", "Sombra uno", "Sombra uno", "Sombra dos", "Sombra tres", "Sombra cuatro"):
        estados.append(cliente.enviar("/mostrador/proponer", {**comun, "titulo": titulo}).status_code)
    assert estados == [422, 422, 422, 303, 303, 303, 303, 422]
    assert len(db.session.scalars(sa.select(Propuesta)).all()) == 3
