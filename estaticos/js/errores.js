// Lleva el foco al resumen de errores al cargar, y del resumen al campo.
const resumen = document.querySelector("[data-resumen]");
if (resumen) {
  resumen.focus();
  resumen.addEventListener("click", (suceso) => {
    const enlace = suceso.target.closest('a[href^="#"]');
    const campo = enlace && document.getElementById(decodeURIComponent(enlace.hash.slice(1)));
    if (!campo) return;
    suceso.preventDefault();
    const destino = campo.matches("fieldset") ? campo.querySelector("input, select, textarea") || campo : campo;
    (campo.closest(".campo") || campo).scrollIntoView({ block: "start" });
    destino.focus({ preventScroll: true });
  });
}
