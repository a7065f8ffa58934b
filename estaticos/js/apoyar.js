// Apoya, retira o vota sin recargar la página. Si algo no sale como se espera, el formulario se envía de la forma normal.
document.addEventListener("submit", async (suceso) => {
  const formulario = suceso.target;
  const boton = suceso.submitter;
  if (!formulario.matches("form[data-apoyar]")) return;
  const bloque = (boton || formulario).closest("[data-apoyos]");
  if (!bloque || formulario.dataset.normal) return;
  suceso.preventDefault();
  if (bloque.dataset.enviando) return;
  bloque.dataset.enviando = "1";
  boton?.setAttribute("aria-busy", "true");
  try {
    const datos = new URLSearchParams(new FormData(formulario));
    if (boton?.name) datos.set(boton.name, boton.value);
    const respuesta = await fetch(boton?.getAttribute("formaction") || formulario.action, {
      method: "POST",
      body: datos,
      headers: { Accept: "text/html", "X-Parcial": "1" },
      redirect: "error",
    });
    if (!respuesta.ok) throw new Error(String(respuesta.status));
    const nuevo = new DOMParser().parseFromString(await respuesta.text(), "text/html").querySelector("[data-apoyos]");
    if (!nuevo) throw new Error("sin bloque");
    const lugar = [...bloque.querySelectorAll("button")].indexOf(boton);
    bloque.replaceWith(nuevo);
    const voz = nuevo.querySelector("[role=status]");
    if (voz) { const texto = voz.innerHTML; voz.innerHTML = ""; requestAnimationFrame(() => { voz.innerHTML = texto; }); }
    nuevo.querySelectorAll("button")[Math.max(0, lugar)]?.focus();
  } catch {
    formulario.dataset.normal = "1";
    formulario.requestSubmit(boton);
  }
});
