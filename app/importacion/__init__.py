"""Importación: trae lo que la gente ya dijo en otra plataforma, sin perder ni doblar nada.

Cada importador lee un archivo, lo comprueba entero y solo entonces escribe, en una transacción corta. Lo
importado guarda su procedencia; sus apoyos se muestran aparte y nunca suman para un umbral.
"""
