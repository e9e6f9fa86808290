"""Forms of the administration: identity numbers are read as people write them and checked by their digit."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from usuarios.ingreso.estados import SIGUIENTES
from usuarios.models import Empresa, Responsable, Usuario
from usuarios.models.empresa import TipoIdentificacion
from vuce.comun.identificacion import TipoDocumento, leer_documento, leer_nit, leer_ruc


class EmpresaForm(forms.ModelForm):
    identificacion = forms.CharField(
        label=_("Número de identificación"),
        max_length=20,
        help_text=_("NIT con o sin puntos, guion y dígito de verificación, o RUC."),
    )

    class Meta:
        model = Empresa
        fields: ClassVar = [
            *("tipo_identificacion", "identificacion", "razon_social", "correo", "telefono", "direccion", "ciudad"),
            "agencia_aduanas",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["identificacion"] = self.instance.nit

    def clean(self) -> dict[str, Any]:
        datos = super().clean() or self.cleaned_data
        if datos.get("identificacion"):
            leer = leer_ruc if datos.get("tipo_identificacion") == TipoIdentificacion.RUC else leer_nit
            try:
                datos["identificacion"] = leer(datos["identificacion"])
            except ValidationError as error:
                self.add_error("identificacion", error)
        return datos

    def _get_validation_exclusions(self) -> set[str]:
        """The uniqueness of the number looks at `situacion`, no field here: excluded, it would not be checked."""
        return super()._get_validation_exclusions() - {"situacion"}


class ConDocumento(forms.Form):
    """A person's document, checked by its kind."""

    tipo_documento = forms.ChoiceField(label=_("Tipo de documento"), choices=TipoDocumento.choices)

    def clean(self) -> dict[str, Any]:
        datos = super().clean() or self.cleaned_data
        if datos.get("documento") and datos.get("tipo_documento"):
            try:
                datos["documento"] = leer_documento(datos["tipo_documento"], datos["documento"])
            except ValidationError as error:
                self.add_error("documento", error)
        return datos


class ResponsableForm(ConDocumento, forms.ModelForm):
    class Meta:
        model = Responsable
        fields: ClassVar = ["calidad", "tipo_documento", "documento", "nombre", "tarjeta_profesional"]


class UsuarioForm(ConDocumento, UserChangeForm):
    class Meta:
        model = Usuario
        fields: ClassVar = ["codigo", "password", "situacion", "empresa", "nombre", "tipo_documento", "documento"]

    def clean_situacion(self) -> str:
        """Only where the state can go from where it is (usuarios USR-03)."""
        antes, nuevo = self.initial["situacion"], self.cleaned_data["situacion"]
        if nuevo != antes and nuevo not in SIGUIENTES[antes]:
            raise ValidationError(_("El usuario no puede pasar a ese estado."))
        return str(nuevo)


class CrearUsuarioForm(ConDocumento, BaseUserCreationForm):
    class Meta:
        model = Usuario
        fields: ClassVar = ["codigo", "empresa", "nombre", "tipo_documento", "documento", "correo"]
