from typing import ClassVar

from django import forms

from tests.juguete.models import PermisoJuguete, PiezaJuguete, PrestamoJuguete
from vuce.comun.formularios import CampoDecimal, Lineas
from vuce.tramites.forms import FormularioAccion, FormularioTramite


class PiezaForm(forms.Form):
    nombre = forms.CharField(label="Pieza", max_length=100)


class PermisoForm(FormularioTramite):
    clase_lineas = forms.formset_factory(PiezaForm, formset=Lineas, extra=1, max_num=5, can_delete=True)
    modelo_linea = PiezaJuguete

    cantidad = CampoDecimal(label="Cantidad", max_digits=18, decimal_places=4, min_value=0, unidad="unidades")

    class Meta:
        model = PermisoJuguete
        fields: ClassVar = ["producto", "cantidad"]


class AprobarForm(FormularioAccion):
    cantidad = CampoDecimal(label="Cantidad aprobada", max_digits=18, decimal_places=4, min_value=0)


class PrestamoForm(FormularioTramite):
    class Meta:
        model = PrestamoJuguete
        fields: ClassVar = ["permiso", "dias"]
        widgets: ClassVar = {"permiso": forms.HiddenInput}

    def clean_permiso(self) -> PermisoJuguete:
        permiso: PermisoJuguete = self.cleaned_data["permiso"]
        if permiso.titular_id != self.titular.pk:
            raise forms.ValidationError("El permiso no existe.")
        return permiso
