// Muestra las propuestas parecidas mientras se escribe el título. Sin esto, salen en la página de revisión.
const sitio = document.querySelector("[data-parecidas]");
const titulo = document.querySelector("#titulo");
let espera, pedido, dicho = "";
async function buscar() {
  const texto = titulo.value.trim();
  if (texto === dicho) return;
  dicho = texto;
  pedido?.abort();
  pedido = new AbortController();
  try {
    const respuesta = await fetch(`${sitio.dataset.parecidas}?titulo=${encodeURIComponent(texto)}`, { signal: pedido.signal });
    if (!respuesta.ok) return;
    const nuevo = new DOMParser().parseFromString(await respuesta.text(), "text/html").body;
    if (nuevo.innerHTML.trim() !== sitio.innerHTML.trim()) sitio.replaceChildren(...nuevo.childNodes);
  } catch { /* Sin red no se muestra nada: se puede seguir escribiendo. */ }
}
if (sitio && titulo) {
  titulo.addEventListener("input", () => { clearTimeout(espera); espera = setTimeout(buscar, 400); });
  if (titulo.value) buscar();
}
