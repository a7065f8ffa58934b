// Antes de subir, achica las fotos (en un teléfono lento, de 4 MB a 300 kB) y muestra cómo quedan.
const leer = async (archivo, lado) => {
  const foto = await createImageBitmap(archivo);
  const escala = Math.min(1, lado / Math.max(foto.width, foto.height));
  const lienzo = document.createElement("canvas");
  [lienzo.width, lienzo.height] = [foto.width, foto.height].map((n) => Math.max(1, Math.round(n * escala)));
  lienzo.getContext("2d").drawImage(foto, 0, 0, lienzo.width, lienzo.height);
  foto.close();
  return lienzo;
};
const achicado = async (archivo, lado) => {
  if (!/^image\/(jpeg|webp)$/.test(archivo.type) || archivo.size < 600000) return archivo;
  const lienzo = await leer(archivo, lado);
  const datos = await new Promise((listo) => lienzo.toBlob(listo, "image/jpeg", .85));
  return datos?.size < archivo.size ? new File([datos], archivo.name, { type: datos.type }) : archivo;
};
for (const campo of document.querySelectorAll("input[data-achicar]")) {
  const voz = document.createElement("p"), vista = document.createElement("div");
  voz.className = "pista-texto";
  voz.setAttribute("role", "status");
  vista.className = "vista-previa";
  campo.after(voz, vista);
  campo.addEventListener("change", async () => {
    vista.replaceChildren();
    const listos = new DataTransfer();
    for (const archivo of campo.files) {
      listos.items.add(await achicado(archivo, Number(campo.dataset.achicar)).catch(() => archivo));
      const mini = archivo.type.startsWith("image/") && await leer(archivo, 160).catch(() => null);
      if (mini) vista.append(Object.assign(new Image(), { src: mini.toDataURL("image/jpeg", .6), alt: "" }));
    }
    campo.files = listos.files;
    const peso = [...listos.files].reduce((suma, a) => suma + a.size, 0) / 1048576;
    const numero = new Intl.NumberFormat(document.documentElement.dataset.region, { maximumFractionDigits: 1 });
    voz.textContent = listos.files.length ? campo.dataset.listo.replace("{n}", numero.format(listos.files.length)).replace("{peso}", numero.format(peso)) : "";
  });
}
