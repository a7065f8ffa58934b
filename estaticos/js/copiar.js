// Copia el enlace con un toque; sin este módulo, el texto queda a la vista para copiarlo a mano.
if (navigator.clipboard) {
  for (const boton of document.querySelectorAll("[data-copiar]")) {
    boton.hidden = false;
    boton.addEventListener("click", async () => {
      const voz = boton.closest(".compartir, .panel, p, div")?.parentElement.querySelector("[data-copiado]");
      try {
        await navigator.clipboard.writeText(boton.dataset.copiar);
        if (voz) voz.textContent = voz.dataset.copiado;
      } catch {
        boton.previousElementSibling?.select?.();
      }
    });
  }
}
