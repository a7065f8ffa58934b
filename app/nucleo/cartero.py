"""El cartero: arma cada mensaje y lo lleva al servidor de correo; sin servidor, lo deja en una carpeta.

Distingue dos fallos: que el servidor no acepte un mensaje (`Rechazado`, asunto de ese mensaje) y que no se
pueda hablar con él (`SinServidor`, asunto de todos).
"""

from __future__ import annotations

import smtplib
import ssl
from email import policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

from app.nucleo.modelos import Salida

FORMA = policy.SMTP.clone(cte_type="7bit")
"""Solo ASCII por la red: así pasa por cualquier servidor, también por los que no saben más."""
PUERTOS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
SE_VA = 421
"""El servidor deja de atender: no es por este mensaje."""
PACIENCIA = 20
"""Segundos que se espera cada respuesta del servidor."""


class Rechazado(Exception):
    """El servidor respondió que este mensaje no; el texto dice por qué."""


class SinServidor(Exception):
    """No se pudo hablar con el servidor, o no deja enviar; el texto dice por qué."""


def mensaje_de(salida: Salida, ciudad: str, remitente: str, contacto: str = "") -> EmailMessage:
    """El mensaje, con texto y HTML. Repetirlo da el mismo `Message-ID`: quien lo recibe dos veces ve uno."""
    dominio = remitente.rpartition("@")[2]
    mensaje = EmailMessage(policy=FORMA)
    mensaje["From"] = Address(ciudad, addr_spec=remitente)
    mensaje["To"] = salida.para
    if "@" in contacto and contacto != remitente:
        mensaje["Reply-To"] = Address(ciudad, addr_spec=contacto)
    mensaje["Subject"] = salida.asunto
    mensaje["Date"] = salida.creada_en
    mensaje["Message-ID"] = f"<{salida.id}.{salida.creada_en:%Y%m%d%H%M%S%f}@{dominio}>"
    mensaje["Auto-Submitted"] = "auto-generated"
    mensaje.set_content(salida.texto)
    if salida.html:
        mensaje.add_alternative(salida.html, subtype="html")
    if salida.idioma:
        mensaje["Content-Language"] = salida.idioma
    return mensaje


class Interrumpido(SinServidor):
    """El servidor dejó de responder a mitad de este mensaje: quizá sea por él."""


class Cartero:
    """Reparte con una sola conexión, que abre al primer mensaje. Se usa con `with`.

    `destino` es `smtp://`, `smtp+tls://` o `smtps://` con usuario, clave y puerto; vacío, los mensajes van como
    archivos a `carpeta`.
    """

    def __init__(self, destino: str, carpeta: Path) -> None:
        self._destino = destino
        self._carpeta = carpeta
        self._servidor: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._servidor is not None:
            try:
                self._servidor.quit()
            except OSError:
                self._servidor.close()

    def entregar(self, mensaje: EmailMessage, nombre: str) -> None:
        """Lleva un mensaje y vuelve cuando el servidor lo tomó.

        Lanza `Rechazado`, `SinServidor` o, de esta, `Interrumpido`.
        """
        falla: type[SinServidor] = SinServidor
        try:
            if self._destino:
                servidor, falla = self._conectado(), Interrumpido
                servidor.send_message(mensaje)
            else:
                self._carpeta.mkdir(parents=True, exist_ok=True, mode=0o700)
                (self._carpeta / f"{nombre}.eml").write_bytes(bytes(mensaje))
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPNotSupportedError) as error:
            if _codigo(error) == SE_VA:
                raise falla(_motivo(error)) from error
            raise Rechazado(_motivo(error)) from error
        except OSError as error:
            raise falla(_motivo(error)) from error
        except (MessageError, ValueError) as error:
            raise Rechazado(_motivo(error)) from error

    def _conectado(self) -> smtplib.SMTP:
        if self._servidor is None:
            self._servidor = _conectar(self._destino)
        return self._servidor


def _conectar(destino: str) -> smtplib.SMTP:
    partes = urlsplit(destino)
    try:
        puerto = partes.port or PUERTOS[partes.scheme]
    except (KeyError, ValueError) as error:
        raise SinServidor("RUMBO_SMTP no se entiende: se espera smtp://, smtp+tls:// o smtps://.") from error
    lugar = (partes.hostname or "localhost", puerto)
    if partes.scheme == "smtps":
        seguro = ssl.create_default_context()
        servidor: smtplib.SMTP = smtplib.SMTP_SSL(*lugar, timeout=PACIENCIA, context=seguro)
    else:
        servidor = smtplib.SMTP(*lugar, timeout=PACIENCIA)
    try:
        if partes.scheme == "smtp+tls":
            servidor.starttls(context=ssl.create_default_context())
        if partes.username:
            servidor.login(unquote(partes.username), unquote(partes.password or ""))
    except OSError:
        servidor.close()
        raise
    except UnicodeError as error:
        servidor.close()
        raise SinServidor("El usuario y la clave de RUMBO_SMTP solo pueden llevar letras ASCII.") from error
    return servidor


def _codigo(error: Exception) -> int:
    """El número con que respondió el servidor; 0 si no respondió."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return int(next(iter(error.recipients.values()))[0])
    return int(error.smtp_code) if isinstance(error, smtplib.SMTPResponseException) else 0


def _motivo(error: Exception) -> str:
    """Lo que se guarda para quien mantiene el servicio: la respuesta del servidor o el error."""
    codigo: int
    dicho: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codigo, dicho = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        codigo, dicho = error.smtp_code, error.smtp_error
    else:
        return f"{type(error).__name__}: {error}"
    texto = dicho.decode("utf-8", "replace") if isinstance(dicho, bytes) else dicho
    return f"{codigo} {texto}"
