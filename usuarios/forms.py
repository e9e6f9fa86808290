"""Forms of entry."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from usuarios.cuentas.desde_fuera import pase
from usuarios.ingreso.admision import negativa
from usuarios.ingreso.eventos import anotar, origen
from usuarios.ingreso.freno import fallo, frenado
from usuarios.models import EventoCuenta


class FormularioIngreso(AuthenticationForm):
    """NIT, usuario, contraseña (usuarios USR-05). Whichever of them is wrong, the answer is one and the same."""

    error_messages = {
        "invalid_login": _("El NIT, el usuario o la contraseña no son correctos."),
        "frenado": _(
            "Hubo demasiados intentos fallidos desde este equipo. Espere quince minutos, o pida una contraseña nueva."
        ),
    }
    nit = forms.CharField(
        label=_("NIT o RUC de la empresa"),
        max_length=20,
        required=False,
        help_text=_("El de su empresa o el del titular que le dio poder. Si usted es el titular puede dejarlo vacío."),
        widget=forms.TextInput(attrs={"autocomplete": "organization", "inputmode": "numeric"}),
    )
    username = forms.CharField(
        label=_("Usuario"), max_length=30, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Contraseña"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("nit", "username", "password")

    remedio = ""
    reactivacion = ""  # what opens the request of who may not enter any more

    def clean(self) -> dict[str, Any]:
        datos = self.cleaned_data
        if datos.get("username") and datos.get("password"):
            self._comprobar(datos["username"], datos["password"], datos.get("nit", ""))
        return datos

    def _comprobar(self, codigo: str, clave: str, nit: str) -> None:
        if frenado(self.request, codigo):
            raise ValidationError(self.error_messages["frenado"], code="frenado")
        self.user_cache = authenticate(self.request, username=codigo, password=clave, nit=nit)
        if self.user_cache is None:
            fallo(self.request, codigo)
            raise self.get_invalid_login_error()
        if (hallada := negativa(self.user_cache)) is not None:
            anotar(self.user_cache, EventoCuenta.Tipo.INGRESO_NEGADO, origen(self.request), hallada.mensaje)
            self.remedio, self.reactivacion = hallada.remedio, pase(self.user_cache)
            raise ValidationError(hallada.mensaje, code="negado")
