"""El supervisor: abre el puerto y cuida N procesos web y un obrero.

No carga la aplicación: así pesa poco, no toca la base y un error en ella no lo tumba. Cada hijo es
un proceso nuevo de Python; por eso SIGHUP carga el código y la configuración nuevos.

Señales: SIGTERM y SIGINT paran con orden (a la segunda, de golpe); SIGHUP recarga sin cortar.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import os
import select
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from app.operacion.vida import PLAZO_DE_CIERRE

RAIZ = Path(__file__).resolve().parents[2]
ESPERA_MAXIMA = 30.0
VIDA_SANA = 30.0
"""Un hijo que vivió estos segundos se repone al instante; los que mueren antes, cada vez más tarde."""


class NoArranca(Exception):
    """No se puede servir; el mensaje dice por qué y qué hacer."""


@dataclass(frozen=True)
class Servicio:
    """Qué servir y dónde. `objetivo` y `tareas` son «módulo:función»."""

    direccion: str = "127.0.0.1"
    puerto: int = 8000
    procesos: int = field(default_factory=lambda: os.cpu_count() or 1)
    objetivo: str = "app:create_app"
    tareas: str = "app.areas:tareas"
    obrero: bool = True


@dataclass
class Hijo:
    """Un proceso hijo y lo que se sabe de él."""

    clase: str
    proceso: subprocess.Popen[bytes]
    generacion: int
    nacido: float
    listo_en: int | None
    puesto: int

    @property
    def listo(self) -> bool:
        return self.listo_en is None


def decir(texto: str) -> None:
    """Un mensaje para quien opera, en una línea de la salida de errores."""
    sys.stderr.write(f"rumbo: {texto}\n")
    sys.stderr.flush()


def url(servicio: Servicio) -> str:
    """La dirección que se escribe en el navegador."""
    anfitrion = f"[{servicio.direccion}]" if ":" in servicio.direccion else servicio.direccion
    return f"http://{anfitrion}:{servicio.puerto}"


def abrir(direccion: str, puerto: int) -> socket.socket:
    """Abre el enchufe que comparten los procesos web; si no se puede, dice la salida."""
    familia = socket.AF_INET6 if ":" in direccion else socket.AF_INET
    try:
        enchufe = socket.create_server((direccion, puerto), family=familia, backlog=1024)
    except OverflowError as falla:
        raise NoArranca(f"El puerto {puerto} no existe: elige uno entre 1024 y 65535.") from falla
    except OSError as falla:
        raise NoArranca(_por_que(falla, direccion, puerto)) from falla
    enchufe.setblocking(False)
    return enchufe


def _por_que(falla: OSError, direccion: str, puerto: int) -> str:
    if falla.errno == errno.EADDRINUSE:
        return (
            f"El puerto {puerto} ya está en uso: cierra lo que lo ocupa o elige otro con --puerto {puerto + 1}."
        )
    if falla.errno == errno.EACCES:
        return f"El puerto {puerto} pide permisos de administrador: elige uno desde 1024 con --puerto 8000."
    return f"No pude escuchar en {direccion}:{puerto} ({falla.strerror}): revisa --direccion."


class Supervisor:
    """Mantiene vivos a los hijos hasta que se le pide parar."""

    def __init__(self, servicio: Servicio, enchufe: socket.socket) -> None:
        self._servicio = servicio
        self._enchufe = enchufe
        self._hijos: list[Hijo] = []
        self._generacion = 1
        self._recarga: int | None = None
        self._esperas: dict[tuple[str, int], float] = {}
        self._pendientes: dict[tuple[str, int], float] = {}
        self._anunciado = False
        self._vida_lee, self._vida_escribe = os.pipe()
        self._senal_lee, senal_escribe = os.pipe()
        os.set_blocking(self._senal_lee, False)
        os.set_blocking(senal_escribe, False)
        signal.set_wakeup_fd(senal_escribe)

    def correr(self) -> int:
        """Arranca y vigila; devuelve el código de salida."""
        for esperada in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):
            signal.signal(esperada, lambda *_: None)
        for puesto in range(self._servicio.procesos):
            self._nacer("web", puesto)
        while True:
            for senal in self._esperar():
                if senal in (signal.SIGTERM, signal.SIGINT):
                    return self._parar(0)
                if senal == signal.SIGHUP:
                    self._recargar()
            self._leer_listos()
            if not self._enterrar():
                return self._parar(1)
            self._reponer()
            self._terminar_recarga()

    # --- hijos ---

    def _nacer(self, clase: str, puesto: int) -> None:
        s = self._servicio
        listo_lee, listo_escribe = os.pipe()
        orden = [sys.executable, "-m", f"app.operacion.{clase}", s.objetivo]
        orden += [str(self._enchufe.fileno())] if clase == "web" else [s.tareas]
        orden += [str(self._vida_lee), str(listo_escribe)]
        heredados = (self._vida_lee, listo_escribe, self._enchufe.fileno())
        # Grupo propio: Ctrl-C en la terminal llega solo al supervisor, que para con orden.
        proceso = subprocess.Popen(orden, cwd=RAIZ, pass_fds=heredados, process_group=0)  # noqa: S603
        os.close(listo_escribe)
        self._hijos.append(Hijo(clase, proceso, self._generacion, time.monotonic(), listo_lee, puesto))

    def _esperar(self) -> list[int]:
        """Duerme hasta una señal, un hijo listo o la próxima reposición; devuelve las señales llegadas."""
        proxima = min(self._pendientes.values(), default=time.monotonic() + 60)
        atentos = [self._senal_lee, *(h.listo_en for h in self._hijos if h.listo_en is not None)]
        select.select(atentos, [], [], max(0.05, min(60.0, proxima - time.monotonic())))
        with contextlib.suppress(BlockingIOError):
            return list(os.read(self._senal_lee, 256))
        return []

    def _leer_listos(self) -> None:
        esperan = {h.listo_en: h for h in self._hijos if h.listo_en is not None}
        for descriptor in select.select(list(esperan), [], [], 0)[0] if esperan else []:
            if os.read(descriptor, 1):
                esperan[descriptor].listo_en = None
                os.close(descriptor)
        if not self._anunciado and self._todos_listos():
            self._anunciado = True
            n = self._servicio.procesos
            cuantos = "un proceso" if n == 1 else f"{n} procesos"
            decir(f"Responde en {url(self._servicio)} con {cuantos}. Ctrl-C para parar.")
            self._asegurar_obrero()

    def _asegurar_obrero(self) -> None:
        alguno = any(h.clase == "obrero" for h in self._hijos) or ("obrero", 0) in self._pendientes
        if self._servicio.obrero and not alguno:
            self._nacer("obrero", 0)

    def _todos_listos(self) -> bool:
        webs = [h for h in self._hijos if h.clase == "web" and h.generacion == self._generacion]
        return len(webs) == self._servicio.procesos and all(h.listo for h in webs)

    def _enterrar(self) -> bool:
        """Retira a los muertos y fija cuándo reponerlos; falso si la aplicación nunca llegó a arrancar."""
        for hijo in [h for h in self._hijos if h.proceso.poll() is not None]:
            if hijo not in self._hijos:
                continue  # murió junto con otro de la versión nueva, y al desistir se retiraron todos
            self._hijos.remove(hijo)
            nunca_listo = not hijo.listo
            if hijo.listo_en is not None:
                os.close(hijo.listo_en)
            if not self._anunciado:
                decir("La aplicación no arrancó; la causa está en las líneas de arriba.")
                return False
            if self._recarga is not None and nunca_listo and hijo.generacion == self._generacion:
                self._desistir()
            elif hijo.generacion == self._generacion:
                self._anotar_muerte(hijo)
            elif hijo.clase == "obrero":
                self._asegurar_obrero()
        return True

    def _anotar_muerte(self, hijo: Hijo) -> None:
        puesto = (hijo.clase, hijo.puesto)
        vivio = time.monotonic() - hijo.nacido
        previa = self._esperas.get(puesto, 0.0)
        espera = (
            0.0
            if vivio > VIDA_SANA or (not previa and hijo.listo)
            else min(ESPERA_MAXIMA, max(1.0, previa * 2))
        )
        self._esperas[puesto] = max(espera, 0.5)
        self._pendientes[puesto] = time.monotonic() + espera
        cuando = f"en {espera:.0f} s" if espera else "ahora"
        decir(f"Un proceso ({hijo.clase}) terminó con código {hijo.proceso.returncode}; lo repongo {cuando}.")

    def _reponer(self) -> None:
        for puesto, cuando in list(self._pendientes.items()):
            if time.monotonic() >= cuando:
                del self._pendientes[puesto]
                self._nacer(*puesto)

    # --- recarga y cierre ---

    def _recargar(self) -> None:
        if self._recarga is not None or not self._anunciado:
            return
        decir("Recargo: arrancan procesos nuevos y después se retiran los anteriores.")
        self._recarga = self._generacion
        self._generacion += 1
        self._pendientes.clear()
        for puesto in range(self._servicio.procesos):
            self._nacer("web", puesto)

    def _terminar_recarga(self) -> None:
        if self._recarga is None or not self._todos_listos():
            return
        self._recarga = None
        self._esperas.clear()
        viejos = [h for h in self._hijos if h.generacion != self._generacion]
        self._senalar(viejos, signal.SIGTERM)
        self._asegurar_obrero()
        decir("Recarga terminada.")

    def _desistir(self) -> None:
        decir("La versión nueva no arrancó; sigue sirviendo la anterior.")
        nuevos = [h for h in self._hijos if h.generacion == self._generacion]
        self._senalar(nuevos, signal.SIGKILL)
        for hijo in nuevos:
            hijo.proceso.wait()
            self._hijos.remove(hijo)
            if hijo.listo_en is not None:
                os.close(hijo.listo_en)
        self._generacion = self._recarga or 1
        self._recarga = None
        vivos = {(h.clase, h.puesto) for h in self._hijos}
        for puesto in range(self._servicio.procesos):
            if ("web", puesto) not in vivos:
                self._pendientes["web", puesto] = time.monotonic()
        self._asegurar_obrero()

    def _parar(self, codigo: int) -> int:
        self._enchufe.close()
        self._senalar(self._hijos, signal.SIGTERM)
        hasta = time.monotonic() + PLAZO_DE_CIERRE + 5
        while any(h.proceso.poll() is None for h in self._hijos) and time.monotonic() < hasta:
            select.select([self._senal_lee], [], [], 0.2)
            with contextlib.suppress(BlockingIOError):
                if signal.SIGINT in os.read(self._senal_lee, 256):
                    break
        self._senalar(self._hijos, signal.SIGKILL)
        for hijo in self._hijos:
            hijo.proceso.wait()
        return codigo

    def _senalar(self, hijos: list[Hijo], senal: signal.Signals) -> None:
        for hijo in hijos:
            if hijo.proceso.poll() is None:
                hijo.proceso.send_signal(senal)


def supervisar(servicio: Servicio) -> int:
    """Sirve hasta que se le pide parar; devuelve el código de salida."""
    if servicio.procesos < 1:
        raise NoArranca("Hace falta al menos un proceso: usa --procesos 1 o más.")
    return Supervisor(servicio, abrir(servicio.direccion, servicio.puerto)).correr()


class _Lector(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise NoArranca("No entiendo esas opciones. Son: --puerto N, --direccion IP, --procesos N.")


def principal(argumentos: list[str] | None = None) -> int:
    """`python -m app.operacion.servidor`: lo mismo que `rumbo servir`, sin cargar la aplicación."""
    lector = _Lector(prog="rumbo servir", add_help=False, allow_abbrev=False)
    lector.add_argument("--puerto", type=int, default=8000)
    lector.add_argument("--direccion", default="127.0.0.1")
    lector.add_argument("--procesos", type=int, default=os.cpu_count() or 1)
    lector.add_argument("--objetivo", default=Servicio.objetivo)
    lector.add_argument("--sin-obrero", dest="obrero", action="store_false")
    try:
        return supervisar(Servicio(**vars(lector.parse_args(argumentos))))
    except NoArranca as falla:
        decir(str(falla))
        return 1


if __name__ == "__main__":
    sys.exit(principal())
