"""Medidas que cualquiera puede repetir: servidor real, carga desde otro proceso, razones."""
