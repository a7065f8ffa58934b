"""Carga Puerto Arrayán: la misma puerta que usa la web, con el reloj puesto en cada fecha."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.cuentas import claves as cifrado
from app.cuentas.servicios.lote import Alta, altas, poner_claves
from app.cuentas.servicios.roles import asignar
from app.demo import apoyos, claves, vecindario
from app.demo.datos import Calendario, bytes_de, json_de
from app.nucleo import reloj
from app.nucleo.permisos import OPERACION, Identidad
from app.plan import consultas as plan_consultas
from app.plan import servicios as planes
from app.procesos import consultas as procesos
from app.procesos.modelos import Proceso
from app.procesos.reglas import Ventana
from app.procesos.servicios import crear_proceso, publicar_proceso
from app.propuestas import servicios as propuestas
from app.propuestas.servicios import Apoyos, sembrar_apoyos
from app.territorio import consultas as territorio
from app.territorio import servicios as lugares

Decir = Callable[[str], None]
INICIO = 345
"""Hace cuántos días empezó todo."""
CIUDAD = "M"
"""El código del municipio en `territorio.geojson`."""


@dataclass
class Ciudad:
    """Lo que se va creando, por su clave."""

    calendario: Calendario
    unidades: dict[str, int] = field(default_factory=dict)
    elementos: dict[str, int] = field(default_factory=dict)
    procesos: dict[str, Proceso] = field(default_factory=dict)
    personas: dict[str, Identidad] = field(default_factory=dict)
    vecindario: list[int] = field(default_factory=list)
    por_barrio: dict[int, list[int]] = field(default_factory=dict)
    plan_id: int = 0

    def cerca_de(self, codigo: str | None) -> list[int]:
        """Quienes viven en un lugar (con lo que contiene); sin lugar, nadie en particular."""
        lugar = territorio.por_codigo(codigo)
        if lugar is None:
            return []
        return [p for t in territorio.descendientes(lugar.id) for p in self.por_barrio.get(t, ())]


def cargar(decir: Decir) -> int:
    """Carga la ciudad entera en la transacción de quien llama; devuelve cuántas propuestas puso."""
    ciudad = Ciudad(Calendario(reloj.ahora(), procesos.zona()))
    decir("Lugares y población …")
    lugares.importar_geojson(bytes_de("territorio.geojson"))
    lugares.importar_poblacion(bytes_de("poblacion.csv"))
    decir("El plan …")
    _plan(ciudad)
    with reloj.fijado(ciudad.calendario.hace(INICIO)):
        decir("Las personas …")
        _cuentas(ciudad)
        _vecindario(ciudad)
        decir("Los procesos …")
        _procesos(ciudad)
    decir("Las propuestas y sus apoyos …")
    fichas = sorted(json_de("propuestas.json"), key=lambda f: -int(f["dias"]))
    for ficha in fichas:
        _propuesta(ciudad, ficha)
    return len(fichas)


def _plan(ciudad: Ciudad) -> None:
    """El plan, creado y aprobado el día de su acto."""
    datos: dict[str, Any] = json_de("plan.json")
    acto: dict[str, str] = datos["acto"]
    dia = dt.date.fromisoformat(acto["fecha"])
    with reloj.fijado(ciudad.calendario.mediodia(dia)):
        planes.importar_unidades(OPERACION, bytes_de("unidades.csv"))
        ciudad.plan_id = planes.crear_plan(OPERACION, _datos_del_plan(datos))
        planes.importar(OPERACION, ciudad.plan_id, bytes_de("plan.csv"), nombre="plan.csv")
        numero = f"{acto['tipo']} {acto['numero']}"
        planes.aprobar(OPERACION, ciudad.plan_id, planes.DatosActo(acto["organo"], numero, dia, acto["gaceta"]))
    arbol = plan_consultas.arbol(ciudad.plan_id)
    ciudad.elementos = {codigo: nodo.id for codigo, nodo in arbol.por_codigo.items()}
    ciudad.unidades = {u.codigo: u.id for u in plan_consultas.unidades()}


def _datos_del_plan(datos: dict[str, Any]) -> planes.DatosPlan:
    campos = {"nombre": datos["nombre"], "lema": datos["lema"], "presentacion": datos["introduccion"]}
    otros = sorted({i for textos in campos.values() for i in textos} - {"es"})
    return planes.DatosPlan(
        clave=str(datos["codigo"]).lower(),
        nombre=datos["nombre"]["es"],
        inicio=dt.date.fromisoformat(datos["desde"]),
        fin=dt.date.fromisoformat(datos["hasta"]),
        tipo=datos["tipo"],
        lema=datos["lema"]["es"],
        presentacion=datos["introduccion"]["es"],
        niveles=datos["niveles"],
        traducciones={i: {campo: t[i] for campo, t in campos.items() if i in t} for i in otros},
    )


def _cuentas(ciudad: Ciudad) -> None:
    datos = json_de("personas.json")
    secretas = claves.crear([c["correo"] for c in datos["cuentas"]])
    fichas = [*datos["cuentas"], *datos["autoras"]]
    nuevas = []
    for f in fichas:
        correo = f.get("correo") or f"{f['clave'].replace('_', '.')}@{vecindario.DOMINIO}"
        lugar = territorio.por_codigo(f["territorio"])
        nuevas.append(
            Alta(
                seudonimo=f["seudonimo"],
                correo=correo,
                nombre=f.get("nombre"),
                clave_hash=cifrado.cifrar(secretas[correo]) if correo in secretas else None,
                territorio_id=lugar.id if lugar else None,
                nacimiento=f["nacimiento"],
            )
        )
    for f, alta, ident in zip(fichas, nuevas, altas(nuevas), strict=True):
        ciudad.personas[f["clave"]] = Identidad(
            persona_id=ident,
            seudonimo=alta.seudonimo,
            acreditacion=1,
            territorio_id=alta.territorio_id,
            nacimiento=alta.nacimiento,
        )
        _acercar(ciudad, alta.territorio_id, ident)
        if f.get("rol", "vecina") != "vecina":
            _rol(ciudad, f, ident)


def _rol(ciudad: Ciudad, ficha: dict[str, Any], persona_id: int) -> None:
    ambito = ficha["ambito"] or {}
    lugar = territorio.por_codigo(ambito.get("territorio"))
    asignar(
        persona_id,
        ficha["rol"],
        "Equipo de la ciudad de demostración.",
        autora_id=None,
        territorio_id=lugar.id if lugar else None,
        unidad_id=ciudad.unidades[ambito["unidad"]] if "unidad" in ambito else None,
    )


def _acercar(ciudad: Ciudad, territorio_id: int | None, persona_id: int) -> None:
    if territorio_id is not None:
        ciudad.por_barrio.setdefault(territorio_id, []).append(persona_id)


def _vecindario(ciudad: Ciudad) -> None:
    arbol = territorio.arbol()
    hojas = [x.id for x in arbol.lugares.values() if not arbol.hijos.get(x.id)]
    poblacion = {t: total.personas for t in hojas if (total := territorio.poblacion_total(t))}
    usados = frozenset(p.seudonimo for p in ciudad.personas.values())
    azar = random.Random("vecindario")  # noqa: S311 (es un reparto, no un secreto)
    nuevas = vecindario.residentes(poblacion, ciudad.calendario.ahora.year, usados, azar)
    ciudad.vecindario = altas(nuevas)
    for alta, ident in zip(nuevas, ciudad.vecindario, strict=True):
        _acercar(ciudad, alta.territorio_id, ident)


def _procesos(ciudad: Ciudad) -> None:
    for ficha in json_de("proceso.json")["procesos"]:
        fases = [
            Ventana(
                f["clase"],
                ciudad.calendario.empieza(f["abre_dias"]),
                None if f["cierra_dias"] is None else ciudad.calendario.empieza(f["cierra_dias"]),
                f["nombre"],
                f["descripcion"],
            )
            for f in ficha["fases"]
        ]
        proceso = crear_proceso(
            OPERACION,
            clave=ficha["codigo"],
            nombre=ficha["nombre"],
            proposito=ficha["proposito"],
            fases=fases,
            clase=ficha["tipo"],
            reglas=ficha["reglas"],
            plan_id=ciudad.plan_id,
            acreditacion_umbral=1,
            edad_minima=ficha["edad_minima"],
            plazo_respuesta=ficha["plazo_respuesta"],
            umbral_clase=ficha["umbral"]["clase"],
            umbral_ciudad=ficha["umbral"]["ciudad"],
            umbral_territorio=ficha["umbral"]["territorio"],
            umbral_minimo=ficha["umbral"]["minimo"],
        )
        publicar_proceso(OPERACION, proceso.id)
        ciudad.procesos[ficha["codigo"]] = proceso


def _propuesta(ciudad: Ciudad, ficha: dict[str, Any]) -> None:
    quien = ciudad.personas[ficha["autora"]]
    cal, clave = ciudad.calendario, ficha["clave"]
    textos = [*ficha.get("versiones", []), ficha]
    with reloj.fijado(cal.hace(ficha["dias"], clave)) as publicada_en:
        codigo, ident, umbral = _publicar(ciudad, quien, ficha, textos[0])
    cambios = [*ficha.get("versiones", [])[1:], *([ficha["version_actual"]] if len(textos) > 1 else [])]
    for paso, (texto, cambio) in enumerate(zip(textos[1:], cambios, strict=True), 1):
        with reloj.fijado(cal.hace(cambio["dias"], clave, paso)):
            propuestas.editar(
                quien, codigo, texto["titulo"], texto["resumen"], texto["cuerpo"], cambio["motivo"]
            )
    azar = random.Random(clave)  # noqa: S311 (es un reparto, no un secreto)
    retirada = ficha.get("retirada")
    hasta = cal.hace(retirada["dias"], clave, 3) if retirada else cal.ahora
    cruce = cal.hace(ficha["umbral_dias"], clave, 4) if "umbral_dias" in ficha else None
    fechas = apoyos.momentos(ficha["apoyos"], umbral, publicada_en, cruce, hasta, azar)
    todas = [*ciudad.vecindario, *(p.persona for p in ciudad.personas.values() if not p.roles)]
    gente = apoyos.quienes(len(fechas), ciudad.cerca_de(ficha["territorio"]), todas, quien.persona, azar)
    sembrar_apoyos(
        ciudad.procesos[ficha["proceso"]], [Apoyos(ident, umbral, list(zip(gente, fechas, strict=True)))]
    )
    if retirada:
        with reloj.fijado(hasta):
            propuestas.retirar(quien, codigo, retirada["motivo"])


def _publicar(
    ciudad: Ciudad, quien: Identidad, ficha: dict[str, Any], texto: dict[str, Any]
) -> tuple[str, int, int]:
    """Recorre los mismos pasos que una vecina; devuelve código, id y umbral."""
    borrador = propuestas.empezar(quien, ciudad.procesos[ficha["proceso"]].id)
    codigo = borrador.contenido.codigo
    propuestas.guardar_idea(
        quien, codigo, texto["titulo"], texto["resumen"], texto["cuerpo"], ficha.get("en_nombre_de", "")
    )
    elementos = [ciudad.elementos[e] for e in ficha["elementos"]]
    propuestas.guardar_plan(quien, codigo, elementos, not elementos, ficha.get("etiquetas", []))
    punto = ficha.get("lugar") or {}
    # Una idea para toda la ciudad que además señala un punto es de la ciudad, no del barrio donde cae.
    lugar = territorio.por_codigo(ficha["territorio"] or (CIUDAD if punto else None))
    propuestas.guardar_lugar(
        quien,
        codigo,
        lugar.id if lugar else None,
        punto.get("lat"),
        punto.get("lon"),
        ficha.get("referencia", ""),
    )
    publicada = propuestas.publicar(quien, codigo)
    return codigo, publicada.id, publicada.umbral


def asegurar_claves() -> None:
    """Si la base está cargada pero falta el archivo de claves (otra carpeta de datos), pone claves nuevas."""
    correos = [c["correo"] for c in json_de("personas.json")["cuentas"]]
    if set(correos) <= set(claves.guardadas()):
        return
    poner_claves({correo: cifrado.cifrar(clave) for correo, clave in claves.crear(correos).items()})
