"""Reading certificates that somebody hands us."""

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# What the demonstration authority writes as its organization, so that it is known even when imported by hand.
ORGANIZACION_DEMO = "VUCE DEMOSTRACIÓN SIN VALOR LEGAL"
RSA_MINIMO_BITS = 2048


def leer_certificado(datos: bytes) -> x509.Certificate:
    """One certificate in PEM or DER; a file with none or several is refused."""
    try:
        if b"-----BEGIN" not in datos:
            return x509.load_der_x509_certificate(datos)
        certificados = x509.load_pem_x509_certificates(datos)
    except ValueError as error:
        raise ValidationError(_("El archivo no contiene un certificado X.509 en formato PEM o DER.")) from error
    if len(certificados) != 1:
        raise ValidationError(_("El archivo contiene varios certificados; suba uno por archivo."))
    return certificados[0]


def leer_autoridad(datos: bytes) -> x509.Certificate:
    """A certificate that may stand as a root of trust: an authority's, in force, with a key of today's strength."""
    certificado = leer_certificado(datos)
    try:
        autoridad = certificado.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
        llave = certificado.public_key()
    except (x509.ExtensionNotFound, ValueError) as error:
        raise ValidationError(_("El certificado no es de una autoridad de certificación.")) from error
    if not autoridad:
        raise ValidationError(_("El certificado no es de una autoridad de certificación."))
    if certificado.not_valid_after_utc < timezone.now():
        raise ValidationError(_("El certificado está vencido."))
    if isinstance(llave, rsa.RSAPublicKey) and llave.key_size < RSA_MINIMO_BITS:
        raise ValidationError(_("La llave del certificado es demasiado corta."))
    return certificado


def de_demostracion(certificado: x509.Certificate) -> bool:
    """Whether the demonstration authority issued it (or it is its root)."""
    return any(
        atributo.value == ORGANIZACION_DEMO
        for atributo in certificado.issuer.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    )
