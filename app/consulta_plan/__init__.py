"""Consulta del plan: mientras un plan está en consulta, la gente comenta, apoya y prioriza sus elementos.

Invariantes: una persona apoya un elemento una vez; elige un puesto para cada elemento y un elemento para cada
puesto; se participa entre las dos fechas de la consulta, que mandan solas.
"""
