"""La forma de lo que escribe quien planifica."""
