// Texts come from the page (templates/base/_textos.html), where gettext has translated them.
export function texto(clave, valores = {}) {
  const origen = document.getElementById("textos");
  let frase = origen?.dataset[clave] ?? "";
  for (const [nombre, valor] of Object.entries(valores)) frase = frase.replace(`{${nombre}}`, valor);
  return frase;
}

// Says something to everybody, screen readers too.
export function avisar(frase) {
  const lugar = document.getElementById("avisos");
  if (!lugar || !frase) return;
  lugar.textContent = frase;
  lugar.hidden = false;
}

export const idioma = () => document.documentElement.lang || "es-CO";

// Every matching element of a fragment, the fragment's own root included.
export function todos(raiz, selector) {
  const hijos = [...raiz.querySelectorAll(selector)];
  return raiz.matches?.(selector) ? [raiz, ...hijos] : hijos;
}
