"""El mostrador: quien no tiene correo ni teléfono participa con ayuda de una facilitadora.

Cada acto lleva su sello; nada de la persona anterior queda en la pantalla; de un apoyo no se anota de quién.
"""
