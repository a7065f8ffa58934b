"""Comparar lo leído con lo que hay, y aplicar la diferencia en la transacción de quien llama."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.extensiones import db
from app.nucleo import paneles
from app.nucleo.texto import raiz_url
from app.territorio.modelos import Nivel, Territorio
from app.territorio.reglas import arbol, geojson, geometria
from app.territorio.reglas.geometria import Caja, Poligonos
from app.territorio.reglas.importacion import Fallo, LugarLeido

CONOCIDOS = {
    "pais": ("país", "países", 5),
    "departamento": ("departamento", "departamentos", 10),
    "provincia": ("provincia", "provincias", 12),
    "area-metropolitana": ("área metropolitana", "áreas metropolitanas", 15),
    "municipio": ("municipio", "municipios", 20),
    "alcaldia": ("alcaldía", "alcaldías", 25),
    "localidad": ("localidad", "localidades", 28),
    "distrito": ("distrito", "distritos", 30),
    "delegacion": ("delegación", "delegaciones", 32),
    "comuna": ("comuna", "comunas", 34),
    "corregimiento": ("corregimiento", "corregimientos", 36),
    "parroquia": ("parroquia", "parroquias", 38),
    "zona": ("zona", "zonas", 39),
    "barrio": ("barrio", "barrios", 40),
    "colonia": ("colonia", "colonias", 42),
    "vereda": ("vereda", "veredas", 44),
    "sector": ("sector", "sectores", 50),
}
"""Niveles de uso común, con su lugar en el orden; uno que no está aquí va debajo de todos."""


@dataclass(frozen=True)
class Cambio:
    """Un dato que cambia en un lugar que ya existe."""

    codigo: str
    campo: str
    antes: str
    despues: str


@dataclass
class Informe:
    """Lo que la importación hace, o haría."""

    nuevos: list[str] = field(default_factory=list)
    cambios: list[Cambio] = field(default_factory=list)
    iguales: int = 0
    niveles: list[str] = field(default_factory=list)
    sin_padre: int = 0

    @property
    def cambiados(self) -> int:
        """Cuántos lugares que ya existían cambian."""
        return len({c.codigo for c in self.cambios})


@dataclass
class Plan:
    """La diferencia, resuelta: en este orden cada padre existe antes que sus hijos."""

    informe: Informe
    lugares: list[LugarLeido]
    niveles: dict[str, tuple[str, str, int]]


@dataclass(frozen=True)
class Presente:
    """Un lugar que ya está en la base, con lo que se compara."""

    codigo: str
    nombre: str
    nivel: str
    padre: str
    formas: dict[str, Any] | None
    fuera: bool
    indice: Any


@dataclass(frozen=True)
class _Candidato:
    codigo: str
    orden: int
    formas: Poligonos
    caja: Caja


def lugares_presentes() -> dict[str, Presente]:
    """Los lugares de la base, por código."""
    filas = db.session.execute(
        select(Territorio, Nivel.clave)
        .join(Nivel, Territorio.nivel_id == Nivel.id)
        .options(undefer(Territorio.geometria))
    ).all()
    codigos = {t.id: t.codigo for t, _ in filas}
    return {
        t.codigo: Presente(
            t.codigo,
            t.nombre,
            nivel,
            codigos.get(t.padre_id or 0, ""),
            t.geometria,
            t.fuera_del_municipio,
            t.indice_necesidad,
        )
        for t, nivel in filas
    }


def planear(leidos: Sequence[LugarLeido], fallos: list[Fallo]) -> Plan | None:
    """El plan de la importación; None, y los fallos anotados, si un padre no existe o hay un ciclo."""
    presentes = lugares_presentes()
    niveles, nuevos_niveles = _niveles(leidos)
    leidos = [replace(x, nivel=raiz_url(x.nivel, 40)) for x in leidos]
    leidos = _con_padre(leidos, presentes, niveles)
    por_codigo = {x.codigo: x for x in leidos}
    padres: dict[str, str | None] = {c: p.padre or None for c, p in presentes.items()}
    padres |= {c: x.padre or None for c, x in por_codigo.items()}
    for leido in leidos:
        if leido.padre and leido.padre not in padres:
            fallos.append(Fallo(leido.donde, "padre", f"no existe el lugar «{leido.padre}»"))
    if fallos:
        return None
    try:
        orden = arbol.comprobar(padres, frozenset())
    except arbol.ArbolInvalido as error:
        culpable = por_codigo.get(error.codigo)
        fallos.append(Fallo(culpable.donde if culpable else "archivo", "padre", str(error)))
        return None
    informe = Informe(niveles=[singular for singular, _p, _o in nuevos_niveles.values()])
    informe.sin_padre = sum(1 for x in leidos if not x.padre)
    for leido in leidos:
        _comparar(leido, presentes.get(leido.codigo), informe)
    return Plan(informe, [por_codigo[c] for c in orden if c in por_codigo], nuevos_niveles)


def aplicar(plan: Plan) -> None:
    """Escribe el plan y recompone las rutas; lo que se movió se avisa arriba. Confirma quien llama."""
    for clave, (singular, plural, orden) in plan.niveles.items():
        db.session.add(Nivel(clave=clave, singular=singular, plural=plural, orden=orden))
    db.session.flush()
    niveles = {n.clave: n.id for n in db.session.scalars(select(Nivel))}
    filas = {t.codigo: t for t in db.session.scalars(select(Territorio).options(undefer(Territorio.geometria)))}
    siguiente = max((t.orden for t in filas.values()), default=0) + 1
    posicion = {x.codigo: n for n, x in enumerate(sorted(plan.lugares, key=_numero_de_lugar))}
    for leido in plan.lugares:
        territorio = filas.get(leido.codigo)
        if territorio is None:
            territorio = Territorio(codigo=leido.codigo, orden=siguiente + posicion[leido.codigo])
            filas[leido.codigo] = territorio
            db.session.add(territorio)
        _escribir(territorio, leido, niveles[leido.nivel], filas)
        db.session.flush()
    movidos = _recomponer_rutas(filas.values())
    db.session.flush()
    if movidos:
        paneles.pedir("al_mover_lugares", movidos)


def _numero_de_lugar(leido: LugarLeido) -> int:
    return int("".join(c for c in leido.donde.split("«")[0] if c.isdigit()) or 0)


def _escribir(t: Territorio, leido: LugarLeido, nivel_id: int, filas: Mapping[str, Territorio]) -> None:
    valores: dict[str, Any] = {
        "nombre": leido.nombre,
        "nivel_id": nivel_id,
        "padre_id": filas[leido.padre].id if leido.padre else None,
    }
    if leido.fuera is not None:
        valores["fuera_del_municipio"] = leido.fuera
    if leido.indice is not None:
        valores["indice_necesidad"] = leido.indice
    if leido.formas is not None:
        valores["geometria"] = geojson.a_geojson(leido.formas)
        limites = geometria.caja(leido.formas)
        valores |= dict(zip(("oeste", "sur", "este", "norte"), limites, strict=True))
    for campo, valor in valores.items():
        if t.id is None or getattr(t, campo) != valor:
            setattr(t, campo, valor)


def _recomponer_rutas(filas: Iterable[Territorio]) -> list[int]:
    """Pone a cada uno su ruta; devuelve los que ya estaban y ahora cuelgan de otro sitio."""
    por_id = {t.id: t for t in filas}

    def ruta(t: Territorio) -> str:
        padre = por_id[t.padre_id] if t.padre_id is not None else None
        return arbol.ruta(ruta(padre) if padre else "", t.id)

    movidos = []
    for t in por_id.values():
        nueva = ruta(t)
        if t.ruta != nueva:
            if t.ruta:
                movidos.append(t.id)
            t.ruta = nueva
    return movidos


def _niveles(leidos: Sequence[LugarLeido]) -> tuple[dict[str, int], dict[str, tuple[str, str, int]]]:
    """El orden de cada nivel, y los que hay que crear."""
    hay = {n.clave: n.orden for n in db.session.scalars(select(Nivel))}
    nuevos: dict[str, tuple[str, str, int]] = {}
    for texto in dict.fromkeys(x.nivel for x in leidos):
        clave = raiz_url(texto, 40)
        if clave in hay:
            continue
        singular, plural, orden = CONOCIDOS.get(clave, (texto, f"{texto}s", 100))
        while orden in hay.values():
            orden += 1
        nuevos[clave] = (singular[:60], plural[:60], orden)
        hay[clave] = orden
    return hay, nuevos


def _con_padre(
    leidos: Sequence[LugarLeido], presentes: Mapping[str, Presente], niveles: Mapping[str, int]
) -> list[LugarLeido]:
    """A quien no dice su padre, el lugar del nivel superior más cercano que contiene un punto interior suyo."""
    if all(x.padre is not None for x in leidos):
        return list(leidos)
    candidatos = {
        p.codigo: _candidato(p.codigo, niveles[p.nivel], geojson.poligonos(p.formas))
        for p in presentes.values()
        if p.formas
    }
    candidatos |= {x.codigo: _candidato(x.codigo, niveles[x.nivel], x.formas) for x in leidos if x.formas}
    return [x if x.padre is not None else replace(x, padre=_contenedor(x, candidatos, niveles)) for x in leidos]


def _candidato(codigo: str, orden: int, formas: Poligonos) -> _Candidato:
    return _Candidato(codigo, orden, formas, geometria.caja(formas))


def _contenedor(leido: LugarLeido, candidatos: Mapping[str, _Candidato], niveles: Mapping[str, int]) -> str:
    if not leido.formas:
        return ""
    punto = geometria.punto_de_rotulo(leido.formas)
    dentro = [
        c
        for c in candidatos.values()
        if c.orden < niveles[leido.nivel]
        and geometria.en_caja(punto, c.caja)
        and geometria.contiene(c.formas, punto)
    ]
    return max(dentro, key=lambda c: (c.orden, c.codigo)).codigo if dentro else ""


def _comparar(leido: LugarLeido, presente: Presente | None, informe: Informe) -> None:
    if presente is None:
        informe.nuevos.append(leido.codigo)
        return
    pares: list[tuple[str, object, object]] = [
        ("nombre", presente.nombre, leido.nombre),
        ("nivel", presente.nivel, leido.nivel),
        ("padre", presente.padre, leido.padre or ""),
    ]
    if leido.fuera is not None:
        pares.append(("fuera_del_municipio", presente.fuera, leido.fuera))
    if leido.indice is not None:
        pares.append(("indice_necesidad", presente.indice, leido.indice))
    cambios = [Cambio(leido.codigo, c, str(a), str(b)) for c, a, b in pares if a != b]
    if leido.formas is not None and presente.formas != geojson.a_geojson(leido.formas):
        cambios.append(
            Cambio(leido.codigo, "forma", "la guardada" if presente.formas else "ninguna", "la nueva")
        )
    informe.cambios += cambios
    informe.iguales += not cambios
