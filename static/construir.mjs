// Builds static/dist from static/src: portal.css, portal.js, iconos.svg and the fonts.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import * as sass from "sass";

const aqui = dirname(fileURLToPath(import.meta.url));
const fuente = (ruta) => join(aqui, "src", ruta);
const destino = (ruta) => join(aqui, "dist", ruta);
const paquete = (ruta) => join(aqui, "..", "node_modules", ruta);

function construirEstilos() {
  const { css } = sass.compile(fuente("estilos/portal.scss"), {
    style: "compressed",
    loadPaths: [paquete("")],
    quietDeps: true,
    silenceDeprecations: ["import"], // Bootstrap 5 takes its variables through @import
  });
  writeFileSync(destino("portal.css"), css);
}

function construirIconos() {
  const nombres = JSON.parse(readFileSync(fuente("iconos.json"), "utf8"));
  const simbolos = nombres.map((nombre) => {
    const svg = readFileSync(paquete(`bootstrap-icons/icons/${nombre}.svg`), "utf8");
    const interior = svg.replace(/^[^]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replace(/\s+/g, " ");
    return `<symbol id="${nombre}" viewBox="0 0 16 16">${interior}</symbol>`;
  });
  writeFileSync(destino("iconos.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${simbolos.join("")}</svg>\n`);
}

function copiarFuentes() {
  for (const [familia, peso] of [["montserrat", 600], ["montserrat", 700], ["work-sans", 400], ["work-sans", 600]]) {
    const archivo = `${familia}-latin-${peso}-normal.woff2`;
    cpSync(paquete(`@fontsource/${familia}/files/${archivo}`), destino(`fuentes/${archivo}`));
  }
}

rmSync(destino(""), { recursive: true, force: true });
mkdirSync(destino("fuentes"), { recursive: true });
construirEstilos();
construirIconos();
copiarFuentes();
await esbuild.build({
  entryPoints: [fuente("portal.js")],
  outfile: destino("portal.js"),
  bundle: true,
  minify: true,
  legalComments: "none",
  target: "es2020",
});
