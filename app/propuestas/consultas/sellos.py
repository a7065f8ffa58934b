"""El sello de cada paso de un borrador: si cambió, otra ventana guardó algo desde que se leyó."""

from __future__ import annotations

import hashlib
import json

from app.contenido.consultas import etiquetas_de
from app.propuestas.consultas.tarjetas import elementos_de
from app.propuestas.modelos import Propuesta


def sello_de(p: Propuesta, paso: str) -> str:
    """La huella de lo que hay guardado en un paso (`idea`, `plan` o `lugar`)."""
    valores: list[object]
    if paso == "plan":
        elementos = sorted(e[0] for e in elementos_de([p.id])[p.id])
        valores = [elementos, p.sin_elemento, sorted(e.nombre for e in etiquetas_de(p.id))]
    elif paso == "lugar":
        valores = [p.territorio_id, p.latitud, p.longitud, p.referencia]
    else:
        textos = [p.titulo, p.resumen, p.cuerpo, p.en_nombre_de]
        valores = [*textos, p.intereses, p.video, p.costo_estimado]
    return hashlib.sha256(json.dumps(valores).encode()).hexdigest()[:16]
