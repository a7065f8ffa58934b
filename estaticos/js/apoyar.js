// Apoya o retira sin recargar la página. Si algo no sale como se espera, el formulario se envía de la forma normal.
document.addEventListener("submit", async (suceso) => {
  const formulario = suceso.target;
  if (!formulario.matches("form[data-apoyar]")) return;
  const bloque = formulario.closest("[data-apoyos]");
  const boton = formulario.querySelector("button");
  if (!bloque || formulario.dataset.enviando) return suceso.preventDefault();
  suceso.preventDefault();
  formulario.dataset.enviando = "1";
  boton?.setAttribute("aria-busy", "true");
  try {
    const respuesta = await fetch(formulario.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(formulario)),
      headers: { Accept: "text/html", "X-Parcial": "1" },
      redirect: "error",
    });
    if (!respuesta.ok) throw new Error(String(respuesta.status));
    const nuevo = new DOMParser().parseFromString(await respuesta.text(), "text/html").querySelector("[data-apoyos]");
    if (!nuevo) throw new Error("sin bloque");
    bloque.replaceWith(nuevo);
    const voz = nuevo.querySelector("[role=status]");
    if (voz) { const texto = voz.innerHTML; voz.innerHTML = ""; requestAnimationFrame(() => { voz.innerHTML = texto; }); }
    nuevo.querySelector("form[data-apoyar] button")?.focus();
  } catch {
    formulario.submit();
  }
});
