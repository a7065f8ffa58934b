"""El corte del padrón para un proceso, y las objeciones con su respuesta razonada."""

from __future__ import annotations

import datetime as dt
import secrets

from flask import current_app, url_for
from flask_babel import gettext as _

from app.contenido.reglas import nuevo_codigo
from app.contenido.servicios import anotar_hecho
from app.extensiones import db
from app.nucleo import limites, transaccion
from app.nucleo.errores import Conflicto, Invalido, traducir
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.nucleo.reloj import ahora
from app.nucleo.salidas import encolar_correo
from app.padron import consultas
from app.padron.claves import huella_de_codigo
from app.padron.consultas.cortes import en_fecha
from app.padron.modelos import CLASES_OBJECION, Corte, Objecion
from app.padron.reglas import parece_documento
from app.procesos import consultas as procesos
from app.territorio import consultas as territorio

SIN_LUGAR = ""
"""La clave de quienes no tienen territorio en las cuentas de un corte."""
UNA_HORA = dt.timedelta(hours=1)
MINIMO_RESPUESTA = 20


def crear_corte(
    quien: Identidad,
    proceso_id: int,
    nombre: str,
    fecha: dt.datetime,
    objeciones_hasta: dt.datetime,
    respuestas_hasta: dt.datetime,
) -> int:
    """Congela quién estaba en el padrón en `fecha`; devuelve el id del corte.

    Las cuentas por lugar quedan escritas en el corte. La fecha no puede ser futura, ni anterior al padrón en
    vigor. Cuenta sin estorbar a nadie y escribe al final, en su propia transacción.
    """
    proceso = procesos.por_id(proceso_id)
    exigir(quien, Permiso.PADRON_IMPORTAR, proceso_id=proceso_id)
    if proceso is None:
        raise Invalido("proceso", _("Elige un proceso de la lista."))
    if fecha > ahora():
        raise Invalido("fecha", _("La fecha del corte no puede ser futura."))
    if objeciones_hasta <= max(fecha, ahora()):
        raise Invalido("objeciones_hasta", _("Deja tiempo para objetar: una fecha por venir."))
    if respuestas_hasta < objeciones_hasta:
        raise Invalido("respuestas_hasta", _("Se responde después de que termina el plazo para objetar."))
    padrones, cuentas = en_fecha(fecha)
    if not padrones:
        raise Invalido("fecha", _("Ese día no había ningún padrón en vigor."))
    nuevo = Corte(
        proceso_id=proceso_id, nombre=nombre, fecha=fecha, objeciones_hasta=objeciones_hasta,
        respuestas_hasta=respuestas_hasta, padrones=padrones, total=sum(cuentas.values()),
        por_territorio=_por_codigo(cuentas), autora_id=quien.persona_id, creado_en=ahora(),
    )  # fmt: skip
    repetido = Invalido("nombre", _("Este proceso ya tiene un corte con ese nombre."))
    with transaccion.escritura(), traducir({"uq_padron_cortes_proceso_id_nombre": repetido}):
        db.session.add(nuevo)
        db.session.flush()
        anotar_hecho("padron.corte", proceso_id, quien.persona_id, datos={"corte": nuevo.id, "nombre": nombre})
        return nuevo.id


def _por_codigo(cuentas: dict[int | None, int]) -> dict[str, int]:
    lugares = territorio.arbol().lugares
    return {lugares[t].codigo if t is not None else SIN_LUGAR: n for t, n in cuentas.items()}


def objetar(quien: Identidad, corte_id: int, clase: str, texto: str, contacto: str = "") -> str:
    """Deja una objeción a un corte, con cuenta o sin ella; devuelve el código con que se lee la respuesta.

    El texto no puede llevar números de documento: lo que hay que mirar se mira en un punto de atención. Diez
    por hora desde la misma red.
    """
    visible = consultas.corte(corte_id, quien)
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
    codigo = nuevo_codigo(secrets.choice)
    db.session.add(
        Objecion(
            corte_id=corte_id,
            codigo_huella=huella_de_codigo(codigo),
            clase=clase,
            texto=texto,
            persona_id=quien.persona_id,
            contacto=contacto,
            recibida_en=ahora(),
        )
    )
    db.session.flush()
    return codigo


def resolver_objecion(quien: Identidad, objecion_id: int, acepta: bool, respuesta: str) -> None:
    """Responde una objeción con razones; si dejó un correo, se le avisa. No se responde dos veces."""
    objecion = consultas.objecion(objecion_id)
    exigir(quien, Permiso.PADRON_RESOLVER, proceso_id=objecion.corte.proceso_id)
    if objecion.estado != "recibida":
        raise Conflicto(_("Esta objeción ya se respondió."))
    if len(respuesta) < MINIMO_RESPUESTA:
        raise Invalido("respuesta", _("Explica la razón, en %(n)s caracteres o más.", n=MINIMO_RESPUESTA))
    if parece_documento(respuesta):
        raise Invalido("respuesta", _("No escribas números de documento: no los guardamos."))
    objecion.estado = "aceptada" if acepta else "rechazada"
    objecion.respuesta, objecion.resuelta_en = respuesta, ahora()
    objecion.resuelta_por_id = quien.persona_id
    db.session.flush()
    anotar_hecho(
        "padron.objecion", objecion.corte.proceso_id, quien.persona_id, publico=False,
        datos={"objecion": objecion.id, "estado": objecion.estado},
    )  # fmt: skip
    _avisar(objecion)


def _avisar(objecion: Objecion) -> None:
    correo, idioma = consultas.correo_e_idioma(objecion.persona_id)
    para = objecion.contacto if "@" in objecion.contacto else correo
    if para:
        encolar_correo(
            para,
            "padron/objecion",
            idioma,
            corte=objecion.corte.nombre,
            estado=objecion.estado,
            respuesta=objecion.respuesta,
            ver=_direccion(objecion.corte_id),
        )


def _direccion(corte_id: int) -> str:
    base = str(current_app.config["URL_PUBLICA"])
    return base + url_for("padron.corte", corte_id=corte_id, _external=not base)
