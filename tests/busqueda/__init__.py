"""Pruebas de la búsqueda."""
