"""Estilo: todas las partes de la interfaz en todos sus estados. Solo en la demostración y al programar."""
