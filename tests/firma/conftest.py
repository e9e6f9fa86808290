"""A certificate authority, its people, and an issued document, made once per run with real keys."""

# ruff: noqa: TID253 - the tests drive these libraries themselves

import warnings
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import NameOID
from django.utils import timezone
from weasyprint import HTML

from tests.firma.externos import certificado_en_nss, clases_java
from vuce.firma.confianza import almacen
from vuce.firma.demo import Autoridad, Credencial
from vuce.firma.informe import Informe
from vuce.firma.personas import Persona
from vuce.firma.verificacion import verificar

ANA = Persona("CC", "52.111.222", "Ana Gómez", "900.373.913-4")
CARLA = Persona("CC", "41777888", "Carla Ruiz")


def html(radicado: str = "CUP-2026-1", cantidad: str = "1.000 t", extra: str = "") -> str:
    return f"""<html lang="es"><head><title>{radicado}</title></head><body>
        <h1>Radicado {radicado}</h1><p>Cantidad solicitada: {cantidad}</p>
        <p><a href="https://vuce.example/verificar/abc">Verificar</a></p>{extra}</body></html>"""


def emitir(contenido: str) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint leaves its colour profile open
        return HTML(string=contenido).write_pdf(pdf_variant="pdf/a-3b")


def persona(autoridad: Autoridad, quien: Persona, **opciones: Any) -> Credencial:
    return autoridad.emitir(
        {
            NameOID.COUNTRY_NAME: "CO",
            NameOID.COMMON_NAME: quien.nombre,
            NameOID.SERIAL_NUMBER: f"CC-{quien.documento}",
        },
        **opciones,
    )


def pem(credencial: Credencial) -> str:
    return credencial.certificado.public_bytes(serialization.Encoding.PEM).decode()


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    desde = timezone.now() - timedelta(days=1000)
    raiz = Autoridad.raiz("Autoridad de prueba", "Entidad de Certificación Abierta", desde=desde)
    sub = raiz.subordinada("Subordinada de prueba", desde=desde)
    ajena = Autoridad.raiz("Autoridad ajena", "Otra", desde=desde)
    ana = persona(sub, ANA)
    carpeta = tmp_path_factory.mktemp("pki")
    archivo = carpeta / "ana.p12"
    archivo.write_bytes(ana.pkcs12("1234"))
    return SimpleNamespace(
        raiz=raiz, sub=sub, ajena=ajena, ana=ana, carla=persona(sub, CARLA), archivo=archivo, carpeta=carpeta
    )


@pytest.fixture(scope="session")
def original() -> bytes:
    return emitir(html())


@pytest.fixture
def comprobar(pki: SimpleNamespace, original: bytes, settings: Any) -> Callable[..., Informe]:
    """Verify as the portal would for Ana's request, without asking anybody about revocation."""
    settings.FIRMA_REVOCACION = "no"

    def _comprobar(firmado: bytes, **cambios: Any) -> Informe:
        opciones: dict[str, Any] = {
            "original": original,
            "personas": [ANA],
            "recibido_en": timezone.now(),
            "radicado": "CUP-2026-1",
            "raices": almacen((pem(pki.raiz),)),
        }
        return verificar(firmado, **{**opciones, **cambios})

    return _comprobar


@pytest.fixture(scope="session")
def java(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clases_java(tmp_path_factory.mktemp("clases"))


@pytest.fixture(scope="session")
def nss(pki: SimpleNamespace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    raiz = pki.carpeta / "raiz.pem"
    raiz.write_text(pem(pki.raiz))
    return certificado_en_nss(tmp_path_factory.mktemp("nss"), pki.archivo, raiz)
