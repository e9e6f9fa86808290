// <form data-autoguardado-url>: the draft is posted a moment after each change. Without a network it stays in this
// browser until it could be saved; whoever comes back is offered it.
import { idioma, texto, todos } from "./textos.js";

const ESPERA_MS = 1200;
const REINTENTO_MS = 15000;
const NUNCA = ["csrfmiddlewaretoken"];

function datosDe(formulario) {
  const datos = new FormData(formulario);
  for (const campo of formulario.elements) {
    if (campo.type === "file" || campo.type === "password") datos.delete(campo.name);
  }
  return datos;
}

class Autoguardado {
  constructor(formulario) {
    this.formulario = formulario;
    this.url = formulario.dataset.autoguardadoUrl;
    this.clave = `vuce-borrador:${this.url}`;
    this.letrero = formulario.querySelector("[data-guardado]");
    this.temporizador = null;
    this.guardando = false;
    formulario.addEventListener("input", () => this.programar(ESPERA_MS));
    formulario.addEventListener("change", () => this.programar(ESPERA_MS));
    formulario.addEventListener("submit", () => this.olvidar());
    window.addEventListener("online", () => this.temporizador || this.pendiente() ? this.guardar() : null);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.temporizador) this.guardar(true);
    });
    this.ofrecerRecuperacion();
  }

  programar(espera) {
    clearTimeout(this.temporizador);
    this.temporizador = setTimeout(() => this.guardar(), espera);
  }

  // `keepalive` lets the request outlive the page, but browsers refuse it to bodies over 64 KB.
  async guardar(alSalir = false) {
    if (this.guardando) return this.programar(ESPERA_MS);
    clearTimeout(this.temporizador);
    this.temporizador = null;
    this.guardando = true;
    this.decir(texto("guardando"));
    try {
      const respuesta = await fetch(this.url, {
        method: "POST",
        body: datosDe(this.formulario),
        headers: { "X-Requested-With": "XMLHttpRequest" },
        redirect: "manual",
        keepalive: alSalir,
      });
      await this.responder(respuesta);
    } catch {
      this.sinRed();
    } finally {
      this.guardando = false;
    }
  }

  async responder(respuesta) {
    if (respuesta.ok) {
      this.soltar();
      this.formulario.dataset.sucio = this.temporizador ? "1" : "";
      const hora = new Date().toLocaleTimeString(idioma(), { hour: "2-digit", minute: "2-digit" });
      return this.decir(texto("guardado", { hora }));
    }
    if (respuesta.status >= 500) return this.sinRed();
    if (respuesta.type === "opaqueredirect") {
      this.retener();
      return this.decir(texto("sesionVencida"), true);
    }
    const cuerpo = await respuesta.json().catch(() => ({}));
    this.retener();
    return this.decir(cuerpo.mensaje || texto("noGuardado"), true);
  }

  sinRed() {
    this.retener();
    this.decir(texto("enEsteEquipo"), true);
    this.programar(REINTENTO_MS);
  }

  retener() {
    const pares = [...datosDe(this.formulario)].filter(([nombre]) => !NUNCA.includes(nombre));
    try {
      localStorage.setItem(this.clave, JSON.stringify(pares));
    } catch {
      // a full or forbidden store: the page still holds what was typed
    }
  }

  pendiente() {
    try {
      return JSON.parse(localStorage.getItem(this.clave));
    } catch {
      return null;
    }
  }

  soltar() {
    try {
      localStorage.removeItem(this.clave);
    } catch {
      // nothing was kept
    }
  }

  olvidar() {
    clearTimeout(this.temporizador);
    this.temporizador = null;
  }

  decir(frase, fallo = false) {
    if (!this.letrero) return;
    this.letrero.textContent = frase;
    this.letrero.classList.toggle("fallo", fallo);
  }

  ofrecerRecuperacion() {
    const oferta = this.formulario.querySelector("[data-recuperar]");
    if (!oferta || !this.pendiente()) return;
    oferta.hidden = false;
    oferta.querySelector("[data-recuperar-si]").addEventListener("click", () => {
      this.reponer(this.pendiente());
      oferta.hidden = true;
      this.guardar();
    });
    oferta.querySelector("[data-recuperar-no]").addEventListener("click", () => {
      this.soltar();
      oferta.hidden = true;
    });
  }

  reponer(pares) {
    const valores = new Map();
    for (const [nombre, valor] of pares) valores.set(nombre, [...(valores.get(nombre) ?? []), valor]);
    for (const campo of this.formulario.elements) {
      if (!campo.name || NUNCA.includes(campo.name) || ["file", "password", "submit"].includes(campo.type)) continue;
      const propios = valores.get(campo.name) ?? [];
      if (campo.type === "checkbox" || campo.type === "radio") campo.checked = propios.includes(campo.value);
      else if (campo.multiple) for (const opcion of campo.options) opcion.selected = propios.includes(opcion.value);
      else if (propios.length) campo.value = propios[0];
    }
  }
}

export function prepararAutoguardado(raiz) {
  for (const formulario of todos(raiz, "form[data-autoguardado-url]")) new Autoguardado(formulario);
}
