"""La suma de Borda, hecha a mano: con ella se compara la de la base."""

from __future__ import annotations

from collections.abc import Sequence

from app.consulta_plan.reglas import Recuento


def borda(ordenes: Sequence[Sequence[int]], puestos: int) -> dict[int, Recuento]:
    """Quien va primero recibe tantos puntos como puestos; el siguiente, uno menos; lo no puesto, nada."""
    salida = {}
    for candidato in {c for orden in ordenes for c in orden}:
        valores = [puestos - orden.index(candidato) for orden in ordenes if candidato in orden]
        salida[candidato] = Recuento(candidato, sum(valores), len(valores))
    return salida
