"""La privacidad: qué se guarda de cada persona, su descarga, su corrección y su borrado.

Una sola tabla clasifica cada columna que señala a una persona; una columna sin clasificar no pasa las pruebas.
"""
