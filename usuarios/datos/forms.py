"""«Actualización de datos» of the company (usuarios USR-04): its contact, who signs, its plants, whom to notify."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from usuarios.forms_admin import ResponsableForm
from usuarios.models import Empresa, Responsable
from vuce.catalogos.models import Municipio
from vuce.comun.formularios import Lineas

REPRESENTANTE_LEGAL = Responsable.Calidad.REPRESENTANTE_LEGAL
SOLO_DIGITOS = RegexValidator(r"\A[0-9]+\Z", _("Escriba solo dígitos."))


def opciones_de_municipio() -> list[tuple[str, str]]:
    """By department; read once a page, however many rows it has."""
    filas = Municipio.objects.vigentes().order_by("departamento__nombre", "nombre")
    pares = filas.values_list("codigo", "departamento__nombre", "nombre")
    return [("", "—"), *((codigo, f"{departamento} · {nombre}") for codigo, departamento, nombre in pares)]


class EmpresaDatosForm(forms.ModelForm):
    municipio = forms.ChoiceField(label=_("Departamento y ciudad"))

    class Meta:
        model = Empresa
        fields: ClassVar = ["indicativo", "telefono", "extension", "fax", "direccion"]

    def __init__(self, *args: Any, municipios: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["municipio"].choices = municipios
        self.initial.setdefault("municipio", self.instance.municipio_id or "")
        self.fields["telefono"].required = True
        for campo in ("indicativo", "extension"):
            self.fields[campo].validators.append(SOLO_DIGITOS)


class DireccionForm(forms.Form):
    direccion = forms.CharField(label=_("Dirección"), max_length=200)
    municipio = forms.ChoiceField(label=_("Departamento y ciudad"))
    telefono = forms.CharField(label=_("Teléfono"), max_length=30, required=False)
    mayor_produccion = forms.BooleanField(label=_("Es la planta de mayor producción"), required=False)

    def __init__(self, *args: Any, municipios: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["municipio"].choices = municipios


class CorreoNotificadoForm(forms.Form):
    correo = forms.EmailField(label=_("Correo electrónico"), max_length=254)

    def clean_correo(self) -> str:
        return str(self.cleaned_data["correo"]).lower()


class SinRepetidos(Lineas):
    """`clave`: what tells one row from another."""

    clave: ClassVar[tuple[str, ...]]
    repetido: ClassVar[Any]

    def clean(self) -> None:
        claves = [tuple(fila.get(campo) for campo in self.clave) for fila in self.filas]
        if len(claves) != len(set(claves)):
            raise forms.ValidationError(self.repetido)


class OtroResponsableForm(ResponsableForm):
    """The legal representative is not chosen here: who represents the company decides on its accounts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["calidad"].choices = [
            opcion for opcion in self.fields["calidad"].choices if opcion[0] != REPRESENTANTE_LEGAL
        ]


class LineasResponsables(SinRepetidos):
    titulo, titulo_linea = _("Nombres responsables"), _("Persona")
    clave = ("calidad", "documento")
    repetido = _("Una persona está dos veces con la misma calidad.")


class LineasDirecciones(SinRepetidos):
    titulo, titulo_linea = _("Direcciones y plantas"), _("Dirección")
    clave = ("direccion", "municipio")
    repetido = _("Una dirección está repetida.")

    def clean(self) -> None:
        super().clean()
        marcadas = [fila for fila in self.filas if fila.get("mayor_produccion")]
        if self.filas and len(marcadas) != 1:
            raise forms.ValidationError(_("Marque una planta, y solo una, como la de mayor producción."))


class LineasCorreos(SinRepetidos):
    titulo, titulo_linea = _("Correos que se notifican"), _("Correo")
    clave = ("correo",)
    repetido = _("Un correo está repetido.")


def _conjunto(formulario: type[forms.Form], lineas: type[Lineas], maximo: int) -> Any:
    return forms.formset_factory(
        formulario, formset=lineas, extra=0, max_num=maximo, validate_max=True, can_delete=True
    )


Responsables = _conjunto(OtroResponsableForm, LineasResponsables, 20)
Direcciones = _conjunto(DireccionForm, LineasDirecciones, 10)
Correos = _conjunto(CorreoNotificadoForm, LineasCorreos, 20)
