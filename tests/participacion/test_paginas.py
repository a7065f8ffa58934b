"""Las páginas de la conversación: se lee y se participa sin JavaScript, y cada negativa dice por qué."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import brotli
import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.contenido.modelos import Contenido, Hecho
from app.cuentas.modelos import Persona, Sesion
from app.extensiones import db
from app.nucleo import reloj
from app.nucleo.permisos import Rol
from app.nucleo.reloj import ahora
from app.participacion import servicios
from app.participacion.modelos import Comentario
from app.procesos.modelos import Fase
from app.propuestas.modelos import Propuesta
from tests.cliente import Cliente
from tests.fabricas import cuentas, procesos, propuestas
from tests.fabricas.participacion import codigo_de, comentario, respuesta, vecina


def _ver(cliente: Cliente, ruta: str) -> str:
    respuesta_ = cliente.get(ruta, follow_redirects=True)
    assert respuesta_.status_code == 200, respuesta_.status_code
    return respuesta_.get_data(as_text=True)


def _sobre(c: Comentario) -> str:
    return db.session.get_one(Contenido, c.sobre_id).codigo


def _entra(cliente: Cliente, **datos: Any) -> Persona:
    quien = cuentas.persona(**{"acreditacion": 1, **datos})
    cuentas.entrar(cliente, quien)
    return quien


def test_un_comentario_muy_largo_se_pliega_menos_en_su_pagina(app: Flask, cliente: Cliente) -> None:
    largo = comentario(texto="\n\n".join(f"Párrafo {n} con bastante que contar del barrio." for n in range(60)))
    html = _ver(cliente, f"/c/{_sobre(largo)}/conversacion")
    antes, despues = html.split("Seguir leyendo")
    assert "Párrafo 0 " in antes and "Párrafo 59 " not in antes and "Párrafo 59 " in despues
    html = _ver(cliente, f"/comentarios/{codigo_de(largo)}")
    assert "Párrafo 59 " in html and "Seguir leyendo" not in html


def test_comentar_responder_votar_corregir_y_retirar(app: Flask, cliente: Cliente) -> None:
    codigo = propuestas.codigo_de(propuestas.propuesta())
    otra = codigo_de(comentario(codigo, texto="Lo primero que se dijo."))
    _entra(cliente, seudonimo="Iván T.")
    assert "Escribir un comentario" in _ver(cliente, f"/propuestas/{codigo}")
    nuevo = cliente.enviar(
        f"/c/{codigo}/conversacion", {"texto": "Yo **paso** por ahí.", "posicion": "a_favor"}
    )
    assert nuevo.status_code == 303
    mio = nuevo.location.rsplit("/", 1)[1]
    html = _ver(cliente, nuevo.location)
    assert "<strong>paso</strong>" in html and "Iván T." in html and "publicado" in html
    assert "Responder" in _ver(cliente, f"/comentarios/{otra}/responder")
    assert cliente.enviar(f"/comentarios/{otra}/responder", {"texto": "De acuerdo."}).status_code == 303
    assert cliente.enviar(f"/comentarios/{otra}/votar", {"valor": "1"}).status_code == 303
    assert 'aria-pressed="true"' in _ver(cliente, f"/comentarios/{otra}")
    _ver(cliente, f"/comentarios/{mio}/corregir")
    assert cliente.enviar(f"/comentarios/{mio}/corregir", {"texto": "Yo paso cada día."}).status_code == 303
    assert "editado" in _ver(cliente, f"/comentarios/{mio}")
    assert "Sí, retirarlo" in _ver(cliente, f"/comentarios/{mio}/retirar")
    assert cliente.enviar(f"/comentarios/{mio}/retirar").status_code == 303
    html = _ver(cliente, f"/comentarios/{mio}")
    assert "Yo paso cada día." not in html and "retiró" in html
    assert "Yo paso" not in _ver(cliente, f"/c/{codigo}/conversacion")


def test_un_formulario_rechazado_conserva_lo_escrito(app: Flask, cliente: Cliente) -> None:
    codigo = propuestas.codigo_de(propuestas.propuesta())
    _entra(cliente)
    sin_posicion = cliente.enviar(f"/c/{codigo}/conversacion", {"texto": "Algo que dije."})
    html = sin_posicion.get_data(as_text=True)
    assert sin_posicion.status_code == 422
    assert "Algo que dije." in html and "Elige desde dónde hablas." in html and "Hay un problema" in html
    largo = cliente.enviar(f"/c/{codigo}/conversacion", {"texto": "x" * 3001, "posicion": "aporte"})
    assert largo.status_code == 422 and "hasta 3000" in largo.get_data(as_text=True)
    uno = codigo_de(comentario(codigo))
    assert cliente.enviar(f"/comentarios/{uno}/responder", {"texto": " "}).status_code == 422


def test_el_voto_sin_recargar_trae_solo_su_trozo(app: Flask, cliente: Cliente) -> None:
    uno = codigo_de(comentario())
    _entra(cliente)
    trozo = cliente.enviar(f"/comentarios/{uno}/votar", {"valor": "1"}, headers={"X-Parcial": "1"})
    html = trozo.get_data(as_text=True)
    assert trozo.status_code == 200 and "<html" not in html and "data-apoyos" in html
    assert 'aria-pressed="true"' in html


def test_quien_no_entro_lee_y_ve_como_entrar(app: Flask, cliente: Cliente) -> None:
    uno = comentario()
    html = _ver(cliente, f"/propuestas/{_sobre(uno)}")
    assert "Algo que decir" in html and "Entra para comentar" in html and "csrf_token" not in html
    for ruta in (f"/c/{_sobre(uno)}/conversacion", f"/comentarios/{codigo_de(uno)}"):
        assert "Algo que decir" in _ver(cliente, ruta)


def test_la_pagina_guardada_muestra_el_comentario_nuevo(app: Flask, cliente: Cliente) -> None:
    codigo = propuestas.codigo_de(propuestas.propuesta())

    def leer() -> str:
        r = cliente.get(f"/propuestas/{codigo}", headers={"Accept-Encoding": "br"}, follow_redirects=True)
        comprimida = r.headers.get("Content-Encoding") == "br"
        return brotli.decompress(r.data).decode() if comprimida else r.get_data(as_text=True)

    assert "Recién dicho." not in leer()
    quien = vecina()
    nuevo = codigo_de(comentario(codigo, quien, "Recién dicho."))
    assert "Recién dicho." in leer()
    servicios.votar(vecina(), nuevo, 1)
    db.session.commit()
    assert 'Útil</span> <span class="num">1<' in leer()
    servicios.editar(quien, nuevo, "Ahora dicho de otra manera.")
    db.session.commit()
    assert "de otra manera" in leer()
    servicios.retirar(quien, nuevo)
    db.session.commit()
    assert "de otra manera" not in leer()


def test_vacia_invita_a_empezar(app: Flask, cliente: Cliente) -> None:
    codigo = propuestas.codigo_de(propuestas.propuesta())
    assert "Nadie ha comentado todavía" in _ver(cliente, f"/propuestas/{codigo}")
    assert "Falta la primera voz" in _ver(cliente, f"/c/{codigo}/conversacion")


def test_cerrada_se_lee_y_dice_cuando_abre(app: Flask, cliente: Cliente) -> None:
    uno = comentario()
    proceso_id = db.session.get_one(Propuesta, uno.sobre_id).proceso_id
    fase = db.session.scalars(select(Fase).where(Fase.proceso_id == proceso_id)).one()
    fase.abre = ahora() + dt.timedelta(days=3)
    db.session.commit()
    _entra(cliente)
    ruta, texto = f"/c/{_sobre(uno)}/conversacion", uno.texto
    html = _ver(cliente, ruta)
    assert texto in html and "Hoy se puede leer, pero no comentar. Abre el" in html
    assert "data-responder" not in html and "/votar" not in html
    assert cliente.enviar(ruta, {"texto": "x", "posicion": "aporte"}).status_code == 403


def test_a_quien_le_falta_un_paso_se_le_dice(app: Flask, cliente: Cliente) -> None:
    uno = comentario()
    _entra(cliente, acreditacion=0)
    assert "Lo que falta para comentar" in _ver(cliente, f"/c/{_sobre(uno)}/conversacion")


def test_lo_oculto_deja_su_lugar_y_el_motivo(app: Flask, cliente: Cliente) -> None:
    uno = comentario(texto="Un insulto.")
    respuesta(uno, texto="Eso no se dice.")
    db.session.get_one(Contenido, uno.id).estado = "oculto"
    db.session.add(
        Hecho(clase="moderacion.ocultar", contenido_id=uno.id, motivo="Insulta.", datos={}, ocurrio_en=ahora())
    )
    db.session.commit()
    for ruta in (f"/c/{_sobre(uno)}/conversacion", f"/comentarios/{codigo_de(uno)}"):
        html = _ver(cliente, ruta)
        assert "Un insulto." not in html and "Insulta." in html and "Eso no se dice." in html


def test_un_borrador_no_tiene_conversacion(app: Flask, cliente: Cliente) -> None:
    codigo = propuestas.codigo_de(propuestas.borrador())
    assert cliente.get(f"/c/{codigo}/conversacion").status_code == 404
    assert cliente.get("/c/ABCDEFGH/conversacion").status_code == 404
    assert cliente.get("/comentarios/ABCDEFGH").status_code == 404
    assert cliente.get(f"/comentarios/{codigo}").status_code == 404


def test_la_conversacion_de_una_propuesta_oculta(app: Flask, cliente: Cliente) -> None:
    uno = comentario(texto="Dicho antes.")
    db.session.get_one(Contenido, uno.sobre_id).estado = "oculto"
    db.session.commit()
    for ruta in (f"/c/{_sobre(uno)}/conversacion", f"/comentarios/{codigo_de(uno)}"):
        assert "Dicho antes." not in _ver(cliente, ruta)


def test_persona_retirada_y_padre_ausente(app: Flask, cliente: Cliente) -> None:
    quien = cuentas.persona(acreditacion=1, seudonimo="Se fue")
    uno = comentario(de=cuentas.identidad_de(quien))
    persona = db.session.get_one(Persona, quien.id)
    persona.estado, persona.correo, persona.nombre, persona.clave_hash = "retirada", None, None, None
    uno.padre_ausente = "123"
    db.session.commit()
    html = _ver(cliente, f"/comentarios/{codigo_de(uno)}")
    assert "Persona retirada" in html and "Se fue" not in html
    assert "Responde a un comentario que no está" in html


def test_el_personal_elige_hablar_por_la_municipalidad(app: Flask, cliente: Cliente) -> None:
    codigo = propuestas.codigo_de(propuestas.propuesta())
    unidad = cuentas.unidad(nombre="Dirección de Movilidad")
    personal = cuentas.personal(Rol.PLANIFICADORA, unidad_id=unidad.id, acreditacion=1)
    cuentas.entrar(cliente, personal)
    assert "Comentar como municipalidad" in _ver(cliente, f"/c/{codigo}/conversacion")
    datos = {"texto": "Lo estudiamos.", "posicion": "aporte", "como_municipalidad": "y"}
    assert cliente.enviar(f"/c/{codigo}/conversacion", datos).status_code == 303
    assert "Dirección de Movilidad" in _ver(cliente, f"/c/{codigo}/conversacion")
    vecina_: Cliente = app.test_client()  # type: ignore[assignment]
    _entra(vecina_)
    assert "Comentar como municipalidad" not in _ver(vecina_, f"/c/{codigo}/conversacion")


@pytest.mark.parametrize("rol", [None, *Rol])
def test_solo_su_autora_corrige_y_retira(app: Flask, cliente: Cliente, rol: Rol | None) -> None:
    uno = codigo_de(comentario())
    if rol in (None, Rol.VECINA):
        _entra(cliente)
    else:
        cuentas.entrar(cliente, cuentas.personal(rol, acreditacion=1))
    for accion in ("corregir", "retirar"):
        assert cliente.get(f"/comentarios/{uno}/{accion}").status_code == 403
        assert cliente.enviar(f"/comentarios/{uno}/{accion}", {"texto": "mío"}).status_code == 403


def test_pasada_la_ventana_no_se_corrige(app: Flask, cliente: Cliente) -> None:
    quien = _entra(cliente)
    uno = comentario(de=cuentas.identidad_de(quien))
    ruta = f"/comentarios/{codigo_de(uno)}"
    with reloj.fijado(uno.creado_en + dt.timedelta(minutes=16)):
        assert "/corregir" not in _ver(cliente, ruta)
        assert cliente.get(f"{ruta}/corregir").status_code == 409


def test_la_undecima_en_diez_minutos_espera_y_no_se_pierde(app: Flask, cliente: Cliente) -> None:
    ruta = f"/c/{propuestas.codigo_de(propuestas.propuesta())}/conversacion"
    _entra(cliente)
    for n in range(10):
        sin_posicion = cliente.enviar(ruta, {"texto": f"Comentario {n}"})
        assert sin_posicion.status_code == 422, "lo rechazado no gasta"
        datos = {"texto": f"Comentario {n}", "posicion": "aporte"}
        assert cliente.enviar(ruta, datos).status_code == 303
    raiz = db.session.scalars(select(Comentario)).first()
    assert raiz is not None
    for donde in (ruta, f"/comentarios/{codigo_de(raiz)}/responder"):
        espera = cliente.enviar(donde, {"texto": "El undécimo", "posicion": "en_contra"})
        assert espera.status_code == 429
        assert "El undécimo</textarea>" in espera.text and "podrás enviarlo dentro de" in espera.text


def test_ordenes_filtros_y_paginas(app: Flask, cliente: Cliente) -> None:
    uno = comentario(posicion="a_favor", texto="Voto que sí.")
    comentario(_sobre(uno), posicion="en_contra", texto="Voto que no.")
    ruta = f"/c/{_sobre(uno)}/conversacion"
    assert "Voto que no." not in _ver(cliente, f"{ruta}?posicion=a_favor")
    for orden in ("valorados", "nuevos", "antiguos", "respondidos", "otro"):
        assert "Voto que sí." in _ver(cliente, f"{ruta}?orden={orden}&posicion=x&clave=rota&respuestas=x")


def test_textos_hostiles(app: Flask, cliente: Cliente, datos_reales: Path) -> None:
    lineas = (datos_reales / "texto" / "blns.txt").read_text(encoding="utf-8").splitlines()
    hostiles = [x for x in lineas if x.strip() and not x.startswith("#")]
    codigo = propuestas.codigo_de(propuestas.propuesta(proceso=procesos.proceso()))
    guardados = 0
    quien = vecina()
    for texto in hostiles:
        try:
            servicios.comentar(quien, codigo, texto)
            guardados += 1
        except Exception as error:
            assert type(error).__name__ == "Invalido", (texto, error)
    db.session.commit()
    assert guardados > 400
    ruta, vistos = f"/c/{codigo}/conversacion?orden=antiguos", 0
    while ruta:
        html = _ver(cliente, ruta)
        vistos += html.count('<article class="comentario')
        sigue = [e for e in cliente.raiz.iter("a") if e.get("rel") == "next"]
        ruta = str(sigue[0].get("href")) if sigue else ""
    assert vistos == db.session.scalar(db.select(db.func.count()).select_from(Comentario))


def test_el_codigo_corto_lleva_al_comentario(app: Flask, cliente: Cliente) -> None:
    codigo = codigo_de(comentario())
    assert cliente.get(f"/c/{codigo}").location.endswith(f"/comentarios/{codigo}")


def _vuelve(cliente: Cliente, quien: Persona) -> None:
    cuentas.entrar(cliente, db.session.get_one(Persona, cuentas.id_de(quien)))


def _escribe_sin_sesion(cliente: Cliente, quien: Persona, pagina: str, ruta: str, texto: str) -> TestResponse:
    """Abre el formulario con su cuenta, su sesión termina en otra parte y lo manda."""
    cuentas.entrar(cliente, quien)
    _ver(cliente, pagina)
    (sena,) = {e.get("value") for e in cliente.raiz.iter("input") if e.get("name") == "de"}
    db.session.execute(db.delete(Sesion).where(Sesion.persona_id == cuentas.id_de(quien)))
    db.session.commit()
    respuesta_ = cliente.enviar(ruta, {"texto": texto, "posicion": "en_contra", "de": str(sena)})
    assert respuesta_.status_code == 303 and respuesta_.location.startswith("/entrar?siguiente=")
    return respuesta_


def test_lo_escrito_espera_a_quien_perdio_la_sesion(app: Flask, cliente: Cliente) -> None:
    codigo = propuestas.codigo_de(propuestas.propuesta())
    quien = cuentas.persona(acreditacion=1, clave=cuentas.CLAVE)
    ruta, correo = f"/c/{codigo}/conversacion", quien.correo
    sin_sesion = _escribe_sin_sesion(cliente, quien, ruta, ruta, "Paso por ahí a diario.")
    assert sin_sesion.location == f"/entrar?siguiente=%2Fc%2F{codigo}%2Fconversacion%3Fescribir%3D1%23comentar"
    assert "lo que escribiste te espera" in _ver(cliente, sin_sesion.location)
    entra = cliente.enviar(sin_sesion.location, {"correo": correo, "clave": cuentas.CLAVE})
    assert entra.location == f"{ruta}?escribir=1#comentar"
    html = _ver(cliente, entra.location)
    assert "Paso por ahí a diario.</textarea>" in html and "Aquí está lo que escribiste" in html
    (elegida,) = (e for e in cliente.raiz.iter("input") if e.get("value") == "en_contra")
    assert 'id="comentar" open' in html and elegida.get("checked") is not None
    assert cliente.enviar(ruta, {"texto": "Paso por ahí.", "posicion": "en_contra"}).status_code == 303
    assert "Paso por ahí a diario.</textarea>" not in _ver(cliente, ruta)


def test_lo_pendiente_es_de_esa_pagina_caduca_y_no_queda_al_salir(app: Flask, cliente: Cliente) -> None:
    uno, otro = (f"/comentarios/{codigo_de(comentario())}/responder" for _vez in range(2))
    quien = cuentas.persona(acreditacion=1)
    _escribe_sin_sesion(cliente, quien, uno, uno, "Para esta.")
    _vuelve(cliente, quien)
    assert "Para esta." not in _ver(cliente, otro)
    with reloj.fijado(ahora() + dt.timedelta(minutes=61)):
        assert "Para esta." not in _ver(cliente, uno)
    assert "Para esta.</textarea>" in _ver(cliente, uno)
    cliente.enviar("/salir")
    _vuelve(cliente, quien)
    assert "Para esta." not in _ver(cliente, uno)


def test_lo_pendiente_solo_vuelve_a_la_cuenta_que_lo_escribio(app: Flask, cliente: Cliente) -> None:
    """En un aparato prestado, quien entra después no lo encuentra, y ya no queda para nadie."""
    ruta = f"/comentarios/{codigo_de(comentario())}/responder"
    quien = cuentas.persona(acreditacion=1)
    _escribe_sin_sesion(cliente, quien, ruta, ruta, "Solo yo lo leo.")
    _entra(cliente)
    assert "Solo yo lo leo." not in _ver(cliente, ruta)
    _vuelve(cliente, quien)
    assert "Solo yo lo leo." not in _ver(cliente, ruta)


def test_al_entrar_otra_cuenta_lo_pendiente_sale_de_la_galleta(app: Flask, cliente: Cliente) -> None:
    """La galleta se puede leer: no basta con no mostrarlo. A quien lo escribió sí le espera."""
    ruta = f"/comentarios/{codigo_de(comentario())}/responder"
    suya, ajena = (cuentas.persona(acreditacion=1, clave=cuentas.CLAVE) for _vez in range(2))
    de_la_suya, de_la_ajena = suya.correo, ajena.correo
    for correo, espera in ((de_la_suya, True), (de_la_ajena, False)):
        quien = db.session.scalars(db.select(Persona).where(Persona.correo == de_la_suya)).one()
        _escribe_sin_sesion(cliente, quien, ruta, ruta, "Solo yo lo leo.")
        with cliente.session_transaction() as visita:
            assert visita["pendiente"]["campos"]["texto"] == ["Solo yo lo leo."]
        entra = cliente.enviar("/entrar", {"correo": correo, "clave": cuentas.CLAVE})
        assert entra.status_code == 303
        with cliente.session_transaction() as visita:
            assert ("pendiente" in visita) is espera


def test_de_un_envio_que_no_se_sabe_de_quien_es_no_queda_nada(app: Flask, cliente: Cliente) -> None:
    ruta = f"/comentarios/{codigo_de(comentario())}/responder"
    cliente.get("/entrar")
    for sena, estado in (("", 401), ("x" * 32, 303)):
        enviado = cliente.enviar(ruta, {"texto": "Lo puso otro sitio.", "de": sena})
        assert enviado.status_code == estado
        _entra(cliente)
        assert "Lo puso otro sitio." not in _ver(cliente, ruta)
        cliente.enviar("/salir")


def test_lo_que_no_cabe_en_la_galleta_no_la_rompe_y_se_devuelve(app: Flask, cliente: Cliente) -> None:
    ruta = f"/c/{propuestas.codigo_de(propuestas.propuesta())}/conversacion"
    estados = []
    for largo in range(400, 3000, 50):
        cliente.get("/entrar")
        mucho = "".join(chr(0x4E00 + n * n * 7 % 20_000) for n in range(largo))
        respuesta_ = cliente.enviar(ruta, {"texto": mucho, "posicion": "aporte", "de": "x" * 32})
        assert all(len(v) < 4000 for v in respuesta_.headers.getlist("Set-Cookie"))
        assert (mucho in respuesta_.text) == (respuesta_.status_code == 401)
        estados.append(respuesta_.status_code)
    assert set(estados) == {303, 401} and estados == sorted(estados)


def test_votar_sin_sesion_vuelve_al_comentario(app: Flask, cliente: Cliente) -> None:
    codigo = codigo_de(comentario())
    cliente.get("/entrar")
    ida = cliente.enviar(f"/comentarios/{codigo}/votar", {"valor": "1"})
    assert ida.location == f"/entrar?siguiente=%2Fcomentarios%2F{codigo}"
