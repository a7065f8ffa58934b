"""Gráficos: de los datos a la geometría, sin navegador, sin Flask y sin coma flotante.

Todo se mide en una caja de 1000 × 1000 que la plantilla estira al ancho que haya; las letras no se estiran.
Lo que falta se ve como falta: corta la línea y queda señalado en el eje.
"""

from app.nucleo.graficos.barras import Barra, BarraDibujada, GraficoBarras, barras
from app.nucleo.graficos.columnas import Columna, GraficoColumnas, SerieColumnas, columnas
from app.nucleo.graficos.escala import LADO, Escala, escala
from app.nucleo.graficos.lineas import Chispa, GraficoLineas, chispa, lineas
from app.nucleo.graficos.piezas import Banda, Formato, MarcaEje, PuntoDibujado, Serie, Tramo, Trazo

__all__ = [
    "LADO", "Banda", "Barra", "BarraDibujada", "Chispa", "Columna", "Escala", "Formato", "GraficoBarras",
    "GraficoColumnas", "GraficoLineas", "MarcaEje", "PuntoDibujado", "Serie", "SerieColumnas", "Tramo",
    "Trazo", "barras", "chispa", "columnas", "escala", "lineas",
]  # fmt: skip
