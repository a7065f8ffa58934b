"""Contenido: el ancla de todo lo público, sus enlaces con tipo y la memoria de lo que pasó (hechos).

Invariantes: el código corto es único y no tiene letras ambiguas; los hechos solo se añaden; un enlace no une
una cosa consigo misma ni se repite.
"""
