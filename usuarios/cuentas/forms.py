"""What a company asks of its accounts (USR-07): only what belongs to the variant is asked and kept."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from usuarios.models import SolicitudCuenta, Usuario
from usuarios.registros import personas
from vuce.comun.identificacion import leer_documento
from vuce.tramites.forms import FormularioTramite

V = SolicitudCuenta.Variante
E = Usuario.Estado
DEL_NUEVO = ("nuevo_nombre", "nuevo_tipo", "nuevo_documento", "nuevo_correo")


class SolicitudCuentaForm(FormularioTramite):
    class Meta:
        model = SolicitudCuenta
        fields: ClassVar = ["variante", *DEL_NUEVO, "destino", "alcance", "cuenta", "motivo"]
        help_texts: ClassVar = {
            "nuevo_nombre": _(
                "Para cambio de delegado, como los tres siguientes; y para cancelar solo la cuenta del delegado, si "
                "el representante legal no tiene otra con la que pedir el cambio."
            ),
            "destino": _("Solo para cambio de delegado."),
            "alcance": _("Solo para cancelación de cuentas."),
            "cuenta": _("Solo para reactivación: cuentas inactivas, vencidas o canceladas de su empresa."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cerradas = Usuario.objects.filter(situacion__in=[E.INACTIVO, E.VENCIDO, E.CANCELADO])
        self.fields["cuenta"].queryset = cerradas.filter(empresa=self.titular).order_by("codigo")
        self.fields["cuenta"].label_from_instance = _cuenta
        self.fields["destino"].required = False

    def clean(self) -> dict[str, Any]:
        datos = super().clean() or self.cleaned_data
        variante = datos.get("variante")
        solo_el = variante == V.CANCELACION and datos.get("alcance") == SolicitudCuenta.Alcance.SOLO_DELEGADO
        if variante == V.DELEGADO or (solo_el and any(datos.get(campo) for campo in DEL_NUEVO[:1] + DEL_NUEVO[2:])):
            self._nuevo(datos)
        else:
            datos |= dict.fromkeys(DEL_NUEVO, "")
        datos["destino"] = datos.get("destino") or SolicitudCuenta.Destino.REASIGNAR
        if variante != V.CANCELACION:
            datos["alcance"] = ""
        if variante != V.REACTIVACION:
            datos["cuenta"] = None
        elif not datos.get("cuenta") and "cuenta" not in self.errors:
            self.add_error("cuenta", _("Elija la cuenta que se reactiva."))
        return datos

    def _nuevo(self, datos: dict[str, Any]) -> None:
        for campo in DEL_NUEVO:
            if not datos.get(campo) and campo not in self.errors:
                self.add_error(campo, _("Indique los datos del nuevo delegado de cuenta."))
        if not datos.get("nuevo_tipo") or not datos.get("nuevo_documento"):
            return
        try:
            datos["nuevo_documento"] = leer_documento(datos["nuevo_tipo"], datos["nuevo_documento"])
            hallada = personas.consultar(datos["nuevo_tipo"], datos["nuevo_documento"])
        except ValidationError as error:
            self.add_error("nuevo_documento", error)
            return
        datos["nuevo_nombre"] = hallada.nombre if hallada else datos.get("nuevo_nombre", "")


def _cuenta(usuario: Usuario) -> str:
    return f"{usuario.codigo} · {usuario.nombre} · {usuario.get_situacion_display()}"
