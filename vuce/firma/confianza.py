"""The parsed trust store, and the contexts in which pyHanko validates against it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from vuce.firma.models import RaizDeConfianza

if TYPE_CHECKING:
    from pyhanko_certvalidator import ValidationContext
    from pyhanko_certvalidator.fetchers import Fetchers
    from pyhanko_certvalidator.registry import TrustManager

SEGUNDOS_POR_CONSULTA = 5
CONSULTAS_MAXIMAS = 20


def almacen_vigente() -> TrustManager:
    """The roots in force now. The rows are read each time (a root withdrawn stops counting in every process at
    once); only their parsing is kept."""
    return almacen(tuple(RaizDeConfianza.objects.confiables().order_by("pk").values_list("pem", flat=True)))


@lru_cache(maxsize=8)
def almacen(pems: tuple[str, ...]) -> TrustManager:
    from pyhanko_certvalidator.registry import SimpleTrustManager

    ders = [x509.load_pem_x509_certificate(pem.encode()).public_bytes(Encoding.DER) for pem in pems]
    return SimpleTrustManager.build(trust_roots=[asn1.Certificate.load(der) for der in ders])


def contexto(raices: TrustManager, momento: datetime, certificados: Iterable[asn1.Certificate]) -> ValidationContext:
    """Chain and dates only, without the network: an untrusted certificate must not choose what we connect to."""
    from pyhanko_certvalidator import ValidationContext
    from pyhanko_certvalidator.policy_decl import NO_REVOCATION, CertRevTrustPolicy

    return ValidationContext(
        trust_manager=raices,
        other_certs=certificados,
        moment=momento,
        revinfo_policy=CertRevTrustPolicy(NO_REVOCATION),
    )


def contexto_de_revocacion(
    raices: TrustManager, momento: datetime, certificados: Iterable[asn1.Certificate], fetchers: Fetchers, *, dura: bool
) -> ValidationContext:
    from pyhanko_certvalidator import ValidationContext

    return ValidationContext(
        trust_manager=raices,
        other_certs=certificados,
        moment=momento,
        allow_fetching=True,
        fetchers=fetchers,
        revocation_mode="require" if dura else "soft-fail",
    )
