"""Unir una cuenta con una persona del padrón: en línea con dos datos, o en un mostrador con documentos.

Acreditación 2 es «coincide con el padrón»; 3, «vino en persona». Solo baja si la unión se deshace (`bajas`).
Ningún número sale de aquí: ni a la base, ni al registro, ni en un error.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select, update

from app.contenido.servicios import anotar_hecho
from app.cuentas.consultas import es_menor_hoy
from app.cuentas.reglas import nacimiento_creible
from app.extensiones import db
from app.nucleo import limites, paneles
from app.nucleo.errores import Invalido, NoPermitido, traducir
from app.nucleo.limites import Cuota
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.nucleo.plantillas import a_zona
from app.nucleo.reloj import ahora
from app.padron import consultas, reglas
from app.padron.claves import clave, huella_de
from app.padron.consultas.vinculos import Participante, persona_activa
from app.padron.errores import NoCoincide, YaVinculada
from app.padron.modelos import FUNDAMENTOS, Empadronada, Padron, PuntoAtencion, Vinculo
from app.padron.reglas import EN_LINEA, EN_PERSONA
from app.territorio import consultas as territorio

UN_DIA = dt.timedelta(days=1)
UNA_HORA = dt.timedelta(hours=1)
POR_CUENTA, POR_RED, POR_DOCUMENTO = 5, 20, 10
POR_MOSTRADOR = 60


@dataclass(frozen=True)
class Acreditada:
    """Cómo quedó una cuenta; `via` es `importado` (coincide con el padrón) o `abierto` (por sus pruebas)."""

    persona_id: int
    acreditacion: int
    via: str
    territorio_id: int | None
    nacimiento: int | None


def comprobar_en_linea(quien: Identidad, tipo: str, numero: str, segundo: str) -> None:
    """Une la propia cuenta con su persona del padrón si los dos datos coinciden; da la acreditación 2.

    Lanza `NoCoincide`, siempre igual, si no está, si el segundo dato es otro o si el documento ya es de otra
    cuenta: las tres hacen el mismo trabajo. Gasta un intento de la cuenta (5 al día), de la red (20) y del
    documento (10), salga como salga, antes de abrir la transacción.
    """
    exigir(quien, Permiso.PADRON_PROPIO)
    if quien.acreditacion < 1:
        raise NoPermitido(_("Primero confirma tu correo; después podrás comprobar que estás en el padrón."))
    huella = huella_de(tipo, numero)
    segundo_normal = reglas.normalizar_segundo(segundo)
    if not segundo_normal:
        raise Invalido("segundo", _("Escríbelo como está en tu documento."))
    limites.gastar_todas(
        Cuota("padron_cuenta", str(quien.persona), POR_CUENTA, UN_DIA),
        Cuota("padron_red", limites.red_de_la_peticion(), POR_RED, UN_DIA),
        Cuota("padron_documento", huella, POR_DOCUMENTO, UN_DIA),
    )
    persona = persona_activa(quien.persona)
    vigente = consultas.vigente()
    fila = _fila(vigente, huella)
    libre = db.session.scalar(select(Vinculo.persona_id).where(Vinculo.huella == huella)) is None
    acierta = reglas.coincide(clave(), huella, segundo_normal, fila.comprobacion if fila else "")
    if fila is None or not acierta or not libre:
        raise NoCoincide()
    vinculo = Vinculo(huella=huella, persona_id=persona.id, medio="linea", vinculado_en=ahora())
    with traducir({"pk_padron_vinculos": NoCoincide(), "uq_padron_vinculos_persona_id": NoCoincide()}):
        db.session.add(vinculo)
        db.session.flush()
    _acreditar(persona, EN_LINEA, fila.territorio_id, fila.nacimiento)


def acreditar_en_mostrador(
    facilitadora: Identidad,
    persona_id: int,
    tipo: str,
    numero: str,
    *,
    segundo: str = "",
    pruebas: Collection[str] = (),
    fundamento: str = "domicilio",
    territorio_id: int | None = None,
    nacimiento: int | None = None,
    punto_id: int | None = None,
) -> Acreditada:
    """Une la cuenta de quien está delante con su documento; da la acreditación 3 (en persona).

    Siempre con un documento a la vista, entre las pruebas marcadas. Si el padrón en vigor lo trae, se une a esa
    fila y de ella salen lugar y año; `segundo`, si se escribe, debe coincidir. Si no, y el padrón abierto está
    habilitado, entra en él cuando las pruebas bastan. Valen las que la ciudad acepta. Lanza
    `Invalido` con el campo que falla (`tipo`, `numero`,
    `segundo`, `pruebas`, `fundamento`, `territorio`, `nacimiento`) y `YaVinculada`. Repetirla no cambia nada.
    """
    _exigir_mostrador(facilitadora, punto_id)
    huella = huella_de(tipo, numero)
    if fundamento not in FUNDAMENTOS:
        raise Invalido("fundamento", _("Di si vive, trabaja o estudia aquí."))
    persona = persona_activa(persona_id)
    fila = _fila(consultas.vigente(), huella)
    if fila is not None:
        _exigir_pruebas(pruebas, None)
        dado = reglas.normalizar_segundo(segundo)
        if segundo and not reglas.coincide(clave(), huella, dado, fila.comprobacion):
            raise Invalido("segundo", _("No coincide con el padrón. Míralo otra vez en el documento."))
        via = "importado"
    else:
        fila = _en_el_abierto(huella, pruebas, fundamento, territorio_id, nacimiento)
        via = "abierto"
    _vincular(persona, huella, facilitadora, list(pruebas), punto_id)
    _acreditar(persona, EN_PERSONA, fila.territorio_id, fila.nacimiento)
    return Acreditada(persona.id, persona.acreditacion, via, persona.territorio_id, persona.nacimiento)


def _exigir_mostrador(facilitadora: Identidad, punto_id: int | None) -> None:
    """El rol puede valer solo en un territorio: entonces hace falta estar en un punto de ese territorio."""
    punto = db.session.get(PuntoAtencion, punto_id) if punto_id is not None else None
    exigir(facilitadora, Permiso.MOSTRADOR_ATENDER, territorio_id=punto.territorio_id if punto else None)


def _fila(padron: Padron | None, huella: str) -> Empadronada | None:
    """La fila vigente de un documento, apartada hasta el final de la escritura: una baja a la vez espera.

    Hace la misma consulta aunque no haya padrón.
    """
    return db.session.scalar(
        select(Empadronada)
        .where(
            Empadronada.padron_id == (padron.id if padron else 0),
            Empadronada.huella == huella,
            Empadronada.baja_en.is_(None),
        )
        .with_for_update()
    )


def _en_el_abierto(
    huella: str,
    pruebas: Collection[str],
    fundamento: str,
    territorio_id: int | None,
    nacimiento: int | None,
) -> Empadronada:
    abierto = consultas.abierto()
    if abierto is None:
        raise Invalido(
            "numero", _("Ese documento no está en el padrón, y el padrón abierto no está habilitado.")
        )
    _exigir_pruebas(pruebas, fundamento)
    if territorio_id is None or territorio.por_id(territorio_id) is None:
        raise Invalido("territorio", _("Elige el barrio donde vive, trabaja o estudia."))
    anio = a_zona(ahora()).year
    if nacimiento is not None and not nacimiento_creible(nacimiento, anio):
        raise Invalido("nacimiento", _("Escribe un año entre %(a)s y %(b)s.", a=anio - 120, b=anio - 5))
    fila = db.session.get(Empadronada, (abierto.id, huella), with_for_update=True)
    if fila is None:
        fila = Empadronada(padron_id=abierto.id, huella=huella, alta_en=ahora(), comprobacion="")
        db.session.add(fila)
        _sumar(abierto, filas=1)
    elif fila.baja_en is not None:
        _sumar(abierto)
    fila.territorio_id, fila.nacimiento, fila.fundamento = territorio_id, nacimiento, fundamento
    fila.baja_en = None
    with traducir({"pk_empadronadas": YaVinculada()}):
        db.session.flush()
    return fila


def _sumar(padron: Padron, *, filas: int = 0) -> None:
    """Suma una persona en la base y no aquí: dos mostradores a la vez suman dos."""
    db.session.execute(
        update(Padron)
        .where(Padron.id == padron.id)
        .values(filas=Padron.filas + filas, validas=Padron.validas + 1),
        execution_options={"synchronize_session": False},
    )
    db.session.expire(padron, ["filas", "validas"])


def _exigir_pruebas(marcadas: Collection[str], fundamento: str | None) -> None:
    """Lanza `Invalido` si lo marcado no basta; sin `fundamento`, basta el documento."""
    falta = reglas.falta_de_pruebas(marcadas, consultas.en_vigor().pruebas, fundamento)
    if falta is None:
        return
    frases = {
        reglas.FaltaDePrueba.DESCONOCIDA: _("Marca solo pruebas de la lista."),
        reglas.FaltaDePrueba.NO_ACEPTADA: _("Una de las pruebas marcadas no se acepta en esta ciudad."),
        reglas.FaltaDePrueba.IDENTIDAD: _("Falta un documento que diga quién es, aunque sea de otro país."),
        reglas.FaltaDePrueba.FUNDAMENTO: _("Falta una prueba de que vive, trabaja o estudia aquí."),
    }
    raise Invalido("pruebas", frases[falta])


def gastar_intento(facilitadora: Identidad, persona_id: int) -> None:
    """Cuenta un intento de acreditar en un mostrador, antes de escribir nada: nadie tantea documentos ahí."""
    limites.gastar_todas(
        Cuota("mostrador_persona", str(persona_id), POR_CUENTA, UN_DIA),
        Cuota("mostrador_acreditar", str(facilitadora.persona), POR_MOSTRADOR, UNA_HORA),
    )


def hallar_por_documento(facilitadora: Identidad, tipo: str, numero: str) -> int | None:
    """La cuenta unida al documento que la persona muestra; None si no hay. Solo gastan los que no se hallan."""
    if not facilitadora.puede_en_algun_lugar(Permiso.MOSTRADOR_ATENDER):
        raise NoPermitido()
    cuota = Cuota("mostrador_buscar", str(facilitadora.persona), POR_MOSTRADOR, UNA_HORA)
    limites.gastar_todas(cuota)
    hallada = consultas.persona_por_documento(tipo, numero)
    if hallada is not None:
        limites.devolver(cuota)
    return hallada


def _vincular(
    persona: Participante, huella: str, facilitadora: Identidad, pruebas: list[str], punto_id: int | None
) -> None:
    """Une por los dos lados; si ya eran la misma, anota que además vino en persona."""
    vinculo = db.session.scalar(select(Vinculo).where(Vinculo.persona_id == persona.id))
    if vinculo is not None and vinculo.huella != huella:
        raise YaVinculada(_("Esta cuenta ya está unida a otro documento."))
    if vinculo is None:
        vinculo = Vinculo(huella=huella, persona_id=persona.id, vinculado_en=ahora())
        db.session.add(vinculo)
    vinculo.medio, vinculo.pruebas, vinculo.punto_id = "mostrador", pruebas, punto_id
    vinculo.facilitadora_id = facilitadora.persona_id
    with traducir({"pk_padron_vinculos": YaVinculada(), "uq_padron_vinculos_persona_id": YaVinculada()}):
        db.session.flush()


def _acreditar(
    persona: Participante, acreditacion: int, territorio_id: int | None, nacimiento: int | None
) -> None:
    """Sube la acreditación, trae lugar y año del padrón, lo anota en privado y avisa a quien cuenta apoyos."""
    persona.acreditacion = max(persona.acreditacion, acreditacion)
    persona.territorio_id = territorio_id or persona.territorio_id
    cambia = nacimiento is not None and nacimiento != persona.nacimiento
    persona.nacimiento = nacimiento or persona.nacimiento
    anotar_hecho("padron.acreditada", None, persona.id, publico=False)
    db.session.flush()
    paneles.pedir("al_acreditarse", persona.id)
    if cambia:
        paneles.pedir("al_cambiar_nombre", persona.id)


def saber_edades(padron_id: int) -> int:
    """Pone el año de nacimiento que trae una edición a las cuentas unidas que no lo tenían; devuelve a cuántas.

    Una edad que solo el padrón sabe también cuida a quien es menor.
    """
    de_la_edicion = (
        select(Empadronada.nacimiento)
        .join(Vinculo, Vinculo.huella == Empadronada.huella)
        .where(Empadronada.padron_id == padron_id, Empadronada.nacimiento.is_not(None))
    )
    suya = de_la_edicion.where(Vinculo.persona_id == Participante.id).correlate(Participante)
    sabidas = db.session.execute(
        update(Participante)
        .where(Participante.nacimiento.is_(None), suya.exists())
        .values(nacimiento=suya.scalar_subquery())
        .returning(Participante.id, Participante.nacimiento),
        execution_options={"synchronize_session": False},
    ).all()
    db.session.expire_all()
    for persona_id, nacimiento in sabidas:
        if es_menor_hoy(nacimiento):
            paneles.pedir("al_cambiar_nombre", persona_id)
    return len(sabidas)
