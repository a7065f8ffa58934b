// Ordena por cercanía al punto donde está la persona, redondeado a unos cien metros. Elegir de la lista sigue igual.
const bloque = document.querySelector("[data-ubicacion]");
const boton = bloque?.querySelector("button");
if (boton && navigator.geolocation && window.isSecureContext) {
  bloque.hidden = false;
  boton.addEventListener("click", () => {
    const voz = bloque.querySelector("[role=status]");
    boton.setAttribute("aria-busy", "true");
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      const destino = new URL(location.href);
      destino.searchParams.set("orden", "cerca");
      destino.searchParams.set("lat", coords.latitude.toFixed(3));
      destino.searchParams.set("lon", coords.longitude.toFixed(3));
      for (const nombre of ["cerca_de", "clave"]) destino.searchParams.delete(nombre);
      location.assign(destino);
    }, () => {
      boton.removeAttribute("aria-busy");
      voz.textContent = boton.dataset.falla;
    }, { maximumAge: 600000, timeout: 15000 });
  });
}
