// Abre el formulario de respuesta en el sitio. Si no llega, el enlace lleva a su página.
document.addEventListener("click", async (suceso) => {
  const enlace = suceso.target.closest?.("a[data-responder]");
  if (!enlace || suceso.ctrlKey || suceso.metaKey || suceso.shiftKey) return;
  suceso.preventDefault();
  document.querySelector(".respuesta-nueva")?.remove();
  try {
    const respuesta = await fetch(enlace.href, { headers: { "X-Parcial": "1" }, redirect: "error" });
    if (!respuesta.ok) throw new Error(String(respuesta.status));
    const caja = new DOMParser().parseFromString(await respuesta.text(), "text/html").querySelector(".respuesta-nueva");
    // La página puede tener ya un formulario igual: los ids de este llevan otro nombre.
    for (const e of caja.querySelectorAll("[id], [for], [aria-describedby]")) {
      for (const atributo of ["id", "for", "aria-describedby"]) {
        const valor = e.getAttribute(atributo);
        if (valor) e.setAttribute(atributo, valor.split(" ").map((id) => `r-${id}`).join(" "));
      }
    }
    enlace.closest(".comentario").append(caja);
    caja.querySelector("textarea").focus();
  } catch {
    location.assign(enlace.href);
  }
});
