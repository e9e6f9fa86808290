"""What a newcomer fills in, and what the reviewer adds when approving."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from usuarios.ingreso.forms import CampoMunicipio
from usuarios.models import SolicitudRegistro
from usuarios.models.empresa import TipoIdentificacion, modulos_ofrecidos
from usuarios.registros import NoFigura, agencias, personas, tributario
from vuce.catalogos.models import Municipio
from vuce.comun.formularios import EntradaFecha
from vuce.comun.identificacion import leer_documento, leer_nit, leer_ruc
from vuce.tramites.forms import FormularioAccion, FormularioTramite


class CorreoForm(forms.Form):
    correo = forms.EmailField(
        label=_("Correo electrónico"),
        max_length=254,
        help_text=_("Le enviaremos un enlace para diligenciar la solicitud."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_correo(self) -> str:
        return str(self.cleaned_data["correo"]).lower()


class SolicitudRegistroForm(FormularioTramite):
    identificacion = forms.CharField(
        label=_("Número de identificación"),
        max_length=20,
        help_text=_("NIT con o sin puntos, guion y dígito de verificación, o RUC."),
    )
    modulos = forms.MultipleChoiceField(
        label=_("Módulos que va a usar"), choices=modulos_ofrecidos, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = SolicitudRegistro
        fields: ClassVar = [
            *("tipo_usuario", "cola", "calidad", "tipo_persona", "tipo_identificacion", "identificacion"),
            *("razon_social", "certificado_el", "presenta"),
            *("representante_nombre", "representante_tipo", "representante_documento"),
            *("delegado_nombre", "delegado_tipo", "delegado_documento", "equipo_propio"),
            *("causal", "actua_directamente"),
            *("direccion", "municipio", "telefono", "fax", "correo", "modulos"),
        ]
        field_classes: ClassVar = {"municipio": CampoMunicipio}
        widgets: ClassVar = {"certificado_el": EntradaFecha}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.verificados: list[str] = []
        self.fields["municipio"].queryset = Municipio.objects.vigentes()
        for persona in ("representante", "delegado"):
            self.fields[f"{persona}_nombre"].required = False
            self.fields[f"{persona}_tipo"].required = False
            self.fields[f"{persona}_documento"].required = False

    @property
    def natural(self) -> bool:
        return self.elegido("tipo_persona") == SolicitudRegistro.TipoPersona.NATURAL

    @property
    def por_apoderado(self) -> bool:
        return self.elegido("presenta") == SolicitudRegistro.Presenta.APODERADO

    def clean(self) -> dict[str, Any]:
        datos = super().clean() or self.cleaned_data
        self._identificacion(datos)
        if self.natural:
            datos |= {"certificado_el": None, "equipo_propio": False}
            self._es_el_mismo(datos)
        else:
            self._exigir_de_juridica(datos)
        for persona in ("representante", "delegado"):
            self._persona(datos, persona)
        self.instance.verificados = self.verificados
        return datos

    def aplicar_a(self, caso: Any) -> None:
        super().aplicar_a(caso)
        caso.verificados = self.verificados

    def _identificacion(self, datos: dict[str, Any]) -> None:
        """The number by its check digit, and the name that the tax registry gives it."""
        tipo, numero = datos.get("tipo_identificacion"), datos.get("identificacion")
        if not tipo or not numero:
            return
        try:
            datos["identificacion"] = (leer_ruc if tipo == TipoIdentificacion.RUC else leer_nit)(numero)
            hallado = tributario.consultar(tipo, datos["identificacion"])
        except ValidationError as error:
            self.add_error("identificacion", error)
            return
        if hallado:
            datos["razon_social"] = hallado.razon_social
            self.verificados.append("razon_social")

    def _persona(self, datos: dict[str, Any], persona: str) -> None:
        """A person's document, and the names that the registry of persons gives it."""
        tipo, numero = datos.get(f"{persona}_tipo"), datos.get(f"{persona}_documento")
        if not tipo or not numero:
            return
        try:
            datos[f"{persona}_documento"] = leer_documento(tipo, numero)
            hallada = personas.consultar(tipo, datos[f"{persona}_documento"])
        except ValidationError as error:
            self.add_error(f"{persona}_documento", error)
            return
        if hallada:
            datos[f"{persona}_nombre"] = hallada.nombre
            self.verificados.append(persona)

    def _es_el_mismo(self, datos: dict[str, Any]) -> None:
        """A natural person keeps its own account: no representative, no certificate."""
        datos |= {"representante_nombre": "", "representante_tipo": "", "representante_documento": ""}
        for campo in ("delegado_tipo", "delegado_documento"):
            if not datos.get(campo) and campo not in self.errors:
                self.add_error(campo, _("Indique su documento de identidad."))
        datos["delegado_nombre"] = datos.get("delegado_nombre") or datos.get("razon_social", "")

    def _exigir_de_juridica(self, datos: dict[str, Any]) -> None:
        if not datos.get("certificado_el") and "certificado_el" not in self.errors:
            self.add_error("certificado_el", _("Indique la fecha de expedición del certificado."))
        self._exigir_persona(datos, "representante", _("Indique los datos del representante legal."))
        self._exigir_persona(
            datos, "delegado", _("Indique los datos de la persona que actuará como delegado de cuenta.")
        )

    def _exigir_persona(self, datos: dict[str, Any], persona: str, mensaje: Any) -> None:
        for campo in (f"{persona}_nombre", f"{persona}_tipo", f"{persona}_documento"):
            if not datos.get(campo) and campo not in self.errors:
                self.add_error(campo, mensaje)


class AprobarRegistroForm(FormularioAccion):
    agencia_aduanas = forms.BooleanField(
        label=_("Es una agencia de aduanas"),
        required=False,
        help_text=_("Lo dice el registro de agencias; cámbielo si usted tiene constancia de otra cosa."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial["agencia_aduanas"] = self._es_agencia()

    def _es_agencia(self) -> bool:
        try:
            return agencias.consultar(self.tramite.tipo_identificacion, self.tramite.identificacion) is not None
        except NoFigura:
            return False
