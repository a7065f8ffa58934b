"""La auditoría: el obrero sella los hechos en una cadena de huellas y cualquiera puede comprobarla."""
