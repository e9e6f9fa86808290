// <button type="submit" data-confirma="…">: the id of a <dialog> whose own button sends the form, or simply the
// question, for which a dialog is made.
import { texto, todos } from "./textos.js";

function boton(rotulo, clases) {
  const nuevo = document.createElement("button");
  nuevo.type = "button";
  nuevo.className = clases;
  nuevo.textContent = rotulo;
  return nuevo;
}

function preguntar(pregunta, enviador) {
  const dialogo = document.createElement("dialog");
  dialogo.className = "dialogo";
  dialogo.setAttribute("aria-labelledby", "pregunta");
  const titulo = document.createElement("h2");
  titulo.id = "pregunta";
  titulo.textContent = pregunta;
  const confirmar = boton(enviador.textContent.trim(), "btn btn-danger");
  const cancelar = boton(texto("cancelar"), "btn btn-outline-secondary");
  const acciones = document.createElement("div");
  acciones.className = "acciones";
  acciones.append(confirmar, cancelar);
  dialogo.append(titulo, acciones);
  confirmar.addEventListener("click", () => {
    dialogo.close();
    enviador.form.requestSubmit(enviador);
  });
  cancelar.addEventListener("click", () => dialogo.close());
  dialogo.addEventListener("close", () => dialogo.remove());
  document.body.append(dialogo);
  return dialogo;
}

export function prepararDialogos(raiz) {
  for (const enviador of todos(raiz, "button[data-confirma]")) {
    enviador.addEventListener("click", (evento) => {
      evento.preventDefault();
      const dialogo =
        document.getElementById(enviador.dataset.confirma) ?? preguntar(enviador.dataset.confirma, enviador);
      dialogo.showModal();
      dialogo.addEventListener("close", () => enviador.focus(), { once: true });
    });
  }
  for (const cierre of todos(raiz, "dialog [data-cerrar]")) {
    cierre.addEventListener("click", () => cierre.closest("dialog").close());
  }
}
