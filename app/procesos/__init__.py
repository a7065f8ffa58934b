"""Procesos: un propósito, unas reglas y unas fases con fecha. Las fechas mandan.

Invariantes: una fase cierra después de abrir; el proceso dice con qué acreditación se propone y se apoya, qué
apoyos cuentan y el umbral; las reglas se publican.
"""
