"""Auditoría: el obrero sella los hechos en una cadena de huellas y cualquiera puede comprobarla.

Un sello cubre un tramo de hechos seguidos. Su huella —la cabeza de la cadena— depende de la del sello
anterior y de cada hecho del tramo: cambiar, quitar o añadir uno se nota. Se publica para que cualquiera la
guarde.

Invariantes: los sellos van numerados desde 1 sin huecos; ningún hecho queda entre dos sellos sin sellar; los
sellos solo se añaden; nada se sella dentro de una petición.
"""
