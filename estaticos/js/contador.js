// Cuenta lo que queda en los campos con `data-contador`. Se dice en voz alta solo al hacer una pausa.
const largo = (texto) => [...texto.normalize("NFC")].length;
const numero = new Intl.NumberFormat(document.documentElement.dataset.region, { useGrouping: "always" });

for (const campo of document.querySelectorAll("[data-contador]")) {
  const aviso = document.getElementById(`${campo.id}-cuenta`);
  if (!aviso) continue;
  const voz = document.createElement("p");
  voz.className = "oculto";
  voz.setAttribute("aria-live", "polite");
  aviso.after(voz);
  let espera;
  const contar = () => {
    const quedan = Number(campo.dataset.contador) - largo(campo.value);
    const caso = quedan < 0 ? (quedan === -1 ? "sobra" : "sobran") : quedan === 1 ? "queda" : "quedan";
    aviso.textContent = aviso.dataset[caso].replace("{n}", numero.format(Math.abs(quedan)));
    aviso.classList.toggle("pasado", quedan < 0);
    clearTimeout(espera);
    espera = setTimeout(() => { voz.textContent = aviso.textContent; }, 1000);
  };
  campo.addEventListener("input", contar);
  contar();
  clearTimeout(espera);
}
