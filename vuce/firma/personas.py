"""Who signed: the shapes in which Colombian certificates write a cédula or a NIT."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.x509.oid import NameOID
from django.conf import settings

# ETSI EN 319 412-1 writes IDC (identity card), PAS, TIN or VAT, NTR with the country; local issuers write CC, CE, NIT.
TIPOS = {
    "IDC": "CC",
    "PNO": "CC",
    "CC": "CC",
    "CE": "CE",
    "TI": "TI",
    "PAS": "PA",
    "PP": "PA",
    "PA": "PA",
    "PEP": "PEP",
    "PPT": "PPT",
    "NIT": "NIT",
    "NTR": "NIT",
    "TIN": "NIT",
    "VAT": "NIT",
}
_CON_TIPO = re.compile(
    r"^(?P<tipo>IDC|PNO|PAS|PEP|PPT|NIT|NTR|TIN|VAT|CC|CE|TI|PP|PA)(?P<pais>CO)?[-:.\s]*(?P<numero>.*\d.*)$"
)


@dataclass(frozen=True)
class Persona:
    """Somebody who may sign. `documento` and `nit` in any punctuation; the NIT with or without its check digit."""

    tipo_documento: str
    documento: str
    nombre: str
    nit: str = ""


@dataclass(frozen=True)
class Identidad:
    """What a certificate's subject says: pairs (kind or "", number) of the person and numbers of NIT."""

    nombre: str
    documentos: Sequence[tuple[str, str]] = field(default=())
    nits: Sequence[str] = field(default=())

    def es(self, persona: Persona) -> bool:
        """A personal number decides alone; a NIT identifies only where the certificate names no person."""
        if not self.documentos:
            return bool(persona.nit) and any(_mismo_nit(nit, persona.nit) for nit in self.nits)
        return any(_mismo_documento(tipo, numero, persona) for tipo, numero in self.documentos)


def identidad(certificado: x509.Certificate) -> Identidad:
    sujeto = certificado.subject
    propios: Mapping[str, Sequence[str]] = settings.FIRMA_OIDS
    documentos: list[tuple[str, str]] = []
    nits: list[str] = []
    for valor in _valores(sujeto, [NameOID.SERIAL_NUMBER.dotted_string, *propios.get("documento", [])]):
        tipo, numero = _partir(valor)
        if tipo == "NIT" or (not tipo and _nit_de_sociedad(numero)):
            nits.append(numero)
        elif numero:
            documentos.append((tipo, numero))
    organizaciones = _valores(sujeto, [NameOID.ORGANIZATION_IDENTIFIER.dotted_string, *propios.get("nit", [])])
    nits += [_partir(valor)[1] for valor in organizaciones]
    nombres = _valores(sujeto, [NameOID.COMMON_NAME.dotted_string])
    return Identidad(nombres[0] if nombres else sujeto.rfc4514_string(), tuple(documentos), tuple(filter(None, nits)))


def _valores(sujeto: x509.Name, oids: Sequence[str]) -> list[str]:
    return [str(atributo.value) for atributo in sujeto if atributo.oid.dotted_string in oids]


def _partir(valor: str) -> tuple[str, str]:
    limpio = valor.strip().upper()
    con_tipo = _CON_TIPO.match(limpio)
    if con_tipo:
        return TIPOS[con_tipo["tipo"]], _compacto(con_tipo["numero"])
    return "", _compacto(limpio)


def _compacto(numero: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", numero.upper())


def _nit_de_sociedad(numero: str) -> bool:
    """Numbers of companies start with 8 or 9 and have nine digits; no cédula does."""
    return bool(re.fullmatch(r"[89]\d{8}\d?", numero))


def _mismo_documento(tipo: str, numero: str, persona: Persona) -> bool:
    mismo_tipo = not tipo or not persona.tipo_documento or TIPOS.get(persona.tipo_documento.upper(), "") in ("", tipo)
    return mismo_tipo and numero == _compacto(persona.documento) != ""


def _mismo_nit(uno: str, otro: str) -> bool:
    uno, otro = _compacto(uno), _compacto(otro)
    corto, largo = sorted((uno, otro), key=len)
    return uno == otro or (_nit_de_sociedad(largo) and len(corto) == 9 and largo[:9] == corto)
