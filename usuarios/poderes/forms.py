"""What a mandate asks: its data, and the PDF that the titular's legal representative signed."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from usuarios.models import Empresa, SolicitudPoder
from usuarios.modulos import delegables
from vuce.comun.formularios import EntradaFecha
from vuce.comun.identificacion import lecturas
from vuce.documentos.adjuntos import recibir
from vuce.documentos.models import Adjunto
from vuce.firma.verificacion import verificar
from vuce.tramites.forms import FormularioAccion, FormularioTramite

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
            empresa = Empresa.objects.filter(tipo_identificacion=tipo, identificacion=numero).first()
            if empresa is not None:
                self.instance.poderdante = empresa
                return str(empresa.nit)
        raise forms.ValidationError(_("No hay una empresa registrada en la VUCE con ese número. Revíselo."))


class PresentarForm(FormularioAccion):
    poder_firmado = forms.FileField(
        label=_("Poder firmado (PDF)"),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        help_text=_("Con la firma digital del representante legal del titular, tal como la tiene registrada la VUCE."),
    )

    def clean_poder_firmado(self) -> Adjunto | None:
        """The file, kept as an attachment of no case yet; the transition takes it."""
        subido = self.cleaned_data["poder_firmado"]
        if not subido:
            return None
        titular = self.tramite.poderdante
        firmantes = titular.firmantes(FIRMANTES)
        if not firmantes:
            raise forms.ValidationError(
                _("%(titular)s no tiene registrado un representante legal que pueda firmar el poder."),
                params={"titular": titular},
            )
        pdf = subido.read(settings.ADJUNTO_MAXIMO_BYTES + 1)
        informe = verificar(pdf, None, firmantes, recibido_en=timezone.now())
        if not informe.valido:
            raise forms.ValidationError(informe.error)
        subido.seek(0)
        self.informe = informe.a_json()
        return recibir(subido, clase="poder", tipos=["pdf"], usuario=self.quien.usuario)

    def datos_del_acto(self) -> dict[str, Any]:
        adjunto = self.cleaned_data["poder_firmado"]
        return {"poder_firmado": adjunto, "informe": self.informe} if adjunto else {}


class SubsanarForm(PresentarForm):
    """The document again, where the observations ask for another one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["poder_firmado"].required = False
        self.fields["poder_firmado"].help_text = _("Solo si el poder cambia: déjelo vacío para conservar el que está.")


class RevocarForm(forms.Form):
    motivo = forms.CharField(
        label=_("Motivo"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Lo verán el intermediario y la entidad."),
    )
