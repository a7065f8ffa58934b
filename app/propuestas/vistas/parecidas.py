"""Lo que ya se propuso y se parece a un título, mientras se escribe."""

from __future__ import annotations

from flask import render_template, request

from app.busqueda.freno import frenar
from app.nucleo.accesos import publica
from app.nucleo.texto import limpiar
from app.propuestas import parecidas as buscador
from app.propuestas.reglas import TITULO_MAXIMO
from app.propuestas.vistas.base import bp


@bp.get("/propuestas/parecidas")
@publica
def parecidas() -> str:
    """Un pedazo de página con las que se parecen; vacío si no hay ninguna."""
    frenar("parecidas", por_segundo=20, seguidas=60)
    titulo = limpiar(request.args.get("titulo", ""))[:TITULO_MAXIMO]
    halladas = buscador.parecidas(titulo, "", cuantas=3, candidatas=buscador.CANDIDATAS_AL_TECLEAR)
    return render_template("propuestas/_parecidas.html", parecidas=halladas)
