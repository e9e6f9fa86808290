"""Detached signatures of the institution on bytes that are not a PDF (the nightly seal of the timelines)."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from asn1crypto import cms
from django.utils.translation import gettext as _

from vuce.firma.confianza import almacen_vigente, contexto
from vuce.firma.errores import FirmaInvalida

if TYPE_CHECKING:
    from pyhanko_certvalidator.registry import TrustManager


@dataclass(frozen=True)
class Sello:
    """Who sealed, and when by a trusted authority's clock or else by the sealer's own."""

    firmante: str
    huella_sha256: str
    firmado_en: datetime
    sello_de_tiempo: bool


def verificar_bytes(datos: bytes, sobre: bytes, *, raices: TrustManager | None = None) -> Sello:
    """Check what `firmante.firmar_bytes` made; raise `FirmaInvalida` (integridad, vigencia, confianza).

    It is judged at its own date: a seal outlives the certificate that made it.
    """
    try:
        firmado = cms.ContentInfo.load(sobre, strict=True)["content"]
        return asyncio.run(_verificar(datos, firmado, raices or almacen_vigente()))
    except FirmaInvalida:
        raise
    except Exception as error:  # damaged bytes may break the parser in any way
        raise FirmaInvalida("integridad", _("El sello está dañado.")) from error


async def _verificar(datos: bytes, firmado: cms.SignedData, raices: TrustManager) -> Sello:
    from pyhanko.sign.validation.generic_cms import (
        async_validate_detached_cms,
        collect_timing_info,
        extract_certs_for_validation,
    )
    from pyhanko.sign.validation.settings import KeyUsageConstraints

    certificados = extract_certs_for_validation(firmado)
    (informacion,) = firmado["signer_infos"]
    propio = next(atributo for atributo in informacion["signed_attrs"] if atributo["type"].native == "signing_time")
    declarado: datetime = propio["values"][0].native
    reglas = contexto(raices, declarado, certificados.other_certs)
    tiempos = await collect_timing_info(informacion, reglas, lambda nombre: hashlib.new(nombre, datos).digest())
    estampa = tiempos.get("timestamp_validity")
    confiable = bool(estampa and estampa.intact and estampa.valid and estampa.trusted)
    momento = estampa.timestamp if confiable else declarado
    estado = await async_validate_detached_cms(
        datos,
        firmado,
        signer_validation_context=contexto(raices, momento, certificados.other_certs),
        key_usage_settings=KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}),
    )
    if not (estado.intact and estado.valid):
        raise FirmaInvalida("integridad", _("Los datos fueron alterados después de sellarse."))
    if not estado.trusted:
        raise FirmaInvalida("confianza", _("El sello no es de una entidad reconocida y vigente."))
    certificado = certificados.signer_cert
    nombre = str(certificado.subject.native.get("common_name", certificado.subject.human_friendly))
    return Sello(nombre, certificado.sha256.hex(), momento, confiable)
