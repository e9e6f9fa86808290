from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from vuce.firma.certificados import de_demostracion, leer_autoridad
from vuce.firma.models import RaizDeConfianza

MAXIMO_BYTES = 64 * 1024


class ImportarRaizForm(forms.ModelForm):  # type: ignore[type-arg]
    certificado = forms.FileField(label=_("certificado (PEM o DER)"), max_length=200)

    class Meta:
        model = RaizDeConfianza
        fields = ["nombre"]

    def clean_certificado(self) -> bytes:
        archivo = self.cleaned_data["certificado"]
        if archivo.size > MAXIMO_BYTES:
            raise ValidationError(_("El archivo es demasiado grande para ser un certificado."))
        datos: bytes = archivo.read()
        if de_demostracion(leer_autoridad(datos)) and not settings.DEMO:
            raise ValidationError(_("Es la raíz de demostración: no tiene valor en este portal."))
        return datos

    def save(self, commit: bool = True) -> Any:
        self.instance = RaizDeConfianza.objects.importar(
            self.cleaned_data["certificado"],
            nombre=self.cleaned_data["nombre"],
            agregada_por=self.instance.agregada_por,
        )
        return self.instance

    def save_m2m(self) -> None:
        """The admin asks for it after `save(commit=False)`; there is nothing to save."""
