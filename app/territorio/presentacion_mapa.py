"""El mapa de unos lugares: cada área con su enlace, su color y su nombre. No consulta las áreas."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.nucleo.plantillas import numero
from app.territorio import consultas
from app.territorio.consultas import Area, Mapa
from app.territorio.presentacion import personas, url_de
from app.territorio.reglas.arbol import Arbol
from app.territorio.reglas.rotulos import clase, colocar, cortes

CLASES = 5
LUGARES_CON_NOMBRE = 40


def mapa_para(mapa: Mapa, titulo: str, actual: str | None = None) -> dict[str, Any]:
    """Los argumentos de la macro `mapa`: cada área con su enlace, y color por densidad si se conoce."""
    arbol = consultas.arbol()
    densidades = {a.id: t.personas / a.km2 for a in mapa.areas if (t := arbol.total(a.lugar.id)) and a.km2}
    limites = cortes(list(densidades.values()), CLASES) if len(densidades) > 2 else []
    padres = list(dict.fromkeys(a.lugar.padre_id for a in mapa.areas))

    def grupo_de(area: Area) -> int:
        """Sin población que comparar, el tono solo separa unos grupos de otros."""
        return 0 if limites or len(padres) < 2 else padres.index(area.lugar.padre_id) % 4

    areas = [
        {
            "id": a.id,
            "nombre": a.nombre,
            "d": a.d,
            "url": url_de(a.lugar),
            "texto": personas(arbol.total(a.lugar.id)),
            "actual": a.id == actual,
            "tono": clase(densidades[a.id], limites) if a.id in densidades and limites else grupo_de(a),
        }
        for a in mapa.areas
    ]
    return {
        "areas": areas,
        "caja": mapa.caja,
        "titulo": titulo,
        "leyenda": _leyenda(limites) if limites else None,
        "rotulos": _rotulos(mapa, arbol),
    }


def _leyenda(limites: list[float]) -> list[str]:
    hasta = [_("hasta %(n)s", n=numero(round(limite))) for limite in limites]
    return [_("sin datos"), *hasta[:-1], _("hasta %(n)s personas por km²", n=numero(round(limites[-1])))]


def _rotulos(mapa: Mapa, arbol: Arbol) -> list[dict[str, Any]]:
    """El nombre de los lugares, si son pocos; si son muchos, el de los que los contienen."""
    areas = sorted(mapa.areas, key=lambda a: -a.km2)
    candidatos = [(a.nombre, *a.rotulo) for a in areas]
    if len(areas) > LUGARES_CON_NOMBRE // 2:
        candidatos = _de_los_padres(areas, arbol) or (candidatos if len(areas) <= LUGARES_CON_NOMBRE else [])
    return [{"texto": t, "x": x, "y": y} for t, x, y in colocar(candidatos, mapa.lienzo.ancho)]


def _de_los_padres(areas: list[Area], arbol: Arbol) -> list[tuple[str, float, float]]:
    por_padre: dict[int, list[Area]] = {}
    for area in areas:
        if area.lugar.padre_id is not None:
            por_padre.setdefault(area.lugar.padre_id, []).append(area)
    if len(por_padre) < 2:
        return []
    salida = []
    for padre_id, hijas in por_padre.items():
        peso = sum(a.km2 for a in hijas) or 1.0
        x = sum(a.rotulo[0] * a.km2 for a in hijas) / peso
        y = sum(a.rotulo[1] * a.km2 for a in hijas) / peso
        salida.append((arbol.lugares[padre_id].nombre, round(x, 1), round(y, 1)))
    return salida
