// No form goes twice, and no page is left with unsaved changes unawares.
import { texto, todos } from "./textos.js";

export function prepararEnvio(raiz) {
  for (const formulario of todos(raiz, "form[method=post]")) {
    formulario.addEventListener("submit", (evento) => {
      if (formulario.dataset.enviado) return evento.preventDefault();
      formulario.dataset.sucio = "";
      if (evento.defaultPrevented) return undefined;
      formulario.dataset.enviado = "1";
      if (evento.submitter) {
        evento.submitter.setAttribute("aria-disabled", "true");
        const rotulo = evento.submitter.dataset.enviando;
        if (rotulo) evento.submitter.textContent = rotulo;
      }
      return undefined;
    });
  }
  for (const formulario of todos(raiz, "form[data-avisa-cambios], form[data-autoguardado-url]")) {
    formulario.addEventListener("input", () => (formulario.dataset.sucio = "1"));
  }
}

// The browser brings the page back from its cache as it was left: sent.
window.addEventListener("pageshow", (evento) => {
  if (!evento.persisted) return;
  for (const formulario of document.querySelectorAll("form[data-enviado]")) {
    delete formulario.dataset.enviado;
    for (const boton of formulario.querySelectorAll("[aria-disabled=true]")) boton.removeAttribute("aria-disabled");
  }
});

window.addEventListener("beforeunload", (evento) => {
  if (document.querySelector('form[data-sucio="1"]')) {
    evento.preventDefault();
    evento.returnValue = texto("sinGuardar");
  }
});
