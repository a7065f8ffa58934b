"""Reglas del territorio: geometría, lectura de GeoJSON, dibujo y árbol. Puras: sin Flask, base ni reloj."""
