"""La ciudad de demostración: Puerto Arrayán, inventada, con su plan, su gente y un año de propuestas.

Se carga con los mismos servicios que usa la web, con la hora puesta en cada fecha. El contenido, en `ciudad/`.
"""
