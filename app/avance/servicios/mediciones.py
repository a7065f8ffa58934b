"""Anotar, corregir y retirar valores medidos. Lo anotado no se borra: queda con quién, cuándo y por qué."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy import select

from app.avance.modelos import FUENTE, Medicion
from app.avance.servicios.indicadores import Tomado, exigir_activo, tomar
from app.extensiones import db
from app.lectura.numeros import cabe
from app.nucleo.errores import Conflicto, Invalido, NoEncontrado
from app.nucleo.permisos import Identidad, Permiso
from app.nucleo.plantillas import a_zona
from app.nucleo.reloj import ahora
from app.nucleo.rotulos import exacto

DESDE = dt.date(1900, 1, 1)
LARGO_NOTA = 1000


@dataclass(frozen=True)
class DatosMedicion:
    """Un valor, en la unidad del indicador, con su fecha y de dónde salió."""

    fecha: dt.date
    valor: Decimal
    fuente: str
    nota: str = ""


@dataclass(frozen=True)
class Anotada:
    """La medición que quedó; `nueva` es falso si ya estaba igual (un envío repetido)."""

    id: int
    nueva: bool
    principal: bool


class YaHayOtra(Invalido):
    """En esa fecha ya hay un valor distinto de la misma fuente: se corrige, no se pisa."""

    def __init__(self, medicion: Medicion) -> None:
        super().__init__(
            "valor",
            _(
                "Ya hay un valor de esa fuente para esa fecha: %(valor)s. Si está mal, corrígelo.",
                valor=exacto(medicion.valor),
            ),
        )
        self.medicion_id = medicion.id


def _validar(datos: DatosMedicion) -> None:
    hoy = a_zona(ahora()).date()
    if datos.fecha > hoy:
        raise Invalido("fecha", _("Esa fecha aún no llega: se anota lo medido, no lo esperado."))
    if datos.fecha < DESDE:
        raise Invalido("fecha", _("Revisa el año de la fecha."))
    if not datos.fuente.strip():
        raise Invalido("fuente", _("Di de dónde sale el dato: un registro, una encuesta, un informe."))
    if len(datos.fuente) > FUENTE:
        raise Invalido("fuente", _("La fuente cabe en %(n)s caracteres.", n=FUENTE))
    if len(datos.nota) > LARGO_NOTA:
        raise Invalido("nota", _("La nota cabe en %(n)s caracteres.", n=LARGO_NOTA))
    if not cabe(datos.valor):
        raise Invalido("valor", _("Ese número no cabe: lleva 18 cifras enteras y 6 decimales como mucho."))


def _vigentes(indicador_id: int, fecha: dt.date) -> list[Medicion]:
    return list(
        db.session.scalars(
            select(Medicion)
            .where(
                Medicion.indicador_id == indicador_id,
                Medicion.fecha == fecha,
                Medicion.corregida_en.is_(None),
            )
            .order_by(Medicion.id)
        )
    )


def _nueva(quien: Identidad, indicador_id: int, datos: DatosMedicion, *, principal: bool) -> Medicion:
    fila = Medicion(
        indicador_id=indicador_id,
        fecha=datos.fecha,
        valor=datos.valor,
        fuente=datos.fuente,
        nota=datos.nota,
        principal=principal,
        persona_id=quien.persona_id,
        anotada_en=ahora(),
        corregida_en=None,
        reemplazo_id=None,
    )
    db.session.add(fila)
    db.session.flush()
    return fila


def _dicho(valor: Decimal) -> str:
    return format(valor, "f")


def anotar_medicion(quien: Identidad, indicador_id: int, datos: DatosMedicion) -> Anotada:
    """Anota un valor. La primera fuente de una fecha es la principal; las demás se ven y no se calculan.

    Enviar dos veces lo mismo deja una sola fila. `YaHayOtra` si esa fuente ya dio otro valor en esa fecha.
    """
    tomado = tomar(indicador_id)
    tomado.exigir(quien, Permiso.AVANCE_ANOTAR)
    exigir_activo(tomado)
    _validar(datos)
    hay = _vigentes(indicador_id, datos.fecha)
    igual = next((m for m in hay if m.fuente == datos.fuente), None)
    if igual is not None:
        if igual.valor != datos.valor:
            raise YaHayOtra(igual)
        return Anotada(igual.id, nueva=False, principal=igual.principal)
    fila = _nueva(quien, indicador_id, datos, principal=not any(m.principal for m in hay))
    tomado.anotar(
        "medicion_anotada",
        quien,
        "",
        medicion=fila.id,
        fecha=datos.fecha.isoformat(),
        valor=_dicho(datos.valor),
        fuente=datos.fuente,
    )
    return Anotada(fila.id, nueva=True, principal=fila.principal)


def _tomar_medicion(quien: Identidad, medicion_id: int) -> tuple[Tomado, Medicion]:
    indicador_id = db.session.scalar(select(Medicion.indicador_id).where(Medicion.id == medicion_id))
    if indicador_id is None:
        raise NoEncontrado()
    tomado = tomar(indicador_id)
    tomado.exigir(quien, Permiso.AVANCE_ANOTAR)
    return tomado, db.session.get_one(Medicion, medicion_id, populate_existing=True)


def _exigir_motivo(motivo: str) -> str:
    if not motivo.strip():
        raise Invalido("motivo", _("Di por qué. Se verá junto al valor anterior."))
    return motivo.strip()[:500]


def corregir_medicion(quien: Identidad, medicion_id: int, datos: DatosMedicion, motivo: str) -> Anotada:
    """Pone otro valor (o fecha, fuente o nota) en lugar de uno; el anterior queda a la vista con el porqué."""
    tomado, vieja = _tomar_medicion(quien, medicion_id)
    _validar(datos)
    if vieja.corregida_en is not None:
        return _ya_corregida(vieja, datos)
    porque = _exigir_motivo(motivo)
    if datos == DatosMedicion(vieja.fecha, vieja.valor, vieja.fuente, vieja.nota):
        raise Invalido("valor", _("No cambiaste nada."))
    otras = [m for m in _vigentes(vieja.indicador_id, datos.fecha) if m.id != vieja.id]
    repetida = next((m for m in otras if m.fuente == datos.fuente), None)
    if repetida is not None:
        raise YaHayOtra(repetida)
    antes = {"fecha": vieja.fecha.isoformat(), "valor": _dicho(vieja.valor), "fuente": vieja.fuente}
    vieja.corregida_en, vieja.motivo = ahora(), porque
    db.session.flush()
    queda = vieja.principal if vieja.fecha == datos.fecha else not any(m.principal for m in otras)
    nueva = _nueva(quien, vieja.indicador_id, datos, principal=queda)
    vieja.reemplazo_id = nueva.id
    db.session.flush()
    if vieja.fecha != datos.fecha and vieja.principal:
        _relevar(vieja)
    despues = {"fecha": datos.fecha.isoformat(), "valor": _dicho(datos.valor), "fuente": datos.fuente}
    tomado.anotar("medicion_corregida", quien, porque, medicion=vieja.id, antes=antes, despues=despues)
    return Anotada(nueva.id, nueva=True, principal=queda)


def _ya_corregida(vieja: Medicion, datos: DatosMedicion) -> Anotada:
    """Una corrección enviada dos veces no hace nada; otra distinta llegó tarde."""
    nueva = db.session.get(Medicion, vieja.reemplazo_id) if vieja.reemplazo_id is not None else None
    if nueva is not None and datos == DatosMedicion(nueva.fecha, nueva.valor, nueva.fuente, nueva.nota):
        return Anotada(nueva.id, nueva=False, principal=nueva.principal)
    raise Conflicto(_("Ese valor ya se corrigió o se retiró. Mira cómo quedó."))


def _relevar(ida: Medicion) -> Medicion | None:
    """En la fecha que perdió su principal, la otra fuente que primero se anotó pasa a serlo."""
    quedan = _vigentes(ida.indicador_id, ida.fecha)
    if not quedan or any(m.principal for m in quedan):
        return None
    quedan[0].principal = True
    db.session.flush()
    return quedan[0]


def retirar_medicion(quien: Identidad, medicion_id: int, motivo: str) -> None:
    """Quita un valor de las cuentas sin poner otro; sigue a la vista, con el porqué. Repetirlo no hace nada."""
    tomado, vieja = _tomar_medicion(quien, medicion_id)
    porque = _exigir_motivo(motivo)
    if vieja.corregida_en is not None:
        if vieja.reemplazo_id is None:
            return
        raise Conflicto(_("Ese valor ya se corrigió. Retira el que lo reemplaza."))
    vieja.corregida_en, vieja.motivo = ahora(), porque
    db.session.flush()
    relevo = _relevar(vieja) if vieja.principal else None
    tomado.anotar(
        "medicion_retirada",
        quien,
        porque,
        medicion=vieja.id,
        fecha=vieja.fecha.isoformat(),
        valor=_dicho(vieja.valor),
        fuente=vieja.fuente,
        relevo=relevo.fuente if relevo else None,
    )


def poner_principal(quien: Identidad, medicion_id: int, motivo: str) -> None:
    """De las fuentes de una fecha, con esta se calcula desde ahora. Repetirlo no hace nada."""
    tomado, elegida = _tomar_medicion(quien, medicion_id)
    if elegida.corregida_en is not None:
        raise Conflicto(_("Ese valor ya se corrigió o se retiró. Mira cómo quedó."))
    if elegida.principal:
        return
    porque = _exigir_motivo(motivo)
    anterior = next((m for m in _vigentes(elegida.indicador_id, elegida.fecha) if m.principal), None)
    if anterior is not None:
        anterior.principal = False
        db.session.flush()
    elegida.principal = True
    db.session.flush()
    tomado.anotar(
        "principal_cambiada",
        quien,
        porque,
        medicion=elegida.id,
        fecha=elegida.fecha.isoformat(),
        antes=anterior.fuente if anterior else None,
        despues=elegida.fuente,
    )
