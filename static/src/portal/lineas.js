// Rows of a formset: «Agregar línea» clones the empty form, «Quitar» marks the row as deleted and hides it.
import htmx from "htmx.org";
import { avisar, texto, todos } from "./textos.js";

const visibles = (conjunto) => [...conjunto.querySelectorAll("[data-linea]")].filter((linea) => !linea.hidden);

function numerar(conjunto) {
  const lineas = visibles(conjunto);
  const { minimo, maximo } = conjunto.dataset;
  lineas.forEach((linea, indice) => {
    const numero = linea.querySelector("[data-numero]");
    if (numero) numero.textContent = indice + 1;
    const quitar = linea.querySelector("[data-quitar]");
    if (quitar) quitar.hidden = lineas.length <= Number(minimo);
  });
  const agregar = conjunto.querySelector("[data-agregar]");
  if (agregar) agregar.hidden = lineas.length >= Number(maximo);
}

function cambio(conjunto) {
  numerar(conjunto);
  conjunto.dispatchEvent(new Event("change", { bubbles: true }));
}

function agregar(conjunto) {
  const total = conjunto.querySelector("input[name$=TOTAL_FORMS]");
  const plantilla = conjunto.querySelector("template[data-vacia]");
  const molde = document.createElement("div");
  molde.innerHTML = plantilla.innerHTML.replaceAll("__prefix__", total.value);
  const linea = molde.firstElementChild;
  conjunto.querySelector("[data-lineas-cuerpo]").append(linea);
  total.value = Number(total.value) + 1;
  htmx.process(linea);
  linea.dispatchEvent(new CustomEvent("linea-agregada", { bubbles: true }));
  linea.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  cambio(conjunto);
  avisar(texto("lineaAgregada", { n: visibles(conjunto).length }));
}

function quitar(conjunto, linea) {
  linea.hidden = true;
  linea.querySelector("input[name$=-DELETE]").value = "on";
  cambio(conjunto);
  conjunto.querySelector("[data-agregar]")?.focus();
  avisar(texto("lineaQuitada"));
}

export function prepararLineas(raiz) {
  for (const conjunto of todos(raiz, "[data-lineas]")) {
    numerar(conjunto);
    conjunto.addEventListener("click", (evento) => {
      const boton = evento.target.closest("[data-agregar], [data-quitar]");
      if (!boton) return;
      evento.preventDefault();
      if (boton.matches("[data-agregar]")) agregar(conjunto);
      else quitar(conjunto, boton.closest("[data-linea]"));
    });
  }
}
