// Abre lo plegado donde cae el ancla, en los navegadores que todavía no lo hacen solos.
const abrir = () => {
  const destino = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  let plegado = destino?.closest("details:not([open])");
  if (!plegado) return;
  for (; plegado; plegado = destino.closest("details:not([open])")) plegado.open = true;
  destino.scrollIntoView();
};
addEventListener("hashchange", abrir);
abrir();
