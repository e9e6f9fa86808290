// Everything here improves pages that already work without it.
import htmx from "htmx.org";
import { prepararAutoguardado } from "./portal/autoguardado.js";
import { prepararArchivos } from "./portal/archivos.js";
import { prepararContadores } from "./portal/contadores.js";
import { prepararCopiar } from "./portal/copiar.js";
import { prepararDialogos } from "./portal/dialogos.js";
import { prepararEnvio } from "./portal/envio.js";
import { prepararLineas } from "./portal/lineas.js";
import { prepararMenu } from "./portal/menu.js";
import { prepararPlazos } from "./portal/plazos.js";
import { avisar, texto } from "./portal/textos.js";

const PREPARADORES = [
  prepararAutoguardado,
  prepararArchivos,
  prepararContadores,
  prepararCopiar,
  prepararDialogos,
  prepararEnvio,
  prepararLineas,
  prepararMenu,
  prepararPlazos,
];

// htmx calls this for the page and for each fragment that it brings.
htmx.onLoad((raiz) => {
  for (const preparar of PREPARADORES) preparar(raiz);
  raiz.querySelector("[data-resumen-errores]")?.focus();
});

document.addEventListener("htmx:responseError", () => avisar(texto("fallo")));
document.addEventListener("htmx:sendError", () => avisar(texto("sinConexion")));
