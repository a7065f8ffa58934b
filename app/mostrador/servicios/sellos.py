"""El sello de cada acto del mostrador: el mismo formulario, enviado dos veces, es un solo acto."""

from __future__ import annotations

import hashlib

from app.extensiones import db
from app.mostrador.modelos import APOYOS, ActoMostrador, Atencion
from app.nucleo.errores import guardar_una_vez
from app.nucleo.reloj import ahora

UNICO = "uq_actos_mostrador_envio"


def acto_de(atencion: Atencion, clase: str, *escrito: str) -> ActoMostrador:
    """El sello de un acto, sin guardar: quién lo atendió, dónde y cuándo; de un apoyo, ni de quién ni a qué."""
    con_persona = clase not in APOYOS
    return ActoMostrador(
        facilitadora_id=atencion.facilitadora_id,
        clase=clase,
        punto_id=atencion.punto_id,
        persona_id=atencion.persona_id if con_persona else None,
        envio=envio_de(atencion.turno, clase, *escrito) if escrito else None,
        ocurrio_en=ahora(),
    )


def envio_de(turno: str, *escrito: str) -> str:
    """Lo que distingue a un formulario de otro sin repetir lo que dice: da igual cómo vengan los espacios."""
    juntas = "\n".join(" ".join(parte.split()) for parte in (turno, *escrito))
    return hashlib.sha256(juntas.encode()).hexdigest()


def sellar(acto: ActoMostrador) -> bool:
    """Guarda el sello; falso si ese formulario ya se envió: un doble toque o una vuelta atrás no lo repiten."""
    return guardar_una_vez(acto, UNICO)


def recordar(atencion: Atencion, clase: str, **que: str) -> None:
    """Suma algo a lo que dirá el comprobante."""
    atencion.hecho = [*atencion.hecho, {"clase": clase, "codigo": "", "titulo": "", **que}]
    db.session.flush()
