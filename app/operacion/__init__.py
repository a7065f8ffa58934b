"""Operación: lo que el técnico pone en marcha y mide.

Palabras: *supervisor* (el proceso que cuida a los demás), *web* (proceso que
responde páginas), *obrero* (el que hace las tareas periódicas) y *arriendo* (el
permiso con fecha que deja actuar a un solo obrero a la vez).

Invariantes: quien supervisa no toca la base; ningún hijo sobrevive al
supervisor; entre todos los obreros de una ciudad, uno solo actúa.
"""
