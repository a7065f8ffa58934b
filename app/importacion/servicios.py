"""Importar propuestas de otra plataforma: todo se prepara fuera y se escribe en una sola transacción corta."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from app.cuentas.servicios.lote import personas_externas
from app.importacion import consultas
from app.importacion.consultas import Presente
from app.importacion.errores import ArchivoConErrores, NoExisteElProceso
from app.importacion.preparacion import Preparada, preparar
from app.importacion.reglas import ORIGEN, leer
from app.lectura import codificacion
from app.nucleo.permisos import Identidad
from app.nucleo.reloj import ahora
from app.procesos import consultas as procesos
from app.procesos.modelos import Proceso
from app.procesos.reglas import SIN_UMBRAL, Ventana
from app.procesos.servicios import crear_proceso, publicar_proceso
from app.propuestas.servicios import DE_UNA_CRUZADA, Traida, poner_al_dia, publicar_traidas
from app.territorio import consultas as territorio


@dataclass(frozen=True)
class Fuente:
    """De dónde se trae: su clave, su nombre y el proceso propio, solo para leer, que lo recibe."""

    origen: str
    nombre: str
    proceso: str
    proposito: str


DECIDE_MADRID = Fuente(
    origen=ORIGEN,
    nombre="Decide Madrid",
    proceso="decide-madrid",
    proposito=(
        "Propuestas publicadas en Decide Madrid, traídas de sus datos abiertos con su fecha y sus apoyos de "
        "allá. Se leen y se comparan aquí; se apoyan y se responden en su plataforma de origen."
    ),
)
FASE = "Los apoyos y las respuestas de estas propuestas están en su plataforma de origen."

Avanzar = Callable[[int], None]


def _nada(_cuantas: int) -> None:
    return


@dataclass
class Plan:
    """La diferencia entre el archivo y lo que ya hay. Aplicarla dos veces es lo mismo que una.

    `cerradas`: lo que cambió allá y aquí no cambia, porque la propuesta ya cruzó su umbral.
    """

    nuevas: list[Preparada] = field(default_factory=list)
    cambian: dict[str, tuple[Preparada, tuple[str, ...]]] = field(default_factory=dict)
    cerradas: dict[str, tuple[Preparada, tuple[str, ...]]] = field(default_factory=dict)
    iguales: int = 0
    vacias: int = 0
    retiradas: int = 0

    @property
    def total(self) -> int:
        """Cuántas trae el archivo."""
        return len(self.nuevas) + len(self.cambian.keys() | self.cerradas.keys()) + self.iguales


def decodificar(datos: bytes) -> tuple[str, bool]:
    """El texto del archivo y si hubo que leerlo como Windows-1252 porque no es UTF-8."""
    nombre = codificacion([datos]) or "utf-8-sig"
    return datos.decode(nombre, errors="replace"), nombre == "cp1252"


def preparar_todas(texto: str, clave: str, avanzar: Avanzar = _nada) -> list[Preparada]:
    """Lee y convierte el archivo entero. Lanza `ArchivoConErrores` con todos: entonces no se importa nada."""
    lectura = leer(texto)
    if lectura.errores:
        raise ArchivoConErrores(lectura.errores)
    preparadas = []
    for ajena in lectura.propuestas:
        preparadas.append(preparar(ajena, clave))
        avanzar(1)
    return preparadas


def planear(preparadas: Sequence[Preparada], fuente: Fuente = DECIDE_MADRID) -> Plan:
    """Compara cada propuesta del archivo con la que ya se trajo. Solo lee.

    El lugar y las etiquetas se ponen al traerla y no se comparan: aquí se pueden corregir.
    """
    hay = consultas.presentes(fuente.origen)
    plan = Plan()
    for p in preparadas:
        presente = hay.get(p.origen_id)
        if presente is None:
            plan.nuevas.append(p)
        else:
            _anotar(plan, p, presente)
        plan.vacias += not p.cuerpo
        plan.retiradas += p.retirada_en is not None
    return plan


def _anotar(plan: Plan, p: Preparada, presente: Presente) -> None:
    """Lo que cambia de una que ya está, y lo que no puede cambiar."""
    campos = _diferencias(presente, p)
    cerrados = tuple(c for c in campos if presente.cruzada and c not in DE_UNA_CRUZADA)
    cambian = tuple(c for c in campos if c not in cerrados)
    if cerrados:
        plan.cerradas[p.origen_id] = (p, cerrados)
    if cambian:
        plan.cambian[p.origen_id] = (p, cambian)
    plan.iguales += not campos


def _diferencias(antes: Presente, p: Preparada) -> tuple[str, ...]:
    pares = {
        "título": (antes.titulo, p.titulo),
        "resumen": (antes.resumen, p.resumen),
        "texto": (antes.cuerpo, p.cuerpo),
        "idioma": (antes.idioma, p.idioma),
        "apoyos": (antes.apoyos, p.apoyos),
        "fecha": (antes.publicada_en, p.publicada_en),
        "retiro": (antes.retirada_en, p.retirada_en),
        "autora": (antes.autora, p.autora.huella if p.autora else None),
        "dirección": (antes.url, p.url),
        "estado": (antes.estado_origen, p.estado_origen),
    }
    return tuple(campo for campo, (uno, otro) in pares.items() if uno != otro)


def comprobar_proceso(clave: str | None) -> None:
    """Lanza `NoExisteElProceso`, con las claves que hay, si se pidió un proceso que no está."""
    if clave is None or procesos.por_clave(clave) is not None:
        return
    raise NoExisteElProceso(clave, [p.clave for p in procesos.publicados()])


def aplicar(
    quien: Identidad,
    plan: Plan,
    clave: str | None = None,
    avanzar: Avanzar = _nada,
    fuente: Fuente = DECIDE_MADRID,
) -> None:
    """Escribe la diferencia en la transacción de quien llama; la segunda vez no cambia nada."""
    comprobar_proceso(clave)
    if not plan.nuevas and not plan.cambian:
        return
    proceso = procesos.por_clave(clave or fuente.proceso, quien)
    if proceso is None:
        proceso = _crear_proceso(quien, fuente, min(p.publicada_en for p in plan.nuevas))
    cambiadas = [p for p, _campos in plan.cambian.values()]
    autoras = {p.autora.huella: p.autora.seudonimo for p in (*plan.nuevas, *cambiadas) if p.autora}
    ids = personas_externas(autoras)

    def traidas() -> Iterator[Traida]:
        for p in plan.nuevas:
            yield _traida(p, ids, fuente)
            avanzar(1)

    publicar_traidas(proceso, fuente.origen, traidas())
    al_dia = {c: (_traida(p, ids, fuente), campos) for c, (p, campos) in plan.cambian.items()}
    poner_al_dia(fuente.origen, al_dia)
    avanzar(len(cambiadas))


def _traida(p: Preparada, personas: dict[str, int], fuente: Fuente) -> Traida:
    lugar = territorio.por_codigo(p.lugar) if p.lugar else None
    return Traida(
        origen_id=p.origen_id,
        titulo=p.titulo,
        resumen=p.resumen,
        cuerpo=p.cuerpo,
        idioma=p.idioma,
        publicada_en=p.publicada_en,
        retirada_en=p.retirada_en,
        autora_id=personas[p.autora.huella] if p.autora else None,
        url=p.url,
        apoyos_importados=p.apoyos,
        territorio_id=lugar.id if lugar else None,
        punto=p.punto,
        referencia=p.referencia,
        etiquetas=p.etiquetas,
        procedencia={"nombre": fuente.nombre, "dia": p.dia.isoformat(), "estado": p.estado_origen},
    )


def _crear_proceso(quien: Identidad, fuente: Fuente, desde: dt.datetime) -> Proceso:
    """El proceso propio de lo importado: se puede leer, y nada más; por eso sus apoyos están cerrados."""
    proceso = crear_proceso(
        quien,
        clave=fuente.proceso,
        nombre=f"{fuente.nombre} (importado)",
        proposito=fuente.proposito,
        fases=[Ventana("informar", min(desde, ahora()), None, "Para leer", FASE)],
        umbral_clase="absoluto",
        umbral_ciudad=SIN_UMBRAL,
        umbral_territorio=SIN_UMBRAL,
    )
    return publicar_proceso(quien, proceso.id)
