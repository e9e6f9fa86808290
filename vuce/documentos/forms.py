from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from vuce.documentos.verificacion import normalizar

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


class BuscarCodigoForm(forms.Form):
    codigo = forms.CharField(
        label=_("Código de verificación"),
        help_text=_("Son 24 letras y números impresos junto al código QR; puede escribirlos con guiones o espacios."),
        max_length=60,
        error_messages={"required": _("Escriba el código de verificación.")},
    )
    use_required_attribute = False

    def clean_codigo(self) -> str:
        codigo = normalizar(self.cleaned_data["codigo"])
        if codigo is None:
            raise ValidationError(_("Ese no es un código de verificación: revise que tenga 24 letras y números."))
        return codigo


class RevisarArchivoForm(forms.Form):
    archivo = forms.FileField(
        label=_("Documento PDF"),
        help_text=_("El archivo se compara con los expedidos y no se guarda."),
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
        error_messages={"required": _("Elija un archivo PDF."), "empty": _("El archivo está vacío.")},
    )
    use_required_attribute = False

    def clean_archivo(self) -> UploadedFile[Any]:
        archivo: UploadedFile[Any] = self.cleaned_data["archivo"]
        if (archivo.size or 0) > settings.ADJUNTO_MAXIMO_BYTES:
            maximo = filesizeformat(settings.ADJUNTO_MAXIMO_BYTES)
            raise ValidationError(_("El archivo pesa más de %(maximo)s."), params={"maximo": maximo})
        return archivo
