"""What a mandate asks: its data, and the signature of the titular's legal representative on its PDF."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from usuarios.models import Empresa, SolicitudPoder
from usuarios.modulos import delegables
from vuce.comun.formularios import EntradaFecha
from vuce.comun.identificacion import lecturas
from vuce.documentos.models import Adjunto
from vuce.firma.verificacion import verificar
from vuce.tramites.forms import FormularioTramite

FIRMANTES = ["representante_legal"]


class SolicitudPoderForm(FormularioTramite):
    nit = forms.CharField(
        label=_("NIT o RUC del titular que otorga el poder"),
        max_length=20,
        help_text=_("La empresa por la que usted va a actuar; debe estar registrada en la VUCE."),
    )
    modulos = forms.MultipleChoiceField(
        label=_("Módulos que cubre"), choices=delegables, widget=forms.CheckboxSelectMultiple
    )
    field_order: ClassVar = ["nit", "calidad", "modulos", "desde", "hasta"]

    class Meta:
        model = SolicitudPoder
        fields: ClassVar = ["calidad", "modulos", "desde", "hasta"]
        widgets: ClassVar = {"desde": EntradaFecha, "hasta": EntradaFecha}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["nit"] = self.instance.poderdante.nit

    def clean_nit(self) -> str:
        """Keeps the typed text; the company goes to the case."""
        for tipo, numero in lecturas(self.cleaned_data["nit"]):
            empresa = Empresa.objects.activas().filter(tipo_identificacion=tipo, identificacion=numero).first()
            if empresa is not None:
                self.instance.poderdante = empresa
                return str(empresa.nit)
        raise forms.ValidationError(_("No hay una empresa con cuenta activa en la VUCE con ese número. Revíselo."))


def revisar_poder(formulario: SolicitudPoderForm, adjunto: Adjunto) -> str:
    """What is wrong with the signature of the attached mandate; the report of a good one goes to the case."""
    titular = formulario.instance.poderdante
    firmantes = titular.firmantes(FIRMANTES)
    if not firmantes:
        return gettext("%(titular)s no tiene registrado un representante legal que pueda firmar el poder.") % {
            "titular": titular
        }
    with adjunto.archivo.open("rb") as abierto:
        informe = verificar(abierto.read(), None, firmantes, recibido_en=timezone.now())
    formulario.instance.informe = informe.a_json()
    return informe.error


class RevocarForm(forms.Form):
    motivo = forms.CharField(
        label=_("Motivo"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Lo verán el intermediario y la entidad."),
    )
