// <button data-copiar="text">: hidden where the browser has no clipboard.
import { avisar, texto, todos } from "./textos.js";

export function prepararCopiar(raiz) {
  for (const boton of todos(raiz, "button[data-copiar]")) {
    if (!navigator.clipboard) continue;
    boton.hidden = false;
    boton.addEventListener("click", async () => {
      await navigator.clipboard.writeText(boton.dataset.copiar);
      avisar(texto("copiado"));
      boton.dataset.copiado = "1";
    });
  }
}
