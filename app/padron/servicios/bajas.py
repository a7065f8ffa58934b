"""Salir del padrón: separar una cuenta que no era de esa persona, o dar de baja a quien ya no debe estar.

Las dos llevan un motivo que la dueña de la cuenta lee, y bajan su acreditación a 1. Un padrón importado se va
entero con la edición siguiente: para eso no hace falta nada de aquí.
"""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.contenido.servicios import anotar_hecho
from app.cuentas.servicios import exigir_reciente
from app.extensiones import db
from app.nucleo import paneles
from app.nucleo.errores import Conflicto, Invalido
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.nucleo.reloj import ahora
from app.nucleo.salidas import encolar_correo
from app.padron import consultas, reglas
from app.padron.claves import huella_de
from app.padron.consultas.vinculos import persona_activa
from app.padron.modelos import Empadronada, Padron, Vinculo

SIN_PADRON = 1
"""La acreditación de una cuenta que ya no está unida a nadie del padrón."""
MINIMO_MOTIVO = 20


def desvincular(quien: Identidad, persona_id: int, motivo: str) -> None:
    """Separa una cuenta de su persona del padrón; el documento queda libre para su dueña.

    Los apoyos que dio siguen, sin contar para los umbrales que piden más; un umbral ya cruzado sigue cruzado.
    Lanza `Conflicto` si la cuenta no estaba unida.
    """
    _exigir(quien, motivo)
    persona_activa(persona_id)
    vinculo = consultas.vinculo_de(persona_id)
    if vinculo is None:
        raise Conflicto(_("Esa cuenta no está unida a nadie del padrón."))
    _anotar(quien, "padron.desvinculada", motivo, cuenta=persona_id)
    _separar(vinculo, "padron/desvinculada", motivo)


def dar_de_baja(quien: Identidad, tipo: str, numero: str, motivo: str) -> None:
    """Saca a una persona del padrón de hoy, del importado y del abierto; si tiene cuenta, la separa.

    Los cortes ya tomados no cambian. Vuelve por un mostrador, con sus pruebas, o si la trae otra edición. Lanza
    `Invalido` si ese documento no está.
    """
    _exigir(quien, motivo)
    huella = huella_de(tipo, numero)
    _apartar_cuenta(huella)
    filas = db.session.execute(
        select(Empadronada, Padron)
        .join(Padron, Padron.id == Empadronada.padron_id)
        .where(Padron.estado == "vigente", Empadronada.huella == huella, Empadronada.baja_en.is_(None))
        .order_by(Padron.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if not filas:
        raise Invalido("numero", _("Ese documento no está en el padrón de hoy."))
    for fila, padron in filas:
        fila.baja_en = ahora()
        _descontar(padron, fila.territorio_id)
    _anotar(quien, "padron.baja", motivo, ediciones=[padron.id for _fila, padron in filas])
    vinculo = db.session.get(Vinculo, huella, populate_existing=True)
    if vinculo is not None:
        _separar(vinculo, "padron/baja", motivo)


def _apartar_cuenta(huella: str) -> None:
    """Aparta la cuenta antes que la fila, como hace quien se comprueba: al revés se esperarían una a otra."""
    unida = db.session.scalar(select(Vinculo.persona_id).where(Vinculo.huella == huella))
    if unida is not None:
        persona_activa(unida)


def _exigir(quien: Identidad, motivo: str) -> None:
    exigir(quien, Permiso.PADRON_RESOLVER)
    if quien.autenticada:
        exigir_reciente(quien)
    if len(motivo) < MINIMO_MOTIVO:
        raise Invalido("motivo", _("Explica la razón, en %(n)s caracteres o más.", n=MINIMO_MOTIVO))
    if reglas.parece_documento(motivo):
        raise Invalido("motivo", _("No escribas números de documento: no los guardamos."))


def _anotar(quien: Identidad, clase: str, motivo: str, **datos: object) -> None:
    anotar_hecho(clase, None, quien.persona_id, motivo=motivo, publico=False, datos=datos)


def _descontar(padron: Padron, territorio_id: int | None) -> None:
    """Una persona menos en las cuentas de la edición."""
    padron.validas -= 1
    lugares = dict(padron.informe.get("por_territorio", {}))
    if str(territorio_id) in lugares:
        lugares[str(territorio_id)] -= 1
        padron.informe = {**padron.informe, "por_territorio": lugares}


def _separar(vinculo: Vinculo, plantilla: str, motivo: str) -> None:
    """Deshace la unión, baja la acreditación, avisa a quien cuenta apoyos y le escribe a su dueña."""
    persona = persona_activa(vinculo.persona_id)
    db.session.delete(vinculo)
    persona.acreditacion = min(persona.acreditacion, SIN_PADRON)
    db.session.flush()
    paneles.pedir("al_acreditarse", persona.id)
    if persona.correo:
        encolar_correo(persona.correo, plantilla, persona.idioma, persona_id=persona.id, motivo=motivo)
