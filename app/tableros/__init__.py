"""Tableros: qué se pide, dónde y para qué objetivo; qué está quieto y qué espera. Solo lee.

Cada cifra tiene una definición, lleva a la lista de la que sale, se descarga y dice de cuándo es.
"""
