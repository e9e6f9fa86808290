"""The three steps of a secondary user and the change of its state, each shown for confirmation before it is saved."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.signing import BadSignature, TimestampSigner
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from usuarios.models import Empresa, Usuario
from usuarios.modulos import modulos
from usuarios.registros import personas
from usuarios.secundarios.roles import ROLES, incompatibles, otro_supervisor
from vuce.comun.identificacion import TipoDocumento, leer_documento

VALIDEZ_DE_LA_CLAVE = 3600  # seconds between typing a key and confirming it
_firma = TimestampSigner(salt="usuarios.clave_temporal")


class FormularioConfirmado(forms.Form):
    """A form that is shown whole before it is saved, and comes back whole where one goes back."""

    no_vuelven: tuple[str, ...] = ()  # fields that the confirmation does not carry

    def resumen(self) -> list[tuple[Any, Any]]:
        """(label, what was chosen or typed), for people."""
        return [
            (campo.label, self._dicho(campo)) for campo in self.visible_fields() if campo.name not in self.no_vuelven
        ]

    def advertencias(self) -> list[str]:
        """What the person should think of before confirming."""
        return []

    def ocultos(self) -> list[tuple[str, str]]:
        """The same data as a browser posts them."""
        pares = [(n, v) for n in self.fields if n not in self.no_vuelven for v in self._valores(n)]
        return [(self.add_prefix(nombre), valor) for nombre, valor in pares]

    def _valores(self, nombre: str) -> list[str]:
        valor = self[nombre].value()
        return [str(v) for v in valor] if isinstance(valor, list | tuple) else [str(valor or "")]

    def _dicho(self, campo: forms.BoundField) -> str:
        opciones = dict(getattr(campo.field, "choices", ()))
        valor = self.cleaned_data.get(campo.name) or ""
        return ", ".join(str(opciones.get(v, v)) for v in (valor if isinstance(valor, list) else [valor])) or "—"


class DatosForm(FormularioConfirmado):
    """Who the person is: checked by kind of document, and by the registry of persons where it has one."""

    tipo_documento = forms.ChoiceField(label=_("Tipo de documento"), choices=TipoDocumento.choices)
    documento = forms.CharField(label=_("Número de documento"), max_length=20)
    nombre = forms.CharField(
        label=_("Apellidos y nombres"),
        max_length=200,
        required=False,
        help_text=_("Si el registro de personas tiene el documento, el nombre se toma de él."),
    )
    correo = forms.EmailField(label=_("Correo electrónico"), required=False)
    codigo = forms.CharField(
        label=_("Código de usuario"),
        max_length=8,
        help_text=_("Exactamente 8 letras o dígitos. No distingue mayúsculas y no se puede repetir en la VUCE."),
        validators=[RegexValidator(r"^[A-Za-z0-9]{8}$", _("El código tiene exactamente 8 letras o dígitos."))],
    )

    def __init__(self, *args: Any, empresa: Empresa, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empresa = empresa

    def codigo_ocupado(self, codigo: str) -> bool:
        """Those of deleted users too: a code is never used again."""
        return Usuario.objects.filter(codigo__iexact=codigo).exists()

    def documento_ocupado(self, tipo: str, numero: str) -> bool:
        vivos = self.empresa.usuarios.exclude(situacion__in=Usuario.SIN_CUENTA)
        return vivos.filter(tipo_documento=tipo, documento=numero).exists()

    def clean_codigo(self) -> str:
        codigo: str = self.cleaned_data["codigo"].upper()
        if self.codigo_ocupado(codigo):
            raise forms.ValidationError(_("Ese código ya se usó en la VUCE: elija otro."))
        return codigo

    def clean(self) -> dict[str, Any]:
        datos = super().clean() or self.cleaned_data
        if datos.get("tipo_documento") and datos.get("documento"):
            try:
                datos["documento"] = leer_documento(datos["tipo_documento"], datos["documento"])
                self._identificar(datos)
            except forms.ValidationError as error:
                self.add_error("documento", error)
        return datos

    def _identificar(self, datos: dict[str, Any]) -> None:
        if self.documento_ocupado(datos["tipo_documento"], datos["documento"]):
            raise forms.ValidationError(_("Su empresa ya tiene un usuario con ese documento."))
        persona = personas.consultar(datos["tipo_documento"], datos["documento"])
        if persona is not None:
            datos["nombre"] = persona.nombre
        elif not datos.get("nombre"):
            self.add_error("nombre", _("Escriba los apellidos y nombres."))


class AltaForm(DatosForm):
    """Step 1. The key that the principal types is temporary, and travels hashed and signed to the confirmation."""

    no_vuelven = ("clave", "clave_repetida", "clave_guardada")

    modo = forms.ChoiceField(
        label=_("Cómo recibe su clave"),
        widget=forms.RadioSelect,
        initial="enlace",
        choices=[
            ("enlace", _("Le llega un enlace de invitación a su correo")),
            ("clave", _("Escribo una clave temporal")),
        ],
    )
    clave = forms.CharField(
        label=_("Clave temporal"),
        required=False,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Al menos 12 caracteres. La persona debe cambiarla en su primer ingreso."),
    )
    clave_repetida = forms.CharField(
        label=_("Repita la clave temporal"),
        required=False,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    clave_guardada = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        datos = super().clean()
        if datos.get("modo") == "enlace" and not datos.get("correo"):
            self.add_error("correo", _("Escriba el correo al que llega la invitación."))
        if datos.get("modo") == "clave":
            self._leer_clave(datos)
        return datos

    def _leer_clave(self, datos: dict[str, Any]) -> None:
        if not datos.get("clave") and datos.get("clave_guardada"):
            try:
                self.cifrada = _firma.unsign(datos["clave_guardada"], max_age=VALIDEZ_DE_LA_CLAVE)
            except BadSignature:
                self.add_error("clave", _("Escriba de nuevo la clave."))
        elif datos.get("clave") != datos.get("clave_repetida"):
            self.add_error("clave_repetida", _("Las dos claves no son iguales."))
        else:
            try:
                quien = Usuario(codigo=datos.get("codigo", ""), nombre=datos.get("nombre", ""))
                validate_password(datos.get("clave", ""), quien)
                self.cifrada = make_password(datos["clave"])
            except forms.ValidationError as error:
                self.add_error("clave", error)

    def ocultos(self) -> list[tuple[str, str]]:
        cifrada = getattr(self, "cifrada", "")
        return [*super().ocultos(), *([("clave_guardada", _firma.sign(cifrada))] if cifrada else [])]

    def columnas(self) -> dict[str, Any]:
        """Of Usuario."""
        datos = {n: self.cleaned_data[n] for n in ("tipo_documento", "documento", "nombre", "correo", "codigo")}
        cifrada = getattr(self, "cifrada", "")
        return {**datos, "password": cifrada, "clave_temporal": bool(cifrada)}


class PerfilesForm(FormularioConfirmado):
    """Step 2: the modules that are open to the user."""

    perfiles = forms.MultipleChoiceField(
        label=_("Mis trámites aduaneros · VUCE"),
        required=False,
        choices=modulos,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Módulos en los que puede trabajar; los demás quedan cerrados para él."),
    )

    def advertencias(self) -> list[str]:
        return (
            []
            if self.cleaned_data["perfiles"]
            else [str(_("Sin perfiles, el usuario no podrá trabajar en ningún módulo."))]
        )


class RolesForm(FormularioConfirmado):
    """Step 3."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"), required=False, choices=list(ROLES.items()), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, usuario: Usuario, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.usuario = usuario

    def clean_roles(self) -> list[str]:
        roles: list[str] = self.cleaned_data["roles"]
        faltas = incompatibles(roles)
        if faltas:
            raise forms.ValidationError(faltas)
        return roles

    def advertencias(self) -> list[str]:
        roles = self.cleaned_data["roles"]
        if not roles:
            return [str(_("Sin roles, el usuario no podrá ingresar a la VUCE."))]
        otro = otro_supervisor(self.usuario) if "supervisar" in roles else None
        if otro is None:
            return []
        return [
            str(_("Su empresa ya tiene un supervisor, %(otro)s. Normalmente hay uno solo: confirme si quiere otro."))
            % {"otro": otro}
        ]


class MotivoForm(FormularioConfirmado):
    motivo = forms.CharField(
        label=_("Motivo"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Lo verá el usuario.")
    )
