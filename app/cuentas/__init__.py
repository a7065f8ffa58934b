"""Cuentas: personas, sesiones, roles con alcance y acreditación.

Invariantes: un correo de entrada es de una sola cuenta; ninguna ficha se guarda en claro; la acreditación va
de 0 a 3; una persona retirada no tiene correo ni clave.
"""
