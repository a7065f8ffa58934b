"""El aviso de privacidad: publicar una versión y anotar que alguien la leyó."""

from __future__ import annotations

from flask import g
from flask_babel import gettext as _

from app.contenido.servicios import anotar_hecho
from app.cuentas.servicios import anotar_aviso, exigir_reciente
from app.extensiones import db
from app.nucleo.errores import Conflicto, Invalido, traducir
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.nucleo.reloj import ahora
from app.privacidad import consultas
from app.privacidad.modelos import AvisoPrivacidad

MAXIMO_TEXTO = 50_000
MAXIMO_CAMBIOS = 500


def publicar_aviso(quien: Identidad, texto: str, cambios: str, sobre: int) -> int:
    """Publica la versión siguiente a `sobre` y dice qué cambió; devuelve su número. No se edita ni se borra.

    Lanza `Conflicto` si otra persona publicó una mientras tanto.
    """
    exigir(quien, Permiso.AVISO_EDITAR)
    exigir_reciente(quien)
    texto, cambios = texto.strip(), cambios.strip()
    if not 200 <= len(texto) <= MAXIMO_TEXTO:
        raise Invalido("texto", _("Escribe el aviso entero: entre 200 y 50.000 caracteres."))
    if not cambios or len(cambios) > MAXIMO_CAMBIOS:
        raise Invalido("cambios", _("Di en una o dos frases qué cambió."))
    if sobre != consultas.version_vigente():
        raise Conflicto()
    numero = sobre + 1
    with traducir({"pk_avisos_privacidad": Conflicto()}):
        db.session.add(
            AvisoPrivacidad(
                version=numero, texto=texto, cambios=cambios, autora_id=quien.persona, publicado_en=ahora()
            )
        )
        db.session.flush()
    anotar_hecho("privacidad.aviso", None, quien.persona, motivo=cambios, datos={"version": numero})
    g.pop("aviso_vigente", None)
    return numero


def leido(quien: Identidad) -> None:
    """Anota que la persona leyó la versión en vigor: deja de recordársele."""
    exigir(quien, Permiso.CUENTA_PROPIA)
    anotar_aviso(quien.persona, consultas.version_vigente())
