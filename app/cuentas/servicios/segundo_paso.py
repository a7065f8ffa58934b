"""El segundo paso de quien trabaja en la municipalidad: prepararlo, darlo, sus códigos en papel y anularlo."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import Update, delete, select, update

from app.cuentas import codigos
from app.cuentas.errores import CodigoEquivocado, HaceFaltaSegundoPaso
from app.cuentas.modelos import CambioDeRol, CodigoImpreso, Persona, SegundoFactor, Sesion
from app.cuentas.reglas import es_de_cifras, paso_en, sin_adornos
from app.cuentas.servicios._comunes import CINCO_MINUTOS, UNA_HORA
from app.cuentas.servicios.acceso import cerrar_todas, exigir_clave_reciente, exigir_reciente
from app.extensiones import db
from app.nucleo import limites, transaccion
from app.nucleo.errores import Conflicto, Invalido, NoEncontrado, NoPermitido, traducir
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.nucleo.reloj import ahora
from app.nucleo.salidas import encolar_correo

CUANTOS_IMPRESOS = 10
GRUPOS_IMPRESOS = 2
ROL_ANOTADO = "segundo_factor"
"""Lo que el registro de cambios dice en lugar de un rol cuando se anula un segundo paso."""


def _cuotas(persona_id: int) -> tuple[limites.Cuota, ...]:
    """Intentos de código por cuenta: 5 cada 5 minutos, 20 por hora y 50 por día."""
    clave = str(persona_id)
    return (
        limites.Cuota("segundo_5min", clave, 5, CINCO_MINUTOS),
        limites.Cuota("segundo_hora", clave, 20, UNA_HORA),
        limites.Cuota("segundo_dia", clave, 50, dt.timedelta(days=1)),
    )


def dar_segundo_paso(quien: Identidad, codigo: str) -> None:
    """Comprueba un código de la aplicación o uno en papel, que no vale dos veces, y lo anota en la sesión.

    Cada intento gasta su cuota antes de mirar el código; el que acierta la recupera. Lanza `CodigoEquivocado`.
    """
    exigir(quien, Permiso.CUENTA_PROPIA)
    cuotas = _cuotas(quien.persona)
    limites.gastar_todas(*cuotas)
    gasto = _gasto_de_cifras(quien.persona, codigo) if es_de_cifras(codigo) else _gasto_en_papel(quien, codigo)
    if gasto is None:
        raise CodigoEquivocado()
    limites.devolver(*cuotas)
    transaccion.pasar_a_escritura()
    if int(db.session.execute(gasto).rowcount) != 1:  # type: ignore[attr-defined]
        raise CodigoEquivocado()
    _anotar_en_la_sesion(quien)


def _anotar_en_la_sesion(quien: Identidad) -> None:
    db.session.execute(update(Sesion).where(Sesion.huella == quien.sesion).values(segundo_factor_en=ahora()))


def _gasto_de_cifras(persona_id: int, codigo: str) -> Update | None:
    """La orden que gasta el código de un intervalo: de dos peticiones a la vez, solo una cambia la fila."""
    sal = db.session.scalar(select(SegundoFactor.sal).where(SegundoFactor.persona_id == persona_id))
    paso = codigos.paso_de(sal, sin_adornos(codigo), paso_en(ahora())) if sal else None
    if paso is None:
        return None
    return (
        update(SegundoFactor)
        .where(SegundoFactor.persona_id == persona_id, SegundoFactor.ultimo_paso < paso)
        .values(ultimo_paso=paso)
    )


def _gasto_en_papel(quien: Identidad, codigo: str) -> Update | None:
    huella = codigos.huella_de_papel(codigo, f"entrar|{quien.persona}")
    suyo = (
        CodigoImpreso.huella == huella,
        CodigoImpreso.persona_id == quien.persona,
        CodigoImpreso.usado_en.is_(None),
    )
    if db.session.scalar(select(CodigoImpreso.huella).where(*suyo)) is None:
        return None
    return update(CodigoImpreso).where(*suyo).values(usado_en=ahora())


def exigir_para_preparar(quien: Identidad) -> None:
    """La primera vez basta la clave reciente; para cambiar de teléfono hay que haber dado el segundo paso."""
    exigir(quien, Permiso.CUENTA_PROPIA)
    if db.session.get(SegundoFactor, quien.persona) is not None:
        exigir_reciente(quien)
    exigir_clave_reciente(quien)


def preparar_segundo_paso(quien: Identidad, sal: str, codigo: str) -> None:
    """Empieza a usar el secreto de esta sal, si el código demuestra que la aplicación ya lo tiene.

    Los códigos en papel de antes dejan de valer. Pide lo mismo que `exigir_para_preparar`.
    """
    exigir_para_preparar(quien)
    cuotas = _cuotas(quien.persona)
    limites.gastar_todas(*cuotas)
    paso = codigos.paso_de(sal, sin_adornos(codigo), paso_en(ahora())) if es_de_cifras(codigo) else None
    if paso is None:
        raise CodigoEquivocado()
    limites.devolver(*cuotas)
    transaccion.pasar_a_escritura()
    factor = db.session.get(SegundoFactor, quien.persona, with_for_update=True)
    if factor is not None:
        exigir_reciente(quien)
    else:
        factor = SegundoFactor(persona_id=quien.persona)
        db.session.add(factor)
    factor.sal, factor.ultimo_paso, factor.creado_en = sal, paso, ahora()
    with traducir({"pk_segundos_factores": Conflicto()}):
        db.session.flush()
    db.session.execute(delete(CodigoImpreso).where(CodigoImpreso.persona_id == quien.persona))
    _anotar_en_la_sesion(quien)
    _avisar(quien.persona, "preparado")


def imprimir_codigos(quien: Identidad) -> list[str]:
    """Diez códigos en papel, nuevos: los de antes dejan de valer. Solo se ven ahora; se guarda su huella."""
    exigir_reciente(quien)
    if db.session.get(SegundoFactor, quien.persona) is None:
        raise HaceFaltaSegundoPaso()
    db.session.execute(delete(CodigoImpreso).where(CodigoImpreso.persona_id == quien.persona))
    nuevos = [codigos.nuevo_de_papel(GRUPOS_IMPRESOS) for _vez in range(CUANTOS_IMPRESOS)]
    momento = ahora()
    db.session.add_all(
        CodigoImpreso(
            huella=codigos.huella_de_papel(codigo, f"entrar|{quien.persona}"),
            persona_id=quien.persona,
            creado_en=momento,
        )
        for codigo in nuevos
    )
    db.session.flush()
    return nuevos


def reiniciar_segundo_paso(quien: Identidad, persona_id: int, motivo: str) -> None:
    """Anula el segundo paso de otra persona (perdió su teléfono) y cierra sus sesiones; queda con su motivo."""
    exigir(quien, Permiso.ROLES_DAR)
    exigir_reciente(quien)
    if persona_id == quien.persona:
        raise NoPermitido(_("Nadie anula su propio segundo paso: pídelo a otra administradora."))
    anular_segundo_paso(persona_id, motivo, autora_id=quien.persona)


def anular_segundo_paso(persona_id: int, motivo: str, *, autora_id: int | None) -> None:
    """Lo anula sin comprobar quién lo pide: para órdenes de la máquina y `reiniciar_segundo_paso`."""
    if not motivo.strip():
        raise Invalido("motivo", _("Escribe el motivo: queda en el registro."))
    anulado = db.session.execute(delete(SegundoFactor).where(SegundoFactor.persona_id == persona_id))
    if int(anulado.rowcount) == 0:  # type: ignore[attr-defined]
        raise NoEncontrado(_("Esta persona no tiene segundo paso que anular."))
    db.session.execute(delete(CodigoImpreso).where(CodigoImpreso.persona_id == persona_id))
    cerrar_todas(persona_id)
    db.session.add(
        CambioDeRol(
            persona_id=persona_id,
            autora_id=autora_id,
            accion="anular",
            rol=ROL_ANOTADO,
            alcance="",
            motivo=motivo.strip()[:500],
            ocurrio_en=ahora(),
        )
    )
    db.session.flush()
    _avisar(persona_id, "anulado")


def segundo_factor_de_demostracion(persona_id: int) -> None:
    """Da a una cuenta de la demostración un segundo paso fijo; si ya lo tiene no cambia nada."""
    if db.session.get(SegundoFactor, persona_id) is None:
        db.session.add(SegundoFactor(persona_id=persona_id, sal=codigos.nueva_sal(), creado_en=ahora()))
        db.session.flush()


def _avisar(persona_id: int, que: str) -> None:
    """Escribe a la persona: un cambio que no hizo ella se nota enseguida."""
    persona = db.session.get_one(Persona, persona_id)
    if persona.correo:
        encolar_correo(
            persona.correo,
            "cuentas/segundo_paso",
            persona.idioma,
            persona_id=persona.id,
            cuando=ahora(),
            que=que,
        )
