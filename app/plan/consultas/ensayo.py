"""El ensayo de una importación: qué cambiaría, fila por fila, sin cambiar nada."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass

from app.plan import ods, reglas
from app.plan.consultas.elementos import arbol, filas_de
from app.plan.consultas.planes import unidades


@dataclass(frozen=True)
class Ensayo:
    """Lo leído, lo que cambiaría y la huella del plan con que se comparó. Con errores no hay diferencias."""

    lectura: reglas.Lectura
    viejas: tuple[reglas.FilaPlan, ...]
    finales: tuple[reglas.FilaPlan, ...]
    diferencias: tuple[reglas.Diferencia, ...]
    huella: str

    @property
    def cuentas(self) -> Counter[str]:
        """Cuántas filas hay de cada clase."""
        return Counter(d.clase for d in self.diferencias)

    @property
    def cambia_algo(self) -> bool:
        """Verdadero si aplicar el archivo cambiaría el plan."""
        return any(d.clase in ("nuevo", "cambia") for d in self.diferencias)


def huella_de(filas: tuple[reglas.FilaPlan, ...]) -> str:
    """Huella de un plan: cambia si cambia cualquier cosa que se exporta."""
    return hashlib.sha256(reglas.escribir_tabla(filas).encode()).hexdigest()


def ensayar(plan_id: int, contenido: bytes | str) -> Ensayo:
    """Lee el archivo y lo compara con el plan tal como está ahora."""
    viejas = tuple(filas_de(arbol(plan_id)))
    contexto = reglas.Contexto(
        unidades={u.codigo: u.nombre for u in unidades()},
        ods=ods.codigos(),
        existentes={f.codigo: f.padre for f in viejas},
    )
    lectura = reglas.leer(contenido, contexto)
    if lectura.errores:
        return Ensayo(lectura, viejas, viejas, (), huella_de(viejas))
    finales = reglas.fundir(viejas, lectura.filas, lectura.campos)
    diferencias = reglas.comparar(viejas, finales, lectura.numeros)
    return Ensayo(lectura, viejas, finales, diferencias, huella_de(viejas))
