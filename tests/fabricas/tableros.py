"""Una ciudad pequeña con de todo para los tableros: plan, lugares con población, estados y meses distintos."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.extensiones import db
from app.nucleo import reloj
from app.nucleo.reloj import ahora
from app.plan.modelos import Plan
from app.procesos.modelos import Proceso
from app.territorio.modelos import Territorio
from tests.fabricas import plan as planes
from tests.fabricas import procesos, propuestas, territorio

MES = dt.timedelta(days=31)


@dataclass(frozen=True)
class Ciudad:
    """Lo que se creó. `solo_sur` es un proceso que solo llega al distrito Sur."""

    plan: Plan
    general: Proceso
    solo_sur: Proceso
    lugares: dict[str, Territorio]


def ciudad() -> Ciudad:
    """Doce propuestas: atadas a uno, dos o ningún elemento; con y sin lugar; esperan, juntan y retiradas."""
    plan = planes.plan()
    lugares = territorio.ciudad()
    for clave, gente in (("n1", 1000), ("n2", 3000)):
        territorio.poblacion(lugares[clave], gente)
    fases = [procesos.ventana(abre=-200)]
    general = procesos.proceso(plan_id=plan.id, fases=fases)
    solo_sur = procesos.proceso(
        plan_id=plan.id, fases=fases, clase="convocatoria", territorio_id=lugares["sur"].id
    )
    ids = {c: planes.elemento(plan, c).id for c in ("1", "1.1", "1.1.1", "1.2", "2.1")}
    casos = (
        (("1.1.1", "2.1"), "n1", 3), (("1.1",), "n1", 2), (("1.2",), "norte", 2), (("1.1", "1.2"), "n2", 1),
        ((), "n2", 1), ((), None, 0), (("2.1",), None, 0), (("1",), "m", 0), (("1.1.1",), "n1", 0),
    )  # fmt: skip
    for n, (codigos, donde, hace) in enumerate(casos):
        momento = ahora() - hace * MES
        with reloj.fijado(momento):
            p = propuestas.propuesta(
                proceso=general,
                titulo=f"Propuesta {n}, =1+1",
                elementos=[ids[c] for c in codigos],
                territorio_id=lugares[donde].id if donde else None,
            )
            if n % 3 == 0:
                propuestas.apoyos(p, 3)
    propuestas.propuesta(proceso=solo_sur, elementos=[ids["2.1"]], territorio_id=lugares["s1"].id)
    db.session.commit()
    return Ciudad(plan, general, solo_sur, lugares)
