"""The demonstration's certificate authority: root, intermediate, entities and people, made once per folder.

Everything it issues says so in its issuer (`certificados.ORGANIZACION_DEMO`) and counts only where DEMO is set.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from django.utils.translation import gettext as _

from vuce.firma.certificados import ORGANIZACION_DEMO
from vuce.firma.models import RaizDeConfianza

PIN = "demo-2026"
ENTIDADES = {
    "mincit": "Ministerio de Comercio, Industria y Turismo (demostración)",
    "dian": "Dirección de Impuestos y Aduanas Nacionales (demostración)",
}
VIGENCIA = timedelta(days=3650)

Llave = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class PersonaDemo:
    nombre: str
    tipo_documento: str
    documento: str
    nit: str = ""
    organizacion: str = ""


@dataclass(frozen=True)
class Credencial:
    """A certificate with its key and the certificates between it and the root."""

    certificado: x509.Certificate
    llave: Llave
    cadena: tuple[x509.Certificate, ...] = field(default=())

    def pkcs12(self, pin: str, *, antiguo: bool = False) -> bytes:
        """AES form; `antiguo` is the 3DES form that many issuers still hand out."""
        cifrado: serialization.KeySerializationEncryption = serialization.BestAvailableEncryption(pin.encode())
        if antiguo:
            cifrado = (
                serialization.PrivateFormat.PKCS12.encryption_builder()
                .key_cert_algorithm(pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC)
                .hmac_hash(hashes.SHA1())  # noqa: S303 - the old form has no other
                .build(pin.encode())
            )
        return pkcs12.serialize_key_and_certificates(
            self._nombre().encode(), self.llave, self.certificado, list(self.cadena), cifrado
        )

    def _nombre(self) -> str:
        return str(self.certificado.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)


@dataclass(frozen=True)
class Autoridad(Credencial):
    """A certificate authority that issues authorities and end certificates."""

    @classmethod
    def raiz(cls, nombre: str, organizacion: str = ORGANIZACION_DEMO, **opciones: Any) -> Self:
        llave = _llave_nueva()
        sujeto = _nombre(
            {NameOID.COUNTRY_NAME: "CO", NameOID.ORGANIZATION_NAME: organizacion, NameOID.COMMON_NAME: nombre}
        )
        return cls(_firmado(sujeto, llave.public_key(), sujeto, llave, autoridad=True, **opciones), llave)

    def subordinada(self, nombre: str, **opciones: Any) -> "Autoridad":
        llave = _llave_nueva()
        propio = {atributo.oid: str(atributo.value) for atributo in self.certificado.subject}
        sujeto = _nombre({**propio, NameOID.COMMON_NAME: nombre})
        certificado = self._emitido(sujeto, llave, autoridad=True, **opciones)
        return Autoridad(certificado, llave, (certificado, *self.cadena))

    def emitir(
        self, atributos: dict[x509.ObjectIdentifier, str], llave: Llave | None = None, **opciones: Any
    ) -> Credencial:
        """`opciones`: `desde`, `hasta`, `extensiones`, `usos` (KeyUsage)."""
        llave = llave or _llave_nueva()
        return Credencial(self._emitido(_nombre(atributos), llave, autoridad=False, **opciones), llave, self.cadena)

    def _emitido(self, sujeto: x509.Name, llave: Llave, **opciones: Any) -> x509.Certificate:
        return _firmado(sujeto, llave.public_key(), self.certificado.subject, self.llave, **opciones)


def preparar_demo(carpeta: Path, personas: Iterable[PersonaDemo]) -> dict[str, Any]:
    """Make what is missing in `carpeta` and trust its root; running it again changes nothing.

    Returns the paths: {"raiz": …, "entidades": {name: …}, "personas": {documento: …}, "pin": …}.
    """
    if not settings.DEMO:
        raise ImproperlyConfigured(_("La autoridad de demostración solo existe en modo de demostración."))
    carpeta.mkdir(parents=True, exist_ok=True, mode=0o700)
    emisora = _autoridad_de(carpeta)
    entidades = {
        entidad: _guardar(carpeta / f"{entidad}.p12", emisora, _de_entidad(entidad, nombre))
        for entidad, nombre in ENTIDADES.items()
    }
    firmantes = {
        persona.documento: _guardar(carpeta / f"persona-{persona.documento}.p12", emisora, _de_persona(persona))
        for persona in personas
    }
    raiz = carpeta / "raiz.pem"
    RaizDeConfianza.objects.importar(raiz.read_bytes(), nombre=_("Raíz de demostración"))
    return {"raiz": raiz, "entidades": entidades, "personas": firmantes, "pin": PIN}


def _autoridad_de(carpeta: Path) -> Autoridad:
    archivo = carpeta / "autoridad.p12"
    if not archivo.exists():
        raiz = Autoridad.raiz("Autoridad raíz de demostración")
        (carpeta / "raiz.pem").write_bytes(raiz.certificado.public_bytes(serialization.Encoding.PEM))
        _escribir(archivo, raiz.subordinada("Autoridad subordinada de demostración").pkcs12(PIN))
    llave, certificado, otros = pkcs12.load_key_and_certificates(archivo.read_bytes(), PIN.encode())
    if certificado is None or not isinstance(llave, rsa.RSAPrivateKey):
        raise ImproperlyConfigured(_("La autoridad de demostración está dañada; borre su carpeta."))
    return Autoridad(certificado, llave, tuple(otros))


def _guardar(archivo: Path, emisora: Autoridad, atributos: dict[x509.ObjectIdentifier, str]) -> Path:
    if not archivo.exists():
        _escribir(archivo, emisora.emitir(atributos).pkcs12(PIN))
    return archivo


def _escribir(archivo: Path, datos: bytes) -> None:
    """Whole or not at all: another process may be reading the same folder."""
    provisional = archivo.with_suffix(".nuevo")
    provisional.write_bytes(datos)
    provisional.chmod(0o600)
    provisional.replace(archivo)


def _de_entidad(entidad: str, nombre: str) -> dict[x509.ObjectIdentifier, str]:
    return {
        NameOID.COUNTRY_NAME: "CO",
        NameOID.ORGANIZATION_NAME: nombre,
        NameOID.COMMON_NAME: f"{entidad.upper()} - firma institucional",
    }


def _de_persona(persona: PersonaDemo) -> dict[x509.ObjectIdentifier, str]:
    atributos = {
        NameOID.COUNTRY_NAME: "CO",
        NameOID.COMMON_NAME: persona.nombre,
        NameOID.SERIAL_NUMBER: f"{persona.tipo_documento}-{persona.documento}",
    }
    if persona.organizacion:
        atributos[NameOID.ORGANIZATION_NAME] = persona.organizacion
    if persona.nit:
        atributos[NameOID.ORGANIZATION_IDENTIFIER] = f"NTRCO-{persona.nit}"
    return atributos


def _nombre(atributos: dict[x509.ObjectIdentifier, str]) -> x509.Name:
    return x509.Name([x509.NameAttribute(oid, valor) for oid, valor in atributos.items()])


def _llave_nueva() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def _firmado(
    sujeto: x509.Name,
    publica: rsa.RSAPublicKey | ec.EllipticCurvePublicKey,
    emisor: x509.Name,
    llave: Llave,
    *,
    autoridad: bool,
    desde: datetime | None = None,
    hasta: datetime | None = None,
    extensiones: Iterable[x509.ExtensionType] = (),
    resumen: hashes.SHA256 | hashes.SHA512 | None = None,
) -> x509.Certificate:
    desde = desde or timezone.now() - timedelta(days=1)
    constructor = (
        x509.CertificateBuilder()
        .subject_name(sujeto)
        .issuer_name(emisor)
        .public_key(publica)
        .serial_number(x509.random_serial_number())
        .not_valid_before(desde)
        .not_valid_after(hasta or desde + VIGENCIA)
        .add_extension(x509.BasicConstraints(ca=autoridad, path_length=None), critical=True)
        .add_extension(_usos(autoridad), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(publica), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(llave.public_key()), critical=False)
    )
    for extension in extensiones:
        constructor = constructor.add_extension(extension, critical=False)
    return constructor.sign(llave, resumen or hashes.SHA256())


def _usos(autoridad: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not autoridad,
        content_commitment=not autoridad,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=autoridad,
        crl_sign=autoridad,
        encipher_only=False,
        decipher_only=False,
    )
