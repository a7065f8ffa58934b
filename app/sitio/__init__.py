"""Sitio: portada, código corto, idioma y páginas fijas. Está arriba: puede mirar todas las áreas."""
