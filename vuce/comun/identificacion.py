"""Identity numbers: the Colombian NIT, the Peruvian RUC and the documents of persons (criterio 7)."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from stdnum.co import nit as nit_co
from stdnum.pe import ruc as ruc_pe

ESCRITURA_NIT = re.compile(r"(?P<numero>[0-9][0-9. ]*)(?P<guion>-)?(?P<digito>[0-9 ]*)")
NUMERO_NIT = re.compile(r"[1-9][0-9]{5,9}")
PREFIJOS_RUC = ("10", "15", "16", "17", "20")


class TipoDocumento(models.TextChoices):
    """Documents of persons; companies are identified by NIT or RUC."""

    CC = "CC", _("Cédula de ciudadanía")
    CE = "CE", _("Cédula o carnet de extranjería")
    PA = "PA", _("Pasaporte")
    DNI = "DNI", _("Documento nacional de identidad (Perú)")


DOCUMENTOS: dict[str, tuple[re.Pattern[str], Any]] = {
    TipoDocumento.CC: (re.compile(r"[0-9]{3,10}"), _("La cédula de ciudadanía tiene de 3 a 10 dígitos.")),
    TipoDocumento.CE: (re.compile(r"[0-9A-Z]{6,10}"), _("La cédula de extranjería tiene de 6 a 10 letras o dígitos.")),
    TipoDocumento.PA: (re.compile(r"[0-9A-Z]{5,20}"), _("El pasaporte tiene de 5 a 20 letras o dígitos.")),
    TipoDocumento.DNI: (re.compile(r"[0-9]{8}"), _("El DNI tiene 8 dígitos.")),
}


def digito_nit(numero: str) -> str:
    """Check digit (modulo 11) of a bare NIT."""
    return nit_co.calc_check_digit(numero)


def mostrar_nit(numero: str) -> str:
    """`900123456` → `900.123.456-8`."""
    return _con_puntos(numero, digito_nit(numero))


def leer_nit(texto: str) -> str:
    """Bare digits of a NIT typed with or without points, dash and check digit.

    After a dash stands the check digit. Without a dash the last digit might be it; the length decides, because the
    numbers in use are 6 to 9 digits long, or 10 beginning with 1 (NUIP):

    - up to 9 digits, and 10 digits that begin with 1: a NIT without its check digit;
    - any other 10 digits, and 11 digits: the last one is the check digit, and must be right.

    Hence `8909001234` is never taken for a ten-digit NIT: a wrong digit cannot pass unseen.
    """
    partes = ESCRITURA_NIT.fullmatch(texto.strip())
    if partes is None:
        raise ValidationError(
            _("El NIT solo admite dígitos, puntos, un guion y espacios."), code="nit_escritura", params={"nit": texto}
        )
    numero, digito = _solo_digitos(partes["numero"]), _solo_digitos(partes["digito"])
    if not partes["guion"] and _incluye_digito(numero):
        numero, digito = numero[:-1], numero[-1]
    elif partes["guion"] and len(digito) != 1:
        raise ValidationError(_("Después del guion va un solo dígito de verificación."), code="nit_guion")
    if not NUMERO_NIT.fullmatch(numero):
        raise ValidationError(
            _("El NIT tiene de 6 a 10 dígitos, sin ceros a la izquierda, más el dígito de verificación."),
            code="nit_longitud",
        )
    if digito and digito != digito_nit(numero):
        raise ValidationError(
            _("El dígito de verificación del NIT %(nit)s no corresponde."),
            code="nit_digito",
            params={"nit": _con_puntos(numero, digito)},
        )
    return numero


def leer_ruc(texto: str) -> str:
    """The eleven digits of a Peruvian RUC; spaces are dropped."""
    numero = texto.replace(" ", "")
    if not re.fullmatch(r"[0-9]{11}", numero):
        raise ValidationError(_("El RUC tiene 11 dígitos."), code="ruc_longitud")
    if not numero.startswith(PREFIJOS_RUC):
        raise ValidationError(_("El RUC empieza por 10, 15, 16, 17 o 20."), code="ruc_prefijo")
    if numero[-1] != ruc_pe.calc_check_digit(numero):
        raise ValidationError(
            _("El dígito de verificación del RUC %(ruc)s no corresponde."), code="ruc_digito", params={"ruc": numero}
        )
    return numero


def leer_documento(tipo: str, texto: str) -> str:
    """Number of a person's document without points, dashes or spaces, letters in capitals."""
    if tipo not in DOCUMENTOS:
        raise ValidationError(_("Tipo de documento desconocido."), code="documento_tipo")
    numero = re.sub(r"[ .-]", "", texto).upper()
    patron, mensaje = DOCUMENTOS[tipo]
    if not patron.fullmatch(numero):
        raise ValidationError(mensaje, code="documento_numero")
    return numero


def lecturas(texto: str) -> list[tuple[str, str]]:
    """Every (`NIT` | `RUC`, number) that `texto` may stand for; empty when it is neither. For searches and login."""
    posibles = []
    for tipo, leer in (("NIT", leer_nit), ("RUC", leer_ruc)):
        try:
            posibles.append((tipo, leer(texto)))
        except ValidationError:
            continue
    return posibles


def validar_nit(texto: str) -> None:
    leer_nit(texto)


def validar_ruc(texto: str) -> None:
    leer_ruc(texto)


class CampoNit(forms.CharField):
    """Takes a NIT in any accepted writing; cleans to bare digits and shows it again with points and check digit."""

    default_error_messages = {"required": _("Escriba el NIT.")}

    def __init__(self, **opciones: Any) -> None:
        opciones.setdefault("max_length", 30)
        super().__init__(**opciones)

    def to_python(self, value: Any) -> str:
        texto = super().to_python(value)
        return leer_nit(texto) if texto else ""

    def prepare_value(self, value: Any) -> Any:
        """The typed text stays as it was where it is not a NIT, so that the person corrects it."""
        try:
            return mostrar_nit(leer_nit(value)) if isinstance(value, str) and value else value
        except ValidationError:
            return value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "autocomplete": "off", "spellcheck": "false"}


def _incluye_digito(numero: str) -> bool:
    return len(numero) == 11 or (len(numero) == 10 and not numero.startswith("1"))


def _solo_digitos(texto: str) -> str:
    return texto.replace(".", "").replace(" ", "")


def _con_puntos(numero: str, digito: str) -> str:
    return f"{int(numero):,}".replace(",", ".") + f"-{digito}"
