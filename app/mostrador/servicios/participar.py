"""Proponer, apoyar y comentar en nombre de quien está delante.

Son los mismos servicios que usan las páginas, con la identidad de la persona atendida."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.mostrador import consultas
from app.mostrador.consultas import Atendida
from app.mostrador.modelos import APOYOS, Atencion
from app.mostrador.servicios.atenciones import tomar
from app.mostrador.servicios.personas import anotar_nacimiento
from app.mostrador.servicios.sellos import acto_de, recordar, sellar
from app.nucleo.permisos import Identidad
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


def _quien_actua(quien: Identidad, persona: Atendida, atencion: Atencion, nacimiento: int | None) -> Identidad:
    """La persona; si no se sabía su año de nacimiento y lo acaba de decir, ya con él."""
    if nacimiento is None or persona.identidad.nacimiento is not None:
        return persona.identidad
    return anotar_nacimiento(quien, persona, atencion, nacimiento)


def proponer(quien: Identidad, turno: str, datos: DatosDePropuesta) -> str:
    """Publica la propuesta que la persona dicta; devuelve su código. Si algo falta, no queda nada a medias.

    Gasta lo que puede publicar al día, como en la web: ni un rechazo ni un doble toque cuentan.
    """
    persona, atencion = tomar(quien, turno)
    acto = acto_de(atencion, "proponer", datos.titulo)
    if not sellar(acto):
        return consultas.codigo_de_lo_hecho(acto.envio or "")
    propone = _quien_actua(quien, persona, atencion, datos.nacimiento)
    borrador = propuestas.empezar(propone, datos.proceso_id)
    codigo = borrador.contenido.codigo
    propuestas.guardar_idea(propone, codigo, datos.titulo, "", datos.cuerpo, datos.en_nombre_de)
    propuestas.guardar_plan(propone, codigo, list(datos.elementos), not datos.elementos, [])
    propuestas.guardar_lugar(propone, codigo, datos.territorio_id, None, None, datos.referencia)
    publicada = propuestas.publicar(propone, codigo, cuotas.de_publicar(propone))
    acto.contenido_id = publicada.id
    recordar(atencion, "proponer", codigo=codigo, titulo=publicada.titulo)
    return codigo


def apoyar(quien: Identidad, turno: str, codigo: str) -> None:
    """Suma el apoyo de la persona. No dice si ya lo había dado: eso es solo suyo."""
    persona, atencion = tomar(quien, turno)
    propuesta = propuestas.apoyar(persona.identidad, codigo)
    sellar_apoyo(atencion, "apoyar", codigo, propuesta.titulo)


def retirar_apoyo(quien: Identidad, turno: str, codigo: str) -> None:
    """Quita el apoyo de la persona, si lo dio; la respuesta es la misma si no."""
    persona, atencion = tomar(quien, turno)
    propuesta = propuestas.retirar_apoyo(persona.identidad, codigo)
    sellar_apoyo(atencion, "retirar_apoyo", codigo, propuesta.titulo)


def sellar_apoyo(atencion: Atencion, clase: str, codigo: str, titulo: str) -> None:
    """Un sello por cada vez que cambia lo pedido en esta atención, no por cada toque."""
    de_esta = [h["clase"] for h in atencion.hecho if h["codigo"] == codigo and h["clase"] in APOYOS]
    if de_esta[-1:] != [clase]:
        sellar(acto_de(atencion, clase))
        recordar(atencion, clase, codigo=codigo, titulo=titulo)


def comentar(
    quien: Identidad, turno: str, codigo: str, texto: str, posicion: str, nacimiento: int | None = None
) -> str:
    """Publica el comentario que la persona dicta sobre un contenido; devuelve el código del comentario.

    El mismo texto sobre lo mismo, en la misma atención, es un solo comentario.
    """
    persona, atencion = tomar(quien, turno)
    acto = acto_de(atencion, "comentar", codigo, texto)
    if not sellar(acto):
        return consultas.codigo_de_lo_hecho(acto.envio or "")
    comenta = _quien_actua(quien, persona, atencion, nacimiento)
    cuota = participacion.cuota_de_comentar(comenta)
    comentario = participacion.comentar(comenta, codigo, texto, posicion=posicion, cuotas=[cuota])
    hallado = comentario.contenido.codigo
    acto.contenido_id = comentario.id
    recordar(atencion, "comentar", codigo=hallado, titulo=texto[:80])
    return hallado
