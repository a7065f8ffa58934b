"""Dónde se puede anotar: la misma regla de a uno que en un archivo."""

from __future__ import annotations

from dataclasses import dataclass

from app.avance.reglas.gestion import CANCELADO


@dataclass(frozen=True)
class Sitio:
    """Un elemento en el que se quiere anotar algo. `con_hitos`: tiene hitos en pie."""

    hoja: bool = True
    cancelado: bool = False
    con_hitos: bool = False

    def impide(self, *, de_hoja: bool = False, dicho: bool = False) -> str:
        """Por qué no se puede anotar en él; vacío si se puede.

        En lo cancelado no se anota nada. Los hitos y los avances dichos son de las hojas (`de_hoja`), y donde
        hay hitos en pie no se dice cuánto se lleva (`dicho`): se calcula con ellos.
        """
        if self.cancelado:
            return "elemento_cancelado"
        if de_hoja and not self.hoja:
            return "no_es_hoja"
        return "tiene_hitos" if dicho and self.con_hitos else ""


def impide_medir(estado: str, estado_del_elemento: str) -> str:
    """Por qué un indicador ya no recibe valores ni metas; vacío si se sigue midiendo."""
    return "indicador_cancelado" if CANCELADO in (estado, estado_del_elemento) else ""
