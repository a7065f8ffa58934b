// Elegir un punto en el mapa dibujado: con el dedo, el ratón o las flechas. La lista sigue siendo la otra manera.
for (const mapa of document.querySelectorAll(".mapa[data-elegir]")) {
  const lienzo = mapa.querySelector("[data-lienzo]");
  const marca = lienzo?.querySelector("[data-marca]");
  const voz = mapa.querySelector("[data-voz]");
  const lat = document.getElementById(mapa.dataset.lat);
  const lon = document.getElementById(mapa.dataset.lon);
  const lista = document.getElementById(mapa.dataset.territorio);
  if (!lienzo || !marca || !lat || !lon) continue;

  const caja = lienzo.viewBox.baseVal;
  const [oeste, este, sur, norte] = ["oeste", "este", "sur", "norte"].map((lado) => Number(mapa.dataset[lado]));
  const zonas = [...lienzo.querySelectorAll("path[data-nombre]")];
  const esta = { x: caja.x + caja.width / 2, y: caja.y + caja.height / 2 };

  const zona = (x, y) => {
    const punto = lienzo.createSVGPoint();
    punto.x = x;
    punto.y = y;
    return zonas.findLast((trazo) => trazo.isPointInFill(punto));
  };
  const pintar = () => {
    marca.toggleAttribute("hidden", false);
    marca.setAttribute("transform", `translate(${esta.x} ${esta.y})`);
  };
  const poner = (x, y) => {
    esta.x = Math.min(Math.max(x, caja.x), caja.x + caja.width);
    esta.y = Math.min(Math.max(y, caja.y), caja.y + caja.height);
    pintar();
    const dentro = zona(esta.x, esta.y);
    for (const trazo of zonas) trazo.classList.toggle("actual", trazo === dentro);
    lat.value = dentro ? (norte - ((esta.y - caja.y) / caja.height) * (norte - sur)).toFixed(6) : "";
    lon.value = dentro ? (oeste + ((esta.x - caja.x) / caja.width) * (este - oeste)).toFixed(6) : "";
    if (lista && dentro && [...lista.options].some((o) => o.value === dentro.dataset.id)) lista.value = dentro.dataset.id;
    if (voz) voz.textContent = dentro ? mapa.dataset.dicho.replace("{lugar}", dentro.dataset.nombre) : mapa.dataset.fuera;
  };

  lienzo.addEventListener("click", (suceso) => {
    const punto = new DOMPoint(suceso.clientX, suceso.clientY).matrixTransform(lienzo.getScreenCTM().inverse());
    poner(punto.x, punto.y);
  });
  lienzo.tabIndex = 0;
  lienzo.setAttribute("role", "application");
  if (voz) voz.textContent = mapa.dataset.pista;
  lienzo.addEventListener("keydown", (suceso) => {
    const paso = caja.width / (suceso.shiftKey ? 200 : 40);
    const rumbo = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], Enter: [0, 0] }[suceso.key];
    if (!rumbo) return;
    suceso.preventDefault();
    poner(esta.x + rumbo[0] * paso, esta.y + rumbo[1] * paso);
  });
  if (lat.value && lon.value) {
    poner(caja.x + ((Number(lon.value) - oeste) / (este - oeste)) * caja.width, caja.y + ((norte - Number(lat.value)) / (norte - sur)) * caja.height);
  }
}
