// File fields: what was chosen, its size, a first check of type and size, a drop area, and progress while it goes up.
import { idioma, texto, todos } from "./textos.js";

export function medida(bytes) {
  const formato = (numero) => numero.toLocaleString(idioma(), { maximumFractionDigits: 1 });
  return bytes < 1024 * 1024 ? `${formato(bytes / 1024)} KB` : `${formato(bytes / 1024 / 1024)} MB`;
}

function aceptado(archivo, acepta) {
  if (!acepta) return true;
  return acepta.split(",").some((tipo) => {
    const regla = tipo.trim().toLowerCase();
    if (regla.startsWith(".")) return archivo.name.toLowerCase().endsWith(regla);
    if (regla.endsWith("/*")) return archivo.type.startsWith(regla.slice(0, -1));
    return archivo.type === regla;
  });
}

function reparo(entrada, archivo) {
  const maximo = Number(entrada.dataset.maximoBytes);
  if (!aceptado(archivo, entrada.accept)) return texto("tipoNoAceptado", { nombre: archivo.name, tipos: entrada.accept });
  if (maximo && archivo.size > maximo) return texto("muyGrande", { nombre: archivo.name, maximo: medida(maximo) });
  return archivo.size ? "" : texto("archivoVacio", { nombre: archivo.name });
}

function mostrar(zona, entrada) {
  const lista = zona.querySelector("[data-elegidos]");
  const archivos = [...entrada.files];
  const fallo = archivos.map((archivo) => reparo(entrada, archivo)).find(Boolean) ?? "";
  entrada.setCustomValidity(fallo);
  if (fallo) entrada.value = "";
  lista.replaceChildren(
    ...(fallo ? [fallo] : archivos.map((archivo) => `${archivo.name} · ${medida(archivo.size)}`)).map((frase) => {
      const renglon = document.createElement("li");
      renglon.textContent = frase;
      return renglon;
    }),
  );
  lista.classList.toggle("error-campo", Boolean(fallo));
}

function prepararZona(zona) {
  const entrada = zona.querySelector("input[type=file]");
  entrada.addEventListener("change", () => mostrar(zona, entrada));
  for (const [suceso, encima] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    zona.addEventListener(suceso, (evento) => {
      evento.preventDefault();
      zona.classList.toggle("encima", encima);
    });
  }
  zona.addEventListener("drop", (evento) => {
    if (!evento.dataTransfer.files.length) return;
    entrada.files = evento.dataTransfer.files;
    entrada.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// htmx tells how far the upload has come; the bar is in the field's own area.
function prepararProgreso(formulario) {
  formulario.addEventListener("htmx:xhr:progress", (evento) => {
    for (const barra of formulario.querySelectorAll("progress[data-subida]")) {
      barra.hidden = false;
      barra.max = evento.detail.total || 1;
      barra.value = evento.detail.loaded;
    }
  });
}

export function prepararArchivos(raiz) {
  todos(raiz, "[data-zona-archivo]").forEach(prepararZona);
  todos(raiz, "form[hx-post]").forEach(prepararProgreso);
}
