// <time data-vence datetime>: in the last day, hours and minutes that go down beside the date.
import { texto, todos } from "./textos.js";

const UN_DIA_MS = 24 * 3600 * 1000;

function actualizar(hora) {
  const resto = new Date(hora.dateTime) - Date.now();
  const letrero = hora.parentElement.querySelector("[data-resto]");
  if (!letrero || resto > UN_DIA_MS) return;
  const minutos = Math.floor(resto / 60000);
  letrero.textContent =
    resto <= 0 ? texto("vencio") : texto("faltan", { h: Math.floor(minutos / 60), m: minutos % 60 });
}

export function prepararPlazos(raiz) {
  for (const hora of todos(raiz, "time[data-vence]")) {
    actualizar(hora);
    const reloj = setInterval(() => (hora.isConnected ? actualizar(hora) : clearInterval(reloj)), 30000);
  }
}
