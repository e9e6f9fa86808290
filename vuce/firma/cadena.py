"""Whose certificate signed, who vouches for it, and whether it was in force and not revoked when it signed."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from asn1crypto import x509 as asn1
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vuce.firma.confianza import CONSULTAS_MAXIMAS, SEGUNDOS_POR_CONSULTA, contexto, contexto_de_revocacion
from vuce.firma.errores import FirmaInvalida

logger = logging.getLogger(__name__)

if TYPE_CHECKING:
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
    from pyhanko_certvalidator.path import ValidationPath
    from pyhanko_certvalidator.registry import TrustManager


@dataclass(frozen=True)
class Cadena:
    """The instant at which a signature is judged, whether a trusted authority stamped it, and its path to a root."""

    integra: bool
    momento: datetime
    sellada: bool
    ruta: ValidationPath
    problema: FirmaInvalida | None


async def cadena_de(firma: EmbeddedPdfSignature, raices: TrustManager, recibido_en: datetime) -> Cadena:
    """Judge at the trusted timestamp if there is one, otherwise at reception: a signer may write any date."""
    from pyhanko.sign.validation.generic_cms import cms_basic_validation
    from pyhanko.sign.validation.settings import KeyUsageConstraints

    sello = await _sello(firma, raices, recibido_en)
    momento = sello or recibido_en
    estado = await cms_basic_validation(
        firma.signed_data,
        raw_digest=firma.compute_digest(),
        validation_context=contexto(raices, momento, firma.other_embedded_certs),
        key_usage_settings=KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}),
    )
    return Cadena(
        integra=estado["intact"] and estado["valid"],
        momento=momento,
        sellada=sello is not None,
        ruta=estado["validation_path"],
        problema=_problema(firma, estado["trust_problem_indic"], momento),
    )


async def _sello(firma: EmbeddedPdfSignature, raices: TrustManager, recibido_en: datetime) -> datetime | None:
    from pyhanko.sign.validation.generic_cms import collect_timing_info

    tiempos = await collect_timing_info(
        firma.signer_info, contexto(raices, recibido_en, firma.other_embedded_certs), firma.compute_digest
    )
    sello = tiempos.get("timestamp_validity")
    return sello.timestamp if sello and sello.intact and sello.valid and sello.trusted else None


async def exigir_sello_de_documento(firma: EmbeddedPdfSignature, raices: TrustManager, recibido_en: datetime) -> bool:
    """Refuse a broken document timestamp; tell whether its authority is trusted."""
    from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_timestamp

    estado = await async_validate_pdf_timestamp(
        firma, contexto(raices, recibido_en, firma.other_embedded_certs), skip_diff=True
    )
    if not (estado.intact and estado.valid):
        raise FirmaInvalida("integridad", _("El sello de tiempo del documento está dañado."))
    return bool(estado.trusted)


def _problema(firma: EmbeddedPdfSignature, indicio: object, momento: datetime) -> FirmaInvalida | None:
    from pyhanko.sign.ades.report import AdESIndeterminate

    datos = {"titular": _comun(firma.signer_cert.subject), "emisor": _comun(firma.signer_cert.issuer)}
    if indicio is None:
        return None
    vigente = firma.signer_cert.not_valid_before <= momento <= firma.signer_cert.not_valid_after
    if not vigente and indicio != AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND:
        return FirmaInvalida("vigencia", _fuera_de_vigencia(firma, datos["titular"]))
    if indicio == AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND:
        return FirmaInvalida(
            "confianza",
            _("El certificado de %(titular)s lo emitió «%(emisor)s», que no es una entidad reconocida.") % datos,
        )
    if indicio == AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE:
        return FirmaInvalida("confianza", _("El certificado de %(titular)s no está habilitado para firmar.") % datos)
    return FirmaInvalida(
        "confianza", _("La cadena del certificado de %(titular)s, emitido por «%(emisor)s», no es válida.") % datos
    )


def _comun(nombre: asn1.Name) -> str:
    return str(nombre.native.get("common_name", nombre.human_friendly))


def _fuera_de_vigencia(firma: EmbeddedPdfSignature, titular: str) -> str:
    desde, hasta = firma.signer_cert.not_valid_before, firma.signer_cert.not_valid_after
    return _("El certificado de %(titular)s no estaba vigente: vale del %(desde)s al %(hasta)s.") % {
        "titular": titular,
        "desde": date_format(timezone.localtime(desde), "DATE_FORMAT"),
        "hasta": date_format(timezone.localtime(hasta), "DATE_FORMAT"),
    }


async def revocacion_de(firma: EmbeddedPdfSignature, cadena: Cadena, raices: TrustManager, *, dura: bool) -> str:
    """Ask the issuers' own services. Return the warning where nothing could be learnt and the policy is soft."""
    from pyhanko_certvalidator.errors import PathValidationError, RevokedError
    from pyhanko_certvalidator.fetchers.aiohttp_fetchers import AIOHttpFetcherBackend
    from pyhanko_certvalidator.fetchers.api import FetchLimits
    from pyhanko_certvalidator.validate import async_validate_path

    titular = {"titular": _comun(firma.signer_cert.subject)}
    sin_respuesta = _("No se pudo consultar si el certificado de %(titular)s está revocado.") % titular
    limites = FetchLimits(max_requests=CONSULTAS_MAXIMAS)
    async with AIOHttpFetcherBackend(per_request_timeout=SEGUNDOS_POR_CONSULTA, limits=limites) as fetchers:
        reglas = contexto_de_revocacion(raices, cadena.momento, firma.other_embedded_certs, fetchers, dura=dura)
        try:
            await async_validate_path(reglas, cadena.ruta)
        except RevokedError as error:
            raise FirmaInvalida(
                "revocacion",
                _("El certificado de %(titular)s fue revocado el %(fecha)s.")
                % {**titular, "fecha": date_format(timezone.localtime(error.revocation_dt), "DATE_FORMAT")},
            ) from error
        except PathValidationError as error:
            logger.info("Revocation not known: %s", error)
            if dura:
                raise FirmaInvalida("revocacion", sin_respuesta) from error
            return sin_respuesta
    declara = firma.signer_cert.crl_distribution_points or firma.signer_cert.ocsp_urls
    return "" if declara and not reglas.soft_fail_exceptions else sin_respuesta
