"""Escrituras del mostrador: abrir y terminar una atención, y cada acto con su sello.

Los actos son los mismos servicios que usan las páginas, con la identidad de la persona atendida: las reglas
viven una vez. Un acto y su sello entran en la misma transacción o no entran.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from sqlalchemy import delete

from app.contenido.servicios import anotar_hecho
from app.cuentas import servicios as cuentas
from app.extensiones import db
from app.mostrador import consultas
from app.mostrador.consultas import Atendida
from app.mostrador.errores import OtraPersona, SinAtencion
from app.mostrador.modelos import APOYOS, ActoMostrador, Atencion
from app.mostrador.reglas import ES_TURNO, INACTIVIDAD
from app.nucleo import limites, transaccion
from app.nucleo.errores import Conflicto, Invalido, NoPermitido
from app.nucleo.permisos import Identidad, Permiso
from app.nucleo.reloj import ahora
from app.nucleo.salidas import encolar_correo
from app.padron import servicios as padron
from app.participacion import servicios as participacion
from app.propuestas import cuotas
from app.propuestas import servicios as propuestas


@dataclass(frozen=True)
class DatosDePropuesta:
    """Una propuesta dictada en el mostrador, en una sola hoja."""

    proceso_id: int
    titulo: str
    cuerpo: str
    en_nombre_de: str = ""
    elementos: Sequence[int] = ()
    territorio_id: int | None = None
    referencia: str = ""
    nacimiento: int | None = None


def nuevo_turno() -> str:
    """Lo que distingue a una atención, o a una hoja de registro, de las demás."""
    return secrets.token_hex(8)


def _exigir(quien: Identidad) -> None:
    """Basta el rol, con cualquier alcance: en un mostrador se atiende a quien llega."""
    if not quien.puede_en_algun_lugar(Permiso.MOSTRADOR_ATENDER):
        raise NoPermitido()


def abrir(quien: Identidad, persona_id: int, punto_id: int | None, *, con_documento: bool) -> Atencion:
    """Empieza a atender a una persona; la atención anterior de esta sesión termina.

    Quien entra con su propia clave solo puede ser atendida mostrando su documento: nadie actúa por otra
    persona con saber su nombre. Nadie se atiende a sí misma.
    """
    _exigir(quien)
    if persona_id == quien.persona:
        raise Conflicto(_("No puedes atenderte a ti misma: entra en tu cuenta para participar."))
    if not consultas.se_puede_atender(persona_id, con_documento=con_documento):
        raise Conflicto(
            _("Esta persona entra con su propia clave. Para atenderla aquí, búscala con su documento delante.")
        )
    terminar(quien)
    momento = ahora()
    atencion = Atencion(
        sesion=quien.sesion,
        facilitadora_id=quien.persona,
        persona_id=persona_id,
        punto_id=punto_id,
        turno=nuevo_turno(),
        abierta_en=momento,
        vista_en=momento,
    )
    db.session.add(atencion)
    db.session.flush()
    return atencion


def terminar(quien: Identidad) -> None:
    """Cierra la atención de esta sesión y borra todo lo suyo; sin ninguna abierta no hace nada.

    Si algo se hizo y la persona tiene correo, se le cuenta: así sabrá si alguien usó su nombre.
    """
    _exigir(quien)
    atencion = consultas.atencion_de(quien)
    if atencion is not None and atencion.hecho:
        _avisar(consultas.atendida(quien))
    db.session.execute(delete(Atencion).where(Atencion.sesion == quien.sesion))
    db.session.expire_all()


def _avisar(persona: Atendida) -> None:
    if persona.correo:
        encolar_correo(
            persona.correo,
            "mostrador/hecho",
            persona.idioma,
            seudonimo=persona.identidad.seudonimo,
            hecho=persona.hecho,
        )


def barrer() -> int:
    """Borra las atenciones abandonadas; la llama el obrero. Devuelve cuántas."""
    with transaccion.escritura():
        resultado = db.session.execute(delete(Atencion).where(Atencion.vista_en < ahora() - INACTIVIDAD))
        return int(resultado.rowcount)  # type: ignore[attr-defined]


def _tomar(quien: Identidad, turno: str) -> tuple[Atendida, Atencion]:
    """La persona atendida, si el formulario es de su turno; un envío a la vez."""
    _exigir(quien)
    consultas.esperar_turno(quien)
    atencion = consultas.atencion_de(quien)
    if atencion is None:
        raise SinAtencion()
    if not secrets.compare_digest(atencion.turno, turno):
        raise OtraPersona()
    atencion.vista_en = ahora()
    return consultas.atendida(quien), atencion


def _sellar(
    atencion: Atencion,
    clase: str,
    *,
    contenido_id: int | None = None,
    con_persona: bool = True,
    codigo: str = "",
    titulo: str = "",
    marca: str = "",
) -> None:
    """Anota el acto: quién lo atendió, dónde y cuándo; de un apoyo, ni de quién ni a qué."""
    db.session.add(
        ActoMostrador(
            facilitadora_id=atencion.facilitadora_id,
            clase=clase,
            punto_id=atencion.punto_id,
            persona_id=atencion.persona_id if con_persona else None,
            contenido_id=contenido_id,
            ocurrio_en=ahora(),
        )
    )
    _recordar(atencion, clase, codigo=codigo, titulo=titulo, marca=marca)


def _recordar(atencion: Atencion, clase: str, **que: str) -> None:
    """Suma algo a lo que dirá el comprobante."""
    atencion.hecho = [*atencion.hecho, {"clase": clase, "codigo": "", "titulo": "", **que}]
    db.session.flush()


def _ya_hecho(atencion: Atencion, clase: str, marca: str = "") -> dict[str, str] | None:
    """Lo mismo, si ya se hizo en esta atención: un doble toque o una vuelta atrás no lo repiten."""
    iguales = (h for h in atencion.hecho if h["clase"] == clase and h.get("marca", "") == marca)
    return next(iguales, None)


def _marca(*partes: str) -> str:
    """Lo que distingue a un texto de otro sin repetirlo: da igual cómo vengan los espacios."""
    juntas = "\n".join(" ".join(parte.split()) for parte in partes)
    return hashlib.sha256(juntas.encode()).hexdigest()[:16]


def registrar(
    quien: Identidad,
    punto_id: int | None,
    *,
    seudonimo: str | None,
    nombre: str | None,
    contacto: str | None,
    territorio_id: int | None,
    nacimiento: int | None,
    idioma: str = "",
    turno: str = "",
) -> Atencion:
    """Registra a quien no tiene cuenta ni correo, y empieza a atenderla.

    `turno` es el de la hoja: si ya se está atendiendo a quien se registró con ella (un doble toque), no
    registra a nadie más. Lanza `Invalido` si no hay con qué reconocerla.
    """
    _exigir(quien)
    consultas.esperar_turno(quien)
    abierta = consultas.atencion_de(quien)
    if abierta is not None and turno and secrets.compare_digest(abierta.turno, turno):
        return abierta
    if not (nombre or "").strip() and not (seudonimo or "").strip():
        raise Invalido("nombre", _("Escribe un nombre: sin él no la hallarás otro día."))
    persona = cuentas.registrar_en_mostrador(
        quien,
        idioma=idioma,
        seudonimo=seudonimo,
        nombre=nombre,
        contacto=contacto,
        territorio_id=territorio_id,
        nacimiento=nacimiento,
    )
    atencion = abrir(quien, persona.id, punto_id, con_documento=True)
    if ES_TURNO.fullmatch(turno):
        atencion.turno = turno
    _sellar(atencion, "registrar", titulo=persona.seudonimo)
    return atencion


def acreditar(
    quien: Identidad,
    turno: str,
    *,
    tipo: str,
    numero: str,
    segundo: str,
    pruebas: list[str],
    fundamento: str,
    territorio_id: int | None,
    nacimiento: int | None,
) -> None:
    """Comprueba su derecho a participar con los documentos que muestra, que no se copian."""
    persona, atencion = _tomar(quien, turno)
    if atencion.punto_id is None and not quien.puede(Permiso.MOSTRADOR_ATENDER):
        raise Conflicto(_("Tu rol vale en un lugar: di primero, en «Mostrador», dónde estás atendiendo."))
    padron.acreditar_en_mostrador(
        quien,
        persona.identidad.persona,
        tipo,
        numero,
        segundo=segundo,
        pruebas=pruebas,
        fundamento=fundamento,
        territorio_id=territorio_id,
        nacimiento=nacimiento,
        punto_id=atencion.punto_id,
    )
    if _ya_hecho(atencion, "acreditar") is None:
        _sellar(atencion, "acreditar")


def decir_nacimiento(quien: Identidad, turno: str, nacimiento: int | None) -> None:
    """Anota el año de nacimiento que la persona dice, cuando un proceso pide una edad."""
    persona, atencion = _tomar(quien, turno)
    _anotar_nacimiento(quien, persona, atencion, nacimiento)


def _anotar_nacimiento(
    quien: Identidad, persona: Atendida, atencion: Atencion, nacimiento: int | None
) -> Identidad:
    cuentas.anotar_nacimiento(quien, persona.identidad.persona, nacimiento)
    if nacimiento != persona.identidad.nacimiento:
        datos = {"cuenta": persona.identidad.persona}
        anotar_hecho("mostrador.nacimiento", None, quien.persona, datos=datos, publico=False)
        _recordar(atencion, "nacimiento")
    return replace(persona.identidad, nacimiento=nacimiento)


def _quien_actua(quien: Identidad, persona: Atendida, atencion: Atencion, nacimiento: int | None) -> Identidad:
    """La persona; si no se sabía su año de nacimiento y lo acaba de decir, ya con él."""
    if nacimiento is None or persona.identidad.nacimiento is not None:
        return persona.identidad
    return _anotar_nacimiento(quien, persona, atencion, nacimiento)


def proponer(quien: Identidad, turno: str, datos: DatosDePropuesta) -> str:
    """Publica la propuesta que la persona dicta; devuelve su código. Si algo falta, no queda nada a medias."""
    _exigir(quien)
    cuota = cuotas.de_publicar(consultas.atendida(quien).identidad)
    if cuota:
        limites.gastar_todas(cuota)
    persona, atencion = _tomar(quien, turno)
    marca = _marca(datos.titulo)
    ya = _ya_hecho(atencion, "proponer", marca)
    if ya is not None:
        return ya["codigo"]
    propone = _quien_actua(quien, persona, atencion, datos.nacimiento)
    borrador = propuestas.empezar(propone, datos.proceso_id)
    codigo = borrador.contenido.codigo
    propuestas.guardar_idea(propone, codigo, datos.titulo, "", datos.cuerpo, datos.en_nombre_de)
    propuestas.guardar_plan(propone, codigo, list(datos.elementos), not datos.elementos, [])
    propuestas.guardar_lugar(propone, codigo, datos.territorio_id, None, None, datos.referencia)
    publicada = propuestas.publicar(propone, codigo)
    _sellar(
        atencion, "proponer", contenido_id=publicada.id, codigo=codigo, titulo=publicada.titulo, marca=marca
    )
    return codigo


def apoyar(quien: Identidad, turno: str, codigo: str) -> None:
    """Suma el apoyo de la persona. No dice si ya lo había dado: eso es solo suyo."""
    persona, atencion = _tomar(quien, turno)
    propuesta = propuestas.apoyar(persona.identidad, codigo)
    _sellar_apoyo(atencion, "apoyar", codigo, propuesta.titulo)


def retirar_apoyo(quien: Identidad, turno: str, codigo: str) -> None:
    """Quita el apoyo de la persona, si lo dio; la respuesta es la misma si no."""
    persona, atencion = _tomar(quien, turno)
    propuesta = propuestas.retirar_apoyo(persona.identidad, codigo)
    _sellar_apoyo(atencion, "retirar_apoyo", codigo, propuesta.titulo)


def _sellar_apoyo(atencion: Atencion, clase: str, codigo: str, titulo: str) -> None:
    """Un sello por cada vez que cambia lo pedido en esta atención, no por cada toque."""
    de_esta = [h["clase"] for h in atencion.hecho if h["codigo"] == codigo and h["clase"] in APOYOS]
    if de_esta[-1:] != [clase]:
        _sellar(atencion, clase, con_persona=False, codigo=codigo, titulo=titulo)


def comentar(
    quien: Identidad, turno: str, codigo: str, texto: str, posicion: str, nacimiento: int | None = None
) -> str:
    """Publica el comentario que la persona dicta sobre un contenido; devuelve el código del comentario.

    El mismo texto sobre lo mismo, en la misma atención, es un solo comentario.
    """
    persona, atencion = _tomar(quien, turno)
    marca = _marca(codigo, texto)
    ya = _ya_hecho(atencion, "comentar", marca)
    if ya is not None:
        return ya["codigo"]
    comenta = _quien_actua(quien, persona, atencion, nacimiento)
    comentario = participacion.comentar(comenta, codigo, texto, posicion=posicion)
    hallado = comentario.contenido.codigo
    _sellar(atencion, "comentar", contenido_id=comentario.id, codigo=hallado, titulo=texto[:80], marca=marca)
    return hallado


def dar_codigo_de_activacion(quien: Identidad, turno: str) -> str:
    """Un código en papel para que la persona ponga su correo y su clave cuando quiera."""
    persona, atencion = _tomar(quien, turno)
    if persona.tiene_clave:
        raise Invalido("", _("Esta persona ya entra con su clave."))
    codigo = str(cuentas.codigo_de_activacion(quien, persona.identidad.persona))
    _sellar(atencion, "activar")
    return codigo
