"""Plan: el plan de la ciudad como árbol de elementos, con sus unidades y sus ODS.

Invariantes: el código es único dentro del plan; un plan vigente tiene un acto que lo aprueba; el peso no es
negativo; un elemento no es su propio padre.
"""
