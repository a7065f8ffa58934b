"""El corte del padrón para un proceso: se fija una fecha y, al llegar, queda escrito quién estaba."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from app.contenido.servicios import anotar_hecho
from app.extensiones import db
from app.nucleo import transaccion
from app.nucleo.errores import Conflicto, Invalido, NoEncontrado, traducir
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.nucleo.reloj import ahora
from app.padron import consultas
from app.padron.consultas.cortes import en_fecha
from app.padron.modelos import Corte
from app.procesos import consultas as procesos
from app.territorio import consultas as territorio

SIN_LUGAR = ""
"""La clave de quienes no tienen territorio en las cuentas de un corte."""
MINIMO_MOTIVO = 10


def crear_corte(
    quien: Identidad,
    proceso_id: int,
    nombre: str,
    fecha: dt.datetime,
    objeciones_hasta: dt.datetime,
    respuestas_hasta: dt.datetime,
) -> int:
    """Congela quién está en el padrón en `fecha`, o la fija si está por venir; devuelve el id del corte.

    Las cuentas por lugar quedan escritas en el corte. Una fecha pasada no puede ser anterior al padrón en
    vigor. Cuenta sin estorbar a nadie y escribe al final, en su propia transacción.
    """
    proceso = procesos.por_id(proceso_id)
    exigir(quien, Permiso.PADRON_IMPORTAR, proceso_id=proceso_id)
    if proceso is None:
        raise Invalido("proceso", _("Elige un proceso de la lista."))
    _exigir_plazos(fecha, objeciones_hasta, respuestas_hasta)
    llego = fecha <= ahora()
    padrones, cuentas = en_fecha(fecha) if llego else ([], {})
    if llego and not padrones:
        raise Invalido("fecha", _("Ese día no había ningún padrón en vigor."))
    nuevo = Corte(
        proceso_id=proceso_id, nombre=nombre, fecha=fecha, objeciones_hasta=objeciones_hasta,
        respuestas_hasta=respuestas_hasta, padrones=padrones, total=sum(cuentas.values()),
        por_territorio=_por_codigo(cuentas), autora_id=quien.persona_id, creado_en=ahora(),
        tomado_en=ahora() if llego else None,
    )  # fmt: skip
    repetido = Invalido("nombre", _("Este proceso ya tiene un corte con ese nombre."))
    try:
        with transaccion.escritura(), traducir({"uq_padron_cortes_proceso_id_nombre": repetido}):
            return _guardar(nuevo, quien)
    except Invalido as error:
        ya = consultas.corte_igual(proceso_id, nombre, fecha, objeciones_hasta, respuestas_hasta)
        if error is not repetido or ya is None:
            raise
        return ya


def _guardar(nuevo: Corte, quien: Identidad) -> int:
    db.session.add(nuevo)
    db.session.flush()
    clase = "padron.corte" if nuevo.tomado_en is not None else "padron.corte_fijado"
    datos = {"corte": nuevo.id, "nombre": nuevo.nombre, "fecha": nuevo.fecha.isoformat()}
    anotar_hecho(clase, nuevo.proceso_id, quien.persona_id, datos=datos)
    return nuevo.id


def _exigir_plazos(fecha: dt.datetime, objeciones_hasta: dt.datetime, respuestas_hasta: dt.datetime) -> None:
    if objeciones_hasta <= max(fecha, ahora()):
        raise Invalido("objeciones_hasta", _("Deja tiempo para objetar: una fecha por venir."))
    if respuestas_hasta < objeciones_hasta:
        raise Invalido("respuestas_hasta", _("Se responde después de que termina el plazo para objetar."))


def mover_corte(
    quien: Identidad,
    corte_id: int,
    motivo: str,
    fecha: dt.datetime,
    objeciones_hasta: dt.datetime,
    respuestas_hasta: dt.datetime,
) -> None:
    """Cambia las fechas de un corte que todavía no llega, con un motivo que se publica.

    Lanza `Conflicto` si su fecha ya llegó, aunque nadie lo haya tomado todavía: la fecha manda.
    """
    corte = consultas.corte_para_escribir(corte_id)
    exigir(quien, Permiso.PADRON_IMPORTAR, proceso_id=corte.proceso_id)
    if corte.tomado_en is not None or corte.fecha <= ahora():
        raise Conflicto(_("La fecha de este corte ya llegó: no se cambia."))
    if fecha <= ahora():
        raise Invalido("fecha", _("La fecha nueva tiene que estar por venir."))
    _exigir_plazos(fecha, objeciones_hasta, respuestas_hasta)
    if len(motivo) < MINIMO_MOTIVO:
        raise Invalido("motivo", _("Di por qué, en %(n)s caracteres o más: se publica.", n=MINIMO_MOTIVO))
    antes = corte.fecha
    corte.fecha, corte.objeciones_hasta, corte.respuestas_hasta = fecha, objeciones_hasta, respuestas_hasta
    db.session.flush()
    anotar_hecho(
        "padron.corte_movido", corte.proceso_id, quien.persona_id, motivo=motivo,
        datos={
            "corte": corte.id, "nombre": corte.nombre, "antes": antes.isoformat(), "despues": fecha.isoformat(),
        },
    )  # fmt: skip


def tomar_cortes() -> int:
    """Toma los cortes cuya fecha llegó; devuelve cuántos. La llama el obrero."""
    return sum(tomar_si_toca(corte_id) for corte_id in consultas.por_tomar())


def tomar_si_toca(corte_id: int) -> bool:
    """Toma un corte si su fecha llegó y nadie lo tomó; devuelve si lo tomó esta vez.

    Cuenta quién estaba en su fecha, sea cuando sea que se tome. Lee primero, sin estorbar, y escribe al final
    en su propia transacción; dos a la vez lo toman una sola vez.
    """
    if corte_id not in consultas.por_tomar():
        return False
    fecha = consultas.fecha_de_corte(corte_id)
    padrones, cuentas = en_fecha(fecha)
    with transaccion.escritura():
        try:
            corte = consultas.corte_para_escribir(corte_id)
        except NoEncontrado:
            return False
        if corte.tomado_en is not None or corte.fecha != fecha:
            return False
        corte.padrones, corte.por_territorio = padrones, _por_codigo(cuentas)
        corte.tomado_en = ahora()
        corte.total = sum(cuentas.values())
        db.session.flush()
        anotar_hecho(
            "padron.corte", corte.proceso_id, None,
            datos={"corte": corte.id, "nombre": corte.nombre, "fecha": fecha.isoformat()},
        )  # fmt: skip
        return True


def codigo_de_lugar(territorio_id: int) -> str:
    """El código con que un lugar aparece en las cuentas de un corte."""
    return territorio.arbol().lugares[territorio_id].codigo


def _por_codigo(cuentas: dict[int | None, int]) -> dict[str, int]:
    return {codigo_de_lugar(t) if t is not None else SIN_LUGAR: n for t, n in cuentas.items()}
