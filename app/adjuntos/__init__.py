"""Los adjuntos: imágenes que se vuelven a codificar sin metadatos, y documentos PDF.

El nombre que trae un archivo nunca llega al disco; un formulario rechazado conserva lo que se subió con él.
"""
