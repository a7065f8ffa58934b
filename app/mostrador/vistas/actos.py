"""Cuánto atendió cada facilitadora."""

from __future__ import annotations

import datetime as dt

from flask import Response, request
from flask_babel import gettext as _

from app.mostrador import consultas
from app.mostrador.presentacion import DIAS, como_csv, tabla_de_actos
from app.mostrador.reglas import CuentaDeActos
from app.mostrador.vistas.base import bp, pagina
from app.nucleo.accesos import requiere
from app.nucleo.permisos import Permiso
from app.nucleo.reloj import ahora


def _cuentas() -> tuple[int, list[CuentaDeActos]]:
    pedidos = request.args.get("dias", "")
    dias = int(pedidos) if pedidos in {str(d) for d in DIAS} else DIAS[0]
    hasta = ahora()
    return dias, consultas.actos_por_facilitadora(hasta - dt.timedelta(days=dias), hasta)


@bp.get("/mostrador/actos")
@requiere(Permiso.MOSTRADOR_VER)
def actos() -> Response:
    """Los actos de cada facilitadora en los últimos días, sin decir con quién."""
    dias, cuentas = _cuentas()
    return pagina("actos", dias=dias, opciones=DIAS, **tabla_de_actos(cuentas))


@bp.get("/mostrador/actos.csv")
@requiere(Permiso.MOSTRADOR_VER)
def actos_csv() -> Response:
    """Lo mismo, para una hoja de cálculo."""
    dias, cuentas = _cuentas()
    respuesta = Response(como_csv(cuentas), content_type="text/csv; charset=utf-8")
    nombre = _("actos-de-mostrador") + f"-{dias}.csv"
    respuesta.headers["Content-Disposition"] = f'attachment; filename="{nombre}"'
    return respuesta
