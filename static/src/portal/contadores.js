// Characters left under a long text: <p data-contador="id of the textarea" data-maximo>.
import { texto, todos } from "./textos.js";

export function prepararContadores(raiz) {
  for (const letrero of todos(raiz, "[data-contador]")) {
    const area = document.getElementById(letrero.dataset.contador);
    const maximo = Number(letrero.dataset.maximo);
    const contar = () => {
      const quedan = maximo - area.value.length;
      letrero.textContent = texto(quedan < 0 ? "sobran" : "quedan", { n: Math.abs(quedan) });
      letrero.classList.toggle("pasado", quedan < 0);
    };
    area.addEventListener("input", contar);
    contar();
  }
}
