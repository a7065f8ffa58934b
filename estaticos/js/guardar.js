// Guarda el borrador mientras se escribe. Si falla, lo dice: el botón de seguir también guarda.
const formulario = document.querySelector("form[data-guardar]");
const voz = formulario?.querySelector("[data-guardado]");
let espera;
formulario?.addEventListener("input", () => {
  clearTimeout(espera);
  espera = setTimeout(async () => {
    try {
      const respuesta = await fetch(formulario.dataset.guardar, { method: "POST", body: new URLSearchParams(new FormData(formulario)), redirect: "error" });
      if (voz) voz.textContent = respuesta.ok ? voz.dataset.guardado : voz.dataset.falla;
    } catch { if (voz) voz.textContent = voz.dataset.falla; }
  }, 2500);
});
formulario?.addEventListener("submit", () => clearTimeout(espera));
