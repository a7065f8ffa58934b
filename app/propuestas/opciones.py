"""Lo que se puede elegir en los filtros y formularios: lugares, elementos del plan, ODS y procesos.

Cada proceso lo guarda un minuto por idioma, con los campos ya dibujados: una lista no vuelve a consultarlo.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from flask import current_app
from flask_babel import gettext as _
from markupsafe import Markup

from app.nucleo import idiomas
from app.nucleo.reloj import ahora
from app.nucleo.traducido import Texto, unir
from app.plan import consultas as plan
from app.plan import ods as vocabulario
from app.procesos import consultas as procesos
from app.procesos.reglas import Acto, Ventana, abiertos
from app.territorio import consultas as territorio
from app.territorio.reglas.arbol import Lugar

VIGENCIA = 60
_EXTENSION = "rumbo_opciones"
_MAXIMO_FORMAS = 128


@dataclass(frozen=True)
class OpcionLugar:
    """Un lugar que se puede elegir; `centro` es (latitud, longitud), si se conoce su forma."""

    id: int
    codigo: str
    nombre: str
    centro: tuple[float, float] | None


@dataclass(frozen=True)
class OpcionElemento:
    """Un elemento del plan que se puede elegir."""

    id: int
    codigo: str
    titulo: str
    eje: int
    nivel: int
    descripcion: str

    @property
    def rotulo(self) -> Texto:
        """`2.3 Caminar sin miedo`, que sabe en qué idioma está."""
        return unir(self.codigo, self.titulo)


@dataclass(frozen=True)
class Opciones:
    """Todo lo elegible en un idioma. `grupos_*` son para listas: título → [(valor, texto)]."""

    territorios: Mapping[str, OpcionLugar] = field(default_factory=dict)
    grupos_territorio: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    elementos: Mapping[int, OpcionElemento] = field(default_factory=dict)
    ods: Mapping[str, str] = field(default_factory=dict)
    procesos: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    fases: Sequence[tuple[Ventana, ...]] = ()
    formas: dict[tuple[tuple[str, str], ...], Markup] = field(default_factory=dict)

    def actos_abiertos(self) -> list[frozenset[Acto]]:
        """Qué se puede hacer en este momento en cada proceso publicado."""
        momento = ahora()
        return [abiertos(fases, momento) for fases in self.fases]

    def puede_proponer(self) -> bool:
        """Verdadero si en este momento algún proceso recibe propuestas."""
        return any(Acto.PROPONER in actos for actos in self.actos_abiertos())

    def elementos_por_eje(self, nivel_maximo: int = 99) -> dict[str, list[tuple[str, str]]]:
        """Los elementos hasta ese nivel, agrupados por su raíz."""
        grupos: dict[int, tuple[str, list[tuple[str, str]]]] = {}
        for e in self.elementos.values():
            titulo = e.rotulo
            if e.nivel == 0:
                grupos[e.eje] = (titulo, [])
            if e.nivel <= nivel_maximo and e.eje in grupos:
                texto = Texto(_("Todo: %(eje)s", eje=titulo), titulo.idioma) if e.nivel == 0 else titulo
                grupos[e.eje][1].append((str(e.id), texto))
        return dict(grupos.values())

    def objetivos(self) -> list[tuple[str, str]]:
        """Los 17 objetivos de los ODS."""
        return [(codigo, texto) for codigo, texto in self.ods.items() if "." not in codigo]

    def dibujado(self, puestos: tuple[tuple[str, str], ...], dibujar: Callable[[], str]) -> Markup:
        """Los campos del filtro con estos valores puestos, dibujados una sola vez."""
        if puestos not in self.formas:
            if len(self.formas) >= _MAXIMO_FORMAS:
                self.formas.clear()
            self.formas[puestos] = Markup(dibujar())  # noqa: S704 — sale de una plantilla, ya escapada
        return self.formas[puestos]


def actuales() -> Opciones:
    """Las opciones en el idioma de la petición, con un minuto de atraso como mucho."""
    idioma = idiomas.actual()
    tramo = int(ahora().timestamp()) // VIGENCIA
    guardadas: dict[str, tuple[int, Opciones]] = current_app.extensions.setdefault(_EXTENSION, {})
    if idioma not in guardadas or guardadas[idioma][0] != tramo:
        guardadas[idioma] = (tramo, frescas(idioma))
    return guardadas[idioma][1]


def frescas(idioma: str) -> Opciones:
    """Las opciones, leídas ahora (para formularios que validan contra ellas)."""
    arbol = territorio.arbol()
    publicados = procesos.publicados()
    lugares = {codigo: _lugar(lugar) for codigo, lugar in arbol.codigos.items()}
    return Opciones(
        territorios=lugares,
        grupos_territorio=_grupos(),
        elementos=elementos_en(idioma),
        ods={o.codigo: f"{o.codigo} {o.texto}" for o in vocabulario.vocabulario(idioma).values()},
        procesos={p.clave: (p.id, p.nombre) for p in publicados},
        fases=[p.fases for p in publicados],
    )


def _lugar(lugar: Lugar) -> OpcionLugar:
    centro = None
    if lugar.caja:
        oeste, sur, este, norte = lugar.caja
        centro = (round((sur + norte) / 2, 5), round((oeste + este) / 2, 5))
    return OpcionLugar(lugar.id, lugar.codigo, lugar.nombre, centro)


def _grupos() -> dict[str, list[tuple[str, str]]]:
    """Los lugares para elegir: por cada lugar con hijos finales, él entero y después cada uno."""
    arbol = territorio.arbol()
    grupos: dict[str, list[tuple[str, str]]] = {}
    for padre_id, hijos in arbol.hijos.items():
        finales = [h for h in hijos if not arbol.hijos.get(h.id)]
        if not finales:
            continue
        padre = arbol.lugares[padre_id] if padre_id is not None else None
        titulo = padre.nombre if padre else territorio.nivel_en_plural(finales[0])
        if padre and titulo in grupos:
            titulo = f"{titulo} ({padre.codigo})"
        entero = [(padre.codigo, _("Todo %(lugar)s", lugar=padre.nombre))] if padre else []
        grupos[titulo] = entero + [(h.codigo, h.nombre) for h in finales]
    return grupos


def elementos_en(idioma: str) -> dict[int, OpcionElemento]:
    """Los elementos elegibles del plan vigente, en un idioma."""
    vigente = plan.plan_vigente(idioma)
    if vigente is None:
        return {}
    return {
        n.id: OpcionElemento(n.id, n.codigo, n.titulo, n.eje, n.nivel, n.descripcion)
        for n in plan.arbol(vigente.id, idioma).en_orden()
        if n.estado != "cancelado"
    }
