"""Entry, exit, and the company on whose behalf one acts."""

from django.contrib import messages
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from usuarios.backends import empresas_de_nit
from usuarios.forms import FormularioIngreso
from usuarios.identidad import CLAVE_SESION, calidad, poderdantes
from vuce.comun.paginacion import paginar
from vuce.tramites.quien import Peticion


class Ingresar(LoginView):
    template_name = "usuarios/ingresar.html"
    authentication_form = FormularioIngreso
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        respuesta = super().form_valid(form)
        pedidas = [f"empresa-{empresa.pk}" for empresa in empresas_de_nit(form.cleaned_data["nit"])]
        elegida = next(filter(None, (calidad(form.get_user(), clave) for clave in pedidas)), None)
        if elegida:
            self.request.session[CLAVE_SESION] = elegida.clave
        return respuesta


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
