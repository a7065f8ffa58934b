"""Unir una cuenta con una persona del padrón: en línea con dos datos, o en un mostrador con documentos.

Acreditación 2 es «coincide con el padrón»; 3, «vino en persona». Solo baja si la unión se deshace. Ningún
número sale de aquí: ni a la base, ni al registro, ni en un error.
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
from app.cuentas.servicios import exigir_reciente
from app.extensiones import db
from app.nucleo import limites, paneles
from app.nucleo.errores import Conflicto, Invalido, NoPermitido, traducir
from app.nucleo.limites import Cuota
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.nucleo.plantillas import a_zona
from app.nucleo.reloj import ahora
from app.nucleo.salidas import encolar_correo
from app.padron import consultas, reglas
from app.padron.claves import clave, huella_de
from app.padron.consultas.vinculos import Participante, persona_activa
from app.padron.errores import NoCoincide, YaVinculada
from app.padron.modelos import FUNDAMENTOS, Empadronada, Padron, PuntoAtencion, Vinculo
from app.padron.reglas import EN_LINEA, EN_PERSONA
from app.territorio import consultas as territorio

UN_DIA = dt.timedelta(days=1)
POR_CUENTA, POR_RED, POR_DOCUMENTO = 5, 20, 10
SIN_PADRON = 1
"""La acreditación de una cuenta que ya no está unida a nadie del padrón."""
MINIMO_MOTIVO = 20


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
    proceso_id: int | None = None,
) -> Acreditada:
    """Une la cuenta de quien está delante con su documento; da la acreditación 3 (en persona).

    Si el padrón en vigor trae el documento, se une a esa fila y de ella salen lugar y año; `segundo`, si se
    escribe, debe coincidir. Si no, y el padrón abierto está habilitado, entra en él cuando las pruebas marcadas
    bastan (las del proceso dado o las de la ciudad). Lanza `Invalido` con el campo que falla (`tipo`, `numero`,
    `segundo`, `pruebas`, `fundamento`, `territorio`, `nacimiento`) y `YaVinculada`. Repetirla no cambia nada.
    """
    _exigir_mostrador(facilitadora, punto_id)
    huella = huella_de(tipo, numero)
    if fundamento not in FUNDAMENTOS:
        raise Invalido("fundamento", _("Di si vive, trabaja o estudia aquí."))
    persona = persona_activa(persona_id)
    fila = _fila(consultas.vigente(), huella)
    if fila is not None:
        dado = reglas.normalizar_segundo(segundo)
        if segundo and not reglas.coincide(clave(), huella, dado, fila.comprobacion):
            raise Invalido("segundo", _("No coincide con el padrón. Míralo otra vez en el documento."))
        via = "importado"
    else:
        fila = _en_el_abierto(huella, pruebas, fundamento, territorio_id, nacimiento, proceso_id)
        via = "abierto"
    _vincular(persona, huella, facilitadora, list(pruebas), punto_id)
    _acreditar(persona, EN_PERSONA, fila.territorio_id, fila.nacimiento)
    return Acreditada(persona.id, persona.acreditacion, via, persona.territorio_id, persona.nacimiento)


def desvincular(quien: Identidad, persona_id: int, motivo: str) -> None:
    """Separa una cuenta de su persona del padrón, con un motivo que su dueña lee; su acreditación baja a 1.

    Los apoyos que dio siguen, sin contar para los umbrales que piden más; un umbral ya cruzado sigue cruzado.
    El documento queda libre. Lanza `Conflicto` si la cuenta no estaba unida.
    """
    exigir(quien, Permiso.PADRON_RESOLVER)
    if quien.autenticada:
        exigir_reciente(quien)
    if len(motivo) < MINIMO_MOTIVO:
        raise Invalido("motivo", _("Explica la razón, en %(n)s caracteres o más.", n=MINIMO_MOTIVO))
    if reglas.parece_documento(motivo):
        raise Invalido("motivo", _("No escribas números de documento: no los guardamos."))
    persona = persona_activa(persona_id)
    vinculo = consultas.vinculo_de(persona_id)
    if vinculo is None:
        raise Conflicto(_("Esa cuenta no está unida a nadie del padrón."))
    db.session.delete(vinculo)
    persona.acreditacion = min(persona.acreditacion, SIN_PADRON)
    anotar_hecho(
        "padron.desvinculada",
        None,
        quien.persona_id,
        motivo=motivo,
        publico=False,
        datos={"cuenta": persona.id},
    )
    db.session.flush()
    paneles.pedir("al_acreditarse", persona.id)
    if persona.correo:
        encolar_correo(persona.correo, "padron/desvinculada", persona.idioma, motivo=motivo)


def _exigir_mostrador(facilitadora: Identidad, punto_id: int | None) -> None:
    """El rol puede valer solo en un territorio: entonces hace falta estar en un punto de ese territorio."""
    punto = db.session.get(PuntoAtencion, punto_id) if punto_id is not None else None
    exigir(facilitadora, Permiso.MOSTRADOR_ATENDER, territorio_id=punto.territorio_id if punto else None)


def _fila(padron: Padron | None, huella: str) -> Empadronada | None:
    """La fila vigente de un documento; hace la misma consulta aunque no haya padrón."""
    return db.session.scalar(
        select(Empadronada).where(
            Empadronada.padron_id == (padron.id if padron else 0),
            Empadronada.huella == huella,
            Empadronada.baja_en.is_(None),
        )
    )


def _en_el_abierto(
    huella: str,
    pruebas: Collection[str],
    fundamento: str,
    territorio_id: int | None,
    nacimiento: int | None,
    proceso_id: int | None,
) -> Empadronada:
    abierto = consultas.abierto()
    if abierto is None:
        raise Invalido(
            "numero", _("Ese documento no está en el padrón, y el padrón abierto no está habilitado.")
        )
    falta = reglas.falta_de_pruebas(pruebas, consultas.pruebas_aceptadas(proceso_id), fundamento)
    if falta is not None:
        raise Invalido("pruebas", _frase_de_pruebas(falta))
    if territorio_id is None or territorio.por_id(territorio_id) is None:
        raise Invalido("territorio", _("Elige el barrio donde vive, trabaja o estudia."))
    anio = a_zona(ahora()).year
    if nacimiento is not None and not nacimiento_creible(nacimiento, anio):
        raise Invalido("nacimiento", _("Escribe un año entre %(a)s y %(b)s.", a=anio - 120, b=anio - 5))
    fila = db.session.get(Empadronada, (abierto.id, huella), with_for_update=True)
    if fila is None:
        fila = Empadronada(padron_id=abierto.id, huella=huella, alta_en=ahora(), comprobacion="")
        db.session.add(fila)
        abierto.filas += 1
        abierto.validas += 1
    fila.territorio_id, fila.nacimiento, fila.fundamento = territorio_id, nacimiento, fundamento
    fila.baja_en = None
    with traducir({"pk_empadronadas": YaVinculada()}):
        db.session.flush()
    return fila


def _frase_de_pruebas(falta: reglas.FaltaDePrueba) -> str:
    return {
        reglas.FaltaDePrueba.DESCONOCIDA: _("Marca solo pruebas de la lista."),
        reglas.FaltaDePrueba.NO_ACEPTADA: _("Una de las pruebas marcadas no vale en este proceso."),
        reglas.FaltaDePrueba.IDENTIDAD: _("Falta un documento que diga quién es, aunque sea de otro país."),
        reglas.FaltaDePrueba.FUNDAMENTO: _("Falta una prueba de que vive, trabaja o estudia aquí."),
    }[falta]


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
