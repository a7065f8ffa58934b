"""Lo común a todas las áreas: transacción, permisos, sesiones, formularios, textos. No conoce ninguna área."""
