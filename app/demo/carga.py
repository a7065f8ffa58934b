"""Carga Puerto Arrayán: la misma puerta que usa la web, con el reloj puesto en cada fecha."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

from app.cuentas import claves as cifrado
from app.cuentas.consultas import id_por_correo
from app.cuentas.servicios import segundo_factor_de_demostracion
from app.cuentas.servicios.lote import Alta, altas, poner_claves
from app.cuentas.servicios.roles import asignar
from app.demo import apoyos, claves, comentarios, consulta, consultas, mostrador, padron, plan, vecindario
from app.demo.consultas import Publicada
from app.demo.datos import (
    Calendario,
    bytes_de,
    fichas_de_comentarios,
    fichas_de_personas,
    fichas_de_propuestas,
    json_de,
)
from app.demo.estado import Ciudad
from app.mostrador.servicios import DatosDePropuesta
from app.nucleo import reloj, transaccion
from app.nucleo.permisos import OPERACION, Identidad, Rol, RolEn
from app.participacion.servicios import sembrar_votos
from app.procesos import consultas as procesos
from app.procesos.reglas import Ventana
from app.procesos.servicios import crear_proceso, publicar_proceso, traducir_textos
from app.propuestas import servicios as propuestas
from app.propuestas.servicios import Apoyos, Detalles, sembrar_apoyos
from app.territorio import consultas as territorio
from app.territorio import servicios as lugares

Decir = Callable[[str], None]
EMPADRONADAS = 350
"""Hace cuántos días entró en vigor el padrón."""
INICIO = 345
"""Hace cuántos días empezó todo."""
CENTAVOS = 100
CIUDAD = "M"
"""El código del municipio en `territorio.geojson`."""


def cargar(decir: Decir) -> int:
    """Carga la ciudad entera; devuelve cuántas propuestas puso. Repetirla después de un corte la termina.

    Los lugares y el padrón se confirman antes, como en una ciudad de verdad; lo demás entra en una transacción
    o no entra.
    """
    calendario = Calendario(reloj.ahora(), procesos.zona())
    decir("Lugares y población …")
    with transaccion.escritura():
        lugares.importar_geojson(bytes_de("territorio.geojson"))
        lugares.importar_poblacion(bytes_de("poblacion.csv"))
        lugares.traducir_niveles(json_de("niveles.json"))
    decir("El padrón …")
    padron.importar(calendario, EMPADRONADAS)
    with transaccion.escritura():
        puestas = _todo_lo_demas(Ciudad(calendario), decir)
    propuestas.archivar_vencidas()
    return puestas


def _todo_lo_demas(ciudad: Ciudad, decir: Decir) -> int:
    decir("El plan …")
    plan.aprobar(ciudad)
    with reloj.fijado(ciudad.calendario.hace(INICIO)):
        decir("Las personas …")
        _cuentas(ciudad)
        _vecindario(ciudad)
        padron.unir(ciudad)
        mostrador.preparar(ciudad)
        decir("Los procesos …")
        _procesos(ciudad)
    mostrador.registrar(ciudad)
    decir("Las propuestas, sus apoyos y su conversación …")
    fichas = sorted(fichas_de_propuestas(), key=lambda f: -int(f["dias"]))
    votos: list[tuple[int, int, int]] = []
    dichos = fichas_de_comentarios()
    for ficha in fichas:
        votos += _propuesta(ciudad, ficha, dichos.get(ficha["clave"], []))
    decir("Lo que se hizo y se midió del plan …")
    plan.seguir(ciudad)
    decir("El plan del año que viene, en consulta …")
    votos += consulta.abrir(ciudad)
    sembrar_votos(votos, consultas.con_conversacion())
    mostrador.apoyar(ciudad)
    return len(fichas)


def _cuentas(ciudad: Ciudad) -> None:
    datos = fichas_de_personas()
    secretas = claves.crear([c["correo"] for c in datos["cuentas"]])
    fichas = [*datos["cuentas"], *datos["equipo"], *datos["autoras"]]
    nuevas = [_alta(f, secretas) for f in fichas]
    for f, alta, ident in zip(fichas, nuevas, altas(nuevas), strict=True):
        roles = (_rol(ciudad, f, ident),) if f.get("rol", "vecina") != "vecina" else ()
        ciudad.personas[f["clave"]] = _identidad(ciudad, alta, ident, roles)


def _alta(ficha: dict[str, Any], secretas: dict[str, str]) -> Alta:
    correo = ficha.get("correo") or f"{ficha['clave'].replace('_', '.')}@{vecindario.DOMINIO}"
    lugar = territorio.por_codigo(ficha["territorio"])
    return Alta(
        seudonimo=ficha["seudonimo"],
        correo=correo,
        nombre=ficha.get("nombre"),
        clave_hash=cifrado.cifrar(secretas[correo]) if correo in secretas else None,
        territorio_id=lugar.id if lugar else None,
        nacimiento=ficha["nacimiento"],
    )


def _identidad(ciudad: Ciudad, alta: Alta, ident: int, roles: tuple[RolEn, ...] = ()) -> Identidad:
    quien = Identidad(
        persona_id=ident,
        seudonimo=alta.seudonimo,
        acreditacion=1,
        roles=roles,
        territorio_id=alta.territorio_id,
        nacimiento=alta.nacimiento,
    )
    ciudad.acercar(quien)
    return quien


def _rol(ciudad: Ciudad, ficha: dict[str, Any], persona_id: int) -> RolEn:
    ambito = ficha["ambito"] or {}
    lugar = territorio.por_codigo(ambito.get("territorio"))
    unidad_id = ciudad.unidades[ambito["unidad"]] if "unidad" in ambito else None
    asignar(
        persona_id,
        ficha["rol"],
        "Equipo de la ciudad de demostración.",
        autora_id=None,
        territorio_id=lugar.id if lugar else None,
        unidad_id=unidad_id,
    )
    segundo_factor_de_demostracion(persona_id)
    alcance = territorio.descendientes(lugar.id) if lugar else None
    return RolEn(Rol(ficha["rol"]), territorios=alcance, unidad_id=unidad_id)


def _vecindario(ciudad: Ciudad) -> None:
    nuevas = vecindario.altas_de(ciudad.calendario.ahora.year)
    for alta, ident in zip(nuevas, altas(nuevas), strict=True):
        ciudad.vecindario.append(_identidad(ciudad, alta, ident))


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
            acreditacion_umbral=ficha["acreditacion_umbral"],
            vigencia_meses=ficha.get("vigencia_meses"),
            edad_minima=ficha["edad_minima"],
            plazo_respuesta=ficha["plazo_respuesta"],
            umbral_clase=ficha["umbral"]["clase"],
            umbral_ciudad=ficha["umbral"]["ciudad"],
            umbral_territorio=ficha["umbral"]["territorio"],
            umbral_minimo=ficha["umbral"]["minimo"],
        )
        textos = {f.id: t.get("traducciones", {}) for f, t in zip(proceso.fases, ficha["fases"], strict=True)}
        traducir_textos(OPERACION, proceso.id, ficha.get("traducciones", {}), textos)
        publicar_proceso(OPERACION, proceso.id)
        ciudad.procesos[ficha["codigo"]] = proceso


def _propuesta(
    ciudad: Ciudad, ficha: dict[str, Any], dichos: list[dict[str, Any]]
) -> list[tuple[int, int, int]]:
    """Una propuesta con todo lo que le pasó; devuelve los votos que su conversación espera."""
    quien, cal, clave = ciudad.personas[ficha["autora"]], ciudad.calendario, ficha["clave"]
    textos = [*ficha.get("versiones", []), ficha]
    p = _publicar(ciudad, quien, ficha, textos[0])
    codigo = ciudad.propuestas[clave] = p.codigo
    _firmar(ciudad, quien, ficha, codigo)
    cambios = [*ficha.get("versiones", [])[1:], *([ficha["version_actual"]] if len(textos) > 1 else [])]
    for paso, (texto, cambio) in enumerate(zip(textos[1:], cambios, strict=True), 1):
        with reloj.fijado(cal.hace(cambio["dias"], clave, paso)):
            propuestas.editar(
                quien, codigo, texto["titulo"], texto["resumen"], texto["cuerpo"], cambio["motivo"]
            )
    retirada = ficha.get("retirada")
    hasta = cal.hace(retirada["dias"], clave, 3) if retirada else min(cal.ahora, p.cierra_en or cal.ahora)
    _apoyar(ciudad, ficha, p, hasta)
    votos = comentarios.publicar(ciudad, clave, codigo, dichos, p.publicada_en)
    if retirada:
        with reloj.fijado(hasta):
            propuestas.retirar(quien, codigo, retirada["motivo"])
    return votos


def _firmar(ciudad: Ciudad, quien: Identidad, ficha: dict[str, Any], codigo: str) -> None:
    """Quienes firman con la autora: las invita y aceptan ese mismo día."""
    for orden, clave in enumerate(ficha.get("coautoras", []), 1):
        otra = ciudad.personas[clave]
        with reloj.fijado(ciudad.calendario.hace(ficha["dias"], ficha["clave"], 2 * orden)):
            propuestas.invitar(quien, codigo, otra.seudonimo)
        with reloj.fijado(ciudad.calendario.hace(ficha["dias"], ficha["clave"], 2 * orden + 1)):
            propuestas.responder(otra, codigo, acepta=True)


def _apoyar(ciudad: Ciudad, ficha: dict[str, Any], p: Publicada, hasta: dt.datetime) -> None:
    """Los apoyos de la web. Solo cuentan los de quien comprobó que está en el padrón y no es del personal."""
    azar = random.Random(ficha["clave"])  # noqa: S311 (es un reparto, no un secreto)
    dias = ficha.get("umbral_dias")
    cruce = None if dias is None else ciudad.calendario.hace(dias, ficha["clave"], 4)
    cuantos = ficha["apoyos"] - mostrador.apoyos_de(ficha["clave"])
    sin = apoyos.sin_comprobar(cuantos, p.umbral, cruzo=cruce is not None)
    firman = {ciudad.personas[c].persona for c in (ficha["autora"], *ficha.get("coautoras", []))}
    cerca, cuentan = ciudad.cerca_de(ficha["territorio"]), ciudad.cuentan()
    dados: list[tuple[int, dt.datetime]] = []
    for parte, cruza, suman in ((cuantos - sin, cruce, True), (sin, None, False)):
        fechas = apoyos.momentos(parte, p.umbral, p.publicada_en, cruza, hasta, azar)
        pueden = [x for x in ciudad.todas() if x not in firman and (x in cuentan) is suman]
        dados += zip(apoyos.quienes(len(fechas), cerca, pueden, azar), fechas, strict=True)
    sembrar_apoyos(ciudad.procesos[ficha["proceso"]], [Apoyos(p.id, p.umbral, dados)])


def _publicar(ciudad: Ciudad, quien: Identidad, ficha: dict[str, Any], texto: dict[str, Any]) -> Publicada:
    """La publica por donde llegó: la web, con sus pasos, o un mostrador, en una sola hoja."""
    clave, dias = ficha["clave"], ficha["dias"]
    elementos = [ciudad.elementos[e] for e in ficha["elementos"]]
    punto = ficha.get("lugar") or {}
    # Una idea para toda la ciudad que además señala un punto es de la ciudad, no del barrio donde cae.
    lugar = territorio.por_codigo(ficha["territorio"] or (CIUDAD if punto else None))
    lugar_id, proceso_id = lugar.id if lugar else None, ciudad.procesos[ficha["proceso"]].id
    grupo, referencia = ficha.get("en_nombre_de", ""), ficha.get("referencia", "")
    if ficha.get("canal") == "mostrador":
        datos = DatosDePropuesta(
            proceso_id, texto["titulo"], texto["cuerpo"], grupo, elementos, lugar_id, referencia
        )
        cuando = mostrador.momento(ciudad, dias, ficha["autora"], 1)
        return consultas.publicada(mostrador.proponer(ciudad, ficha["autora"], datos, cuando))
    with reloj.fijado(ciudad.calendario.hace(dias, clave)):
        codigo = propuestas.empezar(quien, proceso_id).contenido.codigo
        propuestas.guardar_idea(
            quien, codigo, texto["titulo"], texto["resumen"], texto["cuerpo"], grupo, detalles=_detalles(ficha)
        )
        propuestas.guardar_plan(quien, codigo, elementos, not elementos, ficha.get("etiquetas", []))
        propuestas.guardar_lugar(quien, codigo, lugar_id, punto.get("lat"), punto.get("lon"), referencia)
        propuestas.publicar(quien, codigo)
    return consultas.publicada(codigo)


def _detalles(ficha: dict[str, Any]) -> Detalles:
    costo = ficha.get("costo")
    return Detalles(intereses=ficha.get("intereses", ""), costo=None if costo is None else costo * CENTAVOS)


def asegurar_segundos_pasos() -> None:
    """Da segundo paso a las cuentas con rol de una ciudad cargada antes de que existiera."""
    for cuenta in json_de("personas.json")["cuentas"]:
        if cuenta["rol"] != "vecina":
            segundo_factor_de_demostracion(id_por_correo(cuenta["correo"]))


def asegurar_claves() -> None:
    """Si la base está cargada pero falta el archivo de claves (otra carpeta de datos), pone claves nuevas."""
    correos = [c["correo"] for c in json_de("personas.json")["cuentas"]]
    if set(correos) <= set(claves.guardadas()):
        return
    poner_claves({correo: cifrado.cifrar(clave) for correo, clave in claves.crear(correos).items()})
