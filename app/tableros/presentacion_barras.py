"""Las barras del tablero: por eje, lugar, objetivo de los ODS y gente que participa. No consulta."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.nucleo import idiomas
from app.nucleo.graficos import Barra, GraficoBarras, barras
from app.nucleo.plantillas import numero
from app.nucleo.rotulos import formato
from app.nucleo.traducido import unir
from app.plan import ods
from app.propuestas.listado import SIN_LUGAR_EN_DIRECCION
from app.tableros.presentacion import nombre_de_columna
from app.tableros.publico import Participacion, Tablero
from app.tableros.reglas import Columna
from app.territorio.reglas.arbol import Total


def _url_de_lugar(columna: Columna) -> str:
    """La lista de lo propuesto en una columna."""
    if columna.lugar is None:
        return url_for("propuestas.lista", territorio=SIN_LUGAR_EN_DIRECCION)
    donde: dict[str, Any] = {"lugar" if columna.suelta else "territorio": columna.lugar.codigo}
    return url_for("propuestas.lista", **donde)


def por_eje(t: Tablero) -> GraficoBarras:
    """Lo abierto en cada eje del plan, y lo que no se ata a ninguno."""
    filas = [
        Barra(unir(n.codigo, n.titulo), cuantas, url_for("propuestas.lista", elemento=n.id))
        for n, cuantas in t.ejes
    ]
    suelta = Barra(_("Sin clasificar en el plan"), t.sin_clasificar, url_for("propuestas.lista", elemento=0))
    return barras([*filas, suelta] if filas or t.sin_clasificar else [], formato(0))


def por_lugar(t: Tablero) -> GraficoBarras:
    """Lo abierto en cada lugar, de más a menos; al final, lo que no dice dónde."""
    filas = [
        Barra(nombre_de_columna(c), n, _url_de_lugar(c), _gente(gente))
        for c, n, gente in sorted(t.lugares, key=lambda x: (x[0].lugar is None, x[0].suelta, -x[1]))
    ]
    return barras(filas, formato(0))


def _gente(gente: Total | None) -> str:
    if gente is None:
        return ""
    personas = ngettext("%(n)s habitante", "%(n)s habitantes", gente.personas, n=numero(gente.personas))
    return f"{personas} ({gente.anio})"


def por_ods(t: Tablero) -> GraficoBarras:
    """Lo abierto que empuja cada objetivo de los ODS, de más a menos."""
    textos = ods.vocabulario(idiomas.actual())
    ordenados = sorted(t.ods.items(), key=lambda par: (-par[1], par[0]))
    return barras(
        [
            Barra(f"{n} {textos[str(n)].texto}", cuantas, url_for("propuestas.lista", ods=n))
            for n, cuantas in ordenados
            if str(n) in textos
        ],
        formato(0),
    )


def participacion(t: Tablero) -> GraficoBarras:
    """Primero donde más se participa; lo que no se puede decir, al final y sin barra."""
    filas = sorted(
        (p for p in t.participacion if p.columna is not None),
        key=lambda p: (p.por_mil is None, -(p.por_mil or Decimal(0))),
    )
    return barras(
        [Barra(nombre_de_columna(p.columna), p.por_mil, detalle=_detalle_de(p)) for p in filas], formato(1)
    )


def _detalle_de(p: Participacion) -> str:
    """Las personas y habitantes detrás de una barra, o por qué no la hay."""
    if p.personas is None:
        return _("Menos de 10 personas, o se deduciría de las demás: no se publica.")
    personas = ngettext("%(n)s persona", "%(n)s personas", p.personas, n=numero(p.personas))
    if p.poblacion is None:
        return _("%(personas)s; sin población para comparar.", personas=personas)
    return _(
        "%(personas)s de %(habitantes)s habitantes (%(anio)s)",
        personas=personas,
        habitantes=numero(p.poblacion.personas),
        anio=str(p.poblacion.anio),
    )
