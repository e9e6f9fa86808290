"""Entry, exit, and the company on whose behalf one acts."""

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from usuarios.backends import empresas_de_nit
from usuarios.forms import FormularioIngreso
from usuarios.identidad import CLAVE_SESION, calidad, poderdantes
from usuarios.ingreso.admision import Negativa, no_activo
from usuarios.models import Usuario
from vuce.comun.paginacion import paginar
from vuce.tramites.quien import Peticion


class Ingresar(LoginView):
    template_name = "usuarios/ingresar.html"
    authentication_form = FormularioIngreso
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Enter, or go on to the second factor where the user has one."""
        usuario: Any = form.get_user()
        pedidas = [f"empresa-{empresa.pk}" for empresa in empresas_de_nit(form.cleaned_data["nit"])]
        elegida = next((clave for clave in pedidas if calidad(usuario, clave)), "")
        self.request.session[CLAVE_SESION] = elegida
        ingreso = Login(user=usuario, redirect_url=self.get_success_url())
        return perform_password_login(self.request, {"username": usuario.codigo}, ingreso)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contexto = super().get_context_data(**kwargs)
        return contexto | {"sesion_terminada": self._sesion_terminada(), "oidc": settings.OIDC_NOMBRE}

    def _sesion_terminada(self) -> Negativa | None:
        """Why the session with which the visitor comes is worth nothing (usuarios, Given/When/Then 4)."""
        clave = self.request.session.get(SESSION_KEY)
        usuario = Usuario.objects.filter(pk=clave).first() if clave else None
        if usuario is None or self.request.user.is_authenticated:
            return None
        self.request.session.flush()
        return no_activo(usuario)


def cambiar(request: Peticion) -> HttpResponse:
    """Act for another of one's companies or queues; the page one was on may be of the former one: go home.

    GET looks for it: a broker may have thousands.
    """
    if request.method != "POST":
        return _buscar(request)
    elegida = calidad(request.user, request.POST.get("calidad", ""))
    if elegida is None:
        raise Http404
    request.session[CLAVE_SESION] = elegida.clave
    messages.success(request, _("Ahora actúa por %(calidad)s.") % {"calidad": elegida.etiqueta})
    return redirect("inicio")


def _buscar(request: Peticion) -> HttpResponse:
    texto = request.GET.get("q", "")[:100].strip()
    titulares = poderdantes(request.user)
    pagina = paginar(request, titulares.parecidos(texto) if texto else titulares, orden=("razon_social", "id"))
    contexto = {"pagina": pagina, "texto": texto, "propia": request.user.empresa}
    return render(request, "usuarios/actuar_por.html", contexto)
