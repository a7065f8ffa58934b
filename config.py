"""Configuración: lo que cambia de una ciudad a otra se lee aquí, del entorno, y en ningún otro lugar.

Regla: un valor por omisión puede estar en `Configuracion` solo si es correcto en producción y se puede
publicar. Ningún secreto tiene valor por omisión: se crean en la carpeta de datos con permiso 0600.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

RAIZ = Path(__file__).resolve().parent


class AjusteInvalido(Exception):
    """Un ajuste mal escrito: cuál, qué dice y qué se espera."""

    def __init__(self, clave: str, valor: str, se_espera: str) -> None:
        dice = f" («{valor}»)" if valor else ""
        super().__init__(
            f"{clave} no vale{dice}: pon {se_espera}. Mira el entorno y rumbo.env, en la carpeta de datos."
        )


def _leer_archivo_env(ruta: Path) -> dict[str, str]:
    """Devuelve las líneas `CLAVE=valor` de `rumbo.env`; ignora vacías y comentarios."""
    if not ruta.exists():
        return {}
    pares: dict[str, str] = {}
    try:
        texto = ruta.read_text(encoding="utf-8")
    except UnicodeDecodeError as falla:
        raise AjusteInvalido(str(ruta), "", "el archivo en UTF-8") from falla
    for linea in texto.splitlines():
        if linea.strip() and not linea.lstrip().startswith("#") and "=" in linea:
            clave, _, valor = linea.partition("=")
            pares[clave.strip()] = valor.strip().strip('"')
    return pares


def _secreto(carpeta: Path, nombre: str) -> str:
    """Lee un secreto de la carpeta de datos; si falta, lo crea una sola vez, legible solo por su dueño."""
    carpeta.mkdir(parents=True, exist_ok=True, mode=0o700)
    ruta = carpeta / nombre
    try:
        descriptor = os.open(ruta, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return ruta.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as archivo:
        archivo.write(secrets.token_urlsafe(48))
    return ruta.read_text(encoding="ascii").strip()


def _numero(clave: str, valor: str) -> int:
    if not valor.isdecimal():
        raise AjusteInvalido(clave, valor, "un número entero, de 0 en adelante")
    return int(valor)


def _url_base(valor: str) -> str:
    """Normaliza la URL de la base: PostgreSQL siempre con el controlador psycopg 3."""
    for prefijo in ("postgres://", "postgresql://"):
        if valor.startswith(prefijo):
            return "postgresql+psycopg://" + valor[len(prefijo) :]
    return valor


class Configuracion:
    """Configuración de producción, leída del entorno y de `<datos>/rumbo.env` (el entorno manda)."""

    DESARROLLO = False
    DEMOSTRACION = False
    TESTING = False

    def __init__(self, entorno: Mapping[str, str] | None = None) -> None:
        entorno = os.environ if entorno is None else entorno
        self.DATOS = Path(entorno.get("RUMBO_DATOS", str(RAIZ / "datos"))).resolve()
        valores = {**_leer_archivo_env(self.DATOS / "rumbo.env"), **entorno}

        def de(clave: str, omision: str = "") -> str:
            return valores.get(clave, omision)

        self.SECRET_KEY = de("RUMBO_CLAVE_SECRETA") or _secreto(self.DATOS / "secretos", "clave_secreta")
        self.CLAVE_SEUDONIMOS = _secreto(self.DATOS / "secretos", "clave_seudonimos")
        self.CLAVE_PADRON = _secreto(self.DATOS / "secretos", "clave_padron")
        self.CLAVE_SEGUNDO_FACTOR = _secreto(self.DATOS / "secretos", "clave_segundo_factor")
        self.SQLALCHEMY_DATABASE_URI = _url_base(
            de("RUMBO_BASE") or f"sqlite:///{self.DATOS / 'rumbo.sqlite3'}"
        )
        self.DEMOSTRACION = de("RUMBO_DEMOSTRACION") == "1"
        self.CIUDAD_NOMBRE = de("RUMBO_CIUDAD", "Rumbo Común")
        self.CIUDAD_LEMA = de("RUMBO_LEMA")
        self.CIUDAD_CONTACTO = de("RUMBO_CONTACTO")
        self.CIUDAD_SERVICIO = de("RUMBO_SERVICIO")
        self.ZONA = de("RUMBO_ZONA", "UTC")
        self.MONEDA = de("RUMBO_MONEDA", "USD")
        self.REGION = de("RUMBO_REGION", "es_419")
        self.PAIS = de("RUMBO_PAIS") or self.REGION.partition("_")[2]
        self.IDIOMA = de("RUMBO_IDIOMA", "es")
        self.IDIOMAS = ("es", "pt", "en")
        self.URL_PUBLICA = de("RUMBO_URL").rstrip("/")
        self.TRUSTED_HOSTS = [h.strip() for h in de("RUMBO_DOMINIOS").split(",") if h.strip()] or [
            "localhost",
            "127.0.0.1",
            "[::1]",
        ]
        self.SALTOS_PROXY = _numero("RUMBO_SALTOS_PROXY", de("RUMBO_SALTOS_PROXY", "0"))
        self.HTTPS = self.URL_PUBLICA.startswith("https://")
        self.SMTP = de("RUMBO_SMTP")
        self.CORREO_REMITENTE = de("RUMBO_REMITENTE", "no-responder@localhost")
        self.MEDIR = de("RUMBO_MEDIR") == "1"
        self._fijar_limites()

    def _fijar_limites(self) -> None:
        """Límites de lo que se recibe, galletas, compresión y traducciones: iguales en toda ciudad."""
        self.MAX_CONTENT_LENGTH = 1024 * 1024
        self.MAX_FORM_MEMORY_SIZE = 512 * 1024
        self.MAX_FORM_PARTS = 200
        self.WTF_CSRF_TIME_LIMIT = None
        self.SESSION_COOKIE_NAME = "__Host-rumbo_visita" if self.HTTPS else "rumbo_visita"
        self.SESSION_COOKIE_SECURE = self.HTTPS
        self.SESSION_COOKIE_HTTPONLY = True
        self.SESSION_COOKIE_SAMESITE = "Lax"
        self.COOKIE_SESION = "__Host-rumbo_sesion" if self.HTTPS else "rumbo_sesion"
        # Un plan por consulta: el genérico no sabe que un filtro trae diez filas y otro un millón.
        self.SQLALCHEMY_ENGINE_OPTIONS: dict[str, object] = (
            {} if self.es_sqlite else {"connect_args": {"options": "-c plan_cache_mode=force_custom_plan"}}
        )
        self.COMPRESS_ALGORITHM = ["zstd", "br", "gzip"]
        self.COMPRESS_BR_LEVEL = 4
        self.COMPRESS_LEVEL = 6
        self.COMPRESS_MIN_SIZE = 700
        self.BABEL_DEFAULT_LOCALE = self.IDIOMA
        self.BABEL_TRANSLATION_DIRECTORIES = str(RAIZ / "app" / "traducciones")

    @property
    def es_sqlite(self) -> bool:
        """Verdadero si la base es SQLite."""
        return self.SQLALCHEMY_DATABASE_URI.startswith("sqlite")


class ConfiguracionDesarrollo(Configuracion):
    """Para quien programa: muestra `/estilo` y recarga plantillas."""

    DESARROLLO = True
    TEMPLATES_AUTO_RELOAD = True


def del_entorno() -> Configuracion:
    """La configuración de esta ejecución: la de desarrollo solo si `RUMBO_DESARROLLO=1`."""
    return ConfiguracionDesarrollo() if os.environ.get("RUMBO_DESARROLLO") == "1" else Configuracion()


class ConfiguracionPruebas(Configuracion):
    """Para las pruebas: base dada por el arnés, sin límite de CSRF distinto ni correo real."""

    TESTING = True

    def __init__(self, entorno: Mapping[str, str]) -> None:
        super().__init__(entorno)
        self.SERVER_NAME = None
        self.TRUSTED_HOSTS = ["localhost", "127.0.0.1"]
