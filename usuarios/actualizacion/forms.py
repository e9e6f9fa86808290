"""What a company tells of its change of name or of legal representative; what stays the same is left empty."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from usuarios.actualizacion.datos import natural
from usuarios.models import SolicitudDatos
from usuarios.registros import personas, tributario
from vuce.comun.formularios import EntradaFecha
from vuce.comun.identificacion import leer_documento
from vuce.tramites.forms import FormularioTramite

DEL_REPRESENTANTE = ("representante_nombre", "representante_tipo", "representante_documento")


class SolicitudDatosForm(FormularioTramite):
    class Meta:
        model = SolicitudDatos
        fields: ClassVar = ["hecho_el", "razon_social", *DEL_REPRESENTANTE, "certificado_el"]
        widgets: ClassVar = {"hecho_el": EntradaFecha, "certificado_el": EntradaFecha}
        help_texts: ClassVar = {
            "hecho_el": _("El día en que cambió el dato."),
            "razon_social": _("Como está en el RUT. Vacío: no cambia."),
            "representante_nombre": _("Reemplaza a los representantes legales registrados. Vacío: no cambia."),
            "certificado_el": _("Persona jurídica: el certificado que prueba el cambio, que se adjunta."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.verificados: list[str] = []

    @property
    def natural(self) -> bool:
        return natural(self.titular)

    def clean_hecho_el(self) -> date:
        dia: date = self.cleaned_data["hecho_el"]
        if dia > localdate():
            raise ValidationError(_("La fecha del hecho no puede ser posterior a hoy."))
        return dia

    def clean(self) -> dict[str, Any]:
        datos = super().clean() or self.cleaned_data
        self.instance.razon_social_rut = ""
        if self.natural:
            datos |= dict.fromkeys(DEL_REPRESENTANTE, "") | {"certificado_el": None}
        elif not datos.get("certificado_el") and "certificado_el" not in self.errors:
            self.add_error("certificado_el", _("Indique la fecha de expedición del certificado."))
        if datos.get("razon_social") == self.titular.razon_social:
            datos["razon_social"] = ""
        if datos.get("razon_social"):
            self._del_rut()
        if any(datos.get(campo) for campo in DEL_REPRESENTANTE):
            self._representante(datos)
        self.instance.verificados = self.verificados
        return datos

    def aplicar_a(self, caso: Any) -> None:
        super().aplicar_a(caso)
        caso.verificados, caso.razon_social_rut = self.verificados, self.instance.razon_social_rut

    def _del_rut(self) -> None:
        """Asked here, where nothing is locked; the rule compares."""
        try:
            hallado = tributario.consultar(self.titular.tipo_identificacion, self.titular.identificacion)
        except ValidationError as error:
            self.add_error("razon_social", error)
            return
        if hallado:
            self.instance.razon_social_rut = hallado.razon_social
            self.verificados.append("razon_social")

    def _representante(self, datos: dict[str, Any]) -> None:
        for campo in DEL_REPRESENTANTE:
            if not datos.get(campo) and campo not in self.errors:
                self.add_error(campo, _("Indique los datos del representante legal."))
        if not datos.get("representante_tipo") or not datos.get("representante_documento"):
            return
        try:
            datos["representante_documento"] = leer_documento(
                datos["representante_tipo"], datos["representante_documento"]
            )
            hallada = personas.consultar(datos["representante_tipo"], datos["representante_documento"])
        except ValidationError as error:
            self.add_error("representante_documento", error)
            return
        if hallada:
            datos["representante_nombre"] = hallada.nombre
            self.verificados.append("representante")
