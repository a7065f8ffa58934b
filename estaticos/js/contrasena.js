// Muestra u oculta la clave mientras se escribe; al enviar vuelve a ocultarla.
for (const boton of document.querySelectorAll("[data-mostrar]")) {
  const campo = document.getElementById(boton.dataset.mostrar);
  const rotulo = boton.querySelector("span");
  if (!campo || !rotulo) continue;
  const mostrar = rotulo.textContent;
  const poner = (visible) => {
    campo.type = visible ? "text" : "password";
    rotulo.textContent = visible ? boton.dataset.ocultar : mostrar;
  };
  boton.hidden = false;
  boton.addEventListener("click", () => { poner(campo.type === "password"); campo.focus(); });
  campo.form?.addEventListener("submit", () => poner(false));
}
