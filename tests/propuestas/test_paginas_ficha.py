"""La página de una propuesta: dirección, estados, apoyo con y sin recarga, versiones, retiro y plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.contenido.modelos import Contenido
from app.contenido.servicios import anotar_hecho
from app.cuentas.modelos import Persona
from app.extensiones import db
from app.nucleo import reloj
from app.nucleo.permisos import Rol
from app.propuestas import facetas, servicios
from app.propuestas.modelos import Propuesta
from tests.cliente import Cliente
from tests.fabricas import cuentas, plan, procesos, propuestas
from tests.fabricas.propuestas import codigo_de
from tests.recuento import Recuento


def _una(**datos: Any) -> tuple[str, Persona]:
    """Una propuesta publicada: su código y su autora."""
    autora = cuentas.persona()
    codigo = codigo_de(propuestas.propuesta(cuentas.identidad_de(autora), **datos))
    return codigo, autora


def _fila(codigo: str) -> Propuesta:
    return db.session.query(Propuesta).join(Contenido).filter(Contenido.codigo == codigo).one()


def _ruta(cliente: Cliente, codigo: str) -> str:
    return str(cliente.get(f"/propuestas/{codigo}").location)


def _html(cliente: Cliente, codigo: str) -> str:
    return cliente.get(f"/propuestas/{codigo}", follow_redirects=True).get_data(as_text=True)


@pytest.mark.parametrize("final", ["", "/otra-cosa", "/UN-BANCO"])
def test_toda_forma_de_la_direccion_lleva_a_la_canonica(app: Flask, cliente: Cliente, final: str) -> None:
    codigo, _ = _una(titulo="Un banco en la plaza")
    respuesta = cliente.get(f"/propuestas/{codigo}{final}")
    assert respuesta.status_code == 301
    assert respuesta.location == f"/propuestas/{codigo}/un-banco-en-la-plaza"
    assert cliente.get(f"/propuestas/{codigo.lower()}/x").location == respuesta.location


@pytest.mark.parametrize("titulo", ["Versiones", "Editar", "¡Retirar!", "Clasificar", "Apoyar"])
def test_un_titulo_no_tapa_las_otras_paginas(app: Flask, cliente: Cliente, titulo: str) -> None:
    codigo, _ = _una(titulo=titulo)
    assert titulo in _html(cliente, codigo)


def test_la_anonima_ve_el_boton_que_lleva_a_entrar_y_volver(app: Flask, cliente: Cliente) -> None:
    codigo, _ = _una()
    _html(cliente, codigo)
    enlaces = [e.get("href", "") for e in cliente.raiz.iter("a") if "".join(e.itertext()).strip() == "Apoyar"]
    assert len(enlaces) == 1
    assert enlaces[0].startswith("/entrar?siguiente=") and codigo in enlaces[0]


def test_apoyar_sin_javascript_vuelve_a_la_pagina(app: Flask, cliente: Cliente) -> None:
    codigo, _ = _una(proceso=procesos.proceso(umbral_ciudad=50))
    cuentas.entrar(cliente, cuentas.persona())
    ruta = _ruta(cliente, codigo)
    cliente.get(ruta)
    for _vez in range(2):
        respuesta = cliente.enviar(f"/propuestas/{codigo}/apoyar")
        assert (respuesta.status_code, respuesta.location) == (303, ruta)
    texto = cliente.get(ruta).get_data(as_text=True)
    assert "Apoyas esta propuesta" in texto and ">1</b> persona apoya" in texto
    assert cliente.enviar(f"/propuestas/{codigo}/retirar-apoyo").status_code == 303
    assert ">0</b> personas apoyan" in cliente.get(ruta).get_data(as_text=True)


def test_apoyar_parcial_devuelve_solo_el_trozo(app: Flask, cliente: Cliente) -> None:
    codigo, _ = _una()
    cuentas.entrar(cliente, cuentas.persona())
    _html(cliente, codigo)
    respuesta = cliente.enviar(f"/propuestas/{codigo}/apoyar", headers={"X-Parcial": "1"})
    texto = respuesta.get_data(as_text=True)
    assert respuesta.status_code == 200
    assert "data-apoyos" in texto and "<html" not in texto
    assert f'action="/propuestas/{codigo}/retirar-apoyo"' in texto
    assert "Tu apoyo quedó sumado" not in _html(cliente, codigo)


def test_sin_confirmar_el_correo_dice_lo_que_falta(app: Flask, cliente: Cliente) -> None:
    codigo, _ = _una()
    cuentas.entrar(cliente, cuentas.persona(acreditacion=0))
    texto = _html(cliente, codigo)
    assert "Lo que falta para apoyar" in texto and "Confirmar tu correo" in texto
    respuesta = cliente.enviar(f"/propuestas/{codigo}/apoyar")
    assert respuesta.status_code == 303
    assert ">0</b> personas apoyan" in _html(cliente, codigo)


def test_quien_vuelve_de_entrar_encuentra_el_boton_y_lo_que_falta_tocar(app: Flask, cliente: Cliente) -> None:
    codigo, _ = _una(titulo="Un banco en la plaza")
    cliente.get("/entrar")
    ida = cliente.enviar(f"/propuestas/{codigo}/apoyar")
    assert ida.location == f"/entrar?siguiente=%2Fpropuestas%2F{codigo}%3Fapoyar%3D1%23apoyar"
    quien = cuentas.persona(clave=cuentas.CLAVE)
    vuelta = cliente.enviar(ida.location, {"correo": quien.correo, "clave": cuentas.CLAVE}).location
    assert vuelta == f"/propuestas/{codigo}?apoyar=1#apoyar"
    pagina = cliente.get(vuelta, follow_redirects=True).get_data(as_text=True)
    assert "Ya entraste. Ahora toca «Apoyar»." in pagina and f"/propuestas/{codigo}/apoyar" in pagina
    cliente.enviar(f"/propuestas/{codigo}/apoyar")
    assert "Ya entraste" not in cliente.get(vuelta, follow_redirects=True).get_data(as_text=True)


def test_cerrada_dice_cuando_cerro(app: Flask, cliente: Cliente) -> None:
    proceso = procesos.proceso(fases=[procesos.ventana(cierra=5)])
    codigo, _ = _una(proceso=proceso)
    cuentas.entrar(cliente, cuentas.persona())
    with reloj.fijado(reloj.ahora() + dt.timedelta(days=6)):
        texto = _html(cliente, codigo)
        assert "Se archivó el" in texto and "Archivada" in texto
        assert f'action="/propuestas/{codigo}/apoyar"' not in texto
        cliente.enviar(f"/propuestas/{codigo}/apoyar")
        assert ">0</b> personas apoyan" in _html(cliente, codigo)


def test_el_reloj_de_respuesta_lo_ve_cualquiera(app: Flask, cliente: Cliente) -> None:
    proceso = procesos.proceso(umbral_ciudad=1)
    codigo, _ = _una(proceso=proceso)
    servicios.apoyar(cuentas.identidad_de(cuentas.persona()), codigo)
    db.session.commit()
    assert "tiene hasta el" in _html(cliente, codigo)
    with reloj.fijado(reloj.ahora() + dt.timedelta(days=40)):
        texto = _html(cliente, codigo)
        assert "Respuesta atrasada" in texto and "El atraso es público" in texto
        assert "Respuesta atrasada" in cliente.get("/propuestas").get_data(as_text=True)


def test_sin_elemento_lleva_su_senal(app: Flask, cliente: Cliente) -> None:
    codigo, _ = _una()
    assert "Sin clasificar en el plan" in _html(cliente, codigo)


def test_lo_traido_se_muestra_aparte(app: Flask, cliente: Cliente) -> None:
    ident = propuestas.muchas(procesos.proceso(), 1, origen="decide-madrid", apoyos_importados=512)[0]
    codigo = db.session.get_one(Contenido, ident).codigo
    texto = _html(cliente, codigo)
    assert "512" in texto and "Decide Madrid" in texto and ">0</b> personas apoyan" in texto


def test_sin_texto_se_dice(app: Flask, cliente: Cliente) -> None:
    ident = propuestas.muchas(procesos.proceso(), 1)[0]
    db.session.get_one(Propuesta, ident).resumen = ""
    db.session.commit()
    codigo = db.session.get_one(Contenido, ident).codigo
    assert "Llegó sin texto" in _html(cliente, codigo)


def test_oculta_dice_el_motivo_y_calla_el_texto(app: Flask, cliente: Cliente) -> None:
    codigo, autora = _una(titulo="Texto que se ocultó", cuerpo="Algo que no debe leerse")
    contenido = db.session.query(Contenido).filter_by(codigo=codigo).one()
    contenido.estado = "oculto"
    cuando = dt.datetime(2026, 6, 5, 15, tzinfo=dt.UTC)
    anotar_hecho("moderacion.oculta", contenido.id, None, motivo="Da una dirección.", ocurrio_en=cuando)
    facetas.rehacer(contenido.id)
    db.session.commit()
    for ruta in (f"/propuestas/{codigo}", f"/propuestas/{codigo}/versiones", f"/c/{codigo}"):
        respuesta = cliente.get(ruta, follow_redirects=True)
        texto = respuesta.get_data(as_text=True)
        assert respuesta.status_code == 200
        assert "está oculta" in texto and "Da una dirección." in texto and "5 de junio de 2026" in texto
        assert "Texto que se ocultó" not in texto and "no debe leerse" not in texto
    cuentas.entrar(cliente, autora)
    suya = _html(cliente, codigo)
    assert "solo la leen quienes la firman" in suya and "Da una dirección." in suya and "no debe leerse" in suya
    assert "Cuando llegue a" not in suya and "data-copiar" not in suya


def test_editar_guarda_la_version_y_muestra_lo_que_cambio(app: Flask, cliente: Cliente) -> None:
    codigo, autora = _una(titulo="Un banco", cuerpo="Un banco <b>viejo</b> de madera")
    cuentas.entrar(cliente, autora)
    cliente.get(f"/propuestas/{codigo}/editar")
    datos = {"titulo": "Un banco", "resumen": "x", "cuerpo": "Un banco <b>nuevo</b> de madera", "motivo": ""}
    assert cliente.enviar(f"/propuestas/{codigo}/editar", datos).status_code == 422
    assert "nuevo" in cliente.enviar(f"/propuestas/{codigo}/editar", datos).get_data(as_text=True)
    respuesta = cliente.enviar(f"/propuestas/{codigo}/editar", {**datos, "motivo": "Mejor nuevo"})
    assert respuesta.status_code == 303
    texto = cliente.get(f"/propuestas/{codigo}/versiones").get_data(as_text=True)
    oculto = '<span class="oculto">'
    assert f"<del>{oculto}[quitado: </span>&lt;b&gt;viejo&lt;/b&gt;{oculto}]</span></del>" in texto
    assert f"<ins>{oculto}[añadido: </span>&lt;b&gt;nuevo&lt;/b&gt;{oculto}]</span></ins>" in texto
    assert "Mejor nuevo" in texto
    assert "2 versiones" in _html(cliente, codigo)


def test_el_resumen_que_nadie_escribio_sigue_al_texto(app: Flask, cliente: Cliente) -> None:
    """Es el comienzo del texto, hasta su primer título o lista: al editar cambia con él y se dice una vez."""
    codigo, autora = _una(resumen="", cuerpo="Falta sombra.\n\n## Qué pido\n\n- Un árbol")
    assert _fila(codigo).resumen == "Falta sombra."
    cuentas.entrar(cliente, autora)
    cliente.get(f"/propuestas/{codigo}/editar")
    (campo,) = (e for e in cliente.raiz.iter("textarea") if e.get("id") == "resumen")
    assert not (campo.text or "").strip()
    datos = {
        "titulo": "Sombra",
        "resumen": "",
        "cuerpo": "Falta mucha sombra.\n\n- Un árbol",
        "motivo": "Es más.",
    }
    assert cliente.enviar(f"/propuestas/{codigo}/editar", datos).status_code == 303
    assert _fila(codigo).resumen == "Falta mucha sombra."
    versiones = cliente.get(f"/propuestas/{codigo}/versiones").get_data(as_text=True)
    assert "mucha" in versiones and "En una frase" not in versiones


def test_editar_solo_la_autora_y_solo_antes_del_umbral(app: Flask, cliente: Cliente) -> None:
    codigo, autora = _una(proceso=procesos.proceso(umbral_ciudad=1))
    ajena = cuentas.persona()
    quien = cuentas.identidad_de(ajena)
    _fila, ficha_autora = cuentas.sesion_de(autora)
    cuentas.entrar(cliente, ajena)
    for pagina in ("editar", "retirar"):
        assert cliente.get(f"/propuestas/{codigo}/{pagina}").status_code == 403
    assert cliente.get(f"/propuestas/{codigo}/clasificar").status_code == 403
    servicios.apoyar(quien, codigo)
    db.session.commit()
    cliente.set_cookie(app.config["COOKIE_SESION"], ficha_autora)
    assert cliente.get(f"/propuestas/{codigo}/editar").status_code == 409


def test_retirar_pide_motivo_y_deja_la_pagina(app: Flask, cliente: Cliente) -> None:
    codigo, autora = _una()
    cuentas.entrar(cliente, autora)
    cliente.get(f"/propuestas/{codigo}/retirar")
    assert cliente.enviar(f"/propuestas/{codigo}/retirar", {"motivo": ""}).status_code == 422
    assert cliente.enviar(f"/propuestas/{codigo}/retirar", {"motivo": "Ya se arregló"}).status_code == 303
    texto = _html(cliente, codigo)
    assert "Retirada por su autora" in texto and "Ya se arregló" in texto
    assert codigo not in cliente.get("/propuestas").get_data(as_text=True)


def test_la_planificadora_clasifica_con_motivo(app: Flask, cliente: Cliente) -> None:
    codigo, _ = _una()
    elemento_id = plan.elemento(plan.plan(), "2.1").id
    cuentas.entrar(cliente, cuentas.personal(Rol.PLANIFICADORA))
    cliente.get(f"/propuestas/{codigo}/clasificar")
    ruta = f"/propuestas/{codigo}/clasificar"
    buscada = cliente.enviar(ruta, {"buscar": "caminar", "solo_buscar": "1"}).get_data(as_text=True)
    assert "Caminar sin miedo" in buscada and "Casa segura" not in buscada
    assert cliente.enviar(ruta, {"elementos": elemento_id, "motivo": ""}).status_code == 422
    assert cliente.enviar(ruta, {"elementos": elemento_id, "motivo": "Habla de caminar"}).status_code == 303
    assert "Caminar sin miedo" in _html(cliente, codigo)


RUTAS_BORRADOR = (
    "/propuestas/{c}", "/propuestas/{c}/x", "/propuestas/{c}/versiones", "/propuestas/{c}/editar",
    "/propuestas/{c}/retirar", "/propuestas/{c}/clasificar", "/c/{c}", "/c/{c}/comprobante",
    "/proponer/{c}/idea", "/proponer/{c}/plan", "/proponer/{c}/lugar", "/proponer/{c}/revisar",
    "/proponer/{c}/borrar",
)  # fmt: skip


@pytest.mark.parametrize("rol", [None, Rol.PLANIFICADORA, Rol.MODERADORA, Rol.ADMINISTRADORA])
def test_un_borrador_no_existe_para_los_demas(app: Flask, cliente: Cliente, rol: Rol | None) -> None:
    codigo = codigo_de(propuestas.borrador(titulo="Secreto todavía"))
    cuentas.entrar(cliente, cuentas.personal(rol) if rol else cuentas.persona())
    for forma in RUTAS_BORRADOR:
        respuesta = cliente.get(forma.format(c=codigo))
        assert (
            respuesta.status_code in (403, 404)
            if forma.endswith("clasificar")
            else respuesta.status_code == 404
        )
        assert "Secreto" not in respuesta.get_data(as_text=True)
    for forma in ("/propuestas/{c}/apoyar", "/propuestas/{c}/retirar-apoyo", "/proponer/{c}/guardar"):
        assert cliente.enviar(forma.format(c=codigo), {"titulo": "x"}).status_code == 404


def test_metadatos_para_compartir(app: Flask, cliente: Cliente) -> None:
    codigo, _ = _una(titulo='Un "banco" & una sombra', resumen="Para esperar")
    _html(cliente, codigo)
    metas = {e.get("property"): e.get("content") for e in cliente.raiz.iter("meta")}
    assert metas["og:title"] == 'Un "banco" & una sombra'
    assert metas["og:description"] == "Para esperar"
    canonica = next(e.get("href") for e in cliente.raiz.iter("link") if e.get("rel") == "canonical")
    assert canonica == metas["og:url"] == f"http://localhost/propuestas/{codigo}/un-banco-una-sombra"


def test_consultas_de_la_ficha_iguales_con_pocos_y_muchos_apoyos(
    app: Flask, cliente: Cliente, contar: Callable[[], Recuento]
) -> None:
    uno = propuestas.propuesta(proceso=procesos.proceso(umbral_ciudad=50))
    codigo = codigo_de(uno)
    propuestas.apoyos(uno, 1)
    ruta = _ruta(cliente, codigo)
    with contar() as pocos:
        cliente.get(ruta)
    for _vez in range(20):
        servicios.apoyar(cuentas.identidad_de(cuentas.persona()), codigo)
    db.session.commit()
    with contar() as muchos:
        cliente.get(ruta)
    assert pocos.numero == muchos.numero


@pytest.mark.parametrize("idioma", ["pt", "en"])
def test_en_otros_idiomas_responde(app: Flask, cliente: Cliente, idioma: str) -> None:
    codigo, _ = _una()
    cliente.set_cookie("idioma", idioma)
    _html(cliente, codigo)
    assert cliente.raiz.get("lang") == idioma


def test_las_versiones_se_leen_sin_signos_de_formato(app: Flask, cliente: Cliente) -> None:
    autora = cuentas.identidad_de(cuentas.persona())
    codigo = codigo_de(propuestas.propuesta(autora, titulo="Un banco", cuerpo="Para descansar."))
    servicios.editar(autora, codigo, "Un banco", "", "### Qué pido\n\nPara **descansar**.", "Más claro.")
    servicios.editar(autora, codigo, "Un banco", "", "## Qué pido\n\nPara **descansar**.", "Título mayor.")
    db.session.commit()
    pagina = cliente.get(f"/propuestas/{codigo}/versiones").get_data(as_text=True)
    ultima, segunda = pagina.split("Versión 2")
    assert "#" not in segunda.split("Versión 1")[0].partition("Texto</h3>")[2].partition("</p>")[0]
    assert "**" not in segunda and "[quitado: </span>###" in ultima, "si solo cambió el formato, se ve"


def test_lo_cerrado_dice_a_cuantos_llego_y_no_cuantos_faltan(app: Flask, cliente: Cliente) -> None:
    autora = cuentas.identidad_de(cuentas.persona())
    codigo = codigo_de(propuestas.propuesta(autora))
    servicios.retirar(autora, codigo, "Ya se hizo lo que pedía.")
    db.session.commit()
    assert "Llegó a 0 de los" in _html(cliente, codigo)
    assert "Necesita" not in cliente.get("/propuestas?estado=retirada").get_data(as_text=True)
