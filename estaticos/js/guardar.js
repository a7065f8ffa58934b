// Guarda el borrador mientras se escribe. Si falla, lo dice: el botón de seguir también guarda. Si otra ventana lo
// cambió, lo dice y deja de guardar.
const formulario = document.querySelector("form[data-guardar]");
const voz = formulario?.querySelector("[data-guardado]");
let espera, guardando;
async function guardar(anterior) {
  await anterior;
  try {
    const respuesta = await fetch(formulario.dataset.guardar, { method: "POST", body: new URLSearchParams(new FormData(formulario)), redirect: "error" });
    if (respuesta.ok) formulario.elements.sello.value = await respuesta.text();
    if (respuesta.status === 409) formulario.removeEventListener("input", esperar);
    voz.textContent = voz.dataset[respuesta.ok ? "guardado" : respuesta.status === 409 ? "cambio" : "falla"];
  } catch { voz.textContent = voz.dataset.falla; }
}
function esperar() {
  clearTimeout(espera);
  espera = setTimeout(async () => {
    const este = guardando = guardar(guardando);
    await este;
    if (guardando === este) guardando = undefined;
  }, 2500);
}
formulario?.addEventListener("input", esperar);
formulario?.addEventListener("submit", async (suceso) => {
  clearTimeout(espera);
  if (!guardando) return;
  const boton = suceso.submitter;
  suceso.preventDefault();
  await guardando;
  guardando = undefined;
  formulario.requestSubmit(boton);
});
