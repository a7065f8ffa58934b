// Guarda el borrador mientras se escribe. Si falla no pasa nada: el botón de seguir también guarda.
const formulario = document.querySelector("form[data-guardar]");
const voz = formulario?.querySelector("[data-guardado]");
let espera;
formulario?.addEventListener("input", () => {
  clearTimeout(espera);
  espera = setTimeout(async () => {
    try {
      const respuesta = await fetch(formulario.dataset.guardar, { method: "POST", body: new URLSearchParams(new FormData(formulario)), redirect: "error" });
      if (voz) voz.textContent = respuesta.ok ? voz.dataset.guardado : "";
    } catch { if (voz) voz.textContent = ""; }
  }, 2500);
});
formulario?.addEventListener("submit", () => clearTimeout(espera));
