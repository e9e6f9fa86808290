"""Forms of one's own account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from usuarios.identidad import calidad_de
from usuarios.ingreso.admision import roles_de
from usuarios.models import Usuario
from usuarios.models.empresa import TipoIdentificacion
from usuarios.registros import agencias
from vuce.catalogos.models import Municipio
from vuce.comun.identificacion import lecturas
from vuce.tramites.quien import Quien

PLAZO_DE_TOKEN = 365


class CambiarClave(PasswordChangeForm):
    """Old, new, confirmation, and the two notices (usuarios USR-08)."""

    aviso_sesiones = forms.BooleanField(
        label=_("Entiendo que se cerrarán mis demás sesiones y que deberé ingresar de nuevo en los otros equipos."),
    )
    aviso_reserva = forms.BooleanField(
        label=_("Entiendo que la contraseña es personal y que respondo por lo que se haga con ella."),
    )


class PedirClave(forms.Form):
    correo = forms.EmailField(
        label=_("Correo electrónico"), widget=forms.EmailInput(attrs={"autocomplete": "email"}), max_length=254
    )


class PorDepartamento(forms.models.ModelChoiceIterator):
    """Municipalities under their department."""

    def __iter__(self) -> Any:
        yield "", self.field.empty_label
        grupos: dict[str, list[Any]] = {}
        for municipio in self.queryset.select_related("departamento").order_by("departamento__nombre", "nombre"):
            grupos.setdefault(municipio.departamento.nombre, []).append((municipio.pk, municipio.nombre))
        yield from grupos.items()


class CampoMunicipio(forms.ModelChoiceField):
    iterator = PorDepartamento


class DatosGenerales(forms.ModelForm):
    """DATOS GENERALES USUARIO (usuarios USR-04): the place by DIVIPOLA in Colombia, by ubigeo in Peru."""

    municipio = CampoMunicipio(
        label=_("Departamento y municipio"), queryset=Municipio.objects.vigentes(), empty_label=_("Elija…")
    )

    class Meta:
        model = Usuario
        fields: ClassVar = ["nombre", "municipio", "ubigeo", "direccion", "telefono", "correo"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        empresa = self.instance.empresa
        del_peru = empresa is not None and empresa.tipo_identificacion == TipoIdentificacion.RUC
        del self.fields["municipio" if del_peru else "ubigeo"]
        for campo in self.fields.values():
            campo.required = True


class DatosDePrimerIngreso(DatosGenerales):
    """Besides, who acts as a customs agent names its agency, which the registry of agencies must know."""

    agencia = forms.CharField(
        label=_("NIT o RUC de su agencia de aduanas"),
        max_length=20,
        help_text=_("Se comprueba en el registro de agencias."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    hallada: agencias.Agencia | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "agente_aduana" not in roles_de(self.instance):
            del self.fields["agencia"]

    def clean_agencia(self) -> str:
        posibles = lecturas(self.cleaned_data["agencia"])
        if not posibles:
            raise ValidationError(_("Ese número no es un NIT ni un RUC."))
        tipo, numero = posibles[0]
        self.hallada = agencias.consultar(tipo, numero)
        return numero

    @property
    def agencia_dicha(self) -> str:
        """What the registry said of the agency; that it said nothing, where it did not answer."""
        numero = self.cleaned_data.get("agencia", "")
        if not numero:
            return ""
        if self.hallada is None:
            return _("Agencia de aduanas %(numero)s, no verificada: el registro no respondió.") % {"numero": numero}
        datos = (getattr(self.hallada, campo) for campo in agencias.CAMPOS)
        return _("Agencia de aduanas: %(datos)s.") % {"datos": ", ".join(dato for dato in datos if dato)}


class AceptarCondiciones(forms.Form):
    acepto = forms.BooleanField(label=_("Leí y acepto las Condiciones del Servicio."))


class CrearToken(forms.Form):
    """A key for programs, for the quality in which the user acts now: a broker may have thousands."""

    nombre = forms.CharField(label=_("Nombre"), max_length=60, help_text=_("Para reconocerlo: el programa que lo usa."))
    calidad = forms.ChoiceField(label=_("Actúa por"))
    dias = forms.IntegerField(label=_("Sirve durante (días)"), min_value=1, max_value=PLAZO_DE_TOKEN, initial=90)

    def __init__(self, *args: Any, quien: Quien, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actual = calidad_de(quien)
        self.fields["calidad"].choices = [(actual.clave, actual.etiqueta)] if actual else []

    def clean_nombre(self) -> str:
        nombre: str = self.cleaned_data["nombre"]
        if not nombre.isprintable():
            raise ValidationError(_("Escriba el nombre en una línea."))
        return nombre

    @property
    def vence_en(self) -> Any:
        return timezone.now() + timedelta(days=self.cleaned_data["dias"])
