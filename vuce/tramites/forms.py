"""Forms that the kernel offers to every procedure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.conf import settings
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vuce.firma.verificacion import verificar
from vuce.tramites.procedimientos import procedimiento_de

if TYPE_CHECKING:
    from vuce.tramites.models import Tramite
    from vuce.tramites.quien import Quien


class FormularioTramite(forms.ModelForm[Any]):
    """Data of a case. A draft is shown without complaint (`validar=False`); filing validates it strictly.

    `clase_lineas`: inline formset of the lines, if the procedure has them; `titular`: on whose behalf it is filled.
    """

    clase_lineas: ClassVar[type[forms.BaseInlineFormSet[Any, Any, Any]] | None] = None

    def __init__(self, *args: Any, quien: Quien, validar: bool = True, **kwargs: Any) -> None:
        self.quien = quien
        self.validar = validar
        super().__init__(*args, **kwargs)
        self.lineas = self._armar_lineas()

    @property
    def titular(self) -> Any:
        return self.quien.titular

    def _armar_lineas(self) -> forms.BaseInlineFormSet[Any, Any, Any] | None:
        if self.clase_lineas is None:
            return None
        return self.clase_lineas(
            self.data if self.is_bound else None,
            instance=self.instance,
            prefix="lineas",
            form_kwargs={"formulario": self},
        )

    def full_clean(self) -> None:
        if self.validar:
            super().full_clean()
        else:
            self._errors, self.cleaned_data = ErrorDict(), {}
            if self.lineas is not None:
                self.lineas._errors, self.lineas._non_form_errors = (
                    [{} for _f in self.lineas.forms],
                    self.lineas.error_class(),
                )

    def is_valid(self) -> bool:
        lineas_validas = self.lineas is None or self.lineas.is_valid()
        return super().is_valid() and lineas_validas

    def datos_del_acto(self) -> dict[str, Any]:
        """Cleaned data, lines included, as the record keeps them."""
        lineas = [] if self.lineas is None else [f.cleaned_data for f in self.lineas.forms if f.has_changed()]
        return {**self.cleaned_data, **({"lineas": lineas} if self.lineas is not None else {})}

    def guardar_lineas(self, caso: Tramite) -> None:
        """Write the lines of a new case, or put them in the place of those of a corrected one."""
        if self.lineas is None:
            return
        fk = self.lineas.fk.name
        self.lineas.model._default_manager.filter(**{fk: caso}).delete()
        for formulario in self.lineas.forms:
            if formulario.has_changed() and not formulario.cleaned_data.get("DELETE"):
                linea = formulario.save(commit=False)
                setattr(linea, fk, caso)
                linea.save()

    def aplicar_a(self, caso: Tramite) -> None:
        """Put the form's data on a case that is being corrected."""
        for campo in self._meta.fields or ():
            if campo in self.cleaned_data:
                setattr(caso, campo, self.cleaned_data[campo])
        self.guardar_lineas(caso)


class FormularioLinea(forms.ModelForm[Any]):
    """A line of a case's formset; `formulario` is the case's form."""

    def __init__(self, *args: Any, formulario: FormularioTramite, **kwargs: Any) -> None:
        self.formulario = formulario
        super().__init__(*args, **kwargs)


class FormularioAccion(forms.Form):
    """What a transition asks of the person who does it."""

    def __init__(self, *args: Any, tramite: Any, quien: Quien, **kwargs: Any) -> None:
        self.tramite = tramite
        self.quien = quien
        super().__init__(*args, **kwargs)

    def datos_del_acto(self) -> dict[str, Any]:
        return self.cleaned_data


class FormularioMotivo(FormularioAccion):
    motivo = forms.CharField(
        label=_("Motivo"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Quedará en el historial del trámite y en el aviso."),
    )


class FormularioObservaciones(FormularioAccion):
    """One observation for the whole, and one for each field the reviewer wants corrected."""

    general = forms.CharField(
        label=_("Observación general"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nombre, campo in procedimiento_de(self.tramite).formulario.base_fields.items():
            self.fields[f"campo_{nombre}"] = forms.CharField(
                label=campo.label or nombre, max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )

    def clean(self) -> dict[str, Any]:
        datos = super().clean() or {}
        if not any(datos.values()):
            raise forms.ValidationError(
                _("Escriba al menos una observación para que el solicitante sepa qué corregir.")
            )
        return datos

    def datos_del_acto(self) -> dict[str, Any]:
        pares = [(n.removeprefix("campo_"), t) for n, t in self.cleaned_data.items() if t and n != "general"]
        general = self.cleaned_data.get("general")
        return {"observaciones": [*([("", general)] if general else []), *pares]}


@dataclass(frozen=True, slots=True)
class DocumentoRevisado:
    """A signed PDF that passed verification against the document whose SHA-256 is `original_sha256`."""

    pdf: bytes
    informe: dict[str, Any]
    original_sha256: str
    name: str


class FormularioEnvio(FormularioAccion):
    """The document signed outside the portal (JSignPdf, Adobe…), verified before anything else happens."""

    documento_firmado = forms.FileField(
        label=_("Documento firmado (PDF)"),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        help_text=_("Descargue el documento del radicado, fírmelo con su certificado digital y adjúntelo aquí."),
    )

    def clean_documento_firmado(self) -> DocumentoRevisado:
        subido = self.cleaned_data["documento_firmado"]
        documento = self.tramite.documento_por_firmar()
        if documento is None:
            raise forms.ValidationError(_("El documento aún se está preparando. Espere unos segundos y repita."))
        if subido.size > settings.ADJUNTO_MAXIMO_BYTES:
            raise forms.ValidationError(_("El archivo es demasiado grande."))
        pdf = subido.read()
        calidades = procedimiento_de(self.tramite).firmantes
        informe = verificar(
            pdf,
            documento.leer(original=True),
            self.tramite.titular.firmantes(calidades),
            recibido_en=timezone.now(),
        )
        if not informe.valido:
            raise forms.ValidationError(informe.mensaje(self.tramite.numero))
        return DocumentoRevisado(pdf, informe.a_json(), documento.sha256, subido.name)


FORMULARIOS_COMUNES: dict[str, type[FormularioAccion]] = {
    "enviar": FormularioEnvio,
    "devolver": FormularioObservaciones,
    "negar": FormularioMotivo,
    "desistir": FormularioMotivo,
}


def formulario_de_accion(tramite: Tramite, accion: str) -> type[FormularioAccion]:
    """What `accion` asks in this procedure: its own form, the common one, or nothing but the confirmation."""
    propios = procedimiento_de(tramite).formularios
    return propios.get(accion) or FORMULARIOS_COMUNES.get(accion) or FormularioAccion
