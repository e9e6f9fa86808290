"""Forms of entry."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class FormularioIngreso(AuthenticationForm):
    """NIT, usuario, contraseña (usuarios USR-05). Whichever of them is wrong, the answer is one and the same."""

    error_messages = {
        "invalid_login": _("El NIT, el usuario o la contraseña no son correctos."),
        "inactive": _("El Usuario no está activo"),
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

    def clean(self) -> dict[str, Any]:
        datos = self.cleaned_data
        if datos.get("username") and datos.get("password"):
            self.user_cache = authenticate(
                self.request, username=datos["username"], password=datos["password"], nit=datos.get("nit", "")
            )
            if self.user_cache is None:
                raise self.get_invalid_login_error()
            self.confirm_login_allowed(self.user_cache)
        return datos
