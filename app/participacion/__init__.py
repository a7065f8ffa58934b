"""La conversación: comentarios en hilos sobre cualquier contenido público, con posición y votos.

No conoce de qué habla cada cual: las áreas de arriba registran sus clases de contenido y dicen si está
abierto. Un voto por persona y comentario; el puntaje cambia con el voto o no cambia.
"""
