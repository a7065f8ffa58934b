"""Avance: cuánto se mueve el plan. Indicadores con sus metas y mediciones, hitos, avances dichos y dinero.

Dos números que nunca se mezclan: la gestión (lo que se hizo, de las hojas hacia arriba, por peso) y el
resultado (lo que cambió, por los indicadores del propio elemento). Lo que no se sabe no cuenta como cero.

Invariantes: en cada fecha un indicador tiene una sola medición principal vigente y una sola por fuente; una
corrección deja la anterior con quién, cuándo y por qué; las metas de un indicador no se pisan; el dinero va en
unidades menores y uno por elemento, año y momento.
"""
