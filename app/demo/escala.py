"""Multiplica la demostración para medir: sus propuestas, con otros lugares y fechas, y sus indicadores."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator, Sequence

from app.demo import apoyos, consultas
from app.demo.datos import Calendario, a_csv, anios_corridos, fichas_de_propuestas, tabla_de
from app.nucleo import reloj
from app.nucleo.permisos import OPERACION
from app.nucleo.texto import a_texto, recortar
from app.plan import consultas as plan_consultas
from app.plan import servicios as planes
from app.procesos import consultas as procesos
from app.procesos.modelos import Proceso
from app.propuestas.reglas import RESUMEN_MAXIMO, TITULO_MAXIMO
from app.propuestas.servicios import Apoyos, Traida, publicar_traidas, sembrar_apoyos
from app.territorio import consultas as territorio

ORIGEN = "ampliacion"
TANDA = 2000
DIAS = 260
"""Hace cuántos días, como mucho, se publicó una copia: menos que la vigencia del proceso."""
INDICADORES = 20
"""Por cuánto se multiplican los indicadores, como mucho: 1.200 son los de una ciudad grande."""
_INICIOS = ("", "Otra vez: ", "También aquí: ", "Para este año: ", "Idea: ", "Pedido: ")
Avanzar = Callable[[int], None]


def copias(veces: int, calendario: Calendario, elementos: dict[str, int]) -> Iterator[Traida]:
    """Las copias 2ª a `veces`ª de cada propuesta; la misma copia sale siempre igual."""
    fichas = fichas_de_propuestas()
    lugares = [x.id for x in territorio.arbol().lugares.values() if x.padre_id is not None]
    for k in range(2, veces + 1):
        for ficha in fichas:
            azar = random.Random(f"{ficha['clave']}-{k}")  # noqa: S311 (es un reparto, no un secreto)
            final = f" (copia {k})"
            titulo = azar.choice(_INICIOS) + ficha["titulo"]
            yield Traida(
                origen_id=f"{ficha['clave']}-{k}",
                titulo=recortar(titulo, TITULO_MAXIMO - len(final)) + final,
                resumen=ficha.get("resumen") or recortar(a_texto(ficha["cuerpo"]), RESUMEN_MAXIMO),
                cuerpo=ficha["cuerpo"],
                publicada_en=calendario.hace(azar.randrange(1, DIAS), f"{ficha['clave']}{k}"),
                elementos=tuple(elementos[e] for e in ficha["elementos"]),
                etiquetas=tuple(ficha.get("etiquetas", ())),
                territorio_id=azar.choice(lugares) if azar.random() < 0.8 else None,
                procedencia={"nombre": "Copia sintética para medir"},
            )


def elementos_del_plan(proceso: Proceso) -> dict[str, int]:
    """Los elementos del plan de un proceso, por su código."""
    if proceso.plan_id is None:
        return {}
    return {codigo: nodo.id for codigo, nodo in plan_consultas.arbol(proceso.plan_id).por_codigo.items()}


def ampliar(veces: int, avanzar: Avanzar) -> int:
    """Deja la ciudad con `veces` veces sus propuestas; devuelve cuántas añadió. Repetirlo no añade nada."""
    proceso = consultas.proceso_permanente()
    calendario = Calendario(reloj.ahora(), procesos.zona())
    gente = consultas.residentes()
    nuevas = 0
    tanda: list[Traida] = []
    for traida in copias(veces, calendario, elementos_del_plan(proceso)):
        tanda.append(traida)
        if len(tanda) == TANDA:
            nuevas += _publicar(proceso, tanda, gente, calendario.ahora)
            avanzar(len(tanda))
            tanda = []
    nuevas += _publicar(proceso, tanda, gente, calendario.ahora)
    avanzar(len(tanda))
    if proceso.plan_id is not None:
        _indicadores(proceso.plan_id, min(veces, INDICADORES), calendario)
    return nuevas


def _indicadores(plan_id: int, veces: int, calendario: Calendario) -> None:
    """Copias de los indicadores; las que se miden, con sus metas y sus valores. Los números del plan quedan."""
    hoy = calendario.ahora.astimezone(calendario.zona).date()
    anios = anios_corridos(hoy)
    sin_medir = {f["Código"] for f in tabla_de("indicadores.csv", anios) if f["Estado"] == "cancelado"}
    for clase, columna in (("indicadores", "Código"), ("metas", "Indicador"), ("mediciones", "Indicador")):
        filas = [f for f in tabla_de(f"{clase}.csv", anios) if f.get("Fecha", "") <= hoy.isoformat()]
        filas = [f for f in filas if clase == "indicadores" or f[columna] not in sin_medir]
        copiadas = [{**f, columna: f"{f[columna]}-{k}"} for k in range(2, veces + 1) for f in filas]
        if copiadas:
            motivo = "Copias sintéticas para medir."
            planes.importar(OPERACION, plan_id, a_csv(copiadas), motivo=motivo, clase=clase)


def _publicar(proceso: Proceso, tanda: Sequence[Traida], gente: Sequence[int], ahora: dt.datetime) -> int:
    """Publica una tanda con unos pocos apoyos cada una: muchas con casi ninguno y pocas con bastantes."""
    ids = publicar_traidas(proceso, ORIGEN, tanda)
    umbrales = consultas.umbrales(list(ids.values()))
    sembrados = []
    for traida in tanda:
        ident = ids.get(traida.origen_id)
        if ident is None:
            continue
        azar = random.Random(traida.origen_id)  # noqa: S311 (es un reparto, no un secreto)
        cuantos = min(int(azar.paretovariate(1.1)), len(gente), 50)
        fechas = apoyos.momentos(cuantos, 0, traida.publicada_en, None, ahora, azar)
        dados = list(zip(azar.sample(gente, cuantos), fechas, strict=True))
        sembrados.append(Apoyos(ident, umbrales[ident], dados))
    sembrar_apoyos(proceso, sembrados)
    return len(ids)
