// <button type="submit" data-confirma="id of a <dialog>">: the dialog's own button sends the form, as if pressed here.
import { todos } from "./textos.js";

export function prepararDialogos(raiz) {
  for (const boton of todos(raiz, "[data-confirma]")) {
    const dialogo = document.getElementById(boton.dataset.confirma);
    boton.addEventListener("click", (evento) => {
      if (!dialogo || dialogo.open) return;
      evento.preventDefault();
      dialogo.returnValue = "";
      dialogo.showModal();
      dialogo.addEventListener("close", () => boton.focus(), { once: true });
    });
  }
  for (const cierre of todos(raiz, "dialog [data-cerrar]")) {
    cierre.addEventListener("click", () => cierre.closest("dialog").close());
  }
}
