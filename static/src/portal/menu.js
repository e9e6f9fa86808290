import { todos } from "./textos.js";

export function prepararMenu(raiz) {
  for (const boton of todos(raiz, ".menu-boton")) {
    boton.addEventListener("click", () => {
      boton.setAttribute("aria-expanded", String(boton.getAttribute("aria-expanded") !== "true"));
    });
  }
}
