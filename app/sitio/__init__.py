"""Sitio: la portada, el código corto, el idioma y las páginas fijas. Está arriba: puede mirar todas las áreas."""
