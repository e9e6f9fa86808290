"""Entry, exit, and the company on whose behalf one acts."""

from django.contrib import messages
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from usuarios.backends import empresas_de_nit
from usuarios.forms import FormularioIngreso
from usuarios.identidad import CLAVE_SESION, calidades
from vuce.tramites.quien import Peticion


class Ingresar(LoginView):
    template_name = "usuarios/ingresar.html"
    authentication_form = FormularioIngreso
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        respuesta = super().form_valid(form)
        pedidas = {f"empresa-{empresa.pk}" for empresa in empresas_de_nit(form.cleaned_data["nit"])}
        elegida = next((c.clave for c in calidades(form.get_user()) if c.clave in pedidas), None)
        if elegida:
            self.request.session[CLAVE_SESION] = elegida
        return respuesta


@require_POST
def cambiar(request: Peticion) -> HttpResponse:
    """Act for another of one's companies or queues; the page one was on may be of the former one: go home."""
    clave = request.POST.get("calidad", "")
    calidad = next((c for c in calidades(request.user) if c.clave == clave), None)
    if calidad is None:
        raise Http404
    request.session[CLAVE_SESION] = clave
    messages.success(request, _("Ahora actúa por %(calidad)s.") % {"calidad": calidad.etiqueta})
    return redirect("inicio")
