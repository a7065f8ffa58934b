"""Lo que se lee de las conversaciones."""

from __future__ import annotations

from app.participacion.comentables import Cuentas
from app.participacion.consultas.hilos import (
    EnContexto,
    en_contexto,
    fila_de,
    padres_de,
    publicados,
    puede_cambiar,
    puede_ver,
    sobre_de,
)
from app.participacion.consultas.listas import Hilo, raices
from app.participacion.consultas.piezas import (
    Fila,
    comentario_de,
    cosa,
    cosa_por_id,
    donde_firma,
    insignia_de,
    marca,
    objeto_de,
    repetido,
    votos_de,
)
from app.participacion.consultas.traidos import Guardado, guardados

__all__ = [
    "Cuentas",
    "EnContexto",
    "Fila",
    "Guardado",
    "Hilo",
    "comentario_de",
    "cosa",
    "cosa_por_id",
    "donde_firma",
    "en_contexto",
    "fila_de",
    "guardados",
    "insignia_de",
    "marca",
    "objeto_de",
    "padres_de",
    "publicados",
    "puede_cambiar",
    "puede_ver",
    "raices",
    "repetido",
    "sobre_de",
    "votos_de",
]
