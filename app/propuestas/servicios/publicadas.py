"""Lo que cambia después de publicar: el texto, el lugar en el plan, el retiro."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.contenido.servicios import anotar_hecho
from app.extensiones import db
from app.nucleo.errores import Conflicto, Invalido, NoEncontrado, NoPermitido
from app.nucleo.permisos import Identidad
from app.nucleo.reloj import ahora
from app.propuestas import buscable, facetas, permisos
from app.propuestas.consultas.elegibles import puestos
from app.propuestas.consultas.ficha import estado_de_hoy, objeto_de
from app.propuestas.errores import TextoCerrado
from app.propuestas.modelos import Propuesta, Version
from app.propuestas.reglas import Estado
from app.propuestas.servicios.comunes import (
    poner_elementos,
    poner_lengua,
    resumen_o_comienzo,
    tomar,
    validar_elementos,
    validar_motivo,
    validar_textos,
    validar_titulo,
)


def editar(quien: Identidad, codigo: str, titulo: str, resumen: str, cuerpo: str, motivo: str) -> Propuesta:
    """Cambia el texto de una propuesta publicada y guarda el de antes con quién, cuándo y por qué.

    Sin cambios no hace nada. Lanza `TextoCerrado` si ya pasó el umbral, se retiró o se
    archivó.
    """
    p = _tomar_publicada(codigo, quien)
    if not permisos.firma(quien, objeto_de(p)):
        raise NoPermitido(_("Solo quienes firman la propuesta pueden hacer esto."))
    if not permisos.puede_editar(quien, objeto_de(p)):
        raise TextoCerrado()
    titulo, resumen, cuerpo = titulo.strip(), resumen.strip(), cuerpo.strip()
    validar_titulo(titulo)
    validar_textos(resumen, cuerpo)
    if not (resumen or cuerpo):
        raise Invalido("cuerpo", _("Cuenta tu idea en unas líneas."))
    resumen = resumen_o_comienzo(resumen, cuerpo)
    if (titulo, resumen, cuerpo) == (p.titulo, p.resumen, p.cuerpo):
        return p
    motivo = validar_motivo(motivo)
    momento = ahora()
    db.session.add(_version_de(p, persona_id=quien.persona, motivo=motivo, escrita_en=momento))
    p.titulo, p.resumen, p.cuerpo = titulo, resumen, cuerpo
    poner_lengua(p)
    p.editada_en = momento
    p.version_texto += 1
    p.version += 1
    anotar_hecho(
        "propuestas.editada",
        p.id,
        quien.persona,
        motivo=motivo,
        datos={"version": p.version_texto},
        ocurrio_en=momento,
    )
    buscable.rehacer([p.id])
    return p


def _version_de(p: Propuesta, **cambio: Any) -> Version:
    """El texto que va a dejar de ser el de ahora, con quién lo cambió, por qué y cuándo."""
    texto = {"titulo": p.titulo, "resumen": p.resumen, "cuerpo": p.cuerpo}
    return Version(propuesta_id=p.id, numero=p.version_texto, **texto, **cambio)


def retirar(quien: Identidad, codigo: str, motivo: str) -> Propuesta:
    """Retira una propuesta propia con su motivo: su página queda, sale de las listas.

    Repetirlo no cambia nada.
    """
    p = _tomar_publicada(codigo, quien)
    if not permisos.es_autora(quien, objeto_de(p)):
        raise NoPermitido(_("Solo quien escribió la propuesta puede hacer esto."))
    if p.estado == Estado.RETIRADA:
        return p
    if not permisos.puede_retirar(quien, objeto_de(p)):
        raise NoPermitido()
    motivo = validar_motivo(motivo)
    momento = ahora()
    p.estado = Estado.RETIRADA
    p.retirada_en = momento
    p.version += 1
    anotar_hecho("propuestas.retirada", p.id, quien.persona, motivo=motivo, ocurrio_en=momento)
    facetas.rehacer(p.id)
    return p


def _tomar_publicada(codigo: str, quien: Identidad) -> Propuesta:
    """Lo que ya es público; a un borrador responde que no existe."""
    p = tomar(codigo, quien)
    if p.estado == Estado.BORRADOR:
        raise NoEncontrado()
    return p


def clasificar(quien: Identidad, codigo: str, elementos: list[int], motivo: str) -> Propuesta:
    """Quien planifica dice a qué elementos contribuye una propuesta, con su motivo, que se publica.

    Sin cambios no hace nada. Con alcance de unidad solo añade o quita elementos de la suya.
    """
    p = _tomar_publicada(codigo, quien)
    objeto, antes = objeto_de(p), puestos(p.id)
    if not permisos.puede_clasificar(quien, objeto):
        if estado_de_hoy(p) is not Estado.PUBLICADA:
            raise Conflicto(_("Esta propuesta ya no está abierta: no se clasifica."))
        raise NoPermitido()
    hallados = validar_elementos(p.proceso, elementos)
    if not hallados:
        raise Invalido("elementos", _("Elige al menos un elemento del plan."))
    cambian = set(antes) ^ set(hallados)
    if not cambian:
        return p
    ajenos = sorted(e.codigo for e in cambian if not permisos.puede_atar(quien, objeto, e.unidad_id))
    if ajenos:
        raise Invalido(
            "elementos",
            _("Con tu rol añades o quitas solo elementos de tu unidad. Deja como estaban: %(codigos)s.",
              codigos=", ".join(ajenos)),
        )  # fmt: skip
    motivo = validar_motivo(motivo)
    poner_elementos(p, hallados)
    p.sin_elemento = False
    p.version += 1
    anotar_hecho(
        "propuestas.clasificada",
        p.id,
        quien.persona_id,
        motivo=motivo,
        datos={"antes": [e.codigo for e in antes], "despues": [e.codigo for e in hallados]},
    )
    facetas.rehacer(p.id)
    return p
