"""La búsqueda en español sobre lo público, igual en los dos motores: raíces de palabras, sin acentos."""
