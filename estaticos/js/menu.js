// Los menús plegables se cierran con Escape o al tocar fuera.
const abiertos = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("click", (suceso) => {
  for (const menu of abiertos()) if (!menu.contains(suceso.target)) menu.open = false;
});
document.addEventListener("keydown", (suceso) => {
  if (suceso.key !== "Escape") return;
  for (const menu of abiertos()) { menu.open = false; menu.querySelector("summary").focus(); }
});
