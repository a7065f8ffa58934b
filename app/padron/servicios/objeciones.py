"""Las objeciones a un corte, con su respuesta razonada; aceptar una cambia la lista congelada."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from flask import current_app, url_for
from flask_babel import gettext as _

from app.contenido.reglas import ALFABETO, LARGO
from app.contenido.servicios import anotar_hecho
from app.cuentas.consultas import buzon
from app.cuentas.reglas import nacimiento_creible
from app.extensiones import db
from app.nucleo import hojas, idiomas, limites
from app.nucleo.errores import Conflicto, Invalido, guardar_una_vez
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.nucleo.plantillas import a_zona
from app.nucleo.reloj import ahora
from app.nucleo.salidas import encolar_correo
from app.padron import consultas
from app.padron.claves import huella_de, huella_de_codigo
from app.padron.consultas import EnCorte
from app.padron.modelos import CLASES_OBJECION, CambioDeCorte, Corte, Objecion
from app.padron.reglas import parece_documento
from app.padron.servicios.cortes import SIN_LUGAR, codigo_de_lugar
from app.territorio import consultas as territorio

UNA_HORA = dt.timedelta(hours=1)
MINIMO_RESPUESTA = 20
_EFECTO = {"falto": "alta", "sobra": "baja", "dato": "cambio"}


@dataclass(frozen=True)
class DeQuien:
    """De quién es una objeción que se acepta, y sus datos buenos. El número no se guarda: solo su huella.

    Sin número es de la cuenta que objetó. `territorio` es un código o vacío; lo que falte se toma del padrón.
    """

    tipo: str = ""
    numero: str = field(default="", repr=False)
    territorio: str = ""
    nacimiento: int | None = None


def objetar(quien: Identidad, corte_id: int, clase: str, texto: str, contacto: str = "", hoja: str = "") -> str:
    """Deja una objeción a un corte, con cuenta o sin ella; devuelve el código con que se lee la respuesta.

    La misma `hoja` con lo mismo escrito es una sola objeción, con su mismo código. El texto no puede llevar
    números de documento: lo que hay que mirar se mira en un punto de atención. Diez por hora desde la misma
    red.
    """
    visible = consultas.corte(corte_id, quien)
    if visible.tomado_en is None:
        raise Conflicto(_("Este corte todavía no se tomó: se objeta después."))
    if not visible.se_objeta:
        raise Conflicto(_("El plazo para objetar este corte ya terminó."))
    if clase not in CLASES_OBJECION:
        raise Invalido("clase", _("Elige qué pasa."))
    if not texto:
        raise Invalido("texto", _("Cuenta qué está mal, en una frase."))
    if parece_documento(texto):
        raise Invalido(
            "texto",
            _("No escribas números de documento ni de teléfono aquí: no los guardamos. Quítalos y envía."),
        )
    limites.gastar("padron_objetar", limites.red_de_la_peticion(), 10, UNA_HORA)
    escrito = (str(corte_id), str(quien.persona_id or ""), clase, texto, contacto)
    codigo = hojas.codigo(hoja, escrito, ALFABETO, LARGO)
    nueva = Objecion(
        corte_id=corte_id,
        codigo_huella=huella_de_codigo(codigo),
        clase=clase,
        texto=texto,
        persona_id=quien.persona_id,
        contacto=contacto,
        idioma=idiomas.actual(),
        recibida_en=ahora(),
    )
    guardar_una_vez(nueva, "uq_padron_objeciones_codigo_huella")
    return codigo


def resolver_objecion(
    quien: Identidad, objecion_id: int, acepta: bool, respuesta: str, de_quien: DeQuien | None = None
) -> None:
    """Responde una objeción con razones; si dejó un correo, se le avisa. No se responde dos veces.

    Aceptarla cambia el corte en la misma transacción: entra, sale o se corrige la persona que `de_quien` dice.
    Lanza `Invalido` (`numero`, `territorio`, `nacimiento`) si no se sabe quién es o el corte ya estaba así.
    """
    objecion = consultas.objecion(objecion_id)
    corte = consultas.corte_para_escribir(objecion.corte_id)
    db.session.refresh(objecion, ["estado"])
    exigir(quien, Permiso.PADRON_RESOLVER, proceso_id=corte.proceso_id)
    if objecion.estado != "recibida":
        raise Conflicto(_("Esta objeción ya se respondió."))
    if len(respuesta) < MINIMO_RESPUESTA:
        raise Invalido("respuesta", _("Explica la razón, en %(n)s caracteres o más.", n=MINIMO_RESPUESTA))
    if parece_documento(respuesta):
        raise Invalido("respuesta", _("No escribas números de documento: no los guardamos."))
    if acepta:
        _corregir(quien, corte, objecion, de_quien or DeQuien())
    objecion.estado = "aceptada" if acepta else "rechazada"
    objecion.respuesta, objecion.resuelta_en = respuesta, ahora()
    objecion.resuelta_por_id = quien.persona_id
    db.session.flush()
    anotar_hecho(
        "padron.objecion", corte.proceso_id, quien.persona_id, publico=False,
        datos={"objecion": objecion.id, "estado": objecion.estado},
    )  # fmt: skip
    _avisar(objecion)


def _corregir(quien: Identidad, corte: Corte, objecion: Objecion, de_quien: DeQuien) -> None:
    """Cambia la lista congelada y sus cuentas, y lo anota en público sin decir quién ni dónde."""
    huella = _huella(objecion, de_quien)
    antes = consultas.en_corte(corte, huella)
    efecto = _EFECTO[objecion.clase]
    if efecto == "alta" and antes is not None:
        raise Invalido("numero", _("Esa persona ya está en este corte: elige «No se acepta» y díselo."))
    if efecto != "alta" and antes is None:
        raise Invalido("numero", _("Esa persona no está en este corte: elige «No se acepta» y díselo."))
    despues = None if efecto == "baja" else _datos_buenos(huella, antes, de_quien)
    if despues is not None and despues == antes:
        raise Invalido("territorio", _("Así está ya en el corte: di qué dato cambia."))
    db.session.add(
        CambioDeCorte(
            corte_id=corte.id, objecion_id=objecion.id, huella=huella, efecto=efecto, hecho_en=ahora(),
            territorio_id=despues.territorio_id if despues else None,
            nacimiento=despues.nacimiento if despues else None,
        )
    )  # fmt: skip
    _recontar(corte, antes, despues)
    db.session.flush()
    anotar_hecho(
        "padron.corte_corregido", corte.proceso_id, quien.persona_id,
        datos={"corte": corte.id, "nombre": corte.nombre, "efecto": efecto},
    )  # fmt: skip


def _huella(objecion: Objecion, de_quien: DeQuien) -> str:
    if de_quien.numero:
        return huella_de(de_quien.tipo, de_quien.numero)
    vinculo = consultas.vinculo_de(objecion.persona_id) if objecion.persona_id is not None else None
    if vinculo is None:
        raise Invalido("numero", _("Di de quién se trata: sin su documento no se puede cambiar el corte."))
    return vinculo.huella


def _datos_buenos(huella: str, antes: EnCorte | None, de_quien: DeQuien) -> EnCorte:
    """Los datos con que queda en el corte: los dichos y, lo que no se diga, los de antes o los de hoy."""
    anio = a_zona(ahora()).year
    if de_quien.nacimiento is not None and not nacimiento_creible(de_quien.nacimiento, anio):
        raise Invalido("nacimiento", _("Escribe un año entre %(a)s y %(b)s.", a=anio - 120, b=anio - 5))
    lugar = territorio.por_codigo(de_quien.territorio)
    if de_quien.territorio and lugar is None:
        raise Invalido("territorio", _("Elige un lugar de la lista."))
    base = antes or consultas.en_el_padron(huella) or EnCorte(None, None)
    territorio_id = lugar.id if lugar else base.territorio_id
    if territorio_id is None:
        raise Invalido("territorio", _("Elige el barrio donde vive, trabaja o estudia."))
    return EnCorte(territorio_id, de_quien.nacimiento or base.nacimiento)


def _recontar(corte: Corte, antes: EnCorte | None, despues: EnCorte | None) -> None:
    cuentas = dict(corte.por_territorio)
    for persona, cuantas in ((antes, -1), (despues, 1)):
        if persona is not None:
            codigo = SIN_LUGAR if persona.territorio_id is None else codigo_de_lugar(persona.territorio_id)
            cuentas[codigo] = max(0, cuentas.get(codigo, 0) + cuantas)
    corte.por_territorio = {codigo: n for codigo, n in cuentas.items() if n}
    corte.total = sum(cuentas.values())


def _avisar(objecion: Objecion) -> None:
    para, idioma = buzon(objecion.persona_id, objecion.contacto, objecion.idioma)
    if para:
        encolar_correo(
            para,
            "padron/objecion",
            idioma,
            persona_id=objecion.persona_id,
            corte=objecion.corte.nombre,
            estado=objecion.estado,
            respuesta=objecion.respuesta,
            ver=_direccion(objecion.corte_id),
        )


def _direccion(corte_id: int) -> str:
    base = str(current_app.config["URL_PUBLICA"])
    return base + url_for("padron.corte", corte_id=corte_id, _external=not base)
