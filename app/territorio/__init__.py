"""Territorio: el árbol de lugares de la ciudad, sus formas y su población.

Palabras: nivel (municipio, distrito, barrio…), territorio, población. Invariantes: el código es único; un lugar
no es ancestro de sí mismo; el índice de necesidad va de 0 a 1; una población no es negativa.
"""
