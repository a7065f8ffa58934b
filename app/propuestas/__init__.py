"""Propuestas: lo que alguien pide a la ciudad, atada al plan, con apoyos y un umbral que obliga a responder.

Invariantes: un apoyo por persona y propuesta; los contadores son la cuenta de las filas; el umbral queda fijo
al publicar; el cruce es un hecho con fecha que retiros posteriores no deshacen; un borrador es solo de su
autora.
"""
